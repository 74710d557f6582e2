"""What each column of a table is: labels, units, figures, dates, or a text beside the figures; and panels side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from kaifaqu.core.reader.sheets.cells import SERIAL_DAYS, Kind, read_cell, read_day
from kaifaqu.core.reader.sheets.frames import Frame
from kaifaqu.core.reader.sheets.headers import Path
from kaifaqu.core.reader.sheets.labels import fold_label, has_chinese, is_latin, squeeze
from kaifaqu.core.reader.sheets.lines import is_year
from kaifaqu.core.reader.sheets.times import read_when
from kaifaqu.core.reader.sheets.units import known_unit
from kaifaqu.core.reader.sheets.view import View


class Part(StrEnum):
    """The part that a column plays."""

    LABEL = "label"
    UNIT = "unit"
    FIGURE = "figure"
    TEXT = "text"
    DAY = "day"
    NOTHING = "nothing"


@dataclass(slots=True)
class Panel:
    """Columns that belong together: labels from the left, then what they label."""

    labels: list[int] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    figures: list[int] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    days: list[int] = field(default_factory=list)


SERIAL = re.compile(r"^(?:序号|序|行次|栏次|编号|no\.?|次序|排序)$", re.I)
UNIT = re.compile(r"^(?:计量|计价)?单位$|^unit$", re.I)
CODE = re.compile(r"代码|编码|信用代码|电话|手机|联系方式|邮编|身份证|账号|证号|文号|批复号|代号|区划码|行业码|备案号")
DAY = re.compile(r"(?:日期|日|时间|年月)$|^(?:开工|竣工|投产|签约|达产|取得|注册|办结|截止)(?:时间|日期)")
REMARK = re.compile(
    r"^(?:备注|说明|备考|存在问题|问题|形象进度|建设内容|建设内容及规模|措施|进展|下月计划|负责人|联系人|责任人|责任单位|姓名|起止年限|建设年限|建设起止年限)"
)
NAME = re.compile(r"名称$|^(?:项目|指标|企业|公司|地区|县区|区县|市县|开发区|园区|品种|产品|行业|科目|预算科目|类别|分组)$")
TIME = re.compile(r"^(?:年份|年度|年|时间|时期|月份|月|季度|日期|year|年月)$", re.I)
MOSTLY = 0.6


class _Sorter:
    """Decides column by column, with the kinds of the body at hand."""

    def __init__(self, view: View, frame: Frame, paths: dict[int, Path]) -> None:
        self.view, self.frame, self.paths = view, frame, paths
        self.rows = frame.body
        self.names = {column: squeeze(path[-1]) if path else "" for column, path in paths.items()}
        self.kinds = {c: "".join([view.kinds[row][c] for row in self.rows]) for c in range(frame.left, frame.right + 1)}

    def part_of(self, column: int, has_labels: bool, has_figures: bool) -> Part:
        """The part of one column, given what stands left of it."""
        kinds, name = self.kinds[column], self.names[column]
        filled = len(kinds) - kinds.count("e")
        if SERIAL.match(name) or (not filled and not name):
            return Part.NOTHING
        if UNIT.match(name) and has_labels and self.holds_units(column):
            return Part.UNIT
        if CODE.search(name):
            return Part.TEXT
        if TIME.match(name) and not has_labels and filled:
            return Part.LABEL
        if DAY.search(name) and has_labels and self.holds_days(column):
            return Part.DAY
        if REMARK.match(name):
            return Part.TEXT
        return self.part_by_content(column, kinds, filled, has_labels, has_figures)

    def part_by_content(self, column: int, kinds: str, filled: int, has_labels: bool, has_figures: bool) -> Part:
        figures = kinds.count("n") + kinds.count("a") + kinds.count("x")
        if not has_labels and not has_figures and kinds.count("n") and self.holds_years(column):
            return Part.LABEL
        if not has_labels and self.counts_rows(column) and self.text_follows(column):
            return Part.NOTHING
        if figures >= filled - figures and (figures or self.names[column]):
            return Part.FIGURE
        if kinds.count("d") > filled / 2 and has_labels:
            return Part.DAY
        return Part.TEXT if has_figures else Part.LABEL

    def values(self, column: int) -> list[str]:
        return [text for row in self.rows if (text := self.view.text(row, column))]

    def holds_units(self, column: int) -> bool:
        values = self.values(column)
        return bool(values) and sum(known_unit(value) is not None or value in ("—", "-") for value in values) >= MOSTLY * len(
            values
        )

    def holds_years(self, column: int) -> bool:
        values = self.values(column)
        return (
            len(values) > 1
            and all(is_year(value) or read_when(value).year for value in values)
            and len(set(values)) == len(values)
        )

    def holds_days(self, column: int) -> bool:
        """Dates in any writing, and nothing that could be a figure: serial days and 2024.4 count as dates under such a heading."""
        values = [self.view.grid.cells[row][column] for row in self.rows if self.view.text(row, column)]
        dated = sum(read_day(value) is not None or read_when(str(value)).year is not None for value in values)
        numbers = [cell.value for value in values if (cell := read_cell(value)).kind is Kind.NUMBER]
        return dated >= MOSTLY * max(len(values), 1) and all(n is None or int(n) in SERIAL_DAYS or n > 1900 for n in numbers)

    def counts_rows(self, column: int) -> bool:
        """1, 2, 3 … down an unnamed first column."""
        values = [value for value in self.values(column) if value.isdecimal()]
        return (
            len(values) > 1 and [int(value) for value in values] == list(range(1, len(values) + 1)) and not self.names[column]
        )

    def text_follows(self, column: int) -> bool:
        return column < self.frame.right and self.kinds[column + 1].count("t") * 2 > len(self.rows)

    def is_translation(self, column: int, labels: Sequence[int]) -> bool:
        """A column of Latin texts beside Chinese labels."""
        values = self.values(column)
        latin = sum(is_latin(value) for value in values)
        return bool(labels) and latin >= 0.9 * len(values) and any(has_chinese(text) for text in self.values(labels[0]))

    def names_each_row(self, column: int) -> bool:
        """A column that is a name by its heading, filled in every row, never twice the same."""
        values = self.values(column)
        return bool(NAME.search(self.names[column])) and len(set(values)) == len(values) >= 0.9 * len(self.rows)

    def begins_panel(self, column: int, panel: Panel) -> bool:
        """A column of texts right of figures under the heading of the first labels: the table goes on beside itself."""
        if not panel.figures or not panel.labels or self.kinds[column].count("t") * 2 <= len(self.kinds[column].strip("e")):
            return False
        first, name = panel.labels[0], self.names[column]
        figures_follow = any(self.kinds[c].count("n") for c in range(column + 1, min(column + 4, self.frame.right + 1)))
        return figures_follow and fold_label(name) == fold_label(self.names[first]) and not REMARK.match(name)


def sort_columns(view: View, frame: Frame, paths: dict[int, Path]) -> list[Panel]:
    """The panels of a table, from left to right."""
    sorter, panels = _Sorter(view, frame, paths), [Panel()]
    named = False
    for column in range(frame.left, frame.right + 1):
        if sorter.begins_panel(column, panels[-1]):
            panels.append(Panel())
            named = False
        panel = panels[-1]
        part = sorter.part_of(column, bool(panel.labels), bool(panel.figures))
        if part is Part.LABEL and (named or sorter.is_translation(column, panel.labels)):
            part = Part.NOTHING if sorter.is_translation(column, panel.labels) else Part.TEXT
        named = named or (part is Part.LABEL and sorter.names_each_row(column))
        place_column(panel, part, column)
    return panels


def place_column(panel: Panel, part: Part, column: int) -> None:
    lists = {
        Part.LABEL: panel.labels, Part.UNIT: panel.units, Part.FIGURE: panel.figures, Part.TEXT: panel.texts, Part.DAY: panel.days,
    }  # fmt: skip
    if part in lists:
        lists[part].append(column)
