"""Pages of signing in: the password, the code of the second factor, and its setting up."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kaifaqu.foundation.accounts import factor_actions
from kaifaqu.foundation.accounts.entrance import begin_sign_in, find_waiting, finish_sign_in
from kaifaqu.foundation.accounts.factor_queries import check_code, has_second_factor, must_have_second_factor
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.accounts.queries import get_account
from kaifaqu.foundation.requests import AccountRequest


class Login(LoginView):
    """Signing in with a password."""

    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        return {**super().get_context_data(**given), "office_signs_in": bool(settings.OIDC_ISSUER)}

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Signs in, or asks for the code first."""
        user = form.get_user()
        signed_in = begin_sign_in(self.request, user, user.backend, self.get_success_url(), at=timezone.now())
        return redirect(self.get_success_url() if signed_in else "entrance:code")


@require_http_methods(["GET", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """The second step: the code that the telephone shows, or a recovery code."""
    waiting = find_waiting(request, at=timezone.now())
    if waiting is None:
        return redirect("entrance:login")
    user, backend, next_url = waiting
    if request.method == "POST" and check_code(user, request.POST.get("code", "")):
        finish_sign_in(request, user, backend, at=timezone.now())
        return redirect(next_url)
    wrong = request.method == "POST"
    return render(request, "accounts/code.html", {"wrong": wrong}, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
def set_up_factor(request: AccountRequest) -> HttpResponse:
    """My second factor: scan the picture, type the first code; the recovery codes are shown on this answer only."""
    wrong = False
    if request.method == "POST":
        codes = factor_actions.prove_device(request.user, request.POST.get("code", ""), at=timezone.now())
        if codes:
            return render(request, "accounts/recovery.html", {"codes": codes})
        wrong = True
    device = factor_actions.begin_device(request.user)
    context = {
        "picture": draw_code(device.config_url), "key": group_key(device.config_url), "wrong": wrong,
        "has": has_second_factor(request.user), "required": must_have_second_factor(request.user),
    }  # fmt: skip
    return render(request, "accounts/factor.html", context, status=422 if wrong else 200)


def draw_code(address: str) -> str:
    """The address as a QR code that stands in the page itself: no other request can fetch the secret."""
    picture: str = segno.make(address).svg_data_uri(scale=5)
    return picture


def group_key(address: str) -> str:
    """The secret as one types it by hand: base 32 in groups of four."""
    key = address.split("secret=", 1)[1].split("&", 1)[0]
    return " ".join(key[n : n + 4] for n in range(0, len(key), 4))


@require_POST
def remove_my_factor(request: AccountRequest) -> HttpResponse:
    """Without it from now on, where the account's roles allow that; the code is asked once more."""
    if must_have_second_factor(request.user):
        messages.error(request, _("您的角色必须使用两步验证，不能关闭；换手机请重新设置。"))
    elif check_code(request.user, request.POST.get("code", "")):
        factor_actions.remove_devices(request.user, by=request.user, at=timezone.now())
        messages.success(request, _("两步验证已关闭。"))
    else:
        messages.error(request, _("动态码不对，两步验证没有关闭。"))
    return redirect("accounts:mine")


@require_POST
def remove_factor(request: AccountRequest, pk: int) -> HttpResponse:
    """The security officer's help for somebody whose telephone is lost: the next sign-in sets it up anew."""
    try:
        account: User = get_account(pk)
    except User.DoesNotExist as error:
        raise Http404 from error
    if account.pk == request.user.pk:
        messages.error(request, _("不能替自己解除两步验证。请由另一位安全管理员办理。"))
    else:
        factor_actions.remove_devices(account, by=request.user, at=timezone.now())
        messages.success(request, _("已解除「%(name)s」的两步验证。") % {"name": account.name})
    return redirect("accounts:account", pk)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Signing out."""
    logout(request)
    return redirect("web:home")
