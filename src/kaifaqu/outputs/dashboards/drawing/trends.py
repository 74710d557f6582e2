"""A series through time: what was booked solid, what was derived hollow, what was not reported hatched and named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaifaqu.core.figures.period import Period
from kaifaqu.outputs.dashboards.drawing import WIDTH, Shape, scale

LEFT, TOP, BOTTOM, HEIGHT = 12, 26, 250, 292
Place = Callable[[Decimal], int]
"""From a value to its height on the picture (px)."""
EMPTY = 16
"""How high the hatched stump of a period is that was not reported."""


@dataclass(frozen=True, slots=True)
class Point:
    """One period: the value or None, its words and address, whether it was derived, and who owes it where it is not there."""

    period: Period
    value: Decimal | None
    shown: str
    url: str
    derived: bool = False
    partial: Decimal | None = None
    """Of a sum that cannot be made: what those who reported come to."""


def draw_columns(points: Sequence[Point], step: Sequence[Point]) -> Iterator[Shape]:
    """Cumulatives as columns; what each period adds as a broken line of hollow points over them, on the same scale."""
    values = [told for point in (*points, *step) if (told := point.partial if point.value is None else point.value) is not None]
    top, each = max(values, default=Decimal()), _each(points)
    yield from _axis(points, each)
    named: list[Shape] = []
    last = max((at for at, point in enumerate(points) if point.value is not None), default=-1)
    for at, point in enumerate(points):
        x, wide = LEFT + at * each + each // 6, max(each * 2 // 3, 4)
        title = f"{point.period.chinese} {point.shown}"
        if point.value is None:
            high = scale(point.partial, top, BOTTOM - TOP) if point.partial is not None else EMPTY
            yield Shape("rect", "absent", x, BOTTOM - high, wide, high, url=point.url, title=title)
            continue
        high = scale(point.value, top, BOTTOM - TOP)
        yield Shape("rect", "derived" if point.derived else "booked", x, BOTTOM - high, wide, high, url=point.url, title=title)
        if at == last or point.value == top:
            middle = min(max(x + wide // 2, 50), WIDTH - 50)
            named.append(Shape("text", "value middle", middle, BOTTOM - high - 6, text=point.shown))
    yield from _line(points, step, each, lambda value: BOTTOM - scale(value, top, BOTTOM - TOP))
    yield from named


def draw_rates(published: Sequence[Point], computed: Sequence[Point]) -> Iterator[Shape]:
    """Two rates on one scale around 0: published solid, computed hollow and broken; they may differ, and it is seen by how much."""
    values = [abs(point.value) for point in (*published, *computed) if point.value is not None]
    top, each, middle = max(values, default=Decimal()), _each(published), (TOP + BOTTOM) // 2
    yield from _axis(published, each)
    yield Shape("polyline", "zero", points=[(LEFT, middle), (WIDTH - 8, middle)])

    def place(value: Decimal) -> int:
        length = scale(abs(value), top, middle - TOP)
        return middle - length if value >= 0 else middle + length

    yield from _line(published, computed, each, place)
    yield from _line(published, published, each, place, solid=True)


def _each(points: Sequence[Point]) -> int:
    return min((WIDTH - LEFT - 8) // max(len(points), 1), 72)


def _axis(points: Sequence[Point], each: int) -> Iterator[Shape]:
    yield Shape("polyline", "axis", points=[(LEFT, BOTTOM), (WIDTH - 8, BOTTOM)])
    year = 0
    for at, point in enumerate(points):
        end, x = point.period.bounded_end, LEFT + at * each + each // 2
        if each >= 22 or at % 2 == 0:
            yield Shape("text", "tick middle", x, BOTTOM + 16, text=str(end.month))
        if end.year != year:
            year = end.year
            yield Shape("text", "tick middle", max(x, 24), BOTTOM + 34, text=str(year))


def _line(
    places: Sequence[Point], series: Sequence[Point], each: int, height: Place, *, solid: bool = False
) -> Iterator[Shape]:
    """The series as pieces of a line: where a period is absent the line is broken, never drawn through."""
    at = {point.period: LEFT + number * each + each // 2 for number, point in enumerate(places)}
    piece: list[tuple[int, int]] = []
    css = "solid" if solid else "broken"
    for point in series:
        if point.value is None or point.period not in at:
            yield from _piece(piece, css)
            piece = []
            continue
        piece.append((at[point.period], height(point.value)))
    yield from _piece(piece, css)
    drawn = [point for point in series if point.value is not None and point.period in at]
    if drawn and drawn[-1].value is not None:
        x, y = at[drawn[-1].period], height(drawn[-1].value) - 10
        yield Shape("text", "value middle", min(max(x, 40), WIDTH - 40), y, text=drawn[-1].shown)
    for point in drawn:
        if point.value is not None:
            yield Shape(
                "circle", f"dot {css}", at[point.period], height(point.value), 4, url=point.url, title=f"{point.period.chinese} {point.shown}",
            )  # fmt: skip


def _piece(points: list[tuple[int, int]], css: str) -> Iterator[Shape]:
    if len(points) > 1:
        yield Shape("polyline", css, points=tuple(points))
