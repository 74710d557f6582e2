"""Writes of documents: receive a file, decide about a reading."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Role
from kaifaqu.core.reader.model import Figure, ReadDocument
from kaifaqu.core.reader.read import read_text
from kaifaqu.core.reader.sources import Source, SourceRefused, load_source
from kaifaqu.core.reader.sources.load import draw_pages
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import (
    Decision,
    Document,
    Outcome,
    ReadCheck,
    ReadEvent,
    Reading,
)
from kaifaqu.foundation.documents.queries import picture_name, review_document
from kaifaqu.foundation.documents.rules import Proposal
from kaifaqu.foundation.exact import fits
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import get_subject


def receive_document(
    data: bytes,
    filename: str,
    *,
    subject: Subject,
    by: User,
    at: datetime,
    published_on: date | None = None,
    publisher: str = "",
    title: str = "",
    provenance: Provenance = Provenance.OWN,
    as_table: bool = False,
) -> tuple[Document, bool]:
    """Takes a file in and reads it: (document, whether it is new). The same bytes are the same document.

    A table that a return imports cell by cell is taken in `as_table`: no sentence is looked for in it.

    Raises SourceRefused, with the reason, before anything is written.
    """
    source = load_source(data, filename)
    known = Document.objects.filter(sha256=source.sha256).first()
    if known:
        return known, False
    pictures = _draw_pages(data, source)
    read = read_text("" if as_table else source.text, published_on=published_on, sha256=source.sha256)
    if not default_storage.exists(f"documents/{source.sha256}"):
        default_storage.save(f"documents/{source.sha256}", ContentFile(data))
    for number, picture in enumerate(pictures, start=1):
        name = picture_name(source.sha256, number)
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(picture))
    document = Document(
        sha256=source.sha256, filename=filename[:200], title=(title or first_line(source.text) or filename)[:200],
        publisher=publisher, published_on=published_on, provenance=provenance, subject=subject, received_by=by, received_at=at,
        pages=[[page.width, page.height] for page in source.pages[: len(pictures)]],
    )  # fmt: skip
    return _store_read(document, source, read), True


@transaction.atomic
def _store_read(document: Document, source: Source, read: ReadDocument) -> Document:
    document.media_type, document.text, document.notes = source.media_type, source.text, list(source.notes)
    document.names = read.as_json()["entities"]
    document.save()
    Reading.objects.bulk_create(_reading_row(document, figure, source) for figure in read.figures)
    ReadCheck.objects.bulk_create(
        ReadCheck(
            document=document, number=check.id, kind=check.kind, verdict=check.verdict.value,
            expression=check.expression[:400], sentence=check.sentence, figures=list(check.figures),
        )
        for check in read.checks
    )  # fmt: skip
    ReadEvent.objects.bulk_create(
        ReadEvent(document=document, number=row["id"], type=row["type"], start=row["trigger"][0], end=row["trigger"][1],
                  slots=row["slots"])
        for row in read.as_json()["events"]
    )  # fmt: skip
    record_act(
        "documents.receive_document", by=document.received_by, at=document.received_at, target=f"document:{document.pk}",
        subject=document.subject.code,
        new={"sha256": document.sha256, "title": document.title, "readings": len(read.figures), "checks": len(read.checks)},
    )  # fmt: skip
    return document


def _draw_pages(data: bytes, source: Source) -> tuple[bytes, ...]:
    """Pictures of the pages; none where the file has no pages, or where they can be read but not drawn."""
    if not source.boxes:
        return ()
    try:
        return draw_pages(data)
    except SourceRefused:
        return ()


def _boxes_of(source: Source, start: int, end: int) -> list[list[float]]:
    """[page, left, top, width, height] of each rectangle, rounded to a tenth of the page's unit."""
    return [
        [box.page, *(round(one, 1) for one in (box.left, box.top, box.right - box.left, box.bottom - box.top))]
        for box in source.boxes_over(start, end)
    ]


def _reading_row(document: Document, figure: Figure, source: Source) -> Reading:
    return Reading(
        document=document, number=figure.id, start=figure.span[0], end=figure.span[1], text=figure.text[:120],
        kind=figure.kind, value=_kept(figure.value), low=_kept(figure.low), high=_kept(figure.high), unit=figure.unit or "",
        canonical_unit=figure.canonical_unit or "", indicator=(figure.indicator or "")[:120],
        subject_text=(figure.subject or "")[:120], object_text=(figure.object or "")[:120],
        period=str(figure.period) if figure.period else "", basis=figure.basis or "", role=figure.role.value,
        direction=figure.direction or "", approx=figure.approx or "", of=list(figure.of),
        evidence={name: {"rule": e.rule, "span": list(e.span) if e.span else None} for name, e in figure.evidence.items()},
        boxes=_boxes_of(source, *figure.span),
    )  # fmt: skip


def _kept(value: Decimal | None) -> Decimal | None:
    """The value, or None where no column holds it: the reading then waits for a person."""
    return value if value is not None and fits(value) else None


def first_line(text: str) -> str:
    """The first line with words in it, without a heading's marks: what a document is called when nobody names it."""
    titles = (line.replace("#", " ").strip() for line in text.splitlines())
    return next((title for title in titles if title), "")


@transaction.atomic
def accept_reading(reading: Reading, proposal: Proposal, *, by: User, at: datetime, corrected: bool = False) -> Decision:
    """Decides that the reading stands for this statement.

    Raises PeriodError, UnitError, QuantityError, CatalogueError or Subject.DoesNotExist when a field is not what it should be.
    """
    quantity = Quantity.of(proposal.value if proposal.value is not None else "", proposal.unit)
    quantity.to(item_named(proposal.item).unit)
    decision = Decision(
        reading=reading, outcome=Outcome.ACCEPTED, item=proposal.item, subject=get_subject(proposal.subject),
        period=str(Period.parse(proposal.period)), role=Role(proposal.role).value, value=quantity.value,
        unit=quantity.unit.symbol, corrected=corrected, by=by, at=at,
    )  # fmt: skip
    return _write_decision(decision, reading.document)


@transaction.atomic
def reject_reading(reading: Reading, *, by: User, at: datetime) -> Decision:
    """Decides that the reading is not used."""
    return _write_decision(Decision(reading=reading, outcome=Outcome.REJECTED, by=by, at=at), reading.document)


@transaction.atomic
def decide_event(event: ReadEvent, outcome: Outcome, *, by: User, at: datetime) -> Decision:
    """Accepts an event for the rooms, or sets it aside."""
    return _write_decision(Decision(event=event, outcome=outcome, by=by, at=at), event.document)


def _write_decision(decision: Decision, document: Document) -> Decision:
    decision.save()
    reading, event = decision.reading, decision.event
    target = f"reading:{reading.pk}" if reading else f"event:{event.pk if event else ''}"
    record_act(
        "documents.decide", by=decision.by, at=decision.at, target=target, subject=document.subject.code, new=decision.as_row()
    )
    return decision


@transaction.atomic
def accept_holding(document: Document, *, by: User, at: datetime) -> list[Decision]:
    """Accepts every reading that no check doubts and whose statement is complete; only doubts are left for a person."""
    waiting = [row for row in review_document(document) if row.may_be_accepted_unseen]
    return [accept_reading(row.reading, row.proposal, by=by, at=at) for row in waiting]
