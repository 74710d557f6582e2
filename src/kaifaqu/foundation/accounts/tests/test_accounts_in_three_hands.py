"""An account is opened by one officer, works once the other approved and granted, and changes its first password itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from conftest import AT
from kaifaqu.foundation.accounts.actions import (
    AccountRefusedError,
    approve_account,
    change_password,
    open_account,
    reset_password,
)
from kaifaqu.foundation.accounts.models import FormerPassword, SignIn, User
from kaifaqu.foundation.accounts.passwords import REMEMBERED_PASSWORDS, count_kinds, is_outworn
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.web.beginning import BeginningRefusedError, begin_home
from tests.telephone import prove_telephone, show_code

pytestmark = pytest.mark.django_db
OFFICERS = {"system": ("root", "系统员"), "security": ("guard", "安全员"), "audit": ("watch", "审计")}
STRONG = "Own-Password-2024"


@pytest.fixture
def passwords(settings: Any) -> dict[str, str]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return begin_home(OFFICERS, at=AT)


def enter(username: str, password: str, own: str = STRONG) -> Client:
    """Signs in as a person does: with the first password, which is changed at once."""
    client = Client()
    assert client.post("/login", {"username": username, "password": password}).status_code == 302
    landed = client.get("/accounts/mine")
    assert landed["Location"] == "/accounts/mine/password"
    answer = client.post("/accounts/mine/password", {"old_password": password, "new_password1": own, "new_password2": own})
    assert answer.status_code == 302, answer.content.decode()
    if client.get("/accounts/mine").status_code == 302:
        prove_telephone(client, username)
    return client


def test_a_home_begins_once_with_three_people(passwords: dict[str, str]) -> None:
    assert set(passwords) == {"root", "guard", "watch"}
    assert all(count_kinds(password) >= 3 for password in passwords.values())
    with pytest.raises(BeginningRefusedError, match="已有账号"):
        begin_home(OFFICERS, at=AT)


def test_one_person_does_not_get_two_offices() -> None:
    with pytest.raises(BeginningRefusedError, match="三个不同的账号"):
        begin_home({**OFFICERS, "audit": ("root", "系统员")}, at=AT)
    assert not User.objects.exists()


def test_from_opening_to_work(passwords: dict[str, str]) -> None:
    system, security = enter("root", passwords["root"]), enter("guard", passwords["guard"])
    shown = system.post("/accounts/open", {"username": "zhang", "name": "张", "email": ""})
    first = shown.context["password"]
    newcomer = User.objects.get(username="zhang")
    assert first in shown.content.decode()
    assert Client().post("/login", {"username": "zhang", "password": first}).status_code == 200  # waits for the second officer
    assert system.post(f"/accounts/{newcomer.pk}/approve").status_code == 404
    security.post(f"/accounts/{newcomer.pk}/approve")
    security.post(f"/accounts/{newcomer.pk}/grant", {"role": "leader", "subject": "大同市"})
    clerk = enter("zhang", first, "Zhang-Own-2024")
    assert clerk.get("/at/140200").status_code == 200
    assert clerk.get("/at/140000").status_code == 404
    assert [entry.act for entry in Entry.objects.filter(target=f"user:{newcomer.pk}")][:3] == [
        "accounts.open_account", "accounts.approve_account", "accounts.grant_role",
    ]  # fmt: skip


def test_officers_do_only_their_own_part(passwords: dict[str, str]) -> None:
    system, security, audit = (enter(name, passwords[name]) for name in ("root", "guard", "watch"))
    assert security.get("/accounts/open").status_code == 404
    assert audit.get("/accounts/").status_code == 200
    pk = User.objects.get(username="watch").pk
    for client in (security, audit):
        assert client.post(f"/accounts/{pk}/reset").status_code == 404
    for client in (system, audit):
        assert client.post(f"/accounts/{pk}/grant", {"role": "leader", "subject": "140000"}).status_code == 404
    assert system.get("/returns/").status_code == 404


def test_who_opened_cannot_approve(passwords: dict[str, str]) -> None:
    root = User.objects.get(username="root")
    user, _password = open_account(username="li", name="李", email="", by=root, at=AT)
    with pytest.raises(AccountRefusedError, match="开户人不能批准"):
        approve_account(user, by=root, at=AT)


def test_a_weak_or_a_former_password_is_refused_with_all_reasons(passwords: dict[str, str]) -> None:
    client = enter("root", passwords["root"])
    for wanted, reason in (("12345678", "三种"), ("short1A", "8"), (STRONG, "最近用过"), (passwords["root"], "最近用过")):
        page = client.post(
            "/accounts/mine/password", {"old_password": STRONG, "new_password1": wanted, "new_password2": wanted}
        )
        assert page.status_code == 422
        assert reason in page.content.decode(), wanted


def test_only_the_last_five_are_remembered(passwords: dict[str, str]) -> None:
    user = User.objects.get(username="root")
    for number in range(8):
        change_password(user, f"Another-{number}-Aa", at=AT)
    assert FormerPassword.objects.filter(user=user).count() == REMEMBERED_PASSWORDS


def test_a_password_wears_out_after_ninety_days(passwords: dict[str, str]) -> None:
    user = change_password(User.objects.get(username="root"), STRONG, at=AT)
    assert not is_outworn(user, AT + timedelta(days=90))
    assert is_outworn(user, AT + timedelta(days=90, seconds=1))


def test_a_stopped_account_and_a_reset_one_are_out_at_once(passwords: dict[str, str]) -> None:
    system, security = enter("root", passwords["root"]), enter("guard", passwords["guard"])
    pk = User.objects.get(username="guard").pk
    system.post(f"/accounts/{pk}/active", {"active": "0"})
    assert security.get("/accounts/")["Location"].startswith("/login")
    system.post(f"/accounts/{pk}/active", {"active": "1"})
    assert Client().post("/login", {"username": "guard", "password": STRONG}).status_code == 302
    reset_password(User.objects.get(pk=pk), by=User.objects.get(username="root"), at=AT)
    assert not SignIn.objects.filter(user_id=pk).exists()


def test_i_see_where_i_am_signed_in_and_end_another_session(passwords: dict[str, str]) -> None:
    here = enter("root", passwords["root"])
    there = Client(REMOTE_ADDR="10.1.2.3")
    there.post("/login", {"username": "root", "password": STRONG})
    there.post("/login/code", {"code": show_code("root", steps=1)})
    assert "10.1.2.3" in here.get("/accounts/mine").content.decode()
    assert "就是这里" in here.get("/accounts/mine").content.decode(), "also after the password was changed"
    other = SignIn.objects.get(address="10.1.2.3")
    stranger = enter("guard", passwords["guard"])
    assert stranger.post(f"/accounts/mine/sessions/{other.pk}/end").status_code == 404
    here.post(f"/accounts/mine/sessions/{other.pk}/end")
    assert there.get("/accounts/mine")["Location"].startswith("/login")
    assert here.get("/accounts/mine").status_code == 200


def test_a_bad_form_comes_back_with_what_was_typed(passwords: dict[str, str]) -> None:
    system = enter("root", passwords["root"])
    page = system.post("/accounts/open", {"username": "1", "name": "", "email": "no"})
    assert page.status_code == 422
    assert page.content.decode().count('role="alert"') == 3
    assert system.post("/accounts/open", {"username": "root", "name": "重", "email": ""}).status_code == 422
