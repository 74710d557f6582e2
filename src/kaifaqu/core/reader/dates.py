"""Dates, periods and durations in a text: the first rule that matches at a candidate place wins, and time runs forward."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from kaifaqu.core.reader.date_rules import RULES, Clock, Meaning
from kaifaqu.core.reader.folding import fold

_NAMED = re.compile(r"\(\?P<\w+>")
_MASTER = re.compile("|".join("(" + _NAMED.sub("(?:", rule) + ")" for rule, _ in RULES))
_RULES = tuple((re.compile(rule), build) for rule, build in RULES)
_CANDIDATE = re.compile("[0-9零〇一二三四五六七八九十两半今去明前后昨上下本当同次翌大来首头全第元年月近日最过未接往截到目眼现如迄至不连周星礼这“\"国劳教情妇植愚青儿建万光双平圣跨母父感几]")
_PREFIX = re.compile(r"(?:截至|截止到?|截止至|到|至)(?=[\d一二今去明年月本上前十三四五六七八九])")
_SINCE = re.compile(r"(?:成立)?以来")
_RUN = re.compile(r"\d+[\d.,]*")

TYPES = {"day": "date", "distance": "date", "edge": "date", "duration": "duration"}
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
        found.append(replace(mention, text=text[mention.start : mention.end]))
        clock = _move(clock, mention)
        place = mention.end
    return found


_NO_WORD_BEFORE = frozenset("之以产成达目此提运用")
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


def _mention_at(text: str, place: int, clock: Clock) -> DateMention | None:
    if text[place] in "前后" and place and text[place - 1] in _NO_WORD_BEFORE:
        return None
    prefix = _PREFIX.match(text, place)
    start = prefix.end() if prefix else place
    hit = _MASTER.match(text, start)
    if hit is None or (place and text[place].isdigit() and text[place - 1] in "0123456789."):
        return _mention_at_rule(text, place, clock) if prefix else None
    return _meaning_of(text, place, start, hit, clock)


def _mention_at_rule(text: str, place: int, clock: Clock) -> DateMention | None:
    hit = _MASTER.match(text, place)
    return None if hit is None else _meaning_of(text, place, place, hit, clock)


def _meaning_of(text: str, place: int, start: int, hit: re.Match[str], clock: Clock) -> DateMention | None:
    """The first rule from the one that matched on which gives a meaning."""
    for rule, build in _RULES[(hit.lastindex or 1) - 1 :]:
        inner = rule.match(text, start)
        meaning = build(inner, clock) if inner and inner.end() > start else None
        if inner is None or meaning is None:
            continue
        end = inner.end()
        since = _SINCE.match(text, end)
        if since and meaning.kind not in ("duration", "now", "recent", "same"):
            return DateMention(place, since.end(), "", replace(meaning, kind="since", end=clock.reference))
        if start > place and meaning.kind not in ("duration", "now", "recent", "same"):
            return DateMention(place, end, "", replace(meaning, kind="asof"))
        return DateMention(start, end, "", meaning)
    return None


def _move(clock: Clock, mention: DateMention) -> Clock:
    """Time moves on: 当年 and 次日 point to the last day named; a text without a date of its own takes its first year."""
    meaning = mention.meaning
    if meaning.end is None or meaning.kind in ("duration", "now", "same", "stretch"):
        return clock
    year = clock.year if clock.reference else meaning.end.year
    return Clock(clock.reference, year, meaning.end)
