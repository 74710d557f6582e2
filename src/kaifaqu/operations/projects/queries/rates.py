"""Rates of the registered projects by cohort, and the projects behind each count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from kaifaqu.operations.projects.models import DatedFact, Listing, Pledge, Progress, Project, YearPlan
from kaifaqu.operations.projects.rates import Counted, Plan, Rate, compute_rate, rate_rules
from kaifaqu.operations.projects.stages import Happened, stage_of
from kaifaqu.operations.projects.vocabulary import FactKind, ListKind, PledgeKind

MONEY = {PledgeKind.OUTPUT: "output", PledgeKind.TAX: "tax", PledgeKind.JOBS: "jobs"}
Pair = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class Cohort:
    """Which projects a rate follows: those signed in a year, or those of one batch of 三个一批."""

    code: str
    label: str


def list_cohorts(projects: QuerySet[Project]) -> list[Cohort]:
    """The cohorts that the projects give, the latest first."""
    years = DatedFact.objects.filter(project__in=projects.order_by().values("pk"), kind=FactKind.SIGNED, voided_at=None)
    found = [Cohort(str(day.year), f"{day.year}年签约") for day in years.dates("date", "year", order="DESC")]
    batches = (
        Listing.objects.filter(
            project__in=projects.order_by().values("pk"), removed_at=None,
            kind__in=(ListKind.BATCH_SIGNED, ListKind.BATCH_STARTED, ListKind.BATCH_PRODUCING),
        )
        .order_by("batch").values_list("kind", "batch").distinct()
    )  # fmt: skip
    return found + [Cohort(f"{kind}:{batch}", f"{ListKind(kind).label} {batch}".strip()) for kind, batch in batches]


def list_counted(projects: QuerySet[Project], cohort: str, on: date) -> list[Counted]:
    """The projects of a cohort ("" for all) as the rates look at them on a day; seven queries."""
    wanted = set(projects.order_by().values_list("pk", flat=True).distinct())
    facts: dict[int, list[Happened]] = defaultdict(list)
    for pk, kind, day, exact in DatedFact.objects.filter(voided_at=None, date__lte=on).values_list(
        "project_id", "kind", "date", "exact"
    ):
        if pk in wanted:
            facts[pk].append(Happened(FactKind(kind), day, exact))
    members = _members(wanted, facts, cohort)
    pairs, plans = _pairs(on), _plans(facts, on)
    return [
        Counted(
            pk,
            frozenset(fact.kind for fact in facts[pk]),
            stage_of(facts[pk]).beneath,
            pairs.get(pk, {}),
            plans.get(pk, frozenset()),
        )
        for pk in sorted(members)
    ]


def _plans(facts: Mapping[int, Sequence[Happened]], on: date) -> dict[int, frozenset[Plan]]:
    """What the plans of the year ask of each project, and whether a completion came in time."""
    found: dict[int, frozenset[Plan]] = {}
    for pk, start, completion in Project.objects.values_list("pk", "planned_start", "planned_completion"):
        said = {Plan.START} if start is not None and start.year == on.year else set()
        if completion is not None and completion.year == on.year and completion <= on:
            said.add(Plan.COMPLETION)
            if any(fact.kind is FactKind.COMPLETED and fact.date <= completion for fact in facts.get(pk, ())):
                said.add(Plan.ON_TIME)
        found[pk] = frozenset(said)
    return found


def _members(wanted: set[int], facts: Mapping[int, Sequence[Happened]], cohort: str) -> set[int]:
    if not cohort:
        return wanted
    if cohort.isdigit():
        return {
            pk
            for pk in wanted
            if any(fact.kind is FactKind.SIGNED and fact.date.year == int(cohort) for fact in facts.get(pk, ()))
        }
    kind, _colon, batch = cohort.partition(":")
    return wanted & set(Listing.objects.filter(kind=kind, batch=batch, removed_at=None).values_list("project_id", flat=True))


def _pairs(on: date) -> dict[int, dict[str, Pair]]:
    """(actual, pledged) by name and project: promises of the investor, money in place of the agreed, the year's plan."""
    found: dict[int, dict[str, Pair]] = defaultdict(dict)
    pledges = Pledge.objects.filter(kind__in=MONEY, amount__isnull=False)
    for pk, kind, amount, realised in pledges.values_list("project_id", "kind", "amount", "realised"):
        found[pk][MONEY[PledgeKind(kind)]] = (realised, amount)
    agreed = dict(Project.objects.exclude(total_investment=None).values_list("pk", "total_investment"))
    plans = dict(YearPlan.objects.filter(year=on.year).values_list("project_id", "amount"))
    funds: dict[int, Decimal | None] = {}
    done: dict[int, Decimal | None] = {}
    reports = Progress.objects.filter(year__lte=on.year).order_by("year", "month")
    for pk, year, month, done_year, funds_total in reports.values_list(
        "project_id", "year", "month", "done_year", "funds_total"
    ):
        if (year, month) > (on.year, on.month):
            continue
        if funds_total is not None:
            funds[pk] = funds_total
        if year == on.year and done_year is not None:
            done[pk] = done_year
    for pk, amount in agreed.items():
        found[pk]["funds"] = (funds.get(pk), amount)
    for pk, amount in plans.items():
        found[pk]["investment"] = (done.get(pk), amount)
    return found


def compute_rates(projects: QuerySet[Project], cohort: str, on: date) -> list[Rate]:
    """Every rate of the catalogue over a cohort."""
    counted = list_counted(projects, cohort, on)
    return [compute_rate(rule, counted) for rule in rate_rules().values()]


def list_rated(projects: QuerySet[Project], asked: Mapping[str, str], on: date) -> tuple[int, ...]:
    """The projects above (`side` part) or below the line of a rate, or those that have not reported."""
    rule = rate_rules().get(asked.get("rate", ""))
    if rule is None:
        return ()
    rate = compute_rate(rule, list_counted(projects, asked.get("cohort", ""), on))
    return {"part": rate.part_of, "unreported": rate.unreported}.get(asked.get("side", ""), rate.whole_of)
