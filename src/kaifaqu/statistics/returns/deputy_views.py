"""AB角: who signs for me, for whom I sign; and the stamped page beside a return's signatures."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.core.reader.sources import SourceRefused
from kaifaqu.foundation.accounts.queries import list_colleagues
from kaifaqu.foundation.documents.queries import read_bytes
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.statistics.returns.deputy_actions import DeputyRefusedError, attach_stamped_page, end_deputy, name_deputy
from kaifaqu.statistics.returns.deputy_queries import get_deputy, get_stamped_page, list_deputies
from kaifaqu.statistics.returns.models import Deputy, Return, StampedPage
from kaifaqu.statistics.returns.queries import get_return
from kaifaqu.statistics.returns.reach import may_on


@require_GET
def show_deputies(request: AccountRequest) -> HttpResponse:
    """The user's deputies, and those for whom the user stands in."""
    return _render(request)


def _render(request: AccountRequest, **more: Any) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "rows": [(row, _state(row, today)) for row in list_deputies(request.user)],
        "colleagues": list_colleagues(request.user), "today": today, **more,
    }  # fmt: skip
    return render(request, "returns/deputies.html", context, status=422 if "refusal" in more else 200)


def _state(row: Deputy, today: date) -> str:
    if row.ended_at is not None:
        return _("已收回")
    if today < row.first_day:
        return _("未到起日")
    return _("有效") if today <= row.last_day else _("已到期")


@require_POST
def name(request: AccountRequest) -> HttpResponse:
    """A names B for some days."""
    data = request.POST
    try:
        deputy = list_colleagues(request.user).filter(pk=int(data.get("deputy") or "0")).first()
        days = date.fromisoformat(data.get("first_day", "")), date.fromisoformat(data.get("last_day", ""))
        name_deputy(deputy or request.user, *days, data.get("reason", ""), by=request.user, at=timezone.now())
    except DeputyRefusedError as error:
        return _render(request, refusal=str(error), typed=data)
    except ValueError:
        return _render(request, refusal=_("请选 B 角，并填写起止日期（如 2024-05-01）。"), typed=data)
    messages.success(request, _("已设 B 角，到期自动失效。"))
    return redirect("returns:deputies")


@require_POST
def end(request: AccountRequest, pk: int) -> HttpResponse:
    """A takes the standing-in back."""
    row = get_deputy(pk, request.user)
    if row is None:
        raise Http404
    try:
        end_deputy(row, by=request.user, at=timezone.now())
    except DeputyRefusedError as error:
        messages.error(request, str(error))
    return redirect("returns:deputies")


@require_POST
def attach(request: AccountRequest, pk: int) -> HttpResponse:
    """Keeps a scanned stamped page beside the return."""
    return_ = _reach(request, pk)
    file = request.FILES.get("file")
    try:
        if file is None:
            raise DeputyRefusedError(_("还没有选文件。请选择盖章页的扫描件。"))
        if file.size is not None and file.size > settings.UPLOAD_LIMIT:
            raise DeputyRefusedError(_("文件超过大小上限。请上传较小的扫描件。"))
        attach_stamped_page(return_, file.read(), file.name or "", by=request.user, at=timezone.now())
    except (DeputyRefusedError, SourceRefused) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("盖章页已附在本轮签署上。"))
    return redirect("returns:grid", pk)


def _reach(request: AccountRequest, pk: int) -> Return:
    try:
        return_ = get_return(pk, request.user)
    except Return.DoesNotExist as error:
        raise Http404 from error
    if not may_on(request.user, "returns:stamp", return_.filer):
        raise Http404
    return return_


@require_GET
def show_page(request: AccountRequest, pk: int) -> HttpResponse:
    """The scanned page itself, to who may see its return."""
    page: StampedPage | None = get_stamped_page(pk)
    if page is None or not may_on(request.user, "returns:stamped_page", page.owner.filer):
        raise Http404
    response = HttpResponse(read_bytes(page.document), content_type=page.document.media_type)
    shown = page.document.media_type.startswith("image/")
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=not shown, filename=page.filename) or "attachment"
    )
    return response
