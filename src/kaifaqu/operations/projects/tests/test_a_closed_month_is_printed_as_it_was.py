"""A closed month's paper, table and page stay as they were, whatever is corrected later; a re-issue says what it corrects."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from docx import Document

from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.projects.actions.dispatch import close_month, open_month, reopen_month
from kaifaqu.operations.projects.actions.files import change_project
from kaifaqu.operations.projects.actions.work import put_plan, report_progress
from kaifaqu.operations.projects.models import DispatchMonth, Project
from kaifaqu.operations.projects.settled import digest_issue
from kaifaqu.operations.projects.tests.scene import AT, ZONE, happen, make_project, person
from kaifaqu.operations.projects.vocabulary import FactKind

pytestmark = pytest.mark.usefixtures("standing_house", "db")
Become = Callable[[str], Any]
NOTICE, TABLE, PAGE = (f"/projects/dispatch/{ZONE}{tail}?month=2024-04" for tail in ("/notice", "/table", ""))


@pytest.fixture
def closed() -> DispatchMonth:
    project = make_project("样品轴承厂", total_investment=Decimal(35000))
    happen(project, FactKind.STARTED, "2024-03-12")
    put_plan(project, 2024, {"amount": Decimal(1200), "curve": "linear"}, by=person(), at=AT)
    month = open_month(get_subject(ZONE), 2024, 4, by=person(), at=AT)
    report_progress(project, 2024, 4, {"done_month": Decimal(100), "done_year": Decimal(390)}, by=person(), at=AT)
    close_month(month, by=person("zuoyun-signer"), at=AT)
    return month


def read_word(response: Any) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(response.content)).paragraphs)


def correct(project: Project) -> None:
    later = AT + timedelta(days=30)
    change_project(project, {"total_investment": Decimal(48000)}, by=person(), at=later, name="改了名的轴承厂")
    put_plan(project, 2024, {"amount": Decimal(2400), "curve": "linear"}, by=person(), at=later)
    happen(project, FactKind.PRODUCING, "2024-04-20")


def test_what_is_corrected_later_changes_nothing_of_the_print(closed: DispatchMonth, sign_in: Become) -> None:
    client = sign_in("zuoyun-officer")
    first = [client.get(url).content for url in (NOTICE, TABLE)]
    correct(Project.objects.get())
    assert [client.get(url).content for url in (NOTICE, TABLE)] == first
    page = client.get(PAGE).content.decode()
    assert "样品轴承厂" in page
    assert "改了名" not in page
    assert "35000" in page
    values = [cell for row in openpyxl.load_workbook(io.BytesIO(first[1])).active.values for cell in row]
    assert "样品轴承厂" in values
    assert Decimal(390) in values


def test_a_reissue_says_what_it_corrects(closed: DispatchMonth, sign_in: Become) -> None:
    client = sign_in("zuoyun-officer")
    assert "更正说明" not in read_word(client.get(NOTICE))
    correct(Project.objects.get())
    reopen_month(closed, "年度计划登错", by=person("zuoyun-signer"), at=AT)
    (kept,) = closed.issues.all()
    assert kept.said["totals"]["investment"] == "35000"
    act = list_acts(f"dispatch:{closed.pk}").get(act="projects.reopen_month")
    assert act.old == {"issue": 1, "digest": digest_issue(kept.said)}
    closed.refresh_from_db()
    close_month(closed, by=person("zuoyun-signer"), at=AT)
    told = read_word(client.get(NOTICE))
    assert "更正说明（与上次定稿比较）" in told
    assert "总投资（万元）由35000更正为48000" in told
    assert "年度计划（万元）由1200更正为2400" in told
    assert "由在建更正为投产" in told.replace("“", "").replace("”", "")
    assert "第 2 次定稿" in client.get(PAGE).content.decode()


def test_an_open_month_has_no_settled_table(sign_in: Become) -> None:
    open_month(get_subject(ZONE), 2024, 4, by=person(), at=AT)
    assert sign_in("zuoyun-officer").get(TABLE).status_code == 404


def test_a_stranger_gets_neither_paper_nor_table(closed: DispatchMonth, sign_in: Become) -> None:
    stranger = sign_in("huairen-officer")
    assert [stranger.get(url).status_code for url in (NOTICE, TABLE, PAGE)] == [404, 404, 404]
