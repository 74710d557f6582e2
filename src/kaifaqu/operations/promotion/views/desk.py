"""The desk, the chains, and what the office may claim as its own."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaifaqu.foundation.accounts.queries import may, may_somewhere, reach_of
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.operations.promotion import actions, forms
from kaifaqu.operations.promotion.practice import chains, node_name
from kaifaqu.operations.promotion.queries import get_overlap, list_leads
from kaifaqu.operations.promotion.queries.chains import list_chain_prospects, list_cooperations, list_targets, view_chain
from kaifaqu.operations.promotion.queries.desk import list_open_overlaps, list_todo
from kaifaqu.operations.promotion.views.acting import edit, reach, simply
from kaifaqu.operations.promotion.vocabulary import LeadState, OverlapState


@require_GET
def show_desk(request: AccountRequest) -> HttpResponse:
    """What must be done now, who competes, and how many leads stand where."""
    states = list(list_leads(request.user).values_list("state", flat=True))
    counts = [(state, label, states.count(state)) for state, label in LeadState.choices]
    overlaps = [
        (
            row,
            node_name(row.earlier.chain, row.earlier.node),
            all(may(request.user, "promotion:decide_overlap", lead.zone or lead.holder) for lead in (row.earlier, row.later)),
        )
        for row in list_open_overlaps(request.user)
    ]
    context = {
        "todo": list_todo(request.user, timezone.localdate()), "counts": counts, "overlaps": overlaps, "form": forms.DecideForm(),
        "may_open": may_somewhere(request.user, "promotion:add_lead"), "today": timezone.localdate(),
        "home": reach_of(request.user, "promotion:desk").order_by("path").first(),
    }  # fmt: skip
    return render(request, "promotion/desk.html", context)


@require_POST
def decide_overlap(request: AccountRequest, pk: int) -> HttpResponse:
    """The office above both decides whose the firm is."""
    row, form = reach(lambda: get_overlap(pk, request.user)), forms.DecideForm(request.POST)
    state = OverlapState(form.cleaned_data["state"]) if form.is_valid() else OverlapState.OPEN
    decision = form.cleaned_data.get("decision", "") if form.is_valid() else ""
    return simply(
        request,
        lambda: actions.decide_overlap(row, state=state, decision=decision, by=request.user, at=timezone.now()),
        "promotion:desk",
    )


@require_GET
def show_chains(request: AccountRequest) -> HttpResponse:
    """Every chain of the catalogue."""
    rows = [(chain, view_chain(request.user, chain)) for chain in chains().values()]
    return render(request, "promotion/chains.html", {"rows": rows})


@require_GET
def show_chain(request: AccountRequest, code: str) -> HttpResponse:
    """One chain: firms of each node here and outside, gaps, who competes, whom to court next."""
    chain = chains().get(code)
    if chain is None:
        return redirect("promotion:chains")
    context = {
        "chain": chain, "nodes": view_chain(request.user, chain), "targets": list_targets(request.user, chain),
        "unplaced": list_chain_prospects(request.user, code).filter(node=""),
        "cooperations": list_cooperations(request.user), "may_declare": may_somewhere(request.user, "promotion:focus"),
        "may_open": may_somewhere(request.user, "promotion:add_lead"),
    }  # fmt: skip
    return render(request, "promotion/chain.html", context)


@require_http_methods(["GET", "POST"])
def focus(request: AccountRequest) -> HttpResponse:
    """Declares a zone's direction."""
    form = forms.FocusForm(request.POST or None, user=request.user)

    def do(data: dict[str, object]) -> object:
        named = forms.split_node(data)
        return actions.declare_focus(
            named.pop("subject"), named["chain"], named["node"], words=named["words"], by=request.user, at=timezone.now()
        )

    return edit(request, form, _("登记主攻方向"), do, lambda row: redirect("promotion:chain", row.chain))
