"""What is filled in about a zone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.days import DayInput
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import find_by_code, list_within
from kaifaqu.foundation.zones.models import ZoneKind, ZoneLevel


class ZoneForm(forms.Form):
    """A zone in the register; `cities` are those that the user may register zones under."""

    name = forms.CharField(label=_("开发区名称"), max_length=120)
    short_name = forms.CharField(label=_("简称"), max_length=60, required=False)
    city = forms.ChoiceField(label=_("所在市"))
    kind = forms.ChoiceField(label=_("类型"), choices=ZoneKind.choices)
    level = forms.ChoiceField(label=_("级别"), choices=ZoneLevel.choices)
    approved_on = forms.DateField(label=_("批准时间"), required=False, widget=DayInput())
    approved_area = forms.DecimalField(
        label=_("核准面积（公顷）"), required=False, min_value=0, max_digits=14, decimal_places=4
    )
    industries = forms.CharField(label=_("主导产业"), max_length=200, required=False)
    small_office = forms.BooleanField(label=_("两人签发（小机构不设单独复核）"), required=False)

    def __init__(self, *args: Any, reach: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cities = list_within(reach.values_list("path", flat=True)).filter(kind=Kind.CITY)
        field: Any = self.fields["city"]
        field.choices = [(city.code, city.name) for city in cities.order_by("path")]

    def clean_city(self) -> Subject:
        """The city."""
        found = find_by_code(self.cleaned_data["city"])
        if found is None:
            raise forms.ValidationError(say("没有这个市。"))
        return found


class CloseForm(forms.Form):
    """The end of a zone."""

    on = forms.DateField(label=_("撤并日期"), widget=DayInput())
    into = forms.CharField(label=_("并入的开发区代码（撤销的不填）"), max_length=40, required=False)
    reason = forms.CharField(label=_("依据"), max_length=200)

    def clean_into(self) -> Subject | None:
        """The zone that it is merged into, or None."""
        typed: str = self.cleaned_data["into"].strip()
        found = find_by_code(typed) if typed else None
        if typed and (found is None or found.kind != Kind.ZONE):
            raise forms.ValidationError(say("没有代码为「%(typed)s」的开发区。") % {"typed": typed})
        return found
