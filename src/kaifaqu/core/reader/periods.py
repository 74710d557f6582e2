"""Which period a figure belongs to: the state of the text's time as it is read, sentence by sentence.

A period named in the figure's own clause wins, then the last one named before it in its sentence, then the one that the
paragraph stands in; a heading and a lead that name none take the first that their article names. What a figure is compared
with (较上年, 同期) is never its own period.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.core.reader.clauses import Place, article_starts
from kaifaqu.core.reader.dates import DateMention

_COMPARED_BEFORE = re.compile(r"(?:较|比|与|同|对比|相比|超过|高于|低于|好于|快于|和)$")
_COMPARED_AFTER = re.compile(r"(?:同期|同比|相比|的?基础上|以来最|增长|提高|下降|翻|末?增加|减少|多)")
_LOCAL_BEFORE = re.compile(r"[在于]$")
_EVENT_SCENE = re.compile(r"(?:会上|会议上|仪式上|现场|活动中|当天|当日|此次|本次|签约)")
_AFTER_COMPLETION = re.compile(
    r"(?:(?:全部|全面|整体|完全|正式|项目|一期|二期|三期|全线|基地|工程|园区|厂房|生产线)*(?:建成|投产|达产|达效|竣工|投用|投运|投入运营|投入使用|投入生产|完工|落成|运营|满产)(?:达产|达效|投产|投用|投运|运营|满产|投入使用|启用|、|并|和)*(?:后|之后|以后|之日))"
)
_STATES = frozenset(["asof", "now", "edge"])
_PROPER = frozenset(["quarter", "half", "month", "months", "year", "years", "since", "asof", "now", "edge", "plan", "stretch", "future", "day", "days"])
_FLOWING = frozenset(["quarter", "half", "month", "months", "year", "since", "asof", "now", "years", "edge"])


@dataclass(frozen=True, slots=True)
class Dated:
    """A period with the words that gave it, and the name of the rule that carried it here."""

    period: Period
    mention: DateMention
    rule: str

    def by(self, rule: str) -> Dated:
        return Dated(self.period, self.mention, rule)


class PeriodReader:
    """Gives each figure its period. Built once for a text; `of` is called for the figures in order."""

    def __init__(self, flat: str, mentions: Sequence[DateMention], published_on: date | None) -> None:
        self._flat = flat
        self._published_on = published_on
        dated = [(m, period_of(m, published_on)) for m in mentions if m.kind in _PROPER]
        self._dated = [Dated(p, m, "named") for m, p in dated if p is not None and not self._is_compared(m)]
        self._starts = [d.mention.start for d in self._dated]
        self._articles = article_starts(flat)

    def of(self, place: Place) -> Dated | None:
        """The period of a figure, or None where the text names none."""
        completion = self._completion(place)
        if completion is not None:
            return completion
        at = bisect_left(self._starts, place.mark.start)
        before = self._own_sentence(place, at)
        if before is not None and before.mention.start >= place.clause[0]:
            return before
        local = self._local_after(place, at)
        if local is not None:
            return local
        return before or self._scene(place, at) or self._carried(place, at) or self._ahead(place, at)

    def _own_sentence(self, place: Place, at: int) -> Dated | None:
        """The last period named before the figure in its sentence, but not one that belongs to an earlier figure's own clause."""
        for index in range(at - 1, max(-1, at - 6), -1):
            dated = self._dated[index]
            if dated.mention.start < place.sentence[0]:
                return None
            if self._is_local(dated.mention) and dated.mention.start < place.clause[0] and index and self._starts[index - 1] >= place.sentence[0]:
                continue
            return dated.by("named-in-sentence")
        return None

    def _local_after(self, place: Place, at: int) -> Dated | None:
        """「2个新建项目在一季度实现了开工」: named after the figure, before the next comes."""
        if at >= len(self._dated):
            return None
        mention = self._dated[at].mention
        gap = self._flat[place.mark.end : mention.start]
        near = mention.start < place.clause[1] or (len(gap) < 24 and mention.start < place.sentence[1])
        if near and self._is_local(mention) and not re.search(r"[;。]|\d", gap):
            return self._dated[at].by("named-after")
        return None

    def _scene(self, place: Place, at: int) -> Dated | None:
        """会上, 现场: the day of the event that the article reports."""
        head = self._flat[place.sentence[0] : place.mark.end]
        if not _EVENT_SCENE.search(head):
            return None
        start = self._article_of(place)
        for index in range(bisect_left(self._starts, start), min(at, bisect_left(self._starts, start) + 12)):
            if self._dated[index].mention.kind == "day":
                return self._dated[index].by("day-of-the-event")
        return None

    def _carried(self, place: Place, at: int) -> Dated | None:
        """The period in force: the last one named before in the article; 目前 holds only for its paragraph."""
        article = self._article_of(place)
        for index in range(at - 1, max(-1, at - 12), -1):
            dated = self._dated[index]
            if dated.mention.start < article:
                return None
            same_paragraph = "\n" not in self._flat[dated.mention.end : place.mark.start]
            if self._is_local(dated.mention) and index and self._starts[index - 1] >= article and not same_paragraph:
                continue
            if dated.mention.kind == "now" and not same_paragraph:
                continue
            if self._is_future(dated) and not same_paragraph:
                continue
            return dated.by("carried")
        return None

    def _ahead(self, place: Place, at: int) -> Dated | None:
        """Nothing named yet: the first period that the article goes on to name, a flow's before a day."""
        limit = next((start for start in self._articles if start > place.mark.start), len(self._flat))
        following = [d for d in self._dated[at : at + 4] if d.mention.start < limit]
        flows = [d for d in following if d.mention.kind in _FLOWING]
        chosen = following[:1] if place.heading else flows[:1] or following[:1]
        return chosen[0].by("named-ahead") if chosen else None

    def _completion(self, place: Place) -> Dated | None:
        """建成后, 达产后: what is to be when the project runs."""
        found = None
        for found in _AFTER_COMPLETION.finditer(self._flat, max(place.sentence[0], place.mark.start - 120), place.mark.start):
            pass
        if found is None:
            return None
        mention = DateMention(found.start(), found.end(), found.group(), _NO_MEANING)
        return Dated(Period.after_completion(), mention, "after-completion")

    def _article_of(self, place: Place) -> int:
        at = bisect_left(self._articles, place.mark.start + 1) - 1
        return self._articles[max(0, at)]

    def _is_local(self, mention: DateMention) -> bool:
        return _LOCAL_BEFORE.search(self._flat, max(0, mention.start - 1), mention.start) is not None

    def _is_future(self, dated: Dated) -> bool:
        end = dated.mention.meaning.start
        return bool(self._published_on and end and end > self._published_on)

    def _is_compared(self, mention: DateMention) -> bool:
        if mention.kind == "same":
            return True
        if _COMPARED_BEFORE.search(self._flat, max(0, mention.start - 2), mention.start):
            return _COMPARED_AFTER.search(self._flat, mention.end, min(len(self._flat), mention.end + 8)) is not None
        return self._flat.startswith("同期", mention.end)


def period_of(mention: DateMention, published_on: date | None) -> Period | None:
    """The period that a mention names; None where its year is unknown or its words are vague."""
    meaning, kind = mention.meaning, mention.kind
    if meaning.end is None:
        return None
    try:
        if kind == "day":
            return Period.day(meaning.end)
        if kind == "days":
            return Period.day(meaning.start or meaning.end)
        if kind == "asof":
            return _as_of(mention)
        if kind in _STATES:
            return Period.as_of_month(meaning.end.year, meaning.end.month)
        return _span(mention)
    except (PeriodError, ValueError):
        return None


def _as_of(mention: DateMention) -> Period:
    end, start = mention.meaning.end, mention.meaning.start
    assert end is not None  # noqa: S101 - the caller looked
    if not mention.text.startswith("截") and start is not None and (end - start).days > 300:
        return Period.year(end.year)
    return Period.as_of(end) if start == end and mention.text[-1] in "日号" else Period.as_of_month(end.year, end.month)


def _span(mention: DateMention) -> Period | None:
    start, end = mention.meaning.start, mention.meaning.end
    if start is None or end is None or start > end:
        return None
    if mention.kind == "since" and start.month != 1 | 0 and mention.text[:1] != "自":
        return Period.months(start.year, start.month, _last_month(mention)) if start.year == end.year else Period.as_of_month(end.year, end.month)
    if mention.kind == "since" and "季" in mention.text:
        return Period.months(start.year, 1, 3)
    if start.year == end.year:
        return Period.months(start.year, start.month, end.month)
    if start.month == 1 and end.month == 12:
        return Period.years(start.year, end.year)
    if mention.kind in ("stretch", "future"):
        return Period.years(start.year + 1, end.year) if start.year < end.year else None
    return Period.years(start.year, end.year)


def _last_month(mention: DateMention) -> int:
    """一季度以来 speaks of the quarter itself, 3月以来 of the months up to the reference."""
    start, end = mention.meaning.start, mention.meaning.end
    assert start is not None and end is not None  # noqa: S101 - the caller looked
    return start.month + 2 if "季" in mention.text else end.month


def basis_of(dated: Dated) -> str | None:
    """cumulative, current or as_of."""
    period = dated.period
    if period.is_state:
        return "as_of"
    if period.is_cumulative:
        return "cumulative"
    return "current" if period.is_span else None


from kaifaqu.core.reader.date_rules import Meaning  # noqa: E402

_NO_MEANING = Meaning("completion")
