"""Words that are measured from the reference day: 明天, 上周三, 下个月, 三天前, 近三年, 半年, 国庆节."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from kaifaqu.core.reader import date_calendar as calendar
from kaifaqu.core.reader.date_meanings import (
    DAY_WORDS,
    SECONDS,
    SHIFTS,
    SHORT_YEARS,
    UNIT_DAYS,
    UNIT_MONTHS,
    Clock,
    Meaning,
    edge_of,
    mean_half,
    mean_month,
    mean_quarter,
    number,
    span,
    year_number,
)
from kaifaqu.core.reader.numerals import parse_numeral


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


def mean_weekdays(found: re.Match[str], clock: Clock) -> Meaning | None:
    """周一到周五: days of one week."""
    days = calendar.week(clock.reference, SHIFTS.get(found["s"] or "本", 0)) if clock.reference else None
    first, last = calendar.WEEKDAYS[found["w"]], calendar.WEEKDAYS[found["v"]]
    if first >= last:
        return None
    if days is None:
        return Meaning("days", None, None, True)
    return Meaning("days", calendar.shift_days(days[0], first), calendar.shift_days(days[0], last), True)


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
    return edge_of(span("month", calendar.months(first.year, first.month, first.month) if first else None, True), found["e"])


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
    moment = (
        _shift(clock.reference, (amount.value + (Decimal("0.5") if found["half"] else 0)) * sign, unit)
        if clock.reference
        else None
    )
    return Meaning("distance", moment, moment, True)


def _shift(base: date, amount: Decimal, unit: str) -> date | None:
    if unit in UNIT_DAYS:
        return calendar.shift_days(base, int(amount * UNIT_DAYS[unit])) if abs(amount) < 10**7 else None
    return calendar.shift_months(base, int(amount * UNIT_MONTHS[unit])) if abs(amount) < 10**5 else None


_YEAR_JUST_ENDED = 3
"""Until March 过去的一年 is the calendar year that has ended."""


def mean_stretch(found: re.Match[str], clock: Clock) -> Meaning | None:
    """过去五年, 近三年, 未来三天: a stretch that ends or begins at the reference."""
    amount, unit = parse_numeral(found["n"] or "一"), found["u"]
    if amount is None or not amount.value:
        return None
    if clock.reference is None:
        return Meaning("stretch", None, None, True)
    if found["w"] in ("未来", "今后", "接下来", "之后", "往后", "接下来的", "未来的"):
        start, end = calendar.shift_days(clock.reference, 1), _shift(clock.reference, amount.value, unit)
        return Meaning("future", start, end, True)
    if found["w"] == "过去" and unit == "年" and amount.value == 1 and clock.reference.month <= _YEAR_JUST_ENDED:
        return span("year", calendar.years(clock.reference.year - 1, clock.reference.year - 1), True)
    start, end = _shift(clock.reference, -amount.value, unit), calendar.shift_days(clock.reference, -1)
    return Meaning("stretch", start, end, True) if start is None or end is None or start <= end else None


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
    return whole and edge_of(whole, found["e"])


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


def mean_half_edge(found: re.Match[str], clock: Clock) -> Meaning | None:
    """上半年末: the last day of the half."""
    whole = mean_half(found, clock)
    return whole and Meaning("edge", whole.end, whole.end, whole.anchored)


def mean_days_of_relative_month(found: re.Match[str], clock: Clock) -> Meaning | None:
    """上个月15日至20日."""
    first = calendar.shift_months(clock.reference.replace(day=1), SHIFTS[found["s"]]) if clock.reference else None
    start, end = number(found["d"]), number(found["e"])
    if first is None or start is None or end is None:
        return Meaning("days", None, None, True)
    days = calendar.day(first.year, first.month, start), calendar.day(first.year, first.month, end)
    return Meaning("days", *days, True) if days[0] and days[1] and days[0] <= days[1] else None


def mean_range_of_lengths(found: re.Match[str], clock: Clock) -> Meaning | None:
    """3-5天: a duration of at least the first."""
    low, high = parse_numeral(found["n"]), parse_numeral(found["k"])
    if low is None or high is None or not 0 <= low.value < high.value:
        return None
    return Meaning("duration", None, None, True, low.value * SECONDS[found["u"]], low.value, found["u"])


def mean_since_new_year(found: re.Match[str], clock: Clock) -> Meaning | None:
    """年初至今: from New Year's Day to the reference."""
    return Meaning("since", date(clock.reference.year, 1, 1) if clock.reference else None, clock.reference, True)


def mean_lunar_feast(found: re.Match[str], clock: Clock) -> Meaning | None:
    """2024年春节 is a day; 春节期间 is a time of some days around it."""
    if found["p"]:
        return Meaning("feast_time", None, None, bool(found["y"]))
    year, anchored = (year_number(found["y"], clock), True) if found["y"] else (clock.year, False)
    moment = calendar.feast(found["f"], year) if year else None
    return Meaning("feast", moment, moment, anchored)


def mean_feast(found: re.Match[str], clock: Clock) -> Meaning | None:
    year, anchored = (year_number(found["y"], clock), True) if found["y"] else (clock.year, False)
    moment = calendar.feast(found["f"], year) if year else None
    return Meaning("day", moment, moment, anchored)
