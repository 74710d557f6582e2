"""One pass over a flat text: where places, titles, endings of names and cutting words stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache

from kaifaqu.core.reader import names_tables as tables
from kaifaqu.core.reader import names_words as vocabulary
from kaifaqu.core.reader.names_lexicon import Hit, Lexicon, heads_of
from kaifaqu.core.reader.names_places import Place, place_lexicon

ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("zone", vocabulary.ZONE_ENDINGS),
    ("park", vocabulary.PARK_ENDINGS),
    ("company", vocabulary.COMPANY_ENDINGS),
    ("organ", vocabulary.ORGAN_ENDINGS),
    ("body", vocabulary.BODY_ENDINGS),
    ("base", vocabulary.BASE_ENDINGS),
    ("project", vocabulary.PROJECT_ENDINGS),
)
"""Kinds of endings; where a word is listed twice the first kind holds."""


class Cut(IntEnum):
    """How a cutting word cuts: always, not inside organs and projects, or only where a name would begin with it."""

    FIRST = 0
    NOT_ORGANS = 1
    ALWAYS = 2


@cache
def ending_lexicon() -> Lexicon[str]:
    return Lexicon([(word, kind) for kind, endings in ENDINGS for word in endings])


@cache
def title_lexicon() -> Lexicon[str]:
    return Lexicon([(word, word) for word in tables.TITLES])


@cache
def break_lexicon() -> Lexicon[Cut]:
    """Cutting words, and how they cut."""
    return Lexicon([(word, _cut_of(word)) for word in vocabulary.BREAKS if len(word) > 1])


def _cut_of(word: str) -> Cut:
    if word in vocabulary.BREAKS_WITHIN:
        return Cut.FIRST
    return Cut.NOT_ORGANS if word in vocabulary.BREAKS_IN_ORGANS else Cut.ALWAYS


@cache
def keep_lexicon() -> Lexicon[None]:
    return Lexicon([(word, None) for word in (*vocabulary.KEEP, *vocabulary.BRANDS, *vocabulary.NATIONAL_BODIES)])


@cache
def fixed_lexicon() -> Lexicon[str]:
    """Names that are known as they stand: companies by their short name, national bodies."""
    return Lexicon(
        [(word, "brand") for word in vocabulary.BRANDS] + [(word, "national") for word in vocabulary.NATIONAL_BODIES]
    )


@dataclass(slots=True)
class Marks:
    """What was found in `flat`, by offset. Places do not overlap one another; the other hits may."""

    flat: str
    heads: list[str]
    places: list[Hit[Place]] = field(default_factory=list)
    place_from: dict[int, Hit[Place]] = field(default_factory=dict)
    place_to: dict[int, Hit[Place]] = field(default_factory=dict)
    title_from: dict[int, int] = field(default_factory=dict)
    title_to: dict[int, int] = field(default_factory=dict)
    endings: list[Hit[str]] = field(default_factory=list)
    ending_to: set[int] = field(default_factory=set)
    fixed: list[Hit[str]] = field(default_factory=list)
    fixed_from: dict[int, int] = field(default_factory=dict)
    break_from: dict[int, int] = field(default_factory=dict)
    break_to: dict[int, Cut] = field(default_factory=dict)
    keep_from: dict[int, int] = field(default_factory=dict)
    keep_to: dict[int, int] = field(default_factory=dict)


def mark(flat: str) -> Marks:
    """All marks of a flat text, in time linear in its length."""
    marks = Marks(flat, heads_of(flat))
    _mark_places(marks)
    for hit in title_lexicon().scan(flat, marks.heads):
        marks.title_from[hit.start] = hit.end
        marks.title_to.setdefault(hit.end, hit.start)
    marks.endings = list(_outermost(hit for hit in ending_lexicon().scan(flat, marks.heads) if not _goes_on(flat, hit)))
    marks.ending_to = {hit.end for hit in marks.endings}
    marks.fixed = list(fixed_lexicon().scan(flat, marks.heads))
    marks.fixed_from = {hit.start: hit.end for hit in marks.fixed}
    for cut in break_lexicon().scan(flat, marks.heads):
        marks.break_from[cut.start] = cut.end
        marks.break_to[cut.end] = max(marks.break_to.get(cut.end, Cut.FIRST), cut.value)
    for kept in keep_lexicon().scan(flat, marks.heads):
        marks.keep_to.setdefault(kept.end, kept.start)
        marks.keep_from[kept.start] = kept.end
    return marks


def _mark_places(marks: Marks) -> None:
    reached = 0
    for hit in place_lexicon().scan(marks.flat, marks.heads):
        if hit.start < reached or _is_other_word(marks.flat, hit):
            continue
        reached = hit.end
        marks.places.append(hit)
        marks.place_from[hit.start] = marks.place_to[hit.end] = hit
        if marks.flat[hit.end - 1] in "省市县区州盟旗":
            # 县委 and 市政府 begin with the last character of the place.
            marks.place_to.setdefault(hit.end - 1, hit)


def _is_other_word(flat: str, hit: Hit[Place]) -> bool:
    """True for 中山 in 其中山西 and 大同 in 大同小异."""
    word = flat[hit.start : hit.end]
    before, after = tables.PLACE_NOT_AFTER.get(word, ()), tables.PLACE_NOT_BEFORE.get(word, ())
    return flat.endswith(before, max(0, hit.start - 3), hit.start) or flat.startswith(after, hit.end)


def _outermost(hits: Iterable[Hit[str]]) -> Iterator[Hit[str]]:
    """Without those that lie in the one before: 工委 in 党工委."""
    reached = 0
    for hit in hits:
        if hit.end > reached:
            reached = hit.end
            yield hit


def _goes_on(flat: str, hit: Hit[str]) -> bool:
    """True for 大学 in 大学生: the word is a part of a longer one that is no name."""
    following = vocabulary.NOT_BEFORE.get(flat[hit.start : hit.end], ())
    return bool(following) and flat[hit.end : hit.end + 1] in tuple(following)
