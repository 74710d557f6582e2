"""Checks of one quantity printed more than once: repeated, in conflict, against its target, off by a unit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from kaifaqu.core.reader.checks_digits import printed_number, rounded
from kaifaqu.core.reader.checks_page import GAP, LEVEL, PERCENT, Mark, Page, Sentence, Standing
from kaifaqu.core.reader.checks_twice import are_twins
from kaifaqu.core.reader.checks_verdict import Finding, figures_of
from kaifaqu.core.reader.model import Verdict

IMPLAUSIBLE_COMPLETION = (Fraction(1, 5), Fraction(2))
"""Below a fifth or above twice its target, a figure in the same breath is more likely a remnant of editing than a result."""

TELLING_NUMBER = 10
"""Smaller numbers recur by chance."""

FEWEST_WORDS = 3
FEWEST_WORDS_OF_TWINS = 2

LEAD_SENTENCES = 4
"""How far into the body a headline's figure is looked for."""

MOST_GROUPS, MOST_BODY = 30, 400
"""How many names of one value, and how many sentences of a body, are compared: enough for any bulletin, and linear in a text without end."""

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
    groups: dict[tuple[int, Fraction, str], list[Mark]] = defaultdict(list)
    for sentence in page.sentences:
        for mark in sentence.marks:
            if mark.is_level:
                groups[sentence.article, mark.value, mark.measure].append(mark)
    for marks in groups.values():
        for again in _alike(marks):
            yield _said_again(again)


def check_headings(page: Page) -> Iterator[Finding]:
    """A headline's 28个 against the body's 26个 of the same name, beside another figure on which both agree."""
    bodies: dict[int, list[Sentence]] = defaultdict(list)
    for sentence in page.sentences:
        if not sentence.is_heading:
            bodies[sentence.article].append(sentence)
    for heading in page.sentences:
        if heading.is_heading and heading.marks:
            yield from _against_body(heading, bodies[heading.article][:MOST_BODY])


def check_restatements(page: Page) -> Iterator[Finding]:
    """总产值96.4亿元,增长10.5% and again 总产值94.6亿元,增长10.5%: one name and one rate, two values."""
    groups: dict[tuple[int, str, Fraction], list[tuple[Mark, Mark]]] = defaultdict(list)
    for sentence in page.sentences:
        for mark, rate in pairwise(sentence.marks):
            if mark.is_level and mark.standing is Standing.LEVEL and _is_growth(rate):
                groups[sentence.article, mark.measure, rate.value].append((mark, rate))
    for pairs in groups.values():
        for (first, rate), (again, _) in pairwise(pairs):
            if _is_one_name(first, again) and not first.values.meets(again.values) and not first.is_approximate:
                yield _two_values("前文", "后文", (first, again), rate)


def _is_growth(rate: Mark) -> bool:
    return rate.sign == PERCENT and "." in rate.text and re.search("增长|下降|增幅", rate.clause) is not None


def _is_one_name(a: Mark, b: Mark) -> bool:
    """True when nearly all the words about the two are the same, and there are enough of them."""
    common, all_words = a.words & b.words, a.words | b.words
    return len(common) >= FEWEST_WORDS and 5 * len(common) >= 4 * len(all_words)


def _against_body(heading: Sentence, body: list[Sentence]) -> Iterator[Finding]:
    levels = [mark for mark in heading.marks if mark.is_level and not mark.is_approximate]
    for mark in levels:
        same = [m for s in body for m in s.marks if m.is_level and m.measure == mark.measure and m.words & mark.words]
        if any(m.values.meets(mark.values) for m in same):
            continue
        for sentence in body[:LEAD_SENTENCES]:
            others = [m for m in levels if m is not mark and any(_agree(m, other) for other in sentence.marks)]
            whole = sentence.text.partition("其中")[0]
            rivals = [m for m in same if m in sentence.marks and m.end <= sentence.start + len(whole) and not m.is_approximate]
            alike = len(rivals) == 1 and len(rivals[0].words & mark.words) >= FEWEST_WORDS_OF_TWINS
            twin = alike and are_twins(mark, rivals[0])
            if (others or twin) and len(rivals) == 1 and rivals[0].standing is Standing.LEVEL:
                yield _two_values("标题", "正文", (mark, rivals[0]), others[0] if others else None)
                return


def _agree(a: Mark, b: Mark) -> bool:
    return a.measure == b.measure and a.value == b.value and a.sign == b.sign and bool(a.words & b.words)


def _two_values(here: str, there: str, marks: tuple[Mark, Mark], shared: Mark | None) -> Finding:
    first, last = marks
    text = f"{first.text} ≠ {last.text}"
    beside = f"而同句的 {shared.text} 两处一致" if shared else "数字相近,像是误排"
    says = f"{here}印作 {first.text},{there}印作 {last.text},{beside}:同一个数有两个值。请核实后统一。"
    return Finding("conflict", figures_of(first, last), text, Verdict.CONFLICT, says, last.text, first.text)


def _alike(marks: list[Mark]) -> Iterator[list[Mark]]:
    """The marks of one value, put together where each shares a name with the first of its group: two pairs for numbers below ten."""
    groups: list[list[Mark]] = []
    for mark in marks:
        needed = 1 if mark.value >= TELLING_NUMBER or mark.value.denominator > 1 else 2
        group = next((g for g in groups[:MOST_GROUPS] if len(g[0].words & mark.words) >= needed), None)
        if group:
            group.append(mark)
        else:
            groups.append([mark])
    yield from (group for group in groups if len(group) > 1)


def _said_again(marks: list[Mark]) -> Finding:
    texts = [mark.text for mark in marks]
    says = f"{texts[0]}在文中 {len(marks)} 处出现,各处一致。"
    return Finding("repeat", figures_of(*marks), " = ".join(texts), Verdict.HOLDS, says, texts[-1], texts[0])


def _one_indicator(name: str, again: str) -> bool:
    """True when the bracket repeats the indicator or names none."""
    return not again or again.endswith(name[-3:]) or name.endswith(again[-3:])


def _completion_in_one_breath(sentence: Sentence, name: str, target: Mark, actual: Mark) -> Finding:
    rate = actual.value / target.value
    percent = rounded(rate * 100, 0)
    text = f"{printed_number(actual.figure, actual.text)} ÷ {printed_number(target.figure, target.text)} = {percent}%"
    if IMPLAUSIBLE_COMPLETION[0] <= rate <= IMPLAUSIBLE_COMPLETION[1]:
        says = f"{name}目标 {target.text}、完成 {actual.text},完成率 {text}。"
        return Finding("ratio", figures_of(target, actual), text, Verdict.HOLDS, says, percent)
    says = (
        f"{name}在同一句里有两个数:{target.text} 和 {actual.text}。"
        f"读法一:目标 {printed_number(target.figure, target.text)}、完成 {printed_number(actual.figure, actual.text)},则完成率 {text},高低异常;"
        f"读法二:其中一个是修改稿件时留下的旧数。{_against_last_year(sentence, target, actual)}请向供稿单位核实,只保留一个说法。"
    )
    return Finding(
        "conflict",
        figures_of(target, actual),
        text,
        Verdict.CONFLICT,
        says,
        percent,
        printed_number(target.figure, target.text),
    )


def _against_last_year(sentence: Sentence, target: Mark, actual: Mark) -> str:
    """How the target compares with last year's actual, where the growth is printed right after."""
    growth = next(
        (m for m in sentence.marks if m.order == actual.order + 1 and m.sign == PERCENT and _GROWTH_AFTER.search(m.lead)), None
    )
    if growth is None:
        return ""
    unit = target.value / Fraction(printed_number(target.figure, target.text).replace(",", ""))
    last = actual.value / (1 + growth.value / 100)
    share = target.value / last
    return (
        f"按增长 {growth.text} 倒推,去年同期完成 {rounded(last / unit, 2)},"
        f"{printed_number(target.figure, target.text)} 约为其 {rounded(share * 100, 0)}%{'(一半左右)' if Fraction(45, 100) <= share <= Fraction(55, 100) else ''}。"
    )
