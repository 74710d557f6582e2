"""Checks of averages: 平均, 户均, 亩均, 人均, 年均, 单个项目平均."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from kaifaqu.core.reader.checks_digits import rounded, unit_factor
from kaifaqu.core.reader.checks_names import is_plain
from kaifaqu.core.reader.checks_page import LEVEL, SPAN, Mark, Page, Sentence, Standing, pairs_of
from kaifaqu.core.reader.checks_verdict import AVERAGE, Finding, figures_of, recompute, settle
from kaifaqu.core.reader.intervals import Interval
from kaifaqu.core.reader.model import Verdict

MOST_EARLIER = 20
NEAR = 3
"""A total and what it is spread over stand no more figures before the quotient."""

_AVERAGE = re.compile(
    r"(?:平均每[个户亩人家项台宗天月年]|(?P<single>单个|单体|每个项目|项目)\w{0,4}平均|(?:户|亩|人|单|项|企|场|宗|家|台)均|平均|每[个户亩人家项台宗])(?P<name>[^,;。]{0,14})$"
)
_YEARLY = re.compile(r"年均[^,;]{0,10}$")
_UNITS = {
    "户": "家",
    "亩": "亩",
    "人": "人",
    "企": "家",
    "项": "个",
    "家": "家",
    "宗": "宗",
    "场": "场",
    "台": "台",
    "个": "个",
    "天": "天",
    "月": "个月",
    "年": "年",
}
_YEARS = re.compile(r"(20\d\d)年?(?:-|—|–|至|到)(20\d\d)年")


def check_averages(page: Page) -> Iterator[Finding]:
    """50个项目总投资500亿元,平均每个10亿元: total ÷ count."""
    for sentence in page.sentences:
        for stated in sentence.marks:
            cue = _AVERAGE.search(stated.clause) if stated.sign == LEVEL else None
            if cue:
                yield from settle(AVERAGE, _sure_pair(sentence, stated, cue), _pairs(page, sentence, stated, cue), stated)


def check_intensities(page: Page) -> Iterator[Finding]:
    """总投资3.6亿元,用地120亩,投资强度300万元/亩: the one total over the one figure in the unit after the stroke."""
    for sentence in page.sentences:
        for stated in sentence.marks:
            over, _, per = (stated.figure.canonical_unit or "").partition("/")
            if stated.figure.kind == "rate" and per and not stated.is_approximate:
                near = [m for m in sentence.levels_before(stated) if is_plain(m) and ";" not in sentence.between(m, stated)]
                totals, counts = ([m for m in near if m.measure == unit] for unit in (over, per))
                if len(totals) == len(counts) == 1 and stated.order - min(totals[0].order, counts[0].order) <= NEAR:
                    yield recompute(AVERAGE, (totals[0], counts[0]), stated)


def check_yearly_averages(page: Page) -> Iterator[Finding]:
    """2021—2023年完成396亿元,年均132亿元: total ÷ years printed."""
    for sentence in page.sentences:
        years = _YEARS.search(sentence.text)
        for stated in sentence.marks if years else ():
            if years and stated.sign == LEVEL and _YEARLY.search(stated.clause):
                yield from _over_years(sentence, stated, int(years.group(2)) - int(years.group(1)) + 1)


def _over_years(sentence: Sentence, stated: Mark, years: int) -> Iterator[Finding]:
    total = next((m for m in sentence.levels_before(stated) if m.measure == stated.measure), None)
    if total is None or years < 2:
        return
    holds = (total.values / Interval.exact(years)).meets(stated.values)
    beside = total.order == stated.order - 1 and is_plain(total) and not stated.is_approximate and "累计" in sentence.text
    if not holds and not beside:
        return
    text = f"{total.text} ÷ {years} 年 = {rounded(total.value / years / Fraction(unit_factor(stated.figure)), 2)}"
    verdict, says = (Verdict.HOLDS, "相符。") if holds else (Verdict.FAILS, "不符。请核对总数、年数和年均数。")
    yield Finding("average", figures_of(total, stated), text, verdict, f"{text},与印出的 {stated.text} {says}")


def _sure_pair(sentence: Sentence, stated: Mark, cue: re.Match[str]) -> tuple[Mark, Mark] | None:
    """亩均税收: the one total in the sentence that bears the name 税收, and the one count in the unit of the cue, or the one beside it."""
    unit, name = _unit_of(cue.group()), pairs_of(cue.group("name"))
    spans = [m for m in sentence.marks if m.sign == SPAN and m.place < stated.place]
    before = [m for m in [*sentence.levels_before(stated), *spans] if m.standing is Standing.LEVEL and not m.is_approximate]
    totals = [m for m in before if _is_total(m, stated) and (not name or m.words & name)]
    counts = [m for m in before if m.measure == unit]
    beside = [m for m in counts if len(totals) == 1 and abs(m.order - totals[0].order) == 1]
    counts = beside if len(counts) > 1 else counts
    if len(totals) != 1 or len(counts) != 1 or ";" in sentence.between(min(totals[0], counts[0], key=_place), stated):
        return None
    alone = len([m for m in before if _is_total(m, stated)]) == 1
    return (totals[0], counts[0]) if name or alone else None


def _unit_of(cue: str) -> str | None:
    """The unit that 户均 or 平均每户 divides by."""
    if re.match("单|每个|项目", cue):
        return "个"
    each = re.search("每(.)", cue)
    return _UNITS.get(each.group(1) if each else cue[0])


def _place(mark: Mark) -> int:
    return mark.place


def _pairs(page: Page, sentence: Sentence, stated: Mark, cue: re.Match[str]) -> Iterator[tuple[Mark, Mark]]:
    levels = [*sentence.levels_before(stated), *page.earlier_levels(sentence, MOST_EARLIER)]
    unit, name = _unit_of(cue.group()), pairs_of(cue.group("name"))
    totals = sorted((m for m in levels if _is_total(m, stated)), key=lambda m: not m.words & name)
    counts = [m for m in levels if m.is_count or m.measure in ("亩", "人")]
    counts.sort(key=lambda m: not (unit and m.measure.startswith(unit)))
    near = totals[:6] + [m for m in totals[6:] if m.words & name]
    yield from ((total, count) for total in near for count in counts[:8] if count is not total)


def _is_total(mark: Mark, stated: Mark) -> bool:
    unit = (stated.figure.canonical_unit or stated.figure.unit or "").split("/")[0]
    return mark.sign == LEVEL and (mark.figure.canonical_unit or mark.figure.unit) == unit
