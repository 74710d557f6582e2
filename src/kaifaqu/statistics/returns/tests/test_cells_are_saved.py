"""Cells that a page sends: saved once, never over a version that was not seen, by nobody else than the filer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.statistics.ledger.actions import accept_return
from kaifaqu.statistics.returns.actions import start_correction, start_return
from kaifaqu.statistics.returns.entry_actions import Answer, Entry, Fate, save_entries
from kaifaqu.statistics.returns.history import list_changes
from kaifaqu.statistics.returns.models import Return
from kaifaqu.statistics.returns.queries import get_form, keyed_lines
from tests.walks import ZONE, file_quarter, person, sign

pytestmark = pytest.mark.usefixtures("standing_house", "db")
INVESTMENT, TAX = "industrial_investment:actual", "tax_revenue:actual"


def save(return_: Return, key: str, text: str, seen: str, sent: str = "") -> Answer:
    (answer,) = save_entries(return_, [Entry(sent, key, text, seen)], by=person("zuoyun-clerk"), at=AT)
    return answer


def stamp(return_: Return, key: str = INVESTMENT) -> str:
    return keyed_lines(return_)[key].stamp


def test_an_entry_is_saved_over_the_version_that_was_seen() -> None:
    return_ = file_quarter()
    answer = save(return_, INVESTMENT, "3.1", stamp(return_))
    assert (answer.fate, answer.stamp) == (Fate.SAVED, stamp(return_))
    assert str(keyed_lines(return_)[INVESTMENT].value) == "3.1"


def test_an_entry_sent_again_counts_once_even_when_the_cell_went_on() -> None:
    return_ = file_quarter()
    seen = stamp(return_)
    first = save(return_, INVESTMENT, "3.1", seen, "a1")
    save(return_, INVESTMENT, "3.3", first.stamp, "a2")
    acts = list_acts(f"return:{return_.pk}").count()
    again = save(return_, INVESTMENT, "3.1", seen, "a1")
    assert (again.fate, again.stamp) == (Fate.SAVED, first.stamp)
    assert str(keyed_lines(return_)[INVESTMENT].value) == "3.3"
    assert list_acts(f"return:{return_.pk}").count() == acts


def test_nothing_is_written_over_what_was_not_seen() -> None:
    return_ = file_quarter()
    seen = stamp(return_)
    save(return_, INVESTMENT, "5.8", seen)
    answer = save(return_, INVESTMENT, "5.6", seen)
    assert answer.fate is Fate.CONFLICT
    assert answer.line is not None
    assert (str(answer.line.value), answer.stamp) == ("5.8", stamp(return_))
    assert save(return_, INVESTMENT, "5.6", answer.stamp).fate is Fate.SAVED
    # the same figure twice is nobody's loss; an empty cell that was filled meanwhile is a conflict too
    assert save(return_, INVESTMENT, "5.6", seen).fate is Fate.SAVED
    save(return_, TAX, "0.35", "")
    assert save(return_, TAX, "0.36", "").fate is Fate.CONFLICT


def test_a_line_that_went_and_came_back_is_another_version() -> None:
    return_ = file_quarter()
    seen = stamp(return_)
    assert save(return_, INVESTMENT, "", seen).fate is Fate.SAVED
    assert INVESTMENT not in keyed_lines(return_)
    save(return_, INVESTMENT, "4", "")
    assert save(return_, INVESTMENT, "5", seen).fate is Fate.CONFLICT


def test_one_fault_keeps_no_other_cell_out_and_the_act_is_one() -> None:
    return_ = file_quarter()
    entries = [
        Entry("b1", TAX, "0.35", ""), Entry("b2", INVESTMENT, "很多", stamp(return_)), Entry("b3", "no_such_item:actual", "1", ""),
        Entry("b4", "industrial_output:actual", "12亿", ""), Entry("b5", "projects_signed:actual", "3", ""), Entry("b6", "", "3", ""),
    ]  # fmt: skip
    before = list_acts(f"return:{return_.pk}").count()
    answers = save_entries(return_, entries, by=person("zuoyun-clerk"), at=AT)
    assert [answer.fate.value for answer in answers] == ["saved", "refused", "refused", "saved", "refused", "refused"]
    assert all(answer.message for answer in answers if answer.fate is Fate.REFUSED)
    act = list_acts(f"return:{return_.pk}").last()
    assert list_acts(f"return:{return_.pk}").count() == before + 1
    assert act.new == {TAX: "0.35 万元", "industrial_output:actual": "12 亿元"}


def test_a_locked_return_takes_nothing_and_says_why() -> None:
    return_ = sign(file_quarter(), ["zuoyun-clerk"])
    answer = save(return_, INVESTMENT, "3", stamp(return_))
    assert answer.fate is Fate.REFUSED
    assert "待复核" in answer.message


def test_a_booked_figure_is_not_emptied_by_its_correction() -> None:
    return_ = sign(file_quarter())
    accept_return(return_, by=person("province"), at=AT)
    return_.refresh_from_db()
    correction = start_correction(return_, "改数", by=person("zuoyun-clerk"), at=AT)
    answer = save(correction, INVESTMENT, "", stamp(correction))
    assert answer.fate is Fate.REFUSED
    assert "不能清空" in answer.message
    assert save(correction, INVESTMENT, "未报", stamp(correction)).fate is Fate.SAVED


def test_every_value_that_a_cell_had_is_told_with_who_and_when() -> None:
    return_ = file_quarter()
    save(return_, INVESTMENT, "3.1", stamp(return_))
    save(return_, INVESTMENT, "", stamp(return_))
    told = [(change.old, change.new, change.by) for change in list_changes(return_, INVESTMENT)]
    name = person("zuoyun-clerk").name
    assert sorted(told, key=str) == sorted(
        [("3.1 亿元", None, name), ("2.9 亿元", "3.1 亿元", name), (None, "2.9 亿元", name)], key=str
    )


def post(client: Any, return_: Return, entries: list[dict[str, str]]) -> Any:
    return client.post(f"/returns/{return_.pk}/entries", json.dumps({"entries": entries}), content_type="application/json")


def test_the_page_hears_what_stands_beside_each_cell(sign_in: Any) -> None:
    return_ = file_quarter()
    entry = {
        "sent": "c1",
        "key": "transformation_investment:actual",
        "text": "29",
        "seen": stamp(return_, "transformation_investment:actual"),
    }
    told = post(sign_in("zuoyun-clerk"), return_, [entry]).json()
    cell = told["cells"]["transformation_investment:actual"]
    assert (told["answers"][0]["fate"], cell["shown"], cell["faulty"], told["signable"]) == ("saved", "29", True, False)
    assert "大于合计" in cell["beside"]
    client = sign_in("zuoyun-clerk")
    assert client.get(f"/returns/{return_.pk}/entries?since={told['stamp']}").status_code == 204
    assert client.get(f"/returns/{return_.pk}/entries?since=0").status_code == 200


def test_only_the_filer_saves_and_a_stranger_finds_nothing(sign_in: Any) -> None:
    return_ = file_quarter()
    entry = {"sent": "d1", "key": TAX, "text": "1", "seen": ""}
    assert post(sign_in("zuoyun-reviewer"), return_, [entry]).status_code in (403, 404)
    assert sign_in("zuoyun-reviewer").get(f"/returns/{return_.pk}/cell?key={INVESTMENT}").status_code == 200
    stranger = sign_in("tianjin-office")
    for answer in (post(stranger, return_, [entry]), stranger.get(f"/returns/{return_.pk}/cell?key={INVESTMENT}")):
        assert answer.status_code in (403, 404)
    assert TAX not in keyed_lines(return_)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"entries": [1]}', b'{"entries": [{"sent": "", "key": "", "text": "", "seen": ""}]}', b"\xff"]
)
def test_a_broken_message_is_refused(sign_in: Any, body: bytes) -> None:
    return_ = file_quarter()
    answer = sign_in("zuoyun-clerk").post(f"/returns/{return_.pk}/entries", body, content_type="application/json")
    assert answer.status_code == 400


def test_without_scripts_a_conflict_is_shown_with_both_values(sign_in: Any) -> None:
    return_ = file_quarter()
    seen = stamp(return_)
    save(return_, INVESTMENT, "5.8", seen)
    answer = sign_in("zuoyun-clerk").post(f"/returns/{return_.pk}/declare", {"key": INVESTMENT, "value": "5.6", "seen": seen})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "用我的 5.6" in page
    assert "用对方的 5.8" in page


def test_the_year_shows_the_other_months_and_why_they_are_locked(sign_in: Any) -> None:
    clerk, zone = person("zuoyun-clerk"), get_subject(ZONE)
    booked = file_quarter()
    accept_return(sign(booked), by=person("province"), at=AT)
    half = start_return(get_form("zone_quarter"), zone, Period.half(2024, 1), by=clerk, at=AT)
    page = sign_in("zuoyun-clerk").get(f"/returns/{half.pk}").content.decode()
    assert "已入账" in page
    assert "不能再改；如需更正，请新建更正版" in page
    assert page.count("data-cell ") == len(get_form("zone_quarter").lines)
    assert "打开前三季度" in page


def test_the_grid_asks_the_database_the_same_for_few_and_many_lines(sign_in: Any, django_assert_max_num_queries: Any) -> None:
    return_ = file_quarter()
    save_entries(
        return_, [Entry("", f"{line.item.code}:{line.role}", "1", "") for line in get_form("zone_quarter").lines], by=person("zuoyun-clerk"), at=AT
    )  # fmt: skip
    client = sign_in("zuoyun-clerk")
    with django_assert_max_num_queries(60):
        client.get(f"/returns/{return_.pk}")
    with django_assert_max_num_queries(40):
        client.get(f"/returns/{return_.pk}/entries?since=0")
