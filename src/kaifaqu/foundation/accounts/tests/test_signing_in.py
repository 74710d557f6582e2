"""Signing in: the lock after five failures, taking on demonstration accounts only, and where one goes next."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import path, resolve

from conftest import AT
from kaifaqu.foundation.accounts.actions import System, create_user
from kaifaqu.foundation.accounts.middleware import AccessMiddleware
from kaifaqu.foundation.accounts.models import User
from tests.walks import person

pytestmark = pytest.mark.usefixtures("standing_house", "db")
SECRET = "long-and-odd-7"


@pytest.fixture
def officer() -> User:
    """A real account beside the demonstration's."""
    return create_user(username="officer", name="经办人", password=SECRET, by=System(), at=AT)


def sign_in_with(client: Any, password: str) -> Any:
    return client.post("/login", {"username": "officer", "password": password})


def test_a_password_signs_in(client: Any, officer: User) -> None:
    assert sign_in_with(client, SECRET).status_code == 302
    assert client.session["_auth_user_id"] == str(officer.pk)


def test_the_fifth_failure_locks_even_the_right_password(client: Any, officer: User) -> None:
    answers = [sign_in_with(client, f"wrong-{n}").status_code for n in range(5)]
    assert answers[:4] == [200] * 4
    assert answers[4] == 429
    assert sign_in_with(client, SECRET).status_code == 429
    assert "_auth_user_id" not in client.session


def test_four_failures_do_not_lock(client: Any, officer: User) -> None:
    for n in range(4):
        sign_in_with(client, f"wrong-{n}")
    assert sign_in_with(client, SECRET).status_code == 302


def test_an_account_without_a_password_is_not_entered(client: Any) -> None:
    create_user(username="officer", name="无口令", password=None, by=System(), at=AT)
    assert sign_in_with(client, "").status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_password_is_not_kept_as_text(officer: User) -> None:
    assert SECRET not in officer.password


def test_a_demonstration_account_is_taken_on(client: Any) -> None:
    answer = client.post("/become/datong", {"next": "/returns/"})
    assert answer["Location"] == "/returns/"
    assert client.session["_auth_user_id"] == str(person("datong").pk)


@pytest.mark.parametrize("username", ["officer", "nobody"])
def test_a_real_account_is_not_taken_on(client: Any, officer: User, username: str) -> None:
    assert client.post(f"/become/{username}").status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_closed_demonstration_account_is_not_taken_on(client: Any) -> None:
    User.objects.filter(username="datong").update(is_active=False)
    assert client.post("/become/datong").status_code == 404


ELSEWHERE = [
    "https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "http:elsewhere.example", "javascript:alert(1)",
    "\thttps://elsewhere.example/", "https:/elsewhere.example", "returns/", "",
]  # fmt: skip


@pytest.mark.parametrize("wanted", ELSEWHERE)
@pytest.mark.parametrize("act", ["/become/datong", "/language"])
def test_nobody_is_sent_to_another_site(client: Any, act: str, wanted: str) -> None:
    assert client.post(act, {"next": wanted, "language": "en"})["Location"] == "/"


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example/x"])
def test_the_login_leads_to_our_own_pages_only(client: Any, officer: User, wanted: str) -> None:
    answer = client.post(f"/login?next={wanted}", {"username": "officer", "password": SECRET, "next": wanted})
    assert answer["Location"] == "/"


def unlisted(_request: Any) -> HttpResponse:
    return HttpResponse("open")


urlpatterns = [path("unlisted", unlisted, name="unlisted"), path("nameless", unlisted)]


@pytest.mark.parametrize("address", ["/unlisted", "/nameless"])
@pytest.mark.parametrize("username", ["province", None])
def test_a_view_that_the_table_does_not_name_is_not_there(address: str, username: str | None) -> None:
    from django.contrib.auth.models import AnonymousUser

    request = RequestFactory().get(address)
    request.user = person(username) if username else AnonymousUser()
    request.resolver_match = resolve(address, urlconf=__name__)
    with pytest.raises(Http404):
        AccessMiddleware(unlisted).process_view(request, unlisted, (), {})


def test_a_visitor_comes_back_to_the_page_after_the_login(client: Any) -> None:
    assert client.get("/returns/?x=1")["Location"] == "/login?next=/returns/%3Fx%3D1"
