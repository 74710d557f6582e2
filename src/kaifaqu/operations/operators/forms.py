"""What people type into the room, read whole: every fault at once and what was typed comes back with it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.days import pick_day
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.operators.models import (
    AssetKind,
    Company,
    ExitKind,
    Nature,
    Source,
)
from kaifaqu.operations.operators.rules import list_duties, list_fee_kinds

NUMBER_FAULTS = {"invalid": _("不是数字。请填形如 12.5 的数字。"), "required": _("没有填。请填数字。")}
DATE_FAULTS = {"invalid": _("不是日期。请填形如 2024-04-26 的日期。"), "required": _("没有填。请填日期。")}
TEXT_FAULTS = {"required": _("没有填。"), "max_length": _("太长。请删减。")}


def text(label: Any, length: int = 200, *, required: bool = True, area: bool = False) -> forms.CharField:
    """A line, or a paragraph, of text."""
    widget = forms.Textarea(attrs={"rows": 3}) if area else forms.TextInput()
    return forms.CharField(label=label, max_length=length, required=required, widget=widget, error_messages=TEXT_FAULTS)


def day(label: Any, *, required: bool = True) -> forms.DateField:
    """A day."""
    return pick_day(label, required=required, input_formats=["%Y-%m-%d"], error_messages=DATE_FAULTS)


def number(label: Any, *, required: bool = True) -> forms.DecimalField:
    """An exact number of up to ten places."""
    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    return forms.DecimalField(
        label=label, required=required, max_digits=30, decimal_places=10, widget=widget, error_messages=NUMBER_FAULTS
    )


def choice(label: Any, choices: Any, *, required: bool = True) -> forms.ChoiceField:
    """One of a list."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        error_messages={"invalid_choice": _("不在表中。请重选。"), **TEXT_FAULTS},
    )


def yes(label: Any) -> forms.BooleanField:
    """A box to tick."""
    return forms.BooleanField(label=label, required=False)


class CompanyForm(forms.Form):
    """A company's entry."""

    name = text(_("公司名称（全称）"), 120)
    nature = choice(_("性质"), Nature.choices)
    credit_code = text(_("统一社会信用代码"), 40, required=False)
    founded_on = day(_("成立日期"), required=False)
    shareholder = text(_("控股方"), 120, required=False)
    note = text(_("备注"), 2000, required=False, area=True)


class PilotForm(forms.Form):
    """A pilot's entry."""

    paper = text(_("列为试点的文号"), 120)
    since = day(_("起"), required=False)


class MandateForm(forms.Form):
    """A mandate."""

    paper = text(_("协议名称、文号"))
    scope = text(_("委托事项"), 2000, area=True)
    area = number(_("面积（亩）"), required=False)
    bounds = text(_("四至"), required=False)
    start = day(_("起"))
    end = day(_("止"))
    duties = forms.MultipleChoiceField(label=_("公司主责的职责"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["duties"].choices = [(duty.code, duty.name) for duty in list_duties()]  # type: ignore[attr-defined]


class FeeTermForm(forms.Form):
    """A term of a contract."""

    kind = choice(_("计费方式"), ())
    words = text(_("条款原文"), 300)
    rate = number(_("标准（万元，或占比 %）"))
    cap = number(_("封顶（万元）"), required=False)
    named_firm = text(_("只针对某一企业的，填企业名称"), 120, required=False)
    review_paper = text(_("公平竞争审查文号"), 120, required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["kind"].choices = [(kind.code, f"{kind.name}（{kind.unit}）") for kind in list_fee_kinds()]  # type: ignore[attr-defined]


class ExitForm(forms.Form):
    """The beginning of an exit. One for a failed assessment begins at the published assessment itself."""

    kind = choice(_("退出方式"), [row for row in ExitKind.choices if row[0] != ExitKind.GRADE])
    on = day(_("启动日期"))
    reason = text(_("退出原因、依据"), 2000, area=True)


class AssetForm(forms.Form):
    """An asset."""

    name = text(_("名称"), 120)
    kind = choice(_("类别"), AssetKind.choices)
    area = number(_("建筑面积（平方米）"), required=False)
    book_value = number(_("账面价值（万元）"), required=False)
    built_on = day(_("建成日期"), required=False)
    entrusted = yes(_("管委会委托，退出时移交"))


class LeaseForm(forms.Form):
    """A lease."""

    tenant = text(_("承租方"), 120)
    area = number(_("面积（平方米）"))
    rent = number(_("年租金（万元）"))
    start = day(_("起"))
    end = day(_("止"))
    free_until = day(_("免租至"), required=False)
    received = number(_("登记前已收（万元）"), required=False)
    ended_on = day(_("提前退租日期"), required=False)


class ReceiptForm(forms.Form):
    """Rent that came in."""

    on = day(_("到账日期"))
    amount = number(_("金额（万元）"))
    voucher = text(_("凭证号"), 120)


class FundForm(forms.Form):
    """A fund with its terms."""

    name = text(_("名称"), 120)
    size = number(_("规模（万元）"))
    founded_on = day(_("设立日期"))
    company = choice(_("运作公司"), (), required=False)
    purpose = text(_("投向"), required=False)
    for_attraction = yes(_("以招商引资为目的设立"))
    county_level = yes(_("县级设立"))
    approved_paper = text(_("上级批准文号"), 120, required=False)
    reinvestment = number(_("返投比例（%），没有约定留空"), required=False)
    tolerance = yes(_("有容错机制"))

    def __init__(self, *arguments: Any, companies: Any = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["company"].choices = [("", "—"), *((str(c.pk), c.subject.label) for c in companies)]  # type: ignore[attr-defined]

    def clean_company(self) -> Company | None:
        """The company behind the choice."""
        key = self.cleaned_data["company"]
        return Company.objects.get(pk=key) if key else None


class CommitmentForm(forms.Form):
    """What a party puts into a fund."""

    party = text(_("出资方"), 120)
    source = choice(_("资金来源"), Source.choices)
    committed = number(_("认缴（万元）"))
    paid = number(_("实缴（万元），未缴留空"), required=False)


class InvestmentForm(forms.Form):
    """What a fund puts into a project."""

    target = text(_("被投项目、企业"), 120)
    amount = number(_("投资（万元）"))
    invested_on = day(_("投资日期"))


class NeedForm(forms.Form):
    """A financing gap: of a registered project, or of one that is only named yet."""

    project = choice(_("项目（档案里的）"), (), required=False)
    name = text(_("或项目名称（还没有档案的）"), 120, required=False)
    amount = number(_("资金缺口（万元）"))
    due = day(_("何时要用"), required=False)
    purpose = text(_("用途"))

    def __init__(self, *arguments: Any, projects: Iterable[Subject] = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.known = {row.code: row for row in projects}
        self.fields["project"].choices = [("", "—"), *((code, row.name) for code, row in self.known.items())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The project's subject instead of its code; its name where none was typed."""
        told: dict[str, Any] = super().clean() or {}
        told["project"] = self.known.get(told.get("project", ""))
        if told["project"] is not None:
            told["name"] = told["project"].name
        elif not told.get("name", "").strip() and "name" not in self.errors:
            self.add_error("name", _("没有选项目，也没有写名称。请选一个，或写一个。"))
        return told


class OfferForm(forms.Form):
    """Money matched to a need."""

    fund = choice(_("基金"), (), required=False)
    bank = text(_("或银行、机构"), 120, required=False)
    amount = number(_("金额（万元）"))
    note = text(_("说明"), required=False)

    def __init__(self, *arguments: Any, funds: Any = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        held = [(str(row.fund.pk), f"{row.fund.name}（{row.money.available.normalize():f}）") for row in funds]
        self.fields["fund"].choices = [("", "—"), *held]  # type: ignore[attr-defined]


def initial_of(row: Any, form: type[forms.Form]) -> dict[str, Any]:
    """A record's fields as a form shows them: numbers without trailing zeros."""
    values = {name: getattr(row, name) for name in form.base_fields if hasattr(row, name)}
    return {name: f"{value.normalize():f}" if isinstance(value, Decimal) else value for name, value in values.items()}
