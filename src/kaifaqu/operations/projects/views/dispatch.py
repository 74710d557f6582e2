"""调度: the month's list with the red ones first, its meeting, its notice, its freezing; and the rule of lights."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.core.figures.period import PeriodError
from kaifaqu.core.reader.registers.write import standard_layout, write_register
from kaifaqu.foundation.accounts.queries import may, reach_of
from kaifaqu.foundation.paper import Part
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.projects.actions.dispatch import choose_lights, close_month, open_month, reopen_month
from kaifaqu.operations.projects.actions.files import ProjectRefusedError
from kaifaqu.operations.projects.actions.meeting import call_dispatch_meeting
from kaifaqu.operations.projects.lights import colour_of, judge, light_rules, rules_in_force
from kaifaqu.operations.projects.periods import parse_when
from kaifaqu.operations.projects.queries import list_within
from kaifaqu.operations.projects.queries.dispatch import find_month, list_months, read_dispatch
from kaifaqu.operations.projects.queries.notice import write_notice
from kaifaqu.operations.projects.queries.pictures import list_pictures, rule_of
from kaifaqu.operations.projects.registers import COLUMNS
from kaifaqu.operations.projects.settled import unpack_parts, unpack_rows
from kaifaqu.operations.projects.vocabulary import Colour
from kaifaqu.operations.tasks.queries import list_meetings

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _subject(request: AccountRequest, code: str, act: str = "projects:dispatch") -> Subject:
    found = reach_of(request.user, act).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _month(text: str, today: date) -> tuple[int, int]:
    """The month asked for, else the running one."""
    try:
        period = parse_when(text)
        return period.bounded_end.year, period.bounded_end.month
    except PeriodError:
        return today.year, today.month


@require_GET
def home(request: AccountRequest) -> HttpResponse:
    """The dispatch of the user's first zone, or of what is above it."""
    first = reach_of(request.user, "projects:dispatch").order_by("path").first()
    if first is None:
        raise Http404
    return redirect("projects:dispatch", first.code)


@require_GET
def show(request: AccountRequest, code: str) -> HttpResponse:
    """The month: red first, whose turn, since when."""
    return _show(request, _subject(request, code))


def _show(request: AccountRequest, subject: Subject, **more: Any) -> HttpResponse:
    today = timezone.localdate()
    year, month = _month(request.GET.get("month", "") or request.POST.get("month", ""), today)
    dispatch = read_dispatch(subject, year, month, today)
    settled = dispatch.opened.frozen if dispatch.opened and dispatch.opened.closed_at else None
    context = {
        "settled": settled, "dispatch": dispatch, "subject": subject, "months": list_months(subject), "month": f"{year}-{month:02d}",
        "may_record": may(request.user, "projects:record", subject), "may_open": may(request.user, "projects:open_month", subject),
        "may_close": may(request.user, "projects:close_month", subject),
        "meetings": list_meetings(reach_of(request.user, "projects:dispatch").filter(code=subject.code))[:6], **more,
    }  # fmt: skip
    return render(request, "projects/dispatch.html", context, status=422 if "refusal" in more else 200)


def _back(subject: Subject, year: int, month: int) -> HttpResponse:
    return redirect(f"{reverse('projects:dispatch', args=[subject.code])}?month={year}-{month:02d}")


@require_POST
def start(request: AccountRequest, code: str) -> HttpResponse:
    """Opens the month for reports."""
    subject = _subject(request, code, "projects:open_month")
    year, month = _month(request.POST.get("month", ""), timezone.localdate())
    try:
        open_month(subject, year, month, by=request.user, at=timezone.now())
    except ProjectRefusedError as error:
        return _show(request, subject, refusal=str(error))
    return _back(subject, year, month)


@require_POST
def close(request: AccountRequest, code: str) -> HttpResponse:
    """Freezes the month, or with a reason opens a frozen one again."""
    subject = _subject(request, code, "projects:close_month")
    year, month = _month(request.POST.get("month", ""), timezone.localdate())
    row = next((one for one in list_months(subject) if (one.year, one.month) == (year, month)), None)
    if row is None:
        raise Http404
    try:
        if request.POST.get("reopen"):
            reopen_month(row, request.POST.get("reason", ""), by=request.user, at=timezone.now())
        else:
            close_month(row, by=request.user, at=timezone.now())
    except ProjectRefusedError as error:
        return _show(request, subject, refusal=str(error))
    return _back(subject, year, month)


@require_POST
def meet(request: AccountRequest, code: str) -> HttpResponse:
    """Calls the dispatch meeting of the month: the agenda stands when it opens."""
    subject = _subject(request, code, "projects:open_month")
    year, month = _month(request.POST.get("month", ""), timezone.localdate())
    dispatch = read_dispatch(subject, year, month, timezone.localdate())
    try:
        on = date.fromisoformat(request.POST.get("on", "") or timezone.localdate().isoformat())
    except ValueError:
        return _show(request, subject, refusal=_("开会日期请写成 2024-04-26。"))
    meeting = call_dispatch_meeting(dispatch, on, by=request.user, at=timezone.now())
    messages.success(request, _("已召集%(title)s，议程已列好。") % {"title": meeting.title})
    return redirect("tasks:meeting", meeting.pk)


@require_GET
def notice(request: AccountRequest, code: str) -> HttpResponse:
    """The 通报 of the month as Word."""
    subject = _subject(request, code)
    year, month = _month(request.GET.get("month", ""), timezone.localdate())
    title = f"{year}年{month}月项目调度通报"
    said, closed_at = _settled(subject, year, month)
    if closed_at is not None and "notice" in said:
        return _word(
            unpack_parts(said["notice"]), subject, title, date.fromisoformat(said["day"]),
            timezone.localtime(closed_at),
        )  # fmt: skip
    dispatch = read_dispatch(subject, year, month, timezone.localdate())
    return _word(write_notice(dispatch), subject, title, dispatch.day, timezone.localtime())


def _settled(subject: Subject, year: int, month: int) -> tuple[dict[str, Any], datetime | None]:
    """What a closed month said and when it was closed; nothing of an open one."""
    opened = find_month(subject, year, month)
    if opened is None or opened.closed_at is None or opened.frozen is None:
        return {}, None
    return opened.frozen, opened.closed_at


@require_GET
def table(request: AccountRequest, code: str) -> HttpResponse:
    """The 调度表 of a closed month as Excel, as it stood when it was closed."""
    subject = _subject(request, code)
    year, month = _month(request.GET.get("month", ""), timezone.localdate())
    said, closed_at = _settled(subject, year, month)
    if closed_at is None or "sheet" not in said:
        raise Http404
    title = f"{year}年{month}月项目调度表"
    layout = standard_layout(title, subject.name, date.fromisoformat(said["day"]), COLUMNS)
    data = write_register(layout, COLUMNS, unpack_rows(said["sheet"]))
    return _attach(data, SHEET, f"{subject.label}{title}.xlsx")


def _word(parts: Sequence[Part], subject: Subject, title: str, day: date, made_at: datetime) -> HttpResponse:
    from kaifaqu.foundation.paper import write_paper  # python-docx is loaded when a paper is first written

    data = write_paper(parts, title=title, issuer=subject.name, on=day, made_at=made_at)
    return _attach(data, WORD, f"{subject.label}{title}.docx")


def _attach(data: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response


@require_GET
def lights(request: AccountRequest, code: str) -> HttpResponse:
    """The rules of lights with their worked cases, and what each would say of the projects now."""
    subject = _subject(request, code)
    today = timezone.localdate()
    pictures = list_pictures(list_within(subject), today)
    offered = []
    for rule in light_rules().values():
        colours = [colour_of(_judge(pictured, rule.code, today)) for pictured in pictures]
        offered.append((rule, sum(c is Colour.RED for c in colours), sum(c is Colour.YELLOW for c in colours)))
    context = {
        "subject": subject, "offered": offered, "chosen": rule_of(subject, today), "projects": len(pictures),
        "may_choose": may(request.user, "projects:choose_lights", subject),
    }  # fmt: skip
    return render(request, "projects/lights.html", context)


def _judge(pictured: Any, rule: str, today: date) -> Any:
    return judge(pictured.picture, rules_in_force(rule, today), today)


@require_POST
def choose(request: AccountRequest, code: str) -> HttpResponse:
    """Chooses the rule for the subject and all below it."""
    subject = _subject(request, code, "projects:choose_lights")
    try:
        choose_lights(subject, request.POST.get("rule", ""), by=request.user, at=timezone.now())
        messages.success(request, _("已启用，自今天起按新规则亮灯。"))
    except ProjectRefusedError as error:
        messages.error(request, str(error))
    return redirect("projects:lights", subject.code)
