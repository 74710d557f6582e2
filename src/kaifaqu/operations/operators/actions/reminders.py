"""What a committee must do because of its companies: duties that two lead or nobody does, mandates that end, things to hand back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.actions import System
from kaifaqu.foundation.journal.actions import Actor
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.operators.models import Company, Mandate
from kaifaqu.operations.operators.queries import list_ending, matrix_of
from kaifaqu.operations.operators.rules import COMMITTEE, Verdict
from kaifaqu.operations.tasks.actions import close_task, open_task
from kaifaqu.operations.tasks.queries import find_open

DAYS = 30
"""Days that a committee has to settle a duty."""


def remind_duties(zone: Subject, duties: Iterable[str], *, by: Actor, at: datetime) -> None:
    """Opens a task for each of these duties that two lead or nobody does, and closes those that are clear by now."""
    touched = set(duties)
    names = {
        company.subject.code: company.subject.label
        for company in Company.objects.filter(subject__path__startswith=zone.path).select_related("subject")
    }
    for row in matrix_of(zone):
        if row.duty.code not in touched:
            continue
        source, task = f"operators:duty:{zone.code}:{row.duty.code}", find_open(f"operators:duty:{zone.code}:{row.duty.code}")
        if row.verdict in (Verdict.GAP, Verdict.OVERLAP):
            leads = _("、").join(_("管委会") if party == COMMITTEE else names.get(party, party) for party in row.leads)
            title = (
                _("厘清职责：「%(duty)s」由%(leads)s同时主责") % {"duty": row.duty.name, "leads": leads}
                if row.verdict is Verdict.OVERLAP
                else _("厘清职责：「%(duty)s」没有人主责") % {"duty": row.duty.name}
            )
            due = timezone.localtime(at).date() + timedelta(days=DAYS)
            url = reverse("operators:zone", args=[zone.code])
            open_task(title=title, subject=zone, due_date=due, by=by, at=at, office=zone, source=source, source_url=url)
        elif task is not None:
            close_task(task, result=_("主责已明确"), by=by, at=at)


def remind_hand_backs(mandate: Mandate, *, by: Actor, at: datetime) -> None:
    """Opens the task of an exit, or closes it once the exit is finished."""
    source, subject = f"operators:exit:{mandate.pk}", mandate.company.subject
    task = find_open(source)
    if mandate.exited_on is not None and task is not None:
        close_task(task, result=_("移交完毕，退出办结"), by=by, at=at)
    elif mandate.exit_begun_on is not None and mandate.exited_on is None:
        due = mandate.exit_begun_on + timedelta(days=DAYS)
        title = _("办理「%(company)s」退出移交") % {"company": subject.label}
        url = f"{reverse('operators:company', args=[subject.code])}#exit"
        open_task(title=title, subject=subject, due_date=due, by=by, at=at, office=mandate.zone, source=source, source_url=url)


def remind_ending_mandates(at: datetime) -> Iterator[str]:
    """A duty of the clock: whoever has a mandate that ends within 90 days is told to renew it or to begin its exit."""
    today = timezone.localtime(at).date()
    rows = list_ending(today)
    for mandate in rows:
        subject = mandate.company.subject
        title = _("「%(company)s」的委托 %(end)s 到期：续签或启动退出") % {"company": subject.label, "end": mandate.end}
        open_task(
            title=title, subject=subject, due_date=max(mandate.end, today), by=System(), at=at, office=mandate.zone,
            source=f"operators:ending:{mandate.pk}:{mandate.end}", source_url=reverse("operators:company", args=[subject.code]),
        )  # fmt: skip
    yield _("运营公司：到期提醒 %(count)s 项。") % {"count": len(rows)}
