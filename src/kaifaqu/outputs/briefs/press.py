"""投稿 → 审核 → 采用 → 刊出: who offered which brief, and what was printed of its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from kaifaqu.core.reader.model import Figure
from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.documents.models import Document, Reading
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import get_ancestor
from kaifaqu.outputs.briefs.models import Brief, Contribution, Standing
from kaifaqu.outputs.briefs.queries import paragraphs_of
from kaifaqu.outputs.briefs.reread import pair_numbers
from kaifaqu.outputs.briefs.segments import Paragraph

RECEIVING = (Kind.CITY, Kind.PROVINCE)
"""Areas to which a brief is offered."""


def list_contributions(user: Any) -> QuerySet[Contribution]:
    """What the user's own units offered, and what was offered to the areas that he answers for, the newest first."""
    own, asked = reach_of(user, "briefs:offer") | reach_of(user, "briefs:compose"), reach_of(user, "briefs:answer")
    found = Contribution.objects.select_related("brief__subject", "to", "offered_by", "answered_by", "printed")
    return found.filter(Q(brief__subject__in=own) | Q(to__in=asked))


def list_receivers(brief: Brief) -> list[Subject]:
    """The city and the province above a brief's subject that it was not offered to yet."""
    taken = set(brief.contributions.values_list("to_id", flat=True))
    above = [get_ancestor(brief.subject, kind) for kind in RECEIVING]
    return [area for area in above if area is not None and area.pk not in {*taken, brief.subject_id}]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many briefs of a unit were offered, and how many of them adopted."""

    subject: Subject
    offered: int
    adopted: int


def count_adopted(contributions: Sequence[Contribution]) -> list[Tally]:
    """信息采用情况: one row per unit, the most adopted first."""
    units = {row.brief.subject.pk: row.brief.subject for row in contributions}
    offered = Counter(row.brief.subject.pk for row in contributions)
    adopted = Counter(row.brief.subject.pk for row in contributions if row.standing == Standing.ADOPTED)
    rows = [Tally(unit, offered[pk], adopted[pk]) for pk, unit in units.items()]
    return sorted(rows, key=lambda row: (-row.adopted, -row.offered, row.subject.path))


@dataclass(frozen=True, slots=True)
class Compared:
    """One number of the brief beside what was printed: `same`, `changed` or `left_out`; or `added`, a number only the article has."""

    state: str
    what: str
    written: str
    printed: str

    @property
    def words(self) -> str:
        """The finding in words."""
        return {"same": _("相符"), "changed": _("不符"), "left_out": _("没有刊出"), "added": _("稿件里没有")}[self.state]


def compare_printed(brief: Brief, document: Document) -> list[Compared]:
    """Every number of the brief beside the article's readings: equal by value; else by indicator and period; the rest was left out or added.

    Both sides are named by the same reader, so that a name that it gives wrongly is wrong on both.
    """
    left = list(document.readings.all())
    meant = _numbers(paragraphs_of(brief), brief)
    pairs: dict[int, Reading] = {}
    for near in (_is_same, _is_of_the_same):
        for at, (_text, figure, value) in enumerate(meant):
            found = None if at in pairs else next((reading for reading in left if near(reading, figure, value)), None)
            if found is not None:
                pairs[at] = found
                left.remove(found)
    rows = []
    for at, (text, figure, value) in enumerate(meant):
        reading = pairs.get(at)
        state = "left_out" if reading is None else "same" if _value_of(reading) == value else "changed"
        rows.append(Compared(state, figure.indicator or "", text, "" if reading is None else reading.text))
    added = [Compared("added", reading.indicator, "", reading.text) for reading in left if reading.value is not None]
    order = ("changed", "left_out", "same", "added")
    return sorted([*rows, *added], key=lambda row: order.index(row.state))


def _numbers(paragraphs: Sequence[Paragraph], brief: Brief) -> list[tuple[str, Figure, Decimal]]:
    """The numbers of the brief, each once: as printed, as our reader names it, its value."""
    found: dict[tuple[str, str | None, str], tuple[str, Figure, Decimal]] = {}
    for _item, segment, figure in pair_numbers(paragraphs, localdate(brief.issued_at or brief.composed_at)):
        if figure is not None:
            number = (segment.text, figure, Decimal(str(segment.value)))
            found.setdefault((segment.text, figure.indicator, str(figure.period)), number)
    return list(found.values())


def _is_same(reading: Reading, figure: Figure, value: Decimal) -> bool:
    return _value_of(reading) == value and reading.canonical_unit == (figure.canonical_unit or "")


def _is_of_the_same(reading: Reading, figure: Figure, _value: Decimal) -> bool:
    return (
        reading.value is not None
        and bool(figure.indicator)
        and (reading.indicator, reading.kind) == (figure.indicator, figure.kind)
        and reading.period == (str(figure.period) if figure.period else "")
    )


def _value_of(reading: Reading) -> Decimal | None:
    return None if reading.value is None else -reading.value if reading.direction == "down" else reading.value
