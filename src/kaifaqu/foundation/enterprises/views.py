"""Pages of enterprises: the register, one enterprise, and those near the standard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaifaqu.foundation.accounts.models import Role
from kaifaqu.foundation.accounts.queries import list_homes, may, may_as, may_somewhere, reach_of
from kaifaqu.foundation.enterprises import actions, forms
from kaifaqu.foundation.enterprises.actions import EnterpriseRefusedError
from kaifaqu.foundation.enterprises.models import Enterprise, RevenueSide, Scale
from kaifaqu.foundation.enterprises.queries import (
    find_merge,
    find_similar,
    get_enterprise,
    judge_enterprise,
    list_above_scale,
    list_merges,
    list_nursing,
    resolve,
    search_enterprises,
    sum_year,
)
from kaifaqu.foundation.personal import mask_phones
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.queries import find_by_code


def take(form: django_forms.Form, do: Callable[[dict[str, Any]], Any]) -> Any:
    """What the act gives, or None when the form has faults; the register's faults stand at their fields."""
    if not form.is_valid():
        return None
    try:
        return do(form.cleaned_data)
    except EnterpriseRefusedError as error:
        for field, message in (error.faults if error.faults else {None: str(error)}).items():
            form.add_error(field if field in form.fields else None, message)
        return None


@require_GET
def show_list(request: AccountRequest) -> HttpResponse:
    """The register: searched by name or code, narrowed to a subject, to 规上, to those without a code."""
    text, code = request.GET.get("q", ""), request.GET.get("code", "")
    reach = reach_of(request.user, "enterprises:list")
    rows = search_enterprises(text, reach.filter(path__contains=f"/{code}/") if code else reach)
    within = find_by_code(code) if code else None
    if request.GET.get("scale") == Scale.ABOVE and within is not None:
        rows = rows.filter(pk__in=list_above_scale(within, timezone.localdate()))
    if request.GET.get("code_missing"):
        rows = rows.filter(credit_code="")
    context = {
        "rows": rows.prefetch_related("scales")[:500], "count": rows.count(), "q": text, "code": code,
        "registers": may_somewhere(request.user, "enterprises:register"), "homes": list_homes(request.user, "enterprises:register"),
    }  # fmt: skip
    return render(request, "enterprises/list.html", context)


@require_http_methods(["GET", "POST"])
def register(request: AccountRequest) -> HttpResponse:
    """Registers an enterprise; where the register holds one that is alike, it is shown before."""
    form = forms.RegisterForm(request.POST if request.method == "POST" else None, user=request.user)
    similar = []
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        similar = [] if typed.pop("sure") else find_similar(typed["name"], typed["credit_code"])
        seen = reach_of(request.user, "enterprises:list")
        similar = [row for row in similar if seen.filter(pk=row.enterprise.subject_id).exists()]
        made = (
            None
            if similar
            else take(form, lambda _typed: actions.register_enterprise(**typed, by=request.user, at=timezone.now()))
        )
        if made is not None:
            return redirect("enterprises:enterprise", made.pk)
    return render(
        request, "enterprises/register.html", {"form": form, "similar": similar}, status=422 if form.is_bound else 200
    )


def _get(request: AccountRequest, pk: int, act: str = "enterprises:enterprise") -> Enterprise:
    try:
        return get_enterprise(pk, reach_of(request.user, act))
    except Enterprise.DoesNotExist as error:
        raise Http404 from error


@require_GET
def show_enterprise(request: AccountRequest, pk: int) -> HttpResponse:
    """One enterprise."""
    return _show(request, _get(request, pk))


def _show(request: AccountRequest, enterprise: Enterprise, **bound: Any) -> HttpResponse:
    today = timezone.localdate()
    keeps = may(request.user, "enterprises:update", enterprise.subject) and enterprise.merged_into is None
    initial = {name: getattr(enterprise, name) for name in (*actions.DETAILS, "credit_code")}
    initial["phone"] = mask_phones(enterprise.phone)
    context = {
        "enterprise": enterprise, "kept": resolve(enterprise), "keeps": keeps, "names": enterprise.names.all(), "scales": enterprise.scales.all(),
        "revenues": enterprise.revenues.select_related("by").order_by("-month", "side", "-pk")[:48], "merges": list_merges(enterprise),
        "nursing": judge_enterprise(enterprise, sum_year([enterprise], today).get(enterprise.pk, {}), today),
        "states": may(request.user, "enterprises:revenue", enterprise.subject), "update": forms.UpdateForm(initial=initial),
        "rename": forms.RenameForm(), "scale": forms.ScaleForm(), "revenue": forms.RevenueForm(),
        "merge": forms.MergeForm(user=request.user, kept=enterprise), "is_served": may(request.user, "service:firm", enterprise.subject),
        "may_reveal": may(request.user, "enterprises:reveal_phone", enterprise.subject), **bound,
    }  # fmt: skip
    faulty = any(isinstance(value, django_forms.Form) for value in bound.values())
    return render(request, "enterprises/enterprise.html", context, status=422 if faulty else 200)


@require_POST
def update(request: AccountRequest, pk: int) -> HttpResponse:
    """Corrects what is known; writes the credit code where none stood or another is right."""
    enterprise, form = _get(request, pk, "enterprises:update"), forms.UpdateForm(request.POST)

    def do(typed: dict[str, Any]) -> Enterprise:
        code = typed.pop("credit_code")
        if typed["phone"] == mask_phones(enterprise.phone):
            typed["phone"] = enterprise.phone  # shown masked and sent back as it was
        if code and code != enterprise.credit_code:
            actions.set_credit_code(enterprise, credit_code=code, by=request.user, at=timezone.now())
        return actions.update_enterprise(enterprise, by=request.user, at=timezone.now(), **typed)

    return redirect("enterprises:enterprise", pk) if take(form, do) else _show(request, enterprise, update=form)


@require_POST
def reveal_phone(request: AccountRequest, pk: int) -> HttpResponse:
    """Shows the whole telephone number once; that it was looked at is written down."""
    enterprise = _get(request, pk, "enterprises:reveal_phone")
    actions.note_reveal(enterprise, by=request.user, at=timezone.now())
    return _show(request, enterprise, phone=enterprise.phone)


@require_POST
def rename(request: AccountRequest, pk: int) -> HttpResponse:
    """Gives a new name; the old one stays found."""
    enterprise, form = _get(request, pk, "enterprises:rename"), forms.RenameForm(request.POST)
    done = take(form, lambda typed: actions.rename_enterprise(enterprise, **typed, by=request.user, at=timezone.now()))
    return redirect("enterprises:enterprise", pk) if done else _show(request, enterprise, rename=form)


@require_POST
def set_scale(request: AccountRequest, pk: int) -> HttpResponse:
    """Notes 规上 or 规下."""
    enterprise, form = _get(request, pk, "enterprises:scale"), forms.ScaleForm(request.POST)
    done = take(form, lambda typed: actions.set_scale(
        enterprise, Scale(typed["scale"]), since=typed["since"], basis=typed["basis"], by=request.user, at=timezone.now()
    ))  # fmt: skip
    return redirect("enterprises:enterprise", pk) if done else _show(request, enterprise, scale=form)


@require_POST
def state_revenue(request: AccountRequest, pk: int) -> HttpResponse:
    """A month's revenue: the enterprise's own statement, or the zone's check beside it."""
    enterprise, form = _get(request, pk, "enterprises:revenue"), forms.RevenueForm(request.POST)
    own = may_as(request.user, [Role.ENTERPRISE], enterprise.subject)
    side = RevenueSide.ENTERPRISE if own else RevenueSide.ZONE
    done = take(form, lambda typed: actions.state_revenue(
        enterprise, typed["month"], typed["amount"], side=side, basis=typed["basis"], by=request.user, at=timezone.now()
    ))  # fmt: skip
    return redirect("enterprises:enterprise", pk) if done else _show(request, enterprise, revenue=form)


@require_POST
def merge(request: AccountRequest, pk: int) -> HttpResponse:
    """Says that another record is this enterprise."""
    enterprise = _get(request, pk, "enterprises:merge")
    form = forms.MergeForm(request.POST, user=request.user, kept=enterprise)
    done = take(form, lambda typed: actions.merge_enterprises(
        enterprise, typed["other"], reason=typed["reason"], by=request.user, at=timezone.now()
    ))  # fmt: skip
    return redirect("enterprises:enterprise", pk) if done else _show(request, enterprise, merge=form)


@require_POST
def undo_merge(request: AccountRequest, pk: int) -> HttpResponse:
    """Takes a merge back."""
    enterprise, number = _get(request, pk, "enterprises:undo_merge"), request.POST.get("merge", "")
    row = find_merge(int(number), enterprise) if number.isdecimal() else None
    if row is None:
        raise Http404
    try:
        actions.undo_merge(row, by=request.user, at=timezone.now())
        messages.success(request, _("合并已撤销，两条记录各自恢复。"))
    except EnterpriseRefusedError as error:
        messages.error(request, str(error))
    return redirect("enterprises:enterprise", pk)


@require_GET
def show_nursery(request: AccountRequest) -> HttpResponse:
    """The enterprises below scale, the nearest to the standard first."""
    rows = list_nursing(reach_of(request.user, "enterprises:nursery"), timezone.localdate())
    return render(request, "enterprises/nursery.html", {"rows": rows})
