"""Parcels, plants, clocks and promises: the rules by their worked cases, the acts through the browser's doors, and who may see what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from conftest import AT
from kaifaqu.core.figures.catalogue import load_rules
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.space import actions
from kaifaqu.operations.space.models import Parcel, ParcelState, Plant, Supply
from kaifaqu.operations.space.queries import find_recognition, find_space_for, list_public, list_ticking, summarize
from kaifaqu.operations.space.rules import Need, judge_offer, judge_promise, order_fits, parse_outline, read_clock

ZONE = "Z140600-HR"


def idle_rule() -> Mapping[str, Any]:
    return next(rule.content for rule in load_rules("space") if rule.code == "idle_land")


@pytest.mark.parametrize("expected", idle_rule()["case"]["expected"], ids=lambda row: f"{row['day']}")
def test_the_idle_clock_follows_its_worked_case(expected: Mapping[str, Any]) -> None:
    rule = idle_rule()
    case = rule["case"]
    step = read_clock(rule, case["agreed_start"], None, (), Decimal(case["price"]), expected["day"])
    assert step is not None
    assert step.code == expected["code"]
    assert step.fee == (Decimal(expected["fee"]) if "fee" in expected else None)


def test_days_that_the_government_held_the_plot_up_push_the_clock_back() -> None:
    rule, start = idle_rule(), date(2023, 1, 10)
    on = date(2024, 1, 20)
    step = read_clock(rule, start, None, [(date(2023, 3, 1), date(2023, 3, 31))], None, on)
    assert step is not None
    assert step.code == "due"
    assert read_clock(rule, start, date(2023, 2, 1), (), None, on) is None


def test_a_promise_is_judged_by_its_good_side() -> None:
    assert judge_promise("higher", Decimal(300), Decimal(280), "万元/亩").met is False
    assert judge_promise("lower", Decimal("0.4"), Decimal("0.3"), "").met is True
    assert judge_promise("lower", Decimal("0.4"), None, "").met is None


def test_a_need_finds_the_closest_and_says_why_not() -> None:
    def plot(use: str, utilities: list[str]) -> Any:
        return SimpleNamespace(use=use, utilities=utilities, get_use_display=lambda: use)

    need = Need(Decimal(50), None, "chemical", ("heat",))
    labels = {"heat": "供热（蒸汽）"}
    big = judge_offer(plot("chemical", ["heat"]), Decimal(200), Decimal(50), need, labels, "亩", None)
    near = judge_offer(plot("chemical", ["heat"]), Decimal(60), Decimal(50), need, labels, "亩", None)
    wrong = judge_offer(plot("industry", []), Decimal(55), Decimal(50), need, labels, "亩", None)
    assert order_fits([big, wrong, near]) == [near, big, wrong]
    assert wrong.obstacles == ["用途不符：该处为industry", "缺配套：供热（蒸汽）"]


@pytest.mark.parametrize("text", ["1,2", "1,2\n3", "甲,乙\n1,2\n3,4", "NaN,1\n1,2\n3,4"])
def test_a_false_outline_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(ValueError, match="边界"):
        parse_outline(text)


pytest_house = pytest.mark.usefixtures("standing_house", "db")


def officer() -> User:
    user: User = User.objects.get(username="huairen-officer")
    return user


def make_parcel(**more: Any) -> Parcel:
    values = {"code": "HR-01", "area": Decimal(60), "use": "chemical", "utilities": ["heat"], **more}
    return actions.register_parcel(get_subject(ZONE), by=officer(), at=AT, is_ready=True, **values)


@pytest_house
def test_a_parcel_is_registered_supplied_ticks_and_is_recovered_in_the_browser(sign_in: Callable[[str], Any]) -> None:
    client = sign_in("huairen-officer")
    typed = {
        "subject": ZONE,
        "code": "HR-09",
        "area": "80.5",
        "use": "chemical",
        "utilities": ["heat", "power"],
        "is_ready": "on",
        "is_standard": "on",
    }
    assert client.post("/space/parcels/new", {**typed, "outline": "1,2"}).status_code == 422
    assert client.post("/space/parcels/new", typed).status_code == 302
    parcel = Parcel.objects.get(code="HR-09")
    supply = {"holder": "甲药业有限公司", "contract_on": "2022-01-10", "agreed_start": "2022-06-10", "price": "1000"}
    refused = client.post(f"/space/parcels/{parcel.pk}/supply", supply)
    assert refused.status_code == 422
    assert "必须登记控制指标承诺" in refused.content.decode()
    client.post(f"/space/parcels/{parcel.pk}/supply", {**supply, "promise_intensity": "300"})
    page = client.get("/space/").content.decode()
    assert "超过约定动工日满两年未动工" in page
    assert "闲置费 200" in page
    row = Supply.objects.get()
    client.post(
        f"/space/promises/{row.promises.get().pk}/measure", {"stage": "completion", "value": "250", "measured_on": "2024-01-01"}
    )
    assert "差 50万元/亩" in client.get(f"/space/parcels/{parcel.pk}").content.decode()
    client.post(f"/space/supplies/{row.pk}/recover", {"on": "2024-07-01", "reason": "闲置满两年"})
    parcel.refresh_from_db()
    assert parcel.state == ParcelState.RECOVERED
    client.post(f"/space/parcels/{parcel.pk}/offer")
    assert [entry.act for entry in Entry.objects.filter(target=f"space:parcel:{parcel.pk}")] == [
        "space.register_parcel", "space.supply_parcel", "space.recover_parcel", "space.offer_again",
    ]  # fmt: skip


@pytest_house
def test_two_may_not_reserve_one_parcel_and_a_lapsed_reservation_is_freed() -> None:
    parcel = make_parcel()
    actions.reserve_parcel(parcel, words="甲", source="a:1", url="", until=date(2024, 5, 1), by=officer(), at=AT)
    with pytest.raises(actions.SpaceRefusedError, match="甲"):
        actions.reserve_parcel(parcel, words="乙", source="b:1", url="", until=date(2024, 5, 1), by=officer(), at=AT)
    assert list(actions.release_lapsed(AT)) == []
    assert len(list(actions.release_lapsed(AT.replace(month=6)))) == 1
    parcel.refresh_from_db()
    assert parcel.state == ParcelState.FREE


@pytest_house
def test_a_plant_is_let_no_further_than_it_reaches(sign_in: Callable[[str], Any]) -> None:
    client = sign_in("huairen-officer")
    client.post("/space/plants/new", {"subject": ZONE, "name": "1号", "area": "1000", "use": "industry", "is_public": "on"})
    plant = Plant.objects.get()
    assert (
        client.post(f"/space/plants/{plant.pk}/let", {"holder": "甲", "area": "700", "since": "2024-01-01"}).status_code == 302
    )
    refused = client.post(f"/space/plants/{plant.pk}/let", {"holder": "乙", "area": "400", "since": "2024-01-01"})
    assert "只剩 300 ㎡" in refused.content.decode()
    assert list_public()[1] == [plant]
    client.post(f"/space/tenancies/{plant.tenancies.get().pk}/end")
    assert "整栋空置" not in client.get(f"/space/plants/{plant.pk}").content.decode()
    assert Plant.objects.get().free_area == Decimal(1000)


@pytest_house
def test_what_is_free_is_summed_and_matched_and_a_recognition_ends() -> None:
    parcel = make_parcel(is_public=True)
    zone, park = get_subject(ZONE), get_subject("K140600-HR-YH")
    fits = find_space_for([zone], land=Decimal(50), plant=None, use="chemical", utilities=["heat"])
    assert [fit.offer for fit in fits[0] if fit.fits] == [parcel]
    assert [line.shown for line in summarize(zone, AT.date())] == ["1 宗 60 亩"]
    actions.recognise_park(
        park, number="晋化园〔2023〕1号", recognised_on=date(2023, 1, 1), valid_until=date(2024, 12, 31), by=officer(), at=AT
    )
    assert find_recognition(zone, AT.date()) is not None
    assert find_recognition(zone, date(2025, 1, 1)) is None
    assert find_recognition(get_subject("Z140200-ZY"), AT.date()) is None


@pytest_house
def test_owner_colleague_and_stranger(sign_in: Callable[[str], Any]) -> None:
    parcel = make_parcel()
    url = f"/space/parcels/{parcel.pk}"
    assert sign_in("huairen-officer").get(url).status_code == 200
    province = sign_in("province")
    assert province.get(url).status_code == 200
    assert province.post(f"{url}/release").status_code == 404
    for stranger in ("zuoyun-officer", "tianjin-office", "datong"):
        client = sign_in(stranger)
        assert client.get(url).status_code == 404
        assert client.get(f"{url}/edit").status_code == 404
        assert parcel.code not in client.get("/space/").content.decode()
    assert sign_in("zuoyun-officer").get(f"/space/?within={ZONE}").status_code == 404


@pytest_house
def test_a_list_asks_no_more_for_many_parcels(sign_in: Callable[[str], Any], django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        make_parcel(code=f"P{number}")
    client = sign_in("huairen-officer")
    with django_assert_max_num_queries(28):
        assert client.get("/space/").status_code == 200
    assert list_ticking(Parcel.objects.none().values("subject"), AT.date()) == []  # type: ignore[arg-type]
