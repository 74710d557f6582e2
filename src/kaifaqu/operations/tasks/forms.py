"""What is typed into the pages of tasks; choices are limited to what the person may reach."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.days import pick_day
from kaifaqu.foundation.documents.queries import list_documents
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import list_within
from kaifaqu.operations.tasks.models import CampaignKind, MeetingKind, PromiseKind
from kaifaqu.operations.tasks.queries import list_colleagues

CONVENERS = (Kind.ZONE, Kind.PARK, Kind.CITY, Kind.PROVINCE, Kind.OFFICE, Kind.OPERATING_COMPANY)
"""The kinds of subject that meet, carry campaigns, make promises and answer for tasks."""


def write_words(label: Any, *, required: bool = True, rows: int = 3) -> forms.CharField:
    return forms.CharField(label=label, required=required, widget=forms.Textarea(attrs={"rows": rows}))


class ReachForm(forms.Form):
    """A form that knows whose it is: subjects, units and people are those within the person's reach."""

    act = "tasks:open"

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reach = reach_of(user, self.act)
        choices = {
            "subject": reach.order_by("path"), "beneficiary": reach.filter(kind__in=(Kind.ENTERPRISE, Kind.PROJECT)).order_by("path"),
            "unit": reach.filter(kind__in=CONVENERS).order_by("path"), "office": reach.filter(kind__in=CONVENERS).order_by("path"),
            "owner": list_colleagues(reach),
        }  # fmt: skip
        for name, rows in choices.items():
            field = self.fields.get(name)
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = rows
                self._take_the_only_one(name, field)

    def _take_the_only_one(self, name: str, field: forms.ModelChoiceField[Any]) -> None:
        """Where there is nothing to choose, nobody is asked to."""
        found = list(field.queryset[:2]) if field.required and field.queryset is not None else []
        if len(found) == 1:
            field.empty_label = None
            self.initial.setdefault(name, found[0].pk)


def pick_subject(label: Any, *, required: bool = True) -> forms.ModelChoiceField[Subject]:
    return forms.ModelChoiceField(list_within(()), label=label, required=required)


def pick_owner(*, required: bool = False) -> forms.ModelChoiceField[Any]:
    return forms.ModelChoiceField(list_colleagues(list_within(())), label=_("责任人"), required=required)


class TaskForm(ReachForm):
    """A new task."""

    title = forms.CharField(label=_("事项"), max_length=300)
    subject = pick_subject(_("对象"))
    owner = pick_owner()
    office = pick_subject(_("责任单位"), required=False)
    due_date = pick_day(_("时限"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.initial.setdefault("owner", user.pk)

    def clean(self) -> dict[str, Any]:
        """Somebody answers for every task."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if not typed.get("owner") and not typed.get("office"):
            raise forms.ValidationError(_("没有写由谁办。请选责任人或责任单位。"))
        return typed


class EvidenceForm(forms.Form):
    """What was done, with the document that proves it: one of the newest that the person may read."""

    evidence: Any = forms.ModelChoiceField(
        None, label=_("佐证材料"), required=False, empty_label=_("没有；要附的先在“收文”上传")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["evidence"]
        field.queryset = list_documents(reach_of(user, "documents:review")).order_by("-pk")


class HandOverForm(ReachForm):
    """To whom a task goes."""

    owner = pick_owner()
    office = pick_subject(_("责任单位"), required=False)


class CloseForm(EvidenceForm):
    """How a task ended."""

    field_order = ("result", "evidence")
    result = write_words(_("办理结果"))


class ExtensionForm(forms.Form):
    """A request for a later day."""

    new_due = pick_day(_("申请延至"))
    reason = forms.CharField(label=_("理由"), max_length=300)


class UrgeForm(ReachForm):
    """A 督办."""

    act = "tasks:urge"
    unit = pick_subject(_("督办单位"))
    words = write_words(_("督办要求"))
    answer_by = pick_day(_("反馈时限"))


class MeetingForm(ReachForm):
    """A meeting to be called."""

    act = "tasks:call"
    unit = pick_subject(_("召开单位"))
    kind = forms.ChoiceField(label=_("会议类别"), choices=MeetingKind.choices)
    on = pick_day(_("日期"))
    place = forms.CharField(label=_("地点"), max_length=120, required=False)
    chair = forms.CharField(label=_("主持"), max_length=60, required=False)
    attendees = write_words(_("参加"), required=False, rows=2)


class AgendaForm(ReachForm):
    """An item for the next agenda."""

    unit = pick_subject(_("召开单位"))
    subject = pick_subject(_("对象"))
    words = write_words(_("议题"), rows=2)


class DecisionForm(ReachForm):
    """What was said and decided on one item."""

    act = "tasks:decide"
    situation = write_words(_("情况"), required=False, rows=2)
    words = write_words(_("议定事项（没有可空）"), required=False, rows=2)
    owner = pick_owner()
    office = pick_subject(_("责任单位"), required=False)
    due_date = pick_day(_("时限"), required=False)


class HoldForm(forms.Form):
    """The meeting as it was."""

    place = forms.CharField(label=_("地点"), max_length=120, required=False)
    chair = forms.CharField(label=_("主持"), max_length=60)
    attendees = write_words(_("参加"), rows=2)


class CampaignForm(ReachForm):
    """A new campaign."""

    act = "tasks:start_campaign"
    unit = pick_subject(_("开展单位"))
    kind = forms.ChoiceField(label=_("类别"), choices=CampaignKind.choices)
    name = forms.CharField(label=_("行动名称"), max_length=120)
    purpose = write_words(_("目标"), required=False)
    begins_on = pick_day(_("开始"), required=False)
    ends_on = pick_day(_("结束"), required=False)


class EntryForm(ReachForm):
    """One project or firm of a campaign."""

    act = "tasks:add_entry"
    subject = pick_subject(_("对象"))
    goal = forms.CharField(label=_("目标"), max_length=200)
    owner = pick_owner()


class PromiseForm(ReachForm):
    """A promise made."""

    act = "tasks:make_promise"
    unit = pick_subject(_("承诺单位"))
    beneficiary = pick_subject(_("承诺对象"))
    kind = forms.ChoiceField(label=_("类别"), choices=PromiseKind.choices)
    words = write_words(_("承诺内容"))
    due_date = pick_day(_("兑现时限"), required=False)
    owner = pick_owner()


class DeliveryForm(EvidenceForm):
    """How a promise was kept."""

    on = pick_day(_("兑现日期"))
    delivery = write_words(_("兑现情况"))
    field_order = ("on", "delivery", "evidence")
