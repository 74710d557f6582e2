"""Writes of accounts."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import AccessToken, FormerPassword, Grant, Role, SignIn, User
from kaifaqu.foundation.accounts.passwords import REMEMBERED_PASSWORDS, make_temporary_password
from kaifaqu.foundation.accounts.permissions import THREE_OFFICERS
from kaifaqu.foundation.journal.actions import Actor, record_act
from kaifaqu.foundation.subjects.models import Subject


class GrantRefusedError(ValueError):
    """The grant would put two powers into one hand."""


class AccountRefusedError(ValueError):
    """The act on the account is not possible; the message says why and what to do."""


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
    if (role in THREE_OFFICERS and held - {role}) or (held & THREE_OFFICERS and role not in held):
        refusal = _("「%(name)s」已有其他角色：三员不得兼任。请为%(role)s另设账号。") % {"name": user.name, "role": role.label}
        raise GrantRefusedError(refusal)
    grant, created = Grant.objects.get_or_create(user=user, role=role, subject=subject)
    if created:
        record_act(
            "accounts.grant_role", by=by, at=at, target=f"user:{user.pk}", subject=subject.code, new={"role": role.value}
        )
    return grant


@transaction.atomic
def open_account(*, username: str, name: str, email: str, by: User, at: datetime) -> tuple[User, str]:
    """Opens an account that works once the security officer approves it: (account, first password, shown once).

    Raises AccountRefusedError when the name is taken.
    """
    if User.objects.filter(username=username).exists():
        raise AccountRefusedError(_("账号「%(username)s」已有人用。请换一个。") % {"username": username})
    password = make_temporary_password()
    user = User(username=username, name=name, email=email, is_active=False, opened_by=by, must_change_password=True)
    user.set_password(password)
    user.save()
    new = {"username": username, "name": name, "email": email}
    record_act("accounts.open_account", by=by, at=at, target=f"user:{user.pk}", new=new)
    return user, password


@transaction.atomic
def apply_for_account(*, username: str, name: str, password: str, invited_by: User, at: datetime) -> User:
    """Makes the account that an invited person asks for: his own password, no work before somebody else than the inviter approves it.

    Raises AccountRefusedError when the name is taken.
    """
    if User.objects.filter(username=username).exists():
        raise AccountRefusedError(_("账号「%(username)s」已有人用。请换一个。") % {"username": username})
    user = User(username=username, name=name, is_active=False, opened_by=invited_by, password_changed_at=at)
    user.set_password(password)
    user.save()
    new = {"username": username, "name": name, "invited_by": invited_by.username}
    record_act("accounts.apply_for_account", by=System(), at=at, target=f"user:{user.pk}", new=new)
    return user


@transaction.atomic
def approve_account(user: User, *, by: User, at: datetime) -> User:
    """Makes an opened account work. Raises AccountRefusedError when it waits for nothing, or for another person."""
    fresh = _lock(user)
    if not fresh.waits_for_approval:
        raise AccountRefusedError(_("这个账号不在等待批准。"))
    if fresh.opened_by_id == by.pk:
        raise AccountRefusedError(_("开户人不能批准自己开的账号。请由安全管理员批准。"))
    fresh.approved_by, fresh.is_active = by, True
    fresh.save(update_fields=["approved_by", "is_active"])
    record_act("accounts.approve_account", by=by, at=at, target=f"user:{fresh.pk}", new={"active": True})
    return fresh


def _lock(user: User) -> User:
    locked: User = User.objects.select_for_update().get(pk=user.pk)
    return locked


@transaction.atomic
def set_active(user: User, active: bool, *, by: User, at: datetime) -> User:
    """Stops an account at once, with all its sessions, or lets it work again."""
    fresh = _lock(user)
    if fresh.pk == by.pk:
        raise AccountRefusedError(_("不能停用自己的账号。请由另一位管理员办理。"))
    if fresh.waits_for_approval:
        raise AccountRefusedError(_("这个账号还没有批准。请先由安全管理员批准。"))
    old, fresh.is_active = fresh.is_active, active
    fresh.save(update_fields=["is_active"])
    if not active:
        _end_sessions(SignIn.objects.filter(user=fresh))
    record_act("accounts.set_active", by=by, at=at, target=f"user:{fresh.pk}", old={"active": old}, new={"active": active})
    return fresh


@transaction.atomic
def reset_password(user: User, *, by: Actor, at: datetime) -> str:
    """Gives the account a password that it must change at once, and ends its sessions: the password, shown once."""
    fresh = _lock(user)
    password = make_temporary_password()
    _remember_password(fresh, at)
    fresh.set_password(password)
    fresh.must_change_password = True
    fresh.save(update_fields=["password", "must_change_password"])
    _end_sessions(SignIn.objects.filter(user=fresh))
    AccessToken.objects.filter(user=fresh, ended_at=None).update(ended_at=at)
    record_act("accounts.reset_password", by=by, at=at, target=f"user:{fresh.pk}")
    return password


@transaction.atomic
def change_password(user: User, password: str, *, at: datetime) -> User:
    """Takes the account's own new password, which its form has judged."""
    fresh = _lock(user)
    _remember_password(fresh, at)
    fresh.set_password(password)
    fresh.must_change_password, fresh.password_changed_at = False, at
    fresh.save(update_fields=["password", "must_change_password", "password_changed_at"])
    record_act("accounts.change_password", by=fresh, at=at, target=f"user:{fresh.pk}")
    return fresh


def _remember_password(user: User, at: datetime) -> None:
    FormerPassword.objects.create(user=user, password=user.password, at=at)
    old = FormerPassword.objects.filter(user=user).values_list("pk", flat=True)[REMEMBERED_PASSWORDS:]
    FormerPassword.objects.filter(pk__in=list(old)).delete()


@transaction.atomic
def revoke_grant(grant: Grant, *, by: User, at: datetime) -> None:
    """Takes a role on a subtree back."""
    old = {"role": grant.role, "subject": grant.subject.code}
    user, code = grant.user, grant.subject.code
    grant.delete()
    record_act("accounts.revoke_grant", by=by, at=at, target=f"user:{user.pk}", subject=code, old=old)


@transaction.atomic
def note_sign_in(user: User, session_key: str, address: str, device: str, *, at: datetime) -> SignIn:
    """Writes down a session as it begins."""
    row, _created = SignIn.objects.update_or_create(
        session_key=session_key, defaults={"user": user, "address": address[:64], "device": device[:200], "at": at}
    )
    record_act("accounts.sign_in", by=user, at=at, target=f"user:{user.pk}", new={"address": row.address})
    return row


def follow_session(old_key: str, new_key: str) -> None:
    """Keeps a sign-in with its session when the session's key is changed, as it is with the password."""
    SignIn.objects.filter(session_key=old_key).update(session_key=new_key)


@transaction.atomic
def end_sign_in(sign_in: SignIn, *, by: User, at: datetime) -> None:
    """Ends a session: its next request is a visitor's."""
    record_act("accounts.end_sign_in", by=by, at=at, target=f"user:{sign_in.user_id}", old={"address": sign_in.address})
    _end_sessions(SignIn.objects.filter(pk=sign_in.pk))


def _end_sessions(rows: QuerySet[SignIn]) -> None:
    Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()
    rows.delete()
