"""Writes of targets: drafted, issued as a return, acknowledged or objected to, changed by a new version with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Statement
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.exact import fits
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.operations.tasks.actions import close_task, open_task
from kaifaqu.operations.tasks.queries import find_open
from kaifaqu.statistics.returns.actions import (
    Origin,
    ReturnRefusedError,
    declare_lines,
    sign_step,
    start_correction,
    start_return,
    statement_for,
)
from kaifaqu.statistics.returns.form import current_forms
from kaifaqu.statistics.returns.models import Return, Target
from kaifaqu.statistics.returns.queries import latest_return
from kaifaqu.statistics.returns.reach import TARGETS
from kaifaqu.statistics.returns.target_queries import BELOW, FORM, may_issue, newest_targets
from kaifaqu.statistics.returns.target_rules import TIERS, refuse_tiers, show, target_periods


class TargetRefusedError(ReturnRefusedError):
    """The target cannot be set so; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Aims:
    """The three tiers in the item's own unit, and who answers for them."""

    must: Decimal | None
    strive: Decimal | None = None
    stretch: Decimal | None = None
    owner_name: str = ""

    def as_json(self) -> dict[str, Any]:
        """The same for the journal."""
        tiers = {tier.field: getattr(self, tier.field) for tier in TIERS}
        return {name: show(value) if value is not None else None for name, value in tiers.items()} | {"owner": self.owner_name}


@transaction.atomic
def draft_target(
    issuer: Subject, receiver: Subject, item: str, period: Period, aims: Aims, *, by: User, at: datetime, reason: str = ""
) -> Target:
    """Sets one target, not yet issued. What was issued already is changed by a new version, for a written reason.

    Raises TargetRefusedError when it is not this issuer's to give, when the tiers do not stand, or when a reason is missing.
    """
    _require_issuer(issuer, receiver, by)
    _require_sense(item, period, aims)
    newest = newest_targets([receiver], period.bounded_end.year).get((receiver.pk, item, str(period)))
    if newest is not None and newest.issued_at is not None:
        if _aims_of(newest) == aims:
            return newest
        if not reason.strip():
            raise TargetRefusedError(_("「%(receiver)s」的目标已下达。调整目标要写明原因。") % {"receiver": receiver.label})
    fresh = newest is None or newest.issued_at is not None
    target = Target() if fresh or newest is None else newest
    if fresh:
        target.issuer, target.receiver, target.item, target.period = issuer, receiver, item, str(period)
        target.version = newest.version + 1 if newest else 1
    for tier in TIERS:
        setattr(target, tier.field, getattr(aims, tier.field))
    target.unit, target.owner_name = item_named(item).unit.symbol, aims.owner_name.strip()
    target.reason = reason.strip() if target.version > 1 else ""
    target.drafted_by, target.drafted_at = by, at
    target.save()
    record_act(
        "returns.draft_target", by=by, at=at, target=f"target:{target.pk}", subject=receiver.code,
        old=_aims_of(newest).as_json() if newest else None,
        new={"item": item, "period": str(period), "version": target.version, "reason": target.reason, **aims.as_json()},
    )  # fmt: skip
    return target


def _aims_of(target: Target) -> Aims:
    return Aims(target.must, target.strive, target.stretch, target.owner_name)


def _require_issuer(issuer: Subject, receiver: Subject, by: User) -> None:
    own = issuer.pk == receiver.pk and issuer.kind == Kind.PROVINCE
    below = receiver.parent_id == issuer.pk and BELOW.get(issuer.kind) == receiver.kind
    if not may_issue(by, issuer) or not (own or below):
        raise TargetRefusedError(
            _("「%(issuer)s」不能给「%(receiver)s」下达目标。目标按 省→市→区→公司 逐级下达，由本级有权的人办理。")
            % {"issuer": issuer.label, "receiver": receiver.label}
        )


def _require_sense(item: str, period: Period, aims: Aims) -> None:
    if item not in current_forms()[FORM].open_items:
        raise TargetRefusedError(_("「%(item)s」不是可以下达目标的指标。") % {"item": item})
    if period not in target_periods(period.bounded_end.year):
        raise TargetRefusedError(
            _("目标只下达全年、一季度、上半年、前三季度的，不下达%(period)s的。") % {"period": period.chinese}
        )
    if refusal := refuse_tiers(aims.must, aims.strive, aims.stretch):
        raise TargetRefusedError(refusal)
    if not all(fits(value) for value in (aims.must, aims.strive, aims.stretch) if value is not None):
        raise TargetRefusedError(_("数值太长：整数部分最多 20 位，小数部分最多 10 位。"))


@transaction.atomic
def issue_targets(issuer: Subject, receiver: Subject, year: int, *, by: User, at: datetime) -> Return:
    """Sends the drafted targets of a year down to one unit: as lines of its target return, which it acknowledges."""
    _require_issuer(issuer, receiver, by)
    drafts = list(
        Target.objects.filter(issuer=issuer, receiver=receiver, period__startswith=str(year), issued_at=None)
        .select_related("receiver")
        .order_by("item", "period")
    )
    if not drafts:
        raise TargetRefusedError(_("「%(receiver)s」没有待下达的目标。请先填写并保存。") % {"receiver": receiver.label})
    return_ = _open_return(receiver, year, drafts, by, at)
    declared = [stated for target in drafts for stated in _statements_of(return_, target)]
    declare_lines(return_, declared, by=by, at=at)
    for target in drafts:
        target.issued_by, target.issued_at, target.sent_in = by, at, return_
        target.save(update_fields=["issued_by", "issued_at", "sent_in"])
    Target.objects.filter(sent_in=return_).exclude(objection="").update(objection="")
    record_act(
        "returns.issue_targets", by=by, at=at, target=f"return:{return_.pk}", subject=receiver.code,
        new={"issuer": issuer.code, "year": year, "targets": [target.pk for target in drafts]},
    )  # fmt: skip
    if receiver.pk != issuer.pk:
        open_task(
            title=_("签收 %(year)s 年目标（%(issuer)s下达）") % {"year": year, "issuer": issuer.label}, subject=receiver,
            due_date=_answer_by(at), by=by, at=at, office=receiver, source=_task_of(return_),
            source_url=f"{reverse('returns:my_targets')}?at={receiver.code}&year={year}",
        )  # fmt: skip
    return return_


ANSWER_DAYS = timedelta(days=7)
"""How long a unit is given to sign for its targets, and an issuer to answer an objection."""


def _answer_by(at: datetime) -> date:
    return timezone.localdate(at) + ANSWER_DAYS


def _task_of(return_: Return) -> str:
    return f"returns:targets:{return_.filer.code}:{return_.period}"


def _open_return(receiver: Subject, year: int, drafts: Sequence[Target], by: User, at: datetime) -> Return:
    """The receiver's target return that still takes lines; what is booked is corrected for the reason that the change gives."""
    known = latest_return(FORM, receiver, str(year))
    if known is None:
        return start_return(current_forms()[FORM], receiver, Period.year(year), by=by, at=at)
    if known.accepted_at is not None:
        reasons = "；".join(dict.fromkeys(target.reason for target in drafts if target.reason))
        return start_correction(known, reasons or _("增加下达目标"), by=by, at=at)
    if known.position:
        raise TargetRefusedError(
            _("「%(receiver)s」已签收上一批目标，正待核准入账。请核准后再下达调整。") % {"receiver": receiver.label}
        )
    return known


def _statements_of(return_: Return, target: Target) -> list[tuple[Statement, Origin]]:
    origin = Origin(room=TARGETS, room_key=str(target.pk))
    values = ((tier.role, getattr(target, tier.field)) for tier in TIERS)
    return [
        (statement_for(return_, target.item, role, Quantity.of(value, target.unit), period=Period.parse(target.period)), origin)
        for role, value in values
        if value is not None
    ]


@transaction.atomic
def acknowledge_targets(return_: Return, *, by: User, at: datetime) -> Return:
    """The unit signs for its targets (签收); then they wait to be booked."""
    _require_targets(return_)
    signed = sign_step(return_, by=by, at=at)
    _close(return_, _("已签收。"), by, at)
    return signed


@transaction.atomic
def object_to_targets(return_: Return, words: str, *, by: User, at: datetime) -> None:
    """The unit writes why it does not sign; the issuer gets it as a task, and may change the target for a reason."""
    _require_targets(return_)
    if return_.position or return_.accepted_at is not None:
        raise TargetRefusedError(_("目标已签收，不能再提异议。需要调整请向下达单位申请。"))
    if not words.strip():
        raise TargetRefusedError(_("异议是空的。请写明哪一项、为什么、建议改为多少。"))
    targets = Target.objects.filter(sent_in=return_).select_related("issuer")
    targets.update(objection=words.strip()[:300])
    record_act(
        "returns.object_to_targets", by=by, at=at, target=f"return:{return_.pk}", subject=return_.filer.code,
        new={"objection": words.strip()[:300]},
    )  # fmt: skip
    issuer = targets[0].issuer
    open_task(
        title=_("「%(filer)s」对 %(year)s 年目标有异议：%(words)s") % {
            "filer": return_.filer.label, "year": return_.period, "words": words.strip()[:60],
        },
        subject=return_.filer, due_date=_answer_by(at), by=by, at=at, office=issuer, source=f"{_task_of(return_)}:objection",
        source_url=f"{reverse('returns:targets')}?at={issuer.code}&year={return_.period}",
    )  # fmt: skip


def _require_targets(return_: Return) -> None:
    if return_.form_code != FORM:
        raise TargetRefusedError(_("这不是目标任务书。请在报表页办理。"))


def _close(return_: Return, result: str, by: User, at: datetime) -> None:
    for source in (_task_of(return_), f"{_task_of(return_)}:objection"):
        task = find_open(source)
        if task is not None:
            close_task(task, result=result, by=by, at=at)
