"""Reads the coloured bitmaps (CBDT table) of a font such as Noto Color Emoji."""

from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import Image

from tools.cache import ToolError


class BitmapFont:
    """A font's PNG bitmaps by code point."""

    def __init__(self, path: Path) -> None:
        with TTFont(path, lazy=True) as font:
            if "CBDT" not in font:
                raise ToolError(f"{path} has no coloured bitmaps (no CBDT table)")
            self._glyph_names = font.getBestCmap()
            self._bitmaps = font["CBDT"].strikeData[0]

    def __contains__(self, code_point: object) -> bool:
        return self._glyph_names.get(code_point) in self._bitmaps

    def image(self, code_point: int) -> Image.Image:
        """The bitmap of a code point, its transparency laid over white."""
        content = self._bitmaps[self._glyph_names[code_point]].imageData
        bitmap = Image.open(BytesIO(content)).convert("RGBA")
        white = Image.new("RGBA", bitmap.size, "white")
        return Image.alpha_composite(white, bitmap).convert("RGB")
