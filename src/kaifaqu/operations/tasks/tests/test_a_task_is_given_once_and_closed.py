"""A task of one source is open once; it is closed with words, put off with a reason, urged under a number."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from conftest import AT
from kaifaqu.foundation.accounts.actions import System
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.tasks import actions
from kaifaqu.operations.tasks.models import Task, TaskKind
from kaifaqu.operations.tasks.queries import find_open, list_open
from kaifaqu.operations.tasks.rules import TaskRefusedError

ZONE = "Z140200-ZY"


def give(**more: Any) -> Task:
    """One task of the clerk's zone."""
    plain = {"title": "补登考察日期", "subject": get_subject(ZONE), "due_date": date(2024, 5, 10), "by": System(), "at": AT}
    return actions.open_task(**{**plain, **more})


def user(name: str) -> User:
    return User.objects.get(username=name)


def test_the_same_source_asks_once_while_open(standing_house: None, db: None) -> None:
    first = give(source="projects:1:visit")
    assert give(source="projects:1:visit") == first
    actions.close_task(first, result="已补登", by=user("zuoyun-clerk"), at=AT)
    assert find_open("projects:1:visit") is None
    assert give(source="projects:1:visit") != first


def test_a_task_below_the_zone_is_the_zones(standing_house: None, db: None) -> None:
    task = give()
    assert task in list_open(get_subject("140200"))


def test_closing_wants_words(standing_house: None, db: None) -> None:
    with pytest.raises(TaskRefusedError, match="办理结果"):
        actions.close_task(give(), result=" ", by=user("zuoyun-clerk"), at=AT)


def test_nobody_grants_his_own_extension(standing_house: None, db: None) -> None:
    task, clerk = give(), user("zuoyun-clerk")
    asked = actions.request_extension(task, new_due=date(2024, 5, 20), reason="等市局批复", by=clerk, at=AT)
    with pytest.raises(TaskRefusedError, match="申请人"):
        actions.decide_extension(asked, granted=True, by=clerk, at=AT)
    assert actions.decide_extension(asked, granted=True, by=user("zuoyun-signer"), at=AT).due_date == date(2024, 5, 20)


def test_an_earlier_day_is_no_extension(standing_house: None, db: None) -> None:
    with pytest.raises(TaskRefusedError, match="不晚于原时限"):
        actions.request_extension(give(), new_due=date(2024, 5, 1), reason="早", by=user("zuoyun-clerk"), at=AT)


def test_urgings_are_numbered_by_year(standing_house: None, db: None) -> None:
    task, zone, leader = give(), get_subject(ZONE), user("zuoyun-signer")
    rows = [
        actions.urge_task(task, issuer=zone, words="请速办", answer_by=date(2024, 5, 6), by=leader, at=AT) for _time in range(2)
    ]
    assert [str(row) for row in rows] == ["督办〔2024〕1号", "督办〔2024〕2号"]
    task.refresh_from_db()
    assert task.kind == TaskKind.URGED
