"""The ledger as columnar files: brought up to its position by what was booked since, published whole by one rename."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal, Inexact, localcontext
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from kaifaqu.core.figures.catalogue import CatalogueError
from kaifaqu.core.figures.item import Item, item_named
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period, Shape
from kaifaqu.core.figures.unit import parse_unit
from kaifaqu.statistics.ledger.columns import EXACT, Cell, SeriesKey, Sheet, digest_of, read_sheet, replace_whole, write_sheet
from kaifaqu.statistics.ledger.models import Fact

FORMAT = 1
MANIFEST = "manifest.json"
SPANS = {1: "month", 3: "quarter", 6: "half"}
FIELDS = ("pk", "item", "subject__code", "period", "role", "basis", "price", "scope", "value", "unit", "missing", "provenance")
STEP = 200_000
"""Facts taken in at once when many were booked: what bounds the memory of a first projection."""


class Named(NamedTuple):
    """A published file: its place below the folder and the digest of its bytes."""

    file: str
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is published: the ledger's position and link there, and a file per `item/year`; `left` counts facts that no month column holds."""

    position: int
    hash: str
    files: Mapping[str, Named]
    left: int

    def written(self) -> str:
        said = {"format": FORMAT, "position": self.position, "hash": self.hash, "left": self.left, "files": self.files}
        return json.dumps(said, ensure_ascii=False, indent=1)


EMPTY = Manifest(0, "", {}, 0)


def read_manifest(folder: Path) -> Manifest:
    """What the folder publishes; EMPTY where nothing readable of this format stands."""
    file = folder / MANIFEST
    try:
        stat = file.stat()
        return _manifest_in(file, stat.st_ino, stat.st_mtime_ns, stat.st_size)
    except (OSError, ValueError, KeyError, TypeError):
        return EMPTY


@lru_cache(maxsize=4)
def _manifest_in(file: Path, _number: int, _written: int, _size: int) -> Manifest:
    """Read once while it is the same file: a new manifest is always another file, renamed into place."""
    said = json.loads(file.read_text(encoding="utf-8"))
    files = {key: Named(*named) for key, named in said["files"].items()}
    return Manifest(said["position"], said["hash"], files, said["left"]) if said["format"] == FORMAT else EMPTY


def project(folder: Path) -> Manifest:
    """Brings the published files up to the ledger's newest position. Another process that does so is waited for.

    Published files are never changed: a touched item and year gets a new file, and the manifest that names it replaces the former
    one at once. A stop before that leaves the former state whole. Files of another ledger are left aside and made anew.
    """
    with _alone(folder):
        return _brought_up(folder, _of_this_ledger(read_manifest(folder)))


def repair(folder: Path) -> Manifest:
    """As `project`, but everything is made anew if a published file is gone or is not what the manifest says."""
    with _alone(folder):
        manifest = _of_this_ledger(read_manifest(folder))
        whole = all(_is_whole(folder / file, digest) for file, digest in manifest.files.values())
        return _brought_up(folder, manifest if whole else EMPTY)


def _is_whole(file: Path, digest: str) -> bool:
    return file.is_file() and digest_of(file) == digest


def _brought_up(folder: Path, manifest: Manifest) -> Manifest:
    while (following := _advance(folder, manifest)) is not manifest:
        manifest = following
    return manifest


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _of_this_ledger(manifest: Manifest) -> Manifest:
    link = Fact.objects.filter(pk=manifest.position).values_list("hash", flat=True).first()
    return manifest if link == manifest.hash else EMPTY


def _advance(folder: Path, manifest: Manifest) -> Manifest:
    rows = list(Fact.objects.filter(pk__gt=manifest.position).order_by("pk").values_list(*FIELDS, named=True)[:STEP])
    if not rows:
        return manifest
    position = rows[-1].pk
    touched, left = _by_file(rows)
    files = dict(manifest.files)
    for key, cells in touched.items():
        files[key] = _rewrite(folder, key, files.get(key), cells, position)
    link = Fact.objects.values_list("hash", flat=True).get(pk=position)
    following = Manifest(position, link, files, manifest.left + left)
    replace_whole(folder / MANIFEST, following.written())
    _sweep(folder, manifest, following)
    return following


def _by_file(rows: Iterable[Fact]) -> tuple[dict[str, list[Cell]], int]:
    touched: dict[str, list[Cell]] = {}
    left = 0
    for row in rows:
        placed = place_of(Period.parse(row.period))
        try:
            figure = figure_of(row.value, row.unit, row.missing, item_named(row.item))
        except (CatalogueError, Inexact):
            placed = None
        if placed is None:
            left += 1
            continue
        year, shape, month = placed
        key = SeriesKey(row.subject__code, shape, row.role, row.basis, row.price, row.scope, row.provenance)  # type: ignore[attr-defined]
        touched.setdefault(f"{row.item}/{year}", []).append(Cell(key, month, *figure))
    return touched, left


def place_of(period: Period) -> tuple[int, str, int] | None:
    """Year, shape and month column of a period, or None for one that no month column can hold (a day, several years, 建成后)."""
    if period.shape is Shape.AS_OF_MONTH:
        return period.bounded_end.year, "state", period.bounded_end.month
    if not period.is_span:
        return None
    first, last, year = period.bounded_start.month, period.bounded_end.month, period.bounded_end.year
    if first == 1:
        return year, "to_month", last
    shape = SPANS.get(last - first + 1)
    return None if shape is None else (year, shape, last)


def figure_of(value: Decimal | None, unit: str, missing: str, item: Item) -> tuple[Decimal | None, str]:
    """A fact in its item's unit, exact, or the name of its absence; one of another measure is not computable.

    Raises decimal.Inexact where the item's unit gives no finite decimal.
    """
    if value is None:
        return None, missing
    written = parse_unit(unit)
    if not written.same_measure(item.unit):
        return None, Missing.NOT_COMPUTABLE.value
    with localcontext(EXACT):
        return value * written.factor / item.unit.factor, ""


def _rewrite(folder: Path, key: str, named: Named | None, cells: list[Cell], position: int) -> Named:
    sheet = read_sheet(folder / named.file) if named else Sheet(str(item_named(key.split("/")[0]).unit))
    sheet.put(cells)
    file = f"{key}-{position:012}.parquet"
    return Named(file, write_sheet(sheet, folder / file))


def _sweep(folder: Path, former: Manifest, current: Manifest) -> None:
    """Removes what neither this manifest nor the one before names: readers of the former one may still be opening its files."""
    kept = {named.file for manifest in (former, current) for named in manifest.files.values()}
    touched = {key.split("/")[0] for key, named in current.files.items() if former.files.get(key) != named}
    for item in touched:
        for file in (folder / item).glob("*.parquet"):
            if str(file.relative_to(folder)) not in kept:
                file.unlink()
