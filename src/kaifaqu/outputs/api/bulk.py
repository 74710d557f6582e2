"""Every fact within reach as one file: CSV that Excel opens with its Chinese intact, and Parquet for programs that reckon."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.quantity import plain
from kaifaqu.foundation.csv_file import MARK, defuse
from kaifaqu.statistics.ledger.models import Fact

COLUMNS = (
    "fact", "item", "name", "subject", "subject_name", "period", "role", "basis", "price", "scope", "value", "unit", "missing",
    "provenance", "recorded_at",
)  # fmt: skip
AT_ONCE = 5000
"""Facts read and written at a time."""


def rows_of(facts: QuerySet[Fact]) -> Iterator[tuple[Any, ...]]:
    """The facts in the order of booking; a value is its exact decimal as text."""
    fields = (
        "pk", "item", "subject__code", "subject__name", "period", "role", "basis", "price", "scope", "value", "unit", "missing",
        "provenance", "recorded_at",
    )  # fmt: skip
    for pk, item, code, name, *rest, value, unit, missing, provenance, at in (
        facts.select_related(None).order_by("pk").values_list(*fields).iterator(chunk_size=AT_ONCE)
    ):
        told = None if value is None else format(plain(value), "f")
        yield (
            pk,
            item,
            item_named(item).name,
            code,
            name,
            *rest,
            told,
            unit or None,
            missing or None,
            provenance,
            at.isoformat(),
        )


def answer_csv(facts: QuerySet[Fact]) -> HttpResponseBase:
    """The file, sent while it is written."""
    response = StreamingHttpResponse(_write_csv(facts), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="facts.csv"'
    return response


def _write_csv(facts: QuerySet[Fact]) -> Iterator[str]:
    text = io.StringIO()
    writer = csv.writer(text)
    text.write(MARK)
    writer.writerow(COLUMNS)
    for row in rows_of(facts):
        *front, value, unit, missing, provenance, at = row
        writer.writerow(
            [*map(defuse, front), value, *map(defuse, (unit, missing, provenance, at))]
        )  # a number may begin with −
        if text.tell() > 1 << 16:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def answer_parquet(facts: QuerySet[Fact]) -> HttpResponseBase:
    """The file; `fact` is a whole number, all else text, so that no reader makes floats of values."""
    import pyarrow as pa  # a fifth of a second to load: only who asks for the file waits for it
    from pyarrow import parquet

    schema = pa.schema([(name, pa.int64() if name == "fact" else pa.string()) for name in COLUMNS])
    held = io.BytesIO()
    with parquet.ParquetWriter(held, schema, compression="zstd") as writer:
        for batch in _batches(rows_of(facts)):
            columns = [
                pa.array(column, type=field.type) for column, field in zip(zip(*batch, strict=True), schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))
    held.seek(0)
    return FileResponse(held, as_attachment=True, filename="facts.parquet", content_type="application/vnd.apache.parquet")


def _batches(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    batch: list[tuple[Any, ...]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
