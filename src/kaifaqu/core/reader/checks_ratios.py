"""Checks of one figure as a share of another: 占…比重, 占比, 完成目标的…, …率."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kaifaqu.core.reader.checks_page import FIGURE, GAP, LEVEL, PERCENT, Mark, Page, Sentence, label_before
from kaifaqu.core.reader.checks_verdict import SHARE, Finding, settle

FAR_BACK = 8
"""How many figures before a share its whole is looked for among."""

_VALUE_VERB = r"(?:约|近|超过|超|为|是|达到|达|已达|只有|仅)*"
_SHARE = re.compile(rf"(?P<part>[^,;、]{{0,24}})占(?P<whole>[^,;、占]{{0,22}}?)(?:的|之)?(?:比重|比例|比|份额)?{_VALUE_VERB}$")
_SHARE_WORD = re.compile(rf"(?:所占比重|占比|比重|所占比例|所占份额){_VALUE_VERB}$")
_CHANGING = re.compile(r"提高|上升|下降|回落|提升|降低|由|从|比上年|较上年|同比")
_WHOLE_INSIDE = re.compile(
    rf"({LEVEL})(?!{GAP}*[;;])(?:{GAP}*)(?:占|完成|达到?|为)(?:{GAP}{{0,20}}?)({LEVEL})(?:的|之)(?:比重为|比例为)?({PERCENT})"
)
_COMPLETION = re.compile(
    r"(?:完成|占|为|达到?|实现|相当于)(?:了)?(?P<whole>[^,;、]{0,12}?(?:目标|计划|任务|预算|指标)(?:数|值|任务|目标|额|总额|投资|总投资)?)(?:的|之)?"
    rf"{_VALUE_VERB}$"
)
_RATE = re.compile(rf"(?P<stem>[\u4e00-\u9fff]{{1,8}}?)率(?:也|已|均)?{_VALUE_VERB}$")
_OTHER_RATES = re.compile(
    r"(?:增长|增|贡献|利|税|失业|汇|负债|毛利|利润|周转|同比|年均|城镇化|合格|优良|满意|出生|死亡|恩格尔|容积|占有)$"
)
_PLAN = re.compile(r"目标|计划|任务|预算|指标|需完成|应完成|年度|预计")
_SCOPE = re.compile(r"全国|全省|全市|全州|全县|全区|全旗|全盟|全自治区|我国|我省|我市")
_WHOLE_NOISE = re.compile(r"^(?:全部|总|其|该|整个|规模以上|规上)+|(?:的|总量|总数|总额|总值|总计|数|量|完成额|额)+$")
_STEMS = ("开工", "到位", "投产", "竣工", "履约", "达效", "签约", "落地", "办结", "入库", "完成", "注册", "转化", "利用", "使用", "入驻", "达产", "建成", "交付", "受理", "录用", "就业", "启动", "支出", "执行", "征收", "销售", "出租", "覆盖")  # fmt: skip


def check_shares(page: Page) -> Iterator[Finding]:
    """占工业投资比重为92.4%, 占比12%, 占总数的三成: part ÷ whole."""
    for sentence in page.sentences:
        for stated in _percents(sentence):
            cue = _SHARE.search(stated.lead)
            if cue and _CHANGING.search(cue.group("whole")):
                continue
            if cue or _SHARE_WORD.search(stated.lead):
                yield from _share(page, sentence, stated, cue)


def check_shares_with_whole_inside(page: Page) -> Iterator[Finding]:
    """88.2亿元,占年度计划120.5亿元的73.2%: the whole stands between 占 and the share."""
    for sentence in page.sentences:
        for _, (part, whole, stated) in sentence.matches(_WHOLE_INSIDE):
            if part.measure == whole.measure:
                yield from settle(SHARE, (part, whole), (), stated)


def check_completions(page: Page) -> Iterator[Finding]:
    """完成年度目标的45.6%, 目标完成率45.6%: actual ÷ target."""
    for sentence in page.sentences:
        for stated in _percents(sentence):
            if _COMPLETION.search(stated.lead) or stated.lead.rstrip("为达到约").endswith("完成率"):
                yield from _completion(page, sentence, stated)


def check_rates(page: Page) -> Iterator[Finding]:
    """开工率47%, 资金到位率12.64%: those that reached a stage ÷ all."""
    for sentence in page.sentences:
        for stated in _percents(sentence):
            cue = _RATE.search(stated.lead)
            if cue and not _OTHER_RATES.search(cue.group("stem")):
                yield from _rate(sentence, stated, cue.group("stem"))


def _percents(sentence: Sentence) -> Iterator[Mark]:
    return (mark for mark in sentence.marks if mark.sign == PERCENT)


def _share(page: Page, sentence: Sentence, stated: Mark, cue: re.Match[str] | None) -> Iterator[Finding]:
    parts = levels_before(sentence, stated)
    if not parts:
        return
    part, named = parts[0], cue.group("whole") if cue else ""
    wholes = [mark for mark in _reach(page, sentence, stated) if mark is not part and mark.measure == part.measure]
    sure = _named_whole(named, wholes, part) if named else _whole_of_which(sentence, part, wholes)
    likely = [(part, whole) for whole in wholes if not _out_of_scope(named, whole)]
    likely += [
        (other, whole) for other in parts[1:3] for whole in wholes if whole is not other and other.measure == whole.measure
    ]
    certain = sure is not None and not part.is_approximate and _is_adjacent(sentence, part, stated)
    if sure is not None and not certain:
        likely.insert(0, (part, sure))
    yield from settle(SHARE, (part, sure) if certain and sure else None, likely, stated)


def _named_whole(name: str, wholes: Sequence[Mark], part: Mark) -> Mark | None:
    """The one whole that the words after 占 name."""
    core = _WHOLE_NOISE.sub("", _SCOPE.sub("", name))
    if len(core) < 2:
        return None
    matching = [whole for whole in wholes if _is_called(whole, core) and not _out_of_scope(name, whole)]
    return matching[0] if matching and matching[0].values.lies_above(part.values) is not None else None


def _is_called(mark: Mark, core: str) -> bool:
    label = label_before(mark.lead)
    return bool(label) and (core in label or label.endswith(core) or (len(label) >= 2 and core.endswith(label)))


def _out_of_scope(name: str, whole: Mark) -> bool:
    """True when 占全市… names a scope that the candidate's own words do not have."""
    scope = _SCOPE.search(name)
    return scope is not None and scope.group() not in whole.lead and scope.group() not in (whole.figure.subject or "")


def _whole_of_which(sentence: Sentence, part: Mark, wholes: Sequence[Mark]) -> Mark | None:
    """For a bare 占比 behind 其中: the figure right before 其中."""
    cut = sentence.text.rfind("其中", 0, part.start - sentence.start)
    if cut < 0:
        return None
    before = [mark for mark in wholes if mark.end <= cut + sentence.start]
    between = [mark for mark in sentence.marks if cut + sentence.start <= mark.start < part.start and mark.sign == LEVEL]
    return before[0] if before and not between else None


def _is_adjacent(sentence: Sentence, part: Mark, stated: Mark) -> bool:
    text = sentence.between(part, stated)
    return ";" not in text and stated.place - part.place < 60


def _completion(page: Page, sentence: Sentence, stated: Mark) -> Iterator[Finding]:
    reach = list(_reach(page, sentence, stated))
    targets = [mark for mark in reach if _PLAN.search(mark.lead[-16:])]
    actuals = [mark for mark in levels_before(sentence, stated) if mark not in targets][:3]
    pairs = [(actual, target) for actual in actuals for target in targets if actual.measure == target.measure]
    others = [(a, t) for a in actuals for t in reach if t is not a and t.measure == a.measure and t not in targets]
    near = [pair for pair in pairs if pair[1] in sentence.marks]
    sure = near[0] if len(near) == 1 and actuals and near[0][0] is actuals[0] and _same_thing(*near[0]) else None
    yield from settle(SHARE, sure, pairs + others, stated)


def _same_thing(actual: Mark, target: Mark) -> bool:
    """True when the words before both figures share their last noun, or the actual has no noun of its own."""
    words = _PLAN.sub("", label_before(actual.lead)).removesuffix("额")
    return len(words) < 2 or words[-2:] in target.lead


def _rate(sentence: Sentence, stated: Mark, stem: str) -> Iterator[Finding]:
    levels = [mark for mark in levels_before(sentence, stated) if ";" not in sentence.between(mark, stated)][:FAR_BACK]
    verb = next((word for word in _STEMS if stem.endswith(word)), stem[-2:])
    reached = [mark for mark in levels if verb in mark.lead + mark.tail[:8]]
    pairs = [
        (part, whole)
        for part in reached or levels[:2]
        for whole in levels
        if whole is not part and whole.measure == part.measure
    ]
    same = [mark for mark in levels if pairs and mark.measure == pairs[0][0].measure]
    sure = (
        pairs[0]
        if len(same) == 2 and len(reached) == 1 and verb != "完成" and not _growing(sentence, levels[0], stated)
        else None
    )
    yield from settle(SHARE, sure, pairs, stated)


def _growing(sentence: Sentence, level: Mark, stated: Mark) -> bool:
    return bool(re.search(FIGURE, sentence.skeleton[level.place + 1 : stated.place]))


def levels_before(sentence: Sentence, mark: Mark) -> list[Mark]:
    """The amounts and counts before a figure in its sentence, nearest first."""
    return [other for other in reversed(sentence.marks) if other.place < mark.place and other.sign == LEVEL]


def _reach(page: Page, sentence: Sentence, stated: Mark) -> list[Mark]:
    """Levels that may be the whole, nearest first: in the sentence before the share, then in the three sentences before it."""
    earlier = [mark for s in reversed(page.before(sentence, 3)) for mark in reversed(s.marks) if mark.sign == LEVEL]
    return (levels_before(sentence, stated) + earlier)[: 2 * FAR_BACK]
