"""A figure booked now is seen at the next request, and only the values that asked for its address are computed again."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from conftest import AT
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.subjects.actions import put_subject
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.statistics.indicators import keeping
from kaifaqu.statistics.indicators.queries import compute_value, list_indicators
from kaifaqu.statistics.ledger.actions import accept_return
from kaifaqu.statistics.ledger.queries import Book
from kaifaqu.statistics.returns.actions import start_correction
from kaifaqu.statistics.returns.models import Return
from tests.walks import HALF_YEAR, QUARTER, ZONE, book_quarter, declare, person, sign

pytestmark = pytest.mark.usefixtures("standing_house", "db")
LATER = AT + timedelta(days=30)
SHARE, COMPLETION = "transformation_share", "industrial_value_added_completion"


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each indicator was evaluated since the last `clear`; the memory is empty at first."""
    keeping.kept_values.cache_clear()
    seen: Counter[str] = Counter()
    evaluate = keeping.evaluate

    def count(indicator: Any, *arguments: Any) -> Any:
        seen[indicator.code] += 1
        return evaluate(indicator, *arguments)

    monkeypatch.setattr(keeping, "evaluate", count)
    return seen


def all_values() -> dict[str, Any]:
    book = Book.now()
    return {one.code: compute_value(one.code, ZONE, QUARTER, book).result for one in list_indicators(QUARTER)}


def correct(item: str, value: str) -> None:
    second = start_correction(Return.objects.get(version=1, period="2024Q1"), "补录", by=person("zuoyun-clerk"), at=LATER)
    declare(second, {item: value}, at=LATER)
    accept_return(sign(second, at=LATER), by=person("province"), at=LATER)


def test_a_page_asked_again_computes_nothing(counted: Counter[str]) -> None:
    book_quarter()
    first = all_values()
    assert set(counted.values()) == {1}
    counted.clear()
    assert all_values() == first
    assert counted == {}


def test_a_figure_of_another_period_recomputes_nothing_that_did_not_ask_for_it(counted: Counter[str]) -> None:
    book_quarter()
    all_values()
    counted.clear()
    book_quarter(HALF_YEAR, Period.half(2024, 1))
    all_values()
    assert counted == {}


def test_a_correction_is_seen_at_once_and_recomputes_only_its_dependants(counted: Counter[str]) -> None:
    book_quarter()
    before = all_values()
    counted.clear()
    correct("industrial_investment", "4.0")
    after = all_values()
    assert after[SHARE] == Quantity.of(Decimal("67"), "%")
    moved = {code for code in after if after[code] != before[code]}
    assert moved <= set(counted)
    assert SHARE in counted
    rests = {one.code for one in list_indicators(QUARTER) if "industrial_investment" in {item.code for item in one.items}}
    # The correction books the whole return anew: what it says again counts as said now, what it does not name stays untouched.
    untouched = set(after) - set(counted)
    assert untouched
    assert not rests & untouched - {code for code in rests if isinstance(before[code], Missing)}


def test_what_was_missing_is_computed_when_it_comes(counted: Counter[str]) -> None:
    assert isinstance(all_values()[SHARE], Missing)
    counted.clear()
    book_quarter()
    assert isinstance(all_values()[SHARE], Quantity)
    assert SHARE in counted
    assert "tax_revenue_year_completion" not in counted


def test_a_renamed_subject_or_a_new_member_is_noticed(counted: Counter[str]) -> None:
    book_quarter()
    all_values()
    put_subject(code=ZONE, kind=Kind.ZONE, name="左云新名", parent="140200")
    record_act("zones.rename", by=person("province"), at=LATER, target=f"subject:{ZONE}", subject=ZONE)
    value = compute_value(SHARE, ZONE, QUARTER, Book.now())
    assert "左云新名" in value.explanation.label


def test_an_older_book_says_what_it_said(counted: Counter[str]) -> None:
    book_quarter()
    old = Book.now()
    first = compute_value(SHARE, ZONE, QUARTER, old).result
    correct("industrial_investment", "4.0")
    assert compute_value(SHARE, ZONE, QUARTER, Book.now()).result == Quantity.of(Decimal("67"), "%")
    assert compute_value(SHARE, ZONE, QUARTER, Book(old.position)).result == first


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    keeping.kept_values.cache_clear()
    monkeypatch.setattr(keeping, "MOST", 5)
    all_values()
    assert len(keeping.kept_values().values) == 5
