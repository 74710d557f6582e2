"""The page that the checks look at: sentences in which every figure is one sign, so that a cue and its figures fit one pattern."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from kaifaqu.core.reader.checks_digits import possible_values
from kaifaqu.core.reader.intervals import Interval
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.model import Entity, Event, Figure, ReadRole

LEVEL, PERCENT, POINTS, TIMES, DOUBLINGS, RANK, SPAN = "\ue000\ue001\ue002\ue003\ue004\ue005\ue006"
"""One private-use character for each sort of figure: an amount or a count, %, 百分点, 倍, 番, 第n位, a duration."""

FIGURE = "[\ue000-\ue006]"
GAP = "[^\ue000-\ue006]"
"""For patterns: any figure; any character that is none."""

_SIGNS = {"percent": PERCENT, "pp": POINTS, "multiple": TIMES, "rank": RANK, "duration": SPAN}
_NO_FIGURE = {"date", "id", "idiom", "indefinite", "index"}
_HALF_WIDTH = str.maketrans(",;:()%!?~", ",;:()%!?~")
_SENTENCE = re.compile(r"[^。!?…\n]*(?:[。!?…]+[”’」』]?|\n|$)")
_HEADING = re.compile(r"^#|^[^。!?;]{2,45}$")
_THING = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """A figure in its place. `start`, `end` count in the page's flat text; `lead` and `tail` reach to the neighbouring figures or to the
    sentence's ends; `place` is its sign's place in the sentence's skeleton; `values` is all that it may stand for."""

    figure: Figure
    order: int
    start: int
    end: int
    place: int
    lead: str
    tail: str
    sign: str
    values: Interval

    @property
    def measure(self) -> str:
        """What it can be added to and compared with: the canonical unit, 个 and 项 being one."""
        unit = self.figure.canonical_unit or self.figure.unit or ""
        return "个" if unit == "项" else unit

    @property
    def label(self) -> str:
        """What the text calls it: the words right before it without verbs, and the thing counted right after it."""
        return label_before(self.lead) + "|" + thing_after(self.tail) if self.is_count else label_before(self.lead)

    @property
    def is_count(self) -> bool:
        return self.figure.kind in ("count", "headcount", "frequency")

    @property
    def is_approximate(self) -> bool:
        return self.values.low is None or self.values.high is None or bool(self.figure.approx)


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """One sentence: its flat `text`, its `skeleton` (each figure one sign), its figures, and where it stands."""

    number: int
    paragraph: int
    article: int
    start: int
    text: str
    skeleton: str
    marks: tuple[Mark, ...]
    is_heading: bool
    by_place: dict[int, Mark] = field(default_factory=dict)

    def matches(self, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], tuple[Mark, ...]]]:
        """Every match on the skeleton, with the figure of each captured sign; groups that caught no sign are left out."""
        for found in pattern.finditer(self.skeleton):
            starts = (found.start(i) for i in range(1, len(found.groups()) + 1))
            yield found, tuple(self.by_place[at] for at in starts if at in self.by_place)

    def between(self, first: Mark, last: Mark) -> str:
        """The text between two figures."""
        return self.text[first.end - self.start : last.start - self.start]


@dataclass(frozen=True, slots=True)
class Page:
    """A document as the checks see it."""

    sentences: tuple[Sentence, ...]
    entities: tuple[Entity, ...]
    events: tuple[Event, ...]
    published_on: date | None
    locate: Callable[[int], int]

    def before(self, sentence: Sentence, count: int = 1) -> tuple[Sentence, ...]:
        """Up to `count` sentences before this one in the same paragraph."""
        earlier = self.sentences[max(0, sentence.number - count) : sentence.number]
        return tuple(s for s in earlier if s.paragraph == sentence.paragraph)


def lay_out(
    layer: Layer, figures: Sequence[Figure], entities: Sequence[Entity], events: Sequence[Event], published_on: date | None
) -> Page:
    """The page of a layer and its figures. Figures without a value, dates and thresholds take no part. Linear in the text."""
    flat = layer.flat.translate(_HALF_WIDTH)
    locate = _finder(layer)
    placed = sorted(_placed(figures, locate), key=lambda item: item[0])
    return Page(tuple(_sentences(flat, placed)), tuple(entities), tuple(events), published_on, locate)


def label_before(lead: str) -> str:
    """The noun right before a figure, verbs and adverbs taken off: 转型项目投资完成 → 转型项目投资."""
    clause = re.split(r"[,;:。、()“”\n]|\b其中", lead)[-1]
    while (shorter := _VERB_END.sub("", clause)) != clause:
        clause = shorter
    return _ADVERB_START.sub("", clause)


def thing_after(tail: str) -> str:
    """The first words right after a count: 个项目现场签约 → 项目现场签约."""
    found = _THING.match(tail)
    return found.group()[:12] if found else ""


_VERB_END = re.compile(
    r"(?:完成投资|完成|实现|达到|达|为|共有|共计|共|已|有|约|近|超过|超|逾|突破|仅|的|分别|累计|合计|总计|至少|不少于|增至|只|到|是|了|约为)$"
)
_ADVERB_START = re.compile(r"^(?:完成|实现|其中|累计|全年|共|已|新增|截至目前|目前|预计|计划|需|同时|此外|年内)+")


def _placed(figures: Sequence[Figure], locate: Callable[[int], int]) -> Iterator[tuple[int, int, Figure]]:
    for figure in figures:
        if figure.kind in _NO_FIGURE or figure.value is None or figure.role is ReadRole.THRESHOLD:
            continue
        start, last = locate(figure.span[0]), locate(figure.span[1] - 1)
        if 0 <= start <= last:
            yield start, last + 1, figure


def _sentences(flat: str, placed: list[tuple[int, int, Figure]]) -> Iterator[Sentence]:
    number = paragraph = article = used = 0
    for found in _SENTENCE.finditer(flat):
        if not found.group():
            continue
        article += found.group().startswith("#")
        first = used
        while used < len(placed) and placed[used][0] < found.end():
            used += 1
        if used > first or found.group().strip():
            is_heading = found.group().endswith("\n") and bool(_HEADING.match(found.group().strip()))
            yield _sentence(number, paragraph, article, found, placed[first:used], first, is_heading)
            number += 1
        paragraph += found.group().endswith("\n")


def _sentence(
    number: int,
    paragraph: int,
    article: int,
    found: re.Match[str],
    placed: list[tuple[int, int, Figure]],
    order: int,
    heading: bool,
) -> Sentence:
    base, text = found.start(), found.group()
    marks, skeleton, at = [], [], 0
    for i, (start, end, figure) in enumerate(placed):
        if start - base < at:
            continue
        lead = text[at : start - base]
        following = placed[i + 1][0] - base if i + 1 < len(placed) else len(text)
        tail = text[end - base : max(following, end - base)]
        skeleton += [lead, sign_of(figure)]
        place = sum(map(len, skeleton)) - 1
        values = possible_values(figure, lead, tail)
        marks.append(Mark(figure, order + i, start, end, place, lead, tail, skeleton[-1], values))
        at = end - base
    skeleton.append(text[at:])
    return Sentence(
        number, paragraph, article, base, text, "".join(skeleton), tuple(marks), heading, {mark.place: mark for mark in marks}
    )


def sign_of(figure: Figure) -> str:
    """The sign of a figure in a skeleton."""
    if figure.kind == "multiple" and (figure.canonical_unit or figure.unit) == "番":
        return DOUBLINGS
    return _SIGNS.get(figure.kind, LEVEL)


def _finder(layer: Layer) -> Callable[[int], int]:
    """Offset in the text → place in the flat text, -1 where the layer left it out. By bisection where the layout kept the order."""
    inverse: dict[int, int] = {}

    def locate(offset: int) -> int:
        guess = bisect_left(layer.origin, offset)
        if guess < len(layer.origin) and layer.origin[guess] == offset:
            return guess
        if not inverse:
            inverse.update((origin, i) for i, origin in enumerate(layer.origin))
        return inverse.get(offset, -1)

    return locate


def ratio(part: Mark, whole: Mark) -> Interval:
    """Part ÷ whole in percent."""
    return (part.values / whole.values).scaled(Fraction(100))
