"""How a task is written, whatever it comes from; part of the act that asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.journal.actions import Actor, record_act
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.tasks.models import Task, TaskKind, TaskState
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """A task that a room's pass over its records asks for."""

    title: str
    subject: Subject
    due_date: date
    office: Subject
    source: str
    source_url: str
    kind: TaskKind


def put_tasks(wanted: Sequence[Wanted], within: Subject, *, by: Actor, at: datetime) -> list[Task]:
    """Those of the tasks whose source has none open yet, written together with one journal row on `within`."""
    known = set(
        Task.objects.filter(state=TaskState.OPEN, source__in=[row.source for row in wanted]).values_list("source", flat=True)
    )
    tasks = Task.objects.bulk_create(
        Task(
            title=row.title[:300], subject=row.subject, kind=row.kind, office=row.office, due_date=row.due_date, source=row.source,
            source_url=row.source_url, opened_at=at,
        )
        for row in {row.source: row for row in wanted}.values()
        if row.source not in known
    )  # fmt: skip
    new = [{"task": row.pk, "title": row.title, "due_date": row.due_date.isoformat(), "source": row.source} for row in tasks]
    if tasks:
        record_act("tasks.open_many", by=by, at=at, target=f"subject:{within.pk}", subject=within.code, new={"tasks": new})
    return tasks
