"""What people bring to a round: figures with their paper, shared land, exemptions that somebody else approves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.core.engine.land import Basis
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.exact import fits
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.statistics.evaluation.actions import RoundRefusedError, lock_round, require_stage
from kaifaqu.statistics.evaluation.models import Exemption, Given, Holding, Parcel, Round, Stage
from kaifaqu.statistics.evaluation.queries import find_participant, scheme_of
from kaifaqu.statistics.evaluation.reckoning import show_result


@transaction.atomic
def give_figure(
    round_: Round, subject: Subject, code: str, result: Quantity | Missing, reason: str, *, by: User, at: datetime
) -> Given:
    """Brings a figure with the paper it rests on; it counts from the next computing. Raises RoundRefusedError, UnitError."""
    locked = lock_round(round_)
    require_stage(locked, Stage.DRY, Stage.NOTICE)
    known = scheme_of(locked).inputs.get(code)
    if known is None or find_participant(locked, subject.code) is None:
        raise RoundRefusedError(_("本轮没有「%(subject)s」的「%(code)s」。请从表中选。") % {"subject": subject, "code": code})
    if not reason.strip():
        raise RoundRefusedError(_("「%(name)s」没有写依据。请写明文件、台账或证明材料的名称和文号。") % {"name": known.name})
    value = result.to(known.unit).value if isinstance(result, Quantity) else None
    if value is not None and not fits(value):
        raise RoundRefusedError(_("「%(name)s」的数太长，存不下。请核对单位。") % {"name": known.name})
    given = Given.objects.create(
        round=locked, subject=subject, input=code, value=value, missing=result.value if isinstance(result, Missing) else "",
        reason=reason, by=by, at=at,
    )  # fmt: skip
    record_act(
        "evaluation.give_figure", by=by, at=at, target=f"round:{locked.pk}", subject=subject.code,
        new={"input": code, "result": show_result(result), "reason": reason},
    )  # fmt: skip
    return given


Held = tuple[Subject, Decimal]


@transaction.atomic
def put_parcel(
    round_: Round,
    name: str,
    area: Decimal,
    owner: Subject | None,
    basis: Basis,
    held: Sequence[Held],
    *,
    by: User,
    at: datetime,
) -> Parcel:
    """Registers a parcel with those who hold it, in place of what was registered under its name. Raises RoundRefusedError."""
    locked = lock_round(round_)
    require_stage(locked, Stage.DRY, Stage.NOTICE)
    if not name.strip() or area <= 0 or not all(fits(number) for number in (area, *(amount for _who, amount in held))):
        raise RoundRefusedError(_("宗地「%(name)s」的名称或面积不对。请填写名称和大于零的亩数。") % {"name": name})
    before = locked.parcels.filter(name=name).first()
    old = describe_parcel(before) if before else None
    if before:
        before.delete()
    parcel = Parcel.objects.create(round=locked, name=name, area=area, owner=owner)
    Holding.objects.bulk_create(Holding(parcel=parcel, holder=who, basis=basis.value, amount=amount) for who, amount in held)
    record_act(
        "evaluation.put_parcel", by=by, at=at, target=f"round:{locked.pk}", subject=locked.owner.code,
        old=old, new=describe_parcel(parcel),
    )  # fmt: skip
    return parcel


def describe_parcel(parcel: Parcel) -> dict[str, object]:
    """The parcel as the journal keeps it."""
    held = {row.holder.code: f"{row.amount} {row.basis}" for row in parcel.holdings.select_related("holder")}
    return {"name": parcel.name, "area": str(parcel.area), "owner": parcel.owner.code if parcel.owner else "", "held": held}


@transaction.atomic
def drop_parcel(parcel: Parcel, *, by: User, at: datetime) -> None:
    """Takes a parcel out of a round. Raises RoundRefusedError."""
    locked = lock_round(parcel.round)
    require_stage(locked, Stage.DRY, Stage.NOTICE)
    old = describe_parcel(parcel)
    parcel.delete()
    record_act("evaluation.drop_parcel", by=by, at=at, target=f"round:{locked.pk}", subject=locked.owner.code, old=old)


@transaction.atomic
def ask_exemption(round_: Round, subject: Subject, name: str, grade: str, reason: str, *, by: User, at: datetime) -> Exemption:
    """Asks that a participant be left out; somebody else decides. Raises RoundRefusedError."""
    locked = lock_round(round_)
    require_stage(locked, Stage.DRY, Stage.NOTICE)
    if find_participant(locked, subject.code) is None or not (name.strip() and grade.strip() and reason.strip()):
        raise RoundRefusedError(_("豁免要写明单位、情形、列为什么、理由。请补全。"))
    if locked.exemptions.filter(subject=subject).exclude(approved=False).exists():
        raise RoundRefusedError(_("「%(subject)s」已有豁免申请或已获批准。请勿重复申请。") % {"subject": subject.label})
    row = Exemption.objects.create(
        round=locked, subject=subject, name=name, grade=grade, reason=reason, asked_by=by, asked_at=at
    )
    record_act(
        "evaluation.ask_exemption", by=by, at=at, target=f"round:{locked.pk}", subject=subject.code,
        new={"name": name, "grade": grade, "reason": reason},
    )  # fmt: skip
    return row


@transaction.atomic
def decide_exemption(exemption: Exemption, approved: bool, opinion: str, *, by: User, at: datetime) -> Exemption:
    """Approves or refuses an exemption; whoever asked may not decide. It counts from the next computing. Raises RoundRefusedError."""
    locked = Exemption.objects.select_for_update(of=("self",)).select_related("round", "subject").get(pk=exemption.pk)
    require_stage(lock_round(locked.round), Stage.DRY, Stage.NOTICE)
    if locked.approved is not None:
        raise RoundRefusedError(_("这项豁免已经批复。请刷新。"))
    if locked.asked_by_id == by.pk:
        raise RoundRefusedError(_("申请人不能批自己的豁免。请由上级或另一位同事批复。"))
    if not approved and not opinion.strip():
        raise RoundRefusedError(_("不同意要写明理由。"))
    locked.approved, locked.decided_by, locked.decided_at, locked.opinion = approved, by, at, opinion
    locked.save(update_fields=["approved", "decided_by", "decided_at", "opinion"])
    record_act(
        "evaluation.decide_exemption", by=by, at=at, target=f"round:{locked.round_id}", subject=locked.subject.code,
        new={"approved": approved, "opinion": opinion},
    )  # fmt: skip
    return locked
