"""Writes of documents: receive a file, decide about a reading."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Role
from kaifaqu.core.reader.model import Figure, ReadDocument
from kaifaqu.core.reader.read import read_text
from kaifaqu.core.reader.sources import Source, SourceRefused, load_source
from kaifaqu.core.reader.sources.load import Scan, draw_pages, load_unless_scanned
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import (
    Decision,
    Document,
    Outcome,
    ReadCheck,
    ReadEvent,
    Reading,
    Standing,
)
from kaifaqu.foundation.documents.queries import next_waiting, picture_name, read_bytes, review_document
from kaifaqu.foundation.documents.rules import Proposal
from kaifaqu.foundation.exact import fits
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.one_process import only_one
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import get_subject

LONGEST_AT_ONCE = 40_000
"""Characters that are read while the person waits, about two seconds of work; a longer text is read beside the server."""

MOST_ATTEMPTS = 3
"""A recognition that takes the whole program down with it is not begun for ever."""

CUT_SHORT = "识别了 %s 次都中途停止，没有再试。请检查文件是否过大或损坏，改用较小的扫描件，或人工录入。"


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
    return _receive(
        source, data, filename, subject=subject, by=by, at=at, published_on=published_on, publisher=publisher, title=title,
        provenance=provenance, as_table=as_table,
    ), True  # fmt: skip


def _receive(
    source: Source, data: bytes, filename: str, *, subject: Subject, by: User, at: datetime, published_on: date | None,
    publisher: str, title: str = "", provenance: Provenance = Provenance.OWN, as_table: bool = False,
) -> Document:  # fmt: skip
    pictures = _draw_pages(data, source)
    read = read_text("" if as_table else source.text, published_on=published_on, sha256=source.sha256)
    _keep(f"documents/{source.sha256}", data)
    _keep_pictures(source.sha256, pictures)
    document = Document(
        sha256=source.sha256, filename=filename[:200], title=(title or first_line(source.text) or filename)[:200],
        publisher=publisher, published_on=published_on, provenance=provenance, subject=subject, received_by=by, received_at=at,
        pages=[[page.width, page.height] for page in source.pages[: len(pictures)]],
    )  # fmt: skip
    return _store_read(document, source, read)


def take_in(
    data: bytes,
    filename: str,
    *,
    subject: Subject,
    by: User,
    at: datetime,
    published_on: date | None = None,
    publisher: str = "",
) -> tuple[Document, bool]:
    """Takes a file in as receive_document does, but answers at once: a scan or a yearbook is kept and waits for `read_waiting`.

    Raises SourceRefused, with the reason, before anything is written.
    """
    known = Document.objects.filter(sha256=hashlib.sha256(data).hexdigest()).first()
    if known:
        return known, False
    source = load_unless_scanned(data, filename)
    if isinstance(source, Source) and len(source.text) <= LONGEST_AT_ONCE:
        return _receive(
            source, data, filename, subject=subject, by=by, at=at, published_on=published_on, publisher=publisher
        ), True
    document = Document(
        sha256=source.sha256, filename=filename[:200], title=filename[:200], publisher=publisher, published_on=published_on,
        subject=subject, received_by=by, received_at=at, media_type=source.media_type, standing=Standing.WAITING,
        to_recognise=source.pages if isinstance(source, Scan) else 0,
    )  # fmt: skip
    _keep(f"documents/{source.sha256}", data)
    return _store_waiting(document), True


@transaction.atomic
def _store_waiting(document: Document) -> Document:
    document.save()
    record_act(
        "documents.take_in", by=document.received_by, at=document.received_at, target=f"document:{document.pk}",
        subject=document.subject.code, new={"sha256": document.sha256, "to_recognise": document.to_recognise},
    )  # fmt: skip
    return document


def read_waiting(document: Document, *, at: datetime) -> Document:
    """Recognises and reads a document that waits. Until all is stored, in one transaction, it goes on waiting.

    A file that cannot be recognised, or whose recognition was cut short too often, is set aside with the reason.
    """
    begun = Document.objects.filter(pk=document.pk, standing=Standing.WAITING)
    if not begun.update(begun_at=at, attempts=F("attempts") + 1):
        return document
    document.refresh_from_db()
    if document.attempts > MOST_ATTEMPTS:
        return _set_aside(document, CUT_SHORT % MOST_ATTEMPTS, at)
    data = read_bytes(document)
    try:
        source = load_source(data, document.filename)
        pictures = _draw_pages(data, source)
    except SourceRefused as refused:
        return _set_aside(document, str(refused), at)
    read = read_text(source.text, published_on=document.published_on, sha256=document.sha256)
    _keep_pictures(document.sha256, pictures)
    document.pages = [[page.width, page.height] for page in source.pages[: len(pictures)]]
    document.title = (first_line(source.text) or document.filename)[:200]
    return _store_read(document, source, read)


@transaction.atomic
def _set_aside(document: Document, reason: str, at: datetime) -> Document:
    document.standing, document.refusal = Standing.REFUSED, reason
    document.save(update_fields=("standing", "refusal"))
    record_act(
        "documents.set_aside", by=document.received_by, at=at, target=f"document:{document.pk}",
        subject=document.subject.code, new={"standing": document.standing, "refusal": reason},
    )  # fmt: skip
    return document


@transaction.atomic
def read_again(document: Document, *, by: User, at: datetime) -> Document:
    """Lets a document that was set aside wait once more."""
    if document.standing != Standing.REFUSED:
        return document
    old = {"standing": document.standing, "refusal": document.refusal}
    document.standing, document.refusal, document.attempts, document.begun_at = Standing.WAITING, "", 0, None
    document.save(update_fields=("standing", "refusal", "attempts", "begun_at"))
    record_act(
        "documents.read_again", by=by, at=at, target=f"document:{document.pk}", subject=document.subject.code, old=old,
        new={"standing": document.standing},
    )  # fmt: skip
    return document


def read_all_waiting(at: datetime) -> Iterator[str]:
    """The duty: recognises every document that waits, one after the other; only one process at a time does so."""
    with only_one("recognition") as is_mine:
        while is_mine and (document := next_waiting()):
            document = read_waiting(document, at=at)
            yield f"识别《{document.title}》：{document.get_standing_display()}。"


def _keep(name: str, data: bytes) -> None:
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(data))


def _keep_pictures(sha256: str, pictures: Sequence[bytes]) -> None:
    for number, picture in enumerate(pictures, start=1):
        _keep(picture_name(sha256, number), picture)


@transaction.atomic
def _store_read(document: Document, source: Source, read: ReadDocument) -> Document:
    if document.pk is not None and not Document.objects.filter(pk=document.pk, standing=Standing.WAITING).update(
        standing=Standing.READ
    ):
        return Document.objects.get(pk=document.pk)
    document.standing = Standing.READ
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
