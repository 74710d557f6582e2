"""Pages open what they count, ask the database the same number of times however many projects there are, and are closed to strangers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.projects.actions.files import list_project
from kaifaqu.operations.projects.actions.work import make_pledge, put_approval, realise_pledge
from kaifaqu.operations.projects.models import DatedFact, Progress, Project, YearPlan
from kaifaqu.operations.projects.tests.scene import AT, ZONE, happen, make_project, person
from kaifaqu.operations.projects.vocabulary import FactKind, ListKind, PledgeKind, Stage

pytestmark = pytest.mark.usefixtures("standing_house", "db")
Become = Callable[[str], Any]

WAYS = ("", "board", "gantt", "funnel", "rates", "map", "labour")


def make_many(count: int) -> None:
    """Projects with facts, plans and reports, without the acts: only their number matters here."""
    zone, by = get_subject(ZONE), person()
    first = Subject.objects.count()
    Subject.objects.bulk_create(
        Subject(code=f"PX-{first}-{n}", kind=Kind.PROJECT, name=f"样品{n}", parent=zone, path=f"{zone.path}PX-{first}-{n}/")
        for n in range(count)
    )
    subjects = Subject.objects.filter(code__startswith=f"PX-{first}-")
    projects = Project.objects.bulk_create(
        Project(subject=one, stage=Stage.BUILDING, stage_since=date(2024, 1, 5), opened_at=AT, total_investment=Decimal(n + 1))
        for n, one in enumerate(subjects)
    )
    DatedFact.objects.bulk_create(
        DatedFact(project=p, kind=kind, period=f"D:{day}", date=day, exact=True, by=by, at=AT)
        for p in projects
        for kind, day in ((FactKind.SIGNED, date(2023, 6, 1)), (FactKind.STARTED, date(2024, 1, 5)))
    )
    YearPlan.objects.bulk_create(YearPlan(project=p, year=2026, amount=Decimal(100)) for p in projects)
    Progress.objects.bulk_create(
        Progress(project=p, year=2026, month=1, done_year=Decimal(n % 9), by=by, at=AT) for n, p in enumerate(projects)
    )


def count_queries(client: Any, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.mark.parametrize("way", [*WAYS, f"dispatch/{ZONE}"])
def test_no_page_asks_once_per_project(sign_in: Become, way: str) -> None:
    client = sign_in("zuoyun-officer")
    make_many(3)
    client.get(f"/projects/{way}")
    few = count_queries(client, f"/projects/{way}")
    make_many(40)
    assert count_queries(client, f"/projects/{way}") <= few + 1


@pytest.mark.long
def test_five_thousand_projects_are_listed_filtered_and_drawn(sign_in: Become) -> None:
    client = sign_in("zuoyun-officer")
    make_many(5000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what a server does by itself between the import and the first page
    seen = (
        "",
        "?light=red&stage=building",
        "search?q=样品499",
        *WAYS[1:],
        "board?stage=building",
        "labour",
        f"dispatch/{ZONE}",
    )
    asked = {path: count_queries(client, f"/projects/{path}") for path in seen}
    assert {path: count for path, count in asked.items() if count >= 60} == {}
    assert "5000 个" in client.get("/projects/").content.decode()


def test_a_project_on_two_lists_is_counted_once(sign_in: Become) -> None:
    one = happen(make_project("双榜厂"), FactKind.SIGNED, "2024-01-05")
    for kind in (ListKind.CONTINUED, ListKind.NURSED):
        list_project(one, kind, "2024Q1", by=person(), at=AT)
    page = sign_in("zuoyun-officer").get("/projects/").content.decode()
    assert "各清单合计 2 项次，实为 1 个项目" in page
    assert "双榜厂" in sign_in("zuoyun-officer").get("/projects/?listed=nursed").content.decode()


def test_a_rate_opens_its_two_lists(sign_in: Become) -> None:
    happen(happen(make_project("已开工厂"), FactKind.SIGNED, "2023-05-01"), FactKind.STARTED, "2024-02-01")
    happen(make_project("未开工厂"), FactKind.SIGNED, "2023-07-01")
    client = sign_in("zuoyun-officer")
    assert "50.00%" in client.get("/projects/rates?cohort=2023").content.decode()
    part = client.get("/projects/?rate=started_of_signed&side=part&cohort=2023").content.decode()
    whole = client.get("/projects/?rate=started_of_signed&side=whole&cohort=2023").content.decode()
    assert "未开工厂" not in part
    assert "已开工厂" in part
    assert "未开工厂" in whole


def test_promised_stands_beside_realised_and_taiyuan_is_printed_twice(sign_in: Become) -> None:
    project = happen(make_project(), FactKind.PRODUCING, "2024-02-01")
    pledge = make_pledge(project, PledgeKind.TAX, "年税收500万元", by=person(), at=AT, amount=Decimal(500), unit="万元")
    realise_pledge(pledge, Decimal(350), date(2024, 4, 1), "纳税证明", by=person(), at=AT)
    page = sign_in("zuoyun-officer").get("/projects/rates").content.decode()
    assert "70.0%" in page
    assert "72.16%" in page
    assert "72.17%" in page


def test_a_phone_finds_one_project_by_some_letters(sign_in: Become) -> None:
    project = make_project("样品医药中间体")
    client = sign_in("zuoyun-officer")
    assert client.get("/projects/search?q=中间体")["Location"] == f"/projects/{project.pk}"
    part = client.get("/projects/search?q=中间体", headers={"HX-Request": "true"}).content.decode()
    assert "样品医药中间体" in part
    assert "<html" not in part


def test_a_saved_filter_is_ones_own(sign_in: Become) -> None:
    client = sign_in("zuoyun-officer")
    client.post("/projects/filters", {"stage": "building", "name": "在建的"})
    assert "在建的" in client.get("/projects/").content.decode()
    assert "在建的" not in sign_in("zuoyun-signer").get("/projects/").content.decode()


def test_a_refused_entry_comes_back_in_its_place_with_every_fault(sign_in: Become) -> None:
    project = make_project()
    client = sign_in("zuoyun-officer")
    answer = client.post(f"/projects/{project.pk}/record/fact", {"kind": "started", "when": "2024年5月40日", "note": "原样"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "2024年5月40日" in page
    assert "原样" in page
    assert client.post(f"/projects/{project.pk}/record/started", {}).status_code == 404


@pytest.mark.parametrize("code", ["project_code", "credit_code", "industry"])
def test_a_wrong_code_is_refused_by_its_standard(sign_in: Become, code: str) -> None:
    answer = sign_in("zuoyun-officer").post(
        "/projects/new", {"name": "新厂", "under": ZONE, "nature": "new", "filing_way": "record", code: "X1"}
    )
    assert answer.status_code == 422
    assert "X1" in answer.content.decode()
    assert not Project.objects.exists()


def test_an_officer_opens_a_file_with_money_in_either_unit(sign_in: Become) -> None:
    answer = sign_in("zuoyun-officer").post(
        "/projects/new", {"name": "新厂", "under": ZONE, "nature": "new", "filing_way": "record", "total_investment": "3.5亿元"}
    )
    project = Project.objects.get()
    assert answer["Location"] == f"/projects/{project.pk}"
    assert project.total_investment == 35000
    assert project.officer == person()


def test_owner_colleague_and_stranger(sign_in: Become) -> None:
    project = make_project("左云厂")
    put_approval(project, "施工许可", {"accepted_on": date(2024, 4, 1)}, by=person(), at=AT)
    paths = (
        f"/projects/{project.pk}",
        f"/projects/dispatch/{ZONE}",
        f"/projects/dispatch/{ZONE}/notice",
        f"/projects/dispatch/{ZONE}/lights",
    )
    for username in ("zuoyun-officer", "zuoyun-signer", "zuoyun-clerk", "datong", "province"):
        client = sign_in(username)
        assert [client.get(path).status_code for path in paths] == [200] * 4, username
        assert "左云厂" in client.get("/projects/").content.decode()
    stranger = sign_in("huairen-officer")
    assert [stranger.get(path).status_code for path in paths] == [404] * 4
    assert stranger.get("/projects/999999").status_code == 404
    for way in (*WAYS, "search?q=左云厂", "oc4ids.json"):
        assert "左云厂" not in stranger.get(f"/projects/{way}").content.decode().replace('value="左云厂"', "")
    assert stranger.post(f"/projects/{project.pk}/record/fact", {"kind": "signed", "when": "2024-01-01"}).status_code == 404
    assert stranger.get(f"/projects/{project.pk}/edit").status_code == 404


def test_a_colleague_who_only_reads_writes_nothing(sign_in: Become) -> None:
    project = make_project()
    for username in ("zuoyun-clerk", "zuoyun-signer", "datong"):
        client = sign_in(username)
        assert client.post(f"/projects/{project.pk}/record/fact", {"kind": "signed", "when": "2024-01-01"}).status_code == 404
        assert "登记一个日期" not in client.get(f"/projects/{project.pk}").content.decode()
    assert not project.facts.exists()


def test_a_leader_decides_and_an_officer_does_not(sign_in: Become) -> None:
    project = make_project(planned_start=date(2023, 12, 1))
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    sign_in("zuoyun-officer").post(
        f"/projects/{project.pk}/record/exemption", {"about": "start", "until": until, "reason": "冬季停工"}
    )
    asked = project.exemptions.get()
    assert sign_in("zuoyun-officer").post(f"/projects/exemptions/{asked.pk}", {"state": "granted"}).status_code == 404
    assert sign_in("zuoyun-signer").post(f"/projects/exemptions/{asked.pk}", {"state": "granted"}).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "granted"
