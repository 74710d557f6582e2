"""The plainest derivations of many subjects and months at once, exact, over dense arrays: (months, subjects) of 64-bit integers.

Month from cumulative, growth, share, place and sums along the tree. What the twin does for any formula, this does for those few
that every table, map and ranking asks, some ten times faster: a row is a month, so each pass goes along memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kaifaqu.core.engine.columnar.column import FITS, largest
from kaifaqu.core.engine.columnar.quotients import PIECE, There, Units, quotients
from kaifaqu.core.engine.exact import PLACES

PERCENT = PLACES + 2
"""Power of ten that makes a ratio a percentage in units of 10⁻ᴾᴸᴬᶜᴱˢ."""


class Cells(NamedTuple):
    """Numbers and where they stand; where `held` is False a number stands that 64 bits do not hold: the evaluator has it."""

    units: Units
    there: There
    held: bool | There = True


@dataclass(frozen=True)
class Nest:
    """Subjects in the order of their tree, lowest first: `starts[k]` are the first rows of level k's groups among those of level k − 1.

    Zones of cities of provinces of a nation are (first zone of each city, first city of each province, [0]).
    """

    count: int
    starts: tuple[NDArray[np.intp], ...]

    @cached_property
    def groups(self) -> tuple[NDArray[np.intp], ...]:
        """For each level the number of every subject's group."""
        found, own = [], np.arange(self.count)
        for starts in self.starts:
            own = np.searchsorted(starts, own, side="right") - 1
            found.append(own)
        return tuple(found)

    @cached_property
    def lowest(self) -> tuple[NDArray[np.intp], ...]:
        """For each level the first subject of every group."""
        return tuple(np.flatnonzero(np.diff(groups, prepend=-1)) for groups in self.groups)

    @cached_property
    def firsts(self) -> tuple[NDArray[np.int32], ...]:
        """For each level the first subject of every subject's group."""
        return tuple(low[groups].astype(np.int32) for low, groups in zip(self.lowest, self.groups, strict=True))

    @cached_property
    def codes(self) -> tuple[NDArray[Any], ...]:
        """`groups` in as few bits as they need: sorting by sixteen takes two passes."""
        return tuple(
            groups.astype(np.int16 if len(low) < 2**15 else np.int64)
            for low, groups in zip(self.lowest, self.groups, strict=True)
        )

    @cached_property
    def sizes(self) -> tuple[NDArray[np.intp], ...]:
        """For each level how many subjects every group has."""
        return tuple(np.bincount(groups) for groups in self.groups)


def nest_of(paths: Sequence[Sequence[Any]]) -> tuple[Nest, NDArray[np.intp]]:
    """The nest of subjects that each name their groups from the lowest to the highest, and the order to put them in."""
    depth = len(paths[0]) if paths else 0
    codes = [np.unique([str(path[level]) for path in paths], return_inverse=True)[1].reshape(-1) for level in range(depth)]
    order = np.lexsort(codes) if codes else np.arange(len(paths))
    starts, rows = [], np.stack([code[order] for code in codes]) if codes else np.zeros((0, len(paths)), dtype=np.intp)
    for level in range(depth):
        new = np.ones(rows.shape[1], dtype=np.bool_)
        new[1:] = (rows[level:, 1:] != rows[level:, :-1]).any(axis=0)
        starts.append(np.flatnonzero(new))
        rows = rows[:, new]
    return Nest(len(paths), tuple(starts)), order


def months_of(units: Units, there: There) -> Cells:
    """Single months from (12, subjects) cumulatives of a year: January's is the cumulative, a month without the one before has none.

    Where only 1–2月 was published there is no January, and then no February either.
    """
    single, stands = units.copy(), there.copy()
    single[1:] -= units[:-1]
    stands[1:] &= there[:-1]
    single *= stands
    return Cells(single, stands)


def grown(now: Units, now_there: There, base: Units, base_there: There) -> Cells:
    """(now ÷ base − 1) × 100 in 10⁻⁹ per cent, rounded once half up; none where the base is zero or below (domain rule of 增速)."""
    there = now_there & base_there & (base > 0)
    units, held = quotients(np.where(there, now - base, 0), np.where(there, base, 1), PERCENT)
    return Cells(units, there, held)


def shared(part: Units, part_there: There, whole: Units, whole_there: There) -> Cells:
    """part ÷ whole × 100 in 10⁻⁹ per cent, rounded once half up; none where the whole is zero or below."""
    there = part_there & whole_there & (whole > 0)
    units, held = quotients(np.where(there, part, 0), np.where(there, whole, 1), PERCENT)
    return Cells(units, there, held)


class Places(NamedTuple):
    """1,2,2,4 from the greatest, 0 where nothing stands; `standing` counts per group those that stand."""

    places: NDArray[np.int32]
    standing: NDArray[np.intp]


def ranked(units: Units, there: There, nest: Nest, levels: Sequence[int]) -> list[Places]:
    """Places by exact comparison among the subjects of each group of the levels named, month by month.

    Whether a place may be shown where a member owes its figure is the reader's rule: `standing` beside `nest.sizes` says it.
    """
    step = max(1, PIECE // max(1, nest.count))
    pieces = [_ranked(units[row : row + step], there[row : row + step], nest, levels) for row in range(0, len(units), step)]
    return [Places(*(np.concatenate(parts) for parts in zip(*level, strict=True))) for level in zip(*pieces, strict=True)]


def _ranked(units: Units, there: There, nest: Nest, levels: Sequence[int]) -> list[Places]:
    order, better = _ordered(units, there)
    rows = np.arange(len(units))[:, None] * nest.count
    return [_placed(order, better, there, rows, nest, level) for level in levels]


def _placed(order: Any, better: Any, there: There, rows: Any, nest: Nest, level: int) -> Places:
    counts = np.add.reduceat(there, nest.lowest[level], axis=-1, dtype=np.intp)
    if len(nest.lowest[level]) > 1:
        line = np.argsort(nest.codes[level].take(order), axis=-1, kind="stable")
        line += rows
        # Runs of equal amounts are numbered through the whole row, so neighbours in a group are equal where their runs are one.
        runs = np.cumsum(better, axis=-1, dtype=np.int32).take(line)
        better = np.ones(runs.shape, dtype=np.bool_)
        np.not_equal(runs[:, 1:], runs[:, :-1], out=better[:, 1:])
        better[:, nest.lowest[level]] = True
        order = order.take(line)
    first = np.where(better, np.arange(nest.count, dtype=np.int32), np.int32(0))
    np.maximum.accumulate(first, axis=-1, out=first)
    first -= nest.firsts[level] - np.int32(1)
    found = np.empty(there.shape, dtype=np.int32)
    found.reshape(-1)[order + rows] = first
    found *= there
    return Places(found, counts)


def _ordered(units: Units, there: There) -> tuple[NDArray[np.intp], There]:
    """Each row's subjects from the greatest amount, the missing last, and where an amount is another than the one before."""
    count = units.shape[-1]
    bits, most = max(1, (count - 1).bit_length()), int(units.max(initial=0))
    better = np.ones(units.shape, dtype=np.bool_)
    if (most - int(units.min(initial=0)) + 1) << bits < FITS:
        # Amount and subject in one integer: sorting integers is more than twice as fast as sorting places by them.
        keys = np.subtract(most, units)
        keys[~there] = most - int(units.min(initial=0)) + 1
        keys <<= bits
        keys |= np.arange(count)
        keys.sort(axis=-1)
        order = keys & ((1 << bits) - 1)
        keys >>= bits
        np.not_equal(keys[:, 1:], keys[:, :-1], out=better[:, 1:])
        return order, better
    order = np.lexsort((-units, ~there), axis=-1)
    line, stands = np.take_along_axis(units, order, axis=-1), np.take_along_axis(there, order, axis=-1)
    better[:, 1:] = (line[:, 1:] != line[:, :-1]) | (stands[:, 1:] != stands[:, :-1])
    return order, better


class Sums(NamedTuple):
    """Sums over groups and how many of their subjects stand: a sum is whole where that is all of them."""

    units: Units
    standing: NDArray[np.intp]


def summed(units: Units, there: There, nest: Nest) -> list[Sums]:
    """Sums of each level from those below. Raises OverflowError where 64 bits might not hold them."""
    if largest(units) * max(1, nest.count) >= FITS:
        raise OverflowError("the sums may go beyond 64 bits: add with the evaluator")
    found: list[Sums] = []
    standing: NDArray[Any] = there
    for starts in nest.starts:
        units = np.add.reduceat(units, starts, axis=-1)
        standing = np.add.reduceat(standing, starts, axis=-1, dtype=np.intp)
        found.append(Sums(units, standing))
    return found
