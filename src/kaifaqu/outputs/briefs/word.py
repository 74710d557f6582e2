"""A brief as Word."""

from __future__ import annotations

from django.utils.timezone import localdate

from kaifaqu.foundation.paper import Part, write_paper
from kaifaqu.outputs.briefs.models import Brief
from kaifaqu.outputs.briefs.queries import paragraphs_of


def write_word(brief: Brief) -> bytes:
    """The .docx of a brief. The same brief gives the same text; the date is the day of issue, or of composing before that."""
    when = brief.issued_at or brief.composed_at
    parts = [Part(item.level, item.text) for item in paragraphs_of(brief)]
    return write_paper(parts, title=brief.title, issuer=brief.subject.name, on=localdate(when), made_at=when)
