"""The page that the checks look at: sentences in which every figure is one sign, so that a cue and its figures fit one pattern."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from kaifaqu.core.reader.checks_digits import possible_values, printed_step
from kaifaqu.core.reader.intervals import Interval
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.model import Entity, Event, Figure, ReadRole

LEVEL, PERCENT, POINTS, TIMES, DOUBLINGS, RANK, SPAN = "\ue000\ue001\ue002\ue003\ue004\ue005\ue006"
"""One private-use character for each sort of figure: an amount or a count, %, 百分点, 倍, 番, 第n位, a duration."""

FIGURE = "[\ue000-\ue006]"
GAP = "[^\ue000-\ue006]"
CLAUSE = "[^\ue000-\ue006,;]"
"""For patterns: any figure; any character that is none; one that ends no clause either."""

FAR_BACK = 30
"""How many sentences back a whole, a base or a total is looked for."""

MOST_FIGURES = 100
"""A sentence with more figures is a table or a row without end: it is cut, so that looking at its pairs stays linear in the text."""

_SIGNS = {"percent": PERCENT, "pp": POINTS, "multiple": TIMES, "rank": RANK, "duration": SPAN}
_NO_FIGURE = {"date", "id", "idiom", "indefinite", "index"}
_HALF_WIDTH = str.maketrans(",;:()%!?~", ",;:()%!?~")
WRAP = "\u2060"
_WRAPPED = re.compile(r"(,[^\n。!?;:…”]{0,30}[^\n。!?;:…”,])\n(?=[^\n#])")
"""A line that breaks off behind a comma and in the middle of a clause goes on in the next; WRAP keeps its place."""

_SENTENCE = re.compile(r"[^。!?…\n]*(?:[。!?…]+[”’」』]?|\n|$)")
_HEADING = re.compile(r"^#|^[^。!?;]{2,45}$")
_CLAUSE_BREAK = re.compile(r"[,;:。()“”\n\s]")
_THING = re.compile(r"[^\W\d_]+")


class Standing(StrEnum):
    """What the words before an amount or a count make of it, as far as sums and shares care."""

    LEVEL = "level"
    BASE = "base"
    CHANGE = "change"
    AVERAGE = "average"
    TARGET = "target"


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """A figure in its place. `start`, `end` count in the page's flat text; `lead` and `tail` reach to the neighbouring figures or to the
    sentence's ends; `clause` is the last clause of `lead`; `place` is its sign's place in the skeleton; `values` is all that it may
    stand for; `words` are the pairs of characters that name it; `measure` is what it can be added to and compared with (the canonical unit,
    个 and 项, 人 and 名, 家 and 户 each being one); `value` is the printed value itself, canonical."""

    figure: Figure
    order: int
    start: int
    end: int
    place: int
    text: str
    lead: str
    tail: str
    clause: str
    sign: str
    values: Interval
    standing: Standing
    words: frozenset[str]
    measure: str
    value: Fraction
    nearly: float
    """`value` in floating point, to pass over quickly what is far off."""
    reach: Fraction
    """One unit in the last printed digit, canonical; a twentieth of the value where that is more and it is only about."""
    is_level: bool
    """True for an amount or a count that is no base, change or average."""

    @property
    def is_count(self) -> bool:
        return self.figure.kind in ("count", "headcount", "frequency")

    @property
    def things(self) -> frozenset[str]:
        """What a count counts: the words right after it, or the last ones before it where none follow."""
        return pairs_of(thing_after(self.tail)[:8]) or pairs_of(_VERBS_AT_END.sub("", self.clause)[-2:])

    @property
    def is_approximate(self) -> bool:
        return self.values.low is None or self.values.high is None or bool(self.figure.approx)

    def is_named_like(self, other: Mark) -> bool:
        """True when the two share at least half of the words of the one with fewer."""
        common = self.words & other.words
        return 2 * len(common) >= min(len(self.words), len(other.words)) > 0

    def is_called(self, name: str) -> bool:
        """True when at least half of the character pairs of `name` stand in the words about it."""
        pairs = pairs_of(name)
        return bool(pairs) and 2 * len(pairs & self.words) >= len(pairs)


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
    levels: tuple[Mark, ...] = ()
    """The amounts and counts among the figures, last one first: asked for so often that they are picked out once."""

    def matches(self, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], tuple[Mark, ...]]]:
        """Every match on the skeleton, with the figure of each captured sign; groups that caught no sign are left out."""
        for found in pattern.finditer(self.skeleton):
            spans = (found.span(i) for i in range(1, len(found.groups()) + 1))
            yield found, tuple(self.by_place[at] for at, end in spans if end - at == 1 and at in self.by_place)

    def levels_before(self, mark: Mark) -> list[Mark]:
        """The amounts and counts before a figure, nearest first; bases, changes and averages left out."""
        return [other for other in self.levels if other.place < mark.place]

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
        """Up to `count` sentences before this one in the same paragraph, nearest first."""
        earlier = self.sentences[max(0, sentence.number - count) : sentence.number]
        return tuple(s for s in reversed(earlier) if s.paragraph == sentence.paragraph)

    def earlier_levels(self, sentence: Sentence, most: int) -> list[Mark]:
        """Up to `most` levels before this sentence in its article, nearest first, headings left out."""
        found: list[Mark] = []
        for number in range(sentence.number - 1, max(-1, sentence.number - FAR_BACK), -1):
            other = self.sentences[number]
            if other.article != sentence.article or len(found) >= most:
                break
            if not other.is_heading:
                found += other.levels
        return found[:most]

    def levels_up_to(self, sentence: Sentence, at: int, most: int = 16) -> list[Mark]:
        """Levels before a place in a sentence, nearest first, then those of earlier sentences."""
        own = [m for m in sentence.levels if m.end <= sentence.start + at]
        return own + self.earlier_levels(sentence, most)

    def sentence_of(self, mark: Mark) -> Sentence:
        """The sentence that holds a figure."""
        return self.sentences[bisect_right(self.sentences, mark.start, key=lambda sentence: sentence.start) - 1]

    def article_at(self, offset: int) -> int | None:
        """The article that an offset in the document's text belongs to; None where the layout left it out."""
        place = self.locate(offset)
        at = bisect_right(self.sentences, place, key=lambda sentence: sentence.start) - 1
        return self.sentences[at].article if place >= 0 and at >= 0 else None

    def after(self, sentence: Sentence) -> Sentence | None:
        """The next sentence of the same paragraph."""
        following = self.sentences[sentence.number + 1 : sentence.number + 2]
        return following[0] if following and following[0].paragraph == sentence.paragraph else None


def lay_out(
    layer: Layer, figures: Sequence[Figure], entities: Sequence[Entity], events: Sequence[Event], published_on: date | None
) -> Page:
    """The page of a layer and its figures. Figures without a value, dates and thresholds take no part. Linear in the text."""
    flat = _WRAPPED.sub(rf"\1{WRAP}", layer.flat.translate(_HALF_WIDTH))
    locate = _finder(layer)
    placed = sorted(_placed(figures, locate), key=lambda item: item[0])
    return Page(tuple(_sentences(flat, placed)), tuple(entities), tuple(events), published_on, locate)


def thing_after(tail: str) -> str:
    """The words right after a count: 个项目现场签约 → 项目现场签约."""
    found = _THING.match(tail)
    return found.group()[:10] if found else ""


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a name, without those of verbs and cues that name nothing."""
    return frozenset(_PAIR.findall(text)) - _NAMELESS


def standing_of(clause: str, tail: str) -> Standing:
    """The standing that the words beside a figure give it; the first rule that fits."""
    for pattern, standing in _STANDINGS:
        if pattern.search(clause):
            return standing
    return Standing.TARGET if _TARGET_AFTER.match(tail) else Standing.LEVEL


_VERBS_AT_END = re.compile(r"(?:计有|共有|现有|已有|的?总数|的?数量|有|达到|达|为|是|共计|共|已|数|完成)+$")
_ALIKE = {"项": "个", "名": "人", "位": "人", "户": "家"}
_PAIR = re.compile(r"(?=([^\W\d_]{2}))")
_NAMELESS = frozenset(
    "完成 实现 达到 其中 累计 同比 增长 分别 合计 目前 截至 已经 今年 去年 全年 年度 共有 共计 占比 比重 新增 计划 目标 任务 预计 力争".split()
)
_STANDINGS = (
    (re.compile(r"(?:平均|[户亩人单项企场宗]均|均价|每[个户亩人家项台宗天月])[^的]{0,10}$"), Standing.AVERAGE),
    (
        re.compile(
            r"(?:去年|上年|上一年度?|前年)(?:同期|同月|末|底)?(?:的|为|是|仅为|只有|完成|实现)?$|同期(?:的|为|是|完成)?$"
        ),
        Standing.BASE,
    ),
    (re.compile(r"20\d\d年(?:同期|末|底)?(?:的|为|是|仅为)$|年初的?$"), Standing.BASE),
    (
        re.compile(r"(?:增加|净增|增收|减收|增支|减支|减少|下降|增长|提高|压减|降低|少|多|扩大|增幅达)(?:了|约|近|超过|超)*$"),
        Standing.CHANGE,
    ),
    (
        re.compile(r"目标|计划|任务|(?:年度|年初|全年|调整)预算|力争|确保|预计|需完成|应完成|拟|规划|将达|可达|指标"),
        Standing.TARGET,
    ),
)
_TARGET_AFTER = re.compile(r"^(?:的)?(?:年度|全年)?(?:目标|任务|计划|预算)")


_At = tuple[int, int, int]
"""The number of a sentence, of its paragraph and of its article."""


def _placed(figures: Sequence[Figure], locate: Callable[[int], int]) -> Iterator[tuple[int, int, Figure]]:
    for figure in figures:
        if figure.kind in _NO_FIGURE or figure.value is None or figure.role is ReadRole.THRESHOLD:
            continue
        start, last = locate(figure.span[0]), locate(figure.span[1] - 1)
        if 0 <= start <= last:
            yield start, last + 1, figure


def _sentences(flat: str, placed: list[tuple[int, int, Figure]]) -> Iterator[Sentence]:
    number = paragraph = article = used = 0
    for start, end in _stretches(flat, placed):
        text, first = flat[start:end], used
        article += text.startswith("#")
        while used < len(placed) and placed[used][0] < end:
            used += 1
        if used > first or text.strip():
            is_heading = text.endswith("\n") and bool(_HEADING.match(text.strip()))
            yield _sentence((number, paragraph, article), (start, text), placed[first:used], first, is_heading)
            number += 1
        paragraph += text.endswith("\n")


def _stretches(flat: str, placed: list[tuple[int, int, Figure]]) -> Iterator[tuple[int, int]]:
    """The bounds of the sentences, none of them with more than MOST_FIGURES figures."""
    used = 0
    for found in _SENTENCE.finditer(flat):
        start, first = found.start(), used
        while used < len(placed) and placed[used][0] < found.end():
            if used - first == MOST_FIGURES:
                yield start, placed[used][0]
                start, first = placed[used][0], used
            used += 1
        if start < found.end():
            yield start, found.end()


def _sentence(at: _At, stretch: tuple[int, str], placed: list[tuple[int, int, Figure]], order: int, heading: bool) -> Sentence:
    base, text = stretch
    inside = [(start - base, end - base, order + i, f) for i, (start, end, f) in enumerate(placed) if end - base <= len(text)]
    ends = [0, *(end for _, end, _, _ in inside)]
    starts = [*(start for start, _, _, _ in inside), len(text)]
    gaps = [text[end:start].replace(WRAP, "") for end, start in zip(ends, starts, strict=True)]
    skeleton, marks = "", []
    for (start, end, nth, figure), lead, tail in zip(inside, gaps, gaps[1:], strict=False):
        skeleton += lead + sign_of(figure)
        marks.append(_mark(figure, nth, (start + base, end + base, len(skeleton) - 1), text[start:end], lead, tail))
    by_place = {mark.place: mark for mark in marks}
    levels = tuple(mark for mark in reversed(marks) if mark.is_level)
    return Sentence(*at, base, text, skeleton + gaps[-1], tuple(marks), heading, by_place, levels)


def _mark(figure: Figure, order: int, at: tuple[int, int, int], text: str, lead: str, tail: str) -> Mark:
    clause, sign = _CLAUSE_BREAK.split(lead)[-1].strip(), sign_of(figure)
    name = clause + (figure.indicator or "")
    words = pairs_of(name) | pairs_of(thing_after(tail)) if sign == LEVEL else pairs_of(name)
    values = possible_values(figure, text, lead, tail)
    standing, value = standing_of(clause, tail), Fraction(figure.value or 0)
    step = Fraction(printed_step(figure, text))
    about = values.low is None or values.high is None or bool(figure.approx)
    reach = max(step, abs(value) / 20) if about else step
    is_level = sign == LEVEL and standing in (Standing.LEVEL, Standing.TARGET)
    return Mark(
        figure, order, *at, text, lead, tail, clause, sign, values, standing, words, measure_of(figure), value, float(value), reach, is_level
    )  # fmt: skip


def measure_of(figure: Figure) -> str:
    """The canonical unit, with the ways to count one thing made one, and a yearly capacity beside a quantity."""
    unit = figure.canonical_unit or figure.unit or ""
    return _ALIKE.get(unit, unit.removesuffix("/年"))


def sign_of(figure: Figure) -> str:
    """The sign of a figure in a skeleton."""
    if figure.kind == "multiple" and (figure.canonical_unit or figure.unit) == "番":
        return DOUBLINGS
    return _SIGNS.get(figure.kind, LEVEL)


def _finder(layer: Layer) -> Callable[[int], int]:
    """Offset in the text → place in the flat text, -1 where the layer left it out."""

    def locate(offset: int) -> int:
        place = layer.origin.find(offset)
        return -1 if place is None else place

    return locate
