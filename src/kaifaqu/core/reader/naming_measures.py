"""Names of sums, areas and other measures, and of durations."""

from __future__ import annotations

import re

from kaifaqu.core.reader import indicators
from kaifaqu.core.reader.clauses import Place, last_match
from kaifaqu.core.reader.drafts import Draft, base_of, set_name
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.naming_growth import name_growth
from kaifaqu.core.reader.naming_inheritance import inherit_name

_GOAL_LEFT = re.compile(r"(?:完成|占|达到|超额?|超过|为|是)[^,;。\d]{0,8}(?:目标|任务|计划|预算)(?:任务|数|值|投资)?的?$")
_GOAL_NAME = re.compile(r"(?:明年|今年|全年|年度|年)?的?(?:目标|任务|计划)(?:任务|数|值)?")
_YEARLY = re.compile(r"年产(?:约|近|达|超|可达)?$")
_ANOTHER_PRODUCT = re.compile(r"^[^,。;]{1,14}[和、及]$")
_PRODUCT = re.compile(r"(?P<what>[^,。;、和及的\d]{2,10}?)(?=生产线|产线|项目|装置|基地|工厂|[,。;、和及的]|$)")
_YEARS_PLAN = re.compile(r"(?:年度|全年|当年)(?:投资计划|计划(?:完成)?投资)(?:额|为|约|达)*$")
_PRODUCED = frozenset(["mass", "power", "energy", "capacity"])
_LISTED_PRODUCT = re.compile(
    r"(?P<what>[^,。;、()\d]{2,12})(?:\([^()]{1,6}\))?(?:、[^,。;、]{2,24}){0,9}?等(?:\d{1,4}|[一二三四五六七八九十]{1,3})[个项大]"
)
"""10吉瓦拉棒、4万吨电解铜箔等57项重点项目: projects told by what they are to make."""
_BARE_HEADS = frozenset(["总规模", "规模", "总额", "总面积", "总量", "首期规模"])
_WHOSE = re.compile(r"的(?P<what>[^,。;、的\d]{2,10})(?=[,。;、]|$)")
_STATE = re.compile(r"(?:在建|剩余|新建|续建)$")
_SPENT = re.compile(r"用时|历时|耗时|只用了?|仅用了?|用了")
_EACH_GAINS = re.compile(
    r"(?P<what>(?:户|人|亩|村|社|企|家)均(?:年)?(?:增收|减负|节约|让利|减税|节省|获益)(?:成本)?)(?:约|近|达|超过?|了)*$"
)
"""户均增收4200元: a gain that each of the holders has, no growth of the figure before."""
_LOST = re.compile(r"(?:^|[,同期年月份度净])(?P<what>亏损|减亏|扭亏|盈利|净亏损)(?:约|近|达|超过?|了)*$")
_WHOLES = frozenset(["总量", "规模", "绝对值", "绝对额"])
_AWARD = re.compile("奖励|补助|补贴|奖补|资助")
_DEAL = re.compile("成交|中标|摘牌|摘得|竞得")
_AHEAD = re.compile(r"(?P<verb>提前)(?:了)?(?P<what>[^,;。\d]{0,6}?)(?:约|近|整整)?$")
_WHAT_ENDS = re.compile(r"(?P<what>(?:完成|投产|竣工|建成|并网|实现|交付|通车|封顶)[^,;。]{0,8})")
_TERM_OF = re.compile(r"(?:之?内)?(?P<what>建设|建成|响应|办结|答复|反馈|回复|到场|出证|整改|解决)")
_LASTED = re.compile(r"(?P<how>持续|连续)(?:了|近|约|超过?)?$")
_HOW_LONG = {"个月": "月数", "年": "年数", "天": "天数", "个季度": "季度数"}
_FROM_TO = re.compile(r"从(?P<what>[^。;]{2,30}?)[,]?(?:仅|只|共|前后)*(?:需要?|用|历)[^,。;]{0,4}$")


def name_measure(layer: Layer, drafts: list[Draft]) -> None:
    draft = drafts[-1]
    place = draft.place
    if draft.mark.canonical == "千伏":
        after = indicators.noun_after(place.right)
        set_name(layer, draft, (after.text if after else "") + "电压等级", "voltage", place.mark.start, place.mark.end)
        return
    gain = _EACH_GAINS.search(place.left)
    if gain is not None:
        set_name(layer, draft, gain["what"], "gain-of-each", place.left_start + gain.start(), place.mark.start)
        return
    lost = _LOST.search(place.left) if draft.kind == "amount" else None
    if lost is not None:
        set_name(layer, draft, lost.group("what") + "额", "loss", place.left_start + lost.start(), place.mark.start)
        return
    growth = indicators.growth_start(place.left)
    if growth == 0 and place.left:
        name_growth(layer, drafts, 0)
        return
    if _GOAL_LEFT.search(place.left) and (base := base_of(drafts)) is not None and base.indicator:
        set_name(layer, draft, base.indicator, "goal-of-figure-before", place.left_start, place.mark.start)
        return
    if _name_product(layer, drafts):
        return
    if _YEARS_PLAN.search(place.left):
        set_name(layer, draft, "年度计划投资", "years-plan", place.left_start, place.mark.start)
        return
    deal = _DEAL.match(place.right) if place.left.endswith("以") else None
    if deal is not None:
        set_name(layer, draft, deal.group() + "价", "deal", place.mark.start, place.mark.end + deal.end())
        return
    name = indicators.name_before(place.left if growth is None else place.left[:growth])
    after = indicators.measure_after(place.right)
    if after is not None and (name is None or name.text.endswith("项目") or not indicators.has_measure_head(name.text)):
        set_name(layer, draft, after.text, "noun-after", place.mark.end + after.start, place.mark.end + after.end)
    elif name is not None and name.text in _BARE_HEADS and (whose := _WHOSE.match(place.right)) is not None:
        span = (place.mark.start - len(name.text), place.mark.end + whose.end())
        set_name(layer, draft, whose["what"] + name.text, "whose-after", *span)
    elif name is not None and name.text in _WHOLES and (base := base_of(drafts, measured=True)) is not None and base.indicator:
        set_name(
            layer, draft, base.indicator, "whole-of-figure-before", place.left_start + name.start, place.left_start + name.end
        )
    elif name is not None and _GOAL_NAME.fullmatch(name.text) and (base := base_of(drafts, measured=True)) and base.indicator:
        set_name(layer, draft, base.indicator, "goal-of-figure-before", place.left_start + name.start, place.mark.start)
    elif (name is None or "最高" in place.left) and (award := _award_of(layer, place)):
        set_name(layer, draft, award, "award", place.left_start, place.mark.start)
    elif name is not None and not indicators.has_measure_head(name.text) and (whole := _measure_before(layer, drafts)):
        text = whole if draft.is_comparison else name.text + whole
        set_name(layer, draft, text, "part-of-figure-before", place.left_start + name.start, place.left_start + name.end)
    elif name is not None and not (draft.is_comparison and not indicators.has_measure_head(name.text)):
        set_name(layer, draft, name.text, "noun-before", place.left_start + name.start, place.left_start + name.end)
    else:
        inherit_name(layer, drafts)


def _name_product(layer: Layer, drafts: list[Draft]) -> bool:
    """年产20万吨磷酸铁锂, and 10吉瓦拉棒、4万吨电解铜箔等57项: what is made stands after the number."""
    draft = drafts[-1]
    place = draft.place
    product = _PRODUCT.match(place.right) if _yields_a_product(drafts) else None
    if product is not None:
        span = (place.mark.end, place.mark.end + product.end("what"))
        set_name(layer, draft, product["what"] + "年产能", "product-after", *span)
        return True
    listed = _LISTED_PRODUCT.match(layer.flat, place.mark.end, place.mark.end + 160) if draft.kind in _PRODUCED else None
    if listed is not None:
        set_name(layer, draft, listed["what"] + "产能", "product-listed", place.mark.end, listed.end("what"))
    return listed is not None


def _yields_a_product(drafts: list[Draft]) -> bool:
    """年产20万吨磷酸铁锂和30万吨磷酸铁: the cue stands once for the row."""
    left = drafts[-1].place.left
    if _YEARLY.search(left):
        return True
    row = len(drafts) > 1 and "indicator" in drafts[-2].evidence and drafts[-2].evidence["indicator"].rule == "product-after"
    return row and _ANOTHER_PRODUCT.match(left) is not None


def _measure_before(layer: Layer, drafts: list[Draft]) -> str | None:
    """What the figure of the same unit before it in the sentence measures, without its own part's name."""
    for previous in drafts[-2:-8:-1]:
        if previous.mark.start < drafts[-1].place.sentence[0]:
            return None
        if previous.mark.canonical == drafts[-1].mark.canonical and previous.indicator and not previous.is_rate:
            whole = drafts[-1].is_comparison or _STATE.search(drafts[-1].place.left) is not None
            return previous.indicator if whole else indicators.measure_head(previous.indicator)
    return None


def name_duration(layer: Layer, drafts: list[Draft]) -> None:
    """用时 of what: 从竞得土地到取得施工许可证仅用了4个工作日."""
    draft = drafts[-1]
    place = draft.place
    left = layer.flat[max(place.sentence[0], place.mark.start - 60) : place.mark.start]
    whole = _FROM_TO.search(left)
    if whole is not None:
        name = re.sub(r"[,、]?(?:最终|前后|最后)", "", f"从{whole['what']}用时")
        set_name(layer, draft, name, "from-to", place.left_start, place.mark.start)
    elif ahead := _AHEAD.search(left):
        done = _WHAT_ENDS.match(place.right)
        name = ahead["verb"] + (ahead["what"] or (done["what"] if done else "")) + "时间"
        set_name(layer, draft, name, "time-ahead", place.mark.start - len(ahead.group()), place.mark.start)
    elif _TERM_OF.match(place.right):
        set_name(layer, draft, _name_term(place), "term", place.left_start, place.mark.end)
    elif (lasted := _LASTED.search(left)) and (unit := _HOW_LONG.get(draft.mark.unit)):
        what = re.match("[^,。;、]{0,10}", place.right)
        set_name(
            layer, draft, lasted["how"] + (what.group() if what else "") + unit, "lasted", place.left_start, place.mark.end
        )
    elif _SPENT.search(left[-12:]):
        set_name(layer, draft, "用时", "time-spent", place.left_start, place.mark.start)
    else:
        name_measure(layer, drafts)


def _name_term(place: Place) -> str:
    """一般问题3个工作日内答复 → 一般问题答复时限."""
    found = _TERM_OF.match(place.right)
    name = indicators.name_before(re.sub("^实行", "", place.left))
    return f"{name.text if name else ''}{found['what'] if found else ''}时限"


def _award_of(layer: Layer, place: Place) -> str | None:
    """最高不超过1000万元, after 给予补助: the award that the sentence names."""
    if not re.fullmatch(r"(?:单个|每个|每家|同一|项目|企业|最高|不超过?|可达|限额|给予|可获|为|达)+", place.left):
        return None
    found = last_match(_AWARD, layer.flat, max(place.sentence[0], place.mark.start - 60), place.mark.start)
    return found.group() if found else None
