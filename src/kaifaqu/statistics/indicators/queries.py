"""Values of indicators: computed from the book with their explanation, addressed by (indicator, subject, period)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

from kaifaqu.core.engine.evaluate import evaluate
from kaifaqu.core.engine.indicator import Indicator, indicators, indicators_from
from kaifaqu.core.engine.values import Value
from kaifaqu.core.figures.catalogue import parse_rule
from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.statement import LABELS, Role
from kaifaqu.statistics.ledger.queries import Book

__all__ = ["Book"]
"""What values are computed from: whoever judges them takes the book from here."""


ITEM = "item:"
"""How the address of a booked figure begins, where a value is asked that no formula changes."""


def get_indicator(code: str, period: Period) -> Indicator:
    """The indicator as it was defined at the period's end, or a booked figure as it stands. Raises KeyError."""
    return _read_item(code) if code.startswith(ITEM) else indicators(period.bounded_end)[code]


def address_item(item: str, role: Role = Role.ACTUAL) -> str:
    """The address of a booked figure as a value: `item:enterprise_tax`, `item:operator_revenue:target`."""
    return f"{ITEM}{item}" if role is Role.ACTUAL else f"{ITEM}{item}:{role}"


@cache
def _read_item(code: str) -> Indicator:
    """A formula that only reads: scored and cited like any other value. Raises CatalogueError for an unknown item."""
    name, _sep, role = code.removeprefix(ITEM).partition(":")
    item = item_named(name)
    label = item.name if not role else f"{item.name}（{LABELS[Role(role)]}）"
    formula = f"target({name})" if role == Role.TARGET else name
    text = f"name: {label}\nunit: '{item.unit}'\nplaces: {item.places}\nformula: {formula}\nvalid_from: 1949-10-01\nreference: 入账的数，照录\n"
    rule = parse_rule("indicators", f"{ITEM}{name}{role and f':{role}'}", text)
    return indicators_from([rule], date.max)[rule.code]


def list_indicators(period: Period) -> Sequence[Indicator]:
    """Every indicator that was defined at the period's end."""
    return list(indicators(period.bounded_end).values())


def compute_value(code: str, subject: str, period: Period, book: Book) -> Value:
    """The value with its explanation. Raises KeyError for an indicator that did not exist then."""
    return evaluate(get_indicator(code, period), book, subject, period)


def count_published(item: str, subject: str, period: Period, book: Book) -> int | None:
    """How many of something the subject has by the count published for the period's end, or None when none was published."""
    ends = {Period.parse(written): facts[0] for (code, written, _role), facts in book.facts_of(subject).items() if code == item}
    return next((int(fact.value) for end, fact in ends.items() if end.end == period.end and fact.value is not None), None)


def compute_values(codes: Sequence[str], subject: str, period: Period, book: Book) -> list[Value]:
    """Several values of one subject and period, in the order asked."""
    return [compute_value(code, subject, period, book) for code in codes]
