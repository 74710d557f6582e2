"""Many words at once in short stretches of text: a look-up by first character, ready at once where a large pattern must be compiled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator


class Words:
    """A set of words; the longest that begins at a place is the one found there."""

    __slots__ = ("_by_first", "_head")

    def __init__(self, words: Iterable[str]) -> None:
        by_first: dict[str, list[str]] = {}
        for word in sorted(set(words), key=len, reverse=True):
            by_first.setdefault(word[0], []).append(word)
        self._by_first = {first: tuple(group) for first, group in by_first.items()}
        self._head = re.compile(f"[{re.escape(''.join(by_first))}]")

    def end_at(self, text: str, place: int, limit: int | None = None) -> int:
        """Where the longest word that begins at `place` ends, or 0."""
        for word in self._by_first.get(text[place], ()):
            if text.startswith(word, place) and (limit is None or place + len(word) <= limit):
                return place + len(word)
        return 0

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
        """[start, end) of each word, from left to right, without overlap."""
        limit = len(text) if end is None else min(end, len(text))
        head = self._head.search(text, start, limit)
        while head is not None:
            place = head.start()
            stop = self.end_at(text, place, limit)
            if stop:
                yield place, stop
            head = self._head.search(text, stop or place + 1, limit)

    def last_end(self, text: str) -> int | None:
        """Where the last word of the text ends, or None."""
        ends = [end for _, end in self.find(text)]
        return ends[-1] if ends else None

    def first(self, text: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
        """The first word of the stretch, or None."""
        return next(self.find(text, start, end), None)

    def without(self, text: str) -> str:
        """The text with the words taken out."""
        kept, place = [], 0
        for start, end in self.find(text):
            kept.append(text[place:start])
            place = end
        return text if not place else "".join([*kept, text[place:]])
