"""Facts come page after page, each once; what has not changed is not sent again; a number no database holds is refused."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("standing_demonstration", "db")
FACTS = "/api/v1/facts"


def test_every_fact_comes_once(sign_in: Any) -> None:
    client = sign_in("datong")
    whole = client.get(FACTS).json()
    assert len(whole["facts"]) > 7
    assert whole["next"] is None
    found, after = [], 0
    while after is not None:
        page = client.get(FACTS, {"limit": 7, "after": after, "position": whole["position"]}).json()
        assert len(page["facts"]) <= 7
        found, after = found + page["facts"], page["next"]
    assert found == whole["facts"]


def test_an_unchanged_answer_is_not_sent_again(sign_in: Any) -> None:
    client = sign_in("datong")
    first = client.get(FACTS)
    again = client.get(FACTS, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{FACTS}?limit=1", headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("asked", ["limit=0", "limit=1001", "after=-1", f"position={2**63}", f"after={2**70}", "limit=some"])
def test_a_number_out_of_range_is_refused(sign_in: Any, asked: str) -> None:
    assert sign_in("datong").get(f"{FACTS}?{asked}").status_code == 422
