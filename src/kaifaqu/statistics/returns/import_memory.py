"""What is remembered of a sender's workbook: the meanings of its headings, so that the next file of the same sender asks nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kaifaqu.core.reader.sheets.mapping import Axis, SheetMapping, TableMapping, fitting_table, headings, mapping_from_json
from kaifaqu.core.reader.sheets.model import SheetReading, SheetTable

VERSION = 1


@dataclass(frozen=True, slots=True)
class KnownTable:
    """One table of a sender: the meanings of its headings, the columns that stand for the return's own period, and the unit
    that holds where the table prints none ("" where nobody said it)."""

    mapping: TableMapping
    own_period: frozenset[str] = frozenset()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class KnownSender:
    """Everything that is remembered of one layout of one sender."""

    tables: tuple[KnownTable, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain data for a JSON column; `sender_from_json` is the inverse."""
        return {
            "version": VERSION,
            "tables": [
                {"mapping": SheetMapping("", (t.mapping,)).as_json(), "own_period": sorted(t.own_period), "unit": t.unit}
                for t in self.tables
            ],
        }


def sender_from_json(data: Mapping[str, Any]) -> KnownSender:
    """What `as_json` wrote. Raises ValueError for another version."""
    if data.get("version") != VERSION:
        raise ValueError(f"映射的版本是 {data.get('version')}，应为 {VERSION}。请重新指定一次映射。")
    rows = data["tables"]
    return KnownSender(
        tuple(
            KnownTable(mapping_from_json(row["mapping"]).tables[0], frozenset(row["own_period"]), row["unit"]) for row in rows
        )
    )


def fingerprint(reading: SheetReading) -> str:
    """The layout under which a sender is remembered: the headings of all tables without their dates, whatever their order."""
    keys = {key for table in reading.tables for axis in Axis for key in headings(table, axis)}
    return hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()


def choose_sender(reading: SheetReading, known: Mapping[str, KnownSender]) -> tuple[str, KnownSender]:
    """The remembered layout that most tables of the reading fit: (fingerprint, layout); a new one where none does."""

    def fitting(name: str) -> int:
        return sum(find_known(table, known[name]) is not None for table in reading.tables)

    best = max(known, key=fitting, default="")
    return (best, known[best]) if best and fitting(best) else (fingerprint(reading), KnownSender())


def find_known(table: SheetTable, sender: KnownSender) -> KnownTable | None:
    """The remembered table that this one is, or None."""
    found = fitting_table(table, SheetMapping("", tuple(known.mapping for known in sender.tables)))
    return next((known for known in sender.tables if known.mapping is found), None)
