"""The list of projects: filtered, counted, one page of rows; the number of queries does not depend on how many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.core.figures.quantity import WIDE
from kaifaqu.foundation.enterprises.queries import search_enterprises
from kaifaqu.foundation.subjects.queries import find_by_code
from kaifaqu.operations.projects.lights import Light, Picture, colour_of
from kaifaqu.operations.projects.models import DatedFact, Listing, Project, SavedFilter
from kaifaqu.operations.projects.queries import list_projects
from kaifaqu.operations.projects.queries.credit import filter_credited
from kaifaqu.operations.projects.queries.pictures import Pictured, list_pictures
from kaifaqu.operations.projects.queries.rates import list_rated
from kaifaqu.operations.projects.spelling import is_spelling, pick_spelt
from kaifaqu.operations.projects.stages import Happened, list_missing_days, stage_of
from kaifaqu.operations.projects.vocabulary import Colour, FactKind, ListKind, Stage

PAGE = 50
HUNDRED = Decimal(100)
KEYS = (
    "q",
    "under",
    "operator",
    "developer",
    "credited",
    "until",
    "stage",
    "light",
    "listed",
    "batch",
    "mine",
    "missing",
    "rate",
    "side",
    "cohort",
    "sort",
    "happened",
    "during",
)
"""The filters that a list's address may carry."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    project: Project
    colour: Colour
    lights: tuple[Light, ...]
    lists: tuple[str, ...]
    plan: Decimal | None
    done: Decimal | None
    month: int
    missing: FactKind | None
    """The fact that the stage presupposes and that is not dated to the day."""

    @property
    def worst(self) -> Light | None:
        return next((light for light in self.lights if not light.exempt), None)

    @property
    def percent(self) -> Decimal | None:
        """完成率 of the year, in percent; None where plan or report is not there."""
        return WIDE.divide(self.done * HUNDRED, self.plan) if self.plan and self.done is not None else None


@dataclass(slots=True)
class ListPage:
    """A page of the list with the counts of its filters, each of which opens what it counts."""

    rows: list[Row]
    total: int
    number: int
    pages: int
    stages: list[tuple[Stage, int]]
    lights: list[tuple[Colour, int]]
    lists: list[tuple[ListKind, int]]
    places: int
    """Memberships of lists over all projects: more than `listed` where a project stands on several."""
    listed: int
    total_investment: Decimal | None
    uncounted: int
    query: str
    asked: dict[str, str] = field(default_factory=dict)


def read_filters(data: Mapping[str, Any]) -> dict[str, str]:
    """The filters of an address that say something."""
    return {key: str(data[key]).strip() for key in KEYS if str(data.get(key, "")).strip()}


def write_filters(asked: Mapping[str, str], **changes: str) -> str:
    """The filters as a query string, with changes; an empty change takes a filter out."""
    return urlencode({key: value for key, value in {**asked, **changes}.items() if value})


def filter_projects(projects: QuerySet[Project], asked: Mapping[str, str], user: Any, on: date) -> QuerySet[Project]:
    """The projects that the filters leave; the light is not asked here, it is computed."""
    if query := asked.get("q"):
        for word in query.split():
            projects = projects.filter(_named(word, projects))
    if under := find_by_code(asked.get("under", "")):
        projects = projects.filter(subject__path__startswith=under.path)
    if operator := asked.get("operator", ""):
        projects = projects.filter(operator__subject__code=operator)
    if developer := asked.get("developer", ""):
        projects = projects.filter(developer__subject__code=developer)
    if asked.get("credited"):
        projects = filter_credited(projects, asked["credited"], find_by_code(asked.get("under", "")), asked.get("until", ""))
    if asked.get("stage") in Stage.values:
        projects = projects.filter(stage=asked["stage"])
    if asked.get("listed") in ListKind.values:
        wanted = Listing.objects.filter(kind=asked["listed"], removed_at=None)
        if batch := asked.get("batch"):
            wanted = wanted.filter(batch=batch)
        projects = projects.filter(pk__in=wanted.values("project"))
    if asked.get("mine"):
        projects = projects.filter(officer=user)
    if asked.get("missing") in FactKind.values:
        projects = projects.exclude(facts__in=_facts_to_the_day(asked["missing"]))
    if asked.get("happened") in FactKind.values and (during := _read_period(asked.get("during", ""))):
        projects = projects.filter(pk__in=list_happened(FactKind(asked["happened"]), projects, during))
    if asked.get("rate"):
        projects = projects.filter(pk__in=list_rated(projects, asked, on))
    return projects


def _named(word: str, projects: QuerySet[Project]) -> Q:
    """What a typed word may mean: part of a name, former or short name, enterprise, code, chain; or the pinyin of a name."""
    asked = (
        Q(subject__name__icontains=word) | Q(subject__short_name__icontains=word) | Q(builder__icontains=word)
        | Q(project_code__icontains=word) | Q(former_codes__icontains=word) | Q(credit_code__iexact=word)
        | Q(chain__icontains=word) | Q(enterprise__in=search_enterprises(word).order_by().values("pk"))
    )  # fmt: skip
    if not is_spelling(word):
        return asked
    names = projects.order_by().values_list("pk", "subject__name", "subject__short_name", "builder")
    return asked | Q(pk__in=pick_spelt(word, ((pk, " ".join(parts)) for pk, *parts in names)))


def _read_period(text: str) -> Period | None:
    try:
        period = Period.parse(text)
    except PeriodError:
        return None
    return period if period.start is not None else None


def list_happened(kind: FactKind, projects: QuerySet[Project], period: Period) -> list[int]:
    """The projects to which the fact happened in the period; a fact known by month or quarter must lie in it whole."""
    rows = DatedFact.objects.filter(
        project__in=projects.order_by().values("pk"), kind=kind, voided_at=None,
        date__range=(period.bounded_start, period.bounded_end),
    )  # fmt: skip
    return [
        pk
        for pk, text in rows.values_list("project_id", "period")
        if (start := Period.parse(text).start) is not None and period.covers(start)
    ]


def _facts_to_the_day(kind: str) -> Any:
    return DatedFact.objects.filter(kind=kind, exact=True, voided_at=None)


SORTS: dict[str, tuple[str, ...]] = {
    "name": ("subject__name",), "stage": ("stage", "subject__path"), "since": ("stage_since", "subject__path"),
    "investment": ("-total_investment", "subject__path"),
}  # fmt: skip
SEVERITY = {Colour.RED: 0, Colour.YELLOW: 1, Colour.GREEN: 2}


def list_page(user: Any, asked: Mapping[str, str], number: int, on: date, *, size: int = PAGE) -> ListPage:
    """One page of the projects within reach, the most urgent first unless another order is asked for."""
    reach = list_projects(user)
    found = filter_projects(reach, asked, user, on)
    pictures = list_pictures(found, on)
    lights = {pictured.pk: pictured.lights(on) for pictured in pictures}
    colours = {pk: colour_of(burning) for pk, burning in lights.items()}
    counted = Counter(colours.values())
    kept = [pk for pk in colours if not asked.get("light") or colours[pk] == asked["light"]]
    ordered = _order(found, kept, asked.get("sort", ""), lights, colours, on)
    pages = max(1, -(-len(ordered) // size))
    number = min(max(number, 1), pages)
    shown = ordered[(number - 1) * size : number * size]
    amounts = list(found.filter(pk__in=kept).values_list("total_investment", flat=True)) if kept else []
    known = [amount for amount in amounts if amount is not None]
    places, listed, lists = _count_lists(found)
    return ListPage(
        rows=_rows(shown, {pictured.pk: pictured for pictured in pictures}, lights, colours), total=len(kept), number=number, pages=pages,
        stages=_count_stages(found), lights=[(colour, counted[colour]) for colour in (Colour.RED, Colour.YELLOW, Colour.GREEN)],
        lists=lists, places=places, listed=listed, total_investment=sum(known, Decimal(0)) if known else None,
        uncounted=len(amounts) - len(known), query=write_filters(asked), asked=dict(asked),
    )  # fmt: skip


def _order(
    found: QuerySet[Project], kept: Sequence[int], sort: str, lights: Mapping[int, Sequence[Light]],
    colours: Mapping[int, Colour], on: date,
) -> list[int]:  # fmt: skip
    if sort in SORTS:
        wanted = set(kept)
        return [pk for pk in found.order_by(*SORTS[sort]).values_list("pk", flat=True) if pk in wanted]

    def urgency(pk: int) -> tuple[int, date, int]:
        since = min((light.since or on for light in lights[pk] if not light.exempt), default=on)
        return SEVERITY[colours[pk]], since, pk

    return sorted(kept, key=urgency)


def _rows(
    shown: Sequence[int], pictures: Mapping[int, Pictured], lights: Mapping[int, Sequence[Light]], colours: Mapping[int, Colour]
) -> list[Row]:
    projects = Project.objects.select_related("subject__parent", "officer").in_bulk(shown)
    lists: dict[int, list[str]] = {}
    for row in Listing.objects.filter(project__in=shown, removed_at=None):
        lists.setdefault(row.project_id, []).append(str(row))
    return [
        _row(projects[pk], pictures[pk].picture, colours[pk], tuple(lights[pk]), tuple(lists.get(pk, ())))
        for pk in shown
    ]  # fmt: skip


def _row(project: Project, picture: Picture, colour: Colour, lights: tuple[Light, ...], lists: tuple[str, ...]) -> Row:
    known = [Happened(kind, picture.days.get(kind, date.max), kind in picture.days) for kind in picture.kinds]
    missing = next(iter(list_missing_days(known, stage_of(known).beneath)), None)
    return Row(project, colour, lights, lists, picture.plan, picture.done, picture.month, missing)


def _count_stages(found: QuerySet[Project]) -> list[tuple[Stage, int]]:
    counts = dict(found.order_by().values("stage").annotate(n=Count("pk", distinct=True)).values_list("stage", "n"))
    return [(stage, counts[stage.value]) for stage in Stage if counts.get(stage.value)]


def _count_lists(found: QuerySet[Project]) -> tuple[int, int, list[tuple[ListKind, int]]]:
    """(places on lists, projects that stand on any, projects by list)."""
    rows = set(
        Listing.objects.filter(project__in=found.order_by().values("pk"), removed_at=None).values_list("kind", "project_id")
    )
    by_kind = Counter(kind for kind, _project in rows)
    return len(rows), len({project for _kind, project in rows}), [(kind, by_kind[kind]) for kind in ListKind if by_kind[kind]]


def list_saved(user: Any) -> QuerySet[SavedFilter]:
    """The user's own filters."""
    return SavedFilter.objects.filter(user=user)
