"""The book answers as of a position: what was booked by then and not superseded by then, of the provenances asked for."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Role, Scope
from kaifaqu.statistics.ledger.actions import accept_return
from kaifaqu.statistics.ledger.queries import UNREGISTERED, Book, position_at, position_now, standing_facts
from kaifaqu.statistics.returns.actions import start_correction
from kaifaqu.statistics.returns.models import Return
from tests.walks import QUARTER, ZONE, book_quarter, declare, person, publish, sign

pytestmark = pytest.mark.usefixtures("standing_house", "db")
LATER = AT + timedelta(days=30)


def investment(book: Book, scope: Scope | None = None) -> Decimal | None:
    found = book.find("industrial_investment", ZONE, QUARTER, scope=scope)
    return found.quantity.value if found is not None and isinstance(found.quantity, Quantity) else None


def test_an_empty_ledger_stands_at_zero_and_says_nothing() -> None:
    assert (position_now(), position_at(AT)) == (0, 0)
    assert Book.now().find("industrial_investment", ZONE, QUARTER) is None


def test_a_correction_changes_the_book_and_not_what_it_said_before() -> None:
    book_quarter()
    before = position_now()
    second = start_correction(Return.objects.get(), "补录", by=person("zuoyun-clerk"), at=LATER)
    declare(second, {"industrial_investment": "2.95"}, at=LATER)
    accept_return(sign(second, at=LATER), by=person("province"), at=LATER)
    assert (investment(Book(before)), investment(Book.now())) == (Decimal("2.9"), Decimal("2.95"))
    assert (position_at(AT - timedelta(seconds=1)), position_at(AT), position_at(LATER)) == (0, before, position_now())
    assert standing_facts(before).count() == standing_facts().count() == 3


def test_a_book_does_not_move_while_facts_arrive() -> None:
    book = Book.now()
    book_quarter()
    assert investment(book) is None


def test_the_filers_own_figure_is_found_before_a_published_one() -> None:
    publish("industrial_investment", "3.0", "亿元", ZONE, "2024Q1")
    assert investment(Book.now()) == Decimal("3")
    book_quarter()
    assert investment(Book.now()) == Decimal("2.9")
    assert investment(Book.now(), Scope.PUBLISHED) == Decimal("3")
    publish("industrial_investment", "3.1", "亿元", ZONE, "2024Q1")
    assert investment(Book.now()) == Decimal("2.9")


def test_another_role_or_period_is_another_figure() -> None:
    book_quarter({"industrial_investment": "2.9", "transformation_investment": "1", "industrial_value_added": "5.67",
                  "industrial_value_added:target": "5"})  # fmt: skip
    book = Book.now()
    target = book.find("industrial_value_added", ZONE, QUARTER, role=Role.TARGET)
    assert target is not None
    assert str(target.quantity) == "5 亿元"
    assert book.find("industrial_value_added", ZONE, Period.half(2024, 1)) is None


def test_a_provenance_that_is_not_asked_for_is_left_out() -> None:
    book_quarter()
    assert investment(Book.now(["page"])) is None
    assert investment(Book.now(["own"])) == Decimal("2.9")


def test_a_peer_group_is_padded_by_the_published_count() -> None:
    assert Book.now().group("industrial_zones_of_city", ZONE, date(2024, 3, 31)) == [ZONE]
    publish("zones_industrial", "5", "个", "140200", "@2024-03-31")
    group = Book.now().group("industrial_zones_of_city", ZONE, date(2024, 3, 31))
    assert group == [ZONE, *(f"{UNREGISTERED}{n}" for n in (2, 3, 4, 5))]
    assert Book.now().name_of(group[1]) == "未登记的单位"
    assert Book.now().name_of(ZONE) == "左云经开区"


def test_a_count_published_for_a_later_day_does_not_pad() -> None:
    publish("zones_industrial", "5", "个", "140200", "@2024-06-30")
    assert Book.now().group("industrial_zones_of_city", ZONE, date(2024, 3, 31)) == [ZONE]


def test_fewer_published_than_registered_leaves_the_registered() -> None:
    publish("zones", "1", "个", "140000", "@2024-03-31")
    assert len(Book.now().group("zones_of_province", ZONE, date(2024, 3, 31))) == 3


def test_the_parts_of_an_area_are_what_reports_directly_below() -> None:
    book = Book.now()
    assert book.parts("140200", AT.date()) == [ZONE]
    assert ZONE not in book.parts("140000", AT.date())
    assert "140200" in book.parts("140000", AT.date())
    assert book.parts(ZONE, AT.date()) == []
