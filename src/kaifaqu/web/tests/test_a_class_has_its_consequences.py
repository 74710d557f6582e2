"""A published class is paid by its own share on bases from the registers, or ends the mandate; a neighbour learns nothing of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.foundation.accounts.actions import System, create_user, grant_role
from kaifaqu.foundation.accounts.models import Role, User
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.operators.actions.books import put_asset, put_lease, put_receipt
from kaifaqu.operations.operators.actions.mandates import add_fee_term
from kaifaqu.operations.operators.models import AssetKind, Company, Mandate, Settlement
from kaifaqu.operations.operators.tests.scenes import END, LEADER, START, company, mandate, zone
from kaifaqu.operations.projects.actions.files import open_project
from kaifaqu.operations.projects.models import DatedFact, Progress, Project
from kaifaqu.operations.projects.vocabulary import FactKind
from kaifaqu.operations.tasks.models import Task
from kaifaqu.statistics.evaluation.actions import freeze_round, open_round, publish_round, recompute_round
from kaifaqu.statistics.evaluation.input_actions import give_figure
from kaifaqu.statistics.evaluation.models import FollowUp, Round
from kaifaqu.web.consequences.acts import remind_of_consequences
from tests.walks import person

pytestmark = pytest.mark.usefixtures("standing_house", "db")
PERIOD = Period.quarter(2024, 1)
GOOD = {"attracted": "8", "attracted_target": "10", "built": "12000", "built_target": "10000", "satisfaction": "95", "resolved": "90",
        "let": "7.2", "plants": "10"}  # fmt: skip
UNITS = {"attracted": "亿元", "attracted_target": "亿元", "built": "万元", "built_target": "万元", "let": "万平方米", "plants": "万平方米",
         "satisfaction": "%", "resolved": "%", "accident": "次"}  # fmt: skip


@pytest.fixture
def held() -> Company:
    return company()


def assessed(held: Company, **figures: str) -> Round:
    """The committee's published assessment of its company."""
    by = person(LEADER)
    round_ = open_round("operator_committee_quarter", zone(), PERIOD, by=by, at=AT)
    for code, value in {**GOOD, **figures}.items():
        give_figure(round_, held.subject, code, Quantity.of(value, UNITS[code]), "台账", by=by, at=AT)
    round_ = recompute_round(round_, "补录", by=by, at=AT)
    return publish_round(freeze_round(round_, by=by, at=AT), by=person("datong"), at=AT)


def follow_up(round_: Round, effect: str) -> FollowUp:
    return FollowUp.objects.get(round=round_, effect=effect)


def attracted(held: Company, name: str, signed: date, total: str | None, **done: str) -> Project:
    """A project credited to the company by its own record, with its monthly reports (month=万元 since January)."""
    by = person("zuoyun-clerk")
    investment = None if total is None else Decimal(total)
    project = open_project(name=name, under=zone(), operator=held, total_investment=investment, by=by, at=AT)
    DatedFact.objects.create(project=project, kind=FactKind.SIGNED, period=f"D:{signed}", date=signed, exact=True, by=by, at=AT)
    for month, amount in done.items():
        Progress.objects.create(project=project, year=2024, month=int(month[1:]), done_year=Decimal(amount), by=by, at=AT)
    return project


def test_a_bill_takes_the_class_from_the_assessment_and_the_bases_from_the_registers(held: Company, sign_in: Any) -> None:
    by, charged = person(LEADER), mandate(held)
    add_fee_term(charged, "fixed", "固定服务费", Decimal(100), by=by, at=AT)
    add_fee_term(charged, "in_place", "到位投资的1%", Decimal(1), by=by, at=AT)
    add_fee_term(charged, "new_investment", "新签约的0.1%", Decimal("0.1"), by=by, at=AT)
    add_fee_term(charged, "rent_share", "实收租金的10%", Decimal(10), by=by, at=AT)
    cost = add_fee_term(charged, "construction_margin", "审定成本的3%", Decimal(3), by=by, at=AT)
    attracted(held, "甲项目", date(2023, 5, 1), "90000", m2="400", m3="3000", m4="5000")
    attracted(held, "乙项目", date(2024, 2, 1), "20000")
    asset = put_asset(held, None, name="厂房", kind=AssetKind.PLANT, by=by, at=AT)
    lease = put_lease(asset, None, tenant="甲厂", area=Decimal(10), rent=Decimal(5), start=START, end=END, by=by, at=AT)
    put_receipt(lease, on=date(2024, 3, 31), amount=Decimal(40), voucher="收1", by=by, at=AT)
    put_receipt(lease, on=date(2024, 4, 1), amount=Decimal(70), voucher="收2", by=by, at=AT)
    row = follow_up(assessed(held), "payment")
    assert (row.grade, row.percent) == ("良好", Decimal(90))

    client, url = sign_in(LEADER), f"/consequences/{row.pk}/settle"
    page = client.get(url).content.decode()
    for words in ("甲项目", "3 月累计 3000", "期内没有月报", "协议总投资 20000", "甲厂", "审定文号"):
        assert words in page, words
    assert "请填写数额和审定文号" in client.post(url, {"grade": "优秀", "percent": "100"}).content.decode()
    assert not Settlement.objects.exists()
    told = {f"base.{cost.pk}": "1000", f"paper.{cost.pk}": "审定〔2024〕2号", "grade": "优秀", "percent": "100"}
    assert client.post(url, told).status_code == 302
    settled = charged.settlements.get()
    # 100 + 3000 × 1 % + 20000 × 0.1 % + 40 × 10 % + 1000 × 3 % = 184, of which 90 %
    assert (settled.gross, settled.grade, settled.percent, settled.payable) == (184, "良好", 90, Decimal("165.6"))
    assert "乙项目 20000" in str(settled.lines)
    row.refresh_from_db()
    assert "165.6" in row.note
    assert client.post(url, told).status_code == 422
    assert Settlement.objects.count() == 1


def test_records_that_say_nothing_stop_the_bill(held: Company, sign_in: Any) -> None:
    charged = mandate(held)
    add_fee_term(charged, "in_place", "到位投资的1%", Decimal(1), by=person(LEADER), at=AT)
    attracted(held, "甲项目", date(2023, 5, 1), "90000")
    row = follow_up(assessed(held), "payment")
    answer = sign_in(LEADER).post(f"/consequences/{row.pk}/settle")
    assert answer.status_code == 422
    assert "请先补报再结算" in answer.content.decode()


def test_a_failed_class_ends_the_mandate(held: Company, sign_in: Any) -> None:
    charged: Mandate = mandate(held, "assets")
    row = follow_up(assessed(held, accident="1"), "termination")
    client, url = sign_in(LEADER), f"/consequences/{row.pk}/exit"
    assert "不合格" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    charged.refresh_from_db()
    assert charged.exit_kind == "grade"
    assert "不合格" in charged.exit_reason
    assert client.post(url).status_code == 200
    typed = {"kind": "grade", "on": "2024-06-01", "reason": "考核不合格"}
    assert client.post(f"/operators/mandates/{mandate(held).pk}/exit", typed).status_code == 422


def test_a_committee_is_reminded_until_it_is_carried_out(held: Company, sign_in: Any) -> None:
    charged = mandate(held)
    add_fee_term(charged, "fixed", "服务费", Decimal(100), by=person(LEADER), at=AT)
    row = follow_up(assessed(held), "payment")
    later = AT + timedelta(days=1)
    assert list(remind_of_consequences(later)) == list(remind_of_consequences(later))
    task = Task.objects.get(source=f"consequences:{row.pk}")
    assert "良好" in task.title
    assert sign_in(LEADER).post(task.source_url).status_code == 302
    task.refresh_from_db()
    assert "应付 90 万元" in task.result


def test_only_its_committee_finds_what_follows(held: Company, sign_in: Any, client: Any) -> None:
    mandate(held)
    round_ = assessed(held)
    row = follow_up(round_, "payment")
    boss = create_user(username="boss", name="公司", password=None, by=System(), at=AT)
    grant_role(boss, Role.OPERATOR, held.subject, by=System(), at=AT)
    neighbour: User = create_user(username="neighbour", name="邻区", password=None, by=System(), at=AT)
    grant_role(neighbour, Role.LEADER, get_subject("Z140600-HR"), by=System(), at=AT)
    pages = (f"/consequences/{row.pk}/settle", f"/evaluation/{round_.pk}", f"/evaluation/{round_.pk}/sheet/{held.subject.code}")
    seen = {}
    for user in (boss, neighbour, person("zuoyun-clerk"), person(LEADER), person("datong")):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        seen[user.username] = [client.get(page).status_code for page in pages]
    assert seen["neighbour"] == [404, 404, 404]
    assert seen["boss"] == [404, 404, 200]
    assert seen["zuoyun-clerk"][0] == 404
    assert seen[LEADER][0] == 200
    assert seen["datong"][1:] == [200, 200]
