"""Intervals on printed digits: sound under arithmetic, and exact about which rounding fits."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.core.reader.intervals import WHOLE_LINE, Interval, Rounding, fitting_modes, preimage, printed_interval

DECIMAL_MODES = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.TRUNCATION: ROUND_DOWN,
    Rounding.UP: ROUND_UP,
}
decimals = st.decimals(min_value=-1000, max_value=1000, places=3)
fractions = st.fractions(min_value=-50, max_value=50, max_denominator=40)


@st.composite
def intervals_with_a_member(draw: st.DrawFn) -> tuple[Interval, Fraction]:
    """An interval and a number in it."""
    low, member, high = sorted(draw(st.lists(fractions, min_size=3, max_size=3)))
    return Interval(low, high, low == member or draw(st.booleans()), high == member or draw(st.booleans())), member


@given(exact=decimals, places=st.integers(0, 2), mode=st.sampled_from(list(Rounding)))
def test_what_a_mode_prints_is_explained_by_that_mode(exact: Decimal, places: int, mode: Rounding) -> None:
    step = Decimal(1).scaleb(-places)
    printed = exact.quantize(step, rounding=DECIMAL_MODES[mode])
    assert mode in fitting_modes(exact, printed, step)


@given(exact=decimals, printed=st.decimals(min_value=-1000, max_value=1000, places=1), mode=st.sampled_from(list(Rounding)))
def test_a_mode_explains_only_what_it_prints(exact: Decimal, printed: Decimal, mode: Rounding) -> None:
    step = Decimal("0.1")
    assert (mode in fitting_modes(exact, printed, step)) == (exact.quantize(step, rounding=DECIMAL_MODES[mode]) == printed)


@given(a=intervals_with_a_member(), b=intervals_with_a_member())
def test_arithmetic_keeps_every_possible_result(a: tuple[Interval, Fraction], b: tuple[Interval, Fraction]) -> None:
    (left, x), (right, y) = a, b
    assert x + y in left + right
    assert x - y in left - right
    assert x * y in left * right
    if y != 0:
        assert x / y in left / right


@given(a=intervals_with_a_member(), exponent=st.integers(1, 4))
def test_powers_keep_every_possible_result(a: tuple[Interval, Fraction], exponent: int) -> None:
    interval, member = a
    assert member**exponent in interval.power(exponent)


@given(a=intervals_with_a_member(), b=intervals_with_a_member())
def test_meeting_is_mutual_and_excludes_lying_above(a: tuple[Interval, Fraction], b: tuple[Interval, Fraction]) -> None:
    left, right = a[0], b[0]
    assert left.meets(right) == right.meets(left)
    assert left.meets(right) != (left.lies_above(right) or right.lies_above(left))


@given(value=decimals, step=st.sampled_from([Decimal(1), Decimal("0.1"), Decimal("0.01")]))
def test_a_printed_number_stands_for_itself(value: Decimal, step: Decimal) -> None:
    assert value in printed_interval(value, step)


@pytest.mark.parametrize(
    ("value", "step", "inside", "outside"),
    [
        ("2.68", "0.01", ["2.675", "2.684999"], ["2.685", "2.674999"]),
        ("-2.68", "0.01", ["-2.675", "-2.684999"], ["-2.685", "-2.674999"]),
        ("0", "0.1", ["0.049", "-0.049"], ["0.05", "-0.05"]),
        ("5", "0", ["5"], ["5.0001"]),
    ],
)
def test_printed_intervals_are_closed_where_half_up_says(value: str, step: str, inside: list[str], outside: list[str]) -> None:
    interval = printed_interval(Decimal(value), Decimal(step))
    assert all(Decimal(number) in interval for number in inside)
    assert not any(Decimal(number) in interval for number in outside)


@pytest.mark.parametrize(
    ("numerator", "denominator", "printed", "step", "modes"),
    [
        ("129", "270", "47", "1", ["truncation"]),
        ("58", "68", "85.2", "0.1", ["truncation"]),
        ("282", "374", "75.4", "0.1", ["half_up", "half_even", "truncation"]),
        ("806", "883", "91.3", "0.1", ["half_up", "half_even", "up"]),
        ("881.4", "6793.18", "12.64", "0.01", []),
        ("881.4", "6973.18", "12.64", "0.01", ["half_up", "half_even", "up"]),
    ],
)
def test_offices_round_in_different_ways(numerator: str, denominator: str, printed: str, step: str, modes: list[str]) -> None:
    exact = Fraction(numerator) / Fraction(denominator) * 100
    assert list(fitting_modes(exact, Decimal(printed), Decimal(step))) == modes


def test_a_division_by_something_that_may_be_zero_says_nothing() -> None:
    assert Interval.exact(1) / Interval.between(-1, 1) == WHOLE_LINE


def test_an_open_end_stays_open_through_a_quotient() -> None:
    more_than_hundred = Interval(Fraction(100), None, False, False)
    assert more_than_hundred / Interval.exact(2) == Interval(Fraction(50), None, False, False)
    assert Interval.exact(2) / more_than_hundred == Interval(Fraction(0), Fraction(1, 50), False, False)


def test_wrong_ends_and_steps_are_refused() -> None:
    with pytest.raises(ValueError, match="low end"):
        Interval.between(2, 1)
    with pytest.raises(ValueError, match="never negative"):
        preimage(Rounding.UP, 1, -1)
    with pytest.raises(ValueError, match="at least 1"):
        Interval.exact(2).power(0)
