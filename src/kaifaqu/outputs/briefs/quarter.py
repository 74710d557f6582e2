"""The quarter's brief of a zone: investment, value added, projects, and what is doubtful or not reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kaifaqu.core.engine.values import Value
from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity, plain, round_display
from kaifaqu.core.figures.statement import Role
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.outputs.briefs.segments import Paragraph, Segment, paragraph
from kaifaqu.outputs.briefs.wording import write_growth, write_quantity, write_rank
from kaifaqu.statistics.indicators.queries import compute_value
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import Book

CITED = ("transformation_share", "industrial_value_added_completion", "industrial_value_added_growth_rank")
"""The indicators that this brief cites."""

PROJECT_ITEMS = (
    ("projects_started", Role.ACTUAL, "开工项目"),
    ("projects_continued", Role.ACTUAL, "续建项目"),
    ("projects_nursed", Role.PLANNED, "培育投产升规项目"),
    ("dispatch_meetings", Role.ACTUAL, "召开项目推进会"),
)
WATCHED = ("industrial_output", "industrial_revenue", "tax_revenue", "funds_in_place")
"""What a zone's quarter is expected to say besides; absent, it is named as absent."""


@dataclass(frozen=True, slots=True)
class Source:
    """One zone and quarter of a book: gives segments for numbers and remembers which values it computed."""

    subject: Subject
    period: Period
    book: Book
    values: dict[str, Value]

    @classmethod
    def of(cls, subject: Subject, period: Period, book: Book) -> Source:
        """Computes what the brief cites."""
        return cls(subject, period, book, {code: compute_value(code, subject.code, period, book) for code in CITED})

    def fact(self, item: str, role: Role = Role.ACTUAL) -> Fact | None:
        """The booked figure, or None where nothing with a value was booked."""
        fact = self.book.find_fact(item, self.subject.code, self.period, role)
        return fact if fact is not None and fact.value is not None else None

    def number(self, item: str, role: Role = Role.ACTUAL) -> Segment:
        """The figure as a number with its address, or 未报 in words."""
        fact = self.fact(item, role)
        if fact is None:
            return Segment("未报")
        quantity = quantity_of(fact)
        return Segment(write_quantity(quantity, item_named(item).places), {"fact": fact.pk}, canonical(quantity))

    def growth(self, item: str) -> Iterator[Segment | str]:
        """，同比增长20.2%: the published rate; nothing where none was published."""
        fact = self.fact(f"{item}_growth_published")
        if fact is not None:
            rate = quantity_of(fact)
            words = write_growth(rate)
            yield "，同比"
            yield Segment(words, {"fact": fact.pk}, canonical(rate)) if words != "持平" else words

    def value(self, code: str, places: int) -> Segment:
        """A computed value with its address, or the reason for its absence."""
        value = self.values[code]
        if not isinstance(value.result, Quantity):
            return Segment(f"{value.result.label}({value.reason})" if value.reason else value.result.label)
        shown = Quantity(round_display(value.result.value, places), value.result.unit)
        address = {"indicator": code, "subject": self.subject.code, "period": str(self.period)}
        return Segment(write_quantity(shown, places), address, canonical(shown))


def quantity_of(fact: Fact) -> Quantity:
    """A booked figure as a quantity. Only for facts with a value."""
    return Quantity.of(plain(fact.value), fact.unit)


def canonical(quantity: Quantity) -> str:
    """The value in the unit's base as a plain decimal: what a re-reading must find."""
    return format(plain(quantity.canonical), "f")


def compose_quarter(source: Source) -> list[Paragraph]:
    """The whole brief."""
    return [
        paragraph("title", f"{source.subject.name}{source.period.chinese}经济运行简报"),
        paragraph("heading", "一、工业投资"),
        paragraph("body", *_investment(source)),
        paragraph("heading", "二、工业增加值"),
        paragraph("body", *_value_added(source)),
        *_doubts(source),
        paragraph("heading", "三、项目建设"),
        paragraph("body", *_projects(source)),
        paragraph("heading", "四、数据说明"),
        *_notes(source),
    ]


def _investment(source: Source) -> Iterator[str | Segment]:
    yield f"{source.period.chinese}，全区完成工业投资"
    yield source.number("industrial_investment")
    yield from source.growth("industrial_investment")
    yield "。其中，转型项目投资"
    yield source.number("transformation_investment")
    yield "，占工业投资的"
    yield source.value("transformation_share", 1)
    yield "。"


def _value_added(source: Source) -> Iterator[str | Segment]:
    yield f"{source.period.chinese}，工业增加值完成"
    yield source.number("industrial_value_added")
    yield from source.growth("industrial_value_added")
    rank = source.fact("industrial_value_added_growth_rank_published")
    if rank is not None:
        yield "，公布的增速位次居"
        yield Segment(write_rank(quantity_of(rank)), {"fact": rank.pk}, canonical(quantity_of(rank)))
    yield "。目标为"
    yield source.number("industrial_value_added", Role.TARGET)
    yield "，完成率"
    yield source.value("industrial_value_added_completion", 1)
    yield "。"


def _doubts(source: Source) -> Iterator[Paragraph]:
    rank = source.values["industrial_value_added_growth_rank"]
    if rank.reason:
        yield paragraph("note", "存疑：公布的位次尚不能复核，同组其他开发区的数据未报。")
    for value in source.values.values():
        if value.problems:
            yield paragraph("note", "存疑：完成率明显偏高，目标数的时期或年度有待填报单位核对。")
            return


def _projects(source: Source) -> Iterator[str | Segment]:
    parts: list[Sequence[str | Segment]] = []
    for item, role, words in PROJECT_ITEMS:
        if source.fact(item, role) is not None:
            parts.append((words, source.number(item, role)))
    if not parts:
        yield "项目数据未报。"
        return
    yield f"{source.period.chinese}，全区"
    for number, part in enumerate(parts):
        yield from part
        yield "。" if number == len(parts) - 1 else "，"


def _notes(source: Source) -> Iterator[Paragraph]:
    absent = [item_named(code).name for code in WATCHED if source.fact(code) is None]
    if absent:
        yield paragraph("note", f"{'、'.join(absent)}：未报。")
    yield paragraph(
        "note", "增速为公布数，照录；比重与完成率由本系统按入账数计算。部分数据因单位取舍产生的误差，未作机械调整。"
    )
