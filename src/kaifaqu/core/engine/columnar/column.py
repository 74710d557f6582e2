"""A column: one exact rational per subject, or the name of its absence. Integers only: of 64 bits while they fit, wide beyond."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaifaqu.core.engine.exact import PLACES
from kaifaqu.core.engine.scene import PRECEDENCE
from kaifaqu.core.engine.words import NET_INCREASE, NOTHING, VOCABULARIES
from kaifaqu.core.figures.missing import Missing

Integers = NDArray[Any]
"""Of dtype int64, or of Python's own integers (dtype object) where a product would not fit into 64 bits."""

FITS = 2**62
"""A magnitude below this fits into 64 bits with its sign, and so does a sum of two of them."""

PRESENT = len(PRECEDENCE)
UNTOLD = PRESENT + 1
"""Where a number stands, and where the book says nothing at all; every smaller code is the place of a Missing in PRECEDENCE."""

CODES: dict[Missing, int] = {missing: code for code, missing in enumerate(PRECEDENCE)}
FINISHED = "已完成全年目标"
SPOKEN = ("", NET_INCREASE, NOTHING, FINISHED, *VOCABULARIES["plain"])
"""What a code of `Column.words` says: words as they are, then the keys of a vocabulary."""


@dataclass(frozen=True, slots=True)
class Column:
    """over ÷ under per subject in the canonical unit, under > 0. Where `gone` is not PRESENT the number means nothing.

    `under` is one integer while all share it. `scopes` has a bit per scope of the statements that a cell rests on.
    """

    over: Integers
    under: Integers | int
    gone: NDArray[np.int8]
    scopes: NDArray[np.uint8]
    words: NDArray[np.int8]

    @property
    def there(self) -> NDArray[np.bool_]:
        """Where a number stands."""
        there: NDArray[np.bool_] = self.gone == PRESENT
        return there

    def missing(self, row: int) -> Missing | None:
        """The absence of one cell, or None."""
        code = int(self.gone[row])
        return None if code == PRESENT else PRECEDENCE[code]

    def exact(self, row: int) -> Fraction:
        """The number of one cell. Only where there is one."""
        under = self.under if isinstance(self.under, int) else int(self.under[row])
        return Fraction(int(self.over[row]), under)

    def says(self, row: int, vocabulary: str) -> str:
        """The words of one cell in a vocabulary."""
        word = SPOKEN[int(self.words[row])]
        return VOCABULARIES[vocabulary].get(word, word)

    def at_places(self, factor: Fraction, places: int = PLACES) -> Integers:
        """The numbers in the unit of a factor, rounded once half up: integers of 10⁻ᵖˡᵃᶜᵉˢ, 0 where there is none."""
        over = times(self.over, factor.denominator)
        return rounded(over, times(self.under, factor.numerator), places)


def largest(numbers: Integers | int) -> int:
    """The greatest magnitude."""
    if isinstance(numbers, int):
        return abs(numbers)
    return max(abs(int(numbers.max())), abs(int(numbers.min()))) if numbers.size else 0


def wide(numbers: Integers | int) -> Any:
    """The same integers without a limit of size."""
    return numbers if isinstance(numbers, int) else numbers.astype(object)


def times(left: Any, right: Any) -> Any:
    """left × right, of 64 bits where every product fits."""
    if largest(left) * largest(right) < FITS:
        return left * right
    return wide(left) * wide(right)


def plus(left: Any, right: Any, sign: int = 1) -> Any:
    """left ± right, of 64 bits where every sum fits."""
    if largest(left) + largest(right) < FITS:
        return left + sign * right
    return wide(left) + sign * wide(right)


def packed(numbers: Sequence[int]) -> Integers:
    """Integers as an array: of 64 bits if all fit."""
    fits = not numbers or max(max(numbers), -min(numbers)) < FITS
    return np.array(numbers, dtype=np.int64 if fits else object)


def rounded(over: Integers, under: Integers | int, places: int) -> Integers:
    """over ÷ under as integers of 10⁻ᵖˡᵃᶜᵉˢ, ties away from zero: long division, a few digits at a time while they fit."""
    size, bound = np.abs(over), max(largest(under), 1)
    if bound * 10 >= FITS or largest(over) // max(least(under), 1) * 10**places >= FITS or over.dtype == object:
        size, under = wide(size), wide(under)
        return _signed(over, (2 * size * 10**places + under) // (2 * under))
    whole, rest = np.divmod(size, under)
    step = len(str(FITS // bound)) - 1
    for done in range(0, places, step):
        digits = 10 ** min(step, places - done)
        more, rest = np.divmod(rest * digits, under)
        whole = whole * digits + more
    return _signed(over, whole + (2 * rest >= under))


def _signed(over: Integers, size: Any) -> Integers:
    signed: Integers = np.where(over < 0, -1, 1) * size
    return signed


def least(numbers: Integers | int) -> int:
    """The smallest of some positive integers."""
    if isinstance(numbers, int):
        return numbers
    return int(numbers.min()) if numbers.size else 1


def constant(value: Fraction, count: int) -> Column:
    """The same number for every subject, resting on no statement."""
    none = np.zeros(count, dtype=np.uint8)
    return Column(np.full(count, value.numerator), value.denominator, full(PRESENT, count), none, full(0, count))


def nothing(missing: Missing, count: int) -> Column:
    """The same absence for every subject, resting on no statement."""
    return replace(constant(Fraction(0), count), gone=full(CODES[missing], count))


def full(code: int, count: int) -> NDArray[np.int8]:
    """The same code everywhere."""
    return np.full(count, code, dtype=np.int8)


def settled(
    over: Any, under: Any, gone: NDArray[np.int8], parts: Sequence[Column], words: NDArray[np.int8] | None = None
) -> Column:
    """A column made from others: numbers only where nothing is gone, divisors above zero, scopes of all its parts."""
    there = gone == PRESENT
    if not isinstance(under, int):
        if least(np.where(there, under, 1)) < 0:
            over, under = np.where(under < 0, -over, over), np.abs(under)
        under = np.where(there, under, 1)
    scopes = reduce(np.bitwise_or, (part.scopes for part in parts))
    return Column(np.where(there, over, 0), under, gone, scopes, full(0, len(gone)) if words is None else words)


def lacking(parts: Sequence[Column]) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """The absence that follows from absent parts, and the words of the first absent part that has any."""
    gone = reduce(np.minimum, (part.gone for part in parts))
    words = full(0, len(gone))
    for part in reversed(parts):
        words = np.where((part.gone != PRESENT) & (part.words != 0), part.words, words)
    return gone, words


def refused(gone: NDArray[np.int8], where: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Not computable where the condition holds and nothing was absent already."""
    return np.where((gone == PRESENT) & where, np.int8(CODES[Missing.NOT_COMPUTABLE]), gone)


def clashing(scopes: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where figures of more than one scope stand together."""
    several: NDArray[np.bool_] = (scopes & (scopes - np.uint8(1))) != 0
    return several


def of_one_divisor(left: Column, right: Column) -> tuple[Any, Any, Any]:
    """The two numerators over a common divisor, and the divisor."""
    if isinstance(left.under, int) and isinstance(right.under, int):
        common = lcm(left.under, right.under)
        return times(left.over, common // left.under), times(right.over, common // right.under), common
    return times(left.over, right.under), times(right.over, left.under), times(left.under, right.under)


def added(left: Column, right: Column, sign: int, *, one_scope: bool) -> Column:
    """left ± right; figures of different scopes are not taken together unless that is what is asked."""
    gone, words = lacking((left, right))
    one, other, under = of_one_divisor(left, right)
    if one_scope:
        gone = refused(gone, clashing(left.scopes | right.scopes))
    return settled(plus(one, other, sign), under, gone, (left, right), words)


def divided(over: Column, under: Column, *, above_zero: bool, percent: bool) -> Column:
    """over ÷ under (× 100); not computable where the divisor is zero or, when it must be above, below."""
    gone, words = lacking((over, under))
    gone = refused(gone, under.over <= 0 if above_zero else under.over == 0)
    left, right = divisors(over, under)
    return settled(times(times(over.over, left), 100 if percent else 1), times(under.over, right), gone, (over, under), words)


def divisors(over: Column, under: Column) -> tuple[Any, Any]:
    """What the numerators are multiplied by when one column is divided by another, shortened where both are one integer."""
    if isinstance(over.under, int) and isinstance(under.under, int):
        shared = gcd(over.under, under.under)
        return under.under // shared, over.under // shared
    return under.under, over.under


def changed(now: Column, base: Column) -> Column:
    """(now ÷ base − 1) × 100; words and no number where the base is zero or below."""
    gone, words = lacking((now, base))
    clash = (gone == PRESENT) & clashing(now.scopes | base.scopes)
    fine = (gone == PRESENT) & ~clash
    present, earlier, _under = of_one_divisor(now, base)
    spoken = np.where(fine, words_of_changes(present, earlier), np.where(clash, np.int8(0), words))
    gone = refused(gone, clash | (earlier <= 0))
    return settled(times(plus(present, earlier, -1), 100), earlier, gone, (now, base), spoken)


def words_of_changes(now: Any, base: Any) -> NDArray[np.int8]:
    """`words.words_of_change` for whole columns, as codes of SPOKEN."""
    code = {word: np.int8(number) for number, word in enumerate(SPOKEN)}
    fell = np.where(now < 0, code["fell"], code[""])
    from_zero = np.where(now > 0, code[NET_INCREASE], np.where(now < 0, code["fell"], code[NOTHING]))
    still_below = np.where(now == base, code["same"], np.where(now > base, code["less"], code["more"]))
    from_below = np.where(now > 0, code["turned"], np.where(now == 0, code["level"], still_below))
    return np.where(base > 0, fell, np.where(base == 0, from_zero, from_below)).astype(np.int8)
