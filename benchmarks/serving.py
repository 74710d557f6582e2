"""Pages and derived numbers over 34 million facts: one zone's page in the server, every zone's half-year, and an accepted return.

Run as `python benchmarks/serving.py [YEARS]`. 2,800 zones × every flow of the catalogue × 15 years of months lie in the projected files; the ledger
holds the return that is accepted here and what the files do not need to repeat. Half-years are asked of PostgreSQL and Datasette too.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from engine_runs import HOME, PeerStopped, make_peers
from workload_runs import places_of

HERE = Path(__file__).resolve().parent
ZONES, LAST = 2_800, 2024
YEARS = range(LAST + 1 - int(sys.argv[1] if sys.argv[1:] else 15), LAST + 1)
PAGES, ITEMS = 200, 20
AT_ONCE = 4
"""Items derived at once: three years of them stay in the processor's own memory."""
AT = datetime(2024, 12, 31, 9, 0, tzinfo=UTC)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="kaifaqu-serving-") as folder:
        os.environ |= {"KAIFAQU_HOME": folder, "DJANGO_SETTINGS_MODULE": "kaifaqu.web.settings", "KAIFAQU_PACE": "off"}
        os.environ.pop("KAIFAQU_DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command
        from django.test.utils import setup_test_environment

        setup_test_environment()
        call_command("migrate", verbosity=0)
        measure(Path(folder))
    return 0


def measure(home: Path) -> None:
    from kaifaqu.core.figures.item import Nature, items

    flows = [item for item in items().values() if item.nature is Nature.FLOW]
    say(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    codes = lay_zones()
    facts, half = lay_files(home / "columns", codes, flows)
    say(f"{facts:,} facts of {len(codes):,} zones, {len(flows)} items, {len(YEARS)} years")
    reader = lay_ledger(home / "columns", codes[0], flows, facts)
    pages(reader, codes, flows)
    halves(home, codes, flows, half)
    fresh(home, codes, flows)


def lay_zones() -> list[str]:
    """The tree: a nation's provinces, cities and zones; the codes of the zones."""
    from kaifaqu.foundation.subjects.models import Subject

    zones, above = [], {}
    for zone, (city, province, _nation) in enumerate(places_of(ZONES)):
        if province not in above:
            above[province] = Subject.objects.create(
                code=f"P{province:02}", kind="province", name=f"{province}省", path=f"/P{province:02}/"
            )
        key = f"C{city:03}"
        if key not in above:
            path = f"{above[province].path}{key}/"
            above[key] = Subject.objects.create(code=key, kind="city", name=f"{city}市", parent=above[province], path=path)
        code = f"Z{zone:04}"
        zones.append(Subject(code=code, kind="zone", name=f"{zone}开发区", parent=above[key], path=f"{above[key].path}{code}/"))
    Subject.objects.bulk_create(zones)
    return [zone.code for zone in zones]


def lay_files(folder: Path, codes: list[str], flows: list[Any]) -> tuple[int, dict[tuple[str, int], Any]]:
    """The projected files with the program's own writer; the half-years apart, for the peers."""
    from kaifaqu.statistics.ledger.columns import SeriesKey, Sheet, write_sheet
    from kaifaqu.statistics.ledger.projection import MANIFEST, Manifest, Named, replace_whole

    keys = [SeriesKey(code, "to_month", "actual", "cumulative", "current", "department", "own") for code in codes]
    none: list[dict[int, str]] = [{} for _ in keys]
    files, half, facts = {}, {}, 0
    for number, item in enumerate(flows):
        draw = np.random.default_rng(number)
        size = draw.integers(1_000, 800_000, len(codes))
        for year in YEARS:
            size = (size * draw.uniform(0.8, 1.4, len(codes))).astype(np.int64) + 1
            units = np.cumsum((size[:, None] * draw.uniform(0.01, 2, (len(codes), 12))).astype(np.int64), axis=1)
            there = draw.random(units.shape) >= 0.005
            facts += int(there.sum())
            file = f"{item.code}/{year}-{1:012}.parquet"
            files[f"{item.code}/{year}"] = Named(
                file, write_sheet(Sheet(str(item.unit), 2, keys, units * there, there, none, none), folder / file)
            )
            if year > LAST - 3:
                half[item.code, year] = np.where(there[:, 5], units[:, 5], -1)
    replace_whole(folder / MANIFEST, Manifest(facts, "", files, 0).written())
    return facts, half


def lay_ledger(folder: Path, code: str, flows: list[Any], position: int) -> Any:
    """One booked fact at the files' position, so that ledger and files belong together; who reads and who accepts."""
    from django.db import connection

    from kaifaqu.foundation.accounts.models import Grant, Role, User
    from kaifaqu.foundation.subjects.models import Subject
    from kaifaqu.statistics.ledger.projection import MANIFEST, Manifest, read_manifest, replace_whole

    approver = User.objects.create(username="province", name="省厅", password="!")  # noqa: S106
    reader = User.objects.create(username="leader", name="领导", password="!")  # noqa: S106
    for province in Subject.objects.filter(kind="province"):
        Grant.objects.create(user=approver, role=Role.PROVINCE_APPROVER, subject=province)
        Grant.objects.create(user=reader, role=Role.LEADER, subject=province)
    with connection.cursor() as cursor:
        cursor.execute("insert into sqlite_sequence (name, seq) values ('ledger_fact', %s)", [position - 1])
    _seconds, facts = book(code, [(flows[0], "actual", Decimal(1))], "2009M1-11", approver)
    manifest = read_manifest(folder)
    replace_whole(folder / MANIFEST, Manifest(facts[0].pk, facts[0].hash, manifest.files, 0).written())
    return reader


def book(code: str, told: list[tuple[Any, str, Decimal]], period: str, approver: Any) -> tuple[float, list[Any]]:
    """A filed return accepted by the program's own act: its seconds, and the facts."""
    from kaifaqu.foundation.rulebook.actions import keep_rule
    from kaifaqu.foundation.subjects.queries import get_subject
    from kaifaqu.statistics.ledger.actions import accept_return
    from kaifaqu.statistics.returns.models import Line, Return
    from kaifaqu.statistics.returns.queries import get_form

    form, zone = get_form("zone_month"), get_subject(code)
    chain = list(form.chains["full"])
    return_ = Return.objects.create(
        form_code=form.code,
        form=keep_rule(form.rule),
        filer=zone,
        period=period,
        chain=chain,
        position=len(chain) - 1,
        started_at=AT,
    )
    common = {"basis": "cumulative", "price": "current", "scope": "department", "entered_by": approver, "declared_at": AT}
    year = period[:4]
    Line.objects.bulk_create(
        Line(
            owner=return_,
            item=item.code,
            subject=zone,
            role=role,
            period=year if role == "target" else period,
            value=value,
            unit=str(item.unit),
            **common,
        )
        for item, role, value in told
    )
    start = time.perf_counter()
    facts = accept_return(return_, by=approver, at=AT)
    return time.perf_counter() - start, facts


def pages(reader: Any, codes: list[str], flows: list[Any]) -> None:
    """历月总表 of zones drawn at random: 20 items × 24 months with growth and places, through the whole server but its socket."""
    from django.test import Client

    from kaifaqu.statistics.indicators import month_views

    client = Client()
    client.force_login(reader)
    # Every zone has every item here; the ledger, which knows that, is not laid down 34 million times.
    month_views.items_of = lambda _book, _zone: flows[:ITEMS]  # type: ignore[assignment]
    from kaifaqu.core.figures.period import Period

    month_views.list_periods = lambda _zone, _book: [Period.to_month(LAST, 12)]  # type: ignore[assignment]
    draw, taken = random.Random(1), []  # noqa: S311 - a sample, not a secret
    for code in draw.sample(codes, PAGES + 1):
        start = time.perf_counter()
        response = client.get(f"/indicators/at/{code}/months?count=24")
        taken.append(time.perf_counter() - start)
        if response.status_code != 200 or response.content.count(b'class="number"') != ITEMS * 24:
            raise SystemExit(f"{code}: status {response.status_code} {response.headers.get('Location', '')}")
    first, rest = taken[0], sorted(taken[1:])
    say(f"one zone's page, {ITEMS} items x 24 months: first {first * 1000:.0f} ms, then median {statistics.median(rest) * 1000:.1f} ms, "
        f"95th percentile {rest[int(len(rest) * 0.95)] * 1000:.1f} ms, {len(response.content) / 1024:.0f} KB")  # fmt: skip


def halves(home: Path, codes: list[str], flows: list[Any], half: dict[tuple[str, int], Any]) -> None:
    """Half-years of three years, growth of two, places in the nation, of all zones and items at once."""
    from kaifaqu.core.engine.columnar.dense import Nest, grown, ranked
    from kaifaqu.statistics.indicators.queries.months import peers_of
    from kaifaqu.statistics.ledger.queries import Book
    from kaifaqu.statistics.ledger.queries.months import months_now

    peers = peers_of(Book.now(), AT.date(), sample=False)
    nation = Nest(peers.nest.count, (np.array([0]),))

    def derive(months: Any, some: list[Any]) -> Any:
        told = []
        for year in range(LAST - 2, LAST + 1):
            blocks = [months.block(item.code, year) for item in some]
            told.append((np.stack([block.units[5] for block in blocks]), np.stack([block.there[5] for block in blocks])))
        return [ranked(*year, nation, (0,)) for year in told], [grown(*told[at], *told[at - 1]) for at in (1, 2)]

    def ours() -> Any:
        months = months_now(Book.now(), peers.layout, home / "columns")
        parts = [flows[start : start + AT_ONCE] for start in range(0, len(flows), AT_ONCE)]
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(lambda some: derive(months, some), parts))

    values = 3 * len(flows) * len(codes)
    ours()
    taken = sorted(seconds(ours) for _ in range(9))
    say(f"half-years, growth and places of all zones, {values:,} values: median {taken[4] * 1000:.0f} ms")
    for name, found in compare_halves(home, half, flows):
        say(f"  {name:12} {found if isinstance(found, str) else f'{found * 1000:,.0f} ms, {found / taken[4]:.0f} x ours'}")


def compare_halves(home: Path, half: dict[tuple[str, int], Any], flows: list[Any]) -> Iterator[tuple[str, float | str]]:
    """The same from a table (item, year, zone, amount) in PostgreSQL and through Datasette."""
    if not make_peers(say):
        return
    lines = [
        f"{number},{year},{zone},{amount}"
        for number, item in enumerate(flows) for year in range(LAST - 2, LAST + 1)
        for zone, amount in enumerate(half[item.code, year].tolist()) if amount >= 0
    ]  # fmt: skip
    (home / "half.csv").write_text("\n".join(lines) + "\n")
    for name in ("postgresql", "datasette"):
        command = [HOME / "bin" / "python", HERE / "serving_peers.py", name, home]
        if name == "postgresql":
            if shutil.which("psql") is None:
                yield name, "no psql here"
                continue
            command = [sys.executable, HERE.parent / "tests" / "postgres.py", *command]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)  # noqa: S603 - our own
            yield name, float(json.loads(done.stdout.splitlines()[-1]))
        except (subprocess.SubprocessError, ValueError, PeerStopped) as error:
            yield name, f"failed: {str(getattr(error, 'stderr', '') or error).strip().splitlines()[-1][:160]}"


def fresh(home: Path, codes: list[str], flows: list[Any]) -> None:
    """A return of a hundred values accepted: how long until every derived number of every zone holds it."""
    from kaifaqu.core.engine.rounding import Rounding
    from kaifaqu.core.figures.period import Period
    from kaifaqu.foundation.accounts.models import User
    from kaifaqu.foundation.subjects.queries import get_subject
    from kaifaqu.statistics.indicators.queries.months import list_months, peers_of, tabulate_months, year_of
    from kaifaqu.statistics.ledger.queries import Book, position_now
    from kaifaqu.statistics.ledger.queries.months import months_now

    peers, zone = peers_of(Book.now(), AT.date(), sample=False), codes[1234]

    def derive() -> None:
        months = months_now(Book.now(), peers.layout, home / "columns")
        for item in flows:
            year_of(months, peers, item.code, LAST)

    derive()
    told = [(item, "actual", Decimal(7_000_000 + number)) for number, item in enumerate(flows)]
    told += [(item, "target", Decimal(9_000_000)) for item in flows[: 100 - len(flows)]]
    accepting, facts = book(zone, told, f"{LAST}M1-11", User.objects.get(username="province"))
    start = time.perf_counter()
    derive()
    rows = tabulate_months(
        get_subject(zone), flows, list_months(Period.to_month(LAST, 12), 24), Book.now(), home / "columns", Rounding.HALF_UP
    )
    deriving = time.perf_counter() - start
    shown = [cell.value for row in rows for cell in row.cells if str(cell.period) == f"{LAST}M1-11"]
    if [Decimal(value) for value in shown] != [value for _item, role, value in told if role == "actual"] or not facts:
        raise SystemExit("the accepted figures are not what the derived table shows")
    say(f"an accepted return of {len(facts)} values: booked in {accepting * 1000:.0f} ms, in every derived number of {len(codes):,} zones "
        f"{deriving * 1000:.0f} ms later, at position {position_now():,}")  # fmt: skip


def seconds(task: Callable[[], Any]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
