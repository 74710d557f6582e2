"""三员分立: the three officers never share an account with each other or with any other role."""

from __future__ import annotations

from itertools import permutations

import pytest

from conftest import AT
from kaifaqu.foundation.accounts.actions import GrantRefusedError, System, create_user, grant_role
from kaifaqu.foundation.accounts.models import Grant, Role, User
from kaifaqu.foundation.accounts.permissions import ANYONE, TABLE
from kaifaqu.foundation.accounts.permissions import THREE_OFFICERS as OFFICERS
from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import get_subject

pytestmark = pytest.mark.usefixtures("standing_house", "db")
BUSINESS = sorted(set(Role) - OFFICERS)


@pytest.fixture
def newcomer() -> User:
    return create_user(username="newcomer", name="新人", password=None, by=System(), at=AT)


@pytest.fixture
def province() -> Subject:
    return get_subject("140000")


@pytest.mark.parametrize(("held", "wanted"), list(permutations(sorted(OFFICERS), 2)))
def test_an_officer_is_refused_a_second_office(held: Role, wanted: Role, newcomer: User, province: Subject) -> None:
    grant_role(newcomer, held, province, by=System(), at=AT)
    with pytest.raises(GrantRefusedError, match="三员不得兼任"):
        grant_role(newcomer, wanted, province, by=System(), at=AT)
    assert list(newcomer.grants.values_list("role", flat=True)) == [held]


@pytest.mark.parametrize("officer", sorted(OFFICERS))
@pytest.mark.parametrize("role", BUSINESS)
def test_an_officer_is_refused_the_work_of_others(officer: Role, role: Role, newcomer: User, province: Subject) -> None:
    grant_role(newcomer, officer, province, by=System(), at=AT)
    with pytest.raises(GrantRefusedError, match="新人"):
        grant_role(newcomer, role, province, by=System(), at=AT)


@pytest.mark.parametrize("officer", sorted(OFFICERS))
def test_a_person_with_work_is_refused_an_office(officer: Role, newcomer: User, province: Subject) -> None:
    grant_role(newcomer, Role.READER, province, by=System(), at=AT)
    with pytest.raises(GrantRefusedError, match="另设账号"):
        grant_role(newcomer, officer, province, by=System(), at=AT)


def test_the_same_office_stands_on_two_subjects(newcomer: User, province: Subject) -> None:
    grant_role(newcomer, Role.AUDIT_OFFICER, province, by=System(), at=AT)
    grant_role(newcomer, Role.AUDIT_OFFICER, get_subject("140200"), by=System(), at=AT)
    assert newcomer.grants.count() == 2


def test_a_person_may_hold_several_roles_of_work(newcomer: User, province: Subject) -> None:
    for role in (Role.CLERK, Role.REVIEWER, Role.SIGNER):
        grant_role(newcomer, role, province, by=System(), at=AT)
    assert newcomer.grants.count() == 3


def test_a_grant_is_journalled_once(newcomer: User, province: Subject) -> None:
    for _ in range(2):
        grant_role(newcomer, Role.CLERK, province, by=System(), at=AT)
    acts = list_acts(f"user:{newcomer.pk}").filter(act="accounts.grant_role")
    assert [act.new for act in acts] == [{"role": "clerk"}]
    assert Grant.objects.filter(user=newcomer).count() == 1


def is_business(act: str) -> bool:
    """Neither open to everybody, nor the officers' own work: the journal, the accounts, and switching the sample province, which shows nothing."""
    return (
        TABLE[act] != ANYONE
        and act not in ("web:journal", "web:export_journal", "web:sample")
        and not act.startswith("accounts:")
    )


@pytest.mark.parametrize("act", sorted(filter(is_business, TABLE)))
def test_no_officer_sees_business_data(act: str) -> None:
    assert TABLE[act].isdisjoint(OFFICERS)
