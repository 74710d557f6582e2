"""Any table of names and numbers comes back whole: every cell once, with its names and its digits, in whatever dress it is sent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kaifaqu.core.reader.sheets.read import read_tables
from kaifaqu.core.reader.sheets.tests.sheet_builder import said, workbook

PLACES = "东城 西城 南郊 北山 云中 河曲 平安 长乐 永和 兴县 左权 大宁 古交 方山 浮山 清徐".split()
ITEMS = "产值 税收 投资 利润 出口 用电 用地 就业 专利 能耗".split()
numbers = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9)
cells = st.one_of(numbers, st.just(None))


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[str], list[list[Decimal | None]]]:
    """Names of rows and columns and the numbers between them; a first and a last row that somebody filled in."""
    rows = draw(st.lists(st.sampled_from(PLACES), min_size=2, max_size=8, unique=True))
    columns = draw(st.lists(st.sampled_from(ITEMS), min_size=1, max_size=6, unique=True))
    values = draw(
        st.lists(st.lists(cells, min_size=len(columns), max_size=len(columns)), min_size=len(rows), max_size=len(rows))
    )
    values[0], values[-1] = ([draw(numbers) for _ in columns] for _ in range(2))
    return rows, columns, values


def spaced(name: str) -> str:
    return "  ".join(name)


def dressed(rows: list[str], columns: list[str], values: list[list[Decimal | None]], dress: dict[str, Any]) -> list[list[Any]]:
    head: list[list[Any]] = [["表3-1 2022年各地情况"], ["单位:万元"]] if dress["title"] else []
    name = spaced if dress["spaces"] else str
    show = (lambda v: f"{v:,}") if dress["texts"] else float
    body = [[name(row), *("" if v is None else show(v) for v in line)] for row, line in zip(rows, values, strict=True)]
    gap = [[""]] if dress["gap"] else []
    notes = [["注:数据为快报数。"]] if dress["notes"] else []
    return [*head, [name("地区"), *map(name, columns)], body[0], *gap, *body[1:], *notes]


@given(tables(), st.fixed_dictionaries(dict.fromkeys(("title", "spaces", "texts", "gap", "notes"), st.booleans())))
@settings(max_examples=120, deadline=None)
def test_every_cell_comes_back_once(
    table: tuple[list[str], list[str], list[list[Decimal | None]]], dress: dict[str, Any]
) -> None:
    rows, columns, values = table
    reading = read_tables(workbook(dressed(rows, columns, values, dress)), "2022.xlsx")
    found = {(row, header): value for row, header, period, _, value in said(reading).values() if period == "2022"}
    wanted = {(row, column): v for row, line in zip(rows, values, strict=True) for column, v in zip(columns, line, strict=True)}
    assert {key: None if value == "not_reported" else Decimal(value) for key, value in found.items()} == wanted
    assert len(said(reading)) == len(wanted)
