"""The room's dated rules, read from the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from kaifaqu.core.figures.catalogue import CatalogueError, load_rules


def rule_on(code: str, day: date) -> Mapping[str, Any]:
    """The content of one rule of `catalogue/space` as valid on a day. Raises CatalogueError where none is."""
    found = next((rule for rule in load_rules("space") if rule.code == code and rule.valid_on(day)), None)
    if found is None:
        raise CatalogueError(f"catalogue/space/{code}.yaml 在 {day} 没有生效的规则。")
    return found.content


@dataclass(frozen=True, slots=True)
class Indicator:
    """One 标准地 indicator: which side is good, at which stage it is checked, how it is reckoned."""

    code: str
    name: str
    unit: str
    better: str
    stage: str
    how: str


@cache
def indicators() -> dict[str, Indicator]:
    """Every indicator of standard land, in the order of the file."""
    content = next(rule.content for rule in load_rules("space") if rule.code == "standard_land")
    return {row["code"]: Indicator(**row) for row in content["indicators"]}


@cache
def stages() -> dict[str, str]:
    """The stages at which promises are checked, by code."""
    content = next(rule.content for rule in load_rules("space") if rule.code == "standard_land")
    return {row["code"]: row["name"] for row in content["stages"]}
