"""What a request says of who sends it: the account behind the access middleware, and the address behind proxies."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from kaifaqu.foundation.accounts.models import User


class AccountRequest(HttpRequest):
    """A request of somebody who is signed in: the permission table opens no act on a subject to a visitor."""

    user: User


def address_of(request: HttpRequest) -> str:
    """The sender's address. Each trusted proxy adds one address at the end of X-Forwarded-For; what stands before, the sender may have made up."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    proxies: int = settings.TRUSTED_PROXIES
    return told[-proxies] if 0 < proxies <= len(told) else direct
