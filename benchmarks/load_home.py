"""The home of the load test: its zones with clerk, readers and returns, and what it holds afterwards. Run by load.py, prints JSON.

`load_home.py lay ZONES READERS` or `load_home.py count`.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ["DJANGO_SETTINGS_MODULE"] = "kaifaqu.web.settings"

import django  # noqa: E402

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import transaction  # noqa: E402

from kaifaqu.core.figures.item import item_named  # noqa: E402
from kaifaqu.core.figures.period import Period  # noqa: E402
from kaifaqu.foundation.accounts.models import Grant, Role, User  # noqa: E402
from kaifaqu.foundation.journal.queries import find_broken_entry  # noqa: E402
from kaifaqu.foundation.subjects.actions import put_subject  # noqa: E402
from kaifaqu.foundation.subjects.models import Kind, Subject  # noqa: E402
from kaifaqu.statistics.returns.actions import start_return  # noqa: E402
from kaifaqu.statistics.returns.models import Line, Return  # noqa: E402
from kaifaqu.statistics.returns.queries import get_form  # noqa: E402
from kaifaqu.web.migration import migrate_database  # noqa: E402

AT = datetime(2024, 6, 12, 1, 0, tzinfo=UTC)
MONTHS = (("2024M1-4", 30), ("2024M1-5", 70))
"""The two monthly returns that every zone files, and how many values of each: a hundred."""
SHARE = "20"
"""What a line two steps deep is of the line above it, in per cent."""
ZONES_OF_A_CITY, CITIES_OF_A_PROVINCE = 10, 10
"""2,800 zones make 28 provinces."""


def open_session(user: User) -> str:
    """What signing in leaves: the key of a session."""
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def open_account(name: str, role: Role, subject: Subject) -> User:
    user: User = User.objects.create(username=name, name=name, password="!")  # noqa: S106 - nobody signs in with it
    Grant.objects.create(user=user, role=role, subject=subject)
    return user


def choose_cells(number: int) -> list[str]:
    """The keys of that many lines of the monthly form, those that it requires first."""
    lines = sorted(get_form("zone_month").lines, key=lambda line: not line.required)
    return [line.key for line in lines[:number]]


def state_value(key: str, month: int, zone: int) -> str:
    """A figure of its own for every cell and zone: parts stay below their wholes, and what is cumulative rises."""
    item = item_named(key.partition(":")[0])
    if item.code == "transformation_share_published":
        return SHARE
    if item.unit.symbol in ("%", "百分点"):
        return f"{5 + zone % 7}"
    depth = {line.key: line.indent for line in get_form("zone_month").lines}[key]
    return str((1000, 500, 100)[depth] * (month + 4) + (zone % 90 if depth == 0 else 0))


@transaction.atomic
def lay(zones: int, readers: int) -> dict[str, Any]:
    """Who files and who reads: (the session and the bodies of each clerk), (the session and the zone of each reader)."""
    clerks, watchers = [], []
    for number in range(zones):
        zone = put_zone(number)
        clerk = open_account(f"clerk-{number}", Role.CLERK, zone)
        returns = [
            (start_return(get_form("zone_month"), zone, Period.parse(period), by=clerk, at=AT).pk, values)
            for period, values in MONTHS
        ]
        filed = [
            {"pk": pk, "cells": {key: state_value(key, month, number) for key in choose_cells(values)}}
            for month, (pk, values) in enumerate(returns)
        ]
        clerks.append({"session": open_session(clerk), "returns": filed})
    for number in range(readers):
        home = Subject.objects.get(code=f"Z{number * max(zones // readers, 1) % zones:04}")
        seat = home if number % 10 else home.parent
        watchers.append({"session": open_session(open_account(f"reader-{number}", Role.READER, seat)), "subject": seat.code})
    return {"clerks": clerks, "readers": watchers}


def put_zone(number: int) -> Subject:
    """The zone in its city in its province."""
    city, province = number // ZONES_OF_A_CITY, number // ZONES_OF_A_CITY // CITIES_OF_A_PROVINCE
    if number % (ZONES_OF_A_CITY * CITIES_OF_A_PROVINCE) == 0:
        put_subject(code=f"P{province:02}", kind=Kind.PROVINCE, name=f"第{province + 1}省")
    if number % ZONES_OF_A_CITY == 0:
        put_subject(code=f"C{city:03}", kind=Kind.CITY, name=f"第{city + 1}市", parent=f"P{province:02}")
    return put_subject(code=f"Z{number:04}", kind=Kind.ZONE, name=f"第{number + 1}开发区", parent=f"C{city:03}")


def count() -> dict[str, Any]:
    """What is held: every line by return, how many were signed, and whether the journal's chain is whole."""
    lines: dict[int, dict[str, str]] = {}
    for owner, item, role, value in Line.objects.values_list("owner_id", "item", "role", "value"):
        lines.setdefault(owner, {})[f"{item}:{role}"] = f"{value:f}" if value is not None else ""
    return {"lines": lines, "signed": Return.objects.filter(position=1).count(), "broken": find_broken_entry() is not None}


if __name__ == "__main__":
    if sys.argv[1] == "lay":
        migrate_database()
        told = lay(int(sys.argv[2]), int(sys.argv[3]))
    else:
        told = count()
    sys.stdout.write(json.dumps(told))
