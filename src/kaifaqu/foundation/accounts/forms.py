"""What the officers fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.models import Role
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import find_by_code, find_subject


class AccountForm(forms.Form):
    """A new account."""

    username = forms.RegexField(
        r"^[a-zA-Z][a-zA-Z0-9._-]{2,39}$", label=_("账号"), help_text=_("字母开头，3 至 40 位字母、数字、点、横线"),
        error_messages={"invalid": _("账号要以字母开头，用 3 至 40 位字母、数字、点或横线。")},
    )  # fmt: skip
    name = forms.CharField(label=_("姓名"), max_length=60)
    email = forms.EmailField(label=_("电子邮箱"), required=False, help_text=_("催报提醒发到这里，可不填"))


class GrantForm(forms.Form):
    """A role on a subject. The subject is given by its code or its exact name."""

    role = forms.ChoiceField(label=_("角色"), choices=Role.choices)
    subject = forms.CharField(label=_("单位"), help_text=_("代码或全称，授权及于其下全部单位"))

    def clean_subject(self) -> Subject:
        """The subject. Raises ValidationError with what was typed."""
        typed: Any = self.cleaned_data["subject"].strip()
        found = find_by_code(typed) or find_subject(typed)
        if found is None:
            raise forms.ValidationError(say("没有「%(typed)s」这个单位，或不止一个。请填它的代码。") % {"typed": typed})
        return found
