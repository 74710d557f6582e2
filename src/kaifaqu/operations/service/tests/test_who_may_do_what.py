"""Every view of service, production and enterprises is asked by the owner, a colleague, a stranger, the enterprise and an operating company."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from conftest import AT
from kaifaqu.foundation.accounts.actions import System, create_user, grant_role
from kaifaqu.foundation.accounts.models import Role, User
from kaifaqu.foundation.enterprises.actions import register_enterprise
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.production.actions import put_line, put_target
from kaifaqu.operations.production.models import LineStatus
from kaifaqu.operations.service.actions import file_ticket, make_visit, note_help
from kaifaqu.operations.service.urls import urlpatterns

ZONE, FIRM = "Z140200-ZY", "C140200-ZY-YCZN"
PEOPLE = ("zuoyun-officer", "zuoyun-clerk", "huairen-officer", "enterprise", "other-firm", "operator", "auditor")
"""Owner; colleague; stranger of another zone; the firm; another firm of the zone; an operating company elsewhere; an officer of the three."""
ALL, STAFF = set(PEOPLE), {"zuoyun-officer", "zuoyun-clerk"}
OPEN_TO: dict[str, set[str]] = {
    "enterprises:enterprise": STAFF | {"enterprise"}, "enterprises:update": STAFF, "enterprises:rename": STAFF, "enterprises:scale": STAFF,
    "enterprises:revenue": STAFF | {"enterprise"}, "enterprises:merge": STAFF, "service:firm": STAFF, "service:ticket": STAFF | {"enterprise"},
    "service:assign": STAFF, "service:refuse": STAFF, "service:sign": STAFF, "service:return": STAFF, "service:answer": STAFF,
    "service:progress": STAFF, "service:ask_extension": STAFF, "service:decide_extension": STAFF, "service:suspend": STAFF,
    "service:resume": STAFF, "service:raise": STAFF, "service:confirm": {"enterprise"}, "service:reopen": {"enterprise"},
    "service:call_back": STAFF, "service:withdraw": STAFF | {"enterprise"}, "service:visit": STAFF, "service:invite": STAFF,
    "service:report": {"enterprise"}, "production:line": STAFF | {"enterprise"}, "production:status": STAFF | {"enterprise"},
    "production:capacity": STAFF | {"enterprise"}, "production:output": STAFF | {"enterprise"}, "production:upgrade": STAFF | {"enterprise"},
    "production:progress": STAFF,
}  # fmt: skip
"""Who finds the address of this very record; for everybody else it is as if it were not there."""
LISTS = {
    "service:tickets": "service", "service:visits": "service", "service:reports": "service", "service:joinings": "service",
    "enterprises:list": "enterprises", "production:list": "production", "service:offices": "service",
}  # fmt: skip


@pytest.fixture
def records(standing_house: None, db: None) -> dict[str, int]:
    """One record of each kind at the firm, and another firm of the same zone with its own account."""
    clerk, zone = User.objects.get(username="zuoyun-clerk"), get_subject(ZONE)
    firm = register_enterprise(name="亿诚智能机械", parent=zone, subject_code=FIRM, by=clerk, at=AT)
    other = register_enterprise(name="乙公司", parent=zone, by=clerk, at=AT)
    user = create_user(username="other-firm", name="乙公司", password=None, by=System(), at=AT)
    grant_role(user, Role.ENTERPRISE, other.subject, by=System(), at=AT)
    ticket = file_ticket(enterprise=firm, title="双回路供电", category="utilities", channel="office", by=clerk, at=AT)
    visit = make_visit(
        enterprise=firm, office=zone, kind="routine", on=date(2024, 4, 9), by_principal=True, by=clerk, at=AT, findings="满产"
    )
    line = put_line(owner=firm.subject, name="一号线", product="托辊", status=LineStatus.FULL, by=clerk, at=AT)
    target = put_target(zone=zone, name="甲园区", target=Decimal(100), by=clerk, at=AT)
    return {"enterprises": firm.pk, "ticket": ticket.pk, "visit": visit.pk, "line": line.pk, "target": target.pk}


def pick(records: dict[str, int], act: str) -> int:
    """The record that an address is about."""
    room, name = act.split(":")
    if room == "enterprises" or name in ("firm", "invite", "report"):
        return records["enterprises"]
    if room == "production":
        return records["target" if name == "progress" else "line"]
    return records["visit" if name == "visit" else "ticket"]


@pytest.mark.parametrize("person", PEOPLE)
def test_a_record_is_found_by_its_people_alone(records: dict[str, int], sign_in: Callable[[str], Any], person: str) -> None:
    client, wrong = sign_in(person), []
    for act, people in OPEN_TO.items():
        url = reverse(act, args=[pick(records, act)])
        answers = {client.get(url).status_code, client.post(url).status_code}
        if bool(answers - {404, 405}) is not (person in people) or 500 in answers:
            wrong.append((act, answers))
    assert wrong == []


def test_every_address_of_service_with_a_record_is_asked() -> None:
    named = {f"service:{pattern.name}" for pattern in urlpatterns if "pk" in pattern.pattern.regex.groupindex}
    assert named - set(OPEN_TO) == {
        "service:photo",
        "service:confirm_joining",
        "service:help_after",
    }  # both have tests of their own


def test_what_came_of_help_is_told_by_those_who_serve_the_firm(records: dict[str, int], sign_in: Callable[[str], Any]) -> None:
    clerk, firm = User.objects.get(username="zuoyun-clerk"), Enterprise.objects.get(pk=records["enterprises"])
    row = note_help(enterprise=firm, kind="process", words="优化工艺", on=date(2024, 4, 2), by=clerk, at=AT)
    url = reverse("service:help_after", args=[row.pk])
    answers = {person: sign_in(person).post(url, {"output_after": "360"}).status_code for person in PEOPLE}
    assert {person for person, status in answers.items() if status != 404} == STAFF


def test_a_list_shows_a_stranger_nothing(records: dict[str, int], sign_in: Callable[[str], Any]) -> None:
    for stranger in ("huairen-officer", "other-firm", "operator"):
        client = sign_in(stranger)
        for page in LISTS:
            answer = client.get(reverse(page))
            text = answer.content.decode() if answer.status_code == 200 else ""
            assert "亿诚智能机械" not in text, (stranger, page)
            assert "双回路供电" not in text, (stranger, page)


def test_an_act_is_refused_by_get(records: dict[str, int], sign_in: Callable[[str], Any]) -> None:
    client = sign_in("zuoyun-officer")
    for act in (
        "enterprises:update",
        "enterprises:scale",
        "service:assign",
        "service:invite",
        "production:status",
        "production:progress",
    ):
        assert client.get(reverse(act, args=[pick(records, act)])).status_code == 405, act


@pytest.mark.parametrize("page", sorted(LISTS))
def test_a_list_asks_as_much_for_many_as_for_few(
    records: dict[str, int], sign_in: Callable[[str], Any], django_assert_max_num_queries: Any, page: str
) -> None:
    clerk, zone, client = User.objects.get(username="zuoyun-clerk"), get_subject(ZONE), sign_in("zuoyun-officer")
    for number in range(12):
        firm = register_enterprise(name=f"第{number}制造有限公司", parent=zone, by=clerk, at=AT)
        file_ticket(enterprise=firm, title=f"诉求{number}", category="land", channel="office", by=clerk, at=AT)
        make_visit(
            enterprise=firm,
            office=zone,
            kind="routine",
            on=date(2024, 4, 10),
            by_principal=True,
            by=clerk,
            at=AT,
            findings="好",
        )
        put_line(owner=firm.subject, name="一号线", product="托辊", status=LineStatus.FULL, by=clerk, at=AT)
    with django_assert_max_num_queries(45):
        assert client.get(reverse(page)).status_code == 200
