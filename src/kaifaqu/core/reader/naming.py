"""What each figure measures or counts, and which figure a rate, a rank or a part belongs to."""

from __future__ import annotations

import re

from kaifaqu.core.reader.clauses import last_match
from kaifaqu.core.reader.drafts import Draft, previous_in_sentence, set_name
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.model import Evidence
from kaifaqu.core.reader.naming_counts import name_count, name_rank
from kaifaqu.core.reader.naming_measures import name_duration, name_measure
from kaifaqu.core.reader.naming_rates import name_rate

_PART_OF = re.compile(r"其中|包括|包含|含(?!税)|分为")
_DIVIDED = re.compile(
    r"(?:三次产业|一、?二、?三次?产业?|三产|产业|[一-鿿]{2}投资)(?:增加值)?(?:结构|比例|构成|比重|占比|之比|比)"
)
_CHANGED_FROM = re.compile(r"(?:由|从)[^,;。]{0,16}$")
_YIELD = re.compile(r"(?:项目|[一二三]期)?(?:规划|设计|计划|可)?(?P<span>[年日月])产(?![值能量出业品])(?P<what>.{2,16})$")
_AREA_NAMED = re.compile("面积|用地|占地|规模|土地|[率比价]|建成区")
_LENGTH_NAMED = re.compile("长|里程|距离|间距|[深高宽厚]度|直径|运距|岸线")
_CHANGED_TO = re.compile(
    r"[^,;。]{0,8}?(?:增|升|降|减|提高|提升|扩大|扩展|拓展|压缩|缩短|精简|压减|缩减|下调|上调|调整|变)[加长为少]?[^,;。]{0,3}?[到至为成]"
)

_NO_EVIDENCE = Evidence("")


def name_figure(layer: Layer, drafts: list[Draft]) -> None:
    """Sets indicator, object, `of` and their evidence on the last draft."""
    draft = drafts[-1]
    if name_changed(layer, drafts) or name_proportion(layer, draft):
        return
    match draft.kind:
        case "rank":
            name_rank(layer, drafts)
        case "percent" | "pp" | "multiple":
            name_rate(layer, drafts)
        case "count" | "headcount" | "frequency":
            name_count(layer, drafts)
        case "duration":
            name_duration(layer, drafts)
        case _:
            name_measure(layer, drafts)
    turn_yield(draft)
    if draft.kind == "area" and draft.indicator and not _AREA_NAMED.search(draft.indicator):
        draft.indicator += "面积"
    if draft.kind == "length" and draft.indicator and not _LENGTH_NAMED.search(draft.indicator):
        draft.indicator += "长度"
    if draft.indicator in ("日处理", "年处理", "日供水", "日加工", "年加工"):
        draft.indicator += "能力"
    if not draft.of and not draft.is_rate:
        link_part(layer, drafts)


def name_changed(layer: Layer, drafts: list[Draft]) -> bool:
    """由1.5%降至0.4%: what a figure changed to has the name of what it changed from."""
    draft, previous = drafts[-1], previous_in_sentence(drafts)
    if previous is None or not previous.indicator or previous.mark.canonical != draft.mark.canonical:
        return False
    if _CHANGED_TO.match(draft.place.left) is None or _CHANGED_FROM.search(_before(layer, previous)) is None:
        return False
    draft.indicator, draft.object, draft.kind = previous.indicator, previous.object, previous.kind
    draft.evidence["indicator"] = Evidence("changed-from-figure-before")
    return True


def name_proportion(layer: Layer, draft: Draft) -> bool:
    """三次产业结构由上年的2.1:63.4:34.5调整为…: what is divided stands before, whatever comes between."""
    if ":" not in layer.flat[draft.mark.start : draft.mark.end]:
        return False
    found = last_match(_DIVIDED, layer.flat, max(draft.place.sentence[0], draft.mark.start - 60), draft.mark.start)
    if found is not None:
        set_name(layer, draft, found.group(), "divided-before", found.start(), found.end())
    return found is not None


def _before(layer: Layer, draft: Draft) -> str:
    return layer.flat[max(draft.place.clause[0], draft.mark.start - 40) : draft.mark.start]


def turn_yield(draft: Draft) -> None:
    """年产陶瓷 is the yearly output of what it names: 陶瓷年产量."""
    found = _YIELD.match(draft.indicator or "")
    if found is not None:
        draft.indicator = f"{found['what']}{found['span']}产量"


def link_part(layer: Layer, drafts: list[Draft]) -> None:
    """其中 and 包括: a part belongs to the last whole of the same measure before the cue."""
    draft = drafts[-1]
    cue = last_match(_PART_OF, layer.flat, max(draft.place.sentence[0], draft.mark.start - 120), draft.mark.start)
    if cue is None:
        return
    for previous in drafts[-2:-12:-1]:
        grown = previous.evidence.get("indicator", _NO_EVIDENCE).rule.startswith("growth")
        if (
            not grown
            and previous.mark.end <= cue.start()
            and previous.mark.canonical == draft.mark.canonical
            and previous.kind == draft.kind
        ):
            if layer.flat.count("。", previous.mark.end, draft.mark.start) <= 1:
                draft.of = (previous.id,)
                draft.evidence["of"] = Evidence("part-of", layer.span(cue.start(), cue.end()))
            return
