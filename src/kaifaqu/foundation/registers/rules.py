"""What a file would do to a register: every row's fate, its changed fields old → new, and what stops it. Pure but for the register's own reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.reader.registers.columns import Column, Kind, Value
from kaifaqu.core.reader.registers.read import Record, RegisterReading
from kaifaqu.foundation.personal import is_masked, mask_phones
from kaifaqu.foundation.register import Register
from kaifaqu.foundation.subjects.models import Subject

Json = dict[str, str | bool | None]


class Fate(StrEnum):
    """What an import makes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a row that would change."""

    column: Column
    old: str
    new: str
    place: str
    printed: str = ""
    """What the sheet says where it says it in another unit: 2 公顷."""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row of the file: the record that it means (None for a new one), and what it would change."""

    record: Record
    name: str
    key: str | None
    before: Mapping[str, Value]
    fate: Fate
    differences: tuple[Difference, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Plan:
    """The dry run."""

    reading: RegisterReading
    rows: list[PlannedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """Those that belong to no row."""

    @property
    def all_problems(self) -> list[Problem]:
        return [*self.problems, *(problem for row in self.rows for problem in row.problems)]

    @property
    def stopping(self) -> list[Problem]:
        return [problem for problem in self.all_problems if problem.severity is Severity.HARD]

    @property
    def doubts(self) -> list[Problem]:
        return [problem for problem in self.all_problems if problem.severity is not Severity.HARD]

    @property
    def taken(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.fate is not Fate.SAME]

    def count(self, fate: Fate) -> int:
        return sum(row.fate is fate for row in self.rows)


def plan_upload(register: Register, subject: Subject, reading: RegisterReading) -> Plan:
    """Every row beside the record that it means. Nothing is written."""
    plan = Plan(reading)
    beside = {id(record): {cell.place for cell in record.cells.values()} for record in reading.records}
    told: dict[str, list[Problem]] = {}
    for problem in reading.problems:
        told.setdefault(problem.key, []).append(problem)
    twins = dict(find_twins(register, reading.records))
    for record in reading.records:
        own = [problem for place in sorted(beside[id(record)]) for problem in told.pop(place, ())]
        own += register.judge(subject, record)
        if id(record) in twins:
            own.append(twins[id(record)])
        plan.rows.append(plan_row(register, subject, record, own))
    plan.problems = [problem for problems in told.values() for problem in problems]
    return plan


def plan_row(register: Register, subject: Subject, record: Record, problems: Sequence[Problem]) -> PlannedRow:
    values = record.values
    key = register.find(subject, values)
    before = register.read(key) if key is not None else {}
    differences = tuple(
        Difference(
            column,
            show(column, before.get(column.field)),
            show(column, values[column.field]),
            record.cells[column.field].place,
            record.cells[column.field].printed if record.cells[column.field].unit else "",
        )
        for column in register.columns
        if not column.derived
        and column.field in values
        and differs(register, column, before.get(column.field), values[column.field])
    )
    problems = [*problems, *find_masked(record, differences)]
    fate = Fate.NEW if key is None else Fate.CHANGED if differences else Fate.SAME
    return PlannedRow(record, str(values.get(register.naming.field, "")), key, before, fate, differences, tuple(problems))


def differs(register: Register, column: Column, old: Value | None, new: Value) -> bool:
    """Whether the cell says something else; a number that went out masked and came back so says nothing else."""
    return not register.means_same(column, old, new) and not (
        column.personal and old is not None and mask_phones(str(old)) == str(new)
    )


def find_masked(record: Record, differences: Sequence[Difference]) -> Iterator[Problem]:
    """The cells in which a masked number stands where the register has another or none."""
    for row in differences:
        if row.column.personal and is_masked(row.new):
            yield Problem(
                "register.masked", record.place, f"“{row.new}”是打码后的号码", "，不能当号码登记", "请填完整号码，或恢复导出时的内容，或留空",
                Severity.HARD, row.place,
            )  # fmt: skip


def find_twins(register: Register, records: Sequence[Record]) -> Iterator[tuple[int, Problem]]:
    """The rows that mean the same record as an earlier row of the file."""
    seen: dict[object, Record] = {}
    for record in records:
        identity = register.identify(record.values)
        if identity is None:
            continue
        other = seen.setdefault(identity, record)
        if other is not record:
            place = record.cells[register.naming.field].place if register.naming.field in record.cells else record.place
            yield id(record), Problem(
                "register.twin", record.place, f"与第{other.row}行是同一个（{identity}）", "，一份文件里一个只能有一行", "请合并或删去其中一行",
                Severity.HARD, place,
            )  # fmt: skip


def show(column: Column, value: Value | None) -> str:
    """The value as a person reads it; nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}{column.unit}"
    if isinstance(value, date):
        return value.isoformat()
    return next((word for word, stands in (column.choices or {}).items() if stands == value), value)


def encode(values: Mapping[str, Value | None]) -> Json:
    """As JSON: a number by its digits, a day in ISO form."""
    return {
        name: f"{value.normalize():f}"
        if isinstance(value, Decimal)
        else value.isoformat()
        if isinstance(value, date)
        else value
        for name, value in values.items()
    }


def decode(columns: Sequence[Column], data: Mapping[str, str | bool | None]) -> dict[str, Value | None]:
    """What `encode` wrote, by the kinds of the columns."""
    kinds = {column.field: column.kind for column in columns}
    return {name: decode_value(kinds[name], value) for name, value in data.items() if name in kinds}


def decode_value(kind: Kind, value: str | bool | None) -> Value | None:
    if value is None or isinstance(value, bool):
        return value
    if kind in (Kind.AMOUNT, Kind.NUMBER):
        return Decimal(value)
    return date.fromisoformat(value) if kind is Kind.DATE else value
