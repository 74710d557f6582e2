"""Reads of service: tickets with their clocks, visits with their coverage, a firm's own door."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.core.figures.calendar import Pause
from kaifaqu.core.figures.catalogue import catalogue_folder, parse_rule
from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.documents.models import ReadEvent
from kaifaqu.foundation.documents.queries import list_accepted_events
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.enterprises.queries import list_enterprises
from kaifaqu.foundation.stated import Summary
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import get_ancestor, list_subjects
from kaifaqu.operations.projects.queries import find_project
from kaifaqu.operations.service.clocks import RULES, Counts, Running, clock_set, run_clocks
from kaifaqu.operations.service.models import ClockChoice, Help, Invitation, Outcome, State, Ticket, Visit
from kaifaqu.operations.service.rules import calls_too_soon, count_delay

OPEN = (State.FILED, State.ASSIGNED, State.RETURNED, State.WORKING, State.SUSPENDED, State.RAISED)
"""The states in which the firm waits for an answer."""
NOT_RECEIVED = (State.REFUSED, State.WITHDRAWN, State.SETTLED)
"""The states of tickets that are not counted as received: what the hotline settled before it came here is not this office's work."""
LEAD = "lead"
"""The clock by which the firm has its answer, in every set."""
MOMENTS = ("filed", "assigned", "signed", "returned", "replied", "answered")


def zone_of(enterprise: Enterprise) -> Subject:
    """The zone in which the firm stands; where there is none, what it stands directly below."""
    zone = get_ancestor(enterprise.subject, Kind.ZONE)
    return zone if zone is not None else enterprise.subject.parent or enterprise.subject


def rule_of(zone: Subject) -> str:
    """The clocks that the zone has chosen; the first set that ships where it has not."""
    chosen = ClockChoice.objects.filter(zone=zone).values_list("rule", flat=True).first()
    return chosen if chosen else RULES[0]


def list_tickets(user: Any) -> QuerySet[Ticket]:
    """The tickets that the user may see: of firms within reach, or given to an office within reach; the oldest first."""
    reach = reach_of(user, "service:ticket")
    rows = Ticket.objects.filter(
        Q(enterprise__subject__in=reach) | Q(office__in=reach) | Q(helpers__office__in=reach)
    ).distinct()
    return rows.select_related("enterprise__subject", "zone__parent", "office").prefetch_related("pauses")


def get_ticket(pk: int, user: Any) -> Ticket:
    """One ticket that the user may see. Raises Ticket.DoesNotExist."""
    return list_tickets(user).select_related("visit", "project", "filed_by").get(pk=pk)


def list_unanswered() -> QuerySet[Ticket]:
    """Every ticket that waits for its answer, with what its clocks need."""
    rows = Ticket.objects.filter(state__in=OPEN).select_related("enterprise__subject", "zone__parent", "office")
    return rows.prefetch_related("pauses")


def run_ticket(ticket: Ticket, on: date) -> list[Running]:
    """The ticket's clocks as they stand on a day; none for one that was settled where it came from, by the clocks of that place."""
    if ticket.state == State.SETTLED:
        return []
    moments = {name: _day(at) for name in MOMENTS if (at := getattr(ticket, f"{name}_at")) is not None}
    pauses = [Pause(row.first, row.last) for row in ticket.pauses.all()]
    return run_clocks(
        clock_set(ticket.rule), moments, on, pauses=pauses, is_complex=ticket.is_complex, extended_to=ticket.extended_to
    )


def page_of(ticket: Ticket) -> str:
    """The ticket's own page."""
    return reverse("service:ticket", args=[ticket.pk])


def measure_delay(ticket: Ticket, on: date) -> int | None:
    """Calendar days that the ticket's project has waited beyond the clock while it stood in the stage in which the ticket was filed.

    None for a ticket of no project. A closed ticket says what was kept when it was closed.
    """
    if ticket.project is None or ticket.delay_days is not None:
        return ticket.delay_days
    due = next((row.due for row in run_ticket(ticket, on) if row.clock.code == LEAD), None)
    project = find_project(ticket.project)
    moved_on = project.stage_since if project is not None and str(project.get_stage_display()) != ticket.stage else None
    answered = _day(ticket.answered_at) if ticket.answered_at and ticket.state in (State.ANSWERED, State.CLOSED) else None
    return count_delay(due, answered, moved_on, on)


def stage_of(ticket: Ticket) -> str:
    """In words, the stage in which the ticket's project stands now; "" for a ticket of no project, or one without a file."""
    project = find_project(ticket.project) if ticket.project is not None else None
    return str(project.get_stage_display()) if project is not None else ""


def _day(at: datetime) -> date:
    return timezone.localdate(at)


@dataclass(frozen=True, slots=True)
class Standing:
    """A ticket with the clock that matters now: the open one that is latest, or due first."""

    ticket: Ticket
    clock: Running | None

    @property
    def is_late(self) -> bool:
        return self.clock is not None and self.clock.is_late


def stand(ticket: Ticket, on: date) -> Standing:
    """How a ticket stands on a day."""
    running = [row for row in run_ticket(ticket, on) if not row.ended] if ticket.state in OPEN else []
    running.sort(key=lambda row: (-row.late, row.due if row.due else date.max))
    return Standing(ticket, running[0] if running else None)


def list_standing(tickets: QuerySet[Ticket], on: date) -> list[Standing]:
    """The tickets with their clocks: the latest first, then those due first."""
    rows = [stand(ticket, on) for ticket in tickets]
    return sorted(
        rows,
        key=lambda row: (-(row.clock.late if row.clock else 0), row.clock.due if row.clock and row.clock.due else date.max),
    )


def count_outcomes(tickets: QuerySet[Ticket]) -> Counts:
    """The tickets by what came of them; refused and withdrawn ones were not received."""
    found = Counter(dict(tickets.order_by().values_list("outcome").annotate(n=Count("pk", distinct=True))))
    received = tickets.exclude(state__in=NOT_RECEIVED).count()
    return Counts(
        received, *(found[outcome] for outcome in (Outcome.SOLVED, Outcome.PROMISED, Outcome.EXPLAINED, Outcome.UNSOLVABLE))
    )


def list_tickets_of(subject: Subject) -> QuerySet[Ticket]:
    """Every ticket of firms on or below a subject."""
    return Ticket.objects.filter(enterprise__subject__path__startswith=subject.path)


def list_bureaus(within: Subject) -> QuerySet[Subject]:
    """The bureaus of a zone, by their codes."""
    return list_subjects().filter(kind=Kind.OFFICE, path__startswith=within.path).exclude(pk=within.pk).order_by("path")


def count_in_hand(reach: QuerySet[Subject]) -> list[tuple[Subject, int]]:
    """The bureaus within reach with the open tickets that each leads."""
    held = Counter(Ticket.objects.filter(state__in=OPEN, office__in=reach).order_by().values_list("office", flat=True))
    return [(office, held[office.pk]) for office in reach.filter(kind=Kind.OFFICE).select_related("parent").order_by("path")]


def list_offices(zone: Subject) -> QuerySet[Subject]:
    """The bureaus of a zone and the zone itself: to whom a ticket may be given."""
    return list_subjects().filter(
        Q(pk=zone.pk) | Q(kind=Kind.OFFICE, path__startswith=zone.path) | Q(kind=Kind.OFFICE, parent=zone.parent)
    )


# -- visits ----------------------------------------------------------------------------------------------------------


@cache
def visit_rule() -> dict[str, Any]:
    """The dated quota and distance of `catalogue/service/visits.yaml`."""
    return parse_rule("service", "visits", (catalogue_folder() / "service" / "visits.yaml").read_text(encoding="utf-8")).content


def list_visits(reach: QuerySet[Subject]) -> QuerySet[Visit]:
    """The visits to firms within reach, the newest first."""
    return Visit.objects.filter(enterprise__subject__in=reach).select_related("enterprise__subject", "office", "planned_by")


def get_visit(pk: int, reach: QuerySet[Subject]) -> Visit:
    """One visit within reach. Raises Visit.DoesNotExist."""
    return list_visits(reach).get(pk=pk)


def list_visits_of(subject: Subject, begins: date, ends: date) -> QuerySet[Visit]:
    """The visits made to firms on or below a subject between two days, both included."""
    rows = Visit.objects.filter(
        enterprise__subject__path__startswith=subject.path, on__range=(begins, ends), made_at__isnull=False
    )
    return rows.select_related("enterprise")


def find_near_visit(enterprise: Enterprise, office: Subject, on: date, besides: Visit | None = None) -> Visit | None:
    """A visit of another office to the same firm within the rule's days, planned ones too; None where there is none."""
    days = visit_rule()["days_between_offices"]
    near = Visit.objects.filter(enterprise=enterprise, on__gte=on - timedelta(days=days), on__lte=on + timedelta(days=days))
    rows = near.exclude(office=office).exclude(pk__in=[besides.pk] if besides else []).select_related("office")
    return next((row for row in rows if calls_too_soon(row.on, on, days)), None)


@dataclass(frozen=True, slots=True)
class Announced:
    """An accepted event of a document that tells of visits, and how many visits were written from it."""

    event: ReadEvent
    written: int

    @property
    def words(self) -> str:
        """The document's own words."""
        return self.event.document.text[self.event.start : self.event.end]


def list_inbox(reach: QuerySet[Subject]) -> list[Announced]:
    """The accepted visits of documents within reach, those from which none was written first. One event may tell of many firms."""
    events = list_accepted_events("visit").filter(document__subject__in=reach).select_related("document__subject")
    counted = Counter(Visit.objects.exclude(event=None).values_list("event", flat=True))
    return sorted((Announced(event, counted[event.pk]) for event in events), key=lambda row: (row.written > 0, row.event.pk))


# -- the enterprise's door ------------------------------------------------------------------------------------------


def find_invitation(token: str, on: date) -> Invitation | None:
    """The invitation that the token opens on a day: unused and not expired."""
    rows = Invitation.objects.filter(digest=sha256(token.encode()).hexdigest(), used_at=None, expires_on__gte=on)
    return rows.select_related("enterprise__subject", "by").first()


def list_own_enterprises(user: Any) -> QuerySet[Enterprise]:
    """The firms for which the user speaks."""
    return list_enterprises(reach_of(user, "service:door"))


def list_helps(enterprise: Enterprise) -> QuerySet[Help]:
    """The help given to a firm, the newest first."""
    return Help.objects.filter(enterprise=enterprise).select_related("by")


def list_helps_within(reach: QuerySet[Subject]) -> QuerySet[Help]:
    """The help given to firms within reach, the newest first."""
    return Help.objects.filter(enterprise__subject__in=reach).select_related("enterprise", "by")


def list_helps_of(subject: Subject) -> QuerySet[Help]:
    """The help given to firms on or below a subject."""
    return Help.objects.filter(enterprise__subject__path__startswith=subject.path).select_related("enterprise", "by")


def summarize(subject: Subject, on: date) -> list[Summary]:
    """The room's lines on a subject's page: tickets that wait, those that are late, visits of the year."""
    waiting = list_standing(
        list_tickets_of(subject).filter(state__in=OPEN).select_related("enterprise").prefetch_related("pauses"), on
    )
    late = sum(1 for row in waiting if row.is_late)
    visits = list_visits_of(subject, date(on.year, 1, 1), on).count()
    page: Sequence[Summary] = (
        Summary(
            _("在办诉求"),
            f"{len(waiting)}（逾期 {late}）",
            f"{reverse('service:tickets')}?code={subject.code}",
            urgent=bool(late),
        ),
        Summary(_("今年走访"), str(visits), f"{reverse('service:visits')}?code={subject.code}&during={on.year}"),
    )
    return [row for row, there in zip(page, (waiting, visits), strict=True) if there]
