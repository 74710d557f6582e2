"""Booked figures lie in Parquet files: exact, brought up by what is new, whole whenever the machine stops."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from conftest import AT
from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.unit import parse_unit
from kaifaqu.statistics.ledger import projection
from kaifaqu.statistics.ledger.actions import accept_return
from kaifaqu.statistics.ledger.columns import Cell, SeriesKey, Sheet, read_sheet, write_sheet
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.projection import figure_of, place_of, project, read_manifest, repair
from kaifaqu.statistics.ledger.queries import position_now, standing_facts
from kaifaqu.statistics.returns.actions import start_correction
from kaifaqu.statistics.returns.models import Return
from kaifaqu.web.schedule import keep_columns
from tests.walks import QUARTER, ZONE, book_quarter, declare, person, sign

book = pytest.mark.usefixtures("standing_house", "db")
KEY = SeriesKey("Z1", "to_month", "actual", "cumulative", "current", "department", "own")


def correct(item: str, value: str) -> None:
    later = AT + timedelta(days=30)
    second = start_correction(Return.objects.get(version=1, period="2024Q1"), "补录", by=person("zuoyun-clerk"), at=later)
    declare(second, {item: value}, at=later)
    accept_return(sign(second, at=later), by=person("province"), at=later)


def lying_in(folder: Path) -> dict[tuple[object, ...], object]:
    """Every figure of the published files by its address."""
    found: dict[tuple[object, ...], object] = {}
    for key, named in read_manifest(folder).files.items():
        item, year = key.split("/")
        for cell in read_sheet(folder / named.file).cells():
            found[item, int(year), *cell.key, cell.month] = cell.missing or cell.value
    return found


def standing() -> dict[tuple[object, ...], object]:
    """The same from the ledger's own rows."""
    found: dict[tuple[object, ...], object] = {}
    for fact in standing_facts():
        place = place_of(Period.parse(fact.period))
        if place is not None:
            year, shape, month = place
            value, missing = figure_of(fact.value, fact.unit, fact.missing, item_named(fact.item))
            key = (fact.subject.code, shape, fact.role, fact.basis, fact.price, fact.scope, fact.provenance)
            found[fact.item, year, *key, month] = missing or value
    return found


@book
def test_the_files_hold_every_standing_figure_and_a_correction_takes_the_place_of_what_it_corrects(tmp_path: Path) -> None:
    book_quarter()
    first = project(tmp_path)
    assert lying_in(tmp_path) == standing() != {}
    correct("industrial_investment", "7.25")
    second = project(tmp_path)
    assert lying_in(tmp_path) == standing()
    assert second.position == position_now() > first.position
    assert lying_in(tmp_path)["industrial_investment", 2024, ZONE, "to_month", "actual", *list_middle(), 3] == Decimal("7.25")


def list_middle() -> tuple[str, ...]:
    fact = standing_facts().get(item="industrial_investment", subject__code=ZONE, period=str(QUARTER), role="actual")
    return fact.basis, fact.price, fact.scope, fact.provenance


@book
def test_the_schedule_keeps_the_files_at_the_ledgers_position() -> None:
    book_quarter()
    assert any("列式文件" in said for said in keep_columns(AT))
    assert read_manifest(settings.HOME / "columns").position == position_now()


@book
def test_files_that_nothing_new_touches_stay_the_same_files(tmp_path: Path) -> None:
    book_quarter()
    first = project(tmp_path)
    assert project(tmp_path) == first
    files = {key: named.file for key, named in first.files.items()}
    correct("industrial_investment", "7.25")
    rewritten = {key for key, named in project(tmp_path).files.items() if files.get(key) != named.file}
    assert "industrial_investment/2024" in rewritten


@book
def test_what_cannot_be_finished_leaves_the_former_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book_quarter()
    project(tmp_path)
    before = lying_in(tmp_path)
    correct("industrial_investment", "7.25")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(projection, "replace_whole", stop)
        with pytest.raises(KeyboardInterrupt):
            project(tmp_path)
    assert lying_in(tmp_path) == before
    project(tmp_path)
    assert lying_in(tmp_path) == standing()


@book
def test_a_damaged_file_and_another_ledgers_files_are_made_anew(tmp_path: Path) -> None:
    book_quarter()
    manifest = project(tmp_path)
    (tmp_path / next(iter(manifest.files.values())).file).write_bytes(b"")
    repair(tmp_path)
    assert lying_in(tmp_path) == standing()
    alien = (tmp_path / "manifest.json").read_text().replace(Fact.objects.latest("pk").hash, "0" * 64)
    (tmp_path / "manifest.json").write_text(alien)
    project(tmp_path)
    assert lying_in(tmp_path) == standing()


KILLED = """
import sys; from pathlib import Path; from decimal import Decimal
from kaifaqu.statistics.ledger.columns import *
folder = Path(sys.argv[1]); key = SeriesKey("Z1", *"abcdef")
for n in range(10**6):
    sheet = Sheet("亿元"); sheet.put([Cell(key, 1, Decimal(n), "")])
    write_sheet(sheet, folder / f"{n}.parquet"); replace_whole(folder / "manifest.json", str(n))
    print(n, flush=True)
"""


def test_a_writer_killed_in_the_middle_leaves_a_manifest_whose_file_is_whole(tmp_path: Path) -> None:
    writer = subprocess.Popen([sys.executable, "-c", KILLED, tmp_path], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    for _ in range(20):
        writer.stdout.readline()
    writer.kill()
    writer.wait()
    named = (tmp_path / "manifest.json").read_text()
    assert [cell.value for cell in read_sheet(tmp_path / f"{named}.parquet").cells()] == [Decimal(named)]


values = st.one_of(
    st.none(),
    st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False),
    st.decimals(min_value=-(10**30), max_value=10**30, places=20, allow_nan=False),
)  # fmt: skip


@trials(max_examples=50)
@given(st.lists(st.tuples(st.sampled_from(["甲", "乙", "丙"]), st.integers(1, 12), values), min_size=1))
def test_no_figure_loses_a_digit_however_wide_it_is(told: list[tuple[str, int, Decimal | None]]) -> None:
    sheet = Sheet("亿元")
    expected = {}
    for subject, month, value in told:
        cell = Cell(KEY._replace(subject=subject), month, value, "" if value is not None else "confidential")
        sheet.put([cell])
        expected[cell.key, month] = cell
    file = Path(os.environ.get("TMPDIR", "/tmp")) / f"sheet-{os.getpid()}.parquet"
    write_sheet(sheet, file)
    found = {(cell.key, cell.month): cell for cell in read_sheet(file).cells()}
    file.unlink()
    assert found == expected


def test_another_reader_sees_decimals(tmp_path: Path) -> None:
    sheet = Sheet("亿元")
    sheet.put([Cell(KEY, 3, Decimal("2.9"), ""), Cell(KEY, 6, Decimal("6.41"), ""), Cell(KEY, 7, None, "not_due")])
    write_sheet(sheet, tmp_path / "f.parquet")
    (row,) = pq.read_table(tmp_path / "f.parquet").to_pylist()
    assert (row["m03"], row["m06"], row["m07"], row["absent"]) == (Decimal("2.90"), Decimal("6.41"), None, "7 not_due")


def test_units_meet_in_the_items_own() -> None:
    item = item_named("industrial_investment")
    assert item.unit == parse_unit("亿元")
    assert figure_of(Decimal(29000), "万元", "", item) == (Decimal("2.9"), "")
    assert figure_of(Decimal(3), "%", "", item) == (None, "not_computable")
