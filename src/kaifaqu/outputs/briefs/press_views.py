"""投稿: offered upwards, answered, and the printed article beside it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.foundation.accounts.queries import may, reach_of
from kaifaqu.foundation.documents.queries import list_documents
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.outputs.briefs.models import Contribution, Standing
from kaifaqu.outputs.briefs.press import compare_printed, count_adopted, list_contributions, list_receivers
from kaifaqu.outputs.briefs.press_actions import ContributionRefusedError, answer_contribution, lay_beside, offer_brief
from kaifaqu.outputs.briefs.queries import paragraphs_of
from kaifaqu.outputs.briefs.views import find_or_404

DOCUMENTS_OFFERED = 30


@require_GET
def show_contributions(request: AccountRequest) -> HttpResponse:
    """What was offered, those that wait first, and how much of each unit was adopted."""
    rows = list(list_contributions(request.user))
    waiting = [row for row in rows if row.standing == Standing.OFFERED]
    answered = [row for row in rows if row.standing != Standing.OFFERED]
    return render(request, "briefs/contributions.html", {"rows": [*waiting, *answered], "tallies": count_adopted(rows)})


def _get(request: AccountRequest, pk: int) -> Contribution:
    row = list_contributions(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@require_GET
def show_contribution(request: AccountRequest, pk: int) -> HttpResponse:
    """One contribution: the text, the answer, and number by number what was printed."""
    return _show(request, _get(request, pk))


def _show(request: AccountRequest, row: Contribution, **more: Any) -> HttpResponse:
    may_answer = may(request.user, "briefs:answer", row.to)
    may_lay = row.standing == Standing.ADOPTED and (may_answer or may(request.user, "briefs:offer", row.brief.subject))
    context = {
        "row": row, "brief": row.brief, "paragraphs": paragraphs_of(row.brief),
        "may_answer": may_answer and row.standing == Standing.OFFERED,
        "documents": list_documents(reach_of(request.user, "documents:review"))[:DOCUMENTS_OFFERED] if may_lay else (),
        "compared": compare_printed(row.brief, row.printed) if row.printed else (), **more,
    }  # fmt: skip
    return render(request, "briefs/contribution.html", context, status=422 if "refusal" in more else 200)


@require_POST
def offer(request: AccountRequest, pk: int) -> HttpResponse:
    """Offers the brief to an area above."""
    brief = find_or_404(request, pk)
    if not may(request.user, "briefs:offer", brief.subject):
        raise Http404
    to = next((area for area in list_receivers(brief) if area.code == request.POST.get("to")), None)
    if to is None:
        raise Http404
    try:
        row = offer_brief(brief, to, request.POST.get("note", ""), by=request.user, at=timezone.now())
    except ContributionRefusedError as error:
        messages.error(request, str(error))
        return redirect("briefs:brief", brief.pk)
    messages.success(request, _("已投给%(to)s，等待审核。") % {"to": to.label})
    return redirect("briefs:contribution", row.pk)


@require_POST
def answer(request: AccountRequest, pk: int) -> HttpResponse:
    """Adopts it (`adopt`), or returns it with a reason."""
    row = _get(request, pk)
    if not may(request.user, "briefs:answer", row.to):
        raise Http404
    words = request.POST.get("words", "")
    try:
        answer_contribution(row, adopt=bool(request.POST.get("adopt")), words=words, by=request.user, at=timezone.now())
    except ContributionRefusedError as error:
        return _show(request, row, refusal=str(error), typed=words)
    return redirect("briefs:contribution", row.pk)


@require_POST
def printed(request: AccountRequest, pk: int) -> HttpResponse:
    """Notes which received document is the printed article."""
    row = _get(request, pk)
    if not (may(request.user, "briefs:answer", row.to) or may(request.user, "briefs:offer", row.brief.subject)):
        raise Http404
    chosen = request.POST.get("document", "")
    found = list_documents(reach_of(request.user, "documents:review")).filter(pk=chosen).first() if chosen.isdigit() else None
    if found is None:
        return _show(request, row, refusal=_("没有找到这份收文。请先在「收文」里收下刊出的文章，再到这里选它。"))
    try:
        lay_beside(row, found, by=request.user, at=timezone.now())
    except ContributionRefusedError as error:
        return _show(request, row, refusal=str(error))
    return redirect("briefs:contribution", row.pk)
