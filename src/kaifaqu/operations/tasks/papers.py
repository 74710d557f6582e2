"""Minutes of a meeting and 督办 notices as Word in the layout of official papers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from kaifaqu.foundation.paper import Part, write_paper
from kaifaqu.operations.tasks.models import AgendaItem, Meeting, Task, Urging
from kaifaqu.operations.tasks.queries import list_items


def write_minutes(meeting: Meeting, made_at: datetime) -> bytes:
    """The .docx minutes: the meeting's facts, then item by item what was said and decided, then all decisions as a table."""
    return write_paper(
        _tell_meeting(meeting), title=f"{meeting.title}纪要", issuer=meeting.subject.name, on=meeting.on, made_at=made_at
    )


def _tell_meeting(meeting: Meeting) -> Iterator[Part]:
    yield Part("title", f"{meeting.title}纪要")
    for label, words in (
        ("时间", f"{meeting.on:%Y年%-m月%-d日}"),
        ("地点", meeting.place),
        ("主持", meeting.chair),
        ("参加", meeting.attendees),
    ):
        yield Part("body", f"{label}：{words if words else '（未登记）'}")
    decided: list[tuple[str, ...]] = []
    for number, item in enumerate(list_items(meeting), 1):
        yield Part("heading", f"{number}. {item.words}")
        if item.situation:
            yield Part("body", end_sentence(f"情况：{item.situation}"))
        for row in item.resolutions.all():
            yield Part("body", end_sentence(f"议定：{row.words}"))
            decided.append((str(len(decided) + 1), row.words, answerer(row.task), f"{row.task.due_date:%Y-%m-%d}"))
        if not item.situation and not item.resolutions.all():
            yield Part("body", tell_carried(item))
    if decided:
        yield Part("heading", "议定事项交办表")
        yield Part("body", rows=(("序号", "事项", "责任", "时限"), *decided))


def tell_carried(item: AgendaItem) -> str:
    """What stands under an item on which nothing was written."""
    if item.task is None:
        return "会议未议定事项。"
    return f"上次议定事项，{item.task.get_state_display()}，时限 {item.task.due_date:%Y-%m-%d}。"


def answerer(task: Task) -> str:
    """The person and the office that answer for a task."""
    return " ".join(part for part in (task.office.label if task.office else "", task.owner.name if task.owner else "") if part)


def write_urging(urging: Urging, made_at: datetime) -> bytes:
    """The .docx 督办通知: to whom, what, since when it is late, and until when an answer is expected."""
    task = urging.task
    parts = (
        Part("title", "督办通知"), Part("note", f"{urging}"), Part("body", f"{answerer(task)}："),
        Part("body", f"{'你单位' if task.office else '你'}承办的“{task.title}”，办理时限为 {task.due_date:%Y年%-m月%-d日}，{_tell_state(urging)}。"),
        Part("body", end_sentence(urging.words)), Part("body", f"请于 {urging.answer_by:%Y年%-m月%-d日} 前办结并在系统中登记办理结果和佐证材料。"),
    )  # fmt: skip
    return write_paper(parts, title="督办通知", issuer=urging.issuer.name, on=timezone.localdate(urging.at), made_at=made_at)


def _tell_state(urging: Urging) -> str:
    """Late by the day of the notice, or not yet."""
    day = timezone.localdate(urging.at)
    late = (day - urging.task.due_date).days
    return f"已逾期{late}天，至今未办结" if late > 0 else "尚未办结"


def end_sentence(words: str) -> str:
    """The words as a sentence."""
    text = words.strip()
    return text if text.endswith(("。", "！", "？", "；", ".", "…")) else f"{text}。"
