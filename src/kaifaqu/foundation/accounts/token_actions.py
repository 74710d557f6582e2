"""Keys for programs: made by their owner and shown once, ended by him, used by the middleware."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import AccessToken, Grant, TokenScope, User
from kaifaqu.foundation.accounts.queries import grants_of
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.subjects.models import Subject

LONGEST = 365
"""Days that a key may live."""
PREFIX = "kfq_"
"""So that a key that leaked into a file is found by a search."""


class TokenRefusedError(ValueError):
    """The act is not possible; the message says why and what to do."""


def digest_of(secret: str) -> str:
    """What is kept of a key: it is random and long, so one pass of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


OPENED_BY: dict[TokenScope, frozenset[str]] = {
    TokenScope.FACTS: frozenset({"api:subjects", "api:facts"}),
    TokenScope.VALUES: frozenset({"api:subjects", "api:indicators", "api:value", "api:trace"}),
    TokenScope.BULK: frozenset({"api:subjects", "api:bulk_csv", "api:bulk_parquet"}),
    TokenScope.READ: frozenset({"api:read"}),
}
"""The operations that each scope opens, by their names in the permission table."""


def opens(token: AccessToken, act: str) -> bool:
    """True when the key opens the operation: by one of its scopes, or since it has none and opens all."""
    return not token.scopes or any(act in OPENED_BY[TokenScope(scope)] for scope in token.scopes)


def narrow_grants(grants: Iterable[Grant], within: Subject | None) -> tuple[Grant, ...]:
    """What is left of an account's grants below a subject: those that stand there, and those from above brought down to it. Nothing is saved."""
    if within is None:
        return tuple(grants)
    left = []
    for grant in grants:
        if grant.subject.path.startswith(within.path):
            left.append(grant)
        elif within.path.startswith(grant.subject.path):
            left.append(Grant(user=grant.user, role=grant.role, subject=within))
    return tuple(left)


@transaction.atomic
def make_token(
    name: str, days: int, *, by: User, at: datetime, scopes: Sequence[str] = (), within: Subject | None = None
) -> tuple[AccessToken, str]:
    """A new key of one's own and its secret, which nobody can read again. Raises TokenRefusedError."""
    if not name.strip():
        raise TokenRefusedError(_("没有写用途。请写明哪个系统用它，以后好认。"))
    if not 1 <= days <= LONGEST:
        raise TokenRefusedError(_("有效期要在 1 到 %(most)s 天之间。") % {"most": LONGEST})
    unknown = [scope for scope in scopes if scope not in TokenScope.values]
    if unknown:
        raise TokenRefusedError(_("没有「%(scope)s」这个范围。请从页面上勾选。") % {"scope": unknown[0]})
    if within is not None and not narrow_grants(grants_of(by), within):
        raise TokenRefusedError(_("「%(name)s」不在您的范围内。请换一个，或留空。") % {"name": within.name})
    secret = PREFIX + secrets.token_urlsafe(32)
    ends_on = timezone.localdate(at) + timedelta(days=days)
    token = AccessToken.objects.create(
        user=by, name=name.strip()[:80], digest=digest_of(secret), made_at=at, ends_on=ends_on,
        scopes=list(dict.fromkeys(scopes)), within=within,
    )  # fmt: skip
    record_act(
        "accounts.make_token", by=by, at=at, target=f"token:{token.pk}",
        new={"name": token.name, "ends_on": ends_on.isoformat(), "scopes": token.scopes, "within": within.code if within else ""},
    )  # fmt: skip
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


def use_token(secret: str, *, at: datetime) -> AccessToken | None:
    """The key by which an account is read at this moment, or None: unknown, void, over, or its account stopped or waiting."""
    today = timezone.localdate(at)
    token = (
        AccessToken.objects.select_related("user", "within")
        .filter(digest=digest_of(secret), ended_at=None, ends_on__gte=today)
        .first()
    )
    if token is None or not token.user.is_active or token.user.waits_for_approval:
        return None
    if token.last_used_on != today:
        AccessToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return token
