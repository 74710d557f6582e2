"""Word lists looked up by their first two characters: one pass over a text finds every word of every list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """A word of a list at [start, end) of the flat text, and what the list says of it."""

    start: int
    end: int
    value: T


def heads_of(text: str) -> list[str]:
    """Each two neighbouring characters of a text: made once where several lexicons look at it."""
    return list(map(str.__add__, text, text[1:]))


class Lexicon(Generic[T]):
    """Words of two or more characters, each with a value. Finding all of them is linear in the text."""

    __slots__ = ("_by_head",)

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        grouped: dict[str, dict[str, T]] = {}
        for word, value in entries:
            grouped.setdefault(word[:2], {}).setdefault(word, value)
        self._by_head = {head: tuple(sorted(words.items(), key=lambda row: -len(row[0]))) for head, words in grouped.items()}

    def at(self, text: str, start: int) -> Hit[T] | None:
        """The longest word that starts at `start`."""
        for word, value in self._by_head.get(text[start : start + 2], ()):
            if text.startswith(word, start):
                return Hit(start, start + len(word), value)
        return None

    def scan(self, text: str, heads: Sequence[str] | None = None) -> Iterator[Hit[T]]:
        """For each offset the longest word that starts there; `heads` are the text's pairs of characters, where they are known."""
        by_head = self._by_head
        known = map(by_head.__contains__, heads_of(text) if heads is None else heads)
        for start in [start for start, is_known in enumerate(known) if is_known]:
            hit = self.at(text, start)
            if hit is not None:
                yield hit


def words(*blocks: str) -> tuple[str, ...]:
    """The words of blank-separated blocks."""
    return tuple(word for block in blocks for word in block.split())


@cache
def _sections() -> dict[str, tuple[str, ...]]:
    """The vocabulary file by section: words, or runs of letters."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in (files(__package__) / "tables" / "names.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            lines = found.setdefault(line[1:-1], [])
        elif not line.startswith("#"):
            lines += line.split()
    return {name: tuple(listed) for name, listed in found.items()}


def section(name: str) -> tuple[str, ...]:
    """The words of a section of the vocabulary file."""
    return _sections()[name]


def letters(name: str) -> frozenset[str]:
    """The single characters of a section of the vocabulary file."""
    return frozenset("".join(_sections()[name]))


def covers(vocabulary: frozenset[str], text: str, longest: int = 8) -> bool:
    """True when `text` can be cut into words of the vocabulary without a rest."""
    reached = [True] + [False] * len(text)
    for end in range(1, len(text) + 1):
        reached[end] = any(reached[start] and text[start:end] in vocabulary for start in range(max(0, end - longest), end))
    return reached[-1]
