"""Enterprises, tickets, visits and lines in and out of Excel; a hotline's messy export is taught once and read from then on."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conftest import AT
from kaifaqu.core.reader.registers.write import Row, standard_layout, write_register
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.enterprises.actions import register_enterprise
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.enterprises.registers import EnterprisesRegister
from kaifaqu.foundation.register import Register
from kaifaqu.foundation.registers.models import Upload
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.production.actions import put_line, state_capacity
from kaifaqu.operations.production.models import Line, LineStatus, MonthOutput
from kaifaqu.operations.production.output_register import OutputsRegister
from kaifaqu.operations.production.registers import LinesRegister
from kaifaqu.operations.service.actions import assign_ticket
from kaifaqu.operations.service.help_register import HelpsRegister
from kaifaqu.operations.service.models import Help, Ticket, Visit
from kaifaqu.operations.service.registers import VisitsRegister

ZONE, FIRM, CODE = "Z140200-ZY", "亿诚智能机械有限公司", "91140226MA00001620"


@pytest.fixture
def officer(standing_house: None, db: None, sign_in: Callable[[str], Any]) -> Any:
    clerk = User.objects.get(username="zuoyun-clerk")
    register_enterprise(name=FIRM, parent=get_subject(ZONE), credit_code=CODE, by=clerk, at=AT)
    return sign_in("zuoyun-officer")


def send(client: Any, register: str, file: SimpleUploadedFile) -> Upload:
    assert client.post(f"/registers/{register}/{ZONE}/start", {"file": file, "not_secret": "on"}).status_code == 302
    return Upload.objects.latest("pk")


def take_in(client: Any, upload: Upload) -> str:
    page: str = client.post(f"/registers/uploads/{upload.pk}/apply", follow=True).content.decode()
    return page


def sheet(register: Register, *rows: dict[str, Any]) -> SimpleUploadedFile:
    layout = standard_layout("台账", "左云经开区", date(2024, 4, 1), register.columns)
    return SimpleUploadedFile("台账.xlsx", write_register(layout, register.columns, [Row(row) for row in rows]))


def teach(client: Any, upload: Upload, **taught: str) -> None:
    """Says on the page what the headings mean whose lowest label is given."""
    page = client.get(f"/registers/uploads/{upload.pk}").content.decode()
    keys = {label: key for key in re.findall(r'name="key" value="([^"]+)"', page) for label in taught if key.endswith(label)}
    assert set(keys) == set(taught)
    typed = {"key": [keys[label] for label in taught], "field": list(taught.values())}
    assert client.post(f"/registers/uploads/{upload.pk}/headings", typed).status_code == 302


def export_hotline(*rows: tuple[Any, ...]) -> SimpleUploadedFile:
    """As a hotline's system writes it: a merged title, a line of conditions, headings over two rows, numbers as text, a closing remark."""
    book = openpyxl.Workbook()
    table = book.active
    table.title = "工单导出"
    table.append(["12345政务服务便民热线企业诉求工单导出表"])
    table.merge_cells("A1:I1")
    table.append(["导出时间：2024-04-26 08:31:07", None, None, None, None, None, None, "导出人：值班员"])
    table.append(["序号", "工单编号", "来电信息", None, None, "诉求信息", None, None, "办理情况"])
    table.append([None, None, "诉求主体", "联系电话", "受理时间", "诉求标题", "归口分类", "工单内容", "办理状态"])
    table.merge_cells("C3:E3")
    table.merge_cells("F3:H3")
    for column in "AB":
        table.merge_cells(f"{column}3:{column}4")
    for row in rows:
        table.append(list(row))
    stream = BytesIO()
    book.save(stream)
    return SimpleUploadedFile("工单导出.xlsx", stream.getvalue())


CALLS = (
    (1, "DT2404100017", "亿诚智能机械有限公司", "0352-0000000", "2024-04-10 10:23:11", "厂区双回路供电", "供电", "请尽快\n接入", "已转办"),
    (2, "DT2404110003", " 亿诚智能机械有限公司 ", "", "2024/4/11", "招不到焊工", "人力资源", "缺20人", "已转办"),
)  # fmt: skip


def test_a_hotlines_export_is_taught_once(officer: Any) -> None:
    upload = send(officer, "tickets", export_hotline(*CALLS))
    teach(officer, upload, 诉求主体="enterprise", 归口分类="category")
    assert "已导入 2 条" in take_in(officer, upload)
    first, second = Ticket.objects.order_by("outside_number")
    assert (first.outside_number, first.channel, first.category, first.title) == (
        "DT2404100017",
        "hotline",
        "utilities",
        "厂区双回路供电",
    )
    assert first.filed_at.date() == date(2024, 4, 10)
    assert (second.category, second.enterprise.name) == ("labour", FIRM)
    # the next export needs no teaching, and knows what is there
    third = (3, "DT2404120001", FIRM, "", "2024-04-12", "物流不畅", "物流", "", "已转办")
    assert "已导入 1 条" in take_in(officer, send(officer, "tickets", export_hotline(*CALLS, third)))
    assert Ticket.objects.count() == 3


def export_settled(*rows: tuple[Any, ...]) -> SimpleUploadedFile:
    """The same hotline's month-end export: with what has come of each call."""
    book = openpyxl.Workbook()
    book.active.append(
        ["工单编号", "企业名称", "受理时间", "诉求标题", "诉求类别", "办理状态", "办结时间", "办理结果", "满意度"]
    )
    for row in rows:
        book.active.append(list(row))
    stream = BytesIO()
    book.save(stream)
    return SimpleUploadedFile("月末工单.xlsx", stream.getvalue())


DONE = ("DT2404100017", FIRM, "2024-04-10", "厂区双回路供电", "供电", "已办结", "2024-04-18", "供电公司已接入", "满意")
STILL = ("DT2404110003", FIRM, "2024-04-11", "招不到焊工", "人力资源", "办理中", None, "", "")


def test_a_call_that_the_hotline_settled_stays_settled(officer: Any) -> None:
    assert "已导入 2 条" in take_in(officer, send(officer, "tickets", export_settled(DONE, STILL)))
    done, still = Ticket.objects.order_by("outside_number")
    assert (done.state, done.rating, done.answer, done.outcome) == ("settled", "good", "供电公司已接入", "")
    assert (done.filed_at.date(), done.closed_at.date() if done.closed_at else None) == (date(2024, 4, 10), date(2024, 4, 18))
    assert (still.state, still.outside_state) == ("filed", "办理中")
    page = officer.get(f"/service/tickets/{done.pk}/").content.decode()
    assert "据12345工单DT2404100017：办理状态“已办结”，办结日期2024-04-18" in page
    assert "签收" not in page
    listed = officer.get("/service/?view=settled").content.decode()
    assert DONE[3] in listed
    assert STILL[3] not in listed
    assert 'view=received">1</a>' in listed.replace("?", "")  # received here: only the one that is still open
    # the same file again changes nothing; the next month's settles the other
    assert take_in(officer, send(officer, "tickets", export_settled(DONE, STILL)))
    later = (*STILL[:5], "已归档", "2024-05-06", "已介绍三人", "基本满意")
    take_in(officer, send(officer, "tickets", export_settled(DONE, later)))
    assert [(row.state, row.rating) for row in Ticket.objects.order_by("outside_number")] == [
        ("settled", "good"),
        ("settled", "fair"),
    ]


def test_a_ticket_in_hand_stays_in_hand_whatever_the_hotline_says(officer: Any) -> None:
    take_in(officer, send(officer, "tickets", export_settled(STILL)))
    ticket = Ticket.objects.get()
    assign_ticket(ticket, office=get_subject(ZONE), by=User.objects.get(username="zuoyun-officer"), at=AT)
    take_in(officer, send(officer, "tickets", export_settled((*STILL[:5], "已办结", "2024-05-06", "", ""))))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.outside_state, ticket.closed_at) == ("assigned", "已办结", None)


def test_an_import_of_tickets_is_taken_back_and_can_come_again(officer: Any) -> None:
    rows = [(*row[:2], row[2].strip(), *row[3:]) for row in CALLS]
    upload = send(officer, "tickets", export_hotline(*rows))
    teach(officer, upload, 诉求主体="enterprise", 归口分类="category")
    take_in(officer, upload)
    officer.post(f"/registers/uploads/{upload.pk}/undo")
    assert set(Ticket.objects.values_list("state", "outside_number")) == {("withdrawn", "")}
    assert "已导入 2 条" in take_in(officer, send(officer, "tickets", export_hotline(*rows)))
    page = officer.get(f"/registers/tickets/{ZONE}/workbook")
    table = openpyxl.load_workbook(BytesIO(page.content)).active
    printed = [str(cell.value) for row in table.iter_rows() for cell in row if cell.value]
    assert printed.count("厂区双回路供电") == 1


def test_a_firm_that_nobody_registered_stops_the_file(officer: Any) -> None:
    strange = (1, "DT1", "某某不在册有限公司", "", "2024-04-10", "停电", "供电", "", "")
    upload = send(officer, "tickets", export_hotline(strange))
    teach(officer, upload, 诉求主体="enterprise")
    assert "企业名录里没有" in take_in(officer, upload)
    assert not Ticket.objects.exists()


def test_enterprises_come_with_code_sector_and_scale(officer: Any) -> None:
    new = {
        "name": "甲制造有限公司",
        "credit_code": "91140226MA0000349Y",
        "sector": "industry",
        "scale": "above",
        "scale_since": date(2023, 1, 1),
        "industry_2017": "C3441",
    }
    upload = send(
        officer, "enterprises", sheet(EnterprisesRegister(), new, {"name": FIRM, "credit_code": CODE, "address": "左云县"})
    )
    assert "已导入 2 条" in take_in(officer, upload)
    firm = Enterprise.objects.get(credit_code="91140226MA0000349Y")
    assert (firm.sector, firm.scales.get().scale, firm.subject.parent.code) == ("industry", "above", ZONE)
    assert Enterprise.objects.get(credit_code=CODE).address == "左云县"
    officer.post(f"/registers/uploads/{upload.pk}/undo")
    assert not Enterprise.objects.filter(name="甲制造有限公司").exists()
    assert Enterprise.objects.get(credit_code=CODE).address == ""
    bad = send(officer, "enterprises", sheet(EnterprisesRegister(), {"name": "乙", "credit_code": "91140226MA00001621"}))
    assert "校验码" in take_in(officer, bad)


def test_visits_come_go_and_are_taken_back(officer: Any) -> None:
    row = {
        "enterprise": FIRM,
        "on": date(2024, 4, 9),
        "findings": "满产",
        "output": Decimal(320),
        "workers": Decimal(85),
        "by_principal": True,
    }
    upload = send(officer, "visits", sheet(VisitsRegister(), row))
    assert "已导入 1 条" in take_in(officer, upload)
    visit = Visit.objects.get()
    assert (visit.office.code, visit.workers, visit.by_principal, visit.output) == (ZONE, 85, True, Decimal(320))
    again = send(officer, "visits", sheet(VisitsRegister(), {**row, "findings": "满产，订单到六月"}))
    take_in(officer, again)
    assert Visit.objects.get().findings == "满产，订单到六月"
    officer.post(f"/registers/uploads/{again.pk}/undo")
    officer.post(f"/registers/uploads/{upload.pk}/undo")
    assert not Visit.objects.exists()


def test_lines_come_go_and_are_taken_back(officer: Any) -> None:
    row = {
        "name": "一号线",
        "owner": FIRM,
        "product": "托辊",
        "status": "full",
        "since": date(2024, 1, 1),
        "capacity": Decimal(20),
        "unit": "万支",
    }
    upload = send(officer, "lines", sheet(LinesRegister(), row))
    assert "已导入 1 条" in take_in(officer, upload)
    line = Line.objects.get()
    assert (line.status, str(line.capacities.get())) == ("full", "20 万支/年")
    take_in(officer, send(officer, "lines", sheet(LinesRegister(), {**row, "status": "stopped", "since": date(2024, 4, 1)})))
    assert Line.objects.get().status == "stopped"
    nobody = send(officer, "lines", sheet(LinesRegister(), {**row, "owner": "不在册"}))
    assert "不是本区登记" in take_in(officer, nobody)


def test_help_comes_goes_and_tells_later_what_came_of_it(officer: Any) -> None:
    row = {"enterprise": FIRM, "on": date(2024, 4, 2), "kind": "process", "words": "优化工艺", "output_before": Decimal(300)}
    upload = send(officer, "helps", sheet(HelpsRegister(), row))
    assert "已导入 1 条" in take_in(officer, upload)
    helped = Help.objects.get()
    assert (
        "不是产值" in officer.post(f"/service/help/{helped.pk}/after", {"output_after": "很多"}, follow=True).content.decode()
    )
    assert officer.post(f"/service/help/{helped.pk}/after", {"output_after": "360"}).status_code == 302
    helped.refresh_from_db()
    assert helped.output_after == 360
    assert [row.values["output_after"] for row in HelpsRegister().rows(get_subject(ZONE))] == [360]
    # the same row again with what came of it changes nothing but that
    again = send(officer, "helps", sheet(HelpsRegister(), {**row, "output_after": Decimal(380)}))
    assert "已导入 1 条" in take_in(officer, again)
    assert Help.objects.get().output_after == 380
    officer.post(f"/registers/uploads/{again.pk}/undo")
    assert Help.objects.get().output_after == 360


def test_output_comes_month_by_month_and_a_correction_is_the_next_statement(officer: Any) -> None:
    clerk, zone = User.objects.get(username="zuoyun-clerk"), get_subject(ZONE)
    line = put_line(
        owner=Enterprise.objects.get(name=FIRM).subject, name="一号线", product="托辊", status=LineStatus.FULL, by=clerk, at=AT
    )
    state_capacity(lines=[line], amount=Decimal(12), unit="万台", scope="一号线", by=clerk, at=AT)
    row = {"scope": "一号线", "owner": FIRM, "month": "2024-03", "planned": Decimal(1), "real": Decimal("0.9")}
    assert "已导入 1 条" in take_in(officer, send(officer, "outputs", sheet(OutputsRegister(), row)))
    assert "已导入 1 条" in take_in(
        officer, send(officer, "outputs", sheet(OutputsRegister(), {**row, "real": Decimal("0.8")}))
    )
    assert MonthOutput.objects.count() == 2
    assert [row.values["real"] for row in OutputsRegister().rows(zone)] == [Decimal("0.8")]
    assert "没有登记产能" in take_in(officer, send(officer, "outputs", sheet(OutputsRegister(), {**row, "scope": "二号线"})))


@pytest.mark.parametrize("register", ["enterprises", "tickets", "visits", "lines", "helps", "outputs"])
def test_strangers_learn_nothing_of_a_list(officer: Any, sign_in: Callable[[str], Any], register: str) -> None:
    assert officer.get(f"/registers/{register}/{ZONE}").status_code == 200
    assert officer.get(f"/registers/{register}/{ZONE}/workbook").status_code == 200
    for stranger in (
        "huairen-officer",
        "enterprise",
        "operator",
        "auditor",
        "datong" if register != "enterprises" else "linfen",
    ):
        assert sign_in(stranger).get(f"/registers/{register}/{ZONE}").status_code == 404, stranger
