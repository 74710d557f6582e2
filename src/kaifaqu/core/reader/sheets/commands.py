"""`kaifaqu import FILE… --dry-run`: what a workbook is understood to say, as JSON or as a table with a message per cell. No database."""

from __future__ import annotations

import argparse
import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TextIO

from kaifaqu.core.figures.problem import Severity
from kaifaqu.core.reader.sheets.model import SheetReading, SheetTable, SheetValue, problem_json
from kaifaqu.core.reader.sheets.read import read_tables_limited
from kaifaqu.core.reader.sources.model import SourceRefused

UNDERSTOOD, HAS_PROBLEMS, REFUSED = 0, 1, 2
SEVERITIES = {Severity.HARD: "错误", Severity.SOFT: "请核对", Severity.NOTE: "提示"}
WIDEST = 36


def import_command(argv: Sequence[str], stdout: TextIO, stderr: TextIO) -> int:
    """Reads the files and prints what they say. 0 understood, 1 with hard problems, 2 a file was refused, with the reason on stderr.

    Several files are read as one series: a 续表 takes title, unit and period from the files before it.
    """
    try:
        options = parser().parse_args(argv)
    except SystemExit as ending:
        return int(ending.code or 0)
    if not options.dry_run:
        stderr.write("这里只试读、不入库。请加 --dry-run；要入库，请在系统的「导入」页面上传，或由管理员执行。\n")
        return REFUSED
    readings: list[SheetReading] = []
    refused = False
    for name in options.files:
        try:
            readings.append(read_tables_limited(Path(name).read_bytes(), name, readings))
        except (SourceRefused, OSError) as error:
            refused = True
            stderr.write(f"{name}：{refusal_text(error)}\n")
    if readings:
        _WRITERS[options.format](readings, stdout)
    return REFUSED if refused else HAS_PROBLEMS if any(reading.has_hard_problems for reading in readings) else UNDERSTOOD


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="kaifaqu import", description="试读表格文件，说明每个数字的指标、时期和单位。")
    made.add_argument("files", nargs="+", metavar="FILE", help=".xlsx、.xls、.et、.ods、.csv 或网页格式的表格")
    made.add_argument("--dry-run", action="store_true", help="只试读，不入库")
    made.add_argument("--format", choices=sorted(_WRITERS), default="text", help="json 供程序读，text 供人读")
    return made


def refusal_text(error: Exception) -> str:
    return f"文件打不开（{error.strerror or error}）。请检查路径和权限。" if isinstance(error, OSError) else str(error)


def write_json(readings: Sequence[SheetReading], stdout: TextIO) -> None:
    """One file: its reading; several: all tables and problems together, each with its file."""
    answers = [reading.as_json() for reading in readings]
    if len(answers) > 1:
        answers = [{key: [{"file": a["file"], **entry} for a in answers for entry in a[key]] for key in ("tables", "problems")}]
    json.dump(answers[0], stdout, ensure_ascii=False, separators=(",", ":"))
    stdout.write("\n")


def write_text(readings: Sequence[SheetReading], stdout: TextIO) -> None:
    for reading in readings:
        stdout.write(
            f"文件 {reading.filename}：{len(reading.tables)} 张表，{sum(len(t.values) for t in reading.tables)} 个单元格。\n"
        )
        messages = messages_by_place(reading)
        for table in reading.tables:
            stdout.write(f"\n{table.sheet} {table.range} {table.title}\n")
            stdout.writelines(table_lines(table, messages))
        stdout.writelines(problem_lines(reading))


def table_lines(table: SheetTable, messages: dict[tuple[str, str], str]) -> Iterable[str]:
    """One line per cell: place, row, column, period, value, unit, message."""
    yield row_line("单元格", "行", "列", "时期", "数值", "单位", "说明")
    for value in table.values:
        yield row_line(
            value.cell, "/".join(value.row_path), "/".join(value.header_path), value.period.chinese if value.period else "未写明",
            printed(value), value.unit or "未写明", messages.get((table.sheet, value.cell), "隐藏" if value.hidden else ""),
        )  # fmt: skip


def printed(value: SheetValue) -> str:
    return f"{value.value:f}" if value.value is not None else value.missing.label if value.missing else ""


def messages_by_place(reading: SheetReading) -> dict[tuple[str, str], str]:
    """The message of each cell that has one."""
    rows = (problem_json(problem) for problem in reading.problems)
    return {(row["sheet"], row["cell"]): row["message"] for row in rows}


def problem_lines(reading: SheetReading) -> Iterable[str]:
    if reading.problems:
        yield f"\n问题 {len(reading.problems)} 个\n"
    for problem in reading.problems:
        yield f"[{SEVERITIES[problem.severity]}] {problem.message}\n"


def row_line(*cells: str) -> str:
    """Cells side by side, filled to the widths of the columns as a terminal shows Chinese."""
    widths = (8, WIDEST, WIDEST, 20, 16, 8)
    return (
        " ".join(fill(cell, width) for cell, width in zip(cells, widths, strict=False))
        + " "
        + " ".join(cells[len(widths) :]).rstrip()
        + "\n"
    )


def fill(text: str, width: int) -> str:
    """The text cut or filled to a width in half-width columns."""
    kept, taken = "", 0
    for character in text:
        size = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if taken + size > width:
            break
        kept, taken = kept + character, taken + size
    return kept + " " * (width - taken)


_WRITERS: dict[str, Callable[[Sequence[SheetReading], TextIO], None]] = {"json": write_json, "text": write_text}
