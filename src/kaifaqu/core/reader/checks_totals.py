"""Checks of totals: 合计 behind the figures that it adds up, in one sentence or over the clauses of the sentence before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kaifaqu.core.reader.checks_names import is_plain
from kaifaqu.core.reader.checks_page import LEVEL, PERCENT, Mark, Page, Sentence, Standing
from kaifaqu.core.reader.checks_verdict import Finding, agrees, recompute, sum_of

MOST_PARTS = 12
LONGEST_TERM = 24

_TOTAL = re.compile(r"(?:合计|总计|共计|总共)[^,;、。]{0,8}$|^\w{0,8}共$")
_COUNTED_OFF = re.compile(r"(?:^|[,;:。])(?:[一二三四五六七八九]是|\([一二三四五六七八九]\)|[1-9][.、])")
_ALL_OF_THEM = re.compile(r"(?:个)?(?:项目|企业|园区|开发区|[市县区])?(?:合计|共计|总计)")


def check_totals(page: Page) -> Iterator[Finding]:
    """A 10个、B 20个,合计31个: the total that follows is the sum."""
    for sentence in page.sentences:
        for total in sentence.marks:
            if total.is_level and _TOTAL.search(total.lead):
                yield from _total(sentence, total)


def check_totals_of_clauses(page: Page) -> Iterator[Finding]:
    """省级项目16个,完成投资63.5亿元;市级项目38个,完成投资79.9亿元。54个项目合计完成投资143.4亿元: clause by clause."""
    for sentence in page.sentences:
        for number in sentence.marks[:1]:
            before = page.before(sentence)
            if number.is_count and _ALL_OF_THEM.search(number.tail) and before:
                yield from _total_of_clauses(sentence, before[0], number)


def _total_of_clauses(sentence: Sentence, before: Sentence, number: Mark) -> Iterator[Finding]:
    """The other figures only where the counts of the clauses make the printed count: then the clauses are those meant."""
    clauses = [[m for m in before.marks if m.place in stretch] for stretch in _clauses_of(before)]
    clauses = [clause for clause in clauses if clause]
    counts = [clause[0] for clause in clauses]
    formula = sum_of("sum", len(clauses))
    if len(clauses) < 2 or any(m.measure != number.measure for m in counts) or not agrees(formula, counts, number):
        return
    yield recompute(formula, counts, number)
    for total in sentence.marks[1:]:
        terms = [[m for m in clause[1:] if _is_like(m, total)] for clause in clauses]
        if total.is_level and all(len(found) == 1 for found in terms):
            yield recompute(formula, [found[0] for found in terms], total)


def _clauses_of(sentence: Sentence) -> Iterator[range]:
    """The stretches of the skeleton between semicolons."""
    start = 0
    for found in re.finditer(";|$", sentence.skeleton):
        yield range(start, found.start())
        start = found.end()


def _is_like(mark: Mark, total: Mark) -> bool:
    return mark.measure == total.measure and mark.standing is total.standing and mark.figure.role is total.figure.role


def _total(sentence: Sentence, total: Mark) -> Iterator[Finding]:
    before = [m for m in sentence.marks if m.place < total.place and m.sign == LEVEL]
    parts = [m for m in before if m.measure == total.measure and m.standing is Standing.LEVEL][-MOST_PARTS:]
    for count in range(len(parts), 1, -1):
        if agrees(sum_of("sum", count), parts[-count:], total):
            yield recompute(sum_of("sum", count), parts[-count:], total)
            return
    said = [m for m in before if m.order == total.order - 1 and m.is_count and _ALL_OF_THEM.match(m.tail)]
    row = [m for i, m in enumerate(parts) if total.order - m.order - len(said) == len(parts) - i]
    row = row if len(row) > 1 else _row_behind_rates(sentence, total)
    if len(row) > 1 and (_is_list_of_terms(row, total) or _is_counted_off(row)):
        yield recompute(sum_of("sum", len(row)), row, total)


def _row_behind_rates(sentence: Sentence, total: Mark) -> list[Mark]:
    """分别实现86亿元、52亿元和38亿元,同比分别增长…,合计176亿元: only the growth of the row stands between it and its total."""
    before = [m for m in reversed(sentence.marks) if m.place < total.place]
    rates = next((i for i, m in enumerate(before) if m.sign != PERCENT), len(before))
    row = [m for m in before[rates : rates + rates] if m.measure == total.measure]
    return row[::-1] if len(row) == rates > 1 and "分别" in row[-1].lead else []


def _is_counted_off(row: Sequence[Mark]) -> bool:
    """一是投资18亿元的…,二是投资12.5亿元的…: each under an ordinal of its own."""
    return is_plain(*row) and all(_COUNTED_OFF.search(m.lead) for m in row)


def _is_list_of_terms(parts: Sequence[Mark], total: Mark) -> bool:
    """True for figures in a row, 、 between them or 分别 before them, none of them a total or above the total."""
    in_a_row = all(re.match("[、,和及与]", m.lead) or re.search("[和及与]$", m.lead) for m in parts[1:]) and all(
        len(m.lead) <= LONGEST_TERM for m in parts[1:]
    )
    listed = "分别" in parts[0].lead or any(re.search("[、和及与]", m.lead) for m in parts[1:])
    plain = not any(m.is_approximate or _TOTAL.search(m.lead) for m in parts)
    return in_a_row and listed and plain and max(m.value for m in parts) < total.value
