"""Writes of the enterprise's own door: invited by one hand, confirmed by another; the firm reports its month itself."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.core.figures.calendar import add_working_days
from kaifaqu.foundation.accounts.actions import AccountRefusedError, System, apply_for_account, approve_account, grant_role
from kaifaqu.foundation.accounts.models import Role, User
from kaifaqu.foundation.accounts.queries import may_as
from kaifaqu.foundation.enterprises.actions import set_credit_code, state_revenue
from kaifaqu.foundation.enterprises.codes import find_credit_code_fault, tidy_code
from kaifaqu.foundation.enterprises.models import Enterprise, RevenueSide
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.operations.service.models import Invitation, MonthReport
from kaifaqu.operations.service.queries import find_invitation, zone_of
from kaifaqu.operations.service.rules import ServiceRefusedError
from kaifaqu.operations.tasks.actions import close_source, open_task

INVITATION_DAYS = 14
DAYS_TO_CONFIRM = 3


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
    """The firm's person asks for its account: it works once a second person of the zone has confirmed it, who gets a task.

    The credit code must be the firm's own; where none was known yet, it is written when the account is confirmed.
    Raises ServiceRefusedError for an invitation that does not hold, a false code, or a name that is taken.
    """
    found = find_invitation(token, timezone.localdate(at))
    if found is None:
        raise ServiceRefusedError(_("邀请不存在、已用过或已过期。请向开发区重新要一份。"))
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("enterprise__subject", "by").get(pk=found.pk)
    code, enterprise = tidy_code(credit_code), invitation.enterprise
    fault = find_credit_code_fault(code)
    if fault or (enterprise.credit_code and enterprise.credit_code != code):
        raise ServiceRefusedError(fault if fault else _("统一社会信用代码与邀请的企业不符。请照营业执照填写。"))
    try:
        user = apply_for_account(username=username, name=name, password=password, invited_by=invitation.by, at=at)
    except AccountRefusedError as error:
        raise ServiceRefusedError(str(error)) from error
    grant_role(user, Role.ENTERPRISE, enterprise.subject, by=invitation.by, at=at)
    invitation.used_by, invitation.used_at, invitation.stated_code = user, at, code
    invitation.save(update_fields=["used_by", "used_at", "stated_code"])
    new = {"user": username, "credit_code": code}
    record_act("service.join", by=user, at=at, target=f"enterprise:{enterprise.pk}", subject=enterprise.subject.code, new=new)
    _ask_for_confirmation(invitation, at)
    return user


def source_of(invitation: Invitation) -> str:
    """The source of the task that asks for the second person's word."""
    return f"service:invitation:{invitation.pk}"


def _ask_for_confirmation(invitation: Invitation, at: datetime) -> None:
    enterprise, today = invitation.enterprise, timezone.localdate(at)
    due = add_working_days(today, DAYS_TO_CONFIRM)
    open_task(
        title=_("核实并确认「%(firm)s」的企业账号（经办人 %(who)s）") % {"firm": enterprise.name, "who": invitation.used_by},
        subject=enterprise.subject, due_date=due if due is not None else today, by=System(), at=at, office=zone_of(enterprise),
        source=source_of(invitation), source_url=reverse("service:joinings"),
    )  # fmt: skip


@transaction.atomic
def confirm_joining(invitation: Invitation, *, by: User, at: datetime) -> User:
    """A second person lets the firm's account work; a code that was not known yet is written.

    Raises ServiceRefusedError for the inviter himself, a decided one, or a code that another firm bears by now.
    """
    fresh, applicant = _lock_waiting(invitation, by)
    enterprise = fresh.enterprise
    try:
        user = approve_account(applicant, by=by, at=at)
        if not enterprise.credit_code:
            set_credit_code(enterprise, credit_code=fresh.stated_code, by=by, at=at)
    except ValueError as error:
        raise ServiceRefusedError(str(error)) from error
    _decide(fresh, by, at, "")
    return user


@transaction.atomic
def refuse_joining(invitation: Invitation, *, words: str, by: User, at: datetime) -> Invitation:
    """Does not let the account work, and says why. Raises ServiceRefusedError without words or for a decided one."""
    fresh, _applicant = _lock_waiting(invitation, by)
    if not words.strip():
        raise ServiceRefusedError(_("没有写理由。请写明为什么不予开通。"))
    return _decide(fresh, by, at, words.strip())


def _lock_waiting(invitation: Invitation, by: User) -> tuple[Invitation, User]:
    fresh = Invitation.objects.select_for_update(of=("self",)).select_related("enterprise__subject").get(pk=invitation.pk)
    if fresh.used_by is None or fresh.decided_at is not None or not fresh.used_by.waits_for_approval:
        raise ServiceRefusedError(_("这个账号不在等待确认。请刷新后再看。"))
    if fresh.by_id == by.pk:
        raise ServiceRefusedError(_("邀请人不能确认自己邀请的账号。请由本区另一位负责人确认。"))
    return fresh, fresh.used_by


def _decide(invitation: Invitation, by: User, at: datetime, refusal: str) -> Invitation:
    invitation.decided_by, invitation.decided_at, invitation.refusal = by, at, refusal
    invitation.save(update_fields=["decided_by", "decided_at", "refusal"])
    enterprise = invitation.enterprise
    record_act(
        "service.decide_joining", by=by, at=at, target=f"enterprise:{enterprise.pk}", subject=enterprise.subject.code,
        new={"user": str(invitation.used_by), "refusal": refusal},
    )  # fmt: skip
    close_source(source_of(invitation), result=refusal if refusal else _("已确认开通。"), by=by, at=at)
    return invitation


@transaction.atomic
def report_month(enterprise: Enterprise, month: date, told: Mapping[str, Any], *, by: User, at: datetime) -> MonthReport:
    """The firm says how its month was: `told` are revenue, output (万元), workers, power (万千瓦时), orders, words.

    Nobody else may say it for the firm, and nothing of it is ever changed: a correction is the next row. Raises ServiceRefusedError for
    anybody but the firm's own people, a month that is not over, or a report that says nothing.
    """
    if not may_as(by, [Role.ENTERPRISE], enterprise.subject):
        raise ServiceRefusedError(_("企业月报只能由企业自己填报，任何单位不得代填代报。"))
    first = month.replace(day=1)
    if first >= timezone.localdate(at).replace(day=1):
        raise ServiceRefusedError(_("%(month)s还没有过完。请在月后填报。") % {"month": f"{first:%Y-%m}"})
    stated = {name: value for name, value in told.items() if value not in (None, "")}
    if not stated:
        raise ServiceRefusedError(_("月报是空的。请至少填一项；没有发生的填0，不掌握的留空。"))
    row = MonthReport.objects.create(enterprise=enterprise, month=first, by=by, at=at, **stated)
    revenue: Decimal | None = stated.get("revenue")
    if revenue is not None:
        state_revenue(enterprise, first, revenue, side=RevenueSide.ENTERPRISE, basis=_("企业月报"), by=by, at=at)
    new = {"month": f"{first:%Y-%m}", **{name: str(value) for name, value in stated.items()}}
    record_act(
        "service.report_month", by=by, at=at, target=f"enterprise:{enterprise.pk}", subject=enterprise.subject.code, new=new
    )
    return row
