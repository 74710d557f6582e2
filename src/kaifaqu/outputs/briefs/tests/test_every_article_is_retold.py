"""Every kind of brief: its numbers are those that were published, each reads as it was meant, each opens its source."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from docx import Document

from conftest import AT
from kaifaqu.core.figures.item import items
from kaifaqu.core.figures.period import Period
from kaifaqu.core.reader.model import Figure
from kaifaqu.foundation.documents.rules import propose_item, propose_period, propose_role
from kaifaqu.foundation.subjects.queries import find_subject, get_subject
from kaifaqu.operations.operators.actions.companies import register_company
from kaifaqu.operations.operators.models import Nature
from kaifaqu.operations.projects.actions.files import open_project
from kaifaqu.operations.projects.models import DatedFact
from kaifaqu.operations.projects.vocabulary import FactKind
from kaifaqu.outputs.briefs.actions import compose_brief
from kaifaqu.outputs.briefs.models import Brief
from kaifaqu.outputs.briefs.queries import paragraphs_of
from kaifaqu.outputs.briefs.reread import pair_numbers
from kaifaqu.outputs.briefs.segments import full_text
from kaifaqu.outputs.briefs.word import write_word
from kaifaqu.statistics.ledger.queries import Book, find_booked
from tests.walks import person

pytestmark = pytest.mark.usefixtures("standing_demonstration", "db")

BRIEFS = [
    ("signing", "E20240425-BHB", "D:2024-04-25", "province-clerk"), ("quarter", "Z140200-ZY", "2024Q1", "zuoyun-clerk"),
    ("reform", "140000", "@2023-12", "province-clerk"), ("project", "P141000-LF-ZGYZ", "@2024-04-21", "province-clerk"),
    ("project", "P140600-HR-ZJT", "@2024-04-25", "province-clerk"),
]  # fmt: skip


def compose(template: str, subject: str, period: str, username: str) -> Brief:
    return compose_brief(template, get_subject(subject), Period.parse(period), by=person(username), at=AT)


@pytest.mark.parametrize(("template", "subject", "period", "username"), BRIEFS)
def test_every_number_reads_as_it_was_meant_and_has_its_address(
    template: str, subject: str, period: str, username: str
) -> None:
    brief = compose(template, subject, period, username)
    assert brief.reread
    assert [(row["text"], row["meant"], row["found"]) for row in brief.reread if not row["agrees"]] == []
    numbers = [segment for row in paragraphs_of(brief) for segment in row.segments if segment.value is not None]
    assert all(segment.address for segment in numbers)


def text_of(number: int) -> str:
    return full_text(paragraphs_of(compose(*BRIEFS[number])))


def test_a_signing_says_what_is_not_itemised() -> None:
    text = text_of(0)
    assert "5个市共有签约项目6个，签约项目总投资16.8亿元" in text
    assert "医药中间体项目：计划项目总投资2.7亿元，预计项目达产年产值3.4亿元，预计解决就业人数100多人" in text
    assert "尚有签约项目总投资14.1亿元未列明到项目" in text
    for beside in ("116家", "298亿元", "6.7%", "20家"):
        assert beside in text


def test_the_reform_computes_the_pilots_shares() -> None:
    text = text_of(2)
    for share in ("78.5%", "21.5%", "53.1%", "22.1%", "51.3%", "1.69亿元", "3.92亿元"):
        assert share in text


def test_the_reform_has_annex_tables_in_word_and_on_the_page(sign_in: Any) -> None:
    by, zone = person("linfen-committee"), get_subject("Z141000-LF")
    held = register_company(zone, "测试公司", Nature.THIRD_PARTY, by=by, at=AT)
    project = open_project(name="甲项目", under=zone, total_investment=Decimal(15000), operator=held, by=by, at=AT)
    DatedFact.objects.create(
        project=project, kind=FactKind.SIGNED, period="D:2023-05-01", date=date(2023, 5, 1), exact=True, by=by, at=AT
    )
    brief = compose(*BRIEFS[2])
    beside, zones = Document(BytesIO(write_word(brief))).tables
    lines = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in beside.rows}
    assert lines["开发区运营公司数"] == ["158家", "1家", "157家"]
    assert lines["运营公司招商引资项目投资额"] == ["811.6亿元", "1.5亿元", "810.1亿元"]
    assert lines["运营公司基础设施建设投资"] == ["179.9亿元", "没有登记", "—"]
    rows = [[cell.text for cell in row.cells] for row in zones.rows]
    assert rows[1] == ["临汾经开区", "否", "0", "1", "0", "—", "—", "—", "1", "1.5亿元"]
    assert rows[-1][0] == "其余2个开发区没有登记"
    page = sign_in("province-clerk").get(f"/briefs/{brief.pk}").content.decode()
    assert "credited=operator" in page
    assert all(row["agrees"] for row in brief.reread)


def test_a_projects_brief_holds_lines_and_capacity() -> None:
    text = text_of(3)
    for figure in ("26天", "3.5亿元", "3条", "2条", "1条", "18万台/年"):
        assert figure in text


def test_the_program_would_book_of_a_projects_brief_what_stands_in_the_book() -> None:
    """All but one: days that are read as the span that they took."""
    proposed = {}
    for _one, segment, figure in pair_numbers(paragraphs_of(compose(*BRIEFS[3])), AT.date()):
        fact = find_booked(segment.address["fact"]) if segment.address else None
        if fact is not None and fact.subject.code == BRIEFS[3][1]:
            meant = (fact.item, fact.subject.code, fact.period, fact.role)
            proposed[fact.item] = propose(figure) == meant
    assert len(proposed) == 6
    assert [item for item, same in proposed.items() if not same] == ["project_days_to_registration"]


def propose(figure: Figure | None) -> tuple[str, str, str, str]:
    """What a person is shown to accept: item, subject, period and role."""
    assert figure is not None
    item = propose_item(figure.kind, figure.indicator or "", figure.role.value, figure.unit or "", items())
    subject = find_subject(figure.subject or "")
    period = propose_period(str(figure.period), items().get(item))
    return item, subject.code if subject else "", period, propose_role(figure.role.value)


def test_all_that_the_page_published_stands_in_some_brief() -> None:
    told = "".join(text_of(number) for number in range(len(BRIEFS)))
    addresses = {
        segment.address["fact"]
        for template in BRIEFS
        for row in paragraphs_of(compose(*template))
        for segment in row.segments
        if segment.address and "fact" in segment.address
    }
    book = Book.now(["page"])
    booked = [fact for subject in book_subjects() for facts in book.facts_of(subject).values() for fact in facts]
    silent = {fact.item for fact in booked if fact.value is not None and fact.pk not in addresses}
    assert silent <= {"transformation_share_published"}, told  # the share is computed, and comes out as it was published
    assert Decimal("16.8") in {fact.value for fact in booked}


def book_subjects() -> list[str]:
    return [
        "140000",
        "140200",
        "Z140200-ZY",
        "E20240425-BHB",
        "P140600-HR-ZJT",
        "K140600-HR-YH",
        "P141000-LF-ZGYZ",
        "Z141000-LF",
    ]
