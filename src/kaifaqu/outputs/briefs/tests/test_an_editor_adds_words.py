"""编者的话: words go into a brief, numbers do not; what an editor wrote stays in the next edition and leaves the numbers as they read."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.outputs.briefs.actions import BriefRefusedError, add_words, compose_brief, issue_brief
from kaifaqu.outputs.briefs.editing import find_numerals
from kaifaqu.outputs.briefs.models import Brief
from kaifaqu.outputs.briefs.queries import paragraphs_of
from tests.walks import ZONE, book_quarter, person

WORDS = "一是抓招商，二是抓项目，一批项目加快建设，第一时间响应企业诉求。"


@pytest.mark.parametrize(
    ("text", "numerals"),
    [
        (WORDS, []),
        ("进一步统一思想，推动高质量发展。", []),
        ("确保“双过半”，编好十五五规划。", []),
        ("力争全年增长20%。", ["20%"]),
        ("瞄准百亿目标。", ["百亿"]),
        ("签约三十二个项目。", ["三十二"]),
        ("三成以上企业开工。", ["三成以上"]),
        ("位居第一。", ["第一"]),
        ("增长一成。", ["一成"]),
        ("投资一百万元。", ["一百万元"]),
    ],
)
def test_a_numeral_is_told_from_a_word(text: str, numerals: list[str]) -> None:
    assert find_numerals(text) == numerals


@pytest.fixture
def brief(standing_house: None, db: None) -> Brief:
    book_quarter()
    return compose_brief("month", get_subject(ZONE), Period.quarter(2024, 1), by=person("zuoyun-clerk"), at=AT)


def test_words_go_in_are_carried_on_and_come_out(brief: Brief, sign_in: Any) -> None:
    clerk, numbers = sign_in("zuoyun-clerk"), len(brief.reread)
    page = clerk.post(f"/briefs/{brief.pk}/words", {"text": WORDS, "after": "1"}, follow=True).content.decode()
    assert page.count("一是抓招商") >= 2
    brief.refresh_from_db()
    assert [one.level for one in paragraphs_of(brief)][2] == "words"
    assert len(brief.reread) == numbers
    assert all(row["agrees"] for row in brief.reread)
    assert Entry.objects.latest("pk").act == "briefs.edit_words"
    following = compose_brief("month", brief.subject, Period.quarter(2024, 1), by=person("zuoyun-clerk"), at=AT)
    words = [one.text for one in paragraphs_of(following) if one.level == "words"]
    assert words == [WORDS]
    place = [one.level for one in paragraphs_of(following)].index("words")
    clerk.post(f"/briefs/{following.pk}/words", {"out": str(place)})
    following.refresh_from_db()
    assert not [one for one in paragraphs_of(following) if one.level == "words"]


def test_a_number_is_refused_and_what_was_typed_stays(brief: Brief, sign_in: Any) -> None:
    answer = sign_in("zuoyun-clerk").post(f"/briefs/{brief.pk}/words", {"text": "力争突破30亿元。", "after": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "「突破30亿元」" in page
    assert "力争突破30亿元。</textarea>" in page
    brief.refresh_from_db()
    assert not [one for one in paragraphs_of(brief) if one.level == "words"]


@pytest.mark.parametrize(("text", "after"), [("", 1), ("话" * 601, 1), (WORDS, 999), (WORDS, -1)])
def test_nothing_too_much_and_nowhere_are_refused(brief: Brief, text: str, after: int) -> None:
    with pytest.raises(BriefRefusedError):
        add_words(brief, text, after, by=person("zuoyun-clerk"), at=AT)


def test_an_issued_brief_takes_no_words_and_a_stranger_finds_none(brief: Brief, sign_in: Any) -> None:
    assert sign_in("datong").post(f"/briefs/{brief.pk}/words", {"text": WORDS, "after": "1"}).status_code in (403, 404)
    issue_brief(brief, by=person("zuoyun-signer"), at=AT)
    with pytest.raises(BriefRefusedError, match="已签发"):
        add_words(brief, WORDS, 1, by=person("zuoyun-clerk"), at=AT)
