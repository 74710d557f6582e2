"""What a password must be: three kinds of characters of four, none of the last five, changed every ninety days (domain §7)."""

from __future__ import annotations

import secrets
import string
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

REMEMBERED_PASSWORDS = 5
LONGEST_AGE = timedelta(days=90)
KINDS = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
FEWEST_KINDS = 3
READABLE = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without the letters that are taken for others when a password is read out."""


def make_temporary_password() -> str:
    """A first password of twelve characters with three kinds in it."""
    body = "".join(secrets.choice(READABLE) for _place in range(9))
    return (
        body
        + secrets.choice("abcdefghjkmnpqrstuvwxyz")
        + secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ")
        + secrets.choice("23456789")
    )


def count_kinds(password: str) -> int:
    """How many of lower case, upper case, digits and others stand in it."""
    others = any(not any(letter in kind for kind in KINDS) for letter in password)
    return sum(any(letter in kind for letter in password) for kind in KINDS) + others


def is_outworn(user: Any, at: datetime) -> bool:
    """True when the account's own password is older than ninety days."""
    return user.password_changed_at is not None and at - user.password_changed_at > LONGEST_AGE


class KindsValidator:
    """At least three of the four kinds of characters."""

    def validate(self, password: str, user: Any = None) -> None:
        if count_kinds(password) < FEWEST_KINDS:
            raise ValidationError(self.get_help_text(), code="too_few_kinds")

    def get_help_text(self) -> str:
        return _("口令要有大写字母、小写字母、数字、符号中的三种。")


class FormerPasswordValidator:
    """Not the present one nor one of the last five."""

    def validate(self, password: str, user: Any = None) -> None:
        if user is None or user.pk is None:
            return
        former = [user.password, *user.former_passwords.values_list("password", flat=True)[:REMEMBERED_PASSWORDS]]
        if any(check_password(password, kept) for kept in former):
            raise ValidationError(self.get_help_text(), code="used_before")

    def get_help_text(self) -> str:
        return _("不能用现在的和最近用过的口令。")
