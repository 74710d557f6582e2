"""A return as a workbook: the form as its superior issues it, and a filled copy read back cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Role, Statement
from kaifaqu.core.figures.unit import parse_unit
from kaifaqu.core.reader.sheets.filled import FilledForm, inspect_filled_form
from kaifaqu.core.reader.sheets.layout import Fill, FormColumn, FormLayout, FormRow
from kaifaqu.statistics.returns.entries import EntryError, read_entry
from kaifaqu.statistics.returns.grid import GridRow, build_grid
from kaifaqu.statistics.returns.models import Return
from kaifaqu.statistics.returns.queries import form_of, statement_for

ENTRY = "value"
"""The key of the column that a clerk fills."""


def write_workbook(return_: Return, *, at: datetime) -> bytes:
    """The return's form as .xlsx with what is declared so far; `at` is the day of filling that it prints."""
    form, grid = form_of(return_), build_grid(return_)
    layout = FormLayout(
        key=f"return:{return_.pk}",
        title=form.name,
        columns=(
            FormColumn("serial", ("序号",), Fill.SERIAL, 6),
            FormColumn("name", ("指标名称",), Fill.NAME, 38),
            FormColumn("unit", ("计量单位",), Fill.UNIT, 12),
            FormColumn(ENTRY, (Period.parse(return_.period).chinese, "本期数"), Fill.NUMBER, 18),
        ),
        rows=tuple(
            FormRow(row.key, row.label, row.unit, row.indent, places=item_named(row.key.split(":")[0]).places) for row in grid
        ),
        reporter=return_.filer.name,
        unit=form.unit,
        filled_on=f"{at.year}年{at.month}月{at.day}日",
        period=Period.parse(return_.period).chinese,
        head_lines=(f"表号：{form.number}",) if form.number else (),
        values={
            (row.key, ENTRY): row.statement.quantity.value if isinstance(row.statement.quantity, Quantity) else row.statement.quantity
            for row in grid
            if row.statement is not None
        },
        signatures=("单位负责人：", "复核：", "填表人："),
    )  # fmt: skip
    from kaifaqu.core.reader.sheets.write import (
        write_form,
    )  # xlsxwriter is loaded when a form is first written, not at the start

    return write_form(layout, at=at)


@dataclass(frozen=True, slots=True)
class FilledCell:
    """One cell of a filled copy as a statement of the return; `key` is the row that it belongs to."""

    key: str
    cell: str
    statement: Statement


def read_workbook(return_: Return, data: bytes) -> tuple[list[FilledCell], list[Problem]]:
    """What a filled copy says: (cells, problems), every fault at once.

    Raises FormError when the file was not issued here, SourceRefused when it is none, ValueError when it is another return's.
    """
    filled = inspect_filled_form(data)
    if filled.form != f"return:{return_.pk}":
        raise ValueError(_("这张表是另一份报表的(%(form)s)，不是本表。请上传从本页下载的那一张。") % {"form": filled.form})
    problems = [*filled.problems, *(_added_row(filled, row.row) for row in filled.added)]
    cells, rows = [], {row.key: row for row in build_grid(return_)}
    for cell, entry in filled.cells.items():
        if entry.text == "":
            continue
        found = _read_cell(return_, rows.get(entry.item), f"{filled.sheet}!{cell}", entry.text)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            cells.append(found)
    return cells, problems


def _read_cell(return_: Return, row: GridRow | None, place: str, text: str) -> FilledCell | Problem:
    """The cell in the unit, of the subject and for the period of its row, as the form prints them."""
    where = place.replace("!", " ")
    if row is None:
        return Problem(
            "workbook.lost_cell", where, _("本表现在没有这一格"), _("，各行应与本页的报表一致"), _("请重新下载本表再填写"),
            Severity.HARD, place,
        )  # fmt: skip
    try:
        quantity = read_entry(text, parse_unit(row.unit))
    except EntryError:
        quantity = None
    if quantity is None:
        return Problem(
            "workbook.not_a_number", where, _("「%(text)s」不是数字") % {"text": text},
            _("，「%(item)s」应填数字") % {"item": row.label},
            _("请改成数字；没有数据请填「未报」「不适用」「保密」或「未到期」"), Severity.HARD, row.key,
        )  # fmt: skip
    item, role = row.key.split(":")[:2]
    statement = statement_for(return_, item, Role(role), quantity, subject=row.subject.code, period=row.period)
    return FilledCell(row.key, place, statement)


def _added_row(filled: FilledForm, row: int) -> Problem:
    return Problem(
        "workbook.added_row", f"{filled.sheet} 第{row}行", "表中没有这一行", "，各行应与下发的报表一致",
        "请删去这一行；新增内容请与下发单位联系", Severity.HARD, f"{filled.sheet}!{row}",
    )  # fmt: skip


def changed_cells(return_: Return, cells: list[FilledCell]) -> Iterator[FilledCell]:
    """The cells that say something else than the return does now: the same file twice changes nothing."""
    standing = {row.key: row.statement.quantity for row in build_grid(return_) if row.statement is not None}
    for filled in cells:
        if standing.get(filled.key) != filled.statement.quantity:
            yield filled
