"""The walk of a figure, as code: the stations called in order, and nothing else. If it needs a detour, the layout is wrong."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl

from conftest import AT
from kaifaqu.core.figures.locator import Cell, Span
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.actions import accept_holding, receive_document
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.outputs.briefs.actions import compose_brief, issue_brief
from kaifaqu.outputs.briefs.queries import paragraphs_of
from kaifaqu.outputs.briefs.segments import full_text
from kaifaqu.outputs.trace.queries import trace_fact, trace_value
from kaifaqu.statistics.indicators.queries import compute_value
from kaifaqu.statistics.ledger.actions import accept_return
from kaifaqu.statistics.ledger.queries import Book
from kaifaqu.statistics.returns.actions import Origin, declare_lines, declare_proposals, sign_step, start_return
from kaifaqu.statistics.returns.queries import find_problems, get_form
from kaifaqu.statistics.returns.workbook import read_workbook, write_workbook

QUARTER = Period.quarter(2024, 1)
ZONE = "Z140200-ZY"
SENTENCE = "今年一季度，左云经济技术开发区完成工业投资2.9亿元，同比增长20.2%；工业增加值完成5.67亿元；转型项目投资完成2.68亿元，转型项目占工业投资比重为92.4%。"


def user(name: str) -> User:
    found: User = User.objects.get(username=name)
    return found


def test_a_sentence_walks_to_the_api_and_back(house: Any, sign_in: Callable[[str], Any]) -> None:
    clerk, reviewer, signer = user("zuoyun-clerk"), user("zuoyun-reviewer"), user("zuoyun-signer")
    zone = get_subject(ZONE)
    # 1 收文, 2 读数
    document, _new = receive_document(
        SENTENCE.encode(), "通稿.txt", subject=zone, by=clerk, at=AT, published_on=AT.date(), publisher="测试"
    )
    accept_holding(document, by=clerk, at=AT)
    # 3 填报, 4 校核
    return_ = start_return(get_form("zone_quarter"), zone, QUARTER, by=clerk, at=AT)
    declare_proposals(return_, by=clerk, at=AT)
    assert find_problems(return_) == []
    # 5 报送·审核
    for person in (clerk, reviewer, signer, user("datong")):
        return_ = sign_step(return_, by=person, at=AT)
    # 6 核准入账
    facts = accept_return(return_, by=user("province"), at=AT)
    # 8 计算
    value = compute_value("transformation_share", ZONE, QUARTER, Book.now())
    assert isinstance(value.result, Quantity)
    assert f"{value.result.value:.1f}" == "92.4"
    # 12 成文
    brief = issue_brief(compose_brief("quarter", zone, QUARTER, by=clerk, at=AT), by=signer, at=AT)
    assert "转型项目投资2.68亿元，占工业投资的92.4%" in full_text(paragraphs_of(brief))
    # 13 接口
    client = sign_in("datong")
    told = client.get(f"/api/v1/values/transformation_share/{ZONE}/2024Q1").json()
    assert told["value"].startswith("92.41379310")
    # ↩ 溯源: from the number of the API to the span of the sentence
    leaf = told["explanation"]["children"][0]["fact"]
    assert leaf in {fact.pk for fact in facts}
    origin = client.get(f"/api/v1/facts/{leaf}/trace").json()["origin"]
    start, end = origin["span"]
    assert (origin["document"], SENTENCE[start:end]) == (document.sha256, "2.68亿元")
    statements = value.explanation.statements()
    assert Span(document.sha256, start, end) in {statement.locator for statement in statements}


def test_a_workbook_cell_walks_to_the_api_and_back(house: Any, sign_in: Callable[[str], Any]) -> None:
    clerk, reviewer, signer = user("zuoyun-clerk"), user("zuoyun-reviewer"), user("zuoyun-signer")
    zone = get_subject(ZONE)
    return_ = start_return(get_form("zone_quarter"), zone, QUARTER, by=clerk, at=AT)
    # 1 收文: the form as issued, filled by a clerk in Excel
    filled, place = fill(write_workbook(return_, at=AT), {"工业投资": 2.9, "转型项目投资": 2.68, "工业增加值": 5.67})
    document, _new = receive_document(filled, "季报.xlsx", subject=zone, by=clerk, at=AT)
    # 2 读数, 3 填报
    cells, problems = read_workbook(return_, filled)
    assert problems == []
    declare_lines(return_, [(cell.statement, Origin(workbook=document, cell=cell.cell)) for cell in cells], by=clerk, at=AT)
    # 4 校核, 5 报送·审核, 6 核准入账
    assert find_problems(return_) == []
    for person in (clerk, reviewer, signer, user("datong")):
        return_ = sign_step(return_, by=person, at=AT)
    accept_return(return_, by=user("province"), at=AT)
    # 8 计算, 13 接口
    client = sign_in("province")
    told = client.get(f"/api/v1/values/transformation_share/{ZONE}/2024Q1").json()
    assert told["value"].startswith("92.41379310")
    # ↩ 溯源: to the very cell
    trace = trace_value("transformation_share", ZONE, QUARTER, Book.now())
    locators = {step.node.statement.locator for step in trace.root.children if step.node.statement}
    sheet, cell = place["转型项目投资"]
    assert Cell(document.sha256, sheet, cell) in locators
    leaf = told["explanation"]["children"][0]["fact"]
    origin = client.get(f"/api/v1/facts/{leaf}/trace").json()["origin"]
    assert (origin["type"], origin["sheet"], origin["cell"]) == ("cell", sheet, cell)
    assert [row.signature.by.name for row in trace_fact(trace.facts[0].fact).signatures] == [
        "左云填报员", "左云复核", "左云签发人", "大同市", "省厅",
    ]  # fmt: skip


def fill(form: bytes, entries: dict[str, float]) -> tuple[bytes, dict[str, tuple[str, str]]]:
    """A copy of the form with a clerk's entries, and the cell of each."""
    book = openpyxl.load_workbook(io.BytesIO(form))
    sheet, places = book.worksheets[0], {}
    for row in sheet.iter_rows():
        names = [str(cell.value).strip("　 ") for cell in row]
        for name, number in entries.items():
            if name in names:
                target = row[3]
                target.value = number
                places[name] = (sheet.title, target.coordinate)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue(), places
