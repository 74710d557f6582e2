"""Pages of zones: the register, and one zone's entry in it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaifaqu.foundation.accounts.queries import may, reach_of
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.foundation.zones import actions
from kaifaqu.foundation.zones.forms import CloseForm, ZoneForm
from kaifaqu.foundation.zones.models import Zone, ZoneKind
from kaifaqu.foundation.zones.queries import find_zone, list_zones_within


@require_GET
def show_list(request: AccountRequest) -> HttpResponse:
    """The zones within reach, by city and kind, with what the register still lacks."""
    zones = list(list_zones_within(reach_of(request.user, "zones:list")))
    kind, city = request.GET.get("kind", ""), request.GET.get("city", "")
    shown = [
        zone
        for zone in zones
        if kind in ("", zone.kind) and city in ("", zone.subject.parent.code if zone.subject.parent else "")
    ]
    counted = Counter(zone.kind for zone in zones if not zone.is_closed)
    above = reach_of(request.user, "zones:register").filter(kind__in=(Kind.PROVINCE, Kind.CITY)).order_by("path").first()
    context = {
        "zones": shown, "kinds": [(value, label, counted[value]) for value, label in ZoneKind.choices if counted[value]], "kind": kind,
        "total": sum(counted.values()), "above": above,
    }  # fmt: skip
    return render(request, "zones/list.html", context)


def _get(request: AccountRequest, code: str, act: str) -> Zone:
    zone = find_zone(code)
    if zone is None or not may(request.user, act, zone.subject):
        raise Http404
    return zone


@require_http_methods(["GET", "POST"])
def register(request: AccountRequest) -> HttpResponse:
    """A zone that is not in the register yet."""
    reach = reach_of(request.user, "zones:register")
    form = ZoneForm(request.POST or None, reach=reach)
    if request.method == "POST" and form.is_valid():
        zone = actions.open_zone(**form.cleaned_data, by=request.user, at=timezone.now())
        return redirect("zones:zone", zone.subject.code)
    return render(request, "zones/form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def show_zone(request: AccountRequest, code: str) -> HttpResponse:
    """One zone's entry; who may register also changes it here."""
    zone = _get(request, code, "zones:list")
    changes = zone.subject.parent is not None and may(request.user, "zones:register", zone.subject.parent)
    if request.method == "POST" and not changes:
        raise Http404
    form = ZoneForm(request.POST or None, initial=_initial(zone), reach=reach_of(request.user, "zones:register"))
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = dict(form.cleaned_data)
        names = {name: told.pop(name) for name in ("name", "short_name", "city")}
        zone = actions.rename_zone(zone, **names, by=request.user, at=timezone.now())
        actions.register_zone(zone.subject, by=request.user, at=timezone.now(), **told)
        return redirect("zones:zone", code)
    context = {"zone": zone, "form": form, "closing": CloseForm(), "changes": changes}
    return render(request, "zones/zone.html", context, status=422 if form.is_bound else 200)


def _initial(zone: Zone) -> dict[str, Any]:
    names = ("kind", "level", "approved_on", "approved_area", "industries", "small_office")
    return {
        "name": zone.subject.name, "short_name": zone.subject.short_name, "city": zone.subject.parent.code if zone.subject.parent else "",
        **{name: getattr(zone, name) for name in names},
    }  # fmt: skip


@require_POST
def close(request: AccountRequest, code: str) -> HttpResponse:
    """Merged or abolished."""
    zone = _get(request, code, "zones:list")
    if zone.subject.parent is None or not may(request.user, "zones:close", zone.subject.parent):
        raise Http404
    form = CloseForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        actions.close_zone(zone, told["on"], told["into"], told["reason"], by=request.user, at=timezone.now())
        return redirect("zones:zone", code)
    context = {
        "zone": zone,
        "form": ZoneForm(initial=_initial(zone), reach=reach_of(request.user, "zones:register")),
        "closing": form,
        "changes": True,
    }
    return render(request, "zones/zone.html", context, status=422)
