"""The columnar twin gives what the reference evaluator gives: every worked case, and random books, to the last digit."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaifaqu.core.engine import columnar
from kaifaqu.core.engine.cases import Case, cases
from kaifaqu.core.engine.columnar import compute
from kaifaqu.core.engine.columnar.column import packed, plus, rounded, times
from kaifaqu.core.engine.columnar.peers import places_of
from kaifaqu.core.engine.evaluate import evaluate
from kaifaqu.core.engine.exact import round_half_up
from kaifaqu.core.engine.indicator import Indicator, indicators
from kaifaqu.core.engine.memory import MemoryBook
from kaifaqu.core.engine.peers import place
from kaifaqu.core.figures.item import items
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Role, Scope, Statement

DAY = date(2024, 3, 31)
PERIODS = [Period.parse(text) for text in ("2024Q1", "2024M1-2", "2024", "2024M3", "2024M1", "@2024-03", "F")]
ZONES = ("甲", "乙", "丙", "丁")
TREE = {"省": ("市", "另一市"), "市": ("甲", "乙"), "另一市": ("丙", "丁")}
READ = sorted({item.code for indicator in indicators(DAY).values() for item in indicator.items})


def agrees(indicator: Indicator, book: MemoryBook, subjects: tuple[str, ...], periods: list[Period]) -> None:
    table = compute([indicator], book, subjects, periods)
    for period in periods:
        for subject in subjects:
            value = evaluate(indicator, book, subject, period)
            assert table.result(indicator.code, subject, period) == value.result, (
                indicator.code,
                subject,
                str(period),
                value.reason,
            )
            assert table.words(indicator.code, subject, period) == value.words, (indicator.code, subject, str(period))


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_every_worked_case_comes_out_the_same(case: Case) -> None:
    agrees(case.indicator, case.book, (case.subject, *case.book.groups.get("zones_of_city", ())), [case.period])


figures = st.one_of(
    st.sampled_from([Decimal(0), Decimal(1), Decimal(2), Decimal("0.5"), Decimal(-1), Decimal("-0.5"), Decimal(-100)]),
    st.decimals(min_value=-(10**6), max_value=10**9, places=6, allow_nan=False, allow_infinity=False),
    st.sampled_from(list(Missing)),
)


@st.composite
def books(draw: st.DrawFn) -> MemoryBook:
    """Any figures at the addresses that the catalogue's formulas read, in two scopes, some left out; one zone stands in no group."""
    years = [Period.parse(text) for text in ("2024Q1", "2023Q1", "2022Q1", "2024M1-2", "2023M1-2", "2024", "2023", "@2024-03")]
    code = draw(st.sampled_from(sorted(indicators(DAY))))
    addresses = [
        (item.code, zone, period, role)
        for item in indicators(DAY)[code].items for zone in (*ZONES, "市") for period in years for role in (Role.ACTUAL, Role.TARGET)
    ]  # fmt: skip
    told = draw(st.lists(st.sampled_from(addresses), min_size=len(addresses) // 4, max_size=len(addresses), unique=True))
    plain = draw(st.booleans())
    statements = []
    for item, zone, period, role in told:
        figure = draw(figures)
        quantity = figure if isinstance(figure, Missing) else Quantity(figure, items()[item].unit)
        scope = Scope.DEPARTMENT if plain else draw(st.sampled_from([Scope.DEPARTMENT, Scope.DEPARTMENT, Scope.STATISTICAL]))
        statements.append(Statement(item, zone, period, quantity, role, items()[item].basis, scope=scope))
    members = ZONES[: draw(st.integers(1, 4))]
    groups = dict.fromkeys(("industrial_zones_of_city", "zones_of_city"), members)
    book = MemoryBook(statements, TREE, groups)
    object.__setattr__(book, "names", {"code": code})
    return book


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine draws books slowly; they are the same books
@given(books())
def test_random_books_come_out_the_same_whatever_is_missing_negative_or_zero(book: MemoryBook) -> None:
    agrees(indicators(DAY)[book.names["code"]], book, (*ZONES, "市", "省", "无此主体"), PERIODS)


@given(st.lists(st.tuples(st.integers(-(10**24), 10**24), st.integers(1, 10**22)), min_size=1), st.integers(0, 12))
def test_wide_quotients_are_rounded_once_half_up(pairs: list[tuple[int, int]], places: int) -> None:
    overs, unders = packed([over for over, _ in pairs]), packed([under for _, under in pairs])
    expected = [int(Fraction(round_half_up(Fraction(over, under), places)) * 10**places) for over, under in pairs]
    assert [int(units) for units in rounded(overs, unders, places)] == expected


@given(st.lists(st.tuples(st.integers(-(10**9), 10**9), st.integers(1, 10**9)), min_size=1))
def test_quotients_of_64_bits_are_rounded_by_long_division_to_the_same_digit(pairs: list[tuple[int, int]]) -> None:
    overs, unders = packed([over for over, _ in pairs]), packed([under for _, under in pairs])
    units = rounded(overs, unders, 9)
    assert units.dtype == np.int64
    assert units.tolist() == [int(Fraction(round_half_up(Fraction(over, under), 9)) * 10**9) for over, under in pairs]


@given(st.lists(st.integers(-(2**70), 2**70), min_size=1), st.integers(-(2**70), 2**70))
def test_products_and_sums_never_wrap_around(numbers: list[int], other: int) -> None:
    array = packed(numbers)
    assert [int(n) for n in times(array, other)] == [n * other for n in numbers]
    assert [int(n) for n in plus(array, packed([other] * len(numbers)))] == [n + other for n in numbers]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), min_size=1), st.booleans())
def test_places_in_many_groups_at_once_are_the_places_in_each(pairs: list[tuple[int, int]], descending: bool) -> None:
    groups, values = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    order = "descending" if descending else "ascending"
    found = places_of(groups, values, descending=descending).tolist()
    expected = [
        place(Fraction(value), [Fraction(v) for g, v in pairs if g == group], order) for group, value in pairs
    ]  # fmt: skip
    assert found == expected


def test_growth_rates_that_agree_in_nine_places_still_have_an_order() -> None:
    last = Period.parse("2023Q1")
    now = {"甲": Decimal("100000000000.1"), "乙": Decimal("100000000000.2"), "丙": Decimal("100000000000.1")}
    statements = [
        Statement("industrial_investment", zone, period, Quantity.of(value, "亿元"))
        for zone, figure in now.items() for period, value in ((PERIODS[0], figure), (last, Decimal("99999999999")))
    ]  # fmt: skip
    book = MemoryBook(statements, groups={"industrial_zones_of_city": tuple(now)})
    indicator = indicators(DAY)["industrial_investment_nominal_growth_rank"]
    table = compute([indicator], book, tuple(now), [PERIODS[0]])
    assert [table.result(indicator.code, zone, PERIODS[0]) for zone in now] == [Quantity.of(n, "位") for n in (2, 1, 2)]


def arrays(value: Any) -> Iterator[np.ndarray[Any, Any]]:
    for name in ("over", "under", "gone", "scopes", "words"):
        part = getattr(value, name)
        if isinstance(part, np.ndarray):
            yield part


def test_no_float_stands_on_the_path() -> None:
    folder = Path(columnar.__file__).parent
    for file in set(folder.glob("*.py")) - {
        folder / "quotients.py"
    }:  # its doubles only guess: see test_dense_arrays_are_exact.py
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float | complex)), file.name
            assert not (isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)), file.name
            assert not (isinstance(node, ast.Name) and node.id == "float"), file.name
            assert not (isinstance(node, ast.Attribute) and "float" in node.attr), file.name
    for case in cases():
        for series in compute([case.indicator], case.book, (case.subject,), [case.period]).series.values():
            assert all(array.dtype.kind in "iuO" for array in arrays(series.column))
            assert all(type(number) is int for array in arrays(series.column) if array.dtype == object for number in array)
