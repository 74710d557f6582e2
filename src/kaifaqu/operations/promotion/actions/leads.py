"""Writes about leads: opened, courted, dispatched, disputed, ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.actions import System
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.operations.promotion.actions.recording import PromotionRefusedError, as_json, change, record
from kaifaqu.operations.promotion.models import Contact, Dispatch, Lead, Overlap, Promise, Prospect
from kaifaqu.operations.promotion.practice import find_node, practice_on
from kaifaqu.operations.promotion.queries import (
    fault_of,
    find_judge,
    list_node_rivals,
    list_rivals,
    protection_of,
    source_of,
    standstill_of,
)
from kaifaqu.operations.promotion.vocabulary import OPEN_STATES, DispatchState, LeadState, OverlapKind, OverlapState
from kaifaqu.operations.space.actions import SpaceRefusedError, release_parcel, reserve_parcel
from kaifaqu.operations.space.models import Parcel
from kaifaqu.operations.space.queries import find_parcel_of
from kaifaqu.operations.tasks.actions import close_task, open_task
from kaifaqu.operations.tasks.queries import find_open


def url_of(lead: Lead) -> str:
    """The lead's page."""
    return reverse("promotion:lead", args=[lead.pk])


@transaction.atomic
def open_lead(
    prospect: Prospect, holder: Subject, *, by: User, at: datetime, title: str, first_on: date, reason: str = "", **values: Any
) -> Lead:
    """Opens a lead; a zone's own lead is at once the zone's to work on.

    Where another party courts the firm already, a reason is asked for, both are told and the office above both is asked to decide.
    Raises PromotionRefusedError for a firm under protection without a reason, or a first talk in the future.
    """
    if first_on > timezone.localdate(at):
        raise PromotionRefusedError(_("首谈日 %(day)s 还没有到。") % {"day": first_on})
    zone = holder if holder.kind in (Kind.ZONE, Kind.PARK) else None
    node = find_node(values.get("chain", ""), values.get("node", ""))
    values["is_chemical"] = bool(values.get("is_chemical")) or bool(node and node.chemical)
    lead = Lead(
        prospect=prospect,
        holder=holder,
        zone=zone,
        owner=by,
        title=title,
        first_on=first_on,
        moved_on=first_on,
        at=at,
        **values,
    )
    rivals = list_rivals(lead)
    if rivals and not reason.strip():
        raise PromotionRefusedError(_("首谈保护：%(party)s %(day)s 已首谈这家企业，保护期到 %(until)s。确需跟进的，请写明理由，由上级裁定。") % {
            "party": rivals[0].holder.label, "day": rivals[0].first_on, "until": protection_of(rivals[0]),
        })  # fmt: skip
    lead.save()
    record("open_lead", lead, holder, by, at, new=as_json({"firm": prospect.name, "title": title, **values}))
    for rival in rivals:
        _raise_overlap(rival, lead, OverlapKind.FIRM, reason, by, at)
    _compare_nodes(lead, by, at)
    return lead


def _compare_nodes(lead: Lead, by: User, at: datetime) -> None:
    for rival in list_node_rivals(lead):
        earlier, later = sorted((rival, lead), key=lambda row: (row.first_on, row.pk))
        _raise_overlap(earlier, later, OverlapKind.NODE, "", by, at)


def _raise_overlap(earlier: Lead, later: Lead, kind: OverlapKind, reason: str, by: User, at: datetime) -> None:
    """Writes the overlap once; the office above both, and those who were first, find it among their tasks."""
    row, is_new = Overlap.objects.get_or_create(earlier=earlier, later=later, kind=kind, defaults={"reason": reason, "at": at})
    if not is_new:
        return
    here, there = earlier.zone or earlier.holder, later.zone or later.holder
    judge = find_judge(here, there)
    due = timezone.localdate(at) + timedelta(days=practice_on(timezone.localdate(at))["receive_days"])
    named = {"one": here.label, "other": there.label, "firm": earlier.prospect.name}
    if kind is OverlapKind.FIRM and judge is not None:
        title = _("裁定争抢：%(one)s与%(other)s同谈「%(firm)s」") % named
        desk = f"{reverse('promotion:desk')}#overlaps"
        open_task(
            title=title,
            subject=judge,
            due_date=due,
            by=by,
            at=at,
            office=judge,
            source=f"promotion:overlap:{row.pk}",
            source_url=desk,
        )
    if kind is OverlapKind.FIRM:
        title = _("「%(firm)s」另有%(other)s在接触，请补记近况") % named
        source = f"{source_of(earlier)}:rival"
        open_task(
            title=title,
            subject=here,
            due_date=due,
            by=by,
            at=at,
            owner=earlier.owner,
            office=here,
            source=source,
            source_url=url_of(earlier),
        )


@transaction.atomic
def update_lead(lead: Lead, *, by: User, at: datetime, **values: Any) -> Lead:
    """Corrects what the lead needs; a node on which another zone works raises the alarm."""
    node = find_node(values.get("chain", lead.chain), values.get("node", lead.node))
    if node is not None and node.chemical:
        values["is_chemical"] = True
    old = change(lead, values)
    record("update_lead", lead, lead.holder, by, at, old=old, new=as_json(values))
    _compare_nodes(lead, by, at)
    return lead


@transaction.atomic
def add_contact(lead: Lead, *, by: User, at: datetime, **values: Any) -> Contact:
    """Notes a talk: a lead becomes talks, the standstill ends. Raises PromotionRefusedError for an ended lead or a day to come."""
    if lead.state not in OPEN_STATES:
        raise PromotionRefusedError(_("线索%(state)s，不再登记洽谈。") % {"state": lead.get_state_display()})
    if values["on"] > timezone.localdate(at):
        raise PromotionRefusedError(_("洽谈日期 %(day)s 还没有到。要约的日子请填在“下一步时间”。") % {"day": values["on"]})
    row = Contact.objects.create(lead=lead, by=by, at=at, **values)
    if lead.state == LeadState.LEAD:
        lead.state, lead.moved_on = LeadState.TALKS, values["on"]
        lead.save(update_fields=["state", "moved_on"])
    _close(f"{source_of(lead)}:stalled", _("%(day)s 有新的洽谈") % {"day": values["on"]}, by, at)
    _close(f"{source_of(lead)}:rival", _("已补记近况"), by, at)
    _close(f"{source_of(lead)}:next", _("%(day)s 已跟进") % {"day": values["on"]}, by, at)
    if row.next_on is not None:
        open_task(
            title=_("跟进「%(title)s」：%(step)s") % {"title": lead.title, "step": row.next_step or _("下一步")}, subject=lead.zone or lead.holder,
            due_date=row.next_on, by=by, at=at, owner=by, source=f"{source_of(lead)}:next", source_url=url_of(lead),
        )  # fmt: skip
    record("add_contact", lead, lead.holder, by, at, new=as_json(values))
    return row


def _close(source: str, result: str, by: Any, at: datetime) -> None:
    task = find_open(source)
    if task is not None:
        close_task(task, result=result, by=by, at=at)


@transaction.atomic
def add_promise(lead: Lead, *, by: User, at: datetime, **values: Any) -> Promise:
    """Notes what a side promised. Raises PromotionRefusedError for a policy that does not hold today."""
    policy = values.get("policy")
    if policy is not None and (fault := fault_of(policy, timezone.localdate(at))):
        raise PromotionRefusedError(_("不能以《%(policy)s》作承诺：%(fault)s。") % {"policy": policy.title, "fault": fault})
    row = Promise.objects.create(lead=lead, by=by, at=at, **values)
    record("add_promise", lead, lead.holder, by, at, new=as_json({**values, "policy": policy.pk if policy else None}))
    return row


@transaction.atomic
def keep_promise(promise: Promise, *, on: date, withdrawn: bool, by: User, at: datetime) -> Promise:
    """Notes that a promise was kept, or taken back."""
    old = change(promise, {"withdrawn_on": on} if withdrawn else {"kept_on": on})
    record(
        "keep_promise", promise.lead, promise.lead.holder, by, at, old=old, new={"promise": promise.pk, "withdrawn": withdrawn}
    )
    return promise


@transaction.atomic
def dispatch_lead(lead: Lead, zone: Subject, *, share: Decimal, words: str, by: User, at: datetime) -> Dispatch:
    """Sends a lead to a zone, which takes or returns it. Raises PromotionRefusedError while another answer is awaited."""
    if lead.state not in OPEN_STATES:
        raise PromotionRefusedError(_("线索%(state)s，不能再派。") % {"state": lead.get_state_display()})
    if lead.dispatches.filter(state=DispatchState.SENT).exists() or lead.zone_id is not None:
        raise PromotionRefusedError(
            _("这条线索已派给%(zone)s，不能同时派两家。") % {"zone": lead.zone or _("另一家，正等答复")}
        )
    row = Dispatch.objects.create(lead=lead, source=lead.holder, zone=zone, share=share, words=words, by=by, at=at)
    due = timezone.localdate(at) + timedelta(days=practice_on(timezone.localdate(at))["receive_days"])
    title = _("接收或退回%(source)s派来的线索「%(title)s」") % {"source": lead.holder.label, "title": lead.title}
    open_task(
        title=title,
        subject=zone,
        due_date=due,
        by=by,
        at=at,
        office=zone,
        source=f"promotion:dispatch:{row.pk}",
        source_url=url_of(lead),
    )
    record("dispatch_lead", lead, lead.holder, by, at, new={"zone": zone.code, "share": str(share), "words": words})
    return row


@transaction.atomic
def answer_dispatch(row: Dispatch, *, is_taken: bool, answer: str, by: User, at: datetime) -> Dispatch:
    """Takes or returns a dispatched lead; a return needs its reason. The credit is shared as sent."""
    if not is_taken and not answer.strip():
        raise PromotionRefusedError(_("退回要写明原因，派出单位才好另派。"))
    lead = row.lead
    row.state = DispatchState.RECEIVED if is_taken else DispatchState.RETURNED
    row.answered_by, row.answered_at, row.answer = by, at, answer
    row.save()
    _close(f"promotion:dispatch:{row.pk}", row.get_state_display() + answer, by, at)
    record("answer_dispatch", lead, row.zone, by, at, new={"taken": is_taken, "answer": answer})
    if is_taken:
        lead.zone = row.zone
        lead.save(update_fields=["zone"])
        _compare_nodes(lead, by, at)
        return row
    title = _("%(zone)s退回线索「%(title)s」：%(answer)s，请另派") % {
        "zone": row.zone.label,
        "title": lead.title,
        "answer": answer,
    }
    due = timezone.localdate(at) + timedelta(days=practice_on(timezone.localdate(at))["receive_days"])
    open_task(
        title=title[:300],
        subject=row.source,
        due_date=due,
        by=by,
        at=at,
        owner=lead.owner,
        source=f"{source_of(lead)}:returned",
        source_url=url_of(lead),
    )
    return row


@transaction.atomic
def decide_overlap(row: Overlap, *, state: OverlapState, decision: str, by: User, at: datetime) -> Overlap:
    """The city or province says whose the firm is; the party that lost cannot sign. Raises PromotionRefusedError without words."""
    if state == OverlapState.OPEN or not decision.strip():
        raise PromotionRefusedError(_("请选裁定结果并写明意见。"))
    old = change(row, {"state": state, "decision": decision, "decided_by": by, "decided_at": at})
    _close(f"promotion:overlap:{row.pk}", f"{row.get_state_display()}：{decision}", by, at)
    record("decide_overlap", row, row.later.holder, by, at, old=old, new={"state": state, "decision": decision})
    return row


@transaction.atomic
def reserve_space(lead: Lead, parcel: Parcel, *, by: User, at: datetime) -> Parcel:
    """Keeps a free parcel for the lead; one that was kept before is freed. Raises PromotionRefusedError with the space room's reason."""
    today = timezone.localdate(at)
    until = today + timedelta(days=practice_on(today)["reservation_days"])
    before = find_parcel_of(source_of(lead))
    try:
        if before is not None and before.pk != parcel.pk:
            release_parcel(before, reason=_("线索改用另一宗"), by=by, at=at)
        words = f"{lead.prospect.name} {lead.title}"
        kept = reserve_parcel(parcel, words=words, source=source_of(lead), url=url_of(lead), until=until, by=by, at=at)
    except SpaceRefusedError as error:
        raise PromotionRefusedError(str(error)) from error
    record("reserve_space", lead, lead.holder, by, at, new={"parcel": parcel.code, "until": until.isoformat()})
    return kept


@transaction.atomic
def end_lead(lead: Lead, *, reason: str, by: User, at: datetime) -> Lead:
    """Ends a lead with its reason: its parcel is free again, its overlaps are over."""
    if not reason.strip():
        raise PromotionRefusedError(_("请写明终止原因。"))
    old = change(lead, {"state": LeadState.ENDED, "moved_on": timezone.localdate(at), "ended_reason": reason})
    parcel = find_parcel_of(source_of(lead))
    if parcel is not None:
        release_parcel(parcel, reason=_("线索终止"), by=by, at=at)
    for mark in ("stalled", "next", "rival", "returned"):
        _close(f"{source_of(lead)}:{mark}", _("线索终止：%(reason)s") % {"reason": reason}, by, at)
    record("end_lead", lead, lead.holder, by, at, old=old, new={"reason": reason})
    return lead


def open_tasks_for_standstill(at: datetime) -> Iterator[str]:
    """Opens a task for every lead that stands still too long: a duty of the scheduler."""
    today = timezone.localdate(at)
    rows = (
        Lead.objects.filter(state__in=OPEN_STATES)
        .select_related("holder", "zone", "owner")
        .annotate(last_contact=Max("contacts__on"))
    )
    for lead in rows:
        source = f"{source_of(lead)}:stalled"
        if standstill_of(lead, today) is None or find_open(source) is not None:
            continue
        title = _("线索「%(title)s」停滞，请跟进或终止") % {"title": lead.title}
        open_task(
            title=title,
            subject=lead.zone or lead.holder,
            due_date=today,
            by=System(),
            at=at,
            owner=lead.owner,
            source=source,
            source_url=url_of(lead),
        )
        yield _("线索停滞，已提醒：%(title)s") % {"title": lead.title}
