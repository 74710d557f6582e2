"""Reads of imports: the workbook's tables beside the return, with the meanings remembered for its sender."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet

from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.problem import Problem
from kaifaqu.core.figures.statement import Statement
from kaifaqu.core.reader.sheets.labels import fold_label
from kaifaqu.core.reader.sheets.model import SheetReading
from kaifaqu.core.reader.sheets.read import read_tables_limited
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.documents.queries import read_bytes
from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import list_subtree
from kaifaqu.statistics.returns.import_memory import KnownSender, choose_sender, sender_from_json
from kaifaqu.statistics.returns.imports import Plan, Target, plan_import
from kaifaqu.statistics.returns.models import Return, WorkbookImport, WorkbookMapping
from kaifaqu.statistics.returns.queries import find_problems, form_of, is_locked, keyed_lines, statement_of
from kaifaqu.statistics.returns.reach import reach_filers

KEPT_PLANS = 3
"""How many plans a process keeps at hand: a large one holds hundreds of thousands of cells."""
KEPT_READING = 600
"""Seconds for which the tables of a workbook stay at hand between two looks at it."""


def get_import(pk: int, user: Any) -> WorkbookImport:
    """One import into a return on which the user may act. Raises WorkbookImport.DoesNotExist, absent or out of reach."""
    found = WorkbookImport.objects.select_related("owner__filer", "document", "by", "applied_by", "undone_by")
    return found.get(pk=pk, owner__filer__in=reach_filers(user, "returns:import"))


def list_imports(return_: Return) -> QuerySet[WorkbookImport]:
    """The imports that were applied to the return, newest first, those undone included."""
    return return_.imports.exclude(applied_at=None).select_related("applied_by", "undone_by")


def list_open_returns(user: Any) -> list[Return]:
    """The returns that the user may import into now."""
    returns = Return.objects.filter(filer__in=reach_filers(user, "returns:import_start"), accepted_at=None, position=0)
    return list(returns.select_related("filer", "form"))


def read_import(import_: WorkbookImport) -> SheetReading:
    """The tables of the workbook. Raises SourceRefused for a file that holds none."""
    key = f"returns.reading:{import_.document.sha256}:{sha256(import_.filename.encode()).hexdigest()}"
    reading: SheetReading | None = cache.get(key)
    if reading is None:
        reading = read_tables_limited(read_bytes(import_.document), import_.filename)
        cache.set(key, reading, KEPT_READING)
    return reading


def is_workbook(document: Document) -> bool:
    """True for a file that may hold tables."""
    return any(word in document.media_type for word in ("excel", "spreadsheet", "csv"))


def known_senders(filer: Subject) -> dict[str, KnownSender]:
    """The newest mapping of each layout of the filer, by fingerprint; the newest layout last."""
    rows = WorkbookMapping.objects.filter(filer=filer).order_by("pk")
    return {row.fingerprint: sender_from_json(row.content) for row in rows}


def target_of(return_: Return) -> Target:
    """What the return takes: its form, its period, and the subjects within its reach by their names."""
    subjects = list(list_subtree(return_.filer.code))
    named: dict[str, str] = {}
    for subject in subjects:
        for name in filter(None, {subject.name, subject.short_name}):
            named[fold_label(name)] = subject.code if named.get(fold_label(name), subject.code) == subject.code else ""
    reach = frozenset(subject.code for subject in subjects)
    return Target(form_of(return_), return_.filer.code, Period.parse(return_.period), reach, named)


def standing_lines(return_: Return) -> dict[str, Statement]:
    """What the return says now, by the key of each line."""
    return {key: statement_of(line) for key, line in keyed_lines(return_).items()}


def plan_of(import_: WorkbookImport) -> tuple[Plan, str, KnownSender]:
    """The dry run: (the plan, the layout's fingerprint, what was remembered of it). Nothing is written, and who asks changes
    nothing in the plan: it is kept in this process until the file, the mapping or the return is another."""
    return_ = import_.owner
    learned = WorkbookMapping.objects.filter(filer=return_.filer).order_by("-pk").values_list("pk", flat=True).first()
    acts = list_acts(f"return:{return_.pk}").order_by("-pk").values_list("hash", flat=True).first()
    subjects = tuple(list_subtree(return_.filer.code).values_list("code", "name", "short_name"))
    return _plan(import_.pk, import_.document.sha256, learned, acts, hash(subjects))


@lru_cache(maxsize=KEPT_PLANS)
def _plan(pk: int, _sha256: str, _learned: int | None, _acts: str | None, _subjects: int) -> tuple[Plan, str, KnownSender]:
    """The plan of one import. What it depends on stands in the arguments, so that a change of any of it plans again."""
    import_ = WorkbookImport.objects.select_related("owner__filer", "document").get(pk=pk)
    reading, return_ = read_import(import_), import_.owner
    layout, known = choose_sender(reading, known_senders(return_.filer))
    return plan_import(reading, known, target_of(return_), standing_lines(return_)), layout, known


def checks_after(import_: WorkbookImport, plan: Plan) -> list[Problem]:
    """Every check of the return as it would stand after the import."""
    told = {key: cell.statement for key, cell in plan.declared.items() if cell.statement is not None}
    return find_problems(import_.owner, told)


def may_undo(import_: WorkbookImport) -> bool:
    """True while the import stands and the return is open."""
    return import_.applied_at is not None and import_.undone_at is None and not is_locked(import_.owner)
