"""The API: values are decimal strings, an absence has its name, refusals have one shape, and the schema lists every operation."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kaifaqu.foundation.accounts.permissions import NOBODY, TABLE
from kaifaqu.statistics.ledger.queries import standing_facts
from tests.walks import ZONE

pytestmark = pytest.mark.usefixtures("standing_demonstration", "db")
V1 = "/api/v1"


def floats(told: Any) -> list[float]:
    """Every float anywhere in an answer."""
    found: list[float] = []
    json.loads(told.content, parse_float=lambda text: found.append(float(text)))
    return found


def test_facts_are_strings_with_their_position(sign_in: Any) -> None:
    answer = sign_in("datong").get(f"{V1}/facts?subject={ZONE}&item=industrial_investment")
    (fact,) = answer.json()["facts"]
    assert (fact["value"], fact["unit"], fact["missing"], fact["provenance"]) == ("2.9", "亿元", None, "page")
    assert floats(answer) == []


def test_a_position_gives_what_was_said_then(sign_in: Any) -> None:
    client = sign_in("datong")
    assert client.get(f"{V1}/facts?position=0").json() == {"position": 0, "facts": [], "next": None}
    first = standing_facts().order_by("pk").first()
    assert first is not None
    assert len(client.get(f"{V1}/facts?position={first.pk}").json()["facts"]) == 1


def test_a_value_comes_with_its_explanation_down_to_facts(sign_in: Any) -> None:
    answer = sign_in("datong").get(f"{V1}/values/transformation_share/{ZONE}/2024Q1")
    told = answer.json()
    assert told["value"].startswith("92.4137931")
    assert (told["unit"], told["missing"]) == ("%", None)
    assert len(told["rule"]) == 64
    assert all(child["fact"] for child in told["explanation"]["children"])
    assert floats(answer) == []


def test_an_absent_value_is_named(sign_in: Any) -> None:
    told = sign_in("datong").get(f"{V1}/values/transformation_share/{ZONE}/2024H1").json()
    assert (told["value"], told["unit"]) == (None, None)
    assert told["missing"] in ("not_reported", "not_computable")
    assert told["reason"]


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        (f"/values/no_such/{ZONE}/2024Q1", 404, "no_such"),
        (f"/values/transformation_share/{ZONE}/someday", 422, "someday"),
        ("/values/transformation_share/Z140600-HR/2024Q1", 404, "不在您的范围内"),
        ("/values/transformation_share/nobody/2024Q1", 404, "不在您的范围内"),
        ("/facts/999999/trace", 404, "不在您的范围内"),
        ("/facts?position=then", 422, "position"),
    ],
)
def test_a_refusal_says_what_was_found(sign_in: Any, path: str, status: int, words: str) -> None:
    answer = sign_in("datong").get(V1 + path)
    assert answer.status_code == status
    assert words in str(answer.json()["detail"])


def test_a_text_is_read_and_nothing_kept(sign_in: Any) -> None:
    from kaifaqu.foundation.documents.models import Document

    before = Document.objects.count()
    body = {"text": "一季度，完成工业投资2.9亿元，同比增长20.2%。", "published_on": "2024-04-26"}
    answer = sign_in("datong").post(f"{V1}/read", json.dumps(body), content_type="application/json")
    assert [figure["text"] for figure in answer.json()["figures"]] == ["2.9亿元", "20.2%"]
    assert floats(answer) == []
    assert Document.objects.count() == before


@pytest.mark.parametrize("body", [{"text": "甲" * 200_001}, {"text": "甲", "published_on": "昨天"}, {}])
def test_a_text_that_cannot_be_read_is_refused(sign_in: Any, body: dict[str, str]) -> None:
    answer = sign_in("datong").post(f"{V1}/read", json.dumps(body), content_type="application/json")
    assert answer.status_code == 422


def test_the_schema_lists_every_operation(client: Any) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    listed = {f"{method} {path}" for path, operations in paths.items() for method in operations}
    named = {name for name, roles in TABLE.items() if name.startswith("api:") and roles != NOBODY} - {"api:openapi-json"}
    assert listed == {
        "get /api/v1/subjects", "get /api/v1/indicators", "get /api/v1/facts", "get /api/v1/facts.csv", "get /api/v1/facts.parquet", "get /api/v1/facts/{fact}/trace",
        "get /api/v1/values/{indicator}/{subject}/{period}", "post /api/v1/read",
    }  # fmt: skip
    assert len(named) == len(listed)


def test_a_visitor_learns_nothing(client: Any) -> None:
    assert client.get(f"{V1}/facts").status_code == 404


def test_subjects_are_those_within_reach(sign_in: Any) -> None:
    codes = {row["code"] for row in sign_in("datong").get(f"{V1}/subjects").json()["subjects"]}
    assert "140200" in codes
    assert "Z140600-HR" not in codes
