"""The name of a figure that has none of its own: from the figure before it, or from the clauses before its own."""

from __future__ import annotations

import itertools
import re

from kaifaqu.core.reader import indicators
from kaifaqu.core.reader.drafts import Draft, base_of, previous_in_sentence, set_name
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.model import ReadRole

_EACH = re.compile(r"(?:^|,)(?P<each>户均|人均|亩均|笔均)(?:仅|为|约|达到?|近|超过?)*$")
_SPENT = re.compile(r"(?:已|累计|实际)完成(?:了|约|近|超过?)*$")
"""总投资2.72亿元,现已完成1.4亿元."""
_LEVEL_OF_RATE = re.compile(r",?(?:确保|冲刺|力争|争取|达到?|突破|总量|规模|完成|超过?|约|近|为)+")
"""一般公共预算收入增长5%以上,确保65亿元: the amount of what grows."""
_AREA_OF_OBJECT = {"area": "面积", "amount": "金额", "length": "长度", "mass": "产量", "headcount": "人数"}


def inherit_name(layer: Layer, drafts: list[Draft]) -> None:
    """No name of its own: the figure before it when that measures the same, else the nearest name before, else that figure."""
    draft, previous = drafts[-1], previous_in_sentence(drafts)
    same = previous is not None and previous.mark.canonical == draft.mark.canonical and previous.indicator
    each = _EACH.search(draft.place.left)
    if each is not None and previous is not None and previous.indicator:
        set_name(layer, draft, each["each"] + _without_count(previous.indicator), "average-of-figure-before")
        return
    if (
        previous is not None
        and previous.role is ReadRole.PLANNED
        and _SPENT.search(draft.place.left)
        and draft.kind == "amount"
    ):
        set_name(layer, draft, "完成投资", "spent-of-figure-before", draft.place.left_start, draft.mark.start)
        return
    if previous is not None and same and (draft.is_comparison or len(indicators.strip_cues(draft.place.left).strip("、,")) < 2):
        set_name(layer, draft, previous.indicator or "", "figure-before")
        draft.object = previous.object
        return
    if previous is not None and previous.indicator and _is_level_of(draft, previous):
        set_name(layer, draft, previous.indicator, "figure-before")
        return
    if previous is not None and previous.object and draft.place.left in ("、", "和", ",", "") and draft.kind in _AREA_OF_OBJECT:
        set_name(layer, draft, previous.object + _AREA_OF_OBJECT[draft.kind], "object-before")
        return
    start = max(draft.place.sentence[0], previous.mark.end if previous else 0, draft.place.clause[0] - 90)
    for begin, end in reversed(_clauses(layer.flat, start, draft.place.clause[0])):
        name = indicators.measured_in(layer.flat[begin:end])
        if name is not None:
            set_name(layer, draft, name.text, "clause-before", begin + name.start, begin + name.end)
            return
    same_unit = (d for d in drafts[-2:-8:-1] if d.mark.canonical == draft.mark.canonical and d.indicator)
    source = next((d for d in same_unit if d.mark.start >= draft.place.sentence[0]), None) or base_of(drafts) or previous
    if source is not None and source.indicator:
        set_name(layer, draft, source.indicator, "figure-before")


def _is_level_of(draft: Draft, rate: Draft) -> bool:
    if not rate.is_rate or draft.kind != "amount" or rate.place.segment != draft.place.segment:
        return False
    return _LEVEL_OF_RATE.fullmatch(draft.place.left) is not None


def _without_count(name: str) -> str:
    """发放贷款金额 → 发放贷款: what is averaged over the holders."""
    return name.removesuffix("金额").removesuffix("总额")


def _clauses(flat: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches between commas of [start, end)."""
    edges = [start, *(found.end() for found in re.compile(r"[,:;()]").finditer(flat, start, end)), end]
    return [(a, b - 1 if b < end else b) for a, b in itertools.pairwise(edges) if b - a > 1]
