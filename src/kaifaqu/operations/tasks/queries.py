"""Reads of tasks: what is open, whose turn it is, what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import Role, User
from kaifaqu.foundation.accounts.queries import list_people, reach_of
from kaifaqu.foundation.documents.models import ReadEvent
from kaifaqu.foundation.documents.queries import list_accepted_events
from kaifaqu.foundation.stated import Summary
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import list_within
from kaifaqu.operations.tasks.models import AgendaItem, Campaign, Meeting, Promise, Task, TaskState

NO_TASKS = (Role.SYSTEM_OFFICER, Role.SECURITY_OFFICER, Role.AUDIT_OFFICER, Role.ENTERPRISE, Role.READER)
"""Roles whose people are given no tasks."""


def list_tasks(reach: QuerySet[Subject]) -> QuerySet[Task]:
    """The tasks about subjects within reach, or given to an office within reach; the earliest due first."""
    within = Task.objects.filter(Q(subject__in=reach) | Q(office__in=reach))
    return within.select_related("subject", "owner", "office", "opened_by", "evidence")


def list_seen(user: Any) -> QuerySet[Task]:
    """The tasks that the user may see: those within reach, and his own wherever they lie."""
    rows = Task.objects.select_related("subject", "owner", "office", "opened_by", "evidence")
    reach = reach_of(user, "tasks:list")
    return rows.filter(Q(subject__in=reach) | Q(office__in=reach) | Q(owner=user))


def get_task(pk: int, user: Any) -> Task:
    """One task that the user may see. Raises Task.DoesNotExist."""
    return list_seen(user).get(pk=pk)


def list_open(subject: Subject) -> QuerySet[Task]:
    """The open tasks about the subject and everything below it, the earliest due first."""
    rows = Task.objects.filter(state=TaskState.OPEN, subject__path__startswith=subject.path)
    return rows.select_related("subject", "owner", "office")


def find_open(source: str) -> Task | None:
    """The open task of a source, or None."""
    return Task.objects.filter(state=TaskState.OPEN, source=source).first() if source else None


def list_of_source(prefix: str) -> QuerySet[Task]:
    """Every task whose source begins with the prefix, like "projects:12:", closed ones too, the newest first."""
    return Task.objects.filter(source__startswith=prefix).select_related("owner", "office").order_by("-pk")


def list_mine(user: Any) -> QuerySet[Task]:
    """The open tasks that wait for the user: his own, and those without a person of the offices that he acts for."""
    offices = reach_of(user, "tasks:close")
    mine = Q(owner=user) | Q(owner=None, office__in=offices) | Q(owner=None, office=None, subject__in=offices)
    return (
        Task.objects.filter(mine, state=TaskState.OPEN).select_related("subject", "owner", "office").order_by("due_date", "pk")
    )


def list_given(user: Any) -> QuerySet[Task]:
    """The open tasks that the user gave to others."""
    rows = Task.objects.filter(opened_by=user, state=TaskState.OPEN).exclude(owner=user)
    return rows.select_related("subject", "owner", "office")


def list_overdue(on: date) -> QuerySet[Task]:
    """The open tasks whose day has passed."""
    return Task.objects.filter(state=TaskState.OPEN, due_date__lt=on).select_related("subject", "owner", "office")


def list_waiting_items(convener: Subject) -> QuerySet[AgendaItem]:
    """The agenda items that wait for the convener's next meeting."""
    rows = AgendaItem.objects.filter(convener=convener, meeting=None, withdrawn_at=None)
    return rows.select_related("subject", "proposed_by").order_by("pk")


def list_meetings(reach: QuerySet[Subject]) -> QuerySet[Meeting]:
    """The meetings of conveners within reach, the newest first."""
    return Meeting.objects.filter(subject__in=reach).select_related("subject")


@dataclass(frozen=True, slots=True)
class Announced:
    """An accepted event of a document that tells of meetings, and how many were written from it."""

    event: ReadEvent
    written: int

    @property
    def words(self) -> str:
        """The document's own words."""
        return self.event.document.text[self.event.start : self.event.end]


def list_meeting_inbox(reach: QuerySet[Subject]) -> list[Announced]:
    """The accepted meetings of documents within reach, those from which none was written first. One event may tell of many."""
    events = list_accepted_events("meeting").filter(document__subject__in=reach).select_related("document__subject")
    counted = Counter(Meeting.objects.exclude(event=None).values_list("event", flat=True))
    return sorted((Announced(event, counted[event.pk]) for event in events), key=lambda row: (row.written > 0, row.event.pk))


def list_meetings_of(subject: Subject, begins: date, ends: date) -> QuerySet[Meeting]:
    """The held meetings of the subject and everything below it between two days, both included."""
    return Meeting.objects.filter(subject__path__startswith=subject.path, on__range=(begins, ends), held_at__isnull=False)


def list_campaigns(reach: QuerySet[Subject]) -> QuerySet[Campaign]:
    """The campaigns of subjects within reach, the newest first."""
    return (
        Campaign.objects.filter(subject__in=reach)
        .select_related("subject")
        .order_by(F("begins_on").desc(nulls_last=True), "-pk")
    )


def list_promises(reach: QuerySet[Subject]) -> QuerySet[Promise]:
    """The promises made by or to subjects within reach: undelivered first, the earliest due first."""
    rows = Promise.objects.filter(Q(promiser__in=reach) | Q(beneficiary__in=reach))
    rows = rows.select_related("promiser", "beneficiary", "owner", "evidence", "document")
    return rows.order_by(F("delivered_on").asc(nulls_first=True), F("due_date").asc(nulls_last=True), "pk")


def list_promises_to(beneficiary: Subject) -> QuerySet[Promise]:
    """What was promised to the subject or to something below it."""
    return list_promises(list_within([beneficiary.path])).filter(beneficiary__path__startswith=beneficiary.path)


def list_overdue_promises(on: date) -> QuerySet[Promise]:
    """The promises whose day has passed without delivery."""
    rows = Promise.objects.filter(delivered_on=None, due_date__lt=on)
    return rows.select_related("promiser", "beneficiary", "owner").order_by("due_date", "pk")


def list_colleagues(reach: QuerySet[Subject]) -> QuerySet[User]:
    """The active people who hold a role on a subject within reach: those to whom a task may be given."""
    return list_people(reach).exclude(grants__role__in=NO_TASKS)


def get_meeting(pk: int, reach: QuerySet[Subject]) -> Meeting:
    """One meeting within reach. Raises Meeting.DoesNotExist."""
    return list_meetings(reach).select_related("called_by", "held_by", "event__document").get(pk=pk)


def list_items(meeting: Meeting) -> QuerySet[AgendaItem]:
    """The agenda in order, with what was decided on each item."""
    return meeting.items.select_related("subject", "task__owner", "task__office").prefetch_related(
        "resolutions__task__owner", "resolutions__task__office"
    )


def get_campaign(pk: int, reach: QuerySet[Subject]) -> Campaign:
    """One campaign within reach. Raises Campaign.DoesNotExist."""
    return list_campaigns(reach).get(pk=pk)


def get_promise(pk: int, reach: QuerySet[Subject]) -> Promise:
    """One promise within reach. Raises Promise.DoesNotExist."""
    return list_promises(reach).get(pk=pk)


def summarize(subject: Subject, on: date) -> list[Summary]:
    """The room's lines on a subject's page: open and overdue tasks, undelivered promises, held meetings of the year."""
    tasks = list_open(subject)
    late = tasks.filter(due_date__lt=on).count()
    owed = Promise.objects.filter(delivered_on=None, beneficiary__path__startswith=subject.path)
    owed_late = owed.filter(due_date__lt=on).count()
    held = list_meetings_of(subject, date(on.year, 1, 1), on).count()
    page, code = reverse("tasks:list"), subject.code
    shown = [
        (Summary(_("在办任务"), f"{tasks.count()}（逾期 {late}）", f"{page}?code={code}", urgent=bool(late)), tasks.exists()),
        (Summary(_("未兑现承诺"), f"{owed.count()}（逾期 {owed_late}）", f"{reverse('tasks:promises')}?code={code}", urgent=bool(owed_late)), owed.exists()),
        (Summary(_("今年会议"), str(held), f"{reverse('tasks:meetings')}?code={code}"), held),
    ]  # fmt: skip
    return [row for row, there in shown if there]


def list_waiting(reach: QuerySet[Subject]) -> QuerySet[AgendaItem]:
    """The agenda items that wait for the next meeting of any convener within reach."""
    rows = AgendaItem.objects.filter(convener__in=reach, meeting=None, withdrawn_at=None)
    return rows.select_related("convener", "subject", "proposed_by").order_by("convener", "pk")
