"""The demonstration: what the page publishes and nothing else, walked through the real stations by the real actions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.problem import Severity
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.accounts.queries import list_demonstration_users
from kaifaqu.foundation.documents.actions import accept_holding, accept_reading, receive_document
from kaifaqu.foundation.documents.models import Decision, Document, Reading
from kaifaqu.foundation.documents.queries import propose_statement
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.outputs.briefs.actions import compose_brief, issue_brief, publish_brief
from kaifaqu.outputs.portal.actions import open_release
from kaifaqu.statistics.evaluation.actions import freeze_round, open_round, publish_round
from kaifaqu.statistics.indicators.actions import issue_release
from kaifaqu.statistics.ledger.actions import accept_return
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.returns.actions import declare_proposals, explain_problem, sign_step, start_correction, start_return
from kaifaqu.statistics.returns.models import Return
from kaifaqu.statistics.returns.queries import find_problems, get_form
from kaifaqu.web.demonstration.plan import (
    DemonstrationError,
    demonstration_folder,
    put_subjects,
    put_users,
    read_plan,
    user_named,
)
from kaifaqu.web.demonstration.projects import walk_projects
from kaifaqu.web.demonstration.promotion import walk_promotion
from kaifaqu.web.demonstration.serve import walk_serve

ROOM_WALKS: tuple[tuple[str, Callable[[datetime], object]], ...] = (
    ("招商", walk_promotion),
    ("项目档案", walk_projects),
    ("企业与产能", walk_serve),
)
"""What each room of operations does with the page: (what is told, the walk). A room adds its module beside this one and a line here."""

Tell = Callable[[str], None]


@transaction.atomic
def load_demonstration(*, password: str, at: datetime, tell: Tell) -> None:
    """Registers the page's subjects and demonstration accounts, then walks its four stories to signed facts and a brief."""
    plan = read_plan()
    steps: list[tuple[str, Callable[[], object]]] = [
        ("登记主体", lambda: put_subjects(plan, at)),
        ("建立演示账号", lambda: put_users(plan["users"], password, at)),
        *((f"收文·读数 {entry['file']}", lambda entry=entry: walk_document(plan, entry, at)) for entry in plan["documents"]),
        *((f"填报·签发·入账 {entry['form']}", lambda entry=entry: walk_return(entry, at)) for entry in plan["returns"]),
        *((label, lambda walk=walk: walk(at)) for label, walk in ROOM_WALKS),
        ("评价 大同市工业类开发区", lambda: walk_evaluation(at)),
        ("成文 左云经开区一季度简报", lambda: walk_brief(at)),
        ("公开 页载的数", lambda: walk_openings(at)),
    ]
    for number, (label, step) in enumerate(steps, 1):
        tell(f"[{number}/{len(steps)}] {label}")
        step()


def walk_document(plan: Mapping[str, Any], entry: Mapping[str, Any], at: datetime) -> Document:
    """Receives one story, settles what the clerk had to name, and accepts the rest that holds."""
    by = user_named(entry["received_by"])
    document, _new = receive_document(
        demonstration_folder().joinpath(entry["file"]).read_bytes(), entry["file"], subject=get_subject(entry["subject"]), by=by, at=at,
        published_on=plan["published_on"], publisher=plan["publisher"], provenance=Provenance.PAGE,
    )  # fmt: skip
    for row in entry["accept"]:
        settle_reading(document, row, by, at)
    accept_holding(document, by=by, at=at)
    return document


def settle_reading(document: Document, row: Mapping[str, Any], by: User, at: datetime) -> None:
    """Accepts one figure as the statement that the clerk names; `nth` counts equal surfaces from 1."""
    found = list(Reading.objects.filter(document=document, text=row["figure"]).order_by("start"))
    nth = row.get("nth", 1)
    if len(found) < nth:
        raise DemonstrationError(f"《{document.title}》里没有读到第 {nth} 个「{row['figure']}」。请核对演示文本与读数规则。")
    reading = found[nth - 1]
    proposal = propose_statement(reading)
    named = replace(
        proposal, item=row["item"], subject=row["subject"], period=row["period"], role=row["role"],
        unit=row.get("unit", reading.unit),
    )  # fmt: skip
    accept_reading(reading, named, by=by, at=at, corrected=named != proposal)


def walk_return(entry: Mapping[str, Any], at: datetime) -> Return:
    """Files one return from the documents' figures, explains its doubts, and signs it by different people."""
    clerk = user_named(entry["declare"])
    filer = get_subject(entry["filer"])
    return_ = start_return(
        get_form(entry["form"]), filer, Period.parse(entry["period"]), by=clerk, at=at, provenance=Provenance.PAGE
    )
    declare_proposals(return_, by=clerk, at=at)
    explain_doubts(return_, entry.get("explain", ""), clerk, at)
    for username in entry["sign"]:
        return_ = sign_step(return_, by=user_named(username), at=at)
    accept_return(return_, by=user_named(entry["accept"]), at=at)
    return return_


def explain_doubts(return_: Return, text: str, by: User, at: datetime) -> None:
    """Writes the clerk's explanation beside every soft problem."""
    for problem in find_problems(return_):
        if problem.severity is Severity.SOFT:
            explain_problem(return_, problem.rule, problem.key, text, by=by, at=at)


def walk_evaluation(at: datetime) -> None:
    """The city's quarter: one of five zones reports, so the round says who is missing instead of ranking."""
    city, province = user_named("datong"), user_named("province")
    round_ = open_round("opening_quarter", get_subject("140200"), Period.quarter(2024, 1), by=city, at=at)
    publish_round(freeze_round(round_, by=city, at=at), by=province, at=at)


def walk_brief(at: datetime) -> None:
    """The zone's quarter as a brief: composed from references, re-read, issued, published."""
    brief = compose_brief("quarter", get_subject("Z140200-ZY"), Period.quarter(2024, 1), by=user_named("zuoyun-clerk"), at=at)
    signer = user_named("zuoyun-signer")
    publish_brief(issue_brief(brief, by=signer, at=at), by=signer, at=at)


OPENED = (("Z140200-ZY", "2024Q1", "zuoyun-signer"), ("140000", "@2023-12", "province"))
"""What the public may read: (subject, period, who decides)."""


def walk_openings(at: datetime) -> None:
    """The zone's quarter and the province's reform as releases laid open."""
    for code, period, username in OPENED:
        by = user_named(username)
        open_release(issue_release(get_subject(code), Period.parse(period), note="报刊已刊登", by=by, at=at), by=by, at=at)


@transaction.atomic
def load_file(data: bytes, filename: str, published_on: date | None, *, at: datetime) -> dict[str, int]:
    """Walks a whole file the same way: received by the province, every sure figure accepted, filed, signed and booked.

    Figures whose item, subject or period the reader cannot name stay in the document for a person. Returns counts for the report.
    """
    clerk = user_named("province-clerk")
    document, new = receive_document(
        data, filename, subject=get_subject("140000"), by=clerk, at=at, published_on=published_on, provenance=Provenance.PAGE
    )
    accepted = accept_holding(document, by=clerk, at=at) if new else []
    facts = [fact for walk in plan_returns(accepted, published_on) for fact in walk_accepted(walk, document, at)]
    return {
        "document": document.pk, "new": int(new), "readings": document.readings.count(), "checks": document.checks.count(),
        "accepted": len(accepted), "facts": len(facts), "left_for_a_person": document.readings.count() - len(accepted),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Walk:
    """One return that accepted figures go into, and who takes which step of it in the demonstration."""

    form: str
    filer: str
    period: Period
    clerk: str
    signers: tuple[str, ...]


def plan_returns(accepted: Iterable[Decision], published_on: date | None) -> list[Walk]:
    """The returns that the figures belong to: a zone's quarter where its form asks for them, published totals for the rest."""
    walks = []
    for decision in accepted:
        quarter, period = get_form("zone_quarter"), Period.parse(decision.period)
        asked = decision.about.kind == Kind.ZONE and quarter.line(f"{decision.item}:{decision.role}") is not None
        if asked and quarter.accepts(period):
            walks.append(
                Walk(
                    "zone_quarter",
                    decision.about.code,
                    period,
                    "zuoyun-clerk",
                    ("zuoyun-reviewer", "zuoyun-signer", "datong"),
                )
            )
        elif published_on is not None:
            walks.append(Walk("published_totals", "140000", Period.day(published_on), "province-clerk", ()))
    return list(dict.fromkeys(walk for walk in walks if walk.filer in ("140000", "Z140200-ZY")))


def walk_accepted(walk: Walk, document: Document, at: datetime) -> list[Fact]:
    """Files, signs and books one return; what is booked already is corrected by a new version that names the document."""
    clerk, filer = user_named(walk.clerk), get_subject(walk.filer)
    return_ = start_return(get_form(walk.form), filer, walk.period, by=clerk, at=at, provenance=Provenance.PAGE)
    if return_.accepted_at is not None:
        return_ = start_correction(return_, f"据《{document.title}》", by=clerk, at=at)
    declare_proposals(return_, by=clerk, at=at)
    explain_doubts(return_, "按版面照录，待填报单位核对。", clerk, at)
    for username in (walk.clerk, *walk.signers):
        return_ = sign_step(return_, by=user_named(username), at=at)
    return accept_return(return_, by=user_named("province"), at=at)


def describe(counts: Mapping[str, int]) -> str:
    """The counts as one JSON line for the terminal."""
    return json.dumps(counts, ensure_ascii=False)


def is_loaded() -> bool:
    """True when this home is a demonstration."""
    return list_demonstration_users().exists()
