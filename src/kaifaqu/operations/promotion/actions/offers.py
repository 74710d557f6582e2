"""Writes about what is offered: policies and their review, directions, packs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.promotion.actions.recording import PromotionRefusedError, as_json, change, record
from kaifaqu.operations.promotion.models import Focus, Lead, Pack, PackItem, Policy
from kaifaqu.operations.promotion.practice import find_node, gate_rule
from kaifaqu.operations.promotion.queries import fault_of
from kaifaqu.operations.promotion.rules import find_unfair_terms
from kaifaqu.operations.promotion.vocabulary import Review
from kaifaqu.operations.space.models import Parcel, ParcelState, Plant


@transaction.atomic
def register_policy(subject: Subject, *, by: User, at: datetime, **values: Any) -> Policy:
    """Registers a policy. Text that 公平竞争审查 forbids is kept, but stopped with the rule it breaks: it can be promised to nobody."""
    stops = find_unfair_terms(values["text"], (), gate_rule())
    row = Policy.objects.create(subject=subject, by=by, at=at, **values, **_review(stops))
    record("register_policy", row, subject, by, at, new=as_json({**values, "review": row.review}))
    return row


def _review(stops: Sequence[Any]) -> dict[str, Any]:
    state = Review.STOPPED if stops else Review.PENDING
    return {"review": state, "review_words": "；".join(map(str, stops))[:300], "reviewed_by": None, "reviewed_at": None}


@transaction.atomic
def update_policy(policy: Policy, *, by: User, at: datetime, **values: Any) -> Policy:
    """Changes a policy; another text must be reviewed again."""
    if values.get("text", policy.text) != policy.text:
        values |= _review(find_unfair_terms(values["text"], (), gate_rule()))
    old = change(policy, values)
    record("update_policy", policy, policy.subject, by, at, old=old, new=as_json(values))
    return policy


@transaction.atomic
def review_policy(policy: Policy, *, passed: bool, words: str, by: User, at: datetime) -> Policy:
    """Notes the outcome of 公平竞争审查. Raises PromotionRefusedError when the text itself is stopped, or when the writer would review."""
    stops = find_unfair_terms(policy.text, (), gate_rule())
    if passed and stops:
        raise PromotionRefusedError(_("不能通过：%(stops)s。请先修改条款。") % {"stops": "；".join(map(str, stops))})
    if policy.by_id == by.pk:
        raise PromotionRefusedError(_("起草人不能审查自己起草的政策。请另一位有审查权的人办理。"))
    state = Review.PASSED if passed else Review.STOPPED
    old = change(policy, {"review": state, "review_words": words, "reviewed_by": by, "reviewed_at": at})
    record("review_policy", policy, policy.subject, by, at, old=old, new={"review": state, "words": words})
    return policy


@transaction.atomic
def declare_focus(
    subject: Subject, chain: str, node: str, *, words: str, by: User, at: datetime, provenance: Provenance = Provenance.OWN
) -> Focus:
    """Declares a node as a zone's direction. Raises PromotionRefusedError for a node that no chain has."""
    if find_node(chain, node) is None:
        raise PromotionRefusedError(_("没有这个产业链环节。"))
    row, is_new = Focus.objects.update_or_create(
        subject=subject, chain=chain, node=node, defaults={"words": words, "by": by, "at": at, "provenance": provenance}
    )
    record("declare_focus", row, subject, by, at, new={"chain": chain, "node": node, "words": words, "new": is_new})
    return row


@transaction.atomic
def make_pack(
    lead: Lead, zone: Subject, *, policies: Sequence[Policy], parcels: Sequence[Parcel], plants: Sequence[Plant], direction: str,
    given_on: date, by: User, at: datetime,
) -> Pack:  # fmt: skip
    """Puts together what a firm is given on a day, in the words of that day.

    Raises PromotionRefusedError for an empty pack, and for everything in it that does not hold on that day.
    """
    if not (policies or parcels or plants or direction.strip()):
        raise PromotionRefusedError(_("资料包是空的。请至少选一项政策、一处空间或写明产业方向。"))
    faults = [f"《{policy.title}》{fault}" for policy in policies if (fault := fault_of(policy, given_on))]
    taken = (ParcelState.SUPPLIED, ParcelState.RECOVERED, ParcelState.PREPARING)
    faults += [
        _("地块 %(code)s 现为「%(state)s」") % {"code": row.code, "state": row.get_state_display()}
        for row in parcels
        if row.state in taken
    ]
    if faults:
        raise PromotionRefusedError(_("不能放进资料包：%(faults)s。") % {"faults": "；".join(faults)})
    pack = Pack.objects.create(lead=lead, zone=zone, direction=direction.strip(), given_on=given_on, by=by, at=at)
    PackItem.objects.bulk_create([
        *(PackItem(pack=pack, policy=row, words=f"《{row.title}》{row.number}\n{row.text}") for row in policies),
        *(PackItem(pack=pack, parcel=row, words=_describe_parcel(row)) for row in parcels),
        *(PackItem(pack=pack, plant=row, words=_describe_plant(row)) for row in plants),
    ])  # fmt: skip
    new = {
        "policies": [row.pk for row in policies],
        "parcels": [row.code for row in parcels],
        "plants": [row.name for row in plants],
    }
    record("make_pack", pack, lead.holder, by, at, new={**new, "on": timezone.localdate(at).isoformat()})
    return pack


def _describe_parcel(row: Parcel) -> str:
    price = f"，{row.price.normalize():f} 万元/亩" if row.price is not None else ""
    return f"地块 {row.code}，{row.area.normalize():f} 亩，{row.get_use_display()}{price}；配套：{'、'.join(row.utility_labels) or '—'}"


def _describe_plant(row: Plant) -> str:
    rent = f"，{row.rent.normalize():f} 元/㎡·月" if row.rent is not None else ""
    return f"厂房 {row.name}，可用 {row.free_area.normalize():f} ㎡{rent}"
