"""What a reading seems to stand for: item by names, aliases, growth and rank; subject; period; role — or blank for a person."""

from __future__ import annotations

import pytest

from kaifaqu.core.figures.item import items
from kaifaqu.foundation.documents.rules import Proposal, propose_item, propose_period, propose_role, worst_verdict

ITEMS = [
    # kind, indicator, unit → item
    ("amount", "工业投资", "亿元", "industrial_investment"),
    ("amount", "工业投资", "万元", "industrial_investment"),
    ("amount", "工业增加值", "亿元", "industrial_value_added"),
    ("amount", "规上工业增加值", "亿元", "industrial_value_added"),
    ("amount", "规模以上工业增加值", "亿元", "industrial_value_added"),
    ("percent", "工业投资", "%", "industrial_investment_growth_published"),
    ("percent", "工业增加值", "%", "industrial_value_added_growth_published"),
    ("percent", "规上工业增加值增速", "%", "industrial_value_added_growth_published"),
    ("rank", "工业增加值增速", "位", "industrial_value_added_growth_rank_published"),
    ("count", "规上工业企业", "家", ""),
    ("amount", "工业投资", "人", ""),
    ("amount", "工业投资", "斗", ""),
    ("percent", "没有这个指标", "%", ""),
    ("amount", "", "亿元", ""),
    ("amount", "工业投资增速", "亿元", ""),
]


@pytest.mark.parametrize(("kind", "indicator", "unit", "item"), ITEMS)
def test_an_item_is_proposed_by_its_names(kind: str, indicator: str, unit: str, item: str) -> None:
    found = propose_item(kind, indicator, "actual", unit, items())
    if item or indicator != "规上工业企业":
        assert found == item
    else:
        assert found in ("", "enterprises_above_scale")


@pytest.mark.parametrize("item", items().values(), ids=lambda item: item.code)
def test_every_item_is_found_by_its_own_name_or_left_to_a_person(item: object) -> None:
    from kaifaqu.core.figures.item import Item

    assert isinstance(item, Item)
    found = propose_item("amount", item.name, "actual", item.unit.symbol, items())
    assert found in (item.code, "")


def test_a_rate_of_growth_is_never_proposed_as_an_amount() -> None:
    assert propose_item("percent", "工业投资", "actual", "%", items()) != "industrial_investment"


@pytest.mark.parametrize(
    ("role", "proposed"),
    [("actual", "actual"), ("target", "target"), ("planned", "planned"), ("expected", "expected"), ("threshold", "")],
)
def test_a_threshold_is_nobodys_figure(role: str, proposed: str) -> None:
    assert propose_role(role) == proposed


@pytest.mark.parametrize(
    ("code", "read", "proposed"),
    [
        ("industrial_investment", "2024Q1", "2024Q1"),
        ("enterprises_above_scale", "2024Q1", "@2024-03-31"),
        ("enterprises_above_scale", "@2024-04", "@2024-04"),
        ("enterprises_above_scale", "", ""),
        ("enterprises_above_scale", "someday", ""),
        (None, "2024Q1", "2024Q1"),
    ],
)
def test_a_stock_is_a_state_at_the_end_of_the_months(code: str | None, read: str, proposed: str) -> None:
    assert propose_period(read, items()[code] if code else None) == proposed


@pytest.mark.parametrize(
    ("verdicts", "worst"),
    [
        ((), ""), (("holds",), "holds"), (("holds", "rounds"), "rounds"), (("unverifiable", "rounds"), "unverifiable"),
        (("holds", "conflict"), "conflict"), (("conflict", "fails"), "fails"),
    ],
)  # fmt: skip
def test_the_worst_verdict_colours_a_figure(verdicts: tuple[str, ...], worst: str) -> None:
    assert worst_verdict(verdicts) == worst


@pytest.mark.parametrize("field", ["item", "subject", "period", "role", "unit", "value"])
def test_a_proposal_with_a_blank_is_not_complete(field: str) -> None:
    from dataclasses import replace
    from decimal import Decimal

    whole = Proposal("industrial_investment", "Z", "2024Q1", "actual", Decimal("2.9"), "亿元")
    assert whole.is_complete
    assert not replace(whole, **{field: None if field == "value" else ""}).is_complete
