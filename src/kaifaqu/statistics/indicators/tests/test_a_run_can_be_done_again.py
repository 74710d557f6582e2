"""A run stores the position and the digests that it used; a cited value stays as it was, while the value moves with the book."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from conftest import AT
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.foundation.rulebook.queries import get_rule
from kaifaqu.statistics.indicators.actions import cite_values
from kaifaqu.statistics.indicators.models import CitedValue, Run
from kaifaqu.statistics.indicators.queries import compute_value, compute_values, count_published, get_indicator, list_indicators
from kaifaqu.statistics.ledger.actions import accept_return
from kaifaqu.statistics.ledger.queries import Book, position_now
from kaifaqu.statistics.returns.actions import start_correction
from kaifaqu.statistics.returns.models import Return
from tests.walks import QUARTER, ZONE, book_quarter, declare, person, sign

pytestmark = pytest.mark.usefixtures("standing_house", "db")
LATER = AT + timedelta(days=30)
SHARE = "transformation_share"


def share(book: Book) -> Decimal | None:
    result = compute_value(SHARE, ZONE, QUARTER, book).result
    return result.value if isinstance(result, Quantity) else None


def cite(book: Book) -> Run:
    return cite_values([compute_value(SHARE, ZONE, QUARTER, book)], book, at=AT)


def correct(investment: str) -> None:
    second = start_correction(Return.objects.get(version=1), "补录", by=person("zuoyun-clerk"), at=LATER)
    declare(second, {"industrial_investment": investment}, at=LATER)
    accept_return(sign(second, at=LATER), by=person("province"), at=LATER)


def test_a_run_says_what_it_read_and_by_which_rules() -> None:
    book_quarter()
    run = cite(Book.now())
    digest = get_indicator(SHARE, QUARTER).rule.digest
    assert (run.position, run.rules) == (position_now(), {SHARE: digest})
    assert get_rule(digest).code == SHARE


def test_a_correction_changes_the_value_and_the_cited_value_stays() -> None:
    book_quarter()
    run = cite(Book.now())
    correct("4.0")
    cited = CitedValue.objects.get(run=run)
    assert share(Book.now()) == Decimal("67")
    assert cited.value is not None
    assert f"{cited.value:.4f}" == "92.4138"
    again = share(Book(run.position))
    assert again is not None
    assert f"{again:.9f}" == f"{cited.value:.9f}"


def test_an_absence_is_cited_with_its_name_and_reason() -> None:
    run = cite(Book.now())
    cited = CitedValue.objects.get(run=run)
    assert (cited.value, cited.unit) == (None, "")
    assert Missing(cited.missing) in (Missing.NOT_REPORTED, Missing.NOT_COMPUTABLE)
    assert cited.reason


def test_values_come_in_the_order_asked() -> None:
    book_quarter()
    codes = ["industrial_value_added_completion", SHARE]
    assert [value.indicator for value in compute_values(codes, ZONE, QUARTER, Book.now())] == codes


def test_an_indicator_that_did_not_exist_then_is_an_error() -> None:
    with pytest.raises(KeyError):
        compute_value("no_such_indicator", ZONE, QUARTER, Book.now())
    assert SHARE in {indicator.code for indicator in list_indicators(QUARTER)}
    assert SHARE not in {indicator.code for indicator in list_indicators(Period.quarter(1990, 1))}


def test_a_count_that_nobody_published_is_no_count() -> None:
    assert count_published("zones_industrial", "140200", QUARTER, Book.now()) is None
