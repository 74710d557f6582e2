"""Lights of a project, by rules that are data: catalogue/lights (differences, ratios, time limits), catalogue/schedules. Pure."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from kaifaqu.core.figures.calendar import Pause
from kaifaqu.core.figures.catalogue import MISWRITTEN, CatalogueError, Rule, load_rules
from kaifaqu.core.figures.quantity import WIDE, plain, round_display
from kaifaqu.operations.projects.clocks import Clock, add_months, months_between, run_clock
from kaifaqu.operations.projects.vocabulary import About, ApprovalState, Colour, FactKind, Stage

HUNDRED = Decimal(100)
MONTHS = 12


@dataclass(frozen=True, slots=True)
class ApprovalSeen:
    """An approval item as the lights see it."""

    pk: int
    item: str
    authority: str
    needed: bool
    accepted: date | None
    settled: date | None
    limit: int | None
    pauses: tuple[Pause, ...] = ()

    def clock(self, on: date) -> Clock:
        """The item's clock on a day."""
        return run_clock(
            needed=self.needed, accepted=self.accepted, settled=self.settled, limit=self.limit, pauses=self.pauses, on=on
        )


@dataclass(frozen=True, slots=True)
class ProblemSeen:
    """An open problem with a time limit."""

    pk: int
    text: str
    turn: str
    due: date


@dataclass(frozen=True, slots=True)
class Picture:
    """All of a project that the lights look at. Amounts are in 万元; None is what nobody has reported.

    `month` is the last month reported in the year looked at (0 where none is).
    """

    stage: Stage
    days: Mapping[FactKind, date] = field(default_factory=dict)
    """Only facts that are dated to the day: no clock runs from a guess."""
    kinds: frozenset[FactKind] = frozenset()
    """Every fact that is known to have happened."""
    planned_start: date | None = None
    planned_production: date | None = None
    plan: Decimal | None = None
    funds_required: Decimal | None = None
    curve: str = "linear"
    month: int = 0
    done: Decimal | None = None
    funds: Decimal | None = None
    approvals: tuple[ApprovalSeen, ...] = ()
    problems: tuple[ProblemSeen, ...] = ()
    exempt: frozenset[About] = frozenset()
    builder: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True)
class Light:
    """One light that burns, or would but for an exemption: what it is about, since when, and who must act."""

    about: About
    colour: Colour
    words: str
    since: date | None
    turn: str
    exempt: bool = False
    key: str = ""
    """What the task about it is known by: approval:7."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure of a project: the number, since when it is so, whose turn it is, and what it speaks of."""

    value: Decimal
    since: date | None
    turn: str
    subject: str = ""
    key: str = ""


# -- schedules ------------------------------------------------------------------------------------------------------------------


@cache
def curves() -> dict[str, tuple[str, tuple[int, ...]]]:
    """The schedules by code: (name, twelve weights)."""
    rule = next(rule for rule in load_rules("schedules") if rule.code == "projects")
    return {code: (row["name"], tuple(row["weights"])) for code, row in rule.content["curves"].items()}


def schedule_percent(curve: str, month: int) -> Decimal:
    """Percent of the year's plan that should be done by the end of a month. Σ weights to the month ÷ Σ weights."""
    weights = curves()[curve][1]
    return WIDE.divide(Decimal(sum(weights[:month])) * HUNDRED, Decimal(sum(weights)))


# -- measures -------------------------------------------------------------------------------------------------------------------


def months_missed(picture: Picture, on: date) -> Iterator[Measured]:
    """How many months have ended since the planned month of start (that month included) without a start."""
    started = {FactKind.STARTED, FactKind.SEEN_BUILDING, FactKind.COMPLETED, FactKind.PRODUCING} & picture.kinds
    yield from _missed(picture.planned_start, on, None if started else picture.office or picture.builder)


def production_months_missed(picture: Picture, on: date) -> Iterator[Measured]:
    """The same for the planned month of production."""
    produces = FactKind.PRODUCING in picture.kinds
    yield from _missed(picture.planned_production, on, None if produces else picture.builder or picture.office)


def _missed(planned: date | None, on: date, turn: str | None) -> Iterator[Measured]:
    if planned is None or turn is None:
        return
    first = add_months(planned.replace(day=1), 1)
    months = (on.year - planned.year) * MONTHS + on.month - planned.month
    if months > 0:
        yield Measured(Decimal(months), first, turn)


def points_behind(picture: Picture, _on: date) -> Iterator[Measured]:
    """序时进度 − 完成率, in percentage points; of the last month reported."""
    for completed, due in _completion(picture):
        yield Measured(due - completed, None, picture.builder or picture.office or _("店小二"))


def share_of_schedule(picture: Picture, _on: date) -> Iterator[Measured]:
    """完成率 ÷ 序时进度, in percent; a month of which nothing is due has none."""
    for completed, due in _completion(picture):
        if due:
            yield Measured(WIDE.divide(completed * HUNDRED, due), None, picture.builder or picture.office or _("店小二"))


def _completion(picture: Picture) -> Iterator[tuple[Decimal, Decimal]]:
    if picture.plan and picture.done is not None and picture.month:
        yield WIDE.divide(picture.done * HUNDRED, picture.plan), schedule_percent(picture.curve, picture.month)


def months_outside(picture: Picture, on: date) -> Iterator[Measured]:
    """Months since the start without 统计入库; a day more than a month is more than one."""
    started = picture.days.get(FactKind.STARTED)
    if started is None or FactKind.IN_STATISTICS in picture.kinds or on <= started:
        return
    full = months_between(started, on)
    into_next = (on - add_months(started, full)).days
    yield Measured(Decimal(full) + Decimal(into_next) / Decimal(31), started, _("店小二"))


def funds_short(picture: Picture, _on: date) -> Iterator[Measured]:
    """What the year requires by the last month reported, less what is in place (万元)."""
    if picture.funds_required is None or picture.funds is None or not picture.month:
        return
    due = WIDE.divide(picture.funds_required * schedule_percent(picture.curve, picture.month), HUNDRED)
    yield Measured(due - picture.funds, None, picture.builder)


def approval_days_over(picture: Picture, on: date) -> Iterator[Measured]:
    """Working days over the limit of each item that is not settled; a pause stops the clock."""
    for item in picture.approvals:
        clock = item.clock(on)
        if clock.over and clock.state in (ApprovalState.LATE, ApprovalState.PAUSED) and clock.due is not None:
            turn = _("申请单位补正") if clock.state is ApprovalState.PAUSED else item.authority
            yield Measured(Decimal(clock.over), clock.due + timedelta(days=1), turn, item.item, f"approval:{item.pk}")


def problem_days_over(picture: Picture, on: date) -> Iterator[Measured]:
    """Days over the limit of each open problem."""
    for problem in picture.problems:
        if on > problem.due:
            days = Decimal((on - problem.due).days)
            yield Measured(days, problem.due, problem.turn or picture.builder, problem.text, f"problem:{problem.pk}")


MEASURES: dict[str, Callable[[Picture, date], Iterator[Measured]]] = {
    "months_missed": months_missed, "production_months_missed": production_months_missed, "points_behind": points_behind,
    "share_of_schedule": share_of_schedule, "months_outside": months_outside, "funds_short": funds_short,
    "approval_days_over": approval_days_over, "problem_days_over": problem_days_over,
}  # fmt: skip
"""Every measure that a rule may name."""

SIGNS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    ">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt,
}  # fmt: skip


# -- rules ----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Limit:
    """A condition of a rule: `> 30`."""

    sign: str
    value: Decimal

    @classmethod
    def parse(cls, text: str) -> Limit:
        """Raises CatalogueError where the text is not a sign and a number."""
        sign, _blank, number = text.partition(" ")
        if sign not in SIGNS:
            raise CatalogueError(f"亮灯条件「{text}」应为符号（>、>=、<、<=）、空格和数字。")
        return cls(sign, Decimal(number))

    def holds(self, value: Decimal) -> bool:
        return SIGNS[self.sign](value, self.value)

    def __str__(self) -> str:
        return f"{self.sign} {self.value}"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a rule: what it is about, what is measured, when it is yellow and red."""

    about: About
    measure: str
    words: str
    red: Limit | None
    yellow: Limit | None

    def colour_of(self, value: Decimal) -> Colour:
        if self.red is not None and self.red.holds(value):
            return Colour.RED
        return Colour.YELLOW if self.yellow is not None and self.yellow.holds(value) else Colour.GREEN


@dataclass(frozen=True, slots=True)
class LightRule:
    """A rule of lights: a file of catalogue/lights."""

    code: str
    name: str
    reference: str
    always: bool
    checks: tuple[Check, ...]
    cases: tuple[Mapping[str, Any], ...]
    rule: Rule

    def valid_on(self, day: date) -> bool:
        return self.rule.valid_on(day)


@cache
def light_rules() -> dict[str, LightRule]:
    """The rules by code."""
    return {rule.code: parse_light_rule(rule) for rule in load_rules("lights")}


def parse_light_rule(rule: Rule) -> LightRule:
    """A rule from its file. Raises CatalogueError naming the file and what is wrong."""
    content = rule.content
    try:
        checks = tuple(
            Check(
                About(row["about"]), _known_measure(row["measure"]), row["words"],
                Limit.parse(row["red"]) if "red" in row else None, Limit.parse(row["yellow"]) if "yellow" in row else None,
            )
            for row in content["checks"]
        )  # fmt: skip
        return LightRule(
            rule.code, content["name"], content["reference"], content.get("always", False), checks,
            tuple(content.get("cases", ())), rule,
        )  # fmt: skip
    except MISWRITTEN as error:
        raise CatalogueError(f"catalogue/lights/{rule.code}.yaml 有误：{error}") from error


def _known_measure(name: str) -> str:
    if name not in MEASURES:
        raise ValueError(f"没有「{name}」这种量，有：{'、'.join(MEASURES)}")
    return name


DEFAULT_RULE = "yinchuan"
COLOURS = (Colour.RED, Colour.YELLOW, Colour.GREEN)


def rules_in_force(chosen: str, on: date) -> list[LightRule]:
    """The chosen rule and those that always hold, as valid on a day."""
    known = light_rules()
    return [rule for rule in known.values() if (rule.always or rule.code == chosen) and rule.valid_on(on)]


def judge(picture: Picture, rules: Iterable[LightRule], on: date) -> list[Light]:
    """The lights that burn, red first, the longest first. A project that is suspended or ended has none."""
    if picture.stage in (Stage.SUSPENDED, Stage.ENDED):
        return []
    lights = [light for rule in rules for check in rule.checks for light in _lights_of(check, picture, on)]
    return sorted(lights, key=lambda light: (light.exempt, COLOURS.index(light.colour), light.since or on, light.key))


def _lights_of(check: Check, picture: Picture, on: date) -> Iterator[Light]:
    for measured in MEASURES[check.measure](picture, on):
        colour = check.colour_of(measured.value)
        if colour is Colour.GREEN:
            continue
        said = check.words.replace("{}", f"{plain(round_display(measured.value, _places(check)))}")
        words = f"{measured.subject}：{said}" if measured.subject else said
        key = measured.key or check.about.value
        yield Light(check.about, colour, words, measured.since, measured.turn, check.about in picture.exempt, key)


def _places(check: Check) -> int:
    return 1 if check.measure in ("points_behind", "share_of_schedule", "funds_short") else 0


def colour_of(lights: Sequence[Light]) -> Colour:
    """The project's own colour: the worst light that is not exempt."""
    burning = {light.colour for light in lights if not light.exempt}
    return next((colour for colour in COLOURS if colour in burning), Colour.GREEN)
