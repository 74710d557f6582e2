"""An OC4IDS package taken in whole: a file for each project, its dated milestones as facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.enterprises.codes import find_credit_code_fault, find_industry_fault
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.projects.actions.facts import record_fact
from kaifaqu.operations.projects.actions.files import ProjectRefusedError, open_project
from kaifaqu.operations.projects.codes import find_project_code_fault
from kaifaqu.operations.projects.interchange import Incoming

CHECKS = (
    ("project_code", find_project_code_fault), ("credit_code", find_credit_code_fault), ("industry", find_industry_fault),
)  # fmt: skip


@transaction.atomic
def take_package(rows: Sequence[Incoming], under: Subject, *, by: User, at: datetime) -> tuple[int, list[str]]:
    """Opens a file for each project: (how many, what a person must look at). All or none. Raises ProjectRefusedError."""
    doubts: list[str] = []
    for row in rows:
        fields = dict(row.fields)
        doubts += [f"{row.name}：{doubt}" for doubt in row.doubts]
        for name, find_fault in CHECKS:
            fault = find_fault(fields[name]) if fields.get(name) else ""
            if fault:
                doubts.append(f"{row.name}：{fault}")
                fields[name] = ""
        project = open_project(name=row.name, under=under, by=by, at=at, **fields)
        for kind, day in sorted(row.facts, key=lambda fact: fact[1]):
            try:
                record_fact(project, kind, Period.day(day), by=by, at=at, note=_("据 OC4IDS 项目包"))
            except ProjectRefusedError as error:
                told = "；".join([str(error), *(problem.message for problem in error.problems)])
                raise ProjectRefusedError(f"{row.name}：{told}", error.problems) from error
    return len(rows), doubts
