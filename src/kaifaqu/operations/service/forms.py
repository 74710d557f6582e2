"""What is typed into the pages of service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.days import pick_day
from kaifaqu.foundation.enterprises.queries import list_enterprises
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import list_subjects, list_within
from kaifaqu.operations.projects.queries import list_of_enterprise
from kaifaqu.operations.service.clocks import RULES, clock_set
from kaifaqu.operations.service.models import Category, HelpKind, Outcome, Rating, Ticket, VisitKind
from kaifaqu.operations.service.queries import list_offices, list_own_enterprises

OFFICES = (Kind.OFFICE, Kind.ZONE, Kind.PARK, Kind.OPERATING_COMPANY)


def write_words(label: Any, *, required: bool = True, rows: int = 3) -> forms.CharField:
    return forms.CharField(label=label, required=required, widget=forms.Textarea(attrs={"rows": rows}))


def pick_subject(label: Any, *, required: bool = True) -> forms.ModelChoiceField[Subject]:
    return forms.ModelChoiceField(list_within(()), label=label, required=required)


class FirmForm(forms.Form):
    """A form about one of the firms that the person may serve."""

    act = "service:file"
    enterprise = forms.ModelChoiceField(list_enterprises(list_within(())), label=_("企业"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reach = reach_of(user, self.act)
        choices = {
            "enterprise": list_enterprises(reach).order_by("name"), "office": reach.filter(kind__in=OFFICES).order_by("path"),
        }  # fmt: skip
        for name, rows in choices.items():
            field = self.fields.get(name)
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = rows


class TicketForm(FirmForm):
    """A new ticket."""

    title = forms.CharField(label=_("诉求（一句话）"), max_length=200)
    category = forms.ChoiceField(label=_("类别"), choices=Category.choices)
    words = write_words(_("详细情况"), required=False)
    project = pick_subject(_("相关项目"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        field = self.fields["project"]
        assert isinstance(field, forms.ModelChoiceField)
        codes = [firm.credit_code for firm in list_own_enterprises(user)]
        own = [project.subject_id for code in codes for project in list_of_enterprise(code)]
        reach = reach_of(user, self.act).filter(kind=Kind.PROJECT).values("pk")
        field.queryset = list_subjects().filter(Q(pk__in=own) | Q(pk__in=reach)).order_by("path")


class WordsForm(forms.Form):
    """A step that needs only words."""

    words = write_words(_("说明"), required=False, rows=2)


class AssignForm(forms.Form):
    """To which bureau a ticket goes."""

    office = pick_subject(_("主办单位"))
    helpers = forms.ModelMultipleChoiceField(list_within(()), label=_("协办单位"), required=False)
    is_complex = forms.BooleanField(label=_("复杂事项"), required=False)
    words = write_words(_("交办意见"), required=False, rows=2)

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("office", "helpers"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = list_offices(ticket.zone)


class ExtensionForm(forms.Form):
    """A request for a later day."""

    until = pick_day(_("申请延至"))
    reason = forms.CharField(label=_("理由"), max_length=300)


class AnswerForm(forms.Form):
    """One of the four honest outcomes."""

    outcome = forms.ChoiceField(label=_("办理结论"), choices=Outcome.choices)
    words = write_words(_("答复"))
    promised_by = pick_day(_("承诺办结日期（只在“承诺办结”时填）"), required=False)


class ConfirmForm(forms.Form):
    """The firm's judgement."""

    rating = forms.ChoiceField(label=_("评价"), choices=Rating.choices)
    words = write_words(_("意见（不满意请写明）"), required=False, rows=2)


class PlanForm(FirmForm):
    """A planned visit."""

    act = "service:plan"
    office = pick_subject(_("走访单位"))
    kind = forms.ChoiceField(label=_("类型"), choices=VisitKind.choices)
    on = pick_day(_("日期"))
    by_principal = forms.BooleanField(label=_("主要负责人带队"), required=False)
    sure = forms.BooleanField(label=_("一周内别的部门也去，仍要安排"), required=False)


class VisitForm(FirmForm):
    """A visit as it was; each line of `problems` becomes a ticket."""

    act = "service:visit_new"
    office = pick_subject(_("走访单位"))
    kind = forms.ChoiceField(label=_("类型"), choices=VisitKind.choices)
    on = pick_day(_("日期"))
    by_principal = forms.BooleanField(label=_("主要负责人带队"), required=False)
    visitors = forms.CharField(label=_("走访人"), max_length=200, required=False)
    output = forms.DecimalField(label=_("当月产值（万元）"), required=False, max_digits=18, decimal_places=4)
    orders = forms.CharField(label=_("订单"), max_length=200, required=False)
    workers = forms.IntegerField(label=_("用工（人）"), min_value=0, required=False)
    findings = write_words(_("走访情况"))
    answers = write_words(_("现场答复"), required=False, rows=2)
    policies = forms.CharField(label=_("政策宣讲"), max_length=200, required=False)
    problems = write_words(_("问题诉求（一行一个，自动转为诉求单）"), required=False)
    category = forms.ChoiceField(label=_("问题类别"), choices=Category.choices, initial=Category.OTHER)
    photo = forms.FileField(
        label=_("照片"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png", "capture": "environment"}),
    )
    not_secret = forms.BooleanField(label=_("我确认照片不涉密"), required=False)
    sent = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A photo needs the word of who took it that it is no secret."""
        data = super().clean() or self.cleaned_data
        if data.get("photo") and not data.get("not_secret"):
            self.add_error("not_secret", _("传照片要先确认它不涉密。请核对照片后勾选，或去掉照片。"))
        return data


class HelpForm(FirmForm):
    """Help given to a firm."""

    act = "service:help"
    kind = forms.ChoiceField(label=_("帮扶方式"), choices=HelpKind.choices)
    words = write_words(_("做了什么"))
    on = pick_day(_("日期"))
    output_before = forms.DecimalField(label=_("帮扶前月产值（万元）"), required=False, max_digits=18, decimal_places=4)
    output_after = forms.DecimalField(label=_("帮扶后月产值（万元）"), required=False, max_digits=18, decimal_places=4)


class ClocksForm(forms.Form):
    """Which place's clocks a zone works by."""

    zone = pick_subject(_("开发区"))
    rule = forms.ChoiceField(label=_("时限规则"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone, rule = self.fields["zone"], self.fields["rule"]
        assert isinstance(zone, forms.ModelChoiceField) and isinstance(rule, forms.ChoiceField)  # noqa: PT018 - declared above
        zone.queryset = reach_of(user, "service:clocks").filter(kind=Kind.ZONE)
        rule.choices = [(code, clock_set(code).name) for code in RULES]


class OfficeForm(forms.Form):
    """A bureau of a zone."""

    zone = pick_subject(_("开发区"))
    name = forms.CharField(label=_("机构名称"), max_length=120)
    short_name = forms.CharField(label=_("简称"), max_length=40, required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.fields["zone"]
        assert isinstance(zone, forms.ModelChoiceField)
        zone.queryset = reach_of(user, "service:offices").filter(kind=Kind.ZONE).order_by("path")


class JoinForm(forms.Form):
    """A firm opens its own account."""

    credit_code = forms.CharField(label=_("统一社会信用代码"), max_length=30)
    username = forms.CharField(label=_("账号"), max_length=40)
    name = forms.CharField(label=_("经办人"), max_length=60)
    password = forms.CharField(label=_("口令"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))


class JoiningForm(forms.Form):
    """The second person's word on a firm's account."""

    granted = forms.ChoiceField(choices=[("1", _("确认开通")), ("0", _("不予开通"))])
    words = forms.CharField(label=_("不予开通的理由"), max_length=200, required=False)


class AfterForm(forms.Form):
    """The output of a month after help."""

    output_after = forms.DecimalField(max_digits=18, decimal_places=4, min_value=0)


class MonthForm(forms.Form):
    """What a firm says of its own month; what does not apply stays empty."""

    month = forms.ChoiceField(label=_("月份"))
    revenue = forms.DecimalField(label=_("营业收入（万元）"), required=False, max_digits=18, decimal_places=4)
    output = forms.DecimalField(label=_("产值（万元）"), required=False, max_digits=18, decimal_places=4, min_value=0)
    workers = forms.IntegerField(label=_("月末用工（人）"), required=False, min_value=0)
    power = forms.DecimalField(label=_("用电（万千瓦时）"), required=False, max_digits=18, decimal_places=4, min_value=0)
    orders = forms.CharField(label=_("订单情况"), max_length=200, required=False)
    words = write_words(_("经营情况和困难"), required=False, rows=2)

    def __init__(self, *args: Any, months: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["month"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(month.isoformat(), f"{month:%Y-%m}") for month in months]

    def clean_month(self) -> date:
        return date.fromisoformat(self.cleaned_data["month"])
