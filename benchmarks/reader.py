"""The reader beside recognizers-text, cn2an and jionlp: who finds more figures, who is faster, and whether time stays linear.

Run as `python benchmarks/reader.py`. The peers live in an environment of their own (`.cache/peers`, made on the first run from
`requirements/peers.txt`), get a tenth of the text, and are stopped at a limit of time and of memory. Seconds are those of the processor.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from reader_gold import (
    Bulletin,
    PlainNumber,
    annotated,
    date_line_f1,
    figure_f1,
    keep_longest,
    load_bulletins,
    load_lines,
    number_line_f1,
    plain_number,
)
from reader_growth import MEGABYTES, NASTY, WHOLE_MEGABYTES, measure_apart
from reader_runs import PeerStopped, make_peers, run_peer

from kaifaqu.core.reader.dates import find_dates
from kaifaqu.core.reader.figures import FIGURE, scan_figures
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.numbers import find_numbers
from kaifaqu.core.reader.read import read_text

TIMES = 10
"""How often our readers get the bulletins that the peers get once."""

DAY = date(2024, 4, 26)


def main() -> int:
    bulletins = load_bulletins()
    figures = sum(len(bulletin.wanted) for bulletin in bulletins)
    say(f"{len(bulletins)} bulletins, {figures} plain numbers, {size_of(bulletins) / 1e6:.3f} MB; ours read them {TIMES} times")
    has_peers = make_peers(say)
    compare_figures(bulletins, has_peers)
    compare_lines(bulletins, has_peers)
    compare_with_one_pattern(bulletins)
    show_growth()
    return 0


def compare_figures(bulletins: Sequence[Bulletin], has_peers: bool) -> None:
    """Figures with span and value: F1 and speed."""
    say("\nfigures of bulletins             F1      MB/s   ours is faster by")
    found = {bulletin.name: find_figures(bulletin.text) for bulletin in bulletins}
    speed = speed_of(find_figures, bulletins)
    say(f"{'ours, scanned':<26}{figure_f1(bulletins, found):9.3f}{speed:10.4f}")
    whole = speed_of(lambda text: read_text(text, published_on=DAY), bulletins, 1)
    say(f"{'ours, read and checked':<26}{'':9}{whole:10.4f}")
    for peer in ("recognizers-text", "cn2an + re", "jionlp") if has_peers else ():
        try:
            answer = run_peer(peer, bulletins, [])
        except PeerStopped as stopped:
            say(f"{peer:<26}{stopped}")
            continue
        theirs = {name: plain_of(bulletin_text(bulletins, name), rows) for name, rows in answer["texts"].items()}
        pace = size_of(bulletins) / 1e6 / answer["seconds"]
        say(f"{peer:<26}{figure_f1(bulletins, theirs):9.3f}{pace:10.4f}{speed / pace:12.1f} ×{broken_off(answer)}")


def compare_lines(bulletins: Sequence[Bulletin], has_peers: bool) -> None:
    """The layers of numbers and dates: F1 on single lines, speed on the bulletins."""
    numbers, dates = load_lines("numbers"), load_lines("dates")
    say(f"\nnumbers, {len(numbers)} lines            F1      MB/s   ours is faster by")
    speed = speed_of(find_numbers, bulletins)
    found = [[n for n in map(plain_found, find_numbers(line["text"])) if n] for line in numbers]
    say(f"{'ours':<26}{number_line_f1(numbers, [keep_longest(one) for one in found]):9.3f}{speed:10.4f}")
    for peer in ("recognizers-text", "cn2an + re") if has_peers else ():
        show_peer(peer, bulletins, numbers, speed, lambda rows: number_line_f1(numbers, plain_lines(numbers, rows)))
    say(f"\ndates, {len(dates)} lines              F1      MB/s   ours is faster by")
    speed = speed_of(lambda text: find_dates(text, DAY), bulletins)
    say(f"{'ours':<26}{date_line_f1(dates, [days_found(line) for line in dates]):9.3f}{speed:10.4f}")
    for peer in ("recognizers-text dates", "jionlp dates") if has_peers else ():
        show_peer(peer, bulletins, dates, speed, lambda rows: date_line_f1(dates, rows))


def show_peer(
    peer: str, bulletins: Sequence[Bulletin], lines: Sequence[Any], speed: float, score: Callable[[Any], float]
) -> None:
    try:
        answer = run_peer(peer, bulletins, lines)
    except PeerStopped as stopped:
        say(f"{peer:<26}{stopped}")
        return
    pace = size_of(bulletins) / 1e6 / answer["seconds"]
    say(f"{peer:<26}{score(answer['lines']):9.3f}{pace:10.4f}{speed / pace:12.1f} ×{broken_off(answer)}")


def compare_with_one_pattern(bulletins: Sequence[Bulletin]) -> None:
    """Scanning, beside a single pass of the pattern that it is built on."""
    flats = [Layer.of(bulletin.text).flat for bulletin in bulletins]
    given = [(flat, find_dates(flat, DAY)) for flat in flats]
    scanned = fastest(lambda: [scan_figures(flat, dates) for flat, dates in given])
    passed = fastest(lambda: [list(FIGURE.finditer(flat)) for flat in flats])
    say(f"\nscanning {scanned:.4f} s, one pass of its pattern {passed:.4f} s: {scanned / passed:.2f} ×")


def show_growth() -> None:
    """Seconds and memory against size, and on strings without sense; each in a process of its own."""
    say("\nscanned      MB        s      MB/s   peak MB")
    for megabytes in MEGABYTES:
        say(growth_line("scan", megabytes))
    say("\nread and checked")
    for megabytes in WHOLE_MEGABYTES:
        say(growth_line("read", megabytes))
    say("\n100,000 characters of         read s   dates s   numbers s   times the half of it")
    for nasty in NASTY:
        half, whole = measure_apart("half", nasty), measure_apart("whole", nasty)
        say(f"{nasty!r:<26}{whole[0]:10.2f}{whole[1]:10.2f}{whole[2]:12.2f}{whole[0] / half[0]:14.1f}")


def growth_line(task: str, megabytes: float) -> str:
    seconds, peak = measure_apart(task, str(megabytes))
    return f"{'':8}{megabytes:8.1f}{seconds:9.2f}{megabytes / seconds:10.3f}{peak:10.0f}"


# -- ours -----------------------------------------------------------------------------------------------------------------


def find_figures(text: str) -> list[PlainNumber]:
    """The figures of a text as the reader scans them, with both ends of ranges."""
    layer = Layer.of(text)
    found: list[PlainNumber] = []
    for mark in scan_figures(layer.flat, find_dates(layer.flat, DAY)):
        start, end = layer.span(mark.start, mark.end)
        row = {"span": [start, end], "text": text[start:end], "value": mark.numeral.value, "unit": None}
        found += annotated(row if mark.high is None else {**row, "low": mark.numeral.value, "high": mark.high})
    return found


def plain_found(number: Any) -> PlainNumber | None:
    return plain_number(number.start, number.text, number.value) if number.type != "range" else None


def days_found(line: Any) -> list[list[Any]]:
    mentions = (mention.as_json() for mention in find_dates(line["text"], date.fromisoformat(line["reference"])))
    return [[*row["span"], row["start"], row["end"]] for row in mentions]


# -- theirs ---------------------------------------------------------------------------------------------------------------


def plain_of(text: str, rows: Sequence[Any]) -> list[PlainNumber]:
    """Rows of [start, end, value] as plain numbers, the longest of those that overlap."""
    numbers = (plain_number(start, text[start:end], value) for start, end, value in rows)
    return keep_longest(number for number in numbers if number)


def plain_lines(lines: Sequence[Any], found: Sequence[Sequence[Any]]) -> list[list[PlainNumber]]:
    return [plain_of(line["text"], rows) for line, rows in zip(lines, found, strict=True)]


def bulletin_text(bulletins: Sequence[Bulletin], name: str) -> str:
    return next(bulletin.text for bulletin in bulletins if bulletin.name == name)


def broken_off(answer: Any) -> str:
    return f"   raised on {answer['failed']} texts" if answer["failed"] else ""


# -- measuring ------------------------------------------------------------------------------------------------------------


def size_of(bulletins: Sequence[Bulletin]) -> int:
    """Bytes of UTF-8."""
    return sum(len(bulletin.text.encode()) for bulletin in bulletins)


def speed_of(read: Callable[[str], object], bulletins: Sequence[Bulletin], times: int = TIMES) -> float:
    """Megabytes a second over all bulletins, several times over, after one to warm up."""
    read(bulletins[0].text)
    start = time.process_time()
    for _ in range(times):
        for bulletin in bulletins:
            read(bulletin.text)
    return times * size_of(bulletins) / 1e6 / (time.process_time() - start)


def fastest(task: Callable[[], object], times: int = 5) -> float:
    """Seconds of the fastest of some runs."""
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        task()
        best = min(best, time.process_time() - start)
    return best


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
