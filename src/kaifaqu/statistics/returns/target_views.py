"""目标: given out and divided among the units below with a sum check; signed for; and how far each has come."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.core.figures.item import Item, item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import QuantityError, parse_decimal
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.statistics.returns.actions import ReturnRefusedError
from kaifaqu.statistics.returns.deadline_queries import pick_year, years_of
from kaifaqu.statistics.returns.models import Return, Target
from kaifaqu.statistics.returns.queries import get_return, may_sign
from kaifaqu.statistics.returns.reach import may_on, pick_subject
from kaifaqu.statistics.returns.target_actions import (
    Aims,
    acknowledge_targets,
    draft_target,
    issue_targets,
    object_to_targets,
)
from kaifaqu.statistics.returns.target_queries import (
    BELOW,
    Progress,
    decompose,
    find_full_house,
    list_decompositions,
    list_items,
    list_progress,
    list_receivers,
    list_versions,
    may_issue,
    newest_targets,
    newest_year,
    standing_of_target,
    waiting_return,
)
from kaifaqu.statistics.returns.target_rules import HUNDRED, TIERS, points_of, show, target_periods

STANDINGS = {
    "none": gettext_lazy("未下达"), "draft": gettext_lazy("已拟未下达"), "issued": gettext_lazy("待签收"),
    "objected": gettext_lazy("有异议"), "signed": gettext_lazy("已签收，待核准"), "booked": gettext_lazy("已入账"),
}  # fmt: skip


def _unit(request: AccountRequest, act: str, code: str) -> Subject:
    unit = pick_subject(request.user, act, code)
    if unit is None:
        raise Http404
    return unit


@require_GET
def show_targets(request: AccountRequest) -> HttpResponse:
    """A superior's targets and their parts: every item with its gap, and one of them open for dividing."""
    issuer = _unit(request, "returns:targets", request.GET.get("at", ""))
    year = pick_year(request.GET.get("year"), timezone.localdate())
    item = next((one for one in list_items() if one.code == request.GET.get("item")), list_items()[0])
    period = _period(request.GET.get("period", ""), year)
    return _render_targets(request, issuer, year, item, period)


def _render_targets(
    request: AccountRequest, issuer: Subject, year: int, item: Item, period: Period, **more: Any
) -> HttpResponse:
    known = newest_targets([issuer, *list_receivers(issuer)], year)
    opened = decompose(issuer, item.code, period, known)
    typed: QueryDict | None = more.get("typed")
    context = {
        "issuer": issuer, "year": year, "years": years_of(timezone.localdate()), "item": item, "items": list_items(),
        "period": period, "periods": target_periods(year), "opened": opened, "tiers": TIERS,
        "rows": [_row(row.receiver, row.target, typed) for row in opened.rows],
        "own": _row(issuer, opened.own, typed),
        "sums": list(zip(TIERS, opened.sums, strict=True)),
        "overview": list_decompositions(issuer, year),
        "drafted": sorted({t.receiver for t in known.values() if t.issued_at is None}, key=lambda unit: unit.path),
        "may_issue": may_issue(request.user, issuer), "sets_own": issuer.kind == Kind.PROVINCE,
        "divides": issuer.kind in BELOW, **more,
    }  # fmt: skip
    return render(request, "returns/targets.html", context, status=422 if "refusals" in more else 200)


def _row(receiver: Subject, target: Target | None, typed: QueryDict | None) -> dict[str, Any]:
    """One line of the table: what stands, or what was typed and refused."""
    values = []
    for tier in TIERS:
        held = getattr(target, tier.field) if target else None
        name = f"{receiver.code}:{tier.field}"
        values.append((tier, name, typed.get(name, "") if typed else show(held) if held is not None else ""))
    owner = f"{receiver.code}:owner"
    return {
        "receiver": receiver, "target": target, "values": values, "owner_key": owner,
        "owner": typed.get(owner, "") if typed else target.owner_name if target else "",
        "standing": STANDINGS[standing_of_target(target)], "code": standing_of_target(target),
    }  # fmt: skip


def _period(text: str, year: int) -> Period:
    return next((one for one in target_periods(year) if str(one) == text), Period.year(year))


@require_POST
def save(request: AccountRequest) -> HttpResponse:
    """Keeps the parts of one item and period: all lines that were filled, or none and every fault."""
    data = request.POST
    issuer = _unit(request, "returns:target_save", data.get("at", ""))
    year = pick_year(data.get("year"), timezone.localdate())
    item = next((one for one in list_items() if one.code == data.get("item")), None)
    if item is None or not may_issue(request.user, issuer):
        raise Http404
    period, refusals, told = _period(data.get("period", ""), year), [], []
    for receiver in [issuer, *list_receivers(issuer)]:
        try:
            aims = _read_aims(data, receiver)
            if aims is not None:
                told.append((receiver, aims))
        except QuantityError as error:
            refusals.append(f"{receiver.label}：{error}")
    if not refusals:
        refusals = _draft_all(request, issuer, item.code, period, told)
    if refusals:
        return _render_targets(request, issuer, year, item, period, refusals=refusals, typed=data)
    messages.success(request, _("已保存 %(count)s 家的目标。") % {"count": len(told)})
    return redirect(_address("returns:targets", at=issuer.code, year=year, item=item.code, period=period))


def _draft_all(
    request: AccountRequest, issuer: Subject, item: str, period: Period, told: list[tuple[Subject, Aims]]
) -> list[str]:
    refusals, reason, now = [], request.POST.get("reason", ""), timezone.now()
    for receiver, aims in told:
        try:
            draft_target(issuer, receiver, item, period, aims, by=request.user, at=now, reason=reason)
        except ReturnRefusedError as error:
            refusals.append(f"{receiver.label}：{error}")
    return refusals


def _read_aims(data: QueryDict, receiver: Subject) -> Aims | None:
    """What was typed for one unit; None where the line is empty. Raises QuantityError."""
    texts = [data.get(f"{receiver.code}:{tier.field}", "").strip() for tier in TIERS]
    if not any(texts):
        return None
    must, strive, stretch = (parse_decimal(text) if text else None for text in texts)
    return Aims(must, strive, stretch, data.get(f"{receiver.code}:owner", "").strip()[:60])


def _address(name: str, **query: Any) -> str:
    return f"{reverse(name)}?{urlencode(query)}"


@require_POST
def issue(request: AccountRequest) -> HttpResponse:
    """Sends the drafts of a year down: to one unit, or to all that have any."""
    data = request.POST
    issuer = _unit(request, "returns:target_issue", data.get("at", ""))
    if not may_issue(request.user, issuer):
        raise Http404
    year = pick_year(data.get("year"), timezone.localdate())
    units = [issuer, *list_receivers(issuer)]
    drafted = {target.receiver_id for target in newest_targets(units, year).values() if target.issued_at is None}
    sent = 0
    for receiver in (unit for unit in units if unit.pk in drafted and data.get("unit", unit.code) == unit.code):
        try:
            issue_targets(issuer, receiver, year, by=request.user, at=timezone.now())
            sent += 1
        except ReturnRefusedError as error:
            messages.error(request, str(error))
    if sent:
        messages.success(request, _("已下达 %(count)s 家，对方签收后由省级核准入账。") % {"count": sent})
    return redirect(
        _address("returns:targets", at=issuer.code, year=year, item=data.get("item", ""), period=data.get("period", ""))
    )


# -- the receiver ------------------------------------------------------------------------------------------------------


@require_GET
def show_mine(request: AccountRequest) -> HttpResponse:
    """A unit's targets: what waits for its signature, and how far each item has come. Opens at the newest year that has any."""
    unit = _unit(request, "returns:my_targets", request.GET.get("at", ""))
    today = timezone.localdate()
    year = pick_year(request.GET.get("year") or newest_year(unit, today), today)
    return _render_mine(request, unit, year)


def _render_mine(request: AccountRequest, unit: Subject, year: int, **more: Any) -> HttpResponse:
    progress, waiting = list_progress(unit, year), waiting_return(unit, year)
    context = {
        "unit": unit, "year": year, "years": years_of(timezone.localdate()),
        "rows": [_show_progress(row) for row in progress], "full": find_full_house(progress) if progress else None,
        "waiting": waiting, "signed": _signed(unit, year),
        "issued": [_show_issued(target) for target in waiting.targets.select_related("issuer")] if waiting else [],
        "may_sign": waiting is not None and may_sign(waiting, request.user, timezone.localdate()),
        "may_divide": may_on(request.user, "returns:targets", unit) and unit.kind in BELOW, **more,
    }  # fmt: skip
    return render(request, "returns/my_targets.html", context, status=422 if "refusal" in more else 200)


def _signed(unit: Subject, year: int) -> list[dict[str, Any]]:
    """What the unit has signed for and nobody has booked yet: it counts in no progress so far."""
    newest = newest_targets([unit], year).values()
    return [_show_target(target) for target in newest if standing_of_target(target) == "signed"]


def _show_target(target: Target) -> dict[str, Any]:
    return {"target": target, "item": item_named(target.item), "period": Period.parse(target.period)}


def _show_issued(target: Target) -> dict[str, Any]:
    before = list_versions(target.receiver, target.item, target.period).filter(version__lt=target.version).first()
    return {**_show_target(target), "before": before}


def _show_progress(row: Progress) -> dict[str, Any]:
    """One item as the page draws it: lengths of the bar in per cent of the wider of target and done."""
    pace = row.pace
    shown: dict[str, Any] = {"row": row, "pace": pace, "tiers": [], "left": []}
    for label, tier in row.paces:
        shown["tiers"].append({
            "label": label, "target": show(tier.target), "completion": points_of(tier.completion),
            "words": tier.words, "needed": points_of(tier.needed) if tier.needed is not None else "",
        })  # fmt: skip
    if pace is not None:
        most = max(pace.completion, HUNDRED)
        shown["bar"] = {"done": points_of(pace.completion * 100 / most, 1), "due": points_of(pace.due * 100 / most, 1)}
        shown["due"] = points_of(pace.due)
        shown["left"] = [(month, points_of(value)) for month, value in pace.needed_by_month]
    shown["issued"] = [
        (Period.parse(text), target)
        for text, target in sorted(row.targets.items(), key=lambda pair: Period.parse(pair[0]).bounded_end)
    ]
    versions = row.year_target
    shown["versions"] = list(list_versions(versions.receiver, versions.item, versions.period)) if versions else []
    return shown


def _waiting(request: AccountRequest, pk: int, act: str) -> Return:
    try:
        return_ = get_return(pk, request.user)
    except Return.DoesNotExist as error:
        raise Http404 from error
    if not may_on(request.user, act, return_.filer):
        raise Http404
    return return_


@require_POST
def acknowledge(request: AccountRequest, pk: int) -> HttpResponse:
    """The unit signs for its targets."""
    return_ = _waiting(request, pk, "returns:target_acknowledge")
    try:
        acknowledge_targets(return_, by=request.user, at=timezone.now())
    except ReturnRefusedError as error:
        return _render_mine(request, return_.filer, int(return_.period[:4]), refusal=str(error))
    messages.success(request, _("已签收，待省级核准入账。"))
    return redirect(_address("returns:my_targets", at=return_.filer.code, year=return_.period[:4]))


@require_POST
def object_to(request: AccountRequest, pk: int) -> HttpResponse:
    """The unit writes its objection."""
    return_, words = _waiting(request, pk, "returns:target_object"), request.POST.get("words", "")
    try:
        object_to_targets(return_, words, by=request.user, at=timezone.now())
    except ReturnRefusedError as error:
        return _render_mine(request, return_.filer, int(return_.period[:4]), refusal=str(error), words=words)
    messages.success(request, _("异议已送下达单位，列入对方待办。"))
    return redirect(_address("returns:my_targets", at=return_.filer.code, year=return_.period[:4]))
