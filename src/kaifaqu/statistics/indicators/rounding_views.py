"""取舍方式: a printed column is tried with every way of rounding; the way that fits becomes the office's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.core.engine.rounding import Rounding
from kaifaqu.core.engine.rounding_fit import Printed, Way, beyond_last_digit, try_ways
from kaifaqu.core.figures.catalogue import load_rules
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.queries import may, reach_of
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.queries import find_by_code
from kaifaqu.statistics.indicators.actions import set_rounding
from kaifaqu.statistics.indicators.queries.printing import COLUMNS, list_pairs, list_rounding_rules, read_pasted, rows_of_pair
from kaifaqu.statistics.indicators.queries.tables import REPORTING
from kaifaqu.statistics.ledger.queries import Book

MOST_SHOWN = 200
"""Rows of a column that the page lists."""


def form_names() -> dict[str, str]:
    """The catalogue's forms: code to name. A rule may hold for one of them."""
    return {rule.code: str(rule.content["name"]) for rule in load_rules("forms")}


@require_GET
def show_rounding(request: AccountRequest) -> HttpResponse:
    """The rules that hold, and a column — pasted, or published in the ledger — with the ways that fit it."""
    reach = reach_of(request.user, "indicators:rounding")
    kind = request.GET.get("kind", "ratio")
    if kind not in COLUMNS:
        raise Http404
    today = timezone.localdate()
    pairs = list_pairs(Period.to_month(today.year, today.month))
    forms = form_names()
    rows, faults = read_pasted(request.GET.get("rows", ""), kind)
    pair = next((one for one in pairs if one.published.code == request.GET.get("column")), None)
    if pair is not None:
        rows, faults = list(rows_of_pair(pair, reach, Book.now())), []
    context = {
        "kinds": [(code, words) for code, (words, _count) in COLUMNS.items()], "kind": kind, "pasted": request.GET.get("rows", ""),
        "pairs": pairs, "pair": pair, "faults": faults, "asked": bool(pair or request.GET.get("rows", "").strip()),
        "rules": [(rule, forms.get(rule.form_code, rule.form_code)) for rule in list_rounding_rules(reach)],
        "forms": forms.items(), "own": reach_of(request.user, "indicators:set_rounding").filter(kind__in=REPORTING),
        **tried(rows),
    }  # fmt: skip
    return render(request, "indicators/rounding.html", context)


def tried(rows: list[Printed]) -> dict[str, Any]:
    """The ways with how many rows each explains, and each row under each way."""
    fits = try_ways(rows) if rows else []
    return {
        "fits": [(fit, len(rows) - len(fit.misfits)) for fit in fits],
        "fitting": [fit.way for fit in fits if not fit.misfits],
        "rows": [(row, [fit.way.fits(row) for fit in fits]) for row in rows[:MOST_SHOWN]],
        "beyond": beyond_last_digit(rows),
        "total": len(rows),
    }


@require_POST
def keep_rounding(request: AccountRequest) -> HttpResponse:
    """From now on the office prints so."""
    subject = find_by_code(request.POST.get("subject", ""))
    if subject is None or not may(request.user, "indicators:set_rounding", subject):
        raise Http404
    mode, _sep, first = request.POST.get("way", "").partition(":")
    reason, form = request.POST.get("reason", "").strip(), request.POST.get("form", "")
    if form and form not in form_names():
        raise Http404
    if mode not in {one.value for one in Rounding} or not reason:
        messages.error(request, _("请选一种取舍方式，并写明依据（哪份文件、哪张表）。"))
        return redirect("indicators:rounding")
    set_rounding(
        subject, Way(Rounding(mode), bool(first)), form_code=form, reason=reason, by=request.user,
        at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("%(name)s及所属从现在起按「%(way)s」印数。") % {
        "name": subject.label, "way": Way(Rounding(mode), bool(first)).label,
    })  # fmt: skip
    return redirect("indicators:rounding")
