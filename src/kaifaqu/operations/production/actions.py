"""Writes of production."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import ReadEvent
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.actions import put_subject
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.operations.production.models import (
    Capacity,
    Line,
    LineStatus,
    LineStatusChange,
    MonthOutput,
    ParkProgress,
    ParkTarget,
    Upgrade,
)
from kaifaqu.operations.production.queries import list_lines_of
from kaifaqu.operations.production.rules import ProductionRefusedError


@transaction.atomic
def put_line(
    *, owner: Subject, name: str, product: str, status: LineStatus, by: User, at: datetime, since: date | None = None,
    provenance: Provenance = Provenance.OWN, source_url: str = "", event: ReadEvent | None = None,
) -> Line:  # fmt: skip
    """Registers a line below its enterprise or project. Raises ProductionRefusedError for a name that the owner has already."""
    if list_lines_of(owner).filter(owner=owner, subject__name=name.strip()).exists():
        raise ProductionRefusedError(
            _("「%(owner)s」已有名为“%(name)s”的生产线。") % {"owner": owner.label, "name": name.strip()}
        )
    number = Line.objects.filter(owner=owner).count() + 1
    subject = put_subject(code=f"L-{owner.code}-{number}"[:40], kind=Kind.PRODUCTION_LINE, name=name.strip(), parent=owner.code)
    line = Line.objects.create(
        subject=subject,
        owner=owner,
        product=product.strip(),
        status=status,
        since=since,
        provenance=provenance,
        source_url=source_url,
        event=event,
    )
    LineStatusChange.objects.create(line=line, status=status, on=since, words=_("登记"), by_name=by.name, at=at)
    _record("put_line", line, by, at, new={"name": name, "product": product, "status": status})
    return line


@transaction.atomic
def set_status(line: Line, *, status: LineStatus, on: date | None, words: str, by: User, at: datetime) -> Line:
    """Notes a new status. Raises ProductionRefusedError for the same one."""
    if line.status == status:
        raise ProductionRefusedError(_("生产线已经是“%(status)s”。") % {"status": line.get_status_display()})
    old, line.status, line.since = line.status, status, on
    line.save(update_fields=["status", "since"])
    LineStatusChange.objects.create(line=line, status=status, on=on, words=words.strip(), by_name=by.name, at=at)
    _record("set_status", line, by, at, old={"status": old}, new={"status": status, "words": words})
    return line


@transaction.atomic
def correct_product(line: Line, *, product: str, by: User, at: datetime) -> Line:
    """Writes what a line makes anew. Raises ProductionRefusedError without a product."""
    if not product.strip():
        raise ProductionRefusedError(_("没有写产品。"))
    old, line.product = line.product, product.strip()
    line.save(update_fields=["product"])
    _record("correct_product", line, by, at, old={"product": old}, new={"product": line.product})
    return line


@transaction.atomic
def state_capacity(
    *, lines: Iterable[Line], amount: Decimal, unit: str, scope: str, by: User, at: datetime, valid_from: date | None = None,
    provenance: Provenance = Provenance.OWN, source_url: str = "",
) -> Capacity:  # fmt: skip
    """States a year's capacity of certain lines of one owner; what was stated before of the same lines ends there.

    Raises ProductionRefusedError for no lines, lines of two owners, or an amount that is not above zero.
    """
    covered = list(lines)
    if len({line.owner_id for line in covered}) != 1 or amount <= 0:
        raise ProductionRefusedError(_("产能要大于0，并选定同一家的生产线作为口径。"))
    owner = covered[0].owner
    if valid_from is not None:
        for old in Capacity.objects.filter(owner=owner, valid_to=None).prefetch_related("lines"):
            if {row.pk for row in old.lines.all()} == {row.pk for row in covered}:
                old.valid_to = valid_from
                old.save(update_fields=["valid_to"])
    row = Capacity.objects.create(
        owner=owner,
        amount=amount,
        unit=unit.strip(),
        scope=scope.strip(),
        valid_from=valid_from,
        provenance=provenance,
        source_url=source_url,
    )
    row.lines.set(covered)
    _record(
        "state_capacity", covered[0], by, at, new={"amount": str(amount), "unit": unit, "scope": scope, "lines": len(covered)}
    )
    return row


@transaction.atomic
def state_output(
    capacity: Capacity, *, month: date, planned: Decimal | None, real: Decimal | None, by: User, at: datetime
) -> MonthOutput:
    """States a month's output. Raises ProductionRefusedError where neither is given."""
    if planned is None and real is None:
        raise ProductionRefusedError(_("计划产量和实际产量都没有填。"))
    row = MonthOutput.objects.create(capacity=capacity, month=month.replace(day=1), planned=planned, real=real, by=by, at=at)
    new = {
        "month": f"{month:%Y-%m}",
        "planned": None if planned is None else str(planned),
        "real": None if real is None else str(real),
    }
    record_act("production.state_output", by=by, at=at, target=f"capacity:{capacity.pk}", subject=capacity.owner.code, new=new)
    return row


@transaction.atomic
def upgrade_lines(*, lines: Iterable[Line], by: User, at: datetime, **told: Any) -> Upgrade:
    """Notes an upgrade; `told` are kind, partner, cost, begun_on, done_on, before, after, words, source_url.

    Raises ProductionRefusedError for no lines or lines of two owners.
    """
    covered = list(lines)
    if len({line.owner_id for line in covered}) != 1:
        raise ProductionRefusedError(_("请选定同一家的生产线。"))
    row = Upgrade.objects.create(owner=covered[0].owner, by=by, at=at, **told)
    row.lines.set(covered)
    _record("upgrade_lines", covered[0], by, at, new={"kind": row.kind, "partner": row.partner, "lines": len(covered)})
    return row


@transaction.atomic
def put_target(
    *, zone: Subject, name: str, target: Decimal, by: User, at: datetime, target_year: int | None = None,
    provenance: Provenance = Provenance.OWN, source_url: str = "",
) -> ParkTarget:  # fmt: skip
    """Sets what a park is to reach, in 亿元."""
    row = ParkTarget.objects.create(
        zone=zone, name=name.strip(), target=target, target_year=target_year, provenance=provenance, source_url=source_url
    )
    record_act(
        "production.put_target",
        by=by,
        at=at,
        target=f"park_target:{row.pk}",
        subject=zone.code,
        new={"name": name, "target": str(target)},
    )
    return row


@transaction.atomic
def state_progress(target: ParkTarget, *, year: int, output: Decimal, basis: str, by: User, at: datetime) -> ParkProgress:
    """States what a park has reached in a year, in 亿元, with its basis. Raises ProductionRefusedError without one."""
    if not basis.strip():
        raise ProductionRefusedError(_("没有写依据。请写明数据来源。"))
    row = ParkProgress.objects.create(target=target, year=year, output=output, basis=basis.strip(), by=by, at=at)
    new = {"year": year, "output": str(output), "basis": row.basis}
    record_act("production.state_progress", by=by, at=at, target=f"park_target:{target.pk}", subject=target.zone.code, new=new)
    return row


def _record(act: str, line: Line, by: User, at: datetime, *, old: Any = None, new: Any = None) -> None:
    record_act(f"production.{act}", by=by, at=at, target=f"line:{line.pk}", subject=line.subject.code, old=old, new=new)
