"""Where each figure stands: its sentence, its clause, and the words between it and its neighbours."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from kaifaqu.core.reader.marks import Mark

_SENTENCE_END = re.compile(r"[。!?\n]|…+")
_SEGMENT_END = re.compile(r"[。!?\n;]|…+")
_CLAUSE_END = re.compile(r"[,:;。!?…\n()]|——|\|")
_HEADING = re.compile(r"(?:\A|\n)(?:[#【][^\n]*|[^\n。,;]{2,44})(?=\n|\Z)|(?:\A|\n)[^\n。;]{4,60}(?=\n\n|\Z)")
REACH = 60
"""How many code points of a clause are looked at on either side of a figure: bounds the work on unbroken text."""


VEIL = "\ue000"
"""Stands for each character of a bracket that only explains the word before it: 地区生产总值(GDP)949亿元."""
_ASIDE = re.compile(r"\((?![^()]{0,12}(?:其中|含|包括|占|增|降))[^()\d\n。]{1,16}\)")


def veil_asides(flat: str, marks: Sequence[Mark]) -> str:
    """`flat`, as long as it was, with explaining brackets veiled, so that the words on both sides of them stand together."""
    starts = [mark.start for mark in marks]

    def veil(found: re.Match[str]) -> str:
        which = bisect_left(starts, found.start())
        holds_figure = which < len(starts) and starts[which] < found.end()
        return found.group() if holds_figure else VEIL * len(found.group())

    return _ASIDE.sub(veil, flat)


@dataclass(frozen=True, slots=True)
class Place:
    """One figure with its surroundings in the flat text: [start, end) of sentence, segment (between semicolons) and clause."""

    index: int
    mark: Mark
    sentence: tuple[int, int]
    segment: tuple[int, int]
    clause: tuple[int, int]
    left: str
    """From the clause's start, or the previous figure's end, to the figure."""
    right: str
    """From the figure to the next one, or the clause's end."""
    first_in_clause: bool
    heading: bool

    @property
    def left_start(self) -> int:
        return self.mark.start - len(self.left)


def locate(flat: str, marks: Sequence[Mark]) -> list[Place]:
    """The place of every figure, in order."""
    sentence_ends = [found.end() for found in _SENTENCE_END.finditer(flat)]
    segment_ends = [found.end() for found in _SEGMENT_END.finditer(flat)]
    clause_ends = [found.end() for found in _CLAUSE_END.finditer(flat)]
    clause_starts = [found.start() for found in _CLAUSE_END.finditer(flat)]
    headings = [found.span() for found in _HEADING.finditer(flat)]
    heading_starts = [start for start, _ in headings]
    places = []
    for index, mark in enumerate(marks):
        sentence = _around(sentence_ends, mark, len(flat))
        segment = _around(segment_ends, mark, len(flat))
        clause_start = _before(clause_ends, mark.start)
        clause_end = _after(clause_starts, mark.end, len(flat))
        previous = marks[index - 1].end if index else 0
        following = marks[index + 1].start if index + 1 < len(marks) else len(flat)
        left = flat[max(clause_start, previous, mark.start - REACH) : mark.start]
        right = flat[mark.end : min(clause_end, following, mark.end + REACH)]
        which = bisect_right(heading_starts, mark.start) - 1
        heading = which >= 0 and headings[which][0] <= mark.start < headings[which][1]
        places.append(
            Place(index, mark, sentence, segment, (clause_start, clause_end), left, right, previous <= clause_start, heading)
        )
    return places


def _around(ends: Sequence[int], mark: Mark, length: int) -> tuple[int, int]:
    which = bisect_right(ends, mark.start)
    after = bisect_left(ends, mark.end)
    return (ends[which - 1] if which else 0), (ends[after] if after < len(ends) else length)


def _before(ends: Sequence[int], place: int) -> int:
    which = bisect_right(ends, place)
    return ends[which - 1] if which else 0


def _after(starts: Sequence[int], place: int, length: int) -> int:
    which = bisect_left(starts, place)
    return starts[which] if which < len(starts) else length


_NEW_TOPIC = re.compile(r"签约|开工|竣工|总投资|计划投资|占地|截至|目前|已|同比|项目")


def opens_topic(flat: str, place: Place) -> bool:
    """True where the figure's stretch between semicolons speaks of something new: 达产后税收5亿元;|集中开工的项目40个."""
    start = max(place.segment[0], place.mark.start - REACH)
    return place.segment[0] > place.sentence[0] and _NEW_TOPIC.search(flat, start, place.mark.start) is not None


def article_starts(flat: str) -> list[int]:
    """Where an article begins: at each heading that is marked as one; the text's beginning is always one."""
    return [0, *(found.start() for found in re.finditer(r"(?m)^#{1,6} ", flat) if found.start())]


def last_match(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    """The last match of the stretch, or None."""
    found = None
    for match in pattern.finditer(text, start, end):
        found = match
    return found
