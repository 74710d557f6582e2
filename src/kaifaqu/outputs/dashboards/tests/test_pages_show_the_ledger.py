"""A subject's page shows what was booked, digit by digit, and names what was not reported; the first screen tells what waits."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import plain
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.outputs.dashboards.queries import build_panel, list_amounts
from kaifaqu.outputs.dashboards.queries.rooms import list_rooms
from kaifaqu.outputs.dashboards.queries.stories import list_stories
from kaifaqu.outputs.dashboards.queries.today import list_pressing, list_today
from kaifaqu.statistics.ledger.queries import Book
from kaifaqu.statistics.returns.actions import send_back
from tests.walks import HALF_YEAR, QUARTER, ZONE, file_quarter, person, sign

pytestmark = pytest.mark.usefixtures("standing_demonstration", "db")
HALF = Period.half(2024, 1)


def test_every_card_is_the_booked_figure() -> None:
    cards = build_panel(get_subject(ZONE), QUARTER, Book.now()).cards
    assert len(cards) >= 8
    assert {card.label: card.shown for card in cards} == {card.label: format(plain(card.fact.value), "f") for card in cards}
    by_label = {card.label: card for card in cards}
    assert by_label["工业投资"].shown == "2.9"
    assert by_label["工业投资"].growth is not None
    assert by_label["工业增加值"].rank is not None
    assert by_label["工业增加值(目标)"].growth is None


def test_the_page_prints_the_ledgers_digits(sign_in: Any) -> None:
    page = sign_in("datong").get(f"/at/{ZONE}?period=2024Q1").content.decode()
    text = re.sub(r"<[^>]+>", " ", page)
    for digits in ("2.9", "2.68", "5.67", "2.17", "92.4%"):
        assert digits in text


def test_what_was_not_reported_is_named(sign_in: Any) -> None:
    panel = build_panel(get_subject(ZONE), QUARTER, Book.now())
    names = {item.name for debt in panel.debts for item in debt.items}
    assert "规上工业总产值" in names
    assert "工业投资" not in names
    page = sign_in("datong").get(f"/at/{ZONE}?period=2024Q1").content.decode()
    assert "规上工业总产值" in page
    assert "未报" in page


def test_a_period_without_facts_shows_no_figure() -> None:
    panel = build_panel(get_subject(ZONE), HALF, Book.now())
    assert panel.cards == []
    assert list_amounts(panel.cards) == []


@pytest.mark.parametrize(("username", "path", "status"), [
    ("datong", f"/at/{ZONE}?period=someday", 404), ("datong", "/at/nobody", 404), ("operator", f"/at/{ZONE}", 404),
    ("province", "/at/140000", 200), ("province", "/at/E20240425-BHB", 200),
])  # fmt: skip
def test_a_page_opens_within_reach(sign_in: Any, username: str, path: str, status: int) -> None:
    assert sign_in(username).get(path).status_code == status


def test_the_stories_tell_their_state_and_one_thing_to_do() -> None:
    stories = list_stories()
    assert len(stories) == 4
    assert all(story.todo is not None for story in stories)
    assert any("14.1" in story.todo.label for story in stories if story.todo)
    for story in stories:
        assert "".join(run.text for run in story.runs).strip() in story.document.text


def test_a_task_moves_with_the_signatures() -> None:
    return_ = file_quarter(HALF_YEAR, HALF)
    assert [task.return_ for task in list_today(person("zuoyun-clerk"), AT).mine] == [return_]
    assert list_today(person("zuoyun-reviewer"), AT).mine == []
    sign(return_, ["zuoyun-clerk"])
    assert [task.return_ for task in list_today(person("zuoyun-reviewer"), AT).mine] == [return_]
    assert return_ in [task.return_ for task in list_today(person("zuoyun-clerk"), AT).others]


def test_what_came_back_stands_apart_with_its_reason() -> None:
    return_ = sign(file_quarter(HALF_YEAR, HALF), ["zuoyun-clerk"])
    send_back(return_, "请附台账", by=person("zuoyun-reviewer"), at=AT)
    (task,) = list_today(person("zuoyun-clerk"), AT).returned
    assert task.sent_back is not None
    assert task.sent_back.note == "请附台账"


def test_a_task_is_late_after_its_day() -> None:
    file_quarter(HALF_YEAR, HALF)
    late = {days: list_today(person("zuoyun-clerk"), AT + timedelta(days=days)).mine[0].is_late for days in (0, 200)}
    assert late == {0: False, 200: True}


def test_who_answers_for_others_sees_what_presses_and_nobody_else() -> None:
    day = AT.date()
    lines = {str(line.label): line.url for _room, line in list_pressing(person("province"), day)}
    assert "上台签约、未见正式协议" in lines
    assert list_pressing(person("zuoyun-clerk"), day) == []
    assert list_pressing(person("auditor"), day) == []


def test_an_area_says_how_many_companies_and_which_zones_have_none(sign_in: Any) -> None:
    (room,) = [room for room in list_rooms(get_subject("140000"), AT.date()) if str(room.label) == "运营公司"]
    assert [(str(line.label), line.shown) for line in room.lines if line.urgent] == [("没有登记公司的开发区", "3")]
    page = sign_in("province").get(room.lines[0].url).content.decode()
    assert "左云" in page
    assert list_rooms(get_subject("140100"), AT.date()) == []
