"""Checks of completions and of rates: 完成目标的…, 开工率, 到位率."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kaifaqu.core.reader.checks_names import is_plain, is_same_name
from kaifaqu.core.reader.checks_page import PERCENT, Mark, Page, Sentence, Standing, thing_after
from kaifaqu.core.reader.checks_ratios import MOST_EARLIER, VALUE_VERB, Pair, next_levels, pairs_of_levels, percents_of
from kaifaqu.core.reader.checks_verdict import SHARE, Finding, Formula, recompute, settle
from kaifaqu.core.reader.model import ReadRole

_COMPLETION = re.compile(
    r"(?:完成|占|为|达到?|实现|相当于)(?:了)?[^,;、]{0,14}?(?:目标|计划|任务|预算|指标)(?:数|值|任务|目标|额|总额|投资|总投资)?(?:的|之)?"
    rf"{VALUE_VERB}$|(?:完成率|完成比例|计划进度){VALUE_VERB}$"
)
MOST_OVER = 3
"""More than so many times what there is to reach is no slip of the pen, but a figure of something else."""
FAR = 80
"""How many figures up the article a goal is looked for."""

_SHORTER = re.compile(r"季度|半年|\d月|本月|当月|五年|十四五|总投资")
_RATE = re.compile(rf"(?P<stem>[\u4e00-\u9fff]{{1,8}}?)(?:率|面)(?:也|已|均)?{VALUE_VERB}$")
_USED_UP = re.compile(r"(?:目标|任务|计划|预算)*的$")
_RATES = re.compile(rf"(?:[\u4e00-\u9fff]{{2,8}}率[、和与及])+[\u4e00-\u9fff]{{2,8}}率(?:分别|依次)?{VALUE_VERB}$")
_NO_RATE = re.compile(
    r"(?:增长|增|贡献|税|失业|汇|周转|同比|年均|城镇化|出生|死亡|恩格尔|容积|占有|完成|方|全|层|平均利|年利|利)$"
)
_STEMS = (
    "开工", "到位", "投产", "竣工", "履约", "达效", "签约", "落地", "办结", "入库", "注册", "转化", "入驻", "达产", "建成", "交付",
    "受理", "就业", "启动", "支出", "执行", "销售", "出租", "覆盖", "盘活", "整治", "处置", "合格", "亏损", "利用", "化解", "整改",
)  # fmt: skip
_REACHED = re.compile(r"^(?:和|,|、|\(|其中|已经|已|实际|现|目前|均|的|有|为|共|完成|实现|累计|中|了|顺利)*")
_WHOLE_COST = re.compile("总投资|投资总额|总规模")
"""计划总投资: what projects cost until they stand, and no goal of a year."""
_ANYTHING = ("资金", "项目", "企业", "任务", "投资")


_REMAINING = Formula("ratio", "1 − {0} ÷ {1}", lambda part, whole: (1 - part / whole) * 100)
_NAMED_RATES = (
    (
        re.compile(rf"(?:营业|主营业务|销售)?收入利润率{VALUE_VERB}$|(?<!成本)(?<!投资)利润率{VALUE_VERB}$"),
        re.compile(r"利润(?:总额)?(?:为|达|完成|实现)*$"),
        re.compile(r"(?:营业|主营业务|销售)收入(?:为|达|完成|实现)*$"),
        SHARE,
    ),
    (re.compile(rf"资产负债率{VALUE_VERB}$"), re.compile("(?:负债总额|总负债)(?:为|达)*$"), re.compile("(?:资产总额|总资产)(?:为|达)*$"), SHARE),
    (re.compile(rf"资产负债率{VALUE_VERB}$"), re.compile("净资产(?:为|达)*$"), re.compile("(?:资产总额|总资产)(?:为|达)*$"), _REMAINING),
)  # fmt: skip
"""What a rate divides by what, where its name says it: (rate, part, whole, formula)."""


def check_completions(page: Page) -> Iterator[Finding]:
    """完成年度目标的45.6%, 目标完成率45.6%: actual ÷ target."""
    for sentence in page.sentences:
        for stated in percents_of(sentence):
            if _COMPLETION.search(stated.clause):
                yield from _completion(page, sentence, stated)


def check_rates(page: Page) -> Iterator[Finding]:
    """开工率47%, 资金到位率12.64%: those that reached a stage ÷ all."""
    for sentence in page.sentences:
        for stated in percents_of(sentence):
            listed = _RATES.search(stated.clause)
            if listed:
                yield from _rates_in_a_list(page, sentence, stated, re.findall(r"([^、和与及]+)率", listed.group()))
                continue
            cue = _RATE.search(stated.clause)
            if cue and not _NO_RATE.search(cue.group("stem")):
                yield from _rate(page, sentence, stated, cue.group("stem"))


def check_named_rates(page: Page) -> Iterator[Finding]:
    """营业收入786亿元,利润总额52.8亿元,营业收入利润率6.71%: rates whose names say of what."""
    for sentence in page.sentences:
        for stated in percents_of(sentence):
            for cue, part_name, whole_name, formula in _NAMED_RATES:
                if cue.search(stated.clause):
                    yield from _named_rate(page, sentence, stated, part_name, whole_name, formula)


def _named_rate(
    page: Page, sentence: Sentence, stated: Mark, part_name: re.Pattern[str], whole_name: re.Pattern[str], formula: Formula
) -> Iterator[Finding]:
    """Sure where the paragraph prints one figure of each name before the rate."""
    near = [m for s in (sentence, *page.before(sentence, 2)) for m in s.levels if m.start < stated.start and is_plain(m)]
    parts, wholes = ([m for m in near if name.search(m.clause)] for name in (part_name, whole_name))
    if len(parts) != 1 or len(wholes) != 1 or parts[0] is wholes[0]:
        return
    if parts[0].measure == wholes[0].measure and parts[0].figure.period == wholes[0].figure.period:
        yield recompute(formula, (parts[0], wholes[0]), stated)


def _completion(page: Page, sentence: Sentence, stated: Mark) -> Iterator[Finding]:
    own, earlier = sentence.levels_before(stated), page.earlier_levels(sentence, MOST_EARLIER)
    levels = [*own, *earlier]
    targets = [m for m in [*levels, *next_levels(page, sentence, stated)] if m.standing is Standing.TARGET]
    actuals = [mark for mark in own if mark.standing is Standing.LEVEL][:3] or earlier[:2]
    pairs = [(actual, target) for actual in actuals for target in targets if actual.measure == target.measure]
    pairs += [(a, t) for a in actuals[:1] for t in levels if t is not a and t.measure == a.measure and t not in targets]
    sure = _sure_completion(page, sentence, own, targets) or _target_of_the_name(page, sentence, own, stated)
    yield from settle(SHARE, sure, pairs, stated)


def _sure_completion(page: Page, sentence: Sentence, own: Sequence[Mark], targets: Sequence[Mark]) -> Pair | None:
    """The actual right before and the one target of its name, with no other figure of the measure between the two."""
    if not own or own[0].standing is not Standing.LEVEL or own[0].is_approximate:
        return None
    actual, start = own[0], min([s.start for s in page.before(sentence)] + [sentence.start])
    near = [t for t in targets if t.start >= start and t.measure == actual.measure and not _WHOLE_COST.search(t.clause)]
    named = [t for t in near if t.words & actual.words and not t.is_approximate and not _USED_UP.match(t.tail)]
    if len(near) != 1 or not named:
        return None
    first, last = sorted((named[0].order, actual.order))
    between = [
        m for s in (sentence, *page.before(sentence)) for m in s.marks if first < m.order < last and m.measure == actual.measure
    ]
    return None if between or "其中" in actual.lead else (actual, named[0])


def _target_of_the_name(page: Page, sentence: Sentence, own: Sequence[Mark], stated: Mark) -> Pair | None:
    """The one target printed in the article for what the sentence calls by the same name; a quarter's goal is not the year's."""
    if not own or not is_plain(own[0]) or _SHORTER.search(stated.clause) or own[0].order != stated.order - 1:
        return None
    named = [t for t in page.earlier_levels(sentence, FAR) if t.standing is Standing.TARGET and t.measure == own[0].measure]
    same = [t for t in named if is_same_name(t, own[0]) and not t.is_approximate and not _SHORTER.search(t.clause)]
    return (own[0], same[0]) if len({t.value for t in same}) == 1 else None


def _rate(page: Page, sentence: Sentence, stated: Mark, stem: str) -> Iterator[Finding]:
    own, earlier = sentence.levels_before(stated), page.earlier_levels(sentence, MOST_EARLIER)
    after = next_levels(page, sentence, stated)
    verb = next((word for word in _STEMS if stem.endswith(word)), stem[-2:])
    reached = [m for m in [*own, *after[:2]] if verb in m.clause + (thing_after(m.tail) if m.is_count else "")]
    parts = list(dict.fromkeys([*own[:1], *reached, *own[1:2], *after[:1], *[m for m in earlier[:6] if verb in m.clause]]))
    yield from settle(
        SHARE, _sure_rate(page, sentence, stated, own, verb, stem), pairs_of_levels(parts, [*own, *earlier, *after[:1]]), stated
    )


def _rates_in_a_list(page: Page, sentence: Sentence, first: Mark, stems: Sequence[str]) -> Iterator[Finding]:
    """履约率、开工率分别为98.8%、90%: each rate in its place; never sure."""
    following = [m for m in sentence.marks if first.order <= m.order < first.order + len(stems) and m.sign == PERCENT]
    levels = [*sentence.levels_before(first), *page.earlier_levels(sentence, MOST_EARLIER)]
    for stem, stated in zip(stems, following, strict=False):
        verb = next((word for word in _STEMS if stem.endswith(word)), stem[-2:])
        parts = [m for m in levels if verb in m.clause + (thing_after(m.tail) if m.is_count else "")]
        yield from settle(SHARE, None, pairs_of_levels(parts[:3], levels), stated)


def _sure_rate(page: Page, sentence: Sentence, stated: Mark, own: Sequence[Mark], verb: str, stem: str) -> Pair | None:
    """收集诉求587件,已办结551件,办结率…: two figures of one measure, the second with the verb and no noun of its own."""
    part = own[0] if own else None
    if (
        part is None
        or part.is_approximate
        or (part.standing is not Standing.LEVEL and part.figure.role is not ReadRole.ACTUAL)
        or sentence.between(part, stated).count(",") > 1
    ):
        return None
    same = [m for m in own if m.measure == part.measure and ";" not in sentence.between(m, stated)]
    if len(same) == 1:
        return _of_sentence_before(page, sentence, part, verb)
    if not same or same[1].is_approximate or part.value > MOST_OVER * same[1].value:
        return None
    divided = same[1].order == part.order - 1 and "中" in sentence.between(same[1], part)
    if len(same) > 2 and not divided:
        return None
    between = sentence.between(same[1], part)
    alone = (
        "" if not re.search("[,、]", between) or part.clause.endswith("等") else _REACHED.sub("", part.clause).replace(verb, "")
    )
    reached = verb in part.clause or (part.is_count and verb in thing_after(part.tail))
    named = not alone or alone in _ANYTHING or (alone in stem and same[1].is_called(alone))
    return (part, same[1]) if reached and named else None


def _of_sentence_before(page: Page, sentence: Sentence, part: Mark, verb: str) -> Pair | None:
    """新建项目共185个。…开工建设160个,开工率…: the one count of projects that the sentence before opens with."""
    if not part.is_count or verb not in part.clause or _REACHED.sub("", part.clause).replace(verb, "") not in ("", "建设"):
        return None
    counts = [m for s in page.before(sentence, 1) for m in s.levels if m.measure == part.measure]
    whole = counts[0] if len(counts) == 1 else None
    if whole is None or not is_plain(whole) or part.value > whole.value or "项目" not in whole.clause + thing_after(whole.tail):
        return None
    return part, whole
