"""The signing list of an event by city and zone: each subtotal is the sum of its rows, and what has no amount is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from conftest import AT
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.promotion import actions
from kaifaqu.operations.promotion.models import Event
from kaifaqu.operations.promotion.queries.events import read_signings

pytestmark = pytest.mark.usefixtures("standing_house", "db")
SIGNED = (("Z140600-HR", "甲", "27000"), ("Z140600-HR", "乙", None), ("Z140200-ZY", "丙", "5000.5"))


@pytest.fixture
def event() -> Event:
    by = User.objects.get(username="province")
    row = actions.register_event(get_subject("140000"), name="推介会", held_on=date(2024, 4, 25), place="天津", by=by, at=AT)
    for zone, title, total in SIGNED:
        actions.list_signing(
            row, get_subject(zone), title=title, investor="", total=Decimal(total) if total else None, by=by, at=AT
        )
    return row


def test_each_city_is_followed_by_its_zones(event: Event) -> None:
    lines = read_signings(event).subtotals
    assert [(line.is_city, line.count, line.total, line.without_amount) for line in lines] == [
        (True, 1, Decimal("0.50005"), 0),
        (False, 1, Decimal("0.50005"), 0),
        (True, 2, Decimal("2.7"), 1),
        (False, 2, Decimal("2.7"), 1),
    ]
    assert sum(line.total or Decimal(0) for line in lines if line.is_city) == read_signings(event).listed_sum


def test_the_page_shows_them_to_those_who_may_see_the_event(event: Event, sign_in: Callable[[str], Any]) -> None:
    page = sign_in("province").get(f"/promotion/events/{event.pk}").content.decode()
    table = page[page.index('id="subtotals"') :]
    assert "2.7" in table
    assert "1 个没有填金额" in table
    assert sign_in("enterprise").get(f"/promotion/events/{event.pk}").status_code == 404
