"""The text layer: a flat copy of a document's text that is easy to read, and the map from it back to the text as it is.

The text itself is never edited. `flat` has full-width and Traditional characters folded one to one and layout repaired (words
joined across line breaks, captions moved out of sentences); `origin[i]` is the offset in the document of flat character i.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import overload

from kaifaqu.core.reader.folding import fold
from kaifaqu.core.reader.layout import Piece, read_order
from kaifaqu.core.reader.model import Range


class Origin(Sequence[int]):
    """Offsets in the document, one for each flat character, kept as stretches so that a large text costs little."""

    __slots__ = ("_by_source", "_flat_starts", "_length", "_shifts", "_sources")

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self._flat_starts, self._shifts, self._length = array("q"), array("q"), 0
        for start, end in pieces:
            shift = start - self._length
            if not self._shifts or self._shifts[-1] != shift:
                self._flat_starts.append(self._length)
                self._shifts.append(shift)
            self._length += end - start
        sources = [place + shift for place, shift in zip(self._flat_starts, self._shifts, strict=True)]
        self._by_source = array("q", sorted(range(len(sources)), key=sources.__getitem__))
        self._sources = array("q", sorted(sources))

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[int, ...]: ...
    def __getitem__(self, index: int | slice) -> int | tuple[int, ...]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(self._length)))
        if index < 0:
            index += self._length
        if not 0 <= index < self._length:
            raise IndexError(index)
        return index + self._shifts[bisect_right(self._flat_starts, index) - 1]

    def find(self, offset: int) -> int | None:
        """The flat place of an offset in the document, by bisection; None where the layout left its character out."""
        which = bisect_right(self._sources, offset) - 1
        if which < 0:
            return None
        stretch = self._by_source[which]
        place = offset - self._shifts[stretch]
        end = self._flat_starts[stretch + 1] if stretch + 1 < len(self._flat_starts) else self._length
        return place if place < end else None


@dataclass(frozen=True, slots=True)
class Layer:
    """`text` as decoded, `flat` as read, and for each flat code point its offset in `text`."""

    text: str
    flat: str
    origin: Origin

    @classmethod
    def of(cls, text: str) -> Layer:
        """The layer of a text. Linear in its length."""
        folded = fold(text)
        pieces = [piece for piece in read_order(folded) if piece[0] < piece[1]]
        return cls(text, "".join([folded[start:end] for start, end in pieces]), Origin(pieces))

    def span(self, start: int, end: int) -> Range:
        """The document's span of the flat span [start, end), which must not be empty."""
        first, last = self.origin[start], self.origin[end - 1]
        return (first, last + 1) if first <= last else (last, first + 1)
