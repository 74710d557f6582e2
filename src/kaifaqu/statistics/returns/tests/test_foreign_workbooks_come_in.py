"""A messy foreign workbook in a return: understood, mapped once, tried, imported whole or not at all, and undone."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Role
from kaifaqu.core.reader.sheets.mapping import Axis, Choice, Meaning
from kaifaqu.core.reader.sheets.tests.sheet_builder import workbook
from kaifaqu.foundation.accounts.actions import System, create_user, grant_role
from kaifaqu.foundation.accounts.models import Role as Office
from kaifaqu.foundation.documents.actions import receive_document
from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.statistics.returns.actions import Origin, ReturnRefusedError, declare_line, sign_step, start_return, statement_for
from kaifaqu.statistics.returns.import_actions import apply_import, learn_headings, start_import, undo_import
from kaifaqu.statistics.returns.import_queries import checks_after, plan_of
from kaifaqu.statistics.returns.imports import Fate
from kaifaqu.statistics.returns.models import Line, Return, WorkbookImport, WorkbookMapping
from kaifaqu.statistics.returns.queries import get_form, keyed_lines, statement_of
from tests.walks import ZONE, person

pytestmark = pytest.mark.usefixtures("standing_house", "db")
Rows = Sequence[Sequence[Any]]
LATER = AT + timedelta(hours=1)
HEAD = ["指标名称", "5月", "1—5月累计", "上年同期", "同比增长（%）", "备注"]
MAY: Rows = [
    ["左云经济技术开发区2024年1—5月主要经济指标"], ["填报单位：左云经济技术开发区", "", "", "", "单位：万元"], HEAD,
    ["一、固定资产投资", 6000, 40000, 33000, 21.2], ["（一）工业投资", 5000, 29000, 24000, 20.8], ["其中：转型项目投资", 4000, 26800, 20000, "34"],
    ["二、工业增加值", "", 56700, 50000, 8.1], ["三、税收收入", 100, "1,200", "—", 3], ["四、神秘指标", 1, 2, 3, 4],
    ["注：数据为快报数。"],
]  # fmt: skip


@pytest.fixture
def month() -> Return:
    """The zone's monthly return of May, open and empty."""
    return open_month("2024M1-5")


def open_month(period: str) -> Return:
    return start_return(get_form("zone_month"), get_subject(ZONE), Period.parse(period), by=person("zuoyun-clerk"), at=AT)


def bring(return_: Return, rows: Rows | bytes, name: str = "主要指标.xlsx") -> WorkbookImport:
    """The workbook laid beside the return."""
    clerk = person("zuoyun-clerk")
    data = rows if isinstance(rows, bytes) else workbook(rows, merges=["A1:F1"])
    document, _new = receive_document(data, name, subject=return_.filer, by=clerk, at=AT, as_table=True)
    return start_import(return_, document, name, by=clerk, at=AT)


def take(import_: WorkbookImport, at: Any = LATER) -> int:
    return apply_import(import_, by=person("zuoyun-clerk"), at=at)


def undo(import_: WorkbookImport) -> list[str]:
    return undo_import(import_, by=person("zuoyun-clerk"), at=LATER)


def snapshot(return_: Return) -> list[dict[str, Any]]:
    """Every line in full, except its number."""
    return [
        {name: value for name, value in row.items() if name not in ("id", "revision")} for row in Line.objects.filter(owner=return_).order_by("item", "role").values()
    ]  # fmt: skip


def shown(return_: Return) -> dict[str, str]:
    return {key: str(statement_of(line).quantity) for key, line in keyed_lines(return_).items()}


def fates(import_: WorkbookImport) -> dict[str, str]:
    plan, _layout, _known = plan_of(import_)
    return {cell.value.cell: cell.fate.value for cell in plan.cells}


def enter(return_: Return, item: str, value: str, unit: str = "亿元") -> None:
    clerk = person("zuoyun-clerk")
    stated = statement_for(return_, item, Role.ACTUAL, Quantity.of(value, unit))
    declare_line(return_, stated, Origin(entered_by=clerk), by=clerk, at=AT)


def test_a_dry_run_says_what_each_cell_would_be_and_writes_nothing(month: Return) -> None:
    enter(month, "industrial_investment", "2.9")
    enter(month, "industrial_value_added", "5.5")
    before = (snapshot(month), list_acts(f"return:{month.pk}").count())
    import_ = bring(month, MAY)
    found = fates(import_)
    assert (found["C5"], found["C6"], found["C7"]) == ("same", "new", "changed")
    assert found["E5"] == "new"
    assert {found["B5"], found["D5"], found["C9"]} == {"left"}
    plan, _layout, _known = plan_of(import_)
    messages = {cell.value.cell: [problem.message for problem in cell.problems] for cell in plan.cells}
    assert all(messages[cell.value.cell] for cell in plan.cells if cell.fate is Fate.LEFT)
    assert "本报告期" in messages["B5"][0]
    assert "上年数" in messages["D5"][0]
    assert [choice.path for choice in plan.tables[0].unknown] == [("四、神秘指标",)]
    assert "required_lines" not in {problem.rule for problem in checks_after(import_, plan)}
    assert (snapshot(month), list_acts(f"return:{month.pk}").count() - 1) == before


def test_an_import_is_one_act_and_each_line_knows_its_cell(month: Return) -> None:
    import_ = bring(month, MAY)
    assert take(import_) == 10
    lines = keyed_lines(month)
    assert shown(month)["industrial_investment:actual"] == "29000 万元"
    assert shown(month)["industrial_investment_growth_published:actual"] == "20.8%"
    assert {line.cell for line in lines.values()} >= {"Sheet1!C5", "Sheet1!E5"}
    assert {line.workbook_id for line in lines.values()} == {import_.document_id}
    (act,) = list_acts(f"return:{month.pk}").filter(act="returns.apply_import")
    assert act.new["tax_revenue:actual"] == "1200 万元"


def test_the_same_file_twice_changes_nothing(month: Return) -> None:
    take(bring(month, MAY))
    before, acts = snapshot(month), list_acts(f"return:{month.pk}").count()
    again = bring(month, MAY)
    assert take(again, LATER + timedelta(hours=1)) == 0
    assert set(fates(again).values()) == {"same", "left"}
    assert snapshot(month) == before
    assert list_acts(f"return:{month.pk}").count() == acts + 1
    with pytest.raises(ReturnRefusedError, match="已经导入过"):
        take(WorkbookImport.objects.exclude(applied_at=None).get())


def test_a_hard_problem_stops_the_whole_import(month: Return) -> None:
    faulty = [list(row) for row in MAY]
    faulty[4][2] = "约二万"
    import_ = bring(month, faulty)
    with pytest.raises(ReturnRefusedError, match="整份文件没有导入") as refused:
        take(import_)
    assert any("C5" in problem.where for problem in refused.value.problems)
    assert snapshot(month) == []


def test_a_part_above_its_whole_stops_the_import(month: Return) -> None:
    faulty = [list(row) for row in MAY]
    faulty[5][2] = 268000
    with pytest.raises(ReturnRefusedError) as refused:
        take(bring(month, faulty))
    assert [problem.rule for problem in refused.value.problems] == ["part_not_above_whole"]


def test_a_fault_in_a_column_that_is_not_taken_stops_nothing(month: Return) -> None:
    odd = [list(row) for row in MAY]
    odd[5][3] = "待核"
    assert take(bring(month, odd)) == 10


def test_without_a_unit_nothing_is_guessed(month: Return) -> None:
    bare = [list(row) for row in MAY]
    bare[1][4] = ""
    import_ = bring(month, bare)
    with pytest.raises(ReturnRefusedError) as refused:
        take(import_)
    assert {problem.rule for problem in refused.value.problems} == {"import.no_unit"}
    learn_headings(import_, 0, [], {}, "万元", by=person("zuoyun-clerk"), at=AT)
    take(import_)
    assert shown(month)["industrial_investment:actual"] == "29000 万元"


def test_two_cells_for_one_line_are_not_chosen_between(month: Return) -> None:
    doubled = [*MAY[:8], ["税收", 100, 1300, "—", 3]]
    with pytest.raises(ReturnRefusedError) as refused:
        take(bring(month, doubled))
    assert "import.doubled_cell" in {problem.rule for problem in refused.value.problems}


def test_a_choice_is_remembered_for_the_senders_next_file(month: Return) -> None:
    import_ = bring(month, MAY)
    mystery = Choice(Axis.ROW, ("四、神秘指标",), Meaning("total_revenue"))
    learn_headings(import_, 0, [mystery], {("5月",): True}, "", by=person("zuoyun-clerk"), at=AT)
    learn_headings(import_, 0, [Choice(Axis.COLUMN, ("1—5月累计",), Meaning(item=None))], {("5月",): False}, "",
                   by=person("zuoyun-clerk"), at=AT)  # fmt: skip
    take(import_)
    assert shown(month)["total_revenue:actual"] == "2 万元"
    june = [[str(cell).replace("5月", "6月") if isinstance(cell, str) else cell for cell in row] for row in MAY]
    june.insert(5, ["（二）房地产投资", 9, 99, 9, 9])
    june[2].insert(1, "计量单位")
    for row in june[3:-1]:
        row.insert(1, "万元")
    next_month = open_month("2024M1-6")
    following = bring(next_month, june)
    assert take(following) == 12
    assert shown(next_month)["total_revenue:actual"] == "2 万元"
    assert list(WorkbookMapping.objects.values_list("version", flat=True))[:2] == [1, 2]
    assert WorkbookMapping.objects.values("fingerprint").distinct().count() == 1


def test_undoing_brings_back_values_and_origins(month: Return) -> None:
    enter(month, "industrial_investment", "2.5")
    before = snapshot(month)
    import_ = bring(month, MAY)
    take(import_)
    assert undo(import_) == []
    assert snapshot(month) == before
    assert list_acts(f"return:{month.pk}").last().act == "returns.undo_import"
    with pytest.raises(ReturnRefusedError, match="已经撤销"):
        undo(import_)
    assert take(bring(month, MAY)) == 10


def test_a_cell_that_a_person_changed_since_is_named_and_left(month: Return) -> None:
    import_ = bring(month, MAY)
    take(import_)
    enter(month, "tax_revenue", "1250", "万元")
    assert undo(import_) == ["tax_revenue:actual"]
    assert shown(month) == {"tax_revenue:actual": "1250 万元"}


def test_a_return_under_way_is_neither_imported_into_nor_undone(month: Return) -> None:
    import_ = bring(month, MAY)
    take(import_)
    sign_step(month, by=person("zuoyun-clerk"), at=LATER)
    with pytest.raises(ReturnRefusedError, match="不能改数"):
        undo(import_)
    with pytest.raises(ReturnRefusedError, match="不能改数"):
        bring(month, MAY, "又一份.xlsx")


VALUES = st.lists(st.one_of(st.none(), st.integers(1, 10**9), st.decimals("0.01", "1000", places=2)), min_size=5, max_size=5)
NAMES = ["工业增加值", "税收收入", "技工贸总收入", "工业总产值", "实际到位资金"]
ITEMS = ["industrial_value_added", "tax_revenue", "total_revenue", "industrial_output", "funds_in_place"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=VALUES, brought=VALUES.filter(any))
def test_import_then_undo_gives_the_lines_before(held: list[Any], brought: list[Any]) -> None:
    from django.db import transaction

    with transaction.atomic():
        month = open_month("2024M1-5")
        for item, value in zip(ITEMS, held, strict=True):
            if value is not None:
                enter(month, item, str(value), "万元")
        before = snapshot(month)
        rows = [*MAY[:2], ["指标名称", "1—5月累计"]]
        rows += [[name, "" if value is None else str(value)] for name, value in zip(NAMES, brought, strict=True)]
        import_ = bring(month, rows)
        if take(import_):
            assert snapshot(month) != before
            assert undo(import_) == []
        assert snapshot(month) == before
        transaction.set_rollback(True)


SHARED = Path(os.environ.get("KAIFAQU_SHARED", Path(__file__).resolve().parents[6] / "shared"))
RAW = sorted((SHARED / "data" / "workbooks" / "raw").glob("*.xls"))


@pytest.mark.skipif(not RAW, reason="KAIFAQU_SHARED holds no raw workbooks")
@pytest.mark.parametrize("file", RAW, ids=lambda file: file.stem[-30:])
def test_a_real_workbook_is_shown_beside_the_return(file: Path, month: Return, sign_in: Callable[[str], Any]) -> None:
    import_ = bring(month, file.read_bytes(), file.name)
    plan, _layout, _known = plan_of(import_)
    assert sum(1 for _cell in plan.cells) > 100
    assert all(cell.fate is Fate.LEFT for cell in plan.cells if cell.value.period and cell.value.period.end.year != 2024)
    page = sign_in("zuoyun-clerk").get(reverse("returns:import", args=[import_.pk])).content.decode()
    assert plan.tables[0].table.range in page


# -- the pages --------------------------------------------------------------------------------------------------------


def upload(client: Any, return_: Return, rows: Rows) -> Any:
    file = SimpleUploadedFile("主要指标.xlsx", workbook(rows, merges=["A1:F1"]))
    return client.post(reverse("returns:import_start", args=[return_.pk]), {"file": file, "not_secret": "on"}, follow=True)


def test_the_clerk_maps_tries_imports_and_undoes(month: Return, sign_in: Callable[[str], Any]) -> None:
    client = sign_in("zuoyun-clerk")
    page = upload(client, month, MAY).content.decode()
    assert "导入 10 格" in page
    assert "1 项未指定" in page
    import_ = WorkbookImport.objects.get()
    chosen = {"table": "0", "row-5": "item:total_revenue", "column-0": "ignored", "period-1": "printed"}
    page = client.post(reverse("returns:import_map", args=[import_.pk]), chosen, follow=True).content.decode()
    assert "导入 12 格" in page
    page = client.post(reverse("returns:import_apply", args=[import_.pk]), follow=True).content.decode()
    assert "已导入 12 格" in page
    assert "撤销这次导入" in client.get(reverse("returns:grid", args=[month.pk])).content.decode()
    page = client.post(reverse("returns:import_undo", args=[import_.pk]), follow=True).content.decode()
    assert "已撤销这次导入" in page
    assert not month.lines.exists()


def test_what_is_not_offered_is_refused(month: Return, sign_in: Callable[[str], Any]) -> None:
    client = sign_in("zuoyun-clerk")
    upload(client, month, MAY)
    url = reverse("returns:import_map", args=[WorkbookImport.objects.get().pk])
    for chosen in ({"row-0": "item:enterprise_area"}, {"row-0": "subject:Z140600-HR"}, {"unit": "石"}, {"table": "7"}):
        assert client.post(url, {"table": "0", **chosen}).status_code == 422
    assert not WorkbookMapping.objects.exists()


def test_a_file_without_tables_is_refused_with_the_reason(month: Return, sign_in: Callable[[str], Any]) -> None:
    url = reverse("returns:import_start", args=[month.pk])
    client = sign_in("zuoyun-clerk")
    empty = client.post(url, follow=True).content.decode()
    assert "还没有选文件" in empty
    text = client.post(
        url, {"file": SimpleUploadedFile("通稿.txt", "一季度完成工业投资5亿元。".encode()), "not_secret": "on"}, follow=True
    )
    assert "没有找到带数字的表格" in text.content.decode()


def test_a_received_workbook_is_imported_by_its_link(month: Return, sign_in: Callable[[str], Any]) -> None:
    client = sign_in("zuoyun-clerk")
    document, _new = receive_document(workbook(MAY), "月报.xlsx", subject=month.filer, by=person("zuoyun-clerk"), at=AT)
    link = reverse("returns:import_from", args=[document.pk])
    assert link in client.get(reverse("documents:review", args=[document.pk])).content.decode()
    page = client.get(link).content.decode()
    assert reverse("returns:import_start", args=[month.pk]) in page
    answer = client.post(reverse("returns:import_start", args=[month.pk]), {"document": document.pk}, follow=True)
    assert "月报.xlsx" in answer.content.decode()


def test_a_large_table_is_shown_page_by_page(month: Return, sign_in: Callable[[str], Any]) -> None:
    rows = [["2024年1—5月项目情况"], ["单位：万元"], ["项目", *(f"第{n}项" for n in range(32))]]
    rows += [[f"项目{n}号", *range(32)] for n in range(400)]
    client = sign_in("zuoyun-clerk")
    page = upload(client, month, rows).content.decode()
    assert page.count("<select") < 200
    assert "共 400 行" in page
    url = reverse("returns:import", args=[WorkbookImport.objects.get().pk])
    assert "项目13号" in client.get(f"{url}?page=1").content.decode()


@pytest.mark.parametrize("name", ["import_map", "import_apply", "import_undo"])
def test_acts_belong_to_the_filers_clerks_and_refuse_get(name: str, month: Return, sign_in: Callable[[str], Any]) -> None:
    import_ = bring(month, MAY)
    stranger = create_user(username="huairen", name="邻区", password=None, by=System(), at=AT)
    grant_role(stranger, Office.CLERK, get_subject("Z140600-HR"), by=System(), at=AT)
    url, page = reverse(f"returns:{name}", args=[import_.pk]), reverse("returns:import", args=[import_.pk])
    for username in ("zuoyun-reviewer", "huairen", "datong"):
        client = sign_in(username)
        assert client.post(url).status_code == 404
        assert client.get(page).status_code == 404
        assert client.post(reverse("returns:import_start", args=[month.pk])).status_code == 404
    assert sign_in("zuoyun-clerk").get(url).status_code == 405
    assert sign_in("zuoyun-clerk").get(page).status_code == 200
