"""The charts of a brief: which numbers stand side by side is data (`catalogue/briefs/charts.yaml`); each bar prints the brief's own numeral."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.statement import LABELS, Role
from kaifaqu.outputs.briefs.models import Brief
from kaifaqu.outputs.briefs.queries import paragraphs_of
from kaifaqu.outputs.briefs.segments import HEADS, Paragraph, Segment
from kaifaqu.outputs.briefs.source import number_of
from kaifaqu.outputs.briefs.wording import brief_rule
from kaifaqu.statistics.indicators.queries.printing import rounding_of
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import Book, list_booked

Rule = Mapping[str, Any]
FULL = Decimal(100)


@dataclass(frozen=True, slots=True)
class Bar:
    """One number: what it is, how it is printed, and its size beside the other bars of the chart."""

    label: str
    text: str
    size: Decimal


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers of one unit side by side; `after` is the number of the paragraph that it follows."""

    title: str
    bars: tuple[Bar, ...]
    after: int

    def share(self, bar: Bar) -> Decimal:
        """The length of a bar in per cent of the longest; nothing for what is not above zero."""
        longest = max(abs(one.size) for one in self.bars)
        return abs(bar.size) / longest * FULL if longest else Decimal(0)


@dataclass(frozen=True, slots=True)
class Cited:
    """A booked number in a sentence, with the number of its paragraph."""

    segment: Segment
    fact: Fact
    at: int

    @property
    def key(self) -> str:
        return self.fact.item if self.fact.role == Role.ACTUAL else f"{self.fact.item}:{self.fact.role}"


def list_charts(brief: Brief) -> list[Chart]:
    """Every chart of the brief in the order of the text, each at the end of the part that says its last number."""
    rule, paragraphs = brief_rule("charts"), paragraphs_of(brief)
    cited = _list_cited(paragraphs)
    found = [
        *_draw_bars(rule, cited, paragraphs, brief),
        *_draw_trends(rule, cited, paragraphs, brief),
        *_draw_columns(rule, paragraphs),
    ]
    return sorted(found, key=lambda chart: chart.after)


def _list_cited(paragraphs: Sequence[Paragraph]) -> list[Cited]:
    """The booked numbers of the sentences; of one fact the first place, where it stands whole."""
    places = {
        segment.address["fact"]: (segment, at)
        for at, one in reversed(list(enumerate(paragraphs)))
        for segment in reversed(one.segments)
        if segment.address and "fact" in segment.address and segment.value is not None
    }
    facts = {fact.pk: fact for fact in list_booked(places)}
    return [Cited(segment, facts[pk], at) for pk, (segment, at) in sorted(places.items(), key=lambda held: held[1][1])]


def _draw_bars(rule: Rule, cited: Sequence[Cited], paragraphs: Sequence[Paragraph], brief: Brief) -> Iterator[Chart]:
    for asked in rule["bars"]:
        shown = [one for key in asked["items"] for one in cited if one.key == key]
        if len(shown) >= rule["least"]:
            bars = tuple(Bar(_label(one.fact, brief), one.segment.text, _size(one.segment)) for one in shown)
            yield Chart(asked["title"], bars[: rule["most"]], _end_of_part(paragraphs, max(one.at for one in shown)))


def _draw_trends(rule: Rule, cited: Sequence[Cited], paragraphs: Sequence[Paragraph], brief: Brief) -> Iterator[Chart]:
    """The item's cumulatives of this year beside the last year's, as they were booked when the brief was composed."""
    now = Period.parse(brief.period)
    if not now.is_cumulative:
        return
    rounding, own = rounding_of(brief.subject).rounding, Book(brief.position).facts_of(brief.subject.code)
    for one in (one for one in cited if one.key in rule["trends"] and one.fact.subject_id == brief.subject_id):
        held = {
            Period.parse(period): facts[0]
            for (item, period, role), facts in own.items()
            if item == one.fact.item and role == Role.ACTUAL and facts[0].value is not None
        }
        periods = sorted((period for period in held if _leads_to(period, now)), key=lambda period: period.sort_key)
        if len(periods) >= rule["least"]:
            numbers = [(period, number_of(held[period], rounding)) for period in periods]
            bars = tuple(Bar(period.chinese, number.text, _size(number)) for period, number in numbers)
            title = f"{item_named(one.fact.item).name}各期累计"
            yield Chart(title, bars[-rule["most"] :], _end_of_part(paragraphs, one.at))


def _leads_to(period: Period, now: Period) -> bool:
    """True for the cumulatives of the year so far, and for the same one of the year before."""
    if period == now.previous_year():
        return True
    return period.is_cumulative and period.bounded_start == now.bounded_start and period.bounded_end <= now.bounded_end


def _draw_columns(rule: Rule, paragraphs: Sequence[Paragraph]) -> Iterator[Chart]:
    for asked in rule["columns"]:
        rows = [
            (at, one.cells[asked["label"]], cell)
            for at, one in enumerate(paragraphs)
            if one.level == "row"
            for cell in one.cells
            if any(segment.address and segment.address.get("register") == asked["register"] for segment in cell)
        ]
        if len(rows) >= rule["least"]:
            bars = tuple(Bar(_text(label), _text(cell), Decimal(_text(cell).rstrip("%"))) for _at, label, cell in rows)
            yield Chart(asked["title"], bars[: rule["most"]], _end_of_part(paragraphs, rows[-1][0]))


def _end_of_part(paragraphs: Sequence[Paragraph], at: int) -> int:
    """The last paragraph before the next head."""
    following = (number for number, one in enumerate(paragraphs) if number > at and one.level in HEADS)
    return next(following, len(paragraphs)) - 1


def _label(fact: Fact, brief: Brief) -> str:
    name = item_named(fact.item).name
    role = "" if fact.role == Role.ACTUAL else LABELS[Role(fact.role)]
    whose = f"{fact.subject.name}：" if fact.subject_id != brief.subject_id else ""
    return f"{whose}{name}{f'（{role}）' if role else ''}"


def _size(segment: Segment) -> Decimal:
    return Decimal(segment.value or 0)


def _text(cell: Sequence[Segment]) -> str:
    return "".join(segment.text for segment in cell)
