"""Checks of one quantity that is printed twice with values that look like one another's misprint."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from kaifaqu.core.reader.checks_digits import printed_number
from kaifaqu.core.reader.checks_names import bare_name, is_plain
from kaifaqu.core.reader.checks_page import Mark, Page, Sentence
from kaifaqu.core.reader.checks_verdict import Finding, Formula, figures_of, settle
from kaifaqu.core.reader.model import Verdict

SQUARE_METRES = {"亩": Fraction(2000, 3), "公顷": Fraction(10_000), "平方公里": Fraction(1_000_000), "平方米": Fraction(1)}
"""1 亩 is a fifteenth of a hectare."""

_AS_MUCH_AS = re.compile(r"^(?:\((?:约|即|合|折合|相当于)*|,?(?:约合|折合|合计折合|合))$")

SHORTEST_OWN_NAME = 7
"""A name of so many characters (岭南冷链项目总投资) is of one thing only; a shorter one needs the headline's or a neighbour's support."""

FEWEST_DIGITS = 2


def check_twins(page: Page) -> Iterator[Finding]:
    """岭南冷链项目总投资1.2亿元 … 岭南冷链项目总投资1200万元: one name, one period, and the digits of a misprint."""
    groups: dict[tuple[object, ...], list[Mark]] = defaultdict(list)
    for sentence in page.sentences:
        for mark in sentence.marks:
            if mark.is_level and is_plain(mark):
                for key in _keys(sentence, mark):
                    groups[key].append(mark)
    for marks in groups.values():
        for first, again in pairwise(marks):
            if not first.values.meets(again.values) and are_twins(first, again):
                yield _two_values(first, again)


def check_equivalents(page: Page) -> Iterator[Finding]:
    """560亩(37.3公顷): one area in two units."""
    for sentence in page.sentences:
        for first, again in pairwise(sentence.marks):
            areas = first.measure != again.measure and {first.measure, again.measure} <= SQUARE_METRES.keys()
            if areas and _AS_MUCH_AS.match(again.lead) and len(again.lead) > 0:
                yield from settle(_converted(first, again), (first,), (), again)


def _converted(first: Mark, again: Mark) -> Formula:
    factor = SQUARE_METRES[first.measure] / SQUARE_METRES[again.measure]
    return Formula("repeat", "{0}", lambda area: area * factor)


def are_twins(a: Mark, b: Mark) -> bool:
    """True when one is the other with digits exchanged, with one digit changed, or with the point or the multiplier moved."""
    left, right = (printed_number(m.figure, m.text).replace(",", "") for m in (a, b))
    if len(left.strip("0.")) < FEWEST_DIGITS:
        return False
    if left.replace(".", "").strip("0") == right.replace(".", "").strip("0"):
        return True
    if a.figure.unit != b.figure.unit or len(left) != len(right) or left.find(".") != right.find("."):
        return False
    return len([x for x, y in zip(left, right, strict=True) if x != y]) == 2 and sorted(left) == sorted(right)


def _keys(sentence: Sentence, mark: Mark) -> Iterator[tuple[object, ...]]:
    """What a figure must share with another to be the same quantity: its long name; or its name and the count beside it."""
    name, period = bare_name(mark.clause), str(mark.figure.period)
    common = (sentence.article, mark.measure, period, mark.figure.role)
    if len(name) >= SHORTEST_OWN_NAME:
        yield (*common, name)
    elif mark.figure.subject and mark.figure.period and mark.figure.indicator and len(mark.figure.indicator) > FEWEST_DIGITS:
        yield (*common, mark.figure.indicator, mark.figure.subject)
    for other in _beside(sentence.marks, mark):
        if len(name) > 1 and other.is_count and other.value >= 10 ** (FEWEST_DIGITS - 1):
            yield (*common[:2], name[-3:], other.value, other.measure)


def _beside(marks: Sequence[Mark], mark: Mark) -> list[Mark]:
    return [m for m in marks if m.order == mark.order - 1 and m.is_level and is_plain(m)]


def _two_values(first: Mark, again: Mark) -> Finding:
    text = f"{first.text} ≠ {again.text}"
    says = f"前文印作 {first.text},后文印作 {again.text}:同一个数有两个值,数字相近,像是误排。请核实后统一。"
    return Finding("conflict", figures_of(first, again), text, Verdict.CONFLICT, says, again.text, first.text)
