"""Annotated sentences: a bulletin a line, each figure in braces with its role, period and indicator, read into rows like those of the bulletins.

A line may begin with its day of publication (`@2024-10-18 `); the others were published on one day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from measure import Row, Tally, measure_figures

from kaifaqu.core.reader.read import read_text

PUBLISHED = date(2024, 7, 15)
ROLES = {"a": "actual", "p": "planned", "e": "expected", "t": "target", "h": "threshold"}
_MARKED = re.compile(r"\{([^|{}]+)\|([apeth])\|([^|{}]+)\|([^|{}]+)\}")
_DATED = re.compile(r"@(\d{4}-\d\d-\d\d) ")


def load_sentences(path: Path) -> Iterator[tuple[str, list[Row], date]]:
    """(text, rows, day of publication) of each line of the file."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        dated = _DATED.match(line)
        text, rows = read_line(f"{path.stem}.{number}", line[dated.end() :] if dated else line)
        yield text, rows, date.fromisoformat(dated.group(1)) if dated else PUBLISHED


def read_line(name: str, line: str) -> tuple[str, list[Row]]:
    """The text without its braces, and a row for each of them; ¶ is a line break."""
    pieces, rows, place, length = [], [], 0, 0
    for found in _MARKED.finditer(line):
        printed, role, period, indicator = found.groups()
        pieces += [line[place : found.start()], printed]
        start = length + found.start() - place
        length, place = start + len(printed), found.end()
        rows.append({
            "doc": name, "span": [start, length], "text": printed, "kind": "figure", "value": None, "unit": None,
            "role": ROLES[role], "period": None if period == "-" else period, "indicator": indicator,
        })  # fmt: skip
    return "".join([*pieces, line[place:]]).replace("¶", "\n"), rows


def measure_sentences(path: Path) -> Tally:
    """The tally of a file of sentences. Values are not asked: an exact span is a figure found."""
    whole = Tally()
    for text, rows, published_on in load_sentences(path):
        whole.add(measure_figures(read_text(text, published_on=published_on), rows))
    return whole
