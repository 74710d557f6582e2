"""A row of the 项目月调度表 written into a project and its month. Called inside an import's one act, whose journal row holds old and new."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.core.reader.registers.columns import Value
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.enterprises.actions import remove_enterprise
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.foundation.subjects.actions import put_subject
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import list_children
from kaifaqu.operations.projects.actions.builder import find_builder_of_row
from kaifaqu.operations.projects.actions.facts import keep_stage
from kaifaqu.operations.projects.actions.files import ProjectRefusedError, change_fields, new_code
from kaifaqu.operations.projects.actions.supervision import supervise
from kaifaqu.operations.projects.actions.work import refuse_frozen
from kaifaqu.operations.projects.clocks import approval_items
from kaifaqu.operations.projects.codes import tidy_project_code
from kaifaqu.operations.projects.models import (
    Approval,
    DatedFact,
    DispatchMonth,
    Listing,
    Progress,
    Project,
    YearPlan,
)
from kaifaqu.operations.projects.periods import is_exact, parse_when
from kaifaqu.operations.projects.queries.dispatch import open_month_of
from kaifaqu.operations.projects.queries.rows import BATCHES, FACTS, KEYS, MONTHLY, OWN, PAPERS, PLANNED
from kaifaqu.operations.projects.vocabulary import FactKind, ListKind, Nature

Cells = Mapping[str, Value | None]
NUMBERS = frozenset({"total_investment", "fixed_investment", "land_area", "done_month", "done_year", "done_total"})
"""Columns that are absent as NULL; texts are absent as ""."""
OF_A_MONTH = (*MONTHLY, "plan", "done_before")


def open_from_row(subject: Subject, values: Cells, category: tuple[str, ...], *, by: User, at: datetime) -> str:
    """A new file from a row. Raises ProjectRefusedError."""
    name = str(values.get("name") or "").strip()
    known = list_children(subject.code, Kind.PROJECT).filter(name=name, project__isnull=True).first()
    own = known or put_subject(code=new_code(subject), kind=Kind.PROJECT, name=name[:120], parent=subject.code)
    project = Project.objects.create(subject=own, opened_at=at, officer=by, category=list(category))
    return write_row(str(project.pk), values, category, by=by, at=at)


def write_row(key: str, values: Cells, category: tuple[str, ...], *, by: User, at: datetime) -> str:
    """Writes the columns that are given; None takes away. Raises ProjectRefusedError."""
    project = Project.objects.select_related("subject__parent", "officer").get(pk=key)
    fields = {name: _blank(name, values[name]) for name in OWN if name in values}
    if fields.get("project_code"):
        fields["project_code"] = tidy_project_code(fields["project_code"])
    fields |= {name: _planned(values[name]) for name in PLANNED if name in values}
    if category:
        fields["category"] = list(category)
    change_fields(project, fields | _builder(project, fields, by, at))
    _write_nature(project, values, by, at)
    _write_facts(project, values, by, at)
    _write_papers(project, values)
    _write_lists(project, values, by, at)
    _write_month(project, values, by, at)
    keep_stage(project)
    supervise(project, by=by, at=at)
    return key


def _builder(project: Project, fields: Mapping[str, Any], by: User, at: datetime) -> dict[str, Any]:
    """The enterprise that the row's builder is; undoing the row takes away what the builder had brought."""
    if "builder" not in fields and "credit_code" not in fields:
        return {}
    name = str(fields.get("builder", project.builder)).strip()
    code = str(fields.get("credit_code", project.credit_code)).strip().upper()
    found = find_builder_of_row(name, code, project.subject, by=by, at=at)
    if found is not None:
        return {"enterprise": found}
    old = project.enterprise
    brought = old is not None and project.agreement_id is None and (
        old.credit_code == project.credit_code != "" or old.name == project.builder
    )  # fmt: skip
    return {"enterprise": None} if brought and not name and not code else {}


def _blank(name: str, value: Value | None) -> Any:
    """A column's value, or what stands for none of it."""
    return ("" if name not in NUMBERS else None) if value is None else value


def _planned(value: Value | None) -> date | None:
    """A planned day; of a month, its last."""
    return None if value is None else parse_when(str(value)).bounded_end


def _month_of(project: Project) -> DispatchMonth:
    month = open_month_of(project.subject)
    if month is None:
        raise ProjectRefusedError(_("还没有开启的调度月，本月数不知道记到哪个月。请先在调度页开启一个月，再导入。"))
    refuse_frozen(project, month.year, month.month)
    return month


def _write_month(project: Project, values: Cells, by: User, at: datetime) -> None:
    """The plan of the year and the report of the month that is open."""
    given = [name for name in OF_A_MONTH if name in values]
    if not given:
        return
    month = _month_of(project)
    plan = {ours: values[name] for name, ours in (("plan", "amount"), ("done_before", "done_before")) if name in values}
    if plan:
        YearPlan.objects.update_or_create(project=project, year=month.year, defaults=plan)
    report = {name: _blank(name, values[name]) for name in MONTHLY if name in values}
    if report:
        row = Progress.objects.filter(project=project, year=month.year, month=month.month).first()
        if row is None and any(value not in (None, "") for value in report.values()):
            Progress.objects.create(project=project, year=month.year, month=month.month, by=by, at=at, **report)
        elif row is not None:
            change_fields(row, report)


def _write_facts(project: Project, values: Cells, by: User, at: datetime) -> None:
    """Actual days; a day that the table takes away is voided, not deleted."""
    for name, kind in FACTS.items():
        if name in values:
            _put_fact(project, kind, values[name], by, at)
    if "in_statistics" in values and values.get("in_statistics_on") is None:
        standing = project.facts.filter(kind=FactKind.IN_STATISTICS, voided_at=None).exists()
        if values["in_statistics"] is True and not standing:
            _create_fact(project, FactKind.IN_STATISTICS, Period.as_of(at.date()), by, at)
        elif values["in_statistics"] is not True and standing:
            _void(project, FactKind.IN_STATISTICS, by, at)


def _put_fact(project: Project, kind: FactKind, value: Value | None, by: User, at: datetime) -> None:
    standing = project.facts.filter(kind=kind, voided_at=None).first()
    if value is None:
        if standing is not None:
            _void(project, kind, by, at)
        return
    try:
        period = parse_when(str(value))
    except PeriodError as error:
        raise ProjectRefusedError(str(error)) from error
    if standing is not None and standing.period == str(period):
        return
    if standing is not None:
        _void(project, kind, by, at)
    if period.bounded_end > at.date() and (period.start is None or period.start > at.date()):
        raise ProjectRefusedError(_("%(kind)s的日期 %(day)s 还没有到。") % {"kind": kind.label, "day": value})
    _create_fact(project, kind, period, by, at)


def _create_fact(project: Project, kind: FactKind, period: Period, by: User, at: datetime) -> None:
    DatedFact.objects.create(
        project=project, kind=kind, period=str(period), date=period.bounded_end, exact=is_exact(period), note=_("据项目月调度表"),
        by=by, at=at,
    )  # fmt: skip


def _void(project: Project, kind: FactKind, by: User, at: datetime) -> None:
    project.facts.filter(kind=kind, voided_at=None).update(
        voided_by=by, voided_at=at, void_reason=_("调度表改写或撤销导入")
    )  # fmt: skip


def _write_papers(project: Project, values: Cells) -> None:
    """What the table says of an approval: √, a day, 在办, 不涉及. The words are kept as they stand there."""
    for column, item in PAPERS.items():
        if column not in values:
            continue
        text = str(values[column] or "").strip()[:60]
        known = approval_items()[item]
        if not text:
            Approval.objects.filter(project=project, item=item, accepted_on=None, number="").delete()
            continue
        row, _created = Approval.objects.get_or_create(
            project=project, item=item, defaults={"authority": known.authority, "standard_days": known.days}
        )
        change_fields(row, {"stated": text, "needed": text not in ("不涉及", "不需要"), "settled_on": _day(text)})


def _day(text: str) -> date | None:
    try:
        period = parse_when(text)
    except PeriodError:
        return None
    return period.bounded_end if is_exact(period) else None


def _write_nature(project: Project, values: Cells, by: User, at: datetime) -> None:
    """续建 is a list of the year; the others are the project's own nature."""
    if "nature" not in values:
        return
    value = values["nature"]
    month = open_month_of(project.subject)
    year = str(month.year) if month else str(at.year)
    if value == ListKind.CONTINUED:
        _list(project, ListKind.CONTINUED, year, by, at)
        return
    project.listings.filter(kind=ListKind.CONTINUED, batch=year, removed_at=None).update(
        removed_at=at, removal_reason=_("调度表改写或撤销导入")
    )  # fmt: skip
    change_fields(project, {"nature": value or Nature.UNKNOWN.value})


def _list(project: Project, kind: ListKind, batch: str, by: User, at: datetime) -> None:
    Listing.objects.get_or_create(project=project, kind=kind, batch=batch[:40], removed_at=None, defaults={"by": by, "at": at})


def _unlist(project: Project, kinds: tuple[ListKind, ...], at: datetime) -> None:
    project.listings.filter(kind__in=kinds, removed_at=None).update(removed_at=at, removal_reason=_("调度表改写或撤销导入"))


def _write_lists(project: Project, values: Cells, by: User, at: datetime) -> None:
    """转型, 省市重点, 三个一批: flags beside the stage."""
    if "transformation" in values:
        if values["transformation"] is True:
            _list(project, ListKind.TRANSFORMATION, "", by, at)
        else:
            _unlist(project, (ListKind.TRANSFORMATION,), at)
    if "key" in values:
        text = str(values["key"] or "")
        _unlist(project, tuple(KEYS.values()), at)
        for word, kind in KEYS.items():
            if word in text or text == word[0]:
                _list(project, kind, "", by, at)
    if "batch" in values:
        _unlist(project, BATCHES, at)
        text = str(values["batch"] or "")
        if text:
            kind = next(
                (kind for kind, word in zip(BATCHES, ("签约", "开工", "投产"), strict=True) if word in text), BATCHES[0]
            )
            _list(project, kind, text, by, at)


def remove_row(key: str, *, by: User, at: datetime) -> None:
    """Takes back a file that an import made. Raises ProjectRefusedError where somebody has worked on it since."""
    project = Project.objects.select_related("subject").get(pk=key)
    if list_acts(f"project:{project.pk}").exists():
        raise ProjectRefusedError(_("导入后已有人办过事，没有撤回。"))
    brought = project.enterprise
    for related in (project.facts, project.listings, project.plans, project.progress, project.approvals):
        related.all().delete()
    opened_at = project.opened_at
    project.delete()
    if brought is not None and brought.registered_at == opened_at:
        _drop_builder(brought, by, at)


def _drop_builder(enterprise: Enterprise, by: User, at: datetime) -> None:
    """Takes back an enterprise that the same import had registered; what anything rests on stays."""
    try:
        with transaction.atomic():
            remove_enterprise(enterprise, by=by, at=at)
    except ProtectedError:
        return
