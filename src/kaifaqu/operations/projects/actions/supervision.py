"""What a red light sets off: a 督办 task at once and on every tick, closed when the light is out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.core.figures.calendar import CalendarError, add_working_days
from kaifaqu.core.figures.catalogue import load_rules
from kaifaqu.foundation.accounts.actions import System
from kaifaqu.foundation.journal.actions import Actor
from kaifaqu.operations.projects.lights import Light
from kaifaqu.operations.projects.models import Project
from kaifaqu.operations.projects.queries.pictures import list_pictures
from kaifaqu.operations.projects.vocabulary import Colour
from kaifaqu.operations.tasks.actions import close_task, open_task
from kaifaqu.operations.tasks.models import TaskKind, TaskState
from kaifaqu.operations.tasks.queries import list_of_source


def source_of(project: Project, light: Light) -> str:
    """What the task about a light is known by: projects:12:approval:7."""
    return f"projects:{project.pk}:{light.key}"


@transaction.atomic
def supervise(project: Project, *, by: Actor, at: datetime) -> list[Light]:
    """Opens a task for each red light that has none, and closes those whose light is out. Gives the red lights."""
    on = at.date()
    pictured = list_pictures(Project.objects.filter(pk=project.pk), on)[0]
    red = [light for light in pictured.lights(on) if light.colour is Colour.RED and not light.exempt]
    wanted = {source_of(project, light): light for light in red}
    for task in list_of_source(f"projects:{project.pk}:").filter(state=TaskState.OPEN):
        if task.source not in wanted:
            close_task(task, result=_("红灯已灭：所督办的事项已办结、补报或获准免亮。"), by=by, at=at)
    for source, light in wanted.items():
        _open(project, source, light, by=by, at=at)
    return red


def _open(project: Project, source: str, light: Light, *, by: Actor, at: datetime) -> None:
    open_task(
        title=_("督办：%(project)s %(words)s") % {"project": project.subject.label, "words": light.words},
        subject=project.subject, due_date=supervision_due(at.date()), owner=project.officer,
        office=project.subject.parent, source=source, source_url=f"/projects/{project.pk}", kind=TaskKind.URGED, by=by, at=at,
    )  # fmt: skip


def supervision_due(on: date) -> date:
    """The day by which a supervised matter must be answered: catalogue/lights/deadlines.yaml, in working days."""
    rule = next(rule for rule in load_rules("lights") if rule.code == "deadlines")
    days: int = rule.content["supervision_days"]
    try:
        return add_working_days(on, days) or on
    except CalendarError:
        return on + timedelta(days=days * 7 // 5)


def supervise_all(at: datetime) -> Iterator[str]:
    """The timed duty: looks at every project that lives, and tells how many burn red."""
    red = 0
    on = at.date()
    pictures = list_pictures(Project.objects.all(), on)
    burning = {
        pictured.pk
        for pictured in pictures
        if any(light.colour is Colour.RED and not light.exempt for light in pictured.lights(on))
    }
    for project in Project.objects.filter(pk__in=burning | _supervised()).select_related("subject__parent", "officer"):
        red += bool(supervise(project, by=System(), at=at))
    yield _("项目红灯 %(count)s 个，已逐个督办。") % {"count": red}


def _supervised() -> set[int]:
    """The projects that have an open task of a light: it may have gone out."""
    sources = list_of_source("projects:").filter(state=TaskState.OPEN).values_list("source", flat=True)
    return {int(source.split(":")[1]) for source in sources}
