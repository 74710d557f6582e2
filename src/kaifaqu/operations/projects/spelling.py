"""Chinese names by their pinyin, as a telephone types them: the initials (yhjs) or whole syllables (yunhai). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

SHORTEST = 2
"""One letter fits nearly every name."""


@lru_cache(maxsize=32768)
def spell(name: str) -> tuple[str, ...]:
    """The syllables of a name in lower case; letters and digits in it stand as they are."""
    from pypinyin import lazy_pinyin  # its dictionary is loaded when letters are first asked for

    return tuple(syllable.lower() for syllable in lazy_pinyin(name) if syllable.strip())


def is_spelling(word: str) -> bool:
    """True for letters that may be pinyin, with figures among them (yl257)."""
    return len(word) >= SHORTEST and word.isascii() and word.isalnum() and not word.isdigit()


def is_spelt(word: str, name: str) -> bool:
    """True where the letters are initials of neighbouring characters of the name, or begin at one and spell on."""
    syllables, wanted = spell(name), word.lower()
    if wanted in "".join(syllable if syllable[0].isdigit() else syllable[0] for syllable in syllables):
        return True
    whole = "".join(syllables)
    place = 0
    for syllable in syllables:
        if whole.startswith(wanted, place):
            return True
        place += len(syllable)
    return False


def pick_spelt(word: str, names: Iterable[tuple[int, str]]) -> list[int]:
    """The keys whose name the letters may mean."""
    return [key for key, name in names if is_spelt(word, name)]
