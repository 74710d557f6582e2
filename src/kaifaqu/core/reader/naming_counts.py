"""Names of counts, with the thing counted, and of ranks."""

from __future__ import annotations

import re

from kaifaqu.core.reader import indicators
from kaifaqu.core.reader.clauses import Place
from kaifaqu.core.reader.drafts import Draft, base_of, previous_in_sentence, set_name
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.lexicon_units import PLACE_CLASSIFIERS
from kaifaqu.core.reader.naming_growth import GROWTH_NOUNS, name_growth
from kaifaqu.core.reader.naming_inheritance import inherit_name

_RANKED = re.compile(
    r"(?P<what>.{0,30}?)(?:在|居|位居|位列|列|排名|排|稳居|跃居|跻身|名列|均|分别|连续|全国|全省|全市|全区|全球|世界)"
)
_GOAL_LEFT = re.compile(r"(?:完成|占|达到|超额?|超过|为|是)[^,;。\d]{0,8}(?:目标|任务|计划|预算)(?:任务|数|值|投资)?的?$")
_RISES_FROM = re.compile(r"[由从][^,;。]{0,12}的?$")
_WHO_ARE = re.compile(r"(?P<what>[^,。;、:()]{2,14})的(?:则|共|计|已)?(?:有|为|是|达到?|共)+$")
_HOLDER = re.compile(r"(?:开发区|经开区|高新区|园区|全市|全省|全区)$")
"""其中开发区新增145家: the name before the number is whose they are, what is counted was named before."""
_NOT_YET = re.compile(
    r"(?:均|都|全部|已经|实现|保持|出现|呈现)*(?P<state>(?:未|已|正在|正|待)[一-鿿]{2}|(?:正|负)增长|增长|下降|停产|持平|盈利|亏损|开工|竣工|投产|在建|办结|达产|续建|新建|动工|封顶)"
)
_STATES = frozenset(
    "开工 竣工 投产 签约 办结 封顶 入驻 落地 达产 完工 动工 在建 投用 入库 注册 完成 续建 新建 新开工 交付 下降 增长 停产 通过 在谈 在建设 拆除 腾退 化解 整改 销号 未开工 优秀 良好 一般 合格 不合格 较差 优良".split()
)
"""What becomes of things counted before: 已开工17个."""
_ITS_STATE = re.compile("^(?:计划|拟)?新?(?:开工|竣工|投产|签约)(?=项目)")
"""88个新开工项目已开工83个: what was to be started is named once."""
_EMPLOYED = re.compile(r"(?:本地|周边|当地)?(?:农民|群众|村民|劳动力|农牧民|居民)?(?:实现)?(?:就地|就近)*(?:就业|用工|再就业)")
_NUMBERS = frozenset(["数量", "总数", "个数"])
_SUFFIXES = {"次": "次数", "批次": "批次数", "场": "场数", "人次": "人次", "期": "期数", "件": "件数", "宗": "宗数"}


def name_count(layer: Layer, drafts: list[Draft]) -> None:
    draft = drafts[-1]
    place, mark = draft.place, draft.mark
    growth = indicators.growth_start(place.left)
    if (
        growth is not None
        and not place.right
        and indicators.name_before(place.left[:growth]) is None
        and base_of(drafts) is not None
    ):
        name_growth(layer, drafts, growth)
        return
    if mark.unit == "期" and place.left.endswith("分"):
        set_name(layer, draft, "建设期数", "phases", mark.start, mark.end)
        return
    if _name_goal_count(layer, drafts):
        return
    if draft.kind == "headcount" and _EMPLOYED.match(place.right) and "就业" not in place.left:
        draft.object = "人"
        set_name(layer, draft, "带动就业人数" if "带动" in place.left else "就业人数", "noun-after", mark.end, mark.end + 2)
        return
    after = indicators.noun_after(place.right)
    if after is not None and after.text:
        draft.object = after.text
        set_name(layer, draft, _of_places(layer, place, after.text), "noun-after", mark.end + after.start, mark.end + after.end)
        return
    if mark.unit in PLACE_CLASSIFIERS:
        draft.object = mark.unit
        set_name(layer, draft, _of_places(layer, place, mark.unit), "unit-is-noun", mark.start, mark.end)
        return
    if _name_among(layer, drafts):
        return
    if mark.unit.endswith("人次") and re.match("[一-鿿]{2}", place.right):
        set_name(layer, draft, place.right[:6] + "人次", "verb-after", mark.end, mark.end + min(6, len(place.right)))
        return
    name = indicators.name_before(place.left if growth is None else place.left[:growth])
    if name is not None and name.text not in GROWTH_NOUNS and (not draft.is_comparison or _RISES_FROM.search(place.left)):
        _name_counted(layer, drafts, name)
    elif place.right and draft.kind == "frequency":
        draft.object = place.right[:2]
        set_name(layer, draft, place.right[:10] + "次数", "verb-after", mark.end, mark.end + min(10, len(place.right)))
    else:
        _inherit_count(layer, drafts)


def _of_places(layer: Layer, place: Place, noun: str) -> str:
    """5个市共有6个项目: places are counted for what lies in them."""
    ahead = layer.flat[place.mark.end : min(place.segment[1], place.mark.end + 20)]
    return f"项目所在{noun}数" if len(noun) == 1 and noun in "市县省区" and "项目" in ahead else noun + "数"


def _name_goal_count(layer: Layer, drafts: list[Draft]) -> bool:
    """完成年度目标8000人, 全年四千人的目标任务: the goal of the figure before."""
    draft = drafts[-1]
    base = base_of(drafts)
    if base is None or not base.indicator or base.mark.canonical != draft.mark.canonical:
        return False
    if not _GOAL_LEFT.search(draft.place.left) and not draft.place.right.startswith(("的目标", "目标", "的任务")):
        return False
    draft.object = base.object
    set_name(layer, draft, base.indicator, "goal-of-figure-before", draft.place.left_start, draft.mark.start)
    return True


def _name_counted(layer: Layer, drafts: list[Draft], name: indicators.Name) -> None:
    """签约项目312个: the noun before the number."""
    draft = drafts[-1]
    previous = previous_in_sentence(drafts)
    text = name.text
    if text in _STATES and (counted := _counted_before(drafts)):
        draft.object = counted
        text += _ITS_STATE.sub("", counted) + "数"
        set_name(layer, draft, text, "state-of-figure-before", draft.place.left_start, draft.mark.start)
        return
    if text in ("总数", "数量", "人数", "总量") and previous is not None and previous.object:
        text = previous.object
    if _HOLDER.search(text) and previous is not None and previous.object and previous.mark.canonical == draft.mark.canonical:
        draft.subject, text = text, previous.object
    draft.object = text
    suffix = _SUFFIXES.get(draft.mark.unit) or ("人数" if draft.kind == "headcount" and "人" not in text[-2:] else "数")
    where = draft.place.left_start
    set_name(layer, draft, text + ("" if text.endswith("数") else suffix), "noun-before", where + name.start, where + name.end)


def _name_among(layer: Layer, drafts: list[Draft]) -> bool:
    """产值增长的有71家, 尚有11个未开工: a part of what was counted before, told by what it does."""
    draft, previous = drafts[-1], previous_in_sentence(drafts)
    found = _WHO_ARE.search(layer.flat[max(draft.place.clause[0], draft.mark.start - 30) : draft.mark.start])
    named = draft.place.left.endswith(("项目", "企业"))
    state = None if found or named else _NOT_YET.match(draft.place.right)
    counted = _counted_before(drafts)
    if previous is None or not counted or (found is None and state is None):
        return False
    what = found["what"] if found else state["state"] if state else ""
    if what.endswith(counted):
        return False
    draft.object = counted
    set_name(
        layer,
        draft,
        f"{re.sub('^其中', '', what)}{_ITS_STATE.sub('', counted)}数",
        "part-by-what-it-does",
        draft.place.left_start,
        draft.mark.start,
    )
    return True


def _counted_before(drafts: list[Draft]) -> str | None:
    """What the nearest figures of the same kind counted, in the sentence."""
    last = drafts[-1]
    near = (d for d in drafts[-2:-7:-1] if d.mark.start >= last.place.sentence[0])
    return next((d.object for d in near if d.object and d.kind == last.kind), None)


def _inherit_count(layer: Layer, drafts: list[Draft]) -> None:
    """已竣工6个: the object of the count before it."""
    draft, previous = drafts[-1], previous_in_sentence(drafts)
    label = indicators.strip_cues(draft.place.left).strip("、,“”")
    source = next(
        (d for d in drafts[-2:-6:-1] if d.object and d.mark.start >= draft.place.segment[0] and d.kind == draft.kind),
        previous,
    )
    if source is not None and source.object and len(label) <= 8:
        draft.object = source.object
        set_name(layer, draft, label + (source.indicator or source.object), "figure-before")
    else:
        inherit_name(layer, drafts)


def _count_before(drafts: list[Draft]) -> Draft | None:
    """What is ranked where only things were counted: the count of a clause before, not the set 居32个开发区第4位."""
    last = drafts[-1]
    near = (d for d in drafts[-2:-7:-1] if d.mark.start >= last.place.sentence[0])
    return next((d for d in near if d.kind == "count" and d.indicator and d.mark.end <= last.place.clause[0]), None)


def name_rank(layer: Layer, drafts: list[Draft]) -> None:
    """增速…排名第一: the rank of what the clause names, else of the figure before it."""
    draft = drafts[-1]
    place = draft.place
    found = _RANKED.match(layer.flat, max(place.clause[0], place.mark.start - 60), place.mark.start) or _RANKED.match(
        place.left
    )
    what = found["what"] if found else ""
    base = base_of(drafts, measured=what not in _NUMBERS) or _count_before(drafts)
    own = indicators.name_before(what) if what else None
    name = "" if what in _NUMBERS else own.text if own else what if what in GROWTH_NOUNS else ""
    if (name in GROWTH_NOUNS or not name) and base is not None and base.indicator:
        growth = "增速" if not name and base.is_rate and "占" not in base.indicator else name
        name = base.indicator + ("" if growth and base.indicator.endswith(growth) else growth)
    set_name(layer, draft, (name or "综合") + "排名", "rank", place.clause[0], place.mark.start)
    draft.of = (base.id,) if base is not None and base.indicator and base.indicator in name else ()
