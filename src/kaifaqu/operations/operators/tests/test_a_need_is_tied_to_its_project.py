"""A financing gap belongs to a project's own record, and says why a fund fits it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from conftest import AT
from kaifaqu.foundation.subjects.actions import put_subject
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.operations.operators.actions.books import put_commitment, put_fund
from kaifaqu.operations.operators.models import Need, Source
from kaifaqu.operations.operators.tests.scenes import LEADER, zone
from tests.walks import person

pytestmark = pytest.mark.usefixtures("standing_house", "db")
SignIn = Callable[[str], Any]
TOLD = {"amount": "100", "purpose": "设备"}


def test_the_projects_own_record_is_chosen_and_without_one_a_name_is_asked(sign_in: SignIn) -> None:
    put_subject(code="P-NEED-1", kind=Kind.PROJECT, name="甲项目", parent=zone().code)
    committee, page = sign_in(LEADER), f"/operators/zones/{zone().code}/need"
    refused = committee.post(page, TOLD)
    assert refused.status_code == 422
    assert "没有选项目" in refused.content.decode()
    assert committee.post(page, TOLD | {"project": "P-NEED-1"}).status_code == 302
    need = Need.objects.get()
    assert need.project is not None
    assert (need.project.code, need.name) == ("P-NEED-1", "甲项目")
    assert "/at/P-NEED-1" in committee.get(f"/operators/zones/{zone().code}").content.decode()


def test_a_project_of_another_zone_cannot_be_chosen(sign_in: SignIn) -> None:
    put_subject(code="P-NEED-2", kind=Kind.PROJECT, name="乙项目", parent="Z140600-HR")
    page = f"/operators/zones/{zone().code}/need"
    assert sign_in(LEADER).post(page, TOLD | {"project": "P-NEED-2"}).status_code == 422
    assert not Need.objects.exists()


def test_the_page_says_what_a_fund_leaves_uncovered(sign_in: SignIn) -> None:
    by = person(LEADER)
    fund = put_fund(
        zone(), None, by=by, at=AT, name="甲基金", size=Decimal(60), founded_on=date(2025, 2, 1), purpose="装备制造"
    )
    put_commitment(fund, by=by, at=AT, party="某公司", source=Source.SOCIAL, committed=Decimal(60), paid=Decimal(60))
    committee = sign_in(LEADER)
    committee.post(f"/operators/zones/{zone().code}/need", TOLD | {"name": "丙项目"})
    page = committee.get(f"/operators/zones/{zone().code}").content.decode()
    assert "还差 40" in page
    assert "装备制造" in page
