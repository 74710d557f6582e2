"""What is typed into the pages of production."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.days import pick_day
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.foundation.subjects.queries import list_within
from kaifaqu.operations.production.models import Capacity, Line, LineStatus, UpgradeKind


def enter_number(label: Any, *, required: bool = True) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=required, max_digits=18, decimal_places=4, min_value=0)


class ReachForm(forms.Form):
    """A form whose subjects are those within the person's reach."""

    act: str = "production:put_line"
    kinds: tuple[Kind, ...] = (Kind.ENTERPRISE, Kind.PROJECT)
    field = "owner"

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields[self.field]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = reach_of(user, self.act).filter(kind__in=self.kinds).order_by("path")


class LineForm(ReachForm):
    """A new line."""

    owner = forms.ModelChoiceField(list_within(()), label=_("所属企业或项目"))
    name = forms.CharField(label=_("生产线名称"), max_length=120)
    product = forms.CharField(label=_("产品"), max_length=80)
    status = forms.ChoiceField(label=_("状态"), choices=LineStatus.choices)
    since = pick_day(_("状态起"), required=False)


class StatusForm(forms.Form):
    """A line's new status."""

    status = forms.ChoiceField(label=_("状态"), choices=LineStatus.choices)
    on = pick_day(_("日期"), required=False)
    words = forms.CharField(label=_("说明"), max_length=200, required=False)


class LinesForm(forms.Form):
    """A form about some lines of one owner."""

    lines = forms.ModelMultipleChoiceField(Line.objects.none(), label=_("口径内生产线"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, siblings: QuerySet[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = self.fields["lines"]
        assert isinstance(lines, forms.ModelMultipleChoiceField)
        lines.queryset = siblings


class CapacityForm(LinesForm):
    """A year's capacity of certain lines."""

    amount = enter_number(_("年产能"))
    unit = forms.CharField(label=_("单位（如 万台）"), max_length=20)
    scope = forms.CharField(label=_("口径说明"), max_length=200)
    valid_from = pick_day(_("起"), required=False)


class CapacityField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One capacity, shown with its scope, so that two of the same size can be told apart."""

    def label_from_instance(self, obj: Capacity) -> str:
        return f"{obj}（{obj.scope}）"


class OutputForm(forms.Form):
    """A month's output under one capacity."""

    capacity = CapacityField(Capacity.objects.none(), label=_("产能口径"))
    month = pick_day(_("月份（填当月任一天）"))
    planned = enter_number(_("计划产量"), required=False)
    real = enter_number(_("实际产量"), required=False)

    def __init__(self, *args: Any, capacities: QuerySet[Capacity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["capacity"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = capacities


class UpgradeForm(LinesForm):
    """An upgrade of lines."""

    kind = forms.ChoiceField(label=_("类别"), choices=UpgradeKind.choices)
    partner = forms.CharField(label=_("合作单位"), max_length=120, required=False)
    cost = enter_number(_("投入（万元）"), required=False)
    begun_on = pick_day(_("开始"), required=False)
    done_on = pick_day(_("完成"), required=False)
    before = CapacityField(Capacity.objects.none(), label=_("改造前产能"), required=False)
    after = CapacityField(Capacity.objects.none(), label=_("改造后产能"), required=False)
    words = forms.CharField(label=_("内容"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, capacities: QuerySet[Capacity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("before", "after"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = capacities


class TargetForm(ReachForm):
    """What a park is to reach."""

    act = "production:put_target"
    kinds = (Kind.ZONE,)
    field = "zone"
    zone = forms.ModelChoiceField(list_within(()), label=_("开发区"))
    name = forms.CharField(label=_("园区"), max_length=120)
    target = enter_number(_("目标产值（亿元）"))
    target_year = forms.IntegerField(label=_("目标年份"), required=False, min_value=2000, max_value=2100)


class ProgressForm(forms.Form):
    """What a park has reached."""

    year = forms.IntegerField(label=_("年份"), min_value=2000, max_value=2100)
    output = enter_number(_("产值（亿元）"))
    basis = forms.CharField(label=_("依据"), max_length=200)
