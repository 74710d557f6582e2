"""When something happened, as officials write it: a day, a month, a quarter, a year. Pure."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _

from kaifaqu.core.figures.period import Period, PeriodError, Shape

_DAY = re.compile(r"(\d{4})[年.\-/](\d{1,2})[月.\-/](\d{1,2})日?")
_MONTH = re.compile(r"(\d{4})[年.\-/](\d{1,2})月?")
_QUARTER = re.compile(r"(\d{4})年?(?:第?([一二三四1-4])季度|Q([1-4]))")
_YEAR = re.compile(r"(\d{4})年?")
QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}


def parse_when(text: str) -> Period:
    """2024-04-21, 2024.4.21, 2024年4月21日, 2024年3月, 2024年一季度, 2024Q1, 2024年. Raises PeriodError with the forms that exist."""
    squeezed = re.sub(r"\s", "", text)
    try:
        if found := _DAY.fullmatch(squeezed):
            return Period.day(date(int(found[1]), int(found[2]), int(found[3])))
        if found := _MONTH.fullmatch(squeezed):
            return Period.months(int(found[1]), int(found[2]))
        if found := _QUARTER.fullmatch(squeezed):
            number = found[2] or found[3]
            return Period.quarter(int(found[1]), QUARTERS.get(number) or int(number))
        if found := _YEAR.fullmatch(squeezed):
            return Period.year(int(found[1]))
        return Period.parse(squeezed)
    except ValueError as error:
        raise PeriodError(
            _("“%(text)s”不是日期：请写成 2024-04-21；只知道月份或季度的，写 2024年3月 或 2024年一季度。") % {"text": text}
        ) from error


def is_exact(period: Period) -> bool:
    """True when it is one day."""
    return period.shape is Shape.DAY


def first_day(period: Period) -> date | None:
    """The earliest day on which it can have happened; None where only the last is known."""
    return period.start


def month_label(year: int, month: int) -> str:
    """2024年4月."""
    return Period.months(year, month).chinese
