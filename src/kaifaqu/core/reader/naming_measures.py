"""Names of sums, areas and other measures, and of durations."""

from __future__ import annotations

import re

from kaifaqu.core.reader import indicators
from kaifaqu.core.reader.drafts import Draft, base_of, set_name
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.naming_growth import name_growth
from kaifaqu.core.reader.naming_inheritance import inherit_name

_GOAL_LEFT = re.compile(r"(?:完成|占|达到|超额?|超过|为|是)[^,;。\d]{0,8}(?:目标|任务|计划|预算)(?:任务|数|值|投资)?的?$")
_SPENT = re.compile(r"用时|历时|耗时|只用了?|仅用了?|用了|工期|周期|限期|时限|期限")
_FROM_TO = re.compile(r"从(?P<what>[^。;]{2,30}?)[,]?(?:仅|只|共|前后)*(?:用|历)")


def name_measure(layer: Layer, drafts: list[Draft]) -> None:
    draft = drafts[-1]
    place = draft.place
    growth = indicators.growth_start(place.left)
    if growth == 0 and place.left:
        name_growth(layer, drafts, 0)
        return
    if _GOAL_LEFT.search(place.left) and (base := base_of(drafts)) is not None and base.indicator:
        set_name(layer, draft, base.indicator, "goal-of-figure-before", place.left_start, place.mark.start)
        return
    name = indicators.name_before(place.left if growth is None else place.left[:growth])
    after = indicators.measure_after(place.right)
    if after is not None and (name is None or not indicators.has_measure_head(name.text)):
        set_name(layer, draft, after.text, "noun-after", place.mark.end + after.start, place.mark.end + after.end)
    elif name is not None and not indicators.has_measure_head(name.text) and (whole := _measure_before(layer, drafts)):
        text = whole if draft.is_comparison else name.text + whole
        set_name(layer, draft, text, "part-of-figure-before", place.left_start + name.start, place.left_start + name.end)
    elif name is not None and not (draft.is_comparison and not indicators.has_measure_head(name.text)):
        set_name(layer, draft, name.text, "noun-before", place.left_start + name.start, place.left_start + name.end)
    else:
        inherit_name(layer, drafts)


def _measure_before(layer: Layer, drafts: list[Draft]) -> str | None:
    """What the figure of the same unit before it in the sentence measures, without its own part's name."""
    for previous in drafts[-2:-8:-1]:
        if previous.mark.start < drafts[-1].place.sentence[0]:
            return None
        if previous.mark.canonical == drafts[-1].mark.canonical and previous.indicator and not previous.is_rate:
            return previous.indicator if drafts[-1].is_comparison else indicators.measure_head(previous.indicator)
    return None


def name_duration(layer: Layer, drafts: list[Draft]) -> None:
    """用时 of what: 从竞得土地到取得施工许可证仅用了4个工作日."""
    draft = drafts[-1]
    place = draft.place
    left = layer.flat[max(place.sentence[0], place.mark.start - 60) : place.mark.start]
    spent = _SPENT.search(left[-12:])
    whole = _FROM_TO.search(left)
    if spent is None and whole is None:
        name_measure(layer, drafts)
        return
    name = (
        f"从{whole['what']}用时"
        if whole
        else indicators.strip_cues(place.left)
        if "期" in (spent.group() if spent else "") or "限" in (spent.group() if spent else "")
        else "用时"
    )
    set_name(
        layer, draft, re.sub(r"[,、]?(?:最终|前后|最后)", "", name) or "用时", "time-spent", place.left_start, place.mark.start
    )
