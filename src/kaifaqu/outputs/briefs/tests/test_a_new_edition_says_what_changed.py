"""A correction makes a brief old: it says so itself; the next edition shows the old sentence beside the new one, and the old one stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from conftest import AT
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.outputs.briefs.actions import compose_brief, issue_brief
from kaifaqu.outputs.briefs.editions import Change, changes_due, changes_since, earlier_edition, list_changes, newer_edition
from kaifaqu.outputs.briefs.models import Brief
from kaifaqu.outputs.briefs.segments import paragraph
from kaifaqu.statistics.ledger.actions import accept_return
from kaifaqu.statistics.returns.actions import start_correction
from kaifaqu.statistics.returns.models import Return
from tests.walks import QUARTER, ZONE, book_quarter, declare, person, sign

pytestmark = pytest.mark.usefixtures("standing_house", "db")
LATER = AT + timedelta(days=30)


def compose(at: Any = AT) -> Brief:
    return compose_brief("quarter", get_subject(ZONE), QUARTER, by=person("zuoyun-clerk"), at=at)


def correct() -> None:
    second = start_correction(Return.objects.get(version=1), "漏报一户", by=person("zuoyun-clerk"), at=LATER)
    declare(second, {"industrial_investment": "4.56"}, at=LATER)
    accept_return(sign(second, at=LATER), by=person("province"), at=LATER)


def test_sentences_are_compared_and_the_title_is_not() -> None:
    old = [paragraph("title", "一季度"), paragraph("body", "投资2.9亿元。会议5次。")]
    new = [paragraph("title", "一季度（二）"), paragraph("body", "投资4.56亿元。会议5次。新增一句。")]
    assert list_changes(old, new) == [Change("投资2.9亿元。", "投资4.56亿元。"), Change("", "新增一句。")]


def test_a_brief_is_due_anew_after_a_correction_and_only_then() -> None:
    book_quarter()
    first = compose()
    assert changes_due(first) == ()
    correct()
    due = changes_due(first)
    assert any("2.9亿元" in row.old and "4.56亿元" in row.new for row in due)
    second = compose(LATER)
    clerk = person("zuoyun-clerk")
    assert list(changes_since(second, first)) == list(due)
    assert (earlier_edition(second, clerk), newer_edition(first, clerk)) == (first, second)
    assert changes_due(first) == ()
    assert changes_due(second) == ()


def test_the_page_offers_the_next_edition_to_who_may_compose(sign_in: Callable[[str], Any]) -> None:
    book_quarter()
    first = compose()
    correct()
    page = sign_in("zuoyun-clerk").get(f"/briefs/{first.pk}").content.decode()
    assert "账上有更正" in page
    assert "<ins>2024年一季度，全区完成工业投资4.56亿元" in page
    assert "成文新版" in page
    made = sign_in("zuoyun-clerk").post("/briefs/compose", {"template": "quarter", "subject": ZONE, "period": "2024Q1"})
    page = sign_in("zuoyun-clerk").get(made["Location"]).content.decode()
    assert "与第 1 版相比" in page
    assert "打开新版" in sign_in("zuoyun-clerk").get(f"/briefs/{first.pk}").content.decode()


def test_a_reader_from_elsewhere_sees_no_draft_and_not_todays_book(sign_in: Callable[[str], Any]) -> None:
    book_quarter()
    first = compose()
    issue_brief(first, by=person("zuoyun-signer"), at=AT)
    correct()
    page = sign_in("linfen-signer").get(f"/briefs/{first.pk}").content.decode()
    assert "2.9亿元" in page
    assert "4.56亿元" not in page
    compose(LATER)
    page = sign_in("linfen-signer").get(f"/briefs/{first.pk}").content.decode()
    assert "打开新版" not in page
