"""项目专报: everything that is booked about a project, its lines and its capacity, each figure as of its day."""

from __future__ import annotations

from collections.abc import Iterator

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.statement import LABELS, Role
from kaifaqu.outputs.briefs.segments import Paragraph, Segment, paragraph
from kaifaqu.outputs.briefs.source import Source, number_of
from kaifaqu.statistics.ledger.models import Fact

CITED: tuple[str, ...] = ()


def compose_project(source: Source) -> list[Paragraph]:
    """The whole brief: one sentence for every standing figure, the planned ones apart from what is done."""
    facts = [held[0] for held in source.book.facts_of(source.subject.code).values() if held[0].value is not None]
    done = [fact for fact in facts if fact.role == Role.ACTUAL]
    ahead = [fact for fact in facts if fact.role != Role.ACTUAL]
    return [
        paragraph("title", f"{source.subject.name}项目专报"),
        paragraph("heading", "一、已公布的进展"),
        *(paragraph("body", *_sentence(fact)) for fact in done),
        *([] if done else [paragraph("body", "未报。")]),
        paragraph("heading", "二、计划与预计"),
        *(paragraph("body", *_sentence(fact)) for fact in ahead),
        *([] if ahead else [paragraph("body", "未报。")]),
        paragraph("note", "各数为公布数，照录；以登记簿支持的进展见项目页。"),
    ]


def _sentence(fact: Fact) -> Iterator[str | Segment]:
    period = Period.parse(fact.period)
    role = "" if fact.role == Role.ACTUAL else LABELS[Role(fact.role)]
    when = "" if period.end is None else f"{period.chinese}，"
    yield f"{when}{role}{item_named(fact.item).name}"
    yield number_of(fact)
    yield "。"
