"""Checks on announced events: one signed project beside the total, stages of one project in their order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from kaifaqu.core.reader.checks import check_figures
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.model import Check, Event, Figure, Verdict

TEXT = "6个项目现场签约,总投资16.8亿元。会上签约了新材料项目,投资2.7亿元。"


def amount(name: str, text: str, value: str) -> Figure:
    start = TEXT.index(text)
    return Figure(
        id=name, span=(start, start + len(text)), text=text, kind="amount", value=Decimal(value) * 10**8, unit="亿元",
        canonical_unit="元", step=Decimal(10**7),
    )  # fmt: skip


def checks_of(figures: tuple[Figure, ...], *events: Event) -> tuple[Check, ...]:
    return check_figures(Layer.of(TEXT), figures, (), events, date(2024, 4, 26))


def event(name: str, type_: str, at: int, **slots: Any) -> Event:
    return Event(name, type_, (at, at + 2), slots)


def test_one_signed_project_is_held_against_the_total_of_all() -> None:
    figures = (amount("f1", "16.8亿元", "16.8"), amount("f2", "2.7亿元", "2.7"))
    all_six = event("v1", "signing", 6, count="f0", amounts=["f1"])
    one = event("v2", "signing", 22, projects=["新材料项目"], amounts=["f2"])
    (check,) = [c for c in checks_of(figures, all_six, one) if c.kind == "part<=whole"]
    assert (check.figures, check.verdict) == (("f1", "f2"), Verdict.HOLDS)
    assert "新材料项目" in check.sentence


def test_stages_in_their_order_hold() -> None:
    landed = event("v1", "landing", 3, projects=["新材料项目"], date="D:2023-10-10")
    launched = event("v2", "launch", 9, projects=["新材料项目"], date="D:2024-04-21")
    (check,) = [c for c in checks_of((), launched, landed) if c.kind == "period"]
    assert check.verdict is Verdict.HOLDS
    assert "落地(2023-10-10)在启动(2024-04-21)之前" in check.sentence


def test_stages_in_the_wrong_order_ask_for_the_dates() -> None:
    signed = event("v1", "signing", 3, projects=["新材料项目"], date="D:2024-04-21")
    started = event("v2", "start", 9, projects=["新材料项目"], date="D:2024-03-01")
    (check,) = [c for c in checks_of((), signed, started) if c.kind == "period"]
    assert check.verdict is Verdict.UNVERIFIABLE
    assert "时间顺序颠倒" in check.sentence


def test_a_stage_that_is_only_known_by_its_quarter_is_not_ordered() -> None:
    signed = event("v1", "signing", 3, projects=["新材料项目"], date="2024Q1")
    started = event("v2", "start", 9, projects=["新材料项目"], date="D:2024-03-01")
    assert checks_of((), signed, started) == ()
