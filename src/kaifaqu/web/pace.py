"""How often one account, or one visitor's address, may ask in a minute: far above what a person does, below what hurts the others.

Every process counts for itself, so with several workers the limits are so many times higher.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kaifaqu.foundation.requests import address_of

MINUTE = 60
ORDINARY = 1200
"""Pages and small acts, a minute."""
SIGN_INS = 300
"""An office signs in behind one address on the morning of a deadline; guessing is held off by the lock on account and address."""
READINGS = 30
"""What takes the machine a second or more: files and texts that are read."""
EXPORTS = 60

LIMITS = {
    "entrance:login": SIGN_INS, "entrance:code": SIGN_INS, "entrance:office_back": SIGN_INS,
    "web:read_pasted": READINGS, "documents:upload": READINGS, "documents:read_again": READINGS, "registers:start": READINGS,
    "returns:import_start": READINGS, "returns:upload": READINGS,
    "registers:workbook": EXPORTS, "returns:workbook": EXPORTS, "web:export_journal": EXPORTS, "projects:table": EXPORTS,
}  # fmt: skip
"""By URL name; everything else is ordinary."""

Respond = Callable[[HttpRequest], HttpResponse]


class PaceMiddleware:
    """Answers 429 to who asks too often, with the seconds to wait; nothing was done then."""

    def __init__(self, get_response: Respond, clock: Callable[[], float] = time.monotonic) -> None:
        self.get_response, self.clock = get_response, clock
        self.lock, self.minute, self.asked = Lock(), 0, Counter[tuple[str, str]]()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        act = request.resolver_match.view_name if request.resolver_match else ""
        kind = act if act in LIMITS and (request.method == "POST" or LIMITS[act] == EXPORTS) else ""
        now = self.clock()
        if not settings.PACE or self.count(who_asks(request), kind, now) <= LIMITS.get(kind, ORDINARY):
            return None
        wait = MINUTE - int(now % MINUTE)
        answer = render(request, "429.html", {"wait": wait}, status=429)
        answer["Retry-After"] = str(wait)
        return answer

    def count(self, who: str, kind: str, now: float) -> int:
        """How often this one asked for this kind in the running minute, this time included."""
        with self.lock:
            if int(now // MINUTE) != self.minute:
                self.minute = int(now // MINUTE)
                self.asked.clear()
            self.asked[who, kind] += 1
            return self.asked[who, kind]


def who_asks(request: HttpRequest) -> str:
    """The account, or the address of a visitor."""
    user = getattr(request, "user", None)
    return f"account:{user.pk}" if user is not None and user.is_authenticated else f"address:{address_of(request)}"
