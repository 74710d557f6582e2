"""A foreign workbook into a return, with validation and audit, on a home whose ledger holds a million facts.

Run as `python benchmarks/returns.py [FACTS]`; prints values per second of reading, planning, checking, writing and journalling
together, and beside it what saving the same lines one by one takes (no validation, no journal).
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

FACTS, PROJECTS, BATCH = 1_000_000, 1_500, 20_000
AT = datetime(2024, 6, 10, 9, 0, tzinfo=UTC)
COLUMNS = {
    "project_investment_done": "项目本年完成投资",
    "project_investment_done_total": "项目开工以来完成投资",
    "project_funds_in_place": "项目本年到位资金",
    "project_funds_in_place_total": "项目累计到位资金",
}
"""The items of the form that the workbook fills, by the name of their column."""


def main() -> int:
    count = int(sys.argv[1]) if sys.argv[1:] else FACTS
    with tempfile.TemporaryDirectory(prefix="kaifaqu-bench-") as folder:
        os.environ |= {"KAIFAQU_HOME": folder, "DJANGO_SETTINGS_MODULE": "kaifaqu.web.settings"}
        os.environ.pop("KAIFAQU_DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        measure(count)
    return 0


def measure(count: int) -> None:
    from django.core.cache import cache

    from kaifaqu.core.figures.period import Period
    from kaifaqu.foundation.accounts.models import Grant, Role, User
    from kaifaqu.foundation.documents.actions import receive_document
    from kaifaqu.foundation.subjects.actions import put_subject
    from kaifaqu.statistics.returns.actions import start_return
    from kaifaqu.statistics.returns.import_actions import apply_import, start_import
    from kaifaqu.statistics.returns.queries import get_form

    put_subject(code="P", kind="province", name="某省")  # type: ignore[arg-type]
    zone = put_subject(code="Z", kind="zone", name="某开发区", parent="P")  # type: ignore[arg-type]
    clerk = User.objects.create(username="clerk", name="填报员", password="!")  # noqa: S106
    Grant.objects.create(user=clerk, role=Role.CLERK, subject=zone)
    projects = [put_subject(code=f"J{n}", kind="project", name=f"{n}号项目", parent="Z") for n in range(PROJECTS)]  # type: ignore[arg-type]
    seconds = timed(lambda: fill_ledger(count, clerk, projects))
    sys.stdout.write(f"{count} facts laid in {seconds:.0f} s\n")
    return_ = start_return(get_form("project_month"), zone, Period.to_month(2024, 5), by=clerk, at=AT)
    document, _new = receive_document(write_sheet(), "项目.xlsx", subject=zone, by=clerk, at=AT, as_table=True)
    import_ = start_import(return_, document, "项目.xlsx", by=clerk, at=AT)
    name_columns(import_, clerk)
    cache.clear()  # the file is read again, as for somebody who comes back to it
    taken: list[int] = []
    ours = timed(lambda: taken.append(apply_import(import_, by=clerk, at=AT)))
    again = start_return(get_form("project_month"), zone, Period.to_month(2024, 6), by=clerk, at=AT)
    naive = timed(lambda: save_each(return_, again))
    sys.stdout.write(f"import with validation and audit: {taken[0]} values in {ours:.2f} s, {taken[0] / ours:,.0f} values/s\n")
    sys.stdout.write(f"one save for each line, no checks:  {taken[0] / naive:,.0f} values/s, ratio {naive / ours:.1f}\n")


def timed(task: Callable[[], Any]) -> float:
    """Seconds of one processor, the reader's own process included."""
    start = sum(os.times()[:4])
    task()
    return sum(os.times()[:4]) - start


def name_columns(import_: Any, clerk: Any) -> None:
    """Says once what each column is, as a clerk would on the page."""
    from kaifaqu.core.reader.sheets.mapping import Axis, Choice, Meaning, headings
    from kaifaqu.statistics.returns.import_actions import learn_headings
    from kaifaqu.statistics.returns.import_queries import plan_of

    items = {name: code for code, name in COLUMNS.items()}
    plan, _layout, _known = plan_of(import_)
    paths = headings(plan.tables[0].table, Axis.COLUMN).values()
    choices = [Choice(Axis.COLUMN, path, Meaning(item=items[path[-1]])) for path in paths if path[-1] in items]
    learn_headings(import_, 0, choices, {}, "", by=clerk, at=AT)


def fill_ledger(count: int, clerk: Any, projects: list[Any]) -> None:
    """Accepted returns with so many lines and their facts, chained as the ledger chains them."""
    from django.db import transaction

    from kaifaqu.foundation.journal.chain import GENESIS, link_hash
    from kaifaqu.foundation.rulebook.actions import keep_rule
    from kaifaqu.statistics.ledger.models import Fact
    from kaifaqu.statistics.returns.models import Line, Return
    from kaifaqu.statistics.returns.queries import get_form

    form, before = get_form("project_month"), GENESIS
    kept = keep_rule(form.rule)
    for number, rows in enumerate(batches(count, projects)):
        with transaction.atomic():
            owner = Return.objects.create(
                form_code=form.code, form=kept, filer=projects[0], period=f"F{number}", chain=["declare", "accept"], position=2,
                started_at=AT, accepted_at=AT,
            )  # fmt: skip
            common = {"role": "actual", "basis": "cumulative", "price": "current", "scope": "department", "unit": "万元"}
            lines = [
                Line(
                    owner=owner,
                    item=item,
                    subject=subject,
                    period=period,
                    value=value,
                    entered_by=clerk,
                    declared_at=AT,
                    **common,
                )
                for item, subject, period, value in rows
            ]
            Line.objects.bulk_create(lines, batch_size=1000)
            facts = []
            for line in lines:
                told = {name: getattr(line, name) for name in ("item", "subject", "period", "value", *common)}
                fact = Fact(line=line, **told, provenance="own", recorded_at=AT, previous_hash=before)
                fact.hash = before = link_hash(before, fact.content())
                facts.append(fact)
            Fact.objects.bulk_create(facts, batch_size=1000)


def batches(count: int, projects: list[Any]) -> Iterator[list[tuple[str, Any, str, Any]]]:
    """(item, subject, period, value), a batch at a time: back from April 2024, so that every check finds a history."""
    from decimal import Decimal

    from kaifaqu.core.figures.period import Period

    items, rows = list(COLUMNS), []
    for n in range(count):
        item, project = items[n % len(items)], projects[n // len(items) % len(projects)]
        back = n // (len(items) * len(projects)) + 8  # eight months of the year are still to come
        rows.append((item, project, str(Period.to_month(2024 - back // 11, 12 - back % 11)), Decimal(n % 9973)))
        if len(rows) == BATCH or n == count - 1:
            yield rows
            rows = []


def write_sheet() -> bytes:
    """A project list as offices keep it: a row for each project, a column for each item."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("项目")
    for row, cells in enumerate([["某开发区2024年1—5月项目投资情况"], ["单位：万元"], ["项目名称", *COLUMNS.values()]]):
        sheet.write_row(row, 0, cells)
    for n in range(PROJECTS):
        sheet.write_row(n + 3, 0, [f"{n}号项目", *(10_000 + n * 7 + m for m in range(len(COLUMNS)))])
    book.close()
    return buffer.getvalue()


def save_each(source: Any, target: Any) -> None:
    """The same lines, each saved by itself."""
    for line in source.lines.all():
        line.pk, line.owner, line._state.adding = None, target, True
        line.save()


if __name__ == "__main__":
    sys.exit(main())
