"""Checks of one quantity printed more than once: repeated, in conflict, against its target, off by a unit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from kaifaqu.core.reader.checks_digits import printed_number, rounded
from kaifaqu.core.reader.checks_page import GAP, LEVEL, PERCENT, Mark, Page, Sentence, label_before, thing_after
from kaifaqu.core.reader.checks_verdict import SHARE, Finding, figures_of, recompute
from kaifaqu.core.reader.model import Verdict

IMPLAUSIBLE_COMPLETION = (Fraction(1, 5), Fraction(2))
"""Below a fifth or above twice its target, a figure in the same breath is more likely a remnant of editing than a result."""

_TARGET_WORD = r"(?:需|应|须|要|计划|目标|力争|确保|预计|任务)"
_TARGET_BESIDE_ACTUAL = re.compile(
    rf"(?P<name>[\u4e00-\u9fff]{{2,14}}?){_TARGET_WORD}(?:完成|实现|达到|为)?({LEVEL})[(,](?:其中|目前|实际)?(?P<again>{GAP}{{0,14}}?)"
    rf"(?:已|实际)?(?:完成|实现|达到?)({LEVEL})[)]?"
)
_GROWTH_AFTER = re.compile(r"增长|增幅|增速")


def check_target_beside_actual(page: Page) -> Iterator[Finding]:
    """需完成2.17亿元(完成5.67亿元): two values of one indicator in one breath, with a completion that cannot be meant."""
    for sentence in page.sentences:
        for found, marks in sentence.matches(_TARGET_BESIDE_ACTUAL):
            target, actual = marks[-2:]
            if target.measure == actual.measure and _one_indicator(found.group("name"), found.group("again")):
                yield _completion_in_one_breath(sentence, found.group("name"), target, actual)


def check_repeats(page: Page) -> Iterator[Finding]:
    """The headline's 158家 and the body's 158家: one quantity printed again with the same value."""
    groups: dict[tuple[object, ...], list[Mark]] = defaultdict(list)
    for sentence in page.sentences:
        for mark in sentence.marks:
            if mark.sign == LEVEL and (name := _name_of(mark)):
                groups[sentence.article, mark.figure.value, mark.measure, name].append(mark)
    for marks in groups.values():
        if len(marks) > 1:
            yield _said_again(marks)


def _name_of(mark: Mark) -> str:
    """What a repeat is known by: the thing counted, or the words before an amount."""
    if mark.is_count:
        return mark.figure.object or thing_after(mark.tail)[:2]
    return (mark.figure.indicator or label_before(mark.lead))[-4:]


def _said_again(marks: list[Mark]) -> Finding:
    texts = [mark.figure.text for mark in marks]
    says = f"{marks[0].figure.text}在文中 {len(marks)} 处出现,各处一致。"
    return Finding("repeat", figures_of(*marks), " = ".join(texts), Verdict.HOLDS, says, texts[-1], texts[0])


def _one_indicator(name: str, again: str) -> bool:
    """True when the bracket repeats the indicator or names none."""
    return not again or again.endswith(name[-3:]) or name.endswith(again[-3:])


def _completion_in_one_breath(sentence: Sentence, name: str, target: Mark, actual: Mark) -> Finding:
    share = recompute(SHARE, (actual, target), actual)
    rate = Fraction(actual.figure.value or 0) / Fraction(target.figure.value or 1)
    percent = rounded(rate * 100, 0)
    text = f"{printed_number(actual.figure)} ÷ {printed_number(target.figure)} = {percent}%"
    if IMPLAUSIBLE_COMPLETION[0] <= rate <= IMPLAUSIBLE_COMPLETION[1]:
        says = f"{name}目标 {target.figure.text}、完成 {actual.figure.text},完成率 {text}。"
        return Finding("ratio", share.figures, text, Verdict.HOLDS, says, percent)
    says = (
        f"{name}在同一句里有两个数:{target.figure.text} 和 {actual.figure.text}。"
        f"读法一:目标 {printed_number(target.figure)}、完成 {printed_number(actual.figure)},则完成率 {text},高低异常;"
        f"读法二:其中一个是修改稿件时留下的旧数。{_against_last_year(sentence, target, actual)}请向供稿单位核实,只保留一个说法。"
    )
    return Finding("conflict", figures_of(target, actual), text, Verdict.CONFLICT, says, percent, printed_number(target.figure))


def _against_last_year(sentence: Sentence, target: Mark, actual: Mark) -> str:
    """How the target compares with last year's actual, where the growth is printed right after."""
    growth = next(
        (m for m in sentence.marks if m.order == actual.order + 1 and m.sign == PERCENT and _GROWTH_AFTER.search(m.lead)), None
    )
    if growth is None:
        return ""
    unit = Fraction(target.figure.value or 1) / Fraction(printed_number(target.figure).replace(",", ""))
    last = Fraction(actual.figure.value or 0) / (1 + Fraction(growth.figure.value or 0) / 100)
    share = Fraction(target.figure.value or 0) / last
    return (
        f"按增长 {growth.figure.text} 倒推,去年同期完成 {rounded(last / unit, 2)},"
        f"{printed_number(target.figure)} 约为其 {rounded(share * 100, 0)}%{'(一半左右)' if Fraction(45, 100) <= share <= Fraction(55, 100) else ''}。"
    )
