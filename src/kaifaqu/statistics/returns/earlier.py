"""What was accepted before: for each figure, the period filed before it in its year and the same period last year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import JANUARY_FEBRUARY, Period
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.core.figures.statement import Basis, Price, Role, Scope, Statement
from kaifaqu.core.figures.unit import parse_unit
from kaifaqu.statistics.returns.checks import Earlier
from kaifaqu.statistics.returns.models import Line

Identity = tuple[str, str, str, str]
"""Item, subject, role, scope: figures of two scopes are never compared."""
FIELDS = (
    "item", "subject__code", "role", "scope", "period", "basis", "price", "value", "unit", "missing", "owner__version",
)  # fmt: skip


def gather_accepted(statements: Iterable[Statement]) -> tuple[Earlier, Earlier]:
    """Gives, for each of these statements, the accepted one of its item, subject, role and scope: of the period filed before it
    in its year, and of the same period last year.

    Asked once for all cells, by the periods that can answer, so that a long history costs nothing: first the month before and
    the year before, then, only for the cells that these leave open, the year's other periods.
    """
    stated = [statement for statement in statements if statement.period.is_cumulative]
    accepted = _Accepted()
    asked = {one.period for one in stated}
    accepted.read(stated, {str(before) for period in asked for before in (*_year_before(period), *periods_before(period)[:1])})
    left = [one for one in stated if accepted.newest(one, periods_before(one.period)[:1]) is None]
    accepted.read(left, {str(before) for period in asked for before in periods_before(period)[1:]})
    return (
        lambda statement: accepted.newest(statement, periods_before(statement.period)),
        lambda statement: accepted.newest(statement, _year_before(statement.period)),
    )


@lru_cache(maxsize=200)
def periods_before(period: Period) -> Sequence[Period]:
    """The cumulatives that may have been filed before this one in its year, the nearest first; none before 1–2月."""
    if not period.is_cumulative:
        return ()
    year, month = period.bounded_end.year, period.bounded_end.month
    return tuple(Period.to_month(year, earlier) for earlier in range(month - 1, JANUARY_FEBRUARY - 1, -1))


@lru_cache(maxsize=200)
def _year_before(period: Period) -> Sequence[Period]:
    return (period.previous_year(),) if period.is_cumulative else ()


class _Accepted:
    """Accepted statements by identity and period, of each the newest version."""

    def __init__(self) -> None:
        self.found: dict[tuple[Identity, Period], tuple[int, Statement]] = {}

    def read(self, statements: Sequence[Statement], periods: set[str]) -> None:
        """Adds what was accepted of these statements' items and subjects for these periods: one question, none where there is
        nothing to ask."""
        if not statements or not periods:
            return
        rows = Line.objects.filter(
            item__in={one.item for one in statements}, subject__code__in={one.subject for one in statements}, period__in=periods,
            owner__accepted_at__isnull=False,
        ).values_list(*FIELDS)  # fmt: skip
        for item, subject, role, scope, period, basis, price, value, unit, missing, version in rows:
            key = (item, subject, role, scope), Period.parse(period)
            if key not in self.found or self.found[key][0] < version:
                quantity = Missing(missing) if value is None else Quantity(plain(value), parse_unit(unit))
                said = Statement(item, subject, key[1], quantity, Role(role), Basis(basis), Price(price), Scope(scope))
                self.found[key] = version, said

    def newest(self, statement: Statement, periods: Sequence[Period]) -> Statement | None:
        """The accepted one of the first of these periods for which there is one."""
        identity = _identity(statement)
        for period in periods:
            if found := self.found.get((identity, period)):
                return found[1]
        return None


def _identity(statement: Statement) -> Identity:
    return statement.item, statement.subject, statement.role.value, statement.scope.value
