"""The measures of single-line cases: time expressions against their spans and meanings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from measure import Row, Tally

from kaifaqu.core.reader.dates import DateMention, find_dates


def measure_dates(case: Row) -> Tally:
    """Counts spans found and meanings right among the time expressions of one line, seen from the reference day."""
    read = {(m.start, m.end): m for m in find_dates(case["text"], date.fromisoformat(case["reference"]))}
    tally = Tally()
    tally.counts["wanted"] += len(case["expected"])
    for row in case["expected"]:
        mention = read.pop((row["span"][0], row["span"][1]), None)
        tally.counts["found"] += mention is not None
        right = mention is not None and _date_right(row, mention)
        tally.counts["figure"] += right
        if not right:
            tally.faults.append(f"{case['text']}: {row['text']} is {row['type']}, read {mention and mention.meaning}")
    tally.counts["false"] += len(read)
    tally.faults.extend(f"{case['text']}: {mention.text} is no time expression" for mention in read.values())
    return tally


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
