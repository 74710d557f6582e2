"""The rooms whose own counts are proposed to a return. A new room is one line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.stated import Stated
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.operators.figures import state_figures as state_operators
from kaifaqu.operations.production.figures import state_figures as state_production
from kaifaqu.operations.projects.figures import state_figures as state_projects
from kaifaqu.operations.promotion.figures import state_figures as state_promotion
from kaifaqu.operations.service.figures import state_figures as state_service
from kaifaqu.operations.tasks.figures import state_figures as state_tasks


@dataclass(frozen=True, slots=True)
class Source:
    """A room that states figures from its own records."""

    room: str
    label: Any
    state_figures: Callable[[Subject, Period], list[Stated]]


SOURCES: tuple[Source, ...] = (
    Source("promotion", _("招商"), state_promotion),
    Source("projects", _("项目"), state_projects),
    Source("operators", _("运营公司"), state_operators),
    Source("tasks", _("会议"), state_tasks),
    Source("service", _("企业服务"), state_service),
    Source("production", _("产能"), state_production),
)


def list_stated(subject: Subject, period: Period) -> list[tuple[Source, Stated]]:
    """What the rooms state for the subject and the period, each with its room, in the order of the rooms."""
    return [(source, stated) for source in SOURCES for stated in source.state_figures(subject, period)]


def label_of(room: str) -> str:
    """What a room is called; its code where it is none of these."""
    return next((str(source.label) for source in SOURCES if source.room == room), room)
