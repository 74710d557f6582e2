"""The checks on the source page: one alarm, and it names both readings."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from kaifaqu.core.reader.model import ReadDocument, Verdict
from kaifaqu.core.reader.read import read_text

ROOT = Path(__file__).parents[5]
PAGE = Path(os.environ.get("KAIFAQU_SHARED", ROOT.parent / "shared")) / "page" / "page.txt"


@pytest.fixture(scope="module")
def page() -> ReadDocument:
    if not PAGE.exists():
        pytest.skip(f"the source page is not at {PAGE}; set KAIFAQU_SHARED")
    return read_text(PAGE.read_bytes().decode("utf-8"), published_on=date(2024, 4, 26))


def test_the_page_has_one_conflict_and_no_other_alarm(page: ReadDocument) -> None:
    (alarm,) = [check for check in page.checks if check.verdict in (Verdict.FAILS, Verdict.CONFLICT)]
    assert alarm.verdict is Verdict.CONFLICT
    for said in ("2.17", "5.67", "261%", "4.38", "一半"):
        assert said in alarm.sentence


@pytest.mark.parametrize("expression", ["124 + 34 = 158", "2 + 1 = 3", "2.68 ÷ 2.9 = 92.4%", "95.6 ≤ 179.9", "11 ≤ 93"])
def test_the_page_s_sums_shares_and_parts_hold(page: ReadDocument, expression: str) -> None:
    assert [check.verdict for check in page.checks if check.expression == expression] == [Verdict.HOLDS]


def test_the_page_s_twenty_six_days_have_no_printed_start(page: ReadDocument) -> None:
    (check,) = [check for check in page.checks if check.kind == "duration"]
    assert check.verdict is Verdict.UNVERIFIABLE
    assert "2023-09-14" in check.sentence


def test_every_check_rests_on_figures_of_the_document(page: ReadDocument) -> None:
    known = {figure.id for figure in page.figures}
    assert all(set(check.figures) <= known for check in page.checks)
    assert len({check.id for check in page.checks}) == len(page.checks)
