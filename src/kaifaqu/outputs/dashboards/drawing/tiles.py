"""A map of tiles: every city or zone the same size at about its place, coloured in five steps of one blue, unreported hatched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaifaqu.outputs.dashboards.drawing import WIDTH, Shape, shorten

GAP, TILE, DOT = 8, 96, 14
STEPS = 5
DARK = 3
"""Above this step words are white."""
EMPTY = 0
"""The step of a tile in which there is nothing that could report."""
Seat = tuple[int, int]
"""Column and row."""


@dataclass(frozen=True, slots=True)
class Part:
    """A small square inside a tile: one zone."""

    step: int | None
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One city or zone: its figure, its step of five (None: not reported, EMPTY: nothing there), and its zones."""

    name: str
    shown: str
    step: int | None
    url: str
    home: str
    note: str = ""
    parts: Sequence[Part] = ()


def steps_of(values: Mapping[str, Decimal]) -> dict[str, int]:
    """Each one's fifth by rank, 1 the smallest: equals stand in the same."""
    ordered = sorted(values.values())
    return {code: 1 + ordered.index(value) * STEPS // len(ordered) for code, value in values.items()}


def seats_in_rows(count: int, columns: int) -> list[Seat]:
    """Places in reading order, for what has no place of its own."""
    return [(at % columns, at // columns) for at in range(count)]


def height_of(seats: Sequence[Seat]) -> int:
    """How high the map is."""
    return (1 + max((row for _column, row in seats), default=0)) * (TILE + GAP) + GAP


def draw_tiles(tiles: Sequence[Tile], seats: Sequence[Seat]) -> Iterator[Shape]:
    """Every tile at its seat."""
    columns = 1 + max((column for column, _row in seats), default=0)
    wide = (WIDTH - GAP) // columns - GAP
    for tile, (column, row) in zip(tiles, seats, strict=True):
        yield from _draw(tile, GAP + column * (wide + GAP), GAP + row * (TILE + GAP), wide)


def css_of(step: int | None) -> str:
    """The class of a step."""
    return {None: "absent", EMPTY: "vacant"}.get(step, f"step{step}")


def _draw(tile: Tile, x: int, y: int, wide: int) -> Iterator[Shape]:
    ink = " halo" if tile.step is None else " light" if tile.step > DARK else ""
    letters = (wide - 20 - (80 if tile.parts else 0)) // 9
    yield Shape(
        "rect", css_of(tile.step), x, y, wide, TILE, url=tile.url, title=f"{tile.name} {tile.shown} {tile.note}".strip()
    )
    yield Shape("text", f"tile-name{ink}", x + 10, y + 24, text=shorten(tile.name, letters))
    yield Shape("text", f"tile-value{ink}", x + 10, y + 50, text=tile.shown)
    if tile.note and tile.parts:
        yield Shape("text", f"tile-note end{ink}", x + wide - 10, y + 23, text=tile.note)
    elif tile.note:
        yield Shape("text", f"tile-note{ink}", x + 10, y + 78, text=tile.note)
    each = max(wide - 20, DOT) // DOT
    for at, part in enumerate(tile.parts):
        place = x + 10 + at % each * DOT, y + 62 + at // each * DOT
        yield Shape("rect", f"zone {css_of(part.step)}", *place, DOT - 2, DOT - 2, url=part.url, title=part.title)
