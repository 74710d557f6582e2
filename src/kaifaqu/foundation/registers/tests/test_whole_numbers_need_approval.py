"""Telephone numbers go out masked; whole ones by another's approval, for a day; what went out masked comes back as unchanged."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conftest import AT
from kaifaqu.foundation.accounts.actions import System, create_user, grant_role
from kaifaqu.foundation.accounts.models import Role, User
from kaifaqu.foundation.enterprises.actions import register_enterprise
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.foundation.personal import is_masked, mask_phones
from kaifaqu.foundation.registers.models import Upload, WholeExport
from kaifaqu.foundation.subjects.queries import get_subject

pytestmark = pytest.mark.usefixtures("standing_house", "db")
ZONE, NUMBER = "Z140200-ZY", "13812345678"
PAGE = f"/registers/enterprises/{ZONE}"
Person = Callable[[str], Any]


@pytest.fixture
def firm() -> Enterprise:
    clerk = User.objects.get(username="zuoyun-clerk")
    return register_enterprise(name="左云某某机械有限公司", parent=get_subject(ZONE), by=clerk, at=AT, phone=NUMBER)


def printed(answer: Any) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return [str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("13812345678", "138****5678"), ("王主任 138-1234-5678", "王主任 138****5678"), ("0352-7654321", "035****4321"), ("7654321", "*****21"),
        ("2024年投资81234567.5万元", "2024年投资81234567.5万元"), ("91140226MA0K1234X5", "91140226MA0K1234X5"), ("", ""),
    ],
)  # fmt: skip
def test_numbers_are_masked_and_nothing_else_is(text: str, shown: str) -> None:
    assert mask_phones(text) == shown
    assert mask_phones(shown) == shown
    assert is_masked(shown) == ("*" in shown)


def test_an_export_is_masked_marked_and_written_down(firm: Enterprise, sign_in: Person) -> None:
    answer = sign_in("zuoyun-clerk").get(f"{PAGE}/workbook")
    assert "138****5678" in printed(answer)
    assert NUMBER not in printed(answer)
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert "zuoyun-clerk" in book.active.oddFooter.left.text
    assert Entry.objects.filter(act="registers.export", new__rows=1).count() == 1


def test_what_went_out_masked_comes_back_unchanged_and_never_becomes_a_number(firm: Enterprise, sign_in: Person) -> None:
    clerk = sign_in("zuoyun-clerk")
    workbook = clerk.get(f"{PAGE}/workbook").content
    clerk.post(f"{PAGE}/start", {"file": SimpleUploadedFile("名录.xlsx", workbook), "not_secret": "on"})
    upload = Upload.objects.get()
    assert clerk.post(f"/registers/uploads/{upload.pk}/apply").status_code == 302
    firm.refresh_from_db()
    assert firm.phone == NUMBER
    firm.phone = "13900001111"
    firm.save(update_fields=["phone"])
    refused = clerk.get(f"/registers/uploads/{upload.pk}")
    assert "打码" in refused.content.decode()


def test_whole_numbers_want_another_person(firm: Enterprise, sign_in: Person) -> None:
    chief = create_user(username="zuoyun-chief", name="主任", password=None, by=System(), at=AT, is_demonstration=True)
    grant_role(chief, Role.LEADER, get_subject(ZONE), by=System(), at=AT)
    clerk = sign_in("zuoyun-clerk")
    assert clerk.get(f"{PAGE}/workbook?whole=1").status_code == 302
    clerk.post(f"{PAGE}/whole", {"reason": "惠企政策电话通知"})
    wish = WholeExport.objects.get()
    assert clerk.post(f"/registers/whole/{wish.pk}/decide", {"granted": "yes"}).status_code == 404
    sign_in("zuoyun-chief").post(f"/registers/whole/{wish.pk}/decide", {"granted": "yes"})
    clerk = sign_in("zuoyun-clerk")
    assert NUMBER in printed(clerk.get(f"{PAGE}/workbook?whole=1"))
    assert Entry.objects.filter(act="registers.export", new__whole=wish.pk).exists()
    WholeExport.objects.update(decided_at=AT)
    assert clerk.get(f"{PAGE}/workbook?whole=1").status_code == 302


def test_a_number_is_shown_once_and_the_look_is_written_down(firm: Enterprise, sign_in: Person) -> None:
    clerk = sign_in("zuoyun-clerk")
    page = clerk.get(f"/enterprises/{firm.pk}/").content.decode()
    assert "138****5678" in page
    assert NUMBER not in page
    assert NUMBER in clerk.post(f"/enterprises/{firm.pk}/phone").content.decode()
    assert (
        Entry.objects.filter(act="enterprises.reveal_phone", actor_name=User.objects.get(username="zuoyun-clerk").name).count()
        == 1
    )
