"""溯源: one number with its source, scope, versions, signers and gap."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.foundation.accounts.queries import may, reach_of
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.documents.queries import get_document
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import find_by_code
from kaifaqu.outputs.trace.compare import compare_document
from kaifaqu.outputs.trace.queries import trace_fact, trace_value
from kaifaqu.statistics.ledger.queries import Book, find_booked


@require_GET
def show_fact(request: HttpRequest, pk: int) -> HttpResponse:
    """The trace of one booked figure. What the page published is open to every visitor of a demonstration."""
    fact = find_booked(pk)
    if fact is None or not may_trace(request, fact.subject, fact.provenance):
        raise Http404
    return render(request, "trace/fact.html", {"trace": trace_fact(fact)})


@require_GET
def show_value(request: HttpRequest, indicator: str, code: str, period: str) -> HttpResponse:
    """The trace of one computed value."""
    subject = find_by_code(code)
    if subject is None or not may_trace(request, subject, Provenance.OWN):
        raise Http404
    try:
        trace = trace_value(indicator, code, Period.parse(period), Book.now())
    except (KeyError, PeriodError) as error:
        raise Http404 from error
    return render(request, "trace/value.html", {"trace": trace, "subject": subject})


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


def may_trace(request: HttpRequest, subject: Subject, provenance: str) -> bool:
    """True within the user's reach, and for anything that a page published already."""
    return provenance == Provenance.PAGE or may(request.user, "dashboards:subject", subject)
