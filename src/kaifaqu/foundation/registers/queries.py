"""Reads of registers: the definitions of the rooms, the files that came, what is remembered of their layouts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from kaifaqu.core.reader.registers.headings import Heading
from kaifaqu.core.reader.registers.read import open_limited, understand
from kaifaqu.core.reader.sheets.grid import Grid
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.accounts.queries import may
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.documents.queries import read_bytes
from kaifaqu.foundation.register import Register
from kaifaqu.foundation.registers.models import LearnedLayout, Upload, WholeExport
from kaifaqu.foundation.registers.rules import Plan, plan_upload
from kaifaqu.foundation.subjects.models import Subject

NUMBERING = frozenset({"序号", "编号", "No.", "NO"})
"""Headings of columns that only count the rows."""
KEPT = 600
"""Seconds for which the sheets of a file stay at hand between two looks at it."""

GOOD_FOR = timedelta(days=1)
"""How long an approval to take whole telephone numbers out stays good."""


@lru_cache
def list_registers() -> dict[str, Register]:
    """The registers of the rooms by their code, as the settings list them."""
    definitions: list[Register] = [import_string(name)() for name in settings.REGISTERS]
    return {register.code: register for register in definitions}


def find_register(code: str) -> Register | None:
    """The register with this code, or None."""
    return list_registers().get(code)


def list_uploads(register: Register, subject: Subject) -> QuerySet[Upload]:
    """The files of a subject's register, newest first."""
    return Upload.objects.filter(register=register.code, subject=subject).select_related("by", "applied_by", "undone_by")


def get_upload(pk: int, user: Any) -> Upload:
    """One file of a register that the user may import. Raises Upload.DoesNotExist, absent or out of reach."""
    upload = Upload.objects.select_related("subject", "document", "by", "applied_by", "undone_by").get(pk=pk)
    register = find_register(upload.register)
    if register is None or not may(user, register.act, upload.subject):
        raise Upload.DoesNotExist
    return upload


def list_layouts(register: Register, subject: Subject) -> list[LearnedLayout]:
    """The newest version of each layout that the subject has used, the latest used first."""
    newest = {
        row.fingerprint: row for row in LearnedLayout.objects.filter(register=register.code, subject=subject).order_by("pk")
    }
    return list(reversed(newest.values()))


def learned_fields(register: Register, subject: Subject) -> dict[str, str]:
    """The field by heading over all layouts of the subject; a later choice goes before an earlier one."""
    return {
        row["key"]: row["field"]
        for layout in reversed(list_layouts(register, subject))
        for row in layout.headings
        if row["chosen"]
    }


def read_grids(document: Document) -> Sequence[Grid]:
    """The sheets of a file. Raises SourceRefused."""
    key = f"registers.grids:{document.sha256}"
    grids: Sequence[Grid] | None = cache.get(key)
    if grids is None:
        grids = open_limited(read_bytes(document))
        cache.set(key, grids, KEPT)
    return grids


def plan_of(upload: Upload, register: Register) -> Plan:
    """The dry run as things stand now. Raises SourceRefused for a file that holds no table."""
    learned = learned_fields(register, upload.subject)
    return plan_upload(register, upload.subject, understand(read_grids(upload.document), register.columns, learned))


def headings_of(plan: Plan) -> list[Heading]:
    """The headings of all sheets, each key once, in order."""
    return list({heading.key: heading for _sheet, heading in plan.reading.headings}.values())


def list_left_out(plan: Plan, learned: Mapping[str, str]) -> list[Heading]:
    """The columns of the sheet that nothing was found for and that nobody has said to leave out: what stands there would be lost."""
    undecided = [heading for heading in headings_of(plan) if not heading.field and learned.get(heading.key) is None]
    return [heading for heading in undecided if heading.words not in NUMBERING]


def list_whole_exports(register: Register, subject: Subject) -> QuerySet[WholeExport]:
    """The wishes to take a subject's list out with whole telephone numbers, the newest first."""
    rows = WholeExport.objects.filter(register=register.code, subject=subject)
    return rows.select_related("asked_by", "decided_by")


def find_approval(register: Register, subject: Subject, user: User, at: datetime) -> WholeExport | None:
    """The approval by which the user may take whole numbers out at this moment, or None."""
    granted = list_whole_exports(register, subject).filter(asked_by=user, granted=True)
    return granted.filter(decided_at__gt=at - GOOD_FOR).first()
