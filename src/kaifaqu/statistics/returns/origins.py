"""Where a line comes from: exactly one of the four origins, with the page on which a room's record opens."""

from __future__ import annotations

from dataclasses import dataclass

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document, Reading

CARRIED = "returns"
"""The room that a figure of an earlier return comes from: its record is that return's line."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a line comes from: a reading, a workbook's cell, a room's record, or a person's entry."""

    reading: Reading | None = None
    workbook: Document | None = None
    cell: str = ""
    room: str = ""
    room_key: str = ""
    room_url: str = ""
    entered_by: User | None = None
