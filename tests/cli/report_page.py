"""Takes a report apart: the view-model's elements as they stand in the page."""

from __future__ import annotations

import base64
import gzip
import json
import re
from pathlib import Path
from typing import Any

import jsonschema

ROOT = Path(__file__).resolve().parents[2]
ELEMENT = re.compile(r'<script type="application/(json|gzip)" id="([^"]+)">(.*?)</script>', re.S)


def strict(schema: Any) -> Any:
    """The schema without room for fields that it does not name."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    out = {key: strict(value) for key, value in schema.items()}
    if isinstance(out.get("properties"), dict) and out.get("type") == "object":
        out.setdefault("additionalProperties", False)
    return out


def no_constant(text: str) -> None:
    raise ValueError(f"{text} is no JSON")


class Page:
    """The core and the blocks of a report, unpacked; each was valid by the schema."""

    def __init__(self, path: Path) -> None:
        self.html = path.read_text(encoding="utf-8")
        self.core: dict[str, Any] = {}
        self.blocks: dict[str, Any] = {}
        texts = {}
        for kind, name, content in ELEMENT.findall(self.html):
            if "<" in content:
                raise ValueError(f"a tag can begin in {name}")
            text = gzip.decompress(base64.b64decode(content, validate=True)) if kind == "gzip" else content.encode()
            texts[name] = (kind, text)
        self.core = json.loads(texts.pop("view-model")[1], parse_constant=no_constant)
        for name, (kind, text) in texts.items():
            name = name.removeprefix("block:")
            if self.core["blocks"][name] != {"encoding": kind, "bytes": len(text)}:
                raise ValueError(f"{name} is not what the core says")
            self.blocks[name] = json.loads(text, parse_constant=no_constant)
        if list(self.blocks) != list(self.core["blocks"]):
            raise ValueError("the core tells of other blocks")
        self.validate()

    def validate(self) -> None:
        schema = json.loads((ROOT / "docs" / "report-view-model.schema.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        schema = strict(schema)
        jsonschema.Draft202012Validator(schema).validate(self.core)
        for name, block in self.blocks.items():
            of_block = {"$ref": f"#/$defs/{name.split('/')[0]}", "$defs": schema["$defs"]}
            jsonschema.Draft202012Validator(of_block).validate(block)

    def class_entry(self, place: int) -> dict[str, Any]:
        described = self.core["classes"][place]
        return self.blocks[described["block"]]["classes"][described["place"]]

    def details(self) -> list[dict[str, Any]]:
        """All details, each where the block of features says."""
        out = []
        features = self.blocks["features"]
        for place, (block, within) in enumerate(zip(features["detail"], features["detail_place"])):
            if block is None:
                continue
            detail = self.blocks[f"detail/{block}"]["features"][within]
            if detail["feature"] != place:
                raise ValueError(f"detail/{block}[{within}] is of another feature")
            out.append(detail)
        return out
