"""How a real home begins: the province's tree, and three officers in three hands. Everything else they open in the browser."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import yaml
from django.db import transaction

from kaifaqu.core.figures.catalogue import catalogue_folder
from kaifaqu.foundation.accounts.actions import System, create_user, grant_role, reset_password
from kaifaqu.foundation.accounts.models import Role
from kaifaqu.foundation.accounts.queries import list_accounts
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.foundation.zones.actions import lay_subjects

OFFICES = {"system": Role.SYSTEM_OFFICER, "security": Role.SECURITY_OFFICER, "audit": Role.AUDIT_OFFICER}


class BeginningRefusedError(ValueError):
    """The home cannot be begun; the message says why and what to do."""


@transaction.atomic
def begin_home(officers: Mapping[str, tuple[str, str]], *, at: datetime) -> dict[str, str]:
    """Registers the province and opens one account for each office (office → (username, name)): first password by username.

    Raises BeginningRefusedError where accounts exist already, or one person would hold two offices.
    """
    if list_accounts().exists():
        raise BeginningRefusedError("这个数据目录已有账号，不能再次启用。请另设 KAIFAQU_HOME，或由系统管理员在网页上开户。")
    usernames = [username for username, _name in officers.values()]
    if len(set(usernames)) < len(OFFICES) or not all(name for _username, name in officers.values()):
        raise BeginningRefusedError("三员要三个不同的账号，每个写成“账号:姓名”，如 --system admin:张三。")
    root = put_province(at)
    passwords = {}
    for office, role in OFFICES.items():
        username, name = officers[office]
        user = create_user(username=username, name=name, password=None, by=System(), at=at)
        grant_role(user, role, get_subject(root), by=System(), at=at)
        passwords[username] = reset_password(user, by=System(), at=at)
    return passwords


def put_province(at: datetime) -> str:
    """The province's cities from the catalogue: the code of the province."""
    rows: list[dict[str, Any]] = yaml.safe_load((catalogue_folder() / "subjects" / "shanxi.yaml").read_text(encoding="utf-8"))[
        "subjects"
    ]
    lay_subjects(rows, by=System(), at=at)
    return next(str(row["code"]) for row in rows if row["kind"] == Kind.PROVINCE)
