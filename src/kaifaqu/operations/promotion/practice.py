"""The room's dated data: chains, gates and practice, read from the catalogue and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from kaifaqu.core.figures.catalogue import CatalogueError, load_rules
from kaifaqu.operations.promotion.vocabulary import Position


@dataclass(frozen=True, slots=True)
class Node:
    """One node of a chain; `chemical` nodes need the gates of chemical projects."""

    code: str
    name: str
    position: Position
    words: tuple[str, ...] = ()
    chemical: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain with its nodes, the published figures about it (`claims`: item codes on `subject`), and its partner regions."""

    code: str
    name: str
    reference: str
    subject: str
    nodes: tuple[Node, ...]
    claims: tuple[tuple[str, str], ...]
    partners: tuple[tuple[str, tuple[str, ...]], ...]

    def node(self, code: str) -> Node | None:
        return next((node for node in self.nodes if node.code == code), None)

    def partner_of(self, region: str) -> str:
        """The partner region that a place lies in (天津 → 环渤海), or ""."""
        return next((name for name, places in self.partners if any(place in region for place in (name, *places))), "")


@cache
def chains() -> dict[str, Chain]:
    """Every chain of the catalogue by its code. Raises CatalogueError for a node without its place on the chain."""
    return {rule.code: read_chain(rule.code, rule.content) for rule in load_rules("chains")}


def read_chain(code: str, content: Mapping[str, Any]) -> Chain:
    """A chain from its file."""
    try:
        nodes = tuple(
            Node(row["code"], row["name"], Position(row["position"]), tuple(row.get("words", ())), bool(row.get("chemical")))
            for row in content["nodes"]
        )
        claims = tuple((row["item"], row["words"]) for row in content.get("claims", ()))
        partners = tuple((row["region"], tuple(row["words"])) for row in content.get("partners", ()))
        return Chain(code, content["name"], content["reference"], content.get("subject", ""), nodes, claims, partners)
    except (KeyError, ValueError) as error:
        raise CatalogueError(f"catalogue/chains/{code}.yaml 有缺项或写错的位置：{error}。") from error


def find_node(chain: str, node: str) -> Node | None:
    """A node by both codes, or None."""
    known = chains().get(chain)
    return known.node(node) if known else None


def node_name(chain: str, node: str) -> str:
    """生物医药 · 化学药; "" where nothing is named."""
    known = chains().get(chain)
    if known is None:
        return ""
    found = known.node(node)
    return f"{known.name} · {found.name}" if found else known.name


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate before a signature: `when` chemical or always, `how` approve (a person says) or compute."""

    code: str
    name: str
    when: str
    how: str
    law: str


@dataclass(frozen=True, slots=True)
class UnfairTerm:
    """A kind of term that 公平竞争审查 stops."""

    code: str
    pattern: re.Pattern[str]
    law: str
    words: str


@dataclass(frozen=True, slots=True)
class GateRule:
    """The gates and the unfair terms that hold on a day."""

    reference: str
    gates: Sequence[Gate]
    unfair: Sequence[UnfairTerm]
    allowed: re.Pattern[str]


@cache
def gate_rule() -> GateRule:
    """The gates of signing. They bind every signature of today, also of talks that began before they were in force."""
    content = next(rule.content for rule in load_rules("gates") if rule.code == "signing")
    unfair = [UnfairTerm(row["code"], re.compile(row["pattern"]), row["law"], row["words"]) for row in content["unfair"]]
    return GateRule(content["reference"], [Gate(**row) for row in content["gates"]], unfair, re.compile(content["allowed"]))


def practice_on(day: date) -> Mapping[str, Any]:
    """Days and shares as valid on a day; before the first rule the first one."""
    rules = [rule for rule in load_rules("promotion") if rule.code.startswith("practice")]
    return next((rule.content for rule in rules if rule.valid_on(day)), rules[0].content)
