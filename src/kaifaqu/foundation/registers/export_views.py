"""The list as a workbook: telephone numbers masked, whole ones by another's approval; every page says who took it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.core.reader.registers.write import Layout, Row, standard_layout, write_register
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.accounts.queries import may
from kaifaqu.foundation.personal import mask_phones
from kaifaqu.foundation.register import Register
from kaifaqu.foundation.registers import export_actions
from kaifaqu.foundation.registers.models import LearnedLayout, WholeExport
from kaifaqu.foundation.registers.queries import find_approval, find_register, list_layouts, list_whole_exports
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import find_by_code

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WISHES_SHOWN = 10


def reach_register(request: HttpRequest, code: str, register: str) -> tuple[Register, Subject]:
    """The register of the subject. Raises Http404, absent or out of reach."""
    definition, subject = find_register(register), find_by_code(code)
    if definition is None or subject is None or not may(request.user, definition.act, subject):
        raise Http404
    return definition, subject


def personal_fields(register: Register) -> frozenset[str]:
    """The columns that hold telephone numbers of people."""
    return frozenset(column.field for column in register.columns if column.personal)


def describe_whole_exports(request: AccountRequest, register: Register, subject: Subject) -> dict[str, Any]:
    """What the page of a list says of whole numbers: whether it has any, the wishes, the approval that is good now."""
    if not personal_fields(register):
        return {}
    return {
        "personal": True, "wishes": list_whole_exports(register, subject)[:WISHES_SHOWN], "decides": may(request.user, "registers:decide_whole", subject),
        "approval": find_approval(register, subject, request.user, timezone.now()),
    }  # fmt: skip


@require_GET
def download(request: AccountRequest, register: str, code: str) -> HttpResponse:
    """The list as .xlsx: in its own layout or a learned one (`layout`), with its records, whole (`whole`) or empty (`empty`)."""
    definition, subject = reach_register(request, code, register)
    now = timezone.now()
    approval = find_approval(definition, subject, request.user, now) if request.GET.get("whole") else None
    if request.GET.get("whole") and approval is None:
        messages.error(request, _("没有有效的全号导出审批。请先申请，由别人审批后一天内导出。"))
        return redirect("registers:register", definition.code, subject.code)
    layout = replace(lay_out(request, definition, subject), mark=mark_of(request.user, now))
    rows = [] if request.GET.get("empty") else list(definition.rows(subject))
    if rows:
        export_actions.note_export(definition, subject, len(rows), approval, by=request.user, at=now)
    shown = rows if approval else mask_rows(rows, personal_fields(definition))
    response = HttpResponse(write_register(layout, definition.columns, shown), content_type=SHEET)
    name = quote(f"{subject.label}{definition.name}{layout.filled_on:%Y%m%d}.xlsx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def lay_out(request: HttpRequest, definition: Register, subject: Subject) -> Layout:
    """The list's own layout, or the learned one that is asked for."""
    today, title = timezone.localdate(), str(definition.name)
    learned = _find_layout(definition, subject, request.GET.get("layout", ""))
    if learned is None:
        return standard_layout(title, subject.name, today, definition.columns)
    return Layout(title, subject.name, "", today, [(tuple(row["path"]), row["field"]) for row in learned.headings])


def _find_layout(register: Register, subject: Subject, pk: str) -> LearnedLayout | None:
    return next((layout for layout in list_layouts(register, subject) if str(layout.pk) == pk), None)


def mark_of(user: User, at: datetime) -> str:
    """Who took the list out and when, as it stands at the foot of every page."""
    return _("%(name)s（%(username)s）于 %(at)s 导出") % {
        "name": user.name, "username": user.username, "at": f"{timezone.localtime(at):%Y-%m-%d %H:%M}",
    }  # fmt: skip


def mask_rows(rows: Iterable[Row], fields: frozenset[str]) -> Iterator[Row]:
    """The rows with the middle of every telephone number starred."""
    for row in rows:
        masked = {field: mask_phones(str(value)) for field, value in row.values.items() if field in fields and value}
        yield replace(row, values={**row.values, **masked})


@require_POST
def ask_whole(request: AccountRequest, register: str, code: str) -> HttpResponse:
    """Asks to take the list out with whole telephone numbers."""
    definition, subject = reach_register(request, code, register)
    if not personal_fields(definition):
        raise Http404
    try:
        export_actions.ask_whole_export(definition, subject, request.POST.get("reason", ""), by=request.user, at=timezone.now())
        messages.success(request, _("已申请。审批人在本页审批，准予后一天内由您本人导出。"))
    except export_actions.ExportRefusedError as error:
        messages.error(request, str(error))
    return redirect("registers:register", definition.code, subject.code)


@require_POST
def decide_whole(request: AccountRequest, pk: int) -> HttpResponse:
    """Grants or refuses another's wish."""
    wish = WholeExport.objects.select_related("subject").filter(pk=pk).first()
    if wish is None or not may(request.user, "registers:decide_whole", wish.subject):
        raise Http404
    try:
        export_actions.decide_whole_export(wish, request.POST.get("granted") == "yes", by=request.user, at=timezone.now())
    except export_actions.ExportRefusedError as error:
        messages.error(request, str(error))
    return redirect("registers:register", wish.register, wish.subject.code)
