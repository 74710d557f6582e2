"""Lights follow rules that are data; both published rules give their worked answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kaifaqu.core.figures.calendar import Pause
from kaifaqu.core.figures.catalogue import CatalogueError, parse_rule
from kaifaqu.operations.projects.lights import (
    ApprovalSeen,
    Picture,
    ProblemSeen,
    colour_of,
    judge,
    light_rules,
    parse_light_rule,
    rules_in_force,
    schedule_percent,
)
from kaifaqu.operations.projects.vocabulary import About, Colour, FactKind, Stage

ON = date(2024, 7, 5)
BUILDING = Picture(stage=Stage.BUILDING, plan=Decimal(100), month=6)
CASES = [(code, case) for code, rule in light_rules().items() for case in rule.cases]


@pytest.mark.parametrize(("code", "case"), CASES, ids=lambda value: value["name"] if isinstance(value, dict) else value)
def test_a_worked_case_of_a_rule(code: str, case: Mapping[str, Any]) -> None:
    picture = replace(BUILDING, month=case["month"], done=Decimal(case["completed"]))
    lights = judge(picture, [light_rules()[code]], ON)
    assert colour_of(lights) == case["colour"], [light.words for light in lights]


def test_the_two_rules_judge_one_month_differently() -> None:
    picture = replace(BUILDING, done=Decimal(29))
    said = {code: judge(picture, [light_rules()[code]], ON)[0] for code in ("yinchuan", "wuhan")}
    assert (said["yinchuan"].colour, said["wuhan"].colour) == (Colour.YELLOW, Colour.RED)
    assert (said["yinchuan"].words, said["wuhan"].words) == ("落后序时 21 个百分点", "只完成序时进度的 58%")


def test_a_planned_start_is_yellow_when_its_month_is_over_and_red_after_three() -> None:
    picture = Picture(stage=Stage.APPROVALS, planned_start=date(2024, 3, 15), office="招商局")
    colours = [colour_of(judge(picture, [light_rules()["yinchuan"]], date(2024, month, 1))) for month in (3, 4, 5, 6)]
    assert colours == [Colour.GREEN, Colour.YELLOW, Colour.YELLOW, Colour.RED]
    started = replace(picture, kinds=frozenset({FactKind.STARTED}))
    assert not [light for light in judge(started, [light_rules()["yinchuan"]], ON) if light.about is About.START]


@pytest.mark.parametrize(
    ("on", "colour"),
    [(date(2024, 4, 21), "green"), (date(2024, 4, 22), "yellow"), (date(2024, 5, 21), "yellow"), (date(2024, 5, 22), "red")],
)
def test_statistics_more_than_one_month_late_are_yellow_more_than_two_red(on: date, colour: str) -> None:
    picture = Picture(stage=Stage.BUILDING, days={FactKind.STARTED: date(2024, 3, 21)})
    assert colour_of(judge(picture, [light_rules()["yinchuan"]], on)) == colour


def test_funds_below_what_the_month_requires_are_red() -> None:
    picture = replace(BUILDING, funds_required=Decimal(1000), funds=Decimal("499.9"))
    (light,) = judge(picture, [light_rules()["yinchuan"]], ON)
    assert (light.colour, light.words) == (Colour.RED, "到位资金低于要求 0.1 万元")


def test_a_late_permit_is_red_whatever_rule_a_zone_has_chosen() -> None:
    late = ApprovalSeen(7, "施工许可", "行政审批局", True, date(2024, 4, 1), None, 7)
    for chosen in ("yinchuan", "wuhan"):
        lights = judge(Picture(stage=Stage.APPROVALS, approvals=(late,)), rules_in_force(chosen, ON), date(2024, 4, 15))
        assert [(light.colour, light.turn, light.key) for light in lights] == [("red", "行政审批局", "approval:7")]
        assert lights[0].words == "施工许可：办理已超 2 个工作日"
        assert lights[0].since == date(2024, 4, 12)


def test_a_pause_holds_the_clock() -> None:
    paused = ApprovalSeen(7, "施工许可", "审批局", True, date(2024, 4, 1), None, 7, (Pause(date(2024, 4, 8), None),))
    assert judge(Picture(stage=Stage.APPROVALS, approvals=(paused,)), rules_in_force("yinchuan", ON), ON) == []


def test_a_finding_that_is_not_put_right_burns() -> None:
    found = ProblemSeen(3, "脚手架", "施工单位", date(2024, 6, 20))
    (light,) = judge(Picture(stage=Stage.BUILDING, problems=(found,)), rules_in_force("yinchuan", ON), ON)
    assert (light.colour, light.words) == (Colour.YELLOW, "脚手架：问题整改已超期 15 天")


def test_an_exempt_light_is_shown_and_does_not_colour() -> None:
    lights = judge(replace(BUILDING, done=Decimal(1), exempt=frozenset({About.PROGRESS})), rules_in_force("yinchuan", ON), ON)
    assert lights[0].exempt
    assert colour_of(lights) is Colour.GREEN


def test_a_suspended_project_has_no_lights() -> None:
    assert judge(replace(BUILDING, stage=Stage.SUSPENDED, done=Decimal(0)), rules_in_force("yinchuan", ON), ON) == []


def test_what_nobody_reported_is_not_judged() -> None:
    assert judge(BUILDING, rules_in_force("yinchuan", ON), ON) == []


def test_the_winter_curve_asks_nothing_of_january() -> None:
    assert [schedule_percent("winter", month) for month in (1, 2, 11, 12)] == [0, 0, 100, 100]
    assert schedule_percent("linear", 6) == 50
    frozen = replace(BUILDING, month=2, done=Decimal(0), curve="winter")
    assert judge(frozen, [light_rules()["yinchuan"], light_rules()["wuhan"]], ON) == []


@pytest.mark.parametrize("fault", ["measure: nothing, red: '> 1'", "measure: points_behind, red: '1'"])
def test_a_faulty_rule_names_its_file(fault: str) -> None:
    text = f"name: x\nreference: y\nchecks:\n  - {{about: start, words: z, {fault}}}\n"
    with pytest.raises(CatalogueError, match="lights/mine"):
        parse_light_rule(parse_rule("lights", "mine", text))
