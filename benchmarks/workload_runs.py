"""One pass over workload W in a process of its own: `workload_runs.py ours|floor|scan FOLDER` prints seconds, memory and sums as JSON.

All read the same projected files with two threads. `floor` is the shortest pass over the same cells that numpy allows: doubles, nothing
missing, no ties, nothing kept apart that 64 bits might not hold. What it gives is not right; it says what arrays alone cost.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from kaifaqu.core.engine.columnar.dense import Nest, grown, months_of, nest_of, ranked, shared, summed
from kaifaqu.statistics.ledger.blocks import Block, Layout

YEARS = (2022, 2023, 2024)
THREADS = 2
Sums = dict[str, int]


def places_of(zones: int) -> list[tuple[int, int, int]]:
    """City, province and nation of each zone: 340 cities of 31 provinces for 2,800 zones, in proportion for others."""
    cities = max(1, zones * 340 // 2800)
    provinces = max(1, min(31, cities // 4))
    return [(zone * cities // zones, zone * cities // zones * provinces // cities, 0) for zone in range(zones)]


def ours(blocks: list[Block], nest: Nest) -> Sums:
    """Everything of one item in three years."""
    told: Sums = {}

    def add(name: str, numbers: Any) -> None:
        told[name] = told.get(name, 0) + int(np.asarray(numbers).sum(dtype=np.int64))

    for year, block in enumerate(blocks):
        add("month", months_of(block.units, block.there).units)
        if year:
            base = blocks[year - 1]
            add("previous", base.units * block.there)
            add("growth", only(grown(block.units, block.there, base.units, base.there)))
        levels = summed(block.units, block.there, nest)
        for name, sums in zip(("city", "province", "nation"), levels, strict=True):
            add(name, sums.units)
        city = nest.groups[0]
        add("share", only(shared(block.units, block.there, levels[0].units[:, city], block.there)))
        for name, places in zip(
            ("rank in city", "rank in nation"), ranked(block.units, block.there, nest, (0, 2)), strict=True
        ):
            add(name, places.places)
    return told


def only(cells: Any) -> Any:
    """The numbers that stand. Raises OverflowError for one that 64 bits do not hold."""
    if cells.held is not True and not cells.held.all():
        raise OverflowError("a number for the evaluator")
    return cells.units * cells.there


def floor(blocks: list[Block], nest: Nest) -> Sums:
    told = dict.fromkeys(
        ("month", "previous", "growth", "city", "province", "nation", "share", "rank in city", "rank in nation"), 0.0
    )
    starts, city, at = nest.starts, nest.groups[0], np.arange(nest.count)
    for year, block in enumerate(blocks):
        units = block.units
        told["month"] += np.diff(units, axis=0, prepend=0).sum()
        if year:
            base = blocks[year - 1].units
            told["previous"] += base.sum()
            told["growth"] += np.nansum((units / np.maximum(base, 1) - 1) * 100)
        cities = np.add.reduceat(units, starts[0], axis=-1)
        provinces = np.add.reduceat(cities, starts[1], axis=-1)
        told["city"] += cities.sum()
        told["province"] += provinces.sum()
        told["nation"] += provinces.sum(axis=-1).sum()
        told["share"] += np.nansum(units / np.maximum(cities[:, city], 1) * 100)
        for month in units:
            for name, order in (("rank in nation", np.argsort(-month)), ("rank in city", np.lexsort((-month, city)))):
                places = np.empty(nest.count, dtype=np.int64)
                places[order] = at if name == "rank in nation" else at - nest.firsts[0] + 1
                told[name] += places.sum()
    return {name: int(number) for name, number in told.items()}


def scan(blocks: list[Block], _nest: Nest) -> Sums:
    return {"cells": sum(int(block.there.sum()) for block in blocks)}


PASSES: dict[str, Callable[[list[Block], Nest], Sums]] = {"ours": ours, "floor": floor, "scan": scan}


def run(name: str, folder: Path) -> dict[str, Any]:
    """Seconds of the clock and of the processor from the first file opened to the last sum, peak memory in MB, and the sums."""
    shape = json.loads((folder / "shape.json").read_text())
    nest, order = nest_of(places_of(shape["zones"]))
    layout = Layout([f"z{zone:06}" for zone in order], {"own"})
    started, spent = time.perf_counter(), os.times()

    def one(item: int) -> Sums:
        return PASSES[name]([layout.read(folder / f"i{item:04}-{year}.parquet") for year in YEARS], nest)

    total: Sums = {}
    with ThreadPoolExecutor(THREADS) as pool:
        for told in pool.map(one, range(shape["items"])):
            for key, number in told.items():
                total[key] = total.get(key, 0) + number
    done = os.times()
    cpu = done.user + done.system - spent.user - spent.system
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"wall": time.perf_counter() - started, "cpu": cpu, "peak": peak, "sums": total}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(sys.argv[1], Path(sys.argv[2]))) + "\n")
