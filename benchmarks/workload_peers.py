"""Workload W in other engines over the same files: `workload_peers.py PEER FOLDER` prints seconds, memory and sums as JSON.

Amounts stay integers; growth and share are doubles rounded at 1e-9, which is as far as these engines go without slowing down tenfold.
PostgreSQL gets the cells by COPY; its clock runs from the first query.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

MONTHS = [f"m{month:02}" for month in range(1, 13)]
AMOUNTS = ", ".join(f"({month} * 100)::bigint as {month}" for month in MONTHS)
ORDER = ("month", "previous", "growth", "city", "province", "nation", "share", "rank in city", "rank in nation")


def files_of(folder: Path) -> list[str]:
    return sorted(str(file) for file in folder.glob("*.parquet"))


SERIES = """select regexp_extract(filename, 'i(\\d+)-', 1)::smallint as item, regexp_extract(filename, '-(\\d+)\\.parquet', 1)::smallint as year,
  subject[2:]::smallint as zone, {amounts} from read_parquet({files}, filename=true) where role = 'actual' and shape = 'to_month'"""

CELLS = """select item, year, zone, city, province, name[2:]::tinyint as month, amount
  from (unpivot series on {months} into name name value amount) join places using (zone)"""

MIXED = (
    "select {month}, {previous}, {growth} from series n left join series p on p.item = n.item and p.zone = n.zone and p.year = n.year - 1",
    "create or replace temp table cities as select item, year, month, city, any_value(province) as province, sum(amount)::bigint as whole from cells group by all",
    "select sum(whole), sum(whole), sum(whole) from (select sum(whole) as whole from cities group by item, year, month, province)",
    "select sum(round(amount * 1e11 / whole)::bigint) from cells join cities using (item, year, month, city) where whole > 0",
    "select sum(place) from (select rank() over (partition by item, year, month, city order by amount desc) as place from cells)",
    "select sum(place) from (select rank() over (partition by item, year, month order by amount desc) as place from cells)",
)
"""Month and growth from a row per series and year, which needs no window; the rest from a row per cell, each with the least it needs."""


LONG = """
with based as (select now.*, base.amount as previous, before.amount as earlier from cells now
  left join cells base on base.item = now.item and base.zone = now.zone and base.month = now.month and base.year = now.year - 1
  left join cells before on before.item = now.item and before.zone = now.zone and before.year = now.year and before.month = now.month - 1),
derived as (select *, sum(amount) over of_city as whole, rank() over (of_city order by amount desc) as in_city,
    rank() over (partition by item, year, month order by amount desc) as in_nation
  from based window of_city as (partition by item, year, month, city)),
cities as (select item, year, month, city, min(province) as province, sum(amount) as amount from cells group by item, year, month, city),
provinces as (select item, year, month, province, sum(amount) as amount from cities group by item, year, month, province)
select sum(case when month = 1 then amount else amount - earlier end), sum(previous),
  sum(case when previous > 0 then cast(round((amount - previous) * 1e11{double} / previous) as bigint) end),
  (select sum(amount) from cities), (select sum(amount) from provinces), (select sum(amount) from provinces),
  sum(case when whole > 0 then cast(round(amount * 1e11{double} / whole) as bigint) end), sum(in_city), sum(in_nation) from derived
"""


def opened(folder: Path) -> Any:
    """A database in memory on two threads, with the places of the zones in as few bits as they need."""
    import duckdb

    database = duckdb.connect()
    database.execute("set threads = 2")
    places = f"select zone::smallint as zone, city::smallint as city, province::smallint as province from read_csv('{folder / 'places.csv'}')"  # noqa: S608
    database.execute(f"create table places as {places}")
    return database


def duckdb_mixed(folder: Path) -> Any:
    database, none = opened(folder), [None, *MONTHS]
    texts = [text.format(
        month="sum(" + " + ".join(f"coalesce(n.{m} - n.{b}, 0)" if b else f"coalesce(n.{m}, 0)" for m, b in zip(MONTHS, none, strict=False)) + ")",
        previous="sum(" + " + ".join(f"case when n.{m} is not null then coalesce(p.{m}, 0) else 0 end" for m in MONTHS) + ")",
        growth="sum(" + " + ".join(f"coalesce(case when p.{m} > 0 then round((n.{m} - p.{m}) * 1e11 / p.{m})::bigint end, 0)" for m in MONTHS) + ")",
    ) for text in MIXED]  # fmt: skip

    def run() -> list[Any]:
        database.execute("create or replace temp table series as " + SERIES.format(amounts=AMOUNTS, files=files_of(folder)))
        database.execute("create or replace temp table cells as " + CELLS.format(months=", ".join(MONTHS)))
        return [
            number
            for text in texts
            if (row := database.execute(text).fetchone()) is not None
            for number in row
            if text.startswith("select")
        ]

    return run


def duckdb_long(folder: Path) -> Any:
    database = opened(folder)

    def run() -> list[Any]:
        database.execute("create or replace temp table series as " + SERIES.format(amounts=AMOUNTS, files=files_of(folder)))
        database.execute("create or replace temp table cells as " + CELLS.format(months=", ".join(MONTHS)))
        return list(database.execute(LONG.format(double="::double")).fetchone() or ())

    return run


def polars(folder: Path) -> Any:
    import polars as pl

    places = pl.read_csv(folder / "places.csv").with_columns(pl.all().cast(pl.Int32))
    cell, group = ["item", "year", "month"], ["item", "year", "month", "city"]

    def run() -> list[Any]:
        frame = (
            pl.scan_parquet(files_of(folder), include_file_paths="file").filter((pl.col("role") == "actual") & (pl.col("shape") == "to_month"))
            .select(pl.col("file").str.extract(r"i(\d+)-", 1).cast(pl.Int32).alias("item"), pl.col("file").str.extract(r"-(\d+)\.", 1).cast(pl.Int32).alias("year"),
                    pl.col("subject").cast(pl.String).str.slice(1).cast(pl.Int32).alias("zone"), *[(pl.col(m) * 100).cast(pl.Int64) for m in MONTHS])
            .unpivot(MONTHS, index=["item", "year", "zone"], variable_name="month", value_name="amount").drop_nulls("amount")
            .with_columns(pl.col("month").str.slice(1).cast(pl.Int32)).join(places.lazy(), on="zone").collect()
        )  # fmt: skip
        key = ["item", "zone", "year", "month"]
        last = frame.select("item", "zone", pl.col("year") + 1, "month", pl.col("amount").alias("previous"))
        before = frame.select("item", "zone", "year", pl.col("month") + 1, pl.col("amount").alias("earlier"))
        cities = frame.lazy().group_by(group).agg(pl.col("amount").sum(), pl.col("province").first())
        amount, previous, whole = pl.col("amount"), pl.col("previous"), pl.col("amount").sum().over(group)
        told = (
            frame.lazy().join(last.lazy(), on=key, how="left").join(before.lazy(), on=key, how="left").select(
                pl.when(pl.col("month") == 1).then(amount).otherwise(amount - pl.col("earlier")).sum().alias("month"), previous.sum(),
                pl.when(previous > 0).then(((amount - previous) * 1e11 / previous).round().cast(pl.Int64)).sum().alias("growth"),
                pl.when(whole > 0).then((amount * 1e11 / whole).round().cast(pl.Int64)).sum().alias("share"),
                amount.rank("min", descending=True).over(group).cast(pl.Int64).sum().alias("in_city"),
                amount.rank("min", descending=True).over(cell).cast(pl.Int64).sum().alias("in_nation"),
            )
        )  # fmt: skip
        raised = cities.group_by("item", "year", "month", "province").agg(pl.col("amount").sum()).select(pl.col("amount").sum())
        own, total = (found.row(0) for found in pl.collect_all([told, raised]))
        return [*own[:3], total[0], total[0], total[0], *own[3:]]

    return run


def pandas(folder: Path) -> Any:
    import numpy as np
    import pandas as pd
    import pyarrow.parquet as pq

    places = pd.read_csv(folder / "places.csv").set_index("zone")

    def load(file: str) -> Any:
        name = Path(file).stem
        table = pq.read_table(file, columns=["subject", "shape", "role", *MONTHS]).to_pandas()
        table = table[(table["role"] == "actual") & (table["shape"] == "to_month")]
        zones = table["subject"].astype(str).str[1:].astype(int)
        amounts = table[MONTHS].astype(float) * 100
        long = (
            amounts.set_axis(range(1, 13), axis=1)
            .assign(zone=zones)
            .melt(id_vars="zone", var_name="month", value_name="amount")
        )
        return long.dropna().assign(item=int(name[1:5]), year=int(name[6:]))

    def run() -> list[Any]:
        frame = pd.concat([load(file) for file in files_of(folder)], ignore_index=True)
        frame["amount"] = frame["amount"].round().astype("int64")
        frame["month"] = frame["month"].astype("int64")
        frame = frame.join(places, on="zone")
        key = ["item", "zone", "year", "month"]
        last = frame[[*key, "amount"]].rename(columns={"amount": "previous"}).assign(year=frame["year"] + 1)
        before = frame[[*key, "amount"]].rename(columns={"amount": "earlier"}).assign(month=frame["month"] + 1)
        frame = frame.merge(last, on=key, how="left").merge(before, on=key, how="left")
        amount, previous = frame["amount"], frame["previous"]
        months = np.where(frame["month"] == 1, amount, amount - frame["earlier"])
        growth = ((amount - previous) * 1e11 / previous).where(previous > 0).round()
        of_city = frame.groupby(["item", "year", "month", "city"])["amount"]
        whole = of_city.transform("sum")
        share = (amount * 1e11 / whole).where(whole > 0).round()
        in_nation = frame.groupby(["item", "year", "month"])["amount"].rank(method="min", ascending=False)
        in_city = of_city.rank(method="min", ascending=False)
        cities = frame.groupby(["item", "year", "month", "city"]).agg(amount=("amount", "sum"), province=("province", "first"))
        raised = cities.groupby(["item", "year", "month", "province"])["amount"].sum().sum()
        whole_sum = [int(column.dropna().astype("int64").sum()) for column in (growth, share)]
        return [
            int(np.nansum(months)),
            int(previous.sum()),
            whole_sum[0],
            raised,
            raised,
            raised,
            whole_sum[1],
            int(in_city.sum()),
            int(in_nation.sum()),
        ]

    return run


def postgres(folder: Path) -> Any:
    """Needs psql and KAIFAQU_DATABASE_URL; the cells are copied and analysed before the clock starts."""
    import duckdb

    server = os.environ["KAIFAQU_DATABASE_URL"]
    database = duckdb.connect()
    cells = folder / "cells.csv"
    database.execute(f"""copy (select regexp_extract(filename, 'i(\\d+)-', 1)::int, regexp_extract(filename, '-(\\d+)\\.parquet', 1)::int, name[2:]::int,
      subject[2:]::int, (amount * 100)::bigint from (unpivot (select filename, subject, {", ".join(MONTHS)} from read_parquet({files_of(folder)}, filename=true))
      on {", ".join(MONTHS)} into name name value amount)) to '{cells}' (header false)""")  # noqa: S608 - our own folder

    def ask(text: str) -> str:
        command = ["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", server]
        return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own

    places = folder / "places.csv"
    ask(f"""create unlogged table places (zone int, city int, province int);
      create unlogged table cells (item int, year int, month int, zone int, amount bigint);
      \\copy places from '{places}' csv header
      \\copy cells from '{cells}' csv
      create unlogged table told as select cells.*, city, province from cells join places using (zone);
      drop table cells; alter table told rename to cells;
      vacuum analyze;""")  # noqa: S608 - our own folder

    def run() -> list[Any]:
        said = ask(
            "set work_mem = '512MB'; set max_parallel_workers_per_gather = 2; set jit = off;" + LONG.format(double="::float8")
        )
        return [int(number.split(".")[0]) for number in said.strip().split("|")]

    return run


PEERS = {
    "duckdb, both layouts": duckdb_mixed,
    "duckdb, a cell per row": duckdb_long,
    "polars": polars,
    "pandas": pandas,
    "postgresql": postgres,
}


def main() -> None:
    run = PEERS[sys.argv[1]](Path(sys.argv[2]))
    started, spent = time.perf_counter(), os.times()
    found = run()
    done = os.times()
    cpu = done.user + done.system - spent.user - spent.system
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sums = {name: int(number) for name, number in zip(ORDER, found, strict=True)}
    sys.stdout.write(json.dumps({"wall": time.perf_counter() - started, "cpu": cpu, "peak": peak, "sums": sums}) + "\n")


if __name__ == "__main__":
    main()
