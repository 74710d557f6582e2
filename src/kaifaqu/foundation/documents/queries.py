"""Reads of documents: what was read, what it seems to stand for, what was decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from kaifaqu.core.figures.item import items
from kaifaqu.core.figures.quantity import plain
from kaifaqu.core.figures.statement import LABELS, Role
from kaifaqu.core.reader.cases import Settled, SettledDocument, SettledFigure
from kaifaqu.core.reader.model import ReadDocument
from kaifaqu.core.reader.runs import Run, cut_runs
from kaifaqu.foundation.documents.models import Decision, Document, Outcome, ReadEvent, Reading, Standing
from kaifaqu.foundation.documents.rules import (
    ALARMS,
    Proposal,
    join_boxes,
    propose_item,
    propose_period,
    propose_role,
    worst_verdict,
)
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import find_subject


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A reading with what its checks say, the statement proposed, and the decision that holds."""

    reading: Reading
    verdict: str
    sentences: tuple[str, ...]
    proposal: Proposal
    decision: Decision | None

    @property
    def settled(self) -> Proposal:
        """What the decision says where there is one, otherwise what is proposed."""
        if self.decision is None or self.decision.outcome != Outcome.ACCEPTED or self.decision.subject is None:
            return self.proposal
        row = self.decision
        value = None if row.value is None else plain(row.value)
        return Proposal(row.item, self.decision.subject.code, row.period, row.role, value, row.unit)

    @property
    def role_label(self) -> str:
        """The reading's role in words; a threshold is a condition."""
        role = self.reading.role
        return LABELS[Role(role)] if role in set(Role) else "条件"

    @property
    def named(self) -> str:
        """The statement in one line; what nobody has named yet is left out."""
        settled = self.settled
        item = items().get(settled.item)
        parts = (item.name if item else "", settled.subject, settled.period, f"{settled.shown_value} {settled.unit}".strip())
        return " · ".join(part for part in parts if part)

    @property
    def may_be_accepted_unseen(self) -> bool:
        """True when nothing is undecided about it: no alarm, every field proposed, no decision yet."""
        return self.decision is None and self.verdict not in ALARMS and self.proposal.is_complete


def list_documents(reach: QuerySet[Subject]) -> QuerySet[Document]:
    """The documents of the subjects within reach, newest first."""
    return Document.objects.filter(subject__in=reach).select_related("subject", "received_by")


def get_document(pk: int, reach: QuerySet[Subject]) -> Document:
    """One document within reach. Raises Document.DoesNotExist."""
    return list_documents(reach).get(pk=pk)


def next_waiting() -> Document | None:
    """The document that has waited longest for its recognition."""
    return (
        Document.objects.filter(standing=Standing.WAITING)
        .select_related("subject", "received_by")
        .order_by("received_at", "pk")
        .first()
    )


def count_waiting_before(document: Document) -> int:
    """How many documents are recognised before this one."""
    return Document.objects.filter(standing=Standing.WAITING, received_at__lt=document.received_at).count()


def read_bytes(document: Document) -> bytes:
    """The file as it came in."""
    with default_storage.open(f"documents/{document.sha256}") as handle:
        data: bytes = handle.read()
    return data


def picture_name(sha256: str, number: int) -> str:
    """Where the picture of a page is kept."""
    return f"documents/{sha256}-page-{number}.jpg"


def read_picture(document: Document, number: int) -> bytes | None:
    """The JPEG picture of a page, None where none is kept."""
    name = picture_name(document.sha256, number)
    if not 1 <= number <= len(document.pages) or not default_storage.exists(name):
        return None
    with default_storage.open(name) as handle:
        data: bytes = handle.read()
    return data


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page with its picture, and the rectangles of the readings on it."""

    number: int
    width: float
    height: float
    marks: tuple[Marked, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A rectangle on a page, in the page's units, and the reading that stands in it."""

    reviewed: Reviewed
    left: float
    top: float
    width: float
    height: float


def show_pages(document: Document, reviewed: Iterable[Reviewed]) -> list[ShownPage]:
    """The pages that have a picture, each with the rectangles of its readings."""
    marks: dict[int, list[Marked]] = {}
    for row in reviewed:
        for page, *rectangle in join_boxes(row.reading.boxes):
            marks.setdefault(page, []).append(Marked(row, *rectangle))
    return [
        ShownPage(number, width, height, tuple(marks.get(number, ())))
        for number, (width, height) in enumerate(document.pages, start=1)
    ]


def propose_statement(reading: Reading) -> Proposal:
    """The statement that the reading seems to stand for."""
    code = propose_item(reading.kind, reading.indicator, reading.role, reading.unit, items())
    item = items().get(code)
    subject = find_subject(reading.subject_text) if reading.subject_text else None
    return Proposal(
        item=code,
        subject=subject.code if subject else "",
        period=propose_period(reading.period, item),
        role=propose_role(reading.role),
        value=reading.printed_value,
        unit=reading.unit if item else "",
    )


def review_document(document: Document) -> list[Reviewed]:
    """Every reading of a document in the order of the text, with everything a reviewer needs."""
    checks = defaultdict(list)
    for check in document.checks.all():
        for number in check.figures:
            checks[number].append(check)
    decisions = {
        decision.reading_id: decision
        for decision in Decision.objects.filter(reading__document=document).select_related("subject", "by")
    }
    return [
        Reviewed(
            reading=reading,
            verdict=worst_verdict(check.verdict for check in checks[reading.number]),
            sentences=tuple(check.sentence for check in checks[reading.number]),
            proposal=propose_statement(reading),
            decision=decisions.get(reading.pk),
        )
        for reading in document.readings.all()
    ]


EVENT_LABELS = {
    "meeting": _("会议"), "signing": _("签约"), "registration": _("注册"), "landing": _("落地"), "start": _("开工"), "construction": _("在建"),
    "completion": _("竣工"), "production": _("投产"), "launch": _("启动"), "policy": _("政策"), "report": _("发布数据"), "reform": _("改革"),
    "cooperation": _("合作"), "visit": _("走访"), "promotion": _("升规"), "planned": _("计划"),
}  # fmt: skip
"""What a page calls the types of events."""


@dataclass(frozen=True, slots=True)
class ReviewedEvent:
    """An announced event with the words that announce it, what is known of it, and the decision that holds."""

    event: ReadEvent
    label: str
    words: str
    details: str
    decision: Decision | None


def review_events(document: Document) -> list[ReviewedEvent]:
    """Every event of a document in the order of the text."""
    decisions = {d.event_id: d for d in Decision.objects.filter(event__document=document).select_related("by")}
    return [
        ReviewedEvent(
            event,
            str(EVENT_LABELS.get(event.type, event.type)),
            document.text[event.start : event.end],
            " · ".join(describe_slots(event.slots)),
            decisions.get(event.pk),
        )
        for event in document.events.all()
    ]


def describe_slots(slots: Mapping[str, Any]) -> Iterator[str]:
    """The names and dates among an event's slots; figure ids are for programs."""
    for name, value in slots.items():
        if name in ("count", "amounts") or not value:
            continue
        yield "、".join(map(str, value)) if isinstance(value, list) else str(value)


def list_corrected() -> Iterator[SettledDocument]:
    """The documents in which a reviewer corrected or rejected a reading, with all that was settled: cases for the reader."""
    decisions = Decision.objects.filter(reading__isnull=False).order_by("pk").values_list("reading_id", "corrected", "outcome")
    newest = {reading: (corrected, outcome) for reading, corrected, outcome in decisions}
    mended = [pk for pk, (corrected, outcome) in newest.items() if corrected or outcome == Outcome.REJECTED]
    for document in Document.objects.filter(readings__in=mended).distinct().order_by("pk"):
        figures = tuple(settle_figure(row) for row in review_document(document))
        yield SettledDocument(document.sha256[:12], document.text, document.published_on, figures)


def settle_figure(row: Reviewed) -> SettledFigure:
    """A reading as the reviewer left it: fields that the decision changed are the decision's, all others stay as read."""
    reading, settled, proposal = row.reading, row.settled, row.proposal
    item = items().get(settled.item)
    value, sign = settled.value, -1 if reading.direction == "down" else 1
    return SettledFigure(
        id=reading.number, span=(reading.start, reading.end), text=reading.text, kind=reading.kind, settled=settled_by(row.decision),
        value=reading.value if value is None else value * sign,
        unit=(settled.unit if value is not None else reading.canonical_unit) or None,
        indicator=(item.name if item and settled.item != proposal.item else reading.indicator) or None,
        subject=settled.subject or reading.subject_text or None, object=reading.object_text or None,
        period=(settled.period if settled.period != proposal.period else reading.period) or None,
        role=settled.role if settled.role and settled.role != proposal.role else reading.role,
        approx=reading.approx or None, of=tuple(reading.of),
    )  # fmt: skip


def settled_by(decision: Decision | None) -> Settled:
    """What a decision says about the reading itself."""
    if decision is None:
        return Settled.OPEN
    return Settled.CONFIRMED if decision.outcome == Outcome.ACCEPTED else Settled.REJECTED


def list_accepted(subject_within: Subject) -> Sequence[Decision]:
    """The accepting decisions that hold for the subject and everything below it, in the order made."""
    decisions = Decision.objects.filter(reading__isnull=False, subject__path__startswith=subject_within.path)
    latest = {decision.reading_id: decision for decision in decisions.select_related("reading__document", "subject")}
    newest = dict(Decision.objects.filter(reading__in=latest).order_by("pk").values_list("reading_id", "pk"))
    return [d for d in latest.values() if d.outcome == Outcome.ACCEPTED and newest[d.reading_id] == d.pk]


def list_said_elsewhere(settled: Proposal, document: Document) -> QuerySet[Decision]:
    """What was accepted from other documents as this very statement."""
    said = Decision.objects.filter(
        item=settled.item, subject__code=settled.subject, period=settled.period, role=settled.role, outcome=Outcome.ACCEPTED,
        value__isnull=False,
    )  # fmt: skip
    return said.exclude(reading__document=document).select_related("reading__document")


def list_accepted_events(*kinds: str) -> QuerySet[ReadEvent]:
    """The events of these types whose newest decision accepts them: the rooms' inbox."""
    newest = Decision.objects.filter(event=OuterRef("pk")).order_by("-pk").values("outcome")[:1]
    events = ReadEvent.objects.filter(type__in=kinds).annotate(held=Subquery(newest))
    accepted: QuerySet[ReadEvent] = events.filter(held=Outcome.ACCEPTED).select_related("document")
    return accepted


def list_published_by(provenance: Provenance) -> QuerySet[Document]:
    """The documents of one provenance in the order received."""
    return Document.objects.filter(provenance=provenance).select_related("subject").order_by("pk")


def mark_read(read: ReadDocument) -> Sequence[Run]:
    """A text that is not kept, as runs coloured by the worst verdict that rests on each figure; a run carries its figure."""
    verdicts = defaultdict(list)
    for check in read.checks:
        for number in check.figures:
            verdicts[number].append(check.verdict.value)
    marks = ((f.span[0], f.span[1], worst_verdict(verdicts[f.id]), f) for f in sorted(read.figures, key=lambda f: f.span))
    return cut_runs(read.text, marks)


def mark_reviewed(document: Document, reviewed: Sequence[Reviewed]) -> list[Run]:
    """The document's text as runs; each reading's run carries what a reviewer needs."""
    return cut_runs(document.text, ((row.reading.start, row.reading.end, row.verdict, row) for row in reviewed))
