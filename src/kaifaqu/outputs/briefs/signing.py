"""签约快讯: what an event published, which of its signings are itemised, and how much is not (`catalogue/briefs/signing.yaml`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kaifaqu.core.figures.statement import Role
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import list_members
from kaifaqu.outputs.briefs.beside import tell_beside
from kaifaqu.outputs.briefs.segments import Paragraph, Segment, paragraph
from kaifaqu.outputs.briefs.sentences import Look, Piece, tell, write_sentence
from kaifaqu.outputs.briefs.source import Source, canonical, number_of
from kaifaqu.outputs.briefs.wording import brief_rule, write_quantity
from kaifaqu.statistics.ledger.queries.claims import read_claim


def compose_signing(source: Source) -> list[Paragraph]:
    """The whole brief."""
    rule, members = brief_rule("signing"), list_members(source.subject.code)
    first = source.fact("projects_signed")
    listed = {source.subject.code, *(member.code for member in members)}
    return [
        *tell("signing", source),
        paragraph("heading", rule["itemised"]),
        *(
            paragraph("body", *write_sentence(rule["project"], _look_up(source, member)))
            for member in members
            if member.kind == Kind.PROJECT
        ),
        *_unlisted(source, rule),
        *tell_beside(rule["beside"], source, [first] if first else [], lambda fact: fact.subject.code not in listed),
    ]


def _unlisted(source: Source, rule: Mapping[str, Any]) -> Iterator[Paragraph]:
    """What the published total holds beyond the projects that are itemised."""
    total = source.fact("projects_signed_investment", Role.PLANNED)
    claim = read_claim(source.book, total) if total is not None else None
    if total is None or claim is None or claim.gap is None:
        return
    if claim.is_supported:
        yield paragraph("note", rule["supported"])
        return
    gap = Segment(write_quantity(claim.gap, claim.item.places), {"fact": total.pk}, canonical(claim.gap))
    yield paragraph("note", *write_sentence(rule["gap"], lambda _asked: [gap]))


def _look_up(source: Source, project: Subject) -> Look:
    """What the braces mean for one project: its standing figure, whatever its period."""
    facts = {
        (item, role): held[0]
        for (item, _period, role), held in source.book.facts_of(project.code).items()
        if held[0].value is not None
    }
    words = {"project": project.name, "place": project.parent.name if project.parent else ""}

    def look(asked: str) -> Sequence[Piece]:
        if asked in words:
            return [words[asked]]
        item, _, role = asked.partition(":")
        fact = facts.get((item, role))
        return [number_of(fact) if fact is not None else Segment("未报")]

    return look
