"""The desk of an investment officer: what must be done now, the most urgent first, each opening its record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.operations.promotion.models import Overlap
from kaifaqu.operations.promotion.queries import (
    list_agreements,
    list_dispatches,
    list_due_promises,
    list_leads,
    list_overlaps,
    standstill_of,
)
from kaifaqu.operations.promotion.queries.events import list_inbox, list_short_events
from kaifaqu.operations.promotion.vocabulary import OPEN_STATES, AgreementState, OverlapState


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: a verb, the matter, why now, and where."""

    verb: str
    matter: str
    why: str
    url: str
    is_urgent: bool = False


def list_todo(user: Any, on: date) -> list[Todo]:
    """Everything open within the user's reach; what is urgent stands first."""
    rows = [
        *_answers(user), *_events(user), *_promises(user, on), *_standing(user, on), *_papers(user), *_inbox(user),
    ]  # fmt: skip
    return sorted(rows, key=lambda row: not row.is_urgent)


def _answers(user: Any) -> Iterator[Todo]:
    for row in list_dispatches(user):
        why = _("%(source)s %(day)s 派来") % {"source": row.source.label, "day": f"{row.at:%Y-%m-%d}"}
        yield Todo(_("接收或退回"), row.lead.title, why, reverse("promotion:lead", args=[row.lead_id]), True)


def _events(user: Any) -> Iterator[Todo]:
    for event, signings in list_short_events(user):
        matter = _("补登 %(count)s 个签约项目") % {"count": signings.missing_count}
        why = _("%(event)s：%(sum)s 亿元未列") % {"event": event.subject.label, "sum": signings.missing_sum}
        yield Todo(_("补登"), matter, why, f"{reverse('promotion:event', args=[event.pk])}#signings", True)


def _promises(user: Any, on: date) -> Iterator[Todo]:
    for row in list_due_promises(user, on):
        why = _("应于 %(day)s 兑现") % {"day": row.due_on}
        yield Todo(
            _("兑现") if row.is_ours else _("催对方"),
            row.words,
            why,
            reverse("promotion:lead", args=[row.lead_id]),
            row.is_ours,
        )


def _standing(user: Any, on: date) -> Iterator[Todo]:
    for lead in list_leads(user).filter(state__in=OPEN_STATES):
        beyond = standstill_of(lead, on)
        if beyond is not None:
            why = _("%(state)s，停滞超限 %(days)s 天") % {"state": lead.get_state_display(), "days": beyond}
            yield Todo(_("跟进或终止"), f"{lead.title} {lead.prospect.name}", why, reverse("promotion:lead", args=[lead.pk]))


def _papers(user: Any) -> Iterator[Todo]:
    for row in list_agreements(user).filter(state=AgreementState.CEREMONY):
        why = _("%(day)s 上台签约") % {"day": row.ceremony_on}
        yield Todo(_("补登正式协议"), f"{row.title} {row.zone.label}", why, reverse("promotion:agreement", args=[row.pk]))


def _inbox(user: Any) -> Iterator[Todo]:
    for event in list_inbox(user):
        url = f"{reverse('promotion:events')}#inbox"
        yield Todo(_("登记活动"), event.slots.get("name", ""), _("来自《%(title)s》") % {"title": event.document.title}, url)


def list_open_overlaps(user: Any) -> list[Overlap]:
    """Those that nobody has decided yet."""
    return list(list_overlaps(user).filter(state=OverlapState.OPEN))
