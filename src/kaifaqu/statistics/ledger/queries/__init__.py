"""Reads of the ledger: the book as of a moment, and the published claims beside what the registers hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Max, Q, QuerySet

from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.core.figures.statement import Basis, Price, Role, Scope, Statement
from kaifaqu.core.figures.unit import parse_unit
from kaifaqu.foundation.journal.chain import find_break
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import get_ancestor, get_subject, list_children, list_members, list_within
from kaifaqu.foundation.zones.models import ZoneKind
from kaifaqu.foundation.zones.queries import list_zones
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.returns.queries import locator_of

RELATED = ("subject", "line__subject", "line__reading__document", "line__workbook", "line__entered_by", "line__owner__filer")


def position_now() -> int:
    """The ledger's newest position; 0 while it is empty."""
    return Fact.objects.aggregate(newest=Max("pk"))["newest"] or 0


def position_at(moment: datetime) -> int:
    """The position that the ledger had at a moment: what was said then."""
    return Fact.objects.filter(recorded_at__lte=moment).aggregate(newest=Max("pk"))["newest"] or 0


def standing_facts(position: int | None = None) -> QuerySet[Fact]:
    """The facts that held at a position: booked by then, and not superseded by then."""
    facts = Fact.objects.select_related(*RELATED)
    if position is None:
        return facts.filter(superseded_by=None)
    return facts.filter(pk__lte=position).filter(Q(superseded_by=None) | Q(superseded_by__gt=position))


def find_booked(pk: int) -> Fact | None:
    """The fact at a position, standing or superseded, or None."""
    return Fact.objects.select_related(*RELATED).filter(pk=pk).first()


def statement_of_fact(fact: Fact) -> Statement:
    """The fact as a statement, with the place where it stands written."""
    quantity = Missing(fact.missing) if fact.value is None else Quantity(plain(fact.value), parse_unit(fact.unit))
    return Statement(
        item=fact.item, subject=fact.subject.code, period=Period.parse(fact.period), quantity=quantity, role=Role(fact.role),
        basis=Basis(fact.basis), price=Price(fact.price), scope=Scope(fact.scope), locator=locator_of(fact.line),
    )  # fmt: skip


def versions_of(fact: Fact) -> list[Fact]:
    """Every version of the same statement, oldest first."""
    while fact.supersedes is not None:
        fact = fact.supersedes
    chain = [fact]
    while (following := Fact.objects.filter(supersedes=chain[-1]).select_related(*RELATED).first()) is not None:
        chain.append(following)
    return chain


def find_broken_fact() -> Fact | None:
    """The first fact that does not follow from the one before it, or None when the whole chain holds."""
    facts = list(Fact.objects.order_by("pk"))
    broken = find_break((fact.previous_hash, fact.hash, fact.content()) for fact in facts)
    return None if broken is None else facts[broken]


@dataclass(slots=True)
class Book:
    """The ledger as of a position: what the engine computes with. Reads each subject's facts once."""

    position: int
    provenance: frozenset[str] = frozenset({"own", "page"})
    _facts: dict[str, dict[tuple[str, str, str], list[Fact]]] = field(default_factory=dict)

    @classmethod
    def now(cls, provenance: Iterable[str] = ("own", "page")) -> Book:
        """The book as it stands."""
        return cls(position_now(), frozenset(provenance))

    def facts_of(self, subject: str) -> dict[tuple[str, str, str], list[Fact]]:
        """The subject's standing facts by (item, period, role)."""
        if subject not in self._facts:
            found: dict[tuple[str, str, str], list[Fact]] = {}
            for fact in standing_facts(self.position).filter(subject__code=subject, provenance__in=self.provenance):
                found.setdefault((fact.item, fact.period, fact.role), []).append(fact)
            self._facts[subject] = found
        return self._facts[subject]

    def find_fact(self, item: str, subject: str, period: Period, role: Role, scope: Scope | None = None) -> Fact | None:
        """The fact at this address; without a scope, the filer's own figure before a published one."""
        facts = self.facts_of(subject).get((item, str(period), role.value), [])
        if scope is not None:
            facts = [fact for fact in facts if fact.scope == scope.value]
        return min(facts, key=lambda fact: (fact.scope == Scope.PUBLISHED, -fact.pk), default=None)

    def find(
        self, item: str, subject: str, period: Period, *, role: Role = Role.ACTUAL, scope: Scope | None = None
    ) -> Statement | None:
        """The accepted statement at this address, or None when nothing was ever accepted there."""
        fact = self.find_fact(item, subject, period, role, scope)
        return statement_of_fact(fact) if fact else None

    def parts(self, subject: str, on: date) -> Sequence[str]:
        """The subjects directly below that report: cities of a province, zones of a city."""
        reporting = (Kind.CITY, Kind.ZONE)
        parts = (
            list_children(subject)
            .filter(kind__in=reporting)
            .filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on))
        )
        return list(parts.order_by("path").values_list("code", flat=True))

    def group(self, name: str, subject: str, on: date) -> Sequence[str]:
        """The members of a named peer group that contains the subject: `GROUPS` says which exist.

        Where more members were published than are registered, the rest stand in the group without a name: a rank among five
        of which one is known is not a rank.
        """
        owner, known, counted_by = GROUPS[name](get_subject(subject))
        published = self._published_count(owner, counted_by, on)
        return [*known, *(f"{UNREGISTERED}{n}" for n in range(len(known) + 1, published + 1))]

    def _published_count(self, owner: Subject | None, item: str, on: date) -> int:
        if owner is None:
            return 0
        counted = [
            (Period.parse(period).end, fact.value)
            for (code, period, _role), facts in self.facts_of(owner.code).items()
            for fact in facts
            if code == item and fact.value is not None
        ]
        latest = max(((end, value) for end, value in counted if end is not None and end <= on), default=None)
        return int(latest[1]) if latest else 0

    def name_of(self, subject: str) -> str:
        """What a person calls the subject."""
        if subject.startswith(UNREGISTERED):
            return f"未登记的第{subject.removeprefix(UNREGISTERED)}个开发区"
        return get_subject(subject).label


Group = tuple[Subject | None, list[str], str]
"""Whose group it is, the codes of its registered members, and the item that counts its members as published."""

UNREGISTERED = "unregistered:"
"""How a member is called that was counted in print but stands in no register."""


def _zones_within(owner: Subject | None, kind: ZoneKind | None, counted_by: str) -> Group:
    return owner, [zone.subject.code for zone in list_zones(owner, kind)] if owner else [], counted_by


GROUPS: Mapping[str, Callable[[Subject], Group]] = {
    "industrial_zones_of_city": lambda s: _zones_within(get_ancestor(s, Kind.CITY), ZoneKind.INDUSTRIAL, "zones_industrial"),
    "industrial_zones_of_province": lambda s: _zones_within(
        get_ancestor(s, Kind.PROVINCE), ZoneKind.INDUSTRIAL, "zones_industrial"
    ),
    "zones_of_city": lambda s: _zones_within(get_ancestor(s, Kind.CITY), None, "zones"),
    "zones_of_province": lambda s: _zones_within(get_ancestor(s, Kind.PROVINCE), None, "zones"),
}
"""The peer groups that this book can name."""


def members_of(subject: Subject, kind: Kind) -> list[Subject]:
    """What a subject's register holds of a kind: the members of an event or group, otherwise all below it in the tree."""
    if subject.kind in (Kind.EVENT, Kind.GROUP):
        return [member for member in list_members(subject.code) if member.kind == kind]
    return list(list_within([subject.path]).filter(kind=kind).exclude(pk=subject.pk))
