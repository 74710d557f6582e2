"""Leads: found, talked to, sent to a zone, given a pack and a parcel, brought to an agreement."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaifaqu.foundation.accounts.queries import may_somewhere, reach_of
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.queries import find_by_code
from kaifaqu.operations.promotion import actions, forms, queries
from kaifaqu.operations.promotion.models import Lead
from kaifaqu.operations.promotion.papers import write_pack
from kaifaqu.operations.promotion.practice import node_name, practice_on
from kaifaqu.operations.promotion.queries.history import tell_acts
from kaifaqu.operations.promotion.views.acting import act, allow, edit, reach, send_word, simply
from kaifaqu.operations.promotion.vocabulary import OPEN_STATES, DispatchState, LeadState
from kaifaqu.operations.space.queries import find_parcel_of, find_space_for, get_parcel

PAGE = 100
RUNNING = (LeadState.TALKS, LeadState.AGREED)


@require_GET
def show_leads(request: AccountRequest) -> HttpResponse:
    """The leads within reach, filtered by stage, subject and words."""
    rows, asked = queries.list_leads(request.user), request.GET
    state, words, within = asked.get("state", ""), asked.get("words", "").strip(), asked.get("within", "")
    if within:
        subject = find_by_code(within)
        if subject is None:
            raise Http404
        rows = rows.filter(zone__path__startswith=subject.path) | rows.filter(holder__path__startswith=subject.path)
    if state == "running":
        rows = rows.filter(state__in=RUNNING)
    elif state in LeadState.values:
        rows = rows.filter(state=state)
    if words:
        rows = rows.filter(title__icontains=words) | rows.filter(prospect__name__icontains=words)
    today = timezone.localdate()
    page = Paginator(rows, PAGE).get_page(asked.get("page"))
    listed = [
        (lead, queries.last_move(lead), queries.standstill_of(lead, today) if lead.state in OPEN_STATES else None)
        for lead in page
    ]
    context = {
        "page": page, "listed": listed, "states": LeadState.choices, "state": state, "words": words, "within": within,
        "may_open": may_somewhere(request.user, "promotion:add_lead"),
        "home": reach_of(request.user, "promotion:add_lead").order_by("path").first(),
    }  # fmt: skip
    return render(request, "promotion/leads.html", context)


@require_http_methods(["GET", "POST"])
def add_lead(request: AccountRequest) -> HttpResponse:
    """Opens a lead; a firm that another party courts is refused without a reason."""
    initial = {"prospect": request.GET.get("prospect"), "first_on": timezone.localdate(), "event": request.GET.get("event")}
    form = forms.LeadForm(request.POST or None, user=request.user, initial=initial)

    def do(data: dict[str, Any]) -> Lead:
        values, holder = forms.split_node(data), data["holder"]
        firm = {name: values.pop(name) for name in ("name", "credit_code", "region")}
        prospect = values.pop("prospect") or _find_or_register(request, holder, firm)
        return actions.open_lead(prospect, values.pop("holder"), by=request.user, at=timezone.now(), **values)

    return edit(request, form, _("登记线索"), do, lambda lead: redirect("promotion:lead", lead.pk))


def _find_or_register(request: AccountRequest, keeper: Any, firm: dict[str, Any]) -> Any:
    """The keeper's own record of the firm where it has one for sure, otherwise a new one."""
    twins = queries.find_twins(firm["name"], firm["credit_code"])
    own = next(
        (twin.prospect for twin in twins if twin.prospect.keeper_id == keeper.pk and twin.match == twin.match.SAME), None
    )
    return own or actions.register_prospect(keeper, by=request.user, at=timezone.now(), is_known_twin=True, **firm)


def _lead(request: AccountRequest, pk: int, name: str = "") -> Lead:
    lead = reach(lambda: queries.get_lead(pk, request.user))
    allow(not name or queries.may_on_lead(request.user, name, lead))
    return lead


@require_GET
def show_lead(request: AccountRequest, pk: int) -> HttpResponse:
    """One lead: whose turn it is, who met whom, what was promised and given, what stands in the way."""
    return _show(request, _lead(request, pk))


def _show(request: AccountRequest, lead: Lead, **bound: Any) -> HttpResponse:
    today, may_write = timezone.localdate(), queries.may_on_lead(request.user, "promotion:contact", lead)
    waiting = lead.dispatches.filter(state=DispatchState.SENT).select_related("zone", "source").first()
    share = practice_on(today)["office_share"]
    context = {
        "lead": lead, "today": today, "node": node_name(lead.chain, lead.node), "may_write": may_write and lead.state in OPEN_STATES,
        "until": queries.protection_of(lead), "standstill": queries.standstill_of(lead, today) if lead.state in OPEN_STATES else None,
        "contacts": queries.list_contacts(lead), "overlaps": queries.overlaps_of(lead), "packs": queries.list_packs(lead, today),
        "promises": [(row, queries.fault_of(row.policy, today) if row.policy else "") for row in lead.promises.select_related("policy")],
        "waiting": waiting, "may_answer": waiting is not None and queries.list_dispatches(request.user).filter(pk=waiting.pk).exists(),
        "dispatches": lead.dispatches.select_related("zone", "source", "answered_by"), "credit": queries.credit_of(lead),
        "parcel": find_parcel_of(queries.source_of(lead)), "fits": _fits(request, lead), "agreements": lead.agreements.all(),
        "history": tell_acts(f"promotion:lead:{lead.pk}"), "contact_form": forms.ContactForm(initial={"on": today}),
        "promise_form": forms.PromiseForm(user=request.user), "dispatch_form": forms.DispatchForm(initial={"share": share}),
        "pack_form": forms.PackForm(user=request.user, lead=lead, on=today, initial={"given_on": today}), **bound,
    }  # fmt: skip
    return render(request, "promotion/lead.html", context, status=422 if bound else 200)


def _fits(request: AccountRequest, lead: Lead) -> Any:
    if lead.zone is None or (lead.land is None and lead.plant is None):
        return None
    here = reach_of(request.user, "space:list").filter(path__startswith=lead.zone.path)
    return find_space_for(here, land=lead.land, plant=lead.plant, use=lead.use, utilities=lead.utilities)


@require_http_methods(["GET", "POST"])
def edit_lead(request: AccountRequest, pk: int) -> HttpResponse:
    """Corrects what the lead needs."""
    lead = _lead(request, pk, "promotion:edit_lead")
    names = ("title", "is_chemical", "intended", "land", "plant", "use", "utilities")
    initial = {name: getattr(lead, name) for name in names} | {"place_on_chain": f"{lead.chain}:{lead.node}"}
    return edit(
        request, forms.NeedForm(request.POST or None, initial=initial), _("修改「%(title)s」") % {"title": lead.title},
        lambda data: actions.update_lead(lead, by=request.user, at=timezone.now(), **forms.split_node(data)),
        lambda row: redirect("promotion:lead", row.pk),
    )  # fmt: skip


@require_POST
def contact(request: AccountRequest, pk: int) -> HttpResponse:
    """Notes a talk."""
    lead, form = _lead(request, pk, "promotion:contact"), forms.ContactForm(request.POST)
    return act(
        form, lambda data: actions.add_contact(lead, by=request.user, at=timezone.now(), **data), lambda: _show(request, lead, contact_form=form),
        "promotion:lead", pk,
    )  # fmt: skip


@require_POST
def promise(request: AccountRequest, pk: int) -> HttpResponse:
    """Notes a promise of either side."""
    lead, form = _lead(request, pk, "promotion:promise"), forms.PromiseForm(request.POST, user=request.user)
    return act(
        form, lambda data: actions.add_promise(lead, by=request.user, at=timezone.now(), **{**data, "is_ours": bool(data["is_ours"])}),
        lambda: _show(request, lead, promise_form=form), "promotion:lead", pk,
    )  # fmt: skip


@require_POST
def keep_promise(request: AccountRequest, pk: int) -> HttpResponse:
    """A promise was kept, or is taken back; the address names the lead, the form the promise."""
    lead = _lead(request, pk, "promotion:keep_promise")
    number = request.POST.get("promise", "")
    row = reach(lambda: lead.promises.get(pk=int(number) if number.isdigit() else 0))
    withdrawn, today = "withdraw" in request.POST, timezone.localdate()
    return simply(
        request,
        lambda: actions.keep_promise(row, on=today, withdrawn=withdrawn, by=request.user, at=timezone.now()),
        "promotion:lead",
        pk,
    )


@require_POST
def dispatch(request: AccountRequest, pk: int) -> HttpResponse:
    """Sends the lead to a zone."""
    lead, form = _lead(request, pk, "promotion:dispatch"), forms.DispatchForm(request.POST)
    return act(form, lambda data: actions.dispatch_lead(
        lead, data["zone"], share=data["share"], words=data["words"], by=request.user, at=timezone.now()
    ), lambda: _show(request, lead, dispatch_form=form), "promotion:lead", pk)  # fmt: skip


@require_POST
def answer(request: AccountRequest, pk: int) -> HttpResponse:
    """The zone takes or returns what was sent to it."""
    row = reach(lambda: queries.get_dispatch(pk, request.user))
    is_taken, words = "take" in request.POST, request.POST.get("answer", "")[:200]
    simply(
        request,
        lambda: actions.answer_dispatch(row, is_taken=is_taken, answer=words, by=request.user, at=timezone.now()),
        "promotion:desk",
    )
    return redirect("promotion:lead", row.lead_id) if is_taken else redirect("promotion:desk")


@require_POST
def reserve(request: AccountRequest, pk: int) -> HttpResponse:
    """Keeps a parcel for the lead."""
    lead = _lead(request, pk, "promotion:reserve")
    number = request.POST.get("parcel", "")
    parcel = reach(lambda: get_parcel(int(number) if number.isdigit() else 0, reach_of(request.user, "space:supply")))
    return simply(
        request, lambda: actions.reserve_space(lead, parcel, by=request.user, at=timezone.now()), "promotion:lead", pk
    )


@require_POST
def make_pack(request: AccountRequest, pk: int) -> HttpResponse:
    """Puts a pack together."""
    lead = _lead(request, pk, "promotion:make_pack")
    form = forms.PackForm(request.POST, user=request.user, lead=lead, on=timezone.localdate())

    def do(data: dict[str, Any]) -> Any:
        return actions.make_pack(
            lead, lead.zone or lead.holder, policies=list(data["policies"]), parcels=list(data["parcels"]), plants=list(data["plants"]),
            direction=data["direction"], given_on=data["given_on"], by=request.user, at=timezone.now(),
        )  # fmt: skip

    return act(form, do, lambda: _show(request, lead, pack_form=form), "promotion:lead", pk)


@require_GET
def show_pack(request: AccountRequest, pk: int) -> HttpResponse:
    """One pack, with what of it still holds."""
    pack = reach(lambda: queries.get_pack(pk, request.user))
    return render(request, "promotion/pack.html", {"pack": pack, "lines": queries.read_pack(pack, timezone.localdate())})


@require_GET
def pack_word(request: AccountRequest, pk: int) -> HttpResponse:
    """The pack as a Word paper in the words in which it was given."""
    pack = reach(lambda: queries.get_pack(pk, request.user))
    return send_word(write_pack(pack), f"pack-{pack.pk}")


@require_http_methods(["GET", "POST"])
def draft(request: AccountRequest, pk: int) -> HttpResponse:
    """Drafts the agreement."""
    lead = _lead(request, pk, "promotion:draft")
    initial = {"title": lead.title, "investor": lead.prospect.name, "is_chemical": lead.is_chemical, "total": lead.intended}
    return edit(
        request, forms.AgreementForm(request.POST or None, initial=initial), _("拟协议"),
        lambda data: actions.draft_agreement(lead, by=request.user, at=timezone.now(), **data),
        lambda row: redirect("promotion:agreement", row.pk),
    )  # fmt: skip


@require_POST
def end_lead(request: AccountRequest, pk: int) -> HttpResponse:
    """Ends the lead with a reason."""
    lead = _lead(request, pk, "promotion:end_lead")
    reason = request.POST.get("reason", "")[:200]
    return simply(
        request, lambda: actions.end_lead(lead, reason=reason, by=request.user, at=timezone.now()), "promotion:lead", pk
    )
