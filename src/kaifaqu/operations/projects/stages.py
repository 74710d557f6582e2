"""Where a project stands, from what happened and when. Pure: the same facts give the same stage in whatever order they were entered.

Definitions: domain §1.1. A 启动仪式 or 奠基 proves nothing; 统计入库 is a flag beside the stage; stages may be skipped (a rented plant needs
no land, a company may be registered before it signs).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.operations.projects.vocabulary import FactKind, Stage

REACHES: dict[FactKind, Stage] = {
    FactKind.CONTACT: Stage.LEAD, FactKind.INSPECTED: Stage.TALKS, FactKind.FRAMEWORK: Stage.TALKS,
    FactKind.SIGNED: Stage.SIGNED, FactKind.REGISTERED: Stage.REGISTERED,
    FactKind.FILED: Stage.APPROVALS, FactKind.LAND: Stage.APPROVALS, FactKind.PLANNING: Stage.APPROVALS,
    FactKind.PERMIT: Stage.APPROVALS,
    FactKind.STARTED: Stage.BUILDING, FactKind.SEEN_BUILDING: Stage.BUILDING, FactKind.COMPLETED: Stage.COMPLETED,
    FactKind.PARTLY_PRODUCING: Stage.PRODUCING, FactKind.PRODUCING: Stage.PRODUCING,
    FactKind.AT_CAPACITY: Stage.AT_CAPACITY, FactKind.ABOVE_SCALE: Stage.ABOVE_SCALE,
}  # fmt: skip
"""The stage that a fact proves. What is not named here (奠基, 启动仪式, 入库) proves none."""

ORDER = tuple(Stage)
REPEATABLE = frozenset({FactKind.SUSPENDED, FactKind.RESUMED})

MILESTONES: tuple[tuple[FactKind, ...], ...] = (
    (FactKind.INSPECTED,), (FactKind.SIGNED,), (FactKind.REGISTERED,), (FactKind.FILED,), (FactKind.LAND,), (FactKind.PLANNING,),
    (FactKind.PERMIT,), (FactKind.STARTED, FactKind.SEEN_BUILDING), (FactKind.COMPLETED,),
    (FactKind.PRODUCING, FactKind.PARTLY_PRODUCING), (FactKind.AT_CAPACITY,), (FactKind.ABOVE_SCALE,),
)  # fmt: skip
"""The line of a project's life as a page draws it; any fact of a group fills its place."""

SPANS: tuple[tuple[FactKind, FactKind], ...] = (
    (FactKind.INSPECTED, FactKind.REGISTERED), (FactKind.SIGNED, FactKind.STARTED), (FactKind.FILED, FactKind.PERMIT),
    (FactKind.STARTED, FactKind.COMPLETED), (FactKind.COMPLETED, FactKind.PRODUCING), (FactKind.STARTED, FactKind.PRODUCING),
)  # fmt: skip
"""Durations that offices quote, both ends named: 考察→注册, 签约→开工 (落地周期), 竣工→投产 …"""


@dataclass(frozen=True, slots=True)
class Happened:
    """A fact as the rules see it: `date` is its last possible day, `first` its first (None where only the last is known)."""

    kind: FactKind
    date: date
    exact: bool = True
    first: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The stage, since when (None where it is not dated to the day), and the stage beneath a suspension or an end."""

    stage: Stage
    since: date | None
    beneath: Stage


def stage_of(facts: Iterable[Happened], on: date | None = None) -> Standing:
    """Where the project stands, on a day if given; facts after that day have not happened yet."""
    known = [fact for fact in facts if on is None or fact.date <= on]
    beneath = max((REACHES[fact.kind] for fact in known if fact.kind in REACHES), key=ORDER.index, default=Stage.UNKNOWN)
    ended = min((fact.date for fact in known if fact.kind is FactKind.ENDED), default=None)
    if ended is not None:
        return Standing(Stage.ENDED, ended, beneath)
    stopped = last_day(known, FactKind.SUSPENDED)
    resumed = last_day(known, FactKind.RESUMED)
    if stopped is not None and (resumed is None or resumed < stopped):
        return Standing(Stage.SUSPENDED, stopped, beneath)
    entered = [fact for fact in known if REACHES.get(fact.kind) is beneath]
    first = min(entered, key=lambda fact: fact.date, default=None)
    return Standing(beneath, first.date if first is not None and first.exact else None, beneath)


def last_day(facts: Iterable[Happened], kind: FactKind) -> date | None:
    """The latest day of a kind of fact."""
    return max((fact.date for fact in facts if fact.kind is kind), default=None)


def has_reached(stage: Stage, goal: Stage) -> bool:
    """True when the stage is the goal or lies after it; a suspended or ended project is asked by the stage beneath."""
    return ORDER.index(stage) >= ORDER.index(goal)


def is_active(stage: Stage) -> bool:
    """False for a project that is suspended or ended."""
    return stage not in (Stage.SUSPENDED, Stage.ENDED)


# -- durations ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """Days from one fact to another, or which end has no day yet."""

    start: FactKind
    end: FactKind
    days: int | None
    lacking: tuple[FactKind, ...] = ()


def measure_span(facts: Iterable[Happened], start: FactKind, end: FactKind) -> Span:
    """Calendar days between two facts that are dated to the day; 投产 is met by 部分投产 nowhere."""
    days = {fact.kind: fact.date for fact in facts if fact.exact}
    lacking = tuple(kind for kind in (start, end) if kind not in days)
    return Span(start, end, None if lacking else (days[end] - days[start]).days, lacking)


# -- gates --------------------------------------------------------------------------------------------------------------------

BEFORE: tuple[tuple[FactKind, FactKind], ...] = (
    (FactKind.STARTED, FactKind.COMPLETED), (FactKind.COMPLETED, FactKind.AT_CAPACITY), (FactKind.STARTED, FactKind.PRODUCING),
    (FactKind.PARTLY_PRODUCING, FactKind.PRODUCING), (FactKind.PRODUCING, FactKind.AT_CAPACITY),
    (FactKind.STARTED, FactKind.IN_STATISTICS), (FactKind.LAND, FactKind.PERMIT), (FactKind.PLANNING, FactKind.PERMIT),
    (FactKind.INSPECTED, FactKind.STARTED), (FactKind.CONTACT, FactKind.SIGNED),
)  # fmt: skip
"""Pairs whose dates cannot stand the other way round."""

GATES: dict[FactKind, tuple[tuple[FactKind, ...], ...]] = {
    FactKind.STARTED: ((FactKind.FILED,), (FactKind.PERMIT,)),
    FactKind.IN_STATISTICS: ((FactKind.STARTED,),),
    FactKind.COMPLETED: ((FactKind.STARTED, FactKind.SEEN_BUILDING),),
    FactKind.PRODUCING: ((FactKind.COMPLETED,),),
    FactKind.AT_CAPACITY: ((FactKind.PRODUCING,),),
    FactKind.ABOVE_SCALE: ((FactKind.PRODUCING, FactKind.PARTLY_PRODUCING),),
}
"""What usually stands before a fact. A gate may be passed with a reason; one of each group opens it."""


def find_disorder(facts: Iterable[Happened], new: Happened) -> Iterator[Problem]:
    """What cannot be: a day that has its order with the others wrong."""
    known = {fact.kind: fact for fact in facts}
    for earlier, later in BEFORE:
        if new.kind not in (earlier, later):
            continue
        other = known.get(later if new.kind is earlier else earlier)
        if other is None:
            continue
        one, two = (new, other) if new.kind is earlier else (other, new)
        if (one.first or one.date) > two.date:
            yield Problem(
                "projects.order", str(new.kind.label), _("%(day)s") % {"day": new.date},
                _("，%(one)s（%(one_day)s）应不晚于%(two)s（%(two_day)s）") % {
                    "one": one.kind.label, "one_day": one.date, "two": two.kind.label, "two_day": two.date,
                },
                _("请核对两个日期；原来那个不对，请先把它作废并写明原因"), Severity.HARD, "period",
            )  # fmt: skip


def find_open_gates(facts: Iterable[Happened], new: FactKind) -> Iterator[Problem]:
    """What usually comes before and is not there: passable with a reason."""
    known = {fact.kind for fact in facts}
    for group in GATES.get(new, ()):
        if not known & set(group):
            yield Problem(
                "projects.gate", str(new.label), _("还没有登记“%(kind)s”") % {"kind": group[0].label},
                _("，通常应在前"), _("请先补登；确实不需要的，请在“说明”里写明理由"), Severity.SOFT, "note",
            )  # fmt: skip


ASKED: tuple[tuple[FactKind, Stage, FactKind | None], ...] = (
    (FactKind.SIGNED, Stage.SIGNED, None), (FactKind.STARTED, Stage.BUILDING, None), (FactKind.COMPLETED, Stage.COMPLETED, None),
    (FactKind.PRODUCING, Stage.PRODUCING, FactKind.PARTLY_PRODUCING),
)  # fmt: skip
"""Facts that a project should have to the day once it has reached a stage: (fact, stage, what stands in for it)."""


def list_missing_days(facts: Iterable[Happened], stage: Stage) -> list[FactKind]:
    """The facts that the stage presupposes and that are not dated to the day, the latest first."""
    known = list(facts)
    exact = {fact.kind for fact in known if fact.exact}
    there = {fact.kind for fact in known}
    missing = [kind for kind, goal, other in ASKED if kind not in exact and other not in there and has_reached(stage, goal)]
    return missing[::-1]
