"""Writes of accounts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import Grant, Role, User
from kaifaqu.foundation.journal.actions import Actor, record_act
from kaifaqu.foundation.subjects.models import Subject

OFFICERS = frozenset({Role.SYSTEM_OFFICER, Role.SECURITY_OFFICER, Role.AUDIT_OFFICER})


class GrantRefusedError(ValueError):
    """The grant would put two powers into one hand."""


class System:
    """The program itself, where no person acts: the installation and the scheduler."""

    pk = None
    name = "系统"


@transaction.atomic
def create_user(
    *, username: str, name: str, password: str | None, by: Actor, at: datetime, is_demonstration: bool = False
) -> User:
    """Creates an account; without a password nobody can log in to it by password."""
    user = User(username=username, name=name, is_demonstration=is_demonstration)
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
    user.save()
    record_act("accounts.create_user", by=by, at=at, target=f"user:{user.pk}", new={"username": username, "name": name})
    return user


@transaction.atomic
def grant_role(user: User, role: Role, subject: Subject, *, by: Actor, at: datetime) -> Grant:
    """Grants a role on a subtree. Raises GrantRefusedError when an officer would get a second power (domain §7, 三员分立)."""
    held = set(Grant.objects.filter(user=user).values_list("role", flat=True))
    if (role in OFFICERS and held - {role}) or (held & OFFICERS and role not in held):
        refusal = _("「%(name)s」已有其他角色：三员不得兼任。请为%(role)s另设账号。") % {"name": user.name, "role": role.label}
        raise GrantRefusedError(refusal)
    grant, created = Grant.objects.get_or_create(user=user, role=role, subject=subject)
    if created:
        record_act(
            "accounts.grant_role", by=by, at=at, target=f"user:{user.pk}", subject=subject.code, new={"role": role.value}
        )
    return grant
