"""Checks of time: days against the dates printed beside them, dates in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from kaifaqu.core.reader.checks_page import SPAN, Mark, Page, Sentence
from kaifaqu.core.reader.checks_verdict import Finding, figures_of
from kaifaqu.core.reader.model import Verdict

_DATE = re.compile(r"(?:(?P<year>20\d\d)年)?(?P<month>1[0-2]|[1-9])月(?P<day>3\d|[12]\d|[1-9])日")
_RANGE = re.compile(
    r"(?:(?P<y1>20\d\d)年)?(?P<m1>1[0-2]|[1-9])月(?P<d1>3[01]|[12]\d|[1-9])日?(?:至|到|—|-|–|~)"
    r"(?:(?P<y2>20\d\d)年)?(?:(?P<m2>1[0-2]|[1-9])月)?(?P<d2>3[01]|[12]\d|[1-9])日"
)
_MONTH = re.compile(r"(20\d\d)年(1[0-2]|[1-9])月")
_TERM = re.compile(r"工期|周期|建设期|为期|期限|历时|持续|用时")
SATURDAY = 5
LONGEST_COUNTED = 40
"""Beyond so many days nobody counts working days."""

LEAP_YEAR = 2024
"""A day printed without its year is judged by a year that has every day."""

_LASTING = re.compile(r"(?:为期|历时|用时|耗时|工期|会期|期限|共|持续)[^,;]{0,4}$")
_TOOK = re.compile(r"(?:用时|历时|耗时|只用了?|仅用了?)[^,;]{0,4}$")


def check_durations(page: Page) -> Iterator[Finding]:
    """4月25日至27日,为期3天; 仅用时26天 with one date: what the other would be."""
    for sentence in page.sentences:
        for mark in sentence.marks:
            if mark.sign == SPAN and (mark.figure.canonical_unit or mark.figure.unit) in ("天", "日"):
                yield from _duration(page, sentence, mark)


def check_dates(page: Page) -> Iterator[Finding]:
    """2月30日 is no day; 27日至25日 runs backwards."""
    for sentence in page.sentences:
        for found in _DATE.finditer(sentence.text):
            if _day(int(found["year"] or LEAP_YEAR), found["month"], found["day"]) is None:
                yield Finding("period", (), found.group(), Verdict.FAILS, f"「{found.group()}」:没有这一天。请核对日期。")
        for found in _RANGE.finditer(sentence.text):
            if found["m2"] is None and int(found["d2"]) < int(found["d1"]):
                says = f"「{found.group()}」:止日早于起日。请核对日期。"
                yield Finding("period", (), found.group(), Verdict.FAILS, says)


def check_months(page: Page) -> Iterator[Finding]:
    """2024年6月开工,工期18个月,2025年12月建成."""
    for sentence in page.sentences:
        dates = [(found.start(), 12 * int(found[1]) + int(found[2])) for found in _MONTH.finditer(sentence.text)]
        for mark in sentence.marks if len(dates) == 2 else ():
            unit = mark.figure.canonical_unit or mark.figure.unit
            if (
                mark.sign == SPAN
                and unit in ("个月", "月")
                and dates[0][0] < mark.start - sentence.start
                and _TERM.search(sentence.text[: mark.end - sentence.start])
            ):
                yield from _months(mark, dates[1][1] - dates[0][1])


def _months(mark: Mark, between: int) -> Iterator[Finding]:
    stated = int(mark.value)
    fits = between in (stated - 1, stated)
    if between <= 0 or mark.is_approximate:
        return
    says = f"起止相隔 {between} 个月,与印出的 {mark.text} {'相符' if fits else '不符。请核对起止月份和工期'}。"
    verdict = Verdict.HOLDS if fits else Verdict.FAILS
    yield Finding("duration", figures_of(mark), f"起止相隔 {between} 个月", verdict, says, str(between), mark.text)


def _duration(page: Page, sentence: Sentence, mark: Mark) -> Iterator[Finding]:
    before = "".join(s.text for s in page.before(sentence)) + sentence.text[: mark.start - sentence.start]
    ends = list(_RANGE.finditer(sentence.text[: mark.start - sentence.start]))
    if ends and _LASTING.search(mark.lead):
        yield from _between_dates(page, ends[-1], mark)
    elif _TOOK.search(mark.lead):
        inside = _DATE.finditer(sentence.text[: mark.start - sentence.start])
        yield from _one_end(page, before, mark, [day for found in inside if (day := _dated(page, found))])


def _between_dates(page: Page, found: re.Match[str], mark: Mark) -> Iterator[Finding]:
    year = int(found["y1"] or 0) or (page.published_on.year if page.published_on else 2023)
    first = _day(year, found["m1"], found["d1"])
    last = _day(int(found["y2"] or year), found["m2"] or found["m1"], found["d2"])
    if first is None or last is None:
        return
    days, stated = (last - first).days, int(mark.value)
    fits = stated in (days, days + 1)
    text = f"{first:%m-%d} 至 {last:%m-%d} = {days + 1} 天"
    says = "相符。" if fits else "不符。请核对起止日期和天数。"
    verdict = Verdict.HOLDS if fits else Verdict.FAILS
    yield Finding(
        "duration",
        figures_of(mark),
        text,
        verdict,
        f"{text}(首尾都算;不算首日为 {days} 天),与印出的 {mark.text} {says}",
        str(days + 1),
    )


def _one_end(page: Page, before: str, mark: Mark, own: list[date]) -> Iterator[Finding]:
    dates = [day for found in _DATE.finditer(before) if (day := _dated(page, found))]
    stated = int(mark.value)
    if len(own) == 2 and not mark.is_approximate and not _may_last(own[0], own[1], mark):
        yield _cannot_last(own[0], own[1], mark)
        return
    if len(dates) >= 2 and (dates[-1] - dates[-2]).days in (stated, stated - 1):
        text = f"{dates[-2]} 至 {dates[-1]} = {(dates[-1] - dates[-2]).days} 天"
        yield Finding("duration", figures_of(mark), text, Verdict.HOLDS, f"{text},与印出的 {mark.text} 相符。")
    elif dates:
        start = dates[-1] - timedelta(days=stated)
        says = f"文中只印出一端 {dates[-1]},没有印出起始日,{mark.text}无法核对;若以该日为止,则应始于 {start}。"
        yield Finding(
            "duration", figures_of(mark), f"{dates[-1]} − {stated} 天 = {start}", Verdict.UNVERIFIABLE, says, str(start)
        )
    else:
        says = f"文中没有印出起止日期,{mark.text}无法核对。"
        yield Finding("duration", figures_of(mark), mark.text, Verdict.UNVERIFIABLE, says)


def _may_last(first: date, last: date, mark: Mark) -> bool:
    """True for the days between two dates, with or without the first, and for its working days."""
    days, stated = (last - first).days, int(mark.value)
    working = (
        sum((first + timedelta(days=i)).weekday() < SATURDAY for i in range(days + 1)) if 0 <= days <= LONGEST_COUNTED else days
    )
    return days <= 0 or working - 1 <= stated <= days + 1


def _cannot_last(first: date, last: date, mark: Mark) -> Finding:
    days = (last - first).days
    text = f"{first} 至 {last} = {days} 天"
    says = f"{text}(首尾都算为 {days + 1} 天),与印出的 {mark.text} 不符。请核对起止日期和天数。"
    return Finding("duration", figures_of(mark), text, Verdict.FAILS, says, str(days), mark.text)


def _dated(page: Page, found: re.Match[str]) -> date | None:
    year = int(found["year"] or 0) or (page.published_on.year if page.published_on else 0)
    return _day(year, found["month"], found["day"]) if year else None


def _day(year: int, month: str, day: str) -> date | None:
    try:
        return date(year, int(month), int(day))
    except ValueError:
        return None
