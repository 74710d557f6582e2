"""投稿 → 审核 → 采用 → 刊出: who may take which step, figures cleared before they leave, and the printed article compared number by number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from conftest import AT
from kaifaqu.foundation.documents.actions import receive_document
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.outputs.briefs.actions import compose_brief, issue_brief
from kaifaqu.outputs.briefs.models import Brief, Contribution
from kaifaqu.outputs.briefs.press import compare_printed
from kaifaqu.outputs.briefs.press_actions import ContributionRefusedError, answer_contribution, lay_beside, offer_brief
from tests.walks import FIGURES, QUARTER, ZONE, book_quarter, correct_quarter, person

pytestmark = pytest.mark.usefixtures("standing_house", "db")
Become = Callable[[str], Any]
TOLD = {**FIGURES, "industrial_investment_growth_published": "20.2", "industrial_value_added_growth_published": "29.5"}
PRINTED = (
    "左云经济技术开发区一季度开局良好\n2024年一季度，左云经济技术开发区完成工业投资2.9亿元，同比增长22.0%；工业增加值完成5.67亿元，同比增长29.5%。"
    "全区还签约项目3个。"
)


@pytest.fixture
def brief() -> Brief:
    book_quarter(TOLD)
    made = compose_brief("month", get_subject(ZONE), QUARTER, by=person("zuoyun-clerk"), at=AT)
    return issue_brief(made, by=person("zuoyun-signer"), at=AT)


def offer(brief: Brief) -> Contribution:
    return offer_brief(brief, get_subject("140200"), "请采用", by=person("zuoyun-signer"), at=AT)


def test_a_draft_or_a_second_time_or_a_stranger_is_not_offered(brief: Brief) -> None:
    draft = compose_brief("quarter", get_subject(ZONE), QUARTER, by=person("zuoyun-clerk"), at=AT)
    with pytest.raises(ContributionRefusedError, match="还没有签发"):
        offer_brief(draft, get_subject("140200"), "", by=person("zuoyun-signer"), at=AT)
    with pytest.raises(ContributionRefusedError, match="不是它的上级"):
        offer_brief(brief, get_subject("140600"), "", by=person("zuoyun-signer"), at=AT)
    offer(brief)
    with pytest.raises(ContributionRefusedError, match="已经投给"):
        offer(brief)


def test_figures_are_cleared_before_they_leave(brief: Brief) -> None:
    row = offer(brief)
    correct_quarter({**TOLD, "industrial_investment": "2.95"})
    with pytest.raises(ContributionRefusedError, match="成文新版"):
        offer_brief(brief, get_subject("140000"), "", by=person("zuoyun-signer"), at=AT)
    with pytest.raises(ContributionRefusedError, match="成文新版"):
        answer_contribution(row, adopt=True, words="", by=person("datong"), at=AT)


def test_a_return_has_its_reason_and_an_answer_stands(brief: Brief) -> None:
    row = offer(brief)
    with pytest.raises(ContributionRefusedError, match="退稿必须写明原因"):
        answer_contribution(row, adopt=False, words=" ", by=person("datong"), at=AT)
    answer_contribution(row, adopt=False, words="请补项目进展", by=person("datong"), at=AT)
    with pytest.raises(ContributionRefusedError, match="已退稿"):
        answer_contribution(row, adopt=True, words="", by=person("datong"), at=AT)
    with pytest.raises(ContributionRefusedError, match="还没有采用"):
        lay_beside(row, receive(), by=person("datong"), at=AT)


def receive() -> Any:
    return receive_document(
        PRINTED.encode(), "刊出.txt", subject=get_subject("140200"), by=person("datong"), at=AT, published_on=date(2024, 4, 26)
    )[0]


def test_the_printed_article_is_compared_number_by_number(brief: Brief) -> None:
    found = {(row.state, row.written, row.printed) for row in compare_printed(brief, receive())}
    assert ("same", "2.9亿元", "2.9亿元") in found
    assert ("same", "增长29.5%", "29.5%") in found
    assert ("changed", "增长20.2%", "22.0%") in found
    assert ("left_out", "2.68亿元", "") in found
    assert ("added", "", "3个") in found


def test_it_is_walked_by_two_people(brief: Brief, sign_in: Become) -> None:
    signer = sign_in("zuoyun-signer")
    page = signer.post(f"/briefs/{brief.pk}/offer", {"to": "140200", "note": "请采用"}, follow=True).content.decode()
    assert "待审核" in signer.get("/briefs/contributions").content.decode()
    assert "采用</button>" not in page
    city = sign_in("datong")
    assert "1 份等您审核" in city.get("/briefs/").content.decode()
    pk = Contribution.objects.get().pk
    city.post(f"/briefs/contributions/{pk}/answer", {"adopt": "1"})
    page = city.post(f"/briefs/contributions/{pk}/printed", {"document": receive().pk}, follow=True).content.decode()
    assert "不符" in page
    assert "22.0%" in page
    assert sign_in("enterprise").get(f"/briefs/contributions/{pk}").status_code == 404
    assert sign_in("tianjin-office").get("/briefs/contributions").status_code == 404
