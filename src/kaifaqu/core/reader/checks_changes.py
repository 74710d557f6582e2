"""Checks of change: growth on a printed base, from–to, multiples, differences in percentage points, 序时, pull and contribution."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from kaifaqu.core.reader.checks_digits import rounded
from kaifaqu.core.reader.checks_page import (
    CLAUSE,
    DOUBLINGS,
    GAP,
    LEVEL,
    PERCENT,
    POINTS,
    TIMES,
    Mark,
    Page,
    Sentence,
    Standing,
)
from kaifaqu.core.reader.checks_verdict import (
    CONTRIBUTION,
    FALL,
    FALL_BY_DROP,
    GROWTH,
    GROWTH_BY_RISE,
    RISE,
    TIMES_MORE,
    TIMES_OF,
    Finding,
    Formula,
    figures_of,
    judge,
    settle,
    with_note,
)
from kaifaqu.core.reader.intervals import Interval
from kaifaqu.core.reader.model import Verdict

_UP = r"(?:增长|增幅|增速|提高|上升|扩大|上涨|提升|增加|净增|攀升)"
_DOWN = r"(?:下降|减少|降低|回落|下滑|降幅|压减|缩短|压缩|精简|缩减|减幅)"
_FROM_TO = re.compile(
    rf"(?:由|从)({GAP}{{0,16}}?)({LEVEL}){GAP}{{0,14}}?(?:至|到|为)(?:了)?{GAP}{{0,12}}?({LEVEL})"
    rf"{GAP}{{0,8}}?(?P<way>{_UP}|{_DOWN}){GAP}{{0,6}}?({PERCENT}|{TIMES})"
)
_THAN = re.compile(
    rf"({LEVEL}){GAP}{{0,8}}?(?:比|较)(?P<base>{GAP}{{0,18}}?)({LEVEL})(?P<way>{_UP}|{_DOWN}){GAP}{{0,4}}?({PERCENT})"
)
_YEARLY = re.compile("年均|平均每年|复合")
_GROWTH_LEAD = re.compile(rf"(?P<way>{_UP}|{_DOWN})(?:的幅度|幅度)?(?:了|约|近|超过|超|达到|达|为|是)*$")
_TIMES_OF = re.compile(rf"({LEVEL}){GAP}{{0,16}}?(?:是|为|相当于)({GAP}{{0,16}}?)({LEVEL})的({TIMES})")
_DOUBLED = re.compile(r"(?P<base>[^,;]{0,14})翻(?:了)?$")
_HIGHER = r"(?:高于|高出|快于|高|快|提高|上升|提升|多|领先|超过|超|扩大|加快|差)"
_LOWER = r"(?:低于|慢于|低|慢|下降|回落|降低|少|收窄|放缓|落后|欠)"
_RATE_FROM_TO = re.compile(
    rf"(?:由|从){GAP}{{0,14}}?({PERCENT}){GAP}{{0,10}}?(?:至|到|为)(?:了)?{GAP}{{0,8}}?({PERCENT}){GAP}{{0,12}}?(?P<way>{_HIGHER}|{_LOWER})(?:了)?({POINTS})"
)
_BASE_INSIDE = re.compile(
    rf"({PERCENT}),?{CLAUSE}{{0,8}}?(?:(?<![同环])比|较|高于|低于|快于|慢于){CLAUSE}{{0,16}}?({PERCENT})(?P<rest>{CLAUSE}{{0,14}}?)({POINTS})"
)
_POINTS_LEAD = re.compile(rf"(?P<way>{_HIGHER}|{_LOWER})[^,;]{{0,12}}$")
_SCHEDULE = re.compile(r"(?P<way>超|快于|高于|领先|欠|慢于|低于|落后)[^,;]{0,8}?(?:序时|时间)(?:进度)?[^,;]{0,8}?$")
_COMPARABLE = re.compile(r"增加值|生产总值|GDP|可比|同口径|不变价")
_CONTRIBUTION = re.compile(r"贡献率(?:为|达|达到|约|超过)*$")
_PULL = re.compile(r"拉动[^,;]{0,20}$")
MOST_EARLIER = 60
TURNED = "翻了"
NEAR_RISE = 3
"""A rise stands no more than two figures behind its level."""


def check_growth_from_to(page: Page) -> Iterator[Finding]:
    """由2.4亿元增至2.9亿元,增长20.8%; 年均增长 takes the years between the two."""
    for sentence in page.sentences:
        for found, marks in sentence.matches(_FROM_TO):
            base, now, stated = marks[-3:]
            if base.measure == now.measure:
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


def check_differences(page: Page) -> Iterator[Finding]:
    """由8.1%提高到9.3%,提高1.2个百分点; 增长8.6%,比全市5.4%高3.2个百分点."""
    for sentence in page.sentences:
        done = set()
        for _, (base, now, stated) in sentence.matches(_RATE_FROM_TO):
            done.add(stated)
            yield from _difference(now, base, stated)
        for found, (now, base, stated) in sentence.matches(_BASE_INSIDE):
            if stated not in done and _POINTS_LEAD.search(found.group()[: found.start(4) - found.start()]):
                done.add(stated)
                yield from _difference(now, base, stated)
        for stated in sentence.marks:
            if stated.sign == POINTS and stated not in done and _POINTS_LEAD.search(stated.lead):
                yield from _difference_nearby(page, sentence, stated)


def check_schedule(page: Page) -> Iterator[Finding]:
    """完成率92.4%,超序时进度17.4个百分点: against months passed ÷ 12."""
    for sentence in page.sentences:
        for stated in sentence.marks:
            cue = _SCHEDULE.search(stated.lead) if stated.sign == POINTS else None
            if cue:
                yield from _ahead_of_schedule(sentence, stated, cue.group("way"))


def check_contributions(page: Page) -> Iterator[Finding]:
    """拉动工业增长3.1个百分点,贡献率为41.3%: pull ÷ growth of the whole."""
    for sentence in page.sentences:
        for stated in sentence.marks:
            if stated.sign == PERCENT and _CONTRIBUTION.search(stated.lead):
                pulls = [m for m in sentence.marks if m.sign == POINTS and _PULL.search(m.lead)]
                rates = [
                    m for s in (*page.before(sentence, 2), sentence) for m in s.marks if m.sign == PERCENT and m is not stated
                ]
                yield from settle(CONTRIBUTION, None, ((p, r) for p in pulls for r in reversed(rates)), stated)


def check_pulls(page: Page) -> Iterator[Finding]:
    """占比22.5%,增长20.1%,拉动全市(8.3%)4.1个百分点: share last year × growth, from this year's share."""
    for sentence in page.sentences:
        for stated in sentence.marks:
            if stated.sign == POINTS and _PULL.search(stated.lead):
                yield from settle(PULL, None, _pull_triples(page, sentence, stated), stated)


PULL = Formula(
    "pull",
    "{0} × (1 + {2}) ÷ (1 + {1}) × {1}",
    lambda share, growth, whole: share * (whole + 100) / (growth + 100) * growth / 100,
)
"""Share of this year × (1 + growth of the whole) ÷ (1 + growth) × growth, all in percent: the share of last year × growth."""


def _pull_triples(page: Page, sentence: Sentence, stated: Mark) -> Iterator[tuple[Mark, Mark, Mark]]:
    here = [m for m in sentence.marks if m.sign == PERCENT and m.place < stated.place]
    shares = [m for m in here if re.search("占|比重", m.lead)]
    rates = [m for m in here if m not in shares]
    wholes = [m for s in page.before(sentence, 2) for m in reversed(s.marks) if m.sign == PERCENT]
    yield from ((share, rate, whole) for share in shares for rate in rates for whole in [*rates, *wholes] if whole is not rate)


def _from_to(sentence: Sentence, found: re.Match[str], base: Mark, now: Mark, stated: Mark) -> Iterator[Finding]:
    falls = re.fullmatch(_DOWN, found.group("way")) is not None
    if _YEARLY.search(stated.lead):
        yield from _yearly(sentence, base, now, stated)
    elif stated.sign == TIMES:
        yield from settle(TIMES_MORE, (now, base), (), stated)
    else:
        yield from settle(FALL if falls else GROWTH, (now, base), (), stated)


def _yearly(sentence: Sentence, base: Mark, now: Mark, stated: Mark) -> Iterator[Finding]:
    """年均增长: (1 + r) to the years between meets now ÷ base. Silent where the years are not printed."""
    years = [int(year) for year in re.findall(r"(20\d\d)年?", sentence.text[: stated.start - sentence.start])]
    span = max(years) - min(years) if years else 0
    if not 1 < span <= 20:
        return
    reached = (Interval.exact(1) + stated.values.scaled(Fraction(1, 100))).power(span)
    holds = reached.meets(now.values / base.values)
    text = f"({now.text} ÷ {base.text})^(1/{span}) − 1"
    verdict = Verdict.HOLDS if holds else Verdict.UNVERIFIABLE
    says = "相符。" if holds else f"不一致;若年均增长不按 {span} 年计算,请注明起止年份。"
    yield Finding(
        "growth",
        figures_of(base, now, stated),
        f"{text} = {stated.text}",
        verdict,
        f"{text},与印出的 {stated.text} {says}",
    )


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


def _difference(now: Mark, base: Mark, stated: Mark) -> Iterator[Finding]:
    """now − base in 百分点, larger less smaller: the words say which is meant."""
    pair = (now, base) if now.value >= base.value else (base, now)
    yield from settle(RISE, pair, (), stated)


def _difference_nearby(page: Page, sentence: Sentence, stated: Mark) -> Iterator[Finding]:
    here = [m for m in sentence.marks if m.sign == PERCENT and m.place < stated.place]
    there = [m for s in page.before(sentence, 2) for m in reversed(s.marks) if m.sign == PERCENT]
    after = [m for m in sentence.marks if m.sign == PERCENT and m.place > stated.place][:1]
    pairs = [
        (a, b)
        for a in reversed(here)
        for b in [*reversed(here), *after, *(there[:6] if "." in stated.text else [])]
        if b is not a
    ]
    ordered = ((a, b) if a.value >= b.value else (b, a) for a, b in pairs)
    yield from settle(RISE, None, ordered, stated)


def _ahead_of_schedule(sentence: Sentence, stated: Mark, way: str) -> Iterator[Finding]:
    done = next((m for m in reversed(sentence.marks) if m.sign == PERCENT and m.place < stated.place), None)
    months = _months_passed(stated, sentence)
    if done is None or months is None:
        return
    schedule = Fraction(100 * months, 12)
    ahead = done.values - Interval.exact(schedule)
    computed = -ahead if re.match("欠|慢|低|落", way) else ahead
    verdict, reason = judge(computed, stated)
    fits = verdict is not Verdict.FAILS
    clear = _printed_months(stated, sentence) is not None and not done.is_approximate
    text = f"{done.text} − {months}/12 × 100% = {rounded(done.value - schedule, 2)} 个百分点"
    says = (
        f"与印出的 {stated.text} 相符{'(' + reason + ')' if reason else ''}。"
        if fits
        else "与印出的不一致;若序时进度另有下达,请注明。"
    )
    outcome = verdict if fits or clear else Verdict.UNVERIFIABLE
    yield Finding("difference", figures_of(done, stated), text, outcome, f"{text},{says}")


_MONTHS = (
    (re.compile(r"(?:1|一)(?:月份?)?(?:至|到|-|—|–|~)(1[0-2]|[2-9])月"), 1), (re.compile(r"(?:截至|截止)[^,]{0,8}?(1[0-2]|[1-9])月(?:底|末|\d)"), 1),
)  # fmt: skip
_NAMED_MONTHS = {"一季度": 3, "上半年": 6, "半年": 6, "前三季度": 9, "三季度": 9}


def _months_passed(stated: Mark, sentence: Sentence) -> int | None:
    printed = _printed_months(stated, sentence)
    if printed is not None:
        return printed
    if stated.figure.period is not None and stated.figure.period.is_cumulative:
        return stated.figure.period.elapsed[0]
    before = sentence.text[: stated.start - sentence.start]
    return next((months for name, months in _NAMED_MONTHS.items() if name in before), None)


def _printed_months(stated: Mark, sentence: Sentence) -> int | None:
    """The months that the sentence itself prints: 1—10月, 截至4月底."""
    before = sentence.text[: stated.start - sentence.start]
    for pattern, group in _MONTHS:
        if found := pattern.search(before):
            return int(found.group(group))
    return None
