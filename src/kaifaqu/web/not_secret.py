"""No file comes in before somebody has said that it is not a state secret: one rule for every upload, so that none is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

WORD = "not_secret"
"""The box beside every file (`web/not_secret.html`)."""
ASKED_BY_THE_FORM = frozenset({"documents:upload", "projects:record", "service:visit_new"})
"""Views whose own form asks, so that a refusal comes back with what was typed."""

Respond = Callable[[HttpRequest], HttpResponse]


class NotSecretMiddleware:
    """Refuses a request that bears a file without the confirmation; nothing of the file is kept."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        act = request.resolver_match.view_name if request.resolver_match else ""
        if act in ASKED_BY_THE_FORM or not request.FILES or request.POST.get(WORD):
            return None
        names = "、".join(getattr(file, "name", "") or _("无名文件") for file in request.FILES.values())
        advice = _(
            "没有收下「%(names)s」：没有勾选「我确认这份文件不涉密」。请退回上一页，核对文件不涉密后勾选，再上传一次。"
        ) % {"names": names}
        return render(request, "web/refusal.html", {"title": _("文件没有收下"), "advice": advice}, status=422)
