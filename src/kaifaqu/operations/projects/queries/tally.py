"""How many of a subject's projects stand at each stage, and under each light; each count with the address of those very projects."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.projects.queries import list_within
from kaifaqu.operations.projects.queries.pictures import colours_of, list_pictures
from kaifaqu.operations.projects.vocabulary import Colour, Stage


@dataclass(frozen=True, slots=True)
class Tally:
    """A count: its code and name, and where its projects are listed."""

    code: str
    label: str
    count: int
    url: str


def count_stages(subject: Subject) -> list[Tally]:
    """Each stage at which projects stand, in the order of a project's life."""
    counts = Counter(list_within(subject).order_by().values_list("stage", flat=True))
    where = f"{reverse('projects:list')}?under={subject.code}"
    return [Tally(stage.value, str(stage.label), counts[stage], f"{where}&stage={stage}") for stage in Stage if counts[stage]]


def count_lights(subject: Subject, on: date) -> list[Tally]:
    """Each light, red first; none where there are no projects."""
    counts = Counter(colours_of(list_pictures(list_within(subject), on), on).values())
    where = f"{reverse('projects:list')}?under={subject.code}"
    return [Tally(colour.value, str(colour.label), counts[colour], f"{where}&light={colour}") for colour in Colour if counts]
