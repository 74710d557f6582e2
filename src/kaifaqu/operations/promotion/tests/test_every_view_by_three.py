"""Every view of promotion and of space asked by its owner, a colleague of the same zone and a stranger of another one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import URLPattern, reverse

from conftest import AT
from kaifaqu.foundation.accounts.actions import System, create_user, grant_role
from kaifaqu.foundation.accounts.models import Role, User
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.promotion import actions
from kaifaqu.operations.promotion.models import Lead
from kaifaqu.operations.promotion.urls import urlpatterns as promotion_urls
from kaifaqu.operations.space import actions as space
from kaifaqu.operations.space.urls import urlpatterns as space_urls

pytestmark = [pytest.mark.usefixtures("standing_house", "db"), pytest.mark.long]  # three hundred requests: twenty seconds
ZONE = "Z140600-HR"
LISTS = {"desk", "chains", "chain", "leads", "agreements", "prospects", "policies", "events", "list", "map"}
"""Pages without a record of anybody: a stranger sees his own there."""
OTHERS = {"decide_overlap", "opine", "review_policy", "answer", "take_event", "undo_merge", "part"}
"""Acts of another office or on a record that this scene does not have: each is asked in a test of its own."""


def names(patterns: list[Any], room: str) -> list[str]:
    """The addresses of a room that name a record."""
    return [
        f"{room}:{one.name}" for one in patterns
        if isinstance(one, URLPattern) and one.name not in LISTS | OTHERS and "pk" in one.pattern.regex.groupindex
    ]  # fmt: skip


@pytest.fixture
def records() -> dict[str, int]:
    """One record of every kind, all of Huairen, by the names of the views that show or change them."""
    by, zone = User.objects.get(username="huairen-officer"), get_subject(ZONE)
    colleague = create_user(username="hr2", name="同事", password=None, by=System(), at=AT)
    for role in (Role.INVESTMENT_OFFICER, Role.PROJECT_OFFICER):
        grant_role(colleague, role, zone, by=System(), at=AT)
    firm = actions.register_prospect(zone, name="北京乙示范医药有限公司", by=by, at=AT)
    lead = actions.open_lead(firm, zone, by=by, at=AT, title="示范项目", first_on=date(2024, 4, 1))
    policy = actions.register_policy(zone, title="办法", kind="finance", text="补助", valid_from=date(2024, 1, 1), by=by, at=AT)
    event = actions.register_event(zone, name="怀仁示范推介会", held_on=date(2024, 4, 2), by=by, at=AT)
    guest = actions.invite(event, firm, words="", by=by, at=AT)
    pack = actions.make_pack(
        lead, zone, policies=[], parcels=[], plants=[], direction="药", given_on=date(2024, 4, 3), by=by, at=AT
    )
    parcel = space.register_parcel(
        zone, by=by, at=AT, is_ready=True, code="HR-1", area=Decimal(60), use="chemical", utilities=[]
    )
    plant = space.register_plant(zone, by=by, at=AT, name="1号", area=Decimal(900), use="industry", utilities=[])
    supply = space.supply_parcel(
        parcel, holder="甲", contract="", contract_on=date(2024, 1, 1), agreed_start=date(2024, 6, 1), price=None,
        handed_over_on=None, promises={"intensity": Decimal(300)}, by=by, at=AT,
    )  # fmt: skip
    tenancy = space.let_plant(plant, holder="乙", area=Decimal(100), since=date(2024, 1, 1), until=None, by=by, at=AT)
    agreement = actions.draft_agreement(lead, by=by, at=AT)
    kinds = {
        "agreement": agreement, "gates": agreement, "sign": agreement, "prospect": firm, "merge": firm, "cooperate": firm, "policy": policy,
        "event": event, "list_signing": event, "invite": event, "slot": event, "guest": guest, "pack": pack, "make_pack": lead, "parcel": parcel, "supply": parcel,
        "release": parcel, "offer_again": parcel, "start": supply, "pause": supply, "recover": supply,
        "measure": supply.promises.get(), "plant": plant, "let": plant, "end_tenancy": tenancy,
    }  # fmt: skip
    found = {}
    for name in (*names(promotion_urls, "promotion"), *names(space_urls, "space")):
        action = name.partition(":")[2]
        hit = next((kinds[key] for key in (action, action.rpartition("_")[2], action.partition("_")[0]) if key in kinds), lead)
        found[name] = hit.pk
    return found


def test_owner_and_colleague_see_and_a_stranger_learns_nothing(sign_in: Callable[[str], Any], records: dict[str, int]) -> None:
    assert len(records) > 35
    own, told = [], []
    for username in ("huairen-officer", "hr2"):
        client = sign_in(username)
        own += [
            (username, name)
            for name, pk in records.items()
            if client.get(reverse(name, args=[pk])).status_code not in (200, 405)
        ]
    assert own == []
    for username in ("zuoyun-officer", "datong", "enterprise"):
        client = sign_in(username)
        for name, pk in records.items():
            url = reverse(name, args=[pk])
            answers = {client.get(url).status_code, client.post(url).status_code}
            told += [(username, name, answers)] if not answers <= {404, 405} else []
    assert told == []
    assert Lead.objects.get().title == "示范项目"
