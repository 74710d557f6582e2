"""Whose figure it is: the last name before it in its sentence, else the one that the paragraph or the article speaks of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from kaifaqu.core.reader.clauses import Place, article_starts, last_match
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.model import Entity, Evidence

_SUBJECT_TYPES = frozenset(["zone", "park", "org", "project"])
_SCOPE = re.compile(r"全省|全市|全区|全县|全国|我省|我市|我区|我县|该区|该园区|该项目|该公司|该企业")


class SubjectReader:
    """Names in reading order, each with its flat place."""

    def __init__(self, layer: Layer, entities: Sequence[Entity]) -> None:
        self._layer = layer
        places = sorted(
            (start, end, entity.name) for entity in entities if entity.type in _SUBJECT_TYPES for start, end in entity.mentions
        )
        self._starts = [start for start, _, _ in places]
        self._places = places
        self._articles = [layer.origin[start] if layer.flat else 0 for start in article_starts(layer.flat)]

    def of(self, place: Place) -> tuple[str | None, Evidence | None]:
        """(name, evidence); a scope word (全市) nearer than any name is the subject itself."""
        flat = self._layer.flat
        scope = last_match(_SCOPE, flat, max(place.sentence[0], place.mark.start - 60), place.mark.start)
        at = self._layer.origin[place.mark.start]
        index = bisect_left(self._starts, at) - 1
        article = self._articles[max(0, bisect_left(self._articles, at + 1) - 1)]
        named = self._places[index] if index >= 0 and self._starts[index] >= article else None
        if scope is not None and (named is None or named[0] < self._layer.origin[scope.start()]):
            return scope.group(), Evidence("scope-word", self._layer.span(scope.start(), scope.end()))
        if named is None:
            return None, None
        return named[2], Evidence("name-before", (named[0], named[1]))
