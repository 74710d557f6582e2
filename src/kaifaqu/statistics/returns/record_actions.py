"""Writes beside an enterprise's figure: a zone's note, a bureau's value. The enterprise's own figure is never touched."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.core.figures.item import item_named
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.exact import fits
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.statistics.returns.models import Return, SideRecord
from kaifaqu.statistics.returns.queries import form_of


class RecordRefusedError(ValueError):
    """The record cannot be written; the message says why and what to do."""


@transaction.atomic
def note_figure(return_: Return, item: str, text: str, *, by: User, at: datetime) -> SideRecord:
    """The zone's note beside one figure (核实意见): words, never a number in the enterprise's place."""
    if not text.strip():
        raise RecordRefusedError(_("核实意见是空的。请写明核实了什么、怎么核实的、结论如何。"))
    return _write(SideRecord(kind=SideRecord.Kind.NOTE, text=text.strip()), return_, item, by, at)


@transaction.atomic
def record_bureau_value(
    return_: Return, item: str, value: Decimal, source: str, *, by: User, at: datetime, document: Document | None = None
) -> SideRecord:
    """The statistics bureau's value beside one figure, in the item's unit, with the paper that it stands in."""
    if not source.strip():
        raise RecordRefusedError(_("反馈值要写明来源（哪个部门、哪份文件或表、哪一天）。"))
    if not fits(value):
        raise RecordRefusedError(_("数值太长：整数部分最多 20 位，小数部分最多 10 位。"))
    row = SideRecord(
        kind=SideRecord.Kind.BUREAU, value=value, unit=item_named(item).unit.symbol, text=source.strip(), document=document
    )
    return _write(row, return_, item, by, at)


def _write(row: SideRecord, return_: Return, item: str, by: User, at: datetime) -> SideRecord:
    if return_.filer.kind != Kind.ENTERPRISE or form_of(return_).line(f"{item}:actual") is None:
        raise RecordRefusedError(_("只能记在企业自报的数旁边。请从企业的报表中选一项。"))
    before = SideRecord.objects.filter(
        filer=return_.filer, form_code=return_.form_code, period=return_.period, item=item, kind=row.kind
    ).last()
    row.filer, row.form_code, row.period, row.item = return_.filer, return_.form_code, return_.period, item
    row.by, row.at = by, at
    row.save()
    record_act(
        "returns.write_side_record", by=by, at=at, target=f"return:{return_.pk}", subject=return_.filer.code,
        old=_shown(before) if before else None, new={"item": item, "kind": row.kind, **_shown(row)},
    )  # fmt: skip
    return row


def _shown(row: SideRecord) -> dict[str, str]:
    return {"value": f"{row.value} {row.unit}".strip() if row.value is not None else "", "text": row.text}
