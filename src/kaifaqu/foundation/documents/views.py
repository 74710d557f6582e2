"""收文: receive a file, review what was read — text left, figures right — and decide."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.core.figures.catalogue import CatalogueError
from kaifaqu.core.figures.item import items
from kaifaqu.core.figures.period import PeriodError
from kaifaqu.core.figures.quantity import QuantityError
from kaifaqu.core.figures.statement import LABELS, Role
from kaifaqu.core.figures.unit import UnitError
from kaifaqu.core.reader.sources import SourceRefused
from kaifaqu.foundation.accounts.queries import may, may_somewhere, reach_of
from kaifaqu.foundation.documents.actions import (
    accept_holding,
    accept_reading,
    decide_event,
    read_again,
    reject_reading,
    take_in,
)
from kaifaqu.foundation.documents.forms import DecisionForm, UploadForm
from kaifaqu.foundation.documents.models import Document, Outcome, Reading, Standing
from kaifaqu.foundation.documents.queries import (
    count_waiting_before,
    get_document,
    list_documents,
    mark_reviewed,
    propose_statement,
    read_bytes,
    read_picture,
    review_document,
    review_events,
    show_pages,
)
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import list_subjects

TABLES = ("excel", "spreadsheet", "csv")
"""Words in the media types of files that a return can import cell by cell."""

SECONDS_A_PAGE = 10
"""How long the recognition of a dense page takes, for the bar that a waiting person sees."""


@require_GET
def show_list(request: AccountRequest) -> HttpResponse:
    """The documents within reach, and the upload."""
    reach = reach_of(request.user, "documents:list")
    return render(request, "documents/list.html", {"documents": list_documents(reach), "form": UploadForm(user=request.user)})


@require_POST
def upload(request: AccountRequest) -> HttpResponse:
    """Takes a file in; a refused one gives its reason and leaves nothing behind."""
    form = UploadForm(request.POST, request.FILES, user=request.user)
    if not form.is_valid():
        return _show_refused(request, form)
    file = form.cleaned_data["file"]
    if file.size > settings.UPLOAD_LIMIT:
        form.add_error("file", _("文件有 %(size)s 字节，超过上限 %(limit)s 字节。请拆分后再上传。") % {
            "size": file.size, "limit": settings.UPLOAD_LIMIT,
        })  # fmt: skip
        return _show_refused(request, form)
    try:
        document, new = take_in(
            file.read(), file.name, subject=form.cleaned_data["subject"], by=request.user, at=timezone.now(),
            published_on=form.cleaned_data["published_on"], publisher=form.cleaned_data["publisher"],
        )  # fmt: skip
    except SourceRefused as refused:
        form.add_error("file", str(refused))
        return _show_refused(request, form)
    if not new:
        messages.info(request, _("这份文件已经收过，直接打开原来那一份。"))
        if not may(request.user, "documents:review", document.subject):
            raise Http404
    return redirect("documents:review", document.pk)


def _show_refused(request: AccountRequest, form: UploadForm) -> HttpResponse:
    documents = list_documents(reach_of(request.user, "documents:list"))
    return render(request, "documents/list.html", {"documents": documents, "form": form}, status=422)


@require_GET
def review(request: AccountRequest, pk: int) -> HttpResponse:
    """The review page of one document; of one that waits for its recognition, how far it has come."""
    document = _get(request, pk)
    asks_whether_done = "waiting" in request.GET
    if document.standing == Standing.READ:
        if asks_whether_done:
            return HttpResponse(headers={"HX-Redirect": reverse("documents:review", args=[pk])})
        return _show_review(request, document)
    context = {
        "document": document,
        "is_refused": document.standing == Standing.REFUSED,
        "before": count_waiting_before(document),
        "since": int((timezone.now() - document.begun_at).total_seconds()) if document.begun_at else None,
        "about": document.to_recognise * SECONDS_A_PAGE,
        "may_ask_again": may(request.user, "documents:read_again", document.subject),
    }
    return render(request, "documents/waiting.html#standing" if asks_whether_done else "documents/waiting.html", context)


@require_POST
def ask_again(request: AccountRequest, pk: int) -> HttpResponse:
    """Lets a scan that could not be recognised be tried once more."""
    document = _get(request, pk)
    if not may(request.user, "documents:read_again", document.subject):
        raise Http404
    read_again(document, by=request.user, at=timezone.now())
    return redirect("documents:review", pk)


def _get(request: AccountRequest, pk: int) -> Document:
    try:
        return get_document(pk, reach_of(request.user, "documents:list"))
    except Document.DoesNotExist as error:
        raise Http404 from error


def _show_review(request: AccountRequest, document: Document, **more: Any) -> HttpResponse:
    reviewed = review_document(document)
    context = {
        "document": document,
        "reviewed": reviewed,
        "runs": mark_reviewed(document, reviewed),
        "pages": show_pages(document, reviewed),
        "checks": document.checks.all(),
        "events": review_events(document),
        "waiting": sum(row.may_be_accepted_unseen for row in reviewed),
        "may_decide": may(request.user, "documents:decide", document.subject),
        "may_import": any(word in document.media_type for word in TABLES)
        and may_somewhere(request.user, "returns:import_from"),
        "items": items().values(),
        "roles": [(role.value, LABELS[role]) for role in Role],
        "subjects": list_subjects(),
        **more,
    }
    partial = "documents/review.html#figures" if request.headers.get("HX-Request") else "documents/review.html"
    return render(request, partial, context, status=422 if "refusal" in more else 200)


@require_POST
def decide(request: AccountRequest, pk: int, number: str) -> HttpResponse:
    """Accepts, corrects or rejects one reading."""
    document = _get_for_decision(request, pk)
    try:
        reading = document.readings.get(number=number)
    except Reading.DoesNotExist as error:
        raise Http404 from error
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _show_review(
            request, document, refusal="; ".join(str(e) for errors in form.errors.values() for e in errors), at=number
        )
    if form.cleaned_data["outcome"] == Outcome.REJECTED:
        reject_reading(reading, by=request.user, at=timezone.now())
        return _after(request, document)
    proposal = form.proposal()
    try:
        accept_reading(reading, proposal, by=request.user, at=timezone.now(), corrected=proposal != propose_statement(reading))
    except (PeriodError, UnitError, QuantityError, CatalogueError, ValueError) as error:
        return _show_review(request, document, refusal=str(error), at=number)
    except Subject.DoesNotExist:
        return _show_review(request, document, refusal=_("还没有选主体。请选这个数说的是谁。"), at=number)
    return _after(request, document)


def _get_for_decision(request: AccountRequest, pk: int) -> Document:
    document = _get(request, pk)
    if not may(request.user, "documents:decide", document.subject):
        raise Http404
    return document


def _after(request: AccountRequest, document: Document) -> HttpResponse:
    return _show_review(request, document) if request.headers.get("HX-Request") else redirect("documents:review", document.pk)


@require_POST
def decide_about_event(request: AccountRequest, pk: int, number: str) -> HttpResponse:
    """Accepts an event for the rooms' inboxes, or sets it aside."""
    document = _get_for_decision(request, pk)
    event = document.events.filter(number=number).first()
    outcome = request.POST.get("outcome", "")
    if event is None or outcome not in Outcome.values:
        raise Http404
    decide_event(event, Outcome(outcome), by=request.user, at=timezone.now())
    return _after(request, document)


@require_POST
def accept_all(request: AccountRequest, pk: int) -> HttpResponse:
    """One key: accepts every reading that no check doubts and whose statement is complete."""
    document = _get_for_decision(request, pk)
    accepted = accept_holding(document, by=request.user, at=timezone.now())
    messages.success(request, _("已采用 %(count)s 个读数。") % {"count": len(accepted)})
    return _after(request, document)


@require_GET
def show_page(request: AccountRequest, pk: int, page: int) -> HttpResponse:
    """The picture of one page."""
    picture = read_picture(_get(request, pk), page)
    if picture is None:
        raise Http404
    return HttpResponse(picture, content_type="image/jpeg")


@require_GET
def download(request: AccountRequest, pk: int) -> HttpResponse:
    """The file as it came in."""
    document = _get(request, pk)
    response = HttpResponse(read_bytes(document), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=document.filename) or "attachment"
    return response
