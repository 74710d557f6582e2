"""The register of companies by zone, a zone's duties, and the pilots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.operators.actions.companies import drop_pilot, name_pilot, register_company
from kaifaqu.operations.operators.actions.mandates import claim_duty, drop_duty, settle_duty
from kaifaqu.operations.operators.actions.writing import OperatorRefusedError
from kaifaqu.operations.operators.forms import CompanyForm, PilotForm, initial_of
from kaifaqu.operations.operators.models import Company, DutyClaim, Nature, Pilot, Share
from kaifaqu.operations.operators.queries import (
    ZoneRow,
    count_faults,
    list_claims,
    list_companies_within,
    list_zone_rows,
    matrix_of,
    may_on_zone,
    reach_companies,
    reach_zones,
)
from kaifaqu.operations.operators.queries.books import describe_funds, list_funds, list_needs
from kaifaqu.operations.operators.rules import COMMITTEE
from kaifaqu.operations.operators.views.submitting import act, submit

FILTERS: Mapping[str, Callable[[ZoneRow], bool]] = {
    "none": lambda row: not row.companies,
    "gaps": lambda row: row.has_matrix and row.gaps > 0,
    "overlaps": lambda row: row.overlaps > 0,
    "ending": lambda row: row.ending > 0,
    "pilot": lambda row: row.pilot is not None,
}


@require_GET
def show_list(request: AccountRequest) -> HttpResponse:
    """Every zone within reach with its companies; filtered, and searched by a company's or a zone's name."""
    today = timezone.localdate()
    zones = reach_zones(request.user, "operators:list")
    within = request.GET.get("within", "")
    chosen = zones.filter(path__contains=f"/{within}/") if within else zones
    rows = list_zone_rows(list(chosen), today)
    context = {
        "rows": _filtered(rows, request.GET), "counts": {name: sum(test(row) for row in rows) for name, test in FILTERS.items()},
        "all": len(rows), "companies": sum(len(row.companies) for row in rows), "data": request.GET.dict(), "natures": Nature.choices,
        "own": reach_companies(request.user, "operators:company").order_by("subject__path") if not zones else (),
        "today": today, "query": _query(request.GET),
    }  # fmt: skip
    return render(request, "operators/list.html", context)


def _query(data: Any) -> str:
    return "&".join(f"{name}={data[name]}" for name in ("within", "q", "nature") if data.get(name))


def _filtered(rows: list[ZoneRow], data: Any) -> list[ZoneRow]:
    show, words, nature = data.get("show", ""), data.get("q", "").strip(), data.get("nature", "")
    if data.get("pilot") == "yes":
        show = "pilot"
    kept = [row for row in rows if show not in FILTERS or FILTERS[show](row)]
    if nature:
        kept = [row for row in kept if any(company.nature == nature for company in row.companies)]
    if words:
        kept = [
            row for row in kept if words in row.zone.name or any(words in company.subject.name for company in row.companies)
        ]
    return sorted(kept, key=lambda row: (not row.overlaps, not row.ending, row.zone.path))


def get_zone(request: AccountRequest, code: str, name: str) -> Subject:
    """A zone within the user's reach. Raises Http404, whether it is absent or out of reach."""
    zone = reach_zones(request.user, name).filter(code=code).first()
    if zone is None:
        raise Http404
    return zone


def to_zone(zone: Subject) -> str:
    return reverse("operators:zone", args=[zone.code])


@require_GET
def show_zone(request: AccountRequest, code: str) -> HttpResponse:
    """A zone: who leads which duty, its companies, its funds, the gaps of its projects."""
    zone, today = get_zone(request, code, "operators:zone"), timezone.localdate()
    claims = list(list_claims(zone))
    matrix = matrix_of(zone, claims)
    (row,) = list_zone_rows([zone], today)
    funds = describe_funds(
        fund for fund in list_funds(request.user) if zone.path.startswith(fund.owner.path) or fund.owner == zone
    )
    companies = list(list_companies_within(zone))
    context = {
        "zone": zone, "row": row, "matrix": [_matrix_line(line, claims) for line in matrix], "faults": count_faults(matrix),
        "companies": companies, "funds": funds, "needs": list_needs([zone], funds), "shares": Share.choices, "today": today,
        "may_charge": may_on_zone(request.user, "operators:claim", zone), "may_register": may_on_zone(request.user, "operators:register", zone),
        "may_pilot": may_on_zone(request.user, "operators:pilot", zone),
    }  # fmt: skip
    return render(request, "operators/zone.html", context)


def _matrix_line(line: Any, claims: list[DutyClaim]) -> dict[str, Any]:
    own = [claim for claim in claims if claim.duty == line.duty.code]
    return {
        "duty": line.duty, "verdict": line.verdict.value, "committee": [c for c in own if c.company is None],
        "companies": [c for c in own if c.company is not None], "usual": _("管委会") if line.duty.usual == COMMITTEE else _("运营公司"),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def register(request: AccountRequest, code: str) -> HttpResponse:
    """Registers a company in a zone."""
    zone = get_zone(request, code, "operators:register")

    def do(told: dict[str, Any]) -> None:
        register_company(zone, by=request.user, at=timezone.now(), **{**told, "nature": Nature(told["nature"])})

    form = CompanyForm(request.POST if request.method == "POST" else None)
    return submit(
        request,
        form,
        do,
        title=_("登记运营公司"),
        back=to_zone(zone),
        done=_("已登记。下一步：登记委托协议。"),
        about=zone.name,
    )


def _party(zone: Subject, key: str) -> Company | None:
    """The company behind a choice, None for the committee. Raises OperatorRefusedError."""
    if key == COMMITTEE:
        return None
    company = list_companies_within(zone).filter(subject__code=key).first()
    if company is None:
        raise OperatorRefusedError(_("没有选由谁承担。请从表中选。"))
    return company


@require_POST
def claim(request: AccountRequest, code: str) -> HttpResponse:
    """Says that a party leads a duty or helps with it."""
    zone, data = get_zone(request, code, "operators:claim"), request.POST

    def do() -> None:
        if data.get("share") not in Share.values:
            raise OperatorRefusedError(_("没有选主责还是配合。请选一项。"))
        duty = data.get("own", "").strip() or data.get("duty", "")
        claim_duty(
            zone,
            duty,
            _party(zone, data.get("party", "")),
            Share(data["share"]),
            data.get("paper", ""),
            by=request.user,
            at=timezone.now(),
        )

    return act(request, do, back=to_zone(zone) + "#duties", done=_("已登记。"))


@require_POST
def settle(request: AccountRequest, code: str) -> HttpResponse:
    """Settles who leads a duty."""
    zone, data = get_zone(request, code, "operators:settle"), request.POST

    def do() -> None:
        leader = _party(zone, data.get("party", ""))
        settle_duty(zone, data.get("duty", ""), leader, data.get("paper", ""), by=request.user, at=timezone.now())

    return act(request, do, back=to_zone(zone) + "#duties", done=_("主责已明确。"))


@require_POST
def drop(request: AccountRequest, pk: int) -> HttpResponse:
    """A party no longer claims a duty."""
    row = DutyClaim.objects.filter(pk=pk).select_related("zone").first()
    if row is None or not may_on_zone(request.user, "operators:drop", row.zone):
        raise Http404
    return act(request, lambda: drop_duty(row, by=request.user, at=timezone.now()), back=to_zone(row.zone) + "#duties")


@require_http_methods(["GET", "POST"])
def pilot(request: AccountRequest, code: str) -> HttpResponse:
    """Names a zone as a pilot; an empty paper box with `drop` takes it off the list."""
    zone = get_zone(request, code, "operators:pilot")
    before = Pilot.objects.filter(zone=zone).first()
    if request.method == "POST" and "drop" in request.POST and before is not None:
        return act(
            request,
            lambda: drop_pilot(before, by=request.user, at=timezone.now()),
            back=to_zone(zone),
            done=_("已移出试点名单。"),
        )

    def do(told: dict[str, Any]) -> None:
        since: date | None = told["since"]
        name_pilot(zone, since, told["paper"], by=request.user, at=timezone.now())

    form = PilotForm(
        request.POST if request.method == "POST" else None, initial=initial_of(before, PilotForm) if before else None
    )
    return submit(request, form, do, title=_("列为试点"), back=to_zone(zone), done=_("已列入试点名单。"), about=zone.name)
