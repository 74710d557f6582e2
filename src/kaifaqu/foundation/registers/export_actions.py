"""Taking a list out: asked, decided by somebody else, and written down each time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.register import Register
from kaifaqu.foundation.registers.models import WholeExport
from kaifaqu.foundation.subjects.models import Subject


class ExportRefusedError(ValueError):
    """The act is not possible; the message says why and what to do."""


@transaction.atomic
def ask_whole_export(register: Register, subject: Subject, reason: str, *, by: User, at: datetime) -> WholeExport:
    """Asks to take the list out with whole telephone numbers; one wish waits at a time. Raises ExportRefusedError without a reason."""
    if not reason.strip():
        raise ExportRefusedError(_("没有写用途。请写明导出全号做什么用，审批人据此决定。"))
    waiting = WholeExport.objects.filter(register=register.code, subject=subject, asked_by=by, granted=None).first()
    if waiting is not None:
        return waiting
    wish = WholeExport.objects.create(
        register=register.code, subject=subject, reason=reason.strip()[:200], asked_by=by, asked_at=at
    )
    record_act(
        "registers.ask_whole", by=by, at=at, target=f"whole_export:{wish.pk}", subject=subject.code,
        new={"register": register.code, "reason": wish.reason},
    )  # fmt: skip
    return wish


@transaction.atomic
def decide_whole_export(wish: WholeExport, granted: bool, *, by: User, at: datetime) -> None:
    """Grants or refuses. Raises ExportRefusedError for one's own wish or one that is decided."""
    fresh = WholeExport.objects.select_for_update().get(pk=wish.pk)
    if fresh.granted is not None:
        raise ExportRefusedError(_("这份申请已经审批过。"))
    if fresh.asked_by_id == by.pk:
        raise ExportRefusedError(_("自己的申请要由别人审批。"))
    fresh.granted, fresh.decided_by, fresh.decided_at = granted, by, at
    fresh.save(update_fields=["granted", "decided_by", "decided_at"])
    record_act(
        "registers.decide_whole",
        by=by,
        at=at,
        target=f"whole_export:{fresh.pk}",
        subject=fresh.subject.code,
        new={"granted": granted},
    )


def note_export(
    register: Register, subject: Subject, rows: int, approval: WholeExport | None, *, by: User, at: datetime
) -> None:
    """Writes down that a list was taken out: how many rows, and by which approval the numbers were whole."""
    record_act(
        "registers.export", by=by, at=at, target=f"register:{register.code}", subject=subject.code,
        new={"rows": rows, "whole": approval.pk if approval else None},
    )  # fmt: skip
