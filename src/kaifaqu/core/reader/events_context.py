"""Where a trigger stands: its clause and sentence, and the names, dates and figures in them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kaifaqu.core.figures.period import Period
from kaifaqu.core.reader.clauses import article_starts
from kaifaqu.core.reader.dates import DateMention
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.model import Entity, Figure, Range
from kaifaqu.core.reader.periods import period_of

_CLAUSE = re.compile(r"[,。;:!?…\n“”‘’]")
_SENTENCE = re.compile(r"[。!?…\n]")
_HEARD = re.compile(r"[^,。;\n]{0,20}(?:获悉|了解到|消息|讯|电)")
_PARAGRAPH = re.compile(r"\n")
CLOSE = 120
"""How far (code points) a clause or a sentence without marks is looked at: bounds the work on unbroken text."""


@dataclass(frozen=True, slots=True)
class NameAt:
    """A mention of an entity in the flat text."""

    start: int
    end: int
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class FigureAt:
    """A figure in the flat text."""

    start: int
    end: int
    figure: Figure


class Context:
    """Looks up, for a stretch of the flat text, what stands in it."""

    def __init__(
        self, layer: Layer, figures: Sequence[Figure], entities: Sequence[Entity], dates: Sequence[DateMention],
        published_on: date | None,
    ) -> None:  # fmt: skip
        self.flat, self.layer, self.published_on = layer.flat, layer, published_on
        flat_of = FlatOffsets(layer)
        self.names = sorted(_names(flat_of, entities), key=lambda name: name.start)
        self.figures = sorted(_figures(flat_of, figures), key=lambda at: at.start)
        self.dates = list(dates)
        self._name_starts = [name.start for name in self.names]
        self._figure_starts = [at.start for at in self.figures]
        self._date_starts = [mention.start for mention in self.dates]
        self._clause_ends = [match.end() for match in _CLAUSE.finditer(layer.flat)]
        self._sentence_ends = [match.end() for match in _SENTENCE.finditer(layer.flat)]
        self._paragraph_ends = [match.end() for match in _PARAGRAPH.finditer(layer.flat)]
        self._articles = article_starts(layer.flat)

    def clause(self, start: int, end: int) -> Range:
        return self._around(self._clause_ends, start, end)

    def sentence(self, start: int, end: int) -> Range:
        return self._around(self._sentence_ends, start, end, 4 * CLOSE)

    def paragraph(self, start: int, end: int) -> Range:
        return self._around(self._paragraph_ends, start, end, 10 * CLOSE)

    def article(self, start: int) -> int:
        """The number of the article that the offset lies in."""
        return bisect_right(self._articles, start) - 1

    def is_heading(self, start: int) -> bool:
        """True for a line that is no sentence."""
        low, high = self.paragraph(start, start + 1)
        line = self.flat[low:high].strip()
        return line.startswith("#") or (len(line) <= 50 and not line.endswith(("。", "!", "”", "…")))

    def names_in(self, low: int, high: int, *types: str) -> list[NameAt]:
        found = self.names[bisect_left(self._name_starts, low) : bisect_left(self._name_starts, high)]
        return [name for name in found if not types or name.type in types]

    def figures_in(self, low: int, high: int) -> list[FigureAt]:
        return self.figures[bisect_left(self._figure_starts, low) : bisect_left(self._figure_starts, high)]

    def dates_in(self, low: int, high: int) -> list[DateMention]:
        return self.dates[bisect_left(self._date_starts, low) : bisect_left(self._date_starts, high)]

    def name_over(self, start: int, end: int) -> NameAt | None:
        """A name that overlaps [start, end)."""
        place = bisect_right(self._name_starts, end - 1) - 1
        return self.names[place] if place >= 0 and self.names[place].end > start else None

    def period_at(self, start: int, *, is_held: bool = False) -> Period | None:
        """The time of what happens at `start`: named before it in its clause, else in its sentence or paragraph.

        What is held has a day: 5月25日举行2023年5月份推进会 took place on the day.
        """
        for low, _ in (self.sentence(start, start + 1), self.paragraph(start, start + 1)):
            before = [mention for mention in self.dates_in(low, start + 1) if not _HEARD.match(self.flat, mention.end)]
            clause = self.clause(start, start + 1)[0]
            for mention in sorted(
                before, key=lambda at: (is_held and at.kind == "day", at.start >= clause, at.start), reverse=True
            ):
                period = self._period(mention)
                if period is not None:
                    return period
        return None

    def _period(self, mention: DateMention) -> Period | None:
        if mention.kind == "now" and self.published_on is not None:
            return Period.as_of(self.published_on)
        return None if mention.type == "duration" else period_of(mention, self.published_on)

    def _around(self, ends: Sequence[int], start: int, end: int, reach: int = CLOSE) -> Range:
        place = bisect_right(ends, start)
        low = ends[place - 1] if place else 0
        after = bisect_left(ends, end)
        high = ends[after] if after < len(ends) else len(self.flat)
        return max(low, start - reach), min(high, end + reach)


class FlatOffsets:
    """From offsets in the document back to offsets in the flat text."""

    def __init__(self, layer: Layer) -> None:
        self.of = layer.origin.find

    def span(self, span: Range) -> Range | None:
        start, last = self.of(span[0]), self.of(span[1] - 1)
        return None if start is None or last is None or last < start else (start, last + 1)


def _names(flat_of: FlatOffsets, entities: Sequence[Entity]) -> list[NameAt]:
    spans = ((flat_of.span(mention), entity) for entity in entities for mention in entity.mentions)
    return [NameAt(span[0], span[1], entity.type, entity.name) for span, entity in spans if span is not None]


def _figures(flat_of: FlatOffsets, figures: Sequence[Figure]) -> list[FigureAt]:
    spans = ((flat_of.span(figure.span), figure) for figure in figures)
    return [FigureAt(span[0], span[1], figure) for span, figure in spans if span is not None]
