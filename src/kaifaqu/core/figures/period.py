"""Periods of Chinese official statistics, and the algebra that they allow.

A published cumulative is the fact, and 1–2月 is one period: no January and no February is ever invented from it. So a
period is written by the months that it covers (一季度 and 1—3月 are the same period), and only those differences are
offered that the published cumulatives support.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

JANUARY_FEBRUARY = 2
"""The first cumulative that is published: 1–2月 stands for both months at once."""


class Shape(StrEnum):
    """What a period is: months of one or more years, whole years, one day, a state as of a moment, or after completion."""

    MONTHS = "months"
    YEARS = "years"
    DAY = "day"
    AS_OF_MONTH = "as_of_month"
    AS_OF_DAY = "as_of_day"
    AFTER_COMPLETION = "after_completion"

    __hash__ = str.__hash__  # as equality goes: periods are looked up by the ten thousand


class PeriodError(ValueError):
    """The text or the operation does not give a period; the message says which forms exist."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period with inclusive ends. `start` is None for an as-of state; both ends are None for 建成后 (`F`)."""

    shape: Shape
    start: date | None
    end: date | None

    # -- making -------------------------------------------------------------------------------------------------------

    @classmethod
    def months(cls, year: int, first: int, last: int | None = None) -> Period:
        """Months `first` to `last` (inclusive) of one year; a whole year is the year."""
        last = first if last is None else last
        if not 1 <= first <= last <= 12:
            raise PeriodError(f"{year} 年的月份 {first}–{last} 不成立；月份应在 1 至 12 之间，起不晚于止。")
        return cls(Shape.MONTHS, date(year, first, 1), month_end(year, last))

    @classmethod
    def to_month(cls, year: int, month: int) -> Period:
        """The cumulative of January to `month`, as it is published."""
        return cls.months(year, 1, month)

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Period:
        return cls.months(year, 3 * quarter - 2, 3 * quarter)

    @classmethod
    def half(cls, year: int, half: int) -> Period:
        return cls.months(year, 6 * half - 5, 6 * half)

    @classmethod
    def year(cls, year: int) -> Period:
        return cls.months(year, 1, 12)

    @classmethod
    def years(cls, first: int, last: int) -> Period:
        if first == last:
            return cls.year(first)
        if first > last:
            raise PeriodError(f"{first}–{last} 年不成立；起始年不应晚于截止年。")
        return cls(Shape.YEARS, date(first, 1, 1), date(last, 12, 31))

    @classmethod
    def day(cls, day: date) -> Period:
        return cls(Shape.DAY, day, day)

    @classmethod
    def as_of(cls, day: date) -> Period:
        return cls(Shape.AS_OF_DAY, None, day)

    @classmethod
    def as_of_month(cls, year: int, month: int) -> Period:
        return cls(Shape.AS_OF_MONTH, None, month_end(year, month))

    @classmethod
    def after_completion(cls) -> Period:
        return cls(Shape.AFTER_COMPLETION, None, None)

    @classmethod
    def parse(cls, text: str) -> Period:
        """The inverse of `str`. Raises PeriodError with the forms that exist."""
        return _parse(text)

    # -- reading ------------------------------------------------------------------------------------------------------

    def __str__(self) -> str:
        if self.shape is Shape.AFTER_COMPLETION:
            return "F"
        end = self.bounded_end
        if self.shape is Shape.AS_OF_DAY:
            return f"@{end.isoformat()}"
        if self.shape is Shape.AS_OF_MONTH:
            return f"@{end:%Y-%m}"
        if self.shape is Shape.DAY:
            return f"D:{end.isoformat()}"
        start = self.bounded_start
        if self.shape is Shape.YEARS:
            return f"{start.year}/{end.year}"
        if start.year != end.year:
            return f"{start:%Y-%m}/{end:%Y-%m}"
        return f"{start.year}{_WRITTEN.get((start.month, end.month), _month_suffix(start.month, end.month))}"

    @property
    def bounded_end(self) -> date:
        """The last day. Raises PeriodError for 建成后, which has none."""
        if self.end is None:
            raise PeriodError("「建成后」没有截止日。")
        return self.end

    @property
    def bounded_start(self) -> date:
        """The first day. Raises PeriodError where the period is a state or lies after completion."""
        if self.start is None:
            raise PeriodError(f"{self.chinese}没有起始日。")
        return self.start

    @property
    def sort_key(self) -> tuple[date, date, str]:
        """Orders periods by end, then start; 建成后 comes last."""
        end = self.end or date.max
        return end, self.start or end, self.shape

    @property
    def is_span(self) -> bool:
        """True for months of one year: the shape that flows are reported in."""
        return self.shape is Shape.MONTHS and self.bounded_start.year == self.bounded_end.year

    @property
    def is_state(self) -> bool:
        """True for an as-of period: a stock, never differenced."""
        return self.shape in (Shape.AS_OF_DAY, Shape.AS_OF_MONTH)

    @property
    def is_cumulative(self) -> bool:
        """True when the months start in January: the published form of a flow."""
        return self.is_span and self.bounded_start.month == 1

    @property
    def elapsed(self) -> tuple[int, int]:
        """Months passed at the period's end and months in the year: 序时进度 is their quotient (domain §2.5)."""
        return self.bounded_end.month, 12

    @property
    def chinese(self) -> str:
        """How a bulletin writes it: 2024年一季度, 2024年1—2月, 截至2023年底, 2024年4月25日, 建成后."""
        if self.shape is Shape.AFTER_COMPLETION:
            return "建成后"
        end = self.bounded_end
        if self.shape is Shape.DAY:
            return f"{end.year}年{end.month}月{end.day}日"
        if self.is_state:
            if end.month == 12 and end.day == 31:
                return f"截至{end.year}年底"
            last = "底" if self.shape is Shape.AS_OF_MONTH else f"{end.day}日"
            return f"截至{end.year}年{end.month}月{last}"
        start = self.bounded_start
        if self.shape is Shape.YEARS or start.year != end.year:
            return (
                f"{start.year}—{end.year}年"
                if self.shape is Shape.YEARS
                else (f"{start.year}年{start.month}月至{end.year}年{end.month}月")
            )
        named = _CHINESE.get((start.month, end.month))
        if named is not None:
            return f"{start.year}年{named}"
        return f"{start.year}年{start.month}月" if start.month == end.month else f"{start.year}年{start.month}—{end.month}月"

    # -- algebra ------------------------------------------------------------------------------------------------------

    def previous_year(self) -> Period:
        """The same period of last year (上年同期). Raises PeriodError for 建成后."""
        if self.shape is Shape.AFTER_COMPLETION:
            raise PeriodError("「建成后」没有上年同期。")
        return Period(self.shape, _year_before(self.start, self.shape), _year_before(self.end, self.shape))

    def cumulative(self) -> Period:
        """January to the end of this period."""
        if not self.is_span:
            raise PeriodError(f"{self.chinese}不是一年之内的月份，没有「1月至本月累计」。")
        return Period.to_month(self.bounded_end.year, self.bounded_end.month)

    def cumulatives_apart(self) -> tuple[Period, Period | None] | None:
        """The published cumulatives whose difference is this period: (minuend, subtrahend or None).

        None when no two published cumulatives give it: January or February alone, or a span that starts in February.
        """
        if not self.is_span:
            return None
        first, last, year = self.bounded_start.month, self.bounded_end.month, self.bounded_end.year
        if first == 1:
            return (self, None) if last >= JANUARY_FEBRUARY else None
        if first == 2:
            return None
        return Period.to_month(year, last), Period.to_month(year, first - 1)

    def last_step(self) -> Period | None:
        """What a published cumulative adds to the one before it: March of 1–3月; 1–2月 of itself; None for a state."""
        if not self.is_cumulative or self.bounded_end.month < JANUARY_FEBRUARY:
            return None
        month = self.bounded_end.month
        return self if month == JANUARY_FEBRUARY else Period.months(self.bounded_end.year, month)

    def covers(self, day: date) -> bool:
        """True when the day lies within the ends; a state covers everything up to its moment."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@lru_cache(maxsize=2000)
def _parse(text: str) -> Period:
    """A return says one period in every line: it is read once."""
    for pattern, make in _FORMS:
        found = re.fullmatch(pattern, text.strip())
        if found:
            try:
                return make(*found.groups())
            except PeriodError:
                raise
            except ValueError as error:
                raise PeriodError(f"时期「{text}」中的日期不存在：{error}。") from error
    raise PeriodError(
        f"时期「{text}」不是认识的写法。应为 2024M3、2024M1-9、2024Q1、2024H1、2024、2021/2025、@2023-12、@2023-12-31、"
        "D:2024-04-25 或 F。"
    )


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def _year_before(day: date | None, shape: Shape) -> date | None:
    if day is None:
        return None
    if shape is not Shape.DAY and day == month_end(day.year, day.month):
        return month_end(day.year - 1, day.month)
    return day.replace(year=day.year - 1, day=min(day.day, calendar.monthrange(day.year - 1, day.month)[1]))


def _month_suffix(first: int, last: int) -> str:
    return f"M{first}" if first == last else f"M{first}-{last}"


_WRITTEN = {(1, 12): "", (1, 6): "H1", (7, 12): "H2", (1, 3): "Q1", (4, 6): "Q2", (7, 9): "Q3", (10, 12): "Q4"}
_CHINESE = {
    (1, 12): "", (1, 6): "上半年", (7, 12): "下半年", (1, 9): "前三季度",
    (1, 3): "一季度", (4, 6): "二季度", (7, 9): "三季度", (10, 12): "四季度",
}  # fmt: skip

_FORMS = (
    (r"F", Period.after_completion),
    (r"(\d{4})", lambda y: Period.year(int(y))),
    (r"(\d{4})Q([1-4])", lambda y, q: Period.quarter(int(y), int(q))),
    (r"(\d{4})H([12])", lambda y, h: Period.half(int(y), int(h))),
    (r"(\d{4})M(\d{1,2})", lambda y, m: Period.months(int(y), int(m))),
    (r"(\d{4})M(\d{1,2})-(\d{1,2})", lambda y, a, b: Period.months(int(y), int(a), int(b))),
    (r"(\d{4})/(\d{4})", lambda a, b: Period.years(int(a), int(b))),
    (
        r"(\d{4})-(\d\d)/(\d{4})-(\d\d)",
        lambda y, m, z, n: Period(Shape.MONTHS, date(int(y), int(m), 1), month_end(int(z), int(n))),
    ),
    (r"@(\d{4})-(\d\d)", lambda y, m: Period.as_of_month(int(y), int(m))),
    (r"@(\d{4}-\d\d-\d\d)", lambda d: Period.as_of(date.fromisoformat(d))),
    (r"D:(\d{4}-\d\d-\d\d)", lambda d: Period.day(date.fromisoformat(d))),
)
