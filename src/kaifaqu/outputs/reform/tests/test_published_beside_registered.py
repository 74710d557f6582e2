"""The page's third article: every figure with its standing, the shares computed, the register empty until somebody registers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from conftest import AT
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.operators.actions.companies import name_pilot, register_company
from kaifaqu.operations.operators.models import Nature
from kaifaqu.operations.projects.actions.files import open_project
from kaifaqu.operations.projects.models import DatedFact, Progress
from kaifaqu.operations.projects.vocabulary import FactKind
from kaifaqu.outputs.reform.queries import build_overview
from kaifaqu.statistics.ledger.queries import Book
from tests.walks import person

pytestmark = pytest.mark.usefixtures("standing_demonstration", "db")


def test_what_was_published_stands_beside_an_empty_register() -> None:
    overview = build_overview(get_subject("140000"), AT.date(), Book.now())
    told = {line.item.code: (str(line.published), None if line.gap is None else str(line.gap)) for line in overview.lines}
    assert told["operating_companies"] == ("158 家", "158 家")
    assert told["operating_companies_platform"] == ("124 家", "124 家")
    assert told["operating_companies_third_party"] == ("34 家", "34 家")
    assert told["zones"] == ("93 个", "90 个")
    assert told["pilot_zones"] == ("11 个", "11 个")
    assert [told[code] for code in ("infrastructure_investment", "projects_attracted", "projects_attracted_investment")] == [
        ("179.9 亿元", None), ("479 个", "479 个"), ("811.6 亿元", None),
    ]  # fmt: skip
    assert [share.shown for share in overview.shares] == ["78.5%", "21.5%", "53.1%", "22.1%", "51.3%"]
    assert overview.without == 3


def test_a_registered_company_counts_at_once_and_opens_its_record(sign_in: Any) -> None:
    register_company(get_subject("Z141000-LF"), "测试公司", Nature.THIRD_PARTY, by=person("province-clerk"), at=AT)
    page = sign_in("province").get("/reform/").content.decode()
    assert "登记 1 家" in page
    assert "157 家" in page
    assert "测试公司" in sign_in("province").get("/operators/?within=140000&nature=third_party").content.decode()


def test_what_projects_credit_to_companies_is_summed_up_to_the_day_of_the_published_figure(sign_in: Any) -> None:
    by, zone = person("linfen-committee"), get_subject("Z141000-LF")
    held = register_company(zone, "测试公司", Nature.THIRD_PARTY, by=person("province-clerk"), at=AT)
    name_pilot(zone, None, "晋开办〔2023〕1号", by=person("province"), at=AT)
    for name, signed, key in (
        ("甲", date(2023, 5, 1), "operator"),
        ("乙", date(2024, 2, 1), "operator"),
        ("路", date(2022, 1, 1), "developer"),
    ):
        project = open_project(name=f"{name}项目", under=zone, total_investment=Decimal(20000), by=by, at=AT, **{key: held})
        DatedFact.objects.create(
            project=project, kind=FactKind.SIGNED, period=f"D:{signed}", date=signed, exact=True, by=by, at=AT
        )
        Progress.objects.create(project=project, year=2023, month=11, done_total=Decimal(7000), by=by, at=AT)
    lines = {line.item.code: line for line in build_overview(get_subject("140000"), AT.date(), Book.now()).lines}
    told = {code: (str(line.held), str(line.gap)) for code, line in lines.items() if code.endswith(("attracted", "investment"))}
    assert told["projects_attracted"] == ("1 个", "478 个")
    assert told["projects_attracted_investment"] == ("2 亿元", "809.6 亿元")
    assert told["infrastructure_investment"] == ("0.7 亿元", "179.2 亿元")
    assert told["pilot_projects_attracted"] == ("1 个", "105 个")
    client = sign_in("province")
    opened = client.get(lines["projects_attracted"].url).content.decode()
    assert "甲项目" in opened
    assert "乙项目" not in opened
    opened = client.get(lines["pilot_infrastructure_investment"].url).content.decode()
    assert "路项目" in opened
    assert "甲项目" not in opened


def test_the_page_of_an_empty_register_says_what_to_do(sign_in: Any) -> None:
    page = sign_in("province-clerk").get("/reform/").content.decode()
    assert "补登运营公司：3 个开发区没有登记" in page
    assert "还没有登记您的公司" in sign_in("operator").get("/operators/").content.decode()


def test_an_area_out_of_reach_is_not_there(sign_in: Any) -> None:
    assert sign_in("datong").get("/reform/?within=140600").status_code == 404
    assert sign_in("datong").get("/reform/").status_code == 200
    assert sign_in("enterprise").get("/reform/").status_code == 404
