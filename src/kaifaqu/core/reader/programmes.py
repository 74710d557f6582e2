"""What a report means to do: after 主要目标是… or 下一步, sentences that begin with a verb set goals until something is reported again."""

from __future__ import annotations

import re

from kaifaqu.core.reader.clauses import Place

REACH = 900
"""So far back a passage is looked for that opens or closes a programme."""
_OPENS = re.compile(
    r"(?:主要|预期|总体|奋斗|发展|工作)(?:预期)?目标(?:任务)?(?:是|为|:)|下一?步[,工打将要]|(?:今|明|20\d\d)年[^。;\n]{0,16}(?:将|要)(?:重点|着力|继续|全力|坚持|围绕|奋力)"
    r"|(?:将|要)?重点(?:做好|抓好|推进|抓)[^。\n]{0,14}(?:工作|任务|方面)|围绕(?:上述|以上)?目标|(?:20\d\d|今|明|下一?)年(?:的)?(?:工作)?(?:计划|安排|打算|思路|重点|任务)"
)
_CLOSES = re.compile(
    r"今年以来|一年来|五年来|近年来|过去(?:一年|五年|的)|去年|上年|截至|上半年|[一二三四]季度|前\d{1,2}个月|\d[-至到]\d{1,2}月|回顾|同比|目前|记者|据(?:介绍|了解|统计|悉)|日前|近日"
)
_ACTS = re.compile(
    r"(?:(?:全年|年内|今年|计划|再|同时|重点|切实|积极|大力|着力|全力|持续|加快|组织|确保|力争|推动|推进|努力)*)"
    r"(?:新增|净增|新认定|新建|新上|新开工|新引进|培育|引进|招引|盘活|消化|腾退|处置|收储|供应|实施|建设|建成|打造|改造|完成|实现|推动|推进|安排|启动|开工|创建|申报|签约|落地|举办|开展|确保|力争|达到|突破|新签约|招商|组织)"
)
_HAPPENED = re.compile(r"已|了|累计|共(?!同|享|建)|成功|顺利|先后|实际|尚|现有|完成情况|获评|荣获|首次|跃升|居|位列|较20")


class Programme:
    """Whether a figure stands in what a report means to do; each sentence is looked at once."""

    def __init__(self, flat: str) -> None:
        self._flat, self._sentence, self._open = flat, (-1, -1), False

    def sets(self, place: Place) -> bool:
        """True for a figure of a clause that begins with what is to be done."""
        if place.sentence != self._sentence:
            self._sentence, self._open = place.sentence, self._is_open(place)
        if not self._open:
            return False
        clause = self._flat[place.clause[0] : place.mark.start].lstrip("、,;:。 \n“”")
        return _ACTS.match(clause) is not None

    def _is_open(self, place: Place) -> bool:
        start, end = place.sentence
        if _HAPPENED.search(self._flat, start, end) or _CLOSES.search(self._flat, start, end):
            return False
        before = self._flat[max(0, start - REACH) : start]
        opened = max((found.end() for found in _OPENS.finditer(before)), default=-1)
        return opened >= 0 and _CLOSES.search(before, opened) is None
