"""The measures of single-line cases: numbers and time expressions against their spans and meanings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from measure import Row, Tally, values_close

from kaifaqu.core.reader.dates import DateMention, find_dates
from kaifaqu.core.reader.numbers import find_numbers

Span = tuple[int, int]
Mention = TypeVar("Mention")


def measure_numbers(case: Row) -> Tally:
    """Counts spans found and meanings (type, value, ends, unit) right among the numbers of one line, in the public form."""
    read = [number.as_json() for number in find_numbers(case["text"])]
    return _measure(case, {(number["span"][0], number["span"][1]): number for number in read}, _number_right)


def measure_dates(case: Row) -> Tally:
    """Counts spans found and meanings right among the time expressions of one line, seen from the reference day."""
    read = find_dates(case["text"], date.fromisoformat(case["reference"]))
    return _measure(case, {(mention.start, mention.end): mention for mention in read}, _date_right)


def _measure(case: Row, read: dict[Span, Mention], is_right: Callable[[Row, Mention], bool]) -> Tally:
    tally = Tally()
    tally.counts["wanted"] += len(case["expected"])
    for row in case["expected"]:
        mention = read.pop((row["span"][0], row["span"][1]), None)
        tally.counts["found"] += mention is not None
        right = mention is not None and is_right(row, mention)
        tally.counts["figure"] += right
        if not right:
            tally.faults.append(f"{case['text']}: {row['text']} is {row['type']}, read {mention}")
    tally.counts["false"] += len(read)
    tally.faults.extend(f"{case['text']}: {list(span)} is none" for span in read)
    return tally


def _number_right(row: Row, number: Mapping[str, Any]) -> bool:
    """A unit is compared only where the case names one."""
    if number["type"] != row["type"] or (row["unit"] and number["unit"] != row["unit"]):
        return False
    return all(
        number[key] is not None and values_close(Decimal(number[key]), Decimal(row[key]))
        for key in ("value", "low", "high")
        if row.get(key) is not None
    )


def _date_right(row: Row, mention: DateMention) -> bool:
    meaning = mention.meaning
    if row["type"] == "duration":
        return meaning.value is not None and meaning.value == Decimal(row["value"])
    ends = (_iso(meaning.start), _iso(meaning.end))
    if row["type"] == "asof":
        return bool(ends[1] == row["end"])
    return bool(row["start"] is None or ends == (row["start"], row["end"]))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
