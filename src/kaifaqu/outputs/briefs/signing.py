"""签约快讯: what an event published, which of its signings are itemised, and how much is not."""

from __future__ import annotations

from collections.abc import Iterator

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.statement import Role
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import list_members
from kaifaqu.outputs.briefs.segments import Paragraph, Segment, paragraph
from kaifaqu.outputs.briefs.source import Source, canonical, number_of, quantity_of
from kaifaqu.outputs.briefs.wording import growth_as_printed, write_growth, write_quantity
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries.claims import read_claim

CITED = ("projects_signed_average",)
GROWTH = "_growth_published"
SIGNED = {"cities_signed": Role.ACTUAL, "projects_signed": Role.ACTUAL, "projects_signed_investment": Role.PLANNED}
OF_A_PROJECT = (
    ("project_investment", Role.PLANNED, "计划投资"),
    ("project_output_expected", Role.EXPECTED, "预计年产值"),
    ("project_jobs_expected", Role.EXPECTED, "预计带动就业"),
)


def compose_signing(source: Source) -> list[Paragraph]:
    """The whole brief."""
    return [
        paragraph("title", f"{source.subject.name}签约快讯"),
        paragraph("heading", "一、公布的总数"),
        paragraph("body", *_totals(source)),
        paragraph("heading", "二、已列明的项目"),
        *_itemised(source),
        *_beside(source),
    ]


def _totals(source: Source) -> Iterator[str | Segment]:
    yield f"{source.period.chinese}，{source.subject.name}上，"
    yield source.number("cities_signed")
    yield "市签约项目"
    yield source.number("projects_signed")
    yield "，总投资"
    yield source.number("projects_signed_investment", Role.PLANNED)
    if source.is_computed("projects_signed_average"):
        yield "，平均每个项目"
        yield source.value("projects_signed_average", 2)
    yield "。"


def _itemised(source: Source) -> Iterator[Paragraph]:
    projects = [member for member in list_members(source.subject.code) if member.kind == Kind.PROJECT]
    for project in projects:
        yield paragraph("body", *_project(source, project))
    total = source.fact("projects_signed_investment", Role.PLANNED)
    claim = read_claim(source.book, total) if total is not None else None
    if total is None or claim is None or claim.gap is None:
        return
    if claim.is_supported:
        yield paragraph("note", "各项目投资之和与公布的总投资相符。")
        return
    gap = Segment(write_quantity(claim.gap, claim.item.places), {"fact": total.pk}, canonical(claim.gap))
    yield paragraph("note", "公布的总投资中，尚有", gap, "未列明到项目，待补登。")


def _project(source: Source, project: Subject) -> Iterator[str | Segment]:
    facts = {
        (item, role): held[0]
        for (item, _period, role), held in source.book.facts_of(project.code).items()
        if held[0].value is not None
    }
    yield f"{project.parent.name if project.parent else ''}{project.name}"
    for item, role, words in OF_A_PROJECT:
        fact = facts.get((item, role.value))
        if fact is not None:
            yield f"，{words}"
            yield number_of(fact)
    yield "。"


def _beside(source: Source) -> Iterator[Paragraph]:
    """What the same published text says besides: an industry's firms, its revenue with the published growth."""
    told = list(_published_with(source))
    rates = {
        (fact.item.removesuffix(GROWTH), fact.subject_id, fact.period): fact for fact in told if fact.item.endswith(GROWTH)
    }
    if told:
        yield paragraph("heading", "三、同时公布")
    for fact in told:
        if not fact.item.endswith(GROWTH):
            yield paragraph("body", *_beside_sentence(fact, rates.get((fact.item, fact.subject_id, fact.period))))


def _beside_sentence(fact: Fact, rate: Fact | None) -> Iterator[str | Segment]:
    yield f"{Period.parse(fact.period).chinese}，{fact.subject.name}{item_named(fact.item).name}"
    yield number_of(fact)
    if rate is not None:
        grown = quantity_of(rate)
        yield "，同比"
        yield Segment(write_growth(grown), {"fact": rate.pk}, canonical(growth_as_printed(grown)))
    yield "。"


def _published_with(source: Source) -> Iterator[Fact]:
    first = source.fact("projects_signed")
    if first is None or first.line.reading is None:
        return
    document = first.line.reading.document_id
    listed = {source.subject.code, *(member.code for member in list_members(source.subject.code))}
    for fact in source.book.facts_read_from(document):
        if fact.subject.code not in listed and fact.value is not None:
            yield fact
