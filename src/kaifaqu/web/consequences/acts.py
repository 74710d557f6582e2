"""Carrying a published consequence out: the mandate is paid or let go, and the consequence says how, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.core.engine.scheme import Effect
from kaifaqu.core.figures.quantity import plain
from kaifaqu.foundation.accounts.actions import System
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.operations.operators.actions.exits import begin_exit
from kaifaqu.operations.operators.actions.mandates import settle_fee
from kaifaqu.operations.operators.actions.writing import OperatorRefusedError
from kaifaqu.operations.operators.models import ExitKind, Mandate, Settlement
from kaifaqu.operations.tasks.actions import close_source, close_task, open_task
from kaifaqu.operations.tasks.models import TaskState
from kaifaqu.operations.tasks.queries import list_of_source
from kaifaqu.statistics.evaluation.actions import carry_out
from kaifaqu.statistics.evaluation.models import FollowUp, Stage
from kaifaqu.statistics.evaluation.queries import list_open_follow_ups
from kaifaqu.web.consequences.bills import Bill, describe_basis

DAYS = 30
"""Days after publication within which a consequence is carried out."""
TASKS = "consequences:"


def _require_open(follow_up: FollowUp, effect: Effect) -> None:
    if follow_up.round.stage != Stage.PUBLISHED or follow_up.done_at is not None or follow_up.effect != effect:
        raise OperatorRefusedError(_("考核没有公布，或这一项后果已经落实。请刷新后再办。"))


@transaction.atomic
def settle_by_grade(follow_up: FollowUp, bill: Bill, *, last: bool, by: User, at: datetime) -> Settlement:
    """Settles a mandate by its published class; with the `last` of the company's mandates the consequence is carried out.

    Raises OperatorRefusedError with everything that stands in the way.
    """
    _require_open(follow_up, Effect.PAYMENT)
    if bill.obstacles:
        raise OperatorRefusedError(" ".join(bill.obstacles))
    bases = {line.term.pk: line.base for line in bill.lines if line.base is not None}
    settlement = settle_fee(bill.mandate, bill.period, bases, bill.graded, by=by, at=at)
    if last:
        note = _("已结算 %(period)s：应付 %(payable)s 万元") % {
            "period": bill.period.chinese, "payable": f"{plain(settlement.payable):f}",
        }  # fmt: skip
        carry_out(follow_up, note, by=by, at=at)
        close_source(f"{TASKS}{follow_up.pk}", result=note, by=by, at=at)
    return settlement


@transaction.atomic
def exit_by_grade(follow_up: FollowUp, mandate: Mandate, on: date, *, by: User, at: datetime) -> Mandate:
    """Begins the exit that a published class asks for. Raises OperatorRefusedError."""
    _require_open(follow_up, Effect.TERMINATION)
    begin_exit(mandate, ExitKind.GRADE, describe_basis(follow_up), on, by=by, at=at)
    note = _("%(on)s 启动退出") % {"on": on}
    carry_out(follow_up, note, by=by, at=at)
    close_source(f"{TASKS}{follow_up.pk}", result=note, by=by, at=at)
    return mandate


def remind_of_consequences(at: datetime) -> Iterator[str]:
    """A duty of the clock: a committee has a task for each published consequence of its company's class, until it is carried out."""
    rows = list(list_open_follow_ups(Kind.OPERATING_COMPANY))
    for row in rows:
        published = timezone.localtime(row.round.published_at or at).date()
        title = _("落实考核后果：「%(company)s」%(grade)s，%(words)s") % {
            "company": row.subject.label, "grade": row.grade, "words": row.words,
        }  # fmt: skip
        open_task(
            title=title[:300], subject=row.subject, due_date=published + timedelta(days=DAYS), by=System(), at=at, office=row.subject.parent,
            source=f"{TASKS}{row.pk}", source_url=_address(row),
        )  # fmt: skip
    still = {f"{TASKS}{row.pk}" for row in rows}
    for task in list_of_source(TASKS).filter(state=TaskState.OPEN).exclude(source__in=still):
        close_task(task, result=_("已登记落实"), by=System(), at=at)
    yield _("考核后果：待落实 %(count)s 项。") % {"count": len(rows)}


def _address(row: FollowUp) -> str:
    """Where the consequence is carried out."""
    names = {Effect.PAYMENT.value: "web:settle_consequence", Effect.TERMINATION.value: "web:exit_consequence"}
    if row.effect in names:
        return reverse(names[row.effect], args=[row.pk])
    return f"{reverse('evaluation:round', args=[row.round_id])}#consequences"
