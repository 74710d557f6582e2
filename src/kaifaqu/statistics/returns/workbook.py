"""A return as a workbook: the form as its superior issues it, and a filled copy read back cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Role, Statement
from kaifaqu.core.figures.unit import parse_unit
from kaifaqu.core.reader.sheets.filled import FilledForm, Issued, inspect_filled_form
from kaifaqu.core.reader.sheets.layout import Fill, FormColumn, FormLayout, FormRow
from kaifaqu.statistics.returns.actions import show_quantity
from kaifaqu.statistics.returns.entries import EntryError, read_entry
from kaifaqu.statistics.returns.grid import GridRow, build_grid
from kaifaqu.statistics.returns.models import Line, Return
from kaifaqu.statistics.returns.queries import form_of, statement_for, statement_of

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
        stamps={(row.key, ENTRY): row.stamp for row in grid if row.line is not None},
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
    issued: Issued | None = None
    untouched: bool = False
    """True when the copy says what the form said when it went out."""


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
        row = rows.get(entry.item)
        found = _read_cell(return_, row, f"{filled.sheet}!{cell}", entry.text)
        if isinstance(found, Problem) or row is None:
            problems += [found] if isinstance(found, Problem) else []
        else:
            cells.append(_beside_issue(found, row, filled))
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


def _beside_issue(cell: FilledCell, row: GridRow, filled: FilledForm) -> FilledCell:
    """The cell with what it said when the form went out; a form of an earlier version does not tell."""
    if filled.issued is None:
        return cell
    issued = filled.issued.get((cell.key, ENTRY), Issued("", ""))
    said = read_entry(issued.text, parse_unit(row.unit)) if issued.text else None
    return replace(cell, issued=issued, untouched=said == cell.statement.quantity)


def _added_row(filled: FilledForm, row: int) -> Problem:
    return Problem(
        "workbook.added_row", f"{filled.sheet} 第{row}行", "表中没有这一行", "，各行应与下发的报表一致",
        "请删去这一行；新增内容请与下发单位联系", Severity.HARD, f"{filled.sheet}!{row}",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clash:
    """A cell that the copy says otherwise than the return, where the return was changed after the copy went out."""

    filled: FilledCell
    line: Line | None

    @property
    def stamp(self) -> str:
        """The version of the cell that a choice would write over."""
        return self.line.stamp if self.line else ""

    @property
    def name(self) -> str:
        """What the cell is called."""
        return item_named(self.filled.statement.item).name

    @property
    def standing(self) -> str:
        """What stands there now, with its unit; nothing for an empty cell."""
        return show_quantity(statement_of(self.line)) if self.line else ""


def compare_copy(
    lines: Mapping[str, Line], cells: Iterable[FilledCell], chosen: Mapping[str, str] | None = None
) -> tuple[list[FilledCell], list[Clash]]:
    """(cells to write, cells that clash) of a filled copy beside the lines as they stand now, by key.

    What nobody changed in the copy is left alone, whatever stands there now; what was changed in both clashes, unless a person
    `chosen` the copy's figure over the version given. The same file twice changes nothing.
    """
    changed, clashes = [], []
    for filled in cells:
        line, asked = lines.get(filled.key), filled.statement.quantity
        if (line is not None and statement_of(line).quantity == asked) or filled.untouched:
            continue
        clash = Clash(filled, line)
        seen = filled.issued.stamp if filled.issued else ""
        if clash.stamp in (seen, (chosen or {}).get(filled.key)):
            changed.append(filled)
        else:
            clashes.append(clash)
    return changed, clashes
