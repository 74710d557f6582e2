"""Whom and what money a project lacks: schools with a fitting major, and why; arrivals count; a gap leads to the funds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.projects.actions import work
from kaifaqu.operations.projects.actions.files import ProjectRefusedError
from kaifaqu.operations.projects.actions.labour import ask_school, put_school, raise_labour_need, settle_labour_offer
from kaifaqu.operations.projects.labour import Offering, find_fits, split_majors, trains_for
from kaifaqu.operations.projects.models import LabourNeed, LabourOffer, School
from kaifaqu.operations.projects.tests.scene import AT, ZONE, make_project, person
from kaifaqu.operations.projects.vocabulary import LabourState, ReadinessKind, SchoolKind
from kaifaqu.operations.tasks.queries import list_open

DUE = date(2030, 6, 30)
Become = Callable[[str], Any]


@pytest.mark.parametrize(
    ("major", "trade", "fits"),
    [
        ("数控技术", "数控车工", True),
        ("应用化工技术", "化工操作工", True),
        ("护理", "护理", True),
        ("焊接技术与自动化", "焊工", True),
        ("机电一体化技术", "机电维修工", True),
        ("会计", "数控车工", False),
        ("工程管理", "技术管理", False),
        ("工商管理", "化工操作工", False),
        ("电子信息工程", "车辆工程", False),
    ],
)
def test_a_major_trains_for_a_trade_by_what_is_particular_to_it(major: str, trade: str, fits: bool) -> None:
    assert trains_for(major, trade) is fits


def test_schools_that_cover_the_need_come_first_then_the_nearer_ones() -> None:
    offerings = [
        Offering(1, ("数控技术",), None, 0), Offering(2, ("数控技术",), 20, 0), Offering(3, ("数控技术", "会计"), 80, 2),
        Offering(4, ("数控技术",), 60, 1), Offering(5, ("会计",), 900, 0),
    ]  # fmt: skip
    fits = find_fits("数控车工", 50, offerings)
    assert [(fit.school, fit.short) for fit in fits] == [(4, 0), (3, 0), (2, 30), (1, None)]
    assert fits[1].majors == ("数控技术",)


def test_majors_are_read_from_a_line() -> None:
    assert split_majors("数控技术、护理；护理\n 化工工艺 ,") == ["数控技术", "护理", "化工工艺"]


pytest_database = pytest.mark.usefixtures("standing_house", "db")


def keep_school(name: str = "样品职业学院", area: str = "P140200", **told: Any) -> School:
    values = {"name": name, "kind": SchoolKind.COLLEGE, "majors": ["数控技术"], "yearly": 40, "source": "样本", **told}
    return put_school(None, get_subject(area), values, by=person(), at=AT)


@pytest.fixture
def city() -> str:
    parent = get_subject(ZONE).parent
    assert parent is not None
    return parent.code


@pytest_database
def test_people_who_come_are_counted_to_the_staff_and_close_the_task(city: str) -> None:
    project, by = make_project(), person()
    work.put_readiness(project, ReadinessKind.STAFF, {"needed": Decimal(60), "ready": Decimal(10)}, by=by, at=AT)
    need = raise_labour_need(project, "数控车工", 50, DUE, "", by=by, at=AT)
    assert [task.title for task in list_open(project.subject)] == ["为样品厂对接用工：数控车工 50 人"]
    school = keep_school(area=city)
    first = ask_school(need, school, 30, by=by, at=AT)
    with pytest.raises(ProjectRefusedError, match="已经在和"):
        ask_school(need, school, 5, by=by, at=AT)
    with pytest.raises(ProjectRefusedError, match="没有填到岗人数"):
        settle_labour_offer(first, LabourState.ARRIVED, by=by, at=AT)
    settle_labour_offer(first, LabourState.AGREED, by=by, at=AT)
    settle_labour_offer(first, LabourState.ARRIVED, arrived=30, by=by, at=AT)
    need.refresh_from_db()
    assert need.closed_on is None
    settle_labour_offer(ask_school(need, school, 20, by=by, at=AT), LabourState.ARRIVED, arrived=22, by=by, at=AT)
    need.refresh_from_db()
    assert need.closed_on == AT.date()
    assert project.readiness.get().ready == Decimal(62)
    assert list(list_open(project.subject)) == []
    assert list_acts(f"project:{project.pk}").filter(act="projects.settle_labour_offer").count() == 3


@pytest_database
def test_the_page_names_the_school_with_its_reasons_and_takes_the_whole_way(sign_in: Become, city: str) -> None:
    project = make_project()
    keep_school(area=city)
    keep_school("样品会计学校", area=city, majors=["会计"])
    officer, page = sign_in("zuoyun-officer"), f"/projects/{project.pk}"
    told = {"trade": "数控车工", "headcount": "50", "due_on": DUE.isoformat(), "note": ""}
    assert officer.post(f"{page}/record/labour", told | {"headcount": "许多"}).status_code == 422
    assert officer.post(f"{page}/record/labour", told).status_code == 302
    shown = officer.get(page).content.decode()
    assert "样品职业学院" in shown
    assert "样品会计学校" not in shown
    assert "一年还差 10 人" in shown
    need = LabourNeed.objects.get()
    officer.post(f"/projects/labour/needs/{need.pk}/ask", {"school": School.objects.get(name="样品职业学院").pk})
    offer = LabourOffer.objects.get()
    officer.post(f"/projects/labour/offers/{offer.pk}/settle", {"state": "arrived", "arrived": "-3"})
    offer.refresh_from_db()
    assert offer.state == LabourState.ASKED
    officer.post(f"/projects/labour/offers/{offer.pk}/settle", {"state": "arrived", "arrived": "50"})
    assert "已办结 1 项" in officer.get("/projects/labour").content.decode()


@pytest_database
def test_a_gap_leads_to_the_funds(sign_in: Become) -> None:
    project = make_project(total_investment=Decimal(35000))
    work.report_progress(project, 2024, 3, {"funds_total": Decimal(20000)}, by=person(), at=AT)
    page = sign_in("zuoyun-officer").get(f"/projects/{project.pk}").content.decode()
    assert f"/operators/zones/{ZONE}/need?project={project.subject.code}&amp;amount=15000" in page
    form = sign_in("zuoyun-officer").get(f"/operators/zones/{ZONE}/need?project={project.subject.code}&amount=15000")
    assert 'value="15000"' in form.content.decode()


@pytest_database
def test_owner_colleague_and_stranger(sign_in: Become, city: str) -> None:
    project = make_project()
    need = raise_labour_need(project, "数控车工", 5, DUE, "", by=person(), at=AT)
    school = keep_school(area=city)
    other = put_school(None, get_subject("Z140600-HR"), {"name": "样品技校", "kind": SchoolKind.TRAINING}, by=person(), at=AT)
    ask, edit = f"/projects/labour/needs/{need.pk}/ask", f"/projects/labour/schools/{school.pk}"
    for stranger in ("huairen-officer", "tianjin-office", "zuoyun-clerk"):
        assert sign_in(stranger).post(ask, {"school": school.pk}).status_code == 404
        assert sign_in(stranger).get(edit).status_code == 404
    assert "样品厂" not in sign_in("huairen-officer").get("/projects/labour").content.decode()
    assert sign_in("zuoyun-signer").get("/projects/labour").status_code == 200
    assert sign_in("zuoyun-signer").post(ask, {"school": school.pk}).status_code == 404
    assert sign_in("zuoyun-officer").post(ask, {"school": other.pk}).status_code == 302
    assert not LabourOffer.objects.exists()
    assert sign_in("datong").get(edit).status_code == 200
    assert sign_in("datong").post(ask, {"school": school.pk}).status_code == 302
    assert LabourOffer.objects.get().school == school


@pytest_database
def test_the_page_of_needs_asks_as_often_for_one_as_for_many(
    sign_in: Become, city: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        keep_school(f"样品学院{number}", area=city)
        raise_labour_need(make_project(f"样品厂{number}"), "数控车工", 5, DUE, "", by=person(), at=AT)
    client = sign_in("zuoyun-officer")
    client.get("/projects/labour")
    with django_assert_max_num_queries(22):
        client.get("/projects/labour")
