"""The dense pass gives, to the last digit, what exact fractions give."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaifaqu.core.engine.columnar.column import FITS
from kaifaqu.core.engine.columnar.dense import grown, months_of, nest_of, ranked, shared, summed
from kaifaqu.core.engine.columnar.quotients import quotients

AMOUNTS = st.integers(-(10**12), 10**12) | st.integers(-20, 20) | st.integers(1 - FITS, FITS - 1)
DIVISORS = st.integers(1, 10**12) | st.integers(1, 20) | st.integers(1, FITS - 1)


def half_away(over: int, under: int, power: int) -> int:
    size = Fraction(abs(over) * 10**power, under)
    rounded = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return rounded if over >= 0 else -rounded


def laid(rows: Any) -> tuple[Any, Any]:
    there = np.array([[cell is not None for cell in row] for row in rows])
    return np.array([[cell if cell is not None else 0 for cell in row] for row in rows], dtype=np.int64), there


@given(st.lists(st.tuples(AMOUNTS, DIVISORS), min_size=1, max_size=40), st.sampled_from([0, 2, 9, 11]))
@settings(max_examples=300)
def test_quotients_are_those_of_whole_numbers(pairs: list[tuple[int, int]], power: int) -> None:
    over, under = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    found, held = quotients(over, under, power)
    exact = [half_away(*pair, power) for pair in pairs]
    stands = np.broadcast_to(held, found.shape).tolist()
    assert stands == [abs(quotient) < FITS for quotient in exact]
    assert [one for one, stand in zip(found.tolist(), stands, strict=True) if stand] == [q for q in exact if abs(q) < FITS]


@pytest.mark.parametrize("over", [5, -5, 15, -15, 25, -25])
def test_a_tie_goes_away_from_zero(over: int) -> None:
    found, _held = quotients(np.array([over]), np.array([10]), 0)
    assert found.tolist() == [half_away(over, 10, 0)]


GRID = st.integers(1, 4).flatmap(
    lambda months: st.integers(1, 12).flatmap(
        lambda count: st.lists(
            st.lists(st.none() | st.integers(-9, 9) | st.integers(-(10**17), 10**17), min_size=count, max_size=count),
            min_size=months, max_size=months,
        )
    )
)  # fmt: skip


@given(GRID, st.data())
def test_places_and_sums_are_those_of_each_group(rows: list[list[int | None]], data: st.DataObject) -> None:
    count = len(rows[0])
    cities = data.draw(st.lists(st.integers(0, 3), min_size=count, max_size=count))
    nest, order = nest_of([(city, city // 2, "nation") for city in cities])
    units, there = laid([[row[at] for at in order] for row in rows])
    city, nation = ranked(units, there, nest, (0, 2))
    sums = summed(units, there, nest)
    for month, row in enumerate(rows):
        told = [row[at] for at in order]
        homes = [cities[at] for at in order]
        everyone = [value for value in told if value is not None]
        assert sums[2].units[month].tolist() == [sum(everyone)]
        assert sums[2].standing[month].tolist() == nation.standing[month].tolist() == [len(everyone)]
        for at, value in enumerate(told):
            members = [v for v, home in zip(told, homes, strict=True) if home == homes[at] and v is not None]
            group = nest.groups[0][at]
            assert sums[0].units[month, group] == sum(members)
            assert city.standing[month, group] == len(members)
            assert city.places[month, at] == (0 if value is None else 1 + sum(v > value for v in members))
            assert nation.places[month, at] == (0 if value is None else 1 + sum(v > value for v in everyone))


def test_sums_that_64_bits_might_not_hold_are_refused() -> None:
    nest, _order = nest_of([("a",), ("a",)])
    with pytest.raises(OverflowError, match="evaluator"):
        summed(np.full((1, 2), FITS - 1), np.ones((1, 2), dtype=np.bool_), nest)


def test_no_january_is_made_of_two_months_in_one() -> None:
    units, there = laid([[None, 3], [20, 10], [30, None], [45, 40], *[[None, None]] * 8])
    single = months_of(units, there)
    assert single.there.T.tolist() == [[False, False, True, True, *[False] * 8], [True, True, *[False] * 10]]
    assert single.units[2:4, 0].tolist() == [10, 15]
    assert single.units[:2, 1].tolist() == [3, 7]


def test_growth_needs_a_base_above_zero_and_a_share_a_whole() -> None:
    now, there = laid([[12, 12, 12, None, -3]])
    base, based = laid([[10, 0, -5, 10, 4]])
    rate = grown(now, there, base, based)
    assert rate.there.tolist() == [[True, False, False, False, True]]
    assert rate.units[rate.there].tolist() == [20 * 10**9, -175 * 10**9]
    part = shared(now, there, base, based)
    assert part.units[part.there].tolist() == [120 * 10**9, -75 * 10**9]


def test_a_nest_keeps_cities_of_one_name_in_two_provinces_apart() -> None:
    nest, order = nest_of([("高新", "北", "n"), ("高新", "南", "n"), ("高新", "北", "n")])
    assert [sizes.tolist() for sizes in nest.sizes] in ([[2, 1], [2, 1], [3]], [[1, 2], [1, 2], [3]])
    assert sorted(order.tolist()) == [0, 1, 2]
