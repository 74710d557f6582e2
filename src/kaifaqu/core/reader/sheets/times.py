"""Which period a title, a header and a row name, and how the three combine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.core.reader.sheets.labels import squeeze


@dataclass(frozen=True, slots=True)
class When:
    """What one text says of time; None where it says nothing. `last_year` ends a span of years; `current` has 1 month or 3."""

    year: int | None = None
    last_year: int | None = None
    first: int | None = None
    last: int | None = None
    day: int | None = None
    state: bool = False
    cumulative: bool = False
    current: int = 0
    annual: bool = False
    previous: bool = False

    @property
    def says_something(self) -> bool:
        return self != NEVER


NEVER = When()
_YEAR = r"((?:19|20)\d\d)"
_TO = r"[-—–~至到]+"
_CHINESE_YEAR = re.compile(r"[一二][〇零○九0-9一二三四五六七八]{3}(?=年)")
_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4, "首": 1}
_MONTH_WORDS = {"十一月": "11月", "十二月": "12月", "十月": "10月"} | {
    f"{c}月": f"{n}月" for n, c in enumerate("一二三四五六七八九", 1)
}

_YEARS = re.compile(rf"{_YEAR}年?{_TO}{_YEAR}年?")
_YEAR_ALONE = re.compile(rf"(?<![\d.]){_YEAR}(?:年(?!鉴|版|第?\d*期)|(?=$)|(?=[-./]\d{{1,2}}(?!\d)))|^{_YEAR}(?=\D|$)")
_SPAN = re.compile(rf"(?<!\d)(\d{{1,2}})月?{_TO}(?:本)?(\d{{1,2}})月")
_TO_THIS_MONTH = re.compile(r"(?:1月?|年初|一月)" + _TO + r"(?:本月|报告期|当月|今)")
_MONTH = re.compile(r"(?<![\d至到~-])(\d{1,2})月(?!份?以来)")
_DOTTED_MONTH = re.compile(rf"{_YEAR}[./-](\d{{1,2}})(?![\d]|[./-]\d)")
_PACKED_MONTH = re.compile(r"^(?:19|20)\d\d(0[1-9]|1[0-2])$")
_DAY = re.compile(rf"{_YEAR}(?:年(\d{{1,2}})月(\d{{1,2}})日?|([./-])(\d{{1,2}})\4(\d{{1,2}})(?!\d|月))(?!前|后|底|以)")
_QUARTER = re.compile(r"第?([一二三四首1-4])季度?")
_QUARTER_CODE = re.compile(r"(?:^|[^A-Za-z])Q([1-4])(?!\d)|(?:^|\D)([1-4])Q", re.I)
_QUARTERS_TO = re.compile(r"(?:前([二两三四23])个?季度|[一1]" + _TO + r"([二三四2-4])季度)")
_HALF = re.compile(r"([上下])半年")
_STATE = re.compile(r"截至|截止|期末|[年月季]末|[年月]底|时点|在册|累计至|自?(?:开工|建设|开始建设|成立)以来")
_CUMULATIVE = re.compile(r"累计|年初至|(?:年初|今年|本年)以来")
_CURRENT_MONTH, _CURRENT_QUARTER = re.compile(r"[当本]月|单月"), re.compile(r"[当本]季")
_ANNUAL = re.compile(r"全年|年度(?:目标|计划|任务|预算|累计)?|年(?:目标|计划|任务)|本年计划|当年计划")
_PREVIOUS = re.compile(r"(?:上年|去年)(?:同期|同月|同季|实绩|完成|决算|数|底|末|$)|同期(?:数|值|完成数?)?$")
_COMPARISON = re.compile(r"比|较|增|±|率|速|幅|差")


@lru_cache(maxsize=65536)
def read_when(text: str) -> When:
    """What the text says of time."""
    folded = squeeze(text)
    folded = _CHINESE_YEAR.sub(lambda found: found[0].translate(_CHINESE_DIGITS), folded)
    for word, written in _MONTH_WORDS.items():
        folded = folded.replace(word, written)
    day = _DAY.search(folded)
    if day:
        month, number = int(day[2] or day[5]), int(day[3] or day[6])
        return When(int(day[1]), first=month, last=month, day=number, state=True) if 1 <= month <= 12 else NEVER
    years = _YEARS.search(folded)
    if years:
        return When(int(years[1]), int(years[2]))
    first, last = months_of(folded)
    cumulative = bool(_CUMULATIVE.search(folded) or _TO_THIS_MONTH.search(folded))
    return When(
        year=year_of(folded), first=first, last=last, state=bool(_STATE.search(folded)),
        cumulative=cumulative, current=0 if cumulative else current_months(folded),
        annual=bool(_ANNUAL.search(folded)), previous=bool(_PREVIOUS.search(folded)) and not _COMPARISON.search(folded),
    )  # fmt: skip


def current_months(text: str) -> int:
    """How many months the current period has that the text names: 本月 1, 本季 3, none 0."""
    return 1 if _CURRENT_MONTH.search(text) else 3 if _CURRENT_QUARTER.search(text) else 0


def year_of(text: str) -> int | None:
    packed = _PACKED_MONTH.match(text)
    found = _YEAR_ALONE.search(text)
    return int(text[:4]) if packed else int(found[1] or found[2]) if found else None


def months_of(text: str) -> tuple[int | None, int | None]:
    """The months that the text names, first and last."""
    for pattern, months in _MONTHS:
        found = pattern.search(text)
        if found:
            first, last = months(found)
            return (first, last) if 1 <= first <= last <= 12 else (None, None)
    return None, None


def _quarter(found: re.Match[str]) -> tuple[int, int]:
    number = _QUARTERS[next(group for group in found.groups() if group)]
    return 3 * number - 2, 3 * number


def _quarters_to(found: re.Match[str]) -> tuple[int, int]:
    word = next(group for group in found.groups() if group)
    return 1, 3 * (2 if word == "两" else _QUARTERS[word])


_YEAR_END = re.compile(r"(?:上年|去年|年)[末底]")
_MONTHS = (
    (_YEAR_END, lambda found: (12, 12)),
    (_SPAN, lambda found: (int(found[1]), int(found[2]))),
    (_QUARTERS_TO, _quarters_to),
    (_QUARTER, _quarter),
    (_QUARTER_CODE, _quarter),
    (_HALF, lambda found: (1, 6) if found[1] == "上" else (7, 12)),
    (_MONTH, lambda found: (int(found[1]), int(found[1]))),
    (_DOTTED_MONTH, lambda found: (int(found[2]), int(found[2]))),
    (_PACKED_MONTH, lambda found: (int(found[1]), int(found[1]))),
)


@lru_cache(maxsize=65536)
def read_row_when(label: str) -> When:
    """What a row's label says of time: all of it where it names nothing else, else only 累计 or 当月 at its end.

    2023年结转项目 is an item of this year's table, 2023年 is a year.
    """
    when = read_when(label)
    if not _BESIDES_TIME.sub("", squeeze(label)):
        return when
    ending = _ROW_ENDING.search(squeeze(label))
    return When(cumulative=when.cumulative, current=when.current) if ending else NEVER


_BESIDES_TIME = re.compile(r"[\d年月日季度第一二三四五六七八九十〇零前上下半全至到\-—–~./()累计当本期末底截止合Qq份]|年度")
_ROW_ENDING = re.compile(r"(?:累计|累计值|累计数|当[月季期]值?|本[月季期]数?)(?:\(.*\))?$")


def join_when(texts: tuple[str, ...]) -> When:
    """What several texts say together, a later one (nearer to the cell) over an earlier one."""
    joined = NEVER
    for text in texts:
        joined = over(joined, read_when(text))
    return joined


def carried(whens: Iterable[When]) -> Iterator[When]:
    """Rows or columns of months of which only the first names its year (2024年1—2月, 1—3月, 1—4月): the year holds as long as the
    months go on; where they begin anew, nobody says which year it is."""
    year: int | None = None
    month = 0
    for when in whens:
        if when.last is not None:
            goes_on = when.year is None and when.last > month
            year, month = when.year or (year if goes_on else None), when.last
        yield replace(when, year=year) if when.last is not None and when.year is None and year is not None else when


def join_row_when(path: tuple[str, ...]) -> When:
    """The same for the labels of a row."""
    joined = NEVER
    for label in path:
        joined = over(joined, read_row_when(label))
    return joined


def over(base: When, nearer: When) -> When:
    """`nearer` where it speaks, `base` elsewhere. A year alone keeps the months of the base; flags add up."""
    if not nearer.says_something:
        return base
    months = nearer if nearer.first is not None else base
    return When(
        year=base.year if nearer.year is None else nearer.year,
        last_year=nearer.last_year if nearer.year is not None else base.last_year,
        first=months.first, last=months.last, day=months.day,
        state=nearer.state or (base.state and nearer.first is None),
        cumulative=(nearer.cumulative or base.cumulative) and not nearer.current,
        current=0 if nearer.cumulative else nearer.current or base.current,
        annual=nearer.annual or (base.annual and nearer.first is None), previous=nearer.previous or base.previous,
    )  # fmt: skip


@lru_cache(maxsize=65536)
def period_of(base: When, column: When, row: When) -> Period | None:
    """The period of a cell of a table; None when no year is known or the months do not exist."""
    when = over(over(base, row), column)
    year = when.year
    if year is None:
        return None
    if column.annual and column.first is None:
        when = replace(when, first=None, last=None, day=None, cumulative=False, current=0, state=False)
    try:
        period = _settled(when, year)
        return period.previous_year() if when.previous else period
    except (PeriodError, ValueError):
        return None


def _settled(when: When, year: int) -> Period:
    if when.last_year is not None:
        return Period.years(year, when.last_year)
    if when.state:
        return _state(when, year)
    if when.first is None or when.last is None:
        return Period.year(year)
    if when.cumulative:
        return Period.to_month(year, when.last)
    if when.current:
        return Period.months(year, (when.last - 1) // when.current * when.current + 1, when.last)
    return Period.months(year, when.first, when.last)


def _state(when: When, year: int) -> Period:
    """A stock as of a day, a month's end or a year's end."""
    if when.day is not None and when.last is not None:
        return Period.as_of(date(year, when.last, when.day))
    return Period.as_of_month(year, when.last or 12)
