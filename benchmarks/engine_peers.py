"""The workload of engine.py in Polars, DuckDB and pandas: `engine_peers.py PEER FOLDER` reads facts.npz and leaves PEER.npz there.

Prints the seconds of the processor from a long frame in memory to twenty arrays of (zone, period); loading is not counted. Every
grid is complete, with nulls where a figure is missing, so that lag(11) is the same period of the year before. They compute in doubles.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

MONTHS, PERIODS = 11, 33
"""Published cumulatives of a year (1-2 to 1-12), and of three years."""


def facts(folder: Path) -> dict[str, Any]:
    """One row per zone and period, by zone and period: four amounts, two targets of the year, city, month."""
    given = np.load(folder / "facts.npz")
    told, zones = given["told"], given["told"].shape[1]
    columns: dict[str, Any] = {
        "zone": np.repeat(np.arange(zones), PERIODS), "at_": np.tile(np.arange(PERIODS), zones),
        "city": np.repeat(given["cities"], PERIODS), "month": np.tile(np.tile(np.arange(2, 13), 3), zones),
    }  # fmt: skip
    for item in range(4):
        column = told[item].reshape(-1).astype(float)
        columns[f"x{item}"] = np.where(column < 0, np.nan, column)
    for item in range(2):
        columns[f"t{item}"] = np.repeat(given["targets"][item], MONTHS, axis=1).reshape(-1).astype(float)
    return columns


NAMES = (
    [f"growth_{n}" for n in range(4)] + [f"month_{n}" for n in range(4)] + [f"rank_{n}" for n in range(4)]
    + ["share", "share_change", "contribution", "pull", "completion_0", "completion_1", "pace", "needed"]
)  # fmt: skip
SCALE = {"month_0": 1e4, "month_1": 1e4, "month_2": 1e4, "needed": 1e4}
"""Amounts are computed in 万元 and shown in 亿元."""


def with_pandas(columns: dict[str, Any]) -> Any:
    import pandas as pd

    frame = pd.DataFrame(columns)

    def run() -> Any:
        out: dict[str, Any] = {}
        by_zone = frame.groupby("zone", sort=False)
        last = {n: by_zone[f"x{n}"].shift(MONTHS) for n in range(4)}
        for n in range(4):
            x = frame[f"x{n}"]
            out[f"growth_{n}"] = (x / last[n] - 1) * 100
            out[f"month_{n}"] = x.where(frame["month"] == 2, x - by_zone[f"x{n}"].shift(1))
            keyed = out[f"growth_{n}"].groupby([frame["city"], frame["at_"]], sort=False)
            whole = keyed.transform("count") == keyed.transform("size")
            out[f"rank_{n}"] = keyed.rank(method="min", ascending=False).where(whole)
        _rest(out, frame, last, lambda done, value, other: other.where(~done, value))
        return out

    return run


def _rest(out: dict[str, Any], frame: Any, last: Any, choose: Any) -> None:
    a, b = frame["x0"], frame["x1"]
    out["share"] = a / b * 100
    out["share_change"] = out["share"] - last[0] / last[1] * 100
    more = b - last[1]
    out["contribution"] = ((a - last[0]) / more * 100).where(more > 0)
    out["pull"] = (a - last[0]) / last[1] * 100
    out["completion_0"], out["completion_1"] = a / frame["t0"] * 100, b / frame["t1"] * 100
    out["pace"] = out["completion_0"] - frame["month"] / 12 * 100
    left = 12 - frame["month"]
    out["needed"] = choose(a >= frame["t0"], 0, ((frame["t0"] - a) / left.where(left > 0)))


def with_polars(columns: dict[str, Any]) -> Any:
    import polars as pl

    frame = pl.DataFrame(columns).with_columns(pl.col([f"x{n}" for n in range(4)]).fill_nan(None))

    def run() -> Any:
        x = [pl.col(f"x{n}") for n in range(4)]
        last = [c.shift(MONTHS).over("zone") for c in x]
        first = frame.lazy().with_columns(
            [((x[n] / last[n] - 1) * 100).alias(f"growth_{n}") for n in range(4)]
            + [pl.when(pl.col("month") == 2).then(x[n]).otherwise(x[n] - x[n].shift(1).over("zone")).alias(f"month_{n}") for n in range(4)]
            + [(x[0] / x[1] * 100).alias("share"), (x[0] / x[1] * 100 - last[0] / last[1] * 100).alias("share_change"),
               pl.when(x[1] - last[1] > 0).then((x[0] - last[0]) / (x[1] - last[1]) * 100).alias("contribution"),
               ((x[0] - last[0]) / last[1] * 100).alias("pull"), (x[0] / pl.col("t0") * 100).alias("completion_0"),
               (x[1] / pl.col("t1") * 100).alias("completion_1"),
               (x[0] / pl.col("t0") * 100 - pl.col("month") / 12 * 100).alias("pace"),
               pl.when(x[0] >= pl.col("t0")).then(0.0).when((pl.col("month") < 12) & x[0].is_not_null())
               .then((pl.col("t0") - x[0]) / (12 - pl.col("month"))).alias("needed")]
        )  # fmt: skip
        ranks = [
            pl.when(pl.col(f"growth_{n}").null_count().over("city", "at_") == 0)
            .then(pl.col(f"growth_{n}").rank("min", descending=True).over("city", "at_")).alias(f"rank_{n}") for n in range(4)
        ]  # fmt: skip
        result = first.with_columns(ranks).select(NAMES).collect()
        return {name: result[name].cast(pl.Float64).fill_null(float("nan")).to_numpy() for name in NAMES}

    return run


SQL = """
with grown as (
  select *, {last}, {before} from facts window series as (partition by zone order by at_)
), rates as (
  select zone, at_, city,
    {growth}, {month},
    x0 / x1 * 100 as share, x0 / x1 * 100 - l0 / l1 * 100 as share_change,
    case when x1 - l1 > 0 then (x0 - l0) / (x1 - l1) * 100 end as contribution, (x0 - l0) / l1 * 100 as pull,
    x0 / t0 * 100 as completion_0, x1 / t1 * 100 as completion_1, x0 / t0 * 100 - month / 12::double * 100 as pace,
    case when x0 >= t0 then 0 when month < 12 then (t0 - x0) / (12 - month) end as needed
  from grown
)
select {names} from (select *, {rank} from rates) order by zone, at_
"""


def with_duckdb(columns: dict[str, Any]) -> Any:
    import duckdb

    names = list(columns)
    database = duckdb.connect()
    database.register("given", columns_as_frame(columns))
    nullable = ", ".join(f"case when isnan({n}) then null else {n} end as {n}" if n.startswith("x") else n for n in names)
    database.execute(f"create table facts as select {nullable} from given")  # noqa: S608 - our own names
    text = SQL.format(
        last=", ".join(f"lag(x{n}, 11) over series as l{n}" for n in range(4)),
        before=", ".join(f"lag(x{n}, 1) over series as b{n}" for n in range(4)),
        growth=", ".join(f"(x{n} / l{n} - 1) * 100 as growth_{n}" for n in range(4)),
        month=", ".join(f"case when month = 2 then x{n} else x{n} - b{n} end as month_{n}" for n in range(4)),
        rank=", ".join(
            f"case when count(growth_{n}) over (partition by city, at_) = count(*) over (partition by city, at_) "
            f"then rank() over (partition by city, at_ order by growth_{n} desc) end as rank_{n}" for n in range(4)
        ), names=", ".join(NAMES),
    )  # fmt: skip

    def run() -> Any:
        found = database.execute(text).fetchnumpy()
        return {name: np.ma.filled(np.ma.asarray(found[name]).astype(float), np.nan) for name in NAMES}

    return run


def columns_as_frame(columns: dict[str, Any]) -> Any:
    import pandas as pd

    return pd.DataFrame(columns)


PEERS = {"pandas": with_pandas, "polars": with_polars, "duckdb": with_duckdb}


def main() -> None:
    peer, folder = sys.argv[1], Path(sys.argv[2])
    run = PEERS[peer](facts(folder))
    run()  # the first run loads and compiles
    start = time.process_time()
    out = run()
    seconds = time.process_time() - start
    zones = len(out["share"]) // PERIODS
    np.savez(folder / f"{peer}.npz", **{
        name: np.asarray(out[name], dtype=float).reshape(zones, PERIODS)[:, MONTHS:] / SCALE.get(name, 1) for name in NAMES
    })  # fmt: skip
    sys.stdout.write(f"{seconds}\n")


if __name__ == "__main__":
    main()
