"""Writes of the government's promises: made, delivered with evidence, confirmed by whom they were made to."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.journal.actions import Actor, record_act
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.tasks.models import Promise, PromiseKind, TaskState
from kaifaqu.operations.tasks.queries import find_open
from kaifaqu.operations.tasks.rules import TaskRefusedError


@transaction.atomic
def make_promise(
    *, promiser: Subject, beneficiary: Subject, kind: PromiseKind, words: str, by: Actor, at: datetime, due_date: date | None = None,
    owner: User | None = None, source: str = "", source_url: str = "", document: Document | None = None,
) -> Promise:  # fmt: skip
    """Writes a promise down; of one `source` an undelivered promise stands once. Raises TaskRefusedError without words."""
    known = Promise.objects.filter(source=source, delivered_on=None).first() if source else None
    if known is not None:
        return known
    if not words.strip():
        raise TaskRefusedError(_("没有写承诺内容。"))
    row = Promise.objects.create(
        promiser=promiser, beneficiary=beneficiary, kind=kind, words=words.strip(), due_date=due_date, owner=owner, source=source,
        source_url=source_url, document=document, made_by=by if isinstance(by, User) else None, made_at=at,
    )  # fmt: skip
    new = {"promiser": promiser.code, "kind": kind, "words": row.words, "due_date": due_date.isoformat() if due_date else None}
    record_act("tasks.make_promise", by=by, at=at, target=f"promise:{row.pk}", subject=beneficiary.code, new=new)
    return row


@transaction.atomic
def deliver_promise(
    promise: Promise, *, on: date, delivery: str, by: User, at: datetime, evidence: Document | None = None
) -> Promise:
    """Notes the delivery and closes the task that asked for it. Raises TaskRefusedError when delivered already or without words."""
    fresh = Promise.objects.select_for_update().get(pk=promise.pk)
    if fresh.delivered_on is not None:
        raise TaskRefusedError(_("这项承诺已在 %(on)s 兑现。") % {"on": fresh.delivered_on})
    if not delivery.strip():
        raise TaskRefusedError(_("没有写兑现情况。请写明兑现了什么、凭什么证明。"))
    fresh.delivered_on, fresh.delivery, fresh.evidence = on, delivery.strip(), evidence
    fresh.save(update_fields=["delivered_on", "delivery", "evidence"])
    task = find_open(f"tasks:promise:{fresh.pk}")
    if task is not None:
        task.state, task.result, task.closed_by, task.closed_at = TaskState.DONE, fresh.delivery, by, at
        task.save(update_fields=["state", "result", "closed_by", "closed_at"])
    new = {"delivered_on": on.isoformat(), "delivery": fresh.delivery, "evidence": evidence.pk if evidence else None}
    record_act("tasks.deliver_promise", by=by, at=at, target=f"promise:{fresh.pk}", subject=fresh.beneficiary.code, new=new)
    return fresh


@transaction.atomic
def confirm_delivery(promise: Promise, *, by: User, at: datetime) -> Promise:
    """The beneficiary's own yes to a delivery. Raises TaskRefusedError when nothing was delivered or it is confirmed already."""
    fresh = Promise.objects.select_for_update().get(pk=promise.pk)
    if fresh.delivered_on is None or fresh.confirmed_at is not None:
        raise TaskRefusedError(_("这项承诺还没有兑现，或已确认过。"))
    fresh.confirmed_by, fresh.confirmed_at = by, at
    fresh.save(update_fields=["confirmed_by", "confirmed_at"])
    record_act(
        "tasks.confirm_delivery",
        by=by,
        at=at,
        target=f"promise:{fresh.pk}",
        subject=fresh.beneficiary.code,
        new={"confirmed": True},
    )
    return fresh
