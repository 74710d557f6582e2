"""Keys for programs: made by their owner and shown once, ended by him, used by the middleware."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import AccessToken, User
from kaifaqu.foundation.journal.actions import record_act

LONGEST = 365
"""Days that a key may live."""
PREFIX = "kfq_"
"""So that a key that leaked into a file is found by a search."""


class TokenRefusedError(ValueError):
    """The act is not possible; the message says why and what to do."""


def digest_of(secret: str) -> str:
    """What is kept of a key: it is random and long, so one pass of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_token(name: str, days: int, *, by: User, at: datetime) -> tuple[AccessToken, str]:
    """A new key of one's own and its secret, which nobody can read again. Raises TokenRefusedError."""
    if not name.strip():
        raise TokenRefusedError(_("没有写用途。请写明哪个系统用它，以后好认。"))
    if not 1 <= days <= LONGEST:
        raise TokenRefusedError(_("有效期要在 1 到 %(most)s 天之间。") % {"most": LONGEST})
    secret = PREFIX + secrets.token_urlsafe(32)
    ends_on = timezone.localdate(at) + timedelta(days=days)
    token = AccessToken.objects.create(user=by, name=name.strip()[:80], digest=digest_of(secret), made_at=at, ends_on=ends_on)
    record_act(
        "accounts.make_token",
        by=by,
        at=at,
        target=f"token:{token.pk}",
        new={"name": token.name, "ends_on": ends_on.isoformat()},
    )
    return token, secret


@transaction.atomic
def end_token(token: AccessToken, *, by: User, at: datetime) -> None:
    """Makes a key void. Raises TokenRefusedError when it is void already."""
    fresh = AccessToken.objects.select_for_update().get(pk=token.pk)
    if fresh.ended_at is not None:
        raise TokenRefusedError(_("这个令牌已经作废。"))
    fresh.ended_at = at
    fresh.save(update_fields=["ended_at"])
    record_act("accounts.end_token", by=by, at=at, target=f"token:{fresh.pk}", new={"name": fresh.name})


def use_token(secret: str, *, at: datetime) -> User | None:
    """The account that the key reads as at this moment, or None: unknown, void, over, or its account stopped or waiting."""
    today = timezone.localdate(at)
    token = (
        AccessToken.objects.select_related("user").filter(digest=digest_of(secret), ended_at=None, ends_on__gte=today).first()
    )
    if token is None or not token.user.is_active or token.user.waits_for_approval:
        return None
    if token.last_used_on != today:
        AccessToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return token.user
