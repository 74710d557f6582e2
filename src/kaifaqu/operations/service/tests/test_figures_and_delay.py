"""What the rooms state for returns is what their pages count; what a late answer costs a project is computed, never typed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.enterprises.actions import register_enterprise
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.subjects.actions import put_subject
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.production.actions import put_line, state_capacity
from kaifaqu.operations.production.figures import state_figures as state_production
from kaifaqu.operations.production.models import LineStatus
from kaifaqu.operations.projects.models import Project
from kaifaqu.operations.projects.vocabulary import Stage
from kaifaqu.operations.service.actions import (
    ServiceRefusedError,
    answer_ticket,
    assign_ticket,
    confirm_ticket,
    file_ticket,
    make_visit,
    refuse_ticket,
    sign_ticket,
)
from kaifaqu.operations.service.figures import state_figures
from kaifaqu.operations.service.models import Outcome, Rating, Ticket
from kaifaqu.operations.service.queries import measure_delay
from kaifaqu.operations.service.rules import count_delay

ZONE = "Z140200-ZY"
DUE = date(2024, 5, 9)
"""Seven working days after 26 April 2024, the Labour Day holiday between."""


@pytest.fixture
def firm(standing_house: None, db: None) -> Enterprise:
    return register_enterprise(
        name="甲制造有限公司", parent=get_subject(ZONE), by=User.objects.get(username="zuoyun-clerk"), at=AT
    )


def file_one(firm: Enterprise, **more: object) -> Ticket:
    clerk = User.objects.get(username="zuoyun-clerk")
    return file_ticket(enterprise=firm, title="供电", category="utilities", channel="office", by=clerk, at=AT, **more)  # type: ignore[arg-type]


def settle(ticket: Ticket, outcome: Outcome, days: int) -> Ticket:
    clerk, zone, later = User.objects.get(username="zuoyun-clerk"), get_subject(ZONE), AT + timedelta(days=days)
    assign_ticket(ticket, office=zone, by=clerk, at=AT)
    sign_ticket(ticket, by=clerk, at=AT)
    promised = later.date() + timedelta(days=30) if outcome == Outcome.PROMISED else None
    return answer_ticket(ticket, outcome=outcome, words="答复", promised_by=promised, by=clerk, at=later)


def test_tickets_and_visits_are_stated_as_they_are_counted(firm: Enterprise) -> None:
    clerk, zone = User.objects.get(username="zuoyun-clerk"), get_subject(ZONE)
    settle(file_one(firm), Outcome.SOLVED, 3)
    settle(file_one(firm), Outcome.PROMISED, 3)
    refuse_ticket(file_one(firm), words="不属企业诉求", by=clerk, at=AT)
    make_visit(
        enterprise=firm, office=zone, kind="routine", on=date(2024, 4, 9), by_principal=True, by=clerk, at=AT, findings="满产"
    )
    stated = {row.statement.item: row for row in state_figures(zone, Period.parse("2024Q2"))}
    amounts = {item: row.statement.quantity.value for item, row in stated.items()}
    assert amounts == {"tickets_received": Decimal(2), "tickets_solved": Decimal(1), "enterprise_visits": Decimal(1)}
    assert state_figures(zone, Period.parse("2024Q1")) == []
    assert all(row.url.startswith("/service/") and ZONE in row.url for row in stated.values())


def test_lines_and_capacity_are_stated_on_a_day(firm: Enterprise) -> None:
    clerk = User.objects.get(username="zuoyun-clerk")
    lines = [
        put_line(owner=firm.subject, name=name, product="PC", status=LineStatus.FULL, by=clerk, at=AT)
        for name in ("一线", "二线")
    ]
    put_line(owner=firm.subject, name="服务器线", product="服务器", status=LineStatus.BUILT, by=clerk, at=AT)
    state_capacity(lines=lines, amount=Decimal(18), unit="万台", scope="两条PC线", by=clerk, at=AT)
    stated = {
        row.statement.item: row.statement.quantity.value for row in state_production(firm.subject, Period.parse("@2024-04-26"))
    }
    assert stated["pc_capacity"] == Decimal(18)
    assert sorted(stated.values()) == [1, 2, 3, 18]


@pytest.mark.parametrize(
    ("answered", "moved_on", "on", "expected"),
    [
        (None, None, DUE, 0), (None, None, DUE + timedelta(days=5), 5), (DUE + timedelta(days=2), None, DUE + timedelta(days=9), 2),
        (None, DUE + timedelta(days=3), DUE + timedelta(days=9), 3), (None, DUE - timedelta(days=1), DUE + timedelta(days=9), 0),
    ],
)  # fmt: skip
def test_a_project_waits_until_the_answer_or_its_next_stage(
    answered: date | None, moved_on: date | None, on: date, expected: int
) -> None:
    assert count_delay(DUE, answered, moved_on, on) == expected
    assert count_delay(None, answered, moved_on, on) == 0


def test_a_tickets_delay_comes_from_its_projects_stage_and_its_clock(firm: Enterprise) -> None:
    clerk = User.objects.get(username="zuoyun-clerk")
    subject = put_subject(code="P-ZY-1", kind=Kind.PROJECT, name="托辊项目", parent=ZONE)
    project = Project.objects.create(subject=subject, stage=Stage.SIGNED, opened_at=AT)
    ticket = file_one(firm, project=project.subject)
    assert ticket.stage == str(project.get_stage_display())
    assert measure_delay(file_one(firm), DUE + timedelta(days=30)) is None
    late = settle(ticket, Outcome.SOLVED, 17)
    assert measure_delay(late, DUE + timedelta(days=30)) == 4
    closed = confirm_ticket(late, rating=Rating.GOOD, words="", by=clerk, at=timezone.now())
    assert closed.delay_days == 4
    with pytest.raises(ServiceRefusedError, match="不是"):
        file_one(firm, project=get_subject("Z140600-HR"))
