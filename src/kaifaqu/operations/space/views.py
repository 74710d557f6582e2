"""Pages of space: what a zone has to offer, parcel by parcel and plant by plant, and what must be looked after now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaifaqu.foundation.accounts.queries import may, reach_of
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.space import actions, forms, queries
from kaifaqu.operations.space.models import LandPromise, Parcel, ParcelState, Plant, Supply, Tenancy, Use
from kaifaqu.operations.space.rules import Need, draw_map


@require_GET
def show_list(request: AccountRequest) -> HttpResponse:
    """Parcels and plants within reach, the clocks that tick, recognised parks, and a need matched to what is free."""
    reach = reach_of(request.user, "space:list")
    within = _narrow(reach, request.GET.get("within", ""))
    everything, plants = list(queries.list_parcels(within)), list(queries.list_plants(within))
    state, use = request.GET.get("state", ""), request.GET.get("use", "")
    shown = [row for row in everything if state in ("", row.state) and use in ("", row.use)]
    today, writable = timezone.localdate(), reach_of(request.user, "space:add_parcel")
    need = forms.NeedForm(request.GET if _asks(request) else None)
    context = {
        "parcels": shown, "plants": plants, "totals": queries.sum_space(everything, plants), "shapes": draw_map(shown),
        "ticking": queries.list_ticking(within, today), "broken": queries.list_broken_promises(within),
        "recognitions": queries.list_recognitions(within), "states": ParcelState.choices, "uses": Use.choices, "need": need,
        "fits": _match(need, within), "today": today, "within": request.GET.get("within", ""),
        "zones": reach.filter(kind__in=forms.HOLDS_SPACE).order_by("path"),
        "may_write": writable.exists(),
        "home": writable.filter(pk__in=within.values("pk"), kind__in=forms.HOLDS_SPACE).order_by("path").first(), "chosen": {"state": state, "use": use},
    }  # fmt: skip
    return render(request, "space/list.html", context)


def _narrow(reach: QuerySet[Subject], code: str) -> QuerySet[Subject]:
    chosen = reach.filter(code=code).first() if code else None
    if code and chosen is None:
        raise Http404
    return reach.filter(path__startswith=chosen.path) if chosen else reach


def _asks(request: AccountRequest) -> bool:
    return any(request.GET.get(name) for name in ("land", "plant"))


def _match(form: forms.NeedForm, within: QuerySet[Subject]) -> Any:
    if not form.is_bound or not form.is_valid():
        return None
    return queries.find_space(Need(**form.cleaned_data), within)


def _parcel(request: AccountRequest, pk: int, act: str = "space:parcel") -> Parcel:
    try:
        return queries.get_parcel(pk, reach_of(request.user, act))
    except Parcel.DoesNotExist as error:
        raise Http404 from error


def _plant(request: AccountRequest, pk: int, act: str = "space:plant") -> Plant:
    try:
        return queries.get_plant(pk, reach_of(request.user, act))
    except Plant.DoesNotExist as error:
        raise Http404 from error


def _supply(request: AccountRequest, pk: int, act: str) -> Supply:
    try:
        return queries.get_supply(pk, reach_of(request.user, act))
    except Supply.DoesNotExist as error:
        raise Http404 from error


@require_GET
def show_parcel(request: AccountRequest, pk: int) -> HttpResponse:
    """One parcel: what it is, who has it, its clock, its promises, and what can be done with it."""
    return _show_parcel(request, _parcel(request, pk))


def _show_parcel(request: AccountRequest, parcel: Parcel, **bound: Any) -> HttpResponse:
    supply = next(iter(getattr(parcel, "standing", ())), None)
    today = timezone.localdate()
    context = {
        "parcel": parcel, "supply": supply, "history": parcel.supplies.exclude(ended_on=None), "today": today,
        "clock": queries.clock_of(supply, today) if supply else None,
        "promises": queries.list_promises(supply) if supply else [],
        "may_write": may(request.user, "space:supply", parcel.subject), "shapes": draw_map([parcel]),
        "supply_form": forms.SupplyForm(), "pause_form": forms.PauseForm(), "recover_form": forms.RecoverForm(),
        "start_form": forms.DayForm(), "measure_form": forms.MeasureForm(), **bound,
    }  # fmt: skip
    return render(request, "space/parcel.html", context, status=422 if bound else 200)


@require_GET
def show_plant(request: AccountRequest, pk: int) -> HttpResponse:
    """One plant: who is in it, and how much is left."""
    return _show_plant(request, _plant(request, pk))


def _show_plant(request: AccountRequest, plant: Plant, **bound: Any) -> HttpResponse:
    context = {
        "plant": plant, "may_write": may(request.user, "space:let", plant.subject), "let_form": forms.LetForm(), "today": timezone.localdate(),
        **bound,
    }  # fmt: skip
    return render(request, "space/plant.html", context, status=422 if bound else 200)


Do = Callable[[dict[str, Any]], Any]


def _edit(request: AccountRequest, form: Form, title: str, do: Do, done: Callable[[Any], HttpResponse]) -> HttpResponse:
    """A page with one form: what is refused comes back with what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            return done(do(dict(form.cleaned_data)))
        except actions.SpaceRefusedError as error:
            form.add_error(None, str(error))
    return render(
        request, "space/edit.html", {"form": form, "title": title}, status=422 if form.is_bound and form.errors else 200
    )


@require_http_methods(["GET", "POST"])
def add_parcel(request: AccountRequest) -> HttpResponse:
    """Registers a parcel."""
    form = forms.ParcelForm(request.POST or None, reach=reach_of(request.user, "space:add_parcel"))
    return _edit(
        request, form, _("登记地块"), lambda data: actions.register_parcel(data.pop("subject"), by=request.user, at=timezone.now(), **data),
        lambda row: redirect("space:parcel", row.pk),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit_parcel(request: AccountRequest, pk: int) -> HttpResponse:
    """Corrects a parcel."""
    parcel = _parcel(request, pk, "space:edit_parcel")
    initial = {name: getattr(parcel, name) for name in actions.PARCEL_FIELDS}
    initial |= {
        "outline": "\n".join(",".join(point) for point in parcel.outline), "is_ready": parcel.state != ParcelState.PREPARING,
        "area": parcel.area.normalize(), "price": parcel.price,
    }  # fmt: skip
    return _edit(
        request, forms.ParcelForm(request.POST or None, initial=initial), _("修改地块 %(code)s") % {"code": parcel.code},
        lambda data: actions.update_parcel(parcel, by=request.user, at=timezone.now(), **data),
        lambda row: redirect("space:parcel", row.pk),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def add_plant(request: AccountRequest) -> HttpResponse:
    """Registers a standard plant."""
    form = forms.PlantForm(request.POST or None, reach=reach_of(request.user, "space:add_plant"))
    return _edit(
        request, form, _("登记标准厂房"), lambda data: actions.register_plant(data.pop("subject"), by=request.user, at=timezone.now(), **data),
        lambda row: redirect("space:plant", row.pk),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit_plant(request: AccountRequest, pk: int) -> HttpResponse:
    """Corrects a plant."""
    plant = _plant(request, pk, "space:edit_plant")
    initial = {name: getattr(plant, name) for name in actions.PLANT_FIELDS}
    return _edit(
        request, forms.PlantForm(request.POST or None, initial=initial), _("修改厂房 %(name)s") % {"name": plant.name},
        lambda data: actions.update_plant(plant, by=request.user, at=timezone.now(), **data),
        lambda row: redirect("space:plant", row.pk),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def recognise(request: AccountRequest) -> HttpResponse:
    """Registers a park's recognition as a 化工园区: the gate of chemical signings looks here."""
    form = forms.RecognitionForm(request.POST or None, reach=reach_of(request.user, "space:recognise"))
    return _edit(
        request, form, _("登记化工园区认定"), lambda data: actions.recognise_park(data.pop("subject"), by=request.user, at=timezone.now(), **data),
        lambda _row: redirect("space:list"),
    )  # fmt: skip


def _act_on_parcel(request: AccountRequest, parcel: Parcel, name: str, form: Form, do: Do) -> HttpResponse:
    """One act of a parcel's page; a refusal comes back on the page, beside its form."""
    if form.is_valid():
        try:
            do(dict(form.cleaned_data))
            return redirect("space:parcel", parcel.pk)
        except actions.SpaceRefusedError as error:
            form.add_error(None, str(error))
    return _show_parcel(request, _parcel(request, parcel.pk), **{name: form})


@require_POST
def supply(request: AccountRequest, pk: int) -> HttpResponse:
    """Notes the contract by which a parcel goes to a firm."""
    parcel, form = _parcel(request, pk, "space:supply"), forms.SupplyForm(request.POST)
    keys = ("holder", "contract", "contract_on", "agreed_start", "handed_over_on", "price")
    return _act_on_parcel(request, parcel, "supply_form", form, lambda data: actions.supply_parcel(
        parcel, promises=form.promises(), by=request.user, at=timezone.now(), **{key: data[key] for key in keys}
    ))  # fmt: skip


@require_POST
def start(request: AccountRequest, pk: int) -> HttpResponse:
    """Notes the day on which building began: the clock stops."""
    row, form = _supply(request, pk, "space:start"), forms.DayForm(request.POST)
    return _act_on_parcel(
        request,
        row.parcel,
        "start_form",
        form,
        lambda data: actions.note_start(row, started_on=data["on"], by=request.user, at=timezone.now()),
    )


@require_POST
def pause(request: AccountRequest, pk: int) -> HttpResponse:
    """Notes days for which the clock stands."""
    row, form = _supply(request, pk, "space:pause"), forms.PauseForm(request.POST)
    return _act_on_parcel(
        request,
        row.parcel,
        "pause_form",
        form,
        lambda data: actions.pause_clock(row, by=request.user, at=timezone.now(), **data),
    )


@require_POST
def recover(request: AccountRequest, pk: int) -> HttpResponse:
    """Takes a parcel back from its holder."""
    row, form = _supply(request, pk, "space:recover"), forms.RecoverForm(request.POST)
    return _act_on_parcel(request, row.parcel, "recover_form", form, lambda data: actions.recover_parcel(
        row, ended_on=data["on"], reason=data["reason"], by=request.user, at=timezone.now()
    ))  # fmt: skip


@require_POST
def measure(request: AccountRequest, pk: int) -> HttpResponse:
    """Notes what was measured of a promise."""
    try:
        promise = queries.get_promise(pk, reach_of(request.user, "space:measure"))
    except LandPromise.DoesNotExist as error:
        raise Http404 from error
    return _act_on_parcel(
        request, promise.supply.parcel, "measure_form", forms.MeasureForm(request.POST),
        lambda data: actions.measure_promise(promise, by=request.user, at=timezone.now(), **data),
    )  # fmt: skip


def _simple(request: AccountRequest, do: Callable[[], Any], *back: Any) -> HttpResponse:
    try:
        do()
    except actions.SpaceRefusedError as error:
        messages.error(request, str(error))
    return redirect(*back)


@require_POST
def release(request: AccountRequest, pk: int) -> HttpResponse:
    """Frees a reserved parcel."""
    parcel = _parcel(request, pk, "space:release")
    reason = request.POST.get("reason", "").strip() or _("人工解除")
    return _simple(
        request, lambda: actions.release_parcel(parcel, reason=reason, by=request.user, at=timezone.now()), "space:parcel", pk
    )


@require_POST
def offer_again(request: AccountRequest, pk: int) -> HttpResponse:
    """Puts a recovered parcel back on offer."""
    parcel = _parcel(request, pk, "space:offer_again")
    return _simple(request, lambda: actions.offer_again(parcel, by=request.user, at=timezone.now()), "space:parcel", pk)


@require_POST
def let(request: AccountRequest, pk: int) -> HttpResponse:
    """Lets a part of a plant."""
    plant, form = _plant(request, pk, "space:let"), forms.LetForm(request.POST)
    if form.is_valid():
        try:
            actions.let_plant(plant, by=request.user, at=timezone.now(), **form.cleaned_data)
            return redirect("space:plant", pk)
        except actions.SpaceRefusedError as error:
            form.add_error(None, str(error))
    return _show_plant(request, plant, let_form=form)


@require_POST
def end_tenancy(request: AccountRequest, pk: int) -> HttpResponse:
    """Frees the room that somebody had."""
    try:
        tenancy = queries.get_tenancy(pk, reach_of(request.user, "space:end_tenancy"))
    except Tenancy.DoesNotExist as error:
        raise Http404 from error
    today = timezone.localdate()
    return _simple(
        request,
        lambda: actions.end_tenancy(tenancy, ended_on=today, by=request.user, at=timezone.now()),
        "space:plant",
        tenancy.plant_id,
    )
