"""Pages of campaigns and of promises."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaifaqu.foundation.accounts.queries import may, may_somewhere, reach_of
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.operations.tasks import actions, forms
from kaifaqu.operations.tasks.models import Campaign, CampaignKind, Promise, PromiseKind
from kaifaqu.operations.tasks.queries import get_campaign, get_promise, list_campaigns, list_promises
from kaifaqu.operations.tasks.views.shared import demand, do_and_return, narrow, take


@require_http_methods(["GET", "POST"])
def show_campaigns(request: AccountRequest) -> HttpResponse:
    """The campaigns, and the form that starts one."""
    starts = may_somewhere(request.user, "tasks:start_campaign")
    form = forms.CampaignForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST":
        if not starts:
            raise Http404
        row = take(form, lambda typed: actions.start_campaign(
            subject=typed["unit"], kind=CampaignKind(typed["kind"]), name=typed["name"], purpose=typed["purpose"],
            begins_on=typed["begins_on"], ends_on=typed["ends_on"], by=request.user, at=timezone.now(),
        ))  # fmt: skip
        if row is not None:
            return redirect("tasks:campaign", row.pk)
    rows = list_campaigns(narrow(request, reach_of(request.user, "tasks:campaigns")))
    return render(
        request, "tasks/campaigns.html", {"rows": rows, "form": form, "starts": starts}, status=422 if form.is_bound else 200
    )


def _campaign(request: AccountRequest, pk: int) -> Campaign:
    try:
        return get_campaign(pk, reach_of(request.user, "tasks:campaigns"))
    except Campaign.DoesNotExist as error:
        raise Http404 from error


@require_GET
def show_campaign(request: AccountRequest, pk: int) -> HttpResponse:
    """One campaign with what it moves."""
    return _show(request, _campaign(request, pk))


def _show(request: AccountRequest, row: Campaign, **bound: Any) -> HttpResponse:
    leads = may(request.user, "tasks:add_entry", row.subject) and row.closed_at is None
    context = {
        "campaign": row, "entries": row.entries.select_related("subject", "owner"), "leads": leads,
        "form": forms.EntryForm(user=request.user), **bound,
    }  # fmt: skip
    return render(request, "tasks/campaign.html", context, status=422 if bound else 200)


@require_POST
def add_entry(request: AccountRequest, pk: int) -> HttpResponse:
    """Puts a project or firm under the campaign."""
    row, form = _campaign(request, pk), forms.EntryForm(request.POST, user=request.user)
    demand(request, "tasks:add_entry", row.subject)
    made = take(form, lambda typed: actions.add_entry(row, **typed, by=request.user, at=timezone.now()))
    return redirect("tasks:campaign", pk) if made else _show(request, row, form=form)


@require_POST
def judge_entry(request: AccountRequest, pk: int) -> HttpResponse:
    """Notes whether one goal was reached."""
    row = _campaign(request, pk)
    demand(request, "tasks:judge_entry", row.subject)
    number = request.POST.get("entry", "")
    entry = row.entries.filter(pk=number).first() if number.isdecimal() else None
    if entry is None:
        raise Http404
    reached, result = request.POST.get("reached") == "1", request.POST.get("result", "")
    return do_and_return(request, lambda: actions.judge_entry(
        entry, reached=reached, result=result, by=request.user, at=timezone.now()
    ), "tasks:campaign", pk)  # fmt: skip


@require_POST
def close_campaign(request: AccountRequest, pk: int) -> HttpResponse:
    """Closes the campaign with its result."""
    row = _campaign(request, pk)
    demand(request, "tasks:close_campaign", row.subject)
    result = request.POST.get("result", "")
    return do_and_return(
        request,
        lambda: actions.close_campaign(row, result=result, by=request.user, at=timezone.now()),
        "tasks:campaign",
        pk,
    )


@require_http_methods(["GET", "POST"])
def show_promises(request: AccountRequest) -> HttpResponse:
    """What was promised, undelivered first; the form that writes a promise down."""
    makes = may_somewhere(request.user, "tasks:make_promise")
    form = forms.PromiseForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST":
        if not makes:
            raise Http404
        row = take(form, lambda typed: actions.make_promise(
            promiser=typed["unit"], beneficiary=typed["beneficiary"], kind=PromiseKind(typed["kind"]), words=typed["words"],
            due_date=typed["due_date"], owner=typed["owner"], by=request.user, at=timezone.now(),
        ))  # fmt: skip
        if row is not None:
            return redirect("tasks:promise", row.pk)
    context = {
        "rows": list_promises(narrow(request, reach_of(request.user, "tasks:promises")))[:500], "form": form, "makes": makes,
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "tasks/promises.html", context, status=422 if form.is_bound else 200)


def _promise(request: AccountRequest, pk: int) -> Promise:
    try:
        return get_promise(pk, reach_of(request.user, "tasks:promises"))
    except Promise.DoesNotExist as error:
        raise Http404 from error


@require_GET
def show_promise(request: AccountRequest, pk: int) -> HttpResponse:
    """One promise."""
    return _show_promise(request, _promise(request, pk), forms.DeliveryForm(user=request.user))


def _show_promise(request: AccountRequest, row: Promise, form: forms.DeliveryForm) -> HttpResponse:
    context = {
        "promise": row, "form": form, "today": timezone.localdate(), "delivers": may(request.user, "tasks:deliver", row.promiser),
        "confirms": may(request.user, "tasks:confirm_delivery", row.beneficiary),
    }  # fmt: skip
    return render(request, "tasks/promise.html", context, status=422 if form.is_bound else 200)


@require_POST
def deliver(request: AccountRequest, pk: int) -> HttpResponse:
    """Notes the delivery."""
    row, form = _promise(request, pk), forms.DeliveryForm(request.POST, user=request.user)
    demand(request, "tasks:deliver", row.promiser)
    done = take(form, lambda typed: actions.deliver_promise(
        row, on=typed["on"], delivery=typed["delivery"], evidence=typed["evidence"], by=request.user,
        at=timezone.now(),
    ))  # fmt: skip
    return redirect("tasks:promise", pk) if done else _show_promise(request, row, form)


@require_POST
def confirm_delivery(request: AccountRequest, pk: int) -> HttpResponse:
    """The enterprise's yes to a delivery."""
    row = _promise(request, pk)
    demand(request, "tasks:confirm_delivery", row.beneficiary)
    return do_and_return(
        request, lambda: actions.confirm_delivery(row, by=request.user, at=timezone.now()), "tasks:promise", pk
    )
