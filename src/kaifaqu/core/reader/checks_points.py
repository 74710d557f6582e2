"""Checks in percentage points: differences of two rates, 序时, pull and contribution."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from kaifaqu.core.reader.checks_digits import rounded
from kaifaqu.core.reader.checks_names import SCOPE, bare_name
from kaifaqu.core.reader.checks_page import CLAUSE, GAP, PERCENT, POINTS, Mark, Page, Sentence
from kaifaqu.core.reader.checks_verdict import CONTRIBUTION, RISE, Finding, Formula, figures_of, judge, settle
from kaifaqu.core.reader.model import Verdict

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
_OVER_SCOPE = re.compile(
    rf"(?P<way>{_HIGHER}|{_LOWER}|比|较)(?P<scope>全国|全省|全市|全州|全县|全盟)(?P<name>[^,;\ue000-\ue006]{{0,14}}?)(?:平均|整体)?(?:水平|增速|增幅)?(?:{_HIGHER}|{_LOWER})?(?:了|约)?$"
)
_RATE_WORD = re.compile(r"(?:同比|平均水平|平均|整体|水平|增速|增幅|增长|完成|下降|为|达到?|的|分别)+")
_ZONE_ALONE = re.compile(r"(?:开发区|高新区|经开区|示范区|园区|新区|全区|我区|全县|我县|产业园)$")
_LAST_YEAR = re.compile(r"上年|去年|同期")
NEAR_SCOPE = 4
"""A rate of 全市 stands no more figures before the zone's."""

_AMOUNT_CHANGES = re.compile(
    r"(?P<name>[^,;。\d]{0,12}?(?:税收|收入|产值|增加值|总值|总额|投资额?|零售额|销售额|进出口|出口额?|进口额?|利润|用电量|产量|余额))"
    r"(?:同比|环比|[比较](?:上年|去年)(?:同期)?)(?:增长|下降|减少|增加)(?:了|约|近)*$"
)
_RATE_NAMED = re.compile(r"率|占|比重|比例|份额|增速|增幅|降幅|涨幅|强度|贡献|拉动|进度|构成|结构|[%]")
"""Where the sentence speaks of rates, a change in points may be meant of them."""
_SHARE_NAMED, _GROWTH_NAMED = re.compile("占|比重|份额"), re.compile("增长|下降|增速|增幅|降幅")
_CONTRIBUTION = re.compile(r"贡献率(?:为|达|达到|约|超过)*$")
_PULL = re.compile(r"拉动[^,;]{0,20}$")
PULL = Formula(
    "pull",
    "{0} × (1 + {2}) ÷ (1 + {1}) × {1}",
    lambda share, growth, whole: share * (whole + 100) / (growth + 100) * growth / 100,
)
"""Share of this year × (1 + growth of the whole) ÷ (1 + growth) × growth, all in percent: the share of last year × growth."""


_MONTHS = (
    (re.compile(r"(?:1|一)(?:月份?)?(?:至|到|-|—|–|~)(1[0-2]|[2-9])月"), 1), (re.compile(r"(?:截至|截止)[^,]{0,8}?(1[0-2]|[1-9])月(?:底|末|\d)"), 1),
)  # fmt: skip
_NAMED_MONTHS = {"一季度": 3, "上半年": 6, "半年": 6, "前三季度": 9, "三季度": 9}


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


def check_points_of_amounts(page: Page) -> Iterator[Finding]:
    """税收同比下降3.2个百分点: an amount grows in percent; percentage points are the difference of two rates."""
    for sentence in page.sentences:
        for stated in sentence.marks:
            amount = _AMOUNT_CHANGES.search(stated.clause) if stated.sign == POINTS else None
            if amount is None or _RATE_NAMED.search(sentence.text[: stated.start - sentence.start]):
                continue
            number = stated.text.removesuffix("个百分点").removesuffix("百分点")
            says = (
                f"「{amount['name']}」是总量，增减应以百分数表示；「百分点」只用于两个百分数之差。"
                f"请核对应为 {number}%，还是指增速相差 {stated.text}。"
            )
            yield Finding("unit", figures_of(stated), f"{amount.group()}{stated.text}", Verdict.FAILS, says)


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


def _pull_triples(page: Page, sentence: Sentence, stated: Mark) -> Iterator[tuple[Mark, Mark, Mark]]:
    here = [m for m in sentence.marks if m.sign == PERCENT and m.place < stated.place]
    shares = [m for m in here if re.search("占|比重", m.lead)]
    rates = [m for m in here if m not in shares]
    wholes = [m for s in page.before(sentence, 2) for m in reversed(s.marks) if m.sign == PERCENT]
    yield from ((share, rate, whole) for share in shares for rate in rates for whole in [*rates, *wholes] if whole is not rate)


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
        if b is not a and _comparable(a, b)
    ]
    ordered = ((a, b) if a.value >= b.value else (b, a) for a, b in pairs)
    sure = _rate_and_scope(here, [*here, *there], stated) or _share_and_last_year(here, stated)
    yield from settle(RISE, sure, ordered, stated)


def _comparable(a: Mark, b: Mark) -> bool:
    """False for a share and a growth rate: no change in points lies between them."""
    return {_sort_of(a), _sort_of(b)} != {"share", "growth"}


def _sort_of(mark: Mark) -> str:
    if _SHARE_NAMED.search(mark.lead):
        return "share"
    return "growth" if _GROWTH_NAMED.search(mark.lead) else ""


def _rate_and_scope(here: Sequence[Mark], all_rates: Sequence[Mark], stated: Mark) -> tuple[Mark, Mark] | None:
    """高于全市平均水平8.8个百分点: the rate right before, and the one rate printed of 全市, both of one thing."""
    cue = _OVER_SCOPE.search(stated.clause)
    now = here[-1] if here else None
    if cue is None or now is None or now.order != stated.order - 1 or ";" in stated.lead or SCOPE.search(now.clause):
        return None
    bases = [m for m in all_rates if m is not now and cue.group("scope") in m.lead and now.order - m.order <= NEAR_SCOPE]
    if len(bases) != 1 or bases[0].is_approximate or not _of_one_thing(now, bases[0], cue.group("name")):
        return None
    return (now, bases[0]) if re.match(_HIGHER, cue.group("way")) else (bases[0], now)


def _of_one_thing(now: Mark, base: Mark, name: str) -> bool:
    """True when the two rates, and what 全市 is compared in, are of one thing; a rate without a name of its own is of the other's."""
    own, other = bare_name(_RATE_WORD.sub("", now.clause)), _RATE_WORD.sub("", SCOPE.sub("", base.clause))
    said = _RATE_WORD.sub("", name)
    return (len(own) < 2 or own[-2:] == other[-2:] or _ZONE_ALONE.search(own) is not None) and (not said or said in other)


def _share_and_last_year(here: Sequence[Mark], stated: Mark) -> tuple[Mark, Mark] | None:
    """占比46.2%,上年同期为41.5%,提高4.7个百分点: two neighbours, one of them last year's."""
    if len(here) < 2 or here[-1].order != stated.order - 1 or here[-2].order != stated.order - 2:
        return None
    now, base = here[-2], here[-1]
    told = _LAST_YEAR.search(base.clause) and not SCOPE.search(stated.clause) and not any(m.is_approximate for m in (now, base))
    return None if not told else (base, now) if re.search(_LOWER, stated.clause) else (now, base)


def _ahead_of_schedule(sentence: Sentence, stated: Mark, way: str) -> Iterator[Finding]:
    done = next((m for m in reversed(sentence.marks) if m.sign == PERCENT and m.place < stated.place), None)
    months = _months_passed(stated, sentence)
    if done is None or months is None:
        return
    schedule, behind = Fraction(100 * months, 12), re.match("欠|慢|低|落", way) is not None
    ahead = schedule - done.value if behind else done.value - schedule
    verdict, reason = judge(schedule - done.values if behind else done.values - schedule, stated, ahead)
    terms = (f"{months}/12 × 100%", done.text) if behind else (done.text, f"{months}/12 × 100%")
    text = f"{terms[0]} − {terms[1]} = {rounded(abs(done.value - schedule), 2)} 个百分点"
    if verdict is not Verdict.FAILS:
        says = f"与印出的 {stated.text} 相符{'(' + reason + ')' if reason else ''}。"
    else:
        says = f"与印出的 {stated.text} 不一致;若序时进度另有下达,请注明。"
        clear = _printed_months(stated, sentence) is not None and not done.is_approximate
        verdict = Verdict.FAILS if clear else Verdict.UNVERIFIABLE
    yield Finding("difference", figures_of(done, stated), text, verdict, f"{text},{says}")


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
