"""The API's shapes. Values are plain decimal strings, never floats; an absence has its name."""

from __future__ import annotations

from typing import Any

from ninja import Schema


class SubjectOut(Schema):
    code: str
    kind: str
    name: str
    parent: str | None


class SubjectsOut(Schema):
    subjects: list[SubjectOut]
    next: str | None


class IndicatorOut(Schema):
    code: str
    name: str
    unit: str
    places: int
    rule: str
    """The digest of the formula's text: the name under which a value remembers it."""


class IndicatorsOut(Schema):
    indicators: list[IndicatorOut]
    next: str | None


class FactFilter(Schema):
    subject: str | None = None
    period: str | None = None
    item: str | None = None


class FactOut(Schema):
    fact: int
    item: str
    name: str
    subject: str
    period: str
    role: str
    basis: str
    price: str
    scope: str
    value: str | None
    unit: str | None
    missing: str | None
    provenance: str
    recorded_at: str


class FactsOut(Schema):
    position: int
    facts: list[FactOut]
    next: int | None


class ReadIn(Schema):
    text: str
    published_on: str | None = None


ReadOut = dict[str, Any]
"""What the reader says of a text: `read --json` gives the same."""
