"""Figures with a shape of their own: 翻两番, 七成五, 1.4:63.6:35.1, 1/4, and ranks: 第3位, 居首位, 前三名."""

from __future__ import annotations

import re
from decimal import Decimal

from kaifaqu.core.figures.quantity import WIDE
from kaifaqu.core.reader.lexicon_idioms import RANK_CUES, RANK_NOT
from kaifaqu.core.reader.marks import Mark
from kaifaqu.core.reader.numerals import DIGITS, Numeral, parse_numeral

RANK = re.compile(r"第(?P<r>[一二三四五六七八九十]{1,3}|\d{1,3})(?P<ru>位|名)?")
DOUBLING = re.compile(r"翻了?(?P<n>[一二两三四五]|\d)番")
TOP_N = re.compile(
    r"前(?P<n>[二两三四五六七八九十百]{1,3}|\d{1,3})(?P<u>名|位|强|户|家)?(?!批|届|期|天|年|周|次|季|个|月|轮|后)"
)
_TOP_CUE = re.compile(r"(?:居|列|进入|跻身|位|全[省市国区县州]|各[市区县州]|市区|区县|跃入|排名|排|行业|跃居|迈入|进)$")
TENTHS = re.compile(r"(?P<n>[一二三四五六七八九])成(?P<m>[一二三四五六七八九半])(?![个家项座成])")
_PROPORTION = re.compile(r"\d{1,3}(?:\.\d+)?(?::\d{1,3}(?:\.\d{1,4})?){2,5}")
_OBLIQUE = re.compile(r"(?P<n>[1-9])/(?P<m>[2-9]|10)(?![\d/])(?=左右|以上|的|强|多|,|。)")
_RANK_NOT = re.compile(RANK_NOT)
_RANK_CUE = re.compile(f"(?:{RANK_CUES})$")


def special_at(flat: str, place: int, first: str) -> Mark | None:
    """Numbers with a shape of their own: 翻两番, 七成五, 1.4:63.6:35.1, 1/4, 容积率1.5."""
    if first == "翻":
        found = DOUBLING.match(flat, place)
        numeral = parse_numeral(found["n"]) if found else None
        return Mark(place, found.end(), numeral, "番", "番", "multiple") if found and numeral else None
    if not first.isascii():
        found = TENTHS.match(flat, place)
        if found is None:
            return None
        value = Decimal(DIGITS[found["n"]] * 10) + (5 if found["m"] == "半" else DIGITS[found["m"]])
        return Mark(place, found.end(), Numeral(value), "成", "%", "percent")
    found = _PROPORTION.match(flat, place)
    if found and ("." in found.group() or (found.group().count(":") == 2 and "结构" in flat[max(0, place - 20) : place])):
        return Mark(place, found.end(), Numeral(Decimal(found.group().split(":")[0])), "", "", "percent")
    found = _OBLIQUE.match(flat, place)
    if found and int(found["n"]) < int(found["m"]):
        value = WIDE.divide(Decimal(100 * int(found["n"])), Decimal(int(found["m"])))
        return Mark(place, found.end(), Numeral(value.quantize(Decimal("1e-9")).normalize()), "%", "%", "percent")
    return None


def top_at(flat: str, place: int) -> tuple[Mark | None, int]:
    """前三名, 居全省前十: a rank that is a limit."""
    found = TOP_N.match(flat, place)
    if (
        found is None
        or (place and flat[place - 1] in "目以之提此")
        or not (found["u"] or _TOP_CUE.search(flat, max(0, place - 6), place))
    ):
        return None, place + 1
    if not found["u"] and flat[found.end() : found.end() + 1] not in (",", "。", ";", "", "\n", "、", "的", "行"):
        return None, place + 1
    numeral = parse_numeral(found["n"])
    if numeral is None:
        return None, found.end()
    return Mark(place, found.end(), numeral, found["u"] or "位", "位", "rank"), found.end()


def rank_at(flat: str, place: int) -> tuple[Mark | None, int]:
    """第3位, 第一, 首位: a rank where something is ranked, else an ordinal that is passed over."""
    found = RANK.match(flat, place)
    if found is None:
        word = "首位" if flat.startswith("首位", place) else "榜首" if flat.startswith("榜首", place) else None
        if word and re.search("(?:居|列|占据|登|排|稳居|跃居|夺得|全[省市国区县州].{0,6})$", flat[max(0, place - 9) : place]):
            return Mark(place, place + 2, Numeral(Decimal(1)), "位", "位", "rank"), place + 2
        return None, place + 1
    if not found["ru"] and (_RANK_NOT.match(flat, found.end()) or not _RANK_CUE.search(flat, max(0, place - 6), place)):
        return None, found.end()
    numeral = parse_numeral(found["r"])
    if numeral is None or (found["ru"] and flat[found.end() : found.end() + 1] == "书"):
        return None, found.end()
    return Mark(place, found.end(), numeral, "位", "位", "rank"), found.end()
