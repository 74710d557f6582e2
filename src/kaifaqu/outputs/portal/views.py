"""The public's pages: figures, space, policies and briefs that were laid open, with downloads; and where it is decided."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.queries import may
from kaifaqu.foundation.csv_file import answer_csv, defuse
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.operations.promotion.models import Policy
from kaifaqu.operations.promotion.queries import list_public_policies
from kaifaqu.operations.space.queries import list_public
from kaifaqu.outputs.portal import actions, queries
from kaifaqu.outputs.portal.models import Opening
from kaifaqu.statistics.indicators.models import Release
from kaifaqu.statistics.indicators.queries.releases import get_release

SHOWN = 8


@require_GET
def show_portal(request: HttpRequest) -> HttpResponse:
    """What is open: the newest figures, space and policies; briefs have their own list."""
    parcels, plants = list_public()
    context = {
        "openings": with_periods(queries.list_open()[:SHOWN]), "parcels": parcels, "plants": plants,
        "policies": list_public_policies(timezone.localdate()),
    }  # fmt: skip
    return render(request, "portal/portal.html", context)


def with_periods(openings: Any) -> list[tuple[Opening, Period]]:
    return [(opening, Period.parse(opening.release.period)) for opening in openings]


@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    """Every open release."""
    return render(request, "portal/list.html", {"openings": with_periods(queries.list_open())})


def _find(pk: int) -> Opening:
    try:
        return queries.find_open(pk)
    except Opening.DoesNotExist as error:
        raise Http404 from error


@require_GET
def show_figures(request: HttpRequest, pk: int) -> HttpResponse:
    """The numbers of one open release."""
    opening = _find(pk)
    context = {
        "opening": opening, "release": opening.release, "period": Period.parse(opening.release.period),
        "figures": queries.list_figures(opening.release), "newer": queries.newer_edition(opening), "withdrawn": queries.list_withdrawn(opening),
    }  # fmt: skip
    return render(request, "portal/figures.html", context)


@require_GET
def download_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The numbers as CSV; the byte order mark lets Excel open the Chinese."""
    release = _find(pk).release
    return answer_csv(
        f"{release.subject.label}{release.period}第{release.edition}版.csv", queries.COLUMNS,
        (defuse_row(row) for row in queries.tabulate(release)),
    )  # fmt: skip


def defuse_row(row: tuple[str, ...]) -> list[str]:
    """A row for Excel: what people wrote becomes no formula; the value stays the number that it is."""
    return [cell if column == "value" else defuse(cell) for column, cell in zip(queries.COLUMNS, row, strict=True)]


@require_GET
def download_json(request: HttpRequest, pk: int) -> JsonResponse:
    """The numbers as JSON; values are texts, so that no reader makes floats of them."""
    release = _find(pk).release
    rows = [dict(zip(queries.COLUMNS, row, strict=True)) for row in queries.tabulate(release)]
    about = {
        "subject": release.subject.code,
        "period": release.period,
        "edition": release.edition,
        "issued_at": release.issued_at.isoformat(),
    }
    return JsonResponse({**about, "figures": rows}, json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_GET
def show_space(request: HttpRequest) -> HttpResponse:
    """Free land and plants with room."""
    parcels, plants = list_public()
    return render(request, "portal/space.html", {"parcels": parcels, "plants": plants})


@require_GET
def show_policies(request: HttpRequest) -> HttpResponse:
    """The policies that hold today."""
    return render(request, "portal/policies.html", {"policies": list_public_policies(timezone.localdate())})


@require_GET
def show_policy(request: HttpRequest, pk: int) -> HttpResponse:
    """One policy that holds today, with its text."""
    found: Policy | None = next((row for row in list_public_policies(timezone.localdate()) if row.pk == pk), None)
    if found is None:
        raise Http404
    return render(request, "portal/policy.html", {"policy": found})


@require_GET
def show_decisions(request: AccountRequest) -> HttpResponse:
    """What this person may lay open or withdraw."""
    return render(request, "portal/decisions.html", {"rows": queries.list_decidable(request.user)})


def _decidable(request: AccountRequest, pk: int) -> Release:
    try:
        release = get_release(pk, request.user)
    except Release.DoesNotExist as error:
        raise Http404 from error
    if not may(request.user, "portal:open", release.subject):
        raise Http404
    return release


@require_POST
def open_release(request: AccountRequest, pk: int) -> HttpResponse:
    """Lays a release open."""
    try:
        actions.open_release(_decidable(request, pk), by=request.user, at=timezone.now())
    except actions.OpeningRefusedError as error:
        messages.error(request, str(error))
    return redirect("portal:decisions")


@require_POST
def withdraw_release(request: AccountRequest, pk: int) -> HttpResponse:
    """Takes an open release off the public pages."""
    opening = Opening.objects.filter(release=_decidable(request, pk)).first()
    if opening is None:
        raise Http404
    try:
        actions.withdraw_release(opening, request.POST.get("reason", ""), by=request.user, at=timezone.now())
    except actions.OpeningRefusedError as error:
        messages.error(request, str(error))
    return redirect("portal:decisions")
