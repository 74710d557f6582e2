"""A book that hands over all that it says of many subjects at once: what the columnar twin computes with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

from kaifaqu.core.engine.book import Book
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.statement import Statement


class Entry(NamedTuple):
    """One figure of a book as plain words: `value` is None where `missing` names its absence."""

    item: str
    subject: str
    period: str
    role: str
    value: Decimal | None
    unit: str
    missing: str
    scope: str


class WholeBook(Book, Protocol):
    """A book that can be read whole."""

    def entries(self, subjects: Sequence[str]) -> Iterable[Entry]:
        """What `find` gives for every item, period and role of these subjects, each once."""

    def tree(self, on: date) -> Mapping[str, Sequence[str]]:
        """`parts` of every subject that has any."""


def entry_of(statement: Statement) -> Entry:
    """A statement as plain words."""
    quantity = statement.quantity
    key = statement.item, statement.subject, str(statement.period), statement.role.value
    if isinstance(quantity, Missing):
        return Entry(*key, None, "", quantity.value, statement.scope.value)
    return Entry(*key, quantity.value, quantity.unit.symbol, "", statement.scope.value)
