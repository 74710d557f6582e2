"""升规培育: how near an enterprise below scale has come to the standard of its class, and when it may apply (domain §2.6). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from kaifaqu.core.figures.catalogue import catalogue_folder, parse_rule

YEAR = 12


class Nearness(StrEnum):
    """How the revenue of twelve months stands to the standard."""

    REACHED = "reached"
    NEAR = "near"
    FAR = "far"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Nursing:
    """The judgement of one enterprise: 万元 so far, the months they cover, the standard, and the window that comes next."""

    nearness: Nearness
    revenue: Decimal | None
    months: int
    standard: Decimal | None
    window: str

    @property
    def gap(self) -> Decimal | None:
        """What is missing to the standard, in 万元; None where nothing is known."""
        return None if self.revenue is None or self.standard is None else self.standard - self.revenue


@cache
def nursery_rule() -> Mapping[str, Any]:
    """The dated thresholds and windows of `catalogue/nursery`."""
    text = (catalogue_folder() / "nursery" / "above_scale.yaml").read_text(encoding="utf-8")
    return parse_rule("nursery", "above_scale", text).content


def judge_nearness(sector: str, revenue: Decimal | None, months: int) -> Nearness:
    """REACHED at the standard, NEAR from the near share on — or when the months at hand, taken to a year, would come so far."""
    standard = find_standard(sector)
    if standard is None or revenue is None or not months:
        return Nearness.UNKNOWN
    if revenue >= standard:
        return Nearness.REACHED
    near = Decimal(nursery_rule()["near"]) * standard
    return Nearness.NEAR if revenue * YEAR >= near * months else Nearness.FAR


def find_standard(sector: str) -> Decimal | None:
    """The standard of a class in 万元, or None where the rule names none."""
    written = nursery_rule()["sectors"].get(sector)
    return None if written is None else Decimal(written)


def find_window(founded_on: date | None, on: date) -> str:
    """The words of the window that is open to the enterprise next: the monthly one while it is young, the yearly otherwise."""
    monthly, yearly = nursery_rule()["windows"]
    years = monthly["founded_within_years"]
    young = founded_on is not None and (on.year - founded_on.year, on.month, on.day) <= (
        years,
        founded_on.month,
        founded_on.day,
    )
    return str((monthly if young else yearly)["words"])
