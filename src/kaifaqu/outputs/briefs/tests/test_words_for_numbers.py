"""The words of statistical prose: 增长, 下降, 持平, 增长1.2倍, 个百分点, 第一 — as officials print them."""

from __future__ import annotations

import pytest

from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.outputs.briefs.wording import write_growth, write_points, write_quantity, write_rank


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        ("20.2", "增长20.2%"), ("20.25", "增长20.3%"), ("20", "增长20%"), ("0.04", "持平"), ("0.05", "增长0.1%"), ("0", "持平"),
        ("-0.04", "持平"), ("-3.1", "下降3.1%"), ("-100", "下降100%"), ("99.9", "增长99.9%"), ("100", "增长1倍"), ("120", "增长1.2倍"),
        ("1250", "增长12.5倍"),
    ],
)  # fmt: skip
def test_growth(rate: str, words: str) -> None:
    assert write_growth(Quantity.of(rate, "%")) == words


@pytest.mark.parametrize(
    ("points", "words"), [("2.3", "高于2.3个百分点"), ("-0.56", "低于0.6个百分点"), ("0.04", "持平"), ("3.00", "高于3个百分点")]
)
def test_percentage_points(points: str, words: str) -> None:
    assert write_points(Quantity.of(points, "百分点"), "高于", "低于") == words


@pytest.mark.parametrize(("rank", "words"), [("1", "第一"), ("10", "第十"), ("11", "第11位")])
def test_rank(rank: str, words: str) -> None:
    assert write_rank(Quantity.of(rank, "位")) == words


@pytest.mark.parametrize(
    ("value", "unit", "places", "words"),
    [("2.680", "亿元", 2, "2.68亿元"), ("2.675", "亿元", 2, "2.68亿元"), ("12", "家", 0, "12家"), ("92.4137", "%", 1, "92.4%"),
     ("100", "万元", 2, "100万元"), ("2.3", "百分点", 1, "2.3个百分点")],
)  # fmt: skip
def test_quantity(value: str, unit: str, places: int, words: str) -> None:
    assert write_quantity(Quantity.of(value, unit), places) == words
