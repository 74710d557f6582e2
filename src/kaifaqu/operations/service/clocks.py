"""Working-day clocks of a ticket, by a place's dated rule: what runs, until when, what is late and who must hear of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from kaifaqu.core.figures.calendar import Pause, add_working_days, count_working_days
from kaifaqu.core.figures.catalogue import MISWRITTEN, CatalogueError, Rule, catalogue_folder, parse_rule

RULES = ("quanzhou", "zaozhuang")
"""The clock sets that ship; a zone chooses one."""
MOMENTS = frozenset({"filed", "assigned", "signed", "returned", "replied", "answered"})
RECEIVERS = frozenset({"office", "zone", "superior"})


@dataclass(frozen=True, slots=True)
class Clock:
    """`days` working days after the day of `starts` until the day of `ends`."""

    code: str
    name: str
    starts: str
    ends: str
    days: int
    complex_days: int
    stops_when_paused: bool


@dataclass(frozen=True, slots=True)
class Step:
    """Who hears of a clock that is `after` working days late, in which words."""

    clock: str
    after: int
    to: str
    words: str


@dataclass(frozen=True, slots=True)
class ClockSet:
    """A place's clocks and escalation."""

    code: str
    name: str
    reference: str
    clocks: tuple[Clock, ...]
    steps: tuple[Step, ...]
    extension_asked_before: int
    help_days: int


@dataclass(frozen=True, slots=True)
class Running:
    """One clock of one ticket on a day: `due` is None while an open pause keeps it standing; `late` counts working days, 0 when in time."""

    clock: Clock
    due: date | None
    ended: bool
    late: int

    @property
    def is_late(self) -> bool:
        return self.late > 0


@cache
def clock_set(code: str) -> ClockSet:
    """One set of `catalogue/service`. Raises CatalogueError, which says what was found and what is expected."""
    if code not in RULES:
        raise CatalogueError(f"没有名为“{code}”的时限规则；现有：{'、'.join(RULES)}。")
    return parse_clock_set(
        parse_rule("service", code, (catalogue_folder() / "service" / f"{code}.yaml").read_text(encoding="utf-8"))
    )


def parse_clock_set(rule: Rule) -> ClockSet:
    """A set from its rule. Raises CatalogueError for a moment, receiver or clock that does not exist, and for what is no set."""
    try:
        return _parse_clock_set(rule)
    except MISWRITTEN as error:
        raise CatalogueError(f"catalogue/service/{rule.code}.yaml 有误：{error}") from error


def _parse_clock_set(rule: Rule) -> ClockSet:
    content = rule.content
    clocks = tuple(
        Clock(
            row["code"], row["name"], row["starts"], row["ends"], row["days"], row.get("complex_days", row["days"]),
            row.get("stops_when_paused", False),
        )
        for row in content["clocks"]
    )  # fmt: skip
    steps = tuple(Step(row["clock"], row["after"], row["to"], row["words"]) for row in content["escalation"])
    codes = {clock.code for clock in clocks}
    moments = {moment for clock in clocks for moment in (clock.starts, clock.ends)}
    unknown = (moments - MOMENTS) | ({step.to for step in steps} - RECEIVERS) | ({step.clock for step in steps} - codes)
    if unknown:
        raise CatalogueError(f"catalogue/service/{rule.code}.yaml 里的 {sorted(unknown)} 不是已知的时点、对象或时限。")
    return ClockSet(
        rule.code, content["name"], content["reference"], clocks, steps, content["extension_asked_before"], content["help_days"]
    )


def run_clocks(
    rules: ClockSet,
    moments: Mapping[str, date],
    on: date,
    *,
    pauses: Sequence[Pause] = (),
    is_complex: bool = False,
    extended_to: date | None = None,
) -> list[Running]:
    """Every clock whose start has come, as it stands on a day. `moments` holds the days reached so far, the newest of each kind.

    An end before its start belongs to an earlier round (a ticket that came back) and does not count. Raises CalendarError.
    """
    return [
        _run(clock, moments[clock.starts], moments.get(clock.ends), on, pauses, is_complex, extended_to)
        for clock in rules.clocks
        if clock.starts in moments
    ]


def _run(
    clock: Clock, start: date, end: date | None, on: date, pauses: Sequence[Pause], is_complex: bool, extended_to: date | None
) -> Running:
    stops = tuple(pauses) if clock.stops_when_paused else ()
    due = add_working_days(start, clock.complex_days if is_complex else clock.days, stops)
    if due is not None and extended_to is not None and clock.ends == "answered":
        due = max(due, extended_to)
    ended = end is not None and end >= start
    last = end if ended and end is not None else on
    late = 0 if due is None else count_working_days(due, last, stops)
    return Running(clock, due, ended, late)


def list_steps(rules: ClockSet, running: Iterable[Running]) -> Iterator[tuple[Step, Running]]:
    """The escalation that is reached: one pair for every open clock that is late by as much as a step says."""
    by_code = {row.clock.code: row for row in running if not row.ended}
    for step in rules.steps:
        row = by_code.get(step.clock)
        if row is not None and row.late >= step.after:
            yield step, row


def may_ask_extension(rules: ClockSet, due: date, on: date) -> bool:
    """True while at least the rule's working days are left before the due day."""
    return on < due and count_working_days(on, due) >= rules.extension_asked_before


@dataclass(frozen=True, slots=True)
class Counts:
    """Tickets by what came of them."""

    received: int
    solved: int
    promised: int
    explained: int
    unsolvable: int

    @property
    def finished(self) -> int:
        """All four honest outcomes."""
        return self.solved + self.promised + self.explained + self.unsolvable

    @property
    def finished_rate(self) -> Decimal | None:
        """办结率 in %, two places; None where nothing was received."""
        return _share(self.finished, self.received)

    @property
    def solved_rate(self) -> Decimal | None:
        """解决率 in %, two places; a promise is no solution."""
        return _share(self.solved, self.received)


def _share(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP) if whole else None
