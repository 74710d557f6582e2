"""The name of what is measured or counted, found in the words beside a figure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kaifaqu.core.reader.lexicon_cues import GROWTH_BASE, GROWTH_OVER, GROWTH_TAIL, GROWTH_VERBS, SHARE, TRAILING
from kaifaqu.core.reader.lexicon_indicators import (
    COUNT_HEADS,
    MEASURE_HEADS,
    MODIFIERS,
    NOT_NOUN,
    NOUN_ENDS,
    NP_BREAKS,
    NP_KEEP,
)
from kaifaqu.core.reader.wordlist import Words

_TRAILING = Words(word[::-1] for word in TRAILING)
_KEEP = Words({*NP_KEEP, *MEASURE_HEADS, *(word for word in COUNT_HEADS if len(word) > 1)})
_BREAKS, _NOUN_ENDS = Words(NP_BREAKS), Words(NOUN_ENDS)
_MEASURE_HEADS, _COUNT_HEADS = Words(MEASURE_HEADS), Words(COUNT_HEADS)
_SENTENCE_VERBS = Words("签订 签署 举办 举行 召开 将 实现 完成 承诺 表示 正在 已 均 都 与 对 为 开展 参加 共 达成 集中".split())
"""Verbs and particles that a counted noun never holds."""
_GLUED = frozenset("产能 签约 合约 储能 动能 功能 性能 节能 电能 智能 热能 耗能 用能 履约 特约".split())
"""Words that end like a cue."""
_COMPARES = re.compile("增速|增长|下降|高于|低于|降幅|增幅|快于")
_MODIFIERS = tuple(sorted(MODIFIERS, key=len, reverse=True))
_NOT_NOUN = frozenset(NOT_NOUN)
_PLACE_LEVEL = frozenset("级属直际外内域")
"""省级, 市属: the place is an attribute, not what is counted."""
_COMPOUND = re.compile(
    r"[^为是的达比占了在到由从后前中\W\d][一-鿿]{0,2}(?:率|额|费|值|量|比例|时限|周期|面积|人数|次数|意向|资金|强度|规模|总数)(?![一-鿿])"
)
"""A short compound that ends the text is one word, whatever verb it begins with: 盘活率, 处理量."""
_PER = re.compile(r"(?:每[月年天日])?每(?:平方米|亩|平方公里|人|户|家|吨|度|千瓦时|公里|标准立方米|立方米)$")
"""租金每月每平方米9元: what the price is for."""
_MEASURE_OF = re.compile(r"(?:的|之)(?:总?数量|总?数额|总数|总额|金额|幅度|数值|数目|个数)$")
_FROM = re.compile(r"(?:由|从(?!业))[^,;。由从]{0,14}$")
_EDGE = re.compile(r".*(?:[、“”‘’《》\[\]/ #!?\t]|\d(?!\d*强)(?:个月|个季度|[年月日号])?(?:度|底|末|初|份)?)", re.DOTALL)
_HOLDER = re.compile(
    r"^.*?(?:有限公司|公司|集团|开发区|经开区|高新区|示范区|工业园区|产业园区|园区|产业园|新区|管委会|街道|基地|(?<!城)[^城县区]市|[一-鿿]县)(?=[一-鿿]{2})"
)
_GROWTH = re.compile(f"(?<![新不最])(?:{'|'.join(sorted(GROWTH_VERBS, key=len, reverse=True))})(?!值|额|加值){GROWTH_TAIL}")
_GROWTH_OVER, _GROWTH_BASE, _SHARE = re.compile(GROWTH_OVER), re.compile(GROWTH_BASE), re.compile(SHARE)
_CLASS = re.compile(r"及?以[上下]的?(?=[一-鿿]{2})")
"""What is left of a threshold right before: 5亿元|以上项目|4个."""
_COPULA = re.compile(r"(?:是|为)(?!了)")
_LEVELS = re.compile(r"(?:国家|省|市|县|区)级?(?:、(?:省|市|县|区)级?)+(?=[^、,。;])")
"""330个省、市重点项目: the levels are of one noun."""
_AMONG = re.compile(r"(?<=项目|企业|公司|园区)中(?=[^心型小标试央])")
_STANDING = ("在建", "在谈", "在册", "在库", "在校", "在岗", "在孵", "在园")
"""Attributes that begin like a preposition: 80个|在建项目."""
GENERIC = frozenset("项目 企业 公司 投资 产值 资金 面积 人 人员 个 收入 税收 总额 园区 单位 平台 产品 设备 生产线 基地".split())
"""Nouns that say little without the verb before them (签约项目)."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name found beside a figure: [start, end) relative to the text that was searched."""

    text: str
    start: int
    end: int


def strip_cues(text: str) -> str:
    """`text` without the cue words that stand right before a number (完成, 达到, 约 …)."""
    backwards, place = text[::-1], 0
    while place < len(backwards) and (end := _TRAILING.end_at(backwards, place)):
        if end == place + 1 and backwards[place : place + 2][::-1] in _GLUED:
            break
        place = end
    return text[: len(text) - place]


def name_before(left: str) -> Name | None:
    """The noun phrase that ends before the number: 目前全省共有规模以上医药工业企业 → 规模以上医药工业企业."""
    text = _without_tail(strip_cues(left))
    if len(text) < 2:
        return None
    edge = _EDGE.match(text)
    class_named = _CLASS.match(text)
    start = _after_last_break(text, max(edge.end() if edge else 0, class_named.end() if class_named else 0))
    holder = _HOLDER.match(text[start:])
    if holder and len(text) - start - holder.end() >= 2 and text[start + holder.end() :] not in _BARE_NUMBERS:
        start += holder.end()
    if text[start:] in GENERIC:
        start -= next((len(word) for word in _MODIFIERS if text.endswith(word, 0, start)), 0)
    if len(text) - start >= 2:
        return Name(text[start:], start, len(text))
    acted = _ACTED_ON.search(text)
    if acted is not None:
        return Name(acted.group(), acted.start(), len(text))
    verb = next((word for word in _MEASURED_ACTS if text.endswith(word)), None)
    return None if verb is None else Name(verb, len(text) - len(verb), len(text))


_ACTED_ON = re.compile(
    r"[一-鿿]{0,6}(?:企业|项目|平台|机构|人才|主体|专利|商户|工业用地|专用线|电路)(?:新|净)?(?:入库|入规|升规|开工|竣工|投产|签约|落地|授权|认定|入驻|注册|落户)?$"
)
"""企业新入库47家: what was counted, with what became of it."""
_BARE_NUMBERS = frozenset(["数量", "总数", "个数", "户数", "家数", "数"])
_MEASURED_ACTS = ("开票销售", "应税销售", "销售", "出口", "进口", "采购", "投入")
"""Verbs that name what is measured where no noun does: 实现销售4.2亿元."""


def _without_tail(text: str) -> str:
    """Without 「由2022年的」 and 「的数量」."""
    per = _PER.search(text)
    if per is not None and per.start() >= 2:
        text = strip_cues(text[: per.start()])
    since = _FROM.search(text)
    if since and since.start() >= 2:
        text = strip_cues(text[: since.start()])
    measure = _MEASURE_OF.search(text)
    return text[: measure.start()] if measure and measure.start() >= 2 else text


def _after_last_break(text: str, start: int) -> int:
    """Where the noun phrase begins: after the last word that cannot be part of one. Kept words hide the breaks in them."""
    place = start
    while place < len(text):
        broken = _BREAKS.end_at(text, place)
        compound = _COMPOUND.match(text, place)
        if compound is not None and compound.group().startswith(("完成", "实现", "达成")) and broken - place == 2:
            compound = None
        fits = compound is not None and (broken - place < 2 or compound.end() == broken + 1)
        kept = compound.end() if compound and fits else _KEEP.end_at(text, place)
        if kept:
            place = kept
            continue
        place = broken or place + 1
        start = broken or start
    return start


def has_measure_head(name: str) -> bool:
    """True where the name holds a word for something measured (投资, 产值, 面积 …)."""
    return _MEASURE_HEADS.first(name) is not None


def measure_head(name: str) -> str | None:
    """The head of a measure's name: 新型建材产业产值 → 产值."""
    heads = [name[start:] for start, end in _MEASURE_HEADS.find(name) if end == len(name) and end - start > 1]
    return heads[0] if heads else None


def measured_in(clause: str) -> Name | None:
    """The last thing measured that a clause names, wherever it stands: 地区生产总值首次突破千亿元大关 → 地区生产总值."""
    end = _MEASURE_HEADS.last_end(clause)
    name = None if end is None else name_before(clause[:end])
    return name if name is not None and has_measure_head(name.text) else None


def noun_after(right: str) -> Name | None:
    """The counted noun that follows a classifier: 2个|新建项目在一季度 → 新建项目."""
    right = _own_stretch(right)
    if not right or right[0] in "和及与,":
        return None
    copula = _COPULA.match(right)
    if copula:
        return Name(right[copula.end() :], copula.end(), len(right)) if len(right) > 3 else None
    start = 1 if right[0] in "的“" else 0
    verb = _NOUN_ENDS.first(right, start)
    opens = verb is not None and verb[0] == start and right[verb[0] : verb[1]] in _NOT_NOUN
    if opens and not right.startswith(_STANDING, start):
        return None
    end = _end_of_noun(right, start)
    if _COMPARES.search(right, start, end):
        return None
    return Name(right[start:end].strip("“”的"), start, end) if end else None


def _own_stretch(right: str) -> str:
    """What can hold the noun: up to the next of a row, to 中 behind what is counted, and to a quotation that opens later."""
    levels = _LEVELS.match(right)
    right = _before(right, right.find("、", levels.end() if levels else 0))
    among = _AMONG.search(right)
    right = right[: among.start()] if among else right
    quoted = "”" in right[:2] or right.startswith(("“", "的“"))
    return right if quoted else _before(right, right.find("“", 2))


def _before(text: str, place: int) -> str:
    """`text` up to a place that was looked for; whole where it was not found (−1)."""
    return text if place < 0 else text[:place]


def _end_of_noun(right: str, start: int) -> int:
    """Where the last head noun of the row of them ends (运营|公司, 工业|开发区); 0 without one."""
    end = 0
    verb = _SENTENCE_VERBS.first(right, start, start + 24)
    limit = verb[0] if verb is not None and verb[0] > start else start + 24
    for head_start, head_end in _COUNT_HEADS.find(right, start, limit):
        if end and (head_start - end > 4 or _NOUN_ENDS.first(right, end, head_end)):
            break
        if right[head_end : head_end + 1] in _PLACE_LEVEL and head_end - head_start == 1:
            continue
        end = head_end
    named = (
        verb is not None
        and 2 <= verb[0] - start <= 6
        and _BREAKS.first(right, start, verb[0]) is None
        and not re.search("[增降超高低]", right[start : verb[0]])
    )
    return end or (limit if named else 0)


def measure_after(right: str) -> Name | None:
    """The measured thing that follows an amount: 186亿元|的营业收入."""
    if not right:
        return None
    start = 1 if right[0] == "的" else 0
    head, verb = _MEASURE_HEADS.first(right, start, 14), _NOUN_ENDS.first(right, start, 14)
    if head is None or (verb is not None and verb[0] < head[0]):
        return None
    return Name(right[start : head[1]], start, head[1])


def growth_start(left: str) -> int | None:
    """Where 「同比增长」, 「比全市平均水平高」 or 「高于全市平均水平」 begins that stands right before the number; None without one."""
    tail = left[-40:]
    found = _GROWTH_OVER.search(tail) or _GROWTH.search(tail)
    if found is None:
        return None
    base = _GROWTH_BASE.search(tail[: found.start()])
    return len(left) - len(tail) + (base.start() if base else found.start())


def share_cue(left: str) -> re.Match[str] | None:
    """「占…比重为」 right before the number."""
    return _SHARE.search(left)
