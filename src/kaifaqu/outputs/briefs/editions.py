"""What an edition of a brief says otherwise than the one before, and otherwise than the book would say today."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import QuerySet
from django.utils.timezone import localdate

from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.models import User
from kaifaqu.outputs.briefs.actions import TEMPLATES
from kaifaqu.outputs.briefs.editing import carry_words
from kaifaqu.outputs.briefs.models import Brief
from kaifaqu.outputs.briefs.queries import list_briefs, paragraphs_of
from kaifaqu.outputs.briefs.segments import Paragraph
from kaifaqu.outputs.briefs.source import Source
from kaifaqu.statistics.ledger.queries import Book, position_now

SENTENCE = re.compile(r"[^。；]+[。；]?")


@dataclass(frozen=True, slots=True)
class Change:
    """Sentences that were replaced, left out or added; "" where there is no other side."""

    old: str
    new: str


def earlier_edition(brief: Brief, user: User) -> Brief | None:
    """The newest edition before this one that the user may see, or None."""
    return _siblings(brief).filter(pk__in=list_briefs(user), edition__lt=brief.edition).order_by("-edition").first()


def newer_edition(brief: Brief, user: User) -> Brief | None:
    """The newest edition after this one that the user may see, or None."""
    return _siblings(brief).filter(pk__in=list_briefs(user), edition__gt=brief.edition).order_by("-edition").first()


def _siblings(brief: Brief) -> QuerySet[Brief]:
    return Brief.objects.filter(template=brief.template, subject=brief.subject, period=brief.period)


def list_changes(old: Iterable[Paragraph], new: Iterable[Paragraph]) -> list[Change]:
    """The sentences that differ, in the order of the text."""
    before, after = list(split_sentences(old)), list(split_sentences(new))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [
        Change("".join(before[start:end]), "".join(after[begin:stop]))
        for tag, start, end, begin, stop in matcher.get_opcodes()
        if tag != "equal"
    ]


def split_sentences(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    """The sentences of a text, its title left out."""
    for row in paragraphs:
        if row.level != "title":
            yield from SENTENCE.findall(row.text)


def changes_since(brief: Brief, before: Brief | None) -> Sequence[Change]:
    """What the brief says otherwise than the edition before."""
    return list_changes(paragraphs_of(before), paragraphs_of(brief)) if before else ()


def changes_due(brief: Brief) -> Sequence[Change]:
    """What the brief would say otherwise if it were composed from the book as it stands now; nothing for one that a newer edition replaced.

    It tells what the book says now: only for who may compose the brief.
    """
    if brief.position == position_now() or _siblings(brief).filter(edition__gt=brief.edition).exists():
        return ()
    template = TEMPLATES[brief.template]
    source = Source.of(brief.subject, Period.parse(brief.period), Book.now(), localdate(), template.cited)
    held = paragraphs_of(brief)
    return list_changes(held, carry_words(held, template.compose(source)))
