"""What a file becomes when it has come in: its text, where each run stands on its page, or the reason for which it was refused."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile
from typing import TypeVar


class SourceRefused(ValueError):  # noqa: N818 - a refusal is an answer that a user reads
    """The file did not come in. The message is Chinese: what was found, what was expected, what to do."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number from 1 and its size, in points (1/72 inch) for a PDF and in pixels for an image."""

    number: int
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Box:
    """Where text[start:end] stands: page number from 1, and a rectangle in page units measured from the page's top left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    start: int
    end: int
    confidence: float = 1.0
    """1 where the file holds the text; where an image was recognised, the engine's confidence in the least sure character."""

    def cut(self, start: int, end: int) -> Box:
        """The part of the box that [start, end) covers; characters of one run are taken as equally wide."""
        first, last = max(start, self.start), min(end, self.end)
        step = (self.right - self.left) / (self.end - self.start)
        return replace(
            self,
            left=self.left + step * (first - self.start),
            right=self.right - step * (self.end - last),
            start=first,
            end=last,
        )


@dataclass(frozen=True, slots=True)
class SheetCell:
    """text[start:end] is this cell of a workbook, in A1 notation."""

    sheet: str
    cell: str
    start: int
    end: int


Placed = TypeVar("Placed", Box, SheetCell)


@dataclass(frozen=True, slots=True)
class Extract:
    """What a reader takes out of a file's bytes; offsets are code points of `text`."""

    text: str
    boxes: tuple[Box, ...] = ()
    pages: tuple[Page, ...] = ()
    cells: tuple[SheetCell, ...] = ()
    notes: tuple[str, ...] = ()
    scanned: tuple[int, ...] = ()
    """Numbers of the pages that show only an image, to be recognised."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that came in. `text` is decoded and, for plain text, otherwise unchanged; `sha256` is that of the bytes."""

    text: str
    media_type: str
    sha256: str
    boxes: tuple[Box, ...] = ()
    notes: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()
    cells: tuple[SheetCell, ...] = field(default=(), repr=False)

    def boxes_over(self, start: int, end: int) -> tuple[Box, ...]:
        """The rectangles that text[start:end] fills on its pages, to be highlighted; none where the file has no pages."""
        return tuple(box.cut(start, end) for box in _touched(self.boxes, start, end))

    def confidence_over(self, start: int, end: int) -> float:
        """How sure text[start:end] is, from 0 to 1: below 1 only where an image was recognised."""
        return min((box.confidence for box in self.boxes_over(start, end)), default=1.0)

    def cells_over(self, start: int, end: int) -> tuple[SheetCell, ...]:
        """The workbook cells that text[start:end] touches."""
        return tuple(_touched(self.cells, start, end))


def _touched(placed: tuple[Placed, ...], start: int, end: int) -> Iterator[Placed]:
    """Those that share a code point with [start, end); they stand in the order of the text."""
    first = bisect_right(placed, start, key=lambda one: one.end)
    return takewhile(lambda one: one.start < end, islice(placed, first, None))
