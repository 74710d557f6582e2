"""The one scheduler: what is due at a moment, room by room. A room adds its function to DUTIES."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.contrib.sessions.models import Session

from kaifaqu.foundation.documents.actions import read_all_waiting
from kaifaqu.operations.operators.actions.reminders import remind_ending_mandates
from kaifaqu.operations.projects.actions import supervise_all
from kaifaqu.operations.promotion.actions import open_tasks_for_stages, open_tasks_for_standstill
from kaifaqu.operations.service.actions import escalate_tickets
from kaifaqu.operations.space.actions import release_lapsed
from kaifaqu.operations.tasks.actions import open_tasks_for_promises
from kaifaqu.statistics.ledger.actions import project_columns
from kaifaqu.statistics.returns.actions import remind_of_deadlines

Duty = Callable[[datetime], Iterator[str]]


def end_idle_sessions(at: datetime) -> Iterator[str]:
    """Removes the sessions that have run out."""
    ended, _by_model = Session.objects.filter(expire_date__lt=at).delete()
    yield f"已清理过期会话 {ended} 个。"


def keep_columns(_at: datetime) -> Iterator[str]:
    """Brings the columnar files of the home up to the ledger's newest position."""
    yield project_columns(settings.HOME / "columns")


DUTIES: tuple[Duty, ...] = (
    end_idle_sessions,
    read_all_waiting,
    release_lapsed,
    open_tasks_for_standstill,
    open_tasks_for_stages,
    supervise_all,
    remind_ending_mandates,
    remind_of_deadlines,
    open_tasks_for_promises,
    escalate_tickets,
    keep_columns,
)


def run_due(at: datetime) -> Iterator[str]:
    """Runs every duty at the moment given, and tells what each did."""
    for duty in DUTIES:
        yield from duty(at)
