"""`kaifaqu import FILE --dry-run`: JSON for programs, a table with messages for people, and an exit status that says how it went."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from kaifaqu.core.reader.sheets.commands import import_command
from kaifaqu.core.reader.sheets.tests.sheet_builder import workbook

SHARED = Path(os.environ.get("KAIFAQU_SHARED", Path(__file__).resolve().parents[7] / "shared")) / "data" / "workbooks"
ROWS = [["2023年产值"], ["单位:亿元"], ["地区", "产值"], ["东区", 2.68], ["西区", "—"]]


def run(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    return import_command([*arguments, "--dry-run"], out, err), out.getvalue(), err.getvalue()


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "产值.xlsx"
    path.write_bytes(workbook(ROWS))
    return path


def test_json_has_the_documented_shape(saved: Path) -> None:
    status, out, err = run(str(saved), "--format", "json")
    answer = json.loads(out)
    assert (status, err) == (0, "")
    assert answer["problems"] == []
    table = answer["tables"][0]
    assert (table["sheet"], table["range"], table["unit"]) == ("Sheet1", "A3:B5", "亿元")
    assert table["values"] == [
        {"cell": "B4", "header_path": ["产值"], "row_path": ["东区"], "period": "2023", "unit": "亿元", "value": "2.68", "missing": None},
        {"cell": "B5", "header_path": ["产值"], "row_path": ["西区"], "period": "2023", "unit": "亿元", "value": None, "missing": "not_applicable"},
    ]  # fmt: skip


def test_text_shows_each_cell_with_its_message(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(workbook([*ROWS, ["南区", "约3"], ["北区", "待定"], ["中区", 5]]))
    status, out, _ = run(str(path))
    lines = {line.split()[0]: line for line in out.splitlines() if line}
    assert status == 1
    assert "2.68" in lines["B4"]
    assert "2023年" in lines["B4"]
    assert "不适用" in lines["B5"]
    assert "约数" in lines["B6"]
    assert "[错误] Sheet1 B7：「待定」不是能确认的数字，这一列应为数字。请改为数字" in out


def test_hard_problems_give_one_and_a_problem_names_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(workbook([*ROWS, ["南区", "待定"], ["北区", 4], ["中区", 5]]))
    status, out, _ = run(str(path), "--format", "json")
    problem = json.loads(out)["problems"][0]
    assert status == 1
    assert {key: problem[key] for key in ("cell", "found", "expected", "action")} == {
        "cell": "B6", "found": "「待定」不是能确认的数字", "expected": "这一列应为数字", "action": "请改为数字；没有数据的，请填「—」「未报」或留空。",
    }  # fmt: skip


def test_a_refused_file_gives_two_and_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "图片.xls"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 10)
    status, out, err = run(str(path), "--format", "json")
    assert (status, out) == (2, "")
    assert "PNG 图片，不是表格" in err


def test_a_file_that_is_not_there_gives_two(tmp_path: Path) -> None:
    status, _, err = run(str(tmp_path / "没有.xlsx"))
    assert status == 2
    assert "文件打不开" in err


def test_only_a_dry_run_works_without_a_database(saved: Path) -> None:
    err = io.StringIO()
    assert import_command([str(saved)], io.StringIO(), err) == 2
    assert "--dry-run" in err.getvalue()


def test_files_of_one_series_are_read_together(tmp_path: Path) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    first.write_bytes(workbook([["5-1 产值(2022年)"], ["单位:万元"], ["地区", "一季度"], ["东区", 1], ["西区", 2]]))
    second.write_bytes(workbook([["5-1 续表"], ["地区", "二季度"], ["东区", 3], ["西区", 4]]))
    status, out, _ = run(str(first), str(second), "--format", "json")
    assert status == 0
    assert [(t["file"], t["values"][0]["period"], t["values"][0]["unit"]) for t in json.loads(out)["tables"]] == [
        ("a.xlsx", "2022Q1", "万元"), ("b.xlsx", "2022Q2", "万元"),
    ]  # fmt: skip


def fold(place: str) -> str:
    return "".join(place.split()).replace("地方合计", "全国")


@pytest.mark.skipif(not SHARED.is_dir(), reason="KAIFAQU_SHARED 下没有 data/workbooks:真实年鉴表不在仓库里")
@pytest.mark.parametrize("year", ["2019", "2020"])
def test_public_budget_tables_agree_with_those_that_somebody_tidied(year: str) -> None:
    status, out, _ = run(str(next((SHARED / "raw").glob(f"*02-public-budget__raw-{year}.xls"))), "--format", "json")
    read: dict[str, list[tuple[str, str, float]]] = {}
    for table in json.loads(out)["tables"]:
        for value in table["values"]:
            if value["value"] is not None:
                read.setdefault(fold(value["row_path"][-1]), []).append(
                    (value["header_path"][-1], value["unit"], float(value["value"]))
                )
    rows: list[list[Any]] = (
        CalamineWorkbook.from_path(next((SHARED / "tidy").glob(f"*{year}.xlsx"))).get_sheet_by_index(0).to_python()
    )
    tidy = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    names = {"合计": "地方一般公共预算支出"}
    for want in tidy:
        name = names.get(want["chn_block4"], f"{want['chn_block4']}支出")
        assert (name, want["units"], want["value"]) in read[want["province"]]
    assert status == 0


@pytest.mark.skipif(not SHARED.is_dir(), reason="KAIFAQU_SHARED 下没有 data/workbooks:真实年鉴表不在仓库里")
def test_the_other_real_workbooks_are_understood_whole() -> None:
    counts = {}
    for file in sorted((SHARED / "raw").iterdir()):
        status, out, _ = run(str(file), "--format", "json")
        answer = json.loads(out)
        counts[file.name] = (
            status,
            sum(len(table["values"]) for table in answer["tables"]),
            len(answer["problems"]),
        )
    assert counts["nbs-GDP.xls"] == (0, 132, 0)
    assert (0, 768, 0) in counts.values()
