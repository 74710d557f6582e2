"""The auditor searches the journal and takes it out; that is itself written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conftest import AT
from kaifaqu.foundation.accounts.actions import System
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.journal.models import Entry

pytestmark = pytest.mark.usefixtures("standing_house", "db")
SignIn = Callable[[str], Any]


@pytest.fixture
def auditor(sign_in: SignIn) -> Any:
    for n in range(120):
        record_act("test.act", by=System(), at=AT, target=f"thing:{n}", new={"值": "=1+1" if n else "甲"})
    return sign_in("auditor")


def test_it_is_searched_and_paged(auditor: Any) -> None:
    page = auditor.get("/journal", {"act": "test.", "page": "2"})
    assert page.content.decode().count("<td>test.act</td>") == 20
    assert "act=test.&amp;page=1" in page.content.decode()
    assert auditor.get("/journal", {"since": "2024-13-01"}).status_code == 422


def test_it_is_taken_out_with_its_chain_and_that_is_written_down(auditor: Any) -> None:
    answer = auditor.post("/journal/export", {"act": "test."})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0].startswith("\ufeff")
    assert lines[0].endswith("导出")
    assert len(lines) == 122
    assert Entry.objects.latest("pk").hash not in lines[2], "the export itself came after"
    assert Entry.objects.get(act="journal.export").new == {"act": "test."}


def test_what_excel_would_take_for_a_formula_is_text(auditor: Any) -> None:
    record_act("=cmd()", by=System(), at=AT, target="x")
    answer = auditor.post("/journal/export", {"act": "=cmd"})
    assert ",'=cmd()," in b"".join(answer.streaming_content).decode()


def test_nobody_else_takes_it_out(sign_in: SignIn) -> None:
    for name in ("zuoyun-clerk", "province"):
        assert sign_in(name).post("/journal/export").status_code == 404
