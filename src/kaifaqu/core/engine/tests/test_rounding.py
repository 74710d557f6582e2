"""Rounding is a setting, and a printed number tells which one was used."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.core.engine.rounding import Rounding, difference_as_printed, display, roundings_that_fit, within_last_digit
from kaifaqu.core.engine.rounding_fit import Printed, beyond_last_digit, try_ways
from kaifaqu.core.figures.catalogue import load_rules

ALL = (Rounding.HALF_UP, Rounding.HALF_EVEN, Rounding.TRUNCATE)


@pytest.mark.parametrize(
    ("value", "printed", "fits"),
    [
        ("47.777777778", "47", (Rounding.TRUNCATE,)),
        ("91.257078143", "91.2", (Rounding.TRUNCATE,)),
        ("75.401069519", "75.4", ALL),
        ("0.125", "0.13", (Rounding.HALF_UP,)),
        ("0.125", "0.12", (Rounding.HALF_EVEN, Rounding.TRUNCATE)),
        ("-0.125", "-0.13", (Rounding.HALF_UP,)),
        ("72.156318760", "72.17", ()),
    ],
)
def test_a_printed_number_tells_its_rounding(value: str, printed: str, fits: tuple[Rounding, ...]) -> None:
    assert roundings_that_fit(Decimal(value), Decimal(printed)) == fits


def test_a_check_accepts_one_unit_of_the_last_printed_digit() -> None:
    assert within_last_digit(Decimal("91.257"), Decimal("91.2"))
    assert within_last_digit(Decimal("72.156318760"), Decimal("72.17"))
    assert not within_last_digit(Decimal("72.154"), Decimal("72.17"))


def test_rounding_first_and_rounding_last_print_differently() -> None:
    done, passed = Decimal("97.158"), Decimal("83.333333333")
    printed = [difference_as_printed(done, passed, 1, Rounding.HALF_UP, rounded_first=first) for first in (False, True)]
    assert printed == [Decimal("13.8"), Decimal("13.9")]


def test_a_difference_of_sides_rounded_first_is_what_some_offices_print() -> None:
    assert difference_as_printed(Decimal(74), Decimal("66.666666667"), 2, Rounding.HALF_UP, rounded_first=True) == Decimal(
        "7.33"
    )


@given(st.decimals(-1000, 1000, places=7), st.integers(0, 4), st.sampled_from(Rounding))
def test_what_is_displayed_fits_its_own_rounding(value: Decimal, places: int, rounding: Rounding) -> None:
    shown = display(value, places, rounding)
    assert rounding in roundings_that_fit(value, shown)
    assert within_last_digit(value, shown)


def test_every_rounding_has_a_name_for_people() -> None:
    assert [rounding.label for rounding in Rounding] == ["四舍五入", "四舍六入五成双", "截尾"]


COLUMNS = [row for rule in load_rules("cases") for row in rule.content.get("columns", [])]


def exact(written: str) -> Fraction:
    """`80580/883`, `30170/418.12` or `97.158`."""
    over, _slash, under = written.partition("/")
    return Fraction(over) / Fraction(under or 1)


def printed_row(row: dict[str, Any]) -> Printed:
    sides = (exact(row["sides"][0]), exact(row["sides"][1])) if "sides" in row else None
    return Printed(row["label"], exact(row["value"]) if sides is None else sides[0] - sides[1], Decimal(row["printed"]), sides)


@pytest.mark.parametrize("case", COLUMNS, ids=lambda case: case["name"])
def test_a_column_says_which_ways_of_rounding_explain_all_of_it(case: dict[str, Any]) -> None:
    rows = [printed_row(row) for row in case["rows"]]
    fitting = {f"{fit.way.rounding}{'+first' if fit.way.rounded_first else ''}" for fit in try_ways(rows) if not fit.misfits}
    assert fitting == set(case["fits"])
    assert case.get("within", True) is (beyond_last_digit(rows) == [])
