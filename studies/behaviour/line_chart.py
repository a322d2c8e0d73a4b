"""A line chart as SVG."""

from dataclasses import dataclass, field
from html import escape

WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 60, 140, 36, 96
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")  # Okabe and Ito


@dataclass
class Series:
    name: str
    values: list[float]
    low: list[float] = field(default_factory=list)  # of an interval, or empty
    high: list[float] = field(default_factory=list)
    dashed: bool = False
    colour: int = 0


def ticks(largest: float) -> list[float]:
    """Round numbers from 0 to beyond the largest."""
    step = next(s for s in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5) if largest / s <= 6)
    return [step * i for i in range(int(largest / step) + 2)]


def line_chart(title: str, labels: list[str], series: list[Series]) -> str:
    marks = ticks(max(max(each.high or each.values) for each in series))

    def x(place: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * place / (len(labels) - 1)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / marks[-1]

    def points(values: list[float], places: list[int] | None = None) -> str:
        order = places or list(range(len(values)))
        return " ".join(f"{x(i):.1f},{y(values[i]):.1f}" for i in order)

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
           'font-family="sans-serif" font-size="12">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
           f'<text x="{LEFT}" y="20" font-size="14">{escape(title)}</text>']
    for mark in marks:
        out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(mark):.1f}" y2="{y(mark):.1f}" '
                   'stroke="#ddd"/>')
        out.append(f'<text x="{LEFT - 6}" y="{y(mark) + 4:.1f}" text-anchor="end">{mark:.2f}</text>')
    for place, label in enumerate(labels):
        out.append(f'<text transform="translate({x(place) + 4:.1f},{HEIGHT - BOTTOM + 12}) '
                   f'rotate(-55)" text-anchor="end">{escape(label)}</text>')
    for each in series:
        colour = COLOURS[each.colour % len(COLOURS)]
        if each.low:
            back = list(range(len(each.low)))[::-1]
            out.append(f'<polygon points="{points(each.high)} {points(each.low, back)}" '
                       f'fill="{colour}" fill-opacity="0.15"/>')
        dash = ' stroke-dasharray="5 4"' if each.dashed else ""
        out.append(f'<polyline points="{points(each.values)}" fill="none" stroke="{colour}" '
                   f'stroke-width="2"{dash}/>')
    for place, each in enumerate(series):
        colour = COLOURS[each.colour % len(COLOURS)]
        line = TOP + 18 * place + 8
        dash = ' stroke-dasharray="5 4"' if each.dashed else ""
        out.append(f'<line x1="{WIDTH - RIGHT + 8}" x2="{WIDTH - RIGHT + 26}" y1="{line}" y2="{line}" '
                   f'stroke="{colour}" stroke-width="2"{dash}/>')
        out.append(f'<text x="{WIDTH - RIGHT + 30}" y="{line + 4}">{escape(each.name)}</text>')
    return "\n".join([*out, "</svg>", ""])
