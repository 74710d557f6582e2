"""A sender's workbook mapped once and remembered: which row or column is which item, which column is target, growth or last year.

Headings are remembered without their dates, so next month's title and columns meet the same mapping; rows and columns are
known by their names, so an inserted one moves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from kaifaqu.core.figures.item import Item, Nature
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.figures.statement import Basis, Role
from kaifaqu.core.figures.unit import UnitError, parse_unit
from kaifaqu.core.reader.sheets.labels import fold_label
from kaifaqu.core.reader.sheets.model import Path, SheetReading, SheetTable, SheetValue

VERSION = 1
FITTING = 0.5
"""Share of a remembered table's headings that a table must show to be taken for it."""


class Aspect(StrEnum):
    """What a heading makes of its item: its value, its growth, its rank, last year's base in this year's form, or nothing to take."""

    VALUE = "value"
    GROWTH = "growth"
    RANK = "rank"
    BASE = "base"
    IGNORED = "ignored"


class Axis(StrEnum):
    ROW = "row"
    COLUMN = "column"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a row or a column stands for; what it leaves open, the other one or the cell's own period says."""

    item: str | None = None
    subject: str | None = None
    role: Role | None = None
    aspect: Aspect | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One heading's meaning as a person gave it: the path as the reading prints it, in table number `table` of the reading."""

    axis: Axis
    path: Path
    meaning: Meaning
    table: int = 0


@dataclass(frozen=True, slots=True)
class TableMapping:
    """Meanings by remembered heading (levels joined by /) of one table of the sender."""

    title: str
    rows: Mapping[str, Meaning]
    columns: Mapping[str, Meaning]


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """All that is remembered of a sender."""

    sender: str
    tables: tuple[TableMapping, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain data for a JSON column; `mapping_from_json` is the inverse."""
        return {"version": VERSION, "sender": self.sender, "tables": [
            {"title": table.title, "rows": _plain(table.rows), "columns": _plain(table.columns)} for table in self.tables
        ]}  # fmt: skip


class ProposedLine(NamedTuple):
    """A line that the mapping proposes for a return. `unit` is as printed; `subject` is None where the form's own is meant."""

    sheet: str
    cell: str
    item: str
    subject: str | None
    period: Period | None
    role: Role
    basis: Basis
    aspect: Aspect
    value: Decimal | None
    missing: Missing | None
    unit: str | None


@dataclass(slots=True)
class Proposal:
    """Lines proposed, headings that nobody mapped yet (to be asked once), and problems."""

    lines: list[ProposedLine] = field(default_factory=list)
    unknown: list[Choice] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def mapping_from_json(data: Mapping[str, Any]) -> SheetMapping:
    """The mapping that `as_json` wrote. Raises ValueError for another version."""
    if data.get("version") != VERSION:
        raise ValueError(f"映射的版本是 {data.get('version')}，应为 {VERSION}。请重新指定一次映射。")
    tables = tuple(TableMapping(t["title"], _meanings(t["rows"]), _meanings(t["columns"])) for t in data["tables"])
    return SheetMapping(data["sender"], tables)


def _plain(meanings: Mapping[str, Meaning]) -> dict[str, dict[str, Any]]:
    return {
        key: {"item": one.item, "subject": one.subject, "role": one.role, "aspect": one.aspect} for key, one in meanings.items()
    }


def _meanings(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, Meaning]:
    return {
        key: Meaning(
            row["item"],
            row["subject"],
            Role(row["role"]) if row["role"] else None,
            Aspect(row["aspect"]) if row["aspect"] else None,
        )
        for key, row in rows.items()
    }


# -- headings without their dates -------------------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def remembered(path: Path, base: Period | None) -> str:
    """The heading as it is remembered: folded, years counted from the table's, the table's own months as such.

    A table is asked for its headings again and again: each is made once. 「2024年1—3月」 of a table of 2024Q1 and 「2025年1—4月」 of one of 2025M1-4 are both 「{0}年{1-}月」.
    """
    return "/".join(relative(fold_label(label), base) for label in path)


def relative(label: str, base: Period | None) -> str:
    if base is None or base.end is None:
        return label
    first = base.start.month if base.start is not None else base.end.month
    return _counted_from(label, base.end.year, first, base.end.month)


def _counted_from(label: str, year: int, first: int, month: int) -> str:
    text = re.sub(r"(?<!\d)((?:19|20)\d\d)(?=年|$|[-./])", lambda found: f"{{{int(found[1]) - year:+d}}}", label)
    if month > 1:  # a table of May heads its cumulative 1—5月, whether its title says 5月 or 1—5月
        text = re.sub(rf"(?<!\d)(?:1|{first})月?[-—–~至到]{month}月", "{期}", text)
    return re.sub(rf"(?<![\d\-—–~至到]){month}月(?!\d)", "{月}", text)


def base_of(table: SheetTable) -> Period | None:
    """The period from which a table's headings are counted: its title's, else the latest that a figure has."""
    periods = (
        [table.period] if table.period is not None else [value.period for value in table.values if value.period is not None]
    )
    return max(periods, key=lambda period: period.sort_key, default=None)


def headings(table: SheetTable, axis: Axis, base: Period | None = None) -> dict[str, Path]:
    """Path by remembered heading, in the order of the table; `base` is the table's own period where the caller has asked for it."""
    base = base or base_of(table)
    return {remembered(path, base): path for path in table.paths(of_rows=axis is Axis.ROW)}


# -- learning and applying --------------------------------------------------------------------------------------------


def learn_mapping(reading: SheetReading, choices: Iterable[Choice], sender: str = "") -> SheetMapping:
    """What a person's choices on one reading teach for the next ones."""
    chosen = list(choices)
    tables = (table_mapping(table, [c for c in chosen if c.table == number]) for number, table in enumerate(reading.tables))
    return SheetMapping(sender, tuple(table for table in tables if table.rows or table.columns))


def table_mapping(table: SheetTable, choices: Sequence[Choice]) -> TableMapping:
    base = base_of(table)
    by_axis = {axis: {remembered(c.path, base): c.meaning for c in choices if c.axis is axis} for axis in Axis}
    return TableMapping(relative(fold_label(table.title), base), by_axis[Axis.ROW], by_axis[Axis.COLUMN])


def merge_mappings(older: SheetMapping, newer: SheetMapping) -> SheetMapping:
    """What was known before and what was learned since; the newer choice holds."""
    tables = {table.title: table for table in older.tables}
    for table in newer.tables:
        known = tables.get(table.title, TableMapping(table.title, {}, {}))
        tables[table.title] = replace(known, rows={**known.rows, **table.rows}, columns={**known.columns, **table.columns})
    return SheetMapping(newer.sender or older.sender, tuple(tables.values()))


def apply_mapping(reading: SheetReading, mapping: SheetMapping, items: Mapping[str, Item]) -> Proposal:
    """The lines that the mapping proposes for a reading, and everything that it does not know."""
    proposal = Proposal()
    for number, table in enumerate(reading.tables):
        known = fitting_table(table, mapping)
        if known is None:
            proposal.problems.append(strange_table(table))
            continue
        _Applied(table, number, known, items, proposal).propose()
    return proposal


def fitting_table(table: SheetTable, mapping: SheetMapping) -> TableMapping | None:
    """The remembered table whose headings the table shows most of; None when it shows less than half of any."""
    shown = set(headings(table, Axis.ROW)) | set(headings(table, Axis.COLUMN))
    title = relative(fold_label(table.title), base_of(table))

    def share(known: TableMapping) -> float:
        wanted = {*known.rows, *known.columns}
        return len(wanted & shown) / len(wanted) if wanted else 0.0

    best = max(mapping.tables, key=lambda known: (share(known), known.title == title), default=None)
    return best if best is not None and share(best) >= FITTING else None


class _Applied:
    """One remembered table applied to one table of a reading."""

    def __init__(
        self, table: SheetTable, number: int, known: TableMapping, items: Mapping[str, Item], proposal: Proposal
    ) -> None:
        self.table, self.number, self.known, self.items, self.proposal = table, number, known, items, proposal
        base = base_of(table)
        rows, columns = headings(table, Axis.ROW, base), headings(table, Axis.COLUMN, base)
        self.rows = {path: find_meaning(key, known.rows) for key, path in rows.items()}
        self.columns = {path: find_meaning(key, known.columns) for key, path in columns.items()}
        self.base, self.shown = base, {*rows, *columns}

    def propose(self) -> None:
        for value in self.table.values:
            row, column = self.rows.get(value.row_path), self.columns.get(value.header_path)
            if row is not None and column is not None:
                self.propose_value(value, row, column)
        for axis, meanings in ((Axis.ROW, self.rows), (Axis.COLUMN, self.columns)):
            self.proposal.unknown += [Choice(axis, path, Meaning(), self.number) for path, m in meanings.items() if m is None]
        lost = [key for key in (*self.known.rows, *self.known.columns) if key not in self.shown]
        self.proposal.problems += [lost_heading(self.table, key) for key in lost]

    def propose_value(self, value: SheetValue, row: Meaning, column: Meaning) -> None:
        aspect = column.aspect or row.aspect or Aspect.VALUE
        item = self.item_of(column.item or row.item, aspect)
        if aspect is Aspect.IGNORED or row.aspect is Aspect.IGNORED or item is None:
            return
        if not fits(item, value.unit):
            self.proposal.problems.append(wrong_unit(self.table.sheet, value, item))
            return
        period, basis = standing(value.period, item)
        role = column.role or row.role or Role.ACTUAL
        self.proposal.lines.append(
            ProposedLine(
                self.table.sheet, value.cell, item.code, row.subject or column.subject, period, role, basis, aspect, value.value,
                value.missing, value.unit,
            )
        )  # fmt: skip

    def item_of(self, code: str | None, aspect: Aspect) -> Item | None:
        """The item itself, or the one that the catalogue keeps for its published growth or rank."""
        if code is None:
            return None
        if aspect is Aspect.GROWTH:
            return next((item for item in self.items.values() if code in (item.code, item.growth_of) and item.growth_of), None)
        if aspect is Aspect.RANK:
            ranked = {code, *(item.code for item in self.items.values() if item.growth_of == code)}
            return next((item for item in self.items.values() if item.rank_of in ranked), None)
        return self.items.get(code)


def find_meaning(key: str, known: Mapping[str, Meaning]) -> Meaning | None:
    """The meaning of a heading: by its whole path, else by its last level where only one remembered heading ends so."""
    if key in known:
        return known[key]
    last = key.rpartition("/")[2]
    same = {meaning for other, meaning in known.items() if other.rpartition("/")[2] == last and last}
    return same.pop() if len(same) == 1 else None


def standing(period: Period | None, item: Item) -> tuple[Period | None, Basis]:
    """The period and basis of a value: a stock is of the end of its months, a flow is cumulative when its months begin in January."""
    if period is None:
        return None, item.basis
    if item.nature is Nature.STOCK:
        end = period.end
        return (period if period.is_state or end is None else Period.as_of_month(end.year, end.month)), Basis.AS_OF
    if period.is_state:
        return period, Basis.AS_OF
    return period, Basis.CUMULATIVE if period.is_cumulative else Basis.CURRENT


def fits(item: Item, unit: str | None) -> bool:
    """True when the printed unit measures what the item measures, or none is printed."""
    try:
        return unit is None or parse_unit(unit).same_measure(item.unit)
    except UnitError:
        return False


# -- what is told -----------------------------------------------------------------------------------------------------


def strange_table(table: SheetTable) -> Problem:
    return Problem(
        "mapping.strange_table", f"{table.sheet} {table.range}", f"「{table.title}」与记住的各张表都不相同", "，应与以前导入的表大体一致",
        "请为这张表指定一次映射。", Severity.SOFT, key=f"{table.sheet}!{table.range}",
    )  # fmt: skip


def lost_heading(table: SheetTable, key: str) -> Problem:
    return Problem(
        "mapping.lost_heading", f"{table.sheet} {table.range}", f"没有找到「{key}」", "，以前的表里有这一项",
        "请核对是否改名或取消；改名的，请重新指定一次。", Severity.SOFT, key=f"{table.sheet}!{table.range}",
    )  # fmt: skip


def wrong_unit(sheet: str, value: SheetValue, item: Item) -> Problem:
    return Problem(
        "mapping.wrong_unit", f"{sheet} {value.cell}", f"单位是「{value.unit}」", f"，「{item.name}」的单位应能换算为「{item.unit}」",
        "请核对映射或表中的单位。", key=f"{sheet}!{value.cell}",
    )  # fmt: skip
