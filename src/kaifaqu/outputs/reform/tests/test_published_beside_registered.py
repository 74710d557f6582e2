"""The page's third article: every figure with its standing, the shares computed, the register empty until somebody registers."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import AT
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.operators.actions.companies import register_company
from kaifaqu.operations.operators.models import Nature
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
        ("179.9 亿元", None), ("479 个", None), ("811.6 亿元", None),
    ]  # fmt: skip
    assert [share.shown for share in overview.shares] == ["78.5%", "21.5%", "53.1%", "22.1%", "51.3%"]
    assert overview.without == 3


def test_a_registered_company_counts_at_once_and_opens_its_record(sign_in: Any) -> None:
    register_company(get_subject("Z141000-LF"), "测试公司", Nature.THIRD_PARTY, by=person("province-clerk"), at=AT)
    page = sign_in("province").get("/reform/").content.decode()
    assert "登记 1 家" in page
    assert "157 家" in page
    assert "测试公司" in sign_in("province").get("/operators/?within=140000&nature=third_party").content.decode()


def test_the_page_of_an_empty_register_says_what_to_do(sign_in: Any) -> None:
    page = sign_in("province-clerk").get("/reform/").content.decode()
    assert "补登运营公司：3 个开发区没有登记" in page
    assert "还没有登记您的公司" in sign_in("operator").get("/operators/").content.decode()


def test_an_area_out_of_reach_is_not_there(sign_in: Any) -> None:
    assert sign_in("datong").get("/reform/?within=140600").status_code == 404
    assert sign_in("datong").get("/reform/").status_code == 200
    assert sign_in("enterprise").get("/reform/").status_code == 404
