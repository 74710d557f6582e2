"""What was published beside what the registers hold: the gap is named, never patched; a record that nobody keeps is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.foundation.subjects.actions import put_member, put_subject
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import list_subjects
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import Book
from kaifaqu.statistics.ledger.queries.claims import Claim, list_claims, read_claim

pytestmark = pytest.mark.usefixtures("standing_demonstration", "db")


def claims() -> dict[str, Claim]:
    return {claim.item.code: claim for claim in list_claims(Book.now(), list_subjects())}


GAPS = [
    # item, published, held, gap
    ("projects_signed_investment", "16.8 亿元", "2.7 亿元", "14.1 亿元"),
    ("projects_signed", "6 个", "1 个", "5 个"),
    ("operating_companies", "158 家", "0 家", "158 家"),
    ("zones", "93 个", "3 个", "90 个"),
    ("zones_industrial", "5 个", "1 个", "4 个"),
]


@pytest.mark.parametrize(("item", "published", "held", "gap"), GAPS)
def test_a_gap_is_published_less_registered(item: str, published: str, held: str, gap: str) -> None:
    claim = claims()[item]
    assert [str(amount).replace("家", "?").replace("个", "?") for amount in (claim.published, claim.registered, claim.gap)] == [
        text.replace("家", "?").replace("个", "?") for text in (published, held, gap)
    ]
    assert not claim.is_supported


def test_what_supports_a_claim_is_listed() -> None:
    assert [subject.code for subject in claims()["projects_signed"].listed] == ["P140600-HR-ZJT"]


def test_a_record_that_nobody_keeps_is_said_and_not_compared() -> None:
    waiting = [claim for claim in claims().values() if claim.item.registered_by.startswith("record:") and not claim.url]
    assert waiting
    for claim in waiting:
        assert claim.registered is Missing.NOT_REPORTED
        assert (claim.gap, claim.is_supported) == (None, False)
        assert "尚未登记" in claim.reason


def test_what_a_room_states_answers_a_published_figure_and_opens_its_records(sign_in: Callable[[str], Any]) -> None:
    started, continued = claims()["projects_started"], claims()["projects_continued"]
    assert (started.registered, started.is_supported) == (Quantity.of("2", "个"), True)
    assert (continued.registered, continued.gap) == (Quantity.of("3", "个"), Quantity.of("2", "个"))
    page = sign_in("zuoyun-officer").get(continued.url).content.decode()
    assert "鲁艺机械新兴托辊制造" in page


def test_a_figure_that_no_register_knows_makes_no_claim() -> None:
    fact = Fact.objects.filter(item="industrial_investment").first()
    assert fact is not None
    assert read_claim(Book.now(), fact) is None


def test_a_registered_company_narrows_the_gap_by_one() -> None:
    put_subject(code="Y140000-1", kind=Kind.OPERATING_COMPANY, name="示范运营公司", parent="140000")
    assert str(claims()["operating_companies"].gap).startswith("157")


def test_a_member_without_an_amount_is_named_and_not_counted_as_nothing() -> None:
    put_subject(code="P140200-X", kind=Kind.PROJECT, name="示范项目", parent="140200")
    put_member(group="E20240425-BHB", member="P140200-X")
    claim = claims()["projects_signed_investment"]
    assert str(claim.gap) == "14.1 亿元"
    assert "示范项目" in claim.reason
    assert str(claims()["projects_signed"].gap).startswith("4")


@pytest.mark.parametrize(
    ("username", "code", "status"), [("province-clerk", "E20240425-BHB", 200), ("datong", "E20240425-BHB", 404)]
)
def test_the_page_shows_the_claims_of_a_subject_within_reach(sign_in: Any, username: str, code: str, status: int) -> None:
    answer = sign_in(username).get(f"/ledger/claims?subject={code}")
    assert answer.status_code == status
    if status == 200:
        assert "14.1" in answer.content.decode()
        assert "158" not in answer.content.decode()


def test_the_subjects_of_the_page_are_registered_without_invention() -> None:
    assert not Subject.objects.filter(kind=Kind.OPERATING_COMPANY).exists()
