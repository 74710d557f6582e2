"""Exact numbers with units: nothing lost, nothing guessed, no float."""

from __future__ import annotations

import ast
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kaifaqu.core.figures as figures
from kaifaqu.core.figures.quantity import Quantity, QuantityError, parse_decimal, plain, round_display, round_rate
from kaifaqu.core.figures.unit import BASES, CLASSIFIERS, MULTIPLIERS, Dimension, UnitError, parse_unit

values = st.decimals(-(10**15), 10**15, places=6)
PREFIXED = sorted({f"{multiplier}{base[0]}" for multiplier in MULTIPLIERS for base in BASES})


def known(symbol: str) -> bool:
    try:
        parse_unit(symbol)
    except UnitError:
        return False
    return True


@pytest.mark.parametrize(
    ("symbol", "canonical", "factor", "dimension"),
    [
        ("亿元", "元", "100000000", Dimension.AMOUNT),
        ("万美元", "美元", "10000", Dimension.AMOUNT),
        ("%", "%", "1", Dimension.PERCENT),
        ("个百分点", "百分点", "1", Dimension.PP),
        ("公顷", "平方米", "10000", Dimension.AREA),
        ("万台/年", "台/年", "10000", Dimension.CAPACITY),
        ("亿元/亩", "元/亩", "100000000", Dimension.RATE),
        ("万千瓦时", "千瓦时", "10000", Dimension.ENERGY),
        ("万元/万千瓦时", "元/千瓦时", "1", Dimension.RATE),
        ("家", "家", "1", Dimension.COUNT),
        ("名", "人", "1", Dimension.HEADCOUNT),
        ("位", "位", "1", Dimension.RANK),
    ],
)
def test_a_unit_is_read_as_printed(symbol: str, canonical: str, factor: str, dimension: Dimension) -> None:
    unit = parse_unit(symbol)
    assert (unit.canonical, unit.factor, unit.dimension) == (canonical, Decimal(factor), dimension)


@pytest.mark.parametrize("symbol", ["", "亿", "元元", "头痛", "万", "元/", "/亩"])
def test_what_is_no_unit_is_refused_with_what_to_do(symbol: str) -> None:
    with pytest.raises(UnitError, match="单位表"):
        parse_unit(symbol)


@given(values, st.sampled_from([symbol for symbol in PREFIXED if known(symbol)]))
def test_a_quantity_in_its_canonical_unit_and_back_is_the_same(value: Decimal, symbol: str) -> None:
    quantity = Quantity.of(value, symbol)
    canonical = parse_unit(quantity.unit.canonical)
    assert quantity.to(canonical).value == quantity.canonical
    assert quantity.to(canonical).to(quantity.unit).value == value


@given(values, st.sampled_from(["元", "家", "%", "平方米"]), st.sampled_from(["元", "家", "%", "平方米"]))
def test_only_one_measure_converts(value: Decimal, one: str, other: str) -> None:
    if one == other:
        assert Quantity.of(value, one).to(parse_unit(other)).value == value
    else:
        with pytest.raises(UnitError, match="不能换算"):
            Quantity.of(value, one).to(parse_unit(other))


@pytest.mark.parametrize(
    "bad", [1.5, float("nan"), True, None, "", "abc", "1.2.3", "1,35", "12,34,567", "1，35", "NaN", "Infinity", b"1"]
)
def test_what_is_no_exact_number_is_refused(bad: object) -> None:
    with pytest.raises(QuantityError):
        parse_decimal(bad)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "value"),
    [("2.68", "2.68"), ("1,350", "1350"), ("1，350", "1350"), ("12,345,678.9", "12345678.9"), (" -3.10 ", "-3.10"), ("0", "0")],
)
def test_a_printed_number_is_read_with_its_digits(text: str, value: str) -> None:
    assert str(parse_decimal(text)) == value


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), 3, 2.5])
def test_a_quantity_is_a_finite_decimal(value: object) -> None:
    with pytest.raises(QuantityError):
        Quantity(value, parse_unit("元"))  # type: ignore[arg-type]


@given(values)
def test_plain_is_the_same_number_without_an_exponent(value: Decimal) -> None:
    assert plain(value) == value
    assert "E" not in str(plain(value))


@given(values)
def test_a_rate_is_rounded_half_up_at_nine_places(value: Decimal) -> None:
    rate = round_rate(value / 7)
    assert -int(rate.as_tuple().exponent) == 9
    assert round_rate(rate) == rate


@pytest.mark.parametrize(
    ("value", "unit", "mu"),
    [("1", "公顷", "15"), ("1", "平方公里", "1500"), ("66670", "㎡", "100.005"), ("2", "万平方米", "30")],
)
def test_areas_become_mu_without_rounding(value: str, unit: str, mu: str) -> None:
    assert Quantity.of(value, unit).to(parse_unit("亩")).value == Decimal(mu)
    with pytest.raises(UnitError):
        Quantity.of(mu, "亩").to(parse_unit(unit))


def test_halves_go_away_from_zero() -> None:
    assert [str(round_display(Decimal(text), 1)) for text in ("0.25", "-0.25", "0.35", "1.05")] == ["0.3", "-0.3", "0.4", "1.1"]


def test_every_classifier_is_its_own_unit() -> None:
    symbols = [symbol for symbol in CLASSIFIERS if parse_unit(symbol).dimension is Dimension.COUNT]
    assert len({parse_unit(symbol).canonical for symbol in symbols}) == len(set(symbols))


def test_no_float_stands_anywhere_in_figures() -> None:
    for file in Path(figures.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), (file.name, node)
            assert not (isinstance(node, ast.Name) and node.id == "float"), (file.name, node)
