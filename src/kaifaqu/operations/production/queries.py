"""Reads of production: lines, what they can make, what they made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.foundation.documents.models import ReadEvent
from kaifaqu.foundation.documents.queries import list_accepted_events
from kaifaqu.foundation.stated import Summary
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.production.models import Capacity, Line, LineStatus, MonthOutput, ParkTarget, Upgrade
from kaifaqu.operations.production.rules import compute_progress, compute_utilisation

BUILT = (LineStatus.BUILT, LineStatus.TRIAL, LineStatus.FULL, LineStatus.STOPPED)
"""The statuses of a line that stands."""


def list_lines(reach: QuerySet[Subject]) -> QuerySet[Line]:
    """The lines within reach in the order of the tree, with their capacities."""
    return (
        Line.objects.exclude(status=LineStatus.VOID)
        .filter(subject__in=reach)
        .select_related("subject", "owner__parent")
        .prefetch_related("capacities__outputs")
    )


def get_line(pk: int, reach: QuerySet[Subject]) -> Line:
    """One line within reach. Raises Line.DoesNotExist."""
    return list_lines(reach).get(pk=pk)


def list_lines_of(subject: Subject) -> QuerySet[Line]:
    """The lines on or below a subject."""
    rows = Line.objects.exclude(status=LineStatus.VOID).filter(subject__path__startswith=subject.path)
    return rows.select_related("subject", "owner")


def list_siblings(line: Line) -> QuerySet[Line]:
    """The lines of the same owner, itself included."""
    return Line.objects.exclude(status=LineStatus.VOID).filter(owner=line.owner).select_related("subject")


def count_built(subject: Subject, product: str = "") -> int:
    """The lines that stand on or below a subject, of a product if given."""
    rows = list_lines_of(subject).filter(status__in=BUILT)
    return rows.filter(product=product).count() if product else rows.count()


@dataclass(frozen=True, slots=True)
class Used:
    """A capacity with what was made under it in a year: real and planned so far, the months told, and the utilisation in %."""

    capacity: Capacity
    lines: tuple[Line, ...]
    planned: Decimal | None
    real: Decimal | None
    months: int
    utilisation: Decimal | None


def list_used(owner: Subject, year: int) -> list[Used]:
    """Every capacity of an owner with its year: of each month the newest row."""
    rows = Capacity.objects.filter(owner=owner).prefetch_related("lines__subject", "outputs")
    return [_use(capacity, year) for capacity in rows]


def _use(capacity: Capacity, year: int) -> Used:
    newest: dict[date, MonthOutput] = {row.month: row for row in capacity.outputs.all() if row.month.year == year}
    real = [row.real for row in newest.values() if row.real is not None]
    planned = [row.planned for row in newest.values() if row.planned is not None]
    total = sum(real, Decimal(0)) if real else None
    return Used(
        capacity, tuple(capacity.lines.all()), sum(planned, Decimal(0)) if planned else None, total, len(real),
        None if total is None else compute_utilisation(total, len(real), capacity.amount),
    )  # fmt: skip


def list_upgrades(owner: Subject) -> QuerySet[Upgrade]:
    """What was done to the owner's lines, the newest first."""
    return Upgrade.objects.filter(owner=owner).select_related("before", "after").prefetch_related("lines__subject")


def list_capacities_of(subject: Subject, product: str, on: date) -> QuerySet[Capacity]:
    """The capacities that hold on a day of lines of a product on or below a subject."""
    held = Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on)
    return Capacity.objects.filter(*held, owner__path__startswith=subject.path, lines__product=product).distinct()


@dataclass(frozen=True, slots=True)
class Reached:
    """A park's target with what it has reached."""

    target: ParkTarget
    year: int | None
    output: Decimal | None
    share: Decimal | None


def list_reached(reach: QuerySet[Subject]) -> list[Reached]:
    """The targets within reach with the newest year that is told."""
    found = []
    for target in ParkTarget.objects.filter(zone__in=reach).select_related("zone").prefetch_related("progress"):
        last = target.progress.all()[len(target.progress.all()) - 1] if target.progress.all() else None
        share = compute_progress(last.output, target.target) if last else None
        found.append(Reached(target, last.year if last else None, last.output if last else None, share))
    return found


def get_target(pk: int, reach: QuerySet[Subject]) -> ParkTarget:
    """One target within reach. Raises ParkTarget.DoesNotExist."""
    return ParkTarget.objects.select_related("zone").get(pk=pk, zone__in=reach)


def list_inbox(reach: QuerySet[Subject]) -> list[ReadEvent]:
    """Accepted launches and starts of production that no line refers to yet, of documents within reach."""
    taken = set(Line.objects.exclude(event=None).values_list("event", flat=True))
    events = list_accepted_events("launch", "production").filter(document__subject__in=reach)
    return [event for event in events.order_by("type", "pk") if event.pk not in taken]


def summarize(subject: Subject, on: date) -> list[Summary]:
    """The room's line on a subject's page."""
    count = count_built(subject)
    return [Summary(_("已建成生产线"), str(count), f"{reverse('production:list')}?code={subject.code}")] if count else []
