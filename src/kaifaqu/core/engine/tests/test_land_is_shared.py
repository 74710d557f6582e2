"""Parcels with several tenants and firms with several parcels: every worked case, and nothing lost between them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.core.engine.land import Basis, Holding, Parcel, allot, area_of
from kaifaqu.core.figures.catalogue import load_rules

CASES = [row for rule in load_rules("cases") for row in rule.content.get("land", [])]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_parcel_is_split_as_its_case_says(case: dict[str, Any]) -> None:
    parcels = [Parcel(name, Fraction(row["area"]), row.get("owner", "")) for name, row in case["parcels"].items()]
    holdings = [
        Holding(row["parcel"], row["holder"], Fraction(row["amount"]), Basis(row.get("basis", "floor")))
        for row in case["holdings"]
    ]
    allotments, problems = allot(parcels, holdings)
    held = {entry.holder: area_of(entry.holder, allotments) for entry in allotments}
    assert {who: found[0] for who, found in held.items() if found} == {w: Fraction(a) for w, a in case["expect"].items()}
    told = " ".join(problem.message for problem in problems)
    assert all(words in told for words in case.get("problems", [])), told
    assert bool(problems) is bool(case.get("problems"))


@given(
    st.lists(st.fractions(min_value="1/7", max_value=9000), min_size=1, max_size=6),
    st.fractions(min_value="1/3", max_value=500),
)
def test_the_parts_of_a_parcel_always_add_up_to_it(floors: list[Fraction], area: Fraction) -> None:
    holdings = [Holding("地", str(number), floor) for number, floor in enumerate(floors)]
    allotments, problems = allot([Parcel("地", area)], holdings)
    assert problems == []
    assert sum(entry.area for entry in allotments) == area
