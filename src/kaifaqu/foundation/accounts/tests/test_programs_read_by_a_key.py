"""A program reads the API by a key of an account: as much as the account, nothing else, and no longer than the key holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kaifaqu.foundation.accounts.actions import System, reset_password
from kaifaqu.foundation.accounts.models import AccessToken, User
from kaifaqu.foundation.accounts.token_actions import LONGEST, TokenRefusedError, make_token
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import get_subject

pytestmark = pytest.mark.usefixtures("standing_house", "db")


def clerk() -> User:
    return User.objects.get(username="zuoyun-clerk")


def ask(secret: str, path: str = "/api/v1/subjects", method: str = "GET") -> Any:
    return Client().generic(method, path, headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def secret() -> str:
    return make_token("统计平台", 30, by=clerk(), at=timezone.now())[1]


def test_a_key_reads_what_its_account_reads(secret: str, sign_in: Callable[[str], Any]) -> None:
    own = sign_in("zuoyun-clerk").get("/api/v1/subjects").json()
    assert ask(secret).json() == own
    assert AccessToken.objects.get().last_used_on == timezone.localdate()


def test_a_key_opens_the_api_only_and_writes_nothing(secret: str) -> None:
    assert ask(secret, "/returns/").status_code == 302
    assert ask(secret, "/api/v1/subjects", "POST").status_code == 405


def test_a_wrong_void_or_old_key_and_a_stopped_account_read_nothing(secret: str) -> None:
    assert ask("kfq_wrong").status_code == 401
    for change in ({"ended_at": timezone.now()}, {"ended_at": None, "ends_on": timezone.localdate() - timedelta(days=1)}):
        AccessToken.objects.update(**change)
        assert ask(secret).status_code == 401
    AccessToken.objects.update(ends_on=timezone.localdate())
    assert ask(secret).status_code == 200
    User.objects.filter(pk=clerk().pk).update(is_active=False)
    assert ask(secret).status_code == 401


def test_a_reset_password_voids_the_keys(secret: str) -> None:
    reset_password(clerk(), by=System(), at=timezone.now())
    assert ask(secret).status_code == 401


def test_a_key_is_made_and_ended_on_the_page_by_its_owner_alone(sign_in: Callable[[str], Any]) -> None:
    page = sign_in("zuoyun-clerk").post("/accounts/mine/tokens", {"name": "统计平台", "days": "30"}).content.decode()
    token = AccessToken.objects.get()
    assert "kfq_" in page
    assert token.digest not in page
    assert "kfq_" not in sign_in("zuoyun-clerk").get("/accounts/mine").content.decode()
    assert sign_in("datong").post(f"/accounts/mine/tokens/{token.pk}/end").status_code == 404
    sign_in("zuoyun-clerk").post(f"/accounts/mine/tokens/{token.pk}/end")
    token.refresh_from_db()
    assert token.ended_at is not None
    assert {"accounts.make_token", "accounts.end_token"} <= set(Entry.objects.values_list("act", flat=True))


@pytest.mark.parametrize(("name", "days"), [("", 30), ("平台", 0), ("平台", LONGEST + 1)])
def test_a_key_wants_a_purpose_and_an_end(name: str, days: int) -> None:
    with pytest.raises(TokenRefusedError):
        make_token(name, days, by=clerk(), at=timezone.now())


def test_a_key_opens_what_its_scopes_say(secret: str) -> None:
    assert ask(secret, "/api/v1/facts").status_code == 200
    narrow = make_token("只取数", 30, by=clerk(), at=timezone.now(), scopes=["facts"])[1]
    assert ask(narrow, "/api/v1/facts").status_code == 200
    refused = ask(narrow, "/api/v1/facts.csv")
    assert refused.status_code == 403
    assert "入账的数" in refused.json()["detail"]
    with pytest.raises(TokenRefusedError, match="everything"):
        make_token("什么都要", 30, by=clerk(), at=timezone.now(), scopes=["everything"])


def test_a_key_of_the_province_can_be_held_to_one_zone() -> None:
    province = User.objects.get(username="province")
    narrow = make_token("一个区", 30, by=province, at=timezone.now(), within=get_subject("Z140200-ZY"))[1]
    codes = {row["code"] for row in ask(narrow).json()["subjects"]}
    assert "Z140200-ZY" in codes
    assert "140000" not in codes
    assert all(
        code == "Z140200-ZY" or Subject.objects.get(code=code).path.startswith(get_subject("Z140200-ZY").path) for code in codes
    )
    with pytest.raises(TokenRefusedError, match="范围"):
        make_token("别人的", 30, by=clerk(), at=timezone.now(), within=get_subject("141000"))
