"""A ticket lives between firm, zone and bureau; a visit is sent once; strangers learn nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from conftest import AT
from kaifaqu.foundation.accounts.actions import System, create_user, grant_role
from kaifaqu.foundation.accounts.models import Role, User
from kaifaqu.foundation.enterprises.actions import register_enterprise
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.subjects.actions import put_subject
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.service.models import Ticket, Visit
from kaifaqu.operations.tasks.models import Promise

ZONE, BUREAU, FIRM = "Z140200-ZY", "B-ZY-DL", "C140200-ZY-YCZN"
SignIn = Callable[[str], Any]


@pytest.fixture
def firm(standing_house: None, db: None) -> Enterprise:
    """The demonstration's enterprise, a bureau of its zone, and the bureau's officer."""
    put_subject(code=BUREAU, kind=Kind.OFFICE, name="经济运行局", parent=ZONE)
    bureau = create_user(username="bureau", name="经济运行局", password=None, by=System(), at=AT)
    grant_role(bureau, Role.PROJECT_OFFICER, get_subject(BUREAU), by=System(), at=AT)
    return register_enterprise(
        name="亿诚智能机械", parent=get_subject(ZONE), subject_code=FIRM, by=User.objects.get(username="zuoyun-clerk"), at=AT
    )


def step(client: Any, ticket: Ticket, act: str, **typed: Any) -> int:
    status: int = client.post(reverse(f"service:{act}", args=[ticket.pk]), typed).status_code
    ticket.refresh_from_db()
    return status


def file_one(sign_in: SignIn, firm: Enterprise) -> Ticket:
    sign_in("enterprise").post(reverse("service:file"), {"enterprise": firm.pk, "title": "双回路供电", "category": "utilities"})
    return Ticket.objects.get()


def test_a_ticket_lives_between_firm_zone_and_bureau(firm: Enterprise, sign_in: SignIn) -> None:
    ticket = file_one(sign_in, firm)
    assert ticket.channel == "enterprise"
    assert step(sign_in("bureau"), ticket, "sign") == 404
    bureau = get_subject(BUREAU)
    assert step(sign_in("zuoyun-officer"), ticket, "assign", office=bureau.pk) == 302
    assert step(sign_in("bureau"), ticket, "return", words="不属本局") == 302
    assert step(sign_in("zuoyun-officer"), ticket, "assign", office=bureau.pk, words="仍由你局办") == 302
    assert step(sign_in("bureau"), ticket, "return", words="还是不属") == 422
    assert step(sign_in("bureau"), ticket, "sign") == 302
    assert step(sign_in("bureau"), ticket, "answer", outcome="promised", words="六月底通电") == 422
    assert step(sign_in("bureau"), ticket, "answer", outcome="promised", words="六月底通电", promised_by="2027-06-30") == 302
    assert Promise.objects.get().due_date.isoformat() == "2027-06-30"
    assert step(sign_in("enterprise"), ticket, "reopen", words="没说清接入点") == 302
    assert step(sign_in("bureau"), ticket, "answer", outcome="solved", words="已通电") == 302
    assert step(sign_in("zuoyun-officer"), ticket, "confirm", rating="good") == 404
    assert step(sign_in("enterprise"), ticket, "confirm", rating="bad") == 422
    assert step(sign_in("enterprise"), ticket, "confirm", rating="good") == 302
    assert (ticket.state, ticket.rating, ticket.outcome) == ("closed", "good", "solved")
    page = sign_in("enterprise").get(reverse("service:ticket", args=[ticket.pk])).content.decode()
    assert "不属本局" in page


def test_strangers_learn_nothing_of_a_ticket(firm: Enterprise, sign_in: SignIn) -> None:
    ticket = file_one(sign_in, firm)
    for stranger in ("huairen-officer", "operator", "auditor", "bureau"):
        client = sign_in(stranger)
        assert client.get(reverse("service:ticket", args=[ticket.pk])).status_code == 404, stranger
        assert step(client, ticket, "assign", office=get_subject(ZONE).pk) == 404, stranger
    assert sign_in("zuoyun-clerk").get(reverse("service:ticket", args=[ticket.pk])).status_code == 200
    assert step(sign_in("enterprise"), ticket, "assign", office=get_subject(ZONE).pk) == 404


def test_a_visit_is_sent_once_and_its_problems_become_tickets(firm: Enterprise, sign_in: SignIn) -> None:
    client = sign_in("zuoyun-officer")
    typed = {
        "enterprise": firm.pk, "office": get_subject(ZONE).pk, "kind": "routine", "on": "2024-04-20", "findings": "满产", "problems": "缺工20人\n停电",
        "category": "labour", "sent": "abc",
    }  # fmt: skip
    for _time in range(2):
        assert client.post(reverse("service:visit_new"), typed).status_code == 302
    assert (Visit.objects.count(), Ticket.objects.filter(channel="visit").count()) == (1, 2)
    bad = client.post(
        reverse("service:visit_new"), {**typed, "findings": "", "sent": "x"}, headers={"X-Requested-With": "queue"}
    )
    assert bad.status_code == 422
    assert "findings" in bad.json()["faults"]
    near = {"enterprise": firm.pk, "office": get_subject(BUREAU).pk, "kind": "routine", "on": "2024-04-22"}
    warned = client.post(reverse("service:plan"), near)
    assert "不到一周" in warned.content.decode()
    assert client.post(reverse("service:plan"), {**near, "sure": "on"}).status_code == 302
    assert client.get(reverse("service:visits")).status_code == 200
    assert (
        sign_in("huairen-officer")
        .get(reverse("service:visit", args=[Visit.objects.exclude(made_at=None).get().pk]))
        .status_code
        == 404
    )


def test_a_picture_is_a_picture(firm: Enterprise, sign_in: SignIn) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    typed = {
        "enterprise": firm.pk, "office": get_subject(ZONE).pk, "kind": "routine", "on": "2024-04-20", "findings": "满产", "category": "other",
        "not_secret": "on", "photo": SimpleUploadedFile("a.jpg", b"MZ not a picture"),
    }  # fmt: skip
    answer = sign_in("zuoyun-officer").post(reverse("service:visit_new"), typed)
    assert "JPG" in answer.content.decode()
    typed["photo"] = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff\xe0 picture")
    assert sign_in("zuoyun-officer").post(reverse("service:visit_new"), typed).status_code == 302
    photo = reverse("service:photo", args=[Visit.objects.get().pk])
    assert sign_in("zuoyun-officer").get(photo)["Content-Type"] == "image/jpeg"


def test_every_list_opens_for_its_people(firm: Enterprise, sign_in: SignIn) -> None:
    file_one(sign_in, firm)
    for person, pages in {
        "zuoyun-officer": ("service:tickets", "service:visits", "service:visit_new", "service:help", "service:file", "production:list", "production:targets"),
        "zuoyun-signer": ("service:clocks",), "datong": ("service:tickets",), "enterprise": ("service:door", "service:tickets"),
    }.items():  # fmt: skip
        client = sign_in(person)
        for page in pages:
            assert client.get(reverse(page)).status_code == 200, (person, page)
