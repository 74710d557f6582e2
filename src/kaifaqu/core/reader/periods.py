"""Which period a figure belongs to: the state of the text's time as it is read, sentence by sentence.

A period named in the figure's own clause wins, then the last one named before it in its sentence, then the one that the
paragraph stands in; a heading and a lead that name none take the first that their article names. What a figure is compared
with (较上年, 同期) is never its own period, unless the figure is that comparison's own value (上年同期为2.21亿元).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from kaifaqu.core.figures.period import Period, PeriodError, Shape
from kaifaqu.core.reader.clauses import Place, article_starts, last_match, opens_topic
from kaifaqu.core.reader.date_meanings import Meaning
from kaifaqu.core.reader.dates import DateMention

_COMPARED_BEFORE = re.compile(r"(?:较|比|与|同|和|对比|相比|超过|高于|低于|好于|快于|相较于|较之|相当于|是|从|由)$")
_COMPARED_AFTER = re.compile(
    r"(?:同期|同比|相比|比较|的?(?:\d|同|基础上)|以来最|增长|提高|下降|翻|末?增加|减少|多|加快|收窄|回落|扩大|上升|前移|底|初|末)"
)
_ALWAYS_COMPARED = re.compile(r"(?:较|(?<![占对])比|相较于|高于|低于|好于|快于)$")
_OWN_VALUE = re.compile(r"(?:[的为是仅达到]|同期){0,4}(?:[^,。;\d]{0,8}(?:的|为|是|仅|达到))?$")
_TURNED = re.compile("的?(?:同比)?(?:负增长|增长|下降|下滑|上升|回落)")
"""由6月份下降2.3%转为增长: the rate that the period before had."""
_LOCAL_BEFORE = re.compile(r"[在于]$")
_CAPTIONED = re.compile(r"[^,。\n]{0,4}摄")
_GOAL_AFTER = re.compile(
    r"(?:的|度|全年|预期|年度|工作|主要|投资)*(?:目标|任务|计划|预算|力争|确保|要|将|拟|预计)|[^,。;]{0,14}(?:的目标任务|的目标|的任务|的计划|目标的|任务的|计划的|预算的)"
)
_GOAL_BEFORE = re.compile(r"(?:计划|拟|预计|力争|确保|争取|目标)(?:到|在|于)?$")
_FUTURE_BEFORE = re.compile(r"(?:计划|拟|预计|力争|确保|争取|将)(?:到|在|于)?$")
_TITLE_AFTER = re.compile(
    r"[^,。;:\n]{0,30}?(?:仪式|大会|推介会|启动会|推进会|动员会|座谈会|洽谈会|对接会|博览会|交易会|论坛|峰会|发布会|现场会|调度会|集中签约|集中开工|活动)(?:在|[,。]|举行|召开|举办|成功|隆重|上|现场|于|(?=\n)|$)"
)
_AIMED_AT = re.compile(r"(?:紧盯|围绕|对标|对照|聚焦|锚定|瞄准|紧扣|锁定)$")
_TITLE = re.compile(r"[^,。;:\n]{0,30}?(?:仪式|大会|推介会|会议|现场会|活动|招聘会|对接会|专场)(?=[,。;:\n])")
_HELD = re.compile(r"(?:举行|举办|召开|开展|组织|启动)$")
_SCENE = re.compile(r"会上|会议上|仪式上|现场|活动中|当天|当日|此次|本次|签约")
_PRESENT = re.compile("会上|仪式上|现场|活动中|当天|当日|此次|本次")
_CAPABLE = re.compile("具备|形成|现有|拥有")
_PLAN_AFTER = re.compile("[,，][^,，]{0,6}(?:计划|预计|拟|将)(?:于|在|到)?$")
"""具备…生产能力,计划于2024年建成: a plan after the comma dates what is to come."""
_DONE = re.compile(r"已|累计|实际|尚|完成率|开工率|其余")
_AFTER_COMPLETION = re.compile(
    r"(?:建成|建起|建好|投产|达产|达效|竣工|投用|投运|投入运营|投入使用|投入生产|完工|落成|运营|满产)(?:达产|达效|投产|投用|投运|运营|满产|投入使用|启用|、|并|和)*"
    r"(?:之?后|以后|之日)|届时|(?:预计|全部|项目)建成(?=后?(?:能够|可|将|能|预计|年))"
)
_ACT_BY = re.compile(
    r"(?:之?前|以前)?(?:可|将|能|全部|全面|正式|基本)*(?:交付|投产|竣工|建成|投用|完工|开工|启动|动工|投入|达产|并网|封顶|通车|验收)"
)
_BUILT_BY = re.compile(f"[^,。;\\d]{{0,10}}?{_ACT_BY.pattern}")
_ADDED = re.compile(r"^[,、]?(?:全年|当年|城镇|全区)?(?:新增|净增)")
_STATES = frozenset(["now", "edge"])
_PROPER = frozenset(
    ["quarter", "half", "month", "months", "year", "years", "since", "asof", "now", "edge", "plan", "stretch", "future", "day", "days", "same", "decade"]
)  # fmt: skip
_FLOWING = _PROPER - {"day", "days", "plan", "stretch", "future", "decade"}
_ATTRIBUTE, _DIGIT = "年度", re.compile(r"\d")
"""年度投资20.4亿元: the attribute dates the figure that follows, and no other."""
_REACH = 12
"""How many mentions back a period may be looked for: bounds the work on a text full of dates."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A period with the words that gave it, and the name of the rule that carried it here."""

    period: Period
    mention: DateMention
    rule: str = "named"
    goal: bool = False
    """True where the words date a plan (全年目标, 计划上半年): only what is planned stands in it."""
    local: bool = False
    """True where the words date one clause only (在一季度实现了开工)."""

    def by(self, rule: str) -> Dated:
        return replace(self, rule=rule)


class PeriodReader:
    """Gives each figure its period. Built once for a text; `of` is called for the figures in order."""

    def __init__(self, flat: str, mentions: Sequence[DateMention], published_on: date | None) -> None:
        self._flat, self._published_on = flat, published_on
        self._dated: list[Dated] = []
        self._compared: list[Dated] = []
        self._previous: Dated | None = None
        for mention in mentions:
            if mention.kind in _PROPER:
                self._sort(mention)
        self._starts = [d.mention.start for d in self._dated]
        self._compared_starts = [d.mention.start for d in self._compared]
        self._articles = article_starts(flat)

    def _sort(self, mention: DateMention) -> None:
        """Into the periods that figures stand in, or those that they are compared with."""
        flat, start, end = self._flat, mention.start, mention.end
        before = flat[max(0, start - 4) : start]
        compared = mention.kind == "same" or _ALWAYS_COMPARED.search(before) or self._is_compared(mention, before)
        if compared:
            self._compared.append(Dated(period_of(mention, self._published_on) or _UNKNOWN, mention, "compared"))
            return
        if _AIMED_AT.search(before) is not None and not flat[end : end + 1].isdigit():
            return
        period = period_of(mention, self._published_on)
        held = _HELD.search(before) is not None and _TITLE.match(flat, end, end + 40) is not None
        if period is None or held or _TITLE_AFTER.match(flat, end, end + 44) or self._in_title(start):
            return
        goal = _GOAL_BEFORE.search(before) is not None or _GOAL_AFTER.match(flat, end, end + 24) is not None
        local = _LOCAL_BEFORE.search(before) is not None
        self._dated.append(Dated(period, mention, "named", goal, local))

    def _is_compared(self, mention: DateMention, before: str) -> bool:
        if _COMPARED_BEFORE.search(before) and _COMPARED_AFTER.match(self._flat, mention.end, mention.end + 8):
            return True
        own = re.match(r"(?:的|为|是|仅为|仅有|只有)+\d", self._flat[mention.end : mention.end + 5])
        clause = self._flat[max(0, mention.start - 60) : mention.start]
        return mention.kind == "year" and own is not None and re.search(r"\d[^。\n]*[,(;][^,。;]{0,4}$", clause) is not None

    def _in_title(self, start: int) -> bool:
        """True inside 《》, save in a heading: a document's name dates the document."""
        opened = self._flat.rfind("《", max(0, start - 40), start)
        return opened >= 0 and self._flat.find("》", opened, start) < 0

    def of(self, place: Place, *, rate: bool = False, target: bool = False) -> Dated | None:
        """The period of a figure, or None where the text names none. A rate never takes a comparison's own period."""
        found = self._comparison(place, rate) or self._find(place, target)
        if found is not None and found.rule != "compared":
            self._previous = found
        return found

    def _find(self, place: Place, target: bool) -> Dated | None:
        completion = self._completion(place)
        at = bisect_left(self._starts, place.mark.start)
        before = self._own_sentence(place, at, target)
        if completion is not None and (before is None or before.mention.start < completion.mention.start):
            return completion
        if before is not None and before.mention.start >= place.clause[0]:
            return before
        return (
            self._local_after(place, at)
            or before
            or self._scene(place, at)
            or self._carried(place, at, target)
            or self._ahead(place, at)
        )

    def _comparison(self, place: Place, rate: bool) -> Dated | None:
        """上年同期为2.21亿元, 比2022年的6.2亿元: the value of the comparison itself."""
        index = bisect_left(self._compared_starts, place.mark.start) - 1
        if index < 0:
            return None
        dated = self._compared[index]
        between = self._flat[dated.mention.end : place.mark.start]
        turned = self._flat[max(0, dated.mention.start - 1) : dated.mention.start] in ("由", "从")
        if rate and turned and _TURNED.fullmatch(between) and dated.mention.start >= place.clause[0]:
            return dated if dated.period is not _UNKNOWN else None
        if (
            dated.mention.start < place.clause[0]
            or len(between) > 14
            or re.search(r"\d|移|升|进|增|减|降|长|提高|上升|多|快|收窄|相比|回落", between)
        ):
            return None
        if rate and between != "的" and self._flat[max(0, dated.mention.start - 1) : dated.mention.start] not in ("由", "从"):
            return None
        if not _OWN_VALUE.search(between):
            return None
        if dated.mention.kind == "same":
            return self._year_before(dated)
        return dated if dated.period is not _UNKNOWN else None

    def _year_before(self, dated: Dated) -> Dated | None:
        if self._previous is None:
            return None
        try:
            return Dated(self._previous.period.previous_year(), dated.mention, "compared")
        except (PeriodError, ValueError):
            return None

    def _own_sentence(self, place: Place, at: int, target: bool) -> Dated | None:
        """The last period named before the figure in its sentence that is meant for it."""
        for index in range(at - 1, max(-1, at - _REACH), -1):
            dated = self._dated[index]
            if dated.mention.start < place.sentence[0]:
                return None
            if self._is_for_others(dated, place, target):
                continue
            between = self._flat[dated.mention.end : place.mark.start]
            if dated.mention.text == _ATTRIBUTE and _DIGIT.search(between):
                continue
            if self._flat[dated.mention.start - 1 : dated.mention.start] in ("由", "从") and re.search(r"\d.*[到至]", between):
                continue
            if dated.local and dated.mention.start < place.clause[0] and index and self._starts[index - 1] >= place.sentence[0]:
                continue
            return dated.by("named-in-sentence")
        return None

    def _is_for_others(self, dated: Dated, place: Place, target: bool) -> bool:
        """A plan's period is not that of what is done already, and a plain figure does not stand in the future."""
        if self._is_state_beside_flow(dated, place):
            return True
        if target:
            return False
        if self._is_future(dated) and (_DONE.search(place.left) or self._is_deadline(dated, place)):
            return True
        if not dated.goal:
            return False
        return _DONE.search(place.left) is not None or not self._follows_directly(dated, place)

    def _is_state_beside_flow(self, dated: Dated, place: Place) -> bool:
        """年末常住人口23.6万人,城镇新增就业5120人: what is added in a year is not of its last day."""
        return dated.mention.kind == "edge" and dated.mention.start < place.clause[0] and _ADDED.search(place.left) is not None

    def _is_deadline(self, dated: Dated, place: Place) -> bool:
        """年底前交付, 2025年6月投产: it dates that act, not the figures of the clauses after it."""
        return dated.mention.start < place.clause[0] and _ACT_BY.match(self._flat, dated.mention.end) is not None

    def _follows_directly(self, dated: Dated, place: Place) -> bool:
        between = self._flat[dated.mention.end : place.mark.start]
        return len(between) < 40 and re.search(r"\d", between) is None and place.mark.kind != "percent"

    def _local_after(self, place: Place, at: int) -> Dated | None:
        """「7个新建项目在一季度开工」: named after the figure, before the next comes."""
        if at >= len(self._dated):
            return None
        dated = self._dated[at]
        gap = self._flat[place.mark.end : dated.mention.start]
        if _CAPTIONED.match(self._flat, dated.mention.end) and len(gap) < 40 and "\n" not in gap:
            return dated.by("caption")
        if _PLAN_AFTER.search(gap) and (_DONE.search(place.left) or _CAPABLE.search(place.left)):
            return None
        near = dated.mention.start < place.clause[1] or (len(gap) < 24 and dated.mention.start < place.segment[1])
        if near and dated.local and not re.search(r"[;。]|\d", gap):
            return dated.by("named-after")
        return None

    def _scene(self, place: Place, at: int) -> Dated | None:
        """会上, 现场: the day of the event that the article reports."""
        if not _SCENE.search(self._flat, max(place.sentence[0], place.mark.start - 60), place.mark.end):
            return None
        start = bisect_left(self._starts, self._article_of(place))
        for index in range(start, min(at, start + _REACH)):
            if self._dated[index].mention.kind == "day":
                return None if self._flows_here(place, index, at) else self._dated[index].by("day-of-the-event")
            if self._dated[index].mention.kind in _FLOWING and not self._dated[index].goal:
                return None
        return None

    def _flows_here(self, place: Place, day: int, at: int) -> bool:
        """True where the paragraph has gone on from the event's day to a reporting period: 1—9月,…。某新区新签约项目649个."""
        paragraph = self._flat.rfind("\n", 0, place.mark.start)
        later = self._dated[max(day + 1, at - _REACH) : at]
        flows = any(d.mention.kind in _FLOWING and not d.goal and d.mention.start > paragraph for d in later)
        return flows and _PRESENT.search(self._flat, place.sentence[0], place.mark.end) is None

    def _carried(self, place: Place, at: int, target: bool) -> Dated | None:
        """The period in force: the last one named before in the article; 目前 and a plan hold only for their paragraph."""
        article = self._article_of(place)
        for index in range(at - 1, max(-1, at - _REACH), -1):
            dated = self._dated[index]
            if dated.mention.start < article:
                return None
            same_paragraph = "\n" not in self._flat[dated.mention.end : place.mark.start]
            if dated.local and index and self._starts[index - 1] >= article and not same_paragraph:
                continue
            if (dated.goal and not target) or dated.mention.text == _ATTRIBUTE or self._is_state_beside_flow(dated, place):
                continue
            if dated.mention.start < place.sentence[0] and self._is_of_its_sentence(dated):
                continue
            under = target and self._flat.count("\n", dated.mention.end, place.mark.start) == 1
            if not same_paragraph and not under and (dated.mention.kind in ("now", "plan") or self._is_future(dated)):
                continue
            if not same_paragraph and dated.mention.kind == "day" and self._flow_before(index, article):
                continue
            return dated.by("carried")
        return None

    def _is_of_its_sentence(self, dated: Dated) -> bool:
        """年初大批项目开工, 计划明年上半年建成投产: it dates what its own sentence tells, no figure of the next."""
        if dated.mention.text.endswith("初"):
            return True
        return dated.goal and _BUILT_BY.match(self._flat, dated.mention.end) is not None

    def _flow_before(self, index: int, article: int) -> bool:
        """True where the article named a reporting period before this day."""
        return any(
            d.mention.start >= article and d.mention.kind in ("quarter", "half", "months")
            for d in self._dated[max(0, index - 4) : index]
        )

    def _ahead(self, place: Place, at: int) -> Dated | None:
        """Nothing named yet: the first period that the article goes on to name, a flow's before a day."""
        limit = next((start for start in self._articles if start > place.mark.start), len(self._flat))
        following = [
            d
            for d in self._dated[at : at + 4]
            if d.mention.start < limit and not d.goal and (place.heading or not self._is_future(d))
        ]
        flows = [d for d in following if d.mention.kind in _FLOWING]
        chosen = following[:1] if place.heading else flows[:1] or following[:1]
        return chosen[0].by("named-ahead") if chosen else None

    def _completion(self, place: Place) -> Dated | None:
        """建成后, 达产后: what is to be when the project runs."""
        start = place.segment[0] if opens_topic(self._flat, place) else place.sentence[0]
        found = last_match(_AFTER_COMPLETION, self._flat, max(start, place.mark.start - 120), place.mark.start)
        if found is None:
            return None
        return Dated(
            Period.after_completion(), DateMention(found.start(), found.end(), found.group(), _NO_MEANING), "after-completion"
        )

    def _article_of(self, place: Place) -> int:
        return self._articles[max(0, bisect_left(self._articles, place.mark.start + 1) - 1)]

    def _is_future(self, dated: Dated) -> bool:
        start = dated.mention.meaning.start
        return bool(self._published_on and start and start > self._published_on)


def period_of(mention: DateMention, published_on: date | None) -> Period | None:
    """The period that a mention names; None where its year is unknown or its words are vague."""
    meaning, kind = mention.meaning, mention.kind
    if meaning.end is None:
        return None
    try:
        if kind == "day":
            return Period.day(meaning.end)
        if kind == "days":
            return Period.day(meaning.start or meaning.end)
        if kind == "asof":
            return _as_of(mention, meaning.end)
        if kind in _STATES:
            return Period.as_of_month(meaning.end.year, meaning.end.month)
        return None if meaning.start is None else _span(mention, meaning.start, meaning.end)
    except (PeriodError, ValueError):
        return None


def _as_of(mention: DateMention, end: date) -> Period:
    """截至…底 is a state; 到2025年 is the year."""
    start = mention.meaning.start
    if not mention.text.startswith("截") and start is not None and (end - start).days > 300:
        return Period.year(end.year)
    return Period.as_of(end) if start == end and mention.text[-1] in "日号" else Period.as_of_month(end.year, end.month)


def _span(mention: DateMention, start: date, end: date) -> Period | None:
    if start > end:
        return None
    if mention.kind == "since" and "季" in mention.text and "年以来" not in mention.text:
        return Period.months(start.year, start.month, start.month + 2)
    if start.year == end.year:
        return Period.months(start.year, start.month, end.month)
    first = start.year + (mention.kind in ("stretch", "future") and start.month > 1)
    return Period.years(first, end.year)


def basis_of(dated: Dated) -> str | None:
    """cumulative, current or as_of."""
    period = dated.period
    if period.is_state:
        return "as_of"
    if period.is_cumulative:
        return "cumulative"
    return "current" if period.is_span else None


_NO_MEANING = Meaning("completion")
_UNKNOWN = Period(Shape.AFTER_COMPLETION, None, None)
