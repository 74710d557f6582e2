"""The dispatch meeting: what the month asks for is put forward, then the meeting is called; its decisions become tasks in the room of tasks."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.operations.projects.queries.dispatch import Dispatch
from kaifaqu.operations.tasks.actions import call_meeting, propose_agenda_item
from kaifaqu.operations.tasks.models import Meeting, MeetingKind

PUT_FORWARD = ("problem", "need")
"""Red lights stand on the agenda already: each has its 督办 task, and a meeting begins with the open tasks."""


@transaction.atomic
def call_dispatch_meeting(dispatch: Dispatch, on: date, *, by: User, at: datetime) -> Meeting:
    """Puts the month's problems and needs forward and calls the meeting."""
    for number, item in enumerate(dispatch.agenda):
        if item.kind in PUT_FORWARD and item.project is not None:
            propose_agenda_item(
                convener=dispatch.subject, subject=item.project.subject, words=f"{item.project.subject.label}：{item.words}", by=by, at=at,
                source=f"projects:{item.project.pk}:{item.kind}:{dispatch.year}-{dispatch.month}:{number}", source_url=item.url,
            )  # fmt: skip
    title = _("%(year)s年%(month)s月项目调度会") % {"year": dispatch.year, "month": dispatch.month}
    return call_meeting(subject=dispatch.subject, kind=MeetingKind.DISPATCH, on=on, by=by, at=at, title=title)
