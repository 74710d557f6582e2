"""Whose figure it is: the last name before it in its sentence, else a scope word, else the one that the article speaks of most."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kaifaqu.core.reader.clauses import Place, article_starts, last_match
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.model import Entity, Evidence

_SUBJECT_TYPES = frozenset(["zone", "park", "org", "project"])
_SCOPE = re.compile(
    r"(?<![在居列占于比超过由对])(?:全省|全市|全区|全县|全国|全州|全盟|全园|我省|我市|我区|我县|该区|该园区|该项目|该公司|该企业)|(?<![一-鿿\w)])(?:园区|基地)"
)
_NOT_A_SUBJECT = re.compile(r"(?:报|报社|讯|通讯社|党工委|党委|工委|办公室|办事处|领导小组|办|局|委员会|学院|大学|法院|银行)$")
"""Media and offices report figures; the figures are not theirs."""
_LISTED = re.compile(r"[、]|等[\d一二两三四五六七八九十]|以及|和[^,。]{1,12}等|等")
_LOCAL_SCOPES = frozenset(["园区", "基地", "该区", "该园区", "全区", "全园", "我区"])
"""Scope words that stand for the zone or park which the article speaks of."""
_REACH = 200
_LEAD = 300
"""An article's own zone is named in its heading or at its beginning."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name where it stands: [start, end) of the document."""

    start: int
    end: int
    name: str
    type: str


class SubjectReader:
    """The names of a text in reading order; `of` gives each figure its owner."""

    def __init__(self, layer: Layer, entities: Sequence[Entity]) -> None:
        self._layer = layer
        self._named = sorted(
            (
                Named(start, end, entity.name, entity.type)
                for entity in entities
                for start, end in entity.mentions
                if _can_own(entity)
            ),
            key=lambda named: named.start,
        )
        self._starts = [named.start for named in self._named]
        self._articles = [layer.origin[start] for start in article_starts(layer.flat)] if layer.flat else [0]
        self._main: dict[int, Named | None] = {}
        self._last: tuple[int, Named] | None = None

    def of(self, place: Place) -> tuple[str | None, Evidence | None]:
        """(name, evidence), or (None, None) where the text names nobody."""
        scope = last_match(_SCOPE, self._layer.flat, max(place.sentence[0], place.mark.start - 60), place.mark.start)
        named = self._in_sentence(place)
        if scope is not None and (named is None or named.start < self._layer.origin[scope.start()]):
            main = self._main_of(place) if scope.group() in _LOCAL_SCOPES else None
            word = self._layer.span(scope.start(), scope.end())
            owner = main or Named(*word, scope.group(), "scope")
            self._last = place.mark.end, owner
            return owner.name, Evidence("scope-word", word)
        rule = "name-before"
        if named is None:
            named, rule = self._of_paragraph(place), "name-of-the-paragraph"
        if named is None:
            named, rule = self._main_of(place), "name-of-the-article"
        if named is None:
            return None, None
        self._last = place.mark.end, named
        return named.name, Evidence(rule, (named.start, named.end))

    def _of_paragraph(self, place: Place) -> Named | None:
        """Whose the figure before it in the paragraph is."""
        if self._last is None or "\n" in self._layer.flat[self._last[0] : place.mark.start]:
            return None
        return self._last[1]

    def _in_sentence(self, place: Place) -> Named | None:
        """The last name before the figure in its sentence that is not one of a list."""
        origin, text = self._layer.origin, self._layer.text
        at, first = origin[place.mark.start], origin[max(place.sentence[0], place.mark.start - _REACH)]
        for named in reversed(self._named[bisect_left(self._starts, first) : bisect_left(self._starts, at)]):
            if named.end <= at and not _LISTED.match(text, named.end) and text[named.start - 1 : named.start] != "、":
                return named
        return None

    def _main_of(self, place: Place) -> Named | None:
        """The zone or park that the article names most often, the first of equals."""
        at = self._layer.origin[place.mark.start]
        index = max(0, bisect_right(self._articles, at) - 1)
        if index not in self._main:
            start = self._articles[index]
            end = self._articles[index + 1] if index + 1 < len(self._articles) else len(self._layer.text)
            here = [
                n
                for n in self._named[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
                if n.type in ("zone", "park")
            ]
            most = Counter(named.name for named in here).most_common(1)
            lead = [named for named in here if named.start < start + _LEAD and most and named.name == most[0][0]]
            self._main[index] = lead[0] if lead else next((named for named in here if named.start < start + _LEAD), None)
        return self._main[index]


def _can_own(entity: Entity) -> bool:
    return (
        entity.type in _SUBJECT_TYPES
        and not entity.name.startswith(("不含", "除"))
        and _NOT_A_SUBJECT.search(entity.name) is None
    )
