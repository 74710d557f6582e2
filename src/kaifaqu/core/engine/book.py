"""What the engine asks of a ledger: a figure, the parts of a subject, a peer group, a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Protocol

from kaifaqu.core.figures.catalogue import CatalogueError, Rule, load_rules
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.statement import Role, Scope, Statement


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """Who is compared with whom: members of a kind (for zones, of an assessment group) below the nearest `within`.

    `counted_by` is the item that counts the members as published, or "".
    """

    code: str
    name: str
    within: str
    members: str
    zone_kind: str
    counted_by: str
    valid_from: date
    valid_to: date | None

    def valid_on(self, day: date) -> bool:
        """True when the group is formed so on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@cache
def peer_groups() -> tuple[PeerGroup, ...]:
    """Every peer group of the catalogue. Raises CatalogueError naming the file and the fault."""
    return tuple(_parse(rule, row) for rule in load_rules("peers") for row in rule.content["groups"])


def _parse(rule: Rule, row: Mapping[str, Any]) -> PeerGroup:
    try:
        return PeerGroup(
            code=row["code"], name=row["name"], within=row["within"], members=row["members"],
            zone_kind=row.get("zone_kind", ""), counted_by=row.get("counted_by", ""),
            valid_from=row.get("valid_from", rule.content["valid_from"]), valid_to=row.get("valid_to"),
        )  # fmt: skip
    except KeyError as error:
        raise CatalogueError(f"catalogue/peers/{rule.code}.yaml 的「{row}」缺少 {error}。") from error


def peer_group(code: str, on: date) -> PeerGroup:
    """The group with this code as formed on a day. Raises KeyError."""
    found = next((group for group in peer_groups() if group.code == code and group.valid_on(on)), None)
    if found is None:
        raise KeyError(code)
    return found


PEER_GROUPS: Mapping[str, str] = {group.code: group.name for group in peer_groups()}
"""The named peer groups that a formula may rank in, by code. A book that meets another name raises KeyError."""


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
