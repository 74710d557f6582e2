"""Reading a finished brief again before it may be issued: every numeral must be the one that was meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kaifaqu.core.reader.model import Figure
from kaifaqu.core.reader.read import read_text
from kaifaqu.outputs.briefs.segments import Paragraph, Segment, full_text
from kaifaqu.outputs.briefs.wording import means_less


@dataclass(frozen=True, slots=True)
class Reread:
    """One number of the brief: what was meant, and what a reader of the text finds there (None: nothing)."""

    text: str
    meant: str
    found: str | None

    @property
    def agrees(self) -> bool:
        return self.found is not None and Decimal(self.found) == Decimal(self.meant)


def reread_brief(paragraphs: Sequence[Paragraph], published_on: date) -> list[Reread]:
    """Every number of the brief beside what our own reader reads at its place."""
    numbers = []
    for _item, segment, found in pair_numbers(paragraphs, published_on):
        shown = None if found is None or found.value is None else format(signed(found, segment.text), "f")
        numbers.append(Reread(segment.text, str(segment.value), shown))
    return numbers


def pair_numbers(paragraphs: Sequence[Paragraph], published_on: date) -> Iterator[tuple[Paragraph, Segment, Figure | None]]:
    """Every number of a text, with its paragraph and what our own reader finds at its place (None: nothing)."""
    figures, offset = read_text(full_text(paragraphs), published_on=published_on).figures, 0
    for item in paragraphs:
        for segment in item.segments:
            if segment.value is not None:
                yield item, segment, find_figure(figures, offset, offset + len(segment.text))
            offset += len(segment.text)
        offset += 1


def find_figure(figures: Sequence[Figure], start: int, end: int) -> Figure | None:
    """The figure that lies within [start, end), or None."""
    return next((figure for figure in figures if start <= figure.span[0] and figure.span[1] <= end), None)


def signed(figure: Figure, words: str) -> Decimal:
    """The figure's value, below zero where its words say 下降 or 低于; of 增长1.2倍 the rate in percent."""
    value = figure.value or Decimal(0)
    if words.startswith("增长") and words.endswith("倍"):
        value *= 100
    return -value if means_less(words) else value
