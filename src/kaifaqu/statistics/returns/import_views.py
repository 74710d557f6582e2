"""导入外来表格: a foreign workbook beside a return — what its headings mean, the dry run, the import and its undoing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.problem import Severity
from kaifaqu.core.figures.statement import LABELS, Role
from kaifaqu.core.figures.unit import Dimension
from kaifaqu.core.reader.sheets.mapping import Aspect, Axis, Choice, Meaning, headings
from kaifaqu.core.reader.sheets.model import Path
from kaifaqu.core.reader.sources import SourceRefused
from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.documents.actions import receive_document
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.documents.queries import get_document
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.queries import list_subtree
from kaifaqu.statistics.returns import import_actions
from kaifaqu.statistics.returns.actions import ReturnRefusedError
from kaifaqu.statistics.returns.import_queries import (
    checks_after,
    get_import,
    is_workbook,
    list_open_returns,
    may_undo,
    plan_of,
    target_of,
)
from kaifaqu.statistics.returns.imports import Fate, Plan, PlannedCell, PlannedTable, Target
from kaifaqu.statistics.returns.models import Return, WorkbookImport
from kaifaqu.statistics.returns.queries import form_of, get_return, is_locked
from kaifaqu.statistics.returns.reach import may_act

CELLS_SHOWN = 400
"""How many cells a page shows about: the selects of their rows stand beside them."""
PROBLEMS_SHOWN = 50
AMOUNT_UNITS = (
    "元",
    "万元",
    "亿元",
    "万美元",
    "平方米",
    "亩",
    "公顷",
    "吨",
    "万吨",
    "吨标准煤",
    "万吨标准煤",
    "千瓦时",
    "万千瓦时",
    "亿千瓦时",
)
"""The units offered where a table prints none."""

FATES = {
    Fate.NEW: gettext_lazy("新增"), Fate.CHANGED: gettext_lazy("改数"), Fate.SAME: gettext_lazy("相同"), Fate.LEFT: gettext_lazy("不导入"),
    Fate.FAULTY: gettext_lazy("有问题"),
}  # fmt: skip
ASPECTS: dict[str, tuple[Any, Role | None, Aspect | None]] = {
    "": (gettext_lazy("本期数"), None, None),
    "target": (gettext_lazy("目标、计划"), Role.TARGET, None),
    "expected": (gettext_lazy("预计"), Role.EXPECTED, None),
    "growth": (gettext_lazy("同比增速"), None, Aspect.GROWTH),
    "rank": (gettext_lazy("位次"), None, Aspect.RANK),
    "base": (gettext_lazy("上年数"), None, Aspect.BASE),
}
"""What a column makes of its item, as it is offered in a select: (label, role, aspect)."""


# -- beginning --------------------------------------------------------------------------------------------------------


@require_POST
def start(request: AccountRequest, pk: int) -> HttpResponse:
    """Receives a workbook, or takes one received already, and lays it beside the return."""
    try:
        return_ = get_return(pk, request.user)
    except Return.DoesNotExist as error:
        raise Http404 from error
    if not may_act(request.user, "returns:import_start", return_):
        raise Http404
    try:
        document, filename = _document_of(request, return_)
        import_ = import_actions.start_import(return_, document, filename, by=request.user, at=timezone.now())
    except (ReturnRefusedError, SourceRefused) as error:
        messages.error(request, str(error))
        return redirect("returns:grid", return_.pk)
    return redirect("returns:import", import_.pk)


def _document_of(request: AccountRequest, return_: Return) -> tuple[Document, str]:
    chosen = request.POST.get("document", "")
    if chosen:
        document = _reach_document(request, int(chosen) if chosen.isdecimal() else -1)
        return document, document.filename
    file = request.FILES.get("file")
    if file is None:
        raise ReturnRefusedError(_("还没有选文件。请选择要导入的表格。"))
    if file.size is not None and file.size > settings.UPLOAD_LIMIT:
        raise ReturnRefusedError(_("文件超过大小上限。请拆分后再上传。"))
    name = file.name or ""
    document, _new = receive_document(
        file.read(), name, subject=return_.filer, by=request.user, at=timezone.now(), as_table=True
    )
    return document, name


def _reach_document(request: AccountRequest, pk: int) -> Document:
    try:
        return get_document(pk, reach_of(request.user, "documents:review"))
    except Document.DoesNotExist as error:
        raise Http404 from error


@require_GET
def choose_return(request: AccountRequest, pk: int) -> HttpResponse:
    """The open returns that a received workbook can be imported into."""
    document = _reach_document(request, pk)
    rows = [(return_, form_of(return_)) for return_ in list_open_returns(request.user)]
    context = {"document": document, "rows": rows, "is_workbook": is_workbook(document)}
    return render(request, "returns/import_from.html", context)


# -- looking ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """One heading in the form: its number in the table, its path in words, and what it is taken for now."""

    number: int
    path: str
    stands: str
    aspect: str
    own_period: bool
    periods: str


@dataclass(frozen=True, slots=True)
class CellRow:
    """One cell of the dry run in words."""

    cell: PlannedCell
    fate: Any
    role: str
    item: str
    subject: str


@require_GET
def show(request: AccountRequest, pk: int) -> HttpResponse:
    """The workbook's tables beside what they would be in the return: nothing is written."""
    return _show(request, _get(request, pk))


def _get(request: AccountRequest, pk: int) -> WorkbookImport:
    try:
        return get_import(pk, request.user)
    except WorkbookImport.DoesNotExist as error:
        raise Http404 from error


def _show(request: AccountRequest, import_: WorkbookImport, **more: Any) -> HttpResponse:
    return_ = import_.owner
    context: dict[str, Any] = {
        "import": import_, "return": return_, "form": form_of(return_), "locked": is_locked(return_), "may_undo": may_undo(import_),
        "lines": [(_cell_name(row.key), row) for row in import_.lines.all()[:CELLS_SHOWN]] if import_.applied_at else (), **more,
    }  # fmt: skip
    if import_.applied_at is None:
        try:
            plan, _layout, _known = plan_of(import_)
        except SourceRefused as error:
            messages.error(request, str(error))
            return redirect("returns:grid", return_.pk)
        context |= _plan_context(request, import_, plan)
    return render(request, "returns/import.html", context, status=422 if "refusal" in more else 200)


def _plan_context(request: AccountRequest, import_: WorkbookImport, plan: Plan) -> dict[str, Any]:
    checks = checks_after(import_, plan)
    stopping = import_actions.stopping_problems(import_, plan)
    counts = dict.fromkeys(Fate, 0)
    for cell in plan.cells:
        counts[cell.fate] += 1
    context = {
        "plan": plan, "checks": checks, "stopping": stopping[:PROBLEMS_SHOWN], "stopping_count": len(stopping),
        "counts": [(fate.value, FATES[fate], count) for fate, count in counts.items()],
        "taken": counts[Fate.NEW] + counts[Fate.CHANGED],
        "general": [problem for problem in plan.problems if problem.severity is not Severity.HARD][:PROBLEMS_SHOWN],
    }  # fmt: skip
    if plan.tables:
        number = min(_number(request, "table"), len(plan.tables) - 1)
        context |= _table_context(request, import_, plan.tables[number])
    return context


def _number(request: AccountRequest, name: str) -> int:
    text = (request.POST if request.method == "POST" else request.GET).get(name, "")
    return int(text) if text.isdecimal() and len(text) < 7 else 0


def _table_context(request: AccountRequest, import_: WorkbookImport, planned: PlannedTable) -> dict[str, Any]:
    """One table, one page of its rows with their cells, and all its columns."""
    rows, columns = (list(headings(planned.table, axis).values()) for axis in Axis)
    size = max(5, CELLS_SHOWN // max(len(columns), 1))
    pages = -(-len(rows) // size)
    page = min(_number(request, "page"), max(pages - 1, 0))
    shown = rows[page * size : (page + 1) * size]
    target = target_of(import_.owner)
    subjects = {subject.code: subject.label for subject in list_subtree(import_.owner.filer.code)}
    wanted = set(shown)
    return {
        "planned": planned,
        "columns": _column_rows(planned, columns),
        "headings": [_heading_row(planned, Axis.ROW, page * size + n, path) for n, path in enumerate(shown)],
        "cells": [_cell_row(cell, subjects) for cell in planned.cells if cell.value.row_path in wanted],
        "page": page, "pages": range(pages), "rows_total": len(rows), "size": size,
        "items": _items_of(target),
        "subjects": list(subjects.items()),
        "aspects": [(code, label) for code, (label, _role, _aspect) in ASPECTS.items()],
        "units": AMOUNT_UNITS,
    }  # fmt: skip


def _items_of(target: Target) -> list[tuple[str, str]]:
    return [(item.code, item.name) for item in target.offered.values() if item.unit.dimension is not Dimension.RANK]


def _heading_row(planned: PlannedTable, axis: Axis, number: int, path: Path, periods: Iterable[str] = ()) -> HeadingRow:
    meaning = planned.meaning(axis, path)
    own = axis is Axis.COLUMN and planned.is_own_period(path)
    return HeadingRow(number, " / ".join(path) or "—", _stands(meaning), _aspect(meaning), own, "、".join(list(periods)[:3]))


def _column_rows(planned: PlannedTable, columns: Sequence[Path]) -> list[HeadingRow]:
    periods: dict[Path, dict[str, None]] = {path: {} for path in columns}
    for value in planned.table.values:
        if value.period is not None and value.header_path in periods:
            periods[value.header_path][value.period.chinese] = None
    return [_heading_row(planned, Axis.COLUMN, number, path, periods[path]) for number, path in enumerate(columns)]


def _stands(meaning: Meaning | None) -> str:
    if meaning is None:
        return ""
    if meaning.aspect is Aspect.IGNORED:
        return "ignored"
    return f"item:{meaning.item}" if meaning.item else f"subject:{meaning.subject}" if meaning.subject else "open"


def _aspect(meaning: Meaning | None) -> str:
    if meaning is None:
        return ""
    found = (code for code, (_label, role, aspect) in ASPECTS.items() if (role, aspect) == (meaning.role, meaning.aspect))
    return next(found, "")


def _cell_row(cell: PlannedCell, subjects: dict[str, str]) -> CellRow:
    stated = cell.statement
    if stated is None:
        return CellRow(cell, FATES[cell.fate], "", "", "")
    return CellRow(
        cell, FATES[cell.fate], LABELS[stated.role], item_named(stated.item).name, subjects.get(stated.subject, stated.subject)
    )


# -- acting -----------------------------------------------------------------------------------------------------------


@require_POST
def learn(request: AccountRequest, pk: int) -> HttpResponse:
    """Remembers what the headings of one table mean for this sender, and shows the dry run again."""
    table = _number(request, "table")

    def do(import_: WorkbookImport) -> None:
        plan, _layout, _known = plan_of(import_)
        if table >= len(plan.tables):
            raise ReturnRefusedError(_("文件里没有这张表。请刷新后重试。"))
        planned, data = plan.tables[table], request.POST
        choices = [*_chosen(planned, Axis.ROW, data, import_), *_chosen(planned, Axis.COLUMN, data, import_)]
        own = {path: data[name] == "own" for name, path in _named(planned, Axis.COLUMN, "period") if name in data}
        unit = data.get("unit", planned.known.unit)
        if unit and unit not in AMOUNT_UNITS:
            raise ReturnRefusedError(_("没有这个计量单位。请从列表中选择。"))
        import_actions.learn_headings(import_, table, choices, own, unit, by=request.user, at=timezone.now())
        messages.success(request, _("已记住这个来源的对应关系。"))

    return _act(request, pk, do, f"?table={table}&page={_number(request, 'page')}#table")


def _named(planned: PlannedTable, axis: Axis, prefix: str) -> Iterator[tuple[str, Path]]:
    for number, path in enumerate(headings(planned.table, axis).values()):
        yield f"{prefix}-{number}", path


def _chosen(planned: PlannedTable, axis: Axis, data: QueryDict, import_: WorkbookImport) -> Iterator[Choice]:
    """The headings that were on the page, with what was chosen for them; what is left open stays open."""
    target = target_of(import_.owner)
    for name, path in _named(planned, axis, axis.value):
        kind, _sep, code = data.get(name, "").partition(":")
        if (kind == "item" and code not in target.offered) or (kind == "subject" and code not in target.reach):
            raise ReturnRefusedError(_("选项「%(code)s」不在本表的范围内。请从列表中选择。") % {"code": code})
        _label, role, aspect = ASPECTS.get(data.get(f"aspect-{name}", ""), ASPECTS[""])
        if kind == "ignored":
            yield Choice(axis, path, Meaning(aspect=Aspect.IGNORED))
        elif kind in ("item", "subject", "open"):
            item, subject = (code if kind == "item" else None), (code if kind == "subject" else None)
            yield Choice(axis, path, Meaning(item, subject, role, aspect))


@require_POST
def apply(request: AccountRequest, pk: int) -> HttpResponse:
    """Imports the whole file, or nothing."""

    def do(import_: WorkbookImport) -> None:
        count = import_actions.apply_import(import_, by=request.user, at=timezone.now())
        if count:
            messages.success(request, _("已导入 %(count)s 格，可在本页整份撤销。") % {"count": count})
        else:
            messages.info(request, _("与现有数据一致，没有变化。"))

    return _act(request, pk, do)


@require_POST
def undo(request: AccountRequest, pk: int) -> HttpResponse:
    """Takes the whole import back."""

    def do(import_: WorkbookImport) -> None:
        left = import_actions.undo_import(import_, by=request.user, at=timezone.now())
        messages.success(request, _("已撤销这次导入，各格恢复原值和原来源。"))
        if left:
            named = "、".join(_cell_name(key) for key in left)
            messages.warning(request, _("以下各格在导入后又改过，保留现值：%(cells)s。") % {"cells": named})

    return _act(request, pk, do)


def _cell_name(key: str) -> str:
    item, role = key.split(":")[:2]
    return f"{item_named(item).name}（{LABELS[Role(role)]}）"


def _act(request: AccountRequest, pk: int, do: Callable[[WorkbookImport], None], back: str = "") -> HttpResponse:
    import_ = _get(request, pk)
    try:
        do(import_)
    except ReturnRefusedError as error:
        return _show(request, _get(request, pk), refusal=str(error), refused=error.problems[:PROBLEMS_SHOWN])
    answer = redirect("returns:import", pk)
    answer["Location"] += back
    return answer
