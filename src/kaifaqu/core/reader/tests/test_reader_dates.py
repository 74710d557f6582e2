"""Dates, periods and durations against a reference day."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.core.reader.dates import find_dates

REFERENCE = date(2024, 4, 26)


@pytest.mark.parametrize(
    ("text", "kind", "start", "end"),
    [
        ("4月25日", "date", "2024-04-25", "2024-04-25"), ("2023-10-10", "date", "2023-10-10", "2023-10-10"), ("一九八四年", "period", "1984-01-01", "1984-12-31"),
        ("今年一季度", "period", "2024-01-01", "2024-03-31"), ("首季", "period", "2024-01-01", "2024-03-31"), ("前三季度", "period", "2024-01-01", "2024-09-30"),
        ("1—5月", "period", "2024-01-01", "2024-05-31"), ("2016年8月到10月", "period", "2016-08-01", "2016-10-31"), ("去年10月", "period", "2023-10-01", "2023-10-31"),
        ("上半年", "period", "2024-01-01", "2024-06-30"), ("今年以来", "period", "2024-01-01", "2024-04-26"), ("截至2023年底", "period", "2023-12-31", "2023-12-31"),
        ("下周三", "date", "2024-05-01", "2024-05-01"), ("大后天", "date", "2024-04-29", "2024-04-29"), ("三天前", "date", "2024-04-23", "2024-04-23"),
        ("上个月", "period", "2024-03-01", "2024-03-31"), ("二十世纪九十年代", "period", "1990-01-01", "1999-12-31"), ("“十四五”时期", "period", "2021-01-01", "2025-12-31"),
        ("4月25日至27日", "period", "2024-04-25", "2024-04-27"), ("国庆节", "date", "2024-10-01", "2024-10-01"), ("6月上旬", "date", "2024-06-01", "2024-06-10"),
    ],
)  # fmt: skip
def test_words_for_a_time_have_their_days(text: str, kind: str, start: str, end: str) -> None:
    """One mention over the whole text, with inclusive ends."""
    found = find_dates(text, REFERENCE)
    assert [(m.text, m.type, str(m.meaning.start), str(m.meaning.end)) for m in found] == [(text, kind, start, end)]


@pytest.mark.parametrize(
    ("text", "seconds"), [("两个半小时", 9000), ("半年", 15768000), ("26天", 2246400), ("5分钟", 300), ("一年半", 47304000)]
)
def test_durations_have_their_length(text: str, seconds: int) -> None:
    """A duration has a length and no days."""
    (mention,) = find_dates(text, REFERENCE)
    assert (mention.type, mention.meaning.seconds, mention.meaning.start) == ("duration", Decimal(seconds), None)


def test_without_a_reference_a_yearless_period_is_unknown() -> None:
    """Nothing is guessed: the words are found, their days are not."""
    (mention,) = find_dates("一季度")
    assert (mention.meaning.start, mention.meaning.end) == (None, None)


@pytest.mark.parametrize("text", ["第16期", "副主任", "建成后年产值", "每月", "2.5%", "〔2024〕17号"])
def test_what_is_no_time_is_left_alone(text: str) -> None:
    """Issues, titles, 后 and 年 side by side, percentages, document numbers."""
    assert find_dates(text, REFERENCE) == []


@given(
    st.text(alphabet=st.sampled_from("一二三十上下本今去明年月日号季度周末天前后至到—-截0123456789半个小时近"), max_size=60),
    st.dates(),
)
def test_any_text_is_answered(text: str, reference: date) -> None:
    """No text is an error; mentions follow each other and say what they cover."""
    found = find_dates(text, reference)
    assert all(m.text == text[m.start : m.end] for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(m.meaning.start <= m.meaning.end for m in found if m.meaning.start and m.meaning.end and m.kind != "since")
