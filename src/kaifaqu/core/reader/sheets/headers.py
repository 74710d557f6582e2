"""What stands over each column: the path from the top heading to the bottom one, merged or only blank beside its neighbour."""

from __future__ import annotations

import re
from collections import Counter
from itertools import takewhile

from kaifaqu.core.reader.sheets.frames import Frame
from kaifaqu.core.reader.sheets.grid import Span
from kaifaqu.core.reader.sheets.labels import has_chinese, is_latin, squeeze, tidy_label
from kaifaqu.core.reader.sheets.lines import UNIT_STUB, names_units
from kaifaqu.core.reader.sheets.units import is_bare_rate
from kaifaqu.core.reader.sheets.view import View

Path = tuple[str, ...]
OF_WHICH = re.compile(r"^(?:[##]+(?:其中)?:?|其中:)(?=.)")
_FIRST_OF_MONTH = re.compile(r"((?:19|20)\d\d)-(\d\d)-01")
_SERIALS = re.compile(r"^\(?(?:\d{1,3}|[甲乙丙丁戊A-Za-z])\)?$")


def header_paths(view: View, frame: Frame) -> dict[int, Path]:
    """Path by column; a column without any heading has the empty path. Units in a row of their own stand last, wherever it is."""
    named = [row for row in frame.header if not is_line_of_marks(view, frame, row)]
    units = [row for row in named if len(named) > 1 and is_row_of_units(view, frame, row)]
    rows = [row for row in named if row not in units]
    spreads = not has_merged_headings(view, frame, rows)
    paths: dict[int, Path] = {}
    for column in range(frame.left, frame.right + 1):
        texts = [heading(view, frame, rows, level, column, spreads) for level in range(len(rows))]
        texts += [unit for row in units if not UNIT_STUB.match(squeeze(unit := view.text(row, column)))]
        paths[column] = without_repeats(in_one_language(tuple(dated_heading(tidy_label(text)) for text in texts)))
    return nest_rates(nest_parts(with_months(paths)))


def is_row_of_units(view: View, frame: Frame, row: int) -> bool:
    cells = [(column, text) for column in range(frame.left, frame.right + 1) if (text := view.text(row, column))]
    return names_units(cells, frame.left)


def is_line_of_marks(view: View, frame: Frame, row: int) -> bool:
    """The line 甲 乙 1 2 3 under a header, which numbers columns and names nothing."""
    texts = [squeeze(view.text(row, column)) for column in range(frame.left, frame.right + 1)]
    filled = [text for text in texts if text]
    return (
        row != frame.header[0] and len(filled) >= 2 and all(_SERIALS.match(text) for text in filled[1:]) and len(filled[0]) <= 2
    )


def has_merged_headings(view: View, frame: Frame, rows: list[int]) -> bool:
    """True when some heading of the table is a range merged across columns, so that blanks mean what they are."""
    spans = {
        view.across[row, column]
        for row in rows
        for column in range(frame.left, frame.right + 1)
        if (row, column) in view.across
    }
    return any(span[1] < span[3] for span in spans)


def heading(view: View, frame: Frame, rows: list[int], level: int, column: int, spreads: bool) -> str:
    """The heading of a column at one level: its own, that of the merged range, or that of the heading which goes on over blanks."""
    text = view.spread(rows[level], column)
    if text or level == len(rows) - 1:
        return text
    span = view.across.get((rows[level], column))
    if span is not None and span[1] < span[3]:
        return left_of(view, frame, rows[level], span)
    is_parted = any(view.text(row, column) for row in rows[level + 1 :])
    return heading_going_on(view, frame, rows, level, column) if spreads and span is None and is_parted else ""


def left_of(view: View, frame: Frame, row: int, span: Span) -> str:
    """An empty merged range right of a heading holds that heading's parts (yearbooks draw 税收收入 so); never those of a label."""
    before = span[1] - 1
    first_figures = first_figure_column(view, frame)
    return view.spread(row, before) if before >= max(frame.left, first_figures) else ""


def heading_going_on(view: View, frame: Frame, rows: list[int], level: int, column: int) -> str:
    """The nearest heading to the left on the same level, under the same heading of the level above."""
    for before in range(column - 1, first_figure_column(view, frame) - 1, -1):
        text = view.text(rows[level], before)
        if text:
            return text
    return ""


def first_figure_column(view: View, frame: Frame) -> int:
    """The first column in which the body holds mostly figures."""
    for column in range(frame.left, frame.right + 1):
        kinds = [view.kinds[row][column] for row in frame.body[:200]]
        if kinds.count("n") + kinds.count("a") > kinds.count("t") and column > frame.left:
            return column
    return frame.right + 1


def in_one_language(texts: Path) -> Path:
    """Without the levels that only translate a Chinese one."""
    if not any(has_chinese(text) for text in texts):
        return texts
    return tuple("" if is_latin(text) and re.search("[a-z]{2}", text) else text for text in texts)


def dated_heading(text: str) -> str:
    """A date cell that heads a column with the first of a month names the month: 2024-03-01 is 2024年3月."""
    found = _FIRST_OF_MONTH.fullmatch(text)
    return f"{found[1]}年{int(found[2])}月" if found else text


def with_months(paths: dict[int, Path]) -> dict[int, Path]:
    """Columns numbered 1 to 12 are months."""
    numbered = [column for column, path in paths.items() if path and path[-1].isdecimal()]
    if [paths[column][-1] for column in numbered] != [str(month) for month in range(1, 13)]:
        return paths
    return paths | {column: (*paths[column][:-1], f"{paths[column][-1]}月") for column in numbered}


def without_repeats(texts: Path) -> Path:
    """Without blanks and without a text that repeats the one above it (a cell merged downwards)."""
    kept: list[str] = []
    for text in texts:
        if text and (not kept or kept[-1] != text):
            kept.append(text)
    return tuple(kept)


def nest_parts(paths: dict[int, Path]) -> dict[int, Path]:
    """「#工业」 and 「其中:工业」 are parts of the last column to the left that is whole."""
    whole: Path = ()
    last_part: Path = ()
    nested: dict[int, Path] = {}
    for column, path in paths.items():
        mark = OF_WHICH.match(squeeze(path[-1])) if path else None
        if len(path) > 1 and squeeze(path[0]).rstrip(":") == "其中" and whole:  # one 其中 over all the parts
            below = (*(last_part or whole), OF_WHICH.sub("", squeeze(path[-1]))) if mark else (*whole, *path[1:])
            nested[column] = below
            last_part = last_part if mark else below
            continue
        if mark is None:
            nested[column] = path
            if not is_bare_rate(path):  # a part right of 增长(%) is one of the amount before it
                whole, last_part = path or whole, ()
            continue
        above, part = path[:-1], OF_WHICH.sub("", squeeze(path[-1]))
        nested[column] = (*(whole if whole[: len(above)] == above else above), part)
    return nested


def nest_rates(paths: dict[int, Path]) -> dict[int, Path]:
    """「增长(%)」 that heads several columns belongs each time to the column left of it: 投资 | 增长(%) | 产值 | 增长(%)."""
    often = {path for path, times in Counter(paths.values()).items() if times > 1 and is_bare_rate(path)}
    whole: Path = ()
    nested: dict[int, Path] = {}
    for column, path in paths.items():
        nested[column] = (*whole, *path[len(common(whole, path)) :]) if path in often and whole else path
        whole = whole if path in often else path
    return nested


def common(one: Path, other: Path) -> Path:
    """The levels with which both begin."""
    return tuple(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
