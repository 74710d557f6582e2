"""A recomputation and its verdict: formulas on intervals, the sentence for the sub-editor, and what a misprint would explain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from kaifaqu.core.reader.checks_digits import is_in_digits, places_of, printed_number, printed_step, rounded, unit_factor
from kaifaqu.core.reader.checks_page import Mark
from kaifaqu.core.reader.intervals import Interval, Rounding, fitting_modes
from kaifaqu.core.reader.model import Figure, Verdict

LAST_DIGIT_OFF = Fraction(3, 2)
"""One unit in the last printed digit on either side of the half-up interval."""

FINE = Fraction(1, 50)
"""A last digit that counts more than this of its number is never off by one through rounding."""

WIDEST_THAT_TELLS = Fraction(1, 8)
"""A result known no better than to an eighth of itself meets too much to be a check."""

FLOAT_ERROR, FLOAT_TRUSTED = 1e-9, 1e6
"""Far more than floating point is ever off by, for each unit of what it computes with; beyond the second, only exact numbers tell."""

UNIT_SLIPS = (("亿", "万", Fraction(1, 10**4)), ("万", "亿", Fraction(10**4)), ("万", "", Fraction(1, 10**4)))
"""Printed multiplier, the one that may be meant, and what the value is then multiplied by."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A check before it is numbered."""

    kind: str
    figures: tuple[Figure, ...]
    expression: str
    verdict: Verdict
    sentence: str
    computed: str | None = None
    stated: str | None = None
    interval: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Formula:
    """How one printed figure follows from others: `written` with {0}, {1} … for the operands; `compute` on numbers or on intervals."""

    kind: str
    written: str
    compute: Callable[..., Any]

    def on_intervals(self, operands: Sequence[Mark]) -> Interval:
        """Every result that the printed digits allow."""
        found: Interval = self.compute(*(mark.values for mark in operands))
        return found

    def on_numbers(self, operands: Sequence[Mark]) -> Fraction | None:
        """The result on the printed numbers themselves; None where it divides by zero."""
        try:
            return Fraction(self.compute(*(mark.value for mark in operands)))
        except ZeroDivisionError:
            return None


SHARE = Formula("ratio", "{0} ÷ {1}", lambda part, whole: part / whole * 100)
GROWTH = Formula("growth", "{0} ÷ {1} − 1", lambda now, base: (now / base - 1) * 100)
FALL = Formula("growth", "1 − {0} ÷ {1}", lambda now, base: (1 - now / base) * 100)
GROWTH_BY_RISE = Formula("growth", "{1} ÷ ({0} − {1})", lambda now, rise: (1 / (1 - rise / now) - 1) * 100)
FALL_BY_DROP = Formula("growth", "{1} ÷ ({0} + {1})", lambda now, drop: (1 - 1 / (drop / now + 1)) * 100)
TIMES_OF = Formula("growth", "{0} ÷ {1}", lambda now, base: now / base)
TIMES_MORE = Formula("growth", "{0} ÷ {1} − 1", lambda now, base: now / base - 1)
RISE = Formula("difference", "{0} − {1}", lambda now, base: now - base)
FALL_OF = Formula("difference", "{1} − {0}", lambda now, base: base - now)
AVERAGE = Formula("average", "{0} ÷ {1}", lambda total, count: total / count)
CONTRIBUTION = Formula("contribution", "{0} ÷ {1}", lambda pull, growth: pull / growth * 100)


def sum_of(kind: str, count: int) -> Formula:
    """The sum of `count` operands."""
    return Formula(kind, " + ".join(f"{{{i}}}" for i in range(count)), lambda *terms: sum(terms[1:], start=terms[0]))


def recompute(formula: Formula, operands: Sequence[Mark], stated: Mark) -> Finding:
    """The finding of one formula on printed figures, against the figure that states its result."""
    computed = formula.on_intervals(operands)
    verdict, reason = judge(computed, stated, formula.on_numbers(operands))
    shown = _shown(formula, operands, stated, verdict)
    unit = _short_unit(stated.figure, operands)
    ends = _ends(computed, Fraction(unit_factor(stated.figure)), places_of(stated.figure, stated.text) + 1)
    expression = f"{formula.written.format(*written_numbers(operands))} = {shown}{unit}"
    sentence = expression + _reach(ends, unit, computed) + _judgement(verdict, stated, reason)
    if verdict is Verdict.FAILS:
        sentence += "".join(_explanations(formula, operands, stated))
    number, figures = printed_number(stated.figure, stated.text), figures_of(*operands, stated)
    return Finding(formula.kind, figures, expression, verdict, sentence, shown, number, ends)


def _shown(formula: Formula, operands: Sequence[Mark], stated: Mark, verdict: Verdict) -> str:
    """The result in the unit of the stated figure, to its digits; to one more where that does not give the same."""
    point = (formula.on_numbers(operands) or Fraction(0)) / Fraction(unit_factor(stated.figure))
    whole = point.denominator == 1 and all(mark.values.is_exact for mark in operands)
    finer = not whole and (verdict is not Verdict.HOLDS or not _same(point, stated))
    return rounded(point, places_of(stated.figure, stated.text) + finer)


def judge(computed: Interval, stated: Mark, point: Fraction | None) -> tuple[Verdict, str]:
    """HOLDS when the two intervals meet; ROUNDS, with the mode, when another rounding explains it, or one unit in the last digit of
    the `point` that the printed numbers themselves give."""
    if computed.meets(stated.values):
        return Verdict.HOLDS, ""
    step, value = _printed_step(stated), stated.figure.value or Decimal(0)
    if step == 0 or stated.is_approximate:
        return Verdict.FAILS, ""
    fine = Fraction(step) <= abs(Fraction(value)) * FINE
    modes = [
        mode for mode in fitting_modes(computed, value, step) if mode is Rounding.TRUNCATION or (mode is Rounding.UP and fine)
    ]
    if modes:
        return Verdict.ROUNDS, f"按{modes[0].chinese}得到"
    reach = Fraction(step) * LAST_DIGIT_OFF
    if point is not None and fine and abs(point - Fraction(value)) <= reach:
        return Verdict.ROUNDS, "末位相差 1,可由先取整后计算解释"
    return Verdict.FAILS, ""


def settle(formula: Formula, sure: Sequence[Mark] | None, likely: Iterable[Sequence[Mark]], stated: Mark) -> Iterator[Finding]:
    """The finding of the first binding that holds; else that of the sure one, whatever it says; else nothing.

    A binding that is only likely is shown when it holds and is silent when it does not: trying pairs is wrong half the time.
    """
    trusted = recompute(formula, sure, stated) if sure else None
    if trusted and trusted.verdict is not Verdict.FAILS:
        yield trusted
        return
    for operands in likely:
        if agrees(formula, operands, stated):
            yield recompute(formula, operands, stated)
            return
    if trusted:
        yield trusted


def agrees(formula: Formula, operands: Sequence[Mark], stated: Mark) -> bool:
    """True when a formula on printed figures gives the stated one, and narrowly enough for that to mean something.

    With 约, 超 or 近 among them, or with too few digits, the printed numbers themselves must agree.
    """
    if _is_far_off(formula, operands, stated):
        return False
    point = formula.on_numbers(operands)
    if point is None or point not in preimage_about(stated, 2):
        return False
    computed = formula.on_intervals(operands)
    if not computed.meets(stated.values):
        return False
    if _is_narrow(computed) and not any(mark.is_approximate for mark in operands):
        return True
    return point in stated.values and point in preimage_about(stated)


def _is_far_off(formula: Formula, operands: Sequence[Mark], stated: Mark) -> bool:
    """True when floating point shows already, far beyond its own error, that the printed numbers miss: most pairs end here."""
    try:
        point = float(formula.compute(*(mark.nearly for mark in operands)))
    except (ZeroDivisionError, OverflowError):
        return False
    size = abs(point) + sum(abs(mark.nearly) for mark in operands) + 100
    return abs(point) < FLOAT_TRUSTED and abs(point - stated.nearly) > 2 * stated.reach + size * FLOAT_ERROR


def _is_narrow(computed: Interval) -> bool:
    if computed.low is None or computed.high is None:
        return False
    return computed.high - computed.low <= max(abs(computed.high), abs(computed.low)) * WIDEST_THAT_TELLS


def preimage_about(stated: Mark, steps: int = 1) -> Interval:
    """The printed number give or take some units in its last digit, or a twentieth where it is only about."""
    reach = stated.reach if stated.is_approximate else stated.reach * steps
    return Interval.between(stated.value - reach, stated.value + reach)


def figures_of(*marks: Mark) -> tuple[Figure, ...]:
    """The figures of marks, each once, in reading order."""
    return tuple(mark.figure for mark in sorted(dict.fromkeys(marks), key=lambda mark: mark.order))


def written_numbers(marks: Sequence[Mark]) -> list[str]:
    """Operands as they stand in a recomputation: digits alone where all have one unit, else as printed."""
    numbers = [printed_number(mark.figure, mark.text) for mark in marks]
    if len({mark.figure.unit for mark in marks}) == 1:
        return numbers
    return [n + (m.figure.unit or "") if is_in_digits(m.text) else m.text for n, m in zip(numbers, marks, strict=True)]


def _same(point: Fraction, stated: Mark) -> bool:
    places = places_of(stated.figure, stated.text)
    return rounded(point, places) == rounded(stated.value / Fraction(unit_factor(stated.figure)), places)


def _printed_step(mark: Mark) -> Decimal:
    """One unit in the last printed digit, 0 for what is counted exactly or has an open end."""
    return Decimal(0) if mark.values.low is None or mark.values.high is None else printed_step(mark.figure, mark.text)


def _ends(computed: Interval, factor: Fraction, places: int) -> tuple[str, str] | None:
    if computed.low is None or computed.high is None:
        return None
    return rounded(computed.low / factor, places), rounded(computed.high / factor, places)


def _reach(ends: tuple[str, str] | None, unit: str, computed: Interval) -> str:
    if ends is None:
        return "(约数,只能定出一端)"
    return "" if computed.is_exact or ends[0] == ends[1] else f"(按印出的数位,可能在 {ends[0]}{unit}—{ends[1]}{unit} 之间)"


def _judgement(verdict: Verdict, stated: Mark, reason: str) -> str:
    text = stated.text
    return {
        Verdict.HOLDS: f",与印出的 {text} 相符。",
        Verdict.ROUNDS: f",印出的 {text} {reason},可以接受。",
    }.get(verdict, f",与印出的 {text} 不符。请核对这几个数。")


def _short_unit(stated: Figure, operands: Sequence[Mark]) -> str:
    unit = stated.unit or ""
    return "" if all(mark.figure.unit == unit for mark in operands) and unit not in ("%", "百分点", "个百分点") else unit


def _explanations(formula: Formula, operands: Sequence[Mark], stated: Mark) -> Iterator[str]:
    """The first misprint that would make it agree: two neighbouring digits exchanged, or 亿 for 万."""
    for i, mark in enumerate(operands):
        for text, values in _misprints(mark):
            changed = [other.values for other in operands]
            changed[i] = values
            if formula.compute(*changed).meets(stated.values):
                yield f"若「{mark.text}」应为「{text}」,则相符。"
                return
    computed = formula.on_intervals(operands)
    for text, values in _misprints(stated):
        if computed.meets(values):
            yield f"若印出的「{stated.text}」应为「{text}」,则相符。"
            return


def _misprints(mark: Mark) -> Iterator[tuple[str, Interval]]:
    """What a figure would say with two neighbouring digits exchanged, and with its unit 10⁴ larger or smaller."""
    figure, digits = mark.figure, printed_number(mark.figure, mark.text)
    unit = figure.unit or ""
    for i, (a, b) in enumerate(pairwise(digits)):
        if a.isdigit() and b.isdigit() and a != b and not (i == 0 and b == "0"):
            swapped = digits[:i] + b + a + digits[i + 2 :]
            value = Fraction(swapped.replace(",", "")) * Fraction(unit_factor(figure))
            yield swapped + unit, mark.values + (value - mark.value)
    for printed, meant, factor in UNIT_SLIPS:
        if figure.kind == "amount" and unit.startswith(printed):
            yield digits + meant + unit.removeprefix(printed), mark.values * factor


def with_note(finding: Finding, note: str, verdict: Verdict | None = None) -> Finding:
    """The finding with a further sentence, and with another verdict where the note explains the difference."""
    return replace(finding, sentence=finding.sentence + note, verdict=verdict or finding.verdict)
