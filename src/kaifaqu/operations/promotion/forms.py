"""What a person fills in about promotion; every choice is scoped to what that person may reach."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.days import pick_day
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import list_subjects, list_within
from kaifaqu.operations.promotion.models import Event, Lead
from kaifaqu.operations.promotion.practice import chains
from kaifaqu.operations.promotion.queries import fault_of, list_policies, list_prospects
from kaifaqu.operations.promotion.queries.events import list_events
from kaifaqu.operations.promotion.vocabulary import (
    AgreementKind,
    ContactKind,
    GuestState,
    OverlapState,
    PolicyKind,
    PromiseTopic,
)
from kaifaqu.operations.space.models import Use, Utility
from kaifaqu.operations.space.queries import list_parcels, list_plants

KEEPERS = (Kind.OFFICE, Kind.ZONE, Kind.PARK, Kind.CITY, Kind.PROVINCE)
LANDS_ON = (Kind.ZONE, Kind.PARK)


def amount(label: Any, *, required: bool = False) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=required, max_digits=20, decimal_places=6, min_value=Decimal(0))


def subjects(label: Any, *, required: bool = True) -> forms.ModelChoiceField[Subject]:
    return forms.ModelChoiceField(label=label, queryset=list_within(()), to_field_name="code", required=required)


def text(label: Any, rows: int = 3, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=required, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows}))


def choose_node(*, required: bool = False) -> forms.ChoiceField:
    """A node of a chain as one choice: biomedicine:device."""
    groups = [(chain.name, [(f"{chain.code}:{node.code}", node.name) for node in chain.nodes]) for chain in chains().values()]
    return forms.ChoiceField(label=_("产业链环节"), required=required, choices=[("", "—"), *groups])


def split_node(data: dict[str, Any]) -> dict[str, Any]:
    """The two codes of a chosen node in place of the choice."""
    chain, _colon, node = data.pop("place_on_chain", "").partition(":")
    return {**data, "chain": chain, "node": node}


class ScopedForm(forms.Form):
    """A form whose choices of subjects are those on which the user may do the act."""

    act = ""
    kinds: tuple[Kind, ...] = KEEPERS
    scoped: tuple[str, ...] = ("keeper",)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for name in self.scoped:
            field = self.fields.get(name)
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = reach_of(user, self.act).filter(kind__in=self.kinds).order_by("path")
                field.initial = field.queryset.first()

    def narrow(self, name: str, rows: QuerySet[Any]) -> None:
        """Gives a choice of records."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows


class ProspectForm(ScopedForm):
    """A firm."""

    act = "promotion:add_prospect"
    keeper = subjects(_("登记单位"))
    name = forms.CharField(label=_("企业名称"), max_length=120)
    credit_code = forms.CharField(label=_("统一社会信用代码"), max_length=18, required=False)
    region = forms.CharField(label=_("所在地"), max_length=60, required=False, help_text=_("如：天津"))
    business = forms.CharField(label=_("主营"), max_length=200, required=False)
    place_on_chain = choose_node()
    is_known_twin = forms.BooleanField(label=_("已核对，不是同一家"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place_on_chain"] = choose_node()


class LeadForm(ScopedForm):
    """A lead: a firm that is known, or a new one by its name."""

    act = "promotion:add_lead"
    scoped = ("holder",)
    holder = subjects(_("线索单位"))
    prospect: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label=_("投资方（已登记）"), queryset=None, required=False)
    name = forms.CharField(label=_("投资方（新登记）"), max_length=120, required=False)
    credit_code = forms.CharField(label=_("统一社会信用代码"), max_length=18, required=False)
    region = forms.CharField(label=_("投资方所在地"), max_length=60, required=False)
    title = forms.CharField(label=_("项目"), max_length=120)
    first_on = pick_day(_("首谈日"))
    place_on_chain = choose_node()
    is_chemical = forms.BooleanField(label=_("化工项目"), required=False)
    intended = amount(_("意向投资（万元）"))
    land = amount(_("用地（亩）"))
    plant = amount(_("厂房（㎡）"))
    use = forms.ChoiceField(label=_("用途"), choices=[("", "—"), *Use.choices], required=False)
    utilities = forms.MultipleChoiceField(
        label=_("必需配套"), choices=Utility.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    event: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label=_("来自活动"), queryset=None, required=False)
    origin = forms.CharField(label=_("来源"), max_length=120, required=False)
    reason = forms.CharField(
        label=_("与他人同谈的理由"), max_length=200, required=False, help_text=_("别的单位已首谈这家企业时才要填，由上级裁定。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place_on_chain"] = choose_node()
        self.narrow("prospect", list_prospects(reach_of(self.user, self.act)))
        self.narrow("event", list_events(self.user))

    def clean(self) -> dict[str, Any]:
        """Either a known firm or a new name. Raises ValidationError for neither."""
        data = super().clean() or {}
        if not data.get("prospect") and not data.get("name"):
            self.add_error("prospect", _("请选已登记的企业，或写新企业的名称。"))
        return data


class NeedForm(forms.Form):
    """What a lead needs, as corrected later."""

    title = forms.CharField(label=_("项目"), max_length=120)
    place_on_chain = choose_node()
    is_chemical = forms.BooleanField(label=_("化工项目"), required=False)
    intended = amount(_("意向投资（万元）"))
    land = amount(_("用地（亩）"))
    plant = amount(_("厂房（㎡）"))
    use = forms.ChoiceField(label=_("用途"), choices=[("", "—"), *Use.choices], required=False)
    utilities = forms.MultipleChoiceField(
        label=_("必需配套"), choices=Utility.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place_on_chain"] = choose_node()


class ContactForm(forms.Form):
    """A talk."""

    on = pick_day(_("日期"))
    kind = forms.ChoiceField(label=_("方式"), choices=ContactKind.choices)
    ours = forms.CharField(label=_("我方"), max_length=120)
    theirs = forms.CharField(label=_("对方"), max_length=120)
    words = text(_("谈了什么"), required=True)
    next_step = forms.CharField(label=_("下一步"), max_length=200, required=False)
    next_on = pick_day(_("下一步时间"), required=False)


class PromiseForm(forms.Form):
    """A promise of either side."""

    is_ours = forms.TypedChoiceField(
        label=_("谁承诺"), choices=[("1", _("我方")), ("", _("对方"))], coerce=bool, required=False, initial="1"
    )
    topic = forms.ChoiceField(label=_("事项"), choices=PromiseTopic.choices)
    words = forms.CharField(label=_("内容"), max_length=300)
    policy: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label=_("所依政策"), queryset=None, required=False)
    due_on = pick_day(_("时限"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["policy"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = list_policies(reach_of(user, "promotion:policies"))


class DispatchForm(forms.Form):
    """A zone to send a lead to."""

    zone = subjects(_("承接开发区"))
    share = forms.DecimalField(
        label=_("本单位分成（%）"), min_value=Decimal(0), max_value=Decimal(100), max_digits=5, decimal_places=2
    )
    words = forms.CharField(label=_("说明"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["zone"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = list_subjects().filter(kind__in=LANDS_ON)


class DecideForm(forms.Form):
    """Whose the firm is."""

    state = forms.ChoiceField(label=_("裁定"), choices=[row for row in OverlapState.choices if row[0] != OverlapState.OPEN])
    decision = forms.CharField(label=_("意见"), max_length=200)


class PackForm(forms.Form):
    """What a firm is given: policies that hold, space, a direction."""

    given_on = pick_day(_("提供日期"))
    policies: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        label=_("政策"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    parcels: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        label=_("地块"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    plants: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        label=_("厂房"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    direction = forms.CharField(label=_("产业方向"), max_length=300, required=False)

    def __init__(self, *args: Any, user: Any, lead: Lead, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reach = reach_of(user, "promotion:policies")
        here = reach_of(user, "space:list").filter(path__startswith=lead.zone.path) if lead.zone else list_within(())
        choices: dict[str, Any] = {"policies": list_policies(reach), "parcels": list_parcels(here), "plants": list_plants(here)}
        for name, rows in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelMultipleChoiceField)
            field.queryset = rows
        self.faults = {row.pk: fault for row in choices["policies"] if (fault := fault_of(row, on))}


class AgreementForm(forms.Form):
    """What is to be signed."""

    kind = forms.ChoiceField(label=_("协议类型"), choices=AgreementKind.choices, initial=AgreementKind.CONTRACT)
    title = forms.CharField(label=_("项目"), max_length=120)
    investor = forms.CharField(label=_("投资方"), max_length=120, required=False)
    is_chemical = forms.BooleanField(label=_("化工项目"), required=False)
    total = amount(_("协议总投资（万元）"))
    fixed = amount(_("其中固定资产投资（万元）"))
    output = amount(_("预计年产值（万元）"))
    tax = amount(_("预计年税收（万元）"))
    jobs = forms.IntegerField(label=_("预计就业（人）"), min_value=0, max_value=10_000_000, required=False)
    terms = text(_("政府方条款"), 5, help_text=_("写进协议的政策、用地、配套承诺；按税收奖补点名企业的条款会被拦下。"))

    def clean(self) -> dict[str, Any]:
        """The fixed part is not larger than the whole. Raises ValidationError beside it."""
        data = super().clean() or {}
        total, fixed = data.get("total"), data.get("fixed")
        if total is not None and fixed is not None and fixed > total:
            self.add_error("fixed", _("固定资产投资大于总投资。请核对单位和数字。"))
        return data


class SigningForm(AgreementForm):
    """One project that was signed at an event."""

    zone = subjects(_("落地开发区或市"))
    field_order = ("title", "zone", "investor", "total")

    def __init__(self, *args: Any, user: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["zone"]
        assert isinstance(field, forms.ModelChoiceField)
        lands = (*LANDS_ON, Kind.CITY)
        reach = reach_of(user, "promotion:list_signing")
        everywhere = reach.filter(pk=event.host_id).exists()
        field.queryset = (list_subjects() if everywhere else reach).filter(kind__in=lands).order_by("path")


class OpinionForm(forms.Form):
    """What an entitled person says of a gate."""

    gate = forms.CharField(widget=forms.HiddenInput)
    passed = forms.TypedChoiceField(
        label=_("结论"), choices=[("1", _("通过")), ("", _("不通过"))], coerce=bool, required=False, initial="1",
        widget=forms.Select(attrs={"aria-label": _("结论")}),
    )  # fmt: skip
    words = forms.CharField(label=_("意见和文号"), max_length=300)


class DayForm(forms.Form):
    """One day."""

    on = pick_day(_("日期"))


class PolicyForm(ScopedForm):
    """A policy."""

    act = "promotion:add_policy"
    scoped = ("subject",)
    subject = subjects(_("发布单位"))
    title = forms.CharField(label=_("名称"), max_length=160)
    number = forms.CharField(label=_("文号"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("类别"), choices=PolicyKind.choices)
    text = text(_("条款"), 8, required=True)
    valid_from = pick_day(_("生效"))
    valid_to = pick_day(_("失效"), required=False)
    is_public = forms.BooleanField(label=_("向社会公开"), required=False)

    def clean(self) -> dict[str, Any]:
        """It ends after it begins. Raises ValidationError beside the end."""
        data = super().clean() or {}
        if data.get("valid_to") and data.get("valid_from") and data["valid_to"] < data["valid_from"]:
            self.add_error("valid_to", _("失效日早于生效日。"))
        return data


class ReviewForm(forms.Form):
    """The outcome of 公平竞争审查."""

    passed = forms.TypedChoiceField(
        label=_("结论"), choices=[("1", _("通过")), ("", _("不通过"))], coerce=bool, required=False, initial="1"
    )
    words = forms.CharField(label=_("审查意见"), max_length=300)


class EventForm(ScopedForm):
    """A planned event."""

    act = "promotion:add_event"
    scoped = ("host",)
    host = subjects(_("主办单位"))
    name = forms.CharField(label=_("活动名称"), max_length=120)
    held_on = pick_day(_("举办日期"))
    place = forms.CharField(label=_("地点"), max_length=80, required=False)
    purpose = forms.CharField(label=_("主题"), max_length=200, required=False)


class InviteForm(forms.Form):
    """A firm asked to an event."""

    prospect: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label=_("企业"), queryset=None)
    words = forms.CharField(label=_("来人与意向"), max_length=200, required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["prospect"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = list_prospects(reach_of(user, "promotion:invite"))


class GuestForm(forms.Form):
    """What a guest answered."""

    state = forms.ChoiceField(choices=GuestState.choices)
    words = forms.CharField(max_length=200, required=False)


class SlotForm(forms.Form):
    """One line of an agenda."""

    words = forms.CharField(label=_("内容"), max_length=200)
    zone = subjects(_("展示的开发区"), required=False)
    is_project = forms.BooleanField(label=_("展示项目"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["zone"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = list_subjects().filter(kind__in=LANDS_ON)


class FocusForm(ScopedForm):
    """A zone's direction."""

    act = "promotion:focus"
    kinds = LANDS_ON
    scoped = ("subject",)
    subject = subjects(_("开发区或园区"))
    place_on_chain = choose_node(required=True)
    words = forms.CharField(label=_("方向"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place_on_chain"] = choose_node(required=True)


class CooperationForm(forms.Form):
    """A firm that works with this one."""

    other: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label=_("另一方"), queryset=None)
    words = forms.CharField(label=_("合作内容"), max_length=200)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["other"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = list_prospects(reach_of(user, "promotion:cooperate"))
