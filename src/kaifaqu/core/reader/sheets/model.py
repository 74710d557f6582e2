"""What a workbook says: tables of values, each with its cell, the path of its headings, its period and unit; and what is in doubt."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.reader.sheets.preamble import Preamble

Path = tuple[str, ...]


class SheetValue(NamedTuple):
    """One figure, or its named absence: exactly one of `value` and `missing` is None. `unit` is as printed, None when unknown."""

    cell: str
    header_path: Path
    row_path: Path
    period: Period | None
    unit: str | None
    value: Decimal | None
    missing: Missing | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class SheetText:
    """A text or a date beside the figures (建设阶段, 开工时间): dates as 2024-04-21."""

    cell: str
    header_path: Path
    row_path: Path
    text: str


@dataclass(slots=True)
class SheetTable:
    """One table. `range` is its header and body in A1 notation; `unit` and `period` hold where a cell says nothing else."""

    sheet: str
    range: str
    title: str = ""
    unit: str | None = None
    period: Period | None = None
    reporter: str = ""
    filled_on: str = ""
    values: list[SheetValue] = field(default_factory=list)
    texts: list[SheetText] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    preamble: Preamble = field(default_factory=Preamble)
    known_paths: dict[tuple[bool, int], tuple[Path, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def paths(self, *, of_rows: bool) -> tuple[Path, ...]:
        """Each heading of its values once, of rows or of columns, in order; a table is asked for them again and again."""
        key = of_rows, len(self.values)
        if key not in self.known_paths:
            every = (value.row_path for value in self.values) if of_rows else (value.header_path for value in self.values)
            self.known_paths[key] = tuple(dict.fromkeys(every))
        return self.known_paths[key]


@dataclass(slots=True)
class SheetReading:
    """All tables of a file and every problem, at once."""

    filename: str
    tables: list[SheetTable] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def has_hard_problems(self) -> bool:
        return any(problem.severity is Severity.HARD for problem in self.problems)

    def as_json(self) -> dict[str, Any]:
        """The public JSON form: decimals as plain strings, periods in their written form."""
        return {
            "file": self.filename,
            "tables": [table_json(table) for table in self.tables],
            "problems": [problem_json(problem) for problem in self.problems],
        }


def table_json(table: SheetTable) -> dict[str, Any]:
    """One table in the public JSON form."""
    return {
        "sheet": table.sheet, "range": table.range, "title": table.title, "unit": table.unit, "period": period_text(table.period),
        "reporter": table.reporter, "filled_on": table.filled_on,
        "values": [value_json(value) for value in table.values],
        "texts": [{"cell": t.cell, "header_path": list(t.header_path), "row_path": list(t.row_path), "text": t.text} for t in table.texts],
        "notes": table.notes,
    }  # fmt: skip


def value_json(value: SheetValue) -> dict[str, Any]:
    """One value in the public JSON form."""
    return {
        "cell": value.cell, "header_path": list(value.header_path), "row_path": list(value.row_path), "period": period_text(value.period),
        "unit": value.unit, "value": None if value.value is None else f"{value.value:f}",
        "missing": value.missing.value if value.missing else None, **({"hidden": True} if value.hidden else {}),
    }  # fmt: skip


def problem_json(problem: Problem) -> dict[str, Any]:
    """One problem in the public JSON form."""
    sheet, _, cell = problem.key.rpartition("!")
    return {
        "sheet": sheet, "cell": cell, "found": problem.found, "expected": problem.expected.lstrip("，"), "action": problem.action, "severity": problem.severity.value,
        "rule": problem.rule, "message": problem.message,
    }  # fmt: skip


def period_text(period: Period | None) -> str | None:
    return None if period is None else str(period)
