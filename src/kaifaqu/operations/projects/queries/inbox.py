"""The room's inbox: accepted events of documents that name projects, and what has become of each; published counts beside registered ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.documents.models import ReadEvent
from kaifaqu.foundation.documents.queries import EVENT_LABELS, list_accepted_events
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.operations.projects.models import DatedFact, Listing, Project, SetAside
from kaifaqu.operations.projects.naming import is_like
from kaifaqu.operations.projects.vocabulary import FactKind, ListKind
from kaifaqu.operations.promotion.models import Agreement
from kaifaqu.operations.promotion.queries import list_signed_agreements

PROPOSED: dict[str, tuple[FactKind | None, ListKind | None]] = {
    "signing": (FactKind.SIGNED, None), "registration": (FactKind.REGISTERED, None), "landing": (FactKind.REGISTERED, None),
    "start": (FactKind.STARTED, ListKind.NEW), "construction": (FactKind.SEEN_BUILDING, ListKind.CONTINUED),
    "completion": (FactKind.COMPLETED, None), "production": (FactKind.PARTLY_PRODUCING, None), "launch": (FactKind.LAUNCH, None),
    "promotion": (FactKind.ABOVE_SCALE, None), "planned": (None, ListKind.NURSED),
}  # fmt: skip
"""What an event of a type is usually taken for; a person may choose otherwise."""

NUMERALS = {word: number for number, word in enumerate("零一二三四五六七八九十")} | {"两": 2}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One name of one accepted event that nobody has dealt with: what it seems to be, and the files that it may belong to."""

    event: ReadEvent
    label: str
    words: str
    name: str
    kind: FactKind | None
    listed: ListKind | None
    period: str
    batch: str
    alike: tuple[Project, ...]
    under: Subject | None


@dataclass(frozen=True, slots=True)
class Announced:
    """A published count beside the projects that are registered under it."""

    event: ReadEvent
    label: str
    words: str
    published: int
    registered: tuple[Project, ...]

    @property
    def gap(self) -> int:
        """Projects that were counted in print and are not named in the register."""
        return self.published - len(self.registered)


def list_waiting(user: Any) -> list[Waiting]:
    """What waits for the user, in the order of the documents."""
    reach = list(reach_of(user, "projects:take"))
    zones = [subject for subject in reach if subject.kind in (Kind.ZONE, Kind.PARK)]
    if not reach:
        return []
    events = _events_of(reach)
    done = _dealt_with(events)
    projects = list(Project.objects.filter(subject__in=reach).select_related("subject"))
    return [
        _waiting(event, name, projects, zones)
        for event in events
        for name in _names_of(event)
        if not any(is_like(name, other) or name == other for other in done[event.pk])
    ]


def _events_of(reach: Sequence[Subject]) -> list[ReadEvent]:
    """The accepted events of documents within reach, and of others that name a subject within reach."""
    own = {subject.pk for subject in reach}
    names = {name for subject in reach for name in (subject.name, subject.short_name) if name}
    events = list_accepted_events(*PROPOSED).select_related("document__subject")
    found = [event for event in events if event.document.subject_id in own or event.slots.get("zone") in names]
    return sorted(found, key=lambda event: (event.document_id, event.start))


def _names_of(event: ReadEvent) -> list[str]:
    """The projects that the event names; an event that names none waits under no name."""
    return list(event.slots.get("projects") or [""])


def _dealt_with(events: Sequence[ReadEvent]) -> dict[int, set[str]]:
    done: dict[int, set[str]] = defaultdict(set)
    for model in (DatedFact, Listing):
        rows = model.objects.filter(event__in=events).values_list("event", "project__subject__name")
        for event, name in rows:
            done[event] |= {name, ""}
    for event, name in SetAside.objects.filter(event__in=events).values_list("event", "name"):
        done[event].add(name)
    return done


def _waiting(event: ReadEvent, name: str, projects: Sequence[Project], zones: Sequence[Subject]) -> Waiting:
    kind, listed = PROPOSED[event.type]
    period = period_of(event)
    alike = tuple(project for project in projects if name and is_like(name, project.subject.name))
    return Waiting(
        event, str(EVENT_LABELS.get(event.type, event.type)), words_of(event), name, kind, listed, str(period or ""),
        str(period or "") if listed else "", alike, _place_of(event, zones),
    )  # fmt: skip


def _place_of(event: ReadEvent, zones: Sequence[Subject]) -> Subject | None:
    """The zone or park that the event names, else the document's own where it is one, else the only one within reach."""
    named = event.slots.get("zone") or event.slots.get("place")
    for zone in zones:
        if named in (zone.name, zone.short_name):
            return zone
    own = next((zone for zone in zones if zone.pk == event.document.subject_id), None)
    return own or (zones[0] if len(zones) == 1 else None)


def period_of(event: ReadEvent) -> Period | None:
    """When the event happened, as the document says it."""
    try:
        return Period.parse(event.slots["date"])
    except (KeyError, PeriodError):
        return None


MARGIN = 46


def words_of(event: ReadEvent) -> str:
    """The sentence that announces it."""
    text = event.document.text
    start = max(text.rfind(mark, 0, event.start) + 1 for mark in "。；\n")
    ends = [end for mark in "。；\n" if (end := text.find(mark, event.end)) >= 0]
    return text[start : min(ends, default=event.end + MARGIN)].strip()


def list_announced(user: Any) -> list[Announced]:
    """Each published count of projects within reach beside the registered ones."""
    events = [event for event in _events_of(list(reach_of(user, "projects:list"))) if number_of(event) is not None]
    projects = _registered_under(events)
    return [
        Announced(
            event, str(EVENT_LABELS.get(event.type, event.type)), words_of(event), number_of(event) or len(projects[event.pk]),
            tuple(projects[event.pk]),
        )
        for event in events
    ]  # fmt: skip


def number_of(event: ReadEvent) -> int | None:
    """How many projects the event says there are, where it counts projects."""
    if "count" not in event.slots or not event.slots.get("projects"):
        return None
    text = str(event.slots.get("number", ""))
    return int(text) if text.isdigit() else NUMERALS.get(text)


def _registered_under(events: Iterable[ReadEvent]) -> dict[int, list[Project]]:
    found: dict[int, dict[int, Project]] = defaultdict(dict)
    for row in _rows_of(events):
        found[row.event_id][row.project_id] = row.project
    return defaultdict(list, {event: list(projects.values()) for event, projects in found.items()})


def _rows_of(events: Iterable[ReadEvent]) -> Iterator[Any]:
    wanted = [event.pk for event in events]
    yield from DatedFact.objects.filter(event__in=wanted, voided_at=None).select_related("project__subject")
    yield from Listing.objects.filter(event__in=wanted, removed_at=None).select_related("project__subject")


def list_unfiled_agreements(user: Any) -> list[Agreement]:
    """The signed agreements within the user's reach that have no file yet."""
    reach = reach_of(user, "projects:take")
    filed = Project.objects.exclude(agreement=None).values("agreement")
    return list(list_signed_agreements().filter(zone__in=reach).exclude(pk__in=filed).exclude(project=None))
