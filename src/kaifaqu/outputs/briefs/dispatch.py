"""调度通报: the month's notice of the projects room as a brief, its numbers leading to the dispatch list that they were counted from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.projects.queries.dispatch import list_months_of, read_dispatch
from kaifaqu.operations.projects.queries.notice import Number, Piece, tell_notice
from kaifaqu.outputs.briefs.segments import Paragraph, Segment, paragraph, row
from kaifaqu.outputs.briefs.source import Source, canonical
from kaifaqu.statistics.ledger.queries import Book

CITED: tuple[str, ...] = ()


def compose_dispatch(source: Source) -> list[Paragraph]:
    """The whole brief for the last month of the period, as of its end or of the day of composing."""
    month = source.period.bounded_end
    url = f"{reverse('projects:dispatch', args=[source.subject.code])}?month={month:%Y-%m}"
    told = tell_notice(read_dispatch(source.subject, month.year, month.month, source.today))
    return [
        one
        for part in told
        for one in (
            [_row(cells, url) for cells in part.rows] or [paragraph(part.level, *(_said(piece, url) for piece in part.pieces))]
        )
    ]


def offer_months(subjects: Sequence[Subject], _book: Book, today: date) -> list[Period]:
    """The running month and those that any of the subjects has opened for dispatch, the newest first."""
    months = {(today.year, today.month), *list_months_of(subjects)}
    return [Period.months(*month) for month in sorted(months, reverse=True)]


def _said(piece: Piece, url: str) -> str | Segment:
    if isinstance(piece, Number):
        return Segment(piece.text, {"register": piece.what, "url": url}, canonical(piece.quantity))
    return piece


def _row(cells: Sequence[Piece], url: str) -> Paragraph:
    """A cell prints its number without the unit, which its heading has: it is no sentence to be read again."""
    return row(
        *(Segment(cell.text, {"register": cell.what, "url": url}) if isinstance(cell, Number) else cell for cell in cells)
    )
