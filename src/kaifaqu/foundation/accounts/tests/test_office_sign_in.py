"""The office's own sign-in, against a real OpenID Connect provider on this machine."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from django.test import Client

from conftest import AT
from kaifaqu.foundation.accounts.actions import System, create_user, set_active
from kaifaqu.foundation.accounts.models import SignIn, User
from kaifaqu.foundation.accounts.oidc import discover
from tests.telephone import prove_telephone

pytestmark = [pytest.mark.usefixtures("standing_house", "db"), pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from oidc_provider_mock import User as Person
        from oidc_provider_mock import run_server_in_thread

        people = [Person(sub=name, claims={"preferred_username": name}) for name in ("zhang", "nobody", "zuoyun-clerk")]
        with run_server_in_thread(user_claims=people, require_nonce=True) as server:
            yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture
def office(provider: str, settings: Any) -> Iterator[str]:
    discover.cache_clear()
    settings.OIDC_ISSUER = provider
    settings.OIDC_RP_CLIENT_ID, settings.OIDC_RP_CLIENT_SECRET = "kaifaqu", "a-secret"
    yield provider
    discover.cache_clear()


@pytest.fixture
def zhang() -> User:
    return create_user(username="zhang", name="张", password="unused-Pass-1", by=System(), at=AT)


def come(client: Client, name: str, **given: str) -> Any:
    """Goes to the provider, says yes there as `name`, and comes back."""
    there = client.get("/login/office", given)["Location"]
    answer = requests.post(there, data={"sub": name}, allow_redirects=False, timeout=10)
    return client.get(answer.headers["Location"].replace("http://testserver", ""))


def test_an_account_signs_in_at_its_office(office: str, zhang: User) -> None:
    client = Client()
    assert "用单位统一账号登录" in client.get("/login").content.decode()
    assert come(client, "zhang", next="/returns/")["Location"] == "/returns/"
    assert client.session["_auth_user_id"] == str(zhang.pk)
    assert SignIn.objects.filter(user=zhang).count() == 1


@pytest.mark.parametrize("name", ["nobody", "zuoyun-clerk"])
def test_nobody_gets_an_account_by_it_and_the_demonstration_is_not_entered(office: str, name: str) -> None:
    client = Client()
    accounts = User.objects.count()
    assert come(client, name)["Location"] == "/login"
    assert "没有同名的已启用账号" in client.get("/login").content.decode()
    assert "_auth_user_id" not in client.session
    assert User.objects.count() == accounts


def test_a_stopped_account_stays_out(office: str, zhang: User) -> None:
    set_active(zhang, False, by=User.objects.exclude(pk=zhang.pk).earliest("pk"), at=AT)
    client = Client()
    assert come(client, "zhang")["Location"] == "/login"


def test_its_own_second_factor_is_still_asked(office: str, zhang: User) -> None:
    first = Client()
    come(first, "zhang")
    prove_telephone(first, "zhang")
    assert come(Client(), "zhang")["Location"] == "/login/code"


def test_an_answer_to_nobody_s_question_is_refused(office: str, zhang: User) -> None:
    client = Client()
    there = client.get("/login/office")["Location"]
    answer = requests.post(there, data={"sub": "zhang"}, allow_redirects=False, timeout=10)
    other = Client()
    other.get("/login/office")
    assert other.get(answer.headers["Location"].replace("http://testserver", ""))["Location"] == "/login"
    assert "_auth_user_id" not in other.session


def test_a_provider_that_is_away_leaves_the_password(office: str, settings: Any) -> None:
    discover.cache_clear()
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    assert Client().get("/login/office")["Location"] == "/login"


def test_without_a_provider_the_door_is_not_there(client: Any) -> None:
    assert client.get("/login/office").status_code == 404
    assert client.get("/login/office/back").status_code == 404
    assert "统一账号" not in client.get("/login").content.decode()
