"""Writes of service: visits and help; an enterprise's own door; the acts of tickets stand beside."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.actions import System, create_user, grant_role
from kaifaqu.foundation.accounts.models import Role, User
from kaifaqu.foundation.accounts.queries import is_name_taken
from kaifaqu.foundation.enterprises.actions import set_credit_code
from kaifaqu.foundation.enterprises.codes import find_credit_code_fault, tidy_code
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.service.models import Channel, Help, Invitation, Visit
from kaifaqu.operations.service.queries import find_invitation
from kaifaqu.operations.service.rules import ServiceRefusedError
from kaifaqu.operations.service.ticket_actions import (
    answer_ticket,
    ask_extension,
    assign_ticket,
    choose_clocks,
    confirm_ticket,
    decide_extension,
    escalate_tickets,
    file_ticket,
    note_progress,
    raise_ticket,
    refuse_ticket,
    reopen_ticket,
    resume_ticket,
    return_ticket,
    sign_ticket,
    suspend_ticket,
)

__all__ = [
    "answer_ticket", "ask_extension", "assign_ticket", "choose_clocks", "confirm_ticket", "decide_extension", "escalate_tickets",
    "file_ticket", "note_progress", "raise_ticket", "refuse_ticket", "reopen_ticket", "resume_ticket", "return_ticket", "sign_ticket",
    "suspend_ticket",
]  # fmt: skip
"""Acts of tickets, which stand in a file of their own; other rooms find all of them here."""

PHOTO_BYTES = 10 * 1024 * 1024
PHOTO_HEADS = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
INVITATION_DAYS = 14


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
    *, enterprise: Enterprise, office: Subject, kind: str, on: date, by_principal: bool, by: User, at: datetime, planned: Visit | None = None,
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
def invite_enterprise(enterprise: Enterprise, *, by: User, at: datetime) -> str:
    """Invites a firm to its own door, and gives the token: shown once, kept only as its digest."""
    token = secrets.token_urlsafe(24)
    expires = timezone.localdate(at) + timedelta(days=INVITATION_DAYS)
    row = Invitation.objects.create(
        enterprise=enterprise, digest=sha256(token.encode()).hexdigest(), expires_on=expires, by=by, at=at
    )
    new = {"invitation": row.pk, "expires_on": expires.isoformat()}
    record_act("service.invite", by=by, at=at, target=f"enterprise:{enterprise.pk}", subject=enterprise.subject.code, new=new)
    return token


@transaction.atomic
def join_enterprise(token: str, *, credit_code: str, username: str, name: str, password: str, at: datetime) -> User:
    """Opens the firm's account from its invitation: the credit code must be the firm's own; where none was known yet, it is written.

    Raises ServiceRefusedError for an invitation that does not hold, a false code, or a name that is taken.
    """
    invitation = find_invitation(token, timezone.localdate(at))
    if invitation is None:
        raise ServiceRefusedError(_("邀请不存在、已用过或已过期。请向开发区重新要一份。"))
    code, enterprise = tidy_code(credit_code), invitation.enterprise
    fault = find_credit_code_fault(code)
    if fault or (enterprise.credit_code and enterprise.credit_code != code):
        raise ServiceRefusedError(fault if fault else _("统一社会信用代码与邀请的企业不符。请照营业执照填写。"))
    if is_name_taken(username):
        raise ServiceRefusedError(_("账号「%(username)s」已有人用。请换一个。") % {"username": username})
    user = create_user(username=username, name=name, password=password, by=System(), at=at)
    grant_role(user, Role.ENTERPRISE, enterprise.subject, by=invitation.by, at=at)
    if not enterprise.credit_code:
        set_credit_code(enterprise, credit_code=code, by=user, at=at)
    invitation.used_by, invitation.used_at = user, at
    invitation.save(update_fields=["used_by", "used_at"])
    record_act(
        "service.join",
        by=user,
        at=at,
        target=f"enterprise:{enterprise.pk}",
        subject=enterprise.subject.code,
        new={"user": username},
    )
    return user
