"""The page's promotion: one event with its published totals and the one signing that it itemises, firms that it names, Huairen's directions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.documents.actions import decide_event
from kaifaqu.foundation.documents.models import Document, Outcome
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.promotion.actions import (
    declare_focus,
    list_signing,
    note_cooperation,
    register_event,
    register_prospect,
)
from kaifaqu.operations.promotion.models import Event
from kaifaqu.web.demonstration.plan import read_plan, user_named


def walk_promotion(at: datetime) -> None:
    """What the page says of promotion; five of six signings stay to be listed."""
    plan = read_plan("promotion")
    event = take_event(plan["event"], at)
    for row in plan["signings"]:
        list_signing(
            event, get_subject(row["zone"]), title=row["title"], investor=row["investor"], total=Decimal(row["total"]),
            output=Decimal(row["output"]), is_chemical=row["chemical"], project=get_subject(row["project"]),
            provenance=Provenance.PAGE, by=user_named(row["by"]), at=at,
        )  # fmt: skip
    walk_firms(plan, at)
    for row in plan["focuses"]:
        declare_focus(
            get_subject(row["zone"]),
            "biomedicine",
            row["node"],
            words=row["words"],
            provenance=Provenance.PAGE,
            by=user_named(row["by"]),
            at=at,
        )


def take_event(row: Mapping[str, Any], at: datetime) -> Event:
    """Accepts the announcement and registers the event from it."""
    document = Document.objects.get(title=row["document"])
    announced = document.events.get(type="meeting")
    decide_event(announced, Outcome.ACCEPTED, by=user_named(row["accepted_by"]), at=at)
    return register_event(
        get_subject(row["host"]), name=announced.slots["name"], held_on=Period.parse(announced.slots["date"]).bounded_end,
        place=announced.slots["place"], read_event=announced, document=document, provenance=Provenance.PAGE, by=user_named(row["by"]), at=at,
    )  # fmt: skip


def walk_firms(plan: Mapping[str, Any], at: datetime) -> None:
    """The firms that the page names, and who works with whom."""
    firms = {}
    for row in plan["prospects"]:
        firms[row["name"]] = register_prospect(
            get_subject(row["keeper"]), name=row["name"], chain=row["chain"], business=row.get("business", ""),
            provenance=Provenance.PAGE, by=user_named(row["by"]), at=at,
        )  # fmt: skip
    for row in plan["cooperations"]:
        one, other = firms[row["one"]], firms[row["other"]]
        note_cooperation(one.keeper, one, other, words=row["words"], by=user_named("tianjin-office"), at=at)
