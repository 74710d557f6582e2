"""Reads of the ledger: the book as of a moment, and the published claims beside what the registers hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.core.engine.book import PeerGroup, peer_group
from kaifaqu.core.engine.whole import Entry
from kaifaqu.core.figures.catalogue import load_rules
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.core.figures.statement import Basis, Price, Role, Scope, Statement
from kaifaqu.core.figures.unit import parse_unit
from kaifaqu.foundation.journal.chain import find_break
from kaifaqu.foundation.journal.queries import newest_link
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.stated import Stated
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import (
    SAMPLE,
    get_ancestor,
    get_subject,
    is_sample,
    list_below,
    list_members,
    list_subjects,
    list_within,
)
from kaifaqu.foundation.zones.models import ZoneKind
from kaifaqu.foundation.zones.queries import list_zones
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.returns.queries import locator_of
from kaifaqu.statistics.returns.sources import list_stated

RELATED = ("subject", "line__subject", "line__reading__document", "line__workbook", "line__entered_by", "line__owner__filer")


def position_now() -> int:
    """The ledger's newest position; 0 while it is empty."""
    return Fact.objects.aggregate(newest=Max("pk"))["newest"] or 0


def position_at(moment: datetime) -> int:
    """The position that the ledger had at a moment: what was said then."""
    return Fact.objects.filter(recorded_at__lte=moment).aggregate(newest=Max("pk"))["newest"] or 0


def facts_ever_read(document: int) -> QuerySet[Fact]:
    """Every fact that was booked from a reading of the document with this key, those that a correction replaced too, in the order of booking."""
    return Fact.objects.filter(line__reading__document=document).select_related("line").order_by("pk")


def standing_facts(position: int | None = None) -> QuerySet[Fact]:
    """The facts that held at a position: booked by then, and not superseded by then."""
    facts = Fact.objects.select_related(*RELATED)
    if position is None:
        return facts.filter(superseded_by=None)
    return facts.filter(pk__lte=position).filter(Q(superseded_by=None) | Q(superseded_by__gt=position))


def book_asked(asked: Mapping[str, str]) -> Book:
    """The book that a page is asked to read: `position`, or what had been booked by the end of the day `on`; else the newest.

    Raises ValueError, saying what was found and expected, for a day or a position that is none.
    """
    if position := asked.get("position"):
        if not position.isdecimal():
            raise ValueError(_("账本位置「%(text)s」不是数。请写成 120 这样的正整数。") % {"text": position})
        return Book(min(int(position), position_now()))
    if asked.get("on"):
        evening = datetime.combine(_read_day(asked["on"]), time.max, tzinfo=timezone.get_current_timezone())
        return Book(position_at(evening))
    return Book.now()


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(_("日期「%(text)s」不是一天。请写成 2024-04-25。") % {"text": text}) from error


def find_booked(pk: int) -> Fact | None:
    """The fact at a position, standing or superseded, or None."""
    return Fact.objects.select_related(*RELATED).filter(pk=pk).first()


def list_booked(positions: Iterable[int]) -> QuerySet[Fact]:
    """The facts at these positions, standing or superseded, in the order of booking."""
    return Fact.objects.select_related(*RELATED).filter(pk__in=list(positions)).order_by("pk")


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


def forms_of_book() -> dict[str, str]:
    """The forms by which figures come into the book: their names by code."""
    return {rule.code: str(rule.content["name"]) for rule in load_rules("forms")}


Address = tuple[str, str, str]
"""Item, subject and period: where a figure is looked for."""

Question = tuple[str, tuple[Any, ...]]
"""What a book is asked of the register of subjects: a method and its arguments."""


@dataclass(slots=True)
class Book:
    """The ledger as of a position: what the engine computes with. Reads each fact once.

    `provenance` is what it reads of real subjects. Of the sample province it reads the samples and nothing else, and a sample
    about a real subject is never read: the two cannot meet in a sum. `ground` is what a run was told of names, parts and groups:
    where it is given, the register of today is not asked.
    """

    position: int
    provenance: frozenset[str] = frozenset({"own", "page"})
    ground: Mapping[Question, Any] = field(default_factory=dict)
    _facts: dict[str, dict[tuple[str, str, str], list[Fact]]] = field(default_factory=dict)
    _some: dict[str, dict[str, dict[tuple[str, str, str], list[Fact]]]] = field(default_factory=dict)
    _trees: dict[date, dict[str, list[str]]] = field(default_factory=dict)
    _stated: dict[tuple[str, str], list[Stated]] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _hashes: dict[int, str] = field(default_factory=dict)
    _changes: dict[int, frozenset[Address]] = field(default_factory=dict)
    _register: list[str] = field(default_factory=list)
    _groups: dict[tuple[str, str, date], list[str]] = field(default_factory=dict)

    @classmethod
    def now(cls, provenance: Iterable[str] = ("own", "page")) -> Book:
        """The book as it stands."""
        return cls(position_now(), frozenset(provenance))

    def hash_at(self, position: int) -> str:
        """The link of the chain at a position: it stands for every fact up to there. Empty where there is none."""
        if position not in self._hashes:
            self._hashes[position] = Fact.objects.filter(pk=position).values_list("hash", flat=True).first() or ""
        return self._hashes[position]

    @property
    def register(self) -> str:
        """The newest link of the journal when this book first asked: while it stands, no name, tree or group has changed."""
        if not self._register:
            self._register.append(newest_link())
        return self._register[0]

    def changes_since(self, position: int) -> frozenset[Address]:
        """The addresses at which something was booked after a position, up to this book's own."""
        if position not in self._changes:
            facts = Fact.objects.filter(pk__gt=position, pk__lte=self.position)
            self._changes[position] = frozenset(facts.order_by().values_list("item", "subject__code", "period"))
        return self._changes[position]

    def entries(self, subjects: Sequence[str]) -> Iterator[Entry]:
        """What `find` gives for every item, period and role of these subjects, each once, without making statements of them."""
        fields = ("item", "subject__code", "period", "role", "value", "unit", "missing", "scope")
        told: dict[tuple[str, str, str, str], Entry] = {}
        for some in batched(subjects):
            facts = standing_facts(self.position).filter(self.readable(), subject__code__in=some)
            for row in facts.order_by("pk").values_list(*fields):
                entry = Entry(*row)
                if entry[:4] not in told or entry.scope != Scope.PUBLISHED or told[entry[:4]].scope == Scope.PUBLISHED:
                    told[entry[:4]] = entry
        yield from told.values()

    def tree(self, on: date) -> dict[str, list[str]]:
        """`parts` of every subject that has any."""
        if on in self._trees:
            return self._trees[on]
        below: dict[str, list[str]] = {}
        for code, parent in reporting_on(on).exclude(parent=None).order_by("path").values_list("code", "parent__code"):
            below.setdefault(parent, []).append(code)
        self._trees[on] = below
        return below

    def readable(self) -> Q:
        """The facts that this book reads: those of its provenance about real subjects, the samples about the sample province."""
        sample = Q(subject__code__startswith=SAMPLE)
        real = self.provenance - {Provenance.SAMPLE}
        return (sample & Q(provenance=Provenance.SAMPLE)) | (~sample & Q(provenance__in=real))

    def facts_of(self, subject: str) -> dict[tuple[str, str, str], list[Fact]]:
        """The subject's standing facts by (item, period, role)."""
        if subject not in self._facts:
            self._facts[subject] = _by_address(self._facts_about(subject))
        return self._facts[subject]

    def _facts_in(self, subject: str, period: str) -> dict[tuple[str, str, str], list[Fact]]:
        """The subject's standing facts of a period; of a subject that is asked for many periods, all at once.

        A sum over a province asks a hundred subjects for one or two periods each: their other facts need not be read.
        """
        if subject in self._facts:
            return self._facts[subject]
        periods = self._some.setdefault(subject, {})
        if period not in periods:
            if len(periods) == FEW_PERIODS:
                return self.facts_of(subject)
            periods[period] = _by_address(self._facts_about(subject).filter(period=period))
        return periods[period]

    def _facts_about(self, subject: str) -> QuerySet[Fact]:
        read = {Provenance.SAMPLE} if is_sample(subject) else self.provenance - {Provenance.SAMPLE}
        return standing_facts(self.position).filter(subject__code=subject, provenance__in=read)

    def stated(self, subject: Subject, period: Period) -> list[Stated]:
        """What the rooms of operations state from their records now, as they propose it to a return: asked once."""
        key = (subject.code, str(period))
        if key not in self._stated:
            self._stated[key] = [stated for _room, stated in list_stated(subject, period)]
        return self._stated[key]

    def facts_read_from(self, document: int) -> list[Fact]:
        """The standing facts that were read from one document, in the order of its text."""
        facts = standing_facts(self.position).filter(line__reading__document=document, provenance__in=self.provenance)
        return sorted(facts, key=lambda fact: fact.line.reading.start if fact.line.reading else 0)

    def find_fact(self, item: str, subject: str, period: Period, role: Role, scope: Scope | None = None) -> Fact | None:
        """The fact at this address; without a scope, the filer's own figure before a published one."""
        facts = self._facts_in(subject, str(period)).get((item, str(period), role.value), [])
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
        kept = self.ground.get(("parts", (subject, on)))
        return self.tree(on).get(subject, []) if kept is None else kept

    def group(self, name: str, subject: str, on: date) -> Sequence[str]:
        """The members of a named peer group that contains the subject, as the catalogue forms it on that day.

        Where more members were published than are registered, the rest stand in the group without a name: a rank among five
        of which one is known is not a rank.
        """
        if subject.startswith(UNREGISTERED):
            return []
        if (name, subject, on) not in self._groups:
            kept = self.ground.get(("group", (name, subject, on)))
            self._groups[name, subject, on] = self._form_group(name, subject, on) if kept is None else kept
        return self._groups[name, subject, on]

    def _form_group(self, name: str, subject: str, on: date) -> list[str]:
        group = peer_group(name, on)
        owner, known = list_peers(group, get_subject(subject), on)
        published = self._published_count(owner, group.counted_by, on)
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
            return "未登记的单位"  # the same in every language: explanations are kept and compared
        if subject not in self._names:
            self._names[subject] = self.ground.get(("name_of", (subject,))) or get_subject(subject).label
        return self._names[subject]


FEW_PERIODS = 4
"""A subject asked for more periods than these is read whole."""


def _by_address(facts: Iterable[Fact]) -> dict[tuple[str, str, str], list[Fact]]:
    found: dict[tuple[str, str, str], list[Fact]] = {}
    for fact in facts:
        found.setdefault((fact.item, fact.period, fact.role), []).append(fact)
    return found


BATCH = 500
"""Codes asked of the database at once: SQLite takes no more than some hundreds of parameters."""


def batched(codes: Sequence[str]) -> Iterator[Sequence[str]]:
    """The codes in pieces that a query can name."""
    return (codes[start : start + BATCH] for start in range(0, len(codes), BATCH))


def reporting_on(on: date) -> QuerySet[Subject]:
    """The subjects whose figures add up to those of the subject above, as valid on a day: cities and zones."""
    valid = Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on)
    return list_subjects().filter(kind__in=(Kind.CITY, Kind.ZONE)).filter(*valid)


UNREGISTERED = "unregistered:"
"""How a member is called that was counted in print but stands in no register."""


def list_peers(group: PeerGroup, subject: Subject, on: date) -> tuple[Subject | None, list[str]]:
    """Whose group it is that contains the subject, and the codes of its members registered on a day."""
    owner = get_ancestor(subject, Kind(group.within))
    if owner is None:
        return None, []
    valid = Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on)
    members = list_below(owner.code, Kind(group.members)).filter(*valid).order_by("path")
    if group.zone_kind:
        of_kind = {zone.subject_id for zone in list_zones(owner, ZoneKind(group.zone_kind))}
        return owner, [member.code for member in members if member.pk in of_kind]
    return owner, [member.code for member in members]


def list_periods(subject: Subject, book: Book) -> list[Period]:
    """The cumulative periods with facts of the subject or of anything below it: its own first, each newest first."""
    written = standing_facts(book.position).filter(book.readable())
    own = _cumulative(written.filter(subject=subject))
    below = _cumulative(written.filter(subject__path__startswith=subject.path))
    return list(dict.fromkeys((*own, *below)))


def list_periods_of(subjects: Sequence[Subject], book: Book, item: str | None = None) -> list[Period]:
    """The periods of every shape with booked figures of any of the subjects, of one item or of all, newest first."""
    written = standing_facts(book.position).filter(book.readable(), subject__in=subjects).order_by()
    if item is not None:
        written = written.filter(item=item)
    periods = {Period.parse(text) for text in written.values_list("period", flat=True).distinct()}
    return sorted(periods, key=lambda period: period.sort_key, reverse=True)


def _cumulative(facts: QuerySet[Fact]) -> list[Period]:
    periods = {Period.parse(text) for text in facts.order_by().values_list("period", flat=True).distinct()}
    return sorted((period for period in periods if period.is_cumulative), key=lambda period: period.sort_key, reverse=True)


def members_of(subject: Subject, kind: Kind) -> list[Subject]:
    """What a subject's register holds of a kind: the members of an event or group, otherwise all below it in the tree."""
    if subject.kind in (Kind.EVENT, Kind.GROUP):
        return [member for member in list_members(subject.code) if member.kind == kind]
    return list(list_within([subject.path]).filter(kind=kind).exclude(pk=subject.pk))
