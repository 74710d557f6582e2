"""Bars one below the other: amounts, a ranking with places won and lost, a funnel, lights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaifaqu.outputs.dashboards.drawing import WIDTH, Shape, scale, shorten

LINE, LEFT, RIGHT, WIDEST = 30, 206, 120, 18


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, length, the words at its end, and the address of what it shows; `mark` stands before, `moved` at the edge."""

    label: str
    value: Decimal
    shown: str
    url: str = ""
    css: str = "booked"
    mark: str = ""
    moved: str = ""
    moved_css: str = ""


def height_of(bars: Sequence[Bar]) -> int:
    """How high the picture of these bars is."""
    return LINE * len(bars) + 8


def draw_bars(bars: Sequence[Bar]) -> Iterator[Shape]:
    """The bars from above, in the order given; the greatest fills the width."""
    top = max((bar.value for bar in bars), default=Decimal())
    room = WIDTH - LEFT - RIGHT - (44 if any(bar.moved for bar in bars) else 0)
    for at, bar in enumerate(bars):
        y = at * LINE + 6
        if bar.mark:
            yield Shape("text", "place", 22, y + 16, text=bar.mark)
        yield Shape("text", "name", LEFT - 8, y + 16, text=shorten(bar.label, WIDEST if bar.mark else WIDEST + 6))
        long = scale(bar.value, top, room)
        yield Shape("rect", bar.css, LEFT, y, long, 20, url=bar.url, title=f"{bar.label} {bar.shown}")
        yield Shape("text", "value", LEFT + long + 6, y + 16, text=bar.shown)
        if bar.moved:
            yield Shape("text", f"moved {bar.moved_css}".strip(), WIDTH - 6, y + 16, text=bar.moved)
