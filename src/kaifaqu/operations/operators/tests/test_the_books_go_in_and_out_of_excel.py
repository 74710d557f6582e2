"""A zone's contracts, assets, leases, rent and funds come from its sheets, are undone in one click, and go out as they came in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conftest import AT
from kaifaqu.core.reader.registers.write import Row, standard_layout, write_register
from kaifaqu.foundation.accounts.actions import System, create_user, grant_role
from kaifaqu.foundation.accounts.models import Role
from kaifaqu.foundation.register import Register
from kaifaqu.foundation.registers.models import Upload
from kaifaqu.foundation.registers.queries import list_registers
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.operators.models import Asset, Commitment, Company, FeeTerm, Fund, Lease, Mandate, Receipt
from kaifaqu.operations.operators.tests.scenes import LEADER, company
from tests.walks import ZONE

pytestmark = pytest.mark.usefixtures("standing_house", "db")
PAPER = "委托协议〔2024〕1号"
START, END = date(2024, 1, 1), date(2026, 12, 31)
SHEETS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("operator-mandates", {"paper": PAPER, "scope": "招商、资产运营", "area": Decimal(3000), "start": START, "end": END}),
    ("operator-fee-terms", {"words": "实收租金的10%", "paper": PAPER, "kind": "rent_share", "rate": Decimal(10), "cap": Decimal(50)}),
    ("operator-assets", {"name": "一号厂房", "kind": "plant", "area": Decimal(5000), "entrusted": True}),
    ("operator-leases", {"tenant": "甲厂", "asset": "一号厂房", "area": Decimal(2000), "rent": Decimal(24), "start": START, "end": END}),
    ("operator-receipts", {"voucher": "收1", "asset": "一号厂房", "tenant": "甲厂", "on": date(2024, 3, 31), "amount": Decimal("5.5")}),
    ("operator-funds", {"name": "产业基金", "size": Decimal(12000), "founded_on": date(2025, 2, 1), "tolerance": True}),
    ("operator-commitments", {"party": "财政局", "fund": "产业基金", "source": "fiscal", "committed": Decimal(2400)}),
)  # fmt: skip
MODELS = (Mandate, FeeTerm, Asset, Lease, Receipt, Fund, Commitment)


@pytest.fixture
def held() -> Company:
    return company()


def sheet(register: Register, row: dict[str, Any]) -> SimpleUploadedFile:
    layout = standard_layout(str(register.name), "左云经开区", date(2024, 4, 1), register.columns)
    return SimpleUploadedFile("台账.xlsx", write_register(layout, register.columns, [Row(row)]))


def send(client: Any, code: str, row: dict[str, Any], place: str = ZONE) -> Upload:
    told = {"file": sheet(list_registers()[code], row), "not_secret": "on"}
    assert client.post(f"/registers/{code}/{place}/start", told).status_code == 302
    return Upload.objects.latest("pk")


def apply(client: Any, upload: Upload) -> str:
    page: str = client.post(f"/registers/uploads/{upload.pk}/apply", follow=True).content.decode()
    return page


@pytest.mark.long  # seven workbooks in and out
def test_every_book_comes_in_goes_out_and_is_taken_back(held: Company, sign_in: Any) -> None:
    client, uploads = sign_in(LEADER), []
    for code, row in SHEETS:
        uploads.append(send(client, code, row))
        assert "已导入 1 条" in apply(client, uploads[-1]), code
    assert [model._default_manager.count() for model in MODELS] == [1] * len(MODELS)
    assert Receipt.objects.get().lease.asset.company == held
    assert Fund.objects.get().owner.code == ZONE
    for code, row in SHEETS:
        book = openpyxl.load_workbook(BytesIO(client.get(f"/registers/{code}/{ZONE}/workbook").content))
        printed = {str(cell.value) for line in book.active.iter_rows() for cell in line}
        assert str(next(iter(row.values()))) in printed, code
    for upload in reversed(uploads):
        client.post(f"/registers/uploads/{upload.pk}/undo", follow=True)
    assert [model._default_manager.count() for model in MODELS] == [0] * len(MODELS)


def test_what_another_record_rests_on_stays_and_says_why(held: Company, sign_in: Any) -> None:
    client = sign_in(LEADER)
    first = send(client, *SHEETS[0])
    apply(client, first)
    apply(client, send(client, *SHEETS[1]))
    undone = client.post(f"/registers/uploads/{first.pk}/undo", follow=True).content.decode()
    assert "没有撤回" in undone or "已经有别的记录" in undone
    assert Mandate.objects.count() == 1


def test_a_red_line_stops_the_import(held: Company, sign_in: Any) -> None:
    client = sign_in(LEADER)
    apply(client, send(client, *SHEETS[0]))
    term = {"words": "按甲公司纳税额的2%返还", "paper": PAPER, "kind": "in_place", "rate": Decimal(2), "named_firm": "甲公司"}
    assert "公平竞争审查条例" in apply(client, send(client, "operator-fee-terms", term))
    assert not FeeTerm.objects.exists()


def test_a_row_that_cannot_be_placed_says_what_comes_first(held: Company, sign_in: Any) -> None:
    client = sign_in(LEADER)
    for (code, row), words in (
        (SHEETS[1], "请先导入委托合同台账"),
        (SHEETS[3], "请先导入资产台账"),
        (SHEETS[6], "请先导入产业基金台账"),
    ):
        assert words in apply(client, send(client, code, row)), code


def test_a_company_keeps_its_own_books_and_nobody_elses(held: Company, client: Any) -> None:
    boss = create_user(username="boss", name="公司", password=None, by=System(), at=AT)
    grant_role(boss, Role.OPERATOR, held.subject, by=System(), at=AT)
    neighbour = create_user(username="neighbour", name="邻区", password=None, by=System(), at=AT)
    grant_role(neighbour, Role.LEADER, get_subject("Z140600-HR"), by=System(), at=AT)
    client.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
    assert "已导入 1 条" in apply(client, send(client, *SHEETS[2], held.subject.code))
    own = {code: client.get(f"/registers/{code}/{held.subject.code}").status_code for code, _row in SHEETS}
    assert {code for code, status in own.items() if status == 200} == {
        "operator-assets", "operator-leases", "operator-receipts", "operator-commitments",
    }  # fmt: skip
    assert {client.get(f"/registers/{code}/{ZONE}").status_code for code, _row in SHEETS} == {404}
    client.force_login(neighbour, backend="django.contrib.auth.backends.ModelBackend")
    places = (ZONE, held.subject.code)
    assert {client.get(f"/registers/{code}/{place}").status_code for code, _row in SHEETS for place in places} == {404}
