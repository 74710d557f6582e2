"""Reads of operators: companies within reach, a zone's matrix, what waits, and the counts that others show beside the published ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.foundation.accounts.models import Role
from kaifaqu.foundation.accounts.queries import grants_of, may_as, roles_for
from kaifaqu.foundation.stated import Summary
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import list_within
from kaifaqu.foundation.zones.queries import list_zones
from kaifaqu.operations.operators.models import Company, DutyClaim, HandBack, Mandate, Nature, Pilot, Share
from kaifaqu.operations.operators.rules import COMMITTEE, Claim, DutyRow, Verdict, build_matrix

SOON = 90
"""Days before its end within which a mandate has to be renewed or let go."""


# -- reach -----------------------------------------------------------------------------------------------------------------


def reach_companies(user: Any, act: str) -> QuerySet[Company]:
    """The companies on which the user may do the act: offices all below them, a company's own people only companies."""
    return Company.objects.filter(subject__in=_reach(user, act)).select_related("subject__parent")


def _reach(user: Any, act: str) -> QuerySet[Subject]:
    if not user.is_authenticated:
        return list_within(())
    return list_within([grant.subject.path for grant in grants_of(user) if grant.role in roles_for(act)])


def reach_zones(user: Any, act: str) -> QuerySet[Subject]:
    """The zones on which the user may do the act: a company's own people have none, even where their account stands on the zone."""
    if not user.is_authenticated:
        return list_within(())
    roles = roles_for(act) - {Role.OPERATOR}
    paths = [grant.subject.path for grant in grants_of(user) if grant.role in roles]
    return list_within(paths).filter(kind=Kind.ZONE).order_by("path")


def may_on_zone(user: Any, act: str, zone: Subject) -> bool:
    """True when the user may do a committee's act on this zone."""
    return may_as(user, roles_for(act) - {Role.OPERATOR}, zone)


def get_company(code: str, user: Any, act: str = "operators:company") -> Company:
    """One company within the user's reach. Raises Company.DoesNotExist, whether it is absent or out of reach."""
    return reach_companies(user, act).get(subject__code=code)


def find_company(subject: Subject) -> Company | None:
    """The company that a subject is, or None."""
    return Company.objects.filter(subject=subject).select_related("subject__parent").first()


def list_companies_within(subject: Subject) -> QuerySet[Company]:
    """The companies on or below a subject: what another record may be credited to."""
    return Company.objects.filter(subject__path__startswith=subject.path).select_related("subject__parent")


# -- a zone's duties -------------------------------------------------------------------------------------------------------


def list_claims(zone: Subject) -> QuerySet[DutyClaim]:
    """Who claims which duty in a zone now."""
    return DutyClaim.objects.filter(zone=zone, dropped_at=None).select_related("company__subject", "mandate")


def matrix_of(zone: Subject, claims: Iterable[DutyClaim] | None = None) -> list[DutyRow]:
    """The zone's duties with who leads and who helps, as codes of companies or `committee`."""
    rows = list_claims(zone) if claims is None else claims
    return build_matrix(
        Claim(row.duty, row.company.subject.code if row.company else COMMITTEE, row.share == Share.LEAD) for row in rows
    )


def count_faults(rows: Sequence[DutyRow]) -> tuple[int, int]:
    """(gaps, overlaps)."""
    verdicts = [row.verdict for row in rows]
    return verdicts.count(Verdict.GAP), verdicts.count(Verdict.OVERLAP)


# -- the register by zone --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """A zone in the register: is it a pilot, which companies, which mandates in force, which duties stand badly."""

    zone: Subject
    pilot: Pilot | None
    companies: Sequence[Company]
    in_force: int
    ending: int
    gaps: int
    overlaps: int

    @property
    def has_matrix(self) -> bool:
        """True once anybody claimed a duty: before that the gaps only say that nothing is registered."""
        return bool(self.in_force) or self.overlaps > 0 or self.claimed

    claimed: bool = False


def list_zone_rows(within: Sequence[Subject], today: date) -> list[ZoneRow]:
    """The zones among these subjects, each with what is registered of it. A fixed number of questions however many zones."""
    zones = [subject for subject in within if subject.kind == Kind.ZONE]
    companies, mandates, claims, pilots = _by_zone(zones)
    rows = []
    for zone in zones:
        running = [row for row in mandates.get(zone.pk, []) if is_in_force(row, today)]
        gaps, overlaps = count_faults(matrix_of(zone, claims.get(zone.pk, [])))
        rows.append(
            ZoneRow(
                zone, pilots.get(zone.pk), companies.get(zone.pk, []), len(running),
                sum((row.end - today).days <= SOON for row in running), gaps, overlaps, bool(claims.get(zone.pk)),
            )
        )  # fmt: skip
    return rows


def _by_zone(zones: Sequence[Subject]) -> tuple[dict[int, list[Company]], dict[int, list[Mandate]], dict[int, list[DutyClaim]], dict[int, Pilot]]:  # fmt: skip
    companies: dict[int, list[Company]] = {}
    for company in Company.objects.select_related("subject__parent"):
        holder = next((zone for zone in zones if company.subject.path.startswith(zone.path)), None)
        if holder is not None:
            companies.setdefault(holder.pk, []).append(company)
    mandates: dict[int, list[Mandate]] = {}
    for mandate in Mandate.objects.filter(zone__in=zones).select_related("company__subject"):
        mandates.setdefault(mandate.zone_id, []).append(mandate)
    claims: dict[int, list[DutyClaim]] = {}
    for claim in DutyClaim.objects.filter(zone__in=zones, dropped_at=None).select_related("company__subject"):
        claims.setdefault(claim.zone_id, []).append(claim)
    return companies, mandates, claims, {pilot.zone_id: pilot for pilot in Pilot.objects.filter(zone__in=zones)}


def is_in_force(mandate: Mandate, today: date) -> bool:
    """True within the term and before the exit is finished."""
    return mandate.start <= today <= mandate.end and mandate.exited_on is None


def list_mandates(company: Company) -> QuerySet[Mandate]:
    """The company's mandates with their terms, settlements and hand-backs."""
    return company.mandates.select_related("zone", "company__subject").prefetch_related(
        "fee_terms", "settlements__by", "hand_backs"
    )


def list_open_hand_backs(company: Company) -> QuerySet[HandBack]:
    """What an exiting company has still to hand back."""
    return HandBack.objects.filter(mandate__company=company, done_on=None)


def list_ending(today: date) -> list[Mandate]:
    """Every mandate that ends soon or has ended without an exit: a duty of the clock."""
    rows = Mandate.objects.filter(exited_on=None, exit_begun_on=None).select_related("company__subject__parent", "zone")
    return [row for row in rows if (row.end - today).days <= SOON]


# -- what the registers hold beside what was published ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Registered:
    """How much the register holds of one published item; `url` opens the very records."""

    count: int
    url: str


def count_registered(subject: Subject) -> Mapping[str, Registered]:
    """By item: companies in all, by nature, pilots, and zones that have at least one company."""
    companies = list(list_companies_within(subject))
    by_nature = {nature: sum(company.nature == nature for company in companies) for nature in Nature}
    page = reverse("operators:list")
    pilots = Pilot.objects.filter(zone__path__startswith=subject.path).count()
    return {
        "operating_companies": Registered(len(companies), f"{page}?within={subject.code}"),
        "operating_companies_platform": Registered(by_nature[Nature.PLATFORM], f"{page}?within={subject.code}&nature=platform"),
        "operating_companies_third_party": Registered(
            by_nature[Nature.THIRD_PARTY], f"{page}?within={subject.code}&nature=third_party"
        ),
        "pilot_zones": Registered(pilots, f"{page}?within={subject.code}&pilot=yes"),
        "zones": Registered(list_zones(subject).count(), f"{page}?within={subject.code}"),
    }


def list_pilots(subject: Subject) -> list[Subject]:
    """The pilot zones on or below a subject."""
    return [pilot.zone for pilot in Pilot.objects.filter(zone__path__startswith=subject.path).select_related("zone")]


def summarize(subject: Subject, on: date) -> list[Summary]:
    """The lines of this room on a subject's page."""
    if subject.kind == Kind.OPERATING_COMPANY:
        running = sum(is_in_force(row, on) for row in Mandate.objects.filter(company__subject=subject))
        url = reverse("operators:company", args=[subject.code])
        return [Summary(gettext_lazy("在执行的委托"), _("%(count)s 项") % {"count": running}, url, urgent=running == 0)]
    if subject.kind in (Kind.CITY, Kind.PROVINCE):
        return list(_summarize_area(subject))
    if subject.kind != Kind.ZONE:
        return []
    (row,) = list_zone_rows([subject], on)
    url = reverse("operators:zone", args=[subject.code])
    faults = _("缺位 %(gaps)s 项、重叠 %(overlaps)s 项") % {"gaps": row.gaps, "overlaps": row.overlaps}
    return [
        Summary(gettext_lazy("运营公司"), _("%(count)s 家") % {"count": len(row.companies)}, url, urgent=not row.companies),
        Summary(gettext_lazy("职责边界"), faults if row.has_matrix else _("尚未登记"), url, urgent=row.overlaps > 0),
    ]


def _summarize_area(subject: Subject) -> Iterator[Summary]:
    """Companies by nature, and the zones of which none is registered, each opening those that it counts; nothing where there is no zone."""
    zones = {zone.subject.path for zone in list_zones(subject)}
    if not zones:
        return
    held = count_registered(subject)
    for item, label in (
        ("operating_companies", gettext_lazy("运营公司")), ("operating_companies_platform", gettext_lazy("内设平台公司")),
        ("operating_companies_third_party", gettext_lazy("第三方公司")),
    ):  # fmt: skip
        yield Summary(label, _("%(count)s 家") % {"count": held[item].count}, held[item].url)
    homes = list_companies_within(subject).values_list("subject__path", flat=True)
    without = len(zones) - len({zone for zone in zones for home in homes if home.startswith(zone)})
    url = f"{reverse('operators:list')}?within={subject.code}&show=none"
    yield Summary(gettext_lazy("没有登记公司的开发区"), str(without), url, urgent=bool(without))
