"""An accepted meeting of a document waits in the inbox until its meetings are written; what waits for the next agenda stays there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conftest import AT
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Decision, Document, Outcome, ReadEvent
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.tasks.actions import propose_agenda_item
from kaifaqu.operations.tasks.models import Meeting

pytestmark = pytest.mark.usefixtures("standing_house", "db")
Become = Callable[[str], Any]
ZONE, TEXT = "Z140200-ZY", "一季度共计召开项目推进会议5次。"


@pytest.fixture
def event() -> ReadEvent:
    """Five meetings that a document of the zone tells of, accepted by its clerk."""
    clerk = User.objects.get(username="zuoyun-clerk")
    document = Document.objects.create(
        sha256="d" * 64, filename="简报.txt", media_type="text/plain", title="一季度简报", text=TEXT, subject=get_subject(ZONE),
        received_by=clerk, received_at=AT,
    )  # fmt: skip
    row = ReadEvent.objects.create(document=document, number="E1", type="meeting", start=5, end=15)
    Decision.objects.create(event=row, outcome=Outcome.ACCEPTED, by=clerk, at=AT)
    return row


def test_a_meeting_is_written_from_a_paper(event: ReadEvent, sign_in: Become) -> None:
    zone = get_subject(ZONE)
    propose_agenda_item(convener=zone, subject=zone, words="供电", by=User.objects.get(username="zuoyun-officer"), at=AT)
    client = sign_in("zuoyun-officer")
    assert "未登记" in client.get("/tasks/meetings/").content.decode()
    assert "：召开项目推进会议5次 ·" in client.get("/tasks/meetings/").content.decode()
    form = client.get(f"/tasks/meetings/?event={event.pk}").content.decode()
    assert f'name="event" value="{event.pk}"' in form
    typed = {"event": event.pk, "unit": zone.pk, "kind": "progress", "on": ""}
    refused = client.post("/tasks/meetings/call", typed)
    assert refused.status_code == 422
    assert f'name="event" value="{event.pk}"' in refused.content.decode()
    kind = Meeting._meta.get_field("kind").choices[0][0]  # type: ignore[index]
    answer = client.post("/tasks/meetings/call", typed | {"kind": kind, "on": "2024-02-20"})
    meeting = Meeting.objects.get(event=event)
    assert answer["Location"] == f"/tasks/meetings/{meeting.pk}/"
    assert not meeting.items.exists()
    assert "一季度简报" in client.get(answer["Location"]).content.decode()
    page = client.get("/tasks/meetings/").content.decode()
    assert "已登记 1 次会议" in page
    assert "供电" in page


def test_a_stranger_neither_sees_nor_takes_it(event: ReadEvent, sign_in: Become) -> None:
    client = sign_in("huairen-officer")
    assert "一季度简报" not in client.get(f"/tasks/meetings/?event={event.pk}").content.decode()
    kind = Meeting._meta.get_field("kind").choices[0][0]  # type: ignore[index]
    client.post("/tasks/meetings/call", {"event": event.pk, "unit": get_subject(ZONE).pk, "kind": kind, "on": "2024-02-20"})
    assert not Meeting.objects.exists()
