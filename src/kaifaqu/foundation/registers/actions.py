"""Writes of registers: begin, learn the headings, import, undo. One act, one transaction, one journal row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.core.figures.problem import Problem
from kaifaqu.core.reader.registers.read import fingerprint
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.register import Register, RegisterRefusedError
from kaifaqu.foundation.registers.models import Change, LearnedLayout, Upload
from kaifaqu.foundation.registers.queries import headings_of, learned_fields, plan_of
from kaifaqu.foundation.registers.rules import Plan, PlannedRow, decode, encode
from kaifaqu.foundation.subjects.models import Subject


class UploadRefusedError(ValueError):
    """The act is not possible; the message says why, `problems` what to mend."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = list(problems)


@transaction.atomic
def start_upload(register: Register, subject: Subject, document: Document, filename: str, *, by: User, at: datetime) -> Upload:
    """Lays a received file beside the register. A file that lies there and is not imported yet is the same upload."""
    waiting = Upload.objects.filter(register=register.code, subject=subject, document=document, applied_at=None).first()
    if waiting is not None:
        return waiting
    upload = Upload.objects.create(
        register=register.code, subject=subject, document=document, filename=filename[:200], by=by, at=at
    )
    record_act(
        "registers.start_upload", by=by, at=at, target=f"upload:{upload.pk}", subject=subject.code,
        new={"register": register.code, "document": document.pk, "filename": upload.filename},
    )  # fmt: skip
    return upload


@transaction.atomic
def learn_headings(upload: Upload, register: Register, chosen: Mapping[str, str], *, by: User, at: datetime) -> None:
    """Remembers for this subject what a person chose for headings: a field by heading key, "" for one to leave out."""
    plan = plan_of(upload, register)
    known = {column.field for column in register.columns} | {""}
    kept = {key: field for key, field in chosen.items() if field in known}
    _remember(upload, register, plan, kept, by, at)


def _remember(upload: Upload, register: Register, plan: Plan, chosen: Mapping[str, str], by: User, at: datetime) -> None:
    """The layout as a new version, where it says something new."""
    earlier = learned_fields(register, upload.subject)
    rows = [
        {
            "key": heading.key,
            "path": list(heading.path),
            "field": chosen.get(heading.key, heading.field),
            "chosen": heading.key in chosen or heading.key in earlier,
        }
        for heading in headings_of(plan)
    ]
    layout = fingerprint([str(row["key"]) for row in rows])
    last = (
        LearnedLayout.objects.filter(register=upload.register, subject=upload.subject, fingerprint=layout)
        .order_by("-version")
        .first()
    )
    if last is not None and last.headings == rows:
        return
    LearnedLayout.objects.create(
        register=upload.register, subject=upload.subject, fingerprint=layout, version=last.version + 1 if last else 1,
        title=upload.filename, headings=rows, by=by, at=at,
    )  # fmt: skip
    record_act(
        "registers.learn_headings", by=by, at=at, target=f"upload:{upload.pk}", subject=upload.subject.code,
        new={"layout": layout[:12], "chosen": dict(chosen)},
    )  # fmt: skip


@transaction.atomic
def apply_upload(upload: Upload, register: Register, *, by: User, at: datetime) -> int:
    """Imports the file: every row that says something else than the register does, or none. Gives their number.

    Raises UploadRefusedError when it was imported already, or with everything that stops it.
    """
    fresh = Upload.objects.select_for_update().get(pk=upload.pk)
    if fresh.applied_at is not None:
        raise UploadRefusedError(_("这份文件已经导入过。需要再导入的，请重新上传。"))
    plan = plan_of(fresh, register)
    if plan.stopping:
        raise UploadRefusedError(_("有 %(count)s 处问题，整份文件没有导入。") % {"count": len(plan.stopping)}, plan.stopping)
    if not plan.taken:
        return 0
    changes = [_write_row(fresh, register, row, by, at) for row in plan.taken]
    Change.objects.bulk_create(changes)
    fresh.applied_by, fresh.applied_at = by, at
    fresh.save(update_fields=["applied_by", "applied_at"])
    _remember(fresh, register, plan, {}, by, at)
    record_act(
        "registers.apply_upload", by=by, at=at, target=f"upload:{fresh.pk}", subject=fresh.subject.code,
        old={change.key: change.old for change in changes}, new={change.key: change.new for change in changes},
    )  # fmt: skip
    return len(changes)


def _write_row(upload: Upload, register: Register, row: PlannedRow, by: User, at: datetime) -> Change:
    fields = [difference.column.field for difference in row.differences]
    new = {field: row.record.values[field] for field in fields}
    old = encode({field: row.before.get(field) for field in fields}) if row.key is not None else None
    try:
        key = register.write(upload.subject, row.key, new, row.record.category, by=by, at=at)
    except RegisterRefusedError as error:
        raise UploadRefusedError(
            _("%(place)s：%(reason)s 整份文件没有导入。") % {"place": row.record.place, "reason": error}
        ) from error
    if register.rewords:
        kept = register.read(key)
        new = {field: value for field in fields if (value := kept.get(field)) is not None}
    return Change(owner=upload, place=row.record.place, key=key, name=row.name[:200], old=old, new=encode(new))


@transaction.atomic
def undo_upload(upload: Upload, register: Register, *, by: User, at: datetime) -> list[str]:
    """Takes a whole import back: new records go, changed ones say again what they said.

    Gives one sentence for each record that is left as it is, because somebody changed it since or something rests on it.
    """
    fresh = Upload.objects.select_for_update().get(pk=upload.pk)
    if fresh.applied_at is None or fresh.undone_at is not None:
        raise UploadRefusedError(_("这次导入还没有入账，或已经撤销，无需再撤销。"))
    left = [reason for change in reversed(fresh.changes.all()) if (reason := _take_back(register, fresh, change, by, at))]
    fresh.undone_by, fresh.undone_at = by, at
    fresh.save(update_fields=["undone_by", "undone_at"])
    record_act(
        "registers.undo_upload", by=by, at=at, target=f"upload:{fresh.pk}", subject=fresh.subject.code,
        old={change.key: change.new for change in fresh.changes.all()},
        new={"left": left, **{change.key: change.old for change in fresh.changes.all()}},
    )  # fmt: skip
    return left


def _take_back(register: Register, upload: Upload, change: Change, by: User, at: datetime) -> str:
    """Nothing, or why the record stays."""
    now = register.read(change.key)
    if encode({field: now.get(field) for field in change.new}) != change.new:
        return _("%(name)s：导入后又改过，没有撤回。") % {"name": change.name}
    try:
        with transaction.atomic():
            if change.old is None:
                register.remove(change.key, by=by, at=at)
            else:
                register.write(upload.subject, change.key, decode(register.columns, change.old), (), by=by, at=at)
    except RegisterRefusedError as error:
        return _("%(name)s：%(reason)s") % {"name": change.name, "reason": error}
    return ""
