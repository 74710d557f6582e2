"""历月总表: what stands in a cell is what the reference evaluator gives, from the files, from what was booked since, and from both."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kaifaqu.core.engine.rounding import Rounding
from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.statistics.indicators.queries import address_item, compute_value
from kaifaqu.statistics.indicators.queries.months import list_months, tabulate_months
from kaifaqu.statistics.ledger.projection import project
from kaifaqu.statistics.ledger.queries import Book
from tests.walks import FIGURES, QUARTER, ZONE, book_quarter, correct_quarter

pytestmark = pytest.mark.usefixtures("standing_house", "db")
ITEM = "industrial_investment"


def cells(folder: Path, *codes: str, count: int = 15) -> dict[tuple[str, str], Any]:
    shown = [item_named(code) for code in codes or (ITEM,)]
    rows = tabulate_months(get_subject(ZONE), shown, list_months(QUARTER, count), Book.now(), folder, Rounding.HALF_UP)
    return {(row.item.code, str(cell.period)): cell for row in rows for cell in row.cells}


def same_as_reference(found: dict[tuple[str, str], Any]) -> None:
    book = Book.now()
    for (item, period), cell in found.items():
        result = compute_value(address_item(item), ZONE, Period.parse(period), book).result
        if isinstance(result, Quantity):
            assert (Decimal(cell.value), item_named(item).unit) == (result.value, result.unit), (item, period)
        else:
            assert cell.value == ""


def test_what_was_booked_a_moment_ago_is_there_without_files_and_with(tmp_path: Path) -> None:
    book_quarter()
    fresh = cells(tmp_path, *FIGURES)
    same_as_reference(fresh)
    assert fresh[ITEM, str(QUARTER)].value == "2.9"
    project(tmp_path)
    assert cells(tmp_path, *FIGURES) == fresh


def test_a_correction_over_the_files_is_seen_at_once(tmp_path: Path) -> None:
    book_quarter()
    project(tmp_path)
    assert cells(tmp_path)[ITEM, str(QUARTER)].value == "2.9"
    correct_quarter({ITEM: "3.125"})
    found = cells(tmp_path)
    assert found[ITEM, str(QUARTER)].value == "3.13"
    project(tmp_path)
    assert cells(tmp_path) == found


def test_a_month_that_nobody_owes_is_empty_and_an_absence_has_its_name(tmp_path: Path) -> None:
    book_quarter({**FIGURES, "transformation_investment": Missing.CONFIDENTIAL})
    found = cells(tmp_path, *FIGURES)
    assert found["transformation_investment", str(QUARTER)].missing is Missing.CONFIDENTIAL
    assert found[ITEM, str(Period.to_month(2024, 2))].missing is None


def test_the_page_and_its_file_open(sign_in: Any) -> None:
    book_quarter()
    client = sign_in("zuoyun-clerk")
    address = f"/indicators/at/{ZONE}/months"
    page = client.get(address).content.decode()
    assert "2.9" in page
    assert "1/1 · 1/1" in page
    file = client.get(address + "?format=csv")
    assert file.content.startswith("\ufeff单位,指标".encode())
    assert file["Content-Type"].startswith("text/csv")


def test_who_has_no_part_in_the_zone_learns_nothing(sign_in: Any) -> None:
    assert sign_in("zuoyun-clerk").get("/indicators/at/nowhere/months").status_code == 404
    assert sign_in("huairen-officer").get(f"/indicators/at/{ZONE}/months").status_code == 404
