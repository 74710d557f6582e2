"""What a person types or pastes: figures in the cell's unit, absences by name, and what is refused with the reason."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.unit import parse_unit
from kaifaqu.statistics.returns.entries import EntryError, read_entry

READ = [
    ("2.9", "亿元", "2.9"), ("1,350.5", "亿元", "1350.5"), ("１，３５０．５", "亿元", "1350.5"), (" 3 ", "家", "3"), ("-0.5", "亿元", "-0.5"),
    ("2.9亿", "亿元", "2.9"), ("2.9亿", "万元", "29000"), ("29000万", "亿元", "2.9"), ("29000万元", "亿元", "2.9"), ("290,000,000元", "亿元", "2.9"),
    ("20.2%", "%", "20.2"), ("20.2％", "%", "20.2"), ("1.2万", "人", "12000"), ("3个", "个", "3"), ("1.5E+08", "元", "150000000"),
    ("0", "亿元", "0"),
]  # fmt: skip
REFUSED = [
    ("很多", "不是数字"), ("1,35", "不是数字"), ("—", "不是数字"), ("2.9万吨", "不是同一种量"), ("2.9斤", "单位看不懂"), ("20.2%", "不是同一种量"),
    ("无法计算", "填报时不能用"), ("NaN", "不是数字"), ("Infinity", "不是数字"), ("=1+1", "不是数字"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "unit", "value"), READ)
def test_a_figure_is_read_in_the_unit_of_its_cell(text: str, unit: str, value: str) -> None:
    assert read_entry(text, parse_unit(unit)) == Quantity(Decimal(value), parse_unit(unit))


@pytest.mark.parametrize(("text", "reason"), [
    ("未报", Missing.NOT_REPORTED), ("未上报", Missing.NOT_REPORTED), ("不适用", Missing.NOT_APPLICABLE), ("保密", Missing.CONFIDENTIAL), ("未到期", Missing.NOT_DUE),
])  # fmt: skip
def test_an_absence_is_known_by_its_words(text: str, reason: Missing) -> None:
    assert read_entry(text, parse_unit("亿元")) is reason


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_what_is_neither_is_refused_with_what_to_type(text: str, words: str) -> None:
    with pytest.raises(EntryError, match=words):
        read_entry(text, parse_unit("亿元"))


def test_an_empty_text_clears_the_cell() -> None:
    assert read_entry("  ", parse_unit("亿元")) is None
