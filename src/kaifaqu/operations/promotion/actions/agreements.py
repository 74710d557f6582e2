"""Writes about agreements: drafted, judged gate by gate, signed; a ceremony is listed and pursued until the paper is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.actions import System
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.actions import put_member, put_subject
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.operations.promotion.actions.recording import PromotionRefusedError, as_json, change, record
from kaifaqu.operations.promotion.models import Agreement, Event, GateOpinion, Lead
from kaifaqu.operations.promotion.practice import gate_rule, practice_on
from kaifaqu.operations.promotion.queries import gates_of, source_of
from kaifaqu.operations.promotion.rules import GateView
from kaifaqu.operations.promotion.vocabulary import OPEN_STATES, AgreementKind, AgreementState, LeadState
from kaifaqu.operations.tasks.actions import close_task, make_promise, open_task
from kaifaqu.operations.tasks.models import PromiseKind
from kaifaqu.operations.tasks.queries import find_open

WRITABLE = (AgreementState.DRAFT, AgreementState.CEREMONY)


@transaction.atomic
def draft_agreement(lead: Lead, *, by: User, at: datetime, **values: Any) -> Agreement:
    """Drafts what is to be signed of a lead. Raises PromotionRefusedError while no zone works on it or when it is over."""
    if lead.zone is None:
        raise PromotionRefusedError(_("还没有承接的开发区。请先派单，由开发区接收后再拟协议。"))
    if lead.state not in OPEN_STATES:
        raise PromotionRefusedError(_("线索%(state)s，不能再拟协议。") % {"state": lead.get_state_display()})
    values = {
        "title": lead.title,
        "investor": lead.prospect.name,
        "is_chemical": lead.is_chemical,
        "total": lead.intended,
        **values,
    }
    row = Agreement.objects.create(
        lead=lead, zone=lead.zone, prospect=lead.prospect, event=lead.event, provenance=lead.provenance, by=by, at=at, **values
    )
    change(lead, {"state": LeadState.AGREED, "moved_on": timezone.localdate(at)})
    record("draft_agreement", row, lead.zone, by, at, new=as_json(values))
    return row


@transaction.atomic
def list_signing(
    event: Event, zone: Subject, *, title: str, by: User, at: datetime, project: Subject | None = None,
    provenance: Provenance = Provenance.OWN, **values: Any,
) -> Agreement:  # fmt: skip
    """Puts one signing of an event on its list: a ceremony, until the signed paper is registered. It counts among the event's projects.

    `project` takes up a subject that is there already. Raises PromotionRefusedError for a project listed already.
    """
    if event.agreements.filter(title=title, zone=zone).exists():
        raise PromotionRefusedError(_("「%(title)s」已在签约清单里。") % {"title": title})
    row = Agreement.objects.create(
        event=event,
        zone=zone,
        title=title,
        state=AgreementState.CEREMONY,
        ceremony_on=event.held_on,
        provenance=provenance,
        by=by,
        at=at,
        **values,
    )
    row.project = project or _make_project(row)
    row.save(update_fields=["project"])
    put_member(group=event.subject.code, member=row.project.code)
    record("list_signing", row, zone, by, at, new=as_json({"title": title, "event": event.subject.code, **values}))
    return row


def _make_project(row: Agreement) -> Subject:
    code = f"P{row.zone.code.lstrip('Z')}-{row.pk}"[:40]
    return put_subject(code=code, kind=Kind.PROJECT, name=row.title, parent=row.zone.code)


@transaction.atomic
def update_agreement(row: Agreement, *, by: User, at: datetime, **values: Any) -> Agreement:
    """Changes a draft, or what is known of a ceremony. Raises PromotionRefusedError once it is signed."""
    if row.state not in WRITABLE:
        raise PromotionRefusedError(_("协议%(state)s，不能再改。变更请另签补充协议。") % {"state": row.get_state_display()})
    old = change(row, values)
    record("update_agreement", row, row.zone, by, at, old=old, new=as_json(values))
    return row


@transaction.atomic
def opine(
    row: Agreement, gate: str, *, passed: bool, words: str, by: User, at: datetime, document: Document | None = None
) -> GateOpinion:
    """Writes what an entitled person says of a gate. Raises PromotionRefusedError for a gate that is computed, or without words."""
    known = {gate.code: gate for gate in gate_rule().gates if gate.how == "approve"}
    if gate not in known or not words.strip():
        raise PromotionRefusedError(_("请对要审核的关口写明意见和文号。"))
    if row.by_id == by.pk:
        raise PromotionRefusedError(_("拟协议的人不能审核自己拟的协议。"))
    opinion = GateOpinion.objects.create(agreement=row, gate=gate, passed=passed, words=words, document=document, by=by, at=at)
    record("opine", row, row.zone, by, at, new={"gate": gate, "passed": passed, "words": words})
    return opinion


@transaction.atomic
def sign_agreement(
    row: Agreement, *, signed_on: date, by: User, at: datetime, document: Document | None = None
) -> list[GateView]:
    """Registers the legal signature where every gate is passed; otherwise gives the gates that stop it, and the journal keeps the attempt.

    Signed: the project has its subject, the government's promises stand in the task room, the lead is done.
    """
    if row.state not in WRITABLE:
        raise PromotionRefusedError(_("协议%(state)s，无需再签。") % {"state": row.get_state_display()})
    if signed_on > timezone.localdate(at):
        raise PromotionRefusedError(_("签订日 %(day)s 还没有到。") % {"day": signed_on})
    stops = [gate for gate in gates_of(row, signed_on) if gate.stops]
    if stops:
        record("stop_signature", row, row.zone, by, at, new={gate.gate.code: gate.words for gate in stops})
        return stops
    project = row.project or (_make_project(row) if row.kind == AgreementKind.CONTRACT else None)
    old = change(row, {"state": AgreementState.SIGNED, "signed_on": signed_on, "document": document, "project": project})
    if project is not None and row.event is not None and row.ceremony_on is not None:
        put_member(group=row.event.subject.code, member=project.code)
    record("sign_agreement", row, row.zone, by, at, old=old, new={"signed_on": signed_on.isoformat()})
    if row.lead is not None and row.kind == AgreementKind.CONTRACT:
        _finish_lead(row.lead, row, by, at)
    _close_stage_task(row, by, at)
    return []


def _finish_lead(lead: Lead, row: Agreement, by: User, at: datetime) -> None:
    change(lead, {"state": LeadState.SIGNED, "moved_on": row.signed_on})
    for promise in lead.promises.filter(is_ours=True, kept_on=None, withdrawn_on=None):
        make_promise(
            promiser=row.zone, beneficiary=row.project or row.zone, kind=PromiseKind(promise.topic), words=promise.words, by=by, at=at,
            due_date=promise.due_on, owner=lead.owner, source=f"promotion:promise:{promise.pk}", source_url=reverse("promotion:lead", args=[lead.pk]),
        )  # fmt: skip
    for mark in ("stalled", "next", "rival"):
        task = find_open(f"{source_of(lead)}:{mark}")
        if task is not None:
            close_task(task, result=_("已正式签约"), by=by, at=at)


def _close_stage_task(row: Agreement, by: User, at: datetime) -> None:
    task = find_open(f"promotion:agreement:{row.pk}:paper")
    if task is not None:
        close_task(task, result=_("已登记正式协议"), by=by, at=at)


def open_tasks_for_stages(at: datetime) -> Iterator[str]:
    """Opens a task for every project that was signed on a stage and whose paper is still missing: a duty of the scheduler."""
    today = timezone.localdate(at)
    days = practice_on(today)["stalled_days"]["agreed"]
    rows = Agreement.objects.filter(state=AgreementState.CEREMONY, ceremony_on__lt=today - timedelta(days=days)).select_related(
        "zone"
    )
    for row in rows:
        source = f"promotion:agreement:{row.pk}:paper"
        if find_open(source) is None:
            title = _("补登正式协议：「%(title)s」已上台签约") % {"title": row.title}
            url = reverse("promotion:agreement", args=[row.pk])
            open_task(
                title=title,
                subject=row.zone,
                due_date=today,
                by=System(),
                at=at,
                office=row.zone,
                source=source,
                source_url=url,
            )
            yield title
