"""What the room states for returns: the push meetings that were held."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.locator import Row
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Statement
from kaifaqu.foundation.stated import Stated
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.operations.tasks.models import MeetingKind
from kaifaqu.operations.tasks.queries import list_meetings_of


def state_figures(subject: Subject, period: Period) -> list[Stated]:
    """The zone's push meetings with final minutes in the period; nothing where none is recorded: an empty book is not a zero."""
    if subject.kind != Kind.ZONE or not period.is_span:
        return []
    held = list_meetings_of(subject, period.bounded_start, period.bounded_end).filter(kind=MeetingKind.PUSH).count()
    if not held:
        return []
    item = item_named("dispatch_meetings")
    statement = Statement(
        item=item.code, subject=subject.code, period=period, quantity=Quantity.of(held, str(item.unit)), basis=item.basis,
        locator=Row("tasks", f"{subject.code}:meetings"),
    )  # fmt: skip
    return [Stated(statement, f"{reverse('tasks:meetings')}?code={subject.code}", _("期内已定稿纪要的项目推进会"))]
