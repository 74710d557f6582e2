"""What the rooms of operations say about a subject: a line each, urgent ones first, every line opening its records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.enterprises.queries import summarize as summarize_enterprises
from kaifaqu.foundation.stated import Summary
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.operators.queries import summarize as summarize_operators
from kaifaqu.operations.production.queries import summarize as summarize_production
from kaifaqu.operations.projects.queries import summarize as summarize_projects
from kaifaqu.operations.promotion.queries import summarize as summarize_promotion
from kaifaqu.operations.service.queries import summarize as summarize_service
from kaifaqu.operations.space.queries import summarize as summarize_space
from kaifaqu.operations.tasks.queries import summarize as summarize_tasks

Summarize = Callable[[Subject, date], Sequence[Summary]]

ROOMS: tuple[tuple[Any, Summarize], ...] = (
    (_("招商"), summarize_promotion),
    (_("项目"), summarize_projects),
    (_("空间"), summarize_space),
    (_("运营公司"), summarize_operators),
    (_("企业"), summarize_enterprises),
    (_("企业服务"), summarize_service),
    (_("产能"), summarize_production),
    (_("任务"), summarize_tasks),
)
"""In the order in which a leader asks."""


@dataclass(frozen=True, slots=True)
class RoomLines:
    """One room's lines about a subject."""

    label: Any
    lines: Sequence[Summary]


def list_rooms(subject: Subject, on: date) -> list[RoomLines]:
    """The rooms that have something to say about the subject."""
    told = (RoomLines(label, sorted(summarize(subject, on), key=lambda line: not line.urgent)) for label, summarize in ROOMS)
    return [room for room in told if room.lines]
