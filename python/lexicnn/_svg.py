"""The profile of the layers as a figure."""

from __future__ import annotations

from html import escape
from typing import Any

_WIDTH, _HEIGHT = 640, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 28, 40
#: The report's colours of presence and absence.
_PRESENCE, _ABSENCE = "#0a63c2", "#b4500b"


def profile_svg(layers: list[dict[str, Any]]) -> str:
    """Share of the pairs selected by presence (upwards) and by absence (downwards) in each layer."""
    shares = [(each["presence_share"] or 0.0, each["absence_share"] or 0.0) for each in layers]
    highest = max((max(pair) for pair in shares), default=0.0) or 1.0
    middle = _TOP + (_HEIGHT - _TOP - _BOTTOM) / 2
    scale = (_HEIGHT - _TOP - _BOTTOM) / 2 / highest
    step = (_WIDTH - _LEFT - _RIGHT) / max(len(layers), 1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" '
        'role="img" font-family="sans-serif" font-size="11">',
        "<title>Share of the pairs selected in each layer, by presence and by absence</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
    ]
    for place, (layer, (presence, absence)) in enumerate(zip(layers, shares, strict=True)):
        x, width = _LEFT + place * step, max(step * 0.8, 0.5)
        tip = f"<title>{escape(layer['name'])}: {presence:.1%} by presence, {absence:.1%} by absence</title>"
        for colour, y, height in (
            (_PRESENCE, middle - presence * scale, presence * scale),
            (_ABSENCE, middle, absence * scale),
        ):
            parts.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}">{tip}</rect>'
            )
    ends = _LEFT, _WIDTH - _RIGHT
    parts.append(f'<line x1="{ends[0]}" x2="{ends[1]}" y1="{middle}" y2="{middle}" stroke="#444"/>')
    for y in (_TOP, _HEIGHT - _BOTTOM):
        parts.append(f'<line x1="{ends[0]}" x2="{ends[1]}" y1="{y}" y2="{y}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 4}" y="{y + 4}" text-anchor="end">{highest:.0%}</text>')
    parts.append(f'<text x="{_LEFT}" y="16" fill="{_PRESENCE}">by presence</text>')
    parts.append(f'<text x="{_LEFT + 90}" y="16" fill="{_ABSENCE}">by absence</text>')
    parts.append(f'<text x="{_WIDTH - _RIGHT}" y="16" text-anchor="end">share of the pairs selected</text>')
    if layers:
        y = _HEIGHT - _BOTTOM + 18
        parts.append(f'<text x="{_LEFT}" y="{y}">{escape(layers[0]["name"])}</text>')
        if len(layers) > 1:
            parts.append(f'<text x="{ends[1]}" y="{y}" text-anchor="end">{escape(layers[-1]["name"])}</text>')
    return "".join([*parts, "</svg>"])
