"""调度通报 as a brief: composed from the month's records, read again, annexed, offered for the months that were opened."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from docx import Document

from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.projects.actions.dispatch import open_month
from kaifaqu.operations.projects.actions.work import put_approval, put_plan, report_progress
from kaifaqu.operations.projects.tests.scene import AT, ZONE, happen, make_project, make_rich_project, person
from kaifaqu.operations.projects.vocabulary import FactKind
from kaifaqu.outputs.briefs.actions import compose_brief, issue_brief
from kaifaqu.outputs.briefs.models import Brief
from kaifaqu.outputs.briefs.queries import paragraphs_of
from kaifaqu.outputs.briefs.segments import full_text

pytestmark = pytest.mark.usefixtures("standing_house", "db")
Become = Callable[[str], Any]
PAGE = f"/projects/dispatch/{ZONE}?month=2024-04"


@pytest.fixture
def month() -> Brief:
    """A rich project, one whose permit is late, one behind its schedule, one that should have begun."""
    open_month(get_subject(ZONE), 2024, 4, by=person(), at=AT)
    make_rich_project(AT)
    late = happen(make_project("红灯厂", total_investment=Decimal(20000)), FactKind.SIGNED, "2024-01-05")
    put_approval(late, "施工许可", {"accepted_on": date(2024, 4, 1)}, by=person(), at=AT)
    slow = make_project("慢工厂", planned_start=date(2024, 3, 1), total_investment=Decimal(8000))
    put_plan(slow, 2024, {"amount": Decimal(3000)}, by=person(), at=AT)
    report_progress(slow, 2024, 4, {"done_year": Decimal(600), "needs": "请协调用地。"}, by=person(), at=AT)
    return compose_brief("dispatch", get_subject(ZONE), Period.months(2024, 4), by=person("zuoyun-clerk"), at=AT)


def test_every_number_reads_as_it_was_meant_and_leads_to_the_month(month: Brief) -> None:
    assert month.reread
    assert [row for row in month.reread if not row["agrees"]] == []
    numbers = [segment for one in paragraphs_of(month) for segment in one.segments if segment.address]
    assert {segment.address["url"] for segment in numbers if segment.address} == {PAGE}
    text = full_text(paragraphs_of(month))
    assert "关于2024年4月项目调度情况的通报" in text
    assert "红灯厂（施工许可" in text
    assert "已逐项督办" in text
    assert "未开工的有：慢工厂" in text


def test_a_projects_own_numbers_are_references_too(month: Brief) -> None:
    (slow,) = (one for one in paragraphs_of(month) if one.text.startswith("进度较慢的是：慢工厂"))
    assert [segment.text for segment in slow.segments if segment.address][:2] == ["20%", "欠序时进度13.3个百分点"]


def test_of_many_projects_the_first_are_named_and_all_are_counted(month: Brief) -> None:
    for number in "甲乙丙丁戊己庚辛壬癸":
        make_project(f"{number}工厂", planned_start=date(2024, 3, 1))
    brief = compose_brief("dispatch", get_subject(ZONE), Period.months(2024, 4), by=person("zuoyun-clerk"), at=AT)
    (waiting,) = (one for one in paragraphs_of(brief) if "未开工的有" in one.text)
    assert waiting.text.endswith("等11项。")
    assert [row for row in brief.reread if not row["agrees"]] == []


def test_its_annexes_are_tables_of_the_issued_word(month: Brief, sign_in: Become) -> None:
    issue_brief(month, by=person("zuoyun-signer"), at=AT)
    answer = sign_in("zuoyun-clerk").get(f"/briefs/{month.pk}/word")
    word = Document(io.BytesIO(answer.content))
    lights, standing, tasks = word.tables
    assert [cell.text for cell in standing.rows[0].cells][2:4] == ["年度计划投资（万元）", "1—4月完成（万元）"]
    assert any([cell.text for cell in row.cells][1:5] == ["慢工厂", "3000", "600", "20%"] for row in standing.rows)
    assert "行政审批局" in {cell.text for row in lights.rows for cell in row.cells}
    assert any("红灯厂" in cell.text for row in tasks.rows for cell in row.cells)


def test_the_months_that_were_opened_are_offered(month: Brief, sign_in: Become) -> None:
    page = sign_in("zuoyun-clerk").get("/briefs/").content.decode()
    assert '<option value="2024M4">' in page
