"""Checks of printed proportions: the three sectors of an economy make up one hundred."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from kaifaqu.core.reader.checks_page import Mark, Page, Sentence
from kaifaqu.core.reader.checks_verdict import Finding, figures_of
from kaifaqu.core.reader.model import Verdict

_SECTORS = re.compile(r"三次产业|三产(?:结构|比例|比)|产业结构|一、?二、?三(?:次)?产业?")
_PARTS = 3
_WHOLE = Fraction(100)
_NEARLY = Fraction(20)
"""What is further from a hundred is no division of a hundred: 1:2.4:3.1."""


def check_proportions(page: Page) -> Iterator[Finding]:
    """三次产业结构为2.0:62.9:35.1: the parts add up to 100, within half a unit of the last digit of each of them."""
    for sentence in page.sentences:
        for mark in sentence.marks:
            if ":" in mark.text and _SECTORS.search(_before(sentence, mark)):
                yield from _proportion(mark)


def _before(sentence: Sentence, mark: Mark) -> str:
    return sentence.text[: mark.start - sentence.start]


def _proportion(mark: Mark) -> Iterator[Finding]:
    printed = mark.text.split(":")
    parts = [Fraction(part) for part in printed]
    off = abs(sum(parts) - _WHOLE)
    if len(parts) != _PARTS or off > _NEARLY:
        return
    reach = sum(Fraction(1, 2 * 10 ** len(part.partition(".")[2])) for part in printed)
    total = f"{float(sum(parts)):g}"
    expression = f"{' + '.join(printed)} = {total}"
    verdict = Verdict.HOLDS if off == 0 else Verdict.ROUNDS if off <= reach else Verdict.FAILS
    says = {
        Verdict.HOLDS: "合计为 100。",
        Verdict.ROUNDS: "与 100 之差可由四舍五入解释。",
        Verdict.FAILS: "三次产业比重之和应为 100，四舍五入解释不了这一差额。请核对各项。",
    }[verdict]
    yield Finding("sum", figures_of(mark), expression, verdict, f"{expression}，{says}", total, "100")
