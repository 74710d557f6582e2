"""What is typed into the pages of enterprises."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.days import pick_day
from kaifaqu.foundation.enterprises.models import Enterprise, Scale, Sector
from kaifaqu.foundation.enterprises.queries import list_enterprises, list_parents
from kaifaqu.foundation.subjects.queries import list_within


class DetailsForm(forms.Form):
    """What is known of an enterprise besides its name and code."""

    industry_2017 = forms.CharField(label=_("行业代码（2017 版）"), max_length=5, required=False)
    industry_2011 = forms.CharField(label=_("行业代码（2011 版）"), max_length=5, required=False)
    sector = forms.ChoiceField(label=_("统计类别"), choices=[("", "—"), *Sector.choices], required=False)
    founded_on = pick_day(_("成立日期"), required=False)
    in_production_since = pick_day(_("投产日期"), required=False)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    contact = forms.CharField(label=_("联系人"), max_length=60, required=False)
    phone = forms.CharField(label=_("联系电话"), max_length=30, required=False)


class RegisterForm(DetailsForm):
    """A new enterprise. Names that are alike are shown first; `sure` says that it is another firm."""

    parent = forms.ModelChoiceField(list_within(()), label=_("所在地"))
    name = forms.CharField(label=_("企业名称（执照全称）"), max_length=120)
    credit_code = forms.CharField(label=_("统一社会信用代码"), max_length=30, required=False)
    sure = forms.BooleanField(label=_("确认不是已登记的相似企业"), required=False)
    field_order = ("parent", "name", "credit_code")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        assert isinstance(parent, forms.ModelChoiceField)
        parent.queryset = list_parents(reach_of(user, "enterprises:register"))


class UpdateForm(DetailsForm):
    """Corrections of a registered enterprise; its code while none is known."""

    credit_code = forms.CharField(label=_("统一社会信用代码"), max_length=30, required=False)
    left_on = pick_day(_("迁出或注销日期"), required=False)
    field_order = ("credit_code",)


class RenameForm(forms.Form):
    """A changed name."""

    name = forms.CharField(label=_("新名称"), max_length=120)
    since = pick_day(_("变更日期"), required=False)


class ScaleForm(forms.Form):
    """规上 or 规下 from a day on."""

    scale = forms.ChoiceField(label=_("规模"), choices=Scale.choices)
    since = pick_day(_("起始日期"), required=False)
    basis = forms.CharField(label=_("依据"), max_length=200)


class RevenueForm(forms.Form):
    """One month's revenue as the person's own side states it."""

    month = pick_day(_("月份（填当月任一天）"))
    amount = forms.DecimalField(label=_("营业收入（万元）"), max_digits=18, decimal_places=4)
    basis = forms.CharField(label=_("依据"), max_length=200, required=False)


class MergeForm(forms.Form):
    """Which other record is the same enterprise, and why."""

    other = forms.ModelChoiceField(Enterprise.objects.none(), label=_("并入本企业的另一条记录"))
    reason = forms.CharField(label=_("理由"), max_length=300)

    def __init__(self, *args: Any, user: Any, kept: Enterprise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other = self.fields["other"]
        assert isinstance(other, forms.ModelChoiceField)
        other.queryset = list_enterprises(reach_of(user, "enterprises:merge")).exclude(pk=kept.pk)
