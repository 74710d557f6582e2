"""Writes of contributions: offer, answer, lay the printed article beside."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.outputs.briefs.editions import changes_due
from kaifaqu.outputs.briefs.models import Brief, Contribution, Standing
from kaifaqu.outputs.briefs.press import list_receivers


class ContributionRefusedError(ValueError):
    """The step cannot be taken; the message says what stands in its way and what to do."""


@transaction.atomic
def offer_brief(brief: Brief, to: Subject, note: str, *, by: User, at: datetime) -> Contribution:
    """Offers an issued brief to an area above. Raises ContributionRefusedError for a draft, for figures that the book has otherwise by now,
    for an area that is not above, and for a second time."""
    if brief.issued_at is None:
        raise ContributionRefusedError(_("《%(title)s》还没有签发。请先签发，再投稿。") % {"title": brief.title})
    _require_cleared(brief)
    if to not in list_receivers(brief):
        raise ContributionRefusedError(
            _("《%(title)s》已经投给%(to)s，或%(to)s不是它的上级。") % {"title": brief.title, "to": to.label}
        )
    try:
        with transaction.atomic():
            row = Contribution.objects.create(brief=brief, to=to, note=note.strip()[:200], offered_by=by, offered_at=at)
    except IntegrityError as error:
        raise ContributionRefusedError(_("《%(title)s》刚刚已经投出。") % {"title": brief.title}) from error
    record_act("briefs.offer", by=by, at=at, target=f"contribution:{row.pk}", subject=brief.subject.code, new={"to": to.code})
    return row


@transaction.atomic
def answer_contribution(row: Contribution, *, adopt: bool, words: str, by: User, at: datetime) -> Contribution:
    """Adopts, or returns with a reason. Raises ContributionRefusedError for one that was answered, for a return without a reason, and for
    adopting figures that the book has otherwise by now."""
    fresh = Contribution.objects.select_for_update(of=("self",)).select_related("brief__subject", "to").get(pk=row.pk)
    if fresh.standing != Standing.OFFERED:
        raise ContributionRefusedError(_("这份稿件%(standing)s，不能再审。") % {"standing": fresh.get_standing_display()})
    if adopt:
        _require_cleared(fresh.brief)
    elif not words.strip():
        raise ContributionRefusedError(_("退稿必须写明原因。请说明哪一处、为什么、怎么改。"))
    fresh.standing = Standing.ADOPTED if adopt else Standing.RETURNED
    fresh.answer, fresh.answered_by, fresh.answered_at = words.strip()[:200], by, at
    fresh.save(update_fields=["standing", "answer", "answered_by", "answered_at"])
    record_act(
        "briefs.answer", by=by, at=at, target=f"contribution:{fresh.pk}", subject=fresh.brief.subject.code,
        new={"standing": fresh.standing, "answer": fresh.answer},
    )  # fmt: skip
    return fresh


@transaction.atomic
def lay_beside(row: Contribution, document: Document, *, by: User, at: datetime) -> Contribution:
    """Notes which received document is the printed article. Raises ContributionRefusedError for a brief that was not adopted."""
    fresh = Contribution.objects.select_for_update(of=("self",)).select_related("brief__subject").get(pk=row.pk)
    if fresh.standing != Standing.ADOPTED:
        raise ContributionRefusedError(_("稿件还没有采用，没有刊出的文章可比。"))
    fresh.printed, fresh.printed_by, fresh.printed_at = document, by, at
    fresh.save(update_fields=["printed", "printed_by", "printed_at"])
    record_act(
        "briefs.printed", by=by, at=at, target=f"contribution:{fresh.pk}", subject=fresh.brief.subject.code,
        new={"document": document.pk},
    )  # fmt: skip
    return fresh


def _require_cleared(brief: Brief) -> None:
    """Figures are cleared before they leave: each stands in the book as the brief says it."""
    if due := changes_due(brief):
        raise ContributionRefusedError(
            _("成文之后账上有更正，《%(title)s》有 %(count)s 处已与账上不符。请成文新版、签发后再投。")
            % {"title": brief.title, "count": len(due)}
        )
