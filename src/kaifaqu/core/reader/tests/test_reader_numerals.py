"""Numerals, and the general number layer over them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.core.reader.numbers import find_numbers
from kaifaqu.core.reader.numerals import parse_numeral


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一亿零五万", "100050000"), ("三点二亿", "320000000"), ("壹佰贰拾叁", "123"), ("两千五", "2500"), ("负五", "-5"), ("半", "0.5"),
        ("1,234.5", "1234.5"), ("1.2万亿", "1200000000000"), ("3万多", "30000"), ("100多", "100"), ("二十余万", "200000"), ("一万亿", "1000000000000"),
        ("1亿2000万", "120000000"), ("百分之三十", "0.3"), ("二〇二四", "2024"), ("三百万零五千", "3005000"), ("两万五", "25000"),
    ],
)  # fmt: skip
def test_numerals_are_exact(text: str, value: str) -> None:
    """Every way of writing a number gives its exact value."""
    numeral = parse_numeral(text)
    assert numeral is not None
    assert numeral.value == Decimal(value)


@pytest.mark.parametrize("text", ["", "几", "一一百", "万十千", "分之", "亿亿亿亿", "1万2亿", "abc"])
def test_what_is_no_number_is_none(text: str) -> None:
    """Places that do not fall are no number that a writer would mean."""
    assert parse_numeral(text) is None or parse_numeral(text).value >= 0  # type: ignore[union-attr]


@pytest.mark.parametrize(("text", "low", "high"), [("三四十", 30, 40), ("十七八", 17, 18), ("七八", 7, 8)])
def test_neighbouring_digits_are_a_span(text: str, low: int, high: int) -> None:
    """三四十 is thirty to forty."""
    numeral = parse_numeral(text)
    assert numeral is not None
    assert (numeral.value, numeral.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("text", "step"), [("2.35", "0.01"), ("3.5亿", "10000000"), ("500", "1"), ("5万", "10000"), ("三点二亿", "10000000")]
)
def test_the_step_is_one_unit_of_the_last_printed_digit(text: str, step: str) -> None:
    """What rounding can hide."""
    numeral = parse_numeral(text)
    assert numeral is not None
    assert numeral.step == Decimal(step)


@given(st.integers(min_value=0, max_value=10**9))
def test_digits_are_read_as_they_are(number: int) -> None:
    """With and without separators of thousands."""
    for text in (str(number), f"{number:,}"):
        numeral = parse_numeral(text)
        assert numeral is not None
        assert numeral.value == number


@pytest.mark.parametrize(
    ("text", "part", "kind", "value", "unit"),
    [
        ("占百分之三十", "百分之三十", "percent", "30", "%"), ("打八折", "八折", "percent", "80", "%"), ("三成五", "三成五", "percent", "35", "%"),
        ("共三块五毛", "三块五毛", "currency", "3.5", "元"), ("十万美元", "十万美元", "currency", "100000", "美元"), ("¥100", "¥100", "currency", "100", "元"),
        ("长2公里", "2公里", "dimension", "2", "公里"), ("75ml水", "75ml", "dimension", "75", "ml"), ("第一百二十", "第一百二十", "ordinal", "120", None),
        ("认为占7.2成", "7.2成", "percent", "72", "%"), ("共1 234.5 吨", "1 234.5 吨", "dimension", "1234.5", "吨"), ("２，３４５元", "２，３４５元", "currency", "2345", "元"),
        ("提高二三十个百分点", "二三十个百分点", "range", "20", "%"), ("一共12个", "12", "number", "12", None), ("三又二分之一", "三又二分之一", "number", "3.5", None), ("-3.5", "-3.5", "number", "-3.5", None),
    ],
)  # fmt: skip
def test_the_number_layer_tells_what_each_number_is(text: str, part: str, kind: str, value: str, unit: str | None) -> None:
    """Type, value and unit of a bare number, a percentage, a sum, a measure, an ordinal."""
    found = [n for n in find_numbers(text) if n.text == part]
    assert [(n.type, n.unit) for n in found] == [(kind, unit)]
    assert found[0].value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("3—5亿元", "300000000", "500000000"), ("20%至30%", "20", "30"), ("大于50", "50", None), ("三到五成", "30", "50")],
)
def test_ranges_have_their_ends(text: str, low: str, high: str | None) -> None:
    """A shared multiplier belongs to both ends; an open range has one."""
    span = next(n for n in find_numbers(text) if n.type == "range")
    assert (span.low, span.high) == (Decimal(low), None if high is None else Decimal(high))


@given(st.text(alphabet=st.sampled_from("一二三十百千万亿点分之半多余成元块毛%.,-到第0123456789个人 "), max_size=60))
def test_any_text_is_answered(text: str) -> None:
    """No text is an error, and every span's text is the text there."""
    assert all(number.text == text[number.start : number.end] for number in find_numbers(text))
