"""Signing in with the office's own account (OpenID Connect, kept by mozilla-django-oidc).

The provider says who somebody is; what he may do stays here. An account is found by its name and never made: it was opened by one
officer and approved by another like every other. A provider has its own second factor, so ours is asked on top only of those who set it up.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import jwt
import requests
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from kaifaqu.foundation.accounts.entrance import begin_sign_in
from kaifaqu.foundation.accounts.models import User

BACKEND = "kaifaqu.foundation.accounts.oidc.OfficeBackend"
ENDPOINTS = {
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "authorization_endpoint",
    "OIDC_OP_TOKEN_ENDPOINT": "token_endpoint",
    "OIDC_OP_USER_ENDPOINT": "userinfo_endpoint",
    "OIDC_OP_JWKS_ENDPOINT": "jwks_uri",
}


@lru_cache(maxsize=1)
def discover(issuer: str) -> dict[str, Any]:
    """What the provider says of itself. Raises requests.RequestException when it does not answer."""
    answer = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=settings.OIDC_TIMEOUT)
    answer.raise_for_status()
    return dict(answer.json())


class OfficeSettings:
    """Lets the library's classes find the provider's addresses by asking it, at the first sign-in, not when the program starts."""

    @staticmethod
    def get_settings(name: str, *default: Any) -> Any:
        if name in ENDPOINTS:
            return discover(settings.OIDC_ISSUER)[ENDPOINTS[name]]
        return getattr(settings, name, *default)


class OfficeBackend(OfficeSettings, OIDCAuthenticationBackend):  # type: ignore[misc]
    """Finds the account whose name is the claim that KAIFAQU_OIDC_CLAIM names."""

    def __init__(self) -> None:
        self.UserModel = User

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The account; None where the provider is not asked (a password is being tried) or vouches for nobody whom we know."""
        if not settings.OIDC_ISSUER or "nonce" not in credentials:
            return None
        super().__init__()
        user: User | None = super().authenticate(request, **credentials)
        return user

    def verify_token(self, token: str, **given: Any) -> dict[str, Any]:
        """The claims, when the token is signed by the provider, made for us, by it, and not outworn."""
        claims: dict[str, Any] = super().verify_token(token, **given)
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        if claims.get("iss") != discover(settings.OIDC_ISSUER)["issuer"] or settings.OIDC_RP_CLIENT_ID not in audiences:
            raise SuspiciousOperation("the token was made by somebody else, or for somebody else")
        if not isinstance(claims.get("exp"), int | float) or claims["exp"] < timezone.now().timestamp():
            raise SuspiciousOperation("the token is outworn")
        return claims

    def retrieve_matching_jwk(self, token: str) -> jwt.PyJWK:
        """The provider's key for the token; a token that names none is taken only from a provider that has just one (OpenID Core 10.1)."""
        if "kid" in jwt.get_unverified_header(token):
            key: jwt.PyJWK = super().retrieve_matching_jwk(token)
            return key
        answer = requests.get(self.OIDC_OP_JWKS_ENDPOINT, timeout=settings.OIDC_TIMEOUT)
        answer.raise_for_status()
        keys = answer.json()["keys"]
        if len(keys) != 1:
            raise SuspiciousOperation("the token does not say which of the provider's keys signed it")
        return jwt.PyJWK(keys[0])

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        return bool(claims.get(settings.OIDC_CLAIM))

    def filter_users_by_claims(self, claims: dict[str, Any]) -> QuerySet[User]:
        found: QuerySet[User] = User.objects.filter(
            username=claims[settings.OIDC_CLAIM], is_active=True, is_demonstration=False
        )
        return found

    def update_user(self, user: User, claims: dict[str, Any]) -> User:
        """Nothing of the account is the provider's to change."""
        return user


class BeginAtOffice(OfficeSettings, OIDCAuthenticationRequestView):  # type: ignore[misc]
    """To the provider's page."""

    def __init__(self, **given: Any) -> None:
        super(OIDCAuthenticationRequestView, self).__init__(**given)

    def get(self, request: HttpRequest) -> HttpResponse:
        if not settings.OIDC_ISSUER:
            raise Http404
        try:
            super().__init__()
            answer: HttpResponse = super().get(request)
        except (requests.RequestException, ValueError, KeyError):
            messages.error(request, _("单位的统一登录没有应答。请稍后再试，或用口令登录。"))
            return redirect("entrance:login")
        return answer


class ComeFromOffice(OfficeSettings, OIDCAuthenticationCallbackView):  # type: ignore[misc]
    """Back from the provider's page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not settings.OIDC_ISSUER:
            raise Http404
        try:
            answer: HttpResponse = super().get(request)
        except (requests.RequestException, jwt.PyJWTError, ValueError, KeyError, SuspiciousOperation):
            return self.login_failure()
        return answer

    def login_success(self) -> HttpResponse:
        signed_in = begin_sign_in(self.request, self.user, BACKEND, self.success_url, at=timezone.now())
        return redirect(self.success_url if signed_in else "entrance:code")

    def login_failure(self) -> HttpResponse:
        messages.error(self.request, _("统一登录没有通过：这里没有同名的已启用账号，或登录中断。请联系系统管理员开户。"))
        return redirect("entrance:login")
