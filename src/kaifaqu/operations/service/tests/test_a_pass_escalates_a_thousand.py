"""One pass of the scheduler escalates a thousand late tickets in few statements, says why of each, and a second pass says nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from conftest import AT
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.enterprises.actions import register_enterprise
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.service.models import State, Ticket, TicketStep
from kaifaqu.operations.tasks.models import Task
from kaifaqu.web.schedule import run_due

MANY = 1000
MOST_STATEMENTS = 120
"""A thousand rows go in batches; one statement for each ticket would be many thousands."""
LATER = AT + timedelta(days=14)


def file_many(rule: str, many: int = MANY) -> None:
    clerk, zone = User.objects.get(username="zuoyun-clerk"), get_subject("Z140200-ZY")
    firm = register_enterprise(name="甲制造有限公司", parent=zone, by=clerk, at=AT)
    Ticket.objects.bulk_create(
        Ticket(
            enterprise=firm, zone=zone, office=zone, title=f"诉求{number}", category="land", channel="office", rule=rule, filed_by=clerk,
            filed_at=AT, assigned_at=AT, signed_at=AT, state=State.WORKING,
        )
        for number in range(many)
    )  # fmt: skip


def test_a_thousand_in_one_pass(standing_house: None, db: None, django_assert_max_num_queries: Any) -> None:
    file_many("quanzhou")
    with django_assert_max_num_queries(MOST_STATEMENTS):
        told = [line for line in run_due(LATER) if line.startswith("诉求")]
    assert len(told) == MANY == Task.objects.filter(source__startswith="service:").count()
    assert len(set(told)) == MANY
    assert "主办答复应于 2024-05-09 完成，已超 1 个工作日：主办逾期，提请管委会领导督办" in told[0]
    assert Ticket.objects.filter(level=1).count() == MANY
    assert [line for line in run_due(LATER) if line.startswith("诉求")] == []
    step, task = TicketStep.objects.filter(act="escalate").first(), Task.objects.filter(source__startswith="service:").first()
    assert step is not None
    assert task is not None
    assert step.words in task.title
    entry = Entry.objects.get(act="service.escalate")
    assert len(entry.new["steps"]) == MANY
    assert entry.subject_code == "Z140200-ZY"


def test_each_step_of_a_ticket_raises_its_level(standing_house: None, db: None) -> None:
    file_many("zaozhuang", 20)
    list(run_due(AT + timedelta(days=60)))
    # reply to the office, the lead clock to the zone and to the superior
    assert set(Ticket.objects.values_list("level", flat=True)) == {3}
    offices = Task.objects.filter(source__startswith="service:").values_list("office__code", flat=True)
    assert set(offices) == {"Z140200-ZY", "140200"}
