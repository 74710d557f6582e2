"""Writes of the grid: what a page sends, cell by cell, each with the version of the cell that its person saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Role, Statement
from kaifaqu.core.figures.unit import UnitError, parse_unit
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.statistics.returns.actions import (
    ReturnRefusedError,
    lock_return,
    require_asked,
    show_quantity,
    subjects_within,
    write_lines,
)
from kaifaqu.statistics.returns.entries import EntryError, read_entry
from kaifaqu.statistics.returns.models import Line, Return, SentEntry
from kaifaqu.statistics.returns.origins import Origin
from kaifaqu.statistics.returns.queries import form_of, is_locked, keyed_lines, line_key, statement_for, statement_of
from kaifaqu.statistics.returns.reach import refuse_filling


class Fate(StrEnum):
    """What became of an entry."""

    SAVED = "saved"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell as typed: the page's own number of the entry, the cell's key, the text, and the version of the cell it was typed over."""

    sent: str
    key: str
    text: str
    seen: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one entry; `message` says why not, `line` is what stands in the cell where somebody else changed it."""

    sent: str
    key: str
    fate: Fate
    stamp: str = ""
    message: str = ""
    line: Line | None = None


@transaction.atomic
def save_entries(return_: Return, entries: Sequence[Entry], *, by: User, at: datetime) -> list[Answer]:
    """Saves the entries as one act and answers each: a fault or a conflict in one keeps no other from being saved.

    An entry that was dealt with before is answered again and changes nothing. Nothing is written over a version that the
    person did not see: that is a conflict, and the person chooses.
    """
    locked = lock_return(return_)
    reason = is_locked(locked) or refuse_filling(locked, by, [""])
    batch = _Batch(locked, by, at)
    answers = batch.answer(entries, reason)
    batch.record()
    return answers


class _Batch:
    """The entries of one act: the lines as they stand while it goes on, and what the journal will say of them."""

    def __init__(self, return_: Return, by: User, at: datetime) -> None:
        self.return_, self.by, self.at = return_, by, at
        self.lines = keyed_lines(return_)
        self.known = dict(return_.sent_entries.values_list("sent", "stamp"))
        self.old: dict[str, str | None] = {}
        self.new: dict[str, str | None] = {}
        self.taken: list[SentEntry] = []
        self.answers: list[Answer] = []
        self.staged: list[tuple[int, Entry, Statement]] = []
        """What is written in one go at the end: the number of its answer, the entry, and what it says."""
        self.form, self.subjects = form_of(return_), {return_.filer.code: return_.filer}

    def answer(self, entries: Sequence[Entry], reason: str) -> list[Answer]:
        """An answer to each entry, in order; `reason` refuses every one that was not dealt with before."""
        others = {entry.key.split(":")[2] for entry in entries if entry.key.count(":") > 1} - set(self.subjects)
        self.subjects |= subjects_within(self.return_, others) if others else {}
        for entry in entries:
            if any(entry.sent == other.sent or entry.key == other.key for _number, other, _said in self.staged):
                self.flush()  # what comes after on the same cell is typed over what comes before
            self.answers.append(self.refuse(entry, reason) if reason and not self.knows(entry) else self.take(entry))
        self.flush()
        return self.answers

    def flush(self) -> None:
        """Writes what is staged and puts the new stamps into its answers."""
        if not self.staged:
            return
        written = [(statement, Origin(entered_by=self.by)) for _number, _entry, statement in self.staged]
        lines, old, new = write_lines(self.return_, written, self.at, self.lines)
        self.old = {**old, **self.old}
        self.new |= new
        for (number, entry, statement), line in zip(self.staged, lines, strict=True):
            self.lines[self._key(statement)] = line
            self.answers[number] = self._done(entry, line.stamp)
        self.staged = []

    def _key(self, statement: Statement) -> str:
        return line_key(self.return_, statement.item, statement.role.value, statement.subject, str(statement.period))

    def knows(self, entry: Entry) -> bool:
        return entry.sent in self.known

    def refuse(self, entry: Entry, message: str) -> Answer:
        line = self.lines.get(entry.key)
        return Answer(entry.sent, entry.key, Fate.REFUSED, line.stamp if line else "", message, line)

    def take(self, entry: Entry) -> Answer:
        if self.knows(entry):
            return Answer(entry.sent, entry.key, Fate.SAVED, self.known[entry.sent])
        line = self.lines.get(entry.key)
        try:
            item, role, subject, period, unit = address(self.return_, entry.key, line)
            quantity = read_entry(entry.text, parse_unit(unit))
        except (EntryError, UnitError, ValueError) as error:
            return self.refuse(entry, str(error))
        line = self.lines.get(line_key(self.return_, item, role.value, subject, str(period)))
        if line is not None and quantity is not None and statement_of(line).quantity == quantity:
            return self._done(entry, line.stamp)
        if (line.stamp if line else "") != entry.seen:
            if line is None and quantity is None:
                return self._done(entry, "")
            return Answer(entry.sent, entry.key, Fate.CONFLICT, line.stamp if line else "", "", line)
        if quantity is None:
            return self._clear(entry, line)
        return self._write(entry, statement_for(self.return_, item, role, quantity, subject=subject, period=period))

    def _write(self, entry: Entry, statement: Statement) -> Answer:
        try:
            require_asked(self.form, self.return_, statement, self._key(statement), self.subjects)
        except (ReturnRefusedError, UnitError) as error:
            return self.refuse(entry, str(error))
        self.staged.append((len(self.answers), entry, statement))
        return Answer(entry.sent, entry.key, Fate.SAVED)

    def _clear(self, entry: Entry, line: Line | None) -> Answer:
        """Takes the line out; what an earlier version booked cannot become nothing."""
        if line is None:
            return self._done(entry, "")
        if self.return_.version > 1 and _was_booked(self.return_, line):
            return self.refuse(entry, _("已入账的数不能清空。请改成正确的数，或填「未报」「不适用」。"))
        stated = statement_of(line)
        key = line_key(self.return_, stated.item, stated.role.value, stated.subject, str(stated.period))
        self.old.setdefault(key, show_quantity(stated))
        self.new[key] = None
        Line.objects.filter(pk=line.pk).delete()
        del self.lines[key]
        return self._done(entry, "")

    def _done(self, entry: Entry, stamp: str) -> Answer:
        if entry.sent:
            self.taken.append(SentEntry(owner=self.return_, sent=entry.sent, stamp=stamp, at=self.at))
            self.known[entry.sent] = stamp
        return Answer(entry.sent, entry.key, Fate.SAVED, stamp)

    def record(self) -> None:
        """One row of the journal for all that changed."""
        SentEntry.objects.bulk_create(self.taken)
        if self.new:
            record_act(
                "returns.declare_lines", by=self.by, at=self.at, target=f"return:{self.return_.pk}",
                subject=self.return_.filer.code, old=self.old, new=self.new,
            )  # fmt: skip


def address(return_: Return, key: str, line: Line | None) -> tuple[str, Role, str, Period, str]:
    """What a cell's key stands for: (item, role, subject, period, unit). Raises ValueError for what is no key."""
    item, role, *rest = [*key.split(":"), ""] if ":" not in key else key.split(":")
    subject = rest[0] if rest else return_.filer.code
    period = Period.parse(line.period if line else rest[1] if rest[1:] else return_.period)
    return item, Role(role), subject, period, line.unit if line and line.unit else item_named(item).unit.symbol


def _was_booked(return_: Return, line: Line) -> bool:
    return Line.objects.filter(
        owner__form_code=return_.form_code, owner__filer=return_.filer, owner__period=return_.period,
        owner__version__lt=return_.version, owner__accepted_at__isnull=False, item=line.item, role=line.role,
        subject=line.subject, period=line.period,
    ).exists()  # fmt: skip


def words_of(line: Line | None) -> str:
    """What a line says, as its cell prints it; nothing for an empty cell."""
    if line is None:
        return ""
    quantity = statement_of(line).quantity
    return format(quantity.value, "f") if isinstance(quantity, Quantity) else Missing(line.missing).label
