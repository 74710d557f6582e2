"""Who may ask what: every URL by every role and by a visitor, compared with the one permission table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from conftest import AT
from kaifaqu.foundation.accounts.actions import System, create_user, grant_role
from kaifaqu.foundation.accounts.models import Role, User
from kaifaqu.foundation.accounts.permissions import ANYONE, TABLE
from kaifaqu.foundation.accounts.queries import may_somewhere
from kaifaqu.foundation.subjects.queries import get_subject

pytestmark = pytest.mark.usefixtures("standing_demonstration", "db")
BACKEND = "django.contrib.auth.backends.ModelBackend"

ARGUMENTS: dict[str, Any] = {
    "page": 1, "pk": 1, "number": "f001", "username": "datong", "code": "Z140200-ZY", "indicator": "transformation_share",
    "period": "2024Q1", "subject": "Z140200-ZY", "fact": 1, "register": "none", "name": "amounts",
}  # fmt: skip
"""A value for every argument that a URL of the program takes."""


def walk(patterns: list[Any], namespace: str = "", prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walk(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            taken = pattern.pattern.regex.groupindex
            yield f"{namespace}{pattern.name}", {name: ARGUMENTS[name] for name in taken}


URLS = sorted(dict(walk(get_resolver().url_patterns)).items())


def test_every_url_stands_in_the_table_and_every_row_has_a_url() -> None:
    names = {name for name, _arguments in URLS}
    assert names - set(TABLE) == set()
    assert set(TABLE) - names == set()


SESSION_ENDING = ("entrance:logout", "web:become", "entrance:login")
"""After these somebody else is signed in."""


SHOWINGS = 2
"""To how many accounts a page that is theirs is shown; the rest is asked only what it must not see."""


def one_of_each_office() -> Iterator[User]:
    """One demonstration account for every set of roles that somebody holds."""
    seen: set[frozenset[str]] = set()
    for user in User.objects.filter(is_demonstration=True).prefetch_related("grants").order_by("pk"):
        roles = frozenset(grant.role for grant in user.grants.all())
        if roles not in seen:
            seen.add(roles)
            yield user


def test_a_role_that_the_table_does_not_name_learns_nothing(client: Any) -> None:
    wrong, shown = [], Counter[str]()
    for user in one_of_each_office():
        client.force_login(user, backend=BACKEND)
        for name, arguments in URLS:
            url = reverse(name, kwargs=arguments)
            if may_somewhere(user, name):
                shown[name] += 1
                failed = shown[name] <= SHOWINGS and client.get(url).status_code == 500
                wrong += [(user.username, name, 500)] if failed else []
            elif (answers := {client.get(url).status_code, client.post(url).status_code}) != {404}:
                wrong.append((user.username, name, answers))
            if name in SESSION_ENDING:
                client.force_login(user, backend=BACKEND)
    assert wrong == []


ELSEWHERE: dict[str, tuple[int, ...]] = {
    "service:join": (404,),  # open to whoever holds the link's secret; for anybody else as if it were not there
    "web:metrics": (404,),
    "portal:figures": (404,),  # nothing is open here: what is not open is as if it were not there
    "portal:csv": (404,),
    "portal:json": (404,),
    "portal:policy": (404,),
    "entrance:code": (302,),  # nobody waits for a code: to the password
    "entrance:office": (404,),  # no office's own sign-in is set
    "entrance:office_back": (404,),
}
"""What a visitor without what it takes is answered by pages that stand open to anyone."""


def test_a_visitor_is_sent_to_the_login_or_learns_nothing(client: Any) -> None:
    wrong = []
    for name, arguments in URLS:
        url = reverse(name, kwargs=arguments)
        asked, posted = client.get(url), client.post(url)
        to_login = asked.status_code == 302 and asked["Location"].startswith("/login")
        open_answers = (200, 405, *ELSEWHERE.get(name, ()))
        fine = asked.status_code in open_answers if TABLE[name] == ANYONE else posted.status_code == 404
        if not fine or not (TABLE[name] == ANYONE or to_login or asked.status_code == 404):
            wrong.append((name, asked.status_code, posted.status_code))
        client.logout()
    assert wrong == []


@pytest.fixture
def stranger(client: Any) -> Any:
    """A colleague of every reporting role in another zone of another city."""
    user = create_user(username="huairen", name="怀仁", password=None, by=System(), at=AT, is_demonstration=True)
    for role in (Role.CLERK, Role.REVIEWER, Role.SIGNER):
        grant_role(user, role, get_subject("Z140600-HR"), by=System(), at=AT)
    client.force_login(user, backend=BACKEND)
    return client


SCOPED = [
    ("documents:review", {"pk": 2}), ("documents:download", {"pk": 2}), ("returns:grid", {"pk": 1}),
    ("returns:workbook", {"pk": 1}), ("dashboards:subject", {"code": "Z140200-ZY"}), ("dashboards:subject", {"code": "140000"}),
    ("trace:value", {"indicator": "transformation_share", "code": "Z140200-ZY", "period": "2024Q1"}),
    ("api:value", {"indicator": "transformation_share", "subject": "Z140200-ZY", "period": "2024Q1"}),
    ("api:trace", {"fact": 1}),
]  # fmt: skip


def test_a_stranger_cannot_tell_refused_from_absent(stranger: Any) -> None:
    answers = {name: stranger.get(reverse(name, kwargs=arguments)).status_code for name, arguments in SCOPED}
    assert set(answers.values()) == {404}, answers
    for name, elsewhere in (("documents:list", "/documents/2"), ("returns:list", "/returns/1")):
        assert f'href="{elsewhere}"' not in stranger.get(reverse(name)).content.decode()
    facts = stranger.get(reverse("api:facts")).json()["facts"]
    assert {fact["subject"] for fact in facts} <= {"P140600-HR-ZJT", "K140600-HR-YH"}


def test_an_act_is_refused_by_get(sign_in: Callable[[str], Any]) -> None:
    client = sign_in("zuoyun-clerk")
    for name in ("returns:sign", "returns:declare", "documents:accept_holding", "briefs:compose"):
        arguments = dict(URLS)[name]
        assert client.get(reverse(name, kwargs=arguments)).status_code == 405
