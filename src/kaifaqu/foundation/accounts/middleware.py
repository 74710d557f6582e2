"""Default deny: a view that the permission table does not open to this user is as if it were not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.factor_queries import has_second_factor, must_have_second_factor
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.accounts.passwords import is_outworn
from kaifaqu.foundation.accounts.queries import grants_of, may_somewhere, remember_grants, roles_for
from kaifaqu.foundation.accounts.token_actions import narrow_grants, opens, use_token

OPEN_TO_UNREADY = frozenset(
    {"accounts:password", "entrance:logout", "web:language", "web:health", "entrance:login", "web:become"}
)
"""What an account may do before it has changed a password that it must change, or set up the second factor that it must have."""

Respond = Callable[[HttpRequest], HttpResponse]


API = "/api/"


class TokenMiddleware:
    """Lets a program read the API as the account whose key it bears; everywhere else a key is nothing."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not request.path_info.startswith(API):
            return self.get_response(request)
        token = use_token(secret.strip(), at=timezone.now())
        if token is None:
            return JsonResponse(
                {"detail": _("令牌无效、已作废或已过期。请在「我的账号」里生成新的。")},
                status=401,
                headers={"WWW-Authenticate": "Bearer"},
            )
        token.user.remembered_grants = narrow_grants(grants_of(token.user), token.within)  # type: ignore[attr-defined]
        request.user, request.token = token.user, token  # type: ignore[attr-defined]
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined] # no cookie stands for this account, so none can be misused
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """A key opens what its scopes say and nothing else."""
        token, match = getattr(request, "token", None), request.resolver_match
        if token is None or match is None or opens(token, match.view_name):
            return None
        told = "、".join(token.scope_labels)
        return JsonResponse(
            {"detail": _("这个令牌只开通了：%(scopes)s。请另生成一个开通此项的令牌。") % {"scopes": told}}, status=403
        )


class AccessMiddleware:
    """Asks the table before any view runs. A visitor is sent to the login; an account without the role learns nothing."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        act = match.view_name if match else ""
        remember_grants(request.user)
        if may_somewhere(request.user, act):
            return self.ask_for_readiness(request, act)
        wants_page = request.method == "GET" and not act.startswith("api:")
        if not request.user.is_authenticated and wants_page and roles_for(act):
            return redirect_to_login(request.get_full_path())
        raise Http404

    @staticmethod
    def ask_for_readiness(request: HttpRequest, act: str) -> HttpResponse | None:
        """To the page where what the account lacks is put right: its password, then its second factor. An API client is refused."""
        user = request.user
        if act in OPEN_TO_UNREADY or not isinstance(user, User) or user.is_demonstration:
            return None
        lacking = find_lacking(user)
        if lacking is None or act == lacking:
            return None
        if act.startswith("api:"):
            raise Http404
        return redirect(lacking)


def find_lacking(user: User) -> str | None:
    """The address where the account must go before it may work, if any."""
    if user.must_change_password or is_outworn(user, timezone.now()):
        return "accounts:password"
    if must_have_second_factor(user) and not has_second_factor(user):
        return "accounts:factor"
    return None
