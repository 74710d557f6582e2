"""A committee works on its own companies, a company reads its own and keeps its books, a neighbour learns nothing; every form comes back whole."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import AT
from kaifaqu.foundation.accounts.actions import System, create_user, grant_role
from kaifaqu.foundation.accounts.models import Role, User
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.operators.models import Company, Fund, Mandate, Need, Pilot
from kaifaqu.operations.operators.registers.companies import CompaniesRegister
from kaifaqu.operations.operators.tests.scenes import LEADER, company, mandate, zone
from tests.walks import ZONE, person

pytestmark = pytest.mark.usefixtures("standing_house", "db")


@pytest.fixture
def held() -> Company:
    return company()


@pytest.fixture
def boss(held: Company) -> User:
    user = create_user(username="boss", name="公司", password=None, by=System(), at=AT)
    grant_role(user, Role.OPERATOR, held.subject, by=System(), at=AT)
    return user


@pytest.fixture
def neighbour() -> User:
    user = create_user(username="neighbour", name="邻区管委会", password=None, by=System(), at=AT)
    for role in (Role.LEADER, Role.CLERK):
        grant_role(user, role, get_subject("Z140600-HR"), by=System(), at=AT)
    return user


def as_user(client: Any, user: User) -> Any:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def pages(held: Company, charged: Mandate) -> list[str]:
    code = held.subject.code
    return [
        f"/operators/companies/{code}", f"/reform/companies/{code}", f"/operators/zones/{ZONE}", f"/operators/companies/{code}/mandate",
        f"/operators/companies/{code}/asset", f"/operators/mandates/{charged.pk}/fee", f"/operators/mandates/{charged.pk}/exit",
        f"/operators/zones/{ZONE}/register", f"/operators/zones/{ZONE}/fund", f"/operators/zones/{ZONE}/need", f"/reform/?within={ZONE}",
    ]  # fmt: skip


def test_the_committee_opens_all_the_company_its_own_and_the_neighbour_nothing(
    held: Company, boss: User, neighbour: User, client: Any
) -> None:
    charged = mandate(held, "assets")
    committee = as_user(client, person(LEADER))
    assert {url: committee.get(url).status_code for url in pages(held, charged)} == dict.fromkeys(pages(held, charged), 200)
    own = as_user(client, boss)
    seen = {url for url in pages(held, charged) if own.get(url).status_code == 200}
    code = held.subject.code
    assert seen == {f"/operators/companies/{code}", f"/reform/companies/{code}", f"/operators/companies/{code}/asset"}
    stranger = as_user(client, neighbour)
    assert {stranger.get(url).status_code for url in pages(held, charged)} == {404}
    assert held.subject.name not in stranger.get("/operators/").content.decode()


def test_a_company_account_on_the_zone_reaches_companies_and_nothing_of_the_committee(held: Company, client: Any) -> None:
    user = create_user(username="zone-operator", name="公司", password=None, by=System(), at=AT)
    grant_role(user, Role.OPERATOR, zone(), by=System(), at=AT)
    own = as_user(client, user)
    assert own.get(f"/operators/companies/{held.subject.code}").status_code == 200
    assert own.get(f"/operators/zones/{ZONE}").status_code == 404
    assert own.get("/reform/own")["Location"] == f"/reform/companies/{held.subject.code}"
    assert own.post(f"/operators/zones/{ZONE}/duties/claim", {"duty": "planning"}).status_code == 404


def test_a_company_cannot_charge_pay_or_release_itself(held: Company, boss: User, client: Any) -> None:
    charged = mandate(held)
    own = as_user(client, boss)
    for url in ("fee", "exit", "exit/finish"):
        assert own.post(f"/operators/mandates/{charged.pk}/{url}").status_code == 404
    assert own.post(f"/operators/companies/{held.subject.code}/change").status_code == 404


def test_forms_come_back_with_all_faults_and_what_was_typed(held: Company, client: Any) -> None:
    committee = as_user(client, person(LEADER))
    page = committee.post(
        f"/operators/companies/{held.subject.code}/mandate", {"paper": "", "start": "明年", "end": "2024-01-01", "area": "很大"}
    )
    text = page.content.decode()
    assert page.status_code == 422
    for words in ("没有填", "不是日期", "不是数字", "很大", "明年"):
        assert words in text
    page = committee.post(
        f"/operators/mandates/{mandate(held).pk}/fee",
        {"kind": "in_place", "words": "按甲公司纳税额的2%", "rate": "2", "named_firm": "甲公司"},
    )
    assert page.status_code == 422
    assert "公平竞争审查条例" in page.content.decode()


def test_a_company_goes_the_whole_way_by_pages(client: Any) -> None:
    committee = as_user(client, person(LEADER))
    assert committee.post(f"/operators/zones/{ZONE}/register", {"name": "新公司", "nature": "third_party"}).status_code == 302
    held = Company.objects.get(subject__name="新公司")
    base = f"/operators/companies/{held.subject.code}"
    told = {"paper": "协议1号", "scope": "招商", "start": "2024-01-01", "end": "2026-12-31", "duties": ["attraction"]}
    assert committee.post(f"{base}/mandate", told).status_code == 302
    charged = held.mandates.get()
    assert (
        committee.post(f"/operators/mandates/{charged.pk}/fee", {"kind": "fixed", "words": "服务费", "rate": "100"}).status_code
        == 302
    )
    assert (
        committee.post(f"{base}/asset", {"name": "厂房", "kind": "plant", "area": "100", "entrusted": "on"}).status_code == 302
    )
    asset = held.assets.get()
    lease = {"tenant": "甲厂", "area": "50", "rent": "5", "start": "2024-01-01", "end": "2099-12-31"}
    assert committee.post(f"/operators/assets/{asset.pk}/lease", lease).status_code == 302
    assert committee.post(f"/operators/leases/{asset.leases.get().pk}", lease | {"area": "500"}).status_code == 422
    rent = f"/operators/leases/{asset.leases.get().pk}/receipts"
    assert committee.post(rent, {"on": "2024-02-01", "amount": "2.5", "voucher": "收1"}).status_code == 302
    assert "收1" in committee.get(rent).content.decode()
    assert (
        committee.post(
            f"/operators/mandates/{charged.pk}/exit", {"kind": "agreed", "on": "2024-06-01", "reason": "协商"}
        ).status_code
        == 302
    )
    for row in charged.hand_backs.all():
        committee.post(f"/operators/hand-backs/{row.pk}/done", {"receiver": "资产科"})
    committee.post(f"/operators/mandates/{charged.pk}/exit/finish")
    charged.refresh_from_db()
    assert charged.exited_on is not None
    assert "没有主责" in committee.get(f"/operators/zones/{ZONE}").content.decode()


def test_funds_and_needs_go_by_pages(client: Any) -> None:
    committee = as_user(client, person(LEADER))
    assert (
        committee.post(
            f"/operators/zones/{ZONE}/fund", {"name": "基金", "size": "1000", "founded_on": "2025-02-01"}
        ).status_code
        == 302
    )
    fund = Fund.objects.get()
    committee.post(
        f"/operators/funds/{fund.pk}/commit", {"party": "财政", "source": "fiscal", "committed": "1000", "paid": "500"}
    )
    assert (
        committee.post(
            f"/operators/funds/{fund.pk}/invest", {"target": "甲", "amount": "900", "invested_on": "2025-03-01"}
        ).status_code
        == 422
    )
    committee.post(f"/operators/funds/{fund.pk}/invest", {"target": "甲", "amount": "300", "invested_on": "2025-03-01"})
    row = fund.investments.get()
    committee.post(f"/operators/investments/{row.pk}/exit", {"on": "2025-09-01", "returned": "360", "way": "转让"})
    assert "没有容错机制" in committee.get(f"/operators/funds/{fund.pk}").content.decode()
    committee.post(f"/operators/zones/{ZONE}/need", {"name": "乙项目", "amount": "100", "purpose": "设备"})
    need = Need.objects.get()
    committee.post(f"/operators/needs/{need.pk}/offer", {"bank": "某银行", "amount": "100"})
    committee.post(f"/operators/offers/{need.offers.get().pk}/decide", {"state": "agreed"})
    need.refresh_from_db()
    assert need.closed_on is not None
    assert committee.get("/operators/funds").status_code == 200


def test_only_the_province_names_pilots(client: Any) -> None:
    told = {"paper": "晋开办〔2023〕1号"}
    assert as_user(client, person(LEADER)).post(f"/operators/zones/{ZONE}/pilot", told).status_code == 404
    assert as_user(client, person("province")).post(f"/operators/zones/{ZONE}/pilot", told).status_code == 302
    assert Pilot.objects.get().zone.code == ZONE
    assert "晋开办〔2023〕1号" in client.get("/operators/?pilot=yes").content.decode()
    client.post(f"/operators/zones/{ZONE}/pilot", {"drop": "1"})
    assert not Pilot.objects.exists()


def test_the_list_asks_as_much_for_many_companies_as_for_one(held: Company, client: Any) -> None:
    committee = as_user(client, person("province"))
    with CaptureQueriesContext(connection) as few:
        assert committee.get("/operators/").status_code == 200
    for number in range(5):
        mandate(company(f"增{number}公司"), "fund")
    with CaptureQueriesContext(connection) as more:
        assert "增3公司" in committee.get("/operators/").content.decode()
    assert len(more) <= len(few)


def test_the_roll_goes_in_and_out_of_excel() -> None:
    register, province = CompaniesRegister(), get_subject("140000")
    values = {"name": "表内公司", "zone": "左云经济技术开发区", "nature": "third_party"}
    assert register.find(province, values) is None
    key = register.write(province, None, values, (), by=person("province-clerk"), at=AT)
    assert register.read(key)["zone"] == "左云经济技术开发区"
    assert register.find(province, values) == key
    assert [row.values["name"] for row in register.rows(province)] == ["表内公司"]
    register.remove(key, by=person("province-clerk"), at=AT)
    assert not Company.objects.filter(subject__code=key).exists()
