"""The columnar file of one item and year: a row per series with twelve month columns of DECIMAL, read by any Parquet reader."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

EXACT = Context(prec=200, traps=[Inexact])
"""Reckoning with decimals that raises Inexact rather than round."""
MONTHS = tuple(f"m{month:02}" for month in range(1, 13))
DIGITS = 18
"""DECIMAL(18, places) lies in 64 bits. A figure with more digits is written out in `wide`; it is never rounded."""
MOST = 10**DIGITS
FINEST = 9
"""Digits after the point that a file takes for all its figures because one of them has so many."""


class SeriesKey(NamedTuple):
    """What a row of a file is of. `shape`: `to_month` January to the month, `month`, `quarter`, `half` or `state` at its end."""

    subject: str
    shape: str
    role: str
    basis: str
    price: str
    scope: str
    provenance: str


class Cell(NamedTuple):
    """One figure: `value` in the file's unit, or the name of its absence in `missing`. `month` is 1 to 12."""

    key: SeriesKey
    month: int
    value: Decimal | None
    missing: str


@dataclass(slots=True)
class Sheet:
    """One item and year in memory: `units` are (series, 12) integers of 10⁻ᵖˡᵃᶜᵉˢ, meaning something where `there`."""

    unit: str
    places: int = 0
    keys: list[SeriesKey] = field(default_factory=list)
    units: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 12), dtype=np.int64))
    there: NDArray[np.bool_] = field(default_factory=lambda: np.zeros((0, 12), dtype=np.bool_))
    absent: list[dict[int, str]] = field(default_factory=list)
    wide: list[dict[int, str]] = field(default_factory=list)

    def put(self, cells: Iterable[Cell]) -> None:
        """Lays figures down; a later one of the same series and month takes the place of an earlier, whatever its provenance."""
        told = list(cells)
        index = {key: row for row, key in enumerate(self.keys)}
        for key in dict.fromkeys(cell.key for cell in told):
            if key not in index:
                index[key] = len(index)
        self._make_room(list(index)[len(self.keys) :])
        self._widen(max([self.places, *(digits_of(cell.value) for cell in told if cell.value is not None)]))
        touched = {cell.key[:-1] for cell in told}
        alike: dict[tuple[str, ...], list[int]] = {key: [] for key in touched}
        for key, row in index.items():
            if key[:-1] in touched:
                alike[key[:-1]].append(row)
        for cell in told:
            for row in alike[cell.key[:-1]]:
                self._clear(row, cell.month)
            self._lay(index[cell.key], cell)

    def cells(self) -> Iterable[Cell]:
        """Every figure of the sheet."""
        for row, key in enumerate(self.keys):
            for at in np.flatnonzero(self.there[row]).tolist():
                yield Cell(key, at + 1, Decimal(int(self.units[row, at])).scaleb(-self.places), "")
            yield from (Cell(key, month, Decimal(text), "") for month, text in self.wide[row].items())
            yield from (Cell(key, month, None, missing) for month, missing in self.absent[row].items())

    def _make_room(self, keys: list[SeriesKey]) -> None:
        if keys:
            none = np.zeros((len(keys), 12), dtype=np.int64)
            self.keys = self.keys + keys
            self.units, self.there = np.concatenate([self.units, none]), np.concatenate([self.there, none.astype(np.bool_)])
            self.absent, self.wide = self.absent + [{} for _ in keys], self.wide + [{} for _ in keys]

    def _widen(self, places: int) -> None:
        """More digits after the point for all, unless a figure that stands here would then not fit."""
        largest = max(abs(int(self.units.max(initial=0))), abs(int(self.units.min(initial=0))))
        while self.places < min(places, FINEST) and largest * 10 < MOST:
            self.places, self.units, largest = self.places + 1, self.units * 10, largest * 10

    def _clear(self, row: int, month: int) -> None:
        self.there[row, month - 1], self.units[row, month - 1] = False, 0
        self.absent[row].pop(month, None)
        self.wide[row].pop(month, None)

    def _lay(self, row: int, cell: Cell) -> None:
        if cell.value is None:
            self.absent[row][cell.month] = cell.missing
            return
        over, under = (Fraction(cell.value) * 10**self.places).as_integer_ratio()
        if under != 1 or abs(over) >= MOST:
            self.wide[row][cell.month] = f"{cell.value:f}"
            return
        self.there[row, cell.month - 1], self.units[row, cell.month - 1] = True, over


def digits_of(value: Decimal) -> int:
    """Digits after the point that the value needs."""
    exponent = value.normalize(EXACT).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def write_sheet(sheet: Sheet, file: Path) -> str:
    """Writes the file and gives the SHA-256 of its bytes. Nobody reads it before a manifest names it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    names = [pa.array(list(column), pa.string()).dictionary_encode() for column in zip(*sheet.keys, strict=True)]
    kind = pa.decimal64(DIGITS, sheet.places)
    months = [_packed(sheet.units[:, at], sheet.there[:, at], kind) for at in range(12)]
    notes = [pa.array([_noted(row) for row in column], pa.string()) for column in (sheet.absent, sheet.wide)]
    columns = [*names, *months, *notes]
    table = pa.table(dict(zip((*SeriesKey._fields, *MONTHS, "absent", "wide"), columns, strict=True)))
    table = table.replace_schema_metadata(
        {"unit": sheet.unit, "series": _digest(sheet.keys), "wide": str(sum(map(bool, sheet.wide)))}
    )
    pq.write_table(
        table, file, compression="zstd", use_dictionary=[*SeriesKey._fields, "absent", "wide"],
        column_encoding=dict.fromkeys(MONTHS, "DELTA_BINARY_PACKED"), store_decimal_as_integer=True, write_statistics=False,
    )  # fmt: skip
    return digest_of(file)


def read_sheet(file: Path) -> Sheet:
    """The sheet of a file. Raises OSError or pyarrow.ArrowInvalid where the file is not whole."""
    table = pq.read_table(file, memory_map=True, use_threads=False).combine_chunks()
    keys = [SeriesKey(*row) for row in zip(*(words_of(table[name]) for name in SeriesKey._fields), strict=True)]
    units, there = read_months(table)
    notes = ([_parsed(text) for text in table[name].to_pylist()] for name in ("absent", "wide"))
    return Sheet(table.schema.metadata[b"unit"].decode(), table.schema.field("m01").type.scale, keys, units, there, *notes)


def words_of(column: Any) -> list[str]:
    """A dictionary-encoded column of few different words: each is made into Python's own once."""
    coded = column.chunk(0) if column.num_chunks else pa.array([], pa.string()).dictionary_encode()
    words = coded.dictionary.to_pylist()
    return [words[code] for code in coded.indices.to_numpy().tolist()]


def read_months(table: Any) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The twelve columns as (series, 12) integers and where they stand, 0 elsewhere."""
    count = table.num_rows
    units, there = np.zeros((count, 12), dtype=np.int64), np.ones((count, 12), dtype=np.bool_)
    for at, name in enumerate(MONTHS):
        numbers, there[:, at] = month_of(table[name])
        units[:, at] = np.where(there[:, at], numbers, 0)
    return units, there


def month_of(column: Any) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """A month's column as integers and where they stand; what stands for no number is any integer."""
    chunk = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    count, (bits, numbers) = len(chunk), chunk.buffers()
    there = np.ones(count, dtype=np.bool_)
    if bits is not None:
        whole = np.unpackbits(np.frombuffer(bits, np.uint8), count=chunk.offset + count, bitorder="little")
        there = whole[chunk.offset :].view(np.bool_)
    if not count:
        return np.zeros(0, dtype=np.int64), there
    return np.frombuffer(numbers, np.int64)[chunk.offset :][:count], there


def digest_of(file: Path) -> str:
    """SHA-256 of a file's bytes."""
    with open(file, "rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def replace_whole(file: Path, text: str) -> None:
    """The file says the text or what it said before, whenever the machine stops."""
    draft = file.with_suffix(".draft")
    with open(draft, "w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    os.replace(draft, file)


def _digest(keys: list[SeriesKey]) -> str:
    """Files with the same digest have the same series in the same rows: who knows the rows of one knows those of the other."""
    return hashlib.sha256("\x1e".join("\x1f".join(key) for key in keys).encode()).hexdigest()


def _packed(units: NDArray[np.int64], there: NDArray[np.bool_], kind: Any) -> Any:
    bits = None if there.all() else pa.py_buffer(np.packbits(there, bitorder="little"))
    return pa.Array.from_buffers(kind, len(units), [bits, pa.py_buffer(np.ascontiguousarray(units))])


def _noted(row: dict[int, str]) -> str:
    return ";".join(f"{month} {text}" for month, text in sorted(row.items()))


def _parsed(text: str) -> dict[int, str]:
    return {int(month): said for month, said in (part.split(" ", 1) for part in text.split(";") if part)}
