"""What a view is given behind the access middleware."""

from __future__ import annotations

from django.http import HttpRequest

from kaifaqu.foundation.accounts.models import User


class AccountRequest(HttpRequest):
    """A request of somebody who is signed in: the permission table opens no act on a subject to a visitor."""

    user: User
