"""What a row of a sheet is: blank, a line about the form, a note, signatures, a title, numbers over columns, or figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kaifaqu.core.reader.sheets.cells import Kind, read_cell
from kaifaqu.core.reader.sheets.labels import squeeze, tidy_label
from kaifaqu.core.reader.sheets.units import known_unit, units_of_line
from kaifaqu.core.reader.sheets.view import View

INFO = re.compile(
    r"(?:填报|编制|制表|报送|报告|主管|责任|填表|编报|上报)(?:单位|部门|日期|时间|人|机关)?:|(?<![一-龥])(?:计量|金额|货币)?单位:|^计量:|"
    r"^(?:日期|时间|报告期|数据期|所属期|表号|制定机关|制表机关|批准文号|批准机关|备案文号|有效期至?|文号|数据库|单位名称|统一社会信用代码|联系电话|联系人|密级|保密期限):"
)
NOTE = re.compile(
    r"^(?:注释?\d*[:.、]|注$|说明\d*[:.、]|备注\d*:|填表说明|资料来源|数据来源|来源:|摘编自|notes?:|source:)", re.I
)
FAINT_NOTE = re.compile(r"^(?:本表|此表|以上数据|[*①-⑳]|\d[、.)](?!\d).{15,})")
"""Notes only where nothing else stands in the row: *甲企业 with figures behind it is a row."""

SIGNATURES = re.compile(
    r"^(?:单位|部门|企业|分管)?(?:负责人|领导|审核人?|复核人?|填表人|制表人?|填报人|统计人员|经办人|统计负责人|联系人|联系电话|报出日期|审批人?|签章|盖章)(?:\(.*?\))?(?::|$)"
)
CONTINUED = re.compile(r"续表|\(续\d*\)|续\d*$|continued", re.I)
STUB_WORD = re.compile(
    r"^(?:地区|地市|市|县|市县|区县|县区|县\(市、区\)|指标|指标名称|项目|项目名称|名称|单位名称|企业名称|序号|开发区|开发区名称|园区|年份|年度|时间|行业|科目|预算科目|产品|类别|分类|分组|区域|城市|公司|公司名称|单位|月份|品种|栏次)$"
)
_TABLE_NUMBER = re.compile(r"^(?:附?表)?\d{1,2}[-—–]\d{1,2}(?:-\d{1,2})?(?!\d|月|年|日)|^附?表[一二三四五六七八九十\d]{1,3}")
_COLUMN_MARKS = re.compile(r"^(?:甲|乙|丙|丁|戊|栏次|行次|序号|\(?[A-Za-z]\)?|\(?\d{1,3}\)?|[—\-]|\(?\d{1,2}\)?=.*|—+)$")
_FIRST_MARK = re.compile(r"^(?:甲|栏次|行次|序号|栏目|[Aa]|[—\-])$")
UNIT_STUB = re.compile(r"^(?:计量|计价|金额)?单位:?$|^unit:?$", re.I)
MONTHS_OF_YEAR = 12
LAST_YEAR = 2100
_LONG_TEXT = 60
MAX_INFO = 8
"""Cells that a line about the form may have: 填报单位, its name, 填报日期, its day, 单位, and blanks filled with 期别."""

MAX_HEADER = 8
"""Rows that a header may take: three are common, six were seen."""


class Lines:
    """The rows of a sheet within some columns."""

    def __init__(self, view: View, left: int, right: int) -> None:
        self.view, self.left, self.right = view, left, right
        self.kinds = [kinds[left : right + 1] for kinds in view.kinds]
        self.height = len(self.kinds)
        self.figures_known: dict[int, bool] = {}

    # -- what a row is ------------------------------------------------------------------------------------------------

    def is_blank(self, row: int) -> bool:
        return not self.kinds[row].strip("e")

    def texts(self, row: int) -> list[tuple[int, str]]:
        """(column, text) of the cells that hold something."""
        return [(self.left + at, self.view.text(row, self.left + at)) for at, kind in enumerate(self.kinds[row]) if kind != "e"]

    def first_text(self, row: int) -> str:
        kinds = self.kinds[row]
        first = len(kinds) - len(kinds.lstrip("e"))
        return squeeze(tidy_label(self.view.text(row, self.left + first))) if first < len(kinds) else ""

    def filled(self, row: int) -> int:
        """How many cells hold something."""
        return len(self.kinds[row]) - self.kinds[row].count("e")

    def is_single(self, row: int) -> bool:
        return self.filled(row) == 1

    def is_info(self, row: int) -> bool:
        """A line above or below a table: who reports, when, in which unit; not a header whose corner names the unit."""
        if not 0 < self.filled(row) <= MAX_INFO:
            return False
        texts = [squeeze(text) for _, text in self.texts(row)]
        if self.is_units(row) and (len(texts) > 2 or self.is_under_header(row)):
            return False
        marked = [":" in text and bool(INFO.search(text)) for text in texts]  # each of its words ends so
        if any(marked):
            return not (marked[0] and sum(marked) == 1 and len(texts) > 2 and self.heads_figures(row))
        return len(texts) <= 2 and bool(units_of_line(texts[-1])) and not self.is_under_header(row)

    def heads_figures(self, row: int) -> bool:
        """True when the next row holds figures in every column that has a text here."""
        columns = [column - self.left for column, _ in self.texts(row)][1:]
        return row + 1 < self.height and all(self.kinds[row + 1][column] in "nax" for column in columns)

    def is_under_header(self, row: int) -> bool:
        """True for a line of units directly under the headings that they belong to."""
        above = row - 1
        return (
            above >= 0 and len(self.texts(above)) >= 2 and not any(INFO.search(squeeze(text)) for _, text in self.texts(above))
        )

    def is_units(self, row: int) -> bool:
        """A unit for each column: 单位 | 万元 | 亿元, whether the first cell says so or is blank."""
        return names_units(self.texts(row), self.left)

    def is_note(self, row: int) -> bool:
        text = self.first_text(row)
        return bool(NOTE.search(text)) or (self.is_single(row) and (len(text) > _LONG_TEXT or bool(FAINT_NOTE.search(text))))

    def is_signature(self, row: int) -> bool:
        return bool(SIGNATURES.search(self.first_text(row)))

    def is_title(self, row: int) -> bool:
        text = self.first_text(row)
        return self.is_single(row) and bool(CONTINUED.search(text) or _TABLE_NUMBER.search(text))

    def is_figures(self, row: int) -> bool:
        """A row of a body: it holds figures, and they are neither years, months nor the numbers of columns."""
        if row not in self.figures_known:
            self.figures_known[row] = self.looks_like_figures(row)
        return self.figures_known[row]

    def looks_like_figures(self, row: int) -> bool:
        kinds = self.kinds[row]
        if "n" not in kinds:
            absent = kinds.count("a") + kinds.count("x")
            return absent >= 2 and "t" in kinds and not self.is_beside_figures(row)
        return not self.is_beside_figures(row) and not (self.may_number_columns(row) and self.is_numeric_header(row))

    def is_beside_figures(self, row: int) -> bool:
        return self.is_info(row) or self.is_note(row) or self.is_signature(row)

    def may_number_columns(self, row: int) -> bool:
        """False as soon as a number in the row is neither a year nor small: most rows of figures end here."""
        values = self.view.grid.cells[row][self.left : self.right + 1]
        return all(not isinstance(value, float) or (value.is_integer() and 0 < value < LAST_YEAR) for value in values)

    def is_numeric_header(self, row: int) -> bool:
        """Years over columns, months 1 to 12 over columns, or the line 甲 乙 1 2 3."""
        texts = [squeeze(text) for _, text in self.texts(row)]
        numbers = [text for text in texts if read_cell(text).kind is Kind.NUMBER]
        others = [text for text in texts if read_cell(text).kind is not Kind.NUMBER]
        if not numbers or (texts[0] in numbers and self.kinds[row][0] != "e"):
            return False
        if all(is_year(text) for text in numbers):
            return self.is_year_header(row, numbers, others) and self.is_over_figures(row)
        if len(numbers) < 2:
            return False
        if not counts_up(numbers):
            return False
        if all(_COLUMN_MARKS.match(text) for text in texts) and self.has_text_above(row):
            return self.kinds[row][0] == "e" or (bool(_FIRST_MARK.match(texts[0])) and not self.is_listed_on(row))
        is_stub = (len(others) == 1 and bool(STUB_WORD.match(texts[0]))) or not others
        return not self.has_text_above(row) and self.is_over_figures(row) and (is_stub or len(numbers) == MONTHS_OF_YEAR)

    def is_year_header(self, row: int, numbers: list[str], others: list[str]) -> bool:
        """Years over columns; between them 「#工业」 or 「增长%」 may head a column of its own where the first cell names what the
        rows are, or is blank."""
        if len(set(numbers)) > 1 and is_header_stub(others):
            return True
        stub, named = ([], others) if self.kinds[row][0] == "e" else (others[:1], others[1:])
        return bool(named) and all(STUB_WORD.match(squeeze(tidy_label(text))) for text in stub) and not any(
            read_cell(text).kind is Kind.ABSENT for text in named
        )  # fmt: skip

    def is_listed_on(self, row: int) -> bool:
        """True when the row below goes on counting: 甲 and 乙 are then the names of rows."""
        return row + 1 < self.height and self.first_text(row + 1) in ("乙", "B", "b")

    def is_over_figures(self, row: int) -> bool:
        """True when the next filled row with numbers holds some that are no years: the years are a header."""
        following = (r for r in range(row + 1, min(row + MAX_HEADER, self.height)) if "n" in self.kinds[r])
        below = next(following, None)
        return below is not None and any(
            not is_year(text) for _, text in self.texts(below) if read_cell(text).kind is Kind.NUMBER
        )

    def has_text_above(self, row: int) -> bool:
        above = next((r for r in range(row - 1, -1, -1) if not self.is_blank(r)), None)
        return above is not None and self.kinds[above].count("t") >= 2


def counts_up(numbers: list[str]) -> bool:
    """True for 1, 2, 3 … in this order."""
    counted = [int(found[0]) for text in numbers if (found := re.search(r"\d+", text))]
    return counted == list(range(1, len(numbers) + 1))


@lru_cache(maxsize=65536)
def is_year(text: str) -> bool:
    return re.fullmatch(r"(?:19[1-9]|20[0-9])\d", text) is not None


def names_units(cells: Sequence[tuple[int, str]], left: int) -> bool:
    """True for (column, text) of a row of units whose first column, `left`, says 单位 or nothing."""
    named = cells[1:] if cells and cells[0][0] == left and UNIT_STUB.match(squeeze(cells[0][1])) else cells
    return bool(named) and named[0][0] > left and all(is_unit(text) for _, text in named)


def is_unit(text: str) -> bool:
    """True for 万元, (亿元) and the dash of a column without a unit."""
    folded = squeeze(text)
    return folded in ("—", "-", "/") or known_unit(folded.strip("()[]")) is not None


def is_header_stub(others: list[str]) -> bool:
    """True when the texts beside the years are none, or name what the rows are."""
    return all(
        STUB_WORD.match(squeeze(tidy_label(text))) or re.fullmatch(r"计?量?单位|[A-Za-z ]+|\(?\w{1,4}\)?", squeeze(text))
        for text in others
    )
