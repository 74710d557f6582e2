"""指标与发布: releases with their revisions, one indicator over a scope, published growth beside computed growth."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.foundation.accounts.queries import home_subject, may, may_look_at, reach_of
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import find_by_code
from kaifaqu.statistics.indicators.actions import ReleaseRefusedError, issue_release
from kaifaqu.statistics.indicators.models import Release
from kaifaqu.statistics.indicators.queries import list_indicators, repeat_run
from kaifaqu.statistics.indicators.queries.releases import (
    draft_release,
    earlier_edition,
    get_release,
    latest_release,
    list_releases,
    list_revisions,
    shown_of,
    shown_of_draft,
)
from kaifaqu.statistics.indicators.queries.tables import REPORTING, Row, list_series, list_worked_series, tabulate
from kaifaqu.statistics.ledger.queries import Book, book_asked, list_periods

FIRST_INDICATOR = "transformation_share"
"""What the table of a scope shows to somebody who asked for nothing."""
MOST_TRIED = 6
"""Periods that are looked through for the newest with figures: half a year of months."""


@require_GET
def show_list(request: AccountRequest) -> HttpResponse:
    """Every release within reach, and the subjects whose next edition this person may prepare."""
    chosen = request.GET.get("subject", "")
    releases = list_releases(request.user)
    rows = releases.filter(subject__code=chosen) if chosen else releases
    mine = reach_of(request.user, "indicators:prepare").filter(kind__in=REPORTING)
    subjects = {release.subject.code: release.subject for release in releases}
    context = {"rows": [(row, Period.parse(row.period)) for row in rows], "mine": mine, "subjects": subjects, "chosen": chosen}
    return render(request, "indicators/list.html", context)


@require_GET
def show_release(request: AccountRequest, pk: int) -> HttpResponse:
    """A frozen edition with what changed since the one before; with `?again=1` every computed value of it is computed again."""
    try:
        release = get_release(pk, request.user)
    except Release.DoesNotExist as error:
        raise Http404 from error
    before, period = earlier_edition(release), Period.parse(release.period)
    numbers = shown_of(release)
    newest = latest_release(release.subject, period)
    context = {
        "release": release, "period": period, "numbers": list(numbers.values()), "before": before,
        "revisions": list_revisions(shown_of(before), numbers) if before else [],
        "newest": newest if newest and newest.pk != release.pk else None,
        "again": list(repeat_run(release.run)) if request.GET.get("again") else None,
    }  # fmt: skip
    return render(request, "indicators/release.html", context)


def _subject(request: AccountRequest, code: str, act: str) -> Subject:
    subject = find_by_code(code)
    if subject is None or not may(request.user, act, subject):
        raise Http404
    return subject


def _period(text: str | None, periods: list[Period]) -> Period | None:
    """The period asked for, else the newest. Raises Http404 for what is none."""
    try:
        return Period.parse(text) if text else (periods[0] if periods else None)
    except PeriodError as error:
        raise Http404 from error


@require_GET
def prepare(request: AccountRequest, code: str) -> HttpResponse:
    """What the next edition would hold, and what it would revise."""
    subject = _subject(request, code, "indicators:prepare")
    book = Book.now()
    periods = list_periods(subject, book)
    period = _period(request.GET.get("period"), periods)
    context: dict[str, Any] = {"subject": subject, "period": period, "periods": periods}
    if period is not None:
        draft, before = draft_release(subject, period, book), latest_release(subject, period)
        numbers = shown_of_draft(draft)
        revisions = list_revisions(shown_of(before), numbers) if before else []
        context |= {"draft": draft, "before": before, "numbers": list(numbers.values()), "revisions": revisions}
    return render(request, "indicators/prepare.html", context)


@require_POST
def issue(request: AccountRequest, code: str) -> HttpResponse:
    """Freezes and issues."""
    subject = _subject(request, code, "indicators:issue")
    period = _period(request.POST.get("period"), [])
    if period is None:
        raise Http404
    try:
        release = issue_release(subject, period, note=request.POST.get("note", "").strip(), by=request.user, at=timezone.now())
    except ReleaseRefusedError as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('indicators:prepare', args=[code])}?period={period}")
    messages.success(request, _("已发布第 %(edition)s 版，内容已冻结。") % {"edition": release.edition})
    return redirect("indicators:release", release.pk)


def newest_table(code: str, scope: Subject, periods: list[Period], book: Book) -> tuple[Period | None, list[Row]]:
    """The newest of these periods, newest first, in which anybody has the indicator, with its rows; the newest of all where nobody has."""
    tables = []
    for period in periods[:MOST_TRIED]:
        rows = rows_in(code, scope, period, book)
        if any(isinstance(row.result, Quantity) for row in rows):
            return period, rows
        tables.append((period, rows))
    return tables[0] if tables else (None, [])


def rows_in(code: str, scope: Subject, period: Period, book: Book) -> list[Row]:
    """The indicator's rows; none where it does not exist in the period."""
    return tabulate(code, scope, period, book) if any(one.code == code for one in list_indicators(period)) else []


@require_GET
def show_table(request: AccountRequest) -> HttpResponse:
    """One indicator for a subject and everything below it."""
    reach = reach_of(request.user, "indicators:table")
    code = request.GET.get("subject", "")
    scope = find_by_code(code) if code else home_subject(request.user)
    if scope is None or not may_look_at(request.user, "indicators:table", scope):
        raise Http404
    try:
        book = book_asked(request.GET)
    except ValueError as error:
        raise Http404 from error
    periods = sorted(list_periods(scope, book), key=lambda period: period.sort_key, reverse=True)
    code = request.GET.get("indicator") or FIRST_INDICATOR
    period = _period(request.GET.get("period"), [])
    if period is None:
        period, rows = newest_table(code, scope, periods, book)
    else:
        rows = rows_in(code, scope, period, book)
    indicators = list_indicators(period) if period else []
    chosen = next((one for one in indicators if one.code == code), None)
    context = {
        "scope": scope, "scopes": reach.filter(kind__in=REPORTING), "periods": periods, "period": period, "book": book,
        "indicators": indicators, "indicator": chosen, "rows": rows,
    }  # fmt: skip
    return render(request, "indicators/table.html", context)


@require_GET
def show_growth(request: AccountRequest) -> HttpResponse:
    """Published growth and growth on levels, kept apart, period by period."""
    reach, book = reach_of(request.user, "indicators:growth"), Book.now()
    chosen = reach.filter(code=request.GET.get("subject", "")).first()
    if request.GET.get("subject") and chosen is None:
        raise Http404
    today = timezone.localdate()
    series = list_series([chosen] if chosen else reach, book, Period.to_month(today.year, today.month))
    context = {"series": series, "worked": list_worked_series(), "chosen": chosen}
    return render(request, "indicators/growth.html", context)
