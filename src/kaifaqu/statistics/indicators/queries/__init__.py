"""Values of indicators: computed from the book with their explanation, addressed by (indicator, subject, period)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from kaifaqu.core.engine.evaluate import evaluate
from kaifaqu.core.engine.indicator import Indicator, code_of, indicators, indicators_from
from kaifaqu.core.engine.values import Value
from kaifaqu.core.figures.catalogue import load_rules, parse_rule
from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.core.figures.statement import LABELS, Role
from kaifaqu.core.figures.unit import parse_unit
from kaifaqu.foundation.rulebook.queries import get_rule
from kaifaqu.statistics.indicators.ground import read_ground
from kaifaqu.statistics.indicators.keeping import kept_values
from kaifaqu.statistics.indicators.models import CitedValue, Run
from kaifaqu.statistics.ledger.queries import Book, Question

if TYPE_CHECKING:
    from kaifaqu.core.engine.columnar import Table

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
    indicator = get_indicator(code, period)
    # What is kept holds for the register of today: a book that stands on an earlier one is asked anew.
    return evaluate(indicator, book, subject, period) if book.ground else kept_values().value(indicator, subject, period, book)


def count_published(item: str, subject: str, period: Period, book: Book) -> int | None:
    """How many of something the subject has by the count published for the period's end, or None when none was published."""
    ends = {Period.parse(written): facts[0] for (code, written, _role), facts in book.facts_of(subject).items() if code == item}
    return next((int(fact.value) for end, fact in ends.items() if end.end == period.end and fact.value is not None), None)


def compute_values(codes: Sequence[str], subject: str, period: Period, book: Book) -> list[Value]:
    """Several values of one subject and period, in the order asked."""
    return [compute_value(code, subject, period, book) for code in codes]


def compute_scope(codes: Sequence[str], subjects: Sequence[str], period: Period, book: Book) -> Table:
    """Indicators of many subjects at once, by the columnar twin: the same results, without explanations. Raises KeyError."""
    # numpy takes a tenth of a second to load: only who computes a whole scope waits for it.
    from kaifaqu.core.engine.columnar import compute

    return compute([get_indicator(code, period) for code in codes], book, subjects, [period])


@dataclass(frozen=True, slots=True)
class Repeated:
    """A cited value and what the same rules make of the same position today."""

    cited: CitedValue
    then: Quantity | Missing
    again: Quantity | Missing

    @property
    def agrees(self) -> bool:
        return self.then == self.again


def get_run(pk: int) -> Run:
    """A run by its number. Raises Run.DoesNotExist."""
    return Run.objects.get(pk=pk)


def told_of(values: Sequence[Value], book: Book) -> dict[Question, Any]:
    """What these values were told of names, parts and groups in this book."""
    told: dict[Question, Any] = {}
    for value in values:
        told |= kept_values().kept(get_indicator(value.indicator, value.period), value.subject, value.period, book).told
    return told


def book_of(run: Run) -> Book:
    """The ledger as the run read it, with the names, parts and groups that it was told."""
    return Book(run.position, ground=read_ground(run.ground if run.ground is not None else ()))


def repeat_run(run: Run) -> Iterator[Repeated]:
    """Computes every cited value of a run again, from the book as of its position, its register and the kept text of its rules."""
    kept = [get_rule(digest) for digest in run.rules.values()]
    known = {code_of(rule) for rule in kept}
    rules = kept + [rule for rule in load_rules("indicators") if code_of(rule) not in known]
    book = book_of(run)
    for cited in run.values.select_related("subject").order_by("pk"):
        period = Period.parse(cited.period)
        indicator = indicators_from([rule for rule in rules if rule.valid_on(period.bounded_end)], period.bounded_end)[
            cited.indicator
        ]
        yield Repeated(cited, result_of(cited), evaluate(indicator, book, cited.subject.code, period).result)


def result_of(cited: CitedValue) -> Quantity | Missing:
    """A cited value as the engine gave it."""
    return Missing(cited.missing) if cited.value is None else Quantity(plain(cited.value), parse_unit(cited.unit))


def list_citations(indicator: str, subject: str, period: str) -> list[CitedValue]:
    """The runs that cited this value, newest first."""
    cited = CitedValue.objects.filter(indicator=indicator, subject__code=subject, period=period)
    return list(cited.select_related("run").order_by("-pk"))
