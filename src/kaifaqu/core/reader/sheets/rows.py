"""What stands before each row: the path of labels from the widest to the row's own, by merged cells, numbering, indents and 其中."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kaifaqu.core.reader.sheets.columns import Panel
from kaifaqu.core.reader.sheets.frames import Frame
from kaifaqu.core.reader.sheets.headers import OF_WHICH, Path, without_repeats
from kaifaqu.core.reader.sheets.labels import has_inner_blank, indent_of, squeeze, tidy_label
from kaifaqu.core.reader.sheets.view import View

TOTAL = re.compile(r"^(?:地方|本级|全[国省市县区州]|[一-龥]{0,4})?(?:合计|总计|小计|总数|共计)$|^全[国省市县区州]$|^合计")
NUMBERINGS = (
    re.compile(r"^[一二三四五六七八九十]{1,3}[、.]"),
    re.compile(r"^\([一二三四五六七八九十]{1,3}\)"),
    re.compile(r"^\d{1,2}[、.](?!\d)"),
    re.compile(r"^\(\d{1,2}\)"),
    re.compile(r"^[①-⑳]"),
)
"""From the widest to the narrowest, as official documents number (GB/T 9704: 一、 （一） 1. （1）)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One label with what decides its place: indent, rank of its numbering (None without), whether figures stand in its row."""

    label: str
    path: Path
    indent: int
    rank: int | None
    has_figures: bool
    is_total: bool


def row_paths(view: View, frame: Frame, panel: Panel) -> dict[int, Path]:
    """Path by row of the body; a row without labels has the empty path."""
    groups, own = panel.labels[:-1], panel.labels[-1:]
    if not own:
        return dict.fromkeys(frame.body, ())
    headings = heading_rows(view, frame, panel)
    labels = {row: own_label(view, frame, row, own[0]) for row in frame.body}
    if not indents_speak(list(labels.values())):
        labels = {row: text.lstrip("\u3000\xa0 \t") for row, text in labels.items()}
    tree, held = _Tree(), [""] * len(groups)
    paths: dict[int, Path] = {}
    for row in frame.body:
        before = list(held)
        held = held_groups(view, row, groups, own[0], held)
        if held != before:
            tree = _Tree()
        last = tree.add(labels[row], row not in headings)
        paths[row] = without_repeats((*(text for text in held if text), *last))
        held = ["" if TOTAL.match(squeeze(text)) else text for text in held]
    return paths


def indents_speak(labels: Sequence[str]) -> bool:
    """False where blanks before labels only centre them: beside blanks inside (　北　京), or when the first label stands deepest.

    A tree begins with its widest label.
    """
    own = [text for text in labels if text.strip() and not TOTAL.match(squeeze(tidy_label(text)))]
    indented = [text for text in own if indent_of(text)]
    if not indented or OF_WHICH.match(squeeze(indented[0])):
        return True
    begins_wide = indent_of(own[0]) <= min(indent_of(text) for text in own)
    return begins_wide and not all(has_inner_blank(text) for text in indented)


def heading_rows(view: View, frame: Frame, panel: Panel) -> set[int]:
    """Rows without figures that head the rows after them, apart from rows that nobody filled in.

    A heading is merged over the figures, numbered, ends with a colon, or stands over deeper labels. A plain label without
    figures is one only in a body that begins with such a row.
    """
    own = panel.labels[-1]
    empty = [row for row in frame.body if all(view.kinds[row][column] == "e" for column in panel.figures)]
    plain_too = bool(empty) and empty[0] == frame.body[0]
    below = dict(zip(frame.body, frame.body[1:], strict=False))
    return {row for row in empty if plain_too or is_marked_heading(view, row, own, panel, below.get(row))}


def is_marked_heading(view: View, row: int, own: int, panel: Panel, below: int | None) -> bool:
    text = view.spread(row, own)
    span = view.across.get((row, own))
    if (span is not None and panel.figures and span[3] >= panel.figures[0]) or rank_of(tidy_label(text)) is not None:
        return True
    deeper = below is not None and indent_of(view.spread(below, own)) > indent_of(text) and view.spread(below, own) != ""
    return deeper or squeeze(text).endswith(":")


def own_label(view: View, frame: Frame, row: int, own: int) -> str:
    """The row's own label; 合计 may stand left of it, in the column of serial numbers."""
    text = view.spread(row, own)
    if text:
        return text
    left = (view.text(row, column) for column in range(own - 1, frame.left - 1, -1) if view.kinds[row][column] == "t")
    return next((text for text in left if TOTAL.match(squeeze(text))), "")


def held_groups(view: View, row: int, groups: Sequence[int], own: int, held: list[str]) -> list[str]:
    """The group labels of a row: those printed in it, and those above that still hold because the cell below them is blank."""
    printed = [tidy_label(view.spread(row, column)) for column in groups]
    first = next((at for at, text in enumerate(printed) if text), len(groups))
    if first == len(groups) and not view.spread(row, own):
        return [""] * len(groups)
    return held[:first] + printed[first:]


class _Tree:
    """The labels met so far, from the widest to the last; adding one gives its path."""

    def __init__(self) -> None:
        self.open: list[Line] = []
        self.whole: Line | None = None
        self.parts_from: int | None = None
        self.opened = False
        """True right under a line that says nothing but 其中:, when the next label shows where parts begin."""

    def add(self, text: str, has_figures: bool) -> Path:
        """The path of the label, which then is the one that parts and deeper labels may hang under."""
        label = tidy_label(text)
        if not label:
            return ()
        indent, mark = indent_of(text), OF_WHICH.match(squeeze(label))
        if squeeze(label).strip(":") in ("其中", "#其中"):
            self.parts_from, self.opened = indent, True
            return ()
        if mark is not None:
            self.parts_from, self.opened = indent + width_of(mark[0]), False
            return self.part(OF_WHICH.sub("", squeeze(label)))
        if self.is_further_part(indent, label):
            return self.part(label)
        self.parts_from = None
        return self.place(label, indent, has_figures)

    def part(self, label: str) -> Path:
        return (*(self.whole.path if self.whole else ()), label)

    def is_further_part(self, indent: int, label: str) -> bool:
        """True under 其中: for a label that stands where the first part's name began."""
        if self.parts_from is None or self.whole is None or rank_of(label) is not None or TOTAL.match(squeeze(label)):
            return False
        if self.opened:
            self.parts_from, self.opened = indent, False
            return indent >= self.whole.indent
        return (indent > self.whole.indent or self.parts_from == self.whole.indent) and abs(indent - self.parts_from) <= 2

    def place(self, label: str, indent: int, has_figures: bool) -> Path:
        line = Line(label, (), indent, rank_of(label), has_figures, bool(TOTAL.match(squeeze(label))))
        while self.open and not is_above(self.open[-1], line):
            self.open.pop()
        path = (*(self.open[-1].path if self.open else ()), label)
        placed = Line(label, path, indent, line.rank, has_figures, line.is_total)
        self.whole = placed
        if not placed.is_total:
            self.open.append(placed)
        return path


def is_above(upper: Line, lower: Line) -> bool:
    """True when `lower` belongs under `upper`."""
    if lower.is_total and lower.indent <= upper.indent:
        return False
    if upper.rank is not None and lower.rank is not None:
        return upper.rank < lower.rank
    if upper.rank is not None:
        return lower.indent >= upper.indent
    if lower.rank is not None:
        return lower.indent > upper.indent
    if not upper.has_figures and lower.has_figures:
        return lower.indent >= upper.indent
    return lower.indent > upper.indent


def rank_of(label: str) -> int | None:
    """The level of a label's numbering, None where it is not numbered."""
    text = squeeze(label)
    return next((rank for rank, pattern in enumerate(NUMBERINGS) if pattern.match(text)), None)


def width_of(mark: str) -> int:
    """Half-width columns that a mark such as 其中: takes, as indents are counted."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in mark) + (1 if mark.endswith(":") else 0)
