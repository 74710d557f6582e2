"""One pass of the scheduler escalates a thousand late tickets, says why of each, and a second pass says nothing."""

from __future__ import annotations

from datetime import timedelta

from conftest import AT
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.enterprises.actions import register_enterprise
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.service.actions import escalate_tickets
from kaifaqu.operations.service.models import State, Ticket
from kaifaqu.operations.tasks.models import Task

MANY = 1000


def test_a_thousand_in_one_pass(standing_house: None, db: None) -> None:
    clerk, zone = User.objects.get(username="zuoyun-clerk"), get_subject("Z140200-ZY")
    firm = register_enterprise(name="甲制造有限公司", parent=zone, by=clerk, at=AT)
    Ticket.objects.bulk_create(
        Ticket(
            enterprise=firm, zone=zone, office=zone, title=f"诉求{number}", category="land", channel="office", rule="quanzhou", filed_by=clerk,
            filed_at=AT, assigned_at=AT, signed_at=AT, state=State.WORKING,
        )
        for number in range(MANY)
    )  # fmt: skip
    told = list(escalate_tickets(AT + timedelta(days=14)))
    assert len(told) == MANY == Task.objects.filter(source__startswith="service:").count()
    assert "主办答复应于 2024-05-09 完成" in told[0]
    assert Ticket.objects.filter(level=1).count() == MANY
    assert list(escalate_tickets(AT + timedelta(days=14))) == []
