"""Writes of tickets: each step of a ticket's life is one act, with its row in the ticket's history and in the journal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.core.figures.calendar import add_working_days
from kaifaqu.foundation.accounts.actions import System
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.journal.actions import Actor, record_act
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.projects.queries import find_project
from kaifaqu.operations.service.clocks import clock_set, may_ask_extension
from kaifaqu.operations.service.models import (
    Category,
    ClockChoice,
    HelpingOffice,
    Outcome,
    Rating,
    State,
    Ticket,
    TicketPause,
    TicketStep,
    Visit,
)
from kaifaqu.operations.service.queries import measure_delay, page_of, rule_of, run_ticket, zone_of
from kaifaqu.operations.service.rules import ServiceRefusedError, may_follow
from kaifaqu.operations.tasks.actions import close_source, make_promise, open_task
from kaifaqu.operations.tasks.models import PromiseKind
from kaifaqu.operations.tasks.queries import list_of_source

PROMISES = {
    Category.LAND: PromiseKind.LAND, Category.LABOUR: PromiseKind.LABOUR, Category.POLICY: PromiseKind.POLICY,
}  # fmt: skip
"""The kind of promise that a promised outcome makes; all others are 其他."""
WAITS, LEAD = "answered", "lead"


@transaction.atomic
def file_ticket(
    *, enterprise: Enterprise, title: str, category: str, channel: str, by: User, at: datetime, words: str = "", visit: Visit | None = None,
    project: Subject | None = None, outside_number: str = "",
) -> Ticket:  # fmt: skip
    """Files a ticket; its clocks are those that the zone has chosen, and a project's stage is kept as it is now.

    Raises ServiceRefusedError without a title, or for a project of another zone.
    """
    if not title.strip():
        raise ServiceRefusedError(_("没有写诉求。请用一句话写明要解决什么。"))
    zone = zone_of(enterprise)
    if project is not None and not project.path.startswith(zone.path):
        raise ServiceRefusedError(
            _("「%(project)s」不是「%(zone)s」的项目。请选本区的项目，或不选。")
            % {"project": project.label, "zone": zone.label}
        )
    known = find_project(project) if project is not None else None
    ticket = Ticket.objects.create(
        enterprise=enterprise, zone=zone, title=title.strip(), words=words.strip(), category=category, channel=channel, visit=visit,
        project=project, stage=str(known.get_stage_display()) if known else "", outside_number=outside_number, rule=rule_of(zone), filed_by=by, filed_at=at,
    )  # fmt: skip
    _note(ticket, "file", words, by, at, old=None)
    return ticket


@transaction.atomic
def withdraw_ticket(ticket: Ticket, *, words: str, by: User, at: datetime) -> Ticket:
    """Takes a ticket back that nobody has taken up yet; its outside number is free again."""
    number = _("外来编号 %(number)s") % {"number": ticket.outside_number} if ticket.outside_number else ""
    return _take(ticket, "withdraw", State.WITHDRAWN, f"{words} {number}", by, at, needs_words=True, outside_number="")


@transaction.atomic
def settle_ticket(
    ticket: Ticket, *, state: str, on: date | None, answer: str, rating: str, by: User, at: datetime
) -> Ticket:  # fmt: skip
    """Keeps that the channel from which the ticket came has settled it, with its day, answer and rating as they stand there."""
    day = on.isoformat() if on is not None else _("没有写")
    words = _("据12345工单%(number)s：办理状态“%(state)s”，办结日期%(day)s。") % {
        "number": ticket.outside_number, "state": state or _("没有写"), "day": day,
    }  # fmt: skip
    closed = timezone.make_aware(datetime.combine(on, time(12))) if on is not None else None
    return _take(
        ticket, "settle", State.SETTLED, words, by, at, outside_state=state, closed_at=closed, answer=answer.strip(), rating=rating,
    )  # fmt: skip


@transaction.atomic
def refuse_ticket(ticket: Ticket, *, words: str, by: User, at: datetime) -> Ticket:
    """Does not take the ticket up, and says why."""
    return _take(ticket, "refuse", State.REFUSED, words, by, at, needs_words=True)


@transaction.atomic
def assign_ticket(
    ticket: Ticket,
    *,
    office: Subject,
    by: User,
    at: datetime,
    helpers: Iterable[Subject] = (),
    is_complex: bool = False,
    words: str = "",
) -> Ticket:
    """Takes the ticket up and gives it to its lead office; after a return this is the ruling, and final for that office."""
    taken = _take(
        ticket, "assign", State.ASSIGNED, words, by, at, office=office, is_complex=is_complex, assigned_at=at, signed_at=None
    )
    until = add_working_days(timezone.localdate(at), clock_set(taken.rule).help_days)
    for helper in helpers:
        if until is not None and helper != office:
            HelpingOffice.objects.update_or_create(ticket=taken, office=helper, defaults={"due_date": until})
    return taken


@transaction.atomic
def sign_ticket(ticket: Ticket, *, by: User, at: datetime) -> Ticket:
    """The lead office takes the ticket in hand."""
    return _take(ticket, "sign", State.WORKING, "", by, at, signed_at=at)


@transaction.atomic
def return_ticket(ticket: Ticket, *, words: str, by: User, at: datetime) -> Ticket:
    """The lead office objects to the assignment. Raises ServiceRefusedError once the zone has ruled on this office's objection."""
    if ticket.steps.filter(act="return", office=ticket.office).exists():
        raise ServiceRefusedError(_("异议已裁定，仍由「%(office)s」主办，不能再退单。") % {"office": ticket.office})
    return _take(ticket, "return", State.RETURNED, words, by, at, needs_words=True, returned_at=at)


@transaction.atomic
def note_progress(ticket: Ticket, *, words: str, by: User, at: datetime) -> Ticket:
    """Tells the firm how it goes; the first time is the first reply."""
    first = {} if ticket.replied_at else {"replied_at": at}
    return _take(ticket, "progress", State(ticket.state), words, by, at, needs_words=True, **first)


@transaction.atomic
def ask_extension(ticket: Ticket, *, until: date, reason: str, by: User, at: datetime) -> Ticket:
    """Asks for a later day. Raises ServiceRefusedError too near the due day, for an earlier day, or while a request waits."""
    today = timezone.localdate(at)
    due = next((row.due for row in run_ticket(ticket, today) if row.clock.code == LEAD), None)
    if due is not None and not may_ask_extension(clock_set(ticket.rule), due, today):
        raise ServiceRefusedError(_("到期日是 %(due)s：延期要在到期前至少1个工作日申请，现在已来不及。") % {"due": due})
    if due is None or until <= due or ticket.extension_asked is not None:
        raise ServiceRefusedError(_("申请日期不晚于到期日，或已有申请在等审批。请核对。"))
    return _take(
        ticket,
        "ask_extension",
        State.WORKING,
        reason,
        by,
        at,
        needs_words=True,
        extension_asked=until,
        extension_reason=reason,
        extension_by=by,
    )


@transaction.atomic
def decide_extension(ticket: Ticket, *, granted: bool, by: User, at: datetime) -> Ticket:
    """Grants or refuses the request that waits. Raises ServiceRefusedError for none, or for the one who asked."""
    if ticket.extension_asked is None or ticket.extension_by_id == by.pk:
        raise ServiceRefusedError(_("没有待审批的延期申请，或申请人不能审批自己的申请。"))
    words = _("同意延至 %(until)s") % {"until": ticket.extension_asked} if granted else _("不同意延期")
    new: dict[str, Any] = {"extended_to": ticket.extension_asked} if granted else {}
    return _take(ticket, "decide_extension", State.WORKING, words, by, at, extension_asked=None, **new)


@transaction.atomic
def suspend_ticket(ticket: Ticket, *, reason: str, by: User, at: datetime) -> Ticket:
    """Hangs the ticket up while it waits for somebody above or for a policy; the clocks that allow it stand still."""
    taken = _take(ticket, "suspend", State.SUSPENDED, reason, by, at, needs_words=True)
    TicketPause.objects.create(ticket=taken, first=timezone.localdate(at), reason=reason.strip())
    return taken


@transaction.atomic
def resume_ticket(ticket: Ticket, *, words: str, by: User, at: datetime) -> Ticket:
    """Goes on with a ticket that hung, or that comes back from above."""
    taken = _take(ticket, "resume", State.WORKING, words, by, at)
    TicketPause.objects.filter(ticket=taken, last=None).update(last=timezone.localdate(at))
    return taken


@transaction.atomic
def raise_ticket(ticket: Ticket, *, words: str, by: User, at: datetime) -> Ticket:
    """Passes the ticket to the superior, who gets a task; the clocks stand until it comes back."""
    taken = _take(ticket, "raise", State.RAISED, words, by, at, needs_words=True)
    TicketPause.objects.create(
        ticket=taken, first=timezone.localdate(at), reason=_("转上级：%(words)s") % {"words": words.strip()}
    )
    above = taken.zone.parent
    due = add_working_days(timezone.localdate(at), 10)
    if above is not None and due is not None:
        open_task(
            title=_("下级转来诉求：%(title)s（%(who)s）") % {"title": taken.title, "who": taken.enterprise}, subject=taken.enterprise.subject,
            due_date=due, by=by, at=at, office=above, source=f"service:{taken.pk}:raised", source_url=page_of(taken),
        )  # fmt: skip
    return taken


@transaction.atomic
def answer_ticket(
    ticket: Ticket, *, outcome: Outcome, words: str, by: User, at: datetime, promised_by: date | None = None
) -> Ticket:
    """Answers the firm with one of the four honest outcomes; 承诺办结 needs a day and becomes a promise that is watched.

    Raises ServiceRefusedError without words, or for a promise without a day.
    """
    if outcome == Outcome.PROMISED and promised_by is None:
        raise ServiceRefusedError(_("“承诺办结”要写承诺办结日期，到期未兑现会自动督办。"))
    first = {} if ticket.replied_at else {"replied_at": at}
    taken = _take(
        ticket, "answer", State.ANSWERED, words, by, at, needs_words=True, outcome=outcome, answer=words.strip(), answered_at=at,
        promised_by=promised_by if outcome == Outcome.PROMISED else None, **first,
    )  # fmt: skip
    if taken.promised_by is not None and taken.office is not None:
        make_promise(
            promiser=taken.office, beneficiary=taken.enterprise.subject, kind=PROMISES.get(Category(taken.category), PromiseKind.OTHER),
            words=f"{taken.title}：{words.strip()}", by=by, at=at, due_date=taken.promised_by, source=f"service:{taken.pk}", source_url=page_of(taken),
        )  # fmt: skip
    return taken


@transaction.atomic
def confirm_ticket(ticket: Ticket, *, rating: Rating, words: str, by: User, at: datetime, called_back: bool = False) -> Ticket:
    """The firm confirms and rates: only now is the ticket closed, and what it cost its project is kept. `called_back`: an officer asked by telephone, and writes what was said."""
    taken = _take(
        ticket, "confirm", State.CLOSED, _("电话回访：%(words)s") % {"words": words} if called_back else words, by, at,
        needs_words=called_back or rating == Rating.BAD, rating=rating, closed_at=at,
        delay_days=measure_delay(ticket, timezone.localdate(at)),
    )  # fmt: skip
    for task in list_of_source(f"service:{taken.pk}:").filter(state="open"):
        close_source(task.source, result=_("诉求已由企业确认销号。"), by=System(), at=at)
    return taken


@transaction.atomic
def reopen_ticket(ticket: Ticket, *, words: str, by: User, at: datetime) -> Ticket:
    """The firm does not confirm: the ticket is worked on again, and its clock starts anew."""
    return _take(
        ticket,
        "reopen",
        State.WORKING,
        words,
        by,
        at,
        needs_words=True,
        outcome="",
        promised_by=None,
        assigned_at=at,
        signed_at=at,
        extended_to=None,
    )


@transaction.atomic
def choose_clocks(zone: Subject, rule: str, *, by: User, at: datetime) -> ClockChoice:
    """Chooses the clocks by which the zone's coming tickets run. Raises CatalogueError for a set that does not exist."""
    clock_set(rule)
    row, _created = ClockChoice.objects.update_or_create(zone=zone, defaults={"rule": rule, "chosen_by": by, "chosen_at": at})
    record_act("service.choose_clocks", by=by, at=at, target=f"subject:{zone.pk}", subject=zone.code, new={"rule": rule})
    return row


def _take(
    ticket: Ticket, act: str, state: State, words: str, by: User, at: datetime, *, needs_words: bool = False, **changes: Any
) -> Ticket:
    """One step: allowed from the present state, with words where it needs them. Raises ServiceRefusedError."""
    fresh = Ticket.objects.select_for_update().get(pk=ticket.pk)
    if not may_follow(act, fresh.state):
        raise ServiceRefusedError(_("诉求现在是“%(state)s”，不能这样办。请刷新后再看。") % {"state": fresh.get_state_display()})
    if needs_words and not words.strip():
        raise ServiceRefusedError(_("没有写说明。请写清楚，企业和上级都会看到。"))
    old, fresh.state = fresh.state, state
    for name, value in changes.items():
        setattr(fresh, name, value)
    fresh.save(update_fields=["state", *changes])
    _note(fresh, act, words, by, at, old=old)
    return fresh


def _note(ticket: Ticket, act: str, words: str, by: Actor, at: datetime, *, old: str | None) -> None:
    TicketStep.objects.create(
        ticket=ticket, act=act, state=ticket.state, words=words.strip(), office=ticket.office, by_name=by.name, at=at
    )
    record_act(
        f"service.{act}", by=by, at=at, target=f"ticket:{ticket.pk}", subject=ticket.enterprise.subject.code,
        old={"state": old} if old else None, new={"state": ticket.state, "words": words.strip()},
    )  # fmt: skip
