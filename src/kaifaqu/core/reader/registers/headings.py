"""The header of a register: the rows of a sheet whose texts name most of the register's columns, and what stands over each column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kaifaqu.core.reader.registers.columns import Column, fold_title
from kaifaqu.core.reader.sheets.grid import column_letters
from kaifaqu.core.reader.sheets.labels import tidy_label
from kaifaqu.core.reader.sheets.view import View

SEARCHED_ROWS = 20
"""A header stands among the first rows of a sheet."""
MAX_LEVELS = 4
FEWEST_NAMED = 2
"""Columns that must be named before a row is taken for a header: one word may stand anywhere."""

Path = tuple[str, ...]
Rank = Callable[[Path, Sequence[Column]], str]
"""The field that a path means by one rule, or ""."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of the sheet: its place, its path from the top heading down, and the field that it is taken for ("" for none)."""

    column: int
    path: Path
    field: str

    @property
    def letters(self) -> str:
        return column_letters(self.column)

    @property
    def key(self) -> str:
        """By which the heading is remembered."""
        return "/".join(fold_title(label) for label in self.path)

    @property
    def words(self) -> str:
        """The heading as a person reads it."""
        return "/".join(self.path)


@dataclass(frozen=True, slots=True)
class Header:
    """The rows [top, bottom] of a header and its headings, from left to right."""

    top: int
    bottom: int
    headings: tuple[Heading, ...]

    @property
    def named(self) -> int:
        """How many columns have a field."""
        return sum(bool(heading.field) for heading in self.headings)


def find_header(view: View, columns: Sequence[Column], learned: Mapping[str, str]) -> Header | None:
    """The header that names the most columns; the shortest and highest of equals. None where no rows name any two."""
    height = min(len(view.grid.cells), SEARCHED_ROWS)
    candidates = [
        read_header(view, top, bottom, columns, learned)
        for top in range(height)
        for bottom in range(top, min(top + MAX_LEVELS, height))
        if any(view.kinds[top].replace("e", "")) and reads_as_header(view, top, bottom)
    ]
    best = max(candidates, key=lambda header: (header.named, header.top - header.bottom, -header.top), default=None)
    return take_groups_above(view, best, columns, learned) if best is not None and best.named >= FEWEST_NAMED else None


def take_groups_above(view: View, header: Header, columns: Sequence[Column], learned: Mapping[str, str]) -> Header:
    """The header with the rows above it that only group its columns: 投资（亿元） over 总投资, with the unit that stands there."""
    while header.top and stands_over_groups(view, header.top - 1):
        taller = read_header(view, header.top - 1, header.bottom, columns, learned)
        if taller.named < header.named:
            break
        header = taller
    return header


def stands_over_groups(view: View, row: int) -> bool:
    """A row in which something is merged over several columns, but not over all, and nothing is said of the sheet (填报单位：…)."""
    texts = {view.spread(row, column) for column in range(len(view.kinds[row]))} - {""}
    wide = [
        span
        for span in (view.across.get((row, column)) for column in range(len(view.kinds[row])))
        if span and span[1] != span[3]
    ]
    is_grouped = bool(wide) and len(texts) >= FEWEST_NAMED
    return is_grouped and "n" not in view.kinds[row] and not any(":" in text or "：" in text for text in texts)


def reads_as_header(view: View, top: int, bottom: int) -> bool:
    """No title above (one text across the whole sheet), no number in it, and merged ranges begin and end inside."""
    for row in range(top, bottom + 1):
        if "n" in view.kinds[row] or "d" in view.kinds[row]:
            return False
    if len({view.spread(top, column) for column in range(len(view.kinds[top]))} - {""}) < FEWEST_NAMED:
        return False
    spans = [view.across.get((row, column)) for row in (top, bottom) for column in range(len(view.kinds[row]))]
    return all(span is None or (top <= span[0] and span[2] <= bottom) for span in spans)


def read_header(view: View, top: int, bottom: int, columns: Sequence[Column], learned: Mapping[str, str]) -> Header:
    """Each column of the sheet with its path and the field that it means; a field is given once, to the best and leftmost."""
    width = len(view.grid.cells[top])
    paths = [path_over(view, top, bottom, column) for column in range(width)]
    fields: dict[int, str] = {}
    for rank in (rank_learned(learned), rank_whole, rank_last, rank_first):
        for number, path in enumerate(paths):
            field = rank(path, columns) if path and number not in fields else ""
            if field and field not in fields.values():
                fields[number] = field
    ignored = {number for number, path in enumerate(paths) if learned.get(_key(path)) == ""}
    return Header(
        top,
        bottom,
        tuple(
            Heading(number, path, "" if number in ignored else fields.get(number, ""))
            for number, path in enumerate(paths)
            if path
        ),
    )


def path_over(view: View, top: int, bottom: int, column: int) -> Path:
    """The labels over a column without repetitions."""
    path: list[str] = []
    for row in range(top, bottom + 1):
        label = tidy_label(view.spread(row, column))
        if label and (not path or path[-1] != label):
            path.append(label)
    return tuple(path)


def _key(path: Path) -> str:
    return "/".join(fold_title(label) for label in path)


def rank_learned(learned: Mapping[str, str]) -> Rank:
    """What a person chose for this heading before."""
    return lambda path, _columns: learned.get(_key(path), "")


def rank_whole(path: Path, columns: Sequence[Column]) -> str:
    """The column whose whole title this is."""
    joined = fold_title("".join(path))
    return next((column.field for column in columns if joined in column.keys or fold_title(column.title) == joined), "")


def rank_last(path: Path, columns: Sequence[Column]) -> str:
    """The column whose title the lowest label is."""
    last = fold_title(path[-1])
    return next((column.field for column in columns if last in column.keys), "")


def rank_first(path: Path, columns: Sequence[Column]) -> str:
    """The column whose title a higher label is, where the lower ones only repeat a unit or a remark."""
    above = {fold_title(label) for label in path[:-1]}
    lowest = fold_title(path[-1])
    if lowest:
        return ""
    return next((column.field for column in columns if above & set(column.keys)), "")
