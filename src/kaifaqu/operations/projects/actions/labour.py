"""Writes of 用工对接: schools, what a project needs, whom it asked, who came."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.projects.actions.files import ProjectRefusedError, as_json, change_fields, note_act
from kaifaqu.operations.projects.labour import count_open
from kaifaqu.operations.projects.models import LabourNeed, LabourOffer, Project, Readiness, School
from kaifaqu.operations.projects.vocabulary import LabourState, ReadinessKind
from kaifaqu.operations.tasks.actions import close_source, open_task

ENDED = (LabourState.ARRIVED, LabourState.DECLINED)


@transaction.atomic
def put_school(school: School | None, area: Subject, values: Mapping[str, Any], *, by: User, at: datetime) -> School:
    """Registers a school for an area, or changes it. Raises ProjectRefusedError for a name that the area has already."""
    twin = School.objects.filter(area=area, name=values["name"]).first()
    if twin is not None and twin != school:
        raise ProjectRefusedError(
            _("%(area)s已经登记了“%(name)s”。请改那一条。") % {"area": area.label, "name": values["name"]}
        )
    if school is None:
        school = School.objects.create(area=area, **values)
        old, new = None, {name: as_json(value) for name, value in values.items()}
    else:
        old, new = change_fields(school, {"area": area, **values} if school.area_id != area.pk else values)
    record_act("projects.put_school", by=by, at=at, target=f"school:{school.pk}", subject=area.code, old=old, new=new)
    return school


@transaction.atomic
def raise_labour_need(
    project: Project, trade: str, headcount: int, due_on: date, note: str, *, by: User, at: datetime
) -> LabourNeed:
    """Says whom a project needs; a task asks for them until they are there."""
    need = LabourNeed.objects.create(
        project=project, trade=trade.strip(), headcount=headcount, due_on=due_on, note=note.strip(), raised_by=by, raised_at=at
    )
    open_task(
        title=_("为%(project)s对接用工：%(trade)s %(count)s 人") % {"project": project.subject.label, "trade": need.trade, "count": headcount},
        subject=project.subject, due_date=due_on, by=by, at=at, owner=project.officer, office=project.subject.parent,
        source=source_of(need), source_url=f"/projects/{project.pk}#labour",
    )  # fmt: skip
    note_act(
        "raise_labour_need", project, by=by, at=at, new={"trade": need.trade, "headcount": headcount, "due_on": as_json(due_on)}
    )
    return need


@transaction.atomic
def ask_school(need: LabourNeed, school: School, headcount: int, *, by: User, at: datetime) -> LabourOffer:
    """Asks a school for people. Raises ProjectRefusedError for a closed need, a school of another area, or one that is asked already."""
    if need.closed_on is not None:
        raise ProjectRefusedError(_("“%(trade)s”的用工已经办结。") % {"trade": need.trade})
    if not need.project.subject.path.startswith(school.area.path):
        raise ProjectRefusedError(_("%(school)s不服务这个项目所在的地方。请另选。") % {"school": school.name})
    if need.offers.filter(school=school).exclude(state__in=ENDED).exists():
        raise ProjectRefusedError(_("已经在和%(school)s对接。请先写明结果。") % {"school": school.name})
    offer = LabourOffer.objects.create(need=need, school=school, headcount=headcount)
    note_act("ask_school", need.project, by=by, at=at, new={"trade": need.trade, "school": school.name, "headcount": headcount})
    return offer


@transaction.atomic
def settle_labour_offer(
    offer: LabourOffer, state: LabourState, *, by: User, at: datetime, arrived: int | None = None, note: str = ""
) -> LabourOffer:
    """Says what came of it. People who came are counted to the staff that completion waits for; a covered need and its task close.

    Raises ProjectRefusedError for one that is settled, or for arrivals without a number.
    """
    if offer.state in ENDED:
        raise ProjectRefusedError(_("这次对接已经有结果。"))
    if state is LabourState.ARRIVED and not arrived:
        raise ProjectRefusedError(_("没有填到岗人数。请填来了多少人。"))
    need = offer.need
    old = {"state": offer.state}
    offer.state, offer.note = state, note.strip()
    offer.arrived = arrived if state is LabourState.ARRIVED else None
    offer.save(update_fields=["state", "note", "arrived"])
    new: dict[str, Any] = {"state": state.value, "arrived": offer.arrived, "note": offer.note}
    if offer.arrived:
        new["staff"] = _count_in(need.project, offer.arrived)
    came = [count for count in need.offers.values_list("arrived", flat=True) if count is not None]
    if count_open(need.headcount, came) == 0:
        need.closed_on = at.date()
        need.save(update_fields=["closed_on"])
        close_source(source_of(need), result=_("%(count)s 人已到岗。") % {"count": sum(came)}, by=by, at=at)
        new["closed_on"] = as_json(need.closed_on)
    note_act("settle_labour_offer", need.project, by=by, at=at, old=old, new={"school": offer.school.name, **new})
    return offer


def _count_in(project: Project, arrived: int) -> str | None:
    """Adds to the staff that is ready, where staff is asked for: what stands there now."""
    row = Readiness.objects.filter(project=project, kind=ReadinessKind.STAFF).first()
    if row is None:
        return None
    row.ready = (row.ready if row.ready is not None else Decimal(0)) + arrived
    row.save(update_fields=["ready"])
    return f"{row.ready:f}"


def source_of(need: LabourNeed) -> str:
    """What the task about a need is known by."""
    return f"projects-labour:{need.pk}"
