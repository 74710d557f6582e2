"""Workbooks read and written beside openpyxl: a sheet of 8,500 × 33 with 20,400 merged ranges, openpyxl at a tenth of it.

Run as `python benchmarks/sheets.py`; prints one line per task with the time of ours, of openpyxl for a tenth, and the ratio for
the same number of cells (openpyxl's time is multiplied by ten, which flatters it: its merging grows faster than its sheet).
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from kaifaqu.core.reader.sheets.layout import Fill, FormColumn, FormLayout, FormRow
from kaifaqu.core.reader.sheets.read import read_tables
from kaifaqu.core.reader.sheets.workbook import open_workbook
from kaifaqu.core.reader.sheets.write import write_form

ROWS, COLUMNS, LABELS = 8_500, 33, 5
MERGED_PAIRS = 20_400 // LABELS
"""Pairs of rows that share a merged label, in each of the label columns."""


def layout(rows: int, pairs: int) -> FormLayout:
    """A form of `rows` × 33: five columns of labels merged over pairs of rows, a name, 27 columns of figures."""
    labels = [FormColumn(f"l{n}", ("归属", f"第{n + 1}级"), Fill.LABEL, merge_equal=True) for n in range(LABELS)]
    figures = [FormColumn(f"2024M{n}", ("2024年", f"指标{n + 1}(万元)")) for n in range(COLUMNS - LABELS - 1)]
    columns = (*labels, FormColumn("name", ("企业名称",), Fill.NAME), *figures)
    lines = tuple(
        FormRow(
            f"e{n}", f"企业{n}", labels={f"l{level}": f"{level}-{n // 2 if n < 2 * pairs else n}号" for level in range(LABELS)}
        )
        for n in range(rows)
    )
    values = {
        (row.key, column.key): Decimal(100 * n + m) / 8 for n, row in enumerate(lines) for m, column in enumerate(figures)
    }
    return FormLayout("bench", "2024年企业情况表", columns, lines, unit="万元", values=values)


def timed(task: Callable[[], object], times: int = 3) -> float:
    """Seconds of the fastest of some runs."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        task()
        best = min(best, time.perf_counter() - start)
    return best


def seconds_of_openpyxl(data: bytes) -> float:
    """How long openpyxl takes to write the sheet that `data` holds, cell by cell and merge by merge."""
    source = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    rows = [[cell.value for cell in row] for row in source.iter_rows()]
    spans = [str(span) for span in source.merged_cells.ranges]
    start = time.perf_counter()
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for span in spans:
        book.active.merge_cells(span)
    book.save(io.BytesIO())
    return time.perf_counter() - start


def line(task: str, ours: float, other: float) -> str:
    return f"{task:<44} {ours:8.2f} s   openpyxl, a tenth: {other:8.2f} s   ratio {10 * other / ours:8.1f}\n"


def main() -> int:
    whole, tenth = layout(ROWS, MERGED_PAIRS), layout(ROWS // 10, MERGED_PAIRS // 10)
    data, small = write_form(whole), write_form(tenth)
    grid = open_workbook(data)[0]
    body = sum(span[2] > span[0] and span[1] == span[3] for span in grid.merges)
    sys.stdout.write(
        f"{len(grid.cells)} × {COLUMNS} cells, {len(grid.merges)} merged ranges ({body} of labels), {len(data) / 2**20:.1f} MB\n"
    )
    read_small = timed(
        lambda: [[c.value for c in row] for row in openpyxl.load_workbook(io.BytesIO(small)).worksheets[0].iter_rows()], 1
    )
    sys.stdout.write(line("read: cells, merges, formats, hidden rows", timed(lambda: open_workbook(data)), read_small))
    sys.stdout.write(
        line("read and understood: every value with its path", timed(lambda: read_tables(data, "企业.xlsx"), 2), read_small)
    )
    sys.stdout.write(
        line("written: the form with guards and keys", timed(lambda: write_form(whole)), seconds_of_openpyxl(small))
    )
    values = sum(len(table.values) for table in read_tables(data, "企业.xlsx").tables)
    sys.stdout.write(f"{values} values understood\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
