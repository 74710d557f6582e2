"""Writes of AB角 and of stamped pages."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.accounts.queries import list_colleagues
from kaifaqu.foundation.documents.actions import receive_document
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.statistics.returns.actions import lock_return
from kaifaqu.statistics.returns.models import Deputy, Return, StampedPage

SCANS = ("image/", "application/pdf")
"""What a stamped page may be: an image or a PDF."""


class DeputyRefusedError(ValueError):
    """The act is not possible; the message says why and what to do."""


@transaction.atomic
def name_deputy(deputy: User, first_day: date, last_day: date, reason: str, *, by: User, at: datetime) -> Deputy:
    """A lets B sign in A's place for some days. B must be a colleague, and may not pass it on."""
    if not list_colleagues(by).filter(pk=deputy.pk).exists():
        raise DeputyRefusedError(_("B 角应是同一单位的同事，不能是本人。请从名单中选择。"))
    if first_day > last_day or last_day < timezone.localdate(at):
        raise DeputyRefusedError(_("起止日期不对：止日应不早于起日，也不早于今天。"))
    if not reason.strip():
        raise DeputyRefusedError(_("请写明代签事由（出差、休假、学习等）。"))
    overlapping = Deputy.objects.filter(principal=by, ended_at=None, first_day__lte=last_day, last_day__gte=first_day)
    if overlapping.exists():
        raise DeputyRefusedError(_("这些天已有 B 角。请先收回原来的授权。"))
    row = Deputy.objects.create(
        principal=by, deputy=deputy, first_day=first_day, last_day=last_day, reason=reason.strip()[:120], at=at
    )
    record_act(
        "returns.name_deputy", by=by, at=at, target=f"deputy:{row.pk}",
        new={"deputy": deputy.name, "first": str(first_day), "last": str(last_day), "reason": row.reason},
    )  # fmt: skip
    return row


@transaction.atomic
def end_deputy(row: Deputy, *, by: User, at: datetime) -> Deputy:
    """Takes the standing-in back from now on; what was signed stays signed."""
    if row.principal_id != by.pk:
        raise DeputyRefusedError(_("只有 A 角本人可以收回。"))
    if row.ended_at is None:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        record_act("returns.end_deputy", by=by, at=at, target=f"deputy:{row.pk}", new={"ended": at.isoformat()})
    return row


def attach_stamped_page(return_: Return, data: bytes, filename: str, *, by: User, at: datetime) -> StampedPage:
    """Keeps the scanned page with stamp and signature beside the present signing round.

    Raises SourceRefused for what is no readable file, DeputyRefusedError for a booked return or what is no scan.
    """
    if return_.accepted_at is not None:
        raise DeputyRefusedError(_("本表已核准入账，不能再附盖章页。需要更正请新建更正版。"))
    document, _new = receive_document(data, filename, subject=return_.filer, by=by, at=at, as_table=True)
    if not document.media_type.startswith(SCANS):
        raise DeputyRefusedError(_("盖章页应是扫描件（PDF、PNG、JPEG），收到的是 %(type)s。") % {"type": document.media_type})
    return _keep_page(return_, document.pk, filename, by, at)


@transaction.atomic
def _keep_page(return_: Return, document: int, filename: str, by: User, at: datetime) -> StampedPage:
    locked = lock_return(return_)
    known: StampedPage | None = StampedPage.objects.filter(owner=locked, round=locked.round, document=document).first()
    if known is not None:
        return known
    row: StampedPage = StampedPage.objects.create(
        owner=locked, round=locked.round, document_id=document, filename=filename[:200], by=by, at=at
    )
    record_act(
        "returns.attach_stamped_page", by=by, at=at, target=f"return:{locked.pk}", subject=locked.filer.code,
        new={"document": document, "round": locked.round, "filename": row.filename},
    )  # fmt: skip
    return row
