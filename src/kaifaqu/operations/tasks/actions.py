"""Writes of tasks: given, taken further, closed; urged; put off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.actions import System
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.journal.actions import Actor, record_act
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.tasks.agenda_actions import call_meeting, decide_item, hold_meeting, propose_agenda_item, withdraw_item
from kaifaqu.operations.tasks.campaign_actions import add_entry, close_campaign, judge_entry, start_campaign
from kaifaqu.operations.tasks.models import Extension, Task, TaskKind, TaskState, Urging
from kaifaqu.operations.tasks.promise_actions import confirm_delivery, deliver_promise, make_promise
from kaifaqu.operations.tasks.queries import find_open, list_overdue_promises
from kaifaqu.operations.tasks.rules import TaskRefusedError
from kaifaqu.operations.tasks.writing import Wanted, put_task, put_tasks

__all__ = [
    "TaskRefusedError", "Wanted", "add_entry", "call_meeting", "close_campaign", "confirm_delivery", "decide_item", "deliver_promise", "hold_meeting",
    "judge_entry", "make_promise", "propose_agenda_item", "start_campaign", "withdraw_item",
]  # fmt: skip
"""Acts that stand in files of their own; other rooms find all of them here."""


@transaction.atomic
def open_task(
    *, title: str, subject: Subject, due_date: date, by: Actor, at: datetime, owner: User | None = None, office: Subject | None = None,
    source: str = "", source_url: str = "", kind: TaskKind = TaskKind.ORDINARY,
) -> Task:  # fmt: skip
    """Gives a task. While a task of the same `source` is open, that one is given back unchanged. Raises TaskRefusedError without a title."""
    return put_task(
        title=title, subject=subject, due_date=due_date, by=by, at=at, owner=owner, office=office, source=source,
        source_url=source_url, kind=kind,
    )  # fmt: skip


@transaction.atomic
def open_tasks(wanted: Sequence[Wanted], within: Subject, *, by: Actor, at: datetime) -> list[Task]:
    """Gives many tasks at once in a few statements: those whose source has none open yet. One journal row, on `within`, names them all."""
    return put_tasks(wanted, within, by=by, at=at)


@transaction.atomic
def close_task(
    task: Task, *, result: str, by: Actor, at: datetime, evidence: Document | None = None, dropped: bool = False
) -> Task:
    """Closes a task with its result; `dropped` when its reason fell away. Raises TaskRefusedError when closed or without a result."""
    fresh = _lock(task)
    if fresh.state != TaskState.OPEN:
        raise TaskRefusedError(_("任务“%(title)s”已经办结。") % {"title": fresh.title})
    if not result.strip():
        raise TaskRefusedError(_("没有写办理结果。请写明做了什么、结果如何。"))
    fresh.state = TaskState.DROPPED if dropped else TaskState.DONE
    fresh.result, fresh.evidence, fresh.closed_at = result.strip(), evidence, at
    fresh.closed_by = by if isinstance(by, User) else None
    fresh.save(update_fields=["state", "result", "evidence", "closed_at", "closed_by"])
    new = {"state": fresh.state, "result": fresh.result, "evidence": evidence.pk if evidence else None}
    _record("close", fresh, by, at, old={"state": TaskState.OPEN.value}, new=new)
    return fresh


@transaction.atomic
def close_source(source: str, *, result: str, by: Actor, at: datetime) -> Task | None:
    """Closes the open task of a source, if there is one: a room says so when its reason has gone."""
    task = find_open(source)
    return close_task(task, result=result, by=by, at=at) if task else None


@transaction.atomic
def hand_over(task: Task, *, owner: User | None, office: Subject | None, by: Actor, at: datetime) -> Task:
    """Gives an open task to another person or office. Raises TaskRefusedError when closed or given to nobody."""
    fresh = _lock(task)
    if fresh.state != TaskState.OPEN or (owner is None and office is None):
        raise TaskRefusedError(_("任务已办结，或没有选责任人、责任单位。请核对。"))
    old = {"owner": fresh.owner.username if fresh.owner else None, "office": fresh.office.code if fresh.office else None}
    fresh.owner, fresh.office = owner, office
    fresh.save(update_fields=["owner", "office"])
    _record(
        "hand_over",
        fresh,
        by,
        at,
        old=old,
        new={"owner": owner.username if owner else None, "office": office.code if office else None},
    )
    return fresh


@transaction.atomic
def request_extension(task: Task, *, new_due: date, reason: str, by: User, at: datetime) -> Extension:
    """Asks for a later day. Raises TaskRefusedError for a closed task, an earlier day, no reason, or a request that still waits."""
    fresh = _lock(task)
    if fresh.state != TaskState.OPEN:
        raise TaskRefusedError(_("任务“%(title)s”已经办结，不能延期。") % {"title": fresh.title})
    if new_due <= fresh.due_date:
        raise TaskRefusedError(
            _("申请延至 %(new)s，不晚于原时限 %(old)s。请填更晚的日期。") % {"new": new_due, "old": fresh.due_date}
        )
    if not reason.strip():
        raise TaskRefusedError(_("没有写延期理由。"))
    if fresh.extensions.filter(granted=None).exists():
        raise TaskRefusedError(_("已有一份延期申请在等审批。"))
    row = Extension.objects.create(task=fresh, old_due=fresh.due_date, new_due=new_due, reason=reason.strip(), by=by, at=at)
    _record("request_extension", fresh, by, at, new={"new_due": new_due.isoformat(), "reason": row.reason})
    return row


@transaction.atomic
def decide_extension(extension: Extension, *, granted: bool, by: User, at: datetime) -> Task:
    """Grants or refuses a request. Raises TaskRefusedError when decided already, or by the one who asked."""
    row = Extension.objects.select_for_update().select_related("task").get(pk=extension.pk)
    if row.granted is not None:
        raise TaskRefusedError(_("这份延期申请已经审批。"))
    if row.by_id == by.pk:
        raise TaskRefusedError(_("申请人不能审批自己的延期申请。请由交办人或领导审批。"))
    task = _lock(row.task)
    row.granted, row.decided_by, row.decided_at = granted, by, at
    row.save(update_fields=["granted", "decided_by", "decided_at"])
    old = task.due_date
    if granted:
        task.due_date = row.new_due
        task.save(update_fields=["due_date"])
    _record(
        "decide_extension",
        task,
        by,
        at,
        old={"due_date": old.isoformat()},
        new={"granted": granted, "due_date": task.due_date.isoformat()},
    )
    return task


@transaction.atomic
def urge_task(task: Task, *, issuer: Subject, words: str, answer_by: date, by: User, at: datetime) -> Urging:
    """Urges an open task under the next number of the year. Raises TaskRefusedError for a closed task or no words."""
    fresh = _lock(task)
    if fresh.state != TaskState.OPEN or not words.strip():
        raise TaskRefusedError(_("任务已办结，或没有写督办要求。请核对。"))
    year = timezone.localdate(at).year
    last = Urging.objects.filter(issuer=issuer, year=year).aggregate(last=Max("number"))["last"]
    row = Urging.objects.create(
        task=fresh,
        issuer=issuer,
        year=year,
        number=1 if last is None else last + 1,
        words=words.strip(),
        answer_by=answer_by,
        by=by,
        at=at,
    )
    fresh.kind = TaskKind.URGED
    fresh.save(update_fields=["kind"])
    _record("urge", fresh, by, at, new={"number": str(row), "answer_by": answer_by.isoformat(), "words": row.words})
    return row


def open_tasks_for_promises(at: datetime) -> Iterator[str]:
    """Opens a task for every promise whose day has passed; one line for each."""
    for promise in list_overdue_promises(timezone.localdate(at)):
        source = f"tasks:promise:{promise.pk}"
        if find_open(source) is None:
            title = _("兑现对%(who)s的承诺：%(words)s") % {"who": promise.beneficiary.label, "words": promise.words}
            open_task(
                title=title[:300], subject=promise.beneficiary, due_date=timezone.localdate(at), by=System(), at=at, owner=promise.owner,
                office=promise.promiser, source=source, source_url=f"/tasks/promises/{promise.pk}/", kind=TaskKind.PROMISE,
            )  # fmt: skip
            yield _("承诺逾期，已交办：%(title)s") % {"title": title}


def _lock(task: Task) -> Task:
    return Task.objects.select_for_update().get(pk=task.pk)


def _record(act: str, task: Task, by: Actor, at: datetime, *, old: Any = None, new: Any = None) -> None:
    record_act(f"tasks.{act}", by=by, at=at, target=f"task:{task.pk}", subject=task.subject.code, old=old, new=new)
