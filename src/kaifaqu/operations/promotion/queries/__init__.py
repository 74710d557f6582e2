"""Reads of promotion: prospects, leads, agreements; what stops a signature; what was signed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.queries import may, reach_of
from kaifaqu.foundation.enterprises.matching import Match, find_matches, keys_of
from kaifaqu.foundation.stated import Summary
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import get_ancestor
from kaifaqu.operations.promotion.models import (
    Agreement,
    Contact,
    Dispatch,
    Lead,
    Overlap,
    Pack,
    PackItem,
    Policy,
    Promise,
    Prospect,
    ProspectMerge,
)
from kaifaqu.operations.promotion.practice import gate_rule, practice_on
from kaifaqu.operations.promotion.rules import (
    GateFacts,
    GateView,
    count_standstill,
    find_policy_fault,
    find_unfair_terms,
    judge_gates,
    protected_until,
)
from kaifaqu.operations.promotion.vocabulary import (
    OPEN_STATES,
    AgreementKind,
    AgreementState,
    DispatchState,
    LeadState,
    OverlapKind,
    OverlapState,
)
from kaifaqu.operations.space.models import ParcelState
from kaifaqu.operations.space.queries import find_recognition

# -- prospects --------------------------------------------------------------------------------------------------------------


def list_prospects(reach: QuerySet[Subject]) -> QuerySet[Prospect]:
    """Firms kept within reach that stand for themselves."""
    return Prospect.objects.filter(keeper__in=reach, merged_into=None).select_related("keeper", "enterprise")


def get_prospect(pk: int, user: Any) -> Prospect:
    """One prospect within reach or of a lead that the user may see, merged or not. Raises Prospect.DoesNotExist."""
    seen = Q(keeper__in=reach_of(user, "promotion:prospect")) | Q(leads__in=list_leads(user))
    return Prospect.objects.select_related("keeper", "merged_into").filter(seen).distinct().get(pk=pk)


@dataclass(frozen=True, slots=True)
class Twin:
    """Another record that seems to be the same firm."""

    prospect: Prospect
    match: Match


def find_twins(name: str, code: str, besides: Prospect | None = None) -> list[Twin]:
    """Records of any colleague and zone that the firm seems to be, the surest first. What a stranger may be told of them is the caller's."""
    rows = Prospect.objects.filter(keys__key__in=keys_of(name), merged_into=None)
    if code:
        rows = rows | Prospect.objects.filter(credit_code=code, merged_into=None)
    others = rows.exclude(pk=besides.pk) if besides is not None and besides.pk is not None else rows
    found = list(others.select_related("keeper").distinct().order_by("pk"))
    return [
        Twin(found[place], match) for place, match in find_matches(name, [(row.name, row.credit_code) for row in found], code)
    ]


def list_merges(prospect: Prospect) -> QuerySet[ProspectMerge]:
    """The merges that the record took part in, undone ones too."""
    return ProspectMerge.objects.filter(Q(kept=prospect) | Q(merged=prospect)).select_related(
        "kept", "merged", "by", "undone_by"
    )


# -- leads ------------------------------------------------------------------------------------------------------------------


def list_leads(user: Any) -> QuerySet[Lead]:
    """The leads that the user may see: found, worked on, or waiting for an answer within reach."""
    reach = reach_of(user, "promotion:lead")
    sent = Dispatch.objects.filter(zone__in=reach, state=DispatchState.SENT).values("lead")
    rows = Lead.objects.filter(Q(holder__in=reach) | Q(zone__in=reach) | Q(pk__in=sent))
    return (
        rows.select_related("prospect", "holder", "zone", "owner")
        .annotate(last_contact=Max("contacts__on"))
        .order_by("-first_on", "-pk")
    )


def get_lead(pk: int, user: Any) -> Lead:
    """One lead that the user may see. Raises Lead.DoesNotExist."""
    return list_leads(user).get(pk=pk)


def may_on_lead(user: Any, act: str, lead: Lead) -> bool:
    """True when the user may do the act for the party that found the lead or for the one that works on it."""
    return any(may(user, act, party) for party in (lead.holder, lead.zone) if party is not None)


def parties_of(lead: Lead) -> frozenset[int]:
    """Whose lead it is: found by, worked on by."""
    return frozenset(pk for pk in (lead.holder_id, lead.zone_id) if pk is not None)


def last_move(lead: Lead) -> date:
    """The last day on which something happened; the lead comes from `list_leads` or is asked once."""
    unasked = object()
    latest: Any = getattr(lead, "last_contact", unasked)
    if latest is unasked:
        latest = lead.contacts.aggregate(last=Max("on"))["last"]
    return max(lead.moved_on, latest) if latest else lead.moved_on


def standstill_of(lead: Lead, on: date) -> int | None:
    """Days beyond the limit that the lead stands still."""
    return count_standstill(lead.state, last_move(lead), on, practice_on(on))


def protection_of(lead: Lead) -> date:
    """The last day of the lead's 首谈保护."""
    latest = lead.contacts.aggregate(last=Max("on"))["last"]
    return protected_until(lead.first_on, latest, practice_on(lead.first_on))


def list_rivals(lead: Lead) -> list[Lead]:
    """Open leads of other parties on the same firm, by name or credit code."""
    twins = [twin.prospect.pk for twin in find_twins(lead.prospect.name, lead.prospect.credit_code, lead.prospect)]
    rows = Lead.objects.filter(prospect__in=[*twins, lead.prospect_id], state__in=OPEN_STATES).exclude(pk=lead.pk)
    return [row for row in rows.select_related("prospect", "holder", "zone") if not parties_of(row) & parties_of(lead)]


def list_node_rivals(lead: Lead) -> list[Lead]:
    """Open leads of other zones on the same node of a chain."""
    if not lead.node or lead.zone_id is None:
        return []
    rows = Lead.objects.filter(chain=lead.chain, node=lead.node, state__in=OPEN_STATES, zone__isnull=False)
    return [
        row for row in rows.exclude(zone=lead.zone).exclude(pk=lead.pk).select_related("holder", "zone") if row.zone is not None
    ]


def list_overlaps(user: Any) -> QuerySet[Overlap]:
    """Overlaps of leads that the user may see, and those that he may decide; the open ones first."""
    leads = list_leads(user).values("pk")
    rows = Overlap.objects.filter(Q(earlier__in=leads) | Q(later__in=leads))
    keys = ("earlier__holder", "earlier__zone", "later__holder", "later__zone", "earlier__prospect", "later__prospect")
    return rows.select_related(*keys, "decided_by").order_by(F("state").desc(), "-pk")


def overlaps_of(lead: Lead) -> QuerySet[Overlap]:
    """Every overlap of a lead."""
    rows = Overlap.objects.filter(Q(earlier=lead) | Q(later=lead))
    return rows.select_related("earlier__holder", "earlier__zone", "later__holder", "later__zone", "decided_by")


def get_overlap(pk: int, user: Any) -> Overlap:
    """One overlap both of whose leads the user may decide about. Raises Overlap.DoesNotExist."""
    row = list_overlaps(user).get(pk=pk)
    if not all(may(user, "promotion:decide_overlap", lead.zone or lead.holder) for lead in (row.earlier, row.later)):
        raise Overlap.DoesNotExist
    return row


def find_judge(one: Subject, other: Subject) -> Subject | None:
    """The lowest city or province that is above both."""
    for kind in (Kind.CITY, Kind.PROVINCE):
        above = get_ancestor(one, kind)
        if above is not None and above == get_ancestor(other, kind):
            return above
    return None


def list_dispatches(user: Any) -> QuerySet[Dispatch]:
    """Dispatches that wait for an answer of zones within reach, the longest waiting first."""
    reach = reach_of(user, "promotion:answer")
    rows = Dispatch.objects.filter(zone__in=reach, state=DispatchState.SENT)
    return rows.select_related("lead__prospect", "source", "zone").order_by("at")


def get_dispatch(pk: int, user: Any) -> Dispatch:
    """One waiting dispatch to a zone that the user answers for. Raises Dispatch.DoesNotExist."""
    return list_dispatches(user).get(pk=pk)


# -- promises, policies, packs ----------------------------------------------------------------------------------------------


def list_policies(reach: QuerySet[Subject]) -> QuerySet[Policy]:
    """Policies of the subjects within reach and of everything above them, which hold there too."""
    paths = list(reach.values_list("path", flat=True))
    codes = {code for path in paths for code in path.strip("/").split("/")}
    return Policy.objects.filter(subject__code__in=codes).select_related("subject", "reviewed_by")


def fault_of(policy: Policy, on: date) -> str:
    """Why the policy cannot be promised on a day, or ""."""
    return find_policy_fault(policy.valid_from, policy.valid_to, policy.review, on)


def list_public_policies(on: date) -> list[Policy]:
    """What the portal may show: policies that hold and that their issuer made public."""
    return [row for row in Policy.objects.filter(is_public=True).select_related("subject") if not fault_of(row, on)]


@dataclass(frozen=True, slots=True)
class PackLine:
    """One thing that a firm was given, and what has become of it since ("" while it holds)."""

    item: PackItem
    url: str
    fault: str


def read_pack(pack: Pack, on: date) -> list[PackLine]:
    """Every item of a pack with whether it still holds on a day."""
    rows = pack.items.select_related("policy", "parcel", "plant").prefetch_related("plant__tenancies")
    return [_read_item(row, pack.lead, on) for row in rows]


def _read_item(item: PackItem, lead: Lead, on: date) -> PackLine:
    if item.policy is not None:
        return PackLine(item, reverse("promotion:policy", args=[item.policy.pk]), fault_of(item.policy, on))
    if item.parcel is not None:
        ours = item.parcel.reserved_source == source_of(lead)
        fine = item.parcel.state == ParcelState.FREE or ours
        fault = "" if fine else _("现为「%(state)s」%(who)s") % {
            "state": item.parcel.get_state_display(), "who": item.parcel.reserved_for,
        }  # fmt: skip
        return PackLine(item, reverse("space:parcel", args=[item.parcel.pk]), fault)
    fault = _("已租满") if item.plant is not None and item.plant.free_area <= 0 else ""
    return PackLine(item, reverse("space:plant", args=[item.plant.pk]) if item.plant else "", fault)


def list_packs(lead: Lead, on: date) -> list[tuple[Pack, list[PackLine]]]:
    """The packs of a lead, the newest first, each with what still holds."""
    return [(pack, read_pack(pack, on)) for pack in lead.packs.select_related("zone", "by")]


def get_pack(pk: int, user: Any) -> Pack:
    """One pack of a lead that the user may see. Raises Pack.DoesNotExist."""
    return Pack.objects.select_related("lead__prospect", "zone", "by").get(pk=pk, lead__in=list_leads(user).values("pk"))


def source_of(lead: Lead) -> str:
    """Under which the lead reserves space and opens tasks."""
    return f"promotion:lead:{lead.pk}"


def list_due_promises(user: Any, on: date) -> QuerySet[Promise]:
    """Promises of either side whose day has passed."""
    rows = Promise.objects.filter(lead__in=list_leads(user).values("pk"), kept_on=None, withdrawn_on=None, due_on__lt=on)
    return rows.select_related("lead__prospect").order_by("due_on")


# -- agreements -------------------------------------------------------------------------------------------------------------


def list_agreements(user: Any) -> QuerySet[Agreement]:
    """Agreements of zones within reach and of leads that the user may see."""
    reach = reach_of(user, "promotion:agreement")
    seen = Q(zone__in=reach) | Q(lead__in=list_leads(user).values("pk")) | Q(event__host__in=reach)
    keys = ("zone", "lead__holder", "lead__prospect", "event__subject", "project", "prospect")
    return Agreement.objects.filter(seen).select_related(*keys)


def get_agreement(pk: int, user: Any) -> Agreement:
    """One agreement that the user may see. Raises Agreement.DoesNotExist."""
    return list_agreements(user).get(pk=pk)


def may_on_agreement(user: Any, act: str, agreement: Agreement) -> bool:
    """True when the user may do the act for the zone, or for the party that found the lead."""
    return may(user, act, agreement.zone) or (agreement.lead is not None and may_on_lead(user, act, agreement.lead))


def list_signed_agreements(within: Subject | None = None) -> QuerySet[Agreement]:
    """Contracts that are legally signed, of a subject and all below it if given: what becomes a project.

    Each carries `project` (its subject), `zone`, `lead`, `investor`, `total`, `fixed`, `output`, `tax` (万元), `jobs`, `signed_on`.
    """
    rows = Agreement.objects.filter(state=AgreementState.SIGNED, kind=AgreementKind.CONTRACT)
    rows = rows.filter(zone__path__startswith=within.path) if within else rows
    return rows.select_related("zone", "project", "prospect__enterprise", "lead__holder", "event__read_event", "document")


def gates_of(agreement: Agreement, on: date) -> list[GateView]:
    """Every gate before the agreement's signature as it stands on a day."""
    held = find_recognition(agreement.zone, on) if agreement.is_chemical else None
    opinions = {row.gate: (row.passed, f"{row.words}（{row.by.name}）") for row in agreement.opinions.select_related("by")}
    facts = GateFacts(
        is_chemical=agreement.is_chemical, recognition=f"{held.subject.label} {held.number}" if held else "",
        unfair=find_unfair_terms(agreement.terms, [agreement.investor], gate_rule()),
        open_overlaps=[_describe_overlap(row) for row in _blocking_overlaps(agreement)],
        dead_policies=[
            _("承诺「%(words)s」所依政策%(fault)s") % {"words": row.words, "fault": fault} for row, fault in _dead_promises(agreement, on)
        ], opinions=opinions,
    )  # fmt: skip
    return judge_gates(gate_rule(), facts)


def _blocking_overlaps(agreement: Agreement) -> Iterable[Overlap]:
    """Of one firm: an open one stops both; a decided one stops the party that lost."""
    if agreement.lead is None:
        return []
    rows = overlaps_of(agreement.lead).filter(kind=OverlapKind.FIRM)
    lost = Q(later=agreement.lead, state=OverlapState.EARLIER) | Q(earlier=agreement.lead, state=OverlapState.LATER)
    return rows.filter(lost | Q(later=agreement.lead, state=OverlapState.OPEN))


def _describe_overlap(row: Overlap) -> str:
    return _("%(party)s %(day)s 首谈同一企业，%(state)s") % {
        "party": row.earlier.holder.label, "day": row.earlier.first_on, "state": row.get_state_display(),
    }  # fmt: skip


def _dead_promises(agreement: Agreement, on: date) -> list[tuple[Promise, str]]:
    if agreement.lead is None:
        return []
    rows = agreement.lead.promises.filter(is_ours=True, withdrawn_on=None, policy__isnull=False).select_related("policy")
    return [(row, fault) for row in rows if row.policy and (fault := fault_of(row.policy, on))]


def credit_of(lead: Lead) -> Dispatch | None:
    """The dispatch by which the lead's credit is shared, or None."""
    return lead.dispatches.filter(state=DispatchState.RECEIVED).select_related("source", "zone").first()


def summarize(subject: Subject, on: date) -> list[Summary]:
    """The room's lines on a subject's page; none where it keeps nothing there."""
    leads = Lead.objects.filter(Q(holder__path__startswith=subject.path) | Q(zone__path__startswith=subject.path))
    running = leads.filter(state__in=(LeadState.TALKS, LeadState.AGREED)).count()
    signed = list_signed_agreements(subject).count()
    staged = Agreement.objects.filter(zone__path__startswith=subject.path, state=AgreementState.CEREMONY).count()
    overlaps = Overlap.objects.filter(Q(earlier__in=leads) | Q(later__in=leads), state=OverlapState.OPEN).count()
    url, signings = reverse("promotion:leads"), reverse("promotion:agreements")
    within = f"within={subject.code}"
    lines: Sequence[tuple[int, str, str, bool]] = (
        (running, _("在谈项目"), f"{url}?state=running&{within}", False),
        (signed, _("已正式签约"), f"{signings}?state=signed&{within}", False),
        (staged, _("上台签约、未见正式协议"), f"{signings}?state=ceremony&{within}", True),
        (overlaps, _("争抢待裁定"), f"{reverse('promotion:desk')}#overlaps", True),
    )
    return [Summary(label, _("%(count)s 个") % {"count": count}, link, urgent) for count, label, link, urgent in lines if count]


def list_contacts(lead: Lead) -> QuerySet[Contact]:
    """Who met whom, the newest first."""
    return lead.contacts.select_related("by")
