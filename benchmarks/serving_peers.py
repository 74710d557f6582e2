"""Half-years with growth and places in SQL: `serving_peers.py postgresql|datasette FOLDER` reads half.csv and prints its seconds."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

SQL = """select count(*), sum(growth), sum(place) from (select now.item, now.year, now.zone, now.amount,
  round((now.amount - base.amount) * 1e11 / base.amount) as growth,
  rank() over (partition by now.item, now.year order by now.amount desc) as place
  from half now left join half base on base.item = now.item and base.zone = now.zone and base.year = now.year - 1) derived"""


def postgresql(folder: Path) -> Callable[[], None]:
    def ask(text: str) -> None:
        command = ["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", os.environ["KAIFAQU_DATABASE_URL"]]
        subprocess.run(command, input=text, capture_output=True, text=True, check=True)  # noqa: S603 - our own

    ask(f"""create table half (item int, year int, zone int, amount bigint, primary key (item, year, zone));
      \\copy half from '{folder / "half.csv"}' csv
      vacuum analyze;""")
    return lambda: ask("set work_mem = '512MB'; set jit = off; " + SQL + ";")


def datasette(folder: Path) -> Callable[[], None]:
    import asyncio

    from datasette.app import Datasette

    database = sqlite3.connect(folder / "half.db")
    database.execute(
        "create table half (item int, year int, zone int, amount int, primary key (item, year, zone)) without rowid"
    )
    lines = (tuple(map(int, line.split(","))) for line in (folder / "half.csv").read_text().splitlines())
    database.executemany("insert into half values (?, ?, ?, ?)", lines)
    database.commit()
    served = Datasette([str(folder / "half.db")], settings={"sql_time_limit_ms": 100_000})

    def ask() -> None:
        response = asyncio.run(served.client.get("/half.json", params={"sql": SQL, "_shape": "array"}, follow_redirects=True))
        response.raise_for_status()

    return ask


if __name__ == "__main__":
    run = {"postgresql": postgresql, "datasette": datasette}[sys.argv[1]](Path(sys.argv[2]))
    run()
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    sys.stdout.write(f"{sorted(taken)[1]}\n")
