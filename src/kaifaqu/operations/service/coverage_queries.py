"""How far the visits of a zone reach: the quota in both readings, the firms and sectors called on, each with the records that it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.enterprises.queries import list_above_scale, list_enterprises_of
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.service.models import Visit
from kaifaqu.operations.service.queries import list_visits_of, visit_rule
from kaifaqu.operations.service.rules import months_between


@dataclass(frozen=True, slots=True)
class FirmCover:
    """A firm with its visits of a span: those that the principal led, all; `due` of the principal's by the stricter reading."""

    firm: Enterprise
    sector: str
    counted: bool
    led: int
    visits: int
    due: int

    @property
    def is_reached(self) -> bool:
        return self.led >= self.due


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector with its firms and those called on."""

    code: str
    name: str
    firms: int
    visited: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Both readings of the quota: two visits in all each month, or two to each firm each month; and how many firms were seen at all.

    The firms of the quota are those above scale, all where none is known; the sectors count every firm of the register.
    """

    zone: Subject
    first: date
    last: date
    months: int
    quota: int
    by_principal: int
    rows: Sequence[FirmCover]

    @property
    def counted(self) -> list[FirmCover]:
        """The firms of the quota."""
        return [row for row in self.rows if row.counted]

    @property
    def firms(self) -> int:
        return len(self.counted)

    @property
    def firms_reached(self) -> int:
        return sum(row.is_reached for row in self.counted)

    @property
    def firms_visited(self) -> int:
        return sum(row.visits > 0 for row in self.counted)

    @property
    def firms_unvisited(self) -> int:
        return self.firms - self.firms_visited

    @property
    def needed_in_all(self) -> int:
        return self.months * self.quota

    @property
    def needed_per_firm(self) -> int:
        return self.months * self.quota * self.firms

    @property
    def sectors(self) -> list[Sector]:
        """The least covered first."""
        found: dict[str, list[FirmCover]] = {}
        for row in self.rows:
            found.setdefault(row.firm.sector, []).append(row)
        sectors = [
            Sector(code or NO_SECTOR, rows[0].sector, len(rows), sum(row.visits > 0 for row in rows))
            for code, rows in found.items()
        ]
        return sorted(sectors, key=lambda sector: (sector.visited / sector.firms, sector.name))

    def pick(self, view: str, sector: str) -> list[FirmCover]:
        """The firms behind one number, the least visited first. Raises KeyError for a view that is none."""
        rows = {
            "all": self.counted,
            "reached": [row for row in self.counted if row.is_reached],
            "unreached": [row for row in self.counted if not row.is_reached],
            "visited": [row for row in self.counted if row.visits],
            "unvisited": [row for row in self.counted if not row.visits],
            "sector": [row for row in self.rows if (row.firm.sector or NO_SECTOR) == sector],
            "sector_visited": [row for row in self.rows if (row.firm.sector or NO_SECTOR) == sector and row.visits],
        }[view]
        return sorted(rows, key=lambda row: (row.visits, row.led, row.firm.name))


NO_SECTOR = "none"
"""Stands in an address for a firm without a sector."""


def measure_coverage(zone: Subject, first: date, last: date) -> Coverage:
    """The zone's visits of a span against the quota in both readings, in a fixed number of questions."""
    visits = list_visits_of(zone, first, last)
    seen = Counter(visits.values_list("enterprise", flat=True))
    led = Counter(visits.filter(by_principal=True).values_list("enterprise", flat=True))
    above = set(list_above_scale(zone, last).values_list("pk", flat=True))
    months, quota = months_between(first, last), visit_rule()["principal_per_month"]
    rows = [
        FirmCover(
            firm, str(firm.get_sector_display() or _("未登记类别")), not above or firm.pk in above, led[firm.pk], seen[firm.pk],
            months * quota,
        )
        for firm in list_enterprises_of(zone)
    ]  # fmt: skip
    return Coverage(zone, first, last, months, quota, sum(led.values()), rows)


def read_span(text: str, today: date) -> tuple[date, date] | None:
    """The days of a period as an address writes it, not beyond today where it has begun; None where there is none."""
    try:
        period = Period.parse(text)
        first, last = period.bounded_start, period.bounded_end
    except PeriodError:
        return None
    return first, max(first, min(last, today))


def narrow_visits(rows: QuerySet[Visit], asked: Any, today: date) -> QuerySet[Visit]:
    """The visits made that an address asks for: of a period (`during`), led by the principal (`led`), to one firm (`firm`)."""
    rows, span = rows.filter(made_at__isnull=False), read_span(asked.get("during", ""), today)
    if span is not None:
        rows = rows.filter(on__range=span)
    if asked.get("led"):
        rows = rows.filter(by_principal=True)
    if asked.get("firm", "").isdecimal():
        rows = rows.filter(enterprise=asked["firm"])
    return rows
