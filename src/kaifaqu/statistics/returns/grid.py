"""The grid of a return: its rows with everything beside each cell, and the whole year of the form around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import JANUARY_FEBRUARY, Period
from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Role, Statement
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import list_subtree
from kaifaqu.statistics.returns.form import Form, FormLine
from kaifaqu.statistics.returns.models import Explanation, Line, Return
from kaifaqu.statistics.returns.proposals import Proposed, list_carried_keys, list_proposed, return_before
from kaifaqu.statistics.returns.queries import find_problems, form_of, is_locked, keyed_lines, statement_of, step_of
from kaifaqu.statistics.returns.reach import may_act

# -- one return -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Beside:
    """A problem in its row: explained or not, and the explanation of last period that may be taken over."""

    problem: Problem
    explanation: Explanation | None
    remembered: Explanation | None

    @property
    def stands(self) -> bool:
        """True while it stops signing."""
        hard = self.problem.severity is Severity.HARD
        return hard or (self.problem.severity is Severity.SOFT and self.explanation is None)


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row of the grid: what is asked, what is declared, where it comes from, and every problem beside it."""

    key: str
    label: str
    subject: Subject
    period: Period
    unit: str
    indent: int
    required: bool
    line: Line | None
    statement: Statement | None
    beside: tuple[Beside, ...]
    explanations: tuple[Explanation, ...]
    proposals: tuple[Proposed, ...]

    @property
    def shown(self) -> str:
        """What the cell prints: the value, the absence's name, or nothing for an unfilled line."""
        if self.statement is None:
            return ""
        quantity = self.statement.quantity
        return format(quantity.value, "f") if isinstance(quantity, Quantity) else quantity.label

    @property
    def stamp(self) -> str:
        """The version of the cell; nothing while it is empty."""
        return self.line.stamp if self.line else ""

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(one.problem for one in self.beside)

    @property
    def offered(self) -> tuple[Proposed, ...]:
        """The proposals that say something else than the cell does now."""
        now = self.statement.quantity if self.statement else None
        return tuple(one for one in self.proposals if not _same(one.statement.quantity, now))

    @property
    def is_quiet(self) -> bool:
        """True where nothing stands beside the cell: no problem, no explanation, no offer."""
        return not (self.beside or self.explanations or self.proposals)

    @property
    def identity(self) -> tuple[str, ...]:
        """What makes the row the same row in another month."""
        item, role = self.key.split(":")[:2]
        return item, role, self.subject.code


def _same(one: object, other: object) -> bool:
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return one.unit.same_measure(other.unit) and one.canonical == other.canonical
    return one == other


def build_grid(return_: Return, problems: Sequence[Problem] = (), lines: Mapping[str, Line] | None = None) -> list[GridRow]:
    """The rows of the grid in the form's order; an open form's rows in the order declared, then what is proposed.

    Each of the `problems` (`find_problems`) stands in its row; who needs only the lines gives none. `lines` (`keyed_lines`) are given by
    who has them already.
    """
    builder = _Builder(return_, problems, keyed_lines(return_) if lines is None else lines)
    return [builder.row(key) for key in builder.list_keys()]


class _Builder:
    """What the rows of one return need, asked once."""

    def __init__(self, return_: Return, problems: Sequence[Problem], lines: Mapping[str, Line]) -> None:
        self.return_, self.form, self.lines = return_, form_of(return_), lines
        self.open = not is_locked(return_)
        self.proposals = list_proposed(return_) if self.open else {}
        self.carried = list_carried_keys(return_) if self.open else []
        self.asked = self.form.by_key
        self.problems: dict[str, list[Problem]] = {}
        for problem in problems:
            self.problems.setdefault(problem.key, []).append(problem)
        self.explanations: dict[str, list[Explanation]] = {}
        for explanation in return_.explanations.select_related("by"):
            self.explanations.setdefault(explanation.key, []).append(explanation)
        self.remembered = remembered_explanations(return_) if problems and self.open else {}
        named = {key.split(":")[2] for key in self.list_keys() if key.count(":") > 1}
        self.subjects = {s.code: s for s in list_subtree(return_.filer.code).filter(code__in=named)} if named else {}

    def list_keys(self) -> list[str]:
        others = (key for key in (*self.lines, *self.proposals, *self.carried) if key not in self.asked)
        return list(dict.fromkeys([*self.asked, *others]))

    def row(self, key: str) -> GridRow:
        parts, line, asked = key.split(":"), self.lines.get(key), self.asked.get(key)
        item = item_named(parts[0])
        written = self.explanations.get(key, [])
        beside = [self._beside(problem, written) for problem in self.problems.get(key, ())]
        answered = {one.explanation.pk for one in beside if one.explanation}
        return GridRow(
            key=key,
            label=asked.label if asked else FormLine(item, Role(parts[1]), False, 0).label,
            subject=line.subject if line else self.subjects.get(parts[2], self.return_.filer) if parts[2:] else self.return_.filer,
            period=Period.parse(line.period if line else parts[3] if parts[3:] else self.return_.period),
            unit=line.unit if line and line.unit else item.unit.symbol,
            indent=asked.indent if asked else 0,
            required=bool(asked and asked.required),
            line=line,
            statement=statement_of(line) if line else None,
            beside=tuple(beside),
            explanations=tuple(explanation for explanation in written if explanation.pk not in answered),
            proposals=tuple(self.proposals.get(key, ())),
        )  # fmt: skip

    def _beside(self, problem: Problem, written: Iterable[Explanation]) -> Beside:
        explained = next((one for one in written if one.rule == problem.rule), None)
        remembered = None if explained else self.remembered.get((problem.rule, _bare(problem.key)))
        return Beside(problem, explained, remembered)


def remembered_explanations(return_: Return) -> dict[tuple[str, str], Explanation]:
    """What was written beside the same doubt of the same cell last period, by rule and cell: offered, never taken over silently."""
    before = return_before(return_)
    if before is None:
        return {}
    return {(one.rule, _bare(one.key)): one for one in before.explanations.select_related("by", "owner")}


def _bare(key: str) -> str:
    """A cell's key without its period."""
    return ":".join(key.split(":")[:3])


# -- the year around it -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """One period of the form's year: its newest return, why it is locked, and whether this user may write in it."""

    period: Period
    return_: Return | None
    state: str
    locked: str
    editable: bool
    current: bool

    @property
    def head(self) -> str:
        """How the column is headed: 1—2月, 一季度, 全年."""
        words = self.period.chinese.partition("年")[2] if self.period.is_span else self.period.chinese
        return words or _("全年")


@dataclass(frozen=True, slots=True)
class YearCell:
    """One cell: its column, and its row of that column's return (None where there is none)."""

    column: Column
    row: GridRow | None


@dataclass(frozen=True, slots=True)
class YearRow:
    """One line of the form over the year; `own` is the row of the return that the page is about."""

    own: GridRow | None
    named: GridRow
    cells: tuple[YearCell, ...]
    last_year: GridRow | None

    @property
    def key(self) -> str:
        return self.named.key

    @property
    def besides(self) -> list[YearCell]:
        """The cells that have something to say beside the row: this return's always, others' where they may be written."""
        return [cell for cell in self.cells if cell.row and (cell.column.current or cell.column.editable)]

    @property
    def is_problem(self) -> bool:
        return any(cell.row.problems for cell in self.besides if cell.row)


@dataclass(frozen=True, slots=True)
class Year:
    """The form's year around one return."""

    columns: tuple[Column, ...]
    rows: tuple[YearRow, ...]
    problems: Mapping[int, list[Problem]]
    """Every problem of each return that was checked, by the return's key."""


def build_year(return_: Return, user: Any) -> Year:
    """The whole year of the return's form and filer: this return in full, other open ones to be written in, the rest to read."""
    columns = list_columns(return_, user)
    problems: dict[int, list[Problem]] = {}
    built: dict[Period, dict[tuple[str, ...], GridRow]] = {}
    for column in columns:
        if column.return_ is not None:
            if column.current or column.editable:
                problems[column.return_.pk] = find_problems(column.return_)
            rows = build_grid(column.return_, problems.get(column.return_.pk, ()))
            built[column.period] = {_identity(column.return_, row): row for row in rows}
    own = next(column.period for column in columns if column.current)
    last_year = _last_year(return_)
    identities = list(dict.fromkeys([*built[own], *(key for rows in built.values() for key in rows)]))
    lines = tuple(_year_row(identity, columns, built, own, last_year) for identity in identities)
    return Year(tuple(columns), lines, problems)


def _identity(return_: Return, row: GridRow) -> tuple[str, ...]:
    """A row that is not of its return's own period is nobody else's row."""
    return row.identity if form_of(return_).periods != "any" else (*row.identity, str(row.period))


def _year_row(
    identity: tuple[str, ...], columns: Sequence[Column], built: Mapping[Period, Mapping[tuple[str, ...], GridRow]], own: Period,
    last_year: Mapping[tuple[str, ...], GridRow],
) -> YearRow:  # fmt: skip
    cells = tuple(YearCell(column, built.get(column.period, {}).get(identity)) for column in columns)
    mine = built[own].get(identity)
    named = mine or next(cell.row for cell in cells if cell.row)
    return YearRow(mine, named, cells, last_year.get(identity))


def list_columns(return_: Return, user: Any) -> list[Column]:
    """The periods for which the form is filed in the return's year, with the newest version of each return."""
    period, form = Period.parse(return_.period), form_of(return_)
    periods = periods_of_year(form, period)
    found = Return.objects.filter(form_code=return_.form_code, filer=return_.filer, period__in=[str(one) for one in periods])
    newest = {Period.parse(one.period): one for one in found.select_related("filer").order_by("version")} | {period: return_}
    writer = may_act(user, "returns:declare", return_)
    return [_column(one, newest.get(one), writer, one == period) for one in periods]


def periods_of_year(form: Form, period: Period) -> list[Period]:
    """The cumulative periods of the year for which the form is filed; just this one where the form knows no calendar."""
    if form.periods == "any" or not period.is_cumulative:
        return [period]
    year = period.bounded_end.year
    months = (Period.to_month(year, month) for month in range(JANUARY_FEBRUARY, 13))
    return [one for one in months if form.accepts(one)]


def _column(period: Period, return_: Return | None, writer: bool, current: bool) -> Column:
    if return_ is None:
        return Column(period, None, _("未打开"), "", False, current)
    locked, step = is_locked(return_), step_of(return_)
    state = _("已入账") if return_.accepted_at or step is None else str(step.waiting)
    return Column(period, return_, state, locked, writer and not locked, current)


def _last_year(return_: Return) -> dict[tuple[str, ...], GridRow]:
    """The accepted rows of the same period last year."""
    period = Period.parse(return_.period)
    if not period.is_span or form_of(return_).periods == "any":
        return {}
    found = Return.objects.filter(
        form_code=return_.form_code, filer=return_.filer, period=str(period.previous_year()), accepted_at__isnull=False
    )
    before = found.select_related("filer").order_by("-version").first()
    return {row.identity: replace(row, proposals=()) for row in build_grid(before)} if before else {}
