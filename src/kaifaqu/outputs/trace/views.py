"""溯源: one number with its source, scope, versions, signers and gap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.core.figures.statement import Role
from kaifaqu.foundation.accounts.queries import may, may_look_at, may_somewhere, reach_of
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.documents.queries import get_document
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import find_by_code, is_sample
from kaifaqu.outputs.trace.compare import compare_document
from kaifaqu.outputs.trace.queries import trace_fact, trace_value
from kaifaqu.outputs.trace.standing import beside_of, cite, gap_of, places_of, sayings_of, uses_of_fact, uses_of_value
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import Book, book_asked, find_booked, position_now


@require_GET
def show_fact(request: HttpRequest, pk: int) -> HttpResponse:
    """The trace of one booked figure. What the page published is open to every visitor of a demonstration.

    With `?on=` or `?position=` it is the version that stood then: another one is opened in its place.
    """
    fact = find_booked(pk)
    if fact is None or not may_trace(request, fact.subject, fact.provenance):
        raise Http404
    book = _book(request)
    trace = trace_fact(fact, book)
    stood = next((one.fact for one in reversed(trace.versions) if one.fact.pk <= book.position), None)
    if request.GET.get("on") and stood is not None and stood.pk != fact.pk:
        return redirect(f"{reverse('trace:fact', args=[stood.pk])}?{request.GET.urlencode()}")
    period, subject = trace.period, fact.subject
    shown = f"{trace.role}{trace.shown}" if fact.role != Role.ACTUAL else trace.shown
    link = request.build_absolute_uri(reverse("trace:fact", args=[pk]))
    known = period.end is not None
    besides = beside_of(fact.item, subject.code, period, book) if known else []
    sayings = sayings_of(fact, book)
    context = {
        "trace": trace, "subject": subject, "sample": is_sample(subject.code), "book": book, "asked": request.GET, "unsaid": request.GET.get("on") and stood is None,
        "places": places_of(fact.item, subject, period, book) if known and fact.role == Role.ACTUAL else [],
        "besides": besides, "sayings": sayings, "gap": gap_of(trace.claim, besides, sayings),
        "uses": uses_of_fact(fact, request.user, book) if known else [],
        "citing": f"fact={pk}", "opens": Opens.of_fact(request.user, fact),
        "listed": list_opening(request.user, trace.claim.listed if trace.claim else ()),
        "citation": cite(trace.name, shown, period, subject, f"{trace.basis}，{trace.scope}", trace.origin, f"账本第{pk}条 {link}"),
    }  # fmt: skip
    return render(request, "trace/fact.html", context)


@require_GET
def show_value(request: HttpRequest, indicator: str, code: str, period: str) -> HttpResponse:
    """The trace of one computed value, from the newest book or the one of `?on=` or `?position=`."""
    subject = find_by_code(code)
    if subject is None:
        raise Http404
    book = _book(request)
    try:
        trace = trace_value(indicator, code, Period.parse(period), book)
    except (KeyError, PeriodError) as error:
        raise Http404 from error
    if not may_trace(request, subject, Provenance.OWN):
        raise Http404
    besides = beside_of(indicator, code, trace.value.period, book)
    value, link = trace.value, request.build_absolute_uri(request.path)
    context = {
        "trace": trace, "subject": subject, "sample": is_sample(subject.code), "book": book, "asked": request.GET, "newest": position_now(),
        "places": places_of(indicator, subject, value.period, book) if ":" not in indicator else [],
        "besides": besides, "gap": gap_of(None, besides),
        "uses": uses_of_value(indicator, subject, value.period, request.user),
        "citing": f"indicator={indicator}&subject={code}&period={period}",
        "opens": Opens(subject=may_look_at(request.user, "dashboards:subject", subject)),
        "may_file": may_somewhere(request.user, "returns:list"), "may_register": may_somewhere(request.user, "zones:list"),
        "citation": cite(
            trace.name, value.words or trace.printed, value.period, subject, "按入账数计算", trace.reference,
            f"账本第{trace.position}条止 {link}?position={trace.position}",
        ),
    }  # fmt: skip
    return render(request, "trace/value.html", context)


def _book(request: HttpRequest) -> Book:
    try:
        return book_asked(request.GET)
    except ValueError as error:
        raise Http404 from error


@require_GET
def show_document(request: HttpRequest, pk: int) -> HttpResponse:
    """A document's figures beside the ledger and beside other documents; also a part of the review page."""
    try:
        document = get_document(pk, reach_of(request.user, "trace:document"))
    except Document.DoesNotExist as error:
        raise Http404 from error
    context = {"document": document, "rows": compare_document(document, Book.now())}
    partial = "trace/document.html#rows" if request.headers.get("HX-Request") else "trace/document.html"
    return render(request, partial, context)


@dataclass(frozen=True, slots=True)
class Opens:
    """Which of the pages around a number its reader may open: a link that would say 404 is text."""

    subject: bool
    returned: bool = False
    document: bool = False

    @classmethod
    def of_fact(cls, user: Any, fact: Fact) -> Opens:
        """For a booked figure: its subject's page, the return it was filed in, the document it was read from."""
        owner = fact.line.owner.filer
        document = fact.line.reading.document if fact.line.reading else None
        return cls(
            may_look_at(user, "dashboards:subject", fact.subject),
            may(user, "returns:grid", owner),
            document is not None and may(user, "documents:review", document.subject),
        )


def list_opening(user: Any, subjects: Iterable[Subject]) -> list[tuple[Subject, bool]]:
    """Subjects, each with whether the reader may open its page."""
    return [(subject, may_look_at(user, "dashboards:subject", subject)) for subject in subjects]


def may_trace(request: HttpRequest, subject: Subject, provenance: str) -> bool:
    """True within the user's reach, and for anything that a page published already."""
    return provenance == Provenance.PAGE or may_look_at(request.user, "dashboards:subject", subject)
