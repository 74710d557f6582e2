"""The text layer: a flat copy of a document's text that is easy to read, and the map from it back to the text as it is.

The text itself is never edited. `flat` has full-width and Traditional characters folded one to one and layout repaired (words
joined across line breaks, captions moved out of sentences); `origin[i]` is the offset in the document of flat character i.
"""

from __future__ import annotations

from dataclasses import dataclass

from kaifaqu.core.reader.model import Range


@dataclass(frozen=True, slots=True)
class Layer:
    """`text` as decoded, `flat` as read, and for each flat code point its offset in `text`."""

    text: str
    flat: str
    origin: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Layer:
        """The layer of a text."""
        kept = [i for i, character in enumerate(text) if character not in "\r﻿"]
        return cls(text, "".join(text[i] for i in kept), tuple(kept))

    def span(self, start: int, end: int) -> Range:
        """The document's span of the flat span [start, end)."""
        return self.origin[start], self.origin[end - 1] + 1
