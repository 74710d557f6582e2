"""Figures as they stand printed: number, multiplier, unit. Candidates by first character, then one compiled pattern there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from kaifaqu.core.figures.quantity import WIDE, plain
from kaifaqu.core.reader.dates import DateMention
from kaifaqu.core.reader.figure_shapes import rank_at, special_at, top_at
from kaifaqu.core.reader.lexicon_idioms import ABSTRACT_NOUNS, SET_PHRASES
from kaifaqu.core.reader.lexicon_units import (
    NEVER_ALONE,
    PER,
    PER_UNITS,
    TIME_UNITS,
    UNITS,
    PrintedUnit,
    trie_pattern,
)
from kaifaqu.core.reader.marks import Mark
from kaifaqu.core.reader.numerals import DIGIT, MULTIPLIERS, MYRIAD, PLACE, Numeral, parse_numeral

_ARABIC = r"(?:\d{1,3}(?:,\d{3})++(?!\d)|\d++)(?:\.\d++)?+"
_SMALL = "(?:[十百拾佰](?!分[之点])|[千仟](?![瓦米克伏卡]))"
_TIMES = rf"(?:{_SMALL}(?:[万亿]{{1,2}})?|[万亿]{{1,2}})"
_ARABIC_NUMBER = rf"(?>{_ARABIC}{_TIMES}{_ARABIC}{_TIMES}|{_ARABIC}[多余来几]?{_TIMES}?[多余]?)"
_CHINESE_NUMBER = (
    rf"(?>[百千万]分之(?:{_ARABIC}|[{DIGIT}{PLACE}点]++)|[{DIGIT}十]{{1,3}}分之[{DIGIT}十]{{1,3}}|(?:[几数](?=[{PLACE}{MYRIAD}]))?"
    rf"(?:[{DIGIT}{MYRIAD}半]|{_SMALL})++(?:点[{DIGIT}]++)?(?:{_SMALL}|[{MYRIAD}])*+[多余几来]?(?:{_SMALL}|[{MYRIAD}])*+)"
)
_NUMBER = rf"(?:{_ARABIC_NUMBER}|{_CHINESE_NUMBER})"
_UNIT = trie_pattern(UNITS) + rf"(?:[{''.join(PER)}]{trie_pattern(PER_UNITS)}(?!个)){{0,2}}"
_TO = re.compile(r"[-—–~至到]{1,2}(?=[\d零〇一二两三四五六七八九十百千])")
_AND = re.compile(r"、|和|及|与")

FIGURE = re.compile(rf"(?P<sign>-|(?<!减)负)?(?P<number>{_NUMBER})(?P<unit>{_UNIT})?")
"""The one compiled pattern: number and unit. A range and a row with one unit are several matches of it."""
_BARE_AFTER = re.compile(
    r"(?:容积率|系数|指数|PUE值?|比值|建筑密度|投入产出比)(?:均|都|不低于|不高于|不小于|为|达到?|是|约|超过?|大于|小于|提高到|由|至|到|[>≥≤<=])*$"
)
_HALF_AFTER = re.compile(r"半(?![数导径成])")
_CANDIDATE = re.compile(rf"[0-9{DIGIT}{PLACE}{MYRIAD}半几数第首榜负翻前-]")
_IDENTIFIER = re.compile(
    r"\d{3,4}-\d{7,8}|1[3-9]\d{9}(?!\d)|\d{2,3}-\d{3,4}(?![\d.万亿元%])|\d+[A-Za-z][A-Za-z0-9]*|\d+(?:\.\d+){2,}|\d{1,2}:\d\d(?::\d\d)?"
    r"|\d{1,2}[点时](?:\d{1,2}分|半|整)?|\d+(?:号|届|版|弄|室|路(?!公交)|街)|\d+[·]\d+|\d+/\d+(?![\d年])|\d{7,}(?![\d.万亿千百元家个人吨件台套亩%平米户项只])"
)
_LATIN_UNIT = re.compile(
    r"\d[\d.,]{0,40}+(?:" + trie_pattern([u for u in UNITS if u[0].isascii() and u[0].isalpha()]) + r")(?![A-Za-z])"
)
_PHRASE = re.compile(trie_pattern(SET_PHRASES))
_ABSTRACT = re.compile(ABSTRACT_NOUNS)
_DOCUMENT_NUMBER = re.compile(r"[〔\[(]\d{4}[〕\])]\d+号?")
_RUN = re.compile(rf"[0-9{DIGIT}{PLACE}{MYRIAD}.,]+")
_EVERY = re.compile(r"每(?:个?[年月周日天季旬]|季度|星期|半年|两周)[^,。;]{0,8}$")
_ORDINAL_ROW = re.compile(r"第[\d一二三四五六七八九十]{1,3}[、和及与至到~—-]$")
"""第一、二批: ordinals both."""
_LONGEST_ROW = 12
_PROVINCES = re.compile("[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀黔贵滇云藏陕秦甘陇青宁新港澳台]{2}$")
_ONE = frozenset(["一", "壹"])
_LISTED = re.compile(r"(?:和|及|与|、|以及|其中|各|共|仅|只|新增|另|再|建成|另有|还有|多)$")
_NAME_AFTER_HUNDREDS = re.compile(r"[级强优县佳大]")


_FIGURES_THEMSELVES = frozenset(["duration", "distance"])
"""Date words whose numeral is a figure too: 两年半, 3年前."""


def scan_figures(flat: str, dates: Sequence[DateMention]) -> list[Mark]:
    """Every figure of `flat`, in order. Dates are passed over, except durations, which are figures themselves."""
    marks: list[Mark] = []
    place, upcoming = 0, 0
    blocked = [mention for mention in dates if mention.kind not in _FIGURES_THEMSELVES]
    while (candidate := _CANDIDATE.search(flat, place)) is not None:
        place = candidate.start()
        while upcoming < len(blocked) and blocked[upcoming].end <= place:
            upcoming += 1
        if upcoming < len(blocked) and blocked[upcoming].start <= place:
            place = blocked[upcoming].end
            continue
        mark, place = _read_at(flat, place, marks)
        if mark is not None:
            marks.append(mark)
    return marks


def _read_at(flat: str, place: int, marks: list[Mark]) -> tuple[Mark | None, int]:
    """(the figure that begins here or None, where to go on)."""
    first = flat[place]
    if first in "第首榜":
        return rank_at(flat, place)
    if first == "前":
        return top_at(flat, place)
    special = special_at(flat, place, first)
    if special is not None:
        return special, special.end
    if first.isdigit() and first.isascii():
        end = _identifier_end(flat, place)
        if end is not None:
            return None, end
    elif first not in "-负":
        phrase = _PHRASE.match(flat, place)
        if phrase and len(phrase.group()) > 1:
            return None, phrase.end()
    found = FIGURE.match(flat, place)
    mark = _mark_of(flat, found, marks) if found else None
    if mark is not None:
        return mark, mark.end
    if found and first not in "-负":
        return None, max(found.end("number"), place + 1)
    run = _RUN.match(flat, place)
    return None, run.end() if run else place + 1


def _identifier_end(flat: str, place: int) -> int | None:
    """Where a code, telephone, document number, clock time or version ends; None for an honest number."""
    before = flat[place - 1] if place else ""
    if before and (before in "〔[×*#@+_" or (before.isascii() and before.isalpha())):
        run = re.compile(r"[\w.\-〕\]]+号?", re.ASCII).match(flat, place)
        return run.end() if run else place + 1
    if _LATIN_UNIT.match(flat, place):
        return None
    found = _IDENTIFIER.match(flat, place)
    return found.end() if found else None


# -- one figure ---------------------------------------------------------------------------------------------------------


def _mark_of(flat: str, found: re.Match[str], marks: list[Mark]) -> Mark | None:
    """The figure that a match prints, or None where the numeral is no figure."""
    if found["sign"] and found.start() and (flat[found.start() - 1].isascii() and flat[found.start() - 1].isalnum()):
        return None
    span = _range_mark(flat, found)
    if span is not None:
        return span
    start, number, symbol, end = found.start(), found["number"], found["unit"], found.end()
    if "分之" in number:
        return _parts_mark(start, found.end("number"), number)
    unit = _unit_of(number, symbol) or _bare_ratio(flat, start, number)
    if unit is None:
        return _elided_mark(flat, found)
    numeral = _numeral_of((found["sign"] or "") + number)
    if numeral is None or not _is_meant(flat, found, number, unit, end, marks):
        return None
    return _with_rest(flat, _build(start, end, numeral, unit, number))


def _elided_mark(flat: str, found: re.Match[str]) -> Mark | None:
    """86.4、52.7和38.9亿元: the unit stands once, after the last of the row."""
    number = found["number"]
    if not (number[0].isdigit() and number[-1].isdigit()):
        return None
    last: re.Match[str] | None = found
    for _ in range(_LONGEST_ROW):
        joint = _AND.match(flat, last.end()) if last else None
        last = FIGURE.match(flat, joint.end()) if joint else None
        if last is None or not last["number"][0].isdigit():
            return None
        if last["unit"]:
            return _like(found, last)
        if not last["number"][-1].isdigit():
            return None
    return None


def _like(found: re.Match[str], last: re.Match[str]) -> Mark | None:
    """The figure with the multiplier and the unit of the row's last one."""
    tail = _multiplier_text(last["number"])
    unit, numeral = _unit_of(last["number"], last["unit"]), parse_numeral(found["number"] + tail)
    if unit is None or numeral is None or unit.kind == "duration":
        return None
    return _build(found.start(), found.end(), numeral, unit, last["number"])


def _bare_ratio(flat: str, start: int, number: str) -> PrintedUnit | None:
    """容积率1.5: a ratio is printed without a unit."""
    if number[0].isdigit() and _BARE_AFTER.search(flat, max(0, start - 14), start):
        return PrintedUnit("", "", Decimal(1), "rate")
    return None


def _with_rest(flat: str, mark: Mark) -> Mark:
    """两年半: the half that follows the unit belongs to the number."""
    if mark.unit not in ("年", "倍", "天", "个月", "小时", "个小时") or not _HALF_AFTER.match(flat, mark.end):
        return mark
    half = Numeral(mark.numeral.value + Decimal("0.5"), Decimal("0.5"), None, mark.numeral.more)
    return replace(mark, end=mark.end + 1, numeral=half)


def _numeral_of(text: str) -> Numeral | None:
    """A numeral; a row of Chinese digits without places (三五) is none here, unless it is a year or a span (三四)."""
    bare = text.lstrip("-负")
    if len(bare) > 1 and all(c in DIGIT for c in bare):
        numeral = parse_numeral(bare)
        return numeral if numeral and numeral.high is not None else None
    return parse_numeral(text)


def _unit_of(number: str, symbol: str | None) -> PrintedUnit | None:
    """The unit; a number with 万 or 亿 and nothing after it is an amount whose 元 is left out."""
    if symbol is None:
        return PrintedUnit("", "元", Decimal(1), "amount") if number[0].isdigit() and number[-1] == "亿" else None
    if symbol in UNITS:
        return UNITS[symbol]
    over, joint, per = re.split("([/每·])", symbol, maxsplit=1)
    base = UNITS[over]
    if joint == "·":
        return PrintedUnit(symbol, f"{base.canonical}·{per}", base.factor, base.kind)
    kind = "capacity" if per in TIME_UNITS else "rate"
    return PrintedUnit(symbol, f"{base.canonical}/{per}", base.factor, kind)


def _build(start: int, end: int, numeral: Numeral, unit: PrintedUnit, number: str, high: Decimal | None = None) -> Mark:
    scaled = numeral.times(unit.factor)
    return Mark(start, end, scaled, _multiplier_text(number) + unit.symbol, unit.canonical, unit.kind, high or scaled.high)


def _multiplier_text(number: str) -> str:
    """The 万 or 亿 that the unit is printed with."""
    tail = number.rstrip("多余来几")
    kept = len(tail)
    while kept and tail[kept - 1] in MULTIPLIERS:
        kept -= 1
    return tail[kept:] if number[0].isdigit() or (kept and tail[kept:] and tail[kept:][-1] in "万亿") else ""


def _parts_mark(start: int, end: int, number: str) -> Mark | None:
    """百分之三十 → 30 %."""
    numeral = parse_numeral(number)
    if numeral is None:
        return None
    scaled = numeral.times(Decimal(100))
    return Mark(start, end, Numeral(plain(scaled.value), scaled.step), "%", "%", "percent")


def _range_mark(flat: str, first: re.Match[str]) -> Mark | None:
    """3—5亿元, 20%至30%, 1亿元至2亿元: the lower bound, with the upper one as `high`."""
    joint = _TO.match(flat, first.end())
    second = FIGURE.match(flat, joint.end()) if joint else None
    if second is None or second["sign"] or second["unit"] is None or "分之" in first["number"]:
        return None
    unit, low, high = _unit_of(second["number"], second["unit"]), _numeral_of(first["number"]), _numeral_of(second["number"])
    if unit is None or low is None or high is None:
        return None
    if first["unit"]:
        own = _unit_of(first["number"], first["unit"])
        if own is None or own.canonical != unit.canonical:
            return None
        low = low.times(own.factor)
    else:
        low = _with_tail(low, first["number"], second["number"]).times(unit.factor)
    top = high.times(unit.factor).value
    if low.value >= top:
        return None
    numeral, symbol = Numeral(low.value, low.step, top, high.more), _multiplier_text(second["number"]) + unit.symbol
    return Mark(first.start(), second.end(), numeral, symbol, unit.canonical, unit.kind, top)


def _with_tail(low: Numeral, number: str, other: str) -> Numeral:
    """In 3—5万 the 万 belongs to both, in 3万—5万 each has its own, and 3千—5万 stays as printed."""
    if _multiplier_text(number) or number[-1] in MULTIPLIERS:
        return low
    factor = Decimal(1)
    for character in _multiplier_text(other) or (other[-1] if other[-1] in "万亿" else ""):
        factor = WIDE.multiply(factor, Decimal(MULTIPLIERS[character]))
    return low.times(factor)


# -- what is meant as a figure -----------------------------------------------------------------------------------------------


def _is_meant(flat: str, found: re.Match[str], number: str, unit: PrintedUnit, end: int, marks: list[Mark]) -> bool:
    """False for articles (一家企业), slogans (三个努力), scale words (百亿级) and other manners of speaking."""
    if unit.kind == "count" and _ORDINAL_ROW.search(flat, max(0, found.start() - 5), found.start()):
        return False
    if number[0].isdigit():
        return _is_arabic_meant(flat, found, unit, end)
    if (
        number[0] in f"{PLACE}{MYRIAD}"
        and number[0] not in "十拾"
        and len(number.strip("多余")) <= 2
        and "多" not in number
        and "余" not in number
    ):
        return False
    after = flat[end : end + 4]
    if unit.symbol == "年" and after.startswith(("来", "间")):
        return False
    if number in _ONE and unit.symbol == "次" and _EVERY.search(flat, max(0, found.start() - 12), found.start()):
        return True
    if unit.symbol == "期" and number[0] in "一二三四五六七八九十" and flat[found.start() - 1 : found.start()] != "分":
        return False
    if number in _ONE:
        return unit.kind not in ("duration", "rate") and _is_counted_one(flat, found.start(), unit, marks)
    if (
        unit.symbol in NEVER_ALONE
        and len(number) < 2
        and unit.symbol != "期"
        and not _is_of_provinces(flat, found.start(), unit)
    ):
        return False
    if unit.kind == "count" and _ABSTRACT.match(after):
        return False
    return not (after[:1] in ("级", "强") and unit.kind in ("count", "amount"))


def _is_of_provinces(flat: str, start: int, unit: PrintedUnit) -> bool:
    """津晋两地: 地 counts what is named right before it, a character each."""
    return unit.symbol == "地" and _PROVINCES.search(flat, max(0, start - 6), start) is not None


def _is_arabic_meant(flat: str, found: re.Match[str], unit: PrintedUnit, end: int) -> bool:
    """False for classes (5级, 亿元级), issues (第16期 is taken before) and words that begin like a unit (3区两园)."""
    after, number = flat[end : end + 2], found["number"]
    if unit.symbol in ("级", "P") or after[:1] == "级":
        return False
    if unit.symbol == "单" and after[:1] in ("位", "元", "独", "项"):
        return False
    if unit.symbol == "日" and flat[max(0, found.start() - 2) : found.start()].endswith("月"):
        return False
    if unit.symbol == "度":
        return "万" in number or "亿" in number or flat[max(0, found.start() - 8) : found.start()].find("电") >= 0
    if unit.symbol in ("国", "道", "地", "院", "校", "区", "面", "口", "方", "分"):
        return not number[-1].isdigit() or int(Decimal(number.replace(",", ""))) < 1000
    return True


def _is_counted_one(flat: str, start: int, unit: PrintedUnit, marks: list[Mark]) -> bool:
    """一 counts only in a list beside another count of the same classifier (两个…和一个), or as the digit of a measure."""
    if unit.kind in ("amount", "percent", "pp", "multiple"):
        return unit.kind != "amount"
    if not _LISTED.search(flat, max(0, start - 3), start):
        return False
    return any(mark.unit == unit.symbol and start - mark.end < 40 and "。" not in flat[mark.end : start] for mark in marks[-3:])
