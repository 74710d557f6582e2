"""django-otp's devices with their secrets sealed. The tables are the library's own."""

from __future__ import annotations

import logging
from typing import Any

from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from kaifaqu.foundation.accounts.sealing import SealError, digest_code, unseal

logger = logging.getLogger(__name__)


class Telephone(TOTPDevice):  # type: ignore[misc] # the library has no types
    """An authenticator; `key` is sealed for its account."""

    class Meta:
        proxy = True

    @property
    def bin_key(self) -> bytes:
        """The secret that the telephone shares. Raises SealError."""
        return unseal(self.key, self.user_id)

    def verify_token(self, token: Any) -> bool:
        """Whether the code is right; one that cannot be judged is not."""
        try:
            return bool(super().verify_token(token))
        except SealError:
            logger.exception(
                "the home's secret key was changed: a security officer takes the device away, and its owner sets up a new one"
            )
            return False


class RecoveryCodes(StaticDevice):  # type: ignore[misc] # the library has no types
    """The codes on paper; `token` is a digest."""

    class Meta:
        proxy = True

    def verify_token(self, token: str) -> bool:
        """Whether the code is one of them; it is used up by this."""
        return bool(super().verify_token(digest_code(token)))
