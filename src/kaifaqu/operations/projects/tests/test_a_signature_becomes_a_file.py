"""A signed agreement waits in the inbox until a zone's officer opens its file: money, day and promises come with it; a company gets the credit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.subjects.actions import put_subject
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.operators.models import Company, Nature
from kaifaqu.operations.projects.figures import state_figures
from kaifaqu.operations.projects.models import Project
from kaifaqu.operations.projects.tests.scene import AT
from kaifaqu.operations.projects.vocabulary import FactKind, PledgeKind
from kaifaqu.operations.promotion.models import Agreement
from kaifaqu.operations.promotion.vocabulary import AgreementState

pytestmark = pytest.mark.usefixtures("standing_house", "db")
ZONE = "Z140200-ZY"


@pytest.fixture
def agreement() -> Agreement:
    """A contract of the zone, signed, with its project's subject."""
    project = put_subject(code="P140200-ZY-0009", kind=Kind.PROJECT, name="示例滤材项目", parent=ZONE)
    return Agreement.objects.create(
        title="示例滤材项目", zone=get_subject(ZONE), investor="示例滤材有限公司", total=Decimal(12000), output=Decimal(30000), jobs=80,
        state=AgreementState.SIGNED, signed_on=date(2024, 4, 2), project=project, by=User.objects.get(username="zuoyun-officer"), at=AT,
    )  # fmt: skip


def test_the_officer_opens_the_file_with_what_was_signed(agreement: Agreement, sign_in: Callable[[str], Any]) -> None:
    client = sign_in("zuoyun-officer")
    assert "示例滤材有限公司" in client.get("/projects/inbox").content.decode()
    answer = client.post(f"/projects/inbox/agreements/{agreement.pk}")
    project = Project.objects.get(agreement=agreement)
    assert answer["Location"] == f"/projects/{project.pk}"
    assert (project.subject, project.builder, project.total_investment) == (
        agreement.project,
        "示例滤材有限公司",
        Decimal(12000),
    )
    fact = project.facts.get()
    assert (fact.kind, fact.date) == (FactKind.SIGNED, date(2024, 4, 2))
    assert {(pledge.kind, pledge.amount) for pledge in project.pledges.all()} == {
        (PledgeKind.OUTPUT, Decimal(30000)), (PledgeKind.JOBS, Decimal(80)),
    }  # fmt: skip
    assert "示例滤材有限公司" not in client.get("/projects/inbox").content.decode()


def test_it_is_opened_once_and_by_its_own_zone(agreement: Agreement, sign_in: Callable[[str], Any]) -> None:
    url = f"/projects/inbox/agreements/{agreement.pk}"
    assert sign_in("huairen-officer").post(url).status_code == 404
    assert sign_in("zuoyun-officer").post(url).status_code == 302
    assert sign_in("zuoyun-officer").post(url).status_code == 404
    assert Project.objects.filter(agreement=agreement).count() == 1


def test_an_agreement_that_is_not_signed_does_not_wait(agreement: Agreement, sign_in: Callable[[str], Any]) -> None:
    Agreement.objects.filter(pk=agreement.pk).update(state=AgreementState.DRAFT, signed_on=None)
    assert "示例滤材有限公司" not in sign_in("zuoyun-officer").get("/projects/inbox").content.decode()


def test_a_company_is_credited_by_the_key_on_the_file(agreement: Agreement, sign_in: Callable[[str], Any]) -> None:
    subject = put_subject(code="Y140200-ZY-01", kind=Kind.OPERATING_COMPANY, name="示例运营公司", parent=ZONE)
    company = Company.objects.create(subject=subject, nature=Nature.PLATFORM, registered_at=AT)
    client = sign_in("zuoyun-officer")
    client.post(f"/projects/inbox/agreements/{agreement.pk}")
    project = Project.objects.get(agreement=agreement)
    form = client.get(f"/projects/{project.pk}/edit").context["form"]
    told = {name: "" if value is None else value for name, value in form.initial.items()}
    assert client.post(f"/projects/{project.pk}/edit", {**told, "operator": company.pk}).status_code == 302
    stated = {row.statement.item: row for row in state_figures(subject, Period.half(2024, 1))}
    assert stated["operator_projects_attracted"].statement.quantity == Quantity.of("1", "个")
    assert stated["operator_projects_attracted_investment"].statement.quantity == Quantity.of("1.2", "亿元")
    assert "示例滤材项目" in client.get(stated["operator_projects_attracted"].url).content.decode()
