"""Checks of change: growth on a printed base, from–to, multiples, differences in percentage points, 序时, pull and contribution."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from kaifaqu.core.reader.checks_digits import rounded
from kaifaqu.core.reader.checks_page import DOUBLINGS, GAP, LEVEL, PERCENT, POINTS, TIMES, Mark, Page, Sentence
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
    judge,
    settle,
    with_note,
)
from kaifaqu.core.reader.intervals import Interval
from kaifaqu.core.reader.model import Verdict

_UP = r"(?:增长|增幅|增速|提高|上升|扩大|上涨|提升|增加|净增|攀升)"
_DOWN = r"(?:下降|减少|降低|回落|下滑|降幅|压减|缩短|压缩)"
_FROM_TO = re.compile(
    rf"(?:由|从)({GAP}{{0,16}}?)({LEVEL}){GAP}{{0,14}}?(?:至|到|为)(?:了)?(?:约|近|超|{GAP}{{0,10}}?的)?({LEVEL})"
    rf"{GAP}{{0,8}}?(?P<way>{_UP}|{_DOWN}){GAP}{{0,6}}?({PERCENT}|{TIMES})"
)
_YEARLY = re.compile("年均|平均每年|复合")
_BASE_BEFORE = re.compile(r"(?:去年|上年|前年|年初)(?:同期|同月|底|末)?[^,;]{0,12}$|同期[^,;]{0,8}$")
_GROWTH_LEAD = re.compile(
    rf"(?:同比|比上年|较上年|比去年|较去年|增速|同期|,|\()?[^,;]{{0,8}}?(?P<way>{_UP}|{_DOWN})(?:了|约|近|超|达|为|达到)*$"
)
_RISE_LEAD = re.compile(
    r"(?:比|较|同比)[^,;]{0,14}(?P<way>增加|增长|净增|多|新增|减少|下降|少)(?:了|约|近|超|达|到位|收入|产值|投资)*$|^,(?:净)?增(?:加|长)?(?:了)?$"
)
_TIMES_OF = re.compile(rf"({LEVEL}){GAP}{{0,16}}?(?:是|为|相当于)({GAP}{{0,16}}?)({LEVEL})的({TIMES})")
_DOUBLED = re.compile(
    rf"(?:由|从){GAP}{{0,16}}?({LEVEL}){GAP}{{0,14}}?(?:至|到){GAP}{{0,8}}?({LEVEL}){GAP}{{0,12}}?(?:翻|实现翻)({DOUBLINGS})"
)
_HIGHER = r"(?:高于|高出|快于|高|快|提高|上升|提升|多|领先|超过|超|扩大|加快)"
_LOWER = r"(?:低于|慢于|低|慢|下降|回落|降低|少|收窄|放缓|落后|欠)"
_RATE_FROM_TO = re.compile(
    rf"(?:由|从){GAP}{{0,14}}?({PERCENT}){GAP}{{0,10}}?(?:至|到|为)(?:了)?{GAP}{{0,8}}?({PERCENT}){GAP}{{0,12}}?(?P<way>{_HIGHER}|{_LOWER})(?:了)?({POINTS})"
)
_BASE_INSIDE = re.compile(
    rf"({PERCENT})(?:{GAP}{{0,12}}?)(?:比|较|高于|低于|快于|慢于)(?:{GAP}{{0,16}}?)({PERCENT})(?P<rest>{GAP}{{0,14}}?)({POINTS})"
)
_POINTS_LEAD = re.compile(rf"(?P<way>{_HIGHER}|{_LOWER})[^,;]{{0,12}}$")
_SCHEDULE = re.compile(r"(?P<way>超|快于|高于|领先|欠|慢于|低于|落后)[^,;]{0,8}?(?:序时|时间)(?:进度)?[^,;]{0,8}?$")
_COMPARABLE = re.compile(r"增加值|生产总值|GDP|可比|同口径|固定资产投资|投资")
_CONTRIBUTION = re.compile(r"贡献率(?:为|达|达到|约|超过)*$")
_PULL = re.compile(r"拉动[^,;]{0,20}$")


def check_growth_from_to(page: Page) -> Iterator[Finding]:
    """由2.4亿元增至2.9亿元,增长20.8%; 年均增长 takes the years between the two."""
    for sentence in page.sentences:
        for found, marks in sentence.matches(_FROM_TO):
            base, now, stated = marks[-3:]
            if base.measure == now.measure:
                yield from _from_to(sentence, found, base, now, stated)


def check_growth_on_base(page: Page) -> Iterator[Finding]:
    """完成2.9亿元,上年同期2.41亿元,增长20.2%: against the base that the sentence prints."""
    for sentence in page.sentences:
        for base in sentence.marks:
            if base.sign == LEVEL and _BASE_BEFORE.search(base.lead):
                yield from _on_base(sentence, base)


def check_growth_by_rise(page: Page) -> Iterator[Finding]:
    """完成2.9亿元,比上年增加0.5亿元,增长20.8%: the rise against the level less the rise."""
    for sentence in page.sentences:
        marks = sentence.marks
        for now, rise, stated in zip(marks, marks[1:], marks[2:], strict=False):
            if (now.sign, rise.sign, stated.sign) == (LEVEL, LEVEL, PERCENT) and now.measure == rise.measure:
                yield from _by_rise(now, rise, stated)


def check_multiples(page: Page) -> Iterator[Finding]:
    """是2019年50亿元的3.2倍; 由3亿元增至12亿元,翻两番."""
    for sentence in page.sentences:
        for _, marks in sentence.matches(_TIMES_OF):
            now, base, stated = marks[0], marks[-2], marks[-1]
            if now.measure == base.measure:
                yield from settle(TIMES_OF, (now, base), (), stated)
        for _, (base, now, stated) in sentence.matches(_DOUBLED):
            if now.measure == base.measure:
                yield _doubling(now, base, stated)


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


def _pull(share: Interval, growth: Interval, whole: Interval) -> Interval:
    """Share of this year × (1 + growth of the whole) ÷ (1 + growth) × growth, all in percent."""
    one, percent = Interval.exact(1), Fraction(1, 100)
    return share * (one + whole.scaled(percent)) / (one + growth.scaled(percent)) * growth.scaled(percent)


PULL = Formula("pull", "{0} × (1 + {2}) ÷ (1 + {1}) × {1}", _pull)


def _pull_triples(page: Page, sentence: Sentence, stated: Mark) -> Iterator[tuple[Mark, Mark, Mark]]:
    here = [m for m in sentence.marks if m.sign == PERCENT and m.place < stated.place]
    shares = [m for m in here if re.search("占|比重", m.lead)]
    rates = [m for m in here if m not in shares]
    wholes = [m for s in reversed(page.before(sentence, 2)) for m in reversed(s.marks) if m.sign == PERCENT]
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
    text = f"({now.figure.text} ÷ {base.figure.text})^(1/{span}) − 1"
    verdict = Verdict.HOLDS if holds else Verdict.UNVERIFIABLE
    says = "相符。" if holds else f"不一致;若年均增长不按 {span} 年计算,请注明起止年份。"
    yield Finding(
        "growth",
        (base.figure, now.figure, stated.figure),
        f"{text} = {stated.figure.text}",
        verdict,
        f"{text},与印出的 {stated.figure.text} {says}",
    )


def _on_base(sentence: Sentence, base: Mark) -> Iterator[Finding]:
    now = next(
        (m for m in reversed(sentence.marks) if m.place < base.place and m.sign == LEVEL and m.measure == base.measure), None
    )
    stated = next((m for m in sentence.marks if m.place > base.place and m.sign == PERCENT), None)
    cue = _GROWTH_LEAD.search(stated.lead) if stated else None
    if now is None or stated is None or cue is None:
        return
    formula = FALL if re.fullmatch(_DOWN, cue.group("way")) else GROWTH
    for found in settle(formula, (now, base), (), stated):
        yield _excused(found, now, sentence)


def _by_rise(now: Mark, rise: Mark, stated: Mark) -> Iterator[Finding]:
    cue, growth = _RISE_LEAD.search(rise.lead), _GROWTH_LEAD.search(stated.lead)
    if cue is None or growth is None or now.is_approximate or ";" in rise.lead + stated.lead:
        return
    falls = cue.group("way") in ("减少", "下降", "少")
    formula = FALL_BY_DROP if falls else GROWTH_BY_RISE
    if now.values.lies_above(rise.values) or falls:
        yield from settle(formula, (now, rise), (), stated)


def _excused(found: Finding, now: Mark, sentence: Sentence) -> Finding:
    """Growth at comparable prices or on a revised base need not follow from the printed levels."""
    named = sentence.text[: now.start - sentence.start] + (now.figure.indicator or "")
    if found.verdict is Verdict.FAILS and _COMPARABLE.search(named):
        return with_note(found, "若增速按可比价或可比口径计算,可以与名义值不同,请注明口径。", Verdict.UNVERIFIABLE)
    return found


def _doubling(now: Mark, base: Mark, stated: Mark) -> Finding:
    factor = Fraction(2) ** int(stated.figure.value or Decimal(1))
    least = base.values.scaled(factor)
    reaches = not least.lies_above(now.values.scaled(Fraction(21, 20)))
    times = rounded(Fraction(now.figure.value or 0) / Fraction(base.figure.value or 1), 2)
    verdict = Verdict.HOLDS if reaches else Verdict.FAILS
    says = "相符。" if reaches else f"不到 {factor} 倍。请核对。"
    text = f"{now.figure.text} ÷ {base.figure.text} = {times}"
    return Finding(
        "growth",
        (base.figure, now.figure, stated.figure),
        text,
        verdict,
        f"{text} 倍,与「翻{stated.figure.text}」{says}",
        times,
    )


def _difference(now: Mark, base: Mark, stated: Mark) -> Iterator[Finding]:
    """now − base in 百分点, larger less smaller: the words say which is meant."""
    pair = (now, base) if (now.figure.value or 0) >= (base.figure.value or 0) else (base, now)
    yield from settle(RISE, pair, (), stated)


def _difference_nearby(page: Page, sentence: Sentence, stated: Mark) -> Iterator[Finding]:
    here = [m for m in sentence.marks if m.sign == PERCENT and m.place < stated.place]
    there = [m for s in reversed(page.before(sentence, 2)) for m in reversed(s.marks) if m.sign == PERCENT]
    after = [m for m in sentence.marks if m.sign == PERCENT and m.place > stated.place][:1]
    pairs = [(a, b) for a in reversed(here) for b in [*reversed(here), *after, *there[:6]] if b is not a]
    ordered = ((a, b) if (a.figure.value or 0) >= (b.figure.value or 0) else (b, a) for a, b in pairs)
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
    text = f"{done.figure.text} − {months}/12 × 100% = {rounded(Fraction(done.figure.value or 0) - schedule, 2)} 个百分点"
    says = (
        f"与印出的 {stated.figure.text} 相符{'(' + reason + ')' if reason else ''}。"
        if fits
        else "与印出的不一致;若序时进度另有下达,请注明。"
    )
    outcome = verdict if fits else Verdict.UNVERIFIABLE
    yield Finding("difference", (done.figure, stated.figure), text, outcome, f"{text},{says}")


_MONTHS = (
    (re.compile(r"(?:1|一)(?:月份?)?(?:至|到|-|—|–|~)(1[0-2]|[2-9])月"), 1), (re.compile(r"(?:截至|截止)[^,]{0,8}?(1[0-2]|[1-9])月(?:底|末|\d)"), 1),
)  # fmt: skip
_NAMED_MONTHS = {"一季度": 3, "上半年": 6, "半年": 6, "前三季度": 9, "三季度": 9}


def _months_passed(stated: Mark, sentence: Sentence) -> int | None:
    if stated.figure.period is not None and stated.figure.period.is_cumulative:
        return stated.figure.period.elapsed[0]
    before = sentence.text[: stated.start - sentence.start]
    for pattern, group in _MONTHS:
        if found := pattern.search(before):
            return int(found.group(group))
    return next((months for name, months in _NAMED_MONTHS.items() if name in before), None)
