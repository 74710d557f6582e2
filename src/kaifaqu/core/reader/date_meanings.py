"""What each kind of date words means, given the clock that it is read by: one function each, from a match to a Meaning."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kaifaqu.core.reader import date_calendar as calendar
from kaifaqu.core.reader.numerals import parse_numeral

HAN = "零〇一二三四五六七八九十"
YEAR_WORDS = {
    "大前年": -3, "前年": -2, "去年": -1, "上年": -1, "上一年": -1, "昨年": -1, "今年": 0, "本年度": 0, "本年": 0, "这一年": 0,
    "明年": 1, "来年": 1, "下一年": 1, "后年": 2, "大后年": 3, "上年度": -1,
}  # fmt: skip
SHORT_YEARS = "今去明前本上"
"""What stands for a year before 年 or 年底."""
CONTEXT_YEARS = ("当年", "同年", "该年", "全年", "次年", "翌年")
DAY_WORDS = {
    "大前天": -3, "大前日": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "今天": 0, "今日": 0, "今早": 0, "今晨": 0,
    "今晚": 0, "当日": 0, "当天": 0, "明天": 1, "明日": 1, "明早": 1, "明晚": 1, "次日": 1, "翌日": 1, "后天": 2, "大后天": 3, "后日": 2,
    "本日": 0, "前一天": -1, "后一天": 1, "第二天": 1, "上一天": -1, "下一天": 1,
}  # fmt: skip
SHIFTS = {"上上": -2, "上一": -1, "上": -1, "这一": 0, "这": 0, "本": 0, "当": 0, "下一": 1, "下下": 2, "下": 1, "次": 1}
UNIT_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7}
UNIT_MONTHS = {"月": 1, "个月": 1, "季度": 3, "年": 12, "周年": 12, "世纪": 1200, "年代": 120}
SECONDS = {
    "秒": 1, "秒钟": 1, "分钟": 60, "分": 60, "小时": 3600, "钟头": 3600, "刻钟": 900, "天": 86400, "日": 86400, "晚": 86400, "夜": 86400,
    "周": 604800, "星期": 604800, "礼拜": 604800, "月": 2592000, "季度": 7776000, "年": 31536000, "周年": 31536000,
    "工作日": 86400, "昼夜": 86400, "世纪": 3153600000, "年代": 315360000,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clock:
    """What a relative word is measured from: the reference day, and the year that yearless words belong to (both may be unknown)."""

    reference: date | None
    year: int | None
    latest: date | None = None
    """The last day or period named before in the same text (当年, 当月, 次日 point there)."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the words mean: `kind` names the shape, `start`/`end` are inclusive, None where unknown."""

    kind: str
    start: date | None = None
    end: date | None = None
    anchored: bool = False
    """True where the words themselves give the year."""
    seconds: Decimal | None = None
    value: Decimal | None = None
    unit: str | None = None


Build = Callable[[re.Match[str], Clock], "Meaning | None"]


def number(text: str | None) -> int | None:
    """A whole number in digits or Chinese, or None."""
    found = parse_numeral(text) if text else None
    return int(found.value) if found is not None and found.value == int(found.value) else None


def year_number(text: str, clock: Clock) -> int | None:
    """2023, 二〇二三, 23, 今年, 去年, 当年 → the year."""
    if text in ("上年", "上年度", "上一年") and clock.year is not None:
        return clock.year - 1
    if text in YEAR_WORDS:
        return None if clock.reference is None else clock.reference.year + YEAR_WORDS[text]
    if text in CONTEXT_YEARS:
        year = clock.latest.year if clock.latest and text != "全年" else clock.year
        return None if year is None else year + (text in ("次年", "翌年"))
    value = number(text.removesuffix("年").removesuffix("年度"))
    if value is None:
        return None
    return value if value >= 1000 else (2000 if value < 70 else 1900) + value if value < 100 else None


def yearless(clock: Clock, month: int) -> int | None:
    """The year of a month without one: the text's year, but never more than four months after the reference day."""
    if clock.year is None:
        return None
    reference = clock.reference
    if reference and clock.year == reference.year and month - reference.month > 4 and reference.month <= 3:
        return clock.year - 1
    return clock.year


def span(kind: str, days: calendar.Days | None, anchored: bool) -> Meaning:
    """A meaning of this kind over the days, which may be unknown."""
    start, end = days or (None, None)
    return Meaning(kind, start, end, anchored)


# -- what each rule means ---------------------------------------------------------------------------------------------


def mean_year_of(found: re.Match[str], clock: Clock, month: int) -> tuple[int | None, bool]:
    text = found.groupdict().get("y")
    return (year_number(text, clock), True) if text else (yearless(clock, month), False)


def mean_day(found: re.Match[str], clock: Clock) -> Meaning | None:
    month, days = number(found["m"]), number(found["d"])
    if month is None or days is None or not (1 <= month <= 12 and 1 <= days <= 31):
        return None
    year, anchored = mean_year_of(found, clock, month)
    if not anchored and clock.reference:
        year = _year_of_day(clock.reference, month)
    moment = calendar.day(year, month, days) if year else None
    if moment is None and calendar.day(2000, month, days) is None:
        return None
    return Meaning("day", moment, moment, anchored)


def _year_of_day(reference: date, month: int) -> int:
    """The year of a day without one: the reference's, but never more than four months ahead at the year's beginning."""
    return reference.year - (reference.month <= 3 and month - reference.month > 4)


def mean_day_range(found: re.Match[str], clock: Clock) -> Meaning | None:
    month, last_month = number(found["m"]), number(found["n"] or found["m"])
    first, last = number(found["d"]), number(found["e"])
    if (
        month is None
        or last_month is None
        or first is None
        or last is None
        or not 1 <= month <= 12
        or not 1 <= last_month <= 12
    ):
        return None
    year, anchored = mean_year_of(found, clock, month)
    if year is None:
        return Meaning("days", None, None, anchored)
    last_year = year_number(found["z"], clock) if found["z"] else year + (last_month < month)
    start, end = calendar.day(year, month, first), calendar.day(last_year or year, last_month, last)
    return Meaning("days", start, end, anchored) if start and end and start <= end else None


def mean_plain_day(found: re.Match[str], clock: Clock) -> Meaning | None:
    """25日, 25号: a day of the month that the text speaks of."""
    days = number(found["d"])
    base = clock.latest or clock.reference
    if days is None or not 1 <= days <= 31:
        return None
    moment = calendar.day(base.year, base.month, days) if base else None
    return Meaning("day", moment, moment)


def mean_iso(found: re.Match[str], clock: Clock) -> Meaning | None:
    year, month, days = (int(part) for part in re.split("[-/.]", found["iso"]))
    moment = calendar.day(year, month, days)
    return Meaning("day", moment, moment, True) if moment else None


def mean_month(found: re.Match[str], clock: Clock) -> Meaning | None:
    month = number({"元": "1", "正": "1"}.get(found["m"], found["m"]))
    if month is None or not 1 <= month <= 12:
        return None
    year, anchored = mean_year_of(found, clock, month)
    return span("month", calendar.months(year, month, month) if year else None, anchored)


def mean_months(found: re.Match[str], clock: Clock) -> Meaning | None:
    first, last = number(found["m"]), number(found["n"])
    if first is None or last is None or not (1 <= first <= 12 and 1 <= last <= 12):
        return None
    year, anchored = mean_year_of(found, clock, last)
    if found["z"] or last < first:
        if year is None:
            return Meaning("months", None, None, anchored)
        last_year = year_number(found["z"], clock) if found["z"] else year + 1
        head, tail = calendar.months(year, first, first), calendar.months(last_year or year, last, last)
        return Meaning("months", head[0], tail[1], anchored) if head and tail and head[0] <= tail[1] else None
    return span("months", calendar.months(year, first, last) if year else None, anchored)


def mean_first_months(found: re.Match[str], clock: Clock) -> Meaning | None:
    """前5个月, 前三季度, 前11月: from January."""
    count = number(found["n"])
    size = 3 if found["u"].startswith("季") else 1
    if count is None or not 1 <= count * size <= 12:
        return None
    year, anchored = mean_year_of(found, clock, count * size)
    return span("months", calendar.months(year, 1, count * size) if year else None, anchored)


def mean_quarter(found: re.Match[str], clock: Clock) -> Meaning | None:
    which = number(found["q"]) if found["q"] else 1
    last = number(found["r"]) if found["r"] else which
    if which is None or last is None or not 1 <= which <= last <= 4:
        return None
    year, anchored = mean_year_of(found, clock, 3 * last)
    return span("quarter", calendar.months(year, 3 * which - 2, 3 * last) if year else None, anchored)


def mean_half(found: re.Match[str], clock: Clock) -> Meaning | None:
    first = 1 if found["h"] == "上" else 7
    text = found.groupdict().get("y")
    year, anchored = (year_number(text, clock), True) if text else (clock.year, False)
    return span("half", calendar.months(year, first, first + 5) if year else None, anchored)


def mean_year(found: re.Match[str], clock: Clock) -> Meaning | None:
    year = year_number(found["y"], clock)
    digits = found["y"][0].isdigit() or found["y"][0] in "一二"
    return span("year", calendar.years(year, year) if year else None, found["y"] not in CONTEXT_YEARS or digits)


def mean_this_year(found: re.Match[str], clock: Clock) -> Meaning | None:
    year = max(clock.year, clock.latest.year) if clock.year and clock.latest else clock.year
    return span("year", calendar.years(year, year) if year else None, False)


def mean_years(found: re.Match[str], clock: Clock) -> Meaning | None:
    first, last = year_number(found["y"], clock), year_number(found["z"], clock)
    if first is None or last is None:
        return Meaning("years", None, None, True)
    if last <= first:
        return None
    return span("years", calendar.years(first, last), True)


def mean_plan(found: re.Match[str], clock: Clock) -> Meaning | None:
    """“十四五”: the five-year plan n covers 1951 + 5n and the four years after it."""
    ordinal = number(found["p"])
    first = 1951 + 5 * ordinal if ordinal else 0
    if found["e"] and ordinal:
        return Meaning("edge", date(first + 4, 12, 31), date(first + 4, 12, 31), True)
    return span("plan", calendar.years(first, first + 4), True) if 5 <= (ordinal or 0) <= 20 else None


def mean_decade(found: re.Match[str], clock: Clock) -> Meaning | None:
    """二十世纪九十年代, 上世纪80年代, 90年代."""
    tens = number(found["t"])
    century = number(found["c"]) if found["c"] else None
    if found["o"]:
        century = 20
    if tens is None or not 0 <= tens <= 90 or tens % 10:
        return None
    century = century or (20 if tens >= 30 else 21)
    first = (century - 1) * 100 + tens
    return span("decade", calendar.years(first, first + 9), True)


def mean_century(found: re.Match[str], clock: Clock) -> Meaning | None:
    century = 20 if found["o"] else number(found["c"])
    return span("century", calendar.years((century - 1) * 100 + 1, century * 100), True) if century and century <= 30 else None


def edge_of(whole: Meaning, edge: str) -> Meaning:
    """The beginning, end or third of a month."""
    if whole.start is None or whole.end is None:
        return Meaning("edge", None, None, whole.anchored)
    first, last = {"初": (1, 1), "上": (1, 10), "中": (11, 20), "下": (21, whole.end.day)}.get(
        edge, (whole.end.day, whole.end.day)
    )
    return Meaning("edge", whole.start.replace(day=first), whole.start.replace(day=last), whole.anchored)
