"""What the demonstration is made of: the plans of the catalogue, the page's subjects, and one account per role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from kaifaqu.core.figures.catalogue import catalogue_folder
from kaifaqu.foundation.accounts.actions import System, create_user, grant_role
from kaifaqu.foundation.accounts.models import Role, User
from kaifaqu.foundation.subjects.actions import put_member
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.foundation.zones.actions import lay_subjects, register_zone
from kaifaqu.foundation.zones.models import ZoneKind


class DemonstrationError(RuntimeError):
    """The demonstration does not fit what the program does; the message names the entry."""


def read_plan(name: str = "page") -> Mapping[str, Any]:
    """One plan of `catalogue/demonstration`: the page's own, or a room's."""
    plan: Mapping[str, Any] = yaml.safe_load(demonstration_folder().joinpath(f"{name}.yaml").read_text(encoding="utf-8"))
    return plan


def demonstration_folder() -> Path:
    return catalogue_folder() / "demonstration"


def put_subjects(plan: Mapping[str, Any], at: datetime) -> None:
    """The province's tree, and the subjects that the page names."""
    base = yaml.safe_load((catalogue_folder() / "subjects" / "shanxi.yaml").read_text(encoding="utf-8"))
    lay_subjects((*base["subjects"], *plan["subjects"]), by=System(), at=at)
    for row in plan["members"]:
        put_member(**row)
    for row in plan["zones"]:
        register_zone(get_subject(row["subject"]), kind=ZoneKind(row.get("kind", "unknown")), by=System(), at=at)


def put_users(rows: Iterable[Mapping[str, Any]], password: str, at: datetime) -> None:
    """One account per role of the demonstration."""
    for row in rows:
        user = create_user(
            username=row["username"], name=row["name"], password=password, by=System(), at=at, is_demonstration=True
        )
        for role, subject in row["grants"].items():
            grant_role(user, Role(role), get_subject(subject), by=System(), at=at)


def user_named(username: str) -> User:
    """A demonstration account."""
    user: User = User.objects.get(username=username, is_demonstration=True)
    return user
