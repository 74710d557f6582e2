"""Calendar arithmetic that date words need: weeks from Monday, months that keep within their length, feasts of a fixed day."""

from __future__ import annotations

import calendar
from datetime import MAXYEAR, MINYEAR, date, timedelta

Days = tuple[date, date]
"""An inclusive pair of days."""

WEEKDAYS = {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6, "1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "7": 6}

FEASTS = {
    "元旦": (1, 1), "元旦节": (1, 1), "情人节": (2, 14), "妇女节": (3, 8), "三八节": (3, 8), "植树节": (3, 12), "愚人节": (4, 1),
    "劳动节": (5, 1), "青年节": (5, 4), "儿童节": (6, 1), "六一": (6, 1), "建党节": (7, 1), "建军节": (8, 1), "教师节": (9, 10),
    "国庆节": (10, 1), "国庆": (10, 1), "万圣节": (10, 31), "光棍节": (11, 11), "双十一": (11, 11), "平安夜": (12, 24),
    "圣诞节": (12, 25), "跨年夜": (12, 31), "五一劳动节": (5, 1), "五一节": (5, 1), "六一儿童节": (6, 1), "十一国庆节": (10, 1), "五一假期": (5, 1), "五一小长假": (5, 1), "五一期间": (5, 1), "十一黄金周": (10, 1), "十一假期": (10, 1), "十一长假": (10, 1),
}  # fmt: skip

NTH_WEEKDAY_FEASTS = {"母亲节": (5, 6, 2), "父亲节": (6, 6, 3), "感恩节": (11, 3, 4)}
"""Feast → (month, weekday from Monday = 0, which one of the month)."""


LUNAR_FEASTS = {
    "春节": "spring",
    "端午节": "dragon",
    "端午": "dragon",
    "中秋节": "autumn",
    "中秋": "autumn",
    "元宵节": "lanterns",
}
_FIRST_LUNAR_YEAR = 2010
_LUNAR_DAYS = {
    "spring": "0214 0203 0123 0210 0131 0219 0208 0128 0216 0205 0125 0212 0201 0122 0210 0129 0217 0206 0126 0213 0203",
    "dragon": "0616 0606 0623 0612 0602 0620 0609 0530 0618 0607 0625 0614 0603 0622 0610 0531 0619 0609 0528 0616 0605",
    "autumn": "0922 0912 0930 0919 0908 0927 0915 1004 0924 0913 1001 0921 0910 0929 0917 1006 0925 0915 1003 0922 0912",
}  # fmt: skip
"""Month and day of the feasts of the lunar calendar, from 2010 on, as the calendar published by the Purple Mountain Observatory has them."""


def day(year: int, month: int, number: int) -> date | None:
    """A day, or None where it does not exist."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def months(year: int, first: int, last: int) -> Days | None:
    """Months `first` to `last` of a year, or None where they do not exist."""
    if not (MINYEAR <= year < MAXYEAR and 1 <= first <= last <= 12):
        return None
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def years(first: int, last: int) -> Days | None:
    if not MINYEAR <= first <= last < MAXYEAR:
        return None
    return date(first, 1, 1), date(last, 12, 31)


def shift_days(start: date, count: int) -> date | None:
    try:
        return start + timedelta(days=count)
    except OverflowError:
        return None


def shift_months(start: date, count: int) -> date | None:
    """The same day `count` months on, or the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    if not MINYEAR <= year < MAXYEAR:
        return None
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def week(of: date, shift: int) -> Days | None:
    """Monday to Sunday of the week that lies `shift` weeks from the one of `of`."""
    monday = shift_days(of, 7 * shift - of.weekday())
    sunday = None if monday is None else shift_days(monday, 6)
    return None if monday is None or sunday is None else (monday, sunday)


def feast(name: str, year: int) -> date | None:
    """The day of a feast; None for one of the lunar calendar outside 2010 to 2030."""
    if name in LUNAR_FEASTS:
        return _lunar_feast(LUNAR_FEASTS[name], year)
    if name in NTH_WEEKDAY_FEASTS:
        month, weekday, which = NTH_WEEKDAY_FEASTS[name]
        first = date(year, month, 1)
        return date(year, month, 1 + (weekday - first.weekday()) % 7 + 7 * (which - 1))
    month, number = FEASTS[name]
    return date(year, month, number)


def _lunar_feast(name: str, year: int) -> date | None:
    if name == "lanterns":
        spring = _lunar_feast("spring", year)
        return None if spring is None else spring + timedelta(days=14)
    days, index = _LUNAR_DAYS[name].split(), year - _FIRST_LUNAR_YEAR
    return date(year, int(days[index][:2]), int(days[index][2:])) if 0 <= index < len(days) else None
