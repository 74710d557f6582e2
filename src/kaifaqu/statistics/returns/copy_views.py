"""A filled copy comes back: what it changed is declared; where somebody changed the cell meanwhile, a person chooses."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kaifaqu.core.figures.quantity import QuantityError
from kaifaqu.core.figures.unit import UnitError
from kaifaqu.core.reader.sheets.layout import FormError
from kaifaqu.core.reader.sources import SourceRefused
from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.documents.actions import receive_document
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.documents.queries import get_document, read_bytes
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.statistics.returns.actions import ReturnRefusedError
from kaifaqu.statistics.returns.copy_actions import declare_copy
from kaifaqu.statistics.returns.grid_views import reach_return, show_grid
from kaifaqu.statistics.returns.models import Return
from kaifaqu.statistics.returns.queries import form_of, is_locked, keyed_lines
from kaifaqu.statistics.returns.reach import may_act
from kaifaqu.statistics.returns.workbook import FilledCell, compare_copy, read_workbook

REFUSALS = (ReturnRefusedError, QuantityError, UnitError, FormError, SourceRefused, ValueError)


@require_POST
def upload(request: AccountRequest, pk: int) -> HttpResponse:
    """Reads a filled copy: what it changed is declared with its cell as origin, or nothing at all when a cell is at fault."""
    return_ = _reach_open(request, pk)
    try:
        data, name = _read_upload(request)
        cells = _read_cells(return_, data)
        changed, clashes = compare_copy(keyed_lines(return_), cells)
        if not changed and not clashes:
            messages.info(request, _("与现有数据一致，没有变化。"))
            return redirect("returns:grid", pk)
        document, _new = receive_document(data, name, subject=return_.filer, by=request.user, at=timezone.now())
        count, clashes = declare_copy(return_, cells, document, by=request.user, at=timezone.now())
    except REFUSALS as error:
        return show_grid(request, reach_return(request, pk), refusal=str(error), refused=getattr(error, "problems", ()))
    if count:
        messages.success(request, _("已导入 %(count)s 格。") % {"count": count})
    if clashes:
        return redirect(f"{reverse('returns:copy', args=[pk])}?document={document.pk}")
    return redirect("returns:grid", pk)


def _reach_open(request: AccountRequest, pk: int) -> Return:
    return_ = reach_return(request, pk)
    if not may_act(request.user, "returns:upload", return_):
        raise Http404
    return return_


def _read_upload(request: AccountRequest) -> tuple[bytes, str]:
    file = request.FILES.get("file")
    if file is None:
        raise ReturnRefusedError(_("还没有选文件。请选择填好的报表。"))
    if file.size is not None and file.size > settings.UPLOAD_LIMIT:
        raise ReturnRefusedError(_("文件超过大小上限。请上传从本页下载的那一张报表。"))
    return file.read(), file.name or ""


def _read_cells(return_: Return, data: bytes) -> list[FilledCell]:
    cells, problems = read_workbook(return_, data)
    if problems:
        raise ReturnRefusedError(_("表中有 %(count)s 处问题，整张表没有导入。") % {"count": len(problems)}, problems)
    return cells


@require_http_methods(["GET", "POST"])
def choose(request: AccountRequest, pk: int) -> HttpResponse:
    """The cells that were changed both in the copy and in the return: which figure stands is chosen cell by cell."""
    return_ = _reach_open(request, pk)
    document = _reach_copy(request, return_)
    try:
        cells = _read_cells(return_, read_bytes(document))
        if request.method == "POST":
            chosen = {key: request.POST.get(f"seen-{key}", "") for key in request.POST.getlist("take")}
            count, clashes = declare_copy(return_, cells, document, chosen, by=request.user, at=timezone.now())
            messages.success(request, _("已改用表中的数 %(count)s 格，其余保留现有的数。") % {"count": count})
            if not any(clash.filled.key in chosen for clash in clashes):
                return redirect("returns:grid", pk)
            messages.warning(request, _("您选的格中有的刚刚又被改过，请再选一次。"))
    except REFUSALS as error:
        return show_grid(request, return_, refusal=str(error), refused=getattr(error, "problems", ()))
    lines = keyed_lines(return_)
    _changed, clashes = compare_copy(lines, cells)
    context = {
        "return": return_, "form": form_of(return_), "document": document, "clashes": clashes, "locked": is_locked(return_),
    }  # fmt: skip
    return render(request, "returns/copy.html", context)


def _reach_copy(request: AccountRequest, return_: Return) -> Document:
    """The received copy, of this return's own unit; 404 otherwise."""
    number = request.GET.get("document", "")
    try:
        return get_document(int(number), reach_of(request.user, "returns:upload").filter(pk=return_.filer.pk))
    except (ValueError, Document.DoesNotExist) as error:
        raise Http404 from error
