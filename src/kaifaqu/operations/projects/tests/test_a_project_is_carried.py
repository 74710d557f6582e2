"""A project is carried from its signature to its output: each act has its consequences."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.operations.projects.actions import ProjectRefusedError, change_project, record_fact, void_fact
from kaifaqu.operations.projects.actions.supervision import supervise_all
from kaifaqu.operations.projects.actions.work import (
    ask_exemption,
    claim_duration,
    decide_exemption,
    end_pause,
    pause_approval,
    put_approval,
    put_plan,
    raise_problem,
    report_progress,
    solve_problem,
)
from kaifaqu.operations.projects.models import Project
from kaifaqu.operations.projects.queries.page import read_page
from kaifaqu.operations.projects.tests.scene import AT, happen, make_project, person
from kaifaqu.operations.projects.vocabulary import About, Colour, ExemptionState, FactKind, ProblemKind, Stage
from kaifaqu.operations.tasks.models import TaskKind
from kaifaqu.operations.tasks.queries import list_of_source, list_open

pytestmark = pytest.mark.usefixtures("standing_house", "db")


def test_a_fact_moves_the_stage_and_its_voiding_moves_it_back_with_a_reason() -> None:
    project = happen(make_project(), FactKind.SIGNED, "2024-01-05")
    assert (project.stage, project.stage_since) == (Stage.SIGNED, date(2024, 1, 5))
    happen(project, FactKind.STARTED, "2024-03-20")
    assert project.stage == Stage.BUILDING
    started = project.facts.get(kind=FactKind.STARTED)
    with pytest.raises(ProjectRefusedError, match="原因"):
        void_fact(started, " ", by=person(), at=AT)
    void_fact(started, "现场核查只是平整场地", by=person(), at=AT)
    project.refresh_from_db()
    assert project.stage == Stage.SIGNED
    assert project.facts.count() == 2
    assert Entry.objects.get(act="projects.void_fact").old["stage"] == Stage.BUILDING


def test_a_gate_is_passed_only_with_a_reason() -> None:
    project = make_project()
    with pytest.raises(ProjectRefusedError) as refused:
        record_fact(project, FactKind.STARTED, Period.day(date(2024, 3, 1)), by=person(), at=AT)
    assert len(refused.value.problems) == 2
    happen(project, FactKind.STARTED, "2024-03-01", note="租赁标准厂房，无需施工许可")
    assert project.stage == Stage.BUILDING


def test_a_day_ahead_is_no_fact() -> None:
    with pytest.raises(ProjectRefusedError, match="还没有到"):
        record_fact(make_project(), FactKind.SIGNED, Period.day(date(2024, 5, 1)), by=person(), at=AT)


def test_a_quarter_gives_way_to_a_day_within_it_and_to_no_other() -> None:
    project = make_project()
    record_fact(project, FactKind.SIGNED, Period.quarter(2024, 1), by=person(), at=AT)
    with pytest.raises(ProjectRefusedError, match="先作废"):
        record_fact(project, FactKind.SIGNED, Period.day(date(2024, 4, 2)), by=person(), at=AT)
    happen(project, FactKind.SIGNED, "2024-02-18")
    assert project.stage_since == date(2024, 2, 18)


def test_a_late_permit_reddens_the_project_opens_a_task_at_once_and_its_paper_puts_both_out() -> None:
    project = happen(make_project(), FactKind.SIGNED, "2024-01-05")
    approval = put_approval(project, "施工许可", {"accepted_on": date(2024, 4, 1)}, by=person(), at=AT)
    page = read_page(project, AT.date())
    assert page.colour is Colour.RED
    (task,) = list_open(project.subject)
    assert (task.kind, task.source) == (TaskKind.URGED, f"projects:{project.pk}:approval:{approval.pk}")
    assert page.todo.turn == "行政审批局"
    assert page.todo.since == date(2024, 4, 12)
    settled = {"settled_on": date(2024, 4, 25), "number": "140226202404250101"}
    put_approval(project, "施工许可", settled, by=person(), at=AT)
    assert not list_open(project.subject).exists()
    project.refresh_from_db()
    assert project.stage == Stage.APPROVALS
    assert project.facts.get(kind=FactKind.PERMIT).date == date(2024, 4, 25)


def test_a_permit_becomes_late_by_time_alone_and_the_tick_opens_its_task_once() -> None:
    project = happen(make_project(), FactKind.SIGNED, "2024-01-05")
    put_approval(project, "施工许可", {"accepted_on": date(2024, 4, 25)}, by=person(), at=AT)
    assert not list_open(project.subject).exists()
    later = AT + timedelta(days=30)
    for _round in range(2):
        assert "1 个" in "".join(supervise_all(later))
    assert list_of_source(f"projects:{project.pk}:").count() == 1


def test_mending_papers_stops_the_clock() -> None:
    project = make_project()
    approval = put_approval(project, "施工许可", {"accepted_on": date(2024, 4, 1)}, by=person(), at=AT)
    pause = pause_approval(approval, date(2024, 4, 3), None, "补图纸", by=person(), at=AT)
    assert read_page(project, AT.date()).colour is Colour.GREEN
    end_pause(pause, date(2024, 4, 22), by=person(), at=AT)
    line = next(row for row in read_page(project, AT.date()).approvals if row.item == "施工许可")
    assert line.clock.used == 5  # 2, 23, 24, 25, 26 April


def test_a_month_is_reported_and_doubts_ask_for_words() -> None:
    project = make_project(total_investment=Decimal(1000))
    put_plan(project, 2024, {"amount": Decimal(1200)}, by=person(), at=AT)
    report_progress(project, 2024, 3, {"done_year": Decimal(300), "done_total": Decimal(300)}, by=person(), at=AT)
    with pytest.raises(ProjectRefusedError, match="小于 3 月"):
        report_progress(project, 2024, 4, {"done_year": Decimal(200)}, by=person(), at=AT)
    with pytest.raises(ProjectRefusedError, match="错了单位"):
        report_progress(project, 2024, 4, {"done_total": Decimal(3000000)}, by=person(), at=AT)
    wrong = {"done_month": Decimal(1), "done_year": Decimal(400)}
    with pytest.raises(ProjectRefusedError, match="不等于本年累计"):
        report_progress(project, 2024, 4, wrong, by=person(), at=AT)
    report_progress(project, 2024, 4, {**wrong, "explanation": "3月漏报99万元"}, by=person(), at=AT)
    line = read_page(project, AT.date()).months[0]
    assert line.percent is not None
    assert round(line.percent, 1) == Decimal("33.3")
    with pytest.raises(ProjectRefusedError, match="还没有到"):
        report_progress(project, 2024, 5, {"done_year": Decimal(1)}, by=person(), at=AT)


def test_an_exemption_is_decided_by_another_person_and_puts_the_light_out() -> None:
    project = make_project(planned_start=date(2023, 12, 1))
    assert list_open(project.subject).count() == 0
    put_plan(project, 2024, {"amount": Decimal(1)}, by=person(), at=AT)
    assert list_open(project.subject).count() == 1
    asked = ask_exemption(project, About.START, date(2024, 6, 30), "冬季停工", by=person(), at=AT)
    with pytest.raises(ProjectRefusedError, match="不能批自己"):
        decide_exemption(asked, ExemptionState.GRANTED, by=person(), at=AT)
    decide_exemption(asked, ExemptionState.GRANTED, by=person("zuoyun-signer"), at=AT)
    page = read_page(project, AT.date())
    assert page.colour is Colour.GREEN
    assert page.lights[0].exempt
    assert not list_open(project.subject).exists()
    assert read_page(project, date(2024, 7, 1)).colour is Colour.RED


def test_a_finding_of_an_inspection_burns_until_it_is_put_right() -> None:
    project = happen(make_project(), FactKind.SIGNED, "2024-01-05")
    finding = raise_problem(
        project, {"kind": ProblemKind.SAFETY, "text": "脚手架未验收", "raised_on": date(2024, 3, 1), "due_on": date(2024, 3, 8)},
        by=person(), at=AT,
    )  # fmt: skip
    assert read_page(project, AT.date()).colour is Colour.RED
    solve_problem(finding, date(2024, 4, 20), "已验收挂牌", by=person(), at=AT)
    assert read_page(project, AT.date()).colour is Colour.GREEN


def test_a_published_duration_waits_for_its_day_and_is_then_compared() -> None:
    project = happen(make_project(), FactKind.REGISTERED, "2023-10-10")
    claim_duration(project, FactKind.INSPECTED, FactKind.REGISTERED, 26, by=person(), at=AT)
    page = read_page(project, AT.date())
    assert (page.claims[0].verdict, page.todo.words) == ("waits", "补登考察选址日期")
    happen(project, FactKind.INSPECTED, "2023-09-14")
    assert read_page(project, AT.date()).claims[0].verdict == "holds"
    void_fact(project.facts.get(kind=FactKind.INSPECTED), "记错", by=person(), at=AT)
    happen(project, FactKind.INSPECTED, "2023-09-01")
    claim = read_page(project, AT.date()).claims[0]
    assert (claim.verdict, claim.words) == ("differs", "按登记的日期计算为 39 天，相差 13 天")


def test_a_code_belongs_to_one_project_and_an_old_one_is_kept() -> None:
    one, other = make_project("一厂", project_code="2404-140226-89-01-123456"), make_project("二厂")
    with pytest.raises(ProjectRefusedError, match="一厂"):
        change_project(other, {"project_code": one.project_code}, by=person(), at=AT)
    change_project(one, {"project_code": "2405-140226-89-01-654321"}, by=person(), at=AT)
    assert Project.objects.get(pk=one.pk).former_codes == ["2404-140226-89-01-123456"]


def test_a_ceremony_is_shown_and_is_no_start() -> None:
    project = happen(make_project(), FactKind.SIGNED, "2024-01-05")
    happen(project, FactKind.LAUNCH, "2024-04-21")
    page = read_page(project, AT.date())
    assert (project.stage, len(page.ceremonies)) == (Stage.SIGNED, 1)
