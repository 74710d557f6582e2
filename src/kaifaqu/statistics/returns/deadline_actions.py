"""Writes of deadlines: since when a unit files, who is reminded of what. Each reminder is journalled, and never sent twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.actions import System
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.accounts.queries import list_holders
from kaifaqu.foundation.journal.actions import Actor, record_act
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import list_subjects
from kaifaqu.foundation.zones.queries import signs_with_two
from kaifaqu.operations.tasks.actions import close_task, open_task
from kaifaqu.operations.tasks.queries import find_open
from kaifaqu.statistics.returns.deadline_mail import mail_is_on, send_reminder
from kaifaqu.statistics.returns.deadline_queries import Owed, list_owed
from kaifaqu.statistics.returns.deadline_rules import Standing, duty_of
from kaifaqu.statistics.returns.form import current_forms
from kaifaqu.statistics.returns.models import FilingStart, Reminder
from kaifaqu.statistics.returns.rules import STEPS


class DeadlineRefusedError(ValueError):
    """The act is not possible; the message says why and what to do."""


@transaction.atomic
def start_filing(
    filers: Sequence[Subject], form: str, since: date, *, by: User, at: datetime, until: date | None = None, reason: str = ""
) -> int:
    """Says since when units file a form, and until when (免报, with its reason). Gives how many units it changed."""
    if until is not None and (until <= since or not reason.strip()):
        raise DeadlineRefusedError(_("免报日应晚于起报日，并写明免报原因。"))
    changed = 0
    for filer in filers:
        before = FilingStart.objects.filter(filer=filer, form_code=form).first()
        if before is not None and (before.since, before.until, before.reason) == (since, until, reason.strip()):
            continue
        FilingStart.objects.update_or_create(
            filer=filer, form_code=form,
            defaults={"since": since, "until": until, "reason": reason.strip(), "by": by, "at": at},
        )  # fmt: skip
        record_act(
            "returns.start_filing", by=by, at=at, target=f"filing:{form}:{filer.code}", subject=filer.code,
            old={"since": str(before.since), "until": str(before.until)} if before else None,
            new={"form": form, "since": str(since), "until": str(until) if until else None, "reason": reason.strip()},
        )  # fmt: skip
        changed += 1
    return changed


def source_of(owed: Owed) -> str:
    """The name of the task about one owed return."""
    return f"returns:{owed.form}:{owed.filer.code}:{owed.period}"


def list_recipients(filer: Subject, form: str) -> list[User]:
    """Who files the form for the unit: those with the role of its chain's first step."""
    chain = current_forms()[form].chain_for(filer.kind, signs_with_two(filer))
    return list(list_holders([STEPS[chain[0]].role], filer))


@transaction.atomic
def urge_filer(
    owed: Sequence[Owed], *, by: Actor, at: datetime, occasion: Reminder.Occasion = Reminder.Occasion.URGED
) -> list[str]:
    """Reminds one unit of what it owes of one form: a task in the program, and a mail to those who file. Gives what went wrong.

    Raises DeadlineRefusedError when the unit was urged today already, or owes nothing.
    """
    if not owed:
        raise DeadlineRefusedError(_("没有欠报的期次，不需要催报。"))
    day = timezone.localdate(at)
    first = owed[0]
    sent = Reminder.objects.filter(filer=first.filer, form_code=first.form, occasion=occasion, sent_day=day)
    if occasion is Reminder.Occasion.URGED and sent.exists():
        raise DeadlineRefusedError(
            _("今天已经催过「%(filer)s」的《%(form)s》，明天仍未报可再催。")
            % {"filer": first.filer.label, "form": first.form_name}
        )
    for one in owed:
        _remind_by_task(one, occasion, by, at)
    return _remind_by_mail(owed, occasion, by, at)


def _title(owed: Owed) -> str:
    words = _("已逾期") if owed.standing is Standing.MISSING else _("即将截止")
    return _("报送《%(form)s》%(period)s（%(words)s，截止 %(due)s）") % {
        "form": owed.form_name, "period": owed.period.chinese, "words": words, "due": owed.due,
    }  # fmt: skip


def _remind_by_task(owed: Owed, occasion: Reminder.Occasion, by: Actor, at: datetime) -> None:
    open_task(
        title=_title(owed), subject=owed.filer, due_date=owed.due, by=by, at=at, office=owed.filer, source=source_of(owed),
        source_url=reverse("returns:list"),
    )  # fmt: skip
    _keep(owed, occasion, Reminder.Way.TASK, None, by, at)


def _remind_by_mail(owed: Sequence[Owed], occasion: Reminder.Occasion, by: Actor, at: datetime) -> list[str]:
    """One mail to each who files; what could not be sent leaves no reminder."""
    if not mail_is_on():
        return []
    first, faults = owed[0], []
    for person in list_recipients(first.filer, first.form):
        title = _("催报：%(filer)s《%(form)s》") % {"filer": first.filer.label, "form": first.form_name}
        fault = send_reminder(person, title, [_title(one) for one in owed], reverse("returns:list"))
        if fault:
            faults.append(fault)
            continue
        for one in owed:
            _keep(one, occasion, Reminder.Way.MAIL, person, by, at)
    return faults


def _keep(owed: Owed, occasion: Reminder.Occasion, way: Reminder.Way, to: User | None, by: Actor, at: datetime) -> None:
    Reminder.objects.create(
        filer=owed.filer, form_code=owed.form, period=str(owed.period), due_date=owed.due, occasion=occasion, way=way,
        recipient=to, sent_day=timezone.localdate(at), by_name=by.name, at=at,
    )  # fmt: skip
    record_act(
        "returns.remind", by=by, at=at, target=source_of(owed), subject=owed.filer.code,
        new={"due": str(owed.due), "occasion": occasion.value, "way": way.value, "to": to.username if to else None},
    )  # fmt: skip


def occasion_for(owed: Owed, today: date) -> Reminder.Occasion | None:
    """Why the scheduler speaks up about this return today, or None."""
    duty = duty_of(owed.form, owed.period)
    if duty is None:
        return None
    if owed.standing is Standing.OPEN and (owed.due - today).days <= duty.remind_before:
        return Reminder.Occasion.NEAR
    if owed.standing is Standing.MISSING and (today - owed.due).days <= duty.remind_until:
        return Reminder.Occasion.PASSED
    return None


def remind_of_deadlines(at: datetime) -> Iterator[str]:
    """The scheduler's duty: reminds once before and once after each deadline, and closes the tasks of what has come in."""
    today = timezone.localdate(at)
    owed = [
        one
        for root in list_subjects().filter(parent=None)
        for year in (today.year - 1, today.year)
        for one in list_owed(root, year, today)
    ]
    faults, reminded = [], 0
    for one, occasion in _not_yet_reminded(owed, today):
        faults += urge_filer([one], by=System(), at=at, occasion=occasion)
        reminded += 1
    closed = _close_filed(owed, at)
    yield _("报送提醒 %(count)s 条，报送后销去任务 %(closed)s 条。") % {"count": reminded, "closed": closed}
    yield from faults


def _not_yet_reminded(owed: Iterable[Owed], today: date) -> list[tuple[Owed, Reminder.Occasion]]:
    told = set(
        Reminder.objects.filter(way=Reminder.Way.TASK).values_list("filer_id", "form_code", "period", "due_date", "occasion")
    )
    found = [(one, occasion) for one in owed if (occasion := occasion_for(one, today)) is not None]
    return [(one, why) for one, why in found if (one.filer.pk, one.form, str(one.period), one.due, why.value) not in told]


def _close_filed(owed: Iterable[Owed], at: datetime) -> int:
    told = set(Reminder.objects.filter(way=Reminder.Way.TASK).values_list("filer_id", "form_code", "period"))
    closed = 0
    for one in owed:
        task = find_open(source_of(one)) if one.filed_on and (one.filer.pk, one.form, str(one.period)) in told else None
        if task is not None:
            close_task(task, result=_("已于 %(day)s 报送。") % {"day": one.filed_on}, by=System(), at=at)
            closed += 1
    return closed
