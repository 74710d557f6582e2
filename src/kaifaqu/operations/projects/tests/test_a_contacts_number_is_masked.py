"""A contact's telephone number is starred on the page and in the form; the whole one is asked for, and that is written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.operations.projects.tests.scene import make_project, make_rich_project

pytestmark = pytest.mark.usefixtures("standing_house", "db")
Become = Callable[[str], Any]
NUMBER = "13800001234"


def test_the_number_is_starred_and_looked_at_with_a_trace(sign_in: Become) -> None:
    project = make_project(contact=f"样品联系人 {NUMBER}")
    client = sign_in("zuoyun-officer")
    for page in (f"/projects/{project.pk}", f"/projects/{project.pk}/edit"):
        shown = client.get(page).content.decode()
        assert "138****1234" in shown
        assert NUMBER not in shown
    assert client.get(f"/projects/{project.pk}/contact").status_code == 405
    assert NUMBER in client.post(f"/projects/{project.pk}/contact").content.decode()
    assert [act.act for act in list_acts(f"project:{project.pk}")][-1] == "projects.reveal_contact"


def test_a_starred_number_sent_back_keeps_the_whole_one(sign_in: Become) -> None:
    project = make_project(contact=f"样品联系人 {NUMBER}")
    typed = {
        "name": project.subject.name,
        "contact": "样品联系人 138****1234",
        "office": "样品中心",
        "nature": "new",
        "filing_way": "record",
    }
    assert sign_in("zuoyun-officer").post(f"/projects/{project.pk}/edit", typed).status_code == 302
    project.refresh_from_db()
    assert (project.contact, project.office) == (f"样品联系人 {NUMBER}", "样品中心")


@pytest.mark.parametrize("who", ["datong", "huairen-officer"])
def test_one_who_does_not_serve_the_project_sees_no_number(sign_in: Become, who: str) -> None:
    project = make_project(contact=f"样品联系人 {NUMBER}")
    assert sign_in(who).post(f"/projects/{project.pk}/contact").status_code in (403, 404)


def test_a_page_rich_in_data_says_all_of_it(sign_in: Become) -> None:
    project = make_rich_project(timezone.now())
    page = sign_in("zuoyun-officer").get(f"/projects/{project.pk}").content.decode()
    for words in (
        "安全条件审查：办理已超",
        "缺操作工六十人",
        "达产后年产值",
        "列入 4 份清单，只算一个项目",
        "专家评审延期",
        "已取得；受理、办结日未登记",
    ):
        assert words in page
