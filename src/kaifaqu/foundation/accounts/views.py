"""Pages of accounts: what the officers do with them, each his part, and what everybody does with his own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaifaqu.foundation.accounts import actions
from kaifaqu.foundation.accounts.actions import AccountRefusedError, GrantRefusedError
from kaifaqu.foundation.accounts.factor_queries import has_second_factor, must_have_second_factor
from kaifaqu.foundation.accounts.forms import AccountForm, GrantForm
from kaifaqu.foundation.accounts.models import Role, TokenScope, User
from kaifaqu.foundation.accounts.passwords import is_outworn
from kaifaqu.foundation.accounts.queries import (
    get_account,
    grants_of,
    holds,
    list_accounts,
    list_sign_ins,
    list_tokens,
    may_somewhere,
)
from kaifaqu.foundation.requests import AccountRequest


def _get(pk: int) -> User:
    try:
        return get_account(pk)
    except User.DoesNotExist as error:
        raise Http404 from error


def _powers(request: AccountRequest) -> dict[str, bool]:
    """Which of the officers looks: each page shows a person only what is his to do."""
    return {"opens": holds(request.user, Role.SYSTEM_OFFICER), "grants": holds(request.user, Role.SECURITY_OFFICER)}


# -- the officers ------------------------------------------------------------------------------------------------------


@require_GET
def show_list(request: AccountRequest) -> HttpResponse:
    """Every account, those that wait for approval first."""
    return render(request, "accounts/list.html", {"accounts": list_accounts(), **_powers(request)})


@require_http_methods(["GET", "POST"])
def open_account(request: AccountRequest) -> HttpResponse:
    """A new account; its first password is shown on this answer only."""
    form = AccountForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            user, password = actions.open_account(**form.cleaned_data, by=request.user, at=timezone.now())
            return render(request, "accounts/secret.html", {"account": user, "password": password})
        except AccountRefusedError as error:
            form.add_error("username", str(error))
    return render(request, "accounts/open.html", context, status=422 if form.is_bound else 200)


@require_GET
def show_account(request: AccountRequest, pk: int) -> HttpResponse:
    """One account with its grants, sessions and what this officer may do with it."""
    return _show_account(request, _get(pk), GrantForm())


def _show_account(request: AccountRequest, account: User, form: GrantForm, status: int = 200) -> HttpResponse:
    context = {
        "account": account, "grants_held": grants_of(account), "sign_ins": list_sign_ins(account)[:20], "form": form,
        "has_factor": has_second_factor(account), **_powers(request),
    }  # fmt: skip
    return render(request, "accounts/account.html", context, status=status)


@require_POST
def approve(request: AccountRequest, pk: int) -> HttpResponse:
    """The second officer's yes."""
    return _act(request, pk, lambda user: actions.approve_account(user, by=request.user, at=timezone.now()), _("已批准启用。"))


@require_POST
def set_active(request: AccountRequest, pk: int) -> HttpResponse:
    """Stops the account, or lets it work again."""
    active = request.POST.get("active") == "1"
    done = _("已启用。") if active else _("已停用，现有登录一并退出。")
    return _act(request, pk, lambda user: actions.set_active(user, active, by=request.user, at=timezone.now()), done)


def _act(request: AccountRequest, pk: int, act: Any, done: str) -> HttpResponse:
    try:
        act(_get(pk))
        messages.success(request, done)
    except AccountRefusedError as error:
        messages.error(request, str(error))
    return redirect("accounts:account", pk)


@require_POST
def reset(request: AccountRequest, pk: int) -> HttpResponse:
    """A new first password, shown on this answer only."""
    account = _get(pk)
    password = actions.reset_password(account, by=request.user, at=timezone.now())
    return render(request, "accounts/secret.html", {"account": account, "password": password})


@require_POST
def grant(request: AccountRequest, pk: int) -> HttpResponse:
    """A role on a subject and everything below it."""
    account, form = _get(pk), GrantForm(request.POST)
    if form.is_valid():
        try:
            actions.grant_role(
                account, Role(form.cleaned_data["role"]), form.cleaned_data["subject"], by=request.user, at=timezone.now()
            )
            return redirect("accounts:account", pk)
        except GrantRefusedError as error:
            form.add_error("role", str(error))
    return _show_account(request, account, form, status=422)


@require_POST
def revoke(request: AccountRequest, pk: int) -> HttpResponse:
    """Takes one grant of the account back."""
    account = _get(pk)
    wanted = request.POST.get("grant", "")
    held = next((row for row in grants_of(account) if str(row.pk) == wanted), None)
    if held is None:
        raise Http404
    actions.revoke_grant(held, by=request.user, at=timezone.now())
    return redirect("accounts:account", pk)


# -- everybody ---------------------------------------------------------------------------------------------------------


@require_GET
def show_mine(request: AccountRequest) -> HttpResponse:
    """What I may do, and where I am signed in."""
    context = {
        "grants_held": grants_of(request.user), "sign_ins": list_sign_ins(request.user), "session_key": request.session.session_key,
        "has_factor": has_second_factor(request.user), "factor_required": must_have_second_factor(request.user),
        "tokens": list_tokens(request.user), "token_scopes": TokenScope.choices, "may_hook": may_somewhere(request.user, "webhooks:list"),
    }  # fmt: skip
    return render(request, "accounts/mine.html", context)


@require_http_methods(["GET", "POST"])
def change_password(request: AccountRequest) -> HttpResponse:
    """My new password; also where an account lands that must change it first."""
    form = PasswordChangeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = actions.change_password(request.user, form.cleaned_data["new_password1"], at=timezone.now())
        old_key = request.session.session_key
        update_session_auth_hash(request, user)
        actions.follow_session(old_key or "", request.session.session_key or "")
        messages.success(request, _("口令已修改。"))
        return redirect("web:home")
    forced = request.user.must_change_password or is_outworn(request.user, timezone.now())
    return render(request, "accounts/password.html", {"form": form, "forced": forced}, status=422 if form.is_bound else 200)


@require_POST
def end_session(request: AccountRequest, pk: int) -> HttpResponse:
    """Ends one of my sessions."""
    mine = list_sign_ins(request.user).filter(pk=pk).first()
    if mine is None:
        raise Http404
    actions.end_sign_in(mine, by=request.user, at=timezone.now())
    return redirect("accounts:mine")
