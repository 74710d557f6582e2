"""Reads of deadlines: who owes which return since when, who was reminded, and the league of the punctual."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import list_subtree
from kaifaqu.foundation.zones.models import ZoneKind
from kaifaqu.foundation.zones.queries import list_zones
from kaifaqu.statistics.returns.deadline_rules import (
    Duty,
    Punctuality,
    Standing,
    count_standings,
    current_duties,
    standing_of,
)
from kaifaqu.statistics.returns.form import current_forms
from kaifaqu.statistics.returns.models import FilingStart, Reminder, Return, Signature
from kaifaqu.statistics.returns.rules import filing_step

Slot = tuple[int, str]
"""A unit's key and a form's code."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One return that one unit owes: its deadline, whether and when it was filed, and how often it came back."""

    filer: Subject
    form: str
    period: Period
    due: date
    standing: Standing
    filed_on: date | None
    return_: Return | None
    sent_back: int

    @property
    def form_name(self) -> str:
        return current_forms()[self.form].name

    def days_late(self, today: date) -> int:
        """Days between the deadline and the filing (or today); 0 when in time or still open."""
        return max(((self.filed_on or today) - self.due).days, 0)


def duties_of(filer: Subject, zone_kind: str) -> list[Duty]:
    """The calendar's duties of a unit."""
    return [duty for duty in current_duties() if duty.asks(filer.kind, zone_kind)]


def list_filers(top: Subject) -> list[tuple[Subject, Duty]]:
    """Every unit on or below `top` with every duty that the calendar gives it, in the order of the tree."""
    kinds = {kind for duty in current_duties() for kind in duty.filers}
    zones = {zone.subject_id: zone.kind for zone in list_zones(top)}
    filers = list_subtree(top.code).filter(kind__in=kinds).order_by("path")
    return [(filer, duty) for filer in filers for duty in duties_of(filer, zones.get(filer.pk, ZoneKind.UNKNOWN))]


def starts_of(filers: Iterable[Subject]) -> dict[Slot, FilingStart]:
    """What the superior said about since when a unit files."""
    return {(row.filer_id, row.form_code): row for row in FilingStart.objects.filter(filer__in=list(filers))}


def _first_filed(filers: Iterable[Subject]) -> dict[Slot, date]:
    """The end of the first period that a unit opened a form for: where nobody said otherwise, it files since then."""
    first: dict[Slot, date] = {}
    for filer, code, period in Return.objects.filter(filer__in=list(filers)).values_list("filer_id", "form_code", "period"):
        end = Period.parse(period).end
        if end is not None:
            first[filer, code] = min(end, first.get((filer, code), end))
    return first


def list_owed(top: Subject, year: int, today: date) -> list[Owed]:
    """Every return of the year that units on or below `top` owe, in the order of the tree; asked in a handful of queries."""
    pairs = list_filers(top)
    filers = {filer.pk: filer for filer, _duty in pairs}.values()
    starts, first = starts_of(filers), _first_filed(filers)
    returns = _returns_of(filers, year)
    filed, back = _filed_on(returns.values()), _sent_back(returns.values())
    owed = []
    for filer, duty in pairs:
        for period in duty.periods_of(year):
            if owes((filer.pk, duty.form), period, starts, first):
                return_ = returns.get((filer.pk, duty.form, str(period)))
                on, due = filed.get(return_.pk) if return_ else None, duty.due_on(period)
                times = back.get(return_.pk, 0) if return_ else 0
                owed.append(Owed(filer, duty.form, period, due, standing_of(due, on, today), on, return_, times))
    return owed


def owes(slot: Slot, period: Period, starts: Mapping[Slot, FilingStart], first: Mapping[Slot, date]) -> bool:
    """True when the unit files this form for the period: by the superior's word, else since the first that it opened itself."""
    start, end = starts.get(slot), period.bounded_end
    if start is not None:
        return start.since <= end and (start.until is None or end < start.until)
    return slot in first and first[slot] <= end


def list_idle(top: Subject) -> list[tuple[Subject, Duty]]:
    """The units and forms of the calendar about which nobody said since when, and of which nothing was ever opened."""
    pairs = list_filers(top)
    filers = {filer.pk: filer for filer, _duty in pairs}.values()
    known = {*starts_of(filers), *_first_filed(filers)}
    return [(filer, duty) for filer, duty in pairs if (filer.pk, duty.form) not in known]


def list_excused(top: Subject) -> list[FilingStart]:
    """Who files no more since when, and why (免报), in the order of the tree."""
    found = FilingStart.objects.filter(filer__in=list_subtree(top.code)).exclude(until=None)
    return list(found.select_related("filer", "by").order_by("filer__path", "form_code"))


def filing_since(filer: Subject, form: str) -> date | None:
    """Since when the unit files the form: by the superior's word, else the first period that it opened; None where neither is."""
    start = FilingStart.objects.filter(filer=filer, form_code=form).first()
    return start.since if start else _first_filed([filer]).get((filer.pk, form))


def _returns_of(filers: Iterable[Subject], year: int) -> dict[tuple[int, str, str], Return]:
    """The first versions of the year: what is filed in time is the first, a correction comes later."""
    found = Return.objects.filter(filer__in=list(filers), period__startswith=str(year), version=1)
    return {(return_.filer_id, return_.form_code, return_.period): return_ for return_ in found}


def _filed_on(returns: Iterable[Return]) -> dict[int, date]:
    """The day on which each return first left its unit; a booked one without that signature counts by its booking."""
    known = {return_.pk: return_ for return_ in returns}
    days = {pk: timezone.localdate(return_.accepted_at) for pk, return_ in known.items() if return_.accepted_at}
    steps = {pk: filing_step(return_.chain) for pk, return_ in known.items()}
    signed = Signature.objects.filter(owner__in=list(known), forward=True).order_by("-pk").values_list("owner_id", "step", "at")
    return days | {owner: timezone.localdate(at) for owner, step, at in signed if steps[owner] == step}


def _sent_back(returns: Iterable[Return]) -> dict[int, int]:
    """How often each return was given back by a superior."""
    times: dict[int, int] = {}
    known = {return_.pk: return_ for return_ in returns}
    for owner, step in Signature.objects.filter(owner__in=list(known), forward=False).values_list("owner_id", "step"):
        chain = known[owner].chain
        if step in chain and chain.index(step) > chain.index(filing_step(chain)):
            times[owner] = times.get(owner, 0) + 1
    return times


@dataclass(frozen=True, slots=True)
class Late:
    """One unit's open debts of one form: the periods, since when, and the last reminder."""

    filer: Subject
    form: str
    owed: tuple[Owed, ...]
    reminded: Reminder | None

    @property
    def form_name(self) -> str:
        return self.owed[0].form_name

    @property
    def since(self) -> date:
        return min(one.due for one in self.owed)


def list_late(owed: Sequence[Owed]) -> list[Late]:
    """Who is late with what, longest first, each with its last reminder."""
    grouped: dict[Slot, list[Owed]] = {}
    for one in owed:
        if one.standing is Standing.MISSING:
            grouped.setdefault((one.filer.pk, one.form), []).append(one)
    sent = Reminder.objects.filter(filer__in={key for key, _form in grouped}).order_by("pk")
    last = {(row.filer_id, row.form_code): row for row in sent}
    rows = [Late(group[0].filer, form, tuple(group), last.get((pk, form))) for (pk, form), group in grouped.items()]
    return sorted(rows, key=lambda row: (row.since, row.filer.path))


@dataclass(frozen=True, slots=True)
class Rank:
    """One unit in the league: what it owed by now, and its place; None where nothing was owed yet."""

    filer: Subject
    counted: Punctuality
    days_late: int
    sent_back: int
    place: int | None


def build_league(owed: Sequence[Owed], today: date) -> list[Rank]:
    """The units by share on time, then by share filed; equals share a place and the next one skips.

    Who owed nothing or filed nothing has no place, and nobody has where only one owed anything: a first among one is no praise.
    """
    grouped: dict[int, list[Owed]] = {}
    for one in owed:
        grouped.setdefault(one.filer.pk, []).append(one)
    counted = {pk: count_standings(one.standing for one in group) for pk, group in grouped.items()}
    scores = {pk: _score(count) for pk, count in counted.items() if count.owed and count.filed}
    if sum(bool(count.owed) for count in counted.values()) < 2:
        scores = {}
    rows = []
    for pk, group in grouped.items():
        place = 1 + sum(score > scores[pk] for score in scores.values()) if pk in scores else None
        days, back = sum(one.days_late(today) for one in group), sum(one.sent_back for one in group)
        rows.append(Rank(group[0].filer, counted[pk], days, back, place))
    return sorted(rows, key=lambda row: (row.place is None, row.place, not row.counted.owed, row.filer.path))


def _score(count: Punctuality) -> tuple[Fraction, Fraction]:
    return Fraction(count.on_time, count.owed), Fraction(count.filed, count.owed)


def list_near(owed: Sequence[Owed], today: date, days: int = 7) -> list[Owed]:
    """What is still open and due within so many days, the nearest first."""
    near = [one for one in owed if one.standing is Standing.OPEN and one.due <= today + timedelta(days=days)]
    return sorted(near, key=lambda one: (one.due, one.filer.path))


def list_reminders(filer: Subject, form: str) -> QuerySet[Reminder]:
    """Every reminder of one unit's form, newest first."""
    return Reminder.objects.filter(filer=filer, form_code=form).select_related("recipient").order_by("-pk")


def years_of(today: date) -> list[int]:
    """The years that the calendar covers, newest first."""
    first = min(duty.valid_from.year for duty in current_duties())
    return list(range(today.year, first - 1, -1))


def pick_year(asked: Any, today: date) -> int:
    """The year asked for, where the calendar covers it, else this one."""
    years = years_of(today)
    return int(asked) if str(asked).isdecimal() and int(asked) in years else years[0]
