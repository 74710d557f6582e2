"""Names of rates: growth, shares, multiples and what is done of a goal; each with the figure that it belongs to."""

from __future__ import annotations

import re

from kaifaqu.core.reader import indicators
from kaifaqu.core.reader.drafts import Draft, base_of, named, previous_in_sentence, set_name
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.naming_growth import name_growth, rate_before
from kaifaqu.core.reader.naming_measures import name_measure

_GOAL_SHARE = re.compile(
    r"(?P<verb>完成|占|达到|超额?|为|是|不足)[^,;。]{0,18}?(?P<goal>(?:年度|全年|年)?(?:投资)?(?:目标|任务|计划|预算|指标)(?:任务|数)?)[^,;。]{0,16}$"
)
_TIMES_AVERAGE = re.compile(
    r"(?P<what>[一-鿿A-Za-z&]{2,16}?)(?:是|为|达到?|相当于)[^,。;、]{0,8}?(?:均值|平均(?:水平|数|值)|全[省市国区])的?$"
)
"""亩均税收是全省均值的2.5倍: the multiple is of what is compared, not of the average."""
_TIMES_BASE = re.compile(r"(?:的|相当于|是|达到?|达)$")
_SHARE_NOUN = re.compile(r"占比(?:为|达到?|约|近|超过?|是|首次|突破|将|已)*$")

_AWARD_RATE = re.compile(r"(?:的比例|的标准)?(?:给予|予以)(?:一次性)?(?P<award>[^,;。]{0,6}?(?:奖励|补助|补贴|奖补|资助|返还))")
_HOLDERS = re.compile(
    r"(?:及?以上|左右|多)?的(?P<who>[^,;。的\d]{0,8}(?:企业|项目|园区|事项|产品|员工|职工|产值|业务|投资|订单|人员|家庭|群众|资金|收入|面积))|(?:及?以上|左右)(?P<w2>事项|企业|项目)"
)


def name_rate(layer: Layer, drafts: list[Draft]) -> None:
    draft = drafts[-1]
    place = draft.place
    if draft.kind == "percent" and _name_goal_share(layer, drafts):
        return
    if draft.mark.unit == "番":
        name_growth(layer, drafts, indicators.growth_start(place.left + "翻") or 0)
        return
    if _SHARE_NOUN.search(place.left) and _name_bare_share(layer, drafts):
        return
    award = _AWARD_RATE.match(place.right)
    if award is not None:
        set_name(layer, draft, award["award"] + "比例", "award-rate", place.mark.end, place.mark.end + award.end())
        return
    if draft.kind == "pp" and _name_beyond_goal(layer, drafts):
        return
    holders = _HOLDERS.match(place.right) if len(place.left) < 4 and draft.kind == "percent" else None
    if holders is not None:
        set_name(
            layer,
            draft,
            (holders["who"] or holders["w2"]) + "占比",
            "share-of-holders",
            place.mark.end,
            place.mark.end + holders.end(),
        )
        return
    share = indicators.share_cue(place.left) if draft.kind == "percent" else None
    if share is not None:
        _name_share(layer, drafts, share)
        return
    growth = indicators.growth_start(place.left)
    if growth is not None:
        name_growth(layer, drafts, growth)
        return
    previous = previous_in_sentence(drafts)
    if place.left == "的" and previous is not None and previous.is_comparison and previous.indicator:
        set_name(layer, draft, previous.indicator, "share-of-comparison")
        draft.of = (previous.id,)
        return
    average = _TIMES_AVERAGE.search(place.left) if draft.kind == "multiple" else None
    if average is not None:
        start = place.left_start + average.start("what")
        set_name(layer, draft, average["what"], "times-of-average", start, start + len(average["what"]))
        return
    base = base_of(drafts)
    if draft.kind == "multiple" and _TIMES_BASE.search(place.left) and base is not None and base.indicator:
        set_name(layer, draft, base.indicator, "times-of-figure-before")
        draft.of = (base.id,)
        return
    name_measure(layer, drafts)


_BEYOND_GOAL = re.compile(
    r"(?P<what>(?:超|高于|低于|快于|慢于|滞后于?|落后于?|领先于?|超出|超过|比|较)[^,;。]{0,12}?(?:目标任务|年度计划|目标|计划|序时进度|时序进度|平均进度|时间进度|进度|任务))[^,;。\d]{0,8}$"
)


_SHARE_OF_GOAL = re.compile(r"目标完成率$|占[^占]{0,8}(?:目标|计划|任务|预算|指标)比重$")


def _name_beyond_goal(layer: Layer, drafts: list[Draft]) -> bool:
    """超序时进度4个百分点: how far the figure before is from where it should be."""
    draft = drafts[-1]
    start = draft.place.left_start
    found = _BEYOND_GOAL.search(draft.place.left)
    if found is None:
        return False
    base = rate_before(drafts) or base_of(drafts)
    own = indicators.name_before(draft.place.left[: found.start()])
    name = own.text if own is not None and indicators.has_measure_head(own.text) else (base.indicator or "") if base else ""
    set_name(layer, draft, _SHARE_OF_GOAL.sub("", name) + found["what"], "beyond-goal", start + found.start(), draft.mark.start)
    draft.of = (base.id,) if base is not None else ()
    return True


def _name_goal_share(layer: Layer, drafts: list[Draft]) -> bool:
    """完成全年目标4亿美元的46.5%: the completion of the figure before."""
    draft = drafts[-1]
    clause = layer.flat[max(draft.place.clause[0], draft.mark.start - 40) : draft.mark.start]
    found = _GOAL_SHARE.search(clause)
    if found is None:
        return False
    base = next(
        (
            d
            for d in drafts[-2:-8:-1]
            if d.mark.start >= draft.place.sentence[0]
            and not d.is_rate
            and d.role.value == "actual"
            and d.indicator
            and not d.is_comparison
        ),
        None,
    ) or base_of(drafts)
    own = indicators.name_before(clause[: found.start()])
    name = (
        own.text
        if own and indicators.has_measure_head(own.text)
        else base.indicator
        if base is not None and base.indicator
        else ""
    )
    completes = found["verb"] in ("完成", "超", "超额")
    set_name(
        layer,
        draft,
        _completion_name(name, found["goal"]) if completes else f"{name}占{found['goal']}比重",
        "share-of-goal",
        draft.place.clause[0],
        draft.mark.start,
    )
    draft.of = (base.id,) if base is not None else ()
    return True


def _completion_name(name: str, goal: str) -> str:
    """完成投资35.9亿元,完成年度投资计划的23.7% → 年度投资计划完成率; a goal that does not say of what takes the figure's name."""
    stem = name.removesuffix("数").removesuffix("人").removeprefix("完成")
    if goal.startswith(("年度", "全年", "年")) and "投资" in goal and "投资" in name:
        return goal + "完成率"
    if not stem:
        return goal + "完成率"
    return f"{stem}{'计划' if '计划' in goal else '目标'}完成率"


def _name_bare_share(layer: Layer, drafts: list[Draft]) -> bool:
    """占比62.9%: the share of the figure before in the whole that it is part of."""
    draft, base = drafts[-1], base_of(drafts)
    before = indicators.name_before(draft.place.left)
    if base is None or not base.indicator or (before is not None and before.text not in ("占比", "比重", "占")):
        return False
    whole = next((d.indicator for d in drafts[-2:-12:-1] if d.id in base.of), None)
    part = base.indicator.removesuffix("数")
    set_name(layer, draft, f"{part}占{whole.removesuffix('数')}比重" if whole else part + "占比", "share-of-figure-before")
    draft.of = (base.id, *base.of[:1])
    return True


def _name_share(layer: Layer, drafts: list[Draft], share: re.Match[str]) -> None:
    """技改投资占工业投资比重为31.5%: part over whole."""
    draft = drafts[-1]
    place = draft.place
    part = indicators.name_before(place.left[: share.start()])
    whole = indicators.strip_cues(share["whole"] or "")
    base = base_of(drafts)
    part_text = part.text if part else (base.indicator or "").removesuffix("数") if base is not None else ""
    set_name(
        layer,
        draft,
        f"{part_text}占{whole}{share['word'] or '比重'}",
        "share",
        place.left_start + share.start(),
        place.mark.start,
    )
    bases = [d.id for d in (named(drafts, part_text), named(drafts, whole)) if d is not None]
    draft.of = tuple(dict.fromkeys(bases)) or ((base.id,) if base is not None else ())
