"""Writes of imports: begin, learn what headings mean, import, undo. One act, one transaction, one journal row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Statement
from kaifaqu.core.reader.sheets.mapping import Choice
from kaifaqu.core.reader.sheets.model import Path
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.bulk import insert_rows, pausing_collector, update_rows
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.subjects.queries import list_subtree
from kaifaqu.statistics.returns.actions import ReturnRefusedError, lock_open, show_quantity
from kaifaqu.statistics.returns.import_memory import KnownSender
from kaifaqu.statistics.returns.import_queries import checks_after, plan_of
from kaifaqu.statistics.returns.imports import Plan, PlannedCell, choose_meanings, learn_sender
from kaifaqu.statistics.returns.models import ImportedLine, Line, Return, WorkbookImport, WorkbookMapping
from kaifaqu.statistics.returns.queries import keyed_lines, statement_of

WRITTEN = (
    "basis",
    "price",
    "scope",
    "unit",
    "missing",
    "reading_id",
    "workbook_id",
    "cell",
    "room",
    "room_key",
    "room_url",
    "entered_by_id",
)
"""The fields of a line that an import writes and its undoing brings back, besides the value and the moment."""
TELLING = ("unit", "missing", "workbook_id", "cell")
"""What tells that a line still stands as an import wrote it."""
MOST_NAMED = 500
"""How many rows one statement names."""


@transaction.atomic
def start_import(return_: Return, document: Document, filename: str, *, by: User, at: datetime) -> WorkbookImport:
    """Lays a received workbook beside an open return. A workbook that lies there and is not imported yet is the same import."""
    locked = lock_open(return_, by)
    waiting = locked.imports.filter(document=document, applied_at=None).first()
    if waiting is not None:
        return waiting
    import_ = WorkbookImport.objects.create(owner=locked, document=document, filename=filename[:200], by=by, at=at)
    record_act(
        "returns.start_import", by=by, at=at, target=f"return:{locked.pk}", subject=locked.filer.code,
        new={"import": import_.pk, "document": document.pk, "filename": import_.filename},
    )  # fmt: skip
    return import_


@transaction.atomic
def learn_headings(
    import_: WorkbookImport, table: int, choices: Sequence[Choice], own_period: Mapping[Path, bool], unit: str, *, by: User,
    at: datetime,
) -> None:  # fmt: skip
    """Remembers for this sender what a person chose for the headings of one table (and the unit where it prints none)."""
    locked = lock_open(import_.owner, by)
    plan, layout, older = plan_of(import_)
    chosen = choose_meanings(plan, table, choices, own_period, unit)
    number = _remember(locked, layout, older, learn_sender(chosen, older), by, at)
    if number:
        record_act(
            "returns.learn_headings", by=by, at=at, target=f"return:{locked.pk}", subject=locked.filer.code,
            new={"import": import_.pk, "layout": layout[:12], "version": number},
        )  # fmt: skip


def _remember(return_: Return, layout: str, older: KnownSender, newer: KnownSender, by: User, at: datetime) -> int | None:
    """The version under which the mapping is kept from now on, or None where nothing new was learned."""
    if newer == older:
        return None
    last = WorkbookMapping.objects.filter(filer=return_.filer, fingerprint=layout).order_by("-version").first()
    version: int = last.version + 1 if last else 1
    WorkbookMapping.objects.create(
        filer=return_.filer, fingerprint=layout, version=version, content=newer.as_json(), by=by, at=at
    )
    return version


@pausing_collector()
@transaction.atomic
def apply_import(import_: WorkbookImport, *, by: User, at: datetime) -> int:
    """Imports the workbook: all cells that the return takes and that say something else than it does, or none. Gives their number.

    Raises ReturnRefusedError when the return is locked, when the import was made or undone already, or with every hard problem.
    """
    locked = lock_open(import_.owner, by)
    fresh = WorkbookImport.objects.select_for_update().get(pk=import_.pk)
    if fresh.applied_at is not None:
        raise ReturnRefusedError(_("这份文件已经导入过。需要再导入的，请重新上传。"))
    plan, layout, older = plan_of(import_)
    if stopping := stopping_problems(import_, plan):
        raise ReturnRefusedError(_("有 %(count)s 处问题，整份文件没有导入。") % {"count": len(stopping)}, stopping)
    declared = plan.declared
    if not declared:
        return 0
    _write_lines(locked, import_, declared, at)
    fresh.applied_by, fresh.applied_at = by, at
    fresh.save(update_fields=["applied_by", "applied_at"])
    version = _remember(locked, layout, older, learn_sender(plan, older), by, at)
    record_act(
        "returns.apply_import", by=by, at=at, target=f"return:{locked.pk}", subject=locked.filer.code,
        old={key: show_quantity(cell.before) if cell.before else None for key, cell in declared.items()},
        new={"import": import_.pk, "mapping": version, **{k: show_quantity(c.statement) for k, c in declared.items() if c.statement}},
    )  # fmt: skip
    return len(declared)


def stopping_problems(import_: WorkbookImport, plan: Plan) -> list[Problem]:
    """What stops the import: every hard problem of the workbook, and every hard check at a cell that it would write."""
    checks = (problem for problem in checks_after(import_, plan) if problem.severity is Severity.HARD)
    return [*plan.stopping, *(problem for problem in checks if problem.key in plan.declared)]


def _write_lines(return_: Return, import_: WorkbookImport, declared: Mapping[str, PlannedCell], at: datetime) -> None:
    """Writes the lines, new and changed, and beside each what stood there before, so that the import can be undone."""
    standing = keyed_lines(return_)
    subjects = dict(list_subtree(return_.filer.code).values_list("code", "pk"))
    stated = {key: (cell.statement, cell.place) for key, cell in declared.items() if cell.statement is not None}
    addresses = {key: _address_of(statement, subjects) for key, (statement, _place) in stated.items()}
    old = {key: content_of(standing[key]) for key in stated if key in standing}
    new = {key: _written_values(statement, import_.document_id, place, at) for key, (statement, place) in stated.items()}
    made = [{"owner_id": return_.pk, **addresses[key], **new[key], "revision": 1} for key in stated if key not in old]
    insert_rows(Line, made)
    update_rows(Line, {standing[key].pk: {**new[key], "revision": standing[key].revision + 1} for key in old})
    rows = Line.objects.filter(owner=return_).values_list("item", "role", "subject_id", "period", "pk")
    numbers = {(item, role, subject, period): pk for item, role, subject, period, pk in rows}
    insert_rows(ImportedLine, [
        {
            "owner_id": import_.pk, "key": key, "line": numbers[tuple(addresses[key].values())], "old": old.get(key),
            "new": as_content(new[key], TELLING),
        }
        for key in stated
    ])  # fmt: skip


def _address_of(statement: Statement, subjects: Mapping[str, int]) -> dict[str, Any]:
    """What makes a line this line and no other, within its return."""
    return {
        "item": statement.item, "role": statement.role.value, "subject_id": subjects[statement.subject],
        "period": str(statement.period),
    }  # fmt: skip


def _written_values(statement: Statement, document: int, place: str, at: datetime) -> dict[str, Any]:
    """The columns of a line that an import writes, by their names; the origin is a cell of the workbook and nothing else."""
    quantity = statement.quantity
    figure = quantity if isinstance(quantity, Quantity) else None
    return {
        "value": figure.value if figure else None, "unit": figure.unit.symbol if figure else "",
        "missing": quantity.value if isinstance(quantity, Missing) else "", "basis": statement.basis.value,
        "price": statement.price.value, "scope": statement.scope.value, "reading_id": None, "workbook_id": document,
        "cell": place, "room": "", "room_key": "", "room_url": "", "entered_by_id": None, "declared_at": at,
    }  # fmt: skip


def content_of(line: Line) -> dict[str, Any]:
    """What a line says and where it comes from, as plain data: the value exact, the moment in ISO form."""
    return as_content({name: getattr(line, name) for name in ("value", "declared_at", *WRITTEN)})


def as_content(values: Mapping[str, Any], names: Sequence[str] = WRITTEN) -> dict[str, Any]:
    """The columns of a line as plain data: its value, its moment, and those named."""
    value, moment = values["value"], values["declared_at"]
    return {
        "value": None if value is None else f"{value.normalize():f}", "declared_at": moment.isoformat(),
        **{name: values[name] for name in names},
    }  # fmt: skip


@transaction.atomic
def undo_import(import_: WorkbookImport, *, by: User, at: datetime) -> list[str]:
    """Takes a whole import back: new lines go, changed ones say again what they said, with their old origin.

    Gives the names of the cells that somebody changed since: these are left as they are. Raises ReturnRefusedError when the
    return is locked, or when there is nothing to undo.
    """
    locked = lock_open(import_.owner, by)
    fresh = WorkbookImport.objects.select_for_update().get(pk=import_.pk)
    if fresh.applied_at is None or fresh.undone_at is not None:
        raise ReturnRefusedError(_("这次导入还没有入表，或已经撤销，无需再撤销。"))
    lines = {line.pk: line for line in keyed_lines(locked).values()}
    left, gone = [], []
    told: dict[str, str] = {}
    back: dict[int, dict[str, Any]] = {}
    for row in fresh.lines.all():
        line = lines.get(row.line)
        if line is None or not _is_untouched(line, row):
            left.append(row.key)
            continue
        told[row.key] = show_quantity(statement_of(line))
        if row.old is None:
            gone.append(line.pk)
        else:
            back[line.pk] = _restored(line, row.old)
    for start in range(0, len(gone), MOST_NAMED):
        Line.objects.filter(pk__in=gone[start : start + MOST_NAMED]).delete()
    update_rows(Line, back)
    fresh.undone_by, fresh.undone_at = by, at
    fresh.save(update_fields=["undone_by", "undone_at"])
    restored = {row.key: row for row in fresh.lines.all()}
    record_act(
        "returns.undo_import", by=by, at=at, target=f"return:{locked.pk}", subject=locked.filer.code, old=told,
        new={"import": import_.pk, "left": left, **{key: _old_words(restored[key]) for key in told}},
    )  # fmt: skip
    return left


def _is_untouched(line: Line, row: ImportedLine) -> bool:
    """True when the line still says what the import wrote, from the same cell at the same moment."""
    now, moment = content_of(line), datetime.fromisoformat(row.new["declared_at"])
    return line.declared_at == moment and all(now[name] == said for name, said in row.new.items() if name != "declared_at")


def _restored(line: Line, old: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the line as they stood before, as a new version of the cell."""
    return {
        "value": None if old["value"] is None else Decimal(old["value"]),
        "declared_at": datetime.fromisoformat(old["declared_at"]), **{name: old[name] for name in WRITTEN},
        "revision": line.revision + 1,
    }  # fmt: skip


def _old_words(row: ImportedLine) -> str | None:
    return f"{row.old['value'] or row.old['missing']} {row.old['unit']}".strip() if row.old else None
