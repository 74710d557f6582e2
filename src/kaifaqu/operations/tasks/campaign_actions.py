"""Writes of campaigns: begun, filled with projects and firms, judged and closed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.tasks.models import Campaign, CampaignEntry, CampaignKind, TaskKind
from kaifaqu.operations.tasks.rules import TaskRefusedError
from kaifaqu.operations.tasks.writing import put_task


@transaction.atomic
def start_campaign(
    *, subject: Subject, kind: CampaignKind, name: str, by: User, at: datetime, purpose: str = "", begins_on: date | None = None,
    ends_on: date | None = None, provenance: Provenance = Provenance.OWN, source_url: str = "",
) -> Campaign:  # fmt: skip
    """Begins a campaign. Raises TaskRefusedError when it would end before it begins."""
    if begins_on and ends_on and ends_on < begins_on:
        raise TaskRefusedError(_("结束日期 %(end)s 早于开始日期 %(begin)s。请核对。") % {"end": ends_on, "begin": begins_on})
    row = Campaign.objects.create(
        subject=subject, kind=kind, name=name.strip(), purpose=purpose.strip(), begins_on=begins_on, ends_on=ends_on,
        provenance=provenance, source_url=source_url, started_by=by, started_at=at,
    )  # fmt: skip
    record_act("tasks.start_campaign", by=by, at=at, target=f"campaign:{row.pk}", subject=subject.code, new={"name": row.name})
    return row


@transaction.atomic
def add_entry(
    campaign: Campaign, *, subject: Subject, goal: str, owner: User | None, by: User, at: datetime, source_url: str = ""
) -> CampaignEntry:
    """Puts a project or firm under a campaign; with an end and an owner it becomes that person's task.

    Raises TaskRefusedError for a closed campaign or a subject that stands in it already.
    """
    if campaign.closed_at is not None or campaign.entries.filter(subject=subject).exists():
        raise TaskRefusedError(_("行动已总结，或「%(who)s」已在行动中。") % {"who": subject.label})
    row = CampaignEntry.objects.create(
        campaign=campaign, subject=subject, goal=goal.strip(), owner=owner, source_url=source_url
    )
    if campaign.ends_on is not None and owner is not None:
        put_task(
            title=f"{campaign.name}：{subject.label} {row.goal}"[:300], subject=subject, due_date=campaign.ends_on, by=by, at=at, owner=owner,
            office=None, source=f"tasks:entry:{row.pk}", source_url=f"/tasks/campaigns/{campaign.pk}/", kind=TaskKind.CAMPAIGN,
        )  # fmt: skip
    record_act("tasks.add_entry", by=by, at=at, target=f"campaign:{campaign.pk}", subject=subject.code, new={"goal": row.goal})
    return row


@transaction.atomic
def judge_entry(entry: CampaignEntry, *, reached: bool, result: str, by: User, at: datetime) -> CampaignEntry:
    """Notes whether the goal was reached, with words. Raises TaskRefusedError without words."""
    if not result.strip():
        raise TaskRefusedError(_("没有写结果。请写明达到与否的依据。"))
    old = {"reached": entry.reached, "result": entry.result}
    entry.reached, entry.result = reached, result.strip()
    entry.save(update_fields=["reached", "result"])
    new = {"reached": reached, "result": entry.result}
    record_act(
        "tasks.judge_entry", by=by, at=at, target=f"campaign:{entry.campaign_id}", subject=entry.subject.code, old=old, new=new
    )
    return entry


@transaction.atomic
def close_campaign(campaign: Campaign, *, result: str, by: User, at: datetime) -> Campaign:
    """Closes a campaign with its result. Raises TaskRefusedError while an entry is not judged, or without words."""
    open_entries = campaign.entries.filter(reached=None).count()
    if open_entries or not result.strip():
        raise TaskRefusedError(_("还有 %(count)s 个对象没有登记结果，或没有写总结。请先补齐。") % {"count": open_entries})
    campaign.result, campaign.closed_at = result.strip(), at
    campaign.save(update_fields=["result", "closed_at"])
    record_act(
        "tasks.close_campaign",
        by=by,
        at=at,
        target=f"campaign:{campaign.pk}",
        subject=campaign.subject.code,
        new={"result": campaign.result},
    )
    return campaign
