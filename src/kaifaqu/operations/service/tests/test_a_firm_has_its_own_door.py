"""A firm's account needs two hands; its month is its own; its page shows policies with a reason, free space, its land and its promises."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import yaml
from django.urls import reverse
from django.utils import timezone

from conftest import AT
from kaifaqu.core.figures.catalogue import catalogue_folder
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.enterprises.actions import register_enterprise
from kaifaqu.foundation.enterprises.models import Enterprise, MonthRevenue
from kaifaqu.foundation.enterprises.queries import sum_year
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.promotion.models import Policy
from kaifaqu.operations.service.actions import ServiceRefusedError, invite_enterprise, join_enterprise, report_month
from kaifaqu.operations.service.door_queries import list_months, list_reporting
from kaifaqu.operations.service.models import Invitation, MonthReport
from kaifaqu.operations.service.policy_matching import Situation, list_topics
from kaifaqu.operations.space.models import Parcel, Plant, Supply, Tenancy
from kaifaqu.operations.tasks.models import Task

ZONE, FIRM = "Z140200-ZY", "C140200-ZY-YCZN"
CODE = "91140226MA00001620"
SignIn = Callable[[str], Any]


@pytest.fixture
def firm(standing_house: None, db: None) -> Enterprise:
    clerk = User.objects.get(username="zuoyun-clerk")
    return register_enterprise(name="亿诚智能机械", parent=get_subject(ZONE), subject_code=FIRM, by=clerk, at=AT)


def join(firm: Enterprise, sign_in: SignIn, client: Any, username: str = "yicheng") -> str:
    made = sign_in("zuoyun-officer").post(reverse("service:invite", args=[firm.pk])).content.decode()
    path = re.search(r"/service/join/[\w-]+/", made)
    assert path is not None
    client.logout()
    typed = {"credit_code": CODE, "username": username, "name": "经办", "password": "Long-enough-42!"}
    wrong = client.post(path[0], {**typed, "credit_code": "91140226MA00001621"})
    assert (wrong.status_code, "校验码" in wrong.content.decode()) == (422, True)
    assert client.post(path[0], typed).status_code == 302
    assert client.get(path[0]).status_code == 404
    return typed["password"]


def test_an_account_works_after_a_second_hand(firm: Enterprise, sign_in: SignIn, client: Any) -> None:
    password = join(firm, sign_in, client)
    client.post(reverse("entrance:login"), {"username": "yicheng", "password": password})
    assert client.get(reverse("service:door")).status_code == 302
    row = Invitation.objects.get()
    task = Task.objects.get(source=f"service:invitation:{row.pk}")
    assert (task.office, task.state) == (get_subject(ZONE), "open")
    confirm = reverse("service:confirm_joining", args=[row.pk])
    for stranger in ("huairen-officer", "enterprise", "operator", "auditor", "zuoyun-officer"):
        assert sign_in(stranger).post(confirm, {"granted": "1"}).status_code == 404, stranger
    page = sign_in("zuoyun-signer").get(reverse("service:joinings")).content.decode()
    assert CODE in page
    assert sign_in("zuoyun-signer").post(confirm, {"granted": "1"}).status_code == 302
    assert sign_in("zuoyun-signer").post(confirm, {"granted": "1"}).status_code == 422
    firm.refresh_from_db()
    task.refresh_from_db()
    assert (firm.credit_code, task.state) == (CODE, "done")
    assert firm.name in sign_in("yicheng").get(reverse("service:door")).content.decode()


def test_the_inviter_confirms_nobody_and_a_refusal_says_why(firm: Enterprise, sign_in: SignIn) -> None:
    signer = User.objects.get(username="zuoyun-signer")
    token = invite_enterprise(firm, by=signer, at=timezone.now())
    join_enterprise(token, credit_code=CODE, username="yicheng", name="经办", password="Long-enough-42!", at=timezone.now())
    confirm = reverse("service:confirm_joining", args=[Invitation.objects.get().pk])
    assert "邀请人不能确认" in sign_in("zuoyun-signer").post(confirm, {"granted": "1"}).content.decode()
    assert not User.objects.get(username="yicheng").is_active
    leader = sign_in("zuoyun-reviewer")
    assert leader.post(confirm, {"granted": "0", "words": ""}).status_code == 422
    assert leader.post(confirm, {"granted": "0", "words": "经办人不是本企业的"}).status_code == 302
    assert not User.objects.get(username="yicheng").is_active
    firm.refresh_from_db()
    assert firm.credit_code == ""
    assert "经办人不是本企业的" in leader.get(reverse("service:joinings")).content.decode()


@pytest.mark.parametrize("_time", range(20))
def test_any_token_opens_its_page(firm: Enterprise, client: Any, _time: int) -> None:
    token = invite_enterprise(firm, by=User.objects.get(username="zuoyun-clerk"), at=timezone.now())
    assert firm.name in client.get(reverse("service:join", args=[token])).content.decode()


def test_a_month_is_the_firms_own(firm: Enterprise, sign_in: SignIn) -> None:
    months = list_months(timezone.localdate())
    typed = {"month": months[0].isoformat(), "revenue": "168.5", "output": "200", "workers": "0", "words": "订单饱满"}
    address = reverse("service:report", args=[firm.pk])
    for other in (
        "zuoyun-officer",
        "zuoyun-clerk",
        "zuoyun-signer",
        "huairen-officer",
        "operator",
        "datong",
        "province",
        "auditor",
    ):
        assert sign_in(other).post(address, typed).status_code == 404, other
    assert sign_in("enterprise").post(address, {"month": months[0].isoformat()}).status_code == 422
    assert sign_in("enterprise").post(address, typed).status_code == 302
    assert sign_in("enterprise").post(address, {**typed, "revenue": "170"}).status_code == 302
    assert [row.revenue for row in MonthReport.objects.order_by("pk")] == [Decimal("168.5"), Decimal(170)]
    assert set(MonthRevenue.objects.values_list("side", flat=True)) == {"enterprise"}
    assert sum_year([firm], timezone.localdate())[firm.pk] == {months[0]: Decimal(170)}
    page = sign_in("zuoyun-officer").get(reverse("service:reports")).content.decode()
    assert ("170" in page, "订单饱满" in page, firm.name in page) == (True, True, True)
    assert firm.name not in sign_in("huairen-officer").get(reverse("service:reports")).content.decode()


def test_nobody_reports_for_a_firm_or_ahead_of_time(firm: Enterprise) -> None:
    told = {"revenue": Decimal(1)}
    with pytest.raises(ServiceRefusedError, match="代填"):
        report_month(firm, date(2024, 3, 1), told, by=User.objects.get(username="zuoyun-signer"), at=AT)
    with pytest.raises(ServiceRefusedError, match="没有过完"):
        report_month(firm, date(2024, 4, 1), told, by=User.objects.get(username="enterprise"), at=AT)
    report_month(firm, date(2024, 3, 9), told, by=User.objects.get(username="enterprise"), at=AT)
    assert [
        (row.enterprise, row.report is not None)
        for row in list_reporting(get_subject(ZONE).__class__.objects.all(), date(2024, 3, 1))
    ] == [(firm, True)]


CASES = yaml.safe_load((catalogue_folder() / "service" / "policy_matching.yaml").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_a_policy_is_matched_for_a_reason(case: dict[str, Any]) -> None:
    firm = Situation(
        case["sector"],
        case.get("near", False),
        case.get("above", False),
        case.get("lines", False),
        frozenset(case.get("tickets", ())),
    )
    assert [topic["code"] for topic in list_topics(case["title"], firm)] == case["expected"]


def test_the_door_shows_policies_space_and_land(firm: Enterprise, sign_in: SignIn) -> None:
    clerk, zone = User.objects.get(username="zuoyun-clerk"), get_subject(ZONE)
    firm.sector = "industry"
    firm.save()
    for title, subject, public in (
        ("工业企业技改奖补", zone, True),
        ("人才公寓", zone, True),
        ("内部试行", zone, False),
        ("怀仁办法", get_subject("Z140600-HR"), True),
    ):
        Policy.objects.create(
            subject=subject, title=title, kind="finance", text="条款", valid_from=date(2024, 1, 1), review="passed", is_public=public, by=clerk, at=AT
        )  # fmt: skip
    free = Parcel.objects.create(subject=zone, code="ZY-01", area=Decimal(30), use="industry", state="free", is_public=True)
    own = Parcel.objects.create(subject=zone, code="ZY-02", area=Decimal(55), use="industry", state="supplied")
    plant = Plant.objects.create(subject=zone, name="3号标准厂房", area=Decimal(3000), is_public=True)
    day = date(2024, 1, 8)
    Supply.objects.create(parcel=own, holder=firm.name, enterprise=firm, contract_on=day, agreed_start=day, by=clerk, at=AT)
    Tenancy.objects.create(plant=plant, holder=firm.name, enterprise=firm, area=Decimal(800), since=day)
    page = sign_in("enterprise").get(reverse("service:door")).content.decode()
    shown = [
        words in page
        for words in ("工业企业技改奖补", "企业属工业", "人才公寓", free.code, own.code, "3号标准厂房", "2200", "800")
    ]
    assert all(shown), shown
    assert not any(words in page for words in ("内部试行", "怀仁办法"))
    assert page.index("工业企业技改奖补") < page.index("人才公寓")
    file = sign_in("zuoyun-officer").get(reverse("service:firm", args=[firm.pk])).content.decode()
    assert own.code in file
    for stranger in ("huairen-officer", "enterprise", "auditor"):
        assert sign_in(stranger).get(reverse("service:firm", args=[firm.pk])).status_code == 404, stranger
