"""The one scheduler: what is due at a moment, room by room. A room adds its function to DUTIES."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.contrib.sessions.models import Session

Duty = Callable[[datetime], Iterator[str]]


def end_idle_sessions(at: datetime) -> Iterator[str]:
    """Removes the sessions that have run out."""
    ended, _by_model = Session.objects.filter(expire_date__lt=at).delete()
    yield f"已清理过期会话 {ended} 个。"


DUTIES: tuple[Duty, ...] = (end_idle_sessions,)


def run_due(at: datetime) -> Iterator[str]:
    """Runs every duty at the moment given, and tells what each did."""
    for duty in DUTIES:
        yield from duty(at)
