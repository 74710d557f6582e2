"""项目专报: everything that is booked about a project, its lines and its capacity, each figure as of its day (`catalogue/briefs/project.yaml`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    """The whole brief: one sentence for every standing figure, the planned ones apart from what is done."""
    rule = brief_rule("project")
    facts = [held[0] for held in source.book.facts_of(source.subject.code).values() if held[0].value is not None]
    done = [fact for fact in facts if fact.role == Role.ACTUAL]
    ahead = [fact for fact in facts if fact.role != Role.ACTUAL]
    return [
        paragraph("title", rule["title"].format(subject=source.subject.name)),
        paragraph("heading", rule["done"]),
        *_list_facts(done, rule["none"]),
        paragraph("heading", rule["ahead"]),
        *_list_facts(ahead, rule["none"]),
        *tell_beside(rule["beside"], source, facts, is_above(source.subject, source.period)),
        paragraph("note", rule["note"]),
    ]


def _list_facts(facts: Sequence[Fact], none: str) -> list[Paragraph]:
    return [paragraph("body", *_sentence(fact)) for fact in facts] or [paragraph("body", none)]


def _sentence(fact: Fact) -> Iterator[str | Segment]:
    period = Period.parse(fact.period)
    role = "" if fact.role == Role.ACTUAL else LABELS[Role(fact.role)]
    when = "" if period.end is None else f"{period.chinese}，"
    yield f"{when}{role}{item_named(fact.item).name}"
    yield number_of(fact)
    yield "。"
