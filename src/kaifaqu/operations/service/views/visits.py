"""Pages of visits and help: coverage, plans, the form that works on a phone."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.queries import list_homes, may_somewhere, reach_of
from kaifaqu.foundation.documents.models import ReadEvent
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.operations.service import actions, forms
from kaifaqu.operations.service.coverage_queries import measure_coverage, narrow_visits, read_span
from kaifaqu.operations.service.models import Visit
from kaifaqu.operations.service.queries import (
    find_near_visit,
    get_visit,
    list_helps_within,
    list_inbox,
    list_visits,
)
from kaifaqu.operations.service.views.shared import take

TOLD = ("visitors", "output", "orders", "workers", "findings", "answers", "policies")


@require_http_methods(["GET", "POST"])
def show_list(request: AccountRequest) -> HttpResponse:
    """Visits made and planned, the quota in both readings, coverage by sector; the form that plans one."""
    initial = {"enterprise": request.GET.get("enterprise", "")}
    form = forms.PlanForm(request.POST if request.method == "POST" else None, user=request.user, initial=initial)
    near = None
    if request.method == "POST":
        if not may_somewhere(request.user, "service:plan"):
            raise Http404
        if form.is_valid():
            typed = dict(form.cleaned_data)
            near = None if typed.pop("sure") else find_near_visit(typed["enterprise"], typed["office"], typed["on"])
            if near is None:
                actions.plan_visit(**typed, by=request.user, at=timezone.now())
                return redirect("service:visits")
    reach, code, today = reach_of(request.user, "service:visits"), request.GET.get("code", ""), timezone.localdate()
    rows = list_visits(reach.filter(path__contains=f"/{code}/") if code else reach)
    quarter = Period.quarter(today.year, (today.month + 2) // 3)
    made = narrow_visits(rows, request.GET, today)
    zones = [measure_coverage(zone, quarter.bounded_start, today) for zone in reach.filter(kind=Kind.ZONE)[:5]]
    context = {
        "made": made[:200], "count": made.count(), "asked": any(request.GET.get(name) for name in ("during", "led", "firm")), "planned": rows.filter(made_at=None).order_by("on"), "zones": zones, "form": form,
        "inbox": list_inbox(reach_of(request.user, "service:visit_new")), "near": near, "today": today, "homes": list_homes(request.user, "service:visit_new"), "plans": may_somewhere(request.user, "service:plan"), "quarter": quarter,
    }  # fmt: skip
    return render(request, "service/visits.html", context, status=422 if form.is_bound else 200)


@require_GET
def show_coverage(request: AccountRequest, code: str) -> HttpResponse:
    """The firms behind the numbers of a zone's coverage in a period, the least visited first; each opens its visits."""
    zone = reach_of(request.user, "service:coverage").filter(kind=Kind.ZONE, code=code).first()
    today, during, view = timezone.localdate(), request.GET.get("during", ""), request.GET.get("view", "all")
    span = read_span(during, today)
    if zone is None or span is None:
        raise Http404
    cover, sector = measure_coverage(zone, *span), request.GET.get("sector", "")
    try:
        rows = cover.pick(view, sector)
    except KeyError as error:
        raise Http404 from error
    context = {
        "cover": cover, "rows": rows, "view": view, "sector": sector, "during": during, "plans": may_somewhere(request.user, "service:plan"),
    }  # fmt: skip
    return render(request, "service/coverage.html", context)


@require_http_methods(["GET", "POST"])
def write_visit(request: AccountRequest) -> HttpResponse:
    """The visit form. A script keeps what was typed while the line is down, and sends it once under its number."""
    planned, event = _planned(request), _announced(request)
    initial: dict[str, Any] = {"sent": uuid4().hex, "on": timezone.localdate(), "enterprise": request.GET.get("enterprise", "")}
    words = event.document.text[event.start : event.end] if event is not None else ""
    if event is not None:
        initial |= {"on": None, "findings": words}
    if planned is not None:
        initial |= {name: getattr(planned, name) for name in ("enterprise", "office", "kind", "on", "by_principal")}
    is_sent = request.method == "POST"
    form = forms.VisitForm(*((request.POST, request.FILES) if is_sent else ()), user=request.user, initial=initial)
    if is_sent:
        visit = take(form, lambda typed: _make(request, typed, planned, event))
        if visit is not None:
            answer = JsonResponse({"url": reverse("service:visit", args=[visit.pk])}) if _is_script(request) else None
            return answer if answer is not None else redirect("service:visit", visit.pk)
        if _is_script(request):
            return JsonResponse({"faults": form.errors.get_json_data()}, status=422)
    return render(
        request,
        "service/visit_form.html",
        {"form": form, "planned": planned, "event": event, "words": words},
        status=422 if is_sent else 200,
    )


def _is_script(request: AccountRequest) -> bool:
    return request.headers.get("X-Requested-With") == "queue"


def _planned(request: AccountRequest) -> Visit | None:
    """The planned visit that is written up, if one is named and within reach."""
    number = request.GET.get("planned", "")
    reach = reach_of(request.user, "service:visit_new")
    return list_visits(reach).filter(pk=number, made_at=None).first() if number.isdecimal() else None


def _announced(request: AccountRequest) -> ReadEvent | None:
    """The accepted event of a document from which the visit is written, if one is named and within reach."""
    number = request.GET.get("event", "")
    rows = list_inbox(reach_of(request.user, "service:visit_new"))
    return next((row.event for row in rows if str(row.event.pk) == number), None)


def _make(request: AccountRequest, typed: dict[str, Any], planned: Visit | None, event: ReadEvent | None) -> Visit:
    problems = [(line.strip(), typed["category"]) for line in typed["problems"].splitlines() if line.strip()]
    photo = typed["photo"].read() if typed["photo"] else b""
    return actions.make_visit(
        enterprise=typed["enterprise"], office=typed["office"], kind=typed["kind"], on=typed["on"], by_principal=typed["by_principal"],
        planned=planned, event=event, problems=problems, photo=photo, sent=typed["sent"], by=request.user, at=timezone.now(),
        **{name: typed[name] for name in TOLD},
    )  # fmt: skip


def _get(request: AccountRequest, pk: int) -> Visit:
    try:
        return get_visit(pk, reach_of(request.user, "service:visit"))
    except Visit.DoesNotExist as error:
        raise Http404 from error


@require_GET
def show_visit(request: AccountRequest, pk: int) -> HttpResponse:
    """One visit with the tickets that came of it."""
    visit = _get(request, pk)
    near = find_near_visit(visit.enterprise, visit.office, visit.on, visit)
    return render(request, "service/visit.html", {"visit": visit, "tickets": visit.tickets.all(), "near": near})


@require_GET
def photo(request: AccountRequest, pk: int) -> FileResponse:
    """The visit's photo."""
    visit = _get(request, pk)
    if not visit.photo or not default_storage.exists(visit.photo):
        raise Http404
    return FileResponse(
        default_storage.open(visit.photo), content_type="image/png" if visit.photo.endswith("png") else "image/jpeg"
    )


@require_http_methods(["GET", "POST"])
def write_help(request: AccountRequest) -> HttpResponse:
    """Help given to a firm, with its output before and after."""
    initial = {"enterprise": request.GET.get("enterprise", ""), "on": timezone.localdate()}
    form = forms.HelpForm(request.POST if request.method == "POST" else None, user=request.user, initial=initial)
    if request.method == "POST" and take(form, lambda typed: actions.note_help(**typed, by=request.user, at=timezone.now())):
        return redirect("service:help")
    rows = list_helps_within(reach_of(request.user, "service:help"))
    context = {"form": form, "rows": rows[:200], "homes": list_homes(request.user, "service:help")}
    return render(request, "service/help.html", context, status=422 if form.is_bound else 200)


@require_POST
def tell_after(request: AccountRequest, pk: int) -> HttpResponse:
    """The firm's output after the help, known months later."""
    row = list_helps_within(reach_of(request.user, "service:help_after")).filter(pk=pk).first()
    if row is None:
        raise Http404
    form = forms.AfterForm(request.POST)
    if form.is_valid():
        actions.change_help(row, output_after=form.cleaned_data["output_after"], by=request.user, at=timezone.now())
        messages.success(request, _("已登记帮扶后的产值。"))
    else:
        messages.error(
            request, _("“%(typed)s”不是产值。请填写不小于零的数，单位万元。") % {"typed": request.POST.get("output_after", "")}
        )
    return redirect("service:help")
