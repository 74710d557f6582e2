"""What a person fills in about the people that a project needs and the schools that train them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.projects.forms import DayField, RecordForm, words
from kaifaqu.operations.projects.labour import split_majors
from kaifaqu.operations.projects.vocabulary import SchoolKind

MOST = 100_000


def people(label: Any, *, required: bool = True) -> forms.IntegerField:
    """A number of people."""
    return forms.IntegerField(
        label=label, required=required, min_value=1, max_value=MOST, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )


class LabourForm(RecordForm):
    trade = words(gettext_lazy("工种、专业"), 60, required=True, help_text=gettext_lazy("如 数控车工、化工操作工"))
    headcount = people(gettext_lazy("人数"))
    due_on = DayField(label=gettext_lazy("何时到岗"), required=True)
    note = words(gettext_lazy("要求"), 200)


class SchoolForm(forms.Form):
    """A school, for the area whose projects it serves."""

    area: Any = forms.ModelChoiceField(None, label=gettext_lazy("服务范围"), empty_label=None)
    name = words(gettext_lazy("名称"), 120, required=True)
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=SchoolKind.choices, initial=SchoolKind.COLLEGE)
    majors = words(
        gettext_lazy("专业、工种"), 1000, rows=3, help_text=gettext_lazy("用顿号或换行隔开，如 数控技术、化工工艺、护理")
    )
    yearly = people(gettext_lazy("每年毕业或结业（人）"), required=False)
    source = words(gettext_lazy("依据"), 200, help_text=gettext_lazy("招生简章、来函、走访记录"))

    def __init__(self, *args: Any, areas: QuerySet[Subject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["area"]
        field.queryset = areas

    def clean_majors(self) -> list[str]:
        majors = split_majors(self.cleaned_data["majors"])
        long = [word for word in majors if len(word) > 60]
        if long:
            raise forms.ValidationError(_("“%(word)s”太长，不像一个专业名称。请用顿号隔开。") % {"word": long[0][:20]})
        return majors
