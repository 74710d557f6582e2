"""A messy 地块台账 and 厂房台账 come in, are undone, and go out; a contract cannot come in by a sheet."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from django.core.files.uploadedfile import SimpleUploadedFile

from conftest import AT
from kaifaqu.core.reader.registers.read import read_register
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.registers.models import Upload
from kaifaqu.foundation.registers.queries import plan_of
from kaifaqu.operations.space import actions
from kaifaqu.operations.space.models import Parcel, ParcelState, Plant
from kaifaqu.operations.space.registers import ParcelRegister, PlantRegister, read_utilities

pytestmark = pytest.mark.usefixtures("standing_house", "db")
ZONE = "Z140600-HR"
HEAD = (
    "序号",
    "地块编号",
    "园区",
    "坐落",
    "土地面积（亩）",
    "规划用地性质",
    "起拍价",
    "基础设施配套",
    "是否标准地",
    "供应状态",
)
SignIn = Callable[[str], Any]


def workbook(head: tuple[str, ...], *rows: tuple[Any, ...]) -> SimpleUploadedFile:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("2024年")
        sheet.merge_range(0, 0, 0, len(head) - 1, "怀仁经开区可供地台账", None)
        for at, row in enumerate((head, *rows), 1):
            sheet.write_row(at, 0, row)
    return SimpleUploadedFile("台账.xlsx", stream.getvalue())


def upload(client: Any, register: str, file: SimpleUploadedFile) -> Upload:
    answer = client.post(f"/registers/{register}/{ZONE}/start", {"file": file, "not_secret": "on"})
    assert answer.status_code == 302
    return Upload.objects.latest("pk")


ROWS = (
    (1, "HR-01", "生物医药化工园区", "经六路东", "60.003", "化工用地", "9.6", "路、电、天然气，蒸汽", "√", "净地"),
    (2, "HR-02", "", "纬三路北", 30, "二类工业用地", "—", "七通一平", "否", "待征收"),
    ("合计", "", "", "", 90.003, "", "", "", "", ""),
)


def test_a_messy_list_of_parcels_comes_in_is_undone_and_goes_out(sign_in: SignIn) -> None:
    client = sign_in("huairen-officer")
    assert "/registers/space-parcels/Z140600-HR" in client.get("/space/").content.decode()
    file = upload(client, "space-parcels", workbook(HEAD, *ROWS))
    client.post(f"/registers/uploads/{file.pk}/apply")
    one, two = Parcel.objects.order_by("code")
    assert (one.subject.code, one.area, one.price, one.is_standard) == (
        "K140600-HR-YH",
        Decimal("60.003"),
        Decimal("9.6"),
        True,
    )
    assert (one.utilities, one.state, two.state) == (["road", "power", "gas", "heat"], ParcelState.FREE, ParcelState.PREPARING)
    assert len(two.utilities) == 8
    sent = client.get(f"/registers/space-parcels/{ZONE}/workbook").content
    assert {row.values["code"] for row in read_register(sent, ParcelRegister.columns).records} == {"HR-01", "HR-02"}
    back = upload(client, "space-parcels", SimpleUploadedFile("回.xlsx", sent))
    assert [(row.name, row.differences) for row in plan_of(back, ParcelRegister()).taken] == []
    client.post(f"/registers/uploads/{file.pk}/undo")
    assert not Parcel.objects.exists()


def test_what_a_sheet_cannot_say_is_refused_with_its_place(sign_in: SignIn) -> None:
    client, officer = sign_in("huairen-officer"), User.objects.get(username="huairen-officer")
    wrong = (1, "HR-03", "东区", "", 20, "工业", "", "五通一平", "", "净地")
    file = upload(client, "space-parcels", workbook(HEAD, wrong))
    page = client.get(f"/registers/uploads/{file.pk}").content.decode()
    assert "没有叫“东区”的园区" in page
    assert "配套“五通一平”认不出来" in page
    client.post(f"/registers/uploads/{upload(client, 'space-parcels', workbook(HEAD, ROWS[0])).pk}/apply")
    parcel = Parcel.objects.get()
    actions.reserve_parcel(parcel, words="甲", source="a:1", url="", until=date(2030, 1, 1), by=officer, at=AT)
    again = upload(client, "space-parcels", workbook(HEAD, (*ROWS[0][:-1], "已出让")))
    assert "状态不能用表格改" in client.post(f"/registers/uploads/{again.pk}/apply").content.decode()
    with pytest.raises(actions.SpaceRefusedError, match="没有撤回"):
        actions.remove_space(Parcel.objects.get(), by=officer, at=AT)


def test_areas_in_other_units_are_converted_exactly_and_the_sheets_own_figure_is_named(sign_in: SignIn) -> None:
    client = sign_in("huairen-officer")
    rows = (
        ("HR-11", "2.5公顷", "工业用地"),
        ("HR-12", "66670㎡", "工业用地"),
        ("HR-13", "30亩", "工业用地"),
        ("HR-14", "4", "工业用地"),
    )
    file = upload(client, "space-parcels", workbook(("宗地号", "用地面积（公顷）", "用途"), *rows))
    page = client.get(f"/registers/uploads/{file.pk}").content.decode()
    assert "表上 2.5公顷" in page
    assert "表上 4 公顷" in page
    client.post(f"/registers/uploads/{file.pk}/apply")
    areas = dict(Parcel.objects.order_by("code").values_list("code", "area"))
    assert areas == {"HR-11": Decimal("37.5"), "HR-12": Decimal("100.005"), "HR-13": Decimal(30), "HR-14": Decimal(60)}


def test_a_money_unit_over_the_table_says_nothing_of_areas(sign_in: SignIn) -> None:
    client = sign_in("huairen-officer")
    sheet = workbook(("单位：万元", "", ""), ("宗地号", "面积", "用途"), ("HR-21", 12, "工业用地"))
    client.post(f"/registers/uploads/{upload(client, 'space-parcels', sheet).pk}/apply")
    assert Parcel.objects.get().area == Decimal(12)


def test_plants_come_in_and_go_out(sign_in: SignIn) -> None:
    client = sign_in("huairen-officer")
    head = ("厂房名称", "面积（万平方米）", "月租金", "承重", "配套设施")
    file = upload(
        client, "space-plants", workbook(head, ("1号厂房", "1.2", "8.5", "1.5", "水、电"), ("2号厂房", "0.6", "", "", ""))
    )
    client.post(f"/registers/uploads/{file.pk}/apply")
    first = Plant.objects.get(name="1号厂房")
    assert (first.area, first.rent, first.load, first.utilities) == (
        Decimal(12000),
        Decimal("8.5"),
        Decimal("1.5"),
        ["water", "power"],
    )
    sent = client.get(f"/registers/space-plants/{ZONE}/workbook").content
    assert len(read_register(sent, PlantRegister.columns).records) == 2


def test_a_stranger_does_not_learn_of_the_lists(sign_in: SignIn) -> None:
    for stranger in ("zuoyun-officer", "tianjin-office", "province", "zuoyun-clerk"):
        assert sign_in(stranger).get(f"/registers/space-parcels/{ZONE}").status_code == 404
        assert sign_in(stranger).get(f"/registers/space-plants/{ZONE}/workbook").status_code == 404


def test_utilities_are_read_as_they_are_written() -> None:
    assert read_utilities("三通一平；通讯") == (["road", "water", "power", "network", "levelled"], [])
    assert read_utilities("水 电 飞机场") == (["water", "power"], ["飞机场"])
