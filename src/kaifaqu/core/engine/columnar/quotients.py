"""Rounded quotients of many integers: a double guesses, and the remainder in integers says what the exact answer is.

The one file of the engine with doubles in it. None of them leaves it: what comes out is the quotient rounded half away from zero,
the same that Python's own integers give, proved below and tested beside them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kaifaqu.core.engine.columnar.column import FITS, largest

Units = NDArray[np.int64]
"""Amounts as integers of one unit, 0 where nothing stands."""
There = NDArray[np.bool_]
"""Where an amount stands."""

ESTIMATED = 2.0**51
"""Below this an estimate in doubles is at most one beside the rounded quotient; see `quotients`."""
DIVIDED = 2**61
"""Divisors below this leave room for a remainder of twice their size."""
PIECE = 12_000
"""Numbers taken at once: what is in between then stays in the processor's own memory, and is not asked of the system each time."""


def quotients(over: Units, under: Units, power: int) -> tuple[Units, bool | There]:
    """over × 10ᵖᵒʷᵉʳ ÷ under, under > 0, rounded half away from zero, and where 64 bits hold it (True: everywhere).

    A double's quotient below 2⁵¹ is less than one and a quarter beside the exact one, so the rounded one is the estimate or its neighbour.
    Which, the remainder says: it is small, so 64 bits have it exactly, though the products it is made of may run over.
    """
    found = np.empty(over.shape, dtype=np.int64)
    near = largest(under) < DIVIDED and largest(over) < FITS
    into, sizes, divisors = found.reshape(-1), over.reshape(-1), under.reshape(-1)
    for start in range(0, len(into), PIECE):
        piece = slice(start, start + PIECE)
        near = _estimated(sizes[piece], divisors[piece], power, into[piece]) and near
    return (found, True) if near else _widened(found, over, under, power)


def _estimated(over: Units, under: Units, power: int, into: Units) -> bool:
    """Puts the rounded quotients into place; False where one was too large for that."""
    guess = over.astype(np.float64)
    guess *= 10.0**power
    guess /= under
    near = guess.min() > -ESTIMATED and guess.max() < ESTIMATED
    np.rint(guess, out=guess)
    into[:] = guess if near else np.clip(guess, -ESTIMATED, ESTIMATED)
    rest = over * np.int64(10**power)
    rest -= into * under
    rest += rest
    # A tie goes away from zero: of a number that is not below it, half is enough to go up, of another less than half to go down.
    rest += over >= 0
    up = rest > under
    down = rest <= -under
    into += up
    into -= down
    return bool(near)


def _widened(found: Units, over: Units, under: Units, power: int) -> tuple[Units, There]:
    """The few quotients that an estimate cannot reach, one by one."""
    held = np.ones(found.shape, dtype=np.bool_)
    for row in np.argwhere((np.abs(over / under) * 10.0**power >= ESTIMATED) | (under >= DIVIDED) | (np.abs(over) >= FITS)):
        at = tuple(row)
        size, by = abs(int(over[at])) * 10**power, int(under[at])
        quotient = (2 * size + by) // (2 * by)
        held[at] = quotient < FITS
        found[at] = (quotient if over[at] >= 0 else -quotient) if quotient < FITS else 0
    return found, held
