"""月度经济运行分析: targets, schedule, growth by multiples and turned losses are said in words that read back as they were meant."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import AT
from kaifaqu.core.engine.rounding import Rounding
from kaifaqu.core.engine.rounding_fit import Way
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.actions import System
from kaifaqu.foundation.subjects.actions import put_subject
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.foundation.zones.actions import register_zone
from kaifaqu.foundation.zones.models import ZoneKind
from kaifaqu.outputs.briefs.actions import compose_brief, issue_brief
from kaifaqu.outputs.briefs.models import Brief
from kaifaqu.outputs.briefs.queries import paragraphs_of
from kaifaqu.outputs.briefs.segments import full_text
from kaifaqu.statistics.indicators.actions import set_rounding
from tests.walks import FIGURES, ZONE, book_quarter, person, publish

pytestmark = pytest.mark.usefixtures("standing_house", "db")


def compose() -> Brief:
    return compose_brief("month", get_subject(ZONE), Period.quarter(2024, 1), by=person("zuoyun-clerk"), at=AT)


def test_every_figure_is_said_and_reads_as_it_was_meant() -> None:
    told = {"industrial_investment_growth_published": "123", "industrial_value_added_growth_published": "-3.14"}
    book_quarter({**FIGURES, **told})
    brief = compose()
    text = full_text(paragraphs_of(brief))
    assert "工业投资完成2.9亿元，同比增长1.2倍。其中，转型项目投资2.68亿元，占92.4%。" in text
    assert "同比下降3.1%" in text
    assert "没有全年目标" in text
    assert "税收收入" in text.split("数据说明")[1]
    assert [row for row in brief.reread if not row["agrees"]] == []
    assert issue_brief(brief, by=person("zuoyun-signer"), at=AT).issued_at == AT


def test_what_was_printed_rounded_is_compared_as_printed() -> None:
    book_quarter({**FIGURES, "industrial_investment": "2.9049"})
    brief = compose()
    assert "2.9亿元" in full_text(paragraphs_of(brief))
    assert all(row["agrees"] for row in brief.reread)


def test_a_clerk_composes_it_from_the_page(sign_in: Any) -> None:
    book_quarter()
    clerk = sign_in("zuoyun-clerk")
    assert "月度经济运行分析" in clerk.get("/briefs/").content.decode()
    told = {"template": "month", "subject": ZONE, "period": "2024Q1"}
    page = clerk.post("/briefs/compose", told, follow=True).content.decode()
    assert "2024年一季度经济运行情况分析" in page
    assert "trace/value/transformation_share" in page


def test_an_office_that_truncates_prints_so_and_the_text_still_agrees() -> None:
    way = Way(Rounding.TRUNCATE, rounded_first=False)
    set_rounding(get_subject(ZONE), way, form_code="", reason="统计公报附注", by=person("zuoyun-signer"), at=AT)
    book_quarter({**FIGURES, "industrial_investment": "2.9871"})
    brief = compose()
    assert "工业投资完成2.98亿元" in full_text(paragraphs_of(brief))
    assert all(row["agrees"] for row in brief.reread)


def test_the_opening_says_whether_the_quarters_target_was_met() -> None:
    book_quarter({**FIGURES, "industrial_value_added:target": "5"})
    brief = compose_brief("opening", get_subject(ZONE), Period.quarter(2024, 1), by=person("zuoyun-clerk"), at=AT)
    text = full_text(paragraphs_of(brief))
    assert brief.title.endswith("“开门红”快讯")
    assert "完成本期目标的113.4%，实现“开门红”" in text
    assert "工业投资没有下达本期目标" in text
    assert [row for row in brief.reread if not row["agrees"]] == []


def test_a_target_that_was_missed_is_said_so() -> None:
    book_quarter({**FIGURES, "industrial_value_added:target": "6"})
    brief = compose_brief("opening", get_subject(ZONE), Period.quarter(2024, 1), by=person("zuoyun-clerk"), at=AT)
    assert "没有实现“开门红”" in full_text(paragraphs_of(brief))
    assert all(row["agrees"] for row in brief.reread)


def test_a_place_that_is_shared_is_said_so(db: None) -> None:
    other = put_subject(code="Z140200-YB", kind=Kind.ZONE, name="样品开发区", parent="140200")
    register_zone(other, by=System(), at=AT, kind=ZoneKind.INDUSTRIAL)
    publish("industrial_value_added_growth_published", "3.1", "%", other.code, "2024Q1")
    book_quarter({**FIGURES, "industrial_value_added_growth_published": "3.1"})
    brief = compose()
    assert "按入账数计算的工业增加值增速位居并列第一" in full_text(paragraphs_of(brief))
    assert [row for row in brief.reread if not row["agrees"]] == []
