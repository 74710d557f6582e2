"""The standing that a sentence gives a figure: actual, planned, expected, target or a threshold, and how exact it is said to be."""

from __future__ import annotations

import re

from kaifaqu.core.reader import lexicon_cues as cues
from kaifaqu.core.reader.clauses import REACH, Place, opens_topic
from kaifaqu.core.reader.model import ReadRole
from kaifaqu.core.reader.pledges import pledged_role
from kaifaqu.core.reader.programmes import Programme
from kaifaqu.core.reader.thresholds import is_threshold
from kaifaqu.core.reader.wordlist import Words

_EXPECTED, _TARGET, _PLANNED = Words(cues.EXPECTED), Words(cues.TARGET), Words(cues.PLANNED)
_DONE = re.compile(cues.DONE)
_QUALIFIERS = Words(cues.QUALIFIERS)
_BEFORE = tuple((name, re.compile(f"(?:{words})(?:了|过|的|为|到|达)?$")) for name, words in cues.APPROX_BEFORE)
_AFTER = tuple((name, re.compile(words)) for name, words in cues.APPROX_AFTER)
_RISING, _FALLING, _EQUAL = re.compile(cues.RISING), re.compile(cues.FALLING), re.compile(cues.EQUAL)
_SIGNED = re.compile(r"签约|签订|签下|签署|落地协议|招引|引进(?:[^,。]{0,6})?项目|招商项目")
_PAID = re.compile("完成|到位|实际|累计|实现(?:[^,。]{0,6})?投资")


def approximation(place: Place, more: bool) -> str | None:
    """gt, ge, lt, le or about; None for a plain figure."""
    after = place.right
    for name, pattern in _AFTER:
        if pattern.match(after):
            return name
    for name, pattern in _BEFORE:
        if pattern.search(place.left[-6:]):
            return name
    return "gt" if more else None


def qualifiers(place: Place) -> tuple[str, ...]:
    """The cue words as printed, in order."""
    return tuple(dict.fromkeys(place.left[start:end] for start, end in _QUALIFIERS.find(place.left)))


def direction(left: str) -> str | None:
    """up, down or flat."""
    if _EQUAL.search(left):
        return "flat"
    falls = [found.end() for found in _FALLING.finditer(left)]
    rises = [found.end() for found in _RISING.finditer(left)]
    if not falls and not rises:
        return None
    return "down" if falls and (not rises or falls[-1] >= rises[-1]) else "up"


_SHARE_OF_GOAL = re.compile(
    r"(?:完成|占|达到|超额?|超过|为|实现|比|是|快于|落后|距)[^,;。]{0,20}(?:目标|任务|计划|指标|预算|进度)[^,;。]{0,16}(?:的|率|数的|总数的|完成率|比重为?|比例为?)(?:约|近|超|达|为)?$|(?:目标|任务|计划|指标|预算)[^,;。]{0,6}(?:完成率|达成率|执行率|完成比例)(?:为|达|约|超)*$|完成[^,;。\d]{0,8}(?:目标任务|目标|任务|计划|预算)(?:约|近|的)?$"
)
_GOAL_AMOUNT = re.compile(
    r"(?:完成|占|达到|超额?|超过|为|是|实现)[^,;。\d]{0,8}(?:年度|全年|年内|预期|考核|今年|当年|年)?(?:的)?(?:主要)?(?:目标|任务|计划|预算)(?:任务|数|值|投资)?$"
)
_GOAL_NOUN_AFTER = re.compile(
    r"的?(?:年度|全年|预期|考核|产能|产值|投资|增长)?(?:目标|任务)|的(?:年度|全年)?计划|的[^,。;\d]{2,8}?(?:目标|任务)"
)
_GOAL_PERCENT_AFTER = re.compile(r"的(?:年度|全年|预期|考核)?(?:增长)?(?:目标|任务)")
_GOAL_HEADING = re.compile(
    r"(?:工作举措|工作思路|工作重点|下一步[^\n]{0,8}|主要任务|重点任务|目标|目标任务|打算|计划|安排|工作目标)[::]?$"
)
_SHARE_TAIL = re.compile(r"占[^,;。]{0,20}$|(?:率|占比|比重)(?:为|达|达到|约|是|超|超过)*$")
_NO_CUE = Words(cues.NOT_PLANNED)
_PROJECT_SCALE = frozenset(
    ["amount", "area", "duration", "power", "energy", "count", "length", "capacity", "headcount", "mass"]
)
_SCALE_WORDS = re.compile(
    r"其中|包括|含|首期|一期|二期|三期|固定资产投资|设备投资|占地|用地|建筑面积|规划|建设周期|工期|分|注册资本|流转|装机|储能|建设|新建|配套|年产|设计|产能|岸线|长|投资|投入|总|规模|处理能力"
)
_STRONG_GOAL = re.compile(
    r"力争|争取(?!到)|目标(?:任务)?(?:分解)?(?:如下|分别|包括)?[:是为]|(?:施工图|路线图|任务书|任务单|任务清单|目标清单|作战图|军令状|时间表|目标)[”》]?[:]|工作目标|要求[,:]|明确提出|确保|(?<![加高升长降])到20[2-9]\d年|下一步|明年|未来[一二两三四五]年|责任书|(?<![需主重])要(?:达到|完成|实现|突破|新增)|“三步走”目标|计划到|下半年[,将]|四季度[,将]|下阶段|关于下一阶段"
)
_MEANT_ACTS = re.compile(r"(?<![度年期])(?:计划|拟)(?:完成|实现|新增|引进|签约|开工|新开工|招引|培育)(?!的)")
"""公司计划完成投资22亿元,实现营收10亿元: verbs that a plan governs; 年度计划完成投资 is a noun."""
_REPORTED = re.compile(r"\d[-至到]\d{1,2}月|上半年|季度|前\d{1,2}个月|月份|目前|截至|现|近日")
_TO_ADD_UP = re.compile("累计(?=完成|实现|签约|引进|新增|建成|投入|达)")
"""力争年内累计完成投资45亿元: sums up to what is aimed at."""
_NAMED_BY_YIELD = re.compile(r"年(?:加工|处理|产)产?能?(?:约|近|达)?(?:\d[^,。;、]{1,16}(?:[和与及、]|以及))?$")
_YIELDING = re.compile(
    r"(?!及?以上)[^,。;]{1,36}?(?:项目|工程|基地|工厂|生产线|装置)(?!(?:已|正式|顺利|全面|成功)*(?:建成|投产|达产|投入|投用))"
)
"""年产30万吨饲料项目: the capacity that a project bears in its name."""
_HAS_CAPACITY = re.compile("已形成|已具备|具备|现有|拥有|形成了")
_EQUIPPED = re.compile("建设|新建|厂房|购置|购买|引进|配套|安装|设备|生产线|产线|研发中心|布设|建")
_OWN_SUM = re.compile(r"^[^。;]{0,40},投资(?:总额|额)?(?:约|达|为)?\d")
_ITS_COST = re.compile("总投资|总投入|投资总额|投资概算|(?:规划|概算|估算|预计)投资")
_AMONG = re.compile(r"中,(?:目前)?(?:新?开工|竣工|投产|完工|签约|落地|办结|建成|复工|达产)(?:了)?$")
"""28个项目中,开工17个: what has become of some of them."""
_SCALE_END = re.compile(
    "(?:占地|用地|建筑面积|总建筑|建设|新建|购置|新上|引进|设计|规划|工期|周期|岸线|年产|铺设)[^,;。]{0,14}$"
)
_PLANNED_ONES = re.compile("计划(?:新)?(?:开工?|投产|竣工|建成|入库)的?项目(?=[^,。;\\d]*(?:实现|完成|已|实际|投产|开工|竣工))")
"""10个计划投产项目实现投产7个: which ones they are, and what became of them."""
_COUNTED_ALIKE = re.compile("(?:项目|企业|平台|机构|人才|公司)(?:共有?|有|为|达|总数为?)*$|开工建设$")
_INVESTED = re.compile(r"(?:总|计划|拟|预计|概算)投资|概算|投资(?:额|总额)?(?:约|达|为)?\d")
_UNDER_WAY = re.compile(
    "近年来|先后|建成|完成|了|已|累计|截至|目前|今年|上半年|去年|季度|现有|共|出让|供应|新增|同比|盘活|全区|全市|园区(?!项目)"
)
_SITE = re.compile("占地|用地|首期|一期|二期|建筑面积|厂房|(?:将|拟|计划)[^,]{0,8}投资|总投资|购置|建设年产")
_HEADING_REACH = 600
_HEADING = re.compile(r"(?:[一二三四五六七八九十]{1,2}、)[^。]{2,24}$")
_COMPARED = re.compile("同比|环比|年均|较|比")
_NOW = re.compile("[由从](?:目前|现在|现有|当前|年初|去年|上年|上年末|去年底|20\\d\\d年)的?$")
_BUILT = re.compile("项目|工程|厂|基地|中心|园")
_OF_A_PROJECT = re.compile(r"[^,。;]{0,20}(?:项目|生产线|产线|装置|基地|工厂)")
_BUILDS_YIELD = re.compile(r"(?<!已)(?:建设|新建|新上|扩建|投建)(?!成)[^,。;]{0,12}[年日]产[^,。;]{0,4}$")
_INVESTED_IN = re.compile(r"[^,。]{0,30}?项目|的[^,。]{0,30}?(?:车间|基地|工厂|产线|工程|中心|产业园|厂房)")
_WILL = re.compile(r"将(?:达到?|超过?|突破|提高到|增加到|建成|形成)(?:约|近)?$")
_BY_A_YEAR = re.compile(r"(?<![加高升长降])到20[2-9]\d年")
_GOALS_SET = re.compile(r"提出|确定|明确|定下|设定|制定|锚定|围绕|瞄准|实现")
_ROW_OF_GOALS = re.compile(r"[^。;,]{0,12}(?:[、,][^。;]{0,40}?\d[^。;,、]{0,6})?的(?:年度|预期|奋斗|发展|主要|增长)?目标")
_UNDER_WAY_AFTER = re.compile("在谈|在建|正在|已")
_PRESENTED = re.compile("达产|投产后|建设周期|建设工期|分[两二三]期|占地|总投资|签约|集中开工|用地")
_PROJECTS_SUM = re.compile(
    r"\d(?:个|项)[^,。;、\d]{0,14}(?:项目)?[,、]投资(?:总额)?(?:约|达|近|为)?$|项目[^,。;、\d]{0,4}\d+(?:个|项)[,、]投资(?:总额)?(?:约|达|近|为)?$"
)
"""产业项目17个,投资75亿元: what projects cost in all; 完成投资 is what was spent, 投资额 may be either."""
_OWN_INVESTMENT = re.compile(r"(?:项目|基地|工程|产业园|工厂)(?:,[^。;]{0,60})?,?(?:计划)?投资(?:约|达|为|近|超|总额|额)*$")
_PLEDGED_SUM = re.compile(
    r"(?:协议|(?<!技术)合同(?!成交)|签约|意向)[^,。;、]{0,6}(?:投资额?|投资总额|总额|金额|资金|引资额?|总投资|外资|额)(?:也|就|总计|累计|合计|共|已|达到?|约|近|为|逾|超过?|突破|高达|了)*$"
)
"""协议投资额已逾200亿元: what is agreed on stays planned, however far it has come."""
_NEXT_PHASE = re.compile(r"[;\s]*(?:[二三四五后]期|其余|剩余)(?:项目|工程)?(?!已)")
"""一期用地210亩;二期130亩: the scale of the same project goes on."""
_FROM = re.compile(r"[由从][^,。;]{0,16}$")
_RAISED_TO = re.compile(
    r"(?:左右|以上)?(?:增加|增长|提高|提升|扩大|扩展|压缩|缩短|精简|压减|缩减|下降|降低|调整|上升|下调|上调|降|升|增)[到至为]"
)
_GAP = re.compile(r"(?:还|尚|仍|相)差(?:约|近|了)?$|(?:缺口|差距)(?:为|达|约|是|仍有)?$")
_URGED = re.compile("力争|确保|争取|解决|弥补|补上")
_EXCESS = re.compile(
    r"超额完成[^,;。\d]{0,8}(?:目标|任务|计划)(?:任务)?$|(?:超目标|超任务|超计划|超收|短收|增收|减收)(?:约|近|了)?$"
)
"""超额完成年度目标7家: how far the goal was passed."""
_BEYOND_GOAL = re.compile(
    r"(?:超|高于|低于|快于|慢于|滞后于?|落后于?|领先于?|超出|超过|比|较)[^,;。]{0,12}(?:目标|计划|进度|任务)[^,;。\d]{0,8}$"
)
_ORDERED_AFTER = re.compile(
    r"[^,。;\d]{0,14}(?:要|须|务必|必须)(?:在[^,。;]{0,8})?(?:全部|如期|全面)?(?:完成|交付|投产|开工|建成|竣工|销号|整改到位)"
)
_PLAN_OF_A_PERIOD = re.compile(
    r"(?:今年|明年|20\d\d年|下半年|全年|年内|[一二三四]季度)[^。;\d]{0,14}(?:计划(?!投资|总投资)|拟(?!投资|建成))(?:(?!已|累计|截至|上半年|目前)[^。;])*$"
)
_DONE_AFTER = re.compile(r"已(?:经|全部|正式)*(?:投产|建成|竣工|完成|入驻|到位|并网|交付|开工)")
_LIST_OF_GOALS = re.compile(
    r"(?:目标|施工图|路线图|任务单|任务清单|作战图|军令状)[”》]?(?:任务)?(?:分解)?(?:是|为|如下|分别为?|包括)?:|责任书|到20[2-9]\d年|要求[,:]"
)
_LIST_OF_ESTIMATES = re.compile(r"\s*[^,。;]{0,24},?(?:[^,。;]{2,8})?预计")
_DUE = re.compile(
    r"(?:将于?|将会于?|可于?|可在|于|在)?(?:年底前?|年内|明年[^,。;]{0,5}|下半年|月底前?|20\d\d年[^,。;已]{0,8}|\d{1,2}月(?:[^,。;已]{0,4}前)?)(?:可|将|能|即可)?(?:交付|投产|竣工|建成|投用|完工|开工|投入|达产|并网)"
)
_TO_BE_BUILT = re.compile(r"(?:计划|拟)(?:将|在|于)?[^,。;已]{0,12}(?:建成|投产|完工|竣工|交付|开工|动工|启动)")
_SOON = re.compile(r"(?:(?!完成|超额)[^,。;]){0,10}?(?:尽快|即将|拟|计划(?!总?投资)|待)")
_NEW_ACT = re.compile(r"[;\s]*(?:共|已)?(?:推动|引进|盘活|落实)")
"""预计年产值135亿元;推动14个项目开工: another thing done, after what was expected of the one before."""
_HOPED_AFTER = re.compile(r"(?:项目|企业)?(?:可望|有望|预计)")
_YIELD = re.compile(
    r"年(?:均|可|预计|约)?(?:发电|产|销售|营业|税收|利税|利润|处理|转化|节约|减排|用电|新增|营收|创税|纳税|上缴)|(?:带动|解决|提供|新增|吸纳|创造)[^,。]{0,6}(?:就业|岗位)"
)


class RoleReader:
    """Gives each figure its role; remembers the sentence's, since a cue holds until another one comes."""

    def __init__(self, flat: str) -> None:
        self._flat = flat
        self._sentence = self._segment = self._goal_segment = (-1, -1)
        self._canonical = ""
        self._role = ReadRole.ACTUAL
        self._programme = Programme(flat)

    def of(self, place: Place, *, after_completion: bool, future: bool) -> tuple[ReadRole, str]:
        """(role, name of the rule)."""
        continued = self._role is ReadRole.TARGET and self._flat.startswith(("其中", "包括"), place.sentence[0])
        phase = self._role is ReadRole.PLANNED and _NEXT_PHASE.match(self._flat, place.segment[0]) is not None
        fresh = (self._role is ReadRole.PLANNED and not phase) or (
            self._role is ReadRole.EXPECTED
            and (opens_topic(self._flat, place) or _NEW_ACT.match(self._flat, place.segment[0]) is not None)
        )
        if (place.sentence != self._sentence and not continued) or (place.segment != self._segment and fresh):
            self._role = ReadRole.ACTUAL
        self._sentence, self._segment = place.sentence, place.segment
        if is_threshold(self._flat, place):
            return ReadRole.THRESHOLD, "threshold"
        role, rule = pledged_role(self._flat, place) or self._own(place, after_completion, future)
        if rule == "default" and self._programme.sets(place):
            role, rule = ReadRole.TARGET, "programme"
        compared = rule == "done" and place.mark.kind in ("percent", "pp") and self._role is ReadRole.EXPECTED
        if rule not in _PASSING and not compared:
            self._role, self._goal_segment, self._canonical = role, place.segment, place.mark.canonical
        return role, rule

    def _own(self, place: Place, after_completion: bool, future: bool) -> tuple[ReadRole, str]:
        kind = place.mark.kind
        if place.left.endswith("等") and kind == "count" and _HOPED_AFTER.match(place.right) is None:
            return ReadRole.ACTUAL, "listed"
        own = self._flat[max(place.clause[0], place.mark.start - 60) : place.mark.start]
        if _NOW.search(own) or (_FROM.search(own) and _RAISED_TO.match(self._flat, place.mark.end)):
            return ReadRole.ACTUAL, "changed-from"
        if (
            (_GAP.search(own) and _URGED.search(own) is None)
            or _EXCESS.search(own)
            or (kind == "pp" and _BEYOND_GOAL.search(own))
        ):
            return ReadRole.ACTUAL, "beside-the-goal"
        tail = _PLANNED_ONES.sub("项目", _NO_CUE.without(own if place.first_in_clause else place.left))
        if kind in ("percent", "pp", "multiple") and _SHARE_OF_GOAL.search(own):
            urged = (
                re.search(
                    "确保|力争|争取(?!到)|务必|[要须应]完成",
                    self._flat[max(place.segment[0], place.mark.start - 60) : place.mark.start],
                )
                is not None
            )
            return (ReadRole.TARGET, "target-cue") if urged else (ReadRole.ACTUAL, "share-of-goal")
        opened = self._flat[max(place.segment[0], place.mark.start - 30) : place.mark.start].removesuffix("(")
        if kind == "amount" and place.right.startswith(("总投资", "的总投资")):
            return ReadRole.PLANNED, "planned-noun-after"
        if kind == "percent" and _GOAL_PERCENT_AFTER.match(place.right):
            return ReadRole.TARGET, "goal-amount"
        if (
            kind == "rank"
            and (own.endswith("前") or self._flat[place.mark.start] == "前")
            and re.match("的|企业|公司|园区|分别|户|为|是", place.right)
        ):
            return ReadRole.THRESHOLD, "limit"
        if self._is_listed_goal(place):
            return ReadRole.TARGET, "listed-goal"
        if _GOAL_AMOUNT.search(opened if not place.left else own) or (
            _GOAL_NOUN_AFTER.match(place.right) and kind != "percent"
        ):
            return ReadRole.TARGET, "goal-amount"
        if (
            kind == "percent"
            and _SHARE_TAIL.search(own)
            and self._role is not ReadRole.TARGET
            and _TARGET.first(tail) is None
            and not after_completion
            and not self._aims(place, future)
        ):
            yields = self._role is ReadRole.EXPECTED and place.segment == self._goal_segment
            return (ReadRole.EXPECTED if yields else ReadRole.ACTUAL), "share"
        return self._by_cue(place, tail, after_completion, future)

    def _is_listed_goal(self, place: Place) -> bool:
        """提出地区生产总值增长8%、工业投资增长12%的预期目标: the noun stands once, after the last of the row."""
        start, end = max(place.sentence[0], place.mark.start - 90), min(place.segment[1], place.mark.end + 60)
        if _GOALS_SET.search(self._flat, start, place.mark.start) is None:
            return False
        return _ROW_OF_GOALS.match(self._flat, place.mark.end, end) is not None

    def _aims(self, place: Place, future: bool) -> bool:
        """True where the share itself is to come: 到2026年…占比达到60%."""
        return future or self._of_sentence(place) is ReadRole.TARGET

    def _by_cue(self, place: Place, tail: str, after_completion: bool, future: bool) -> tuple[ReadRole, str]:
        if place.mark.kind == "count" and _AMONG.search(
            self._flat, max(place.sentence[0], place.mark.start - 16), place.mark.start
        ):
            return ReadRole.ACTUAL, "among"
        if _DONE_AFTER.match(place.right):
            return ReadRole.ACTUAL, "done-after"
        if _ORDERED_AFTER.match(place.right):
            return ReadRole.TARGET, "target-after"
        if _TO_BE_BUILT.match(place.right):
            return ReadRole.PLANNED, "planned-after"
        if _HOPED_AFTER.match(place.right) or _DUE.match(place.right):
            return ReadRole.EXPECTED, "expected-after"
        target, expected, planned = _TARGET.last_end(tail), _EXPECTED.last_end(tail), _PLANNED.last_end(tail)
        own_noun = place.left if place.mark.kind == "amount" else ""
        if target is not None and not _DONE.search(_TO_ADD_UP.sub("", tail[target:])):
            return ReadRole.TARGET, "target-cue"
        if after_completion:
            return ReadRole.EXPECTED, "after-completion"
        if expected is not None and self._is_by_a_year(place, tail):
            return ReadRole.TARGET, "by-a-year"
        if expected is not None and (planned is None or expected >= planned):
            return ReadRole.EXPECTED, "expected-cue"
        if self._role is ReadRole.TARGET and planned is not None and not _DONE.search(tail) and not _ITS_COST.search(tail):
            return ReadRole.TARGET, "role-of-the-sentence"
        if self._is_of_yearly_plan(place, tail):
            return ReadRole.TARGET, "plan-of-a-period"
        if _PLEDGED_SUM.search(own_noun) is not None:
            if self._role is ReadRole.TARGET and place.segment == self._goal_segment and not _DONE.search(tail):
                return ReadRole.TARGET, "role-of-the-sentence"
            return ReadRole.PLANNED, "pledged-sum"
        if planned is not None and self._is_plan(place, tail[planned:]):
            return ReadRole.PLANNED, "planned-cue"
        if self._bears_capacity(place, tail):
            return ReadRole.PLANNED, "capacity-of-project"
        return self._inherited(place, tail, future)

    def _bears_capacity(self, place: Place, tail: str) -> bool:
        """年产30万吨饲料和5万吨酵母项目: the name of a project that is being built."""
        named = self._flat[place.clause[0] : place.mark.start][-REACH:]
        end = min(place.clause[1], place.mark.end + 40)
        return (
            _NAMED_BY_YIELD.search(named) is not None
            and _YIELDING.match(self._flat, place.mark.end, end) is not None
            and _HAS_CAPACITY.search(tail) is None
        )

    def _is_by_a_year(self, place: Place, tail: str) -> bool:
        """到2026年,总规模将达300万平方米 is what a plan sets; 预计 and 有望 stay estimates."""
        head = self._flat[max(place.sentence[0], place.mark.start - 60) : place.mark.start]
        return _WILL.search(tail) is not None and _BY_A_YEAR.search(head) is not None

    def _is_of_yearly_plan(self, place: Place, tail: str) -> bool:
        """2025年,计划新建…、盘活…: what a zone means to do in a year is its target; a project's sum stays planned."""
        if (
            place.mark.kind not in ("count", "area", "headcount", "length")
            or re.search(f"{cues.DONE}|实际", tail)
            or _ITS_COST.search(tail)
        ):
            return False
        head = self._flat[max(place.segment[0], place.mark.start - 100) : place.mark.start]
        return _PLAN_OF_A_PERIOD.search(head) is not None and "总投资" not in head

    def _is_plan(self, place: Place, rest: str) -> bool:
        """A sum named as planned stays so; 计划 before what is done already does not reach it."""
        return place.mark.kind in _PROJECT_SCALE and not re.search(r"已|完成|累计|实际", rest)

    def _inherited(self, place: Place, tail: str, future: bool) -> tuple[ReadRole, str]:
        done = _DONE.search(tail) is not None
        if done and self._role in (ReadRole.TARGET, ReadRole.EXPECTED) and place.segment == self._goal_segment:
            done = _DONE.search(_TO_ADD_UP.sub("", tail)) is not None
        if self._role in (ReadRole.TARGET, ReadRole.EXPECTED) and self._reaches(place, tail, done):
            return self._role, "role-of-the-sentence"
        if self._role is ReadRole.PLANNED and not done and (role := self._of_project(place, tail)) is not None:
            return role, "role-of-the-project"
        if not done and place.left and (role := self._of_sentence(place)) is not None:
            return role, "goal-of-the-sentence"
        if place.mark.kind == "count" and not done and _SOON.match(place.right):
            return ReadRole.PLANNED, "soon-after"
        if self._is_signed_sum(place, tail, done) or self._is_project_scale_ahead(place, tail, done):
            return ReadRole.PLANNED, "project"
        if not done and _BUILDS_YIELD.search(tail):
            return ReadRole.PLANNED, "capacity-to-build"
        if future and not done and place.mark.kind in _PROJECT_SCALE and _SITE.search(tail) and "完成" not in tail:
            return ReadRole.PLANNED, "project"
        if (
            future
            and not done
            and not _UNDER_WAY_AFTER.match(place.right)
            and (place.mark.kind != "percent" or _COMPARED.search(tail) is None)
        ):
            return ReadRole.TARGET, "future-period"
        return (ReadRole.ACTUAL, "done") if done else (ReadRole.ACTUAL, "default")

    def _reaches(self, place: Place, tail: str, done: bool) -> bool:
        """A goal reaches on over commas; a clause that says 完成 by itself, in brackets or after a semicolon, is done."""
        if self._role is ReadRole.EXPECTED and not done and _LIST_OF_ESTIMATES.match(self._flat, place.sentence[0]):
            return True
        if done or (place.first_in_clause and not place.left and place.mark.kind == "count"):
            return False
        if not re.search(r"完成|实现|增速在", tail):
            return place.segment == self._goal_segment or self._of_sentence(place) is not None
        if self._of_sentence(place) is not None:
            return True
        self._role = ReadRole.ACTUAL
        return False

    def _of_project(self, place: Place, tail: str) -> ReadRole | None:
        """The scale of a project is planned with its investment; what it will yield a year is expected."""
        if re.search("到位|完成|实际|实现(?:[^,。]{0,4})?投资", tail) or (
            tail.startswith((",实现", "实现")) and "可" not in tail
        ):
            return None
        if _YIELD.search(tail) and _OF_A_PROJECT.match(place.right):
            return ReadRole.PLANNED
        if _YIELD.search(tail):
            return ReadRole.EXPECTED
        if place.left in ("/", "、", "和") or (place.left.startswith("、") and not place.first_in_clause):
            return ReadRole.PLANNED
        same_measure = place.mark.canonical == self._canonical and place.mark.kind != "count"
        if place.mark.kind == "count" and not (
            _EQUIPPED.search(tail) or (tail.startswith("、") and place.mark.canonical == self._canonical)
        ):
            return None
        return (
            ReadRole.PLANNED
            if place.mark.kind in _PROJECT_SCALE
            and (_SCALE_WORDS.search(tail) or _SCALE_WORDS.search(place.left) or place.mark.kind == "count" or same_measure)
            else None
        )

    def _of_sentence(self, place: Place) -> ReadRole | None:
        """力争 or 管委会要求 at the head of the sentence reaches the figures after it."""
        head = self._flat[max(place.sentence[0], place.clause[0] - 90) : place.clause[0]]
        if place.segment[0] > place.sentence[0] and not _LIST_OF_GOALS.search(head):
            head = self._flat[max(place.segment[0], place.clause[0] - 90) : place.clause[0]]
        if self._under_goal_heading(place):
            return ReadRole.TARGET
        if _STRONG_GOAL.search(head) and not re.search(r"已|截至|同比", head):
            return ReadRole.TARGET
        own = self._flat[place.clause[0] : place.mark.start]
        if _MEANT_ACTS.search(head) and not _REPORTED.search(own) and not re.search(r"已|截至|同比", head):
            return ReadRole.TARGET
        return None

    def _under_goal_heading(self, place: Place) -> bool:
        """四、下半年目标, on the line before."""
        lines = self._flat[max(0, place.mark.start - _HEADING_REACH) : place.mark.start].split("\n")[:-1]
        heading = next((line for line in reversed(lines) if _HEADING.match(line)), lines[-1] if lines else "")
        return len(heading) < 24 and "。" not in heading and _GOAL_HEADING.search(heading) is not None

    def _is_signed_sum(self, place: Place, tail: str, done: bool) -> bool:
        """What is agreed on is planned: 签约了…项目,投资2.7亿元."""
        if place.mark.kind != "amount" or "投资" not in tail or done or _PAID.search(tail):
            return False
        named = self._flat[max(place.sentence[0], place.mark.start - 90) : place.mark.start]
        if _OWN_INVESTMENT.search(named) and _PRESENTED.search(
            self._flat, max(place.sentence[0], place.mark.start - 90), min(place.sentence[1], place.mark.end + 60)
        ):
            return True
        window = self._flat[max(place.sentence[0], place.mark.start - 80) : place.mark.start]
        if self._flat.startswith(("其中", "包括"), place.sentence[0]):
            window = self._flat[max(0, place.sentence[0] - 60, place.mark.start - 200) : place.mark.start]
        before = self._flat[max(place.sentence[0], place.mark.start - 40) : place.mark.start]
        return (
            _SIGNED.search(window) is not None
            or _PROJECTS_SUM.search(before) is not None
            or re.search(r"由[^,。]{2,20}投资$", window) is not None
            or (_INVESTED_IN.match(self._flat, place.mark.end, place.mark.end + 44) is not None and tail.endswith("投资"))
        )

    def _in_project_scene(self, place: Place, tail: str) -> bool:
        """A paragraph that presents a project: where its land and buildings stand, its investment is named before or after."""
        own = _SCALE_END.search(tail) or (
            place.mark.kind == "count"
            and tail[:1] == "、"
            and self._canonical == place.mark.canonical
            and self._role is ReadRole.PLANNED
        )
        if own is None or own is False or place.mark.kind not in _PROJECT_SCALE or place.mark.kind == "amount":
            return False
        if place.mark.kind == "count" and _COUNTED_ALIKE.search(tail):
            return False
        start = max(0, place.mark.start - 160)
        before = self._flat[start : place.mark.start].rsplit("\n", 1)[-1]
        ahead = self._flat[place.mark.end : place.mark.end + 110].split("\n", 1)[0]
        sentence = self._flat[max(place.sentence[0], start) : place.mark.start]
        presented = _BUILT.search(before) is not None and (
            _INVESTED.search(ahead.split("。", 1)[0]) is not None or _ITS_COST.search(before) is not None
        )
        return presented and _UNDER_WAY.search(sentence) is None

    def _is_project_scale_ahead(self, place: Place, tail: str, done: bool) -> bool:
        """项目占地150亩,…总投资6.3亿元: the scale of a project whose investment the sentence goes on to name."""
        if not done and self._in_project_scene(place, tail):
            return True
        if (
            done
            or place.mark.kind not in ("area", "power", "energy", "capacity", "length", "count", "mass")
            or not _SCALE_WORDS.search(tail)
        ):
            return False
        ahead = self._flat[place.mark.end : min(place.sentence[1], place.mark.end + 90)]
        if place.mark.kind == "count" and (_COUNTED_ALIKE.search(tail) or not re.search("建设|新建", tail)):
            return False
        return (_ITS_COST.search(ahead) or _OWN_SUM.search(ahead)) is not None and _BUILT.search(
            self._flat, max(place.sentence[0], place.mark.start - 80), place.mark.start
        ) is not None


_PASSING = frozenset(
    ["default", "listed", "changed-from", "share-of-goal", "goal-amount", "share", "goal-of-the-sentence", "future-period"]
)
"""Rules that say nothing about the next figure."""
