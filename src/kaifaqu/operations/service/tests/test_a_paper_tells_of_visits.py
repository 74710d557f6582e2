"""Accepted visits of a document are written firm by firm from the inbox; each keeps the event, which counts them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conftest import AT
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Decision, Document, Outcome, ReadEvent
from kaifaqu.foundation.enterprises.actions import register_enterprise
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.service.models import Visit

pytestmark = pytest.mark.usefixtures("standing_house", "db")
Become = Callable[[str], Any]
ZONE, TEXT = "Z140200-ZY", "主要负责人每月至少两次走访园区各个企业。"


@pytest.fixture
def event() -> ReadEvent:
    clerk = User.objects.get(username="zuoyun-clerk")
    register_enterprise(name="示例轴承有限公司", parent=get_subject(ZONE), credit_code="91140226MA00001620", by=clerk, at=AT)
    document = Document.objects.create(
        sha256="e" * 64, filename="简报.txt", media_type="text/plain", title="一季度简报", text=TEXT, subject=get_subject(ZONE),
        received_by=clerk, received_at=AT,
    )  # fmt: skip
    row = ReadEvent.objects.create(document=document, number="E1", type="visit", start=0, end=19)
    Decision.objects.create(event=row, outcome=Outcome.ACCEPTED, by=clerk, at=AT)
    return row


def test_visits_are_written_from_a_paper(event: ReadEvent, sign_in: Become) -> None:
    client = sign_in("zuoyun-officer")
    assert "一季度简报" in client.get("/service/visits/").content.decode()
    url = f"/service/visits/new?event={event.pk}"
    assert TEXT.rstrip("。") in client.get(url).content.decode()
    typed = {
        "enterprise": Enterprise.objects.get().pk, "office": get_subject(ZONE).pk, "kind": "routine", "on": "2024-03-12",
        "by_principal": "on", "findings": "生产正常", "category": "other",
    }  # fmt: skip
    answer = client.post(url, typed)
    assert answer.status_code == 302, answer.content.decode()
    visit = Visit.objects.get()
    assert (visit.event, visit.by_principal) == (event, True)
    assert "已登记 1 次走访" in client.get("/service/visits/").content.decode()


def test_a_stranger_sees_no_inbox(event: ReadEvent, sign_in: Become) -> None:
    assert "一季度简报" not in sign_in("huairen-officer").get("/service/visits/").content.decode()
    assert "一季度简报" not in sign_in("huairen-officer").get(f"/service/visits/new?event={event.pk}").content.decode()
