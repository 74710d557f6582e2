"""Objections: a participant objects with reason and evidence, a reviewer answers, an accepted one is computed at once."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.statistics.evaluation.actions import RoundRefusedError, lock_round, recompute_round, require_stage
from kaifaqu.statistics.evaluation.input_actions import give_figure
from kaifaqu.statistics.evaluation.models import Confirmation, Objection, Round, Stage
from kaifaqu.statistics.evaluation.queries import find_participant, scheme_of


@transaction.atomic
def file_objection(
    round_: Round,
    subject: Subject,
    reason: str,
    *,
    by: User,
    at: datetime,
    code: str = "",
    claimed: str = "",
    evidence: File[bytes] | None = None,
) -> Objection:
    """A participant objects within the window. Raises RoundRefusedError."""
    locked = lock_round(round_)
    _require_window(locked, at)
    if find_participant(locked, subject.code) is None or (code and code not in scheme_of(locked).inputs):
        raise RoundRefusedError(_("本轮没有这个单位或这项数据。请刷新后从表中选。"))
    if not reason.strip():
        raise RoundRefusedError(_("没有写异议理由。请写明哪一项不对、应是多少、依据什么。"))
    objection = Objection.objects.create(
        round=locked,
        version=locked.version,
        subject=subject,
        input=code,
        claimed=claimed,
        reason=reason,
        filed_by=by,
        filed_at=at,
    )
    if evidence is not None:
        objection.evidence.save(evidence.name or "evidence", evidence)
    record_act(
        "evaluation.file_objection", by=by, at=at, target=f"round:{locked.pk}", subject=subject.code,
        new={"input": code, "claimed": claimed, "reason": reason, "evidence": objection.evidence.name or ""},
    )  # fmt: skip
    return objection


def _require_window(round_: Round, at: datetime) -> None:
    require_stage(round_, Stage.NOTICE)
    if round_.notice_until is not None and at.date() > round_.notice_until:
        raise RoundRefusedError(
            _("异议期已于 %(until)s 截止，逾期视为认可。确有错误的，请直接联系组织单位。") % {"until": round_.notice_until}
        )


@transaction.atomic
def answer_objection(
    objection: Objection,
    accepted: bool,
    answer: str,
    *,
    by: User,
    at: datetime,
    result: Quantity | Missing | None = None,
) -> Objection:
    """Answers with a reason. An accepted one with a figure puts the figure in and computes the next version. Raises RoundRefusedError."""
    locked = Objection.objects.select_for_update(of=("self",)).select_related("round__owner", "subject").get(pk=objection.pk)
    require_stage(lock_round(locked.round), Stage.NOTICE)
    if locked.accepted is not None:
        raise RoundRefusedError(_("这项异议已经答复。请刷新。"))
    if not answer.strip():
        raise RoundRefusedError(_("没有写答复。采纳或不采纳都要写明理由和依据。"))
    if accepted and locked.input and result is None:
        raise RoundRefusedError(_("采纳的异议要填写更正后的数。请填数，或写明不采纳的理由。"))
    locked.accepted, locked.answer, locked.answered_by, locked.answered_at = accepted, answer, by, at
    locked.save(update_fields=["accepted", "answer", "answered_by", "answered_at"])
    record_act(
        "evaluation.answer_objection", by=by, at=at, target=f"round:{locked.round_id}", subject=locked.subject.code,
        new={"accepted": accepted, "answer": answer},
    )  # fmt: skip
    if accepted and locked.input and result is not None:
        give_figure(locked.round, locked.subject, locked.input, result, answer, by=by, at=at)
    if accepted:
        recompute_round(locked.round, _("采纳「%(name)s」的异议") % {"name": locked.subject.label}, by=by, at=at)
    return locked


@transaction.atomic
def confirm_sheet(round_: Round, subject: Subject, *, by: User, at: datetime) -> Confirmation:
    """A participant says that its sheet is right as it stands. Raises RoundRefusedError."""
    locked = lock_round(round_)
    require_stage(locked, Stage.NOTICE)
    if locked.objections.filter(subject=subject, accepted=None).exists():
        raise RoundRefusedError(_("还有没有答复的异议，不能确认。请等答复。"))
    if find_participant(locked, subject.code) is None:
        raise RoundRefusedError(_("本轮没有这个单位。请刷新。"))
    try:
        with transaction.atomic():
            row = Confirmation.objects.create(round=locked, version=locked.version, subject=subject, by=by, at=at)
    except IntegrityError as error:
        raise RoundRefusedError(_("这一版已经确认过。")) from error
    record_act(
        "evaluation.confirm_sheet", by=by, at=at, target=f"round:{locked.pk}", subject=subject.code,
        new={"version": locked.version},
    )  # fmt: skip
    return row
