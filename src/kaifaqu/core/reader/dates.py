"""Dates, periods and durations in a text: the first rule that matches at a candidate place wins, and time runs forward."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from kaifaqu.core.figures.quantity import plain
from kaifaqu.core.reader.date_calendar import years
from kaifaqu.core.reader.date_meanings import SECONDS, Clock, Meaning
from kaifaqu.core.reader.date_rules import RULES
from kaifaqu.core.reader.folding import fold

_PREFIX_STARTS = "截到至"
_STARTS: dict[str, list[int]] = {}
for _index, _row in enumerate(RULES):
    for _character in _row[2]:
        _STARTS.setdefault(_character, []).append(_index)
_CANDIDATE = re.compile(f"[{re.escape(''.join({*_STARTS, *_PREFIX_STARTS}))}]")
_PREFIX = re.compile(r"(?:截至|截止到?|截止至|到|至)(?=[\d一二今去明年月本上前十三四五六七八九])")
_SINCE = re.compile(
    r"(?:(?:正式)?(?:成立|开工|启动|实施|开展|运行|运营|建设|改革|投产|开工建设|建园|启动建设|启动实施)){0,2}以来"
)
_RUN = re.compile(r"\d+[\d.,]*")

TYPES = {"day": "date", "feast": "date", "distance": "date", "edge": "date", "duration": "duration"}
"""What the command prints for each kind; every other kind is a period."""


@dataclass(frozen=True, slots=True)
class DateMention:
    """Words for a time: [start, end) in the text that was searched, and what they mean."""

    start: int
    end: int
    text: str
    meaning: Meaning

    @property
    def kind(self) -> str:
        return self.meaning.kind

    @property
    def type(self) -> str:
        """date, period or duration."""
        return TYPES.get(self.meaning.kind, "period")

    def as_json(self) -> dict[str, Any]:
        """The public form: inclusive ISO days, None where unknown; a duration has its length in seconds."""
        start, end = self.meaning.start, self.meaning.end
        answer: dict[str, Any] = {
            "span": [self.start, self.end], "text": self.text, "type": self.type,
            "start": start.isoformat() if start else None, "end": end.isoformat() if end else None,
        }  # fmt: skip
        if self.meaning.seconds is not None:
            answer["seconds"] = format(plain(self.meaning.seconds), "f")
        return answer


def find_dates(text: str, reference: date | None = None, *, year: int | None = None) -> list[DateMention]:
    """Every time expression of `text`, in order, without overlap. Linear in the text.

    `year` is the one that yearless periods (全年, 一季度) belong to, where it is not the reference's.
    """
    folded = fold(text)
    clock = Clock(reference, year or (reference.year if reference else None))
    found: list[DateMention] = []
    place = 0
    while (candidate := _CANDIDATE.search(folded, place)) is not None:
        place = candidate.start()
        mention = _mention_at(folded, place, clock)
        if mention is None:
            place = _skip(folded, place)
            continue
        if found and _goes_on(found[-1], mention):
            mention = _together(found.pop(), mention)
        if mention.start < mention.end <= mention.start + 3 and folded.startswith("全年", mention.start):
            mention = _whole_year(folded, mention, found[-1] if found else None, reference)
        found.append(replace(mention, text=text[mention.start : mention.end]))
        clock = _move(clock, mention)
        place = mention.end
    return found


_ALONE = frozenset(["duration", "now", "recent", "same"])
"""Kinds that take neither 截至 before them nor 以来 after them."""
_DIGITS, _DIGITS_OR_POINT = frozenset("0123456789"), frozenset("0123456789.")
_NO_WORD_BEFORE = frozenset("之以产成达目此提运用最效营满工起好")
"""后年 and 前年 are no words in 投产之后年产, 建成后年产值, 以前年度."""
_HEAD_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年")


def year_of_text(flat: str, reference: date | None) -> int | None:
    """The year that a communiqué or a summary reports: the one that its heading names, when it is the year before the reference's."""
    body = flat.lstrip("# \n")
    found = _HEAD_YEAR.search(body[: min(80, body.find("\n") if "\n" in body else 80)])
    if found is None:
        return None
    year = int(found.group(1))
    return year if reference is None or year == reference.year - 1 else None


def _skip(text: str, place: int) -> int:
    """A number that is no date is passed over whole: no date begins inside its digits."""
    run = _RUN.match(text, place)
    return run.end() if run else place + 1


@cache
def _rule(index: int) -> re.Pattern[str]:
    """A rule's pattern, compiled when a text first needs it."""
    return re.compile(RULES[index][0])


_FAMILIES = {character: tuple(indexes) for character, indexes in _STARTS.items()}
_NUMERAL_STARTS = frozenset("0123456789零〇一二三四五六七八九十两百半")
_TIMED = re.compile(
    r"(?:19|20)\d\d\.\d|20\d\d[,:!。、]|[0-9零〇一二三四五六七八九十两百半.]{1,10}个?[年月日号季世星礼周天小分秒钟刻工昼多半五一假黄长·\-—–~至到以、/]"
)
"""A number begins a date only when a word for a time, or a joint of a range, follows it: tried before any rule."""


def _mention_at(text: str, place: int, clock: Clock) -> DateMention | None:
    if place and (text[place - 1] == "每" or (text[place] in "前后" and text[place - 1] in _NO_WORD_BEFORE)):
        return None
    prefix = _PREFIX.match(text, place)
    if prefix is not None:
        mention = _meaning_at(text, place, prefix.end(), clock)
        if mention is not None:
            return mention
    if place and text[place] in _DIGITS and text[place - 1] in _DIGITS_OR_POINT:
        return None
    return _meaning_at(text, place, place, clock)


def _meaning_at(text: str, place: int, start: int, clock: Clock) -> DateMention | None:
    """The first rule that matches at `start` and gives a meaning; `place` is where a 截至 before it begins."""
    rules = _FAMILIES.get(text[start : start + 1])
    if rules is None or (text[start] in _NUMERAL_STARTS and not _TIMED.match(text, start)):
        return None
    for index in rules:
        inner = _rule(index).match(text, start)
        meaning = RULES[index][1](inner, clock) if inner and inner.end() > start else None
        if inner is not None and meaning is not None:
            return _mention(text, place, start, inner.end(), meaning, clock)
    return None


def _mention(text: str, place: int, start: int, end: int, meaning: Meaning, clock: Clock) -> DateMention:
    if meaning.kind in _ALONE:
        return DateMention(start, end, "", meaning)
    since = _SINCE.match(text, end)
    if since is not None:
        return DateMention(place, since.end(), "", replace(meaning, kind="since", end=clock.reference))
    return DateMention(place, end, "", replace(meaning, kind="asof") if start > place else meaning)


_PLANNED_YEAR = re.compile(r"[^,。;]{0,12}(?:目标|任务|计划|预期|预计|力争|确保|将|要|有望|拟)")
_GOALS_OF_YEAR = re.compile(r"[^。;\n]{0,24}(?:目标|工作安排|工作打算|工作思路|重点工作|重点任务)")
_GOAL_BEFORE = re.compile(r"(?:力争|确保|预计|完成|为|占|计划|实现)$")


def _whole_year(text: str, mention: DateMention, before: DateMention | None, reference: date | None) -> DateMention:
    """2023年,全年引进 is that year; 全年 in January, with nothing said of a plan, is the year that has ended."""
    year = None
    if (
        before is not None
        and before.kind == "year"
        and before.meaning.end
        and not re.search("[。\n]", text[before.end : mention.start])
    ):
        year = before.meaning.end.year if text[max(0, before.start - 1) : before.start] not in ("比", "较") else None
    elif reference is not None and reference.month == 1 and mention.meaning.end is not None:
        planned = (
            _PLANNED_YEAR.match(text, mention.end)
            or _GOAL_BEFORE.search(text[max(0, mention.start - 3) : mention.start])
            or (before is not None and _is_year_ahead(text, before, reference))
        )
        year = reference.year - 1 if not planned else None
    days = None if year is None else years(year, year)
    return mention if days is None else replace(mention, meaning=replace(mention.meaning, start=days[0], end=days[1]))


def _is_year_ahead(text: str, before: DateMention, reference: date) -> bool:
    """2024年…的主要预期目标是…。全年招引…: the year whose goals are being told."""
    told = before.meaning.end
    named = before.kind == "year" and told is not None and told.year == reference.year
    return named and _GOALS_OF_YEAR.match(text, before.end) is not None


def _goes_on(before: DateMention, mention: DateMention) -> bool:
    """1小时|30分钟: a smaller duration right after a greater one."""
    lengths = before.meaning.seconds, mention.meaning.seconds
    adjacent = before.end == mention.start and before.kind == mention.kind == "duration"
    return adjacent and None not in lengths and SECONDS[before.meaning.unit or ""] > SECONDS[mention.meaning.unit or ""]


def _together(before: DateMention, mention: DateMention) -> DateMention:
    seconds = (before.meaning.seconds or 0) + (mention.meaning.seconds or 0)
    return DateMention(before.start, mention.end, "", replace(mention.meaning, seconds=Decimal(seconds)))


def _move(clock: Clock, mention: DateMention) -> Clock:
    """Time moves on: 当年 and 次日 point to the last day named; a text without a date of its own takes its first year."""
    meaning = mention.meaning
    if meaning.end is None or meaning.kind in ("duration", "now", "same", "stretch"):
        return clock
    year = clock.year if clock.reference else meaning.end.year
    return Clock(clock.reference, year, meaning.end)
