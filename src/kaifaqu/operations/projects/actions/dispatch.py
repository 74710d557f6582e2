"""The month of dispatch: opened, held, frozen; a frozen month is opened again only by a leader with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.projects.actions.files import ProjectRefusedError
from kaifaqu.operations.projects.lights import light_rules
from kaifaqu.operations.projects.models import DispatchIssue, DispatchMonth, LightChoice
from kaifaqu.operations.projects.queries.dispatch import freeze, read_dispatch
from kaifaqu.operations.projects.queries.notice import write_corrections, write_notice
from kaifaqu.operations.projects.queries.rows import list_rows
from kaifaqu.operations.projects.settled import digest_issue, list_corrections, pack_parts, pack_rows
from kaifaqu.operations.projects.vocabulary import Stage


@transaction.atomic
def open_month(subject: Subject, year: int, month: int, *, by: User, at: datetime) -> DispatchMonth:
    """Opens a month for reports; once. Raises ProjectRefusedError for a month ahead."""
    if (year, month) > (at.year, at.month):
        raise ProjectRefusedError(_("%(year)s年%(month)s月还没有到，不能开启调度。") % {"year": year, "month": month})
    row, created = DispatchMonth.objects.get_or_create(
        subject=subject, year=year, month=month, defaults={"opened_by": by, "opened_at": at}
    )
    if created:
        _note("open_month", row, by=by, at=at)
    return row


@transaction.atomic
def close_month(row: DispatchMonth, *, by: User, at: datetime) -> None:
    """Freezes the month as it stands, with its paper and its table; a re-issue says what it corrects. Raises ProjectRefusedError."""
    if row.closed_at is not None:
        raise ProjectRefusedError(_("这个月已经定稿。"))
    row.frozen = _settle(row, at)
    row.closed_by, row.closed_at = by, at
    row.save(update_fields=["frozen", "closed_by", "closed_at"])
    _note("close_month", row, by=by, at=at, new={"totals": row.frozen["totals"]})


def _settle(row: DispatchMonth, at: datetime) -> dict[str, Any]:
    """What is printed of the month from now on, whatever is corrected later."""
    dispatch = read_dispatch(row.subject, row.year, row.month, at.date())
    said = freeze(dispatch)
    last = row.issues.order_by("number").last()
    before = last.said if last is not None else None
    corrections = list_corrections(before, said, {stage.value: str(stage.label) for stage in Stage}) if before else []
    notice = write_notice(dispatch, write_corrections(corrections, reissued=before is not None))
    return said | {
        "issue": 1 if last is None else last.number + 1, "corrections": corrections, "notice": pack_parts(notice),
        "sheet": pack_rows(list_rows(row.subject, row)),
    }  # fmt: skip


@transaction.atomic
def reopen_month(row: DispatchMonth, reason: str, *, by: User, at: datetime) -> None:
    """Opens a frozen month again, with a reason; what it had said is kept whole, its digest in the journal. Raises ProjectRefusedError."""
    if not reason.strip():
        raise ProjectRefusedError(_("退回重开要写明原因。"))
    if row.frozen is None:
        raise ProjectRefusedError(_("这个月还没有定稿，不用退回。"))
    number, digest = row.issues.count() + 1, digest_issue(row.frozen)
    DispatchIssue.objects.create(month=row, number=number, said=row.frozen, digest=digest, at=at)
    row.frozen, row.closed_by, row.closed_at = None, None, None
    row.save(update_fields=["frozen", "closed_by", "closed_at"])
    _note("reopen_month", row, by=by, at=at, old={"issue": number, "digest": digest}, new={"reason": reason.strip()})


def _note(name: str, row: DispatchMonth, *, by: User, at: datetime, old: object = None, new: object = None) -> None:
    record_act(
        f"projects.{name}", by=by, at=at, target=f"dispatch:{row.pk}", subject=row.subject.code, old=old,
        new=new or {"month": f"{row.year}-{row.month:02d}"},
    )  # fmt: skip


@transaction.atomic
def choose_lights(subject: Subject, rule: str, *, by: User, at: datetime) -> LightChoice:
    """Chooses the rule of lights for a subject and all below it, from today on. Raises ProjectRefusedError."""
    known = light_rules().get(rule)
    if known is None or known.always:
        raise ProjectRefusedError(_("没有这一种亮灯规则。"))
    row = LightChoice.objects.create(subject=subject, rule=rule, valid_from=at.date(), by=by, at=at)
    record_act(
        "projects.choose_lights", by=by, at=at, target=f"lights:{subject.pk}", subject=subject.code,
        new={"rule": rule, "digest": known.rule.digest},
    )  # fmt: skip
    return row
