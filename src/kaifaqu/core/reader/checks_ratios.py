"""Checks of one figure as a share of another: 占…比重, 占比, 各占."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from kaifaqu.core.reader.checks_names import SCOPE, answers_to, have_one_head, head_of, is_meant_by, is_plain
from kaifaqu.core.reader.checks_page import GAP, LEVEL, PERCENT, Mark, Page, Sentence, Standing, pairs_of, thing_after
from kaifaqu.core.reader.checks_verdict import SHARE, Finding, agrees, recompute, settle, sum_of
from kaifaqu.core.reader.intervals import Interval
from kaifaqu.core.reader.model import Verdict

MOST_EARLIER = 24
"""How many figures before its sentence a share's whole is looked for among."""

ENOUGH_OTHERS = 2

OWN_SCOPE = "全区"
"""In a zone's bulletin this is the zone itself, whether the whole's clause says so or not."""

_OF_NO_SORT = re.compile("(?:外贸|实际|实现|完成|累计|园区|开发区|总|全部)*")
_OWN_WHOLE = re.compile("(?:全区|全园|全部|总额|总量|园区)(?:总额|总量|总数)?的?")
NEAR_ENOUGH_TO_NAME = 10
"""How many of them may be the whole that a name alone points to, when nothing holds."""

Pair = tuple[Mark, Mark]
"""A part and its whole."""

VALUE_VERB = r"(?:约|近|超过|超|突破|首次|也|已|均|仅|就|到了|到|了|为|是|达到|达|只有|分别|依次|各)*"
"""What may stand between a name and its number."""
_SHARE = re.compile(
    rf"(?P<part>[^,;、]{{0,24}}?)占(?!地|用)(?:了)?(?P<whole>[^,;、占]{{0,22}}?)(?:的|之)?(?:比重|比例|比|份额)?(?:的)?{VALUE_VERB}$"
)
_SHARE_WORD = re.compile(rf"(?:所占比重|占比|比重|所占比例|所占份额|比例|占){VALUE_VERB}$")
_SHARE_OF_NAMED = re.compile(r"占[^,;、占]{2,22}(?:的|比重|比例)")
_SHARE_LIST = re.compile(r"(?:占比|比重|所占比例)?(?:分别|依次|各)(?:为|是|达|达到)?$|(?:分别|依次|各)占[^,;、]{0,16}$")
_CHANGING = re.compile(r"提高|上升|下降|回落|提升|降低|由|从|比上年|较上年|同比")
_WHOLE_INSIDE = re.compile(
    rf"(?:占|完成|达到?|为|是|相当于)(?P<name>{GAP}{{0,22}}?)({LEVEL})(?P<of>[^\ue000-\ue006由从重,;]{{0,8}}?)(?:的|之)(?:比重为|比例为)?({PERCENT})"
)
_SHARE_RISING = re.compile(
    rf"占{GAP}{{0,22}}?({LEVEL})的?(?:比重|比例|份额){GAP}{{0,8}}?{PERCENT}{GAP}{{0,10}}?(?:至|到|为)(?:了)?{GAP}{{0,4}}?({PERCENT})"
)
_MEASURE_END = re.compile(
    "(?:产值|增加值|投资额?|收入|总额|税收|利润|面积|用电量|出口额?|进口额?|到位|外资|营收|销售额|产量|能耗)$"
)
_VERB_END = re.compile(r"(?:累计)?(?:完成|实现|达到|达|为|共|约|总额|总量|额)*$")
_WHOLE_NOISE = re.compile(r"^(?:全部|总|其|该|整个)+|(?:的|总量|总数|总额|总值|总计|数|量|完成额)+$")


def check_shares(page: Page) -> Iterator[Finding]:
    """占工业投资比重为92.4%, 占比12%, 占总数的三成: part ÷ whole; one of several on one whole follows the others."""
    for sentence in page.sentences:
        found: dict[Mark, list[Finding]] = {}
        for stated in percents_of(sentence):
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
        for first in percents_of(sentence):
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


def check_shares_spelled_out(page: Page) -> Iterator[Finding]:
    """完成计划的50%,即42.5亿元: the figure after 即 is the share of the whole."""
    for sentence in page.sentences:
        for stated, part in zip(sentence.marks, sentence.marks[1:], strict=False):
            if stated.sign == PERCENT and part.sign == LEVEL and re.match(r"(?:以上|左右)?[,(]?即", part.lead):
                wholes = [*sentence.levels_before(stated), *page.earlier_levels(sentence, MOST_EARLIER)]
                yield from settle(SHARE, None, ((part, whole) for whole in wholes if whole.measure == part.measure), stated)


def percents_of(sentence: Sentence) -> Iterator[Mark]:
    """The percentages of a sentence."""
    return (mark for mark in sentence.marks if mark.sign == PERCENT)


def _share(page: Page, sentence: Sentence, stated: Mark, cue: re.Match[str] | None) -> Iterator[Finding]:
    own, earlier = sentence.levels_before(stated), page.earlier_levels(sentence, MOST_EARLIER)
    part_name, whole_name = (cue.group("part"), cue.group("whole")) if cue else ("", "")
    if own and own[0].is_count and _is_of_another_measure(part_name, own[0]):
        return
    parts = own[:1] + [m for m in own[1:] + earlier if len(part_name) > 1 and m.is_called(part_name)][:3] + own[1:2]
    wholes = [*own, *earlier, *next_levels(page, sentence, stated)]
    wholes.sort(key=lambda whole: whole.standing is Standing.TARGET and "计划" not in whole_name)
    sure = _sure_share(page, sentence, stated, own[0], part_name, whole_name, [*own, *earlier]) if own else None
    sure = sure or _both_named(part_name, whole_name, [*own, *earlier])
    named = sorted(wholes, key=lambda whole: not _is_named(whole, whole_name))
    yield from settle(SHARE, sure, pairs_of_levels(parts, named), stated)


def _is_of_another_measure(part_name: str, count: Mark) -> bool:
    """6家经开区工业总产值占全省的59.1%: the share is that of the firms' output, not of how many they are."""
    thing = count.figure.object or ""
    rest = part_name.partition(thing)[2] if thing else ""
    return len(rest) > 2 and _MEASURE_END.search(rest) is not None


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


def pairs_of_levels(parts: Sequence[Mark], wholes: Sequence[Mark]) -> Iterator[Pair]:
    """Every part with every larger figure of its measure."""
    for part in parts:
        yield from ((part, whole) for whole in wholes if whole.measure == part.measure and whole.value > part.value)


def next_levels(page: Page, sentence: Sentence, stated: Mark) -> list[Mark]:
    """The first few levels after a figure, in its sentence and the next."""
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
    whole = _named_whole(whole_name, wholes, part) if whole_name else _whole_of_bare_share(page, sentence, part, wholes)
    if whole is None and not _SHARE_LIST.search(stated.clause) and (not whole_name or _OWN_WHOLE.fullmatch(whole_name)):
        whole = _wider_of_the_name(part, wholes)
    return (part, whole) if whole else None


def _wider_of_the_name(part: Mark, wholes: Sequence[Mark]) -> Mark | None:
    """制造业实际使用外资1.12亿美元,占比60.2%: the one figure further up under the same head, without a sort of its own."""
    own = _name_without_noise(part)
    wider = [w for w in wholes if is_plain(w) and _is_wider(_name_without_noise(w), own)]
    return wider[0] if len({w.value for w in wider}) == 1 else None


def _name_without_noise(mark: Mark) -> str:
    return _WHOLE_NOISE.sub("", _VERB_END.sub("", SCOPE.sub("", mark.figure.indicator or "")))


def _is_wider(name: str, own: str) -> bool:
    """实际到账外资 for 制造业到账外资: what they share is all that the first is called."""
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(reversed(name), reversed(own), strict=False)))
    return shared > 2 and len(own) > shared and _OF_NO_SORT.fullmatch(name[: len(name) - shared]) is not None


def _both_named(part_name: str, whole_name: str, levels: Sequence[Mark]) -> Pair | None:
    """出口占进出口总额的66.8%: both figures stand further up, and each name ends the words of one figure only."""
    if len(part_name) < 2 or len(whole_name) < 2 or SCOPE.search(part_name + whole_name):
        return None
    near = [m for m in levels[:NEAR_ENOUGH_TO_NAME] if m.standing is Standing.LEVEL and not m.is_approximate]
    parts = [m for m in near if _VERB_END.sub("", m.clause) == part_name]
    whole = _named_whole(whole_name, [m for m in near if m not in parts])
    return (parts[0], whole) if len(parts) == 1 and whole and whole.measure == parts[0].measure else None


def _named_whole(name: str, wholes: Sequence[Mark], part: Mark | None = None) -> Mark | None:
    """The nearest figure whose own words end in the name after 占, and that is not itself given as a share of something."""
    exact, core = re.sub(r"^(?:全部|其|该|整个)+", "", name), _WHOLE_NOISE.sub("", SCOPE.sub("", name))
    near = [whole for whole in wholes[:NEAR_ENOUGH_TO_NAME] if not _is_given_as_share(whole)]
    if scope := SCOPE.search(name):
        return _whole_of_scope(scope.group(), core, near, part)
    for whole in near:
        words = _VERB_END.sub("", whole.clause)
        if (len(exact) > 1 and words.endswith(exact)) or any(
            len(n) > 2 and pairs_of(n) and pairs_of(n) <= whole.words for n in (core, exact)
        ):
            return whole
    named = (whole for whole in near if len(core) > 1 and (answers_to(whole, core) or is_meant_by(whole, core)))
    return next(named, None)


def _whole_of_scope(scope: str, core: str, near: Sequence[Mark], part: Mark | None) -> Mark | None:
    """占全县的: the figure of 全县 right before the part. 占全区工业总产值的: that name, of 全县 too where the print says 全县."""
    for whole in near:
        said = SCOPE.search(whole.clause)
        own = said is None and scope == OWN_SCOPE and len(core) > 2
        if (said and said.group() == scope and core and answers_to(whole, core)) or (own and answers_to(whole, core)):
            return whole
        if said and said.group() == scope and not core and part is not None and whole.order == part.order - 1:
            return whole
    return None


def _is_given_as_share(mark: Mark) -> bool:
    return re.search("占|比重", mark.tail) is not None


def _is_named(whole: Mark, name: str) -> bool:
    return whole.is_called(_WHOLE_NOISE.sub("", SCOPE.sub("", name)))


def _whole_of_bare_share(page: Page, sentence: Sentence, part: Mark, wholes: Sequence[Mark]) -> Mark | None:
    """Behind 其中 the figure before it; else the one right before the part under the same head: 产值86亿元,新材料产值21亿元,占比24%."""
    whole = _whole_of_which(page, sentence, part, wholes)
    if whole or "其中" in sentence.text[: part.start - sentence.start]:
        return whole
    beside = [w for w in wholes[:1] if w.start >= sentence.start and ";" not in sentence.between(w, part)]
    nested = [w for w in beside if _is_of_one_thing(w, part) and w.value > part.value and is_plain(w)]
    return nested[0] if nested and _only_growth_between(sentence, nested[0], part) else None


def _is_of_one_thing(whole: Mark, part: Mark) -> bool:
    """产值 and 新材料产值; 240家企业 and A类企业."""
    head = head_of(part)
    return have_one_head([whole, part]) or (len(head) > 1 and whole.is_count and thing_after(whole.tail).startswith(head))


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
        yield from settle(SHARE, None, pairs_of_levels([part], levels), share)
