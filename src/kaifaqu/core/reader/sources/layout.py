"""From pieces of lines on a page to text in reading order: columns one after another, tables row by row, paragraphs joined."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from kaifaqu.core.reader.sources.model import Box


class Glyph(NamedTuple):
    """One character and its rectangle in page units, from the page's top left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float = 1.0


Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line without a wide gap, left to right."""

    glyphs: tuple[Glyph, ...]
    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def of(cls, glyphs: Sequence[Glyph]) -> Piece:
        """The piece of these glyphs and the rectangle around them."""
        return cls(
            tuple(glyphs),
            min(g.left for g in glyphs),
            min(g.top for g in glyphs),
            max(g.right for g in glyphs),
            max(g.bottom for g in glyphs),
        )

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def rectangle(self) -> Rectangle:
        return self.left, self.top, self.right, self.bottom


Line = tuple[Piece, ...]
"""Pieces that stand beside one another: one for running text, several for a row of a table."""

GUTTER = 0.8
"""Narrowest white strip between two columns, in line heights; newspapers set one to two characters."""

FILLED = 0.7
"""A column of running text is filled: half of its lines take up at least this part of its width. Cells of a table don't."""

NARROWEST_COLUMN = 6.0
"""In line heights: narrower strips are columns of a table."""

LEAST_LINES = 3
SAME_LINE = 0.5
"""Two pieces stand on one line when they share this part of the lower one's height."""

INDENT = 1.2
"""A line that begins this many line heights right of its column opens a paragraph (two characters are usual)."""

SHORT = 2.2
"""A line that ends this many line heights before its column does closes a paragraph; justified lines end within two (no line begins with a stop)."""

SHORT_OPEN = 4.0
"""The same for a line that ends without a stop, in the middle of a sentence (a quotation or long number moved to the next)."""

LEADING = 1.3
"""White between two lines of one paragraph, at most, in line heights."""

MARGIN_DIFFERS = 2.0
"""A page's right margin is as wide as its left one, or wider by this many line heights. A page of nothing but short lines would
otherwise seem filled."""

OPENING = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[(\uff08](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)\uff09]|\d{1,2}(?:、|[.\uff0e](?!\d))"
    r"|第[一二三四五六七八九十百]+[章节条]|[●■◆▲★•·]"
)
CLOSING = frozenset("。;:!?).\u201d\uff1b\uff1a\uff01\uff1f\uff09")
"""After one of these, a line that begins with a number of a list opens a paragraph even when the line before is full."""

SAME_SIZE = 1.35
NUMBER_SIGNS = frozenset(".%‰-+")
WIDE_FROM = "\u2e80"


@dataclass(frozen=True, slots=True)
class Column:
    """Lines that are read from top to bottom, and the sides between which they are set."""

    lines: tuple[Line, ...]
    left: float
    right: float


def columns_of(pieces: Sequence[Piece], width: float | None = None) -> Iterator[Column]:
    """The columns of a page in reading order; `width` is the page's, None inside a column.

    A page is cut into horizontal bands that share their white strips; a band of running text is cut at the strips and each part
    treated alike (recursive X–Y cut, Nagy and Seth 1984); a band whose strips part short texts is a table and stays in rows.
    """
    if not pieces:
        return
    height = median(piece.height for piece in pieces)
    for band in _bands(pieces, height):
        strips = _strips(band, GUTTER * height)
        parts = _cut(band, strips) if strips else [band]
        if len(parts) > 1 and all(_is_running_text(part, height) for part in parts):
            for part in parts:
                yield from columns_of(part)
        else:
            left, right = min(p.left for p in band), max(p.right for p in band)
            yield Column(tuple(lines_of(band)), left, max(right, width - left - MARGIN_DIFFERS * height) if width else right)


def lines_of(pieces: Iterable[Piece]) -> Iterator[Line]:
    """Pieces gathered into lines from top to bottom, each line from left to right."""
    line: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: (p.top + p.bottom, p.left)):
        if line and not _side_by_side(line[-1], piece):
            yield tuple(sorted(line, key=lambda p: p.left))
            line = []
        line.append(piece)
    if line:
        yield tuple(sorted(line, key=lambda p: p.left))


def _side_by_side(one: Piece, other: Piece) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > SAME_LINE * min(one.height, other.height)


def _bands(pieces: Sequence[Piece], height: float) -> Iterator[list[Piece]]:
    """Consecutive rows from top to bottom, kept together while white strips run through all of them, or through none."""
    band: list[Piece] = []
    strips: list[tuple[float, float]] = []
    for row in _rows(pieces):
        own = _strips(row, GUTTER * height)
        common = _strips([*band, *row], GUTTER * height)
        if band and not (common if strips else not own):
            yield band
            band, common = [], own
        band = [*band, *row]
        strips = common
    if band:
        yield band


def _rows(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Pieces whose heights overlap, directly or through others."""
    row: list[Piece] = []
    bottom = 0.0
    for piece in sorted(pieces, key=lambda p: p.top):
        if row and piece.top >= bottom - 0.2 * piece.height:
            yield row
            row = []
        bottom = max(bottom, piece.bottom) if row else piece.bottom
        row.append(piece)
    if row:
        yield row


def _strips(pieces: Sequence[Piece], least: float) -> list[tuple[float, float]]:
    """The white strips, at least so wide, that run between the pieces from top to bottom."""
    found: list[tuple[float, float]] = []
    reach = None
    for piece in sorted(pieces, key=lambda p: p.left):
        if reach is not None and piece.left - reach >= least:
            found.append((reach, piece.left))
        reach = piece.right if reach is None else max(reach, piece.right)
    return found


def _cut(pieces: Sequence[Piece], strips: Sequence[tuple[float, float]]) -> list[list[Piece]]:
    """The pieces between the strips, from left to right."""
    parts: list[list[Piece]] = [[] for _ in range(len(strips) + 1)]
    for piece in pieces:
        parts[sum(1 for _, right in strips if piece.left >= right)].append(piece)
    return parts


def _is_running_text(pieces: Sequence[Piece], height: float) -> bool:
    """True for enough lines that mostly fill the width."""
    lines = list(lines_of(pieces))
    width = max(p.right for p in pieces) - min(p.left for p in pieces)
    filled = [sum(p.right - p.left for p in line) for line in lines]
    return len(lines) >= LEAST_LINES and width >= NARROWEST_COLUMN * height and median(filled) >= FILLED * width


class Composer:
    """Writes columns one after another as text, and keeps for every run of characters the place where it stands."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._last: tuple[Column, Line] | None = None
        self.boxes: list[Box] = []

    def add_page(
        self, number: int, columns: Iterable[Column], place: Callable[[Rectangle], Rectangle] = lambda shown: shown
    ) -> None:
        """Appends the columns of one page; a paragraph may go on from the column before. `place` gives a box its page units."""
        for column in columns:
            for line in column.lines:
                self._join(column, line)
                self._write(number, line, place)
                self._last = column, line

    def text(self) -> str:
        """Everything so far, the last line ended."""
        return "".join(self._parts) + ("\n" if self._parts else "")

    def _join(self, column: Column, line: Line) -> None:
        if self._last is None:
            return
        before, last = self._last
        goes_on = continues(before, last, column, line)
        self._put(joint(last[-1].glyphs[-1].text, line[0].glyphs[0].text) if goes_on else "\n")

    def _write(self, number: int, line: Line, place: Callable[[Rectangle], Rectangle]) -> None:
        for at, piece in enumerate(line):
            if at:
                self._put("\t")
            for run in runs_of(piece.glyphs):
                start = self._length
                self._put("".join(glyph.text for glyph in run))
                left, top, right, bottom = (round(edge, 2) for edge in place(Piece.of(run).rectangle))
                self.boxes.append(Box(number, left, top, right, bottom, start, self._length, confidence_of(run)))

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def continues(before: Column, last: Line, column: Column, line: Line) -> bool:
    """True when `line` goes on with the paragraph of `last`, the line before it in reading order."""
    if len(last) > 1 or len(line) > 1:
        return False
    above, below = last[0], line[0]
    size = max(above.height, below.height)
    if size > SAME_SIZE * min(above.height, below.height):
        return False
    closed = above.glyphs[-1].text in CLOSING
    if before.right - above.right > (SHORT if closed else SHORT_OPEN) * size or below.left - column.left > INDENT * size:
        return False
    if closed and OPENING.match(below.text):
        return False
    same_column = before is column
    return not same_column or below.top - above.bottom <= LEADING * size


def joint(left: str, right: str) -> str:
    """What stands between two lines of a paragraph: a space between Latin words, nothing in Chinese."""
    words = re.compile(r"[A-Za-z0-9,.;:)]"), re.compile(r"[A-Za-z0-9(]")
    has_letter = bool(re.match(r"[A-Za-z]", left) or re.match(r"[A-Za-z]", right))
    return " " if has_letter and words[0].match(left) and words[1].match(right) else ""


def confidence_of(glyphs: Iterable[Glyph]) -> float:
    """Confidence in the least sure character that carries meaning; half- and full-width stops look alike and say the same."""
    return round(min((g.confidence for g in glyphs if g.text.isalnum() or g.text in NUMBER_SIGNS), default=1.0), 4)


def runs_of(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Glyphs of about one width: full-width characters apart from Latin letters and digits, so that a box can be cut evenly."""
    run: list[Glyph] = []
    for glyph in glyphs:
        if run and (run[-1].text >= WIDE_FROM) != (glyph.text >= WIDE_FROM):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run
