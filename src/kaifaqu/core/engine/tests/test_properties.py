"""What holds for any figures: inverses, orders, sums, exactness."""

from __future__ import annotations

import ast
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import kaifaqu.core.engine as engine
from kaifaqu.core.engine.evaluate import evaluate, evaluate_each
from kaifaqu.core.engine.exact import PLACES, ended_decimal, fraction_of, quantity_of, round_half_up
from kaifaqu.core.engine.indicator import Indicator, indicators, indicators_from
from kaifaqu.core.engine.memory import MemoryBook
from kaifaqu.core.figures.catalogue import Rule
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Statement

QUARTER = Period.parse("2024Q1")
INVESTMENT = "industrial_investment"
amounts = st.decimals(min_value=0, max_value=10**7, places=4, allow_nan=False, allow_infinity=False)
some_missing = st.one_of(amounts, st.sampled_from([Missing.NOT_REPORTED, Missing.CONFIDENTIAL]))


def stated(subject: str, figure: Decimal | Missing, period: Period = QUARTER, unit: str = "亿元") -> Statement:
    return Statement(INVESTMENT, subject, period, figure if isinstance(figure, Missing) else Quantity.of(figure, unit))


def formula(text: str, unit: str) -> Indicator:
    content = {"name": "算例", "unit": unit, "formula": text, "valid_from": date.min, "reference": "测试"}
    return indicators_from([Rule("indicators", "case", "", content)], QUARTER.bounded_end)["case"]


MONTH = formula(f"month({INVESTMENT})", "亿元")
RANK = formula(f"rank({INVESTMENT}, among='zones_of_city')", "位")
GROWTH_RANK = formula(f"rank(growth({INVESTMENT}), among='zones_of_city')", "位")
SUM = formula(f"rollup({INVESTMENT})", "亿元")
GROWTH = indicators(QUARTER.bounded_end)["industrial_investment_growth"]
CONTRIBUTION = formula("contribution(industrial_investment, fixed_asset_investment)", "%")
PULL = formula("pull(industrial_investment, fixed_asset_investment)", "百分点")
WHOLE_GROWTH = formula("growth(fixed_asset_investment)", "%")


@given(st.lists(amounts, min_size=11, max_size=11))
def test_months_from_cumulatives_add_up_to_the_cumulatives_again(cumulatives: list[Decimal]) -> None:
    periods = [Period.to_month(2024, month) for month in range(2, 13)]
    book = MemoryBook([stated("甲", value, period) for value, period in zip(cumulatives, periods, strict=True)])
    running = Decimal(0)
    for period, cumulative in zip(periods, cumulatives, strict=True):
        result = evaluate(MONTH, book, "甲", period).result
        assert isinstance(result, Quantity)
        running += result.value
        assert running == cumulative


@given(st.sets(st.integers(2, 12)))
def test_a_month_is_never_invented(reported: set[int]) -> None:
    book = MemoryBook([stated("甲", Decimal(month), Period.to_month(2024, month)) for month in reported])
    for month in range(1, 13):
        value = evaluate(formula(INVESTMENT, "亿元"), book, "甲", Period.months(2024, month))
        known = month > 2 and {month, month - 1} <= reported
        assert isinstance(value.result, Quantity) is known
        assert ("derived" in value.explanation.marks) is known


@given(st.lists(amounts, min_size=1, max_size=7), st.randoms())
def test_a_rank_does_not_depend_on_the_order_of_the_group(figures: list[Decimal], shuffle) -> None:  # type: ignore[no-untyped-def]
    names = [f"z{number}" for number in range(len(figures))]
    statements = [stated(name, figure) for name, figure in zip(names, figures, strict=True)]
    shuffled = shuffle.sample(names, len(names))
    one, other = (MemoryBook(statements, groups={"zones_of_city": order}) for order in (names, shuffled))
    places = [evaluate(RANK, one, name, QUARTER).result for name in names]
    assert places == [evaluate(RANK, other, name, QUARTER).result for name in names]
    expected = [1 + sum(other > figure for other in figures) for figure in figures]
    assert [place.value for place in places if isinstance(place, Quantity)] == expected


@given(st.lists(st.tuples(amounts, amounts.filter(lambda value: value > 0)), min_size=1, max_size=5))
def test_growth_ranks_compare_exact_quotients_not_rounded_ones(pairs: list[tuple[Decimal, Decimal]]) -> None:
    names = [f"z{number}" for number in range(len(pairs))]
    statements = [stated(n, now) for n, (now, _) in zip(names, pairs, strict=True)]
    statements += [stated(n, base, QUARTER.previous_year()) for n, (_, base) in zip(names, pairs, strict=True)]
    book = MemoryBook(statements, groups={"zones_of_city": names})
    exact = [Fraction(now) / Fraction(base) for now, base in pairs]
    for name, own in zip(names, exact, strict=True):
        result = evaluate(GROWTH_RANK, book, name, QUARTER).result
        assert result == Quantity.of(1 + sum(other > own for other in exact), "位")


@given(st.lists(some_missing, min_size=1, max_size=6))
def test_evaluating_many_at_once_gives_what_evaluating_each_gives(figures: list[Decimal | Missing]) -> None:
    names = [f"z{number}" for number in range(len(figures))]
    statements = [stated(name, figure) for name, figure in zip(names, figures, strict=True)]
    book = MemoryBook(statements, groups={"zones_of_city": names})
    assert evaluate_each(RANK, book, names, QUARTER) == {name: evaluate(RANK, book, name, QUARTER) for name in names}


@given(st.dictionaries(st.sampled_from("甲乙丙丁戊己"), some_missing, min_size=1))
def test_a_rollup_is_the_sum_of_its_parts_or_names_each_missing_one(figures: dict[str, Decimal | Missing]) -> None:
    book = MemoryBook([stated(who, figure) for who, figure in figures.items()], below={"市": list(figures)})
    value = evaluate(SUM, book, "市", QUARTER)
    owing = [who for who, figure in figures.items() if isinstance(figure, Missing)]
    if owing:
        assert isinstance(value.result, Missing)
        assert all(who in value.reason for who in owing)
        assert "incomplete" in value.explanation.marks
    else:
        total = sum((figure for figure in figures.values() if isinstance(figure, Decimal)), Decimal(0))
        assert isinstance(value.result, Quantity)
        assert value.result.value == total


@given(amounts, amounts.filter(lambda value: value > 0))
def test_a_rate_is_rounded_once_half_up_at_nine_places_and_does_not_depend_on_the_unit(now: Decimal, base: Decimal) -> None:
    exact = (Fraction(now) / Fraction(base) - 1) * 100
    book = MemoryBook([stated("甲", now), stated("甲", base * 10000, QUARTER.previous_year(), unit="万元")])
    result = evaluate(GROWTH, book, "甲", QUARTER).result
    assert isinstance(result, Quantity)
    assert result.value == round_half_up(exact, PLACES)
    assert abs(Fraction(result.value) - exact) <= Fraction(1, 2 * 10**PLACES)


@given(amounts, amounts, amounts.filter(lambda value: value > 0), amounts)
def test_pull_equals_contribution_times_growth_of_the_whole(
    part: Decimal, before: Decimal, whole_before: Decimal, more: Decimal
) -> None:
    last = QUARTER.previous_year()
    whole = [
        Statement("fixed_asset_investment", "甲", period, Quantity.of(value, "亿元"))
        for period, value in ((QUARTER, whole_before + more + 1), (last, whole_before))
    ]
    book = MemoryBook([stated("甲", part), stated("甲", before, last), *whole])
    pull, contribution, growth = (evaluate(which, book, "甲", QUARTER).result for which in (PULL, CONTRIBUTION, WHOLE_GROWTH))
    assert isinstance(pull, Quantity)
    assert isinstance(contribution, Quantity)
    assert isinstance(growth, Quantity)
    product = Fraction(contribution.value) * Fraction(growth.value) / 100
    size = 1 + abs(Fraction(contribution.value)) + abs(Fraction(growth.value))
    assert abs(product - Fraction(pull.value)) <= size * Fraction(1, 10**PLACES)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_an_amount_goes_in_and_comes_out_unchanged(value: Decimal) -> None:
    quantity = Quantity.of(value, "万元")
    assert quantity_of(fraction_of(quantity), quantity.unit).value == value


@given(st.fractions())
def test_an_ended_decimal_is_the_same_number(value: Fraction) -> None:
    ended = ended_decimal(value)
    assert ended is None or Fraction(ended) == value


def test_no_float_stands_anywhere_in_the_engine() -> None:
    for file in Path(engine.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            literal = isinstance(node, ast.Constant) and isinstance(node.value, float | complex)
            assert not literal, (file.name, getattr(node, "lineno", 0))
            assert not (isinstance(node, ast.Name) and node.id == "float"), (file.name, node)
            assert not (isinstance(node, ast.Attribute) and node.attr in ("total_seconds", "to_float")), (file.name, node)
            imported = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            imported += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in imported} & {
                "math",
                "statistics",
                "numpy",
                "django",
                "time",
                "random",
            }, file.name
