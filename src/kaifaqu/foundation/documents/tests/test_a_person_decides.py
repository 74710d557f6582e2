"""A person's decision stands beside the reading, which never changes; the newest decision holds; doubts wait for a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from conftest import AT
from kaifaqu.core.figures.catalogue import CatalogueError
from kaifaqu.core.figures.period import PeriodError
from kaifaqu.core.figures.quantity import QuantityError
from kaifaqu.core.figures.unit import UnitError
from kaifaqu.foundation.documents.actions import (
    accept_holding,
    accept_reading,
    decide_event,
    receive_document,
    reject_reading,
)
from kaifaqu.foundation.documents.models import Decision, Document, Outcome, Reading
from kaifaqu.foundation.documents.queries import list_accepted, list_accepted_events, propose_statement, review_document
from kaifaqu.foundation.documents.rules import Proposal
from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import get_subject
from tests.walks import ZONE, person

pytestmark = pytest.mark.usefixtures("standing_house", "db")
TEXT = "今年一季度，左云经济技术开发区完成工业投资2.9亿元，同比增长20.2%；转型项目投资完成2.68亿元，转型项目占工业投资比重为12.4%。"
WHOLE = Proposal("industrial_investment", ZONE, "2024Q1", "actual", Decimal("2.9"), "亿元")


@pytest.fixture
def document() -> Document:
    received, _new = receive_document(
        TEXT.encode(), "通稿.txt", subject=get_subject(ZONE), by=person("zuoyun-clerk"), at=AT, published_on=AT.date()
    )
    return received


def reading_of(document: Document, text: str) -> Reading:
    return document.readings.get(text=text)


def accept(document: Document, proposal: Proposal, text: str = "2.9亿元") -> Decision:
    return accept_reading(reading_of(document, text), proposal, by=person("zuoyun-clerk"), at=AT)


def test_the_statement_is_proposed_whole(document: Document) -> None:
    assert propose_statement(reading_of(document, "2.9亿元")) == WHOLE
    growth = propose_statement(reading_of(document, "20.2%"))
    assert (growth.item, growth.value, growth.unit) == ("industrial_investment_growth_published", Decimal("20.2"), "%")


def test_the_reading_stays_and_the_decision_stands_beside_it(document: Document) -> None:
    before = Reading.objects.values().get(text="2.9亿元")
    accept(document, replace(WHOLE, value=Decimal("2.95")))
    assert Reading.objects.values().get(text="2.9亿元") == before
    settled = {row.reading.text: row.settled for row in review_document(document)}
    assert settled["2.9亿元"].value == Decimal("2.95")


def test_the_newest_decision_holds(document: Document) -> None:
    reading, clerk = reading_of(document, "2.9亿元"), person("zuoyun-clerk")
    accept_reading(reading, WHOLE, by=clerk, at=AT)
    reject_reading(reading, by=clerk, at=AT + timedelta(hours=1))
    assert list_accepted(get_subject(ZONE)) == []
    last = accept_reading(reading, replace(WHOLE, value=Decimal("3")), by=clerk, at=AT + timedelta(hours=2))
    assert list(list_accepted(get_subject(ZONE))) == [last]
    assert reading.decisions.count() == 3
    assert [act.new["outcome"] for act in list_acts(f"reading:{reading.pk}")] == ["accepted", "rejected", "accepted"]


def test_a_decision_that_names_another_subject_moves_the_figure_there(document: Document) -> None:
    accept(document, WHOLE)
    accept(document, replace(WHOLE, subject="Z140600-HR"))
    assert [d.about.code for d in list_accepted(get_subject("140000"))] == ["Z140600-HR"]
    assert list_accepted(get_subject(ZONE)) == []


def test_accepting_all_leaves_what_a_check_doubts(document: Document) -> None:
    accepted = accept_holding(document, by=person("zuoyun-clerk"), at=AT)
    left = {row.reading.text for row in review_document(document) if row.decision is None}
    assert "12.4%" in left
    assert {decision.reading.text for decision in accepted if decision.reading} == {"2.9亿元", "20.2%", "2.68亿元"} - left
    assert "20.2%" not in left


def test_accepting_all_twice_changes_nothing(document: Document) -> None:
    accept_holding(document, by=person("zuoyun-clerk"), at=AT)
    assert accept_holding(document, by=person("zuoyun-clerk"), at=AT) == []


WRONG: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"unit": "家"}, UnitError, "换算"),
    ({"unit": "斗"}, UnitError, "斗"),
    ({"period": "去年冬天"}, PeriodError, "去年冬天"),
    ({"item": "nothing"}, CatalogueError, "nothing"),
    ({"value": None}, QuantityError, "不是数字"),
    ({"subject": "nobody"}, Subject.DoesNotExist, "does not exist"),
    ({"role": "hope"}, ValueError, "hope"),
]


@pytest.mark.parametrize(("change", "error", "words"), WRONG)
def test_a_wrong_field_is_refused_and_nothing_is_decided(
    document: Document, change: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        accept(document, replace(WHOLE, **change))
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"unit": "家"}, "不是同一种量"),
        ({"period": "去年冬天"}, "去年冬天"),
        ({"subject": ""}, "还没有选主体"),
        ({"value": "二点九"}, "数"),
    ],
)
def test_the_page_shows_the_refusal_beside_the_reading(
    document: Document, sign_in: Any, change: dict[str, str], words: str
) -> None:
    number = reading_of(document, "2.9亿元").number
    told = {
        "outcome": "accepted",
        "item": WHOLE.item,
        "subject": ZONE,
        "period": "2024Q1",
        "role": "actual",
        "value": "2.9",
        "unit": "亿元",
    }
    answer = sign_in("zuoyun-clerk").post(f"/documents/{document.pk}/{number}", {**told, **change})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Decision.objects.exists()


def test_an_accepted_event_reaches_the_rooms_inbox() -> None:
    text = "4月21日，示范智能制造基地启动仪式在左云经济技术开发区举行，项目总投资3.5亿元。"
    document, _new = receive_document(
        text.encode(), "启动.txt", subject=get_subject(ZONE), by=person("zuoyun-clerk"), at=AT, published_on=AT.date()
    )
    event = document.events.first()
    assert event is not None
    assert not list_accepted_events(event.type).exists()
    decide_event(event, Outcome.ACCEPTED, by=person("zuoyun-clerk"), at=AT)
    assert list(list_accepted_events(event.type)) == [event]
    decide_event(event, Outcome.REJECTED, by=person("zuoyun-clerk"), at=AT + timedelta(hours=1))
    assert not list_accepted_events(event.type).exists()
