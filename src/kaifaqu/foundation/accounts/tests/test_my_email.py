"""Everybody keeps the own e-mail address."""

from __future__ import annotations

from typing import Any

import pytest

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.journal.queries import list_acts

pytestmark = pytest.mark.usefixtures("standing_house", "db")


def test_a_person_writes_the_own_address(sign_in: Any) -> None:
    client = sign_in("zuoyun-clerk")
    assert client.post("/accounts/mine/email", {"email": "clerk@example.org"}).url == "/accounts/mine"
    user = User.objects.get(username="zuoyun-clerk")
    assert user.email == "clerk@example.org"
    assert list_acts(f"user:{user.pk}").order_by("-pk")[0].new == {"email": "clerk@example.org"}
    assert "clerk@example.org" in client.get("/accounts/mine").content.decode()
    assert User.objects.filter(email="clerk@example.org").count() == 1


@pytest.mark.parametrize("typed", ["clerk", "a@b", "<script>@x.org"])
def test_what_is_no_address_comes_back_as_typed(sign_in: Any, typed: str) -> None:
    answer = sign_in("zuoyun-clerk").post("/accounts/mine/email", {"email": typed})
    assert answer.status_code == 422
    assert "不是电子邮箱" in answer.content.decode()
    assert User.objects.get(username="zuoyun-clerk").email == ""


def test_an_address_can_be_taken_away(sign_in: Any) -> None:
    client = sign_in("zuoyun-clerk")
    client.post("/accounts/mine/email", {"email": "clerk@example.org"})
    client.post("/accounts/mine/email", {"email": ""})
    assert User.objects.get(username="zuoyun-clerk").email == ""


def test_who_is_not_signed_in_is_sent_to_the_door(client: Any) -> None:
    assert client.get("/accounts/mine/email").status_code in (302, 404)
