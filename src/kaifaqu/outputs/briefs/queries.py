"""Reads of briefs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.outputs.briefs.models import Brief
from kaifaqu.outputs.briefs.segments import Paragraph, Segment, parse_paragraphs
from kaifaqu.statistics.indicators.queries import get_indicator
from kaifaqu.statistics.ledger.queries import find_booked


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


def part_at_signature(brief: Brief) -> dict[str, list[Paragraph]]:
    """The brief's text as it is shown: the `body` that is signed, and the `annexes` after the signature."""
    paragraphs = paragraphs_of(brief)
    first = next((number for number, one in enumerate(paragraphs) if one.level == "annex"), len(paragraphs))
    return {"body": paragraphs[:first], "annexes": paragraphs[first:]}


def list_published() -> list[Brief]:
    """What the public may read: of each brief the newest edition that was published, the newest first."""
    newest: dict[tuple[str, int, str], Brief] = {}
    for brief in Brief.objects.exclude(published_at=None).select_related("subject__parent").order_by("edition"):
        newest[brief.template, brief.subject_id, brief.period] = brief
    return sorted(newest.values(), key=lambda brief: (brief.published_at or brief.composed_at, brief.pk), reverse=True)


def get_published(pk: int) -> Brief:
    """One published brief, older editions too. Raises Brief.DoesNotExist, absent or not published."""
    return Brief.objects.exclude(published_at=None).select_related("subject").get(pk=pk)


@dataclass(frozen=True, slots=True)
class Cited:
    """One number of a brief for the public: how it is printed, what it is of whom and when, and who answers for it."""

    shown: str
    what: str
    source: str


def list_cited(brief: Brief) -> list[Cited]:
    """Every number of the brief in the order of the text."""
    segments = [segment for item in paragraphs_of(brief) for segment in item.segments if segment.address]
    return [_cite(segment) for segment in segments]


def _cite(segment: Segment) -> Cited:
    address = segment.address or {}
    if "fact" in address:
        fact = find_booked(address["fact"])
        if fact is None:
            return Cited(segment.text, "", "")
        what = f"{fact.subject.name} · {item_named(fact.item).name} · {Period.parse(fact.period).chinese}"
        filer = fact.line.owner
        source = _("%(filer)s 报送，%(day)s 入账") % {
            "filer": filer.filer.name,
            "day": f"{localdate(fact.recorded_at):%Y-%m-%d}",
        }
        return Cited(segment.text, what, source)
    if "register" in address:
        return Cited(segment.text, address["register"], _("登记簿，成文时"))
    period = Period.parse(address["period"])
    what = f"{get_subject(address['subject']).name} · {get_indicator(address['indicator'], period).name} · {period.chinese}"
    return Cited(segment.text, what, _("按入账数计算"))


def list_citing(address: Mapping[str, Any], user: Any) -> list[Brief]:
    """The briefs within the user's reach in which a number with this address stands, newest first."""
    found = list_briefs(user).order_by("-pk")
    return [
        brief for brief in found if any(segment.address == address for row in paragraphs_of(brief) for segment in row.segments)
    ]
