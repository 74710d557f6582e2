"""Measures the reader on the annotated bulletins: `python tests/bulletins/score.py dev|held|numbers|dates|FOLDER [--faults N]`."""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from measure import Row, Tally, measure_checks, measure_figures
from measure_lines import measure_dates, measure_numbers

from kaifaqu.core.reader.read import read_text

HERE = Path(__file__).parent
LINES: dict[str, Callable[[Row], Tally]] = {"numbers": measure_numbers, "dates": measure_dates}


def score_set(folder: Path) -> Iterator[tuple[str, Tally]]:
    """One tally a bulletin, each read with its own date of publication. A folder without `checks.jsonl` asks nothing about checks."""
    dates = json.loads((folder / "dates.json").read_text(encoding="utf-8"))
    figures, checks = load_rows(folder / "figures.jsonl"), folder / "checks.jsonl"
    known = load_rows(checks) if checks.exists() else None
    for name in sorted(dates):
        text = (folder / f"{name}.txt").read_bytes().decode("utf-8")
        document = read_text(text, published_on=date.fromisoformat(dates[name]) if dates[name] else None)
        tally = measure_figures(document, figures[name])
        if known is not None:
            tally.add(measure_checks(document, figures[name], known[name]))
        yield name, tally


def folder_named(what: str) -> Path:
    """One of the halves, or any folder of annotated bulletins."""
    return HERE / what if what in ("dev", "held") else Path(what)


def load_rows(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Rows of a JSON Lines file by their document."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        row: Row = json.loads(line)
        rows[row["doc"]].append(dict(row))
    return rows


def score_lines(name: str) -> Iterator[tuple[str, Tally]]:
    """One tally a line of `numbers.jsonl` or `dates.jsonl`."""
    for number, line in enumerate((HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines(), start=1):
        yield str(number), LINES[name](json.loads(line))


def total(tallies: Iterable[tuple[str, Tally]]) -> Tally:
    """The tally of a whole set."""
    whole = Tally()
    for _, tally in tallies:
        whole.add(tally)
    return whole


HEADINGS = ("set", "figures", "detect F1", "figure F1", "false", "role", "period", "indicator", "all three",
            "checks", "found", "failures", "false alarms")  # fmt: skip
LINE_HEADINGS = ("set", "mentions", "span F1", "meaning F1", "false")


def line_row(name: str, tally: Tally) -> tuple[str, ...]:
    """The measures of single lines as text, in the order of LINE_HEADINGS."""
    return (
        name,
        str(tally.counts["wanted"]),
        f"{tally.f1('found'):.3f}",
        f"{tally.f1('figure'):.3f}",
        str(tally.counts["false"]),
    )


def table_row(name: str, tally: Tally) -> tuple[str, ...]:
    """The measures of bulletins as text, in the order of HEADINGS."""
    n = tally.counts
    fields = (f"{tally.share(key, 'attributed'):.3f}" for key in ("role", "period", "indicator", "all_three"))
    return (*line_row(name, tally), *fields, str(n["wanted_checks"]), f"{tally.share('found_checks', 'wanted_checks'):.3f}",
            f"{n['found_failures']}/{n['wanted_failures']}", f"{n['false_alarms']} of {n['read_checks']}")  # fmt: skip


def write_table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        sys.stdout.write("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", help=f"dev, held, {', '.join(LINES)} or a folder of the same form")
    parser.add_argument("--faults", type=int, default=0, help="how many faults to list")
    parser.add_argument("--each", action="store_true", help="a row for each bulletin too")
    arguments = parser.parse_args()
    in_lines = arguments.what in LINES
    tallies = list(score_lines(arguments.what) if in_lines else score_set(folder_named(arguments.what)))
    whole = total(tallies)
    for fault in whole.faults[: arguments.faults]:
        sys.stdout.write(fault + "\n")
    headings, row = (LINE_HEADINGS, line_row) if in_lines else (HEADINGS, table_row)
    each = [row(name, tally) for name, tally in tallies] if arguments.each else []
    write_table([headings, *each, row(arguments.what, whole)])


if __name__ == "__main__":
    main()
