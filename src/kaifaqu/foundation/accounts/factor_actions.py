"""Writes of the second factor."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from kaifaqu.foundation.accounts.factor_queries import find_unproved_device
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.journal.actions import Actor, record_act

RECOVERY_CODES = 8


@transaction.atomic
def begin_device(user: User) -> TOTPDevice:
    """The device that the account is setting up: the same one until it is proved."""
    return find_unproved_device(user) or TOTPDevice.objects.create(user=user, name="手机", confirmed=False)


@transaction.atomic
def prove_device(user: User, code: str, *, at: datetime) -> list[str] | None:
    """Takes the device into use when the code is right: its recovery codes, shown once; None when the code is wrong."""
    device = find_unproved_device(user)
    if device is None or not device.verify_token("".join(code.split())):
        return None
    TOTPDevice.objects.filter(user=user, confirmed=True).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    record_act("accounts.prove_device", by=user, at=at, target=f"user:{user.pk}")
    return _lay_recovery_codes(user)


def _lay_recovery_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="备用码")
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


@transaction.atomic
def remove_devices(user: User, *, by: Actor, at: datetime) -> None:
    """Takes every device and recovery code away, as when a telephone is lost; where one is required, the next sign-in asks anew."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    record_act("accounts.remove_devices", by=by, at=at, target=f"user:{user.pk}")
