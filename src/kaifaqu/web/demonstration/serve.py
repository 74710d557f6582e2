"""What the rooms of tasks, enterprises, service and production do with the page: its firms, campaigns and lines, and what it leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from kaifaqu.foundation.accounts.actions import System
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.actions import decide_event
from kaifaqu.foundation.documents.models import Outcome
from kaifaqu.foundation.enterprises.actions import register_enterprise, set_scale
from kaifaqu.foundation.enterprises.models import Scale
from kaifaqu.foundation.enterprises.queries import find_by_subject
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.production.actions import put_line, put_target, state_capacity, upgrade_lines
from kaifaqu.operations.production.models import LineStatus
from kaifaqu.operations.tasks.actions import open_task, start_campaign
from kaifaqu.operations.tasks.models import CampaignKind
from kaifaqu.web.demonstration.plan import read_plan, user_named
from kaifaqu.web.demonstration.projects import event_of


def walk_serve(at: datetime) -> None:
    """Registers what the page names, and opens a task for what it publishes without a record."""
    plan, clerk = read_plan("serve"), user_named("zuoyun-clerk")
    for row in plan["accept"]:
        decide_event(event_of(row), Outcome.ACCEPTED, by=user_named(row["by"]), at=at)
    for row in plan["enterprises"]:
        _register(row, clerk, at)
    for row in plan["campaigns"]:
        start_campaign(
            subject=get_subject(row["zone"]), kind=CampaignKind(row["kind"]), name=row["name"], purpose=row["purpose"],
            begins_on=row.get("begins_on"), ends_on=row.get("ends_on"), provenance=Provenance.PAGE, by=clerk, at=at,
        )  # fmt: skip
    walk_production(plan, user_named("province-clerk"), at)
    for row in plan["tasks"]:
        zone = get_subject(row["subject"])
        open_task(
            title=row["title"], subject=zone, due_date=timezone.localdate(at) + timedelta(days=plan["task_days"]), by=System(), at=at,
            office=zone, source=row["source"], source_url=reverse(row["page"]),
        )  # fmt: skip


def _register(row: Mapping[str, Any], by: User, at: datetime) -> None:
    subject = get_subject(row["code"])
    known = find_by_subject(subject)
    enterprise = known if known is not None else register_enterprise(
        name=row["name"], parent=get_subject(row["zone"]), subject_code=row["code"], provenance=Provenance.PAGE, by=by, at=at
    )  # fmt: skip
    set_scale(enterprise, Scale.ABOVE, since=None, basis=row["above"], by=by, at=at)


def walk_production(plan: Mapping[str, Any], by: User, at: datetime) -> None:
    """Three lines, of which two make PCs under one capacity; the upgrade with its partner; five parks without names."""
    owner = get_subject(plan["owner"])
    lines = [
        put_line(
            owner=owner,
            name=row["name"],
            product=row["product"],
            status=LineStatus(row["status"]),
            provenance=Provenance.PAGE,
            by=by,
            at=at,
        )
        for row in plan["lines"]
    ]
    told = plan["capacity"]
    state_capacity(
        lines=[line for line in lines if line.product == told["product"]], amount=Decimal(told["amount"]), unit=told["unit"],
        scope=told["scope"], provenance=Provenance.PAGE, by=by, at=at,
    )  # fmt: skip
    upgrade_lines(lines=lines, by=by, at=at, **plan["upgrade"])
    parks = plan["park_targets"]
    for _park in range(parks["count"]):
        put_target(
            zone=get_subject(parks["zone"]), name="", target=Decimal(parks["target"]), provenance=Provenance.PAGE, by=by, at=at
        )
