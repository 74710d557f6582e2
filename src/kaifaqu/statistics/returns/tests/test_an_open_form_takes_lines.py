"""An open form grows line by line: any item that it takes, of any subject within the filer's reach."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.subjects.actions import put_subject
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.statistics.returns.actions import start_return
from kaifaqu.statistics.returns.models import Return
from kaifaqu.statistics.returns.queries import get_form, keyed_lines

ENTRY = {"subject": "P-1", "item": "project_investment_done", "period": "2024M1-5", "role": "actual", "value": "3200"}


@pytest.fixture
def projects(house: Any) -> Return:
    """The zone's monthly return of projects, with one project registered below the zone and one elsewhere."""
    put_subject(code="P-1", kind=Kind.PROJECT, name="甲项目", parent="Z140200-ZY")
    put_subject(code="P-2", kind=Kind.PROJECT, name="乙项目", parent="Z140600-HR")
    clerk = User.objects.get(username="zuoyun-clerk")
    return start_return(get_form("project_month"), get_subject("Z140200-ZY"), Period.parse("2024M1-5"), by=clerk, at=AT)


def test_a_line_is_added_by_hand(projects: Return, sign_in: Callable[[str], Any]) -> None:
    sign_in("zuoyun-clerk").post(f"/returns/{projects.pk}/add", ENTRY)
    assert [line.subject.name for line in keyed_lines(projects).values()] == ["甲项目"]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("subject", "P-2", "不在「左云经济技术开发区」范围内"),
        ("item", "industrial_investment", "没有「工业投资」"),
        ("item", "", "还没有选指标"),
        ("value", "三千", "不是数字"),
        ("period", "2024年5月", "不是认识的写法"),
    ],
)
def test_a_line_that_does_not_belong_is_refused_with_the_reason(
    projects: Return, sign_in: Callable[[str], Any], field: str, value: str, message: str
) -> None:
    answer = sign_in("zuoyun-clerk").post(f"/returns/{projects.pk}/add", {**ENTRY, field: value})
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not projects.lines.exists()
