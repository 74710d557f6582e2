"""Sessions that end after idle minutes without a write at every page.

Django can renew a session at each request or never. At each request it is a transaction per page looked at: on the embedded database readers
would queue behind writers, and on a full or read-only disk nobody could even look.
"""

from __future__ import annotations

import logging
import time

from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

TOUCHED = "touched"
EVERY = 60
"""Seconds between two renewals: the session ends so much earlier at most."""

logger = logging.getLogger(__name__)


class CalmSessionMiddleware(SessionMiddleware):
    """Renews a session in use once a minute; a renewal that the database refuses does not take the page away."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        session = request.session
        if session.modified or not session.accessed or session.is_empty():
            return super().process_response(request, response)
        now = int(time.time())
        if 0 <= now - session.get(TOUCHED, 0) < EVERY:
            return super().process_response(request, response)
        session[TOUCHED] = now
        try:
            return super().process_response(request, response)
        except DatabaseError:
            logger.warning("a session could not be renewed", exc_info=True)
            return response
