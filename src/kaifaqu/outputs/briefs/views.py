"""简报: compose from references, read the re-reading, issue, and take away as Word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import Truncator
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.foundation.accounts.queries import may, may_somewhere, reach_of
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.outputs.briefs.actions import (
    TEMPLATES,
    BriefRefusedError,
    add_words,
    compose_brief,
    issue_brief,
    publish_brief,
    take_words_out,
)
from kaifaqu.outputs.briefs.editing import WORDS
from kaifaqu.outputs.briefs.editions import changes_due, changes_since, earlier_edition, newer_edition
from kaifaqu.outputs.briefs.models import Brief, Standing
from kaifaqu.outputs.briefs.press import list_contributions, list_receivers
from kaifaqu.outputs.briefs.queries import (
    get_brief,
    get_published,
    list_briefs,
    list_cited,
    list_citing,
    list_published,
    paragraphs_of,
    part_at_signature,
)
from kaifaqu.statistics.ledger.queries import Book

PERIODS_OFFERED = 12
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_GET
def show_list(request: AccountRequest) -> HttpResponse:
    """The briefs that the user may see, and what may be composed of whom."""
    reach = reach_of(request.user, "briefs:compose").order_by("path")
    composable = [(name, template, list(reach.filter(kind__in=template.kinds))) for name, template in TEMPLATES.items()]
    book = Book.now()
    offers = [
        (name, template, subjects, template.offer(subjects, book, timezone.localdate())[:PERIODS_OFFERED])
        for name, template, subjects in composable
        if subjects
    ]
    asked = list_contributions(request.user).filter(to__in=reach_of(request.user, "briefs:answer"), standing=Standing.OFFERED)
    context = {
        "briefs": list_briefs(request.user), "offers": offers, "waiting": asked.count(),
        "may_see_contributions": may_somewhere(request.user, "briefs:contributions"),
    }  # fmt: skip
    return render(request, "briefs/list.html", context)


def find_or_404(request: AccountRequest, pk: int) -> Brief:
    """One brief within the reader's reach. Raises Http404, refused or absent alike."""
    try:
        return get_brief(pk, request.user)
    except Brief.DoesNotExist as error:
        raise Http404 from error


@require_GET
def show_brief(request: AccountRequest, pk: int) -> HttpResponse:
    """One brief: every number opens its trace."""
    return _show(request, find_or_404(request, pk))


def _list_places(brief: Brief) -> list[tuple[int, str, bool]]:
    """After which paragraphs words may go: (number, how it begins, whether an editor wrote it)."""
    return [
        (number, Truncator(one.text).chars(24), one.level == WORDS)
        for number, one in enumerate(paragraphs_of(brief))
        if one.level != "row"
    ]


def _show(request: AccountRequest, brief: Brief, **more: Any) -> HttpResponse:
    before = earlier_edition(brief, request.user)
    may_compose = may(request.user, "briefs:compose", brief.subject)
    context = {
        "brief": brief,
        **part_at_signature(brief),
        "may_issue": brief.issued_at is None and may(request.user, "briefs:issue", brief.subject),
        "may_publish": brief.issued_at is not None
        and brief.published_at is None
        and may(request.user, "briefs:publish", brief.subject),
        "before": before,
        "newer": newer_edition(brief, request.user),
        "changes": changes_since(brief, before),
        "due": changes_due(brief) if may_compose else (),
        "may_compose": may_compose,
        "receivers": list_receivers(brief) if brief.issued_at and may(request.user, "briefs:offer", brief.subject) else (),
        "offered": list_contributions(request.user).filter(brief=brief),
        "places": _list_places(brief) if may_compose and brief.issued_at is None else (),
        **more,
    }
    return render(request, "briefs/brief.html", context, status=422 if "refusal" in more else 200)


@require_POST
def compose(request: AccountRequest) -> HttpResponse:
    """Composes the next edition."""
    subject = reach_of(request.user, "briefs:compose").filter(code=request.POST.get("subject", "")).first()
    template = request.POST.get("template", "quarter")
    if subject is None or template not in TEMPLATES or subject.kind not in TEMPLATES[template].kinds:
        raise Http404
    try:
        period = Period.parse(request.POST.get("period", ""))
    except PeriodError as error:
        messages.error(request, str(error))
        return redirect("briefs:list")
    brief = compose_brief(template, subject, period, by=request.user, at=timezone.now())
    return redirect("briefs:brief", brief.pk)


@require_POST
def words(request: AccountRequest, pk: int) -> HttpResponse:
    """An editor's paragraph goes in after the one named (`after`), or one comes out (`out`)."""
    brief = find_or_404(request, pk)
    if not may(request.user, "briefs:words", brief.subject):
        raise Http404
    text, place = request.POST.get("text", ""), request.POST.get("out") or request.POST.get("after", "")
    number = int(place) if place.isdigit() else -1
    try:
        if request.POST.get("out"):
            take_words_out(brief, number, by=request.user, at=timezone.now())
        else:
            add_words(brief, text, number, by=request.user, at=timezone.now())
    except BriefRefusedError as error:
        return _show(request, brief, refusal=str(error), typed=text, after=number)
    return redirect("briefs:brief", brief.pk)


@require_POST
def issue(request: AccountRequest, pk: int) -> HttpResponse:
    """Issues a brief whose numerals all read as they were meant."""
    brief = find_or_404(request, pk)
    if not may(request.user, "briefs:issue", brief.subject):
        raise Http404
    try:
        issue_brief(brief, by=request.user, at=timezone.now())
    except BriefRefusedError as error:
        return _show(request, brief, refusal=str(error))
    return redirect("briefs:brief", brief.pk)


@require_POST
def publish(request: AccountRequest, pk: int) -> HttpResponse:
    """Lays an issued brief open to the public."""
    brief = find_or_404(request, pk)
    if not may(request.user, "briefs:publish", brief.subject):
        raise Http404
    try:
        publish_brief(brief, by=request.user, at=timezone.now())
    except BriefRefusedError as error:
        return _show(request, brief, refusal=str(error))
    return redirect("briefs:brief", brief.pk)


@require_GET
def show_public_list(request: HttpRequest) -> HttpResponse:
    """What was published, for everybody."""
    return render(request, "briefs/public_list.html", {"briefs": list_published()})


def _get_published(pk: int) -> Brief:
    try:
        return get_published(pk)
    except Brief.DoesNotExist as error:
        raise Http404 from error


@require_GET
def show_public(request: HttpRequest, pk: int) -> HttpResponse:
    """One published brief with the source of each number, for everybody."""
    return _show_public(request, _get_published(pk))


def _show_public(request: HttpRequest, brief: Brief, refusal: str = "") -> HttpResponse:
    context = {"brief": brief, **part_at_signature(brief), "cited": list_cited(brief), "refusal": refusal}
    return render(request, "briefs/public.html", context, status=422 if refusal else 200)


@require_GET
def public_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """One published brief as PDF, for everybody."""
    brief = _get_published(pk)
    return _pdf(brief, lambda why: _show_public(request, brief, why))


@require_GET
def word(request: AccountRequest, pk: int) -> HttpResponse:
    """The brief as Word."""
    from kaifaqu.outputs.briefs.word import write_word  # python-docx is loaded when a brief is first taken away

    brief = find_or_404(request, pk)
    return _file(write_word(brief), f"{brief.title}.docx", WORD)


@require_GET
def pdf(request: AccountRequest, pk: int) -> HttpResponse:
    """The brief as PDF."""
    brief = find_or_404(request, pk)
    return _pdf(brief, lambda why: _show(request, brief, refusal=why))


def _pdf(brief: Brief, refuse: Callable[[str], HttpResponse]) -> HttpResponse:
    from kaifaqu.outputs.briefs.pdf import NoFontError, write_pdf  # the typesetter is loaded when a PDF is first taken away

    try:
        return _file(write_pdf(brief), f"{brief.title}.pdf", "application/pdf")
    except NoFontError as error:
        return refuse(str(error))


def _file(data: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response


@require_GET
def show_citing(request: AccountRequest) -> HttpResponse:
    """The briefs in which a booked figure (`?fact=`) or a computed value (`?indicator=&subject=&period=`) stands; a part of its page."""
    asked = request.GET
    if asked.get("fact", "").isdigit():
        address: dict[str, Any] = {"fact": int(asked["fact"])}
    else:
        address = {name: asked.get(name, "") for name in ("indicator", "subject", "period")}
    template = "briefs/citing.html#rows" if request.headers.get("HX-Request") else "briefs/citing.html"
    return render(request, template, {"briefs": list_citing(address, request.user)})
