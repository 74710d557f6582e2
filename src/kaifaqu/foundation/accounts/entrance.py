"""How every way of signing in ends: with a session that is written down, after the second factor where the account has one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import login
from django.http import HttpRequest

from kaifaqu.foundation.accounts.actions import note_sign_in
from kaifaqu.foundation.accounts.factor_queries import has_second_factor
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.requests import address_of

WAITING = "waits_for_code"
PATIENCE = timedelta(minutes=5)
"""How long a password stays good for while the code is looked up on the telephone."""


def begin_sign_in(request: HttpRequest, user: User, backend: str, next_url: str, *, at: datetime) -> bool:
    """Signs in an account whose first factor held; False where its code must be asked first, which the session then waits for."""
    if has_second_factor(user):
        request.session.cycle_key()
        request.session[WAITING] = {"user": user.pk, "backend": backend, "next": next_url, "at": at.isoformat()}
        return False
    finish_sign_in(request, user, backend, at=at)
    return True


def find_waiting(request: HttpRequest, *, at: datetime) -> tuple[User, str, str] | None:
    """(account, backend, where it wants to go) of a sign-in that waits for its code; None when there is none, or it is too old."""
    waiting = request.session.get(WAITING)
    if not waiting or at - datetime.fromisoformat(waiting["at"]) > PATIENCE:
        request.session.pop(WAITING, None)
        return None
    user = User.objects.filter(pk=waiting["user"], is_active=True).first()
    return (user, waiting["backend"], waiting["next"]) if user else None


def finish_sign_in(request: HttpRequest, user: User, backend: str, *, at: datetime) -> None:
    """Opens the session and writes it down where its owner can end it."""
    request.session.pop(WAITING, None)
    login(request, user, backend=backend)
    address, device = address_of(request), request.headers.get("User-Agent", "")
    note_sign_in(user, request.session.session_key or "", address, device, at=at)
