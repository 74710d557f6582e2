"""Policies: their text, their validity, and their 公平竞争审查."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaifaqu.foundation.accounts.queries import may, may_somewhere, reach_of
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.operations.promotion import actions, forms, queries
from kaifaqu.operations.promotion.models import Policy
from kaifaqu.operations.promotion.views.acting import act, allow, edit, reach

FIELDS = ("title", "number", "kind", "text", "valid_from", "valid_to", "is_public")


@require_GET
def show_list(request: AccountRequest) -> HttpResponse:
    """Policies that hold here, with why one cannot be promised."""
    today = timezone.localdate()
    rows = [(row, queries.fault_of(row, today)) for row in queries.list_policies(reach_of(request.user, "promotion:policies"))]
    return render(
        request, "promotion/policies.html", {"rows": rows, "may_write": may_somewhere(request.user, "promotion:add_policy")}
    )


def _policy(request: AccountRequest, pk: int, name: str = "") -> Policy:
    row = reach(lambda: queries.list_policies(reach_of(request.user, "promotion:policy")).get(pk=pk))
    allow(not name or may(request.user, name, row.subject))
    return row


@require_GET
def show_policy(request: AccountRequest, pk: int) -> HttpResponse:
    """One policy."""
    return _show(request, _policy(request, pk))


def _show(request: AccountRequest, row: Policy, **bound: Any) -> HttpResponse:
    context = {
        "row": row, "fault": queries.fault_of(row, timezone.localdate()), "form": forms.ReviewForm(),
        "may_write": may(request.user, "promotion:edit_policy", row.subject), "may_review": may(request.user, "promotion:review_policy", row.subject),
        **bound,
    }  # fmt: skip
    return render(request, "promotion/policy.html", context, status=422 if bound else 200)


@require_http_methods(["GET", "POST"])
def add_policy(request: AccountRequest) -> HttpResponse:
    """Registers a policy; a forbidden term stops it."""
    form = forms.PolicyForm(request.POST or None, user=request.user)
    return edit(
        request, form, _("登记政策"), lambda data: actions.register_policy(data.pop("subject"), by=request.user, at=timezone.now(), **data),
        lambda row: redirect("promotion:policy", row.pk),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit_policy(request: AccountRequest, pk: int) -> HttpResponse:
    """Changes a policy; another text must be reviewed again."""
    row = _policy(request, pk, "promotion:edit_policy")
    form = forms.PolicyForm(request.POST or None, user=request.user, initial={name: getattr(row, name) for name in FIELDS})
    del form.fields["subject"]
    return edit(
        request, form, _("修改政策"), lambda data: actions.update_policy(row, by=request.user, at=timezone.now(), **data),
        lambda saved: redirect("promotion:policy", saved.pk),
    )  # fmt: skip


@require_POST
def review_policy(request: AccountRequest, pk: int) -> HttpResponse:
    """Notes the outcome of the review."""
    row, form = _policy(request, pk, "promotion:review_policy"), forms.ReviewForm(request.POST)
    return act(form, lambda data: actions.review_policy(
        row, passed=bool(data["passed"]), words=data["words"], by=request.user, at=timezone.now()
    ), lambda: _show(request, row, form=form), "promotion:policy", pk)  # fmt: skip
