"""A figure while its fields are being found, and its neighbours in reading order."""

from __future__ import annotations

from dataclasses import dataclass, field

from kaifaqu.core.reader.clauses import VEIL, Place
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.marks import Mark
from kaifaqu.core.reader.model import Evidence, ReadRole
from kaifaqu.core.reader.periods import Dated

RATES = frozenset(["percent", "pp", "multiple"])
_NEAR = 12
"""How many figures back a base is looked for: bounds the work on a text of nothing but figures."""


@dataclass(slots=True)
class Draft:
    """A printed figure and what is known of it so far."""

    id: str
    place: Place
    kind: str
    indicator: str | None = None
    object: str | None = None
    subject: str | None = None
    of: tuple[str, ...] = ()
    dated: Dated | None = None
    role: ReadRole = ReadRole.ACTUAL
    evidence: dict[str, Evidence] = field(default_factory=dict)

    @property
    def mark(self) -> Mark:
        return self.place.mark

    @property
    def is_rate(self) -> bool:
        return self.kind in RATES

    @property
    def is_comparison(self) -> bool:
        """True for the value of a comparison itself (上年同期为2.21亿元): no rate belongs to it."""
        return self.dated is not None and self.dated.rule == "compared"


def previous_in_sentence(drafts: list[Draft]) -> Draft | None:
    """The figure right before the last one, when it stands in the same sentence."""
    if len(drafts) < 2 or drafts[-2].mark.start < drafts[-1].place.sentence[0]:
        return None
    return drafts[-2]


def base_of(drafts: list[Draft], *, measured: bool = False) -> Draft | None:
    """The nearest figure before the last one, in its sentence, that a rate (or, `measured`, a rank) can belong to."""
    last = drafts[-1]
    for previous in drafts[-2:-_NEAR:-1]:
        if previous.mark.start < last.place.sentence[0]:
            return None
        if (
            previous.kind in ("rank", "duration", "frequency")
            or previous.role is ReadRole.THRESHOLD
            or previous.is_comparison
            or (previous.evidence["role"].rule == "goal-amount" and not measured)
            or not previous.indicator
        ):
            continue
        if previous.kind != "count" if measured else not previous.is_rate:
            return previous
    return None


def named(drafts: list[Draft], name: str) -> Draft | None:
    """The last figure before the last one whose indicator is `name` or ends with it."""
    if len(name) < 2:
        return None
    for previous in drafts[-2:-_NEAR:-1]:
        if previous.is_rate or previous.kind == "rank" or not previous.indicator:
            continue
        known = previous.indicator.removesuffix("数")
        if known.endswith(name) or name.endswith(known) or known.startswith(name):
            return previous
    return None


def set_name(layer: Layer, draft: Draft, indicator: str, rule: str, start: int = 0, end: int = 0) -> None:
    """The draft's indicator, with its rule and the flat span that it rests on (none for an empty one)."""
    draft.indicator = indicator.replace(VEIL, "").strip(" \n\t“”‘’()、,的") or None
    draft.evidence["indicator"] = Evidence(rule, layer.span(start, end) if start < end else None)
