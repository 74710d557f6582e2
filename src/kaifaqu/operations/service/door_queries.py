"""Reads of the enterprise's own door: its months, policies that concern it, free space, its land; and for the zone who waits and who reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.enterprises.queries import is_above_scale, list_enterprises, nears_scale
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.production.queries import list_lines_of
from kaifaqu.operations.promotion.models import Policy
from kaifaqu.operations.promotion.queries import list_public_policies
from kaifaqu.operations.service.models import Invitation, MonthReport, Ticket
from kaifaqu.operations.service.policy_matching import Situation, list_topics
from kaifaqu.operations.service.queries import zone_of
from kaifaqu.operations.space.models import Parcel, Plant
from kaifaqu.operations.space.queries import list_public

MONTHS = 12


def month_before(day: date) -> date:
    """The first day of the month before the day's."""
    return date(day.year - (day.month == 1), 12 if day.month == 1 else day.month - 1, 1)


def list_months(on: date) -> list[date]:
    """The last twelve months that are over, the newest first."""
    months = [month_before(on)]
    while len(months) < MONTHS:
        months.append(month_before(months[-1]))
    return months


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a firm: its newest report, or None where it has not reported."""

    month: date
    report: MonthReport | None
    corrections: int


def list_month_reports(enterprise: Enterprise, on: date) -> list[Month]:
    """The firm's last twelve months, the newest first, each with what holds."""
    found: dict[date, list[MonthReport]] = {}
    for row in MonthReport.objects.filter(enterprise=enterprise).order_by("-pk"):
        found.setdefault(row.month, []).append(row)
    return [
        Month(month, rows[0] if (rows := found.get(month, [])) else None, max(len(rows) - 1, 0)) for month in list_months(on)
    ]


@dataclass(frozen=True, slots=True)
class Reporting:
    """A firm and its report of a month, None where there is none."""

    enterprise: Enterprise
    report: MonthReport | None


def list_reporting(reach: QuerySet[Subject], month: date) -> list[Reporting]:
    """Every firm within reach that has its own door, with its report of a month; those that have not reported first."""
    joined = Invitation.objects.filter(used_by__is_active=True).values("enterprise")
    reports = {
        row.enterprise_id: row for row in MonthReport.objects.filter(month=month, enterprise__subject__in=reach).order_by("pk")
    }
    firms = list_enterprises(reach)
    told = firms.filter(pk__in=joined) | firms.filter(pk__in=reports)
    rows = [Reporting(firm, reports.get(firm.pk)) for firm in told.distinct()]
    return sorted(rows, key=lambda row: (row.report is not None, row.enterprise.name))


@dataclass(frozen=True, slots=True)
class Offer:
    """A policy that holds where the firm stands, and why it may concern it."""

    policy: Policy
    reasons: Sequence[str]


def match_policies(enterprise: Enterprise, on: date) -> list[Offer]:
    """The public policies in force where the firm stands; those with a reason first, the rest after them."""
    codes = set(enterprise.subject.path.strip("/").split("/"))
    firm = know_situation(enterprise, on)
    offers = [
        Offer(row, [str(topic["why"]) for topic in list_topics(f"{row.title} {row.text}", firm)])
        for row in list_public_policies(on)
        if row.subject.code in codes
    ]
    return sorted(offers, key=lambda offer: -len(offer.reasons))


def know_situation(enterprise: Enterprise, on: date) -> Situation:
    """What the rooms know of the firm that may make a policy matter to it."""
    categories = Ticket.objects.filter(enterprise=enterprise).order_by().values_list("category", flat=True).distinct()
    return Situation(
        enterprise.sector, nears_scale(enterprise, on), is_above_scale(enterprise, on), list_lines_of(enterprise.subject).exists(),
        frozenset(categories),
    )  # fmt: skip


def list_free_space(enterprise: Enterprise) -> tuple[list[Parcel], list[Plant]]:
    """The free parcels and plants of the firm's zone that the zone has made public."""
    path = zone_of(enterprise).path
    parcels, plants = list_public()
    return [row for row in parcels if row.subject.path.startswith(path)], [
        row for row in plants if row.subject.path.startswith(path)
    ]


# -- invitations, for the zone ----------------------------------------------------------------------------------------


def list_joinings(reach: QuerySet[Subject]) -> QuerySet[Invitation]:
    """Every invitation of firms within reach, the newest first."""
    return Invitation.objects.filter(enterprise__subject__in=reach).select_related(
        "enterprise__subject", "by", "used_by", "decided_by"
    )


def list_waiting(reach: QuerySet[Subject]) -> QuerySet[Invitation]:
    """Those whose account waits for a second person's word, the oldest first."""
    rows = list_joinings(reach).filter(used_by__isnull=False, used_by__approved_by=None, decided_at=None)
    return rows.order_by("used_at", "pk")


def get_joining(pk: int, reach: QuerySet[Subject]) -> Invitation:
    """One invitation within reach. Raises Invitation.DoesNotExist."""
    return list_joinings(reach).get(pk=pk)


def state_of(invitation: Invitation, on: date) -> str:
    """How an invitation stands: open, expired, waiting, working or refused."""
    if invitation.used_by is None:
        return "open" if invitation.expires_on >= on else "expired"
    if invitation.refusal:
        return "refused"
    return "waiting" if invitation.used_by.waits_for_approval else "working"


def gather_joinings(reach: QuerySet[Subject], on: date) -> dict[str, Any]:
    """What the page of invitations shows: those that wait, and all with how they stand."""
    return {
        "waiting": list_waiting(reach), "rows": [(row, state_of(row, on)) for row in list_joinings(reach)[:300]],
    }  # fmt: skip
