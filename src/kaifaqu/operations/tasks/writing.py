"""How a task is written, whatever it comes from; part of the act that asks for it."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.journal.actions import Actor, record_act
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.tasks.models import Task, TaskKind
from kaifaqu.operations.tasks.queries import find_open
from kaifaqu.operations.tasks.rules import TaskRefusedError


def put_task(
    *, title: str, subject: Subject, due_date: date, by: Actor, at: datetime, owner: User | None, office: Subject | None,
    source: str, source_url: str, kind: TaskKind,
) -> Task:  # fmt: skip
    """The open task of the source, or a new one with its journal row. Raises TaskRefusedError without a title."""
    known = find_open(source)
    if known is not None:
        return known
    if not title.strip():
        raise TaskRefusedError(_("没有写事项。请写明要办什么。"))
    task = Task.objects.create(
        title=title.strip(), subject=subject, kind=kind, owner=owner, office=office, due_date=due_date, source=source,
        source_url=source_url, opened_by=by if isinstance(by, User) else None, opened_at=at,
    )  # fmt: skip
    new = {
        "title": task.title, "due_date": due_date.isoformat(), "owner": owner.username if owner else None,
        "office": office.code if office else None, "source": source, "kind": kind,
    }  # fmt: skip
    record_act("tasks.open", by=by, at=at, target=f"task:{task.pk}", subject=subject.code, new=new)
    return task
