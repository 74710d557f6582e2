"""The pass that escalates late tickets: each step that a clock has reached opens its task once, and says why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.actions import System
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.service.clocks import Running, Step, clock_set, list_steps
from kaifaqu.operations.service.models import Ticket, TicketStep
from kaifaqu.operations.service.queries import list_unanswered, page_of, run_ticket
from kaifaqu.operations.tasks.actions import Wanted, open_tasks
from kaifaqu.operations.tasks.models import TaskKind
from kaifaqu.operations.tasks.queries import list_of_source

Reached = tuple[Ticket, Step, Running]


def escalate_tickets(at: datetime) -> Iterator[str]:
    """One pass over every ticket that still waits for its answer: zone by zone, each zone in one act; one line for each step reached."""
    today = timezone.localdate(at)
    known = frozenset(list_of_source("service:").values_list("source", flat=True))
    reached: dict[Subject, list[Reached]] = defaultdict(list)
    for ticket in list_unanswered():
        for step, running in list_steps(clock_set(ticket.rule), run_ticket(ticket, today)):
            if source_of(ticket, step, running) not in known:
                reached[ticket.zone].append((ticket, step, running))
    for zone, rows in reached.items():
        yield from _escalate_zone(zone, rows, today, at)


def source_of(ticket: Ticket, step: Step, running: Running) -> str:
    """What keeps one step from being taken twice; a new due day (延期、重办) makes it another."""
    return f"service:{ticket.pk}:{step.clock}:{step.after}:{step.to}:{running.due}"


def receiver_of(ticket: Ticket, step: Step) -> Subject:
    """To whom the step goes; the zone where there is no office yet, or nobody above."""
    found = {"office": ticket.office, "zone": ticket.zone, "superior": ticket.zone.parent}[step.to]
    return found if found is not None else ticket.zone


def tell_why(step: Step, running: Running) -> str:
    """The reason in words: which clock, when it was due, by how many working days it is late, what follows."""
    return _("%(clock)s应于 %(due)s 完成，已超 %(late)s 个工作日：%(words)s") % {
        "clock": running.clock.name, "due": running.due, "late": running.late, "words": step.words,
    }  # fmt: skip


@transaction.atomic
def _escalate_zone(zone: Subject, rows: list[Reached], today: date, at: datetime) -> list[str]:
    """The zone's steps as tasks, rows of the tickets' histories and levels, in a number of statements that does not grow with them."""
    told = [(ticket, step, tell_why(step, running)) for ticket, step, running in rows]
    open_tasks([_want(row, today) for row in rows], zone, by=System(), at=at)
    TicketStep.objects.bulk_create(
        TicketStep(
            ticket=ticket, act="escalate", state=ticket.state, words=why, office=receiver_of(ticket, step), by_name=System.name, at=at
        )
        for ticket, step, why in told
    )  # fmt: skip
    _raise_levels(rows)
    new = [{"ticket": ticket.pk, "to": receiver_of(ticket, step).code, "why": why} for ticket, step, why in told]
    record_act("service.escalate", by=System(), at=at, target=f"subject:{zone.pk}", subject=zone.code, new={"steps": new})
    return [f"诉求 {ticket.pk}“{ticket.title}”提级：{why}" for ticket, _step, why in told]


def _want(row: Reached, today: date) -> Wanted:
    ticket, step, running = row
    title = f"{ticket.title}（{ticket.enterprise}）：{tell_why(step, running)}"
    return Wanted(
        title, ticket.enterprise.subject, today, receiver_of(ticket, step), source_of(ticket, step, running), page_of(ticket), TaskKind.CLOCK
    )  # fmt: skip


def _raise_levels(rows: list[Reached]) -> None:
    by_steps: dict[int, list[int]] = defaultdict(list)
    for pk, steps in Counter(ticket.pk for ticket, _step, _running in rows).items():
        by_steps[steps].append(pk)
    for steps, pks in by_steps.items():
        Ticket.objects.filter(pk__in=pks).update(level=F("level") + steps)
