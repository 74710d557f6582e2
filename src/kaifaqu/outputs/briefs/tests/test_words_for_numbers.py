"""The words of statistical prose: 增长, 下降, 持平, 增长1.2倍, 个百分点, 第一 — as officials print them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.outputs.briefs.wording import (
    brief_rule,
    growth_as_printed,
    write_growth,
    write_pace,
    write_points,
    write_quantity,
    write_rank,
    write_turn,
)

CASES = brief_rule("wording")["cases"]


@pytest.mark.parametrize("case", CASES["growth"], ids=str)
def test_growth(case: dict[str, str]) -> None:
    assert write_growth(Quantity.of(case["rate"], "%")) == case["words"]


@pytest.mark.parametrize("case", CASES["pace"], ids=str)
def test_pace(case: dict[str, str]) -> None:
    assert write_pace(Quantity.of(case["points"], "百分点")) == case["words"]


@pytest.mark.parametrize("case", CASES["turns"], ids=str)
def test_a_turn_of_profit(case: dict[str, str]) -> None:
    assert write_turn(Decimal(case["before"]), Decimal(case["now"])) == case["words"]


def test_a_gain_after_a_gain_is_no_turn() -> None:
    assert write_turn(Decimal(1), Decimal(2)) is None


def test_multiples_mean_what_is_printed() -> None:
    assert growth_as_printed(Quantity.of("123", "%")).value == 120


@pytest.mark.parametrize(
    ("points", "words"), [("2.3", "高于2.3个百分点"), ("-0.56", "低于0.6个百分点"), ("0.04", "持平"), ("3.00", "高于3个百分点")]
)
def test_percentage_points(points: str, words: str) -> None:
    assert write_points(Quantity.of(points, "百分点"), "高于", "低于") == words


@pytest.mark.parametrize("case", CASES["rank"], ids=str)
def test_rank(case: dict[str, str]) -> None:
    assert write_rank(Quantity.of(case["rank"], "位"), shared="shared" in case) == case["words"]


@pytest.mark.parametrize(
    ("value", "unit", "places", "words"),
    [("2.680", "亿元", 2, "2.68亿元"), ("2.675", "亿元", 2, "2.68亿元"), ("12", "家", 0, "12家"), ("92.4137", "%", 1, "92.4%"),
     ("100", "万元", 2, "100万元"), ("2.3", "百分点", 1, "2.3个百分点")],
)  # fmt: skip
def test_quantity(value: str, unit: str, places: int, words: str) -> None:
    assert write_quantity(Quantity.of(value, unit), places) == words
