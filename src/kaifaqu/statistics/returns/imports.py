"""A foreign workbook beside a return: what each of its cells would be there, and why it would not. Pure: nothing is asked, nothing is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from kaifaqu.core.figures.item import Item, item_named, items
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Basis, Statement
from kaifaqu.core.figures.unit import Dimension, parse_unit
from kaifaqu.core.reader.sheets.labels import fold_label
from kaifaqu.core.reader.sheets.mapping import (
    Aspect,
    Axis,
    Choice,
    Meaning,
    ProposedLine,
    SheetMapping,
    apply_mapping,
    base_of,
    find_meaning,
    headings,
    lost_heading,
    remembered,
    table_mapping,
)
from kaifaqu.core.reader.sheets.model import Path, SheetReading, SheetTable, SheetValue
from kaifaqu.core.reader.sheets.suggest import bare_name, names_of, suggest_choices
from kaifaqu.statistics.returns.form import Form
from kaifaqu.statistics.returns.import_memory import KnownSender, KnownTable, find_known
from kaifaqu.statistics.returns.import_problems import (
    doubled_cell,
    no_unit,
    not_asked,
    not_named,
    not_own_period,
    of_last_year,
    out_of_reach,
)

PLACE = re.compile(r"([A-Z]*)(\d*)$")
UNITLESS = frozenset(
    {Dimension.COUNT, Dimension.HEADCOUNT, Dimension.PERCENT, Dimension.RANK, Dimension.MULTIPLE, Dimension.PP}
)
"""What is commonly printed without a unit and cannot be taken for ten thousand times itself."""


# -- what a table is taken for ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Target:
    """The return that is imported into. `subjects` gives the code of a subject within reach by its folded names."""

    form: Form
    filer: str
    period: Period
    reach: frozenset[str]
    subjects: Mapping[str, str]

    @property
    def offered(self) -> dict[str, Item]:
        """The items that a heading may stand for: those that the form takes, and what their growth and rank belong to."""
        asked = {line.item.code for line in self.form.lines} | {code for code in items() if self.form.takes(code)}
        grown = {other for code in asked for other in (items()[code].growth_of, items()[code].rank_of) if other}
        grown |= {other for code in grown if (other := items()[code].growth_of)}
        return {code: item for code, item in items().items() if code in asked | grown}

    def key(self, item: str, role: str, subject: str, period: Period) -> str:
        """The key of a cell as the return's grid names it: with subject and period where they are not the return's own."""
        own = subject == self.filer and self.is_own(item, period)
        return f"{item}:{role}" if own else f"{item}:{role}:{subject}:{period}"

    def is_own(self, item: str, period: Period) -> bool:
        """True for the return's period, and for a stock at its end."""
        state = item_named(item).basis is Basis.AS_OF and period.end == self.period.end
        return period == self.period or state

    def takes(self, item: str, key: str) -> bool:
        return self.form.line(key) is not None or self.form.takes(item)


def understand_table(table: SheetTable, sender: KnownSender, target: Target) -> tuple[KnownTable, list[Problem]]:
    """The table's headings with the meanings remembered, else suggested: (meanings in use, what is missed of the old table)."""
    suggested = table_mapping(table, suggest_meanings(table, target))
    known = find_known(table, sender)
    if known is None:
        return KnownTable(suggested), []
    used = replace(
        suggested,
        rows=_remembered_or(known.mapping.rows, suggested.rows, headings(table, Axis.ROW)),
        columns=_remembered_or(known.mapping.columns, suggested.columns, headings(table, Axis.COLUMN)),
    )
    shown = {key for axis in Axis for key in headings(table, axis)}
    lost = [key for key in (*known.mapping.rows, *known.mapping.columns) if key not in shown]
    return replace(known, mapping=used), [lost_heading(table, key) for key in lost]


def _remembered_or(known: Mapping[str, Meaning], suggested: Mapping[str, Meaning], keys: Iterable[str]) -> dict[str, Meaning]:
    found = {key: find_meaning(key, known) or suggested.get(key) for key in keys}
    return {key: meaning for key, meaning in found.items() if meaning is not None}


def suggest_meanings(table: SheetTable, target: Target) -> list[Choice]:
    """What the names of items and subjects suggest. Items stand along one axis; along the other, a heading that may be somebody
    else's is left to a person."""
    names = names_of(target.offered)
    choices = suggest_choices(table, 0, names)
    along = next((choice.axis for choice in choices if choice.meaning.item is not None), None)
    across = [_with_subject(choice, target) for choice in choices if choice.axis is not along]
    somebody = any(choice.meaning.subject for choice in across)
    many = len(across) > 1
    kept = [c for c in across if not (_may_be_another(c, somebody, many) and c.meaning == Meaning())]
    return [choice for choice in choices if choice.axis is along and _names_itself(choice, names)] + kept


def _names_itself(choice: Choice, names: Mapping[str, str]) -> bool:
    """False for a row that only the row above it names: 房地产投资 below 固定资产投资 is not 固定资产投资."""
    return choice.axis is Axis.COLUMN or bare_name(choice.path[-1]) in names


def _with_subject(choice: Choice, target: Target) -> Choice:
    named = (target.subjects.get(fold_label(label)) for label in reversed(choice.path))
    subject = next((code for code in named if code), None)
    return replace(choice, meaning=replace(choice.meaning, subject=subject)) if subject else choice


def _may_be_another(choice: Choice, somebody: bool, many: bool) -> bool:
    """True where the heading may name a subject that is not known here: it is no time, and it is not the only one."""
    is_time = not any(bare_name(label) for label in choice.path)
    return not is_time and (somebody or (choice.axis is Axis.ROW and many))


# -- what each cell would be ------------------------------------------------------------------------------------------


class Fate(StrEnum):
    """What becomes of a cell: a new line, another value, the same value, not taken, or in the way of the whole import."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    LEFT = "left"
    FAULTY = "faulty"


@dataclass(slots=True)
class PlannedCell:
    """One figure of the workbook with what it would be in the return; `statement` is None where it is not taken."""

    table: int
    place: str
    value: SheetValue
    key: str = ""
    statement: Statement | None = None
    before: Statement | None = None
    fate: Fate = Fate.LEFT
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class PlannedTable:
    """One table with the meanings in use; `unknown` are the headings that nobody has named yet."""

    number: int
    table: SheetTable
    known: KnownTable
    base: Period | None
    cells: list[PlannedCell]
    unknown: list[Choice]

    def meaning(self, axis: Axis, path: Path) -> Meaning | None:
        """What a heading is taken for, or None where nobody has said it."""
        known = self.known.mapping.rows if axis is Axis.ROW else self.known.mapping.columns
        return known.get(remembered(path, self.base))

    def is_own_period(self, path: Path) -> bool:
        """True when a person said that the column stands for the return's own period."""
        return remembered(path, self.base) in self.known.own_period

    @property
    def lacks_unit(self) -> bool:
        """True when a figure stands without a unit."""
        return any(value.unit is None and value.value is not None for value in self.table.values)


@dataclass(slots=True)
class Plan:
    """The whole file beside the return."""

    tables: list[PlannedTable]
    problems: list[Problem]

    @property
    def cells(self) -> Iterator[PlannedCell]:
        return (cell for table in self.tables for cell in table.cells)

    @property
    def declared(self) -> dict[str, PlannedCell]:
        """The cells that would be written, by the key of their line."""
        return {cell.key: cell for cell in self.cells if cell.fate in (Fate.NEW, Fate.CHANGED)}

    @property
    def stopping(self) -> list[Problem]:
        """Every hard problem: one of them stops the whole import."""
        found = [*self.problems, *(problem for cell in self.cells for problem in cell.problems)]
        return [problem for problem in found if problem.severity is Severity.HARD]


def plan_import(reading: SheetReading, sender: KnownSender, target: Target, standing: Mapping[str, Statement]) -> Plan:
    """What the reading would change in the return whose lines are `standing`, cell by cell, with every problem at once."""
    plan = Plan([], [])
    for number, table in enumerate(reading.tables):
        known, lost = understand_table(table, sender, target)
        plan.tables.append(_plan_table(number, table, known, target, standing))
        plan.problems += lost
    _refuse_doubles(plan)
    plan.problems += _standing_problems(reading, plan)
    for cell in plan.cells:
        if cell.fate is Fate.LEFT and not cell.problems:
            cell.problems.append(not_named(cell.place))
    return plan


def _plan_table(
    number: int, table: SheetTable, known: KnownTable, target: Target, standing: Mapping[str, Statement]
) -> PlannedTable:
    cells = {value.cell: PlannedCell(number, f"{table.sheet}!{value.cell}", value) for value in table.values}
    planned = PlannedTable(number, table, known, base_of(table), list(cells.values()), [])
    alone = SheetReading("", [table])
    proposal = apply_mapping(alone, SheetMapping("", (known.mapping,)), target.offered)
    if not (known.mapping.rows or known.mapping.columns):
        planned.unknown = [Choice(axis, path, Meaning(), number) for axis in Axis for path in headings(table, axis).values()]
        return planned
    planned.unknown = [replace(choice, table=number) for choice in proposal.unknown]
    for problem in proposal.problems:
        cell = cells.get(problem.key.rpartition("!")[2])
        if cell is not None:
            cell.problems.append(problem)
            cell.fate = Fate.FAULTY
    for line in proposal.lines:
        cell = cells[line.cell]
        own = planned.is_own_period(cell.value.header_path)
        _place_line(cell, line, target, known.unit, own, standing)
    return planned


def _place_line(
    cell: PlannedCell, line: ProposedLine, target: Target, unit: str, own: bool, standing: Mapping[str, Statement]
) -> None:
    """Gives the cell its statement and its fate, or the problem for which it has none."""
    item, subject = items()[line.item], line.subject or target.filer
    period = _period_of(line, target, own)
    cell.key = target.key(item.code, line.role.value, subject, period)
    if found := _refusal(cell, line, item, subject, period, target):
        cell.problems.append(found)
        return
    quantity = _quantity_of(line, item, unit)
    if quantity is None:
        cell.problems.append(no_unit(cell.place, item))
        cell.fate = Fate.FAULTY
        return
    cell.statement = Statement(
        item=item.code, subject=subject, period=period, quantity=quantity, role=line.role,
        basis=Basis.AS_OF if period.is_state else item.basis, price=item.price, scope=target.form.scope,
    )  # fmt: skip
    cell.before = standing.get(cell.key)
    same = cell.before is not None and _says_the_same(cell.before.quantity, quantity)
    cell.fate = Fate.SAME if same else Fate.NEW if cell.before is None else Fate.CHANGED


def _period_of(line: ProposedLine, target: Target, own: bool) -> Period:
    """The return's own period where the table prints none, where a person said so, and for a stock at its end."""
    if own or line.period is None or target.is_own(line.item, line.period):
        return target.period
    return line.period


def _refusal(cell: PlannedCell, line: ProposedLine, item: Item, subject: str, period: Period, target: Target) -> Problem | None:
    """Why the return does not take the cell, or None. None of these stops the import: a foreign table says more than is asked."""
    if line.aspect is Aspect.BASE:
        return of_last_year(cell.place)
    if subject not in target.reach:
        return out_of_reach(cell.place)
    if target.takes(item.code, cell.key):
        return None
    if not target.is_own(item.code, period):
        return not_own_period(cell.place, period, target.period)
    return not_asked(cell.place, item, target.form.name)


def _quantity_of(line: ProposedLine, item: Item, unit: str) -> Quantity | Missing | None:
    """The figure in its printed unit; None where none is printed and guessing it could be wrong ten thousand times."""
    if line.value is None:
        return line.missing
    if line.unit is not None:
        return Quantity(line.value, parse_unit(line.unit))
    if item.unit.dimension in UNITLESS:
        return Quantity(line.value, item.unit)
    said = parse_unit(unit) if unit else None
    return Quantity(line.value, said) if said is not None and said.same_measure(item.unit) else None


def _says_the_same(one: Quantity | Missing, other: Quantity | Missing) -> bool:
    """True when nothing would change: 29000 万元 is 2.9 亿元."""
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return one.unit.same_measure(other.unit) and one.canonical == other.canonical
    return one == other


def _refuse_doubles(plan: Plan) -> None:
    """Two cells for one line that say different things stop the import; where they agree, the first is taken."""
    first: dict[str, PlannedCell] = {}
    for cell in plan.cells:
        if cell.statement is None:
            continue
        other = first.setdefault(cell.key, cell)
        if other is cell:
            continue
        said = other.statement.quantity if other.statement else cell.statement.quantity
        agree = _says_the_same(said, cell.statement.quantity)
        cell.problems.append(doubled_cell(cell.place, other.place, item_named(cell.statement.item), agree))
        cell.fate = Fate.LEFT if agree else Fate.FAULTY


def _standing_problems(reading: SheetReading, plan: Plan) -> list[Problem]:
    """What the reader found, beside the cell it speaks of; a fault in a column or row that is not taken stops nothing."""
    cells = {cell.place: cell for cell in plan.cells}
    taken = _taken_lines(plan)
    general = []
    for problem in reading.problems:
        weighed = problem if _concerns(problem.key, taken) else _as_note(problem)
        if problem.key in cells:
            cells[problem.key].problems.append(weighed)
            if weighed.severity is Severity.HARD:
                cells[problem.key].fate = Fate.FAULTY
        else:
            general.append(weighed)
    return general


def _taken_lines(plan: Plan) -> dict[tuple[str, str], bool]:
    """(sheet, column letters or row number) → whether any of its figures is taken."""
    taken: dict[tuple[str, str], bool] = {}
    for cell in plan.cells:
        sheet, _sep, name = cell.place.rpartition("!")
        for part in PLACE.fullmatch(name).groups() if PLACE.fullmatch(name) else ():  # type: ignore[union-attr]
            taken[sheet, part] = taken.get((sheet, part), False) or cell.statement is not None
    return taken


def _concerns(key: str, taken: Mapping[tuple[str, str], bool]) -> bool:
    """True unless the column or the row of the cell holds figures of which none is taken, or the file itself holds no table."""
    sheet, _sep, name = key.rpartition("!")
    found = PLACE.fullmatch(name)
    return found is None or all(taken.get((sheet, part), True) for part in found.groups() if part)


def _as_note(problem: Problem) -> Problem:
    return replace(problem, severity=Severity.NOTE) if problem.severity is Severity.HARD else problem


# -- what is learned --------------------------------------------------------------------------------------------------


def learn_sender(plan: Plan, older: KnownSender) -> KnownSender:
    """What the plan's meanings teach for the next file: headings that this one does not show stay known."""
    learned = []
    met: list[KnownTable] = []
    for planned in plan.tables:
        known = find_known(planned.table, older)
        now = planned.known.mapping
        if known is not None:
            met.append(known)
            now = replace(now, rows={**known.mapping.rows, **now.rows}, columns={**known.mapping.columns, **now.columns})
        if now.rows or now.columns:
            learned.append(replace(planned.known, mapping=now))
    kept = [known for known in older.tables if not any(known is other for other in met)]
    return KnownSender((*learned, *kept))


def choose_meanings(plan: Plan, table: int, choices: Sequence[Choice], own_period: Mapping[Path, bool], unit: str) -> Plan:
    """The plan with a person's choices over one table's meanings; columns that `own_period` does not name stay as they are."""
    planned = plan.tables[table]
    base = planned.base
    chosen, now = table_mapping(planned.table, choices), planned.known.mapping
    said = {remembered(path, base): own for path, own in own_period.items()}
    own = (planned.known.own_period - said.keys()) | {key for key, is_own in said.items() if is_own}
    mapping = replace(now, rows={**now.rows, **chosen.rows}, columns={**now.columns, **chosen.columns})
    other = replace(planned, known=KnownTable(mapping, own, unit))
    return Plan([other if one is planned else one for one in plan.tables], plan.problems)
