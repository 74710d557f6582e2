"""The page's projects: announced events accepted and taken into files; a published duration waits for its first day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.documents.actions import decide_event
from kaifaqu.foundation.documents.models import Outcome, ReadEvent, Reading
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.projects.actions import (
    FactKind,
    ListKind,
    PledgeKind,
    change_project,
    set_event_aside,
    take_event,
)
from kaifaqu.operations.projects.actions.inbox import Taken
from kaifaqu.operations.projects.actions.labour import put_school
from kaifaqu.operations.projects.actions.work import claim_duration, make_pledge
from kaifaqu.operations.projects.models import Project
from kaifaqu.operations.projects.queries import find_named, get_named
from kaifaqu.web.demonstration.plan import DemonstrationError, read_plan, user_named


def walk_projects(at: datetime) -> None:
    """Nine projects of the page, one of them on two lists and counted once."""
    plan = read_plan("projects")
    for row in plan["accept"]:
        decide_event(event_of(row), Outcome.ACCEPTED, by=user_named(row["by"]), at=at)
    for row in plan["take"]:
        take(row, at)
    for row in plan["aside"]:
        set_event_aside(event_of(row), "", row["reason"], by=user_named(row["by"]), at=at)
    for row in plan["fields"]:
        values = {"builder": row.get("builder", ""), "total_investment": Decimal(row["total_investment"])}
        change_project(named(row["project"]), values, by=user_named(row["by"]), at=at)
    for row in plan["pledges"]:
        make_pledge(
            named(row["project"]), PledgeKind(row["kind"]), row["text"], amount=Decimal(row["amount"]), unit=row["unit"],
            reading=reading_of(row), by=user_named(row["by"]), at=at,
        )  # fmt: skip
    for row in plan["schools"]:
        values = {"name": row["name"], "source": row["source"]}
        put_school(None, get_subject(row["area"]), values, by=user_named(row["by"]), at=at)
    for row in plan["claims"]:
        claim_duration(
            named(row["project"]), FactKind(row["from"]), FactKind(row["to"]), row["days"], reading=reading_of(row),
            by=user_named(row["by"]), at=at,
        )  # fmt: skip


def take(row: Mapping[str, Any], at: datetime) -> Project:
    """Takes one name of one event into its file."""
    announced = row.get("announced", "")
    name = row.get("name", announced)
    taken = Taken(
        FactKind(row["kind"]) if "kind" in row else None, Period.parse(str(row["period"])) if "period" in row else None,
        ListKind(row["listed"]) if "listed" in row else None, str(row.get("batch", "")),
    )  # fmt: skip
    return take_event(
        event_of(row), taken, project=find_named(name), name=name,
        under=get_subject(row["under"]), announced=announced, by=user_named(row["by"]), at=at,
    )  # fmt: skip


def event_of(row: Mapping[str, Any]) -> ReadEvent:
    """The event of a type in a file, the one that names the project where that is said."""
    events = ReadEvent.objects.filter(document__filename=row["file"], type=row["type"])
    wanted = row.get("project")
    found: ReadEvent | None = next(
        (event for event in events if wanted is None or wanted in event.slots.get("projects", ())), None
    )
    if found is None:
        raise DemonstrationError(f"《{row['file']}》里没有读到 {row['type']}。请核对演示文本与读数规则。")
    return found


def named(name: str) -> Project:
    return get_named(name)


def reading_of(row: Mapping[str, Any]) -> Reading:
    """The figure that a promise or a claim stands on; `nth` counts equal surfaces from 1."""
    found: list[Reading] = list(Reading.objects.filter(document__filename=row["file"], text=row["figure"]).order_by("start"))
    nth = int(row.get("nth", 1))
    if len(found) < nth:
        raise DemonstrationError(f"《{row['file']}》里没有读到第 {nth} 个「{row['figure']}」。")
    return found[nth - 1]
