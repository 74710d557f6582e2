"""Events: accepted announcements waiting here, the signing list, and what was published beside the sum of what is listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet

from kaifaqu.core.figures.quantity import plain
from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.documents.models import Decision, ReadEvent
from kaifaqu.foundation.documents.queries import list_accepted, list_accepted_events
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.promotion.models import Agreement, Event, Guest, Lead
from kaifaqu.operations.promotion.queries import list_leads

HUNDRED_MILLION = Decimal(10000)
"""万元 in 亿元."""
COUNTED, SUMMED = "projects_signed", "projects_signed_investment"
PROMOTIONS = ("推介", "招商", "签约", "洽谈", "投资", "博览", "恳谈")


def list_inbox(user: Any) -> list[ReadEvent]:
    """Accepted meetings that promote, of documents within reach, that no event here was made from yet."""
    reach = reach_of(user, "promotion:take_event")
    taken = Event.objects.filter(read_event__isnull=False).values("read_event")
    rows = list_accepted_events("meeting").filter(document__subject__in=reach).exclude(pk__in=taken)
    return [row for row in rows if any(word in row.slots.get("name", "") for word in PROMOTIONS)]


def list_events(user: Any) -> QuerySet[Event]:
    """Events hosted within reach, and those with a signing of a zone within reach or a lead that the user may see."""
    reach = reach_of(user, "promotion:event")
    seen = Q(host__in=reach) | Q(agreements__zone__in=reach) | Q(leads__in=list_leads(user).values("pk"))
    return Event.objects.filter(seen).select_related("subject", "host").distinct()


def get_event(pk: int, user: Any) -> Event:
    """One event that the user may see. Raises Event.DoesNotExist."""
    return list_events(user).select_related("read_event__document", "document").get(pk=pk)


@dataclass(frozen=True, slots=True)
class Subtotal:
    """What a city (`is_city`) or one of its zones signed; `total` in 亿元 of those with an amount, None where none has one."""

    subject: Subject
    is_city: bool
    rows: Sequence[Agreement]

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def without_amount(self) -> int:
        return sum(row.total is None for row in self.rows)

    @property
    def total(self) -> Decimal | None:
        return None if self.without_amount == self.count else _sum_known(self.rows)


def _sum_known(rows: Sequence[Agreement]) -> Decimal:
    return plain(sum((row.total for row in rows if row.total is not None), Decimal(0)) / HUNDRED_MILLION)


@dataclass(frozen=True, slots=True)
class SigningList:
    """What was signed at an event, and what was published about it; amounts in 亿元. None where nothing was published."""

    rows: Sequence[Agreement]
    published_count: Decision | None
    published_sum: Decision | None

    @property
    def listed_sum(self) -> Decimal:
        return _sum_known(self.rows)

    @property
    def subtotals(self) -> list[Subtotal]:
        """Each city followed by its zones, in the order of the tree; `rows` are ordered by the zones' paths."""
        found: list[Subtotal] = []
        for city, of_city in groupby(self.rows, key=lambda row: row.zone.parent):
            signed = list(of_city)
            if city is not None:
                found.append(Subtotal(city, True, signed))
            found += [Subtotal(zone, False, list(rows)) for zone, rows in groupby(signed, key=lambda row: row.zone)]
        return found

    @property
    def missing_count(self) -> int | None:
        return None if self.published_count is None else int(_value(self.published_count)) - len(self.rows)

    @property
    def missing_sum(self) -> Decimal | None:
        return None if self.published_sum is None else plain(_value(self.published_sum) - self.listed_sum)

    @property
    def without_amount(self) -> int:
        return sum(row.total is None for row in self.rows)

    @property
    def unsigned(self) -> int:
        """Signed on a stage, not on paper."""
        return sum(row.signed_on is None for row in self.rows)


def _value(decision: Decision) -> Decimal:
    return plain(decision.value) if decision.value is not None else Decimal(0)


def read_signings(event: Event) -> SigningList:
    """The signing list of an event beside what accepted documents say of it. What was drafted after the event is no signing of it."""
    staged = event.agreements.filter(ceremony_on__isnull=False)
    rows = list(staged.select_related("zone__parent", "prospect", "project", "lead").order_by("zone__path", "pk"))
    said = {row.item: row for row in list_accepted(event.subject) if row.subject_id == event.subject_id}
    return SigningList(rows, said.get(COUNTED), said.get(SUMMED))


def list_followed(event: Event, user: Any) -> QuerySet[Lead]:
    """What came of the event: the leads from it that the user may see, the newest first."""
    return list_leads(user).filter(event=event)


def list_guests(event: Event) -> QuerySet[Guest]:
    """Who was asked."""
    return event.guests.select_related("prospect").order_by("prospect__name")


def get_guest(pk: int, user: Any) -> Guest:
    """One invitation of an event that the user hosts. Raises Guest.DoesNotExist."""
    return Guest.objects.select_related("event__subject", "event__host").get(
        pk=pk, event__host__in=reach_of(user, "promotion:guest")
    )


def list_short_events(user: Any) -> list[tuple[Event, SigningList]]:
    """Events whose signing list does not hold all that was published."""
    read = [(event, read_signings(event)) for event in list_events(user)]
    return [(event, signings) for event, signings in read if signings.missing_count]
