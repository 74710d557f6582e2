"""The first screen, the role switch of a demonstration, the paste box and the health check."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import login
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.core.reader.read import read_text
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.accounts.queries import list_demonstration_users, may_somewhere
from kaifaqu.foundation.documents.queries import mark_read
from kaifaqu.outputs.dashboards.queries.stories import list_stories
from kaifaqu.outputs.dashboards.queries.today import list_pressing, list_today
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.web.sample.switch import is_on

PASTE_LIMIT = 20_000
"""Code points that the paste box takes; a longer text belongs into an upload."""


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """「我今天要办的」 for an account; the page's four stories in a demonstration home; the login elsewhere."""
    demonstration = list_demonstration_users().exists()
    if not demonstration and not request.user.is_authenticated:
        return redirect("entrance:login")
    newest = Fact.objects.order_by("-pk").values_list("recorded_at", flat=True).first()
    return render(
        request,
        "web/home.html",
        {
            "newest": newest,
            "stories": list_stories() if demonstration else [],
            "today": list_today(request.user, timezone.now()) if request.user.is_authenticated else None,
            "pressing": list_pressing(request.user, timezone.localdate()),
            "paste_limit": PASTE_LIMIT,
            "sample_on": is_on(),
            "may_switch": may_somewhere(request.user, "web:sample"),
            "may_look": may_somewhere(request.user, "dashboards:subject"),
        },
    )


@require_POST
def become(request: HttpRequest, username: str) -> HttpResponse:
    """Takes on a demonstration account, and goes where the action leads. Real accounts cannot be taken on."""
    user = User.objects.filter(username=username, is_demonstration=True, is_active=True).first()
    if user is None:
        raise Http404
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(safe_next(request))


def safe_next(request: HttpRequest) -> str:
    """The page asked for next, when it is one of ours; otherwise the first screen."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours and urlsplit(wanted).path.startswith("/") else reverse("web:home")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remembers the language of the interface."""
    chosen = request.POST.get("language", "")
    response = redirect(safe_next(request))
    if chosen in dict(settings.LANGUAGES):
        translation.activate(chosen)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, samesite="Lax", httponly=True)
    return response


@require_POST
def read_pasted(request: HttpRequest) -> HttpResponse:
    """Reads and checks a pasted bulletin at once; nothing is kept."""
    text = request.POST.get("text", "")
    context: dict[str, Any] = {"text": text, "paste_limit": PASTE_LIMIT}
    if not text.strip():
        context["refusal"] = _("还没有文字。请把通稿粘贴到框里，再点「读数并核对」。")
    elif len(text) > PASTE_LIMIT:
        context["refusal"] = _("文字有 %(found)s 字，这里最多 %(limit)s 字。更长的文件请用「收文」上传。") % {
            "found": len(text), "limit": PASTE_LIMIT,
        }  # fmt: skip
    else:
        context["read"] = read = read_text(text, published_on=timezone.localdate())
        context["marked"] = mark_read(read)
    partial = "web/read.html#result" if request.headers.get("HX-Request") else "web/read.html"
    return render(request, partial, context)


@require_GET
def health(_request: HttpRequest) -> HttpResponseBase:
    """Whether the program and its database answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return JsonResponse({"status": "down", "database": str(error)}, status=503)
    return JsonResponse({"status": "ok"})
