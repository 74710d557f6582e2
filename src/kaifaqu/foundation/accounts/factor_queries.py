"""The second factor: who must have one, who has one, and whether a code is right (TOTP, RFC 6238; kept by django-otp)."""

from __future__ import annotations

from django.conf import settings
from django_otp import devices_for_user, verify_token

from kaifaqu.foundation.accounts.devices import RecoveryCodes, Telephone
from kaifaqu.foundation.accounts.models import Role, User
from kaifaqu.foundation.accounts.permissions import SIGNED_IN, THREE_OFFICERS
from kaifaqu.foundation.accounts.queries import grants_of

REQUIRED_OF: dict[str, frozenset[str]] = {
    "off": frozenset(),
    "officers": THREE_OFFICERS | {Role.SIGNER, Role.CITY_REVIEWER, Role.PROVINCE_APPROVER},
    "all": SIGNED_IN,
}
"""KAIFAQU_SECOND_FACTOR → the roles that cannot work without one. By default those who keep the house and those who sign."""


def has_second_factor(user: User) -> bool:
    """True once the account has proved a device with a first code."""
    return any(True for _device in devices_for_user(user, confirmed=True))


def must_have_second_factor(user: User) -> bool:
    """True when one of the account's roles asks for it; the demonstration's accounts are taken on without any password."""
    roles = REQUIRED_OF[settings.SECOND_FACTOR]
    return bool(roles) and not user.is_demonstration and any(grant.role in roles for grant in grants_of(user))


def find_unproved_device(user: User) -> Telephone | None:
    """The device that the account began to set up and has not proved yet."""
    device: Telephone | None = Telephone.objects.filter(user=user, confirmed=False).order_by("-pk").first()
    return device


def check_code(user: User, code: str) -> bool:
    """True when the code is the device's now, or an unused recovery code, which is used up by it.

    A code is good once; after wrong ones the device answers no more for 1, 2, 4, 8 … seconds.
    """
    typed = "".join(code.split()).lower()
    kind = Telephone if typed.isdigit() else RecoveryCodes
    device = kind.objects.filter(user=user, confirmed=True).first()
    return device is not None and verify_token(user, device.persistent_id, typed) is not None
