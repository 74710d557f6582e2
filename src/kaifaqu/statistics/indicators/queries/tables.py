"""Tables of values: one indicator over a whole scope, and published growth beside computed growth over the periods of a series."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kaifaqu.core.engine.cases import cases
from kaifaqu.core.engine.evaluate import evaluate
from kaifaqu.core.engine.gap import REASONS
from kaifaqu.core.engine.values import Node, Value
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import list_within
from kaifaqu.statistics.indicators.queries import compute_scope, compute_value, get_indicator
from kaifaqu.statistics.indicators.queries.printing import (
    Pair,
    list_pairs,
    list_published,
    print_quantity,
    print_value,
    rounding_of,
)
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import Book

REPORTING = (Kind.PROVINCE, Kind.CITY, Kind.ZONE)
"""Kinds of subject that a table of a scope has rows for."""


@dataclass(frozen=True, slots=True)
class Row:
    """One subject's value in a table of a scope."""

    subject: Subject
    shown: str
    result: Quantity | Missing
    words: str


def tabulate(code: str, scope: Subject, period: Period, book: Book) -> list[Row]:
    """The indicator for the subject and everything below that reports, the greatest first, absences last. Raises KeyError."""
    subjects = list(list_within([scope.path]).filter(kind__in=REPORTING).order_by("path"))
    indicator = get_indicator(code, period)
    table = compute_scope([code], [subject.code for subject in subjects], period, book)
    way = rounding_of(scope)
    rows = []
    for subject in subjects:
        result, words = table.result(code, subject.code, period), table.words(code, subject.code, period)
        shown = words if isinstance(result, Missing) and words else print_quantity(result, indicator.places, way.rounding)
        if way.rounded_first:  # the sides of a difference stand in the explanation, which the columns do without
            shown = print_value(compute_value(code, subject.code, period, book), indicator.places, way)
        rows.append(Row(subject, shown, result, words))
    return sorted(
        rows, key=lambda row: (isinstance(row.result, Missing), -row.result.value if isinstance(row.result, Quantity) else 0)
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """One period of a series: the level and its base, the published rate, the rate on levels, and what lies between them."""

    subject: str
    period: Period
    levels: tuple[str, ...]
    published: str
    computed: str
    gap: str
    reasons: tuple[str, ...]
    is_explained: bool
    code: str = ""
    indicator: str = ""
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """A published series beside its recomputation; `source` says where a series outside the ledger is from."""

    name: str
    source: str
    rows: Sequence[Beside]


def list_series(subjects: Any, book: Book, on: Period) -> list[Series]:
    """The published rates of the ledger that the catalogue computes too, period by period."""
    found = [Series(pair.name, "", list(_rows_of(pair, subjects, book))) for pair in list_pairs(on)]
    return [series for series in found if series.rows]


def _rows_of(pair: Pair, subjects: Any, book: Book) -> Iterator[Beside]:
    for fact in list_published(pair, subjects, book):
        period = Period.parse(fact.period)
        try:
            value = compute_value(pair.gap.code, fact.subject.code, period, book)
        except (KeyError, PeriodError):
            continue
        yield beside_of(value, fact.subject.label, fact.subject.code, pair.computed, fact)


def list_worked_series() -> list[Series]:
    """The real series of the catalogue's worked cases, computed as they are shown."""
    found: dict[str, tuple[str, list[Beside]]] = {}
    for case in cases():
        if case.series:
            value = evaluate(case.indicator, case.book, case.subject, case.period)
            found.setdefault(case.series, (case.source, []))[1].append(beside_of(value, case.subject))
    return [Series(name, source, rows) for name, (source, rows) in found.items()]


def beside_of(value: Value, subject: str, code: str = "", indicator: str = "", fact: Fact | None = None) -> Beside:
    """A gap as a row: its two operands, the levels below the computed one, and why they may differ."""
    published, computed = value.explanation.children
    reasons = tuple(_(REASONS[mark]) for mark in value.explanation.marks if mark in REASONS)
    alone = value.explanation.marks and "rounding" in value.explanation.marks
    return Beside(
        subject, value.period, tuple(map(print_level, computed.children)), print_node(published), print_node(computed), print_node(value.explanation, 2),
        reasons, bool(alone), code, indicator, fact,
    )  # fmt: skip


def print_level(node: Node) -> str:
    """A level as it stands in the book: every digit of it; an absence by its name."""
    return node.result.label if isinstance(node.result, Missing) else str(node.result)


def print_node(node: Node, places: int = 1) -> str:
    """A step's result at a page's digits."""
    return print_quantity(node.result, places)
