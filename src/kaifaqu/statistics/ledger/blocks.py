"""Projected files as dense arrays: (12 months, subjects) of one item and year, in the order of a tree."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from kaifaqu.core.engine.columnar.column import FITS, largest
from kaifaqu.statistics.ledger.columns import MONTHS, SeriesKey, month_of, words_of


class Block(NamedTuple):
    """January to each month of a year, in integers of 10⁻ᵖˡᵃᶜᵉˢ of the item's unit, where something stands.

    `crowded` are columns of subjects of which the file says more than one block can: several series, or a figure of more than
    18 digits. Of those the arrays say nothing; the ledger does.
    """

    units: NDArray[np.int64]
    there: NDArray[np.bool_]
    places: int
    crowded: frozenset[int] = frozenset()

    def at_places(self, places: int) -> NDArray[np.int64]:
        """The amounts with more digits after the point. Raises OverflowError where 64 bits do not hold them."""
        factor = 10 ** (places - self.places)
        if largest(self.units) * factor >= FITS:
            raise OverflowError("these amounts with so many digits go beyond 64 bits")
        return self.units if factor == 1 else self.units * factor


class Rows(NamedTuple):
    """Which rows of a file go to which columns of a block."""

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    crowded: frozenset[int]


@dataclass(slots=True, eq=False)
class Layout:
    """Subjects in the order of the blocks' columns, and of what provenance the series are that blocks hold."""

    subjects: Sequence[str]
    provenance: Collection[str]
    index: dict[str, int] = field(init=False)
    _known: dict[str, Rows] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.index = {subject: column for column, subject in enumerate(self.subjects)}

    def read(self, file: Path) -> Block:
        """The block of a projected file. Raises OSError or pyarrow.ArrowInvalid where the file is not whole."""
        with pq.ParquetFile(file, memory_map=True) as opened:
            told = opened.schema_arrow.metadata
            rows = self._rows(opened, told.get(b"series", b"").decode())
            table = opened.read(columns=list(MONTHS), use_threads=False)
            wide = self._wide(opened, rows) if told.get(b"wide") != b"0" else frozenset()
        places = table.schema.field("m01").type.scale
        return _laid(table, rows._replace(crowded=rows.crowded | wide), len(self.subjects), places)

    def empty(self) -> Block:
        """The block of a year of which nothing is projected."""
        shape = 12, len(self.subjects)
        return Block(np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.bool_), 0)

    def _rows(self, opened: Any, digest: str) -> Rows:
        if digest not in self._known or not digest:
            self._known[digest] = self._chosen(opened)
        return self._known[digest]

    def _chosen(self, opened: Any) -> Rows:
        table = opened.read(columns=list(SeriesKey._fields), use_threads=False).combine_chunks()
        fields = [words_of(table[name]) for name in SeriesKey._fields]
        found: dict[int, list[int]] = {}
        for row, key in enumerate(map(SeriesKey, *fields)):
            if (
                key.shape == "to_month"
                and key.role == "actual"
                and key.provenance in self.provenance
                and key.subject in self.index
            ):
                found.setdefault(self.index[key.subject], []).append(row)
        alone = {column: rows[0] for column, rows in found.items() if len(rows) == 1}
        columns, rows = (np.array(list(numbers), dtype=np.intp) for numbers in (alone, alone.values()))
        return Rows(rows, columns, frozenset(found.keys() - alone.keys()))

    def _wide(self, opened: Any, rows: Rows) -> frozenset[int]:
        texts = opened.read(columns=["wide"], use_threads=False)["wide"].to_pylist()
        return frozenset(int(column) for row, column in zip(rows.rows, rows.columns, strict=True) if texts[row])


def _laid(table: Any, rows: Rows, count: int, places: int) -> Block:
    straight = len(rows.rows) == count == table.num_rows and bool((rows.rows == rows.columns).all())
    units, there = np.zeros((12, count), dtype=np.int64), np.zeros((12, count), dtype=np.bool_)
    for at, name in enumerate(MONTHS):
        numbers, stand = month_of(table[name])
        if straight:
            units[at], there[at] = numbers, stand
        else:
            units[at, rows.columns], there[at, rows.columns] = numbers[rows.rows], stand[rows.rows]
    units *= there
    for column in rows.crowded:
        units[:, column], there[:, column] = 0, False
    return Block(units, there, places, rows.crowded)
