"""A messy 招商台账 comes in, is tried, imported, undone, and goes out; a signature cannot come in by a sheet."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from django.core.files.uploadedfile import SimpleUploadedFile

from kaifaqu.core.reader.registers.read import read_register
from kaifaqu.foundation.registers.models import Upload
from kaifaqu.foundation.registers.queries import plan_of
from kaifaqu.operations.promotion.models import Lead, Prospect
from kaifaqu.operations.promotion.registers import LeadRegister
from kaifaqu.operations.promotion.vocabulary import LeadState

pytestmark = pytest.mark.usefixtures("standing_house", "db")
HEAD = ("序号", "招商项目", "客商", "注册地", "洽谈阶段", "对接日期", "计划总投资（亿元）", "用地（亩）")


def workbook(*rows: tuple[Any, ...]) -> SimpleUploadedFile:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("2024年")
        sheet.merge_range(0, 0, 0, 7, "驻津招商局招商项目台账", None)
        sheet.write(1, 0, "填报单位：驻津招商局")
        for at, row in enumerate((HEAD, *rows), 2):
            sheet.write_row(at, 0, row)
    return SimpleUploadedFile("招商台账.xlsx", stream.getvalue())


def upload(client: Any, *rows: tuple[Any, ...]) -> Upload:
    answer = client.post("/registers/promotion-leads/JWB-BHB/start", {"file": workbook(*rows), "not_secret": "on"})
    assert answer.status_code == 302
    return Upload.objects.latest("pk")


def test_a_messy_register_comes_in_is_undone_and_goes_out(sign_in: Callable[[str], Any]) -> None:
    client = sign_in("tianjin-office")
    rows = (
        (1, "原料药项目", "天津甲医药化工股份有限公司", "天津", "洽谈", "2024.4.21", "2.7", 50),
        (2, "器械项目", "北京乙医疗器械有限公司", "北京", "线索", "2024年3月5日", "—", ""),
        ("合计", "", "", "", "", "", 2.7, 50),
    )
    file = upload(client, *rows)
    client.post(f"/registers/uploads/{file.pk}/apply")
    first = Lead.objects.get(title="原料药项目")
    assert (str(first.intended.normalize()), first.state, first.first_on.isoformat()) == (
        "2.7E+4",
        LeadState.TALKS,
        "2024-04-21",
    )
    assert Lead.objects.get(title="器械项目").intended is None
    sent = client.get("/registers/promotion-leads/JWB-BHB/workbook").content
    names = {record.values["title"] for record in read_register(sent, LeadRegister.columns).records}
    assert names == {"原料药项目", "器械项目"}
    client.post(f"/registers/uploads/{file.pk}/undo")
    assert set(Lead.objects.values_list("state", flat=True)) == {LeadState.ENDED}


def test_a_firm_written_otherwise_is_the_same_firm_and_can_be_taken_back(sign_in: Callable[[str], Any]) -> None:
    client = sign_in("tianjin-office")
    first = (1, "原料药项目", "天津甲医药化工股份有限公司", "天津", "洽谈", "2024.4.21", "2.7", 50)
    client.post(f"/registers/uploads/{upload(client, first).pk}/apply")
    again = (1, "原料药项目", "甲医药化工股份有限公司（天津）", "天津市西青区", "在谈", "2024-04-21", 3, "")
    file = upload(client, again)
    assert [row.column.field for row in plan_of(file, LeadRegister()).taken[0].differences] == ["region", "intended"]
    client.post(f"/registers/uploads/{file.pk}/apply")
    assert (Lead.objects.get().intended, Prospect.objects.get().region) == (30000, "天津市西青区")
    client.post(f"/registers/uploads/{file.pk}/undo")
    assert (Lead.objects.get().intended, Prospect.objects.get().region) == (27000, "天津")
    moved = upload(client, (*first[:5], "2023.1.1", *first[6:]))
    assert "首谈日决定首谈保护" in client.post(f"/registers/uploads/{moved.pk}/apply").content.decode()


def test_a_signature_cannot_come_in_by_a_sheet(sign_in: Callable[[str], Any]) -> None:
    client = sign_in("tianjin-office")
    file = upload(client, (1, "原料药项目", "天津甲医药化工股份有限公司", "天津", "签约", "2024.4.21", "2.7", 50))
    page = client.post(f"/registers/uploads/{file.pk}/apply").content.decode()
    assert "签约要逐项过前置条件" in page
    assert not Lead.objects.exists()


def test_a_stranger_does_not_learn_of_the_register(sign_in: Callable[[str], Any]) -> None:
    assert sign_in("zuoyun-officer").get("/registers/promotion-leads/JWB-BHB").status_code == 404
    assert sign_in("province").get("/registers/promotion-leads/JWB-BHB").status_code == 404
