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
    size = 3 if found["u"] == "季度" else 1
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
    return span("year", calendar.years(clock.year, clock.year) if clock.year else None, False)


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


def mean_day_word(found: re.Match[str], clock: Clock) -> Meaning | None:
    word = found["w"]
    pointing = word in ("当日", "当天", "次日", "翌日", "前一天", "后一天", "第二天")
    base = (clock.latest if pointing else None) or clock.reference
    moment = calendar.shift_days(base, DAY_WORDS[word]) if base else None
    return Meaning("day", moment, moment, True)


def mean_weekday(found: re.Match[str], clock: Clock) -> Meaning | None:
    shift = SHIFTS.get(found["s"] or "本", 0)
    days = calendar.week(clock.reference, shift) if clock.reference else None
    if days is None:
        return Meaning("day", None, None, True)
    moment = calendar.shift_days(days[0], calendar.WEEKDAYS[found["w"]])
    return Meaning("day", moment, moment, True)


def mean_week(found: re.Match[str], clock: Clock) -> Meaning | None:
    days = calendar.week(clock.reference, SHIFTS.get(found["s"] or "本", 0)) if clock.reference else None
    if days and found.groupdict().get("weekend"):
        days = calendar.shift_days(days[0], 5) or days[0], days[1]
    return span("week", days, True)


def mean_relative_month(found: re.Match[str], clock: Clock) -> Meaning | None:
    base = clock.latest if found["s"] in ("当", "次") and clock.latest else clock.reference
    moment = calendar.shift_months(base.replace(day=1), SHIFTS[found["s"]]) if base else None
    days = calendar.months(moment.year, moment.month, moment.month) if moment else None
    number_of_day = number(found["d"]) if found["d"] else None
    if number_of_day:
        exact = calendar.day(moment.year, moment.month, number_of_day) if moment else None
        return Meaning("day", exact, exact, True)
    return span("month", days, True)


def mean_relative_month_edge(found: re.Match[str], clock: Clock) -> Meaning | None:
    """本月底, 下个月中旬."""
    base = clock.reference
    first = calendar.shift_months(base.replace(day=1), SHIFTS[found["s"]]) if base else None
    return _edge_of(span("month", calendar.months(first.year, first.month, first.month) if first else None, True), found["e"])


def mean_season(found: re.Match[str], clock: Clock) -> Meaning | None:
    """2016年冬天: the months of the season; winter runs from December into the next year."""
    year = year_number(found["y"], clock) if found["y"] else clock.year
    if year is None:
        return Meaning("season", None, None, bool(found["y"]))
    first = {"春": 3, "夏": 6, "秋": 9, "冬": 12}[found["s"]]
    days = calendar.months(year, first, min(first + 2, 12))
    end = calendar.shift_months(date(year, first, 1), 3) if days else None
    return Meaning("season", days[0], calendar.shift_days(end, -1) if end else None, bool(found["y"])) if days else None


def mean_western(found: re.Match[str], clock: Clock) -> Meaning | None:
    """10/25/2016 and 25/10/2016: the part above 12 is the day."""
    first, second, year = (int(part) for part in re.split("[-/.]", found["w"]))
    month, number_of_day = (first, second) if first <= 12 else (second, first)
    moment = calendar.day(year, month, number_of_day)
    return Meaning("day", moment, moment, True) if moment else None


def mean_relative_quarter(found: re.Match[str], clock: Clock) -> Meaning | None:
    base = clock.reference
    if base is None:
        return Meaning("quarter", None, None, True)
    first = calendar.shift_months(date(base.year, 3 * ((base.month - 1) // 3) + 1, 1), 3 * SHIFTS[found["s"]])
    return span("quarter", calendar.months(first.year, first.month, first.month + 2) if first else None, True)


def mean_distance(found: re.Match[str], clock: Clock) -> Meaning | None:
    """三天前, 两周后, 半年前: a day at a distance from the reference."""
    amount = parse_numeral(found["n"])
    unit, sign = found["u"], -1 if found["w"] in ("前", "以前", "之前") else 1
    if amount is None:
        return None
    moment = _shift(clock.reference, amount.value * sign, unit) if clock.reference else None
    return Meaning("distance", moment, moment, True)


def _shift(base: date, amount: Decimal, unit: str) -> date | None:
    if unit in UNIT_DAYS:
        return calendar.shift_days(base, int(amount * UNIT_DAYS[unit])) if abs(amount) < 10**7 else None
    return calendar.shift_months(base, int(amount * UNIT_MONTHS[unit])) if abs(amount) < 10**5 else None


def mean_stretch(found: re.Match[str], clock: Clock) -> Meaning | None:
    """过去五年, 近三年, 未来三天: a stretch that ends or begins at the reference."""
    amount, unit = parse_numeral(found["n"] or "一"), found["u"]
    if amount is None:
        return None
    if clock.reference is None:
        return Meaning("stretch", None, None, True)
    if found["w"] in ("未来", "今后", "接下来", "之后", "往后", "接下来的", "未来的"):
        start, end = calendar.shift_days(clock.reference, 1), _shift(clock.reference, amount.value, unit)
        return Meaning("future", start, end, True)
    start, end = _shift(clock.reference, -amount.value, unit), calendar.shift_days(clock.reference, -1)
    return Meaning("stretch", start, end, True)


def mean_duration(found: re.Match[str], clock: Clock) -> Meaning | None:
    amount = parse_numeral(found["n"])
    if amount is None or amount.value < 0:
        return None
    value = amount.value + (Decimal("0.5") if found["half"] or found["half2"] else 0)
    seconds = value * SECONDS[found["u"]]
    return Meaning("duration", None, None, True, seconds, value, found["u"])


def mean_year_edge(found: re.Match[str], clock: Clock) -> Meaning | None:
    """年底, 今年底, 2023年末, 年初."""
    word = found["y"]
    year = year_number(word + "年" if word in SHORT_YEARS else word, clock) if word else clock.year
    if year is None:
        return Meaning("edge", None, None, bool(word))
    moment = date(year, 1, 1) if found["e"] == "初" else date(year, 12, 31)
    return Meaning("edge", moment, moment, bool(word))


def mean_month_edge(found: re.Match[str], clock: Clock) -> Meaning | None:
    """3月底, 2023年6月末, 5月上旬, 月底."""
    if found["m"]:
        whole = mean_month(found, clock)
    else:
        base = clock.reference
        whole = span("month", calendar.months(base.year, base.month, base.month) if base else None, False)
    return whole and _edge_of(whole, found["e"])


def _edge_of(whole: Meaning, edge: str) -> Meaning:
    """The beginning, end or third of a month."""
    if whole.start is None or whole.end is None:
        return Meaning("edge", None, None, whole.anchored)
    first, last = {"初": (1, 1), "上": (1, 10), "中": (11, 20), "下": (21, whole.end.day)}.get(
        edge, (whole.end.day, whole.end.day)
    )
    return Meaning("edge", whole.start.replace(day=first), whole.start.replace(day=last), whole.anchored)


def mean_quarter_edge(found: re.Match[str], clock: Clock) -> Meaning | None:
    whole = mean_quarter(found, clock)
    return whole and Meaning("edge", whole.end, whole.end, whole.anchored)


def mean_now(found: re.Match[str], clock: Clock) -> Meaning | None:
    return Meaning("now", clock.reference, clock.reference, True)


def mean_recent(found: re.Match[str], clock: Clock) -> Meaning | None:
    return Meaning("recent", None, None, True)


def mean_same(found: re.Match[str], clock: Clock) -> Meaning | None:
    """去年同期, 同期: a comparison's base, resolved by the engine from the period in force."""
    latest = clock.latest
    return Meaning("same", None if latest is None else calendar.shift_months(latest, -12), None, True)


def mean_feast(found: re.Match[str], clock: Clock) -> Meaning | None:
    year, anchored = (year_number(found["y"], clock), True) if found["y"] else (clock.year, False)
    moment = calendar.feast(found["f"], year) if year else None
    return Meaning("day", moment, moment, anchored)
