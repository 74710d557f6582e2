"""From any number back to its place: a span of a document, a cell of a workbook, a person's entry, with signers and versions."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.documents.actions import receive_document
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.outputs.trace.queries import as_json, trace_fact, trace_value
from kaifaqu.statistics.ledger.actions import accept_return
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import Book
from kaifaqu.statistics.returns.actions import Origin, declare_lines, start_return
from kaifaqu.statistics.returns.queries import get_form
from tests.walks import HALF_YEAR, QUARTER, ZONE, book_quarter, person, sign, state

pytestmark = pytest.mark.usefixtures("standing_demonstration", "db")
HALF = Period.half(2024, 1)


def test_a_reading_is_traced_to_its_sentence() -> None:
    fact = Fact.objects.get(item="transformation_investment")
    trace = trace_fact(fact)
    assert trace.passage is not None
    assert (trace.passage.figure, trace.shown) == ("2.68亿元", "2.68 亿元")
    assert trace.passage.before.endswith("转型项目投资完成")
    origin = as_json(trace)["origin"]
    start, end = origin["span"]
    assert trace.passage.document.text[start:end] == origin["text"] == "2.68亿元"
    assert [row.signature.by.name for row in trace.signatures] == ["左云填报员", "左云复核", "左云签发人", "大同市", "省厅"]


def test_an_entry_is_traced_to_its_person() -> None:
    fact = book_quarter(HALF_YEAR, HALF)[0]
    origin = as_json(trace_fact(fact))["origin"]
    assert (origin["type"], origin["by"]) == ("entry", "左云填报员")


def test_a_cell_is_traced_to_its_workbook() -> None:
    clerk = person("zuoyun-clerk")
    document, _new = receive_document("占位".encode(), "季报.txt", subject=get_subject(ZONE), by=clerk, at=AT)
    return_ = start_return(get_form("zone_quarter"), get_subject(ZONE), HALF, by=clerk, at=AT)
    origins = [Origin(workbook=document, cell=f"季报!D{row}") for row in (6, 7, 8)]
    lines = [(state(return_, key, value), origin) for (key, value), origin in zip(HALF_YEAR.items(), origins, strict=True)]
    declare_lines(return_, lines, by=clerk, at=AT)
    facts = accept_return(sign(return_), by=person("province"), at=AT)
    origin = as_json(trace_fact(facts[0]))["origin"]
    assert (origin["type"], origin["document"], origin["sheet"], origin["cell"]) == ("cell", document.sha256, "季报", "D6")


def test_a_value_is_traced_through_its_formula_to_its_facts() -> None:
    trace = trace_value("transformation_share", ZONE, QUARTER, Book.now())
    assert trace.printed == "92.4%"
    assert {row.fact.item for row in trace.facts} == {"industrial_investment", "transformation_investment"}
    with pytest.raises(KeyError):
        trace_value("no_such", ZONE, QUARTER, Book.now())


def test_a_published_claim_shows_its_gap() -> None:
    claim = trace_fact(Fact.objects.get(item="projects_signed_investment")).claim
    assert claim is not None
    assert str(claim.gap) == "14.1 亿元"


def test_a_doubt_shows_its_explanation() -> None:
    trace = trace_fact(Fact.objects.get(item="industrial_value_added", role="target"))
    assert ["待核" in row.text for row in trace.explanations] == [True]


@pytest.mark.parametrize("pk", range(1, 6))
def test_what_the_page_published_opens_without_an_account(client: Any, pk: int) -> None:
    assert client.get(f"/trace/fact/{Fact.objects.order_by('pk')[pk].pk}").status_code == 200


def test_a_zones_own_figure_opens_within_reach_only(client: Any, sign_in: Any) -> None:
    fact = book_quarter(HALF_YEAR, HALF)[0]
    assert client.get(f"/trace/fact/{fact.pk}").status_code == 404
    assert sign_in("datong").get(f"/trace/fact/{fact.pk}").status_code == 200
    assert sign_in("operator").get(f"/trace/fact/{fact.pk}").status_code == 404
