"""A database or disk that refuses is named to the person, and one room's failing duty does not keep the others from theirs."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError

from conftest import AT
from kaifaqu.web import schedule, views
from kaifaqu.web.breakdown import AWAY, BUSY, FULL, READ_ONLY, Breakdown, find_breakdown
from kaifaqu.web.sessions import EVERY, TOUCHED

SignIn = Callable[[str], Any]


def postgres(state: str) -> DatabaseError:
    cause = Exception()
    cause.sqlstate = state  # type: ignore[attr-defined]
    error = DatabaseError("…")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OperationalError("database is locked"), BUSY),
        (OperationalError("database or disk is full"), FULL),
        (OperationalError("attempt to write a readonly database"), READ_ONLY),
        (OperationalError("unable to open database file"), AWAY),
        (OperationalError("server closed the connection unexpectedly"), AWAY),
        (InterfaceError("connection already closed"), AWAY),
        (postgres("53100"), FULL),
        (postgres("25006"), READ_ONLY),
        (postgres("40P01"), BUSY),
        (OSError(errno.ENOSPC, "No space left on device"), FULL),
        (OSError(errno.EROFS, "Read-only file system"), READ_ONLY),
        (postgres("23505"), None),
        (OSError("no number"), None),
        (ValueError("ours"), None),
        (None, None),
    ],
)
def test_every_refusal_of_the_machine_has_its_name(error: BaseException | None, expected: Breakdown | None) -> None:
    assert find_breakdown(error) == expected


def break_down(error: Exception) -> Callable[..., Any]:
    def refuse(*_arguments: Any, **_named: Any) -> Any:
        raise error

    return refuse


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OperationalError("database or disk is full"), 503, "磁盘已满"),
        (OperationalError("database is locked"), 503, "系统正忙"),
        (ValueError("secret words"), 500, "程序出错了"),
    ],
)
def test_the_page_says_what_was_refused_and_asks_no_database(
    client: Any, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, words: str
) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr(views, "list_demonstration_users", break_down(error))
    monkeypatch.setattr("django.db.connection.cursor", break_down(error))
    answer = client.get("/")
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "secret words" not in answer.content.decode()
    assert ("Retry-After" in answer) == (status == 503)
    said = client.get("/", headers={"accept": "application/json"}).json()
    assert words in said["detail"]


@pytest.mark.django_db
def test_the_health_check_says_that_the_database_is_down(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaifaqu.web.views.connection.cursor", break_down(OperationalError("unable to open database file")))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "down", "database": "unable to open database file"}


@pytest.mark.usefixtures("standing_house", "db")
def test_a_session_is_renewed_once_a_minute_and_its_refusal_takes_no_page_away(
    sign_in: SignIn, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("zuoyun-clerk")
    client.get("/language")
    first = client.session[TOUCHED]
    client.get("/returns/")
    assert client.session[TOUCHED] == first
    session = client.session
    session[TOUCHED] = first - EVERY
    session.save()
    assert client.get("/returns/").cookies["sessionid"]["max-age"] == 30 * 60
    assert client.session[TOUCHED] >= first
    session = client.session
    session[TOUCHED] = first - EVERY
    session.save()
    from django.contrib.sessions.backends.db import SessionStore

    monkeypatch.setattr(SessionStore, "save", break_down(OperationalError("attempt to write a readonly database")))
    assert client.get("/returns/").status_code == 200


def test_a_failing_duty_is_told_and_the_others_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(_at: datetime) -> Iterator[str]:
        yield "begun"
        raise RuntimeError("one room's fault")

    def stand(_at: datetime) -> Iterator[str]:
        yield "done"

    monkeypatch.setattr(schedule, "DUTIES", (fall, stand))
    told: list[str] = []
    with pytest.raises(schedule.DutiesFailedError, match="fall"):
        told.extend(line for line in schedule.run_due(AT))
    assert told == ["begun", "fall 没有办成：one room's fault", "done"]
