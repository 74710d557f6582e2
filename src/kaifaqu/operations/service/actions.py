"""Writes of service: visits and help; the acts of tickets and of the enterprise's own door stand beside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import ReadEvent
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.subjects.actions import put_subject
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.operations.service.door_actions import (
    confirm_joining,
    invite_enterprise,
    join_enterprise,
    refuse_joining,
    report_month,
)
from kaifaqu.operations.service.escalation import escalate_tickets
from kaifaqu.operations.service.models import Channel, Help, Visit
from kaifaqu.operations.service.queries import list_bureaus
from kaifaqu.operations.service.rules import ServiceRefusedError
from kaifaqu.operations.service.ticket_actions import (
    answer_ticket,
    ask_extension,
    assign_ticket,
    choose_clocks,
    confirm_ticket,
    decide_extension,
    file_ticket,
    note_progress,
    raise_ticket,
    refuse_ticket,
    reopen_ticket,
    resume_ticket,
    return_ticket,
    settle_ticket,
    sign_ticket,
    suspend_ticket,
    withdraw_ticket,
)

__all__ = [
    "answer_ticket", "ask_extension", "assign_ticket", "choose_clocks", "confirm_joining", "confirm_ticket", "decide_extension",
    "escalate_tickets", "file_ticket", "invite_enterprise", "join_enterprise", "note_progress", "raise_ticket", "refuse_joining",
    "refuse_ticket", "reopen_ticket", "report_month", "resume_ticket", "return_ticket", "settle_ticket", "sign_ticket",
    "suspend_ticket", "withdraw_ticket",
]  # fmt: skip
"""Acts of tickets and of the firm's own door, which stand in files of their own; other rooms find all of them here."""

PHOTO_BYTES = 10 * 1024 * 1024
PHOTO_HEADS = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}


@transaction.atomic
def plan_visit(
    *, enterprise: Enterprise, office: Subject, kind: str, on: date, by_principal: bool, by: User, at: datetime
) -> Visit:
    """Plans a visit."""
    row = Visit.objects.create(
        enterprise=enterprise, office=office, kind=kind, on=on, by_principal=by_principal, planned_by=by, planned_at=at
    )
    record_act(
        "service.plan_visit",
        by=by,
        at=at,
        target=f"visit:{row.pk}",
        subject=enterprise.subject.code,
        new={"on": on.isoformat()},
    )
    return row


@transaction.atomic
def make_visit(
    *, enterprise: Enterprise, office: Subject, kind: str, on: date, by_principal: bool, by: User, at: datetime, planned: Visit | None = None, event: ReadEvent | None = None,
    problems: Sequence[tuple[str, str]] = (), photo: bytes = b"", sent: str = "", **told: Any,
) -> Visit:  # fmt: skip
    """Writes a visit down, and files each problem (words, category) as a ticket. The same `sent` number is written once.

    Raises ServiceRefusedError for a photo that is no picture or too large.
    """
    known = Visit.objects.filter(sent=sent).first() if sent else None
    if known is not None:
        return known
    row = planned if planned is not None else Visit(planned_by=by, planned_at=at)
    facts = {
        "enterprise": enterprise,
        "office": office,
        "kind": kind,
        "on": on,
        "by_principal": by_principal,
        "event": event,
        "sent": sent,
        "made_at": at,
    }
    for name, value in (facts | told).items():
        setattr(row, name, value)
    row.photo = keep_photo(photo) if photo else row.photo
    row.save()
    for words, category in problems:
        file_ticket(
            enterprise=enterprise,
            title=words[:200],
            words=words,
            category=category,
            channel=Channel.VISIT,
            by=by,
            at=at,
            visit=row,
        )
    new = {"on": on.isoformat(), "by_principal": by_principal, "problems": len(problems)}
    record_act("service.make_visit", by=by, at=at, target=f"visit:{row.pk}", subject=enterprise.subject.code, new=new)
    return row


def keep_photo(data: bytes) -> str:
    """Keeps a picture under its digest and gives its name. Raises ServiceRefusedError for what is no JPEG or PNG, or over 10 MB."""
    ending = next((ending for head, ending in PHOTO_HEADS.items() if data.startswith(head)), None)
    if ending is None or len(data) > PHOTO_BYTES:
        raise ServiceRefusedError(_("照片要是 JPG 或 PNG，不超过10MB。请换一张或压缩后再传。"))
    name = f"visits/{sha256(data).hexdigest()}.{ending}"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(data))
    return name


@transaction.atomic
def note_help(*, enterprise: Enterprise, by: User, at: datetime, **told: Any) -> Help:
    """Writes help to a firm down. `told` are kind, words, on, output_before, output_after (万元 a month)."""
    row = Help.objects.create(enterprise=enterprise, by=by, at=at, **told)
    new = {name: None if value is None else str(value) for name, value in told.items()}
    record_act("service.note_help", by=by, at=at, target=f"help:{row.pk}", subject=enterprise.subject.code, new=new)
    return row


@transaction.atomic
def change_help(row: Help, *, by: User, at: datetime, **told: Any) -> Help:
    """Brings a note of help up to date: the output after it is known months later. Nothing happens where it says so already."""
    changed = {name: value for name, value in told.items() if getattr(row, name) != value}
    if not changed:
        return row
    old = {name: None if getattr(row, name) is None else str(getattr(row, name)) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    new = {name: None if value is None else str(value) for name, value in changed.items()}
    subject = row.enterprise.subject.code
    record_act("service.change_help", by=by, at=at, target=f"help:{row.pk}", subject=subject, old=old, new=new)
    return row


@transaction.atomic
def remove_help(row: Help, *, by: User, at: datetime) -> None:
    """Takes a note of help back that an import made by mistake."""
    old = {"enterprise": row.enterprise.name, "kind": row.kind, "on": row.on.isoformat(), "words": row.words}
    record_act("service.remove_help", by=by, at=at, target=f"help:{row.pk}", subject=row.enterprise.subject.code, old=old)
    row.delete()


@transaction.atomic
def remove_visit(visit: Visit, *, by: User, at: datetime) -> None:
    """Takes a visit back that was written by mistake. Raises ServiceRefusedError once tickets came of it."""
    if visit.tickets.exists():
        raise ServiceRefusedError(_("走访已生成诉求，不能撤回。"))
    old = {
        "enterprise": visit.enterprise.name,
        "office": visit.office.code,
        "on": visit.on.isoformat(),
        "findings": visit.findings,
    }
    record_act("service.remove_visit", by=by, at=at, target=f"visit:{visit.pk}", subject=visit.enterprise.subject.code, old=old)
    visit.delete()


@transaction.atomic
def add_office(zone: Subject, *, name: str, short_name: str, by: User, at: datetime) -> Subject:
    """Registers a bureau of a zone, to which tickets and tasks can be given. Raises ServiceRefusedError without a name, or for one twice."""
    offices = list_bureaus(zone)
    if not name.strip() or offices.filter(name=name.strip()).exists():
        raise ServiceRefusedError(_("没有写机构名称，或「%(zone)s」已有同名机构。") % {"zone": zone.label})
    number = offices.count() + 1
    while offices.filter(code=f"{zone.code}-B{number}").exists():
        number += 1
    office = put_subject(
        code=f"{zone.code}-B{number}", kind=Kind.OFFICE, name=name.strip(), parent=zone.code, short_name=short_name.strip()
    )
    record_act("service.add_office", by=by, at=at, target=f"subject:{office.pk}", subject=zone.code, new={"name": office.name})
    return office
