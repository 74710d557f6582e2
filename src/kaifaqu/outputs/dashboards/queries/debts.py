"""What a subject has not reported: by which form, at whose desk it lies, and the address where it is filled or asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.core.figures.item import Item, Nature
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.outputs.dashboards.queries.trends import owed_at
from kaifaqu.statistics.returns.queries import Form, latest_return, list_forms_for, step_of


@dataclass(frozen=True, slots=True)
class Debt:
    """One form's items that were not reported for the period; `words` say where the form lies, `url` opens it or the reminder."""

    form: Form
    items: Sequence[Item]
    due: date | None
    words: str
    url: str


def list_debts(subject: Subject, period: Period, held: Collection[str]) -> list[Debt]:
    """Form by form what the subject owes for the period, each item under the first form that asks for it."""
    told = set(held)
    debts = []
    for form in list_forms_for(subject):
        asked = [line.item for line in form.lines if line.required or not form.open_lines]
        owed = [i for i in dict.fromkeys(asked) if i.code not in told and i.nature is not Nature.PUBLISHED]
        if owed and form.accepts(period) and form.periods != "any" and not form.issued:
            told |= {item.code for item in owed}
            debts.append(Debt(form, owed, form.due_on(period), *_standing_of(form, subject, period)))
    return debts


def _standing_of(form: Form, subject: Subject, period: Period) -> tuple[str, str]:
    return_ = latest_return(form.code, subject, str(period))
    if return_ is None:
        return _("%(name)s还没有开这张报表") % {"name": subject.label}, owed_at(subject, period)
    step = step_of(return_)
    url = reverse("returns:grid", args=[return_.pk])
    if step is None:
        return _("%(name)s的报表已入账，这些行空着") % {"name": subject.label}, url
    return _("%(name)s：%(waiting)s") % {"name": subject.label, "waiting": step.waiting}, url
