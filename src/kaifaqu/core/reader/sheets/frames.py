"""Where the tables of a sheet are: their titles, headers, bodies and notes, one below the other and side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from kaifaqu.core.reader.sheets.cells import Kind, read_cell
from kaifaqu.core.reader.sheets.grid import Grid, Raw, Span, cell_text
from kaifaqu.core.reader.sheets.labels import squeeze, tidy_label
from kaifaqu.core.reader.sheets.units import units_of_line

INFO = re.compile(
    r"(?:填报|编制|制表|报送|报告|主管|责任|填表|编报|上报)(?:单位|部门|日期|时间|人|机关)?:|(?<![一-龥])(?:计量|金额|货币)?单位:|"
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
MONTHS_OF_YEAR = 12
_LONG_TEXT = 60
MAX_INFO = 8
"""Cells that a line about the form may have: 填报单位, its name, 填报日期, its day, 单位, and blanks filled with 期别."""

MAX_HEADER = 8
"""Rows that a header may take: three are common, six were seen."""


@dataclass(slots=True)
class View:
    """A grid with the kind of each cell, one word of letters per row, and what its merges cover."""

    grid: Grid
    kinds: list[str] = field(default_factory=list)
    across: dict[tuple[int, int], Span] = field(default_factory=dict)
    """Merged range by every cell that it covers, for ranges that matter to headers and labels."""

    def text(self, row: int, column: int) -> str:
        value = self.grid.cells[row][column]
        return value if isinstance(value, str) else cell_text(value)

    def spread(self, row: int, column: int) -> str:
        """The text that a reader sees at the place: that of the merged range it lies in."""
        span = self.across.get((row, column))
        return self.text(span[0], span[1]) if span else self.text(row, column)


@dataclass(slots=True)
class Frame:
    """One table on a sheet: rows and columns from 0, inclusive; `body` leaves blank rows out and holds headings between figures."""

    left: int
    right: int
    preamble: list[int]
    header: list[int]
    body: list[int]
    notes: list[int] = field(default_factory=list)
    shared: list[int] = field(default_factory=list)
    """Lines over the table that stand above its left neighbours."""


def view_of(grid: Grid) -> View:
    kinds = ["".join([_kind(value) for value in row]) for row in grid.cells]
    view = View(grid, kinds)
    height = len(grid.cells)
    for span in grid.merges:
        top, left, bottom, right = span
        if top < height:
            for row in range(top, min(bottom, height - 1) + 1):
                for column in range(left, min(right, len(kinds[row]) - 1) + 1):
                    view.across[row, column] = span
    return view


def _kind(value: Raw) -> str:
    if value == "":
        return "e"
    return "n" if type(value) is float else _kind_of_text(value) if type(value) is str else read_cell(value).kind.value


@lru_cache(maxsize=65536)
def _kind_of_text(text: str) -> str:
    return read_cell(text).kind.value


# -- side by side -----------------------------------------------------------------------------------------------------


def find_frames(view: View) -> list[Frame]:
    """Every table of the sheet, from left to right and from top to bottom."""
    if not view.kinds:
        return []
    width = len(view.kinds[0])
    frames: list[Frame] = []
    for left, right in column_groups(view, width):
        frames += frames_between(view, left, right)
    return share_preambles(view, frames)


def column_groups(view: View, width: int) -> list[tuple[int, int]]:
    """Column ranges apart from one another by an empty column, where each is a table of its own."""
    used = [any(kinds[column] != "e" for kinds in view.kinds) for column in range(width)]
    groups: list[tuple[int, int]] = []
    start = None
    for column, is_used in enumerate([*used, False]):
        if is_used and start is None:
            start = column
        elif not is_used and start is not None:
            groups.append((start, column - 1))
            start = None
    return join_incomplete(view, groups)


def join_incomplete(view: View, groups: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A group without labels or without figures of its own belongs to its left neighbour."""
    joined: list[tuple[int, int]] = []
    for left, right in groups:
        if joined and not (is_complete(view, left, right) and is_complete(view, *joined[-1])):
            joined[-1] = (joined[-1][0], right)
        else:
            joined.append((left, right))
    return joined


def is_complete(view: View, left: int, right: int) -> bool:
    """True when at least two rows begin with a text in these columns and hold a number behind it."""
    rows = (kinds[left : right + 1] for kinds in view.kinds)
    return sum(re.match(r"e*[tn]?t[^n]*n", row) is not None for row in rows) >= 2


def share_preambles(view: View, frames: list[Frame]) -> list[Frame]:
    """Lines over a left neighbour, in rows where the table itself has nothing, stand over both."""
    for frame in frames:
        rows = {*frame.header, *frame.body}
        neighbours = [other for other in frames if other.right < frame.left and rows & {*other.header, *other.body}]
        lines = {
            row
            for other in neighbours
            for row in other.preamble
            if not view.kinds[row][frame.left : frame.right + 1].strip("e")
        }
        frame.shared = sorted(lines)
    return frames


# -- one below the other ----------------------------------------------------------------------------------------------


def frames_between(view: View, left: int, right: int) -> Iterator[Frame]:
    """The tables in these columns, one below the other."""
    scan = _Scan(view, left, right)
    row = 0
    while row < len(view.kinds):
        frame, row = scan.next_frame(row)
        if frame is not None:
            yield frame


class _Scan:
    """Looks at rows within some columns."""

    def __init__(self, view: View, left: int, right: int) -> None:
        self.view, self.left, self.right = view, left, right
        self.kinds = [kinds[left : right + 1] for kinds in view.kinds]
        self.height = len(self.kinds)

    def next_frame(self, start: int) -> tuple[Frame | None, int]:
        """The next table from `start` on, and the row after it."""
        first = next((row for row in range(start, self.height) if self.is_figures(row)), None)
        if first is None:
            return None, self.height
        above = [row for row in range(start, first) if not self.is_blank(row)]
        header = self.header_among(above)
        begin = header[0] if header else first
        preamble = [row for row in above if row < begin]
        body, after = self.body_from(header[-1] + 1 if header else first, header)
        notes, after = self.notes_from(after)
        return Frame(self.left, self.right, preamble, header, body, notes), after

    # -- what a row is ------------------------------------------------------------------------------------------------

    def is_blank(self, row: int) -> bool:
        return not self.kinds[row].strip("e")

    def texts(self, row: int) -> list[tuple[int, str]]:
        """(column, text) of the cells that hold something."""
        return [(self.left + at, self.view.text(row, self.left + at)) for at, kind in enumerate(self.kinds[row]) if kind != "e"]

    def first_text(self, row: int) -> str:
        texts = self.texts(row)
        return squeeze(tidy_label(texts[0][1])) if texts else ""

    def is_single(self, row: int) -> bool:
        return len(self.kinds[row]) - self.kinds[row].count("e") == 1

    def is_info(self, row: int) -> bool:
        """A line above or below a table: who reports, when, in which unit; not a header whose corner names the unit."""
        texts = [squeeze(text) for _, text in self.texts(row)]
        if not texts:
            return False
        marked = [bool(INFO.search(text)) for text in texts]
        if any(marked):
            return len(texts) <= MAX_INFO and not (
                marked[0] and sum(marked) == 1 and len(texts) > 2 and self.heads_figures(row)
            )
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
        kinds = self.kinds[row]
        if (
            ("n" not in kinds and not ("x" in kinds or "a" in kinds))
            or self.is_info(row)
            or self.is_note(row)
            or self.is_signature(row)
        ):
            return False
        if "n" not in kinds:
            return kinds.count("a") + kinds.count("x") >= 2 and "t" in kinds
        return not self.is_numeric_header(row)

    def is_numeric_header(self, row: int) -> bool:
        """Years over columns, months 1 to 12 over columns, or the line 甲 乙 1 2 3."""
        texts = [squeeze(text) for _, text in self.texts(row)]
        numbers = [text for text in texts if read_cell(text).kind is Kind.NUMBER]
        others = [text for text in texts if read_cell(text).kind is not Kind.NUMBER]
        if len(numbers) < 2 or (texts[0] in numbers and self.kinds[row][0] != "e"):
            return False
        if all(is_year(text) for text in numbers):
            return len(set(numbers)) > 1 and is_header_stub(others) and self.is_over_figures(row)
        if not counts_up(numbers):
            return False
        if all(_COLUMN_MARKS.match(text) for text in texts) and self.has_text_above(row):
            return self.kinds[row][0] == "e" or (bool(_FIRST_MARK.match(texts[0])) and not self.is_listed_on(row))
        is_stub = (len(others) == 1 and bool(STUB_WORD.match(texts[0]))) or not others
        return not self.has_text_above(row) and self.is_over_figures(row) and (is_stub or len(numbers) == MONTHS_OF_YEAR)

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

    # -- the header ---------------------------------------------------------------------------------------------------

    def header_among(self, above: list[int]) -> list[int]:
        """The rows of `above` that head the columns: from the first row of several texts to the last, headings of the body left out."""
        candidates = [row for row in above if (not self.is_info(row) and not self.is_note(row)) or self.is_numeric_header(row)]
        several = [row for row in candidates if not self.is_single(row)]
        if not several:
            return self.lone_header(candidates)
        first = self.header_start(several, candidates)
        rows = [row for row in candidates if row >= first][:MAX_HEADER]
        last = max((row for row in rows if row == first or self.continues_header(row, rows)), default=first)
        return [row for row in rows if row <= last]

    def header_start(self, several: list[int], candidates: list[int]) -> int:
        """The first row of the last unbroken run of header rows; a merged heading right over it belongs to it."""
        first = several[-1]
        for row in reversed(several[:-1]):
            if (
                not all(between in candidates or self.is_blank(between) for between in range(row, first))
                or first - row > MAX_HEADER
            ):
                break
            first = row
        above = first - 1
        if above in candidates and self.is_single(above) and self.texts(above)[0][0] > self.left:
            return above
        return first

    def lone_header(self, candidates: list[int]) -> list[int]:
        """A header of one text: it stands right of the labels and right above the figures."""
        if candidates and self.texts(candidates[-1])[0][0] > self.left and not self.covers_all(candidates[-1]):
            return [candidates[-1]]
        return []

    def covers_all(self, row: int) -> bool:
        span = self.view.across.get((row, self.texts(row)[0][0]))
        return span is not None and span[1] <= self.left and span[3] >= self.right

    def continues_header(self, row: int, rows: list[int]) -> bool:
        """True for a further header row: something stands right of its first column, and no second label under the first one."""
        columns = [column for column, _ in self.texts(row)]
        if columns == [self.left] or not columns:
            return False
        if self.is_numeric_header(row) or columns[0] != self.left:
            return True
        before = max((other for other in rows if other < row), default=None)
        if before is None or (self.kinds[before][0] == "e" and (before, self.left) not in self.view.across):
            return True
        under_gap = any(self.kinds[before][column - self.left] == "e" for column in columns[1:])
        return under_gap or all(not re.search("[一-龥]", text) for _, text in self.texts(row))

    # -- the body -----------------------------------------------------------------------------------------------------

    def body_from(self, start: int, header: list[int]) -> tuple[list[int], int]:
        """The rows of the body and the row after it: it ends at notes, signatures, or where another table begins."""
        body: list[int] = []
        row = start
        while row < self.height:
            if self.is_blank(row):
                row += 1
                continue
            if body and not self.is_figures(row) and (self.ends_body(row) or self.begins_table(row, header)):
                break
            body.append(row)
            row += 1
        return body, row

    def ends_body(self, row: int) -> bool:
        return self.is_note(row) or self.is_signature(row) or self.is_title(row) or self.is_info(row)

    def begins_table(self, row: int, header: list[int]) -> bool:
        """True when rows from here on head another table: texts over its figures, after a gap, a title, or with a known stub."""
        ahead = list(self.until_figures(row))
        several = [r for r in ahead if self.kinds[r].count("t") + self.kinds[r].count("d") >= 2 or self.is_numeric_header(r)]
        if not several:
            return self.is_blank(row - 1) and self.is_single(row) and self.nothing_follows(row)
        head = several[0]
        stub = squeeze(tidy_label(self.texts(head)[0][1]))
        same = bool(header) and stub == self.first_text(header[0]) and stub != ""
        introduced = self.is_blank(row - 1) or (head > row and all(self.is_single(r) for r in ahead[: ahead.index(head)]))
        return same or bool(STUB_WORD.match(stub)) or (introduced and self.looks_like_header(head))

    def looks_like_header(self, row: int) -> bool:
        """Several texts, most of the columns named, none of them longer than a heading."""
        texts = [text for _, text in self.texts(row)]
        return (
            len(texts) >= 2 and len(texts) * 2 >= self.right - self.left + 1 and all(len(squeeze(text)) <= 40 for text in texts)
        )

    def nothing_follows(self, row: int) -> bool:
        return not any(self.is_figures(r) for r in range(row, self.height))

    def until_figures(self, row: int) -> Iterator[int]:
        for ahead in range(row, min(row + 2 * MAX_HEADER, self.height)):
            if self.is_figures(ahead):
                return
            if not self.is_blank(ahead):
                yield ahead

    def notes_from(self, start: int) -> tuple[list[int], int]:
        """Notes and signatures under a body, up to whatever looks like another table."""
        notes: list[int] = []
        row = start
        while row < self.height and (
            self.is_blank(row) or self.is_note(row) or self.is_signature(row) or self.is_trailing(row, notes)
        ):
            if not self.is_blank(row):
                notes.append(row)
            row += 1
        return notes, row

    def is_trailing(self, row: int, notes: list[int]) -> bool:
        """A further line of notes: one text, directly under them, and no title."""
        return bool(notes) and notes[-1] == row - 1 and self.is_single(row) and not self.is_title(row) and not self.is_info(row)


def counts_up(numbers: list[str]) -> bool:
    """True for 1, 2, 3 … in this order."""
    counted = [int(found[0]) for text in numbers if (found := re.search(r"\d+", text))]
    return counted == list(range(1, len(numbers) + 1))


@lru_cache(maxsize=65536)
def is_year(text: str) -> bool:
    return re.fullmatch(r"(?:19[5-9]|20[0-9])\d", text) is not None


def is_header_stub(others: list[str]) -> bool:
    """True when the texts beside the years are none, or name what the rows are."""
    return all(
        STUB_WORD.match(squeeze(tidy_label(text))) or re.fullmatch(r"计?量?单位|[A-Za-z ]+|\(?\w{1,4}\)?", squeeze(text))
        for text in others
    )
