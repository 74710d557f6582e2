"""入账与公布数: the last step that books a return, and the published claims beside the registers."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.foundation.accounts.queries import may, reach_of
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.queries import list_within
from kaifaqu.statistics.ledger.actions import accept_return
from kaifaqu.statistics.ledger.queries import Book
from kaifaqu.statistics.ledger.queries.claims import list_claims
from kaifaqu.statistics.returns.actions import ReturnRefusedError
from kaifaqu.statistics.returns.models import Return
from kaifaqu.statistics.returns.queries import get_return


@require_POST
def accept(request: AccountRequest, pk: int) -> HttpResponse:
    """Signs the last step and books the return."""
    try:
        return_ = get_return(pk, request.user)
    except Return.DoesNotExist as error:
        raise Http404 from error
    if not may(request.user, "ledger:accept", return_.filer):
        raise Http404
    try:
        facts = accept_return(return_, by=request.user, at=timezone.now(), note=request.POST.get("note", ""))
    except ReturnRefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已核准入账 %(count)s 条。") % {"count": len(facts)})
    return redirect("returns:grid", pk)


@require_GET
def claims(request: AccountRequest) -> HttpResponse:
    """What was published, what the registers hold of it, and the gap; of one subject if it is named."""
    subjects = reach_of(request.user, "ledger:claims")
    chosen = subjects.filter(code=request.GET.get("subject", "")).first()
    if request.GET.get("subject") and chosen is None:
        raise Http404
    within = list_within([chosen.path]) if chosen else subjects
    return render(request, "ledger/claims.html", {"claims": list_claims(Book.now(), within), "chosen": chosen})
