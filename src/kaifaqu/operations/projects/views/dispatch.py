"""调度: the month's list with the red ones first, its meeting, its notice, its freezing; and the rule of lights."""

from __future__ import annotations

from datetime import date
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
from kaifaqu.foundation.accounts.queries import may, reach_of
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.projects.actions.dispatch import choose_lights, close_month, open_month, reopen_month
from kaifaqu.operations.projects.actions.files import ProjectRefusedError
from kaifaqu.operations.projects.actions.meeting import call_dispatch_meeting
from kaifaqu.operations.projects.lights import colour_of, judge, light_rules, rules_in_force
from kaifaqu.operations.projects.notice import write_notice
from kaifaqu.operations.projects.periods import parse_when
from kaifaqu.operations.projects.queries import list_within
from kaifaqu.operations.projects.queries.dispatch import Dispatch, list_months, read_dispatch
from kaifaqu.operations.projects.queries.pictures import list_pictures, rule_of
from kaifaqu.operations.projects.vocabulary import Colour
from kaifaqu.operations.tasks.queries import list_meetings

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
    context = {
        "dispatch": dispatch, "subject": subject, "months": list_months(subject), "month": f"{year}-{month:02d}",
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
    dispatch = _asked_month(request, subject)
    return _word(dispatch, f"{dispatch.year}年{dispatch.month}月项目调度通报")


def _asked_month(request: AccountRequest, subject: Subject) -> Dispatch:
    year, month = _month(request.GET.get("month", ""), timezone.localdate())
    return read_dispatch(subject, year, month, timezone.localdate())


def _word(dispatch: Dispatch, title: str) -> HttpResponse:
    from kaifaqu.foundation.paper import write_paper  # python-docx is loaded when a paper is first written

    data = write_paper(
        write_notice(dispatch), title=title, issuer=dispatch.subject.name, on=dispatch.day, made_at=timezone.localtime()
    )  # fmt: skip
    response = HttpResponse(data, content_type=WORD)
    name = f"{dispatch.subject.label}{title}.docx"
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
