"""What the reader gives back: figures, events, entities and checks, each with its span, and their JSON form.

Spans are [start, end) in code points of the decoded text, unchanged. Values are canonical and exact: 亿元 → 元, 万台/年 → 台/年,
成 and % in percent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import plain

Range = tuple[int, int]


class ReadRole(StrEnum):
    """The standing that the sentence gives a figure; a threshold (规模以上, 500万元以上的项目) is a condition, not a figure of somebody."""

    ACTUAL = "actual"
    PLANNED = "planned"
    EXPECTED = "expected"
    TARGET = "target"
    THRESHOLD = "threshold"


class Verdict(StrEnum):
    """What a check found. Only FAILS and CONFLICT make `kaifaqu check` exit 1."""

    HOLDS = "holds"
    ROUNDS = "rounds"
    FAILS = "fails"
    CONFLICT = "conflict"
    UNVERIFIABLE = "unverifiable"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a field has its value: the rule's name and the span that it rests on (None for a default)."""

    rule: str
    span: Range | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed figure. `value` is the lower bound of a range (`low`, `high`); `of` names the figures that a rate or part belongs to."""

    id: str
    span: Range
    text: str
    kind: str
    value: Decimal | None
    unit: str | None
    canonical_unit: str | None
    low: Decimal | None = None
    high: Decimal | None = None
    step: Decimal | None = None
    """One unit in the last printed digit, in the canonical unit: the printed value stands for value ± step/2."""
    indicator: str | None = None
    subject: str | None = None
    object: str | None = None
    period: Period | None = None
    basis: str | None = None
    role: ReadRole = ReadRole.ACTUAL
    qualifier: tuple[str, ...] = ()
    approx: str | None = None
    direction: str | None = None
    of: tuple[str, ...] = ()
    evidence: Mapping[str, Evidence] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """Something announced: its type (meeting, signing, registration, start, production, launch, policy …), trigger and slots."""

    id: str
    type: str
    trigger: Range
    slots: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entity:
    """A name and every place where it stands. Types: zone, park, project, org, person, place, doc."""

    id: str
    type: str
    name: str
    mentions: tuple[Range, ...]
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One recomputation of what is printed, in interval arithmetic on the printed digits."""

    id: str
    kind: str
    figures: tuple[str, ...]
    expression: str
    computed: str | None
    stated: str | None
    interval: tuple[str, str] | None
    verdict: Verdict
    sentence: str


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A whole text as it was read."""

    text: str
    sha256: str
    published_on: date | None
    figures: tuple[Figure, ...] = ()
    events: tuple[Event, ...] = ()
    entities: tuple[Entity, ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def is_clean(self) -> bool:
        """False when a printed figure cannot be, or one quantity has two values."""
        return not any(check.verdict in (Verdict.FAILS, Verdict.CONFLICT) for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        """The public JSON form: plain decimal strings, periods in their written form."""
        return {
            "document": {
                "text": self.text,
                "sha256": self.sha256,
                "published_on": self.published_on.isoformat() if self.published_on else None,
            },
            "figures": [figure_json(figure) for figure in self.figures],
            "events": [
                {"id": event.id, "type": event.type, "trigger": list(event.trigger), "slots": _json_value(event.slots)}
                for event in self.events
            ],
            "entities": [
                {"id": e.id, "type": e.type, "name": e.name, "title": e.title, "mentions": [list(m) for m in e.mentions]}
                for e in self.entities
            ],
            "checks": [
                {
                    "id": c.id, "kind": c.kind, "figures": list(c.figures), "expression": c.expression, "computed": c.computed,
                    "stated": c.stated, "interval": list(c.interval) if c.interval else None, "verdict": c.verdict.value,
                    "sentence": c.sentence,
                }
                for c in self.checks
            ],
        }  # fmt: skip


def figure_json(figure: Figure) -> dict[str, Any]:
    """One figure in the public JSON form."""
    return {
        "id": figure.id, "span": list(figure.span), "text": figure.text, "value": decimal_text(figure.value),
        "low": decimal_text(figure.low), "high": decimal_text(figure.high), "unit": figure.unit,
        "canonical_unit": figure.canonical_unit, "kind": figure.kind, "indicator": figure.indicator, "subject": figure.subject,
        "object": figure.object, "period": str(figure.period) if figure.period else None, "basis": figure.basis,
        "role": figure.role.value, "qualifier": list(figure.qualifier), "approx": figure.approx, "direction": figure.direction,
        "of": list(figure.of),
        "evidence": {name: {"rule": e.rule, "span": list(e.span) if e.span else None} for name, e in figure.evidence.items()},
    }  # fmt: skip


def decimal_text(value: Decimal | None) -> str | None:
    """A plain decimal string without exponent, or None."""
    return None if value is None else format(plain(value), "f")


def _json_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _json_value(inner) for key, inner in value.items()}
    if isinstance(value, (tuple, list)):
        return [_json_value(inner) for inner in value]
    if isinstance(value, Decimal):
        return decimal_text(value)
    return value if value is None or isinstance(value, (str, int, bool)) else str(value)
