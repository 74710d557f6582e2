"""A run stores the position and the digests that it used; a cited value stays as it was, while the value moves with the book."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from conftest import AT
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Role
from kaifaqu.foundation.rulebook.queries import get_rule
from kaifaqu.foundation.subjects.actions import put_subject
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.foundation.zones.actions import close_zone, register_zone, rename_zone
from kaifaqu.foundation.zones.models import Zone, ZoneKind
from kaifaqu.foundation.zones.queries import find_zone
from kaifaqu.statistics.indicators.actions import cite_values
from kaifaqu.statistics.indicators.models import CitedValue, Run
from kaifaqu.statistics.indicators.queries import (
    book_of,
    compute_value,
    compute_values,
    count_published,
    get_indicator,
    list_indicators,
    repeat_run,
)
from kaifaqu.statistics.ledger.actions import accept_return
from kaifaqu.statistics.ledger.queries import Book, position_now
from kaifaqu.statistics.returns.actions import Origin, declare_line, start_correction, start_return, statement_for
from kaifaqu.statistics.returns.models import Return
from kaifaqu.statistics.returns.queries import get_form
from tests.walks import QUARTER, ZONE, book_quarter, declare, person, sign

pytestmark = pytest.mark.usefixtures("standing_house", "db")
LATER = AT + timedelta(days=30)
SHARE = "transformation_share"
RANK = "industrial_value_added_growth_rank"
OTHER = "Z140200-X"


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


def book_of_two_zones() -> None:
    """A second industrial zone in the city, both with a published growth."""
    for code, growth in ((ZONE, "29.5"), (OTHER, "30.1")):
        if code == OTHER:
            subject = put_subject(code=OTHER, kind=Kind.ZONE, name="另一个开发区", parent="140200")
            register_zone(subject, kind=ZoneKind.INDUSTRIAL, by=person("province"), at=AT)
        publish_growth(code, growth)


def publish_growth(code: str, growth: str) -> None:
    clerk, item = person("province-clerk"), "industrial_value_added_growth_published"
    return_ = start_return(get_form("published_totals"), get_subject("140000"), Period.day(AT.date()), by=clerk, at=AT)
    if return_.accepted_at is not None:
        return_ = start_correction(return_, "另一份公报", by=clerk, at=AT)
    statement = statement_for(return_, item, Role.ACTUAL, Quantity.of(growth, "%"), subject=code, period=QUARTER)
    declare_line(return_, statement, Origin(entered_by=clerk), by=clerk, at=AT)
    accept_return(sign(return_, ["province-clerk"]), by=person("province"), at=AT)


def move_away() -> None:
    rename_zone(zone_of(OTHER), "改名开发区", "改名", get_subject("140600"), by=person("province"), at=LATER)


def merge_away() -> None:
    close_zone(zone_of(OTHER), date(2024, 1, 31), get_subject(ZONE), "并入", by=person("province"), at=LATER)


def change_its_kind() -> None:
    register_zone(get_subject(OTHER), kind=ZoneKind.AGRICULTURAL, by=person("province"), at=LATER)


def zone_of(code: str) -> Zone:
    zone = find_zone(code)
    assert zone is not None
    return zone


@pytest.mark.parametrize("change", [move_away, merge_away, change_its_kind])
def test_a_run_comes_out_the_same_after_a_zone_was_moved_renamed_merged_or_reclassified(change: Callable[[], None]) -> None:
    book_of_two_zones()
    book = Book.now()
    values = [compute_value(RANK, ZONE, QUARTER, book), compute_value("industrial_investment_rollup", "140200", QUARTER, book)]
    run = cite_values(values, book, at=AT)
    assert values[0].result == Quantity.of("2", "位")
    change()
    assert compute_value(RANK, ZONE, QUARTER, Book.now()).result == Quantity.of("1", "位")
    again = list(repeat_run(run))
    assert [row.agrees for row in again] == [True, True]
    then = compute_value(RANK, ZONE, QUARTER, book_of(run))
    assert (then.result, then.explanation) == (values[0].result, values[0].explanation)
    assert any("另一个开发区" in node.label for node in then.explanation.walk())


def test_a_run_of_an_earlier_version_is_done_again_with_the_register_of_today() -> None:
    book_quarter()
    cited = cite(Book.now()).values.get()
    bare = Run.objects.create(position=position_now(), rules=cited.run.rules, at=AT)
    CitedValue.objects.create(
        run=bare, indicator=SHARE, subject=cited.subject, period=cited.period, value=cited.value, unit=cited.unit
    )
    assert [row.agrees for row in repeat_run(bare)] == [True]


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
