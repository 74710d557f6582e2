"""Time and memory of the reader against the size of a text: `reader_growth.py TASK GIVEN`, one measure in a process of its own."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from reader_gold import load_bulletins

from kaifaqu.core.reader.dates import find_dates
from kaifaqu.core.reader.figures import scan_figures
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.numbers import find_numbers
from kaifaqu.core.reader.read import read_text

DAY = date(2024, 4, 26)
MEGABYTES = (0.1, 1.0, 10.0, 50.0)
WHOLE_MEGABYTES = (0.1, 0.4)
NASTY = ("一", "(", "（", "亿", "1", "1,", "，", "“", "1家", "第", "前", "年")
NASTY_LENGTH = 100_000


def measure_apart(task: str, given: str) -> tuple[float, ...]:
    """The measures of one task, taken in a fresh process so that peak memory is its own."""
    done = subprocess.run([sys.executable, __file__, task, given], capture_output=True, text=True, check=True)  # noqa: S603
    return tuple(json.loads(done.stdout))


def text_of(megabytes: float) -> str:
    """The bulletins over and over, to a size in UTF-8."""
    page = "\n".join(bulletin.text for bulletin in load_bulletins()) + "\n"
    return page * max(1, round(megabytes * 1e6 / len(page.encode()))) if megabytes >= 0.1 else page


def scan(text: str) -> int:
    """Layer, dates and figures."""
    layer = Layer.of(text)
    return len(scan_figures(layer.flat, find_dates(layer.flat, DAY)))


def seconds_of(task: Callable[[], object]) -> float:
    start = time.process_time()
    task()
    return time.process_time() - start


def measure_size(read: Callable[[str], object], megabytes: float) -> list[float]:
    """[seconds, peak megabytes of the process]."""
    text = text_of(megabytes)
    read(text[:5_000])  # patterns are compiled when they are first needed
    seconds = seconds_of(lambda: read(text))
    return [seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]


def measure_nasty(piece: str, length: int, tasks: Sequence[Callable[[str], object]]) -> list[float]:
    """Seconds of each task."""
    read_text("一季度投资3亿元。")  # patterns are compiled when they are first needed
    text = (piece * length)[:length]
    return [seconds_of(partial(task, text)) for task in tasks]


def main() -> int:
    task, given = sys.argv[1:]
    match task:
        case "scan":
            measures = measure_size(scan, float(given))
        case "read":
            measures = measure_size(lambda text: read_text(text, published_on=DAY), float(given))
        case "half":
            measures = measure_nasty(given, NASTY_LENGTH // 2, (read_text,))
        case _:
            measures = measure_nasty(given, NASTY_LENGTH, (read_text, find_dates, find_numbers))
    sys.stdout.write(json.dumps(measures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
