"""Projects as they are seen at once: columns by stage, bars on a time line, a funnel by cohort, how long they stand where, points on a map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kaifaqu.operations.projects.models import DatedFact, Project
from kaifaqu.operations.projects.queries.listing import Row
from kaifaqu.operations.projects.stages import ORDER, REACHES, SPANS, Happened, has_reached, stage_of
from kaifaqu.operations.projects.vocabulary import FactKind, Stage

BOARD = (
    Stage.TALKS, Stage.SIGNED, Stage.REGISTERED, Stage.APPROVALS, Stage.BUILDING, Stage.COMPLETED, Stage.PRODUCING, Stage.AT_CAPACITY,
    Stage.ABOVE_SCALE,
)  # fmt: skip
ADVANCES: dict[Stage, tuple[FactKind, ...]] = {
    Stage.UNKNOWN: (FactKind.SIGNED, FactKind.REGISTERED, FactKind.STARTED, FactKind.SEEN_BUILDING, FactKind.COMPLETED),
    Stage.LEAD: (FactKind.INSPECTED, FactKind.SIGNED), Stage.TALKS: (FactKind.SIGNED, FactKind.REGISTERED),
    Stage.SIGNED: (FactKind.REGISTERED, FactKind.FILED), Stage.REGISTERED: (FactKind.FILED, FactKind.LAND, FactKind.STARTED),
    Stage.APPROVALS: (FactKind.LAND, FactKind.PLANNING, FactKind.PERMIT, FactKind.STARTED),
    Stage.BUILDING: (FactKind.COMPLETED, FactKind.PARTLY_PRODUCING, FactKind.SUSPENDED),
    Stage.COMPLETED: (FactKind.PRODUCING, FactKind.PARTLY_PRODUCING), Stage.PRODUCING: (FactKind.AT_CAPACITY, FactKind.ABOVE_SCALE),
    Stage.AT_CAPACITY: (FactKind.ABOVE_SCALE,), Stage.SUSPENDED: (FactKind.RESUMED, FactKind.ENDED),
}  # fmt: skip
"""The facts by which a card leaves its column; the first is the usual one."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the board."""

    stage: Stage
    rows: tuple[Row, ...]
    more: int
    advances: tuple[FactKind, ...]


CARDS = 40


def lay_board(rows: Iterable[Row], counts: Mapping[Stage, int]) -> list[Column]:
    """The board: a column for each stage of a living project; 线索 and 暂停 only where there are any."""
    by_stage: dict[Stage, list[Row]] = defaultdict(list)
    for row in rows:
        by_stage[Stage(row.project.stage)].append(row)
    stages = [stage for stage in ORDER if stage in BOARD or by_stage[stage]]
    return [
        Column(
            stage, tuple(by_stage[stage][:CARDS]), max(0, counts.get(stage, 0) - len(by_stage[stage][:CARDS])), ADVANCES.get(stage, ())
        )
        for stage in stages
    ]  # fmt: skip


# -- Gantt ------------------------------------------------------------------------------------------------------------------------

Place = Callable[[date], int]
"""From a day to its place on the drawing (px)."""
LEFT, WIDTH, LINE, HEAD = 250, 900, 26, 34
BARS: tuple[tuple[str, FactKind, FactKind, str], ...] = (
    ("talks", FactKind.INSPECTED, FactKind.SIGNED, ""), ("papers", FactKind.SIGNED, FactKind.STARTED, "planned_start"),
    ("building", FactKind.STARTED, FactKind.COMPLETED, "planned_completion"),
    ("filling", FactKind.COMPLETED, FactKind.PRODUCING, "planned_production"),
)  # fmt: skip


PLANNED = {"planned_start": _("计划开工"), "planned_completion": _("计划竣工"), "planned_production": _("计划投产")}


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a project's time on the drawing (px): done, or `open` up to today."""

    css: str
    x: int
    width: int
    title: str


@dataclass(frozen=True, slots=True)
class GanttLine:
    """One project of the drawing."""

    project: Project
    y: int
    bars: tuple[Bar, ...]
    marks: tuple[tuple[int, str, str], ...]
    """(x, class, title) of planned days and dated facts."""


@dataclass(frozen=True, slots=True)
class Gantt:
    """A drawing: lines, ticks (x, label), today's x."""

    lines: tuple[GanttLine, ...]
    ticks: tuple[tuple[int, str], ...]
    today: int
    width: int
    height: int
    undated: tuple[Project, ...]


def draw_gantt(projects: Sequence[Project], on: date) -> Gantt:
    """The projects of one page on a time line; two queries. Those without any day are named below, never drawn at a guess."""
    days: dict[int, dict[FactKind, date]] = defaultdict(dict)
    for pk, kind, day in DatedFact.objects.filter(project__in=projects, voided_at=None, exact=True).values_list(
        "project_id", "kind", "date"
    ):
        days[pk][FactKind(kind)] = day
    planned = tuple(PLANNED)
    dated = [p for p in projects if days[p.pk] or any(getattr(p, name) for name in planned)]
    every = [day for p in dated for day in (*days[p.pk].values(), *(getattr(p, name) for name in planned)) if day]
    first = min([*every, on]).replace(month=1, day=1)
    last = date(max([*every, on]).year, 12, 31)
    span: int = (last - first).days

    def place(day: date) -> int:
        days: int = (day - first).days
        return LEFT + days * WIDTH // span

    lines = tuple(
        GanttLine(
            project, HEAD + number * LINE, tuple(_bars(days[project.pk], on, place)), tuple(_marks(project, planned, place))
        )
        for number, project in enumerate(dated)
    )
    years = range(first.year, last.year + 1)
    ticks = tuple((place(date(year, 1, 1)), str(year)) for year in years)
    undated = tuple(project for project in projects if project not in dated)
    return Gantt(lines, ticks, place(on), LEFT + WIDTH + 10, HEAD + LINE * len(dated) + 8, undated)


def _bars(days: Mapping[FactKind, date], on: date, place: Place) -> Iterable[Bar]:
    for css, start, end, _planned in BARS:
        begun = days.get(start)
        if begun is None:
            continue
        ended = days.get(end)
        later = [day for kind, day in days.items() if REACHES.get(kind) and has_reached(REACHES[kind], REACHES[end])]
        until = ended or min(later, default=None) or on
        x = place(begun)
        title = f"{start.label} {begun} → {end.label} {ended}" if ended else f"{start.label} {begun} →"
        yield Bar(css if ended else f"{css} open", x, max(2, place(until) - x), title)


def _marks(project: Project, planned: Sequence[str], place: Place) -> Iterable[tuple[int, str, str]]:
    for name in planned:
        day = getattr(project, name)
        if day is not None:
            yield place(day), name.removeprefix("planned_"), f"{PLANNED[name]} {day}"


# -- funnel and time in stage -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """How many of a cohort have come this far, and what part of all that is (in %)."""

    stage: Stage
    count: int
    percent: Decimal
    still: int
    """Of these, how many stand here now."""


def draw_funnel(stages: Sequence[Stage]) -> list[FunnelStep]:
    """The funnel of a cohort by the stages beneath (a suspended project has come as far as it had)."""
    total = len(stages)
    steps = []
    for stage in BOARD:
        reached = sum(has_reached(own, stage) for own in stages)
        percent = Decimal(reached * 100) / Decimal(total) if total else Decimal(100)
        steps.append(FunnelStep(stage, reached, percent, sum(own is stage for own in stages)))
    return steps


@dataclass(frozen=True, slots=True)
class Dwelling:
    """How long projects take or have been taking: those that have passed, and those that stand there now, in days."""

    label: str
    passed: int
    median: Decimal | None
    longest: int | None
    slowest: Project | None


def measure_spans(projects: QuerySet[Project]) -> list[Dwelling]:
    """Durations with both ends named (签约→开工 …): how many have both, the median, the longest and whose it is."""
    days: dict[int, dict[FactKind, date]] = defaultdict(dict)
    rows = DatedFact.objects.filter(project__in=projects.order_by().values("pk"), voided_at=None, exact=True)
    for pk, kind, day in rows.values_list("project_id", "kind", "date"):
        days[pk][FactKind(kind)] = day
    slowest = {}
    found = []
    for start, end in SPANS:
        spans = {pk: (own[end] - own[start]).days for pk, own in days.items() if start in own and end in own}
        worst = max(spans, key=lambda pk: spans[pk], default=None)
        slowest[start, end] = worst
        found.append((f"{start.label} → {end.label}", spans, worst))
    by_pk = Project.objects.select_related("subject").in_bulk([pk for pk in slowest.values() if pk])
    return [
        Dwelling(
            label, len(spans), Decimal(str(median(spans.values()))) if spans else None, spans[worst] if worst else None,
            by_pk.get(worst) if worst else None,
        )
        for label, spans, worst in found
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stall:
    """A stage, how many stand in it, since when the median and the oldest do, and how many have no day."""

    stage: Stage
    count: int
    median: int | None
    oldest: Project | None
    oldest_days: int | None
    undated: int


def measure_stalls(projects: QuerySet[Project], on: date) -> list[Stall]:
    """Where projects stand still: one query."""
    by_stage: dict[Stage, list[Project]] = defaultdict(list)
    for project in projects.select_related("subject"):
        by_stage[Stage(project.stage)].append(project)
    stalls = []
    for stage in ORDER:
        own = by_stage[stage]
        dated = [project for project in own if project.stage_since is not None]
        waits = {project.pk: (on - project.stage_since).days for project in dated if project.stage_since}
        oldest = max(dated, key=lambda project: waits[project.pk], default=None)
        if own:
            stalls.append(
                Stall(
                    stage, len(own), int(median(waits.values())) if waits else None, oldest, waits[oldest.pk] if oldest else None,
                    len(own) - len(dated),
                )
            )  # fmt: skip
    return stalls


def stages_beneath(projects: QuerySet[Project], wanted: Iterable[int]) -> list[Stage]:
    """The stage beneath of each project asked for."""
    facts: dict[int, list[Happened]] = {pk: [] for pk in wanted}
    rows = DatedFact.objects.filter(project__in=projects.order_by().values("pk"), voided_at=None)
    for pk, kind, day in rows.values_list("project_id", "kind", "date"):
        if pk in facts:
            facts[pk].append(Happened(FactKind(kind), day))
    return [stage_of(own).beneath for own in facts.values()]


# -- map --------------------------------------------------------------------------------------------------------------------------

MAP_WIDTH, MAP_HEIGHT, MARGIN = 900, 520, 40


@dataclass(frozen=True, slots=True)
class Point:
    """A project on the drawing (px)."""

    row: Row
    x: int
    y: int


def draw_map(rows: Sequence[Row]) -> tuple[list[Point], list[Row]]:
    """(points, projects without a place). North is up, the drawing just holds all points; there is no border to draw."""
    placed = [row for row in rows if row.project.longitude is not None and row.project.latitude is not None]
    if not placed:
        return [], list(rows)
    east = [row.project.longitude for row in placed]
    north = [row.project.latitude for row in placed]
    left, bottom = min(east), min(north)
    wide, high = max(east) - left or Decimal(1), max(north) - bottom or Decimal(1)
    points = [
        Point(
            row, MARGIN + int((row.project.longitude - left) / wide * (MAP_WIDTH - 2 * MARGIN)),
            MAP_HEIGHT - MARGIN - int((row.project.latitude - bottom) / high * (MAP_HEIGHT - 2 * MARGIN)),
        )
        for row in placed
    ]  # fmt: skip
    return points, [row for row in rows if row not in placed]
