"""The sample province: the same digits every time, in books of its own, seen only while it is on, and never about a real subject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Role
from kaifaqu.foundation.accounts.actions import System
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.queries import SAMPLE, get_subject
from kaifaqu.outputs.dashboards.queries.screen import build_screen
from kaifaqu.statistics.ledger.actions import book_samples
from kaifaqu.statistics.ledger.queries import Book, find_broken_fact, standing_facts
from kaifaqu.statistics.returns.actions import ReturnRefusedError
from kaifaqu.statistics.returns.queries import get_form
from kaifaqu.statistics.returns.sample_actions import Sample, file_samples
from kaifaqu.web.sample.recipe import amount_of, list_places, read_recipe
from kaifaqu.web.sample.switch import is_on, switch_off, switch_on
from tests.walks import ZONE

pytestmark = pytest.mark.usefixtures("standing_house", "db")
MARCH, FEBRUARY = Period.to_month(2024, 3), Period.to_month(2024, 2)


def lay(zones: dict[str, str], period: Period = MARCH) -> None:
    """A few zones' tax revenue, booked as the switch books it."""
    samples = [
        Sample(get_subject(code), period, [("tax_revenue", Role.ACTUAL, Quantity.of(value, "亿元"))], AT)
        for code, value in zones.items()
    ]
    book_samples(file_samples(get_form("zone_month"), samples, by=System(), at=AT), by=System(), at=AT)


@pytest.fixture
def opened(monkeypatch: Any) -> None:
    """The province switched on, its places laid and no figures yet."""
    monkeypatch.setattr("kaifaqu.web.sample.switch.lay_figures", lambda _by, _at: 0)
    switch_on(by=System(), at=AT)


def test_the_recipe_gives_ninety_three_zones_in_their_groups() -> None:
    zones = [place for place in list_places(SAMPLE) if place.kind]
    assert {kind: sum(zone.kind == kind for zone in zones) for kind in read_recipe()["kinds"]} == read_recipe()["kinds"]
    assert len({zone.code for zone in zones}) == 93
    assert all("示例" in place.name for place in list_places(SAMPLE))


def test_the_same_digits_every_time_and_parts_within_their_wholes() -> None:
    assert amount_of("SAMPLE-01-01", "industrial_investment", 2024, 3) == Decimal("0.58")
    for place in list_places(SAMPLE):
        whole, part = (amount_of(place.code, item, 2024, 6) for item in ("industrial_investment", "transformation_investment"))
        assert part <= whole


def test_samples_and_real_figures_never_meet(opened: None) -> None:
    lay({"SAMPLE-01-01": "1.2"})
    assert set(standing_facts().values_list("provenance", flat=True)) == {Provenance.SAMPLE}
    book = Book.now(["own", "page", "sample"])
    assert book.facts_of("SAMPLE-01-01")
    assert [entry.subject for entry in book.entries(["SAMPLE-01-01", ZONE])] == ["SAMPLE-01-01"]
    assert find_broken_fact() is None


def test_a_sample_about_a_real_subject_is_refused(opened: None) -> None:
    with pytest.raises(ReturnRefusedError, match="不在示例省"):
        lay({ZONE: "1.2"})
    assert not standing_facts().exists()


def test_off_hides_it_and_on_brings_the_same_back(opened: None, sign_in: Any) -> None:
    lay({"SAMPLE-01-01": "1.2"})
    client = sign_in("datong")
    assert client.get("/at/SAMPLE-01-01").status_code == 200
    assert "全部虚构" in client.get("/at/SAMPLE-01-01").content.decode()
    fact = standing_facts().get()
    assert client.get(f"/trace/fact/{fact.pk}").status_code == 200
    switch_off(by=System(), at=AT)
    assert not is_on()
    assert client.get("/at/SAMPLE-01-01").status_code == 404
    assert client.get(f"/trace/fact/{fact.pk}").status_code == 404
    switch_on(by=System(), at=AT)
    assert client.get("/at/SAMPLE-01-01").status_code == 200
    assert standing_facts().count() == 1


def test_only_the_officer_and_the_province_switch_it(opened: None, sign_in: Any) -> None:
    assert sign_in("datong").post("/sample", {"state": "off"}).status_code == 404
    assert sign_in("province").post("/sample", {"state": "?"}).status_code == 302
    assert is_on()
    sign_in("province").post("/sample", {"state": "off"})
    assert not is_on()


def test_a_visitor_does_not_see_it(opened: None, client: Any) -> None:
    assert client.get("/at/SAMPLE").status_code == 302


def test_the_screen_ranks_with_ties_and_movement_and_names_the_silent(opened: None) -> None:
    lay({"SAMPLE-01-01": "0.2", "SAMPLE-01-02": "0.5"}, FEBRUARY)
    lay({"SAMPLE-01-01": "1.2", "SAMPLE-01-02": "0.7", "SAMPLE-01-03": "0.7"})
    screen = build_screen(get_subject("SAMPLE-01"), MARCH, "tax_revenue", Book.now())
    field = screen.field
    assert field is not None
    assert [(row.place, row.zone.code, row.moved) for row in field.ranked] == [
        (1, "SAMPLE-01-01", 1), (2, "SAMPLE-01-02", -1), (2, "SAMPLE-01-03", None),
    ]  # fmt: skip
    assert (len(field.ranked), len(field.zones), len(field.silent)) == (3, 12, 9)
    assert all(total.is_missing for total in screen.sums)
    assert [(total.partial, total.silent) for total in screen.sums if total.item.code == "tax_revenue"] == [("26000 万元", 9)]


def test_the_screen_of_nobody_ranked_says_so(sign_in: Any) -> None:
    page = sign_in("province").get("/at/140000/screen")
    assert page.status_code == 200
    assert sign_in("province").get("/at/140000/screen?item=nothing").status_code == 404
