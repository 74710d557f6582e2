"""What a person fills in: an upload, a decision about a reading."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaifaqu.core.figures.item import items
from kaifaqu.core.figures.statement import LABELS, Role
from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.days import DayInput
from kaifaqu.foundation.documents.models import Outcome
from kaifaqu.foundation.documents.rules import Proposal
from kaifaqu.foundation.subjects.queries import list_subjects, list_within


class UploadForm(forms.Form):
    """A file with what is known of it."""

    file = forms.FileField(label=_("文件"), help_text=_("txt、html、docx、pdf、xlsx、xls、csv 或扫描件"))
    subject = forms.ModelChoiceField(label=_("收文单位"), queryset=list_within(()), to_field_name="code")
    published_on = forms.DateField(
        label=_("发布日期"), required=False, widget=DayInput(),
        help_text=_("「今年一季度」「4月25日」要对照发布日期才能确定时期"),
    )  # fmt: skip
    publisher = forms.CharField(label=_("来源"), max_length=120, required=False)
    not_secret = forms.BooleanField(label=_("我确认这份文件不涉密"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["subject"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = reach_of(user, "documents:upload")
        field.initial = field.queryset.first()


class DecisionForm(forms.Form):
    """Whether the reading is used, and as which statement."""

    outcome = forms.ChoiceField(choices=Outcome.choices)
    item = forms.ChoiceField(label=_("指标"), required=False)
    subject = forms.ModelChoiceField(label=_("主体"), queryset=list_subjects(), to_field_name="code", required=False)
    period = forms.CharField(label=_("时期"), max_length=24, required=False)
    role = forms.ChoiceField(label=_("角色"), choices=[(role.value, LABELS[role]) for role in Role], required=False)
    value = forms.DecimalField(label=_("数值"), max_digits=30, decimal_places=10, required=False)
    unit = forms.CharField(label=_("单位"), max_length=20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"] = forms.ChoiceField(
            label=_("指标"), required=False, choices=[("", "—"), *((item.code, item.name) for item in items().values())]
        )

    def proposal(self) -> Proposal:
        """The statement that the person decided upon."""
        data, subject = self.cleaned_data, self.cleaned_data.get("subject")
        return Proposal(
            item=data["item"], subject=subject.code if subject else "", period=data["period"].strip(), role=data["role"],
            value=data["value"], unit=data["unit"].strip(),
        )  # fmt: skip
