"""One project's page: what burns and whose turn it is first, then the file. The number of queries is the same for every project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kaifaqu.core.figures.calendar import Pause
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import WIDE, plain
from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.operations.projects.clocks import (
    Clock,
    Deadline,
    approval_items,
    describe_clock,
    list_deadlines,
    run_clock,
)
from kaifaqu.operations.projects.lights import Light, colour_of, light_rules, schedule_percent
from kaifaqu.operations.projects.models import (
    Approval,
    ApprovalPause,
    DatedFact,
    DurationClaim,
    Exemption,
    Listing,
    Photo,
    Pledge,
    Problem,
    Progress,
    Project,
    Readiness,
    YearPlan,
)
from kaifaqu.operations.projects.periods import first_day, month_label
from kaifaqu.operations.projects.queries.pictures import list_pictures
from kaifaqu.operations.projects.stages import (
    MILESTONES,
    SPANS,
    Happened,
    Span,
    has_reached,
    list_missing_days,
    measure_span,
    stage_of,
)
from kaifaqu.operations.projects.vocabulary import (
    ApprovalState,
    Colour,
    FactKind,
    FilingWay,
    PledgeKind,
    Stage,
)
from kaifaqu.operations.tasks.models import Promise
from kaifaqu.operations.tasks.queries import list_open, list_promises_to

HUNDRED = Decimal(100)
LIFE = 12
ACTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Milestone:
    """One place on the line of a project's life: the fact that fills it, or that it was passed or lies ahead."""

    label: str
    kind: FactKind
    fact: DatedFact | None
    state: str
    """done, vague (not dated to the day), passed (skipped or not entered), next, ahead."""
    days: int | None
    """Calendar days since the milestone before that is dated to the day."""


@dataclass(frozen=True, slots=True)
class ApprovalLine:
    """One approval item with its clock in words; `approval` is None for an item that nobody has touched."""

    item: str
    approval: Approval | None
    clock: Clock
    words: str
    pauses: tuple[ApprovalPause, ...]
    authority: str
    days: int | None

    @property
    def open_pause(self) -> ApprovalPause | None:
        return next((pause for pause in self.pauses if pause.last is None), None)


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A published duration beside the computed one."""

    claim: DurationClaim
    span: Span
    verdict: str
    """holds, differs, waits."""
    words: str


@dataclass(frozen=True, slots=True)
class PledgeLine:
    """A promise with what became of it."""

    pledge: Pledge
    percent: Decimal | None
    state: str
    """kept, short, due (over its day with nothing reported), open."""


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month's report with what the schedule asked for by then."""

    progress: Progress
    plan: Decimal | None
    percent: Decimal | None
    due: Decimal | None
    gap: Decimal | None


@dataclass(frozen=True, slots=True)
class Todo:
    """The one thing to do now: its words, why, and where on the page."""

    words: str
    why: str
    anchor: str
    turn: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """Everything on one project's page."""

    project: Project
    colour: Colour
    lights: tuple[Light, ...]
    rule: str
    todo: Todo
    others: tuple[Todo, ...]
    milestones: tuple[Milestone, ...]
    facts: tuple[DatedFact, ...]
    voided: tuple[DatedFact, ...]
    ceremonies: tuple[DatedFact, ...]
    flags: tuple[tuple[str, str], ...]
    listings: tuple[Listing, ...]
    spans: tuple[Span, ...]
    claims: tuple[ClaimLine, ...]
    approvals: tuple[ApprovalLine, ...]
    deadlines: tuple[Deadline, ...]
    plans: tuple[YearPlan, ...]
    months: tuple[MonthLine, ...]
    problems: tuple[Problem, ...]
    solved: tuple[Problem, ...]
    pledges: tuple[PledgeLine, ...]
    promises: tuple[Promise, ...]
    readiness: tuple[Readiness, ...]
    photos: tuple[Photo, ...]
    exemptions: tuple[Exemption, ...]
    tasks: tuple[Any, ...]
    acts: tuple[Any, ...]
    missing: tuple[FactKind, ...]
    day: date


def read_page(project: Project, on: date) -> ProjectPage:
    """The page of a project on a day."""
    facts = tuple(project.facts.select_related("document", "by", "voided_by", "event__document"))
    standing = tuple(fact for fact in facts if fact.voided_at is None)
    known = [Happened(FactKind(fact.kind), fact.date, fact.exact, first_day(Period.parse(fact.period))) for fact in standing]
    pictured = list_pictures(Project.objects.filter(pk=project.pk), on)[0]
    lights = tuple(pictured.lights(on))
    beneath = stage_of(known).beneath
    plans = tuple(project.plans.all())
    months = tuple(_months(project, plans))
    pledges = tuple(_pledge(pledge, on) for pledge in project.pledges.select_related("reading__document"))
    claims = tuple(_claim(claim, known) for claim in project.claims.select_related("reading__document"))
    problems = tuple(project.problems.select_related("document", "by"))
    missing = tuple(list_missing_days(known, beneath))
    todos = list(_todos(project, beneath, lights, claims, missing, months, on))
    return ProjectPage(
        project=project, colour=colour_of(lights), lights=lights, rule=light_rules()[pictured.rule].name,
        todo=todos[0], others=tuple(todos[1:]), milestones=tuple(_milestones(standing, beneath)),
        facts=standing, voided=tuple(fact for fact in facts if fact.voided_at is not None),
        ceremonies=tuple(fact for fact in standing if fact.kind in (FactKind.LAUNCH, FactKind.GROUNDBREAKING)),
        flags=tuple(_flags(project, standing)), listings=tuple(project.listings.filter(removed_at=None)),
        spans=tuple(span for span in (measure_span(known, *ends) for ends in SPANS) if len(span.lacking) < 2),
        claims=claims, approvals=tuple(_approvals(project, known, on)), deadlines=tuple(_deadlines(project, known, on)),
        plans=plans, months=months, problems=tuple(row for row in problems if row.solved_on is None),
        solved=tuple(row for row in problems if row.solved_on is not None), pledges=pledges,
        promises=tuple(list_promises_to(project.subject)), readiness=tuple(project.readiness.all()), photos=tuple(project.photos.select_related("by")),
        exemptions=tuple(project.exemptions.select_related("asked_by", "decided_by")),
        tasks=tuple(list_open(project.subject)), acts=tuple(list_acts(f"project:{project.pk}").order_by("-pk")[:ACTS_SHOWN]),
        missing=missing, day=on,
    )  # fmt: skip


def _milestones(facts: Sequence[DatedFact], beneath: Stage) -> list[Milestone]:
    by_kind = {FactKind(fact.kind): fact for fact in facts}
    found: list[Milestone] = []
    before: date | None = None
    filled = [next((by_kind[kind] for kind in group if kind in by_kind), None) for group in MILESTONES]
    last = max((number for number, fact in enumerate(filled) if fact is not None), default=-1)
    for number, (group, fact) in enumerate(zip(MILESTONES, filled, strict=True)):
        state = "passed" if number < last else "next" if number == last + 1 else "ahead"
        if fact is not None:
            state = "done" if fact.exact else "vague"
        days = (fact.date - before).days if fact is not None and fact.exact and before is not None else None
        label = FactKind(fact.kind).label if fact is not None else group[0].label
        found.append(Milestone(str(label).partition("（")[0], group[0], fact, state, days))
        if fact is not None and fact.exact:
            before = fact.date
    return found


def _flags(project: Project, facts: Sequence[DatedFact]) -> list[tuple[str, str]]:
    """Parallel flags that are no stage."""
    in_statistics = next((fact for fact in facts if fact.kind == FactKind.IN_STATISTICS), None)
    ways = (("承诺制", project.commitment), ("标准地", project.standard_land), ("全代办", project.full_agency))
    words = {True: _("是"), False: _("否"), None: _("未登记")}
    return [
        (_("统计入库"), in_statistics.shown if in_statistics else _("未入库")),
        *((name, words[value]) for name, value in ways),
    ]


def _approvals(project: Project, known: Sequence[Happened], on: date) -> list[ApprovalLine]:
    """The catalogue's items in their order, then those that somebody added. A dated fact shows that its paper was issued."""
    days = {fact.kind: fact.date for fact in known}
    rows = {row.item: row for row in project.approvals.select_related("document").prefetch_related("pauses")}
    names = [*approval_items(), *(name for name in rows if name not in approval_items())]
    return [_approval(name, rows.get(name), days, on) for name in names]


def _approval(name: str, row: Approval | None, proven: Mapping[FactKind, date], on: date) -> ApprovalLine:
    known = approval_items().get(name)
    issued = proven.get(known.proves) if known and known.proves else None
    if known and issued and (row is None or (row.accepted_on is None and row.settled_on is None and row.needed)):
        words = _("%(day)s已取得；受理、办结日未登记") % {"day": f"{issued:%Y-%m-%d}"}
        return ApprovalLine(name, row, Clock(ApprovalState.DONE), words, (), known.authority, known.days)
    if row is None:
        days = known.days if known else None
        return ApprovalLine(name, None, Clock(ApprovalState.NOT_BEGUN), "", (), known.authority if known else "", days)
    pauses = tuple(row.pauses.all())
    clock = run_clock(
        needed=row.needed, accepted=row.accepted_on, settled=row.settled_on,
        limit=row.standard_days if row.promised_days is None else row.promised_days,
        pauses=[Pause(pause.first, pause.last) for pause in pauses], on=on,
    )  # fmt: skip
    return ApprovalLine(name, row, clock, describe_clock(clock), pauses, row.authority, clock.limit)


def _deadlines(project: Project, known: Sequence[Happened], on: date) -> list[Deadline]:
    days = {fact.kind: fact.date for fact in known}
    planned = {name: getattr(project, name) for name in ("planned_start", "planned_completion", "planned_production")}
    return list_deadlines(days, planned, FilingWay(project.filing_way), on)


def _months(project: Project, plans: Sequence[YearPlan]) -> list[MonthLine]:
    by_year = {plan.year: plan for plan in plans}
    return [_month(row, by_year.get(row.year)) for row in project.progress.select_related("by")[:LIFE]]


def _month(row: Progress, plan: YearPlan | None) -> MonthLine:
    if plan is None or not plan.amount or row.done_year is None:
        return MonthLine(row, plan.amount if plan else None, None, None, None)
    percent, due = WIDE.divide(row.done_year * HUNDRED, plan.amount), schedule_percent(plan.curve, row.month)
    return MonthLine(row, plan.amount, percent, due, percent - due)


def _pledge(pledge: Pledge, on: date) -> PledgeLine:
    if pledge.realised is not None and pledge.amount:
        percent = WIDE.divide(pledge.realised * HUNDRED, pledge.amount)
        return PledgeLine(pledge, percent, "kept" if percent >= HUNDRED else "short")
    if pledge.realised_on is not None:
        return PledgeLine(pledge, None, "kept")
    return PledgeLine(pledge, None, "due" if pledge.due_on is not None and pledge.due_on < on else "open")


def _claim(claim: DurationClaim, known: Sequence[Happened]) -> ClaimLine:
    span = measure_span(known, FactKind(claim.start_kind), FactKind(claim.end_kind))
    if span.days is None:
        lacking = "、".join(str(kind.label) for kind in span.lacking)
        return ClaimLine(claim, span, "waits", _("缺%(what)s日期，还不能核对") % {"what": lacking})
    if span.days == claim.days:
        return ClaimLine(claim, span, "holds", _("按登记的日期计算，也是 %(days)s 天") % {"days": span.days})
    return ClaimLine(
        claim,
        span,
        "differs",
        _("按登记的日期计算为 %(days)s 天，相差 %(gap)s 天") % {"days": span.days, "gap": abs(span.days - claim.days)},
    )


ANCHORS = {"approval": "approvals", "problem": "problems", "start": "facts", "production": "facts", "statistics": "facts"}


def _todos(
    project: Project, beneath: Stage, lights: Sequence[Light], claims: Sequence[ClaimLine], missing: Sequence[FactKind],
    months: Sequence[MonthLine], on: date,
) -> list[Todo]:  # fmt: skip
    """What is to be done, the most urgent first: lights, then doubts of print, then days that are not there, then the month."""
    todos = [
        Todo(
            _("办：%(words)s") % {"words": light.words}, str(light.about.label), ANCHORS.get(light.about, "progress"), light.turn,
            light.since,
        )
        for light in lights
        if not light.exempt
    ]  # fmt: skip
    todos += [
        Todo(
            _("补登%(what)s日期") % {"what": "、".join(str(kind.label) for kind in line.span.lacking)},
            _("版面公布用时 %(days)s 天，等这个日期才能核对") % {"days": line.claim.days}, "facts",
        )
        for line in claims
        if line.verdict == "waits"
    ]  # fmt: skip
    todos += [
        Todo(
            _("补登%(what)s日期") % {"what": kind.label},
            _("已到“%(stage)s”，这一天还没有登记") % {"stage": beneath.label},
            "facts",
        )
        for kind in missing
    ]
    if beneath is Stage.BUILDING and not any((m.progress.year, m.progress.month) == (on.year, on.month) for m in months):
        todos.append(Todo(_("填报%(month)s进度") % {"month": month_label(on.year, on.month)}, _("本月还没有报数"), "progress"))
    if beneath is Stage.UNKNOWN:
        todos.append(Todo(_("登记走到哪一步了"), _("还没有一个日期事实，阶段算不出来"), "facts"))
    if not todos:
        todos.append(Todo(_("登记最近的进展"), _("没有红灯，也没有缺的日期"), "facts"))
    return todos


def compare_pledges(projects: Sequence[int]) -> list[tuple[str, str, Decimal, Decimal]]:
    """Promised against realised over projects: (kind, unit, promised, realised) of those promises on which both are known."""
    rows = Pledge.objects.filter(project__in=projects, amount__isnull=False, realised__isnull=False)
    sums: dict[tuple[str, str], list[Decimal]] = {}
    for kind, unit, amount, realised in rows.values_list("kind", "unit", "amount", "realised"):
        total = sums.setdefault((str(PledgeKind(kind).label), unit), [Decimal("0"), Decimal("0")])
        if amount is not None and realised is not None:
            total[0] += amount
            total[1] += realised
    return [(kind, unit, plain(promised), plain(realised)) for (kind, unit), (promised, realised) in sums.items()]


def may_complete(readiness: Sequence[Readiness]) -> bool:
    """True when everything that production needs on the day of completion is there (竣工即投产)."""
    return bool(readiness) and all(row.ready is not None and row.ready >= row.needed for row in readiness)


def is_near_completion(page: ProjectPage) -> bool:
    """True while readiness is of interest: from the start until production."""
    stage = Stage(page.project.stage)
    return has_reached(stage, Stage.BUILDING) and not has_reached(stage, Stage.AT_CAPACITY)
