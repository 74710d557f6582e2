"""Sample projects for tests; none of them exists."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.projects.actions import open_project, record_fact
from kaifaqu.operations.projects.models import Project
from kaifaqu.operations.projects.vocabulary import FactKind

ZONE = "Z140200-ZY"
AT = datetime(2024, 4, 26, 9, 0, tzinfo=timezone(timedelta(hours=8)))


def person(username: str = "zuoyun-officer") -> User:
    found: User = User.objects.get(username=username)
    return found


def make_project(name: str = "样品厂", **fields: Any) -> Project:
    return open_project(name=name, under=get_subject(fields.pop("under", ZONE)), by=person(), at=AT, **fields)


def happen(project: Project, kind: FactKind, day: str, note: str = "据样本") -> Project:
    record_fact(project, kind, Period.day(date.fromisoformat(day)), by=person(), at=AT, note=note)
    project.refresh_from_db()
    return project
