"""「我今天要办的」: what waits for me, what came back to me, what I wait for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.models import Role
from kaifaqu.foundation.accounts.queries import home_subject, may_as
from kaifaqu.foundation.stated import Summary
from kaifaqu.operations.tasks.models import Task as Duty
from kaifaqu.operations.tasks.queries import list_mine
from kaifaqu.outputs.dashboards.queries.rooms import list_rooms
from kaifaqu.statistics.returns.deadline_queries import list_late, list_owed
from kaifaqu.statistics.returns.models import Return, Signature
from kaifaqu.statistics.returns.queries import Form, Step, form_of, list_returns, list_waiting, step_of


@dataclass(frozen=True, slots=True)
class Task:
    """One return with what it waits for, its deadline and why it came back."""

    return_: Return
    form: Form
    step: Step | None
    due_on: date | None
    is_late: bool
    sent_back: Signature | None


@dataclass(frozen=True, slots=True)
class Today:
    """What an account finds after signing in."""

    mine: Sequence[Task]
    returned: Sequence[Task]
    others: Sequence[Task]
    duties: Sequence[tuple[Duty, bool]]
    """Tasks given to the user or his office, the overdue first, each with whether it is overdue."""


def list_today(user: Any, at: datetime) -> Today:
    """Everything open within the user's reach, by whose turn it is."""
    day = timezone.localdate(at)
    waiting = [_task(return_, day) for return_ in list_waiting(user)]
    known = {task.return_.pk for task in waiting}
    signed: QuerySet[Return] = list_returns(user).filter(accepted_at=None, signatures__by=user).distinct()
    return Today(
        mine=[task for task in waiting if task.sent_back is None],
        returned=[task for task in waiting if task.sent_back is not None],
        others=[_task(return_, day) for return_ in signed if return_.pk not in known],
        duties=[(duty, duty.due_date < day) for duty in list_mine(user)[:50]],
    )


WATCHERS = (Role.CITY_REVIEWER, Role.PROVINCE_APPROVER, Role.LEADER, Role.READER, Role.SIGNER)
"""Those who answer for what others do: they see at once where somebody must be asked."""


def list_pressing(user: Any, on: date) -> list[tuple[Any, Summary]]:
    """What is red below those who answer for it, room by room, and who is late with a return; nothing for all others."""
    home = home_subject(user)
    if home is None or not may_as(user, WATCHERS, home):
        return []
    pressing = [(room.label, line) for room in list_rooms(home, on) for line in room.lines if line.urgent]
    late = sum(len(row.owed) for row in list_late(list_owed(home, on.year, on)))
    if late:
        url = f"{reverse('returns:deadlines')}?at={home.code}"
        pressing.insert(0, (_("报表"), Summary(_("逾期未报"), gettext("%(count)s 份") % {"count": late}, url, urgent=True)))
    return pressing


def _task(return_: Return, day: date) -> Task:
    form = form_of(return_)
    due = form.due_on(Period.parse(return_.period))
    back = return_.signatures.filter(forward=False, round=return_.round - 1).order_by("-pk").first()
    return Task(return_, form, step_of(return_), due, bool(due and due < day), back if return_.position == 0 else None)
