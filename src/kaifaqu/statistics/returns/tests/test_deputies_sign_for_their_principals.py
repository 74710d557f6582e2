"""AB角: B signs for A on the agreed days, says so, and neither signs twice in a row; the stamped page stands with the return."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from conftest import AT
from kaifaqu.foundation.accounts.actions import System, create_user, grant_role
from kaifaqu.foundation.accounts.models import Role, User
from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.foundation.zones.actions import register_zone
from kaifaqu.statistics.returns.actions import ReturnRefusedError, sign_step
from kaifaqu.statistics.returns.deputy_actions import DeputyRefusedError, attach_stamped_page, end_deputy, name_deputy
from kaifaqu.statistics.returns.models import Deputy
from kaifaqu.statistics.returns.queries import chain_of, may_sign
from tests.walks import STAFF, ZONE, file_quarter, person, sign

pytestmark = pytest.mark.usefixtures("standing_house", "db")
TODAY = date(2024, 4, 26)


@pytest.fixture
def colleague() -> User:
    """A reader of the zone, without a role in signing."""
    user: User = create_user(username="zuoyun-b", name="左云B角", password=None, by=System(), at=AT)
    grant_role(user, Role.READER, get_subject(ZONE), by=System(), at=AT)
    return user


def stand_in(deputy: User, principal: str = "zuoyun-signer", days: int = 3) -> Any:
    return name_deputy(deputy, TODAY, TODAY + timedelta(days=days), "出差", by=person(principal), at=AT)


def test_a_deputy_signs_and_it_says_for_whom(colleague: User) -> None:
    return_ = sign(file_quarter(), STAFF[:2])
    with pytest.raises(ReturnRefusedError, match="签发人"):
        sign_step(return_, by=colleague, at=AT)
    stand_in(colleague)
    assert may_sign(return_, colleague, TODAY)
    assert not may_sign(return_, colleague, TODAY + timedelta(days=4))
    signed = sign_step(return_, by=colleague, at=AT)
    signature = signed.signatures.last()
    assert signature is not None
    assert signature.step_label == "签发·报送（代左云签发人）"
    assert chain_of(signed)[2][3] == signature
    last = list_acts(f"return:{return_.pk}").last()
    assert last is not None
    assert last.new["for"] == "左云签发人"


def test_a_deputy_whose_days_are_over_or_taken_back_signs_nothing(colleague: User) -> None:
    row = stand_in(colleague)
    return_ = sign(file_quarter(), STAFF[:2])
    with pytest.raises(ReturnRefusedError, match="签发人"):
        sign_step(return_, by=colleague, at=AT + timedelta(days=5))
    with pytest.raises(DeputyRefusedError, match="A 角本人"):
        end_deputy(row, by=colleague, at=AT)
    end_deputy(row, by=person("zuoyun-signer"), at=AT)
    with pytest.raises(ReturnRefusedError, match="签发人"):
        sign_step(return_, by=colleague, at=AT)


def test_a_deputy_is_no_second_hand_of_one_who_signed() -> None:
    return_ = sign(file_quarter(), STAFF[:2])
    reviewer = person("zuoyun-reviewer")
    stand_in(reviewer)
    with pytest.raises(ReturnRefusedError, match="连签相邻两步"):
        sign_step(return_, by=reviewer, at=AT)
    assert not may_sign(return_, reviewer, TODAY)


def test_who_is_deputised_for_does_not_sign_the_next_step(colleague: User) -> None:
    signer = person("zuoyun-signer")
    grant_role(signer, Role.REVIEWER, get_subject(ZONE), by=System(), at=AT)
    stand_in(colleague)
    return_ = sign_step(sign(file_quarter(), STAFF[:1]), by=colleague, at=AT)
    with pytest.raises(ReturnRefusedError, match="连签相邻两步"):
        sign_step(return_, by=signer, at=AT)


def test_an_office_of_two_works_with_a_deputy(colleague: User) -> None:
    register_zone(get_subject(ZONE), by=System(), at=AT, small_office=True)
    stand_in(colleague)
    return_ = sign_step(sign(file_quarter(), STAFF[:1]), by=colleague, at=AT)
    assert (return_.chain, return_.position) == (["declare", "issue", "city_review", "accept"], 2)


@pytest.mark.parametrize(
    ("who", "first", "last", "reason", "words"),
    [
        ("zuoyun-signer", TODAY, TODAY, "出差", "不能是本人"), ("tianjin-office", TODAY, TODAY, "出差", "同一单位"),
        ("zuoyun-clerk", TODAY, date(2024, 4, 25), "出差", "起止日期"), ("zuoyun-clerk", TODAY, TODAY, " ", "事由"),
    ],
)  # fmt: skip
def test_a_deputy_is_a_colleague_for_some_days_and_a_reason(who: str, first: date, last: date, reason: str, words: str) -> None:
    with pytest.raises(DeputyRefusedError, match=words):
        name_deputy(person(who), first, last, reason, by=person("zuoyun-signer"), at=AT)


def test_one_deputy_at_a_time(colleague: User) -> None:
    stand_in(colleague)
    with pytest.raises(DeputyRefusedError, match="已有 B 角"):
        stand_in(person("zuoyun-clerk"), days=1)


def test_the_page_names_and_takes_back(colleague: User, sign_in: Callable[[str], Any]) -> None:
    client = sign_in("zuoyun-signer")
    data = {"deputy": colleague.pk, "first_day": "2090-01-01", "last_day": "2090-01-05", "reason": "休假"}
    assert client.post("/returns/deputies/name", {**data, "first_day": "x"}).status_code == 422
    page = client.post("/returns/deputies/name", data, follow=True).content.decode()
    assert "2090-01-05" in page
    assert "未到起日" in page
    row = Deputy.objects.get()
    assert sign_in("datong").post(f"/returns/deputies/{row.pk}/end").status_code == 404
    sign_in("zuoyun-signer").post(f"/returns/deputies/{row.pk}/end")
    assert Deputy.objects.get().ended_at is not None


def scan() -> bytes:
    """A page with something written on it: an empty one is refused like any empty file."""
    page, buffer = Image.new("RGB", (640, 160), "white"), io.BytesIO()
    ImageDraw.Draw(page).text((30, 40), "SIGNED 2024-04-26", fill="black", font=ImageFont.load_default(size=56))
    page.save(buffer, "PNG")
    return buffer.getvalue()


def test_a_stamped_page_stands_with_its_return(sign_in: Callable[[str], Any]) -> None:
    return_ = sign(file_quarter(), STAFF[:2])
    client = sign_in("zuoyun-signer")
    page = client.post(
        f"/returns/{return_.pk}/stamp", {"file": SimpleUploadedFile("盖章页.png", scan()), "not_secret": "on"}, follow=True
    )
    assert "盖章页.png" in page.content.decode()
    stamped = return_.stamped_pages.get()
    answer = sign_in("datong").get(f"/returns/stamped/{stamped.pk}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    for stranger in ("operator", "huairen-officer", "enterprise"):
        assert sign_in(stranger).get(f"/returns/stamped/{stamped.pk}").status_code == 404
    assert attach_stamped_page(return_, scan(), "again.png", by=person("zuoyun-signer"), at=AT).pk == stamped.pk


def test_a_spreadsheet_is_no_stamped_page(sign_in: Callable[[str], Any]) -> None:
    return_ = sign(file_quarter(), STAFF[:2])
    page = sign_in("zuoyun-signer").post(
        f"/returns/{return_.pk}/stamp", {"file": SimpleUploadedFile("a.txt", b"text"), "not_secret": "on"}, follow=True
    )
    assert "应是扫描件" in page.content.decode()
    assert not return_.stamped_pages.exists()
