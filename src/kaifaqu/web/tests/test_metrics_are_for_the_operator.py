"""The operator's figures: for the holder of the token, and for nobody else."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("standing_house", "db")


def ask(client: Any, token: str) -> Any:
    return client.get("/metrics", headers={"Authorization": f"Bearer {token}"})


def test_they_are_given_for_the_token(client: Any, settings: Any) -> None:
    settings.METRICS_TOKEN = "a-token"
    answer = ask(client, "a-token")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "kaifaqu_facts 0.0" in text
    assert "process_resident_memory_bytes" in text


@pytest.mark.parametrize(("kept", "given"), [("a-token", "another"), ("a-token", ""), ("", "")])
def test_nobody_else_learns_that_they_are_there(client: Any, settings: Any, kept: str, given: str) -> None:
    settings.METRICS_TOKEN = kept
    assert ask(client, given).status_code == 404
