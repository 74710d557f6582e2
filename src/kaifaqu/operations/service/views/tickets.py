"""Pages of tickets: the list with its clocks, one ticket, and each step of its life."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms as django_forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaifaqu.foundation.accounts.models import Role
from kaifaqu.foundation.accounts.queries import list_homes, may, may_as, may_somewhere, reach_of
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.service import actions, forms
from kaifaqu.operations.service.clocks import RULES, clock_set
from kaifaqu.operations.service.coverage_queries import read_span
from kaifaqu.operations.service.models import Channel, Outcome, Rating, State, Ticket
from kaifaqu.operations.service.queries import (
    NOT_RECEIVED,
    OPEN,
    count_in_hand,
    count_outcomes,
    get_ticket,
    list_standing,
    list_tickets,
    measure_delay,
    run_ticket,
    stage_of,
)
from kaifaqu.operations.service.rules import list_steps_from
from kaifaqu.operations.service.views.shared import take

ZONE, OFFICE, FIRM = "zone", "office", "firm"
Do = Callable[[AccountRequest, Ticket, dict[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Act:
    """One step: its name on the page, whose turn it is, what is typed, and what is done."""

    label: Any
    turn: str
    form: type[django_forms.Form]
    do: Do


def _now() -> Any:
    return timezone.now()


ACTS: Mapping[str, Act] = {
    "assign": Act(_("受理分派"), ZONE, forms.AssignForm, lambda r, t, typed: actions.assign_ticket(t, **typed, by=r.user, at=_now())),
    "refuse": Act(_("不予受理"), ZONE, forms.WordsForm, lambda r, t, typed: actions.refuse_ticket(t, **typed, by=r.user, at=_now())),
    "sign": Act(_("签收"), OFFICE, django_forms.Form, lambda r, t, typed: actions.sign_ticket(t, by=r.user, at=_now())),
    "return": Act(_("退单（异议）"), OFFICE, forms.WordsForm, lambda r, t, typed: actions.return_ticket(t, **typed, by=r.user, at=_now())),
    "answer": Act(
        _("答复"), OFFICE, forms.AnswerForm,
        lambda r, t, typed: actions.answer_ticket(
            t, outcome=Outcome(typed["outcome"]), words=typed["words"], promised_by=typed["promised_by"], by=r.user, at=_now()
        ),
    ),
    "progress": Act(_("反馈进展"), OFFICE, forms.WordsForm, lambda r, t, typed: actions.note_progress(t, **typed, by=r.user, at=_now())),
    "ask_extension": Act(
        _("申请延期"), OFFICE, forms.ExtensionForm, lambda r, t, typed: actions.ask_extension(t, **typed, by=r.user, at=_now())
    ),
    "suspend": Act(
        _("挂起（待上级、待政策）"), OFFICE, forms.WordsForm,
        lambda r, t, typed: actions.suspend_ticket(t, reason=typed["words"], by=r.user, at=_now()),
    ),
    "resume": Act(_("恢复办理"), OFFICE, forms.WordsForm, lambda r, t, typed: actions.resume_ticket(t, **typed, by=r.user, at=_now())),
    "raise": Act(_("转上级"), ZONE, forms.WordsForm, lambda r, t, typed: actions.raise_ticket(t, **typed, by=r.user, at=_now())),
    "confirm": Act(
        _("确认并评价"), FIRM, forms.ConfirmForm,
        lambda r, t, typed: actions.confirm_ticket(t, rating=Rating(typed["rating"]), words=typed["words"], by=r.user, at=_now()),
    ),
    "reopen": Act(_("没有解决，请重办"), FIRM, forms.WordsForm, lambda r, t, typed: actions.reopen_ticket(t, **typed, by=r.user, at=_now())),
    "call_back": Act(
        _("电话回访登记"), ZONE, forms.ConfirmForm,
        lambda r, t, typed: actions.confirm_ticket(
            t, rating=Rating(typed["rating"]), words=typed["words"], by=r.user, at=_now(), called_back=True
        ),
    ),
    "withdraw": Act(_("撤回"), FIRM, forms.WordsForm, lambda r, t, typed: actions.withdraw_ticket(t, **typed, by=r.user, at=_now())),
}  # fmt: skip
"""Every step that has a form, in the order in which a page offers them."""


@require_GET
def show_list(request: AccountRequest) -> HttpResponse:
    """The tickets that wait, the latest first; `?view=` others; the outcomes of all counted apart."""
    code, view, office = request.GET.get("code", ""), request.GET.get("view", "open"), request.GET.get("office", "")
    rows = list_tickets(request.user)
    rows = rows.filter(enterprise__subject__path__contains=f"/{code}/") if code else rows
    rows = rows.filter(office__code=office) if office else rows
    span = read_span(request.GET.get("during", ""), timezone.localdate())
    rows = rows.filter(filed_at__date__range=span) if span else rows
    views = {
        "open": rows.filter(state__in=OPEN),
        "answered": rows.filter(state=State.ANSWERED),
        "settled": rows.filter(state=State.SETTLED),
        "received": rows.exclude(state__in=NOT_RECEIVED),
        "all": rows,
    }
    views |= {str(outcome): views["received"].filter(outcome=outcome) for outcome in Outcome.values}
    if view not in views and view != "late":
        raise Http404
    standing = list_standing(views["open" if view == "late" else view], timezone.localdate())
    context = {
        "rows": [row for row in standing if view != "late" or row.is_late][:500], "view": view, "query": _query(request), "counts": count_outcomes(rows), "settled": views["settled"].count(),
        "files": may_somewhere(request.user, "service:file"), "chooses": may_somewhere(request.user, "service:clocks"), "homes": list_homes(request.user, "service:file"),
    }  # fmt: skip
    return render(request, "service/tickets.html", context)


def _query(request: AccountRequest) -> str:
    """What the list is narrowed to, as the address of another view of it takes it along."""
    return urlencode({name: request.GET[name] for name in ("code", "office", "during") if request.GET.get(name)})


@require_http_methods(["GET", "POST"])
def file_ticket(request: AccountRequest) -> HttpResponse:
    """A new ticket, by the firm itself or by an officer for it."""
    initial = {"enterprise": request.GET.get("enterprise", "")}
    form = forms.TicketForm(request.POST if request.method == "POST" else None, user=request.user, initial=initial)
    if request.method == "POST":

        def do(typed: dict[str, Any]) -> Ticket:
            own = may_as(request.user, [Role.ENTERPRISE], typed["enterprise"].subject)
            channel = Channel.ENTERPRISE if own else Channel.OFFICE
            return actions.file_ticket(**typed, channel=channel, by=request.user, at=timezone.now())

        ticket = take(form, do)
        if ticket is not None:
            return redirect("service:ticket", ticket.pk)
    return render(request, "service/file.html", {"form": form}, status=422 if form.is_bound else 200)


def _get(request: AccountRequest, pk: int) -> Ticket:
    try:
        return get_ticket(pk, request.user)
    except Ticket.DoesNotExist as error:
        raise Http404 from error


@require_GET
def show_ticket(request: AccountRequest, pk: int) -> HttpResponse:
    """One ticket."""
    return _show(request, _get(request, pk))


def _turn_subject(ticket: Ticket, turn: str) -> Subject:
    """On which subject a step's permission is asked."""
    subjects = {ZONE: ticket.zone, OFFICE: ticket.office if ticket.office else ticket.zone, FIRM: ticket.enterprise.subject}
    return subjects[turn]


def _offered(request: AccountRequest, ticket: Ticket) -> list[str]:
    """The steps that the person may take now."""
    steps = list_steps_from(ticket.state)
    steps += ["call_back"] if "confirm" in steps else []
    return [
        name
        for name, act in ACTS.items()
        if name in steps and may(request.user, f"service:{name}", _turn_subject(ticket, act.turn))
    ]


def _make(act: Act, ticket: Ticket, data: Any = None) -> django_forms.Form:
    name = f"{act.form.__name__}_%s"
    return forms.AssignForm(data, auto_id=name, ticket=ticket) if act.form is forms.AssignForm else act.form(data, auto_id=name)


def _show(request: AccountRequest, ticket: Ticket, wrong: str = "", form: Any = None) -> HttpResponse:
    offered = [(name, ACTS[name], form if name == wrong else _make(ACTS[name], ticket)) for name in _offered(request, ticket)]
    context = {
        "ticket": ticket, "clocks": run_ticket(ticket, timezone.localdate()), "delay": measure_delay(ticket, timezone.localdate()),
        "stage_now": stage_of(ticket), "offered": offered, "wrong": wrong,
        "steps": ticket.steps.select_related("office"), "helpers": ticket.helpers.select_related("office"),
        "rules_extension": ticket.extension_asked and may(request.user, "service:decide_extension", ticket.zone)
        and ticket.extension_by_id != request.user.pk,
    }  # fmt: skip
    return render(request, "service/ticket.html", context, status=422 if wrong else 200)


@require_POST
def take_step(request: AccountRequest, pk: int, act: str) -> HttpResponse:
    """One step; what is wrong stands at its form."""
    ticket, step = _get(request, pk), ACTS[act]
    if not may(request.user, f"service:{act}", _turn_subject(ticket, step.turn)):
        raise Http404
    form = _make(step, ticket, request.POST)
    done = take(form, lambda typed: step.do(request, ticket, typed))
    if done is None and act not in _offered(request, ticket):
        return render(request, "service/refused.html", {"ticket": ticket, "form": form}, status=422)
    return redirect("service:ticket", pk) if done is not None else _show(request, ticket, act, form)


@require_POST
def decide_extension(request: AccountRequest, pk: int) -> HttpResponse:
    """The zone's word on a request for a later day."""
    ticket, form = _get(request, pk), django_forms.Form(request.POST)
    if not may(request.user, "service:decide_extension", ticket.zone):
        raise Http404
    granted = request.POST.get("granted") == "1"
    done = take(form, lambda _typed: actions.decide_extension(ticket, granted=granted, by=request.user, at=timezone.now()))
    if done is None:
        return render(request, "service/refused.html", {"ticket": ticket, "form": form}, status=422)
    return redirect("service:ticket", pk)


@require_http_methods(["GET", "POST"])
def choose_clocks(request: AccountRequest) -> HttpResponse:
    """Which place's clocks a zone works by; all sets are shown with their reference."""
    form = forms.ClocksForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.choose_clocks(form.cleaned_data["zone"], form.cleaned_data["rule"], by=request.user, at=timezone.now())
        return redirect("service:tickets")
    sets = [clock_set(code) for code in RULES]
    return render(request, "service/clocks.html", {"form": form, "sets": sets}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def show_offices(request: AccountRequest) -> HttpResponse:
    """The bureaus to which a zone gives its tickets, each with what it has in hand; the form that registers one."""
    form = forms.OfficeForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST":

        def do(typed: dict[str, Any]) -> Subject:
            return actions.add_office(typed.pop("zone"), **typed, by=request.user, at=timezone.now())

        if take(form, do) is not None:
            return redirect("service:offices")
    rows = count_in_hand(reach_of(request.user, "service:offices"))
    return render(request, "service/offices.html", {"form": form, "rows": rows}, status=422 if form.is_bound else 200)
