"""What the engine asks of a ledger: a figure, the parts of a subject, a peer group, a name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.statement import Role, Scope, Statement

PEER_GROUPS = {
    "industrial_zones_of_city": "全市工业类开发区",
    "industrial_zones_of_province": "全省工业类开发区",
    "zones_of_city": "全市开发区",
    "zones_of_province": "全省开发区",
    "cities_of_province": "全省各市",
    "operators_of_zone": "本区运营公司",
    "operators_of_province": "全省开发区运营公司",
    "enterprises_of_zone": "本区企业",
}
"""The named peer groups that a formula may rank in. A book that meets another name raises KeyError."""


class Book(Protocol):
    """A ledger read as of one moment, in one scope. The engine asks nothing else of it."""

    def find(
        self, item: str, subject: str, period: Period, *, role: Role = Role.ACTUAL, scope: Scope | None = None
    ) -> Statement | None:
        """The accepted statement, which may carry a named absence; None when the book has nothing at all."""

    def parts(self, subject: str, on: date) -> Sequence[str]:
        """Subjects directly below that are expected to report on that day (province → cities → zones)."""

    def group(self, name: str, subject: str, on: date) -> Sequence[str]:
        """The members on that day of the peer group of `PEER_GROUPS` that contains the subject."""

    def name_of(self, subject: str) -> str:
        """How a page calls the subject."""
