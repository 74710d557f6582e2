"""The API's shapes. Values are plain decimal strings, never floats; an absence has its name."""

from __future__ import annotations

from typing import Any

from ninja import Schema


class SubjectOut(Schema):
    code: str
    kind: str
    name: str
    parent: str | None


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


class NodeOut(Schema):
    label: str
    expression: str
    result: str
    reason: str
    fact: int | None
    children: list[NodeOut]


class ValueOut(Schema):
    indicator: str
    name: str
    subject: str
    period: str
    value: str | None
    unit: str | None
    missing: str | None
    reason: str
    words: str
    doubts: list[str]
    position: int
    rule: str
    explanation: NodeOut


class ReadIn(Schema):
    text: str
    published_on: str | None = None


class Refusal(Schema):
    detail: str


TraceOut = dict[str, Any]
