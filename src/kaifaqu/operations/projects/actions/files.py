"""A project's file: opened once, changed field by field, put on lists and taken off them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from kaifaqu.core.figures.problem import Problem
from kaifaqu.core.figures.quantity import plain
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import ReadEvent
from kaifaqu.foundation.journal.actions import Actor, record_act
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.actions import put_subject
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import find_by_code, list_children
from kaifaqu.operations.projects.models import Listing, Project
from kaifaqu.operations.projects.vocabulary import ListKind

FIELDS = (
    "project_code", "builder", "credit_code", "industry", "industry_name", "chain", "park", "years", "nature", "filing_way", "content", "total_investment",
    "fixed_investment", "land_area", "planned_start", "planned_completion", "planned_production", "commitment", "standard_land",
    "full_agency", "address", "longitude", "latitude", "office", "leader", "contact", "officer", "notes", "operator", "developer",
    "enterprise",
)  # fmt: skip
"""The fields of a file that a person may change; the stage is none of them."""


class ProjectRefusedError(ValueError):
    """The act is not possible; the message says why and what to do, `problems` each fault."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


def as_json(value: Any) -> Any:
    """A field's value as the journal keeps it."""
    if isinstance(value, Decimal):
        return f"{plain(value):f}"
    if isinstance(value, date):
        return value.isoformat()
    return value.pk if isinstance(value, models.Model) else value


def note_act(name: str, project: Project, *, by: Actor, at: datetime, old: Any = None, new: Any = None) -> None:
    """The journal's row of one act on a project."""
    record_act(f"projects.{name}", by=by, at=at, target=f"project:{project.pk}", subject=project.subject.code, old=old, new=new)


def change_fields(row: models.Model, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Sets what differs and saves it: (old, new) of the changed fields, empty where nothing did."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    old = {name: as_json(getattr(row, name)) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.save(update_fields=list(changed))
    return old, {name: as_json(value) for name, value in changed.items()}


@transaction.atomic
def open_project(
    *, name: str, under: Subject, by: User, at: datetime, provenance: Provenance = Provenance.OWN, **fields: Any
) -> Project:
    """Opens the file of a project below a zone or park. A subject of this name without a file gets it.

    Raises ProjectRefusedError where a file of this name or code stands there already.
    """
    name = name.strip()
    known = list_children(under.code, Kind.PROJECT).filter(name=name).first()
    if known is not None and Project.objects.filter(subject=known).exists():
        raise ProjectRefusedError(
            _("%(under)s已有项目“%(name)s”的档案。请打开原档案；确是另一个项目的，请写全名称（加建设单位或期次）。")
            % {"under": under.label, "name": name}
        )
    _refuse_taken_code(fields.get("project_code", ""), None)
    subject = known or put_subject(code=new_code(under), kind=Kind.PROJECT, name=name, parent=under.code)
    project = Project.objects.create(subject=subject, provenance=provenance, opened_at=at, **fields)
    new = {"name": name, **{key: as_json(value) for key, value in fields.items()}}
    note_act("open_project", project, by=by, at=at, new=new)
    return project


def new_code(under: Subject) -> str:
    """The next free code below a zone: P…-0001."""
    stem = f"P{under.code.lstrip('ZKP')}"[:33]
    number = Project.objects.filter(subject__path__startswith=under.path).count() + 1
    while find_by_code(f"{stem}-{number:04d}") is not None:
        number += 1
    return f"{stem}-{number:04d}"


def _refuse_taken_code(code: str, own: int | None) -> None:
    others = Project.objects.filter(project_code=code) if code else Project.objects.none()
    other = (others if own is None else others.exclude(pk=own)).first()
    if other is not None:
        raise ProjectRefusedError(
            _("项目代码 %(code)s 已登记在“%(name)s”名下。一个代码只属于一个项目，请核对。")
            % {"code": code, "name": other.subject.name}
        )


@transaction.atomic
def change_project(project: Project, values: Mapping[str, Any], *, by: User, at: datetime, name: str = "") -> bool:
    """Changes fields of the file; a new 项目代码 keeps the old one beside. True when anything changed."""
    known = {field: value for field, value in values.items() if field in FIELDS}
    code = known.get("project_code", project.project_code)
    if code != project.project_code:
        _refuse_taken_code(code, project.pk)
        if project.project_code:
            known["former_codes"] = [*project.former_codes, project.project_code]
    old, new = change_fields(project, known)
    if name.strip() and name.strip() != project.subject.name:
        old["name"], new["name"] = project.subject.name, name.strip()
        parent = project.subject.parent
        project.subject = put_subject(
            code=project.subject.code, kind=Kind.PROJECT, name=name.strip(), parent=parent.code if parent else None
        )
    if new:
        note_act("change_project", project, by=by, at=at, old=old, new=new)
    return bool(new)


@transaction.atomic
def note_reveal(project: Project, *, by: User, at: datetime) -> None:
    """Writes down that somebody looked at the whole telephone number; the number itself stays out of the journal."""
    note_act("reveal_contact", project, by=by, at=at)


@transaction.atomic
def list_project(
    project: Project, kind: ListKind, batch: str, *, by: User, at: datetime, event: ReadEvent | None = None
) -> Listing:
    """Puts the project on a list; once, however often it is said."""
    row, created = Listing.objects.get_or_create(
        project=project, kind=kind, batch=batch.strip(), removed_at=None, defaults={"event": event, "by": by, "at": at}
    )
    if created:
        note_act("list_project", project, by=by, at=at, new={"kind": kind.value, "batch": batch})
    return row


@transaction.atomic
def unlist_project(listing: Listing, reason: str, *, by: User, at: datetime) -> None:
    """Takes the project off a list (调出) with a reason; that it stood there is kept."""
    if not reason.strip():
        raise ProjectRefusedError(_("调出清单要写明原因。请写一句，如“年底动态调整”。"))
    listing.removed_at, listing.removal_reason = at, reason.strip()
    listing.save(update_fields=["removed_at", "removal_reason"])
    note_act(
        "unlist_project", listing.project, by=by, at=at, old={"kind": listing.kind, "batch": listing.batch},
        new={"reason": reason.strip()},
    )  # fmt: skip
