"""A line has a figure or a named absence, and exactly one origin out of four: the database keeps it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from conftest import AT
from kaifaqu.core.figures.locator import Cell, Entry, Row, Span
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Role
from kaifaqu.core.figures.unit import UnitError
from kaifaqu.foundation.documents.actions import accept_holding, receive_document
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.statistics.returns.actions import (
    Origin,
    ReturnRefusedError,
    declare_line,
    declare_proposals,
    statement_for,
)
from kaifaqu.statistics.returns.grid import build_grid
from kaifaqu.statistics.returns.models import Line
from kaifaqu.statistics.returns.queries import locator_of
from tests.walks import ZONE, file_quarter, person

pytestmark = pytest.mark.usefixtures("standing_house", "db")
SENTENCE = "今年一季度，左云经济技术开发区完成工业投资2.9亿元，同比增长20.2%；税收收入3500万元。"


@pytest.fixture
def document() -> Document:
    received, _new = receive_document(
        SENTENCE.encode(), "通稿.txt", subject=get_subject(ZONE), by=person("zuoyun-clerk"), at=AT, published_on=AT.date()
    )
    return received


def origins(document: Document) -> dict[str, dict[str, Any]]:
    return {
        "reading": {"reading": document.readings.first()},
        "workbook": {"workbook": document, "cell": "Sheet1!D6"},
        "room": {"room": "projects", "room_key": "signed:2024Q1"},
        "entry": {"entered_by": person("zuoyun-clerk")},
    }


def write(**more: Any) -> Line:
    told: dict[str, Any] = {
        "owner": file_quarter({}), "item": "industrial_investment", "subject": get_subject(ZONE), "period": "2024Q1",
        "role": "actual", "basis": "cumulative", "price": "none", "scope": "department", "value": Decimal("2.9"),
        "unit": "亿元", "declared_at": AT,
    }  # fmt: skip
    with transaction.atomic():
        return Line.objects.create(**{**told, **more})


@pytest.mark.parametrize(("name", "kind"), [("reading", Span), ("workbook", Cell), ("room", Row), ("entry", Entry)])
def test_one_origin_is_taken_and_gives_its_place(document: Document, name: str, kind: type) -> None:
    assert isinstance(locator_of(write(**origins(document)[name])), kind)


PAIRS = [
    ("reading", "workbook"),
    ("reading", "room"),
    ("reading", "entry"),
    ("workbook", "room"),
    ("workbook", "entry"),
    ("room", "entry"),
]


@pytest.mark.parametrize("pair", PAIRS)
def test_two_origins_are_refused_by_the_database(document: Document, pair: tuple[str, str]) -> None:
    known = origins(document)
    with pytest.raises(IntegrityError, match="returns_line_one_origin"):
        write(**known[pair[0]], **known[pair[1]])


@pytest.mark.parametrize("more", [{}, {"cell": "Sheet1!D6"}, {"room_key": "signed"}])
def test_no_origin_is_refused_by_the_database(more: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match="returns_line_one_origin"):
        write(**more)


@pytest.mark.parametrize("more", [{"value": None}, {"missing": "not_reported"}])
def test_a_line_says_a_figure_or_an_absence_never_both_nor_neither(more: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match="returns_line_value_or_absence"):
        write(entered_by=person("zuoyun-clerk"), **more)


def test_one_statement_stands_once_in_a_return() -> None:
    clerk = person("zuoyun-clerk")
    write(entered_by=clerk)
    with pytest.raises(IntegrityError):
        write(entered_by=clerk)


def test_what_documents_hold_is_proposed_and_taken_over_once(document: Document) -> None:
    clerk = person("zuoyun-clerk")
    accept_holding(document, by=clerk, at=AT)
    return_ = file_quarter({})
    assert {row.key for row in build_grid(return_) if row.proposals} >= {
        "industrial_investment:actual",
        "industrial_investment_growth_published:actual",
    }
    lines = declare_proposals(return_, by=clerk, at=AT)
    assert all(line.reading is not None and line.entered_by is None for line in lines)
    assert declare_proposals(return_, by=clerk, at=AT) == []


def test_one_line_is_taken_over_by_its_key(document: Document) -> None:
    clerk = person("zuoyun-clerk")
    accept_holding(document, by=clerk, at=AT)
    lines = declare_proposals(file_quarter({}), by=clerk, at=AT, keys=["industrial_investment:actual"])
    assert [line.item for line in lines] == ["industrial_investment"]


def test_another_measure_is_refused() -> None:
    return_, clerk = file_quarter({}), person("zuoyun-clerk")
    statement = statement_for(return_, "industrial_investment", Role.ACTUAL, Quantity.of("3", "家"))
    with pytest.raises(UnitError, match="换算"):
        declare_line(return_, statement, Origin(entered_by=clerk), by=clerk, at=AT)


def test_a_line_that_the_form_does_not_ask_for_is_refused() -> None:
    return_, clerk = file_quarter({}), person("zuoyun-clerk")
    statement = statement_for(return_, "operating_companies", Role.ACTUAL, Quantity.of("3", "家"))
    with pytest.raises(ReturnRefusedError, match="没有「"):
        declare_line(return_, statement, Origin(entered_by=clerk), by=clerk, at=AT)
    assert not return_.lines.exists()
