"""What a brief is made of: paragraphs of text in which every number carries the address that it was taken from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Address = Mapping[str, Any]
"""{"fact": position} or {"indicator": code, "subject": code, "period": text}: what the trace opens; {"register": name, "url": address}: a
count of a room's records as they stood when the brief was composed."""
HEADS = ("title", "heading", "annex")
"""The levels that head what follows."""
CELL = "\t"
"""Between two cells of an annex table's row."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text; `address` and the canonical `value` stand for a number, None for words."""

    text: str
    address: Address | None = None
    value: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, "address": self.address, "value": self.value}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. Levels: title, heading (一、), body, note, annex (附件1　…); and row: a row of an annex table, the first of which is its header."""

    level: str
    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        return "".join(segment.text for segment in self.segments)

    @property
    def cells(self) -> list[list[Segment]]:
        """The cells of a row."""
        cells: list[list[Segment]] = [[]]
        for segment in self.segments:
            if segment.text == CELL:
                cells.append([])
            else:
                cells[-1].append(segment)
        return cells

    def as_json(self) -> dict[str, Any]:
        return {"level": self.level, "segments": [segment.as_json() for segment in self.segments]}


def paragraph(level: str, *parts: str | Segment | Iterable[Segment]) -> Paragraph:
    """A paragraph of words and numbers."""
    return Paragraph(level, tuple(_flatten(parts)))


def row(*cells: str | Segment) -> Paragraph:
    """A row of an annex table."""
    return paragraph("row", *[part for cell in cells for part in (CELL, cell)][1:])


def _flatten(parts: Iterable[Any]) -> Iterator[Segment]:
    for part in parts:
        if isinstance(part, str):
            yield Segment(part)
        elif isinstance(part, Segment):
            yield part
        else:
            yield from _flatten(part)


def parse_paragraphs(rows: Iterable[Mapping[str, Any]]) -> list[Paragraph]:
    """Paragraphs from their stored JSON."""
    return [Paragraph(row["level"], tuple(Segment(**segment) for segment in row["segments"])) for row in rows]


def full_text(paragraphs: Iterable[Paragraph]) -> str:
    """The text as it is printed and re-read: one paragraph a line."""
    return "\n".join(item.text for item in paragraphs)
