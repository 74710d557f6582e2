"""Values kept while what they rest on stands: a figure booked at one address recomputes the values that asked there, and no others.

Nothing is stored: this is one process's memory of what it computed. Every value carries the addresses that it asked the book for —
those that were found and those that were not — and what it was told of names, trees and groups. A later book asks the ledger what
was booked since; a value none of whose addresses changed is the same value. The ledger's own hashes say that it is the same ledger.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from threading import Lock
from typing import Any

from kaifaqu.core.engine.evaluate import evaluate
from kaifaqu.core.engine.indicator import Indicator
from kaifaqu.core.engine.values import Value
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.statement import Role, Scope, Statement
from kaifaqu.statistics.ledger.queries import Address, Book, Question

MOST = 4_000
"""Values kept by one process; the one that was not asked for longest goes first."""


@dataclass(slots=True)
class WatchedBook:
    """A book that notes what it is asked."""

    book: Book
    asked: set[Address] = field(default_factory=set)
    told: dict[Question, Any] = field(default_factory=dict)

    def find(
        self, item: str, subject: str, period: Period, *, role: Role = Role.ACTUAL, scope: Scope | None = None
    ) -> Statement | None:
        """As the book."""
        self.asked.add((item, subject, str(period)))
        return self.book.find(item, subject, period, role=role, scope=scope)

    def parts(self, subject: str, on: date) -> Sequence[str]:
        """As the book."""
        return self._ask(("parts", (subject, on)))  # type: ignore[no-any-return]

    def group(self, name: str, subject: str, on: date) -> Sequence[str]:
        """As the book."""
        return self._ask(("group", (name, subject, on)))  # type: ignore[no-any-return]

    def name_of(self, subject: str) -> str:
        """As the book."""
        return self._ask(("name_of", (subject,)))  # type: ignore[no-any-return]

    def _ask(self, question: Question) -> Any:
        if question not in self.told:
            self.told[question] = answer(self.book, question)
        return self.told[question]


def answer(book: Book, question: Question) -> Any:
    """What the book says to a question."""
    method, arguments = question
    return getattr(book, method)(*arguments)


@dataclass(slots=True)
class Kept:
    """A value with what it rests on, and the ledger and register it was last found to be true of."""

    value: Value
    asked: frozenset[Address]
    told: dict[Question, Any]
    position: int
    hash: str
    register: str

    def holds_in(self, book: Book) -> bool:
        """True when the value is the same in this book, which must be the same ledger, no older, unchanged where it matters."""
        if self.position == book.position and self.register == book.register:
            return self.hash == book.hash_at(book.position)
        if book.position < self.position or self.hash != book.hash_at(self.position):
            return False
        if not self.asked.isdisjoint(book.changes_since(self.position)):
            return False
        grouped = any(method == "group" for method, _arguments in self.told)
        moved = self.register != book.register or (grouped and self.position != book.position)
        return not moved or all(answer(book, question) == said for question, said in self.told.items())


@dataclass(slots=True)
class KeptValues:
    """The memory of one process."""

    values: OrderedDict[tuple[Any, ...], Kept] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def value(self, indicator: Indicator, subject: str, period: Period, book: Book) -> Value:
        """The indicator's value in this book: remembered where it must be the same, else computed."""
        return self.kept(indicator, subject, period, book).value

    def kept(self, indicator: Indicator, subject: str, period: Period, book: Book) -> Kept:
        """The value with what it rests on."""
        rules = tuple(rule.digest for rule in indicator.rules)
        key = (indicator.code, rules, subject, str(period), book.provenance)
        kept = self.values.get(key)
        if kept is not None and kept.holds_in(book):
            kept.position, kept.hash, kept.register = book.position, book.hash_at(book.position), book.register
            return kept
        watched = WatchedBook(book)
        value = evaluate(indicator, watched, subject, period)
        link = book.hash_at(book.position)
        new = Kept(value, frozenset(watched.asked), watched.told, book.position, link, book.register)
        if kept is None or kept.position <= book.position:
            self._keep(key, new)
        return new

    def _keep(self, key: tuple[Any, ...], kept: Kept) -> None:
        with self.lock:
            self.values[key] = kept
            self.values.move_to_end(key)
            while len(self.values) > MOST:
                self.values.popitem(last=False)


@cache
def kept_values() -> KeptValues:
    """This process's memory."""
    return KeptValues()
