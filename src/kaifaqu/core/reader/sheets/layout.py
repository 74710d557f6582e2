"""How a form looks when a superior issues it: plain data, without a library of spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from kaifaqu.core.figures.missing import Missing

MARK = "kaifaqu:keys"
"""Stands where the column of row keys and the row of column keys cross."""

MEMORY_SHEET = "_kaifaqu"
"""A very hidden sheet that remembers the form's key and which name belongs to which row key."""

EXTRA_ROW, LABEL_COLUMN = "kaifaqu:extra", "kaifaqu:label"
"""Stand in place of a key: an empty row that may be filled, a column of labels."""

FIRST_CHOICES = 3
"""The memory sheet's column that lists the choices of the form's first column."""

Place = tuple[int, int]

FormValue = Decimal | int | str | date | Missing | None
"""What may stand in a cell of a form. None is a cell still to be filled; a Missing prints its label."""


class Fill(StrEnum):
    """What a column holds: a label that the form prints, or an entry that a person types."""

    SERIAL = "serial"
    NAME = "name"
    CODE = "code"
    UNIT = "unit"
    LABEL = "label"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"

    @property
    def is_entry(self) -> bool:
        return self in (Fill.NUMBER, Fill.TEXT, Fill.DATE)


class FormError(ValueError):
    """The layout cannot be written, or the file is not a form that was issued here; the message says what to do."""


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column. `key` is the machine key that comes back with each entry (a period, a role, a field); unique in the form.

    `header` goes from the top header row to the bottom one; columns side by side that share a beginning share one merged cell.
    `choices` makes a drop-down. `minimum` and `maximum` guard numbers. `merge_equal` merges equal labels of rows that follow
    each other. A `locked` entry is printed but not typed (last year's figure, a figure of another room).
    """

    key: str
    header: tuple[str, ...]
    fill: Fill = Fill.NUMBER
    width: float = 12
    places: int = 2
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    choices: tuple[str, ...] = ()
    locked: bool = False
    merge_equal: bool = False


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row. `key` comes back with each entry (usually the item code) and is unique; a heading has none and takes no entry.

    `indent` counts full-width blanks before the name. `labels` fills the LABEL columns by column key. `places` overrides the
    column's, for a percentage among amounts.
    """

    key: str
    name: str
    unit: str = ""
    indent: int = 0
    code: str = ""
    places: int | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def printed_name(self) -> str:
        return "　" * self.indent + self.name


@dataclass(frozen=True, slots=True)
class FormLayout:
    """A whole form, one sheet.

    `key` names form, version, subject and period to whoever issued it (`read_filled_form` gives it back). `head_lines` stand
    right under the title (表号, 制定机关, 批准文号). `values` are prefilled entries by (row key, column key). `stamps` are their versions, which come
    back with a filled copy, so that it never overwrites unseen what was changed since. `extra_rows` are
    empty rows at the end for what the form does not foresee. `absent_words` may be typed where a number is asked.
    """

    key: str
    title: str
    columns: tuple[FormColumn, ...]
    rows: tuple[FormRow, ...]
    reporter: str = ""
    unit: str = ""
    filled_on: str = ""
    period: str = ""
    head_lines: tuple[str, ...] = ()
    values: Mapping[tuple[str, str], FormValue] = field(default_factory=dict)
    stamps: Mapping[tuple[str, str], str] = field(default_factory=dict)
    locked: frozenset[tuple[str, str]] = frozenset()
    notes: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    extra_rows: int = 0
    sheet: str = "填报表"
    absent_words: tuple[str, ...] = ("未报", "不适用", "保密", "未到期")

    def __post_init__(self) -> None:
        require_unique("列", [column.key for column in self.columns])
        require_unique("行", [row.key for row in self.rows if row.key])
        if not self.columns:
            raise FormError(f"报表「{self.title}」没有列。请至少给出一列。")

    @property
    def header_height(self) -> int:
        """Rows that the header takes."""
        return max(len(column.header) for column in self.columns)


def require_unique(kind: str, keys: list[str]) -> None:
    """Raises FormError naming the first key that occurs twice."""
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise FormError(f"报表的{kind}键「{key}」出现两次；每{kind}的键必须唯一，请改名。")
        seen.add(key)


def header_blocks(layout: FormLayout) -> Iterator[tuple[Place, Place, str]]:
    """(top left, bottom right, text) of each merged header cell, relative to the header's first cell.

    Columns side by side with the same path down to a level share the cell; a shorter path stretches down.
    """
    return blocks_below(layout.columns, range(len(layout.columns)), 0, layout.header_height)


def blocks_below(
    columns: Sequence[FormColumn], members: Sequence[int], level: int, height: int
) -> Iterator[tuple[Place, Place, str]]:
    """The header cells of neighbouring columns from one level down."""
    for text, group in groupby(members, key=lambda c: "".join(columns[c].header[level : level + 1])):
        shared = list(group)
        if all(len(columns[c].header) <= level + 1 for c in shared):
            yield from (((level, c), (height - 1, c), text) for c in shared)
        else:
            yield (level, shared[0]), (level, shared[-1]), text
            yield from blocks_below(columns, shared, level + 1, height)


def label_of(column: FormColumn, row: FormRow, number: int | None) -> str:
    """What the label column prints for the row; `number` is its 序号, None for a heading."""
    if column.fill is Fill.LABEL:
        return row.labels.get(column.key, "")
    if column.fill is Fill.SERIAL:
        return "" if number is None else str(number)
    return {Fill.NAME: row.printed_name, Fill.CODE: row.code, Fill.UNIT: row.unit}[column.fill]


def identity_columns(layout: FormLayout) -> list[FormColumn]:
    """The labels by which a person tells a row from the others: all but the running number."""
    return [column for column in layout.columns if not column.fill.is_entry and column.fill is not Fill.SERIAL]


def numbered_rows(rows: Sequence[FormRow]) -> Iterator[tuple[int | None, FormRow]]:
    """Rows with their 序号; headings have none."""
    number = 0
    for row in rows:
        number += bool(row.key)
        yield (number if row.key else None), row


def label_width(columns: Sequence[FormColumn]) -> int:
    """How many columns at the left are labels: they stay in view."""
    return next((number for number, column in enumerate(columns) if column.fill.is_entry), 0)
