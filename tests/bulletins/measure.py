"""The measures of a reading against rows annotated by hand: figures, their fields, and checks. No input or output here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kaifaqu.core.reader.model import Check, Figure, ReadDocument

Row = Mapping[str, Any]
Range = tuple[int, int]

NOT_FIGURES = frozenset({"date", "id", "idiom", "indefinite"})
"""Kinds of numerals that are annotated, but are no figures: what the reader says of them is not scored."""

MULTIPLIERS = (("万亿", 10**12), ("百万", 10**6), ("亿", 10**8), ("億", 10**8), ("万", 10**4), ("萬", 10**4), ("千", 10**3))
ALARMS = frozenset({"fails", "conflict"})
SUSPECT = frozenset({"fails", "warn", "rounding", "unverifiable"})
ONE_FIGURE_SUFFICES = frozenset({"rank<=set", "duration", "enumeration", "period"})
MOST_OTHER_FIGURES = 2
LIKE_ENOUGH = 0.6


@dataclass
class Tally:
    """What was counted over some documents, and a line for each thing that went wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.counts.update(other.counts)
        self.faults.extend(other.faults)

    def f1(self, hit: str) -> float:
        """Harmonic mean of precision and recall of `hit` (found or figure), in 0…1."""
        correct = self.counts[hit]
        read, wanted = self.counts["found"] + self.counts["false"], self.counts["wanted"]
        return 2 * correct / (read + wanted) if correct else 0.0

    def share(self, hit: str, whole: str) -> float:
        return self.counts[hit] / self.counts[whole] if self.counts[whole] else 0.0


def measure_figures(document: ReadDocument, rows: Sequence[Row]) -> Tally:
    """Counts wanted, found, figure (exact span and value), false, and the fields right among exact spans."""
    tally = Tally()
    wanted = [row for row in rows if row["kind"] not in NOT_FIGURES]
    passed = [_span(row) for row in rows if row["kind"] in NOT_FIGURES]
    used: set[str] = set()
    for row in wanted:
        figure = _best_match(row, (f for f in document.figures if f.id not in used))
        tally.counts["wanted"] += 1
        if figure is None:
            tally.faults.append(f"{_label(row)}: not found")
            continue
        used.add(figure.id)
        _count_match(tally, row, figure)
    for figure in document.figures:
        if figure.id not in used and not any(_overlap(figure.span, span) for span in passed):
            tally.counts["false"] += 1
            tally.faults.append(f"{rows[0]['doc'] if rows else ''} {list(figure.span)} {figure.text!r}: no figure")
    return tally


def measure_checks(document: ReadDocument, rows: Sequence[Row], checks: Sequence[Row]) -> Tally:
    """Counts checks wanted and found, real failures wanted and found, and false alarms."""
    tally = Tally()
    spans = {row["id"]: _span(row) for row in rows}
    where = {figure.id: figure.span for figure in document.figures}
    read = [(check, [where[name] for name in check.figures if name in where]) for check in document.checks]
    allowed: set[str] = set()
    for wanted in checks:
        wanted_spans = [spans[name] for name in wanted["figures"]]
        hits = [check for check, found in read if _same_check(wanted["kind"], wanted_spans, found)]
        if wanted["status"] in SUSPECT:
            allowed |= {check.id for check in hits}
        _count_check(tally, wanted, hits)
    for check in document.checks:
        tally.counts["read_checks"] += 1
        if str(check.verdict) in ALARMS and check.id not in allowed:
            tally.counts["false_alarms"] += 1
            tally.faults.append(f"{rows[0]['doc']} false alarm {check.kind}: {check.expression} ({check.verdict})")
    return tally


def _best_match(row: Row, figures: Iterable[Figure]) -> Figure | None:
    start, end = span = _span(row)
    candidates = [figure for figure in figures if _overlap(figure.span, span)]
    return max(
        candidates,
        key=lambda f: (f.span == span, _value_right(row, f), min(f.span[1], end) - max(f.span[0], start)),
        default=None,
    )


def _count_match(tally: Tally, row: Row, figure: Figure) -> None:
    exact = figure.span == _span(row)
    tally.counts["found"] += 1
    if exact and _value_right(row, figure):
        tally.counts["figure"] += 1
    else:
        tally.faults.append(f"{_label(row)}: read {figure.text!r} = {figure.value}")
    if exact:
        _count_fields(tally, row, figure)


def _count_fields(tally: Tally, row: Row, figure: Figure) -> None:
    period = None if figure.period is None else str(figure.period)
    right = {
        "role": str(figure.role) == row["role"],
        "period": row["period"] is None or _same_period(row["period"], period),
        "indicator": row["role"] == "threshold" or indicator_right(row["indicator"], figure.indicator),
    }
    tally.counts["attributed"] += 1
    tally.counts.update(name for name, ok in right.items() if ok)
    if all(right.values()):
        tally.counts["all_three"] += 1
        return
    read = {"role": figure.role, "period": period, "indicator": figure.indicator}
    wrong = "; ".join(f"{name} {row[name]} | {read[name]}" for name, ok in right.items() if not ok)
    tally.faults.append(f"{_label(row)}: {wrong}")


def _count_check(tally: Tally, wanted: Row, hits: Sequence[Check]) -> None:
    alarmed = any(str(check.verdict) in ALARMS for check in hits)
    tally.counts["wanted_checks"] += 1
    tally.counts["found_checks"] += bool(hits)
    if wanted["status"] == "fails":
        tally.counts["wanted_failures"] += 1
        tally.counts["found_failures"] += alarmed
    if not hits or (wanted["status"] == "fails" and not alarmed):
        tally.faults.append(
            f"{wanted['doc']} {'unalarmed' if hits else 'missed'} {wanted['kind']}: {wanted['expr']} ({wanted['status']})"
        )


def _same_check(kind: str, wanted: Sequence[Range], found: Sequence[Range]) -> bool:
    common = sum(any(_overlap(span, other) for other in found) for span in wanted)
    others = sum(not any(_overlap(span, other) for other in wanted) for span in found)
    needed = 1 if kind in ONE_FIGURE_SUFFICES else min(2, len(wanted))
    return common >= needed and others <= MOST_OTHER_FIGURES


def _value_right(row: Row, figure: Figure) -> bool:
    return figure.value is not None and any(values_close(figure.value, right) for right in right_values(row))


def right_values(row: Row) -> list[Decimal]:
    """Every value that counts as right: as printed, with its Chinese multiplier, and a 成 in tenths or percent."""
    if row["value"] is None:
        return []
    value, unit = Decimal(str(row["value"])), row["unit"] or ""
    factor = next((factor for word, factor in MULTIPLIERS if unit.startswith(word) and unit != "千瓦"), 1)
    right = [value * factor, value]
    if row.get("magnitude") is not None:
        right.append(Decimal(str(row["magnitude"])))
    if unit in ("%", "％", "个百分点"):
        right.append(value / 100)
    if "成" in unit:
        right.append(value * 10)
    return right


def indicator_right(wanted: str | None, read: str | None) -> bool:
    """True when one name holds the other, or their common subsequence gives an F1 of at least 0.6."""
    a, b = (re.sub(r"[“”()（）数额]", "", name or "") for name in (wanted, read))
    if not a or len(b) < 2:
        return not a
    return a in b or b in a or 2 * _common_length(a, b) / (len(a) + len(b)) >= LIKE_ENOUGH


def _common_length(a: str, b: str) -> int:
    row = [0] * (len(b) + 1)
    for x in a:
        before = 0
        for j, y in enumerate(b):
            kept = row[j + 1]
            row[j + 1] = before + 1 if x == y else max(row[j + 1], row[j])
            before = kept
    return row[-1]


def _same_period(wanted: str, read: str | None) -> bool:
    return read is not None and _compared(wanted) == _compared(read)


def _compared(period: str) -> str:
    """As of a day and as of its month count as the same."""
    return period[:8] if period.startswith("@") else period


def values_close(a: Decimal, b: Decimal) -> bool:
    """True within one millionth, of 1 or of the value."""
    return abs(a - b) <= Decimal("1e-6") * max(Decimal(1), abs(b))


def _overlap(a: Range, b: Range) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _span(row: Row) -> Range:
    start, end = row["span"]
    return start, end


def _label(row: Row) -> str:
    return f"{row['doc']} {row['span']} {row['text']!r}"
