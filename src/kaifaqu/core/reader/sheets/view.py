"""A sheet as tables are looked for in it: the kind of each cell, and which merged range each place lies in."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from kaifaqu.core.reader.sheets.cells import read_cell
from kaifaqu.core.reader.sheets.grid import Grid, Raw, Span, cell_text


@dataclass(slots=True)
class View:
    """A grid with the kind of each cell, one word of letters per row, and what its merges cover."""

    grid: Grid
    kinds: list[str] = field(default_factory=list)
    across: dict[tuple[int, int], Span] = field(default_factory=dict)
    """Merged range by every cell that it covers, for ranges that matter to headers and labels."""

    def text(self, row: int, column: int) -> str:
        value = self.grid.cells[row][column]
        return value if isinstance(value, str) else cell_text(value)

    def spread(self, row: int, column: int) -> str:
        """The text that a reader sees at the place: that of the merged range it lies in."""
        span = self.across.get((row, column))
        return self.text(span[0], span[1]) if span else self.text(row, column)


def view_of(grid: Grid) -> View:
    kinds = ["".join([_kind(value) for value in row]) for row in grid.cells]
    view = View(grid, kinds)
    height = len(grid.cells)
    for span in grid.merges:
        top, left, bottom, right = span
        if top < height:
            for row in range(top, min(bottom, height - 1) + 1):
                for column in range(left, min(right, len(kinds[row]) - 1) + 1):
                    view.across[row, column] = span
    return view


def _kind(value: Raw) -> str:
    if value == "":
        return "e"
    return "n" if type(value) is float else _kind_of_text(value) if type(value) is str else read_cell(value).kind.value


@lru_cache(maxsize=65536)
def _kind_of_text(text: str) -> str:
    return read_cell(text).kind.value
