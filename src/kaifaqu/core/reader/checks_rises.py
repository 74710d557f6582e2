"""Checks of change in the unit itself: 由186家增加到254家,净增68家; 同比增加2.6亿元,上年同期为13.2亿元."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaifaqu.core.reader.checks_page import GAP, LEVEL, RANK, SPAN, Mark, Page, Sentence, Standing
from kaifaqu.core.reader.checks_verdict import FALL_OF, RISE, Finding, settle

_VALUE = f"[{LEVEL}{SPAN}]"
_WAY = r"(?:净?增加?|增长|增收|扩大|提高|多|净?减少?|下降|减收|压减|压缩|缩短|精简|降低|少|节约|节省)"
_FROM_TO = re.compile(
    rf"(?:由|从){GAP}{{0,20}}?({_VALUE}){GAP}{{0,16}}?(?:至|到|为)(?:了)?{GAP}{{0,12}}?({_VALUE}),?{GAP}{{0,6}}?{_WAY}(?:了)?({_VALUE})"
)
_THAN = re.compile(rf"({_VALUE}),?{GAP}{{0,8}}?(?:比|较|相比){GAP}{{0,18}}?({_VALUE}){GAP}{{0,3}}?{_WAY}(?:了)?({_VALUE})")
_RANKS = re.compile(
    rf"(?:由|从){GAP}{{0,20}}?({RANK}){GAP}{{0,10}}?(?:至|到|为)(?:了)?{GAP}{{0,12}}?({RANK}),?{GAP}{{0,8}}?"
    rf"(?:上升|前进|提升|跃升|进位|前移|攀升|提高|进|下降|后退|退后|退|后移|下滑)(?:了)?({LEVEL})"
)
_FALLS = re.compile(r"减|下降|压|缩|精简|降|少|节")


def check_rises_from_to(page: Page) -> Iterator[Finding]:
    """由186家增加到254家,净增68家; 2.15亿元,较上年同期的1.98亿元净增0.17亿元: the second less the first."""
    for sentence in page.sentences:
        for found, (base, now, stated) in sentence.matches(_FROM_TO):
            yield from _rise(now, base, stated, found.group())
        for found, (now, base, stated) in sentence.matches(_THAN):
            yield from _rise(now, base, stated, found.group())


def check_rises_of_rank(page: Page) -> Iterator[Finding]:
    """由第98位上升到第86位,前进12位: the places between the two."""
    for sentence in page.sentences:
        for _, (base, now, stated) in sentence.matches(_RANKS):
            yield from settle(FALL_OF if base.value >= now.value else RISE, (now, base), (), stated)


def check_rises_on_base(page: Page) -> Iterator[Finding]:
    """15.8亿元,同比增加2.6亿元,上年同期为13.2亿元: the level less the base of the sentence, either before the rise or after it."""
    for sentence in page.sentences:
        for stated in sentence.marks:
            if stated.sign == LEVEL and stated.standing is Standing.CHANGE:
                yield from _rise_on_base(sentence, stated)


def _rise_on_base(sentence: Sentence, stated: Mark) -> Iterator[Finding]:
    near = [m for m in sentence.marks if m.measure == stated.measure and m is not stated and m.sign == LEVEL]
    now = next((m for m in reversed(near) if m.place < stated.place and m.standing is Standing.LEVEL), None)
    bases = [m for m in near if m.standing is Standing.BASE]
    if now is None or len(bases) != 1 or len(near) != 2 or ";" in sentence.between(*sorted((now, bases[0]), key=_place)):
        return
    yield from _rise(now, bases[0], stated, stated.clause)


def _rise(now: Mark, base: Mark, stated: Mark, said: str) -> Iterator[Finding]:
    if not now.measure == base.measure == stated.measure or any(m.is_approximate for m in (now, base)):
        return
    falls = base.value > now.value and _FALLS.search(said)
    yield from settle(FALL_OF if falls else RISE, (now, base), (), stated)


def _place(mark: Mark) -> int:
    return mark.place
