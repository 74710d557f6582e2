"""项目专报: everything that is booked about a project, its lines and its capacity, each figure as of its day (`catalogue/briefs/project.yaml`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.statement import LABELS, Role
from kaifaqu.outputs.briefs.beside import is_above, tell_beside
from kaifaqu.outputs.briefs.segments import Paragraph, Segment, paragraph
from kaifaqu.outputs.briefs.source import Source, number_of
from kaifaqu.outputs.briefs.wording import brief_rule
from kaifaqu.statistics.ledger.models import Fact

CITED: tuple[str, ...] = ()


def compose_project(source: Source) -> list[Paragraph]:
    """The whole brief: one sentence for the figures of a period, the planned ones apart from what is done."""
    rule = brief_rule("project")
    facts = [held[0] for held in source.book.facts_of(source.subject.code).values() if held[0].value is not None]
    done = [fact for fact in facts if fact.role == Role.ACTUAL]
    ahead = [fact for fact in facts if fact.role != Role.ACTUAL]
    return [
        paragraph("title", rule["title"].format(project=source.subject.name.removesuffix("项目"))),
        paragraph("heading", rule["done"]),
        *_list_facts(source, done, rule),
        paragraph("heading", rule["ahead"]),
        *_list_facts(source, ahead, rule),
        *tell_beside(rule["beside"], source, facts, is_above(source.subject, source.period)),
        paragraph("note", rule["note"]),
    ]


def _list_facts(source: Source, facts: Sequence[Fact], rule: Mapping[str, Any]) -> list[Paragraph]:
    """One sentence for each period, in the order of the periods."""
    periods = sorted({Period.parse(fact.period) for fact in facts}, key=lambda period: period.sort_key)
    told = [(period, [fact for fact in facts if fact.period == str(period)]) for period in periods]
    return [
        paragraph("body", rule["sentence"].format(period=period.chinese, subject=source.subject.name), *_clauses(held))
        for period, held in told
    ] or [paragraph("body", rule["none"])]


def _clauses(facts: Sequence[Fact]) -> Iterator[str | Segment]:
    for number, fact in enumerate(facts, 1):
        yield f"{'' if fact.role == Role.ACTUAL else LABELS[Role(fact.role)]}{item_named(fact.item).name}"
        yield number_of(fact)
        yield "。" if number == len(facts) else "，"
