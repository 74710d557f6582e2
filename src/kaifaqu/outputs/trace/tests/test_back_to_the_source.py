"""From any number back to its place: a span of a document, a cell of a workbook, a person's entry, with signers and versions."""

from __future__ import annotations

import re
from typing import Any

import pytest

from conftest import AT
from kaifaqu.core.engine.values import Node
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Role
from kaifaqu.foundation.documents.actions import receive_document
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.outputs.trace.queries import as_json, step_of, trace_fact, trace_value
from kaifaqu.outputs.trace.standing import sayings_of
from kaifaqu.statistics.ledger.actions import accept_return
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import Book
from kaifaqu.statistics.returns.actions import Origin, declare_lines, start_correction, start_return, statement_for
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


def publish_beside(amount: str) -> Fact:
    """The province books a published total of the zone's half-year."""
    clerk = person("province-clerk")
    return_ = start_return(get_form("published_totals"), get_subject("140000"), Period.day(AT.date()), by=clerk, at=AT)
    if return_.accepted_at is not None:
        return_ = start_correction(return_, "另一份公报", by=clerk, at=AT)
    statement = statement_for(
        return_, "industrial_investment", Role.ACTUAL, Quantity.of(amount, "亿元"), subject=ZONE, period=HALF
    )
    declare_lines(return_, [(statement, Origin(entered_by=clerk))], by=clerk, at=AT)
    return accept_return(sign(return_, ["province-clerk"]), by=person("province"), at=AT)[-1]


def test_what_another_record_says_of_the_same_figure_stands_beside_it(sign_in: Any) -> None:
    own = next(fact for fact in book_quarter(HALF_YEAR, HALF) if fact.item == "industrial_investment")
    assert sayings_of(own, Book.now()) == []
    published = publish_beside("6.9")
    assert [(one.fact.pk, one.gap) for one in sayings_of(own, Book.now())] == [(published.pk, "0.5 亿元")]
    page = sign_in("datong").get(f"/trace/fact/{own.pk}").content.decode()
    assert "公布口径多 0.5 亿元" in page
    assert "公布口径少" not in page
    assert "部门口径少 0.5 亿元" in sign_in("province").get(f"/trace/fact/{published.pk}").content.decode()


def test_the_same_amount_elsewhere_agrees(sign_in: Any) -> None:
    own = next(fact for fact in book_quarter(HALF_YEAR, HALF) if fact.item == "industrial_investment")
    publish_beside("6.40")
    assert '别处的说法</dt><dd><a href="#others">相符' in sign_in("datong").get(f"/trace/fact/{own.pk}").content.decode()


def test_what_a_value_lacks_is_listed_once_and_counted(sign_in: Any) -> None:
    lacking = trace_value("industrial_value_added_growth_rank", ZONE, QUARTER, Book.now()).owing
    assert [(step.node.reason, step.count) for step in lacking] == [("未登记的单位未报2024年一季度工业增加值同比增速(公布)", 4)]
    page = sign_in("datong").get(f"/trace/value/industrial_value_added_growth_rank/{ZONE}/2024Q1").content.decode()
    assert "5 个中 4 个缺数，不能排名：4 个未登记的单位（未报）" in page
    assert "到名录登记" in page
    assert trace_value("transformation_share", ZONE, QUARTER, Book.now()).owing == ()


LONG = [pytest.param(username, marks=pytest.mark.long) for username in ("zuoyun-clerk", "operator", "province")]


@pytest.mark.parametrize("username", [None, "datong", *LONG])
def test_every_link_of_a_number_opens_for_who_sees_it(username: str | None, client: Any, sign_in: Any) -> None:
    reader = sign_in(username) if username else client
    own = next(fact for fact in book_quarter(HALF_YEAR, HALF) if fact.item == "industrial_investment")
    claim = Fact.objects.get(item="projects_signed_investment")
    for address in (f"/trace/fact/{own.pk}", f"/trace/fact/{claim.pk}", f"/trace/value/transformation_share/{ZONE}/2024Q1"):
        answer = reader.get(address)
        if answer.status_code != 200:
            continue
        main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
        links = set(re.findall(r'<a[^>]* href="(/[^"]*)"', main))
        assert {link: code for link in links if (code := reader.get(link).status_code) not in (200, 302)} == {}
        assert all(f'id="{anchor}"' in main for anchor in re.findall(r'href="#([^"]+)"', main))


def test_a_long_sum_folds_below_its_first_level() -> None:
    children = tuple(Node(f"第{n}区", "", Quantity.of(n, "亿元")) for n in range(1, 9))
    city = Node("市", "1 + 2", Quantity.of(36, "亿元"), children=children)
    step = step_of(Node("省", "36", Quantity.of(36, "亿元"), children=(city,)), Book.now())
    assert (step.folds, step.children[0].folds) == (False, True)
