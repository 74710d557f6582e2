"""Pure rules: unfair terms by their worked cases, protection by its case, gates, chains."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from kaifaqu.core.figures.catalogue import CatalogueError, load_rules
from kaifaqu.operations.promotion.practice import chains, gate_rule, practice_on, read_chain
from kaifaqu.operations.promotion.rules import (
    GateFacts,
    count_standstill,
    find_policy_fault,
    find_unfair_terms,
    judge_gates,
    protected_until,
)

CASES = next(rule.content["cases"] for rule in load_rules("gates") if rule.code == "signing")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:16])
def test_unfair_terms_are_found_as_the_cases_say(case: Mapping[str, Any]) -> None:
    assert sorted(stop.code for stop in find_unfair_terms(case["text"], (), gate_rule())) == sorted(case["stopped"])


def test_a_term_names_the_firm_that_alone_gets_it_and_the_rule_it_breaks() -> None:
    text = "乙方按期开工。对甲药业按其缴纳增值税地方留成的50%给予奖励；其余依照法律规定"
    stops = find_unfair_terms(text, ["山西甲药业有限公司"], gate_rule())
    assert {stop.law for stop in stops} == {"第十条第一项"}
    assert all("只给「山西甲药业有限公司」一家" in stop.words for stop in stops)


def test_protection_follows_its_worked_case() -> None:
    practice = practice_on(date(2024, 4, 25))
    case = practice["case"]
    assert protected_until(case["first"], case["last_contact"], practice) == case["expected_until"]
    assert protected_until(case["first"], None, practice) == date(2024, 10, 22)


def test_a_lead_stands_still_only_beyond_the_days_of_its_stage() -> None:
    practice = practice_on(date(2024, 4, 25))
    assert count_standstill("lead", date(2024, 4, 1), date(2024, 4, 16), practice) is None
    assert count_standstill("lead", date(2024, 4, 1), date(2024, 4, 18), practice) == 2
    assert count_standstill("signed", date(2020, 4, 1), date(2024, 4, 18), practice) is None


def facts(**more: Any) -> GateFacts:
    known: dict[str, Any] = {
        "is_chemical": True, "recognition": "认定", "unfair": (), "open_overlaps": (), "dead_policies": (),
        "opinions": {"safety": (True, "通过"), "environment": (True, "通过")},
    }  # fmt: skip
    return GateFacts(**{**known, **more})


@pytest.mark.parametrize(("more", "stopped"), [
    ({}, set()),
    ({"recognition": ""}, {"park"}),
    ({"opinions": {"safety": (False, "不通过")}}, {"safety", "environment"}),
    ({"open_overlaps": ("争抢",), "dead_policies": ("失效",)}, {"overlap", "policies"}),
    ({"is_chemical": False, "recognition": "", "opinions": {}}, set()),
])  # fmt: skip
def test_gates_stop_what_they_should(more: dict[str, Any], stopped: set[str]) -> None:
    assert {view.gate.code for view in judge_gates(gate_rule(), facts(**more)) if view.stops} == stopped


def test_a_policy_holds_between_its_days_and_after_its_review() -> None:
    begin, end = date(2024, 1, 1), date(2024, 12, 31)
    assert find_policy_fault(begin, end, "passed", date(2024, 6, 1)) == ""
    assert "失效" in find_policy_fault(begin, end, "passed", date(2025, 1, 1))
    assert "才生效" in find_policy_fault(begin, end, "passed", date(2023, 1, 1))
    assert find_policy_fault(begin, None, "pending", date(2024, 6, 1)) == "未通过公平竞争审查"


def test_a_chain_has_its_nodes_in_place_and_a_false_one_is_refused() -> None:
    chain = chains()["biomedicine"]
    assert {"化学药", "中药", "生物制品", "医用辅料", "医疗器械"} <= {node.name for node in chain.nodes}
    assert chain.partner_of("天津市西青区") == "环渤海"
    with pytest.raises(CatalogueError, match="bad"):
        read_chain("bad", {"name": "x", "reference": "y", "nodes": [{"code": "a", "name": "b", "position": "middle"}]})
