"""Writes about firms: registered once, merged with history, parted again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.enterprises.actions import renew_table
from kaifaqu.foundation.enterprises.codes import find_credit_code_fault, tidy_code
from kaifaqu.foundation.enterprises.matching import Match, keys_of
from kaifaqu.foundation.enterprises.queries import find_similar
from kaifaqu.foundation.journal.actions import Actor
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.promotion.actions.recording import PromotionRefusedError, as_json, change, record
from kaifaqu.operations.promotion.models import Agreement, Cooperation, Guest, Lead, Prospect, ProspectKey, ProspectMerge
from kaifaqu.operations.promotion.queries import find_twins


@transaction.atomic
def register_prospect(
    keeper: Subject, *, name: str, by: Actor, at: datetime, credit_code: str = "", provenance: Provenance = Provenance.OWN,
    is_known_twin: bool = False, **values: Any,
) -> Prospect:  # fmt: skip
    """Registers a firm for an office or zone. Raises PromotionRefusedError for a false code, or for a record that this keeper has
    already, unless `is_known_twin` says that a person looked and found two firms."""
    code = tidy_code(credit_code)
    if code and (fault := find_credit_code_fault(code)):
        raise PromotionRefusedError(fault)
    own = [twin for twin in find_twins(name, code) if twin.prospect.keeper_id == keeper.pk]
    if own and (own[0].match is Match.SAME or not is_known_twin):
        raise PromotionRefusedError(_("「%(name)s」与已登记的「%(known)s」是或像是同一家。请用原记录；确是两家的，勾选“已核对，不是同一家”。") % {
            "name": name, "known": own[0].prospect.name,
        })  # fmt: skip
    known = next((row.enterprise for row in find_similar(name, code) if row.match is Match.SAME), None)
    prospect = Prospect.objects.create(
        keeper=keeper,
        name=name.strip(),
        credit_code=code,
        enterprise=known,
        provenance=provenance,
        by_id=by.pk,
        at=at,
        **values,
    )
    _write_keys(prospect)
    record("register_prospect", prospect, keeper, by, at, new=as_json({"name": name, "credit_code": code, **values}))
    return prospect


def _write_keys(prospect: Prospect) -> None:
    prospect.keys.all().delete()
    ProspectKey.objects.bulk_create(ProspectKey(prospect=prospect, key=key[:20]) for key in sorted(keys_of(prospect.name)))


@transaction.atomic
def renew_keys(at: datetime) -> int:
    """Writes the keys of every firm anew, once for each edition of the rules of names. Gives how many firms there were."""
    return renew_table("keys:prospects", Prospect.objects.order_by("pk"), ProspectKey, "prospect", at)


@transaction.atomic
def update_prospect(prospect: Prospect, *, by: User, at: datetime, **values: Any) -> Prospect:
    """Corrects what is known of a firm. Raises PromotionRefusedError for a false code."""
    code = tidy_code(values.get("credit_code", prospect.credit_code))
    if code and (fault := find_credit_code_fault(code)):
        raise PromotionRefusedError(fault)
    old = change(prospect, {**values, "credit_code": code})
    _write_keys(prospect)
    record("update_prospect", prospect, prospect.keeper, by, at, old=old, new=as_json(values))
    return prospect


MOVING: tuple[tuple[str, Any, str], ...] = (
    ("leads", Lead, "prospect"),
    ("guests", Guest, "prospect"),
    ("agreements", Agreement, "prospect"),
    ("one", Cooperation, "one"),
    ("other", Cooperation, "other"),
)
"""What goes with a firm when it is merged: (name in the history, table, key)."""


@transaction.atomic
def merge_prospects(kept: Prospect, merged: Prospect, *, reason: str, by: User, at: datetime) -> ProspectMerge:
    """Says that two records are one firm: everything of `merged` goes to `kept`, and what went is written down so that it can go back.

    Raises PromotionRefusedError for one record twice, one merged already, or two different credit codes.
    """
    if kept.pk == merged.pk or kept.merged_into_id or merged.merged_into_id:
        raise PromotionRefusedError(_("两条记录里有一条已并入别的记录，或是同一条。请选两条都在用的。"))
    if kept.credit_code and merged.credit_code and kept.credit_code != merged.credit_code:
        raise PromotionRefusedError(_("信用代码不同（%(one)s、%(other)s），不是同一家。代码有误请先更正。") % {
            "one": kept.credit_code, "other": merged.credit_code,
        })  # fmt: skip
    moved: dict[str, list[int]] = {}
    double = Guest.objects.filter(prospect=merged, event__in=Guest.objects.filter(prospect=kept).values("event"))
    stays = {"guests": set(double.values_list("pk", flat=True))}
    for name, table, key in MOVING:
        found = set(table.objects.filter(**{key: merged}).values_list("pk", flat=True))
        moved[name] = sorted(found - stays.get(name, set()))
        table.objects.filter(pk__in=moved[name]).update(**{key: kept})
    merged.merged_into = kept
    merged.save(update_fields=["merged_into"])
    row = ProspectMerge.objects.create(kept=kept, merged=merged, moved=moved, reason=reason, by=by, at=at)
    record("merge_prospects", kept, kept.keeper, by, at, new={"merged": merged.pk, "moved": moved, "reason": reason})
    return row


@transaction.atomic
def undo_merge(row: ProspectMerge, *, by: User, at: datetime) -> Prospect:
    """Takes a merge back: what went goes back. Raises PromotionRefusedError when it was taken back already."""
    fresh = ProspectMerge.objects.select_for_update().select_related("kept__keeper", "merged").get(pk=row.pk)
    if fresh.undone_at is not None:
        raise PromotionRefusedError(_("这次合并已经撤销。"))
    for name, table, key in MOVING:
        table.objects.filter(pk__in=fresh.moved.get(name, ()), **{key: fresh.kept}).update(**{key: fresh.merged})
    fresh.merged.merged_into = None
    fresh.merged.save(update_fields=["merged_into"])
    fresh.undone_by, fresh.undone_at = by, at
    fresh.save(update_fields=["undone_by", "undone_at"])
    record("undo_merge", fresh.kept, fresh.kept.keeper, by, at, old={"merged": fresh.merged.pk, "moved": fresh.moved})
    return fresh.merged


@transaction.atomic
def note_cooperation(
    keeper: Subject, one: Prospect, other: Prospect, *, words: str, by: User, at: datetime, document: Document | None = None
) -> Cooperation:
    """Notes that two firms work together. Raises PromotionRefusedError for one firm twice."""
    if one.pk == other.pk:
        raise PromotionRefusedError(_("合作的两方是同一家。请选另一家。"))
    row = Cooperation.objects.create(keeper=keeper, one=one, other=other, words=words, document=document, by=by, at=at)
    record("note_cooperation", row, keeper, by, at, new={"one": one.name, "other": other.name, "words": words})
    return row
