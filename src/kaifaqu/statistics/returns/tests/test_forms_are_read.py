"""Forms come from the catalogue: lines, periods, chain and checks; a fault names the file and what is wrong in it."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest
import yaml

from kaifaqu.core.figures.catalogue import CatalogueError, parse_rule
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.problem import Severity
from kaifaqu.statistics.returns.checks import CHECKS
from kaifaqu.statistics.returns.form import current_forms, parse_form
from kaifaqu.statistics.returns.rules import STEPS

SOUND: dict[str, Any] = {
    "name": "示范表", "number": "示 1 表", "valid_from": date(2024, 1, 1), "filer": ["zone"], "periods": "quarter",
    "unit": "亿元", "chain": {"full": ["declare", "accept"], "small": ["declare", "accept"]},
    "lines": [{"item": "industrial_investment", "required": True}, {"item": "industrial_value_added", "role": "target"}],
    "checks": [{"check": "unit_slip", "ratio": 1000, "severity": "soft"}],
}  # fmt: skip


def parse(**change: Any) -> Any:
    content = {**copy.deepcopy(SOUND), **change}
    text = yaml.safe_dump({name: value for name, value in content.items() if value is not None}, allow_unicode=True)
    return parse_form(parse_rule("forms", "sound", text))


def test_a_sound_form_is_read() -> None:
    form = parse()
    assert [(line.key, line.label, line.required) for line in form.lines] == [
        ("industrial_investment:actual", "工业投资", True),
        ("industrial_value_added:target", "工业增加值(目标)", False),
    ]
    assert [(check.name, check.severity, dict(check.parameters)) for check in form.checks] == [
        ("unit_slip", Severity.SOFT, {"ratio": 1000})
    ]
    assert form.line("industrial_investment:target") is None


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"name": None}, "name"),
    ({"filer": None}, "filer"),
    ({"periods": None}, "periods"),
    ({"chain": None}, "chain"),
    ({"lines": None}, "lines"),
    ({"checks": None}, "checks"),
    ({"scope": "whatever"}, "whatever"),
    ({"lines": [{"item": "no_such_item"}]}, "no_such_item"),
    ({"lines": [{"item": "industrial_investment", "role": "hope"}]}, "hope"),
    ({"lines": [{"role": "actual"}]}, "item"),
    ({"checks": [{"check": "unit_slip"}]}, "severity"),
    ({"checks": [{"check": "unit_slip", "severity": "fatal"}]}, "fatal"),
    ({"checks": [{"check": "no_such_check", "severity": "hard"}]}, "no_such_check"),
    ({"chain": {"full": ["declare", "bless"], "small": ["declare"]}}, "bless"),
    ({"chain": {"full": ["declare"]}}, "small"),
    ({"periods": "fortnight"}, "fortnight"),
]


@pytest.mark.parametrize(("change", "words"), FAULTS)
def test_a_fault_names_the_file_and_what_is_wrong(change: dict[str, Any], words: str) -> None:
    with pytest.raises(CatalogueError) as fault:
        parse(**change)
    assert "sound" in str(fault.value) or words in str(fault.value)
    assert words in str(fault.value)


PERIODS = [
    ("month", "2024M1-2", True), ("month", "2024Q1", True), ("month", "2024M2", False), ("quarter", "2024Q1", True),
    ("quarter", "2024H1", True), ("quarter", "2024M1-9", True), ("quarter", "2024", True), ("quarter", "2024Q2", False),
    ("quarter", "2024M1-4", False), ("half", "2024H1", True), ("half", "2024Q1", False), ("year", "2024", True),
    ("year", "2024H1", False), ("any", "D:2024-04-26", True),
]  # fmt: skip


@pytest.mark.parametrize(("periods", "period", "filed"), PERIODS)
def test_a_form_is_filed_for_its_periods_only(periods: str, period: str, filed: bool) -> None:
    assert parse(periods=periods).accepts(Period.parse(period)) is filed


def test_the_last_day_for_filing_is_the_calendars() -> None:
    assert current_forms()["zone_quarter"].due_on(Period.parse("2024Q1")) == date(2024, 4, 15)
    assert current_forms()["targets_year"].due_on(Period.parse("2024")) is None


@pytest.mark.parametrize("form", current_forms().values(), ids=lambda form: form.code)
def test_every_form_of_the_catalogue_is_whole(form: Any) -> None:
    assert {check.name for check in form.checks} <= set(CHECKS)
    assert {step for chain in form.chains.values() for step in chain} <= set(STEPS)
    assert len({line.key for line in form.lines}) == len(form.lines)
    assert all(chain[-1] == "accept" for chain in form.chains.values())


def test_who_fills_in_a_form_takes_its_first_step() -> None:
    first = {code: {chain[0] for chain in form.chains.values()} for code, form in current_forms().items() if not form.issued}
    assert first.pop("operator_quarter") == {"company"}
    assert first.pop("enterprise_month") == first.pop("mu_year") == {"enterprise"}
    assert set(map(frozenset, first.values())) == {frozenset({"declare"})}
