"""Where the tables of a sheet are: their titles, headers, bodies and notes, one below the other and side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kaifaqu.core.reader.sheets.labels import squeeze, tidy_label
from kaifaqu.core.reader.sheets.lines import MAX_HEADER, STUB_WORD, Lines
from kaifaqu.core.reader.sheets.view import View


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


class _Scan(Lines):
    """Looks from row to row for headers and bodies within some columns."""

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
        if self.is_numeric_header(row) or columns[0] != self.left or self.is_units(row):
            return True
        before = max((other for other in rows if other < row), default=None)
        if before is None or (self.kinds[before][0] == "e" and (before, self.left) not in self.view.across):
            return True
        if self.is_units(before):
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
