"""All facts in one file: CSV that Excel opens and that holds no formula, Parquet with the same rows; what has not changed is not sent again."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.outputs.api.bulk import COLUMNS
from tests.walks import ZONE

pytestmark = pytest.mark.usefixtures("standing_demonstration", "db")


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_csv_and_parquet_hold_the_facts_of_the_pages(sign_in: Any) -> None:
    from pyarrow import parquet

    client = sign_in("datong")
    Subject.objects.filter(code=ZONE).update(name="=cmd|' /C calc'!A0")
    paged = client.get("/api/v1/facts").json()["facts"]
    text = body(client.get("/api/v1/facts.csv")).decode()
    assert text.startswith("\ufefffact,item,name,")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [(int(row["fact"]), row["value"] or None, row["name"]) for row in rows] == [
        (fact["fact"], fact["value"], fact["name"]) for fact in paged
    ]
    assert {row["subject_name"] for row in rows if row["subject"] == ZONE} == {"'=cmd|' /C calc'!A0"}
    table = parquet.read_table(io.BytesIO(body(client.get("/api/v1/facts.parquet"))))
    assert tuple(table.column_names) == COLUMNS
    assert table.column("value").to_pylist() == [fact["value"] for fact in paged]


def test_a_file_within_reach_only_and_not_sent_twice(sign_in: Any) -> None:
    client = sign_in("datong")
    first = client.get(f"/api/v1/facts.csv?subject={ZONE}&period=2024Q1")
    again = client.get(f"/api/v1/facts.csv?subject={ZONE}&period=2024Q1", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert client.get("/api/v1/facts.csv", headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert body(sign_in("operator").get(f"/api/v1/facts.csv?subject={ZONE}")).decode().count("\n") == 1


def test_the_catalogue_and_the_tree_come_in_pages(sign_in: Any) -> None:
    client = sign_in("datong")
    for name in ("subjects", "indicators"):
        whole, found, after = client.get(f"/api/v1/{name}").json()[name], [], ""
        while after is not None:
            page = client.get(f"/api/v1/{name}", {"limit": 3, "after": after}).json()
            found, after = found + page[name], page["next"]
        assert found == whole
        assert len(whole) > 3
