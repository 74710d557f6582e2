"""Published claims beside what the registers hold: the gap is named, never patched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kaifaqu.core.figures.item import Item, item_named
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.foundation.stated import Stated
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.zones.models import ZoneKind
from kaifaqu.foundation.zones.queries import list_zones
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import Book, members_of, standing_facts


@dataclass(frozen=True, slots=True)
class Claim:
    """A published figure, what the registers hold of it, and what is missing between them.

    `registered` is a Missing where no register can answer yet; `listed` are the records that support the figure.
    """

    fact: Fact
    item: Item
    published: Quantity
    registered: Quantity | Missing
    listed: tuple[Subject, ...]
    reason: str
    url: str = ""
    """Opens the records of a room that answer for the figure."""

    @property
    def period(self) -> Period:
        """What the figure is of."""
        return Period.parse(self.fact.period)

    @property
    def gap(self) -> Quantity | None:
        """Published less registered, in the published unit; None where nothing can be compared."""
        if not isinstance(self.registered, Quantity):
            return None
        return Quantity(plain(self.published.value - self.registered.to(self.published.unit).value), self.published.unit)

    @property
    def is_supported(self) -> bool:
        """True when the registers hold all of it."""
        gap = self.gap
        return gap is not None and gap.value == 0


def list_claims(book: Book, subjects: Iterable[Subject]) -> list[Claim]:
    """Every published figure of the subjects that a register could support, with its gap."""
    facts = standing_facts(book.position).filter(subject__in=list(subjects), provenance__in=book.provenance)
    return [claim for fact in facts if fact.value is not None and (claim := read_claim(book, fact)) is not None]


def read_claim(book: Book, fact: Fact) -> Claim | None:
    """The claim that a fact makes, or None when no register has to do with its item."""
    item = item_named(fact.item)
    if not item.registered_by or fact.value is None:
        return None
    published = Quantity.of(plain(fact.value), fact.unit)
    how, _sep, what = item.registered_by.partition(":")
    stated = find_stated(book, fact)
    if stated is not None:
        return Claim(fact, item, published, stated.statement.quantity, (), stated.words, stated.url)
    registered, listed, reason = SUPPORTS[how](book, fact, item, what)
    return Claim(fact, item, published, registered, listed, reason)


def find_stated(book: Book, fact: Fact) -> Stated | None:
    """What a room of operations states from its own records at the fact's address, or None where no record speaks of it."""
    about = [
        stated
        for stated in book.stated(fact.subject, Period.parse(fact.period))
        if (stated.statement.item, stated.statement.subject) == (fact.item, fact.subject.code)
    ]
    return next((stated for stated in about if stated.statement.role == fact.role), about[0] if about else None)


Support = tuple[Quantity | Missing, tuple[Subject, ...], str]


def count_members(_book: Book, fact: Fact, item: Item, kind: str) -> Support:
    """How many of a kind the registers hold for the subject."""
    if item.code == "zones_industrial":
        members = [zone.subject for zone in list_zones(fact.subject, ZoneKind.INDUSTRIAL)]
    else:
        members = members_of(fact.subject, Kind(kind))
    return (
        Quantity(Decimal(len(members)), item.unit),
        tuple(members),
        _("登记 %(count)s %(unit)s") % {"count": len(members), "unit": item.unit},
    )


def sum_members(book: Book, fact: Fact, item: Item, what: str) -> Support:
    """The sum of an item over the members of a kind; members without the figure are named, not counted as 0."""
    summed, kind = what.split(":")
    members, total, without = members_of(fact.subject, Kind(kind)), Decimal(0), []
    for member in members:
        amounts = [
            f
            for (code, _period, _role), facts in book.facts_of(member.code).items()
            if code == summed
            for f in facts
            if f.value is not None
        ]
        if amounts:
            total += Quantity.of(plain(amounts[0].value), amounts[0].unit).to(item.unit).value
        else:
            without.append(member.label)
    words = _("已列 %(count)s 个，合计 %(total)s %(unit)s") % {"count": len(members), "total": plain(total), "unit": item.unit}
    if without:
        words += _("；未填金额：%(names)s") % {"names": _("、").join(without)}
    return Quantity(plain(total), item.unit), tuple(members), words


def await_record(_book: Book, _fact: Fact, _item: Item, what: str) -> Support:
    """A figure whose support is a record that nobody has entered yet."""
    return Missing.NOT_REPORTED, (), _("「%(what)s」尚未登记") % {"what": what}


SUPPORTS = {"count": count_members, "sum": sum_members, "record": await_record}
