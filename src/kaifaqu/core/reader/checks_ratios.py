"""Checks of one figure as a share of another: 占…比重, 占比, 完成目标的…, …率."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from kaifaqu.core.reader.checks_page import GAP, LEVEL, PERCENT, Mark, Page, Sentence, Standing, pairs_of, thing_after
from kaifaqu.core.reader.checks_verdict import SHARE, Finding, agrees, recompute, settle, sum_of
from kaifaqu.core.reader.intervals import Interval
from kaifaqu.core.reader.model import Verdict

MOST_EARLIER = 24
"""How many figures before its sentence a share's whole is looked for among."""

ENOUGH_OTHERS = 2

NEAR_ENOUGH_TO_NAME = 10
"""How many of them may be the whole that a name alone points to, when nothing holds."""

Pair = tuple[Mark, Mark]

_VALUE_VERB = r"(?:约|近|超过|超|突破|首次|也|已|均|仅|就|到了|到|了|为|是|达到|达|只有|分别|依次|各)*"
_SHARE = re.compile(
    rf"(?P<part>[^,;、]{{0,24}}?)占(?!地|用)(?:了)?(?P<whole>[^,;、占]{{0,22}}?)(?:的|之)?(?:比重|比例|比|份额)?(?:的)?{_VALUE_VERB}$"
)
_SHARE_WORD = re.compile(rf"(?:所占比重|占比|比重|所占比例|所占份额|比例|占){_VALUE_VERB}$")
_SHARE_OF_NAMED = re.compile(r"占[^,;、占]{2,22}(?:的|比重|比例)")
_SHARE_LIST = re.compile(r"(?:占比|比重|所占比例)?(?:分别|依次|各)(?:为|是|达|达到)?$|(?:分别|依次|各)占[^,;、]{0,16}$")
_CHANGING = re.compile(r"提高|上升|下降|回落|提升|降低|由|从|比上年|较上年|同比")
_WHOLE_INSIDE = re.compile(
    rf"(?:占|完成|达到?|为|是|相当于)(?P<name>{GAP}{{0,22}}?)({LEVEL})(?P<of>[^\ue000-\ue006由从重,;]{{0,8}}?)(?:的|之)(?:比重为|比例为)?({PERCENT})"
)
_SHARE_RISING = re.compile(
    rf"占{GAP}{{0,22}}?({LEVEL})的?(?:比重|比例|份额){GAP}{{0,8}}?{PERCENT}{GAP}{{0,10}}?(?:至|到|为)(?:了)?{GAP}{{0,4}}?({PERCENT})"
)
_COMPLETION = re.compile(
    r"(?:完成|占|为|达到?|实现|相当于)(?:了)?[^,;、]{0,14}?(?:目标|计划|任务|预算|指标)(?:数|值|任务|目标|额|总额|投资|总投资)?(?:的|之)?"
    rf"{_VALUE_VERB}$|(?:完成率|完成比例|计划进度){_VALUE_VERB}$"
)
_RATE = re.compile(rf"(?P<stem>[\u4e00-\u9fff]{{1,8}}?)(?:率|面)(?:也|已|均)?{_VALUE_VERB}$")
_USED_UP = re.compile(r"(?:目标|任务|计划|预算)*的$")
_RATES = re.compile(rf"(?:[\u4e00-\u9fff]{{2,8}}率[、和与及])+[\u4e00-\u9fff]{{2,8}}率(?:分别|依次)?{_VALUE_VERB}$")
_NO_RATE = re.compile(
    r"(?:增长|增|贡献|税|失业|汇|周转|同比|年均|城镇化|出生|死亡|恩格尔|容积|占有|完成|方|全|层|平均利|年利|利)$"
)
_STEMS = (
    "开工", "到位", "投产", "竣工", "履约", "达效", "签约", "落地", "办结", "入库", "注册", "转化", "入驻", "达产", "建成", "交付",
    "受理", "就业", "启动", "支出", "执行", "销售", "出租", "覆盖", "盘活", "整治", "处置", "合格", "亏损", "利用", "化解", "整改",
)  # fmt: skip
_REACHED = re.compile(r"^(?:和|,|、|\(|其中|已经|已|实际|现|目前|均|的|有|为|共|完成|实现|累计|中|了|顺利)*")
_ANYTHING = ("资金", "项目", "企业", "任务", "投资")
_SCOPE = re.compile(r"全国|全省|全市|全州|全县|全区|全旗|全盟|我国|我省|我市|全自治区")
_VERB_END = re.compile(r"(?:累计)?(?:完成|实现|达到|达|为|共|约|总额|总量|额)*$")
_WHOLE_NOISE = re.compile(r"^(?:全部|总|其|该|整个)+|(?:的|总量|总数|总额|总值|总计|数|量|完成额)+$")


def check_shares(page: Page) -> Iterator[Finding]:
    """占工业投资比重为92.4%, 占比12%, 占总数的三成: part ÷ whole; one of several on one whole follows the others."""
    for sentence in page.sentences:
        found: dict[Mark, list[Finding]] = {}
        for stated in _percents(sentence):
            cue = _SHARE.search(stated.clause)
            if (cue and _CHANGING.search(cue.group("whole"))) or not (cue or _SHARE_WORD.search(stated.clause)):
                continue
            found[stated] = list(_share(page, sentence, stated, cue))
        whole = _whole_of_most(page, sentence, found) if len(found) > ENOUGH_OTHERS else None
        for stated, findings in found.items():
            yield from _like_the_others(sentence, stated, findings, whole)


def check_lists_of_shares(page: Page) -> Iterator[Finding]:
    """A、B、C分别为a、b、c,占比分别为x%、y%、z%: each share on the figure in its place."""
    for sentence in page.sentences:
        for first in _percents(sentence):
            if _SHARE_LIST.search(first.clause) and re.search("占|比重", first.clause):
                yield from _share_list(page, sentence, first)


def check_shares_with_whole_inside(page: Page) -> Iterator[Finding]:
    """88.2亿元,占年度计划120.5亿元的73.2%: the whole stands between the cue and the share."""
    for sentence in page.sentences:
        for found, (whole, stated) in [*sentence.matches(_WHOLE_INSIDE), *sentence.matches(_SHARE_RISING)]:
            parts = [m for m in sentence.levels_before(whole) if m.measure == whole.measure and m.standing is Standing.LEVEL]
            bound = found.group().startswith("占") or re.search("目标|计划|任务|预算", found.group())
            sure = parts[0] if parts and bound and ";" not in sentence.between(parts[0], whole) else None
            others = (
                (part, whole)
                for part in [*parts, *page.earlier_levels(sentence, MOST_EARLIER)]
                if part.measure == whole.measure
            )
            yield from settle(SHARE, (sure, whole) if sure and not sure.is_approximate else None, others, stated)


def check_completions(page: Page) -> Iterator[Finding]:
    """完成年度目标的45.6%, 目标完成率45.6%: actual ÷ target."""
    for sentence in page.sentences:
        for stated in _percents(sentence):
            if _COMPLETION.search(stated.clause):
                yield from _completion(page, sentence, stated)


def check_rates(page: Page) -> Iterator[Finding]:
    """开工率47%, 资金到位率12.64%: those that reached a stage ÷ all."""
    for sentence in page.sentences:
        for stated in _percents(sentence):
            listed = _RATES.search(stated.clause)
            if listed:
                yield from _rates_in_a_list(page, sentence, stated, re.findall(r"([^、和与及]+)率", listed.group()))
                continue
            cue = _RATE.search(stated.clause)
            if cue and not _NO_RATE.search(cue.group("stem")):
                yield from _rate(page, sentence, stated, cue.group("stem"))


def check_shares_spelled_out(page: Page) -> Iterator[Finding]:
    """完成计划的50%,即42.5亿元: the figure after 即 is the share of the whole."""
    for sentence in page.sentences:
        for stated, part in zip(sentence.marks, sentence.marks[1:], strict=False):
            if stated.sign == PERCENT and part.sign == LEVEL and re.match(r"(?:以上|左右)?[,(]?即", part.lead):
                wholes = [*sentence.levels_before(stated), *page.earlier_levels(sentence, MOST_EARLIER)]
                yield from settle(SHARE, None, ((part, whole) for whole in wholes if whole.measure == part.measure), stated)


def _percents(sentence: Sentence) -> Iterator[Mark]:
    return (mark for mark in sentence.marks if mark.sign == PERCENT)


def _share(page: Page, sentence: Sentence, stated: Mark, cue: re.Match[str] | None) -> Iterator[Finding]:
    own, earlier = sentence.levels_before(stated), page.earlier_levels(sentence, MOST_EARLIER)
    part_name, whole_name = (cue.group("part"), cue.group("whole")) if cue else ("", "")
    parts = own[:1] + [m for m in own[1:] + earlier if len(part_name) > 1 and m.is_called(part_name)][:3] + own[1:2]
    wholes = [*own, *earlier, *_next_levels(page, sentence, stated)]
    wholes.sort(key=lambda whole: whole.standing is Standing.TARGET and "计划" not in whole_name)
    sure = _sure_share(page, sentence, stated, own[0], part_name, whole_name, [*own, *earlier]) if own else None
    sure = sure or _both_named(part_name, whole_name, [*own, *earlier])
    named = sorted(wholes, key=lambda whole: not _is_named(whole, whole_name))
    yield from settle(SHARE, sure, _pairs(parts, named), stated)


def _whole_of_most(page: Page, sentence: Sentence, found: Mapping[Mark, list[Finding]]) -> Mark | None:
    """The figure that at least two shares of the sentence hold on."""
    held = Counter(f.id for findings in found.values() for x in findings if x.verdict is Verdict.HOLDS for f in x.figures)
    levels = [m for m in [*reversed(sentence.marks), *page.earlier_levels(sentence, MOST_EARLIER)] if m.is_level]
    return next((mark for mark in levels if held[mark.figure.id] >= ENOUGH_OTHERS), None)


def _like_the_others(sentence: Sentence, stated: Mark, findings: list[Finding], whole: Mark | None) -> Iterator[Finding]:
    """A share without a finding, or with one on a figure that no other share is on, is taken on the whole of the others."""
    own = sentence.levels_before(stated)
    part = (
        own[0]
        if (own and own[0].order == stated.order - 1) or (own and _only_growth_between(sentence, own[0], stated))
        else None
    )
    odd = not findings or (whole is not None and all(whole.figure not in finding.figures for finding in findings))
    if (
        whole is None
        or part is None
        or not odd
        or part.measure != whole.measure
        or part is whole
        or part.is_approximate
        or _SHARE_OF_NAMED.search(stated.clause)
    ):
        yield from findings
    else:
        yield recompute(SHARE, (part, whole), stated)


def _only_growth_between(sentence: Sentence, part: Mark, stated: Mark) -> bool:
    between = [m for m in sentence.marks if part.order < m.order < stated.order]
    return all(m.sign == PERCENT and re.search("增长|下降|增|降", m.clause) for m in between)


def _pairs(parts: Sequence[Mark], wholes: Sequence[Mark]) -> Iterator[Pair]:
    for part in parts:
        yield from ((part, whole) for whole in wholes if whole.measure == part.measure and whole.value > part.value)


def _next_levels(page: Page, sentence: Sentence, stated: Mark) -> list[Mark]:
    following = page.after(sentence)
    levels = [mark for mark in sentence.marks if mark.place > stated.place and mark.is_level]
    return (levels + [mark for mark in following.marks if mark.is_level] if following else levels)[:4]


def _sure_share(
    page: Page, sentence: Sentence, stated: Mark, part: Mark, part_name: str, whole_name: str, levels: Sequence[Mark]
) -> Pair | None:
    """The pair that the words themselves bind: the part right before, the whole named, or right before 其中."""
    if part.is_approximate or part.standing is not Standing.LEVEL or ";" in sentence.between(part, stated):
        return None
    if len(part_name) > 1 and not part.is_called(part_name):
        return None
    wholes = [m for m in levels[1:] if m.measure == part.measure and m.standing is Standing.LEVEL]
    whole = _named_whole(whole_name, wholes) if whole_name else _whole_of_which(page, sentence, part, wholes)
    return (part, whole) if whole else None


def _both_named(part_name: str, whole_name: str, levels: Sequence[Mark]) -> Pair | None:
    """出口占进出口总额的66.8%: both figures stand further up, and each name ends the words of one figure only."""
    if len(part_name) < 2 or len(whole_name) < 2 or _SCOPE.search(part_name + whole_name):
        return None
    near = [m for m in levels[:NEAR_ENOUGH_TO_NAME] if m.standing is Standing.LEVEL and not m.is_approximate]
    parts = [m for m in near if _VERB_END.sub("", m.clause) == part_name]
    whole = _named_whole(whole_name, [m for m in near if m not in parts])
    return (parts[0], whole) if len(parts) == 1 and whole and whole.measure == parts[0].measure else None


def _named_whole(name: str, wholes: Sequence[Mark]) -> Mark | None:
    """The nearest figure whose own words end in the name after 占, and that is not itself given as a share of something."""
    if _SCOPE.search(name):
        return None
    exact, core = re.sub(r"^(?:全部|其|该|整个)+", "", name), _WHOLE_NOISE.sub("", name)
    near = [whole for whole in wholes[:NEAR_ENOUGH_TO_NAME] if not _is_given_as_share(whole)]
    for whole in near:
        words = _VERB_END.sub("", whole.clause)
        if (len(exact) > 1 and words.endswith(exact)) or any(
            len(n) > 2 and pairs_of(n) and pairs_of(n) <= whole.words for n in (core, exact)
        ):
            return whole
    return None


def _is_given_as_share(mark: Mark) -> bool:
    return re.search("占|比重", mark.tail) is not None


def _is_named(whole: Mark, name: str) -> bool:
    return whole.is_called(_WHOLE_NOISE.sub("", _SCOPE.sub("", name)))


def _whole_of_which(page: Page, sentence: Sentence, part: Mark, wholes: Sequence[Mark]) -> Mark | None:
    """For a bare 占比 behind 其中: the figure of its measure right before 其中, or the only one of the sentence before."""
    cut = sentence.text.rfind("其中", 0, part.start - sentence.start)
    inside = [m for m in sentence.marks if cut + sentence.start <= m.start < part.start and m.measure == part.measure]
    if cut < 0 or inside:
        return None
    own = [mark for mark in wholes if sentence.start <= mark.start and mark.end <= cut + sentence.start]
    earlier = [m for s in page.before(sentence) for m in s.marks if m in wholes]
    return own[0] if own else earlier[0] if len(earlier) == 1 and not sentence.text[:cut].strip() else None


def _share_list(page: Page, sentence: Sentence, first: Mark) -> Iterator[Finding]:
    shares = [first]
    for mark in sentence.marks:
        if mark.order == shares[-1].order + 1 and mark.sign == PERCENT and re.fullmatch(r"[、,和及与]*", mark.lead):
            shares.append(mark)
    parts = sentence.levels_before(first)[: len(shares)][::-1]
    if len(parts) < len(shares):
        return
    if len({part.measure for part in parts}) > 1:
        yield from _shares_of_two_measures(page, sentence, parts, shares)
    elif whole := _whole_of_list(page, sentence, parts, shares):
        yield from (recompute(SHARE, (part, whole), share) for part, share in zip(parts, shares, strict=True))
    elif sum_of("sum", len(shares)).on_intervals(shares).meets(Interval.exact(100)):
        yield from _sum_of_shared(sentence, parts)


def _whole_of_list(page: Page, sentence: Sentence, parts: Sequence[Mark], shares: Sequence[Mark]) -> Mark | None:
    """The figure that most of the shares hold on, two at least."""
    before = [*sentence.levels_before(parts[0]), *page.earlier_levels(sentence, MOST_EARLIER)]
    wholes = [m for m in before if m.measure == parts[0].measure]
    held = [sum(agrees(SHARE, (p, w), s) for p, s in zip(parts, shares, strict=True)) for w in wholes]
    best = max(held, default=0)
    return wholes[held.index(best)] if best >= min(ENOUGH_OTHERS, len(shares)) else None


def _sum_of_shared(sentence: Sentence, parts: Sequence[Mark]) -> Iterator[Finding]:
    """Parts whose shares make 100 % are all the parts: their sum is the figure right before them, whatever the shares say of it."""
    before = [m for m in sentence.levels_before(parts[0]) if m.measure == parts[0].measure and m.standing is Standing.LEVEL]
    if before and len(parts) > 1 and not any(m.is_approximate for m in (before[0], *parts)):
        yield recompute(sum_of("sum", len(parts)), parts, before[0])


def _shares_of_two_measures(page: Page, sentence: Sentence, parts: Sequence[Mark], shares: Sequence[Mark]) -> Iterator[Finding]:
    """项目49个,投资额1768.5亿元,分别占70.0%和84.8%: each of its own whole; never sure."""
    levels = [*sentence.levels_before(parts[0]), *page.earlier_levels(sentence, MOST_EARLIER)]
    for part, share in zip(parts, shares, strict=True):
        yield from settle(SHARE, None, _pairs([part], levels), share)


def _completion(page: Page, sentence: Sentence, stated: Mark) -> Iterator[Finding]:
    own, earlier = sentence.levels_before(stated), page.earlier_levels(sentence, MOST_EARLIER)
    levels = [*own, *earlier]
    targets = [m for m in [*levels, *_next_levels(page, sentence, stated)] if m.standing is Standing.TARGET]
    actuals = [mark for mark in own if mark.standing is Standing.LEVEL][:3] or earlier[:2]
    pairs = [(actual, target) for actual in actuals for target in targets if actual.measure == target.measure]
    pairs += [(a, t) for a in actuals[:1] for t in levels if t is not a and t.measure == a.measure and t not in targets]
    yield from settle(SHARE, _sure_completion(page, sentence, own, targets), pairs, stated)


def _sure_completion(page: Page, sentence: Sentence, own: Sequence[Mark], targets: Sequence[Mark]) -> Pair | None:
    """The actual right before and the one target of its name, with no other figure of the measure between the two."""
    if not own or own[0].standing is not Standing.LEVEL or own[0].is_approximate:
        return None
    actual, start = own[0], min([s.start for s in page.before(sentence)] + [sentence.start])
    near = [t for t in targets if t.start >= start and t.measure == actual.measure]
    named = [t for t in near if t.words & actual.words and not t.is_approximate and not _USED_UP.match(t.tail)]
    if len(near) != 1 or not named:
        return None
    first, last = sorted((named[0].order, actual.order))
    between = [
        m for s in (sentence, *page.before(sentence)) for m in s.marks if first < m.order < last and m.measure == actual.measure
    ]
    return None if between or "其中" in actual.lead else (actual, named[0])


def _rate(page: Page, sentence: Sentence, stated: Mark, stem: str) -> Iterator[Finding]:
    own, earlier = sentence.levels_before(stated), page.earlier_levels(sentence, MOST_EARLIER)
    after = _next_levels(page, sentence, stated)
    verb = next((word for word in _STEMS if stem.endswith(word)), stem[-2:])
    reached = [m for m in [*own, *after[:2]] if verb in m.clause + (thing_after(m.tail) if m.is_count else "")]
    parts = list(dict.fromkeys([*own[:1], *reached, *own[1:2], *after[:1], *[m for m in earlier[:6] if verb in m.clause]]))
    yield from settle(SHARE, _sure_rate(sentence, stated, own, verb, stem), _pairs(parts, [*own, *earlier, *after[:1]]), stated)


def _rates_in_a_list(page: Page, sentence: Sentence, first: Mark, stems: Sequence[str]) -> Iterator[Finding]:
    """履约率、开工率分别为98.8%、90%: each rate in its place; never sure."""
    following = [m for m in sentence.marks if first.order <= m.order < first.order + len(stems) and m.sign == PERCENT]
    levels = [*sentence.levels_before(first), *page.earlier_levels(sentence, MOST_EARLIER)]
    for stem, stated in zip(stems, following, strict=False):
        verb = next((word for word in _STEMS if stem.endswith(word)), stem[-2:])
        parts = [m for m in levels if verb in m.clause + (thing_after(m.tail) if m.is_count else "")]
        yield from settle(SHARE, None, _pairs(parts[:3], levels), stated)


def _sure_rate(sentence: Sentence, stated: Mark, own: Sequence[Mark], verb: str, stem: str) -> Pair | None:
    """收集诉求587件,已办结551件,办结率…: two figures of one measure, the second with the verb and no noun of its own."""
    part = own[0] if own else None
    if (
        part is None
        or part.is_approximate
        or part.standing is not Standing.LEVEL
        or sentence.between(part, stated).count(",") > 1
    ):
        return None
    same = [m for m in own if m.measure == part.measure and ";" not in sentence.between(m, stated)]
    if len(same) != 2 or same[1].is_approximate or same[1].value < part.value:
        return None
    between = sentence.between(same[1], part)
    alone = "" if not re.search("[,、]", between) else _REACHED.sub("", part.clause).replace(verb, "")
    reached = verb in part.clause or (part.is_count and verb in thing_after(part.tail))
    named = not alone or alone in _ANYTHING or (alone in stem and same[1].is_called(alone))
    return (part, same[1]) if reached and named else None
