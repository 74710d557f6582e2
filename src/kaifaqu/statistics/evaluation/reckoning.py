"""Computing a round from the book: who takes part, what each brings and from where, and how the scheme judges it. Stores nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from kaifaqu.core.engine.exact import quantity_of
from kaifaqu.core.engine.land import Allotment, area_of
from kaifaqu.core.engine.scheme import Input, Override, Scheme
from kaifaqu.core.engine.scoring import Score, score
from kaifaqu.core.engine.standardise import METHODS
from kaifaqu.core.engine.values import Value
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.problem import Problem
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.core.figures.unit import parse_unit
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import list_within
from kaifaqu.foundation.zones.models import ZoneKind
from kaifaqu.foundation.zones.queries import list_zones
from kaifaqu.statistics.indicators.queries import Book, address_item, compute_value, count_published

MU = parse_unit("亩")


@dataclass(frozen=True, slots=True)
class Brought:
    """One figure of one participant: how much, and where it comes from.

    `origin` is `book` (an accepted figure or an indicator, addressed by `indicator`), `land` (the shared parcels), `given` (a person
    brought it, `note` says on what paper) or `nobody`. `instead_of` is what the book says where a person brought something else.
    """

    input: Input
    result: Quantity | Missing
    origin: str
    indicator: str = ""
    note: str = ""
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Brings:
    """What people decided for a round: figures by (subject, input), shared land, and who is released."""

    givens: Mapping[tuple[str, str], tuple[Quantity | Missing, str]] = field(default_factory=dict)
    allotments: Sequence[Allotment] = ()
    released: Mapping[str, Override] = field(default_factory=dict)
    problems: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True)
class Reckoning:
    """Everything that one computing of a round gives; `needed` names parameters (criterion, name) that nobody has set."""

    scheme: Scheme
    owner: Subject
    period: Period
    book: Book
    participants: Sequence[Subject]
    brought: Mapping[str, Mapping[str, Brought]]
    values: Sequence[Value]
    results: Mapping[str, Score]
    expected: int | None
    needed: Sequence[tuple[str, str]]
    problems: Sequence[Problem]

    @property
    def absent(self) -> int:
        """How many were counted in print and stand in no register."""
        return max((self.expected if self.expected is not None else 0) - len(self.participants), 0)


def reckon(scheme: Scheme, owner: Subject, period: Period, book: Book, brings: Brings | None = None) -> Reckoning:
    """The whole round as it would stand now. Where the scheme still lacks a parameter there are no results."""
    told = brings or Brings()
    participants = list_participants(scheme, owner, period.bounded_end)
    values = {subject.code: _values_of(scheme, subject, period, book) for subject in participants}
    brought = {code: {i.code: _bring(i, code, row, told) for i in scheme.inputs.values()} for code, row in values.items()}
    needed = unset_parameters(scheme)
    figures = {code: {key: found.result for key, found in row.items()} for code, row in brought.items()}
    names = {subject.code: subject.label for subject in participants}
    results = [] if needed else score(scheme, figures, names, told.released)
    return Reckoning(
        scheme=scheme, owner=owner, period=period, book=book, participants=participants, brought=brought,
        values=[value for row in values.values() for value in row.values()],
        results={result.participant: result for result in results},
        expected=expected_count(scheme, owner, period, book), needed=needed, problems=told.problems,
    )  # fmt: skip


def list_participants(scheme: Scheme, owner: Subject, on: date) -> list[Subject]:
    """Everybody of the scheme's kind below the owner that there was on a day; zones of one kind only, where the scheme compares those."""
    if scheme.subjects == Kind.ZONE:
        kind = ZoneKind(scheme.zone_kind) if scheme.zone_kind else None
        return [zone.subject for zone in list_zones(owner, kind) if zone.subject.valid_on(on)]
    return [one for one in list_within([owner.path]).filter(kind=scheme.subjects).order_by("path") if one.valid_on(on)]


def unset_parameters(scheme: Scheme) -> list[tuple[str, str]]:
    """The parameters, by criterion, that a formula needs and nobody has set: the year's baselines."""
    return [
        (criterion.code, name)
        for criterion in scheme.criteria
        for name in sorted(METHODS[criterion.method].needs - criterion.numbers.keys())
    ]


def expected_count(scheme: Scheme, owner: Subject, period: Period, book: Book) -> int | None:
    """How many the group has by the published count, or None when nobody published one."""
    return count_published(scheme.counted_by, owner.code, period, book) if scheme.counted_by else None


def address_of(given: Input) -> str:
    """The address under which the book is asked for an input; empty where the book has nothing to do with it."""
    return given.indicator or (address_item(given.item, given.role) if given.item else "")


def _values_of(scheme: Scheme, subject: Subject, period: Period, book: Book) -> dict[str, Value]:
    asked = {code: address_of(entry) for code, entry in scheme.inputs.items()}
    return {code: compute_value(name, subject.code, period, book) for code, name in asked.items() if name}


def _bring(given: Input, subject: str, values: Mapping[str, Value], told: Brings) -> Brought:
    """A person's figure before shared land before the book: each with its origin, and what it stands above."""
    value = values.get(given.code)
    booked = value.result if value is not None else Missing.NOT_REPORTED
    if (entered := told.givens.get((subject, given.code))) is not None:
        said = str(booked) if isinstance(booked, Quantity) else ""
        return Brought(given, entered[0], "given", value.indicator if value else "", entered[1], said)
    held = area_of(subject, told.allotments) if given.is_land else None
    if held is not None:
        return Brought(
            given, quantity_of(held[0], MU), "land", "", held[1], str(booked) if isinstance(booked, Quantity) else ""
        )
    if value is not None:
        return Brought(given, booked, "book", value.indicator, value.reason)
    return Brought(given, Missing.NOT_REPORTED, "nobody")


def show_result(result: Quantity | Missing) -> str:
    """A figure as the sheet prints it: trailing zeros gone, an absence by its name."""
    return f"{plain(result.value):f} {result.unit}" if isinstance(result, Quantity) else result.label


# -- trying other weights --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """One participant's result, as stored or as tried."""

    points: Decimal | None
    rank: int | None
    grade: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One participant under the scheme, under what is tried, and a year before."""

    subject: Subject
    now: Standing
    tried: Standing
    before: Standing | None

    @property
    def moved(self) -> int | None:
        """Places gained by what is tried; None where there is no place on one side."""
        return self.now.rank - self.tried.rank if self.now.rank is not None and self.tried.rank is not None else None

    @property
    def changes_grade(self) -> bool:
        return self.now.grade != self.tried.grade


def compare(now: Reckoning, tried: Reckoning, before: Mapping[str, Standing]) -> list[Compared]:
    """Everybody side by side, in the order of what is tried; the unranked last."""
    rows = [
        Compared(s, standing_of(now.results.get(s.code)), standing_of(tried.results.get(s.code)), before.get(s.code))
        for s in now.participants
    ]
    return sorted(rows, key=lambda row: (len(rows) + 1 if row.tried.rank is None else row.tried.rank, row.subject.path))


def standing_of(result: Score | None) -> Standing:
    """A computed result as what is compared."""
    if result is None:
        return Standing(None, None, "")
    return Standing(None if isinstance(result.total, Missing) else result.total, result.place, result.grade)


def count_by_grade(scheme: Scheme, rows: Iterable[Standing]) -> dict[str, int]:
    """How many stand in each class, the scheme's classes first."""
    found = [row.grade for row in rows if row.grade]
    return {name: found.count(name) for name in dict.fromkeys([*(entry.name for entry in scheme.classes), *found])}


def weights_of(scheme: Scheme) -> dict[str, Fraction]:
    """The weights by criterion."""
    return {criterion.code: criterion.weight for criterion in scheme.criteria}
