"""历月总表: one zone's items by month, with growth and places, and the same as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.queries import may_look_at
from kaifaqu.foundation.csv_file import answer_csv, defuse
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import find_by_code, is_sample
from kaifaqu.statistics.indicators.queries import address_item
from kaifaqu.statistics.indicators.queries.months import Cell, Row, items_of, list_months, tabulate_months, without_empty
from kaifaqu.statistics.indicators.queries.printing import rounding_of
from kaifaqu.statistics.ledger.queries import Book, list_periods

LENGTHS = (12, 24, 36)
MOST_ITEMS = 20
PERIOD = "PERIOD"
"""Stands for the period in an address that a row's cells share."""


@require_GET
def show_months(request: AccountRequest, code: str) -> HttpResponse:
    """A row per item, a column per month, the newest first; `?count=` months back, `?all=1` every item, `?format=csv` as a file."""
    zone = find_by_code(code)
    if zone is None or zone.kind != Kind.ZONE or not may_look_at(request.user, "indicators:months", zone):
        raise Http404
    book = Book.now()
    count = int(request.GET["count"]) if request.GET.get("count") in {str(length) for length in LENGTHS} else 24
    periods = list_periods(zone, book)
    shown = items_of(book, zone)
    more = len(shown) > MOST_ITEMS and not request.GET.get("all")
    kept = shown[:MOST_ITEMS] if more else shown
    months = list_months(periods[0], count) if periods else []
    folder = settings.HOME / "columns"
    rows = tabulate_months(zone, kept, months, book, folder, rounding_of(zone).rounding) if months else []
    rows, months = without_empty(rows, months)
    if request.GET.get("format") == "csv":
        return _as_csv(zone, rows)
    words = {period: str(period) for period in months}
    context = {
        "zone": zone, "rows": [(row, _cells(zone, row, words)) for row in rows], "months": months, "count": count,
        "lengths": LENGTHS, "book": book, "hidden": len(shown) - len(kept), "every": request.GET.get("all", ""),
        "sample": is_sample(code),
    }  # fmt: skip
    return render(request, "indicators/months.html", context)


def _cells(zone: Subject, row: Row, words: Mapping[Period, str]) -> SafeString:
    """The cells of a row. Written here because a template takes four times as long over five hundred of them."""
    head, _period, tail = reverse("trace:value", args=(address_item(row.item.code), zone.code, PERIOD)).partition(PERIOD)
    return SafeString("".join(_cell(cell, f"{head}{words[cell.period]}{tail}") for cell in row.cells))


def _cell(cell: Cell, way: str) -> str:
    """One cell. Its numbers are digits, signs and points of our own making; only words are escaped."""
    if not cell.value:
        return f'<td class="number"><small>{escape(_(cell.missing.label)) if cell.missing else ""}</small></td>'
    return (
        f'<td class="number"><a href="{way}">{cell.value}</a><br>'
        f"<small>{cell.growth} {cell.in_city} · {cell.in_province}</small></td>"
    )


def _as_csv(zone: Subject, rows: Sequence[Row]) -> HttpResponse:
    """Long, a line per cell."""
    headings = (
        _("单位"), _("指标"), _("计量单位"), _("时期"), _("累计"), _("同比增速（按累计数算）"), _("全市位次"), _("全省位次"), _("缺数说明"),
    )  # fmt: skip
    lines = (
        (
            defuse(zone.name), row.item.name, str(row.item.unit), str(cell.period), cell.value, cell.growth, cell.in_city,
            cell.in_province, _(cell.missing.label) if cell.missing else "",
        )
        for row in rows for cell in row.cells
    )  # fmt: skip
    return answer_csv(f"{zone.code}-months.csv", headings, lines)
