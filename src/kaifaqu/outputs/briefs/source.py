"""Where a brief's numbers come from: one subject and period of a book, each number with its address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kaifaqu.core.engine.rounding import Rounding, display
from kaifaqu.core.engine.values import Value
from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.core.figures.statement import Role
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.outputs.briefs.segments import Segment
from kaifaqu.outputs.briefs.wording import brief_rule, growth_as_printed, write_growth, write_pace, write_quantity, write_rank
from kaifaqu.statistics.indicators.queries import compute_value
from kaifaqu.statistics.indicators.queries.printing import rounding_of, shown_quantity
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import Book

ROUGH = re.compile("[多余约近]")
PER_PIECE = "/个"
"""Left out of print: the words before the number say 平均每个."""


@dataclass(frozen=True, slots=True)
class Source:
    """One subject and period of a book: gives segments for numbers and remembers which values it computed."""

    subject: Subject
    period: Period
    book: Book
    today: date
    """The day of composing: what a room's records are judged by."""
    values: dict[str, Value]

    @classmethod
    def of(cls, subject: Subject, period: Period, book: Book, today: date, cited: Iterable[str]) -> Source:
        """Computes what the brief cites."""
        return cls(subject, period, book, today, {code: compute_value(code, subject.code, period, book) for code in cited})

    def fact(self, item: str, role: Role = Role.ACTUAL) -> Fact | None:
        """The booked figure, or None where nothing with a value was booked."""
        fact = self.book.find_fact(item, self.subject.code, self.period, role)
        return fact if fact is not None and fact.value is not None else None

    def number(self, item: str, role: Role = Role.ACTUAL) -> Segment:
        """The figure as a number with its address, or 未报 in words."""
        fact = self.fact(item, role)
        return (
            Segment("未报") if fact is None else number_of(fact, rounding_of(self.subject, fact.line.owner.form_code).rounding)
        )

    def growth(self, item: str) -> Iterator[Segment | str]:
        """，同比增长20.2%: the published rate; nothing where none was published."""
        rate = self.growth_of(item)
        if rate is not None:
            yield from ("，同比", rate)

    def growth_of(self, item: str) -> Segment | str | None:
        """增长20.2%, or 持平; None where no rate was published."""
        fact = self.fact(f"{item}_growth_published")
        return None if fact is None else write_rate(fact)

    def value(self, code: str, places: int) -> Segment:
        """A computed value with its address, or the reason for its absence."""
        value = self.values[code]
        shown = shown_quantity(value, places, rounding_of(self.subject))
        if not isinstance(shown, Quantity):
            return Segment(f"{shown.label}({value.reason})" if value.reason else shown.label)
        address = {"indicator": code, "subject": self.subject.code, "period": str(self.period)}
        return Segment(write_quantity(shown, places).removesuffix(PER_PIECE), address, canonical(shown))

    def pace(self, code: str) -> Segment | str:
        """超序时进度4.2个百分点: how far a computed progress is ahead of the schedule. Only for a value that is a number."""
        shown = shown_quantity(self.values[code], 1, rounding_of(self.subject))
        if not isinstance(shown, Quantity) or shown.value == 0:
            return write_pace(Quantity.of(Decimal(0), "百分点"))
        address = {"indicator": code, "subject": self.subject.code, "period": str(self.period)}
        return Segment(write_pace(shown), address, canonical(shown))

    def rank(self, rule: Mapping[str, str]) -> Iterator[Segment | str]:
        """，公布的工业增加值增速位居并列第二: the `published` place, else the `computed` one; shared where another `among` the group has the same."""
        lead, name = brief_rule("wording")["rank"], item_named(rule["of"].removesuffix("_growth_published")).name
        fact = self.fact(rule["published"])
        if fact is not None:
            place = quantity_of(fact)
            yield f"，{lead['published'].format(item=name)}"
            yield Segment(
                write_rank(place, shared=self._is_shared(rule["published"], rule["among"])), {"fact": fact.pk}, canonical(place)
            )
            return
        result = self.values[rule["computed"]].result
        if isinstance(result, Quantity):
            address = {"indicator": rule["computed"], "subject": self.subject.code, "period": str(self.period)}
            yield f"，{lead['computed'].format(item=name)}"
            yield Segment(write_rank(result, shared=self._is_shared(rule["of"], rule["among"])), address, canonical(result))

    def _is_shared(self, item: str, group: str) -> bool:
        """True where another of the peer group has the very same booked figure."""
        own, peers = self.fact(item), self.book.group(group, self.subject.code, self.period.bounded_end)
        others = [self.book.find_fact(item, peer, self.period, Role.ACTUAL) for peer in peers if peer != self.subject.code]
        return own is not None and any(other is not None and other.value == own.value for other in others)

    def is_computed(self, code: str) -> bool:
        """True where the value is a number."""
        return isinstance(self.values[code].result, Quantity)


def number_of(fact: Fact, rounding: Rounding = Rounding.HALF_UP) -> Segment:
    """A booked figure with its address, printed as the office rounds. What was read from a text with 多, 余 or 约 is said as it was printed there."""
    quantity = quantity_of(fact)
    reading = fact.line.reading
    rough = reading is not None and ROUGH.search(reading.text) is not None
    if rough and reading is not None:
        return Segment(reading.text, {"fact": fact.pk}, canonical(quantity))
    places = item_named(fact.item).places
    printed = Quantity.of(plain(display(quantity.value, places, rounding)), quantity.unit.symbol)
    return Segment(write_quantity(printed, places), {"fact": fact.pk}, canonical(printed))


def write_rate(fact: Fact) -> Segment | str:
    """A published rate of growth in words, with its address where the words hold a number."""
    rate = quantity_of(fact)
    words = write_growth(rate)
    return Segment(words, {"fact": fact.pk}, canonical(growth_as_printed(rate))) if words != "持平" else words


def quantity_of(fact: Fact) -> Quantity:
    """A booked figure as a quantity. Only for facts with a value."""
    return Quantity.of(plain(fact.value), fact.unit)


def canonical(quantity: Quantity) -> str:
    """The value in the unit's base as a plain decimal: what a re-reading must find."""
    return format(plain(quantity.canonical), "f")
