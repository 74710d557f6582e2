"""Firms: registered once, compared with what colleagues and other zones keep, merged and parted."""

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
from kaifaqu.operations.promotion.models import Prospect
from kaifaqu.operations.promotion.practice import node_name
from kaifaqu.operations.promotion.queries.chains import list_cooperations
from kaifaqu.operations.promotion.views.acting import act, allow, edit, reach, simply


@require_GET
def show_list(request: AccountRequest) -> HttpResponse:
    """The firms within reach, and pairs of them that look like one."""
    words = request.GET.get("words", "").strip()
    rows = queries.list_prospects(reach_of(request.user, "promotion:prospects")).prefetch_related("leads")
    shown = rows.filter(name__icontains=words) if words else rows
    listed = [(row, node_name(row.chain, row.node)) for row in shown[:500]]
    return render(request, "promotion/prospects.html", {
        "listed": listed, "words": words, "may_write": may_somewhere(request.user, "promotion:add_prospect"),
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
def add_prospect(request: AccountRequest) -> HttpResponse:
    """Registers a firm."""
    form = forms.ProspectForm(request.POST or None, user=request.user)
    return edit(
        request, form, _("登记目标企业"),
        lambda data: actions.register_prospect(data.pop("keeper"), by=request.user, at=timezone.now(), **forms.split_node(data)),
        lambda row: redirect("promotion:prospect", row.pk),
    )  # fmt: skip


def _prospect(request: AccountRequest, pk: int, name: str = "") -> Prospect:
    row = reach(lambda: queries.get_prospect(pk, request.user))
    allow(not name or may(request.user, name, row.keeper))
    return row


@require_GET
def show_prospect(request: AccountRequest, pk: int) -> HttpResponse:
    """One firm: its leads, its partners, and other records that seem to be the same firm."""
    return _show(request, _prospect(request, pk))


def _show(request: AccountRequest, row: Prospect, **bound: Any) -> HttpResponse:
    own = set(reach_of(request.user, "promotion:merge").values_list("pk", flat=True))
    twins = [(twin, twin.prospect.keeper_id in own) for twin in queries.find_twins(row.name, row.credit_code, row)]
    context = {
        "row": row, "node": node_name(row.chain, row.node), "twins": twins if row.merged_into is None else [],
        "leads": queries.list_leads(request.user).filter(prospect=row), "merges": queries.list_merges(row),
        "cooperations": [c for c in list_cooperations(request.user) if row.pk in (c.one_id, c.other_id)],
        "may_write": may(request.user, "promotion:edit_prospect", row.keeper), "coop_form": forms.CooperationForm(user=request.user), **bound,
    }  # fmt: skip
    return render(request, "promotion/prospect.html", context, status=422 if bound else 200)


@require_http_methods(["GET", "POST"])
def edit_prospect(request: AccountRequest, pk: int) -> HttpResponse:
    """Corrects what is known of a firm."""
    row = _prospect(request, pk, "promotion:edit_prospect")
    initial = {name: getattr(row, name) for name in ("name", "credit_code", "region", "business")}
    form = forms.ProspectForm(
        request.POST or None, user=request.user, initial={**initial, "place_on_chain": f"{row.chain}:{row.node}"}
    )
    for name in ("keeper", "is_known_twin"):
        del form.fields[name]
    return edit(
        request, form, _("修改目标企业"), lambda data: actions.update_prospect(row, by=request.user, at=timezone.now(), **forms.split_node(data)),
        lambda saved: redirect("promotion:prospect", saved.pk),
    )  # fmt: skip


@require_POST
def merge(request: AccountRequest, pk: int) -> HttpResponse:
    """Says that another record within reach is this firm."""
    row = _prospect(request, pk, "promotion:merge")
    number = request.POST.get("other", "")
    other = reach(lambda: queries.get_prospect(int(number) if number.isdigit() else 0, request.user))
    allow(may(request.user, "promotion:merge", other.keeper))
    reason = request.POST.get("reason", "").strip()[:200] or _("名称比对为同一家")
    return simply(
        request,
        lambda: actions.merge_prospects(row, other, reason=reason, by=request.user, at=timezone.now()),
        "promotion:prospect",
        pk,
    )


@require_POST
def undo_merge(request: AccountRequest, pk: int) -> HttpResponse:
    """Takes a merge back; the address names the record that was kept."""
    row = _prospect(request, pk, "promotion:undo_merge")
    number = request.POST.get("merge", "")
    merge_ = reach(lambda: row.merges_kept.get(pk=int(number) if number.isdigit() else 0))
    return simply(request, lambda: actions.undo_merge(merge_, by=request.user, at=timezone.now()), "promotion:prospect", pk)


@require_POST
def cooperate(request: AccountRequest, pk: int) -> HttpResponse:
    """Notes that two firms work together."""
    row, form = _prospect(request, pk, "promotion:cooperate"), forms.CooperationForm(request.POST, user=request.user)
    return act(form, lambda data: actions.note_cooperation(
        row.keeper, row, data["other"], words=data["words"], by=request.user, at=timezone.now()
    ), lambda: _show(request, row, coop_form=form), "promotion:prospect", pk)  # fmt: skip
