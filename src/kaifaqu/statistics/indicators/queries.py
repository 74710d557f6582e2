"""Values of indicators: computed from the book with their explanation, addressed by (indicator, subject, period)."""

from __future__ import annotations

from collections.abc import Sequence

from kaifaqu.core.engine.evaluate import evaluate
from kaifaqu.core.engine.indicator import Indicator, indicators
from kaifaqu.core.engine.values import Value
from kaifaqu.core.figures.period import Period
from kaifaqu.statistics.ledger.queries import Book

__all__ = ["Book"]
"""What values are computed from: whoever judges them takes the book from here."""


def get_indicator(code: str, period: Period) -> Indicator:
    """The indicator as it was defined at the period's end. Raises KeyError."""
    return indicators(period.bounded_end)[code]


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
