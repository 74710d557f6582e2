"""The dispatch month: a messy table in and out, the meeting, the notice, the frozen month."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from kaifaqu.core.reader.registers.read import read_register
from kaifaqu.foundation.registers.models import Upload
from kaifaqu.foundation.registers.queries import plan_of
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.projects.actions import ProjectRefusedError
from kaifaqu.operations.projects.actions.dispatch import choose_lights, close_month, open_month, reopen_month
from kaifaqu.operations.projects.actions.work import put_approval, put_plan, report_progress
from kaifaqu.operations.projects.models import DispatchMonth, Project
from kaifaqu.operations.projects.queries.dispatch import read_dispatch
from kaifaqu.operations.projects.registers import COLUMNS, DispatchTable
from kaifaqu.operations.projects.tests.scene import AT, ZONE, happen, make_project, person
from kaifaqu.operations.projects.vocabulary import Colour, FactKind, ListKind, Stage

pytestmark = pytest.mark.usefixtures("standing_house", "db")
Become = Callable[[str], Any]

HEAD = (
    "序号", "项目名称", "项目业主", "建设性质", "计划总投资", "当年计划投资", "本月完成投资", "1-4月累计完成投资", "形象进度", "施工许可", "计划开工", "实际开工",
    "是否转型项目", "存在问题", "需协调解决的问题", "牵头区领导", "备注",
)  # fmt: skip
GROUPS = ("一、光伏发电项目（100项）", "（一）装备制造项目（100项）", "二、新材料项目（101项）")
STARTS: tuple[Any, ...] = ("2024.3.12", "2024年2月", "", "2023/11/5", "—")


def messy_table(count: int = 300) -> bytes:
    """A superior's layout: a title, a unit line, two-row headings, groups with counts, text numbers, blanks and dashes, a total."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("4月")
        sheet.merge_range(0, 0, 0, len(HEAD) - 1, "2024年4月重点项目调度表")
        sheet.write(1, 0, "填报单位：左云经开区")
        sheet.write(1, 8, "单位：万元")
        for column, title in enumerate(HEAD):
            sheet.write(2, column, title)
        sheet.write(3, 0, "合计")
        sheet.write(3, 4, sum(1000 + n for n in range(count)))
        row = 4
        for number in range(count):
            if number % 100 == 0:
                sheet.write(row, 0, GROUPS[number // 100])
                row += 1
            for column, value in enumerate(messy_row(number)):
                sheet.write(row, column, value)
            row += 1
        sheet.write(row, 0, "填表人：　　　联系电话：")
    return stream.getvalue()


def messy_row(number: int) -> tuple[Any, ...]:
    return (
        number + 1, f"样品项目{number:03d}号", f"样品公司{number:03d}", ("新建", "续建", "技改", "", "扩建")[number % 5],
        f"{1000 + number:,}" if number % 2 else 1000 + number, 500, 10 + number % 7, 40 + number % 9, ("主体封顶", "基础施工，完成60%", "")[number % 3],
        ("√", "2024-03-01", "在办", "不涉及", "")[number % 5], "2024年3月" if number % 2 else "2024.5", STARTS[number % 5],
        ("是", "否", "√")[number % 3], "用电容量不足" if number % 10 == 0 else "", "请供电公司增容" if number % 10 == 0 else "无",
        f"领导{number % 8}", "" if number % 4 else "备注一行",
    )  # fmt: skip


def upload(client: Any, data: bytes) -> Upload:
    file = SimpleUploadedFile("4月调度表.xlsx", data)
    answer = client.post(f"/registers/projects-dispatch/{ZONE}/start", {"file": file, "not_secret": "on"})
    assert answer.status_code == 302, answer.content.decode()[:500]
    return Upload.objects.latest("pk")


@pytest.mark.long
def test_a_messy_table_of_three_hundred_comes_in_without_loss_and_is_undone_in_one_click(sign_in: Become) -> None:
    open_month(get_subject(ZONE), 2024, 4, by=person(), at=AT)
    client = sign_in("zuoyun-officer")
    file = upload(client, messy_table())
    page = client.get(f"/registers/uploads/{file.pk}").content.decode()
    assert not Project.objects.exists()
    assert "导入 300 条" in page
    assert "写着 101 项" in page
    answer = client.post(f"/registers/uploads/{file.pk}/apply")
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert Project.objects.count() == 300
    check_nothing_is_lost()
    again = upload(client, messy_table())
    plan = plan_of(again, DispatchTable())
    assert [(row.name, [(d.column.field, d.old, d.new) for d in row.differences]) for row in plan.taken] == []
    client.post(f"/registers/uploads/{file.pk}/undo")
    assert not Project.objects.exists()


def check_nothing_is_lost() -> None:
    one = Project.objects.get(subject__name="样品项目000号")
    assert (one.builder, one.total_investment, one.leader, one.category) == ("样品公司000", 1000, "领导0", ["一、光伏发电项目"])
    report = one.progress.get(year=2024, month=4)
    assert (report.done_month, report.done_year, report.needs) == (10, 40, "请供电公司增容")
    assert one.facts.get(kind=FactKind.STARTED).date == date(2024, 3, 12)
    assert one.stage == Stage.BUILDING
    assert one.approvals.get(item="施工许可").stated == "√"
    month_only = Project.objects.get(subject__name="样品项目001号")
    assert (month_only.facts.get(kind=FactKind.STARTED).exact, month_only.planned_start) == (False, date(2024, 3, 31))
    assert month_only.listings.filter(kind=ListKind.CONTINUED, batch="2024").exists()
    assert month_only.total_investment == 1001
    assert month_only.progress.get().needs == ""  # the sheet says 无: nothing for the agenda


def test_the_table_goes_out_in_the_layout_in_which_it_came_and_comes_back_the_same(sign_in: Become) -> None:
    open_month(get_subject(ZONE), 2024, 4, by=person(), at=AT)
    client = sign_in("zuoyun-officer")
    file = upload(client, messy_table(12))
    client.post(f"/registers/uploads/{file.pk}/apply")
    page = client.get(f"/registers/projects-dispatch/{ZONE}").content.decode()
    layout = page.partition("layout=")[2].partition('"')[0].partition("&")[0]
    data = client.get(f"/registers/projects-dispatch/{ZONE}/workbook?layout={layout}").content
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    titles = [cell.value for row in sheet.iter_rows(max_row=4) for cell in row if cell.value]
    assert "牵头区领导" in titles
    reading = read_register(data, COLUMNS)
    assert len(reading.records) == 12
    own = client.get(f"/registers/projects-dispatch/{ZONE}/workbook").content
    assert len(read_register(own, COLUMNS).records) == 12


def test_a_column_that_nothing_is_found_for_is_named_until_somebody_decides(sign_in: Become) -> None:
    client = sign_in("zuoyun-officer")
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate((("序号", "项目名称", "总投资", "挂帅人"), (1, "甲项目", 500, "某领导"))):
            sheet.write_row(at, 0, row)
    address = f"/registers/uploads/{upload(client, stream.getvalue()).pk}"
    assert "有 1 栏没有对上" in client.get(address).content.decode()
    client.post(f"{address}/headings", {"key": "挂帅人", "field": "leader"})
    page = client.get(address).content.decode()
    assert "没有对上" not in page
    assert "某领导" in page


def test_without_an_open_month_the_figures_have_no_place(sign_in: Become) -> None:
    client = sign_in("zuoyun-officer")
    file = upload(client, messy_table(3))
    answer = client.post(f"/registers/uploads/{file.pk}/apply")
    assert answer.status_code == 422
    assert "请先在调度页开启一个月" in answer.content.decode()


@pytest.fixture
def red() -> Project:
    project = happen(make_project("红灯厂", total_investment=Decimal(20000)), FactKind.SIGNED, "2024-01-05")
    put_approval(project, "施工许可", {"accepted_on": date(2024, 4, 1)}, by=person(), at=AT)
    return project


def test_the_red_ones_stand_first_with_whose_turn_and_since_when(red: Project) -> None:
    make_project("安静厂")
    dispatch = read_dispatch(get_subject(ZONE), 2024, 4, AT.date())
    assert [row.project.subject.name for row in dispatch.rows] == ["红灯厂", "安静厂"]
    light = dispatch.rows[0].burning[0]
    assert (light.turn, light.since) == ("行政审批局", date(2024, 4, 12))
    assert [item.kind for item in dispatch.agenda] == ["task", "red"]
    assert (dispatch.totals.investment, dispatch.totals.without_investment) == (20000, 1)


def test_a_late_permit_stands_in_the_notice(red: Project, sign_in: Become) -> None:
    answer = sign_in("zuoyun-officer").get(f"/projects/dispatch/{ZONE}/notice?month=2024-04")
    word = Document(io.BytesIO(answer.content))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "关于2024年4月项目调度情况的通报" in text
    assert "手续超时1项：红灯厂（施工许可" in text
    assert "行政审批局" in word.tables[0].cell(1, 4).text


def test_the_rate_of_the_month_is_of_those_that_reported(red: Project) -> None:
    put_plan(red, 2024, {"amount": Decimal(3000)}, by=person(), at=AT)
    report_progress(red, 2024, 4, {"done_year": Decimal(600)}, by=person(), at=AT)
    put_plan(make_project("未报厂"), 2024, {"amount": Decimal(9000)}, by=person(), at=AT)
    totals = read_dispatch(get_subject(ZONE), 2024, 4, AT.date()).totals
    assert (totals.plan, totals.done, totals.percent) == (3000, 600, 20)
    assert totals.gap is not None
    assert round(totals.gap, 1) == Decimal("-13.3")


def test_a_meeting_is_called_with_its_agenda(red: Project, sign_in: Become) -> None:
    client = sign_in("zuoyun-officer")
    report_progress(red, 2024, 4, {"needs": "请协调用电"}, by=person(), at=AT)
    answer = client.post(f"/projects/dispatch/{ZONE}/meet", {"month": "2024-04", "on": "2024-04-28"})
    assert answer.status_code == 302
    from kaifaqu.operations.tasks.models import Meeting

    words = [item.words for item in Meeting.objects.get().items.all()]
    assert any("施工许可" in text for text in words)
    assert "红灯厂：请协调用电" in words


def test_a_closed_month_is_frozen_until_a_leader_opens_it_with_a_reason(red: Project, sign_in: Become) -> None:
    month = open_month(get_subject(ZONE), 2024, 4, by=person(), at=AT)
    assert sign_in("zuoyun-officer").post(f"/projects/dispatch/{ZONE}/close", {"month": "2024-04"}).status_code == 404
    close_month(month, by=person("zuoyun-signer"), at=AT)
    with pytest.raises(ProjectRefusedError, match="已定稿"):
        report_progress(red, 2024, 4, {"done_year": Decimal(1)}, by=person(), at=AT)
    frozen = DispatchMonth.objects.get().frozen
    assert frozen["totals"]["red"] == 1
    assert frozen["rows"][0]["lights"][0]["turn"] == "行政审批局"
    with pytest.raises(ProjectRefusedError, match="原因"):
        reopen_month(month, "", by=person("zuoyun-signer"), at=AT)
    reopen_month(month, "漏报一个项目", by=person("zuoyun-signer"), at=AT)
    report_progress(red, 2024, 4, {"done_year": Decimal(1)}, by=person(), at=AT)


def test_a_leader_chooses_the_rule_and_the_lights_follow(sign_in: Become) -> None:
    project = make_project()
    put_plan(project, 2024, {"amount": Decimal(100)}, by=person(), at=AT)
    report_progress(project, 2024, 4, {"done_year": Decimal("19")}, by=person(), at=AT)
    zone = get_subject(ZONE)
    before = read_dispatch(zone, 2024, 4, AT.date()).rows[0].colour
    choose_lights(zone, "wuhan", by=person("zuoyun-signer"), at=AT)
    assert (before, read_dispatch(zone, 2024, 4, AT.date()).rows[0].colour) == (Colour.YELLOW, Colour.RED)
    assert sign_in("zuoyun-officer").post(f"/projects/dispatch/{ZONE}/lights/choose", {"rule": "wuhan"}).status_code == 404
    assert "58%" in sign_in("zuoyun-signer").get(f"/projects/dispatch/{ZONE}/lights").content.decode()
