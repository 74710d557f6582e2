"""What the public may see, and nothing else: every read of the portal begins here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import plain
from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.outputs.portal.models import Opening
from kaifaqu.statistics.indicators.models import Release
from kaifaqu.statistics.indicators.queries.releases import Shown, list_releases, shown_of


@dataclass(frozen=True, slots=True)
class OpenFigure:
    """One published number as a row of open data; `value` is the exact decimal as text, "" where `absence` says why there is none."""

    code: str
    name: str
    text: str
    """For people: as the office rounds it."""
    value: str
    unit: str
    absence: str
    period: str
    role: str
    basis: str
    scope: str
    source: str
    """`ledger:17`, the booked figure's position, or `rule:3fa9…`, the digest of the formula."""

    @property
    def when(self) -> Period:
        """The period itself."""
        return Period.parse(self.period)


COLUMNS = (
    "subject",
    "subject_name",
    "edition",
    "code",
    "name",
    "value",
    "unit",
    "absence",
    "period",
    "role",
    "basis",
    "scope",
    "source",
)
"""The columns of the downloads, in order."""


def list_open() -> QuerySet[Opening]:
    """The releases that stand open, the newest first."""
    rows = Opening.objects.filter(withdrawn_at=None)
    return rows.select_related("release__subject", "release__run", "release__issued_by")


def find_open(pk: int) -> Opening:
    """One open release by the release's number. Raises Opening.DoesNotExist, also for one that was withdrawn."""
    return list_open().get(release_id=pk)


def newer_edition(opening: Opening) -> Opening | None:
    """The open edition that replaced this one, if any."""
    release = opening.release
    newer = list_open().filter(release__subject=release.subject, release__period=release.period)
    return newer.filter(release__edition__gt=release.edition).order_by("-release__edition").first()


def list_withdrawn(opening: Opening) -> QuerySet[Opening]:
    """The editions of the same subject and period that were taken off, with their reasons."""
    rows = Opening.objects.filter(release__subject=opening.release.subject, release__period=opening.release.period)
    return rows.exclude(withdrawn_at=None).select_related("release")


def list_figures(release: Release) -> list[OpenFigure]:
    """The numbers of a release as open data. A confidential one is a row that says so."""
    return [describe(shown, release) for shown in shown_of(release).values()]


def describe(shown: Shown, release: Release) -> OpenFigure:
    fact, absent = shown.fact, isinstance(shown.result, Missing)
    return OpenFigure(
        code=fact.item if fact else shown.indicator, name=shown.name, text=shown.printed or shown.text,
        value="" if isinstance(shown.result, Missing) else f"{plain(shown.result.value)}",
        unit="" if isinstance(shown.result, Missing) else str(shown.result.unit), absence=shown.text if absent else "",
        period=fact.period if fact else release.period, role=fact.role if fact else "computed",
        basis=fact.basis if fact else "", scope=fact.scope if fact else "", source=f"ledger:{fact.pk}" if fact else f"rule:{shown.rule[:16]}",
    )  # fmt: skip


def tabulate(release: Release) -> Iterator[tuple[str, ...]]:
    """The rows of a download in the order of COLUMNS."""
    for figure in list_figures(release):
        yield (
            release.subject.code, release.subject.name, str(release.edition), figure.code, figure.name, figure.value, figure.unit,
            figure.absence, figure.period, figure.role, figure.basis, figure.scope, figure.source,
        )  # fmt: skip


def list_decidable(user: Any) -> list[tuple[Release, Period, Opening | None]]:
    """The newest editions on which the user may decide, each with its opening, the newest first."""
    rows = (
        list_releases(user).filter(subject__in=reach_of(user, "portal:open")).select_related("subject", "issued_by", "opening")
    )
    newest: dict[tuple[int, str], Release] = {}
    for row in rows.order_by("edition"):
        newest[row.subject_id, row.period] = row
    found = sorted(newest.values(), key=lambda row: -row.pk)
    return [(row, Period.parse(row.period), getattr(row, "opening", None)) for row in found]
