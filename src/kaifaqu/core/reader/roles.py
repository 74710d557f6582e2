"""The standing that a sentence gives a figure: actual, planned, expected, target or a threshold, and how exact it is said to be."""

from __future__ import annotations

import re

from kaifaqu.core.reader import lexicon_cues as cues
from kaifaqu.core.reader.clauses import Place
from kaifaqu.core.reader.lexicon_units import trie_pattern
from kaifaqu.core.reader.model import ReadRole

_EXPECTED = re.compile(trie_pattern(cues.EXPECTED))
_TARGET = re.compile(trie_pattern(cues.TARGET))
_PLANNED = re.compile(trie_pattern(cues.PLANNED))
_DONE = re.compile(cues.DONE)
_THRESHOLD_AFTER = re.compile(cues.THRESHOLD_AFTER)
_QUALIFIER = re.compile(trie_pattern(cues.QUALIFIERS))
_BEFORE = tuple((name, re.compile(f"(?:{words})(?:了|过|的|为|到|达)?$")) for name, words in cues.APPROX_BEFORE)
_AFTER = tuple((name, re.compile(words)) for name, words in cues.APPROX_AFTER)
_RISING, _FALLING, _EQUAL = re.compile(cues.RISING), re.compile(cues.FALLING), re.compile(cues.EQUAL)
_SIGNED = re.compile(r"签约|签订|签下|签署|落地协议")


def approximation(place: Place, more: bool) -> str | None:
    """gt, ge, lt, le or about; None for a plain figure."""
    after = place.right
    for name, pattern in _AFTER:
        if pattern.match(after):
            return name
    for name, pattern in _BEFORE:
        if pattern.search(place.left[-6:]):
            return name
    return "gt" if more else None


def qualifiers(place: Place) -> tuple[str, ...]:
    """The cue words as printed, in order."""
    return tuple(dict.fromkeys(_QUALIFIER.findall(place.left)))


def direction(left: str) -> str | None:
    """up, down or flat."""
    if _EQUAL.search(left):
        return "flat"
    falls = [found.end() for found in _FALLING.finditer(left)]
    rises = [found.end() for found in _RISING.finditer(left)]
    if not falls and not rises:
        return None
    return "down" if falls and (not rises or falls[-1] >= rises[-1]) else "up"


_TARGET_AS_MEASURE = re.compile(r"(?:完成|占|达到|超|超额|超过|为|实现|比|距离?)[^,;。]{0,14}(?:目标|任务|计划|指标|预算)(?:任务|数|值|进度)?(?:的|数的|总?量的|总数的)?(?:约|近|超)?$")
_NOW_DONE = re.compile(r"已|目前|累计|实际|现有|同比|完成(?!后)|建成(?!后)|达到了|实现了|超额")
_OPENING = re.compile(r"其中|包括|含|首期|一期|二期|固定资产投资|设备投资|占地|用地|建筑面积|规划|建设周期|工期|分.期|注册资本|流转")
_PROJECT_SCALE = frozenset(["amount", "area", "duration"])


class RoleReader:
    """Gives each figure its role; remembers the sentence's, since a cue holds until another one comes."""

    def __init__(self, flat: str) -> None:
        self._flat = flat
        self._sentence = (-1, -1)
        self._role, self._rule = ReadRole.ACTUAL, "default"

    def of(self, place: Place, *, after_completion: bool, future: bool) -> tuple[ReadRole, str]:
        """(role, name of the rule)."""
        if place.sentence != self._sentence:
            self._sentence, self._role, self._rule = place.sentence, ReadRole.ACTUAL, "default"
        if self._is_threshold(place):
            return ReadRole.THRESHOLD, "threshold"
        role, rule = self._own(place, after_completion, future)
        if rule not in ("default",):
            self._role, self._rule = role, rule
        return role, rule

    def _own(self, place: Place, after_completion: bool, future: bool) -> tuple[ReadRole, str]:
        own = self._flat[max(place.clause[0], place.mark.start - 60) : place.mark.start]
        tail = own if place.first_in_clause else place.left
        if _TARGET_AS_MEASURE.search(own):
            return ReadRole.ACTUAL, "share-of-target"
        target = _last(_TARGET, tail)
        if target is not None:
            return ReadRole.TARGET, "target-cue"
        if after_completion:
            return ReadRole.EXPECTED, "after-completion"
        expected, planned = _last(_EXPECTED, tail), _last(_PLANNED, tail)
        if expected is not None and (planned is None or expected > planned):
            return ReadRole.EXPECTED, "expected-cue"
        if planned is not None and not re.search(r"(?:已|累计|实际)?完成[^,]*$", tail[planned:]):
            return ReadRole.PLANNED, "planned-cue"
        return self._inherited(place, tail, future)

    def _inherited(self, place: Place, tail: str, future: bool) -> tuple[ReadRole, str]:
        if self._role in (ReadRole.TARGET, ReadRole.EXPECTED) and not _NOW_DONE.search(tail):
            return self._role, "role-of-the-sentence"
        if self._role is ReadRole.PLANNED and place.mark.kind in _PROJECT_SCALE and _OPENING.search(tail) and not _NOW_DONE.search(tail):
            return self._role, "role-of-the-sentence"
        if self._is_signed_sum(place, tail):
            return ReadRole.PLANNED, "signed"
        if future and place.mark.kind != "percent":
            return ReadRole.TARGET, "future-period"
        return ReadRole.ACTUAL, "default"

    def _is_signed_sum(self, place: Place, tail: str) -> bool:
        """What is agreed on is planned: 签约了…项目,投资2.7亿元."""
        if place.mark.kind != "amount" or "投资" not in tail or _NOW_DONE.search(tail):
            return False
        return _SIGNED.search(self._flat, max(place.sentence[0], place.mark.start - 80), place.mark.start) is not None

    def _is_threshold(self, place: Place) -> bool:
        return place.mark.kind != "rank" and _THRESHOLD_AFTER.match(place.right) is not None


def _last(pattern: re.Pattern[str], text: str) -> int | None:
    place = None
    for found in pattern.finditer(text):
        place = found.end()
    return place
