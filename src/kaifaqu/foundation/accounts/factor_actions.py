"""Writes of the second factor."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django_otp.plugins.otp_static.models import StaticToken

from kaifaqu.foundation.accounts.devices import RecoveryCodes, Telephone
from kaifaqu.foundation.accounts.factor_queries import find_unproved_device
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.accounts.sealing import digest_code, seal
from kaifaqu.foundation.journal.actions import Actor, record_act

RECOVERY_CODES = 8
SECRET_BYTES = 20
"""RFC 4226, section 4."""


@transaction.atomic
def begin_device(user: User) -> Telephone:
    """The device that the account is setting up: the same one until it is proved."""
    sealed = seal(secrets.token_bytes(SECRET_BYTES), user.pk)
    return find_unproved_device(user) or Telephone.objects.create(user=user, name="手机", confirmed=False, key=sealed)


@transaction.atomic
def prove_device(user: User, code: str, *, at: datetime) -> list[str] | None:
    """Takes the device into use when the code is right: its recovery codes, shown once; None when the code is wrong."""
    device = find_unproved_device(user)
    if device is None or not device.verify_token("".join(code.split())):
        return None
    Telephone.objects.filter(user=user, confirmed=True).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    record_act("accounts.prove_device", by=user, at=at, target=f"user:{user.pk}")
    return _lay_recovery_codes(user)


def _lay_recovery_codes(user: User) -> list[str]:
    RecoveryCodes.objects.filter(user=user).delete()
    device = RecoveryCodes.objects.create(user=user, name="备用码")
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=digest_code(code)) for code in codes)
    return codes


@transaction.atomic
def remove_devices(user: User, *, by: Actor, at: datetime) -> None:
    """Takes every device and recovery code away, as when a telephone is lost; where one is required, the next sign-in asks anew."""
    Telephone.objects.filter(user=user).delete()
    RecoveryCodes.objects.filter(user=user).delete()
    record_act("accounts.remove_devices", by=by, at=at, target=f"user:{user.pk}")
