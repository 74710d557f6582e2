"""A return as a workbook: out as issued, back cell by cell, all of it or nothing; every fault at once with its cell."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conftest import AT
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Role
from kaifaqu.core.reader.sheets.layout import FormError
from kaifaqu.core.reader.sources import SourceRefused
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.statistics.returns.actions import Origin, declare_line, start_return, statement_for
from kaifaqu.statistics.returns.models import Return
from kaifaqu.statistics.returns.queries import get_form, keyed_lines
from kaifaqu.statistics.returns.workbook import compare_copy, read_workbook, write_workbook
from tests.walks import FIGURES, ZONE, declare, file_quarter, person, sign

pytestmark = pytest.mark.usefixtures("standing_house", "db")


@pytest.fixture
def return_() -> Return:
    return file_quarter({**FIGURES, "funds_in_place": Missing.NOT_DUE})


def edit(data: bytes, entries: dict[str, Any]) -> bytes:
    """A copy with the clerk's entries, by the name of the line."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for row in book.worksheets[0].iter_rows():
        name = next((str(cell.value).strip("　 ") for cell in row if str(cell.value).strip("　 ") in entries), None)
        if name is not None:
            row[3].value = entries[name]
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def out(return_: Return, **entries: Any) -> bytes:
    return edit(write_workbook(return_, at=AT), entries)


def upload(client: Any, return_: Return, data: bytes, name: str = "季报.xlsx") -> Any:
    return client.post(f"/returns/{return_.pk}/upload", {"file": SimpleUploadedFile(name, data), "not_secret": "on"})


def test_what_went_out_comes_back_unchanged(return_: Return) -> None:
    cells, problems = read_workbook(return_, write_workbook(return_, at=AT))
    assert problems == []
    assert {cell.key: cell.statement.quantity for cell in cells}["funds_in_place:actual"] is Missing.NOT_DUE
    assert compare_copy(keyed_lines(return_), cells) == ([], [])


def test_a_changed_cell_is_declared_with_its_place(return_: Return, sign_in: Any) -> None:
    assert upload(sign_in("zuoyun-clerk"), return_, out(return_, 工业投资=3.1)).status_code == 302
    line = return_.lines.get(item="industrial_investment")
    assert line.value == Decimal("3.1")
    assert line.workbook is not None
    assert line.entered_by is None
    assert line.cell.split("!")[1].startswith("D")


def test_the_same_file_twice_changes_nothing(return_: Return, sign_in: Any) -> None:
    client, data = sign_in("zuoyun-clerk"), out(return_, 工业投资=3.1)
    upload(client, return_, data)
    before = list(return_.lines.values())
    upload(client, return_, data)
    assert list(return_.lines.values()) == before
    assert Document.objects.count() == 1


FAULTS: list[tuple[str, Any, str]] = [
    ("工业投资", "约三亿", "「约三亿」不是数字"), ("工业投资", "2.9万吨", "不是数字"), ("工业投资", "1,35", "不是数字"), ("工业投资", "NaN", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "entry", "words"), FAULTS)
def test_a_text_where_a_number_belongs_keeps_the_whole_form_out(
    return_: Return, sign_in: Any, name: str, entry: Any, words: str
) -> None:
    data = out(return_, **{name: entry, "转型项目投资": 1})
    _cells, (problem,) = read_workbook(return_, data)
    assert (problem.key, problem.where.split(" ")[-1][0]) == ("industrial_investment:actual", "D")
    assert words in problem.message
    answer = upload(sign_in("zuoyun-clerk"), return_, data)
    assert answer.status_code == 422
    assert problem.message in answer.content.decode()
    assert return_.lines.get(item="transformation_investment").value == Decimal("2.68")
    assert not Document.objects.exists()


def test_every_fault_comes_back_at_once(return_: Return) -> None:
    _cells, problems = read_workbook(return_, out(return_, 工业投资="甲", 转型项目投资="乙", 工业增加值="丙"))
    assert len(problems) == 3


def test_another_returns_workbook_is_refused(return_: Return, sign_in: Any) -> None:
    other = start_return(get_form("zone_quarter"), get_subject(ZONE), Period.half(2024, 1), by=person("zuoyun-clerk"), at=AT)
    with pytest.raises(ValueError, match="另一份报表"):
        read_workbook(return_, write_workbook(other, at=AT))
    assert upload(sign_in("zuoyun-clerk"), return_, write_workbook(other, at=AT)).status_code == 422


def test_a_workbook_that_was_not_issued_here_is_refused(return_: Return) -> None:
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    with pytest.raises(FormError, match="不是由本系统导出"):
        read_workbook(return_, buffer.getvalue())
    with pytest.raises(SourceRefused):
        read_workbook(return_, b"PK\x03\x04broken")


def test_an_upload_without_a_file_or_beyond_the_limit_is_refused(return_: Return, sign_in: Any, settings: Any) -> None:
    client = sign_in("zuoyun-clerk")
    assert "还没有选文件" in client.post(f"/returns/{return_.pk}/upload").content.decode()
    settings.UPLOAD_LIMIT = 100
    assert "大小上限" in upload(client, return_, out(return_)).content.decode()


def test_a_locked_return_takes_no_workbook(return_: Return, sign_in: Any) -> None:
    data = out(return_, 工业投资=3.1)
    sign(return_, ["zuoyun-clerk"])
    answer = upload(sign_in("zuoyun-clerk"), return_, data)
    assert answer.status_code == 422
    assert "待复核" in answer.content.decode()
    assert return_.lines.get(item="industrial_investment").value == Decimal("2.9")


def test_a_line_in_another_unit_comes_back_in_that_unit(return_: Return) -> None:
    """29000 万元 goes out as 29000 under 万元; read back under the item's own 亿元 it would be ten thousand times as much."""
    clerk = person("zuoyun-clerk")
    statement = statement_for(return_, "industrial_investment", Role.ACTUAL, Quantity.of("29000", "万元"))
    declare_line(return_, statement, Origin(entered_by=clerk), by=clerk, at=AT)
    cells, problems = read_workbook(return_, write_workbook(return_, at=AT))
    assert problems == []
    assert compare_copy(keyed_lines(return_), cells) == ([], [])


def test_an_open_forms_cells_keep_their_subject_and_period() -> None:
    clerk = person("province-clerk")
    return_ = start_return(get_form("published_totals"), get_subject("140000"), Period.parse("D:2024-04-26"), by=clerk, at=AT)
    statement = statement_for(
        return_, "zones", Role.ACTUAL, Quantity.of("93", "个"), subject="140200", period=Period.parse("@2023-12")
    )
    declare_line(return_, statement, Origin(entered_by=clerk), by=clerk, at=AT)
    (cell,), problems = read_workbook(return_, write_workbook(return_, at=AT))
    assert problems == []
    assert (cell.statement.subject, str(cell.statement.period)) == ("140200", "@2023-12")


@pytest.mark.parametrize("text", ["=1+1", "+1", "@SUM(A1)", "=HYPERLINK(1)"])
def test_a_formula_in_a_name_stays_text(text: str) -> None:
    from kaifaqu.foundation.subjects.models import Subject

    Subject.objects.filter(code=ZONE).update(name=text)
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(file_quarter(), at=AT)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any(text in str(cell.value) for cell in cells)
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []


def test_the_download_is_named_after_the_form(return_: Return, sign_in: Any) -> None:
    from urllib.parse import quote

    answer = sign_in("datong").get(f"/returns/{return_.pk}/workbook")
    assert quote("开发区经济运行季报") in answer["Content-Disposition"]
    assert answer.content[:2] == b"PK"


def test_a_later_entry_by_hand_replaces_the_cell(return_: Return, sign_in: Any) -> None:
    upload(sign_in("zuoyun-clerk"), return_, out(return_, 工业投资=3.1))
    declare(return_, {"industrial_investment": "3.2"})
    line = return_.lines.get(item="industrial_investment")
    assert (line.workbook, line.cell) == (None, "")
    assert line.entered_by == person("zuoyun-clerk")
