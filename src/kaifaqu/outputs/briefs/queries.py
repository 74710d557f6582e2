"""Reads of briefs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.outputs.briefs.models import Brief
from kaifaqu.outputs.briefs.segments import Paragraph, parse_paragraphs


def list_briefs(user: Any) -> QuerySet[Brief]:
    """Every brief within the user's reach; the issued ones are for every account."""
    briefs = Brief.objects.select_related("subject", "composed_by", "issued_by")
    reach = reach_of(user, "briefs:compose") | reach_of(user, "briefs:issue")
    return briefs.filter(subject__in=reach) | briefs.filter(issued_at__isnull=False)


def get_brief(pk: int, user: Any) -> Brief:
    """One brief within the user's reach. Raises Brief.DoesNotExist."""
    return list_briefs(user).get(pk=pk)


def paragraphs_of(brief: Brief) -> list[Paragraph]:
    """The brief's text with the addresses of its numbers."""
    return parse_paragraphs(brief.segments)
