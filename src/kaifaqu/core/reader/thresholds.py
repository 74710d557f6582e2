"""Conditions that a text sets (5亿元以上项目, 税收超10亿元的企业, 降幅超过10%的企业): nobody's figures."""

from __future__ import annotations

import re

from kaifaqu.core.reader import lexicon_cues as cues
from kaifaqu.core.reader.clauses import Place
from kaifaqu.core.reader.wordlist import Words

_TARGET = Words(cues.TARGET)
_AFTER = re.compile(cues.THRESHOLD_AFTER)
_STANDARD = re.compile(cues.THRESHOLD_STANDARD)
_HOLDERS = "企业|厂家|商家|项目|单位|园区|开发区|县市|县区|公司|车间|产业|集群|主体|行业|乡镇|人员|个人|客商|街道|地块|厂房|机构|平台|中介|团队"
_NOUN = re.compile(
    rf"的(?:[则共也]?(?:有|为)?\d|[则共也]?有$|[^,。;]{{0,8}}(?:{_HOLDERS})|$)|企业|项目|工业企业|公司(?:\d|有|共)|[^,。;]{{0,10}}的(?:将|一律|予以|依法)"
)
_CLASS_OF_RATE = re.compile(rf"(?:(?:及?以[上下]|以内)的?|的)(?!由)[^,。;\d]{{0,3}}(?:{_HOLDERS})")
_SCENE = re.compile(
    r"出让|标准地|准入|门槛|条件|认定|评价|低效|标准|A类|D类|方式|申请|准予|入园须|第[一二三四五六七八九十]{1,3}条"
)
_CONDITION = re.compile(r"(?:\(?含\)?|及)?(?:以上|以下|以内)(?:\(含\))?的,")
"""技改投资500万元以上的,: the clause is a condition."""
_RULES = re.compile("申请|准入|门槛|条件|第[一二三四五六七八九十]{1,3}条")
_GRADED = re.compile(r"(?:增长|下降|增速|增幅|降幅|超|高于|低于|率|占比|不到|不足|减少|提高)[^,;。]{0,4}$")
_LAST_ONES = re.compile(r"(?:排名|位居|位列|排在|排位)(?:靠)?[后末前]$")
_SORTED_OUT = re.compile(r"(?:的)?(?:[^,。;\d]{0,8})?(?:予以|给予|进行|通报|约谈|表扬|奖励)")
_NEVER = frozenset(["multiple"])
_RATES = frozenset(["percent", "pp"])
_NO_CLASS = frozenset(["count", "headcount", "duration", "frequency"])
_SOME_OF_THEM = re.compile(
    r"其中,?(?:有|的)?\d+(?:家|户|个)(?:企业|项目|园区|公司|集群)?(?:年?(?:产值|营收|营业收入|税收|投资))?(?:均|都)?(?:达到?|超过?|过|突破|在)$"
)
"""其中21家达100亿元以上: a limit that some of those before have reached."""
_COUNTED_BY = re.compile(
    r"\d(?:家|户|个|宗)[^,。;\d]{0,8}?(?:企业|项目|园区|公司|集群)(?:的?(?:年?产值|营收|营业收入|税收|纳税|(?:总|计划)?投资))额?(?:均|都)?(?:超过?|过|突破|达到?|在)$"
)
"""9个项目投资超10亿元: the limit by which the projects were counted."""
_ONE_OF_ITS_KIND = re.compile(r"(?:这个|这一|该|一个|此)[^,。;\d]{0,12}$")
_STRICT = ("不低于", "不高于", "不少于", "不超过", "不超", "不小于")
_NAMED_SUM = re.compile(r"(?:总投资|投资总额)额?(?:高达|达到?)(?:约|近)?$")
_ONE_PROJECT = re.compile(r"的(?!重[点大]项目|大?项目)[^,。;、\d]{3,24}(?:项目|基地|产业园|工厂|工程|中心)(?!\d|[共则]?有)")
"""总投资达25亿元的铜箔项目: what one project costs."""
_OF_THE_SIZE = re.compile(r"的?(?:重点|重大|产业|工业)?(?:项目|企业)(?:有|共|共有|达)?\d")
"""5亿元至10亿元项目6个: sizes that projects are sorted by."""
_COUNTED = r"(?:及?以上)?的?(?:重点|重大|工业|产业|制造业|优质)?(?:项目|企业)(?:有|共|达)?"
_SIZED = re.compile(rf"(?:或(?:者)?[\d.]+[亿万]*美?元)?{_COUNTED}(?:\d|不少于|不低于)")
"""投资超30亿元项目6个, 十亿元企业30家: the size that is counted."""
_EQUAL_SIZE = re.compile(r"(?:超过?)[\d.]+[亿万]*美?元或(?:者)?$")
_OR_THE_SAME = re.compile(rf"或(?:者)?[\d.~—-]+[亿万]*美?元{_COUNTED}\d")
"""50亿元或5亿美元以上工业项目2个: one size in two currencies."""
_BARE_SIZE = re.compile(r"(?:投资)?(?:建设|工业|产业|级)?(?:项目|企业)(?:有|共|达)?\d+(?:个|家|户)")
_SUM_BEFORE = ("投资", "投资额", "总额", "金额", "资金", "约", "达", "共", "合计", "累计", "为", "入")
"""80亿元项目1个, 十亿元企业30家: sizes without a word; 总投资80亿元 is a sum."""
_OPEN_ENDS = frozenset([",", "。", ";", "", "\n", "、"])


def is_threshold(flat: str, place: Place) -> bool:
    """True where the figure is a limit that others are sorted by."""
    mark = place.mark
    if mark.kind == "rank":
        return _LAST_ONES.search(place.left) is not None and _SORTED_OUT.match(place.right) is not None
    if mark.kind in _NEVER:
        return False
    if _CONDITION.match(flat, mark.end):
        return True
    if mark.kind in _RATES:
        return _limits_a_rate(place)
    if mark.kind == "amount" and place.left.endswith(("超", "超过", "或超", "、超")) and _SIZED.match(flat, mark.end):
        return True
    if mark.kind == "amount" and _is_bare_size(flat, place):
        return True
    if (
        mark.high is not None
        and mark.kind == "amount"
        and _OF_THE_SIZE.match(flat, mark.end)
        and not place.left.endswith("投资")
    ):
        return True
    if mark.kind in ("duration", "frequency") or (mark.kind == "count" and mark.unit == "次"):
        return place.left.endswith("连续") and _NOUN.search(flat[mark.end : min(place.clause[1], mark.end + 24)]) is not None
    if mark.kind == "amount" and _SOME_OF_THEM.search(flat, max(place.sentence[0], mark.start - 28), mark.start):
        return place.right.startswith("以上")
    if mark.kind == "amount" and _COUNTED_BY.search(flat, max(place.sentence[0], mark.start - 28), mark.start):
        return not place.left.endswith("达") or place.right.startswith("以上")
    if _NAMED_SUM.search(place.left) and _ONE_PROJECT.match(flat, mark.end):
        return False
    if _AFTER.match(place.right) and _names_a_class(flat, place):
        return True
    if _STANDARD.search(place.left) is None or _ONE_OF_ITS_KIND.search(place.left):
        return False
    if _NOUN.match(place.right) and mark.kind == "amount" and _TARGET.first(place.left) is None:
        return True
    scene = flat[max(place.sentence[0], mark.start - 90) : mark.start]
    measured = mark.kind == "rate" or "亩均" in place.left or (mark.kind in ("amount", "area") and _RULES.search(scene))
    return place.left.endswith(_STRICT) and bool(measured) and _SCENE.search(scene) is not None and _TARGET.first(scene) is None


def _is_bare_size(flat: str, place: Place) -> bool:
    """80亿元项目1个, 超10亿元或1亿美元项目20个: nothing but the size of those that are counted."""
    end = place.mark.end
    if _OR_THE_SAME.match(flat, end):
        return True
    if _EQUAL_SIZE.search(flat, max(place.sentence[0], place.mark.start - 16), place.mark.start) and _SIZED.match(flat, end):
        return True
    return _BARE_SIZE.match(flat, end) is not None and not place.left.endswith(_SUM_BEFORE)


def _limits_a_rate(place: Place) -> bool:
    """降幅超过10%的企业, 增长20%以上的项目: a rate that sorts enterprises; 占10%以上 of them is a share."""
    found = _CLASS_OF_RATE.match(place.right)
    graded = _STANDARD if place.right.startswith("的") else _GRADED
    sorts = found is not None and (
        graded.search(place.left) is not None or place.left.endswith(("排名前", "排名后", "名前", "位前"))
    )
    return sorts and _TARGET.first(place.left) is None


def _names_a_class(flat: str, place: Place) -> bool:
    """5亿元以上项目4个 names a class; 带动就业3000人以上 is a figure that may be greater."""
    found = _AFTER.match(place.right)
    if found is None or place.mark.kind in _NO_CLASS:
        return False
    after = place.mark.end + len(place.right)
    open_class = place.mark.kind == "amount" and place.right.rstrip("的").endswith(("以上", "以下"))
    return len(found.group()) > 3 or (open_class and flat[after : after + 1] not in _OPEN_ENDS)
