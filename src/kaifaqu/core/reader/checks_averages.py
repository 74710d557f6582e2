"""Checks of averages: 平均, 户均, 亩均, 人均, 单个项目平均."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaifaqu.core.reader.checks_page import LEVEL, Mark, Page, Sentence
from kaifaqu.core.reader.checks_verdict import AVERAGE, Finding, settle

_AVERAGE = re.compile(r"(?:平均|户均|亩均|人均|单均|项均|企均|均价|(?:每|单)[个户亩人家项台]|(?<![年月日])均)[^,;。]{0,14}$")
_TOTALS = {"amount", "capacity", "area", "mass", "energy", "power", "volume", "length"}
_UNIT_OF_CUE = {"户均": "户家个", "亩均": "亩", "人均": "人名", "企均": "家户个", "项均": "个项"}


def check_averages(page: Page) -> Iterator[Finding]:
    """50个项目总投资500亿元,平均单个项目10亿元: total ÷ count."""
    for sentence in page.sentences:
        for stated in sentence.marks:
            cue = _AVERAGE.search(stated.lead) if stated.sign == LEVEL else None
            if cue:
                yield from settle(AVERAGE, _only_pair(sentence, stated), _pairs(page, sentence, stated, cue.group()), stated)


def _only_pair(sentence: Sentence, stated: Mark) -> tuple[Mark, Mark] | None:
    """The total and the count of a sentence that has exactly one of each before the average."""
    before = [mark for mark in sentence.marks if mark.place < stated.place]
    totals, counts = [m for m in before if _is_total(m, stated)], [m for m in before if m.is_count]
    if len(totals) == len(counts) == 1 and len(before) == 2 and "平均" in stated.lead and not totals[0].is_approximate:
        return totals[0], counts[0]
    return None


def _pairs(page: Page, sentence: Sentence, stated: Mark, cue: str) -> Iterator[tuple[Mark, Mark]]:
    marks = [
        m
        for s in (sentence, *reversed(page.before(sentence, 2)))
        for m in reversed(s.marks)
        if m.sign == LEVEL and m is not stated
    ]
    wanted = next((units for word, units in _UNIT_OF_CUE.items() if cue.startswith(word)), None)
    for total in (m for m in marks[:12] if _is_total(m, stated)):
        for count in marks[:12]:
            if count is not total and (count.is_count or count.measure == "亩") and (wanted is None or count.measure in wanted):
                yield total, count


def _is_total(mark: Mark, stated: Mark) -> bool:
    unit = (stated.figure.canonical_unit or stated.figure.unit or "").split("/")[0]
    return mark.sign == LEVEL and mark.measure == unit and mark.figure.kind in _TOTALS
