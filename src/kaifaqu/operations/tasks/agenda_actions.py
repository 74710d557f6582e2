"""Writes of meetings: what is put forward, who meets, what is decided, and the tasks that follow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import ReadEvent
from kaifaqu.foundation.journal.actions import Actor, record_act
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.tasks.models import AgendaItem, Meeting, MeetingKind, Resolution, TaskKind
from kaifaqu.operations.tasks.queries import list_open, list_waiting_items
from kaifaqu.operations.tasks.rules import TaskRefusedError
from kaifaqu.operations.tasks.writing import put_task


@transaction.atomic
def propose_agenda_item(
    *, convener: Subject, subject: Subject, words: str, by: Actor, at: datetime, source: str = "", source_url: str = ""
) -> AgendaItem:
    """Puts an item on the convener's next agenda; while one of the same `source` waits, that one is given back."""
    waiting = list_waiting_items(convener).filter(source=source).first() if source else None
    if waiting is not None:
        return waiting
    if not words.strip():
        raise TaskRefusedError(_("没有写议题。请写明要议什么。"))
    item = AgendaItem.objects.create(
        convener=convener, subject=subject, words=words.strip(), source=source, source_url=source_url,
        proposed_by=by if isinstance(by, User) else None, proposed_at=at,
    )  # fmt: skip
    new = {"convener": convener.code, "words": item.words, "source": source}
    record_act("tasks.propose_agenda_item", by=by, at=at, target=f"agenda:{item.pk}", subject=subject.code, new=new)
    return item


@transaction.atomic
def withdraw_item(item: AgendaItem, *, by: Actor, at: datetime) -> AgendaItem:
    """Takes a waiting item back. Raises TaskRefusedError when it stands on a meeting's agenda already."""
    if item.meeting_id is not None or item.withdrawn_at is not None:
        raise TaskRefusedError(_("议题已列入会议或已撤回。"))
    item.withdrawn_at = at
    item.save(update_fields=["withdrawn_at"])
    record_act(
        "tasks.withdraw_item", by=by, at=at, target=f"agenda:{item.pk}", subject=item.subject.code, old={"words": item.words}
    )
    return item


@transaction.atomic
def call_meeting(
    *, subject: Subject, kind: MeetingKind, on: date, by: User, at: datetime, place: str = "", chair: str = "", attendees: str = "",
    title: str = "", event: ReadEvent | None = None,
) -> Meeting:  # fmt: skip
    """Calls a meeting under the next number of its kind; its agenda starts with the open decisions, then takes what waits.

    One that is written from a document (`event`) was held already: what waits now waits for the next.
    """
    last = Meeting.objects.filter(subject=subject, kind=kind).aggregate(last=Max("number"))["last"]
    number = 1 if last is None else last + 1
    name = title.strip() or _("%(who)s第%(number)s次%(kind)s") % {"who": subject.label, "number": number, "kind": kind.label}
    meeting = Meeting.objects.create(
        subject=subject, kind=kind, number=number, title=name, on=on, place=place, chair=chair, attendees=attendees, event=event,
        called_by=by, called_at=at,
    )  # fmt: skip
    if event is None:
        _draw_agenda(meeting, by, at)
    _record("call", meeting, by, at, new={"title": name, "on": on.isoformat(), "items": meeting.items.count()})
    return meeting


def _draw_agenda(meeting: Meeting, by: User, at: datetime) -> None:
    """The convener's open decisions and urged tasks first, then the items that wait, each in the order in which it came."""
    carried = list_open(meeting.subject).filter(kind__in=(TaskKind.DECISION, TaskKind.URGED)).order_by("due_date", "pk")
    position = 0
    for position, task in enumerate(carried, 1):
        AgendaItem.objects.create(
            meeting=meeting, convener=meeting.subject, subject=task.subject, task=task, words=task.title, position=position,
            source=f"tasks:{task.pk}", source_url=f"/tasks/{task.pk}/", proposed_by=by, proposed_at=at,
        )  # fmt: skip
    for place, item in enumerate(list_waiting_items(meeting.subject), position + 1):
        item.meeting, item.position = meeting, place
        item.save(update_fields=["meeting", "position"])


@transaction.atomic
def decide_item(
    item: AgendaItem,
    *,
    situation: str,
    words: str,
    owner: User | None,
    office: Subject | None,
    due_date: date | None,
    by: User,
    at: datetime,
) -> Resolution | None:
    """Writes what was said about an item and, where `words` are given, the decision as a task. Raises TaskRefusedError
    after the minutes are final, or for a decision without somebody who answers for it or without a day."""
    if item.meeting is None or item.meeting.held_at is not None:
        raise TaskRefusedError(_("会议纪要已定稿，不能再改议定事项。请在下次会议上处理。"))
    if words.strip() and (due_date is None or (owner is None and office is None)):
        raise TaskRefusedError(
            _("议定事项“%(words)s”缺责任人（或责任单位）或时限。三样齐了才能交办。") % {"words": words.strip()}
        )
    item.situation = situation.strip()
    item.save(update_fields=["situation"])
    made = _resolve(item, words.strip(), owner, office, due_date, by, at) if words.strip() and due_date else None
    _record("decide", item.meeting, by, at, new={"item": item.pk, "situation": item.situation, "decision": words.strip()})
    return made


def _resolve(
    item: AgendaItem, words: str, owner: User | None, office: Subject | None, due_date: date, by: User, at: datetime
) -> Resolution:
    task = put_task(
        title=words[:300], subject=item.subject, due_date=due_date, by=by, at=at, owner=owner, office=office, source="",
        source_url=f"/tasks/meetings/{item.meeting_id}/", kind=TaskKind.DECISION,
    )  # fmt: skip
    return Resolution.objects.create(item=item, words=words, task=task)


@transaction.atomic
def hold_meeting(meeting: Meeting, *, facts: Mapping[str, str], by: User, at: datetime) -> Meeting:
    """Makes the minutes final; `facts` are place, chair and attendees as they were. Raises TaskRefusedError when they are final already."""
    fresh = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if fresh.held_at is not None:
        raise TaskRefusedError(_("会议纪要已经定稿。"))
    for field in ("place", "chair", "attendees"):
        setattr(fresh, field, facts.get(field, getattr(fresh, field)).strip())
    fresh.held_by, fresh.held_at = by, at
    fresh.save(update_fields=["place", "chair", "attendees", "held_by", "held_at"])
    _record("hold", fresh, by, at, new={"place": fresh.place, "chair": fresh.chair, "attendees": fresh.attendees})
    return fresh


def _record(act: str, meeting: Meeting, by: Actor, at: datetime, *, new: Any) -> None:
    record_act(f"tasks.{act}_meeting", by=by, at=at, target=f"meeting:{meeting.pk}", subject=meeting.subject.code, new=new)
