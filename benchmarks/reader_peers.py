"""Other readers of Chinese numbers and dates, run in an environment of their own: `reader_peers.py PEER < texts.json > found.json`.

Standard input holds {"texts": {name: text}, "lines": [{"text", "reference"}]}; the answer holds the seconds that the texts took, and
what was found: [start, end, value] for numbers and [start, end, first day, last day] for dates, ends exclusive, days inclusive.
"failed" counts the texts on which the peer raised. Each reader is warmed with one short text, so that loading and compiling do not count.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
import warnings
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

Find = Callable[[str, date], list[list[Any]]]
"""From a text and its day to what was found."""

_NUMERAL = re.compile(
    r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[十百千万亿]*(?![\d年月日号])|[零〇一二两三四五六七八九十百千万亿]+(?:点[零一二三四五六七八九]+)?[万亿]*(?![年月日号])"
)


def find_with_recognizers() -> Find:
    """Number, ordinal, percentage, currency and dimension models of Microsoft's recognizers-text."""
    from recognizers_number import NumberRecognizer
    from recognizers_number_with_unit import NumberWithUnitRecognizer
    from recognizers_text import Culture

    plain, measured = NumberRecognizer(Culture.Chinese), NumberWithUnitRecognizer(Culture.Chinese)
    models = (plain.get_number_model(), plain.get_ordinal_model(), plain.get_percentage_model(),
              measured.get_currency_model(), measured.get_dimension_model())  # fmt: skip

    def find(text: str, _day: date) -> list[list[Any]]:
        results = [result for model in models for result in model.parse(text)]
        return [[r.start, r.end + 1, str((r.resolution or {}).get("value") or "").rstrip("%")] for r in results]

    return find


def find_dates_with_recognizers() -> Find:
    """The date-time model of Microsoft's recognizers-text; its periods end the day after their last."""
    from recognizers_date_time import DateTimeRecognizer
    from recognizers_text import Culture

    model = DateTimeRecognizer(Culture.Chinese).get_datetime_model()

    def find(text: str, day: date) -> list[list[Any]]:
        results = model.parse(text, datetime(day.year, day.month, day.day))  # noqa: DTZ001 - the model takes local time
        return [[r.start, r.end + 1, *_days(((r.resolution or {}).get("values") or [{}])[0])] for r in results]

    return find


def _days(value: dict[str, str]) -> tuple[str | None, str | None]:
    if value.get("type") == "date":
        return value.get("value"), value.get("value")
    start, end = value.get("start"), value.get("end")
    try:
        last = (date.fromisoformat(end) - timedelta(days=1)).isoformat() if end else None
    except ValueError:
        last = None
    return start, last


def find_with_cn2an() -> Find:
    """A pattern of numerals that are no dates, each converted by cn2an."""
    from cn2an import cn2an

    def find(text: str, _day: date) -> list[list[Any]]:
        found = []
        for numeral in _NUMERAL.finditer(text):
            try:
                found.append([*numeral.span(), str(cn2an(numeral.group().replace(",", ""), "smart"))])
            except ValueError:
                continue
        return found

    return find


def find_with_jionlp() -> Find:
    """The sums of money that jionlp finds; it reads no other quantities."""
    import jionlp

    def find(text: str, _day: date) -> list[list[Any]]:
        results = jionlp.ner.extract_money(text)
        return [[*r["offset"], str(_first(r["detail"]["num"]))] for r in results]

    return find


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, (list, tuple)) else value


def find_dates_with_jionlp() -> Find:
    """The time expressions that jionlp finds."""
    import jionlp

    def find(text: str, day: date) -> list[list[Any]]:
        base = datetime(day.year, day.month, day.day).timestamp()  # noqa: DTZ001 - jionlp takes local time
        results = jionlp.ner.extract_time(text, time_base=base)
        return [[*r["offset"], *_ends(r["detail"]["time"])] for r in results]

    return find


def _ends(value: Any) -> tuple[str | None, str | None]:
    """The days of a point or span; a duration or a recurrence has none."""
    return (str(value[0])[:10], str(value[1])[:10]) if isinstance(value, list) and len(value) == 2 else (None, None)


PEERS: dict[str, Callable[[], Find]] = {
    "recognizers-text": find_with_recognizers,
    "cn2an + re": find_with_cn2an,
    "jionlp": find_with_jionlp,
    "recognizers-text dates": find_dates_with_recognizers,
    "jionlp dates": find_dates_with_jionlp,
}


def main() -> int:
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    given = json.load(sys.stdin)
    answers, sys.stdout = sys.stdout, sys.stderr  # peers greet on standard output
    find = PEERS[sys.argv[1]]()
    today = date(2024, 4, 26)
    find("2024年3月完成投资3.5亿元,增长12%。", today)
    failed: list[str] = []

    def try_to_find(text: str, day: date) -> list[list[Any]]:
        try:
            return find(text, day)
        except Exception as error:
            failed.append(repr(error))
            return []

    start = time.process_time()
    texts = {name: try_to_find(text, today) for name, text in given["texts"].items()}
    seconds = time.process_time() - start
    lines = [try_to_find(line["text"], date.fromisoformat(line["reference"])) for line in given["lines"]]
    json.dump({"seconds": seconds, "texts": texts, "lines": lines, "failed": len(failed)}, answers, ensure_ascii=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
