"""The one scheduler: what is due at a moment, room by room. A room adds its function to DUTIES."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import close_old_connections

from kaifaqu.foundation.documents.actions import read_all_waiting
from kaifaqu.operations.operators.actions.reminders import remind_ending_mandates
from kaifaqu.operations.projects.actions import supervise_all
from kaifaqu.operations.promotion.actions import open_tasks_for_stages, open_tasks_for_standstill
from kaifaqu.operations.service.actions import escalate_tickets
from kaifaqu.operations.space.actions import release_lapsed
from kaifaqu.operations.tasks.actions import open_tasks_for_promises
from kaifaqu.outputs.api.actions import tell_systems
from kaifaqu.statistics.ledger.actions import project_columns
from kaifaqu.statistics.returns.actions import remind_of_deadlines
from kaifaqu.web.consequences.acts import remind_of_consequences

logger = logging.getLogger(__name__)

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
    remind_of_consequences,
    remind_of_deadlines,
    open_tasks_for_promises,
    escalate_tickets,
    keep_columns,
    tell_systems,
)


class DutiesFailedError(RuntimeError):
    """Some duties could not be done; the others were. The message names them."""


def run_due(at: datetime) -> Iterator[str]:
    """Runs every duty at the moment given, and tells what each did. One that fails does not keep the others from being done.

    Raises DutiesFailedError after the last one.
    """
    failed = []
    for duty in DUTIES:
        try:
            yield from duty(at)
        except Exception as error:  # whatever one room could not do, the other rooms' deadlines are kept
            logger.exception("duty %s failed", duty.__name__)
            failed.append(duty.__name__)
            yield f"{duty.__name__} 没有办成：{error}"
            close_old_connections()
    if failed:
        raise DutiesFailedError(
            f"定时事务有 {len(failed)} 项没有办成：{'、'.join(failed)}；其余已办。原因见日志；改正后再运行一次 kaifaqu tick，已办的不会重办。"
        )
