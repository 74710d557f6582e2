"""What is told to other systems, how a message is signed, and when it is tried again. Pure: no database, no clock, no network."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "figures.accepted": ("ledger.accept_return", _("报表核准入账")),
    "release.issued": ("indicators.issue_release", _("数据发布")),
    "release.opened": ("portal.open_release", _("数据向社会公开")),
    "release.withdrawn": ("portal.withdraw_release", _("公开的数据撤下")),
    "brief.issued": ("briefs.issue_brief", _("简报签发")),
    "round.published": ("evaluation.publish_round", _("评价结果公布")),
}
"""What can be told: the act of the journal behind it, and its words."""
EVENT_OF = {act: event for event, (act, _words) in EVENTS.items()}
AGAIN = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720, 1440))
"""How long after the n-th failure a message is tried again; after the last it is given up and its owner is told."""


def sign(secret: bytes, timestamp: int, body: bytes) -> str:
    """`v1=` and HMAC-SHA256 over the second of sending, a point and the body: who has the secret knows that nobody else wrote this, and when."""
    return f"v1={hmac.new(secret, f'{timestamp}.'.encode() + body, hashlib.sha256).hexdigest()}"


def wait_after(attempts: int) -> timedelta | None:
    """The pause after so many failures, or None when it is enough."""
    return AGAIN[attempts - 1] if attempts <= len(AGAIN) else None
