"""Every derivation over ten million facts: `workload.py` beside DuckDB, Polars, pandas, PostgreSQL and the floor; `--large` 100 million.

W: 2,800 zones × 100 items × 36 months of cumulatives, of half the items January and February as one, one figure in 200 missing. Derived
are month, same period of last year, growth, share of the city, places in city and nation, sums of cities, provinces and the nation.
Every engine reads the same projected Parquet files and gives the sums of all it derived: those say what was computed and whether it agrees.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from engine_runs import HOME, make_peers
from workload_runs import YEARS, places_of

from kaifaqu.statistics.ledger.columns import SeriesKey, Sheet, write_sheet

HERE = Path(__file__).resolve().parent
ZONES, ITEMS = 2_800, 100
PEERS = ("duckdb, both layouts", "duckdb, a cell per row", "polars", "pandas", "postgresql")
MOST_SECONDS, MOST_BYTES = 150, 20 << 30
SMALL = 10
"""PostgreSQL and pandas get a tenth of W: they would take minutes."""


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def make(folder: Path, zones: int, items: int) -> int:
    """The projected files of a sample, with the program's own writer; how many facts they hold."""
    folder.mkdir(parents=True)
    keys = [
        SeriesKey(f"z{zone:06}", "to_month", "actual", "cumulative", "current", "department", "own") for zone in range(zones)
    ]
    none: list[dict[int, str]] = [{} for _ in keys]
    facts = 0
    for item in range(items):
        draw = np.random.default_rng(item)
        size = draw.integers(1_000, 8_000_000, zones)
        for year in YEARS:
            size = (size * draw.uniform(0.7, 1.6, zones)).astype(np.int64) + 1
            units = np.cumsum((size[:, None] * draw.uniform(0.01, 2, (zones, 12))).astype(np.int64), axis=1)
            there = draw.random((zones, 12)) >= 0.005
            there[:, 0] &= item % 2 == 0
            facts += int(there.sum())
            write_sheet(Sheet("万元", 2, keys, units * there, there, none, none), folder / f"i{item:04}-{year}.parquet")
    (folder / "shape.json").write_text(json.dumps({"zones": zones, "items": items, "facts": facts}))
    places = [f"{zone},{city},{province}" for zone, (city, province, _nation) in enumerate(places_of(zones))]
    (folder / "places.csv").write_text("\n".join(("zone,city,province", *places)) + "\n")
    return facts


def run(program: Path, script: str, name: str, folder: Path) -> dict[str, Any] | str:
    """What a process of its own measured, or why it gave nothing."""
    limit = ["prlimit", f"--as={MOST_BYTES}"] if shutil.which("prlimit") else []
    command = [*limit, program, HERE / script, name, folder]
    if name == "postgresql":
        server = shutil.which("psql")
        if server is None:
            return "no psql here"
        command = [sys.executable, HERE.parent / "tests" / "postgres.py", *command]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=MOST_SECONDS, check=False)  # noqa: S603 - our own
    except subprocess.TimeoutExpired:
        return f"stopped after {MOST_SECONDS} s"
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        return f"failed: {(done.stderr.strip() or 'nothing said').splitlines()[-1][:160]}"
    found: dict[str, Any] = json.loads(lines[-1])
    return found


def tell(name: str, found: dict[str, Any] | str, facts: int, exact: dict[str, int] | None, pace: float | None) -> None:
    """One line: seconds, memory, its seconds per fact beside ours, and which sums are not the exact ones."""
    if isinstance(found, str):
        say(f"  {name:32} {found}")
        return
    beside = "" if pace is None else f"{found['wall'] / facts / pace:8.2f} x ours"
    wrong = [] if exact is None else [key for key, number in found["sums"].items() if number != exact[key]]
    said = f"   not exact: {', '.join(wrong)}" if wrong else ""
    spent = "in its server" if name.startswith("postgresql") else f"{found['cpu']:8.2f} s CPU {found['peak']:8,.0f} MB"
    say(f"  {name:32} {found['wall']:8.2f} s wall {spent:24}{beside}{said}")


def measured(name: str, folder: Path) -> dict[str, Any]:
    """Ours, the floor or the scan: the better of two runs. Raises RuntimeError where it fails."""
    runs = [run(Path(sys.executable), "workload_runs.py", name, folder) for _ in range(2)]
    good = [found for found in runs if not isinstance(found, str)]
    if not good:
        raise RuntimeError(f"{name}: {runs[0]}")
    return min(good, key=lambda found: float(found["wall"]))


def compare(folder: Path) -> None:
    """W beside the peers."""
    whole, tenth = folder / "whole", folder / "tenth"
    facts, few = make(whole, ZONES, ITEMS), make(tenth, ZONES, ITEMS // SMALL)
    say(f"W: {ZONES:,} zones x {ITEMS} items x 36 months, {facts:,} facts in {3 * ITEMS} files, {size_of(whole):,.0f} MB")
    best = measured("ours", whole)
    pace = best["wall"] / facts
    tell("ours", best, facts, None, pace)
    for name in ("floor", "scan"):
        tell(name, measured(name, whole), facts, None, pace)
    small = measured("ours", tenth)["sums"]
    if not make_peers(say):
        return
    for name in PEERS:
        part = name in ("pandas", "postgresql")
        found = run(HOME / "bin" / "python", "workload_peers.py", name, tenth if part else whole)
        tell(name + (" (a tenth)" if part else ""), found, few if part else facts, small if part else best["sums"], pace)


def grow(folder: Path, plot: Path) -> None:
    """From 10⁵ to 10⁷ facts: seconds and memory, as lines and as a picture."""
    rows = []
    for zones, items in ((280, 10), (900, 10), (2_800, 10), (2_800, 30), (2_800, 100)):
        part = folder / f"{zones}-{items}"
        facts = make(part, zones, items)
        found = measured("ours", part)
        rows.append((facts, found["wall"], found["peak"]))
        say(f"  {facts:12,} facts {found['wall']:8.3f} s {found['wall'] / facts * 1e9:8.0f} ns a fact {found['peak']:8,.0f} MB")
        shutil.rmtree(part)
    plot.write_text(drawn(rows), encoding="utf-8")
    say(f"  drawn in {plot.relative_to(HERE.parent)}")


def drawn(rows: list[tuple[int, float, float]]) -> str:
    """Two lines over the number of facts, both axes logarithmic, with the line of a cost that grows as the facts do."""
    left, right, top, bottom = 60, 620, 20, 300

    def x(facts: float) -> float:
        return left + (np.log10(facts) - 4.5) / 3 * (right - left)

    def y(decades: float) -> float:
        return bottom - decades / 4 * (bottom - top)

    def line(points: list[tuple[float, float]], colour: str, dashes: str = "") -> str:
        way = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
        return f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>'

    seconds = [(x(facts), y(np.log10(wall) + 3)) for facts, wall, _peak in rows]
    memory = [(x(facts), y(np.log10(peak))) for facts, _wall, peak in rows]
    first = rows[0]
    even = [(x(facts), y(np.log10(first[1] * facts / first[0]) + 3)) for facts, _wall, _peak in rows]
    grid = [
        f'<text x="{x(10**power):.0f}" y="{bottom + 18}" text-anchor="middle">10^{power}</text>'
        f'<line x1="{x(10**power):.0f}" x2="{x(10**power):.0f}" y1="{top}" y2="{bottom}" stroke="#ddd"/>' for power in (5, 6, 7)
    ] + [
        f'<text x="{left - 6}" y="{y(tick) + 4:.0f}" text-anchor="end">{10**tick:,}</text>'
        f'<line x1="{left}" x2="{right}" y1="{y(tick):.0f}" y2="{y(tick):.0f}" stroke="#ddd"/>' for tick in range(5)
    ]  # fmt: skip
    words = (
        f'<text x="{right}" y="{seconds[-1][1] - 8:.0f}" text-anchor="end" fill="#0b5fa5">milliseconds</text>'
        f'<text x="{right}" y="{memory[-1][1] - 8:.0f}" text-anchor="end" fill="#a5480b">MB at the peak</text>'
        f'<text x="{(left + right) / 2:.0f}" y="{bottom + 38}" text-anchor="middle">facts (dashed: a cost that grows as they do)</text>'
    )
    body = "".join((*grid, line(even, "#999", "5 4"), line(seconds, "#0b5fa5"), line(memory, "#a5480b"), words))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 350" font-family="sans-serif" font-size="12">{body}</svg>\n'
    )


def large(folder: Path) -> None:
    """100 million facts: ours, the floor and the scan."""
    facts = make(folder / "large", ZONES, 10 * ITEMS)
    say(f"{facts:,} facts in {30 * ITEMS} files, {size_of(folder / 'large'):,.0f} MB")
    pace = None
    for name in ("ours", "floor", "scan"):
        found = measured(name, folder / "large")
        pace = pace or found["wall"] / facts
        tell(name, found, facts, None, pace)


def size_of(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.glob("*.parquet")) / 1e6


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--large", action="store_true", help="100 million facts")
    arguments = asked.parse_args()
    say(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory(prefix="kaifaqu-workload-") as name:
        if arguments.large:
            large(Path(name))
        else:
            compare(Path(name))
            grow(Path(name), HERE.parent / "docs" / "images" / "scale.svg")


if __name__ == "__main__":
    main()
