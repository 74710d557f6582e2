"""A document's figures beside the ledger and beside what other documents say of the same thing: one quantity, one value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.core.figures.statement import Role
from kaifaqu.core.reader.intervals import Interval, printed_interval
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.documents.queries import Reviewed, list_said_elsewhere, review_document
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import Book


@dataclass(frozen=True, slots=True)
class Beside:
    """One figure of the document and what is said of the same thing elsewhere: in the ledger, or in another document.

    `agrees` compares what the printed digits stand for: 2.9 and 2.87 亿元 can be one quantity, 2.9 and 2.17 cannot.
    """

    reviewed: Reviewed
    where: str
    shown: str
    agrees: bool
    fact: Fact | None = None
    document: Document | None = None


def compare_document(document: Document, book: Book) -> list[Beside]:
    """Every figure of the document that is said elsewhere too, in the order of the text."""
    reviewed = [row for row in review_document(document) if row.settled.is_complete]
    return [beside for row in reviewed for beside in (*beside_ledger(row, book), *beside_documents(row, document))]


def beside_ledger(row: Reviewed, book: Book) -> Iterator[Beside]:
    """What the ledger holds at the figure's address, unless it came from this very reading."""
    settled = row.settled
    try:
        fact = book.find_fact(settled.item, settled.subject, Period.parse(settled.period), Role(settled.role))
    except PeriodError:
        return
    if fact is not None and fact.value is not None and fact.line.reading_id != row.reading.pk:
        shown = Quantity.of(plain(fact.value), fact.unit)
        yield Beside(row, _("账本第 %(number)s 条") % {"number": fact.pk}, str(shown), agree(printed(row), shown), fact=fact)


def beside_documents(row: Reviewed, document: Document) -> Iterator[Beside]:
    """What was accepted from other documents at the figure's address."""
    for decision in list_said_elsewhere(row.settled, document):
        if decision.reading is not None:
            other, shown = decision.reading.document, Quantity.of(plain(decision.value), decision.unit)
            yield Beside(row, f"《{other.title}》", str(shown), agree(printed(row), shown), document=other)


def printed(row: Reviewed) -> Quantity:
    """The figure as it is settled. Only for a complete row."""
    return Quantity.of(row.settled.value if row.settled.value is not None else "", row.settled.unit)


def agree(one: Quantity, other: Quantity) -> bool:
    """True when the two printed numbers can stand for one quantity. Different measures never agree."""
    return one.unit.same_measure(other.unit) and stands_for(one).meets(stands_for(other))


def stands_for(quantity: Quantity) -> Interval:
    """Everything that the printed digits can mean, in the canonical unit; a count is exact."""
    is_count = quantity.unit.factor == 1 and quantity.step == 1
    return printed_interval(quantity.canonical, Decimal(0) if is_count else quantity.step)
