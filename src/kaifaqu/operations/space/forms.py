"""What a person fills in about space."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.days import pick_day
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import list_within
from kaifaqu.operations.space.catalogue_rules import indicators, stages
from kaifaqu.operations.space.models import Use, Utility
from kaifaqu.operations.space.rules import parse_outline

HOLDS_SPACE = (Kind.ZONE, Kind.PARK)


def amount(label: Any, *, required: bool = False, least: str | None = "0") -> forms.DecimalField:
    """An exact number that is not negative."""
    floor = None if least is None else Decimal(least)
    return forms.DecimalField(label=label, required=required, max_digits=20, decimal_places=6, min_value=floor)


class PlaceForm(forms.Form):
    """The zone or park that something lies in, among those within reach."""

    def __init__(self, *args: Any, reach: QuerySet[Subject] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("subject")
        if reach is None:
            self.fields.pop("subject", None)
        elif isinstance(field, forms.ModelChoiceField):
            field.queryset = reach.filter(kind__in=HOLDS_SPACE).order_by("path")
            field.initial = field.queryset.first()


class ParcelForm(PlaceForm):
    """A parcel."""

    subject = forms.ModelChoiceField(label=_("开发区或园区"), queryset=list_within(()), to_field_name="code")
    code = forms.CharField(label=_("宗地号"), max_length=40)
    place = forms.CharField(label=_("位置"), max_length=120, required=False)
    area = amount(_("面积（亩）"), required=True, least="0.01")
    use = forms.ChoiceField(label=_("用途"), choices=Use.choices)
    price = amount(_("起始价（万元/亩）"))
    utilities = forms.MultipleChoiceField(
        label=_("配套"), choices=Utility.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    is_ready = forms.BooleanField(label=_("已具备供应条件"), required=False)
    is_standard = forms.BooleanField(label=_("标准地"), required=False)
    is_public = forms.BooleanField(label=_("向社会公开"), required=False)
    outline = forms.CharField(
        label=_("边界"),
        required=False,
        help_text=_("每行一个点：经度,纬度。没有就空着，不画图。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_outline(self) -> list[list[str]]:
        """The corners. Raises ValidationError with the line to mend."""
        try:
            return parse_outline(self.cleaned_data["outline"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class PlantForm(PlaceForm):
    """A standard plant."""

    subject = forms.ModelChoiceField(label=_("开发区或园区"), queryset=list_within(()), to_field_name="code")
    name = forms.CharField(label=_("厂房"), max_length=80)
    area = amount(_("建筑面积（㎡）"), required=True, least="1")
    use = forms.ChoiceField(label=_("用途"), choices=Use.choices)
    rent = amount(_("租金（元/㎡·月）"))
    load = amount(_("楼面荷载（吨/㎡）"))
    utilities = forms.MultipleChoiceField(
        label=_("配套"), choices=Utility.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    is_public = forms.BooleanField(label=_("向社会公开"), required=False)


class SupplyForm(forms.Form):
    """A contract of transfer or lease, with a field for each 标准地 promise."""

    holder = forms.CharField(label=_("受让人"), max_length=120)
    contract = forms.CharField(label=_("合同编号"), max_length=60, required=False)
    contract_on = pick_day(_("合同签订日"))
    agreed_start = pick_day(_("约定动工日"))
    handed_over_on = pick_day(_("交地日"), required=False)
    price = amount(_("土地价款（万元）"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, row in indicators().items():
            unit = f"（{row.unit}）" if row.unit else ""
            self.fields[f"promise_{code}"] = amount(f"{_('承诺')}：{row.name}{unit}")

    def promises(self) -> dict[str, Decimal]:
        """The promised values that were filled in, by indicator."""
        return {code: value for code in indicators() if (value := self.cleaned_data[f"promise_{code}"]) is not None}


class DayForm(forms.Form):
    """One day."""

    on = pick_day(_("日期"))


class PauseForm(forms.Form):
    """Days on which the government held the plot up."""

    first = pick_day(_("起"))
    last = pick_day(_("止"), required=False)
    reason = forms.CharField(label=_("政府原因"), max_length=200)


class RecoverForm(forms.Form):
    """Why and when a plot is taken back."""

    on = pick_day(_("收回日期"))
    reason = forms.CharField(label=_("收回原因和批文"), max_length=200)


class MeasureForm(forms.Form):
    """What was measured of a promise."""

    stage = forms.ChoiceField(label=_("核验时点"))
    value = amount(_("实际值"), required=True)
    measured_on = pick_day(_("核验日"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"] = forms.ChoiceField(label=_("核验时点"), choices=list(stages().items()))


class LetForm(forms.Form):
    """A part of a plant for somebody."""

    holder = forms.CharField(label=_("承租人"), max_length=120)
    area = amount(_("面积（㎡）"), required=True, least="1")
    since = pick_day(_("起租日"))
    until = pick_day(_("租期到"), required=False)


class RecognitionForm(PlaceForm):
    """A park's recognition as a 化工园区."""

    subject = forms.ModelChoiceField(label=_("园区"), queryset=list_within(()), to_field_name="code")
    number = forms.CharField(label=_("认定文号"), max_length=80)
    recognised_on = pick_day(_("认定日"))
    valid_until = pick_day(_("有效期到"), required=False)


class NeedForm(forms.Form):
    """A project's need, beside what is free."""

    land = amount(_("需要土地（亩）"))
    plant = amount(_("需要厂房（㎡）"))
    use = forms.ChoiceField(label=_("用途"), choices=[("", "—"), *Use.choices], required=False)
    price_ceiling = amount(_("价格上限"))
    utilities = forms.MultipleChoiceField(
        label=_("必需配套"), choices=Utility.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
