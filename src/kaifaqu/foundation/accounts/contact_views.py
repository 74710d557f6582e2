"""我的账号: the own e-mail address, to which reminders go."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kaifaqu.foundation.accounts.contact_actions import change_email
from kaifaqu.foundation.requests import AccountRequest


class EmailForm(forms.Form):
    """One address, or none."""

    email = forms.EmailField(required=False, max_length=254)


@require_http_methods(["GET", "POST"])
def edit_email(request: AccountRequest) -> HttpResponse:
    """Shows the own address and keeps another one; a wrong one comes back as it was typed, with what to write."""
    typed, fault = request.user.email, ""
    if request.method == "POST":
        form, typed = EmailForm(request.POST), request.POST.get("email", "").strip()[:254]
        if form.is_valid():
            changed = change_email(request.user, form.cleaned_data["email"], at=timezone.now())
            messages.success(request, _("已保存，催报提醒发到新邮箱。") if changed else _("与现有的邮箱相同，没有变化。"))
            return redirect("accounts:mine")
        fault = _("「%(typed)s」不是电子邮箱。请填形如 name@example.gov.cn 的地址，不收提醒的留空。") % {"typed": typed}
    return render(request, "accounts/email.html", {"typed": typed, "fault": fault}, status=422 if fault else 200)
