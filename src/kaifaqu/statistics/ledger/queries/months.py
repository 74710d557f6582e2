"""The cumulatives of many subjects by month, as they stand this moment: the projected files, and over them what was booked since."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, Inexact
from pathlib import Path
from threading import Lock
from typing import Generic, NamedTuple, TypeVar

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.statement import Role, Scope
from kaifaqu.statistics.ledger.blocks import Block, Layout
from kaifaqu.statistics.ledger.columns import MOST, digits_of
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.projection import FIELDS, Manifest, figure_of, place_of, project, read_manifest
from kaifaqu.statistics.ledger.queries import Book, batched, standing_facts

__all__ = ("Block", "Kept", "Layout", "Months", "months_now")
TAIL = 5_000
"""More facts than these since the files were written: they are brought up to date first."""
MOST_BYTES = 128 << 20
"""Blocks that a process keeps; the files behind them never change."""


class Told(NamedTuple):
    """A figure for one cell of a block; None where an absence stands."""

    column: int
    month: int
    value: Decimal | None


Sheet = tuple[str, int]
"""An item and a year: what one file holds."""


Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """What was made last, as far as the bytes allow; safe between threads."""

    def __init__(self, most: int) -> None:
        self._most, self._size, self._lock = most, 0, Lock()
        self._found: OrderedDict[Key, tuple[Value, int]] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        with self._lock:
            if key not in self._found:
                return None
            self._found.move_to_end(key)
            return self._found[key][0]

    def put(self, key: Key, value: Value, size: int) -> Value:
        with self._lock:
            self._size += size - self._found.pop(key, (value, 0))[1]
            self._found[key] = value, size
            while self._size > self._most and len(self._found) > 1:
                self._size -= self._found.popitem(last=False)[1][1]
        return value


_BLOCKS: Kept[tuple[Layout, Path, str], Block] = Kept(MOST_BYTES)


@dataclass(slots=True)
class Months:
    """January to each month, of the subjects of a layout, at the book's position. Blocks are made when they are asked for.

    `tail` are the figures booked since the files were written: of each item and year those that hold now, the newest last.
    """

    book: Book
    folder: Path
    layout: Layout
    manifest: Manifest
    tail: Mapping[Sheet, Sequence[Told]]
    _resolved: dict[Sheet, Block] = field(default_factory=dict)

    def version(self, item: str, year: int) -> tuple[str, tuple[Told, ...]]:
        """What a block is made of: the same, and it is the same block."""
        named = self.manifest.files.get(f"{item}/{year}")
        return named.file if named else "", tuple(self.tail.get((item, year), ()))

    def block(self, item: str, year: int) -> Block:
        """The item's block of a year. Raises OverflowError for a figure that has too many digits for 64 bits."""
        sheet = item, year
        if sheet not in self._resolved:
            told = self.tail.get(sheet, ())
            base = self._filed(item, year)
            self._resolved[sheet] = _patched(base, told) if told else base
        return self._resolved[sheet]

    def _filed(self, item: str, year: int) -> Block:
        named = self.manifest.files.get(f"{item}/{year}")
        if named is None:
            return self.layout.empty()
        key = self.layout, self.folder, named.file
        found = _BLOCKS.get(key)
        if found is None:
            block = self.layout.read(self.folder / named.file)
            found = _patched(block, self._told_of(block.crowded, item, year)) if block.crowded else block
            _BLOCKS.put(key, found, found.units.nbytes + found.there.nbytes)
        return found

    def _told_of(self, columns: Iterable[int], item: str, year: int) -> list[Told]:
        """What the ledger says of the few subjects of which a file says more than a block can hold."""
        found: list[Told] = []
        for some in batched([self.layout.subjects[column] for column in columns]):
            facts = standing_facts(self.manifest.position).filter(
                self.book.readable(), item=item, role=Role.ACTUAL, subject__code__in=some
            )
            found += [
                told
                for sheet, told in _holding(facts.order_by("pk").values_list(*FIELDS, named=True), self.layout)
                if sheet == (item, year)
            ]
        return found


def months_now(book: Book, layout: Layout, folder: Path) -> Months:
    """The months of the newest book. Brings the files up first where too much was booked since: a page must not be the first to need them."""
    manifest = read_manifest(folder)
    if book.position - manifest.position > TAIL or not _is_before(manifest, book):
        manifest = project(folder)
    since = standing_facts(book.position).filter(book.readable(), pk__gt=manifest.position, role=Role.ACTUAL)
    tail: dict[Sheet, list[Told]] = {}
    for sheet, told in _holding(_over_published(since.order_by("pk").values_list(*FIELDS, named=True), manifest), layout):
        tail.setdefault(sheet, []).append(told)
    return Months(book, folder, layout, manifest, tail)


def _is_before(manifest: Manifest, book: Book) -> bool:
    return manifest.position <= book.position and (not manifest.position or book.hash_at(manifest.position) == manifest.hash)


def _over_published(rows: Iterable[Fact], manifest: Manifest) -> list[Fact]:
    """The facts without those that were only printed somewhere where the filer's own figure stands in the files."""
    facts = list(rows)
    printed = [fact for fact in facts if fact.scope == Scope.PUBLISHED]
    if not printed:
        return facts
    own = standing_facts(manifest.position).exclude(scope=Scope.PUBLISHED).filter(item__in={fact.item for fact in printed})
    addresses = set(own.filter(period__in={fact.period for fact in printed}).values_list("item", "subject__code", "period"))
    return [fact for fact in facts if fact.scope != Scope.PUBLISHED or _address(fact) not in addresses]


def _address(row: Fact) -> tuple[str, str, str]:
    code: str = row.subject__code  # type: ignore[attr-defined]
    return row.item, code, row.period


def _holding(rows: Iterable[Fact], layout: Layout) -> Iterable[tuple[Sheet, Told]]:
    """Where each figure stands and what holds there: the filer's own before a printed one, the newest before an older."""
    found: dict[tuple[str, int, int, int], tuple[bool, Told]] = {}
    for row in rows:
        placed = place_of(Period.parse(row.period))
        code = _address(row)[1]
        if placed is None or placed[1] != "to_month" or code not in layout.index:
            continue
        year, _shape, month = placed
        own, key = row.scope != Scope.PUBLISHED, (row.item, year, layout.index[code], month)
        if own or key not in found or not found[key][0]:
            found[key] = own, Told(layout.index[code], month, _value_of(row))
    return [((item, year), told) for (item, year, _column, _month), (_own, told) in found.items()]


def _value_of(row: Fact) -> Decimal | None:
    """In the item's unit; None for an absence, and for what has no finite decimal there (the files leave that out too)."""
    try:
        return figure_of(row.value, row.unit, row.missing, item_named(row.item))[0]
    except Inexact:
        return None


def _patched(block: Block, told: Sequence[Told]) -> Block:
    """The block with other figures in some cells."""
    places = max([block.places, *(digits_of(one.value) for one in told if one.value is not None)])
    units, there = block.at_places(places).copy(), block.there.copy()
    for one in told:
        at = one.month - 1, one.column
        there[at] = one.value is not None
        number = 0 if one.value is None else int(one.value.scaleb(places))
        if abs(number) >= MOST:
            raise OverflowError("a figure of more than eighteen digits")
        units[at] = number
    return Block(units, there, places)
