"""What the lights look at, for many projects at once: the number of queries does not depend on how many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet

from kaifaqu.core.figures.calendar import Pause
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.projects.lights import (
    DEFAULT_RULE,
    ApprovalSeen,
    Light,
    Picture,
    ProblemSeen,
    colour_of,
    judge,
    light_rules,
    rules_in_force,
)
from kaifaqu.operations.projects.models import (
    Approval,
    ApprovalPause,
    DatedFact,
    Exemption,
    LightChoice,
    Problem,
    Progress,
    Project,
    YearPlan,
)
from kaifaqu.operations.projects.vocabulary import About, Colour, ExemptionState, FactKind, Stage


@dataclass(frozen=True, slots=True)
class Pictured:
    """A project's picture with the rule of lights that holds for it."""

    pk: int
    picture: Picture
    rule: str

    def lights(self, on: date) -> list[Light]:
        """The lights that burn on a day."""
        return judge(self.picture, rules_in_force(self.rule, on), on)


@dataclass(slots=True)
class Parts:
    """What belongs to the projects asked about, by project."""

    days: dict[int, dict[FactKind, date]] = field(default_factory=lambda: defaultdict(dict))
    kinds: dict[int, set[FactKind]] = field(default_factory=lambda: defaultdict(set))
    plans: dict[int, tuple[Decimal, Decimal | None, str]] = field(default_factory=dict)
    months: dict[int, tuple[int, Decimal | None, Decimal | None]] = field(default_factory=dict)
    approvals: dict[int, list[ApprovalSeen]] = field(default_factory=lambda: defaultdict(list))
    problems: dict[int, list[ProblemSeen]] = field(default_factory=lambda: defaultdict(list))
    exempt: dict[int, set[About]] = field(default_factory=lambda: defaultdict(set))


def list_pictures(projects: QuerySet[Project], on: date) -> list[Pictured]:
    """The pictures of the projects on a day, in seven queries however many they are."""
    wanted = projects.order_by().values("pk")
    parts = read_parts(wanted, on)
    choices = read_choices(on)
    rows = projects.order_by("pk").values_list(
        "pk", "stage", "planned_start", "planned_production", "builder", "office", "subject__path"
    )
    return [_picture(row, parts, choices) for row in rows.distinct()]


def _picture(row: tuple[Any, ...], parts: Parts, choices: Mapping[str, str]) -> Pictured:
    pk, stage, start, production, builder, office, path = row
    plan, funds_required, curve = parts.plans.get(pk, (None, None, "linear"))
    month, done, funds = parts.months.get(pk, (0, None, None))
    picture = Picture(
        stage=Stage(stage), days=parts.days.get(pk, {}), kinds=frozenset(parts.kinds.get(pk, ())), planned_start=start, planned_production=production, plan=plan,
        funds_required=funds_required, curve=curve, month=month, done=done, funds=funds,
        approvals=tuple(parts.approvals.get(pk, ())), problems=tuple(parts.problems.get(pk, ())),
        exempt=frozenset(parts.exempt.get(pk, ())), builder=builder, office=office,
    )  # fmt: skip
    return Pictured(pk, picture, rule_for(path, choices))


def read_parts(wanted: Any, on: date) -> Parts:
    """Everything that hangs on the projects, as far as a light looks at it. `wanted` is a subquery of project ids."""
    parts = Parts()
    facts = DatedFact.objects.filter(project__in=wanted, voided_at=None, date__lte=on)
    for pk, kind, day, exact in facts.values_list("project_id", "kind", "date", "exact"):
        parts.kinds[pk].add(FactKind(kind))
        if exact:
            parts.days[pk][FactKind(kind)] = day
    plans = YearPlan.objects.filter(project__in=wanted, year=on.year, amount__isnull=False)
    for plan in plans.only("project_id", "amount", "funds", "curve"):
        if plan.amount is not None:
            parts.plans[plan.project_id] = (plan.amount, plan.funds, plan.curve)
    reports = Progress.objects.filter(project__in=wanted, year=on.year, month__lte=on.month).order_by("month")
    for pk, month, done, funds in reports.values_list("project_id", "month", "done_year", "funds_year"):
        parts.months[pk] = (month, done, funds)
    pauses: dict[int, list[Pause]] = defaultdict(list)
    for pk, first, last in ApprovalPause.objects.filter(approval__project__in=wanted).values_list("approval", "first", "last"):
        pauses[pk].append(Pause(first, last))
    running = Approval.objects.filter(project__in=wanted, needed=True, settled_on=None).exclude(accepted_on=None)
    for row in running.values_list(
        "project_id", "pk", "item", "authority", "accepted_on", "promised_days", "standard_days"
    ):  # fmt: skip
        pk, approval, item, authority, accepted, promised, standard = row
        limit = standard if promised is None else promised
        parts.approvals[pk].append(
            ApprovalSeen(approval, item, authority, True, accepted, None, limit, tuple(pauses.get(approval, ())))
        )
    late = Problem.objects.filter(project__in=wanted, solved_on=None, due_on__lt=on)
    for pk, problem, text, turn, due in late.values_list("project_id", "pk", "text", "turn", "due_on"):
        if due is not None:
            parts.problems[pk].append(ProblemSeen(problem, text, turn, due))
    granted = Exemption.objects.filter(project__in=wanted, state=ExemptionState.GRANTED, until__gte=on)
    for pk, about in granted.values_list("project_id", "about"):
        parts.exempt[pk].add(About(about))
    return parts


def read_choices(on: date) -> dict[str, str]:
    """The rule by the path of the subject that chose it; a later choice goes before an earlier one."""
    rows = LightChoice.objects.filter(valid_from__lte=on).order_by("valid_from", "pk")
    return dict(rows.values_list(F("subject__path"), "rule"))


def rule_for(path: str, choices: Mapping[str, str]) -> str:
    """The rule of the nearest subject upwards that chose one, else the house's."""
    above = [chosen for chosen in choices if path.startswith(chosen)]
    rule = choices[max(above, key=len)] if above else DEFAULT_RULE
    return rule if rule in light_rules() else DEFAULT_RULE


def rule_of(subject: Subject, on: date) -> str:
    """The code of the rule that holds for a subject on a day."""
    return rule_for(subject.path, read_choices(on))


def lights_of(pictures: Iterable[Pictured], on: date) -> dict[int, list[Light]]:
    """The lights by project."""
    return {pictured.pk: pictured.lights(on) for pictured in pictures}


def colours_of(pictures: Iterable[Pictured], on: date) -> dict[int, Colour]:
    """The colour by project."""
    return {pk: colour_of(lights) for pk, lights in lights_of(pictures, on).items()}
