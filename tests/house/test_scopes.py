"""Every URL that opens a record, asked by each role that the table names: next door nobody is let in, at home and above somebody is."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from conftest import AT
from kaifaqu.foundation.accounts.actions import System, create_user, grant_role
from kaifaqu.foundation.accounts.models import Role, User
from kaifaqu.foundation.accounts.permissions import ANYONE, SIGNED_IN, TABLE
from kaifaqu.foundation.subjects.actions import put_subject
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.foundation.subjects.queries import get_subject
from tests.house.test_access import URLS
from tests.house.world import NUMBER, build_world

HOME, NEXT_DOOR, ABOVE = "Z140200-ZY", "Z140200-NEXT", "140200"
BACKEND = "django.contrib.auth.backends.ModelBackend"

REFUSING = {"documents.Decision", "returns.Deputy"}
"""Models whose constraints want more than plain values; no URL takes their number."""

UNMET = {
    "accounts:account", "documents:page", "registers:headings", "registers:upload", "returns:records", "service:photo",
    "web:exit_consequence", "web:settle_consequence",
}  # fmt: skip
"""Pages that want more than a plain record: a file, a register of a room, an enterprise's return, the consequence of a published class. Their
rooms ask owner, colleague, stranger."""


def record_urls() -> Iterator[tuple[str, str]]:
    """Names and addresses of what opens a record of the world to some roles only."""
    for name, arguments in URLS:
        if "pk" in arguments and TABLE[name] not in (ANYONE, SIGNED_IN):
            yield name, reverse(name, kwargs=arguments | {"pk": NUMBER})


@pytest.fixture
def world(house: Mapping[str, Any], settings: Any) -> Iterator[None]:
    """One record of every model in a zone, and a zone next door that has none."""
    settings.SECOND_FACTOR = "off"
    put_subject(code=NEXT_DOOR, kind=Kind.ZONE, name="邻区", parent=ABOVE)
    owner = create_user(username="world", name="主人", password=None, by=System(), at=AT)
    assert build_world(get_subject(HOME), owner) == REFUSING
    logging.disable(logging.ERROR)  # a plain record may be nothing that a page can show: only who is let in is asked
    yield
    logging.disable(logging.NOTSET)


def person(role: str, where: str) -> User:
    """Somebody with this one role on this one subject."""
    username = f"{role}-{where}"
    found: User | None = User.objects.filter(username=username).first()
    if found is None:
        found = create_user(username=username, name=role, password=None, by=System(), at=AT)
        grant_role(found, Role(role), get_subject(where), by=System(), at=AT)
    return found


def let_in(role: str, where: str, url: str) -> bool:
    """Whether somebody learns that the record is there: by asking, or, where asking is no act, next door by acting."""
    client = Client(raise_request_exception=False)
    client.force_login(person(role, where), backend=BACKEND)
    with transaction.atomic():
        status = client.get(url).status_code
        if status == 405 and where == NEXT_DOOR:
            status = client.post(url).status_code
        transaction.set_rollback(True)
    return status != 404


def test_next_door_nobody_learns_of_a_record_and_at_home_and_above_somebody_does(world: None) -> None:
    leaks, unseen = [], []
    for name, url in record_urls():
        roles = sorted(TABLE[name])
        leaks += [(name, role) for role in roles if let_in(role, NEXT_DOOR, url)]
        if name not in UNMET:
            unseen += [(name, where) for where in (HOME, ABOVE) if not any(let_in(role, where, url) for role in roles)]
    assert leaks == []
    assert unseen == []
