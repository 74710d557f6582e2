"""Pages of registers: the files of a list, a dry run, its import and undoing, the list as a workbook."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.core.reader.sources import SourceRefused
from kaifaqu.foundation.documents.actions import receive_document
from kaifaqu.foundation.register import Register
from kaifaqu.foundation.registers import actions
from kaifaqu.foundation.registers.export_views import describe_whole_exports, reach_register
from kaifaqu.foundation.registers.models import Upload
from kaifaqu.foundation.registers.queries import (
    find_register,
    get_upload,
    headings_of,
    learned_fields,
    list_layouts,
    list_left_out,
    list_uploads,
    plan_of,
)
from kaifaqu.foundation.registers.rules import Fate
from kaifaqu.foundation.requests import AccountRequest

PROBLEMS_SHOWN = 60
ROWS_SHOWN = 500


def _reach_upload(request: HttpRequest, pk: int) -> tuple[Register, Upload]:
    try:
        upload = get_upload(pk, request.user)
    except Upload.DoesNotExist as error:
        raise Http404 from error
    register = find_register(upload.register)
    if register is None:
        raise Http404
    return register, upload


@require_GET
def show_register(request: AccountRequest, register: str, code: str) -> HttpResponse:
    """Upload, download, and what came before."""
    definition, subject = reach_register(request, code, register)
    context = {
        "register": definition, "subject": subject, "uploads": list_uploads(definition, subject)[:50],
        "layouts": list_layouts(definition, subject), "columns": definition.columns, **describe_whole_exports(request, definition, subject),
    }  # fmt: skip
    return render(request, "registers/register.html", context)


@require_POST
def start(request: AccountRequest, register: str, code: str) -> HttpResponse:
    """Receives a file and lays it beside the register; nothing is imported yet."""
    definition, subject = reach_register(request, code, register)
    file = request.FILES.get("file")
    refusal = ""
    if file is None:
        refusal = _("还没有选文件。请选择要导入的表格。")
    elif file.size is not None and file.size > settings.UPLOAD_LIMIT:
        refusal = _("文件超过大小上限。请拆分后再上传。")
    else:
        name = file.name or ""
        try:
            document, _new = receive_document(
                file.read(), name, subject=subject, by=request.user, at=timezone.now(), as_table=True
            )
            upload = actions.start_upload(definition, subject, document, name, by=request.user, at=timezone.now())
            return redirect("registers:upload", upload.pk)
        except SourceRefused as error:
            refusal = str(error)
    messages.error(request, refusal)
    return redirect("registers:register", definition.code, subject.code)


@require_GET
def show_upload(request: AccountRequest, pk: int) -> HttpResponse:
    """The dry run of a file, or what its import changed."""
    return _show(request, *_reach_upload(request, pk))


def _show(request: AccountRequest, register: Register, upload: Upload, **more: Any) -> HttpResponse:
    context: dict[str, Any] = {"register": register, "upload": upload, "subject": upload.subject, **more}
    if upload.applied_at is not None:
        context["changes"] = upload.changes.all()[:ROWS_SHOWN]
        return render(request, "registers/upload.html", context)
    try:
        plan = plan_of(upload, register)
    except SourceRefused as error:
        messages.error(request, str(error))
        return redirect("registers:register", register.code, upload.subject.code)
    context |= {
        "plan": plan, "rows": plan.rows[:ROWS_SHOWN], "stopping": plan.stopping[:PROBLEMS_SHOWN], "doubts": plan.doubts[:PROBLEMS_SHOWN],
        "counts": [(fate.value, label, plan.count(fate)) for fate, label in _fates()], "headings": headings_of(plan),
        "columns": register.columns, "left_out": list_left_out(plan, learned_fields(register, upload.subject)),
    }  # fmt: skip
    return render(request, "registers/upload.html", context, status=422 if "refusal" in more else 200)


def _fates() -> list[tuple[Fate, str]]:
    return [(Fate.NEW, _("新增")), (Fate.CHANGED, _("更新")), (Fate.SAME, _("相同"))]


@require_POST
def choose_headings(request: AccountRequest, pk: int) -> HttpResponse:
    """Takes what a person says about the headings, and shows the dry run again."""
    register, upload = _reach_upload(request, pk)
    if upload.applied_at is None:
        keys = request.POST.getlist("key")
        chosen = dict(zip(keys, request.POST.getlist("field"), strict=False))
        actions.learn_headings(upload, register, chosen, by=request.user, at=timezone.now())
    return redirect("registers:upload", upload.pk)


@require_POST
def apply(request: AccountRequest, pk: int) -> HttpResponse:
    """Imports the file, whole or not at all."""
    register, upload = _reach_upload(request, pk)
    try:
        count = actions.apply_upload(upload, register, by=request.user, at=timezone.now())
    except actions.UploadRefusedError as error:
        upload.refresh_from_db()
        return _show(request, register, upload, refusal=str(error))
    if count:
        messages.success(request, _("已导入 %(count)s 条。") % {"count": count})
    else:
        messages.info(request, _("文件与登记的内容完全相同，没有要改的。"))
    return redirect("registers:upload", upload.pk)


@require_POST
def undo(request: AccountRequest, pk: int) -> HttpResponse:
    """Takes the whole import back."""
    register, upload = _reach_upload(request, pk)
    try:
        left = actions.undo_upload(upload, register, by=request.user, at=timezone.now())
    except actions.UploadRefusedError as error:
        messages.error(request, str(error))
        return redirect("registers:upload", upload.pk)
    for sentence in left[:PROBLEMS_SHOWN]:
        messages.info(request, sentence)
    messages.success(request, _("已撤销这次导入。"))
    return redirect("registers:upload", upload.pk)
