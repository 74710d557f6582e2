"""A filled copy of a form that was issued here, read back by its machine keys."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.reader.sheets.grid import Grid, cell_name, cell_text
from kaifaqu.core.reader.sheets.layout import EXTRA_ROW, FIRST_CHOICES, LABEL_COLUMN, MARK, MEMORY_SHEET, FormError
from kaifaqu.core.reader.sheets.workbook import open_workbook


class FilledCell(NamedTuple):
    """One entry of a filled form; `text` is exact ("" for an empty cell, 1234.5 for a number, 2024-04-21 for a date)."""

    item: str
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class AddedRow:
    """A row that somebody added: its number on the sheet, its labels from the left, its entries by column key."""

    row: int
    labels: tuple[str, ...]
    entries: Mapping[str, str]


class Issued(NamedTuple):
    """What an entry said when the form was written, and its version then; both "" for an empty one."""

    stamp: str
    text: str


@dataclass(slots=True)
class FilledForm:
    """What a filled copy says. `form` is the key of the layout that it was written from; `cells` goes by cell (E6).

    `issued` goes by row and column key; None in a form of an earlier version of the program, which did not remember it.
    """

    form: str
    sheet: str
    cells: dict[str, FilledCell] = field(default_factory=dict)
    added: list[AddedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    issued: Mapping[tuple[str, str], Issued] | None = None


@dataclass(frozen=True, slots=True)
class _Keys:
    """What the hidden cells say: row key by row number ("" in an extra row), column key by column number, the columns of labels."""

    rows: Mapping[int, str]
    columns: Mapping[int, str]
    labels: tuple[int, ...]
    key_row: int

    @property
    def body(self) -> range:
        """The rows of entries, rows that somebody inserted between them included."""
        return range(min(self.rows, default=self.key_row), self.key_row)


def read_filled_form(data: bytes) -> dict[str, FilledCell]:
    """{cell: (item code, column key, text)} of every entry cell, exactly, however rows were sorted, hidden or added.

    Raises FormError when the file was not issued by `write_form`, and SourceRefused when it is no workbook.
    """
    return inspect_filled_form(data).cells


def inspect_filled_form(data: bytes) -> FilledForm:
    """The same with the form's key, the rows that were added, and a Problem for each row whose place is in doubt."""
    grids = {grid.name: grid for grid in open_workbook(data)}
    memory = grids.get(MEMORY_SHEET)
    if memory is None or not memory.cells or cell_text(memory.cells[0][0]) != MARK:
        raise FormError("这不是由本系统导出的报表（缺少报表标识）。请用导出的原表填写，或改用「导入外来表格」。")
    head = json.loads(cell_text(memory.cells[0][1]))
    identities = {cell_text(row[0]): tuple(json.loads(cell_text(row[1]))) for row in memory.cells[1:] if row[0] != ""}
    sheet, keys = locate_keys(grids, head["sheet"])
    form = FilledForm(head["form"], sheet.name, issued=issued_cells(memory))
    owners = settle_owners(sheet, keys, identities, form.problems)
    for row, item in owners.items():
        for column, key in keys.columns.items():
            form.cells[cell_name(row, column)] = FilledCell(item, key, cell_text(sheet.cells[row][column]))
    form.added = [added_row(sheet, keys, row) for row in keys.body if row not in owners and has_entry(sheet, keys, row)]
    form.problems += [lost_row(sheet.name, labels) for key, labels in identities.items() if key not in owners.values()]
    return form


def issued_cells(memory: Grid) -> dict[tuple[str, str], Issued] | None:
    """What the memory sheet says of every entry when the form was written; None where it remembers nothing."""
    told = [
        (cell_text(row[0]), cell_text(row[FIRST_CHOICES - 1]))
        for row in memory.cells[1:]
        if row[0] != "" and len(row) >= FIRST_CHOICES
    ]
    if not any(text for _item, text in told):
        return None
    return {(item, column): Issued(*said) for item, text in told for column, said in json.loads(text or "{}").items()}


def locate_keys(grids: Mapping[str, Grid], sheet: str) -> tuple[Grid, _Keys]:
    """The sheet that carries the mark, the remembered one first, and the keys on it. Raises FormError."""
    for grid in sorted(grids.values(), key=lambda grid: grid.name != sheet):
        if grid.name == MEMORY_SHEET:
            continue
        for row in range(len(grid.cells) - 1, -1, -1):
            if MARK in grid.cells[row]:
                spread_merged(grid)
                return grid, keys_at(grid, row, grid.cells[row].index(MARK))
    raise FormError(f"工作表「{sheet}」中隐藏的标识行已被删除，无法对应指标。请用导出的原表重新填写。")


def keys_at(grid: Grid, key_row: int, key_column: int) -> _Keys:
    marked = {number: cell_text(row[key_column]) for number, row in enumerate(grid.cells[:key_row]) if row[key_column] != ""}
    crossing = {
        number: cell_text(value) for number, value in enumerate(grid.cells[key_row]) if number != key_column and value != ""
    }
    return _Keys(
        rows={number: "" if key == EXTRA_ROW else key for number, key in marked.items()},
        columns={number: key for number, key in crossing.items() if key != LABEL_COLUMN},
        labels=tuple(number for number, key in crossing.items() if key == LABEL_COLUMN),
        key_row=key_row,
    )


def spread_merged(grid: Grid) -> None:
    """Gives every row of a merged label the text that a person reads beside it."""
    for top, left, bottom, right in grid.merges:
        for row in range(top, min(bottom + 1, len(grid.cells))):
            if left == right:
                grid.cells[row][left] = grid.cells[top][left]


def settle_owners(
    grid: Grid, keys: _Keys, identities: Mapping[str, tuple[str, ...]], problems: list[Problem]
) -> dict[int, str]:
    """Which item each row is: by its hidden key, unless the labels that a person reads there name another row.

    Sorting only the visible columns leaves the hidden keys behind; then the labels decide. Two rows that claim one item, and
    a keyed row whose labels are nobody's, are Problems, not guesses.
    """
    by_labels = unique_labels(identities)
    claims = {row: claimed_item(grid, keys, row, identities, by_labels) for row in keys.body}
    times = Counter(item for item in claims.values() if item)
    owners: dict[int, str] = {}
    for row, item in claims.items():
        if item and times[item] == 1:
            owners[row] = item
        elif item:
            problems.append(doubled_row(grid, keys, row))
        elif keys.rows.get(row):
            problems.append(unknown_row(grid, keys, row))
    return owners


def claimed_item(
    grid: Grid, keys: _Keys, row: int, identities: Mapping[str, tuple[str, ...]], by_labels: Mapping[tuple[str, ...], str]
) -> str:
    """The item that the row's labels and hidden key agree upon; "" when there is none."""
    key, labels = keys.rows.get(row, ""), fold_labels(labels_at(grid, keys, row))
    if key and labels == fold_labels(identities.get(key, ())):
        return key
    if key or has_entry(grid, keys, row):
        return by_labels.get(labels, "")
    return ""


def unique_labels(identities: Mapping[str, tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    """Row key by labels, for labels that say something and that only one row bears."""
    times = Counter(fold_labels(labels) for labels in identities.values())
    folded = {key: fold_labels(labels) for key, labels in identities.items()}
    return {labels: key for key, labels in folded.items() if times[labels] == 1 and any(labels)}


def fold_labels(labels: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("".join(label.split()) for label in labels)


def labels_at(grid: Grid, keys: _Keys, row: int) -> tuple[str, ...]:
    return tuple(cell_text(grid.cells[row][column]) for column in keys.labels)


def has_entry(grid: Grid, keys: _Keys, row: int) -> bool:
    return any(grid.cells[row][column] != "" for column in keys.columns)


def added_row(grid: Grid, keys: _Keys, row: int) -> AddedRow:
    entries = {key: cell_text(grid.cells[row][column]) for column, key in keys.columns.items()}
    return AddedRow(row + 1, labels_at(grid, keys, row), entries)


def doubled_row(grid: Grid, keys: _Keys, row: int) -> Problem:
    name = " ".join(labels_at(grid, keys, row)).strip()
    return Problem(
        "form.doubled_row", f"{grid.name} 第{row + 1}行", f"「{name}」在表中不止一行", "，每个指标只应有一行", "请删去多余的一行后再导入。",
        key=f"{grid.name}!{row + 1}",
    )  # fmt: skip


def unknown_row(grid: Grid, keys: _Keys, row: int) -> Problem:
    name = " ".join(labels_at(grid, keys, row)).strip()
    return Problem(
        "form.unknown_row", f"{grid.name} 第{row + 1}行", f"「{name}」不是本表下发时的行名", "，行名应与下发的报表一致",
        "请恢复原来的名称；新增内容请填在表末的空行。", key=f"{grid.name}!{row + 1}",
    )  # fmt: skip


def lost_row(sheet: str, labels: tuple[str, ...]) -> Problem:
    name = " ".join(label.strip() for label in labels).strip()
    return Problem(
        "form.lost_row", sheet, f"缺少「{name}」这一行", "，下发的各行都应保留", "请补回该行；没有数据的，请填「未报」或「不适用」。",
        Severity.SOFT, key=name,
    )  # fmt: skip
