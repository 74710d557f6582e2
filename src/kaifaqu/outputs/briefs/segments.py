"""What a brief is made of: paragraphs of text in which every number carries the address that it was taken from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Address = Mapping[str, Any]
"""{"fact": position} or {"indicator": code, "subject": code, "period": text}: what the trace opens."""


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
    """One paragraph. Levels: title, heading (一、), body, note."""

    level: str
    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        return "".join(segment.text for segment in self.segments)

    def as_json(self) -> dict[str, Any]:
        return {"level": self.level, "segments": [segment.as_json() for segment in self.segments]}


def paragraph(level: str, *parts: str | Segment | Iterable[Segment]) -> Paragraph:
    """A paragraph of words and numbers."""
    return Paragraph(level, tuple(_flatten(parts)))


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
