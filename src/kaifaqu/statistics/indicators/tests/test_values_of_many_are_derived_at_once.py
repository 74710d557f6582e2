"""Many subjects, indicators and periods come in one call, each as `compute_value` gives it."""

from __future__ import annotations

from typing import Any

import pytest

from kaifaqu.core.figures.period import Period
from kaifaqu.statistics.indicators.queries import address_item, compute_value, list_indicators
from kaifaqu.statistics.indicators.queries.derived import derive_values
from kaifaqu.statistics.ledger.queries import Book
from tests.walks import QUARTER, ZONE, book_quarter

pytestmark = pytest.mark.usefixtures("standing_house", "db")


def test_every_cell_is_what_the_reference_gives() -> None:
    book_quarter()
    book, periods = Book.now(), [QUARTER, Period.half(2024, 1), QUARTER.previous_year()]
    codes = [one.code for one in list_indicators(QUARTER)] + [address_item("industrial_investment")]
    derived = derive_values(codes, [ZONE], periods, book)
    for period in periods:
        for code in codes:
            value = compute_value(code, ZONE, period, book)
            assert (derived.result(code, ZONE, period), derived.words(code, ZONE, period)) == (value.result, value.words), code


def test_the_database_is_asked_no_more_often_for_more_periods(django_assert_max_num_queries: Any) -> None:
    book_quarter()
    years = [Period.to_month(year, month) for year in (2023, 2024) for month in range(2, 13)]
    with django_assert_max_num_queries(3):
        derive_values(["transformation_share", address_item("industrial_investment")], [ZONE], years, Book.now())
