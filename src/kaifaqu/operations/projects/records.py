"""Every entry that a project's page takes: its form, what it does, and the part of the page where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.foundation.subjects.queries import get_ancestor
from kaifaqu.operations.projects import forms, labour_forms
from kaifaqu.operations.projects.actions import files, work
from kaifaqu.operations.projects.actions.facts import record_fact, void_fact
from kaifaqu.operations.projects.actions.labour import raise_labour_need
from kaifaqu.operations.projects.models import Project
from kaifaqu.operations.projects.photographs import read_photo
from kaifaqu.operations.projects.vocabulary import About, FactKind, ListKind, PledgeKind, ReadinessKind
from kaifaqu.operations.tasks.actions import make_promise
from kaifaqu.operations.tasks.models import PromiseKind

Data = dict[str, Any]
Do = Callable[[Project, Data, User, datetime], Any]


@dataclass(frozen=True, slots=True)
class Record:
    """A form of the page, what it does with what is filled in, and where it stands."""

    form: type[forms.RecordForm]
    do: Do
    anchor: str


def without(data: Data, *names: str) -> Data:
    """The data but for some fields."""
    return {name: value for name, value in data.items() if name not in names}


def do_fact(project: Project, data: Data, by: User, at: datetime) -> None:
    record_fact(
        project, FactKind(data["kind"]), data["when"], by=by, at=at, note=data["note"], document=data["document"]
    )  # fmt: skip


def do_approval(project: Project, data: Data, by: User, at: datetime) -> None:
    values = without(data, "item")
    if values["standard_days"] is None:
        del values["standard_days"]
    if not values["authority"]:
        del values["authority"]
    work.put_approval(project, data["item"], values, by=by, at=at)


def do_end_pause(_project: Project, data: Data, by: User, at: datetime) -> None:
    work.end_pause(data["approval"].pauses.get(last=None), data["last"], by=by, at=at)


def do_progress(project: Project, data: Data, by: User, at: datetime) -> None:
    year, month = data["month"]
    given = {name: value for name, value in without(data, "month").items() if value not in (None, "")}
    work.report_progress(project, year, month, given, by=by, at=at)


def do_pledge(project: Project, data: Data, by: User, at: datetime) -> None:
    work.make_pledge(project, PledgeKind(data["kind"]), data["text"], by=by, at=at, **without(data, "kind", "text"))


def do_promise(project: Project, data: Data, by: User, at: datetime) -> None:
    """The zone promises; the room of tasks follows it to its delivery."""
    zone = get_ancestor(project.subject, Kind.ZONE) or project.subject
    make_promise(
        promiser=zone, beneficiary=project.subject, kind=PromiseKind(data["kind"]), words=data["words"], due_date=data["due_date"],
        owner=by, source_url=f"/projects/{project.pk}", by=by, at=at,
    )  # fmt: skip


def do_photo(project: Project, data: Data, by: User, at: datetime) -> None:
    work.add_photo(project, read_photo(data["file"].read()), without(data, "file", "not_secret"), by=by, at=at)


RECORDS: dict[str, Record] = {
    "fact": Record(forms.FactForm, do_fact, "facts"),
    "void": Record(forms.VoidForm, lambda p, d, by, at: void_fact(d["fact"], d["reason"], by=by, at=at), "facts"),
    "approval": Record(forms.ApprovalForm, do_approval, "approvals"),
    "pause": Record(
        forms.PauseForm,
        lambda p, d, by, at: work.pause_approval(d["approval"], d["first"], d["last"], d["reason"], by=by, at=at),
        "approvals",
    ),
    "resume": Record(forms.EndPauseForm, do_end_pause, "approvals"),
    "plan": Record(forms.PlanForm, lambda p, d, by, at: work.put_plan(p, d["year"], without(d, "year"), by=by, at=at), "progress"),
    "progress": Record(forms.ProgressForm, do_progress, "progress"),
    "problem": Record(forms.ProblemForm, lambda p, d, by, at: work.raise_problem(p, d, by=by, at=at), "problems"),
    "solve": Record(
        forms.SolveForm, lambda p, d, by, at: work.solve_problem(d["problem"], d["solved_on"], d["result"], by=by, at=at), "problems"
    ),
    "pledge": Record(forms.PledgeForm, do_pledge, "pledges"),
    "promise": Record(forms.PromiseForm, do_promise, "pledges"),
    "realise": Record(
        forms.RealiseForm,
        lambda p, d, by, at: work.realise_pledge(
            d["pledge"], d["realised"], d["realised_on"], d["evidence"], by=by, at=at
        ),
        "pledges",
    ),
    "readiness": Record(
        forms.ReadinessForm,
        lambda p, d, by, at: work.put_readiness(p, ReadinessKind(d["kind"]), without(d, "kind"), by=by, at=at),
        "readiness",
    ),
    "labour": Record(
        labour_forms.LabourForm,
        lambda p, d, by, at: raise_labour_need(p, d["trade"], d["headcount"], d["due_on"], d["note"], by=by, at=at),
        "labour",
    ),
    "photo": Record(forms.PhotoForm, do_photo, "photos"),
    "list": Record(
        forms.ListForm, lambda p, d, by, at: files.list_project(p, ListKind(d["kind"]), d["batch"], by=by, at=at), "lists"
    ),
    "unlist": Record(
        forms.UnlistForm, lambda p, d, by, at: files.unlist_project(d["listing"], d["reason"], by=by, at=at), "lists"
    ),
    "exemption": Record(
        forms.ExemptionForm,
        lambda p, d, by, at: work.ask_exemption(p, About(d["about"]), d["until"], d["reason"], by=by, at=at),
        "alarms",
    ),
    "claim": Record(forms.ClaimForm, lambda p, d, by, at: files.change_project(p, {"officer": by}, by=by, at=at), "file"),
}  # fmt: skip
"""By the word in the address."""
