"""Signing: step by step, each by who may, never two consecutive steps by one person; back with a reason; locked while under way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conftest import AT
from kaifaqu.core.figures.missing import Missing
from kaifaqu.foundation.accounts.actions import System, create_user, grant_role
from kaifaqu.foundation.accounts.models import Role, User
from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.foundation.zones.actions import register_zone
from kaifaqu.statistics.ledger.actions import accept_return
from kaifaqu.statistics.returns.actions import (
    ReturnRefusedError,
    explain_problem,
    note_opened,
    send_back,
    sign_step,
    start_return,
    withdraw_return,
)
from kaifaqu.statistics.returns.models import Return
from kaifaqu.statistics.returns.queries import chain_of, find_problems, get_form, is_locked, list_waiting, may_sign, step_of
from kaifaqu.statistics.returns.rules import may_withdraw, next_step, refuse_signer
from tests.walks import FIGURES, QUARTER, STAFF, ZONE, declare, file_quarter, person, sign

pytestmark = pytest.mark.usefixtures("standing_house", "db")
CHAIN = ["declare", "review", "issue", "city_review", "accept"]


@pytest.fixture
def all_in_one() -> User:
    """One person who holds every role of the zone."""
    user = create_user(username="all", name="一人", password=None, by=System(), at=AT)
    for role in (Role.CLERK, Role.REVIEWER, Role.SIGNER):
        grant_role(user, role, get_subject(ZONE), by=System(), at=AT)
    return user


def fresh(return_: Return) -> Return:
    return Return.objects.get(pk=return_.pk)


def test_each_step_is_taken_in_its_turn() -> None:
    return_ = file_quarter()
    for position, username in enumerate(STAFF):
        step = step_of(return_)
        assert step is not None
        assert step.code == CHAIN[position]
        assert [may_sign(return_, person(name)) for name in STAFF] == [name == username for name in STAFF]
        assert return_ in list_waiting(person(username))
        return_ = sign(return_, [username])
    assert [state for _code, _label, state, _by in chain_of(return_)] == ["done"] * 4 + ["now"]


@pytest.mark.parametrize("username", ["zuoyun-reviewer", "datong", "province", "tianjin-office", "auditor"])
def test_a_step_is_refused_to_who_has_not_its_role(username: str) -> None:
    with pytest.raises(ReturnRefusedError, match="填报员"):
        sign_step(file_quarter(), by=person(username), at=AT)


def test_nobody_signs_two_consecutive_steps(all_in_one: User) -> None:
    return_ = sign_step(file_quarter(), by=all_in_one, at=AT)
    with pytest.raises(ReturnRefusedError, match="同一人不能连签相邻两步"):
        sign_step(return_, by=all_in_one, at=AT)
    return_ = sign(return_, ["zuoyun-reviewer"])
    assert sign_step(return_, by=all_in_one, at=AT).position == 3


@pytest.mark.parametrize(
    ("position", "signers", "user", "refused"),
    [(0, [], 1, False), (1, [1], 1, True), (1, [1], 2, False), (2, [1, 2], 1, False), (5, [1, 2, 3, 4, 5], 6, True)],
)
def test_who_signed_last_does_not_sign_next(position: int, signers: list[int], user: int, refused: bool) -> None:
    assert bool(refuse_signer(CHAIN, position, signers, user)) is refused


def test_a_small_office_signs_with_two() -> None:
    register_zone(get_subject(ZONE), by=System(), at=AT, small_office=True)
    return_ = sign(file_quarter(), ["zuoyun-clerk", "zuoyun-signer", "datong"])
    assert return_.chain == ["declare", "issue", "city_review", "accept"]
    assert len(accept_return(return_, by=person("province"), at=AT)) == 3


def test_a_small_office_still_needs_two_people(all_in_one: User) -> None:
    register_zone(get_subject(ZONE), by=System(), at=AT, small_office=True)
    return_ = sign_step(file_quarter(), by=all_in_one, at=AT)
    with pytest.raises(ReturnRefusedError, match="同一人"):
        sign_step(return_, by=all_in_one, at=AT)


def test_an_empty_return_is_not_signed() -> None:
    return_ = start_return(get_form("zone_quarter"), get_subject(ZONE), QUARTER, by=person("zuoyun-clerk"), at=AT)
    with pytest.raises(ReturnRefusedError, match="还没有任何数据"):
        sign(return_, ["zuoyun-clerk"])


def test_a_hard_problem_stops_signing_whatever_is_explained() -> None:
    return_ = file_quarter({**FIGURES, "transformation_investment": "29"})
    (problem,) = find_problems(return_)
    explain_problem(return_, problem.rule, problem.key, "确实如此", by=person("zuoyun-clerk"), at=AT)
    with pytest.raises(ReturnRefusedError, match="1 处") as refused:
        sign(return_, ["zuoyun-clerk"])
    assert [p.key for p in refused.value.problems] == ["transformation_investment:actual"]


def test_a_doubt_passes_with_a_written_explanation_only() -> None:
    return_ = file_quarter({**FIGURES, "industrial_value_added:target": "2.17"})
    with pytest.raises(ReturnRefusedError, match="1 处"):
        sign(return_, ["zuoyun-clerk"])
    clerk = person("zuoyun-clerk")
    with pytest.raises(ReturnRefusedError, match="说明是空的"):
        explain_problem(return_, "completion_plausible", "industrial_value_added:target", "  ", by=clerk, at=AT)
    explain_problem(return_, "completion_plausible", "industrial_value_added:target", "已核对下达文件", by=clerk, at=AT)
    assert sign(return_, ["zuoyun-clerk"]).position == 1


def test_an_explanation_of_another_cell_does_not_help() -> None:
    return_ = file_quarter({**FIGURES, "industrial_value_added:target": "2.17"})
    explain_problem(return_, "completion_plausible", "tax_revenue:actual", "说明", by=person("zuoyun-clerk"), at=AT)
    with pytest.raises(ReturnRefusedError):
        sign(return_, ["zuoyun-clerk"])


def test_a_return_is_sent_back_with_a_reason_and_signed_anew() -> None:
    return_ = sign(file_quarter(), STAFF[:3])
    with pytest.raises(ReturnRefusedError, match="必须写明原因"):
        send_back(return_, " ", by=person("datong"), at=AT)
    with pytest.raises(ReturnRefusedError, match="市级审核"):
        send_back(return_, "不是我这步", by=person("zuoyun-reviewer"), at=AT)
    back = send_back(return_, "工业投资请附台账", by=person("datong"), at=AT)
    assert (back.position, back.round) == (0, 2)
    assert back.signatures.last().note == "工业投资请附台账"
    assert [state for *_rest, state, _by in chain_of(back)] == ["now", "later", "later", "later", "later"]
    declare(back, {"industrial_investment": "2.91"})
    assert sign(back).position == 4
    assert back.signatures.count() == 8


def test_a_return_that_nobody_signed_is_not_sent_back() -> None:
    with pytest.raises(ReturnRefusedError, match="不在审签中"):
        send_back(file_quarter(), "原因", by=person("zuoyun-clerk"), at=AT)


def test_a_return_is_withdrawn_until_the_superior_has_opened_it() -> None:
    return_ = sign(file_quarter(), STAFF[:3])
    assert withdraw_return(return_, by=person("zuoyun-signer"), at=AT).position == 0
    return_ = sign(fresh(return_), STAFF[:3])
    note_opened(return_, by=person("datong"), at=AT)
    with pytest.raises(ReturnRefusedError, match="上级已打开"):
        withdraw_return(fresh(return_), by=person("zuoyun-signer"), at=AT)


@pytest.mark.parametrize("username", ["zuoyun-reviewer", "province"])
def test_only_who_signed_withdraws(username: str) -> None:
    with pytest.raises(ReturnRefusedError, match="没有您的签署"):
        withdraw_return(sign(file_quarter(), STAFF[:1]), by=person(username), at=AT)


def test_a_look_of_somebody_else_does_not_close_the_way_back() -> None:
    return_ = sign(file_quarter(), STAFF[:3])
    note_opened(return_, by=person("province"), at=AT)
    assert fresh(return_).opened_at is None


@pytest.mark.parametrize(
    ("position", "opened", "may"),
    [(0, False, False), (1, False, True), (2, True, True), (3, False, True), (3, True, False), (5, False, False)],
)
def test_the_way_back_is_open_within_the_filer(position: int, opened: bool, may: bool) -> None:
    assert may_withdraw(CHAIN, position, opened) is may


def test_a_return_under_way_says_why_it_is_locked() -> None:
    return_ = sign(file_quarter(), STAFF[:1])
    assert "待复核" in is_locked(return_)
    with pytest.raises(ReturnRefusedError, match="不能改数"):
        declare(return_, {"industrial_investment": "3"})
    with pytest.raises(ReturnRefusedError, match="待复核"):
        explain_problem(return_, "unit_slip", "tax_revenue:actual", "说明", by=person("zuoyun-clerk"), at=AT)


def test_a_booked_return_says_why_it_is_locked() -> None:
    return_ = sign(file_quarter())
    accept_return(return_, by=person("province"), at=AT)
    booked = fresh(return_)
    assert "2024-04-26 核准入账" in is_locked(booked)
    with pytest.raises(ReturnRefusedError, match="更正版"):
        declare(booked, {"industrial_investment": "3"})
    with pytest.raises(ReturnRefusedError, match="已签完"):
        sign_step(booked, by=person("province"), at=AT)


def test_every_act_stands_in_the_journal() -> None:
    return_ = sign(file_quarter(), STAFF[:3])
    send_back(return_, "请核对", by=person("datong"), at=AT)
    acts = [act.act.split(".")[1] for act in list_acts(f"return:{return_.pk}")]
    assert acts == ["start_return", "declare_lines", "sign_step", "sign_step", "sign_step", "send_back"]
    entered = list_acts(f"return:{return_.pk}").get(act="returns.declare_lines")
    assert entered.new["industrial_investment:actual"] == "2.9 亿元"
    declare(fresh(return_), {"industrial_investment": Missing.CONFIDENTIAL})
    last = list_acts(f"return:{return_.pk}").last()
    assert last is not None
    assert (last.old, last.new) == ({"industrial_investment:actual": "2.9 亿元"}, {"industrial_investment:actual": "保密"})


@pytest.mark.parametrize(
    ("filer", "period", "words"),
    [("140200", "2024Q1", "不填报"), (ZONE, "2024Q2", "不是它的报告期"), (ZONE, "2024M1-4", "请改选报告期")],
)
def test_a_form_is_started_by_its_filers_for_its_periods(filer: str, period: str, words: str) -> None:
    from kaifaqu.core.figures.period import Period

    with pytest.raises(ReturnRefusedError, match=words):
        start_return(get_form("zone_quarter"), get_subject(filer), Period.parse(period), by=person("zuoyun-clerk"), at=AT)


def test_starting_twice_opens_the_same_return() -> None:
    assert file_quarter() == file_quarter()


def test_a_finished_chain_waits_for_nobody() -> None:
    assert next_step(CHAIN, 5) is None


def test_the_page_refuses_and_names_each_cell(sign_in: Any) -> None:
    return_ = file_quarter({**FIGURES, "transformation_investment": "29"})
    answer = sign_in("zuoyun-clerk").post(f"/returns/{return_.pk}/sign")
    assert answer.status_code == 422
    assert "1 处问题" in answer.content.decode()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("很多", "不是数字"),
        ("1,35", "不是数字"),
        ("无法计算", "填报时不能用"),
        ("1e999999", "数值太长"),
        ("0.12345678901", "数值太长"),
    ],
)
def test_the_page_refuses_what_is_no_number(sign_in: Any, value: str, words: str) -> None:
    return_ = file_quarter()
    answer = sign_in("zuoyun-clerk").post(f"/returns/{return_.pk}/declare", {"key": "tax_revenue:actual", "value": value})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert return_.lines.count() == 3


def test_the_page_takes_a_number_and_the_name_of_an_absence(sign_in: Any) -> None:
    return_, client = file_quarter(), sign_in("zuoyun-clerk")
    client.post(f"/returns/{return_.pk}/declare", {"key": "tax_revenue:actual", "value": "0.35"})
    client.post(f"/returns/{return_.pk}/declare", {"key": "funds_in_place:actual", "value": "未报"})
    held = dict(return_.lines.values_list("item", "missing"))
    assert (held["tax_revenue"], held["funds_in_place"]) == ("", "not_reported")


def test_a_rule_of_the_form_that_was_used_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalogue may move on; a return is read by the form that it was started with."""
    from kaifaqu.statistics.returns import queries

    return_ = file_quarter()
    changed = replace(get_form("zone_quarter"), name="改过的季报")
    monkeypatch.setattr(queries, "current_forms", lambda: {"zone_quarter": changed})
    assert queries.get_form("zone_quarter").name == "改过的季报"
    assert queries.form_of(return_).name == "开发区经济运行季报"


def test_the_filer_reads_at_once_why_it_came_back(sign_in: Any) -> None:
    return_ = send_back(sign(file_quarter(), STAFF[:3]), "转型项目投资还少一笔", by=person("datong"), at=AT)
    page = f"/returns/{return_.pk}"
    assert "退回：转型项目投资还少一笔" in sign_in("zuoyun-clerk").get(page).content.decode()
    withdraw_return(sign(return_, STAFF[:2]), by=person("zuoyun-reviewer"), at=AT)
    assert '<p class="refusal">' not in sign_in("zuoyun-clerk").get(page).content.decode()
