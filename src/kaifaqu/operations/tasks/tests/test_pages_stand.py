"""Every page of tasks and enterprises opens for its people, does its act, and is not there for a stranger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from conftest import AT
from kaifaqu.foundation.accounts.actions import System
from kaifaqu.foundation.enterprises.actions import register_enterprise
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.tasks.actions import open_task
from kaifaqu.operations.tasks.models import Campaign, Meeting, Promise, Task

ZONE = "Z140200-ZY"
SignIn = Callable[[str], Any]


def zone_pk() -> int:
    return get_subject(ZONE).pk


def test_a_task_is_given_and_closed_in_the_browser(standing_house: None, db: None, sign_in: SignIn) -> None:
    client = sign_in("zuoyun-officer")
    bad = client.post(reverse("tasks:open"), {"title": "核对261%"})
    assert bad.status_code == 422
    assert "核对261%" in bad.content.decode()
    told = {"title": "核对261%", "subject": zone_pk(), "due_date": "2024-05-01"}
    assert "没有写由谁办" in client.post(reverse("tasks:open"), told).content.decode()
    client.post(reverse("tasks:open"), told | {"office": zone_pk()})
    task = Task.objects.get()
    assert "核对261%" in client.get(reverse("tasks:list")).content.decode()
    assert client.post(reverse("tasks:close", args=[task.pk]), {"result": "已核"}).status_code == 302
    task.refresh_from_db()
    assert task.state == "done"


def test_a_stranger_learns_nothing_of_a_task(standing_house: None, db: None, sign_in: SignIn) -> None:
    task = open_task(title="秘", subject=get_subject(ZONE), due_date=date(2024, 5, 1), by=System(), at=AT)
    for stranger in ("huairen-officer", "operator", "enterprise"):
        client = sign_in(stranger)
        for name in ("task", "close", "urge", "extend"):
            url = reverse(f"tasks:{name}", args=[task.pk])
            answer = client.get(url) if name == "task" else client.post(url, {"result": "x"})
            assert answer.status_code == 404, (stranger, name)


def test_a_meeting_decides_and_the_next_one_begins_with_it(standing_house: None, db: None, sign_in: SignIn) -> None:
    client, zone = sign_in("zuoyun-officer"), zone_pk()
    client.post(reverse("tasks:propose"), {"unit": zone, "subject": zone, "words": "补登开工日期"})
    client.post(reverse("tasks:call"), {"unit": zone, "kind": "push", "on": "2024-04-28"})
    meeting = Meeting.objects.get()
    item = meeting.items.get()
    lacking = client.post(reverse("tasks:decide", args=[meeting.pk]), {"item": item.pk, "words": "本周补登"})
    assert lacking.status_code == 422
    assert "缺责任人" in lacking.content.decode()
    decision = {"item": item.pk, "words": "本周补登", "office": zone, "due_date": "2024-05-03"}
    assert client.post(reverse("tasks:decide", args=[meeting.pk]), decision).status_code == 302
    client.post(reverse("tasks:hold", args=[meeting.pk]), {"chair": "主任", "attendees": "各局"})
    assert client.get(reverse("tasks:minutes", args=[meeting.pk])).content[:2] == b"PK"
    client.post(reverse("tasks:call"), {"unit": zone, "kind": "push", "on": "2024-05-06"})
    first = Meeting.objects.order_by("-pk")[0].items.order_by("position")[0]
    assert first.task is not None
    assert first.task.title == "本周补登"
    assert client.get(reverse("tasks:meeting", args=[meeting.pk])).status_code == 200


def test_a_promise_is_kept_and_its_firm_confirms(standing_house: None, db: None, sign_in: SignIn) -> None:
    firm = get_subject("C140200-ZY-YCZN")
    client = sign_in("zuoyun-officer")
    typed = {"unit": zone_pk(), "beneficiary": firm.pk, "kind": "power", "words": "双回路供电", "due_date": "2024-05-01"}
    client.post(reverse("tasks:make_promise"), typed)
    promise = Promise.objects.get()
    client.post(reverse("tasks:deliver", args=[promise.pk]), {"on": "2024-04-30", "delivery": "已通电"})
    assert sign_in("huairen-officer").get(reverse("tasks:promise", args=[promise.pk])).status_code == 404
    own = sign_in("enterprise")
    assert "已通电" in own.get(reverse("tasks:promise", args=[promise.pk])).content.decode()
    own.post(reverse("tasks:confirm_delivery", args=[promise.pk]))
    promise.refresh_from_db()
    assert promise.confirmed_at is not None


@pytest.mark.long
def test_meetings_campaigns_and_promises_are_for_their_zone(standing_house: None, db: None, sign_in: SignIn) -> None:
    client, zone = sign_in("zuoyun-signer"), zone_pk()
    client.post(reverse("tasks:call"), {"unit": zone, "kind": "push", "on": "2024-04-28"})
    client.post(reverse("tasks:start_campaign"), {"unit": zone, "kind": "special", "name": "冬季行动"})
    typed = {
        "unit": zone,
        "beneficiary": get_subject("C140200-ZY-YCZN").pk,
        "kind": "power",
        "words": "供电",
        "due_date": "2024-05-01",
    }
    sign_in("zuoyun-officer").post(reverse("tasks:make_promise"), typed)
    records = {"meeting": Meeting.objects.get().pk, "campaign": Campaign.objects.get().pk, "promise": Promise.objects.get().pk}
    acts = {"decide": "meeting", "hold": "meeting", "minutes": "meeting", "add_entry": "campaign", "judge_entry": "campaign",
            "close_campaign": "campaign", "deliver": "promise", "confirm_delivery": "promise"}  # fmt: skip
    for client in (sign_in("zuoyun-signer"), sign_in("zuoyun-officer")):
        answers = {client.get(reverse(f"tasks:{name}", args=[pk])).status_code for name, pk in records.items()}
        assert answers == {200}
    stranger = sign_in("huairen-officer")
    for name, kind in {**{kind: kind for kind in records}, **acts}.items():
        ask = stranger.get if name in records or name == "minutes" else stranger.post
        assert ask(reverse(f"tasks:{name}", args=[records[kind]])).status_code == 404, name


def test_a_campaign_ends_when_each_goal_is_judged(standing_house: None, db: None, sign_in: SignIn) -> None:
    client, zone = sign_in("zuoyun-signer"), zone_pk()
    client.post(reverse("tasks:start_campaign"), {"unit": zone, "kind": "special", "name": "冬季行动"})
    campaign = Campaign.objects.get()
    client.post(reverse("tasks:add_entry", args=[campaign.pk]), {"subject": zone, "goal": "一季度开工"})
    client.post(reverse("tasks:close_campaign", args=[campaign.pk]), {"result": "完成"})
    campaign.refresh_from_db()
    assert campaign.closed_at is None
    entry = campaign.entries.get()
    client.post(reverse("tasks:judge_entry", args=[campaign.pk]), {"entry": entry.pk, "reached": "1", "result": "施工许可"})
    client.post(reverse("tasks:close_campaign", args=[campaign.pk]), {"result": "完成"})
    campaign.refresh_from_db()
    assert campaign.closed_at is not None


def test_the_list_asks_the_database_no_more_for_more_tasks(
    standing_house: None, db: None, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for number in range(40):
        open_task(title=f"事项{number}", subject=get_subject(ZONE), due_date=date(2024, 5, 1), by=System(), at=AT)
    client = sign_in("zuoyun-clerk")
    with django_assert_max_num_queries(25):
        client.get(reverse("tasks:list") + "?view=open")


def test_a_like_name_is_shown_before_it_is_registered(standing_house: None, db: None, sign_in: SignIn) -> None:
    from kaifaqu.foundation.accounts.models import User

    known = register_enterprise(
        name="山西鸿图新材料科技有限公司", parent=get_subject(ZONE), by=User.objects.get(username="zuoyun-clerk"), at=AT
    )
    client = sign_in("zuoyun-officer")
    typed = {"parent": zone_pk(), "name": "山西鸿图新材料科技有限公司（筹）"}
    warned = client.post(reverse("enterprises:register"), typed)
    assert known.name in warned.content.decode()
    assert client.post(reverse("enterprises:register"), {**typed, "sure": "on"}).status_code == 302
    faulty = client.post(
        reverse("enterprises:register"), {**typed, "sure": "on", "name": "新", "credit_code": "91350100M000100Y4Z"}
    )
    assert "不该出现的字符" in faulty.content.decode()
    for page in ("enterprises:list", "enterprises:nursery"):
        assert client.get(reverse(page)).status_code == 200
    assert client.get(reverse("enterprises:enterprise", args=[known.pk])).status_code == 200
    assert sign_in("huairen-officer").get(reverse("enterprises:enterprise", args=[known.pk])).status_code == 404
