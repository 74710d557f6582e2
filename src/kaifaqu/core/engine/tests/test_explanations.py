"""A value opens down to the statements it rests on, and says why it is absent."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from kaifaqu.core.engine.evaluate import evaluate
from kaifaqu.core.engine.indicator import indicators
from kaifaqu.core.engine.memory import MemoryBook
from kaifaqu.core.figures.locator import Cell, Entry, Locator, Span
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Role, Scope, Statement

DAY = date(2024, 3, 31)
QUARTER = Period.parse("2024Q1")
ALL = indicators(DAY)


def stated(item: str, value: str, unit: str, locator: Locator | None = None, role: Role = Role.ACTUAL) -> Statement:
    return Statement(item, "zone", QUARTER, Quantity.of(value, unit), role, locator=locator)


def test_a_share_explains_itself_down_to_its_places() -> None:
    part = stated("transformation_investment", "2.68", "亿元", Span("d", 10, 16))
    whole = stated("industrial_investment", "2.9", "亿元", Cell("w", "表1", "C7"))
    value = evaluate(ALL["transformation_share"], MemoryBook([part, whole], names={"zone": "甲区"}), "zone", QUARTER)
    root = value.explanation
    assert root.label == "甲区 2024年一季度 转型项目投资占工业投资比重"
    assert root.expression == "2.68 亿元 ÷ 2.9 亿元 × 100 = 92.413793103%"
    assert root.result == value.result == Quantity.of("92.413793103", "%")
    assert [node.label for node in root.children] == ["甲区 2024年一季度 转型项目投资", "甲区 2024年一季度 工业投资"]
    assert root.statements() == (part, whole)


def test_a_number_below_zero_stands_in_brackets_after_a_sign() -> None:
    facts = [
        stated("industrial_investment", "2.4", "亿元"),
        Statement("industrial_investment", "zone", QUARTER.previous_year(), Quantity.of("3", "亿元")),
        stated("industrial_investment_growth_published", "-18.5", "%"),
    ]
    value = evaluate(ALL["industrial_investment_growth_gap"], MemoryBook(facts), "zone", QUARTER)
    assert value.explanation.expression == "-18.5% − （-20%） = 1.5 百分点"


def test_every_leaf_of_a_computed_value_carries_its_statement() -> None:
    facts = [
        stated("industrial_investment", "2.9", "亿元"),
        Statement("industrial_investment", "zone", QUARTER.previous_year(), Quantity.of("2.4", "亿元")),
    ]
    value = evaluate(ALL["industrial_investment_growth"], MemoryBook(facts), "zone", QUARTER)
    leaves = [node for node in value.explanation.walk() if not node.children]
    assert [leaf.statement for leaf in leaves] == facts


def test_missing_names_who_owes_which_figure_of_which_period() -> None:
    value = evaluate(ALL["transformation_share"], MemoryBook(names={"zone": "甲区"}), "zone", QUARTER)
    assert value.result is Missing.NOT_REPORTED
    assert value.reason == "甲区未报2024年一季度转型项目投资；甲区未报2024年一季度工业投资"
    assert value.explanation.statements() == ()


def test_a_reported_absence_keeps_its_statement() -> None:
    kept = Statement(
        "industrial_investment",
        "zone",
        QUARTER,
        Missing.CONFIDENTIAL,
        locator=Entry("填报员", datetime(2024, 4, 3, 9, tzinfo=UTC)),
    )
    value = evaluate(ALL["industrial_investment_quarter"], MemoryBook([kept]), "zone", QUARTER)
    assert value.result is Missing.CONFIDENTIAL
    assert value.explanation.statements() == (kept,)


def test_confidential_outweighs_not_reported() -> None:
    kept = Statement("industrial_investment", "zone", QUARTER, Missing.CONFIDENTIAL)
    assert evaluate(ALL["transformation_share"], MemoryBook([kept]), "zone", QUARTER).result is Missing.CONFIDENTIAL


def test_a_figure_in_a_wrong_unit_is_not_computed_with() -> None:
    book = MemoryBook([stated("industrial_investment", "2.9", "家"), stated("transformation_investment", "2.68", "亿元")])
    value = evaluate(ALL["transformation_share"], book, "zone", QUARTER)
    assert value.result is Missing.NOT_COMPUTABLE
    assert "单位是 家，应为 亿元" in value.reason


@pytest.mark.parametrize("code", sorted(ALL))
@pytest.mark.parametrize("period", ["F", "@2023-12", "D:2024-04-25", "2021/2025", "2024M1", "2024", "2023-11/2024-02"])
def test_no_period_makes_an_evaluation_raise(code: str, period: str) -> None:
    value = evaluate(ALL[code], MemoryBook(groups={"industrial_zones_of_city": ["zone"]}), "zone", Period.parse(period))
    assert isinstance(value.result, Missing)
    assert value.reason


def test_marks_say_how_a_value_was_made() -> None:
    book = MemoryBook([stated("industrial_value_added_growth_published", "29.5", "%")])
    published = evaluate(ALL["industrial_value_added_growth_as_published"], book, "zone", QUARTER)
    assert published.explanation.marks == ("published",)
    assert published.explanation.statement is not None


def test_a_memory_book_gives_the_later_statement_of_a_scope() -> None:
    first, second = stated("industrial_investment", "2.8", "亿元"), stated("industrial_investment", "2.9", "亿元")
    book = MemoryBook([first, second])
    assert book.find("industrial_investment", "zone", QUARTER) is second
    assert book.find("industrial_investment", "zone", QUARTER, scope=Scope.STATISTICAL) is None
    with pytest.raises(KeyError):
        book.group("friends", "zone", DAY)


def test_a_long_sum_stays_exact() -> None:
    parts = {f"z{n}": Statement("industrial_investment", f"z{n}", QUARTER, Quantity.of("0.1", "亿元")) for n in range(93)}
    book = MemoryBook(parts.values(), below={"省": list(parts)})
    assert evaluate(ALL["industrial_investment_rollup"], book, "省", QUARTER).result == Quantity(
        Decimal("9.3"), ALL["industrial_investment_rollup"].unit
    )
