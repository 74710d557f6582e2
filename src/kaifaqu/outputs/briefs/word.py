"""A brief as Word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from django.utils.timezone import localdate

from kaifaqu.foundation.paper import Part, write_paper
from kaifaqu.outputs.briefs.editing import WORDS
from kaifaqu.outputs.briefs.models import Brief
from kaifaqu.outputs.briefs.queries import paragraphs_of
from kaifaqu.outputs.briefs.segments import Paragraph


def write_word(brief: Brief) -> bytes:
    """The .docx of a brief. The same brief gives the same text; the date is the day of issue, or of composing before that."""
    when = brief.issued_at or brief.composed_at
    return write_paper(
        parts_of(paragraphs_of(brief)), title=brief.title, issuer=brief.subject.name, on=localdate(when), made_at=when
    )


def parts_of(paragraphs: Iterable[Paragraph]) -> list[Part]:
    """Paragraphs as parts of a paper."""
    return [part for level, items in groupby(paragraphs, key=lambda item: item.level) for part in _parts(level, list(items))]


def _parts(level: str, items: Sequence[Paragraph]) -> list[Part]:
    """Paragraphs of one level as parts of a paper: rows that follow each other are one table."""
    if level != "row":
        return [Part("body" if level == WORDS else level, item.text) for item in items]
    return [Part("table", rows=[["".join(segment.text for segment in cell) for cell in item.cells] for item in items])]
