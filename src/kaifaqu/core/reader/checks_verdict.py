"""A recomputation and its verdict: formulas on intervals, the sentence for the sub-editor, and what a misprint would explain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from kaifaqu.core.reader.checks_digits import places_of, printed_number, printed_step, rounded, unit_factor
from kaifaqu.core.reader.checks_page import Mark
from kaifaqu.core.reader.intervals import Interval, Rounding, fitting_modes
from kaifaqu.core.reader.model import Figure, Verdict

HUNDRED = Fraction(100)
LAST_DIGIT_OFF = Fraction(3, 2)
"""One unit in the last printed digit on either side of the half-up interval."""

WIDEST_THAT_TELLS = Fraction(1, 8)
"""A result known no better than to an eighth of itself meets too much to be a check."""

UNIT_SLIPS = (Decimal(10**4), Decimal(1) / Decimal(10**4))
"""亿 written for 万 and 万 written for nothing, and the reverse."""


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
    """How one printed figure follows from others: `written` with {0}, {1} … for the operands, `compute` on their intervals."""

    kind: str
    written: str
    compute: Callable[..., Interval]


SHARE = Formula("ratio", "{0} ÷ {1}", lambda part, whole: (part / whole).scaled(HUNDRED))
GROWTH = Formula("growth", "{0} ÷ {1} − 1", lambda now, base: ratio_less_one(now, base).scaled(HUNDRED))
FALL = Formula("growth", "1 − {0} ÷ {1}", lambda now, base: -ratio_less_one(now, base).scaled(HUNDRED))
GROWTH_BY_RISE = Formula("growth", "{1} ÷ ({0} − {1})", lambda now, rise: _rise_share(now, -rise).scaled(HUNDRED))
FALL_BY_DROP = Formula("growth", "{1} ÷ ({0} + {1})", lambda now, drop: -_rise_share(now, drop).scaled(HUNDRED))
TIMES_OF = Formula("growth", "{0} ÷ {1}", lambda now, base: now / base)
TIMES_MORE = Formula("growth", "{0} ÷ {1} − 1", lambda now, base: ratio_less_one(now, base))
RISE = Formula("difference", "{0} − {1}", lambda now, base: now - base)
AVERAGE = Formula("average", "{0} ÷ {1}", lambda total, count: total / count)
CONTRIBUTION = Formula("contribution", "{0} ÷ {1}", lambda pull, growth: (pull / growth).scaled(HUNDRED))


def sum_of(kind: str, count: int) -> Formula:
    """The sum of `count` operands."""
    return Formula(kind, " + ".join(f"{{{i}}}" for i in range(count)), _add)


def ratio_less_one(now: Interval, base: Interval) -> Interval:
    """now ÷ base − 1."""
    return now / base - Interval.exact(1)


def recompute(formula: Formula, operands: Sequence[Mark], stated: Mark) -> Finding:
    """The finding of one formula on printed figures, against the figure that states its result."""
    computed = formula.compute(*(mark.values for mark in operands))
    verdict, reason = judge(computed, stated)
    numbers = written_numbers(operands)
    point = _point(formula, operands)
    factor = Fraction(unit_factor(stated.figure))
    unit = _short_unit(stated.figure, operands)
    places = places_of(stated.text)
    shown = rounded(point / factor, places + (verdict is not Verdict.HOLDS or not _same(point / factor, stated)))
    ends = _ends(computed, factor, places + 1)
    expression = f"{formula.written.format(*numbers)} = {shown}{unit}"
    sentence = expression + _reach(ends, unit, computed) + _judgement(verdict, stated, reason)
    if verdict is Verdict.FAILS:
        sentence += "".join(_explanations(formula, operands, stated))
    return Finding(
        formula.kind,
        figures_of(*operands, stated),
        expression,
        verdict,
        sentence,
        shown,
        printed_number(stated.figure, stated.text),
        ends,
    )


def judge(computed: Interval, stated: Mark) -> tuple[Verdict, str]:
    """HOLDS when the two intervals meet; ROUNDS, with the mode, when another rounding or one unit in the last digit explains it."""
    if computed.meets(stated.values):
        return Verdict.HOLDS, ""
    step, value = _printed_step(stated), stated.figure.value or Decimal(0)
    if step == 0 or stated.is_approximate:
        return Verdict.FAILS, ""
    modes = [mode for mode in fitting_modes(computed, value, step) if mode in (Rounding.TRUNCATION, Rounding.UP)]
    if modes:
        return Verdict.ROUNDS, f"按{modes[0].chinese}得到"
    reach = Fraction(step) * LAST_DIGIT_OFF
    if computed.meets(Interval.between(Fraction(value) - reach, Fraction(value) + reach)):
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
    computed = formula.compute(*(mark.values for mark in operands))
    if not computed.meets(stated.values):
        return False
    if computed.low is not None and computed.high is not None and not any(mark.is_approximate for mark in operands):
        reach = max(abs(computed.high), abs(computed.low))
        if computed.high - computed.low <= reach * WIDEST_THAT_TELLS and _point(formula, operands) in preimage_about(stated, 2):
            return True
    point = Interval.exact(_point(formula, operands))
    return point.meets(stated.values) and point.meets(preimage_about(stated))


def preimage_about(stated: Mark, steps: int = 1) -> Interval:
    """The printed number give or take some units in its last digit, or a twentieth where it is only about."""
    step = Fraction(printed_step(stated.figure, stated.text)) * steps
    reach = max(step, abs(stated.value) / 20) if stated.is_approximate else step
    return Interval.between(stated.value - reach, stated.value + reach)


def figures_of(*marks: Mark) -> tuple[Figure, ...]:
    """The figures of marks, each once, in reading order."""
    return tuple(mark.figure for mark in sorted(dict.fromkeys(marks), key=lambda mark: mark.order))


def written_numbers(marks: Sequence[Mark]) -> list[str]:
    """Operands as they stand in a recomputation: digits alone where all have one unit, else as printed."""
    numbers = [printed_number(mark.figure, mark.text) for mark in marks]
    if len({mark.figure.unit for mark in marks}) == 1:
        return numbers
    return [number + (mark.figure.unit or "") for number, mark in zip(numbers, marks, strict=True)]


def _point(formula: Formula, operands: Sequence[Mark]) -> Fraction:
    """The result on the printed numbers themselves."""
    low = formula.compute(*(Interval.exact(mark.value) for mark in operands)).low
    return Fraction(0) if low is None else low


def _same(point: Fraction, stated: Mark) -> bool:
    places = places_of(stated.text)
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
    """Misprints of one operand that would make it agree: two neighbouring digits exchanged, or a unit slip."""
    for i, mark in enumerate(operands):
        for text, values in _misprints(mark):
            changed = [other.values for other in operands]
            changed[i] = values
            if formula.compute(*changed).meets(stated.values):
                yield f"若「{mark.text}」应为「{text}」,则相符。"
                return


def _misprints(mark: Mark) -> Iterator[tuple[str, Interval]]:
    figure, digits = mark.figure, printed_number(mark.figure, mark.text)
    for i in range(len(digits) - 1):
        a, b = digits[i], digits[i + 1]
        if a.isdigit() and b.isdigit() and a != b and not (i == 0 and b == "0"):
            swapped = digits[:i] + b + a + digits[i + 2 :]
            value = Decimal(swapped.replace(",", "")) * unit_factor(figure)
            yield swapped + (figure.unit or ""), mark.values + Interval.exact(Fraction(value) - Fraction(figure.value or 0))
    if figure.kind == "amount":
        for slip, unit in zip(UNIT_SLIPS, ("大一万倍的单位", "小一万倍的单位"), strict=True):
            yield digits + unit, mark.values.scaled(slip)


def with_note(finding: Finding, note: str, verdict: Verdict | None = None) -> Finding:
    """The finding with a further sentence, and with another verdict where the note explains the difference."""
    return replace(finding, sentence=finding.sentence + note, verdict=verdict or finding.verdict)


def _add(*terms: Interval) -> Interval:
    total = Interval.exact(0)
    for term in terms:
        total = total + term
    return total


def _rise_share(now: Interval, change: Interval) -> Interval:
    """Growth where the change is printed: now ÷ (now + change) − 1, written so that `now` enters once."""
    quotient = change / now
    return (Interval.exact(1) + quotient).reciprocal() - Interval.exact(1)
