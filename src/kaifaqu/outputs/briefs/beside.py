"""同时公布: what the texts that a brief's figures were read from say besides, of others than its subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.outputs.briefs.segments import Paragraph, Segment, paragraph
from kaifaqu.outputs.briefs.source import Source, number_of, write_rate
from kaifaqu.statistics.ledger.models import Fact

GROWTH = "_growth_published"


def tell_beside(heading: str, source: Source, ours: Iterable[Fact], wanted: Callable[[Fact], bool]) -> Iterator[Paragraph]:
    """One sentence for each wanted fact of the texts in which our own stand, a rate of growth behind its figure; nothing where there is none."""
    documents = dict.fromkeys(fact.line.reading.document_id for fact in ours if fact.line.reading is not None)
    told = [
        fact
        for document in documents
        for fact in source.book.facts_read_from(document)
        if fact.value is not None and wanted(fact)
    ]
    rates = {_address(fact): fact for fact in told if fact.item.endswith(GROWTH)}
    if told:
        yield paragraph("heading", heading)
    for fact in told:
        if not fact.item.endswith(GROWTH):
            yield paragraph("body", *_sentence(fact, rates.get(_address(fact))))


def is_above(subject: Subject, period: Period) -> Callable[[Fact], bool]:
    """The figures of the areas that the subject lies in, of the same end."""
    codes = set(subject.path.strip("/").split("/")) - {subject.code}
    return lambda fact: fact.subject.code in codes and Period.parse(fact.period).bounded_end == period.bounded_end


def _address(fact: Fact) -> tuple[str, int, str]:
    return fact.item.removesuffix(GROWTH), fact.subject_id, fact.period


def _sentence(fact: Fact, rate: Fact | None) -> Iterator[str | Segment]:
    yield f"{Period.parse(fact.period).chinese}，{fact.subject.name}：{item_named(fact.item).name}"
    yield number_of(fact)
    if rate is not None:
        yield "，同比"
        yield write_rate(rate)
    yield "。"
