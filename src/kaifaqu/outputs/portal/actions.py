"""Laying a release open to the public, and withdrawing it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.outputs.portal.models import Opening
from kaifaqu.statistics.indicators.models import Release


class OpeningRefusedError(ValueError):
    """The act is not possible; the message says why and what to do."""


@transaction.atomic
def open_release(release: Release, *, by: User, at: datetime) -> Opening:
    """Lays a release open. An edition that was withdrawn is not opened again: its successor is."""
    opening, made = Opening.objects.select_for_update().get_or_create(release=release, defaults={"by": by, "at": at})
    if not made:
        if opening.withdrawn_at is not None:
            raise OpeningRefusedError(_("这一版已经撤下。请更正后发布新的一版，再公开新版。"))
        return opening
    record_act(
        "portal.open_release", by=by, at=at, target=f"release:{release.pk}", subject=release.subject.code,
        new={"period": release.period, "edition": release.edition},
    )  # fmt: skip
    return opening


@transaction.atomic
def withdraw_release(opening: Opening, reason: str, *, by: User, at: datetime) -> None:
    """Takes a release off the public pages. Raises OpeningRefusedError without a reason, or when it is off already."""
    fresh = Opening.objects.select_for_update().select_related("release__subject").get(pk=opening.pk)
    if fresh.withdrawn_at is not None:
        raise OpeningRefusedError(_("这一版已经撤下。"))
    if not reason.strip():
        raise OpeningRefusedError(_("没有写原因。请写明为什么撤下，公众会看到。"))
    fresh.withdrawn_by, fresh.withdrawn_at, fresh.reason = by, at, reason.strip()[:200]
    fresh.save(update_fields=["withdrawn_by", "withdrawn_at", "reason"])
    record_act(
        "portal.withdraw_release", by=by, at=at, target=f"release:{fresh.release_id}", subject=fresh.release.subject.code,
        new={"reason": fresh.reason},
    )  # fmt: skip
