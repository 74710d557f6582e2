"""A grant reaches the subject that it stands on and all that lies below, and nothing beside or above."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from conftest import AT
from kaifaqu.foundation.accounts.actions import System, create_user, grant_role
from kaifaqu.foundation.accounts.models import Role
from kaifaqu.foundation.accounts.queries import grants_of, home_subject, may, may_as, may_somewhere, reach_of, roles_for
from kaifaqu.foundation.subjects.queries import get_subject
from tests.walks import ZONE, person

pytestmark = pytest.mark.usefixtures("standing_house", "db")

REACH = [
    ("datong", "returns:grid", "140200", True),
    ("datong", "returns:grid", ZONE, True),
    ("datong", "returns:grid", "C140200-ZY-YCZN", True),
    ("datong", "returns:grid", "140000", False),
    ("datong", "returns:grid", "140600", False),
    ("datong", "returns:grid", "Z140600-HR", False),
    ("datong", "returns:declare", ZONE, False),
    ("zuoyun-clerk", "returns:declare", ZONE, True),
    ("zuoyun-clerk", "returns:declare", "140200", False),
    ("zuoyun-clerk", "returns:sign", "Z140600-HR", False),
    ("province", "returns:grid", "Z140600-HR", True),
    ("tianjin-office", "documents:upload", "E20240425-BHB", True),
    ("tianjin-office", "documents:upload", "140000", False),
    ("auditor", "returns:grid", "140000", False),
]


@pytest.mark.parametrize(("username", "act", "code", "allowed"), REACH)
def test_an_act_is_allowed_within_reach_only(username: str, act: str, code: str, allowed: bool) -> None:
    assert may(person(username), act, get_subject(code)) is allowed
    assert reach_of(person(username), act).filter(code=code).exists() is allowed


def test_a_visitor_reaches_nothing() -> None:
    visitor = AnonymousUser()
    assert not may(visitor, "returns:grid", get_subject(ZONE))
    assert not may_as(visitor, [Role.CLERK], get_subject(ZONE))
    assert not reach_of(visitor, "returns:grid").exists()
    assert may(visitor, "trace:fact", get_subject(ZONE))


@pytest.mark.parametrize("act", ["returns:burn", "", "admin:index", "api:api-root"])
def test_an_act_that_the_table_does_not_name_is_nobodys(act: str) -> None:
    assert roles_for(act) == frozenset()
    assert not any(may_somewhere(person(name), act) for name in ("province", "datong", "zuoyun-clerk", "auditor"))


def test_a_code_that_begins_alike_is_not_within_reach() -> None:
    """A grant on 14020 must not reach 140200: the tree's path ends each code."""
    from kaifaqu.foundation.subjects.actions import put_subject
    from kaifaqu.foundation.subjects.models import Kind

    put_subject(code="Z140200-Z", kind=Kind.ZONE, name="另一个开发区", parent="140200")
    user = create_user(username="near", name="邻居", password=None, by=System(), at=AT)
    grant_role(user, Role.CLERK, get_subject("Z140200-Z"), by=System(), at=AT)
    assert not may(user, "returns:declare", get_subject(ZONE))
    assert not may_as(user, [Role.CLERK], get_subject(ZONE))


def test_the_first_grant_is_the_home() -> None:
    signer = person("zuoyun-signer")
    home = home_subject(signer)
    assert home is not None
    assert home.code == ZONE
    assert [grant.role for grant in grants_of(signer)] == ["signer", "leader"]
