"""Which policies concern a firm, and why: words of the policy beside what is known of the firm, by `catalogue/service`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kaifaqu.core.figures.catalogue import catalogue_folder, parse_rule


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a firm and may make a policy matter to it."""

    sector: str = ""
    is_near: bool = False
    is_above: bool = False
    has_lines: bool = False
    categories: frozenset[str] = frozenset()


@cache
def matching_rule() -> Mapping[str, Any]:
    """The dated topics of `catalogue/service/policy_matching.yaml`."""
    text = (catalogue_folder() / "service" / "policy_matching.yaml").read_text(encoding="utf-8")
    return parse_rule("service", "policy_matching", text).content


def list_topics(words: str, firm: Situation) -> list[Mapping[str, Any]]:
    """The topics that a policy's words touch and that fit the firm, in the rule's order; none does not mean that it is no use."""
    return [topic for topic in matching_rule()["topics"] if any(word in words for word in topic["words"]) and fits(topic, firm)]


def fits(topic: Mapping[str, Any], firm: Situation) -> bool:
    """True when every condition of the topic holds for the firm."""
    conditions = (
        not topic.get("near") or firm.is_near, not topic.get("above") or firm.is_above, not topic.get("lines") or firm.has_lines,
        "sectors" not in topic or firm.sector in topic["sectors"],
        "tickets" not in topic or bool(firm.categories & set(topic["tickets"])),
    )  # fmt: skip
    return all(conditions)
