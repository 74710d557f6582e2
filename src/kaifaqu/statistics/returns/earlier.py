"""What was accepted before: for each figure, the period filed before it in its year and the same period last year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import JANUARY_FEBRUARY, Period
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.core.figures.statement import Basis, Price, Role, Scope, Statement
from kaifaqu.core.figures.unit import parse_unit
from kaifaqu.foundation.subjects.queries import list_subjects
from kaifaqu.statistics.returns.checks import Earlier
from kaifaqu.statistics.returns.models import Line

Identity = tuple[str, str, str, str]
"""Item, subject, role, scope: figures of two scopes are never compared."""
FIELDS = ("item", "subject_id", "role", "scope", "period", "owner__version", "basis", "price", "value", "unit", "missing")


def gather_accepted(statements: Iterable[Statement]) -> tuple[Earlier, Earlier]:
    """Gives, for each of these statements, the accepted one of its item, subject, role and scope: of the period filed before it
    in its year, and of the same period last year.

    Asked once for all cells, by the periods that can answer, so that a long history costs nothing: first the month before and
    the year before, then, only for the cells that these leave open, the year's other periods.
    """
    stated = [statement for statement in statements if statement.period.is_cumulative]
    accepted = _Accepted()
    asked = {one.period for one in stated}
    accepted.read(stated, {before for period in asked for before in (*_year_before(period), *periods_before(period)[:1])})
    left = [one for one in stated if not accepted.has(one, periods_before(one.period)[:1])]
    accepted.read(left, {before for period in asked for before in periods_before(period)[1:]})
    return accepted.answering(periods_before), accepted.answering(_year_before)


@lru_cache(maxsize=200)
def periods_before(period: Period) -> Sequence[str]:
    """The cumulatives that may have been filed before this one in its year, as written, the nearest first; none before 1–2月."""
    if not period.is_cumulative:
        return ()
    year, month = period.bounded_end.year, period.bounded_end.month
    return tuple(str(Period.to_month(year, earlier)) for earlier in range(month - 1, JANUARY_FEBRUARY - 1, -1))


@lru_cache(maxsize=200)
def _year_before(period: Period) -> Sequence[str]:
    return (str(period.previous_year()),) if period.is_cumulative else ()


class _Accepted:
    """The newest version of each accepted line by identity and period, as the table holds it: only some are asked for."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, ...], tuple[Any, ...]] = {}

    def read(self, statements: Sequence[Statement], periods: set[str]) -> None:
        """Adds what was accepted of these statements' items and subjects for these periods: nothing is asked where nothing can be."""
        if not statements or not periods:
            return
        codes = dict(list_subjects().filter(code__in={one.subject for one in statements}).values_list("pk", "code"))
        rows = Line.objects.filter(
            item__in={one.item for one in statements}, subject__in=list(codes), period__in=periods, owner__accepted_at__isnull=False,
        )  # fmt: skip
        for row in rows.order_by().values_list(*FIELDS):
            item, subject, role, scope, period, version = row[:6]
            key = item, codes[subject], role, scope, period
            if key not in self.rows or self.rows[key][5] < version:
                self.rows[key] = row

    def has(self, statement: Statement, periods: Sequence[str]) -> bool:
        """True when something was accepted for one of these periods."""
        identity = _identity(statement)
        return any((*identity, period) in self.rows for period in periods)

    def answering(self, periods: Callable[[Period], Sequence[str]]) -> Earlier:
        """Gives the accepted one of the first of a statement's `periods`. Several checks ask for the same one: it is made once."""
        known: dict[int, tuple[Statement, Statement | None]] = {}

        def answer(statement: Statement) -> Statement | None:
            found = known.get(id(statement))
            if found is None:  # the statement is kept beside its answer, so that no other one can have its number
                found = known[id(statement)] = statement, self.newest(statement, periods(statement.period))
            return found[1]

        return answer

    def newest(self, statement: Statement, periods: Sequence[str]) -> Statement | None:
        """The accepted one of the first of these periods for which there is one."""
        identity = _identity(statement)
        row = next((row for period in periods if (row := self.rows.get((*identity, period)))), None)
        return None if row is None else _statement_of(row, statement.subject)


def _identity(statement: Statement) -> Identity:
    return statement.item, statement.subject, statement.role.value, statement.scope.value


def _statement_of(row: tuple[Any, ...], subject: str) -> Statement:
    item, _pk, role, scope, period, _version, basis, price, value, unit, missing = row
    quantity = Missing(missing) if value is None else Quantity(plain(value), parse_unit(unit))
    return Statement(item, subject, Period.parse(period), quantity, Role(role), Basis(basis), Price(price), Scope(scope))
