"""Rates over a cohort of projects, each with its numerator and denominator by name: catalogue/rates/projects.yaml. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from kaifaqu.core.engine.rounding import roundings_that_fit
from kaifaqu.core.figures.catalogue import load_rules
from kaifaqu.core.figures.quantity import WIDE, round_display
from kaifaqu.operations.projects.stages import has_reached
from kaifaqu.operations.projects.vocabulary import FactKind, Stage

HUNDRED = Decimal(100)


class Plan(StrEnum):
    """What a plan of this year says of a project on a day."""

    START = "start"
    """To be started this year."""
    COMPLETION = "completion"
    """To be completed this year, on a day that has come."""
    ON_TIME = "on_time"
    """Completed by the day planned."""


@dataclass(frozen=True, slots=True)
class Counted:
    """All of a project that a rate looks at: `pairs` are (actual, pledged) amounts by name, None where one is not reported."""

    pk: int
    kinds: frozenset[FactKind]
    beneath: Stage
    pairs: Mapping[str, tuple[Decimal | None, Decimal | None]]
    plans: frozenset[Plan] = frozenset()


def was_signed(project: Counted) -> bool:
    return FactKind.SIGNED in project.kinds


def was_registered(project: Counted) -> bool:
    """履约: the company is registered, or the project has gone further."""
    return FactKind.REGISTERED in project.kinds or has_reached(project.beneath, Stage.REGISTERED)


def was_started(project: Counted) -> bool:
    return has_reached(project.beneath, Stage.BUILDING)


def was_completed(project: Counted) -> bool:
    return has_reached(project.beneath, Stage.COMPLETED)


def produces(project: Counted) -> bool:
    """Fully in production; 部分投产 does not count."""
    return bool({FactKind.PRODUCING, FactKind.AT_CAPACITY, FactKind.ABOVE_SCALE} & project.kinds)


def has_plan(project: Counted) -> bool:
    return project.pairs.get("investment", (None, None))[1] is not None


TESTS: dict[str, Callable[[Counted], bool]] = {
    "signed": was_signed, "registered": was_registered, "started": was_started, "completed": was_completed, "producing": produces,
    "planned": has_plan, "to_start": lambda project: Plan.START in project.plans,
    "to_complete": lambda project: Plan.COMPLETION in project.plans, "on_time": lambda project: Plan.ON_TIME in project.plans,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RateRule:
    """A rate: its name, what is above and below the line, and which projects are asked."""

    code: str
    name: str
    part: str
    whole: str
    of: str
    done: str
    money: str
    unit: str


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate of a cohort. `value` is None where the denominator is 0 or nobody reported it; the lists open both counts."""

    rule: RateRule
    part: Decimal
    whole: Decimal
    value: Decimal | None
    part_of: tuple[int, ...]
    whole_of: tuple[int, ...]
    unreported: tuple[int, ...]
    """Projects that belong to the denominator and have not reported; they are in neither sum."""

    @property
    def shown(self) -> str:
        return "" if self.value is None else f"{round_display(self.value, 2)}%"


@cache
def rate_rules() -> dict[str, RateRule]:
    """The rates by code, in the catalogue's order."""
    return {
        row["code"]: RateRule(
            row["code"], row["name"], row["part"], row["whole"], row["of"], row.get("done", ""), row.get("money", ""),
            row.get("unit", "个"),
        )
        for row in _content()["rates"]
    }  # fmt: skip


def _content() -> Mapping[str, Any]:
    return next(rule for rule in load_rules("rates") if rule.code == "projects").content


def compute_rate(rule: RateRule, projects: Iterable[Counted]) -> Rate:
    """The rate over the projects of a cohort: counts, or sums of those that reported both sides."""
    asked = [project for project in projects if TESTS[rule.of](project)]
    if not rule.money:
        done = [project for project in asked if TESTS[rule.done](project)]
        return _rate(rule, Decimal(len(done)), Decimal(len(asked)), done, asked, ())
    pairs = [(project, project.pairs.get(rule.money, (None, None))) for project in asked]
    both = [(project, actual, pledged) for project, (actual, pledged) in pairs if actual is not None and pledged is not None]
    reported = [project for project, _actual, _pledged in both]
    left = tuple(project.pk for project, _pair in pairs if project not in reported)
    part = sum((actual for _project, actual, _pledged in both), Decimal(0))
    whole = sum((pledged for _project, _actual, pledged in both), Decimal(0))
    return _rate(rule, part, whole, reported, reported, left)


def _rate(
    rule: RateRule, part: Decimal, whole: Decimal, done: Sequence[Counted], asked: Sequence[Counted], left: tuple[int, ...]
) -> Rate:
    value = WIDE.divide(part * HUNDRED, whole) if whole else None
    return Rate(rule, part, whole, value, tuple(row.pk for row in done), tuple(row.pk for row in asked), left)


@dataclass(frozen=True, slots=True)
class PublishedRate:
    """A rate that somebody printed with both its terms, recomputed: the two stand side by side, neither replaces the other."""

    place: str
    rule: RateRule
    part: Decimal
    whole: Decimal
    unit: str
    printed: Decimal
    computed: Decimal
    holds: bool


def published_rates() -> list[PublishedRate]:
    """The printed rates of the catalogue, recomputed. `holds` says that some way of rounding gives the printed number."""
    found = []
    for row in _content()["published"]:
        part, whole, printed = (Decimal(str(row[name])) for name in ("part", "whole", "printed"))
        exact = WIDE.divide(part * HUNDRED, whole)
        found.append(
            PublishedRate(
                row["place"], rate_rules()[row["rate"]], part, whole, row.get("unit", "个"), printed, round_display(exact, 2),
                bool(roundings_that_fit(exact, printed)),
            )
        )  # fmt: skip
    return found
