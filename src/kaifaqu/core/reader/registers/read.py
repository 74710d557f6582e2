"""A register read whole: its records row by row under their categories, what its groups and totals claim, and every problem at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.reader.registers.columns import Cell, Column, Kind, Value, read_value, unit_over
from kaifaqu.core.reader.registers.headings import Header, Heading, find_header
from kaifaqu.core.reader.sheets.grid import Grid, Raw, cell_name
from kaifaqu.core.reader.sheets.labels import squeeze, tidy_label
from kaifaqu.core.reader.sheets.lines import NOTE, SIGNATURES
from kaifaqu.core.reader.sheets.read import grid_from_json
from kaifaqu.core.reader.sheets.units import units_of_line
from kaifaqu.core.reader.sheets.view import View, view_of
from kaifaqu.core.reader.sheets.workbook import open_workbook
from kaifaqu.core.reader.sources.limited import run_limited

TOTAL = re.compile(r"^(?:合计|总计|共计|小计|全部合计|全区合计|累计)")
CATEGORY = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}、|第[一二三四五六七八九十]+[类批部])"
)
COUNTED = re.compile(
    r"[(（](?:共|计)?(\d{1,5})(?:个|项|家|宗|户|件|条)(?:项目|企业)?[)）]|(?:共|计)(\d{1,5})(?:个|项|家|宗|户|件|条)"
)
SERIAL = re.compile(r"[\d.]+")
NUMERAL = re.compile(r"[一二三四五六七八九十]{1,3}|[(（][一二三四五六七八九十]{1,3}[)）]")
_LEVELS = (
    re.compile(r"^[一二三四五六七八九十]{1,3}、|^第"),
    re.compile(r"^[(（][一二三四五六七八九十]"),
    re.compile(r"^\d{1,2}、"),
)


@dataclass(frozen=True, slots=True)
class Record:
    """One row that is a record. `category` are the group titles above it, outermost first."""

    sheet: str
    row: int
    cells: Mapping[str, Cell]
    category: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Where the record stands, for a person."""
        return f"{self.sheet} 第{self.row}行"

    @property
    def values(self) -> dict[str, Value]:
        """What the row says, by field; what it leaves blank is not in it."""
        return {name: cell.value for name, cell in self.cells.items() if cell.value is not None}


@dataclass(slots=True)
class Group:
    """A category row: its title without the count, how many it says there are (None where it does not), how many follow."""

    title: str
    place: str
    level: int
    claimed: int | None
    counted: int = 0


@dataclass(slots=True)
class RegisterReading:
    """Everything that a file says as one register. `layout` is the fingerprint of its headings."""

    headings: list[tuple[str, Heading]] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def layout(self) -> str:
        return fingerprint([heading.key for _sheet, heading in self.headings])

    @property
    def stopping(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity is Severity.HARD]


def fingerprint(keys: Sequence[str]) -> str:
    """By which a layout is known again: its headings in order, without units and remarks."""
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()


def read_register(data: bytes, columns: Sequence[Column], learned: Mapping[str, str] | None = None) -> RegisterReading:
    """The records of a workbook. `learned` gives the field by heading key, "" for a heading to leave out.

    Raises SourceRefused for a file that is no table, broken, locked, or too large.
    """
    return understand(open_workbook(data), columns, learned or {})


def open_limited(data: bytes) -> list[Grid]:
    """The sheets of a stranger's file, opened in a child process with limits. Raises SourceRefused."""
    return [grid_from_json(sheet) for sheet in run_limited("grids", data)["sheets"]]


def understand(grids: Sequence[Grid], columns: Sequence[Column], learned: Mapping[str, str]) -> RegisterReading:
    """The records of sheets that are open already; pure."""
    reading = RegisterReading()
    for grid in grids:
        if not grid.visible or not grid.cells:
            continue
        view = view_of(grid)
        header = find_header(view, columns, learned)
        if header is not None:
            SheetReader(view, header, columns, reading).read()
    if not reading.headings:
        titles = "、".join(column.title for column in columns[:6])
        reading.problems.append(
            Problem(
                "register.no_header",
                "文件",
                "没有找到表头",
                f"，应有一行写着{titles}等栏目",
                "请在这里下载空表填写，或在原表加上栏目名称后再上传",
            )
        )
    return reading


class SheetReader:
    """One sheet under its header."""

    def __init__(self, view: View, header: Header, columns: Sequence[Column], reading: RegisterReading) -> None:
        self.view, self.header, self.reading = view, header, reading
        self.by_field = {column.field: column for column in columns}
        self.columns = columns
        self.sheet = view.grid.name
        self.open: list[Group] = []
        above = [
            view.text(row, at) for row in range(header.top) for at in range(len(view.grid.cells[row])) if view.text(row, at)
        ]
        money = next((units for text in above if (units := units_of_line(text))), ())
        self.units = {
            heading.column: unit_over(heading.path, money, self.by_field.get(heading.field)) for heading in header.headings
        }
        self.sums: dict[str, Decimal] = {}
        self.totals: list[tuple[int, dict[str, Cell]]] = []

    def read(self) -> None:
        """Adds the sheet's records, groups and problems to the reading."""
        self.reading.headings += [(self.sheet, heading) for heading in self.header.headings]
        self.report_missing_columns()
        for row in range(self.header.bottom + 1, len(self.view.grid.cells)):
            if self.view.kinds[row].strip("e"):
                self.read_row(row)
        self.reading.problems += [*self.judge_groups(), *self.judge_totals()]

    def report_missing_columns(self) -> None:
        named = {heading.field for heading in self.header.headings}
        self.reading.problems += [
            Problem(
                "register.no_column", f"{self.sheet} 表头", f"没有“{column.title}”这一栏", "，这一栏必须有",
                "请在下面指定哪一栏是它，或在原表补上", Severity.HARD, f"{self.sheet}!{column.field}",
            )
            for column in self.columns
            if column.required and column.field not in named
        ]  # fmt: skip

    def read_row(self, row: int) -> None:
        first = self.first_text(row)
        folded = squeeze(first)
        if NOTE.search(folded) or (SIGNATURES.search(folded) and self.filled(row) <= FEW):
            return
        if TOTAL.search(folded):
            self.totals.append((row, self.cells_of(row, quietly=True)))
        elif self.is_category(row, first):
            self.open_group(row, first)
        else:
            self.read_record(row)

    def first_text(self, row: int) -> str:
        """The first text of the row; a serial number only where it numbers the title in the next cell (一 | 制造业)."""
        texts = [tidy_label(self.view.text(row, heading.column)) for heading in self.header.headings]
        found = [text for text in texts if text]
        words = [text for text in found if not SERIAL.fullmatch(text)]
        if found and words and NUMERAL.fullmatch(found[0]):
            return f"{found[0]}、{words[1]}" if len(words) > 1 else found[0]
        return (words or found or [""])[0]

    def filled(self, row: int) -> int:
        """How many cells of the row hold something; a merged range is one."""
        places = {
            self.view.across.get((row, heading.column)) or heading.column
            for heading in self.header.headings
            if self.view.spread(row, heading.column)
        }
        return len(places)

    def is_category(self, row: int, first: str) -> bool:
        """A title over rows: numbered as one, or alone in its row, with hardly anything that describes a record beside it."""
        described = sum(
            bool(self.view.text(row, heading.column)) for heading in self.header.headings if self.describes(heading)
        )
        if CATEGORY.match(first) and described <= FEW:
            return True
        return self.filled(row) == 1 and bool(first) and (bool(COUNTED.search(first)) or self.spans_widely(row))

    def describes(self, heading: Heading) -> bool:
        """True for a column that says something about a record besides amounts."""
        column = self.by_field.get(heading.field)
        return column is not None and column.kind not in (Kind.AMOUNT, Kind.NUMBER)

    def spans_widely(self, row: int) -> bool:
        spans = [self.view.across.get((row, heading.column)) for heading in self.header.headings]
        return any(span is not None and span[3] - span[1] >= FEW for span in spans)

    def open_group(self, row: int, title: str) -> None:
        level = next((at for at, pattern in enumerate(_LEVELS) if pattern.match(title)), 0)
        counted = COUNTED.search(title)
        group = Group(
            COUNTED.sub("", title).strip(), f"{self.sheet}!{cell_name(row, 0)}", level,
            int(counted[1] or counted[2]) if counted else None,
        )  # fmt: skip
        self.open = [*(other for other in self.open if other.level < level), group]
        self.reading.groups.append(group)

    def read_record(self, row: int) -> None:
        cells = self.cells_of(row)
        if not any(cell.value is not None for cell in cells.values()):
            return
        missing = [c for c in self.columns if c.required and c.field in cells and cells[c.field].value is None]
        self.reading.problems += [
            Problem(
                "register.required", cells[column.field].place.replace("!", " "), f"“{column.title}”是空的", "，每一行都要填",
                "请填上后重新上传；不是记录的行请删去", Severity.HARD, cells[column.field].place,
            )
            for column in missing
        ]  # fmt: skip
        for name, cell in cells.items():
            if isinstance(cell.value, Decimal):
                self.sums[name] = self.sums.get(name, Decimal(0)) + cell.value
        for group in self.open:
            group.counted += 1
        self.reading.records.append(Record(self.sheet, row + 1, cells, tuple(group.title for group in self.open)))

    def cells_of(self, row: int, *, quietly: bool = False) -> dict[str, Cell]:
        cells = {}
        for heading in self.header.headings:
            column = self.by_field.get(heading.field)
            if column is None:
                continue
            raw = self.spread_raw(row, heading.column)
            cell, problem = read_value(
                raw, column, self.units[heading.column], f"{self.sheet}!{cell_name(row, heading.column)}"
            )
            cells[heading.field] = cell
            if problem is not None and not quietly:
                self.reading.problems.append(problem)
        return cells

    def spread_raw(self, row: int, column: int) -> Raw:
        """The cell, or the one that a merge down the column spreads over several records (责任单位 of a group)."""
        span = self.view.across.get((row, column))
        return self.view.grid.cells[span[0]][span[1]] if span and span[1] == span[3] else self.view.grid.cells[row][column]

    # -- what the sheet claims about itself -----------------------------------------------------------------------------

    def judge_groups(self) -> Iterator[Problem]:
        """（16项） over fifteen rows."""
        for group in self.reading.groups:
            if group.place.startswith(f"{self.sheet}!") and group.claimed is not None and group.claimed != group.counted:
                yield Problem(
                    "register.group_count", group.place.replace("!", " "), f"“{group.title}”写着 {group.claimed} 项", f"，下面实有 {group.counted} 行",
                    "请核对是漏了行还是数写错了；确认无误也可以照实际行数导入", Severity.SOFT, group.place,
                )  # fmt: skip

    def judge_totals(self) -> Iterator[Problem]:
        """A 合计 row against the sum of the records of the sheet; subtotals of groups are not judged."""
        for row, cells in self.totals:
            if not squeeze(self.first_text(row)).startswith(("合计", "总计", "共计")):
                continue
            for name, cell in cells.items():
                column, summed = self.by_field[name], self.sums.get(name)
                if column.kind is not Kind.AMOUNT or not isinstance(cell.value, Decimal) or summed is None:
                    continue
                if round(cell.value, column.places) != round(summed, column.places):
                    yield Problem(
                        "register.total", cell.place.replace("!", " "), f"合计的“{column.title}”是 {cell.value.normalize():f}{column.unit}",
                        f"，各行相加是 {summed.normalize():f}{column.unit}", "请核对是漏了行还是合计没有更新；合计只作核对，不导入", Severity.SOFT, cell.place,
                    )  # fmt: skip


FEW = 2
"""Cells that a signature line or a narrow merge takes."""
