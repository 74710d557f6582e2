"""Checks of change in percent: growth on a printed base, from–to, by how much it rose, multiples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from kaifaqu.core.reader.checks_digits import rounded
from kaifaqu.core.reader.checks_page import (
    DOUBLINGS,
    GAP,
    LEVEL,
    PERCENT,
    SPAN,
    TIMES,
    Mark,
    Page,
    Sentence,
    Standing,
)
from kaifaqu.core.reader.checks_verdict import (
    FALL,
    FALL_BY_DROP,
    GROWTH,
    GROWTH_BY_RISE,
    TIMES_MORE,
    TIMES_OF,
    Finding,
    figures_of,
    settle,
    with_note,
)
from kaifaqu.core.reader.intervals import Interval
from kaifaqu.core.reader.model import Verdict

VALUE = f"[{LEVEL}{SPAN}]"
_UP = r"(?:增长|增幅|增速|提高|上升|扩大|上涨|提升|增加|净增|攀升)"
_DOWN = r"(?:下降|减少|降低|回落|下滑|降幅|压减|缩短|压缩|精简|缩减|减幅)"
_FROM_TO = re.compile(
    rf"(?:由|从)({GAP}{{0,16}}?)({VALUE}){GAP}{{0,14}}?(?:至|到|为)(?:了)?{GAP}{{0,12}}?({VALUE})"
    rf"{GAP}{{0,8}}?(?P<way>{_UP}|{_DOWN}){GAP}{{0,6}}?({PERCENT}|{TIMES})"
)
_OWN_RATE = re.compile(
    r"(?:[,、()左右以上多]|同比|环比|年均|平均每年|平均|累计|净|共|又|均|总体|整体|复合|实际|名义|大幅|[较比](?:上年|去年|年初|[^,;。]{0,6})|[两三四五六七八九十\d]年(?:间|来)?|其|实现|分别|每年|年|总)*"
)
"""What may stand between a change and its rate; 申请材料减少60% is a change of something else."""
_THAN = re.compile(
    rf"({LEVEL}){GAP}{{0,8}}?(?:比|较)(?P<base>{GAP}{{0,18}}?)({LEVEL})(?P<way>{_UP}|{_DOWN}){GAP}{{0,4}}?({PERCENT})"
)
_YEARLY = re.compile("年均|平均每年|复合")
_GROWTH_LEAD = re.compile(rf"(?P<way>{_UP}|{_DOWN})(?:的幅度|幅度)?(?:了|约|近|超过|超|达到|达|为|是)*$")
_TIMES_OF = re.compile(rf"({LEVEL}){GAP}{{0,16}}?(?:是|为|相当于)({GAP}{{0,16}}?)({LEVEL})的({TIMES})")
_DOUBLED = re.compile(r"(?P<base>[^,;]{0,14})翻(?:了)?$")
_COMPARABLE = re.compile(r"增加值|生产总值|GDP|可比|同口径|不变价")
_YEAR_NUMBER = re.compile(r"20\d\d")
MOST_EARLIER = 60
TURNED = "翻了"
NEAR_RISE = 3
"""A rise stands no more than two figures behind its level."""


def check_growth_from_to(page: Page) -> Iterator[Finding]:
    """由2.4亿元增至2.9亿元,增长20.8%; 年均增长 takes the years between the two."""
    for sentence in page.sentences:
        for found, marks in sentence.matches(_FROM_TO):
            base, now, stated = marks[-3:]
            own = _OWN_RATE.fullmatch(found.string, found.end(3), found.start("way")) is not None
            if base.measure == now.measure and own:
                yield from _from_to(sentence, found, base, now, stated)


def check_growth_on_base(page: Page) -> Iterator[Finding]:
    """完成2.9亿元,上年同期2.41亿元,增长20.2%: against the base that the sentence prints, before or after the rate."""
    for sentence in page.sentences:
        for base in sentence.marks:
            if base.sign == LEVEL and base.standing is Standing.BASE:
                yield from _on_base(sentence, base)


def check_growth_than(page: Page) -> Iterator[Finding]:
    """8.15亿元,比2022年的6.2亿元增长31.5%."""
    for sentence in page.sentences:
        for found, (now, base, stated) in sentence.matches(_THAN):
            if now.measure == base.measure:
                formula = FALL if re.fullmatch(_DOWN, found.group("way")) else GROWTH
                for finding in settle(formula, None if now.is_approximate else (now, base), [(now, base)], stated):
                    yield _excused(finding, now, sentence)


def check_growth_on_earlier(page: Page) -> Iterator[Finding]:
    """目标6亿元,增长12%左右, with the 5.36亿元 of the year before printed further up under the same name."""
    for sentence in page.sentences:
        for now, stated in zip(sentence.marks, sentence.marks[1:], strict=False):
            cue = _GROWTH_LEAD.search(stated.clause) if now.is_level and stated.sign == PERCENT else None
            if cue and not _YEARLY.search(stated.clause):
                bases = [*sentence.levels_before(now), *page.earlier_levels(sentence, MOST_EARLIER)]
                named = (
                    (now, b) for b in bases if b.measure == now.measure and (b.is_named_like(now) or b.order == now.order - 1)
                )
                yield from settle(FALL if re.fullmatch(_DOWN, cue.group("way")) else GROWTH, None, named, stated)


def check_growth_by_rise(page: Page) -> Iterator[Finding]:
    """完成2.9亿元,比上年增加0.5亿元,增长20.8%: the rise against the level less the rise; the rate may stand first."""
    for sentence in page.sentences:
        for rise in sentence.marks:
            if rise.sign == LEVEL and rise.standing is Standing.CHANGE:
                now = _level_of(sentence, rise)
                beside = [m for m in sentence.marks if m.sign == PERCENT and abs(m.order - rise.order) == 1]
                rates = [m for m in beside if _GROWTH_LEAD.search(m.clause) and now and m.order > now.order]
                if now and rates and ";" not in sentence.between(now, rise) and rise.order - now.order <= NEAR_RISE:
                    yield from _by_rise(now, rise, rates[-1])


def check_multiples(page: Page) -> Iterator[Finding]:
    """是2019年50亿元的3.2倍; 由3亿元增至12亿元,翻两番."""
    for sentence in page.sentences:
        for _, marks in sentence.matches(_TIMES_OF):
            now, base, stated = marks[0], marks[-2], marks[-1]
            if now.measure == base.measure:
                yield from settle(TIMES_OF, (now, base), (), stated)
        for stated in sentence.marks:
            cue = _DOUBLED.search(stated.lead + re.sub(r"[^翻了].*", "", stated.text)) if stated.sign == DOUBLINGS else None
            if cue:
                yield from _doubled(sentence, stated, cue.group("base"))


def _from_to(sentence: Sentence, found: re.Match[str], base: Mark, now: Mark, stated: Mark) -> Iterator[Finding]:
    falls = re.fullmatch(_DOWN, found.group("way")) is not None
    if _YEARLY.search(stated.lead):
        yield from _yearly(sentence, found.group(), base, now, stated)
    elif stated.sign == TIMES:
        yield from settle(TIMES_MORE, (now, base), (), stated)
    else:
        yield from settle(FALL if falls else GROWTH, (now, base), (), stated)


def _yearly(sentence: Sentence, said: str, base: Mark, now: Mark, stated: Mark) -> Iterator[Finding]:
    """年均增长: (1 + r) to the years between meets now ÷ base. Silent where the years are not printed."""
    years = [int(year) for year in re.findall(r"(20\d\d)年?", sentence.text[: stated.start - sentence.start])]
    span = max(years) - min(years) if years else 0
    if not 1 < span <= 20:
        return
    risen = now.values / base.values
    holds = _reached(stated, span).meets(risen)
    text = f"({now.text} ÷ {base.text})^(1/{span}) − 1"
    near = any(_reached(stated, years_off).meets(risen) for years_off in (span - 1, span + 1))
    told = len(_YEAR_NUMBER.findall(said)) == 2 and not near and not any(m.is_approximate for m in (base, now, stated))
    odd = Verdict.FAILS if told and not _COMPARABLE.search(sentence.text) else Verdict.UNVERIFIABLE
    verdict = Verdict.HOLDS if holds else odd
    says = "相符。" if holds else f"不一致;若年均增长不按 {span} 年计算,请注明起止年份。"
    yield Finding(
        "growth",
        figures_of(base, now, stated),
        f"{text} = {stated.text}",
        verdict,
        f"{text},与印出的 {stated.text} {says}",
    )


def _reached(stated: Mark, years: int) -> Interval:
    """How many times the base is after so many years at the stated yearly growth."""
    return (Interval.exact(1) + stated.values.scaled(Fraction(1, 100))).power(years)


def _on_base(sentence: Sentence, base: Mark) -> Iterator[Finding]:
    now = next((m for m in sentence.levels_before(base) if m.measure == base.measure), None)
    if now is None or ";" in sentence.between(now, base):
        return
    rates = [m for m in sentence.marks if m.sign == PERCENT and m.place > now.place and _GROWTH_LEAD.search(m.clause)]
    stated = next((m for m in rates if m.order in (base.order + 1, base.order - 1)), None)
    cue = _GROWTH_LEAD.search(stated.clause) if stated else None
    if stated is None or cue is None or abs(now.order - base.order) > 2:
        return
    formula = FALL if re.fullmatch(_DOWN, cue.group("way")) else GROWTH
    for found in settle(formula, (now, base), (), stated):
        yield _excused(found, now, sentence)


def _level_of(sentence: Sentence, rise: Mark) -> Mark | None:
    """The figure that has risen: the nearest of its measure before it, an average too."""
    before = (m for m in reversed(sentence.marks) if m.place < rise.place and m.sign == LEVEL and m.measure == rise.measure)
    return next((m for m in before if m.standing not in (Standing.BASE, Standing.CHANGE)), None)


def _by_rise(now: Mark, rise: Mark, stated: Mark) -> Iterator[Finding]:
    growth = _GROWTH_LEAD.search(stated.clause)
    if growth is None or (stated.order > rise.order and ";" in stated.lead) or _YEARLY.search(stated.clause):
        return
    falls = re.search(r"减少|下降|少|降低|减收|减支", rise.clause) is not None
    plain = not now.is_approximate and not rise.is_approximate and now.standing is not Standing.TARGET
    if falls or now.values.lies_above(rise.values):
        formula = FALL_BY_DROP if falls else GROWTH_BY_RISE
        for found in settle(formula, (now, rise) if plain else None, [(now, rise)], stated):
            yield _excused(found, now, None)


def _excused(found: Finding, now: Mark, sentence: Sentence | None) -> Finding:
    """Growth at comparable prices need not follow from the printed levels."""
    named = (sentence.text if sentence else now.lead) + (now.figure.indicator or "")
    if found.verdict is Verdict.FAILS and _COMPARABLE.search(named):
        return with_note(found, "若增速按可比价或可比口径计算,可以与名义值不同,请注明口径。", Verdict.UNVERIFIABLE)
    return found


def _doubled(sentence: Sentence, stated: Mark, base_name: str) -> Iterator[Finding]:
    """翻番 on a base in the same sentence: 由…至…翻, 较目前翻, or with the base of last year after it."""
    levels = [m for m in sentence.marks if m.sign == LEVEL and m.standing is not Standing.CHANGE]
    before, after = [m for m in levels if m.place < stated.place], [m for m in levels if m.place > stated.place]
    if not before:
        return
    now = before[-1]
    bases = [m for m in after[:1] if m.standing is Standing.BASE] + before[-2::-1]
    base = next((m for m in bases if m.measure == now.measure), None)
    if base is None or base.value <= 0:
        return
    said = base.standing is Standing.BASE or re.search("目前|现在|现有", base_name) or re.search("由|从", base.clause)
    found = _doubling(now, base, stated)
    if found.verdict is Verdict.HOLDS or (
        said and not now.is_approximate and not base.is_approximate and base.words & now.words
    ):
        yield found


def _doubling(now: Mark, base: Mark, stated: Mark) -> Finding:
    factor = Fraction(2) ** int(stated.value)
    least = base.values.scaled(factor)
    reaches = not least.lies_above(now.values.scaled(Fraction(21, 20)))
    times = rounded(now.value / base.value, 2)
    verdict = Verdict.HOLDS if reaches else Verdict.FAILS
    says = "相符。" if reaches else f"不符:应不低于 {factor} 倍。请核对。"
    text = f"{now.text} ÷ {base.text} = {times}"
    return Finding(
        "growth", figures_of(now, base, stated), text, verdict, f"{text} 倍,与「翻{stated.text.lstrip(TURNED)}」{says}", times
    )
