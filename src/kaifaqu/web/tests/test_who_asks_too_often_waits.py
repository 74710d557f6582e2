"""One account or address is held to a pace, the others are not; addresses are taken from trusted proxies only."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from kaifaqu.foundation.requests import address_of
from kaifaqu.web.pace import EXPORTS, READINGS, PaceMiddleware

Moment = list[float]


@pytest.fixture
def moment() -> Moment:
    return [1000.0]


@pytest.fixture
def middleware(moment: Moment, settings: Any) -> PaceMiddleware:
    settings.PACE = True
    return PaceMiddleware(lambda _request: HttpResponse(), clock=lambda: moment[0])


def ask(middleware: PaceMiddleware, path: str, address: str = "10.0.0.1", method: str = "POST") -> int:
    request = RequestFactory().generic(method, path, REMOTE_ADDR=address)
    request.resolver_match, request.user = resolve(path), AnonymousUser()
    answer = middleware.process_view(request, None, (), {})
    return 200 if answer is None else answer.status_code


def test_readings_are_limited_by_the_minute_and_by_the_address(middleware: PaceMiddleware, moment: Moment) -> None:
    assert [ask(middleware, "/read") for _time in range(READINGS + 1)] == [200] * READINGS + [429]
    assert ask(middleware, "/read", "10.0.0.2") == 200
    assert ask(middleware, "/", method="GET") == 200
    moment[0] += 60
    assert ask(middleware, "/read") == 200


def test_exports_are_limited_when_they_are_asked(middleware: PaceMiddleware) -> None:
    path = "/registers/enterprises/Z140200-ZY/workbook"
    assert [ask(middleware, path, method="GET") for _time in range(EXPORTS + 1)][-2:] == [200, 429]


def test_the_refusal_says_how_long_to_wait(middleware: PaceMiddleware) -> None:
    request = RequestFactory().post("/read")
    request.resolver_match, request.user = resolve("/read"), AnonymousUser()
    for _time in range(READINGS):
        middleware.process_view(request, None, (), {})
    answer = middleware.process_view(request, None, (), {})
    assert answer is not None
    assert answer["Retry-After"] == "20"
    assert "20 秒" in answer.content.decode()


@pytest.mark.parametrize(
    ("proxies", "told", "address"),
    [(0, "1.1.1.1", "10.0.0.9"), (1, "1.1.1.1", "1.1.1.1"), (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"), (2, "1.1.1.1, 2.2.2.2", "1.1.1.1"), (2, "1.1.1.1", "10.0.0.9")],
)  # fmt: skip
def test_only_what_trusted_proxies_say_is_believed(settings: Any, proxies: int, told: str, address: str) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert address_of(RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", headers={"X-Forwarded-For": told})) == address
