"""What the second factor rests on, unreadable in the database: who has a copy of it cannot show a code without the home's secret key.

The telephone's secret is sealed with AES-SIV (RFC 5297) and bound to its account: put into another account's row it does not open. Of a recovery
code only a keyed digest is kept.
"""

from __future__ import annotations

import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

TELEPHONE = "kaifaqu telephone"
DIGITS_OF_DIGEST = 16
"""Hexadecimal digits: as many as django-otp's column takes."""


class SealError(ValueError):
    """The secret does not open: it belongs to another account or purpose, or the home's secret key was changed."""


def _key(purpose: str, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=purpose.encode()).derive(settings.SECRET_KEY.encode())


def seal(secret: bytes, account: int, purpose: str = TELEPHONE) -> str:
    """A secret (of up to 24 bytes, for a telephone) as hexadecimal digits that only this home opens, for this account and purpose only."""
    return AESSIV(_key(purpose, 64)).encrypt(secret, [str(account).encode()]).hex()


def unseal(sealed: str, account: int, purpose: str = TELEPHONE) -> bytes:
    """The secret. Raises SealError."""
    try:
        return AESSIV(_key(purpose, 64)).decrypt(bytes.fromhex(sealed), [str(account).encode()])
    except (InvalidTag, ValueError) as error:
        raise SealError(f"what was sealed for {account} ({purpose}) does not open with this home's secret key") from error


def digest_code(code: str) -> str:
    """What is kept of a recovery code."""
    return hmac.new(_key("kaifaqu recovery code", 32), code.encode(), hashlib.sha256).hexdigest()[:DIGITS_OF_DIGEST]
