"""Ranks and sums over whole columns: places by exact comparison, sums along the tree level by level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaifaqu.core.engine.columnar import column as c
from kaifaqu.core.engine.columnar.column import CODES, PRESENT, Column, Integers
from kaifaqu.core.engine.columnar.reckoner import Compute, Reckoner
from kaifaqu.core.engine.columnar.shelf import Shelf
from kaifaqu.core.engine.formula import Apply
from kaifaqu.core.engine.peers import step_before
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period, PeriodError

NOBODY = -1
"""The group of a subject that stands in none."""

FINE = 9
"""Digits after the point at which quotients are told apart before they are compared exactly."""


class WiderError(LookupError):
    """The tree or a group names subjects that do not stand in the shelf yet."""

    def __init__(self, subjects: Iterable[str]) -> None:
        super().__init__("more subjects are needed")
        self.subjects = tuple(subjects)


def rank(r: Reckoner, apply: Apply, period: Period) -> Column:
    """Places in the named group, 1,2,2,4; open for all where a member owes its figure."""
    groups = grouped(r, str(apply.option("among", "")), period.bounded_end)
    own = r.reckon(apply.arguments[0], period)
    member = groups != NOBODY
    counted, owing = member & own.there, member & (own.gone < PRESENT) & (own.gone != CODES[Missing.NOT_APPLICABLE])
    places = np.zeros(r.count, dtype=np.int64)
    descending = apply.option("order", "descending") == "descending"
    places[counted] = places_of(groups[counted], ordered(own, counted), descending=descending)
    open_groups = np.isin(groups, groups[owing])
    gone = np.where(member, c.refused(own.gone, open_groups), np.int8(CODES[Missing.NOT_APPLICABLE]))
    return Column(np.where(gone == PRESENT, places, 0), 1, gone, _scopes_of(own, groups), c.full(0, r.count))


def grouped(r: Reckoner, name: str, on: date) -> NDArray[np.int64]:
    """The number of each subject's group. Members of one group share it: a group is the same whoever of it asks."""
    index, groups = r.shelf.index, np.full(r.count, NOBODY, dtype=np.int64)
    wanted: dict[str, None] = {}
    for number, subject in enumerate(r.shelf.subjects):
        if groups[number] != NOBODY:
            continue
        members = r.book.group(name, subject, on)
        if subject in members:
            wanted |= dict.fromkeys(member for member in members if member not in index)
            groups[[index[member] for member in members if member in index]] = number
    if wanted:
        raise WiderError(wanted)
    return groups


def ordered(column: Column, where: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Integers that stand in the order of the exact numbers: equal for equal ones, and only for those."""
    over, under = column.over[where], column.under
    if isinstance(under, int):
        return np.unique(over, return_inverse=True)[1].reshape(-1)
    under = under[where]
    floors = c.rounded(over, under, FINE)
    _values, codes, counts = np.unique(floors, return_inverse=True, return_counts=True)
    codes = codes.reshape(-1)
    alike = np.flatnonzero(counts[codes] > 1)
    if not alike.size:
        return codes
    # Rounding keeps the order, so only numbers that round alike are left to compare; few are, and they are compared as fractions.
    pairs = [(int(codes[row]), Fraction(int(over[row]), int(under[row]))) for row in alike]
    finer = {pair: place for place, pair in enumerate(sorted(set(pairs)))}
    fine = np.zeros(len(codes), dtype=np.int64)
    fine[alike] = [finer[pair] for pair in pairs]
    return codes * (len(finer) + 1) + fine


def places_of(groups: NDArray[np.int64], order: NDArray[np.int64], *, descending: bool) -> NDArray[np.int64]:
    """1 + how many of the same group are strictly better."""
    _values, numbers = np.unique(groups, return_inverse=True)
    steps = int(order.max()) + 1 if order.size else 1
    keys = numbers.reshape(-1) * steps + order
    line = np.sort(keys)
    first = np.searchsorted(line, numbers.reshape(-1) * steps)
    last = np.searchsorted(line, (numbers.reshape(-1) + 1) * steps)
    if descending:
        return 1 + last - np.searchsorted(line, keys, side="right")
    return 1 + np.searchsorted(line, keys) - first


def _scopes_of(own: Column, groups: NDArray[np.int64]) -> NDArray[np.uint8]:
    """A place rests on the figures of the whole group."""
    scopes = np.zeros(len(groups), dtype=np.uint8)
    member = groups != NOBODY
    np.bitwise_or.at(scopes, groups[member], own.scopes[member])
    return np.where(member, scopes[groups], np.uint8(0))


def movement(r: Reckoner, apply: Apply, period: Period) -> Column:
    """Places gained since the cumulative one step before."""
    now = rank(r, apply, period)
    try:
        earlier = rank(r, apply, step_before(period, str(apply.option("step", "month"))))
    except PeriodError:
        return replace(c.nothing(Missing.NOT_COMPUTABLE, r.count), scopes=now.scopes)
    gone, words = c.lacking((earlier, now))
    return c.settled(earlier.over - now.over, 1, gone, (earlier, now), words)


def rollup(r: Reckoner, apply: Apply, period: Period) -> Column:
    """The sum over the lowest parts; the absence of a part goes up with it."""
    summed = of_single_divisor(r.reckon(apply.arguments[0], period))
    for parents, children, starts in levels(r.shelf, r.book.tree(period.bounded_end)):
        summed = _raised(summed, parents, children, starts)
    return summed


Level = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
"""Rows of parents, rows of all their children one parent after the other, and where each parent's children begin."""


def levels(shelf: Shelf, tree: Mapping[str, Sequence[str]]) -> list[Level]:
    """The tree from the bottom: a parent comes after all its children. Raises WiderError for children that are not here."""
    below = {parent: tree[parent] for parent in tree if parent in shelf.index and tree[parent]}
    absent = [child for children in below.values() for child in children if child not in shelf.index]
    if absent:
        raise WiderError(absent)
    heights: dict[str, int] = {}

    def height(subject: str) -> int:
        if subject not in heights:
            heights[subject] = 1 + max((height(child) for child in below.get(subject, ())), default=-1)
        return heights[subject]

    by_height: dict[int, list[str]] = {}
    for parent in below:
        by_height.setdefault(height(parent), []).append(parent)
    return [_level(shelf, below, parents) for _height, parents in sorted(by_height.items())]


def _level(shelf: Shelf, below: Mapping[str, Sequence[str]], parents: Sequence[str]) -> Level:
    sizes = [len(below[parent]) for parent in parents]
    children = [shelf.index[child] for parent in parents for child in below[parent]]
    rows = [shelf.index[parent] for parent in parents]
    starts = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)[:-1]))
    return np.array(rows, dtype=np.int64), np.array(children, dtype=np.int64), starts


def _raised(column: Column, parents: Any, children: Any, starts: Any) -> Column:
    gone, scopes = column.gone[children], column.scopes[children]
    counted, there = gone != CODES[Missing.NOT_APPLICABLE], gone == PRESENT
    worst = np.minimum.reduceat(np.where(counted, gone, np.int8(PRESENT)), starts)
    some = np.logical_or.reduceat(counted, starts)
    counted_scopes = np.bitwise_or.reduceat(np.where(counted, scopes, np.uint8(0)), starts)
    all_scopes = np.bitwise_or.reduceat(scopes, starts)
    found = c.refused(np.where(some, worst, np.int8(CODES[Missing.NOT_APPLICABLE])), c.clashing(counted_scopes))
    sums = _summed(np.where(there, column.over[children], 0), starts)
    over = column.over if sums.dtype == column.over.dtype else c.wide(column.over)
    full_scopes = (found == PRESENT) | ~some
    return replace(
        column, over=_put(over, parents, np.where(found == PRESENT, sums, 0)), gone=_put(column.gone, parents, found),
        scopes=_put(column.scopes, parents, np.where(full_scopes, all_scopes, counted_scopes)),
        words=_put(column.words, parents, np.int8(0)),
    )  # fmt: skip


def _summed(numbers: Integers, starts: Any) -> Integers:
    """Sums of runs, in wide integers where 64 bits might not hold them."""
    return np.add.reduceat(numbers if c.largest(numbers) * len(numbers) < c.FITS else c.wide(numbers), starts)


def _put(numbers: Any, rows: Any, values: Any) -> Any:
    changed = numbers.copy()
    changed[rows] = values
    return changed


def of_single_divisor(column: Column) -> Column:
    """The column over one divisor, so that its cells can be added."""
    if isinstance(column.under, int):
        return column
    under = lcm(*{int(divisor) for divisor in column.under})
    return replace(column, over=c.times(column.over, c.wide(np.full(1, under)) // c.wide(column.under)), under=under)


PEERS: dict[str, Compute] = {"rank": rank, "movement": movement, "rollup": rollup}
"""The functions that look beyond one subject."""
