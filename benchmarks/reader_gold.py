"""Annotated figures as plain numbers, so that readers with different ideas of a unit are measured alike: numeral span and value."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

BULLETINS = Path(__file__).resolve().parents[1] / "tests" / "bulletins"
sys.path[:0] = [str(BULLETINS), str(BULLETINS.parents[1] / "src")]

from measure import NOT_FIGURES, right_values, values_close  # noqa: E402

from kaifaqu.core.reader.folding import fold  # noqa: E402

Span = tuple[int, int]

_DIGITS = "0-9零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"
_NUMERAL = re.compile(rf"[{_DIGITS}〇半几][{_DIGITS}〇点多余几分之., /]*")
_TO = re.compile(r"[-—~至到]+")
_BLUNT_END = " 多余几.,/之分"


@dataclass(frozen=True, slots=True)
class PlainNumber:
    """A numeral without its unit: where it stands, and every value that counts as right (or the one that a reader gives)."""

    span: Span
    values: tuple[Decimal, ...]

    def agrees(self, other: PlainNumber) -> bool:
        """True where spans are equal and one of the values is the same."""
        return self.span == other.span and any(values_close(a, b) for a in self.values for b in other.values)


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A bulletin with its plain numbers, and the numerals in dates and idioms of which nothing is asked."""

    name: str
    text: str
    published_on: str
    wanted: tuple[PlainNumber, ...]
    passed: tuple[Span, ...]


def load_bulletins() -> list[Bulletin]:
    """Every bulletin of both halves."""
    return [bulletin for half in ("dev", "held") for bulletin in _load_half(BULLETINS / half)]


def _load_half(folder: Path) -> Iterable[Bulletin]:
    rows = [json.loads(line) for line in (folder / "figures.jsonl").read_text(encoding="utf-8").splitlines()]
    for name, day in json.loads((folder / "dates.json").read_text(encoding="utf-8")).items():
        own = [row for row in rows if row["doc"] == name]
        wanted = (number for row in own if row["kind"] not in NOT_FIGURES for number in annotated(row))
        passed = ((row["span"][0], row["span"][1]) for row in own if row["kind"] in NOT_FIGURES)
        text = (folder / f"{name}.txt").read_bytes().decode("utf-8")
        yield Bulletin(name, text, day, tuple(wanted), tuple(passed))


def annotated(row: Mapping[str, Any]) -> list[PlainNumber]:
    """One plain number of a row, two of a range, none where the print has no numeral (翻番)."""
    ends = [row] if row.get("high") is None else [{**row, "value": row["low"]}, {**row, "value": row["high"]}]
    spans = numeral_spans(row["span"][0], row["text"], split=len(ends) == 2)
    return [PlainNumber(span, tuple(right_values(end))) for span, end in zip(spans, ends, strict=False)]


def numeral_spans(start: int, surface: str, *, split: bool = False) -> list[Span]:
    """Where the numerals of a surface stand, without unit, 约 and 多; two of a range with `split`."""
    surface = fold(surface)
    joint = _TO.search(surface) if split else None
    parts = [(0, surface)] if joint is None else [(0, surface[: joint.start()]), (joint.end(), surface[joint.end() :])]
    found = ((offset, _NUMERAL.search(part)) for offset, part in parts)
    return [
        (start + offset + numeral.start(), start + offset + numeral.start() + len(numeral.group().rstrip(_BLUNT_END)))
        for offset, numeral in found
        if numeral
    ]


def plain_number(start: int, surface: str, value: str | Decimal | None) -> PlainNumber | None:
    """What a reader found as a plain number; None where it gives no value or no numeral."""
    spans = numeral_spans(start, surface)
    try:
        return PlainNumber(spans[0], (Decimal(value),)) if spans and value is not None else None
    except InvalidOperation:
        return None


def keep_longest(found: Iterable[PlainNumber]) -> list[PlainNumber]:
    """Several models may find one numeral: the longest span stands, its values together."""
    kept: dict[Span, PlainNumber] = {}
    for number in sorted(found, key=lambda n: n.span[0] - n.span[1]):
        if number.span in kept:
            kept[number.span] = PlainNumber(number.span, kept[number.span].values + number.values)
        elif not any(_overlap(number.span, span) for span in kept):
            kept[number.span] = number
    return list(kept.values())


def figure_f1(bulletins: Sequence[Bulletin], found: Mapping[str, Sequence[PlainNumber]]) -> float:
    """Harmonic mean of precision and recall, in 0…1; what stands in dates and idioms counts neither way."""
    right = read = wanted = 0
    for bulletin in bulletins:
        asked = [n for n in found[bulletin.name] if not any(_overlap(n.span, span) for span in bulletin.passed)]
        read, wanted = read + len(asked), wanted + len(bulletin.wanted)
        right += sum(any(number.agrees(other) for other in asked) for number in bulletin.wanted)
    return 2 * right / (read + wanted)


def load_lines(name: str) -> list[dict[str, Any]]:
    """The single-line cases `numbers` (those without ranges, which not every reader has) or `dates`, each with its reference day."""
    rows = [json.loads(line) for line in (BULLETINS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    kept = (row for row in rows if all(one["type"] != "range" for one in row["expected"]))
    return [{"reference": "2024-04-26", **row} for row in kept]


def number_line_f1(lines: Sequence[Mapping[str, Any]], found: Sequence[Sequence[PlainNumber]]) -> float:
    """F1 of numeral span and value over single lines."""
    right = read = wanted = 0
    for line, numbers in zip(lines, found, strict=True):
        expected = [plain_number(row["span"][0], row["text"], row["value"]) for row in line["expected"]]
        right += sum(any(one is not None and one.agrees(other) for other in numbers) for one in expected)
        read, wanted = read + len(numbers), wanted + len(expected)
    return 2 * right / (read + wanted)


def date_line_f1(lines: Sequence[Mapping[str, Any]], found: Sequence[Sequence[Sequence[Any]]]) -> float:
    """F1 of span and days over single lines; of a duration only the span is asked, of 截至 only the last day."""
    right = read = wanted = 0
    for line, mentions in zip(lines, found, strict=True):
        by_span = {(start, end): (first, last) for start, end, first, last in mentions}
        right += sum(_is_day_right(row, by_span.get(tuple(row["span"]))) for row in line["expected"])
        read, wanted = read + len(mentions), wanted + len(line["expected"])
    return 2 * right / (read + wanted)


def _is_day_right(row: Mapping[str, Any], days: tuple[Any, Any] | None) -> bool:
    if days is None or row["type"] == "duration" or (row.get("start") is None and row["type"] != "asof"):
        return days is not None
    return bool(days[1] == row["end"] and (row["type"] == "asof" or days[0] == row["start"]))


def _overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]
