"""Land of those who share it: one parcel with several tenants, one firm with several parcels, to the last fraction of a 亩.

The area of a parcel is split among its holders by floor area, or by shares that were decided; what shares leave over stays with
the owner of the parcel. Nothing is lost and nothing counted twice: the parts of a parcel always add up to its area (domain §3.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from kaifaqu.core.engine.exact import HUNDRED
from kaifaqu.core.engine.standardise import written
from kaifaqu.core.figures.problem import Problem


class Basis(StrEnum):
    """What a holding is measured by: square metres of floor, or percent of the parcel."""

    FLOOR = "floor"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel with its area in 亩; `owner` holds what nobody else does."""

    name: str
    area: Fraction
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds how much of which parcel: 平方米 of floor, or percent."""

    parcel: str
    holder: str
    amount: Fraction
    basis: Basis = Basis.FLOOR


@dataclass(frozen=True, slots=True)
class Allotment:
    """What one holder has of one parcel, in 亩, with the arithmetic."""

    parcel: str
    holder: str
    area: Fraction
    expression: str


def allot(parcels: Iterable[Parcel], holdings: Iterable[Holding]) -> tuple[list[Allotment], list[Problem]]:
    """Every parcel split among its holders, and what is wrong with the holdings; a parcel with a fault is not split."""
    rows, known = list(holdings), {parcel.name: parcel for parcel in parcels}
    allotments: list[Allotment] = []
    problems = [_fault(row.parcel, "没有登记这宗地", "请先登记宗地和面积") for row in rows if row.parcel not in known]
    for parcel in known.values():
        own = [row for row in rows if row.parcel == parcel.name]
        if found := _faults(parcel, own):
            problems += found
        else:
            allotments += _split(parcel, own)
    return allotments, problems


def area_of(holder: str, allotments: Iterable[Allotment]) -> tuple[Fraction, str] | None:
    """The land of one holder over all parcels with its arithmetic, or None when it holds none."""
    own = [entry for entry in allotments if entry.holder == holder]
    if not own:
        return None
    total = sum((entry.area for entry in own), Fraction(0))
    return total, "；".join(f"{entry.parcel}：{entry.expression} = {written(entry.area)} 亩" for entry in own)


def _faults(parcel: Parcel, rows: Sequence[Holding]) -> list[Problem]:
    by_basis = {basis: sum((row.amount for row in rows if row.basis is basis), Fraction(0)) for basis in Basis}
    told: Mapping[tuple[str, str], bool] = {
        (f"面积是 {written(parcel.area)} 亩", "面积应大于零"): parcel.area <= 0,
        ("有的占用不大于零", "每项占用都应大于零"): any(row.amount <= 0 for row in rows),
        ("既有按建筑面积的，也有按比例的", "同一宗地只用一种口径"): len({row.basis for row in rows}) > 1,
        (f"各比例合计 {written(by_basis[Basis.SHARE])}%", "合计不应超过 100%"): by_basis[Basis.SHARE] > HUNDRED,
        ("比例不足 100%，余下的没有宗地主", "请补齐比例或登记宗地主"): bool(rows)
        and rows[0].basis is Basis.SHARE and by_basis[Basis.SHARE] < HUNDRED and not parcel.owner,
        ("没有占用单位，也没有宗地主", "请登记至少一个"): not rows and not parcel.owner,
    }  # fmt: skip
    return [_fault(parcel.name, *said) for said, wrong in told.items() if wrong]


def _split(parcel: Parcel, rows: Sequence[Holding]) -> list[Allotment]:
    if rows and rows[0].basis is Basis.FLOOR:
        floor = sum((row.amount for row in rows), Fraction(0))
        return [
            _part(parcel, row.holder, row.amount / floor, f"{written(row.amount)} ÷ {written(floor)} 平方米") for row in rows
        ]
    taken = sum((row.amount for row in rows), Fraction(0))
    parts = [_part(parcel, row.holder, row.amount / HUNDRED, f"{written(row.amount)}%") for row in rows]
    left = HUNDRED - taken
    return [*parts, _part(parcel, parcel.owner, left / HUNDRED, f"余下 {written(left)}%")] if left and parcel.owner else parts


def _part(parcel: Parcel, holder: str, share: Fraction, written_share: str) -> Allotment:
    return Allotment(parcel.name, holder, parcel.area * share, f"{written(parcel.area)} 亩 × {written_share}")


def _fault(parcel: str, found: str, expected: str) -> Problem:
    return Problem("land", f"宗地「{parcel}」", found, f"，{expected}", "请更正用地分摊。", key=parcel)
