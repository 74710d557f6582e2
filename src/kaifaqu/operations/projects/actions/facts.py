"""Dated facts: recorded with evidence, voided with a reason; the stage follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.core.figures.period import Period, Shape
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document, ReadEvent
from kaifaqu.operations.projects.actions.files import ProjectRefusedError, note_act
from kaifaqu.operations.projects.actions.supervision import supervise
from kaifaqu.operations.projects.models import DatedFact, Project
from kaifaqu.operations.projects.periods import first_day, is_exact
from kaifaqu.operations.projects.stages import REPEATABLE, Happened, find_disorder, find_open_gates, stage_of
from kaifaqu.operations.projects.vocabulary import FactKind


@transaction.atomic
def record_fact(
    project: Project, kind: FactKind, period: Period, *, by: User, at: datetime, note: str = "", document: Document | None = None,
    event: ReadEvent | None = None,
) -> DatedFact:  # fmt: skip
    """Records what happened and when; the stage follows. A vaguer record of the same fact gives way to one of a day.

    Raises ProjectRefusedError: the day lies ahead, stands in the wrong order, is there already, or a gate is passed without a reason.
    """
    if period.shape is Shape.AFTER_COMPLETION:
        raise ProjectRefusedError(_("“建成后”不是日期。请填写发生的日期、月份或季度。"))
    day = period.bounded_end
    if (period.start or day) > at.date():
        raise ProjectRefusedError(
            _("%(kind)s的日期 %(day)s 还没有到。计划日期请填在“计划开工、竣工、投产”里。") % {"kind": kind.label, "day": day}
        )
    standing = DatedFact.objects.filter(project=project, kind=kind, voided_at=None).first()
    if standing is not None and kind not in REPEATABLE:
        _give_way(standing, period, by=by, at=at)
    _refuse_disorder(project, kind, period, note=note, proven=event is not None)
    fact = DatedFact.objects.create(
        project=project, kind=kind, period=str(period), date=day, exact=is_exact(period), document=document, event=event,
        note=note.strip(), by=by, at=at,
    )  # fmt: skip
    keep_stage(project)
    note_act("record_fact", project, by=by, at=at, new={"kind": kind.value, "period": str(period), "note": note})
    supervise(project, by=by, at=at)
    return fact


def _give_way(standing: DatedFact, period: Period, *, by: User, at: datetime) -> None:
    """Voids a vague record for one of a day within it; refuses anything else."""
    within = not standing.exact and is_exact(period) and Period.parse(standing.period).covers(period.bounded_end)
    if not within:
        raise ProjectRefusedError(
            _("“%(kind)s”已登记为 %(day)s。原来的不对，请先作废并写明原因，再登记新的。")
            % {"kind": FactKind(standing.kind).label, "day": standing.shown}
        )
    standing.voided_by, standing.voided_at = by, at
    standing.void_reason = _("已补登到日：%(day)s") % {"day": period.bounded_end}
    standing.save(update_fields=["voided_by", "voided_at", "void_reason"])


def _refuse_disorder(project: Project, kind: FactKind, period: Period, *, note: str, proven: bool) -> None:
    """What cannot be is refused; a gate is passed with a reason, or by a document that announces the fact itself."""
    known = happened(project.facts.filter(voided_at=None))
    new = Happened(kind, period.bounded_end, is_exact(period), first_day(period))
    problems = list(find_disorder(known, new))
    if problems:
        raise ProjectRefusedError(_("日期的先后不成立，没有登记。"), problems)
    gates = [] if note.strip() or proven else list(find_open_gates(known, kind))
    if gates:
        raise ProjectRefusedError(_("前面的事项还没有登记，请补登或说明理由。"), gates)


@transaction.atomic
def void_fact(fact: DatedFact, reason: str, *, by: User, at: datetime) -> None:
    """Takes a fact back with a reason; the stage goes back where it rested on it. Raises ProjectRefusedError."""
    if not reason.strip():
        raise ProjectRefusedError(_("作废要写明原因：退回哪一步、凭什么。"))
    if fact.voided_at is not None:
        raise ProjectRefusedError(_("这一条已经作废。"))
    before = fact.project.stage
    fact.voided_by, fact.voided_at, fact.void_reason = by, at, reason.strip()
    fact.save(update_fields=["voided_by", "voided_at", "void_reason"])
    keep_stage(fact.project)
    note_act(
        "void_fact", fact.project, by=by, at=at, old={"kind": fact.kind, "period": fact.period, "stage": before},
        new={"reason": reason.strip(), "stage": fact.project.stage},
    )  # fmt: skip
    supervise(fact.project, by=by, at=at)


def happened(facts: Iterable[DatedFact]) -> list[Happened]:
    """Records as the rules see them."""
    return [
        Happened(FactKind(fact.kind), fact.date, fact.exact, first_day(Period.parse(fact.period)))
        for fact in facts
        if fact.voided_at is None
    ]


def keep_stage(project: Project) -> None:
    """Writes the computed stage beside the facts that it follows from: lists ask for it by the thousand."""
    standing = stage_of(happened(project.facts.all()))
    project.stage, project.stage_since = standing.stage, standing.since
    project.save(update_fields=["stage", "stage_since"])
