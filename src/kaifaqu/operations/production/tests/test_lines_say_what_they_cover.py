"""A capacity covers the lines that it names; utilisation is over the months told; strangers learn nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.production import actions
from kaifaqu.operations.production.figures import state_figures
from kaifaqu.operations.production.models import Line
from kaifaqu.operations.production.queries import list_reached, list_upgrades, list_used
from kaifaqu.operations.production.rules import ProductionRefusedError, compute_utilisation
from kaifaqu.web.demonstration.plan import read_plan
from kaifaqu.web.demonstration.serve import walk_production

SignIn = Callable[[str], Any]
OWNER = "P141000-LF-ZGYZ"


def walk() -> list[Line]:
    walk_production(read_plan("serve"), User.objects.get(username="province-clerk"), AT)
    return list(Line.objects.order_by("pk"))


def test_the_page_has_three_lines_and_the_capacity_of_two(standing_house: None, db: None) -> None:
    lines = walk()
    assert [line.product for line in lines] == ["PC", "PC", "服务器"]
    (used,) = list_used(get_subject(OWNER), 2024)
    assert set(used.lines) == set(lines[:2])
    assert list_upgrades(get_subject(OWNER)).get().cost is None
    stated = {
        row.statement.item: str(row.statement.quantity)
        for row in state_figures(get_subject(OWNER), Period.as_of_month(2024, 4))
    }
    assert stated == {
        "production_lines": "3 条",
        "production_lines_pc": "2 条",
        "production_lines_server": "1 条",
        "pc_capacity": "18 万台/年",
    }
    assert [row.output for row in list_reached(Subject.objects.all())] == [None] * 5


def test_utilisation_is_over_the_months_told(standing_house: None, db: None) -> None:
    line, by = walk()[0], User.objects.get(username="province-clerk")
    capacity = line.capacities.get()
    for real in ("1.5", "1.2"):
        actions.state_output(capacity, month=date(2024, 3, 9), planned=None, real=Decimal(real), by=by, at=AT)
    (used,) = list_used(line.owner, 2024)
    assert (used.real, used.months, used.utilisation) == (Decimal("1.2"), 1, Decimal("80.0"))
    assert compute_utilisation(Decimal(1), 0, Decimal(18)) is None


def test_lines_of_two_owners_have_no_common_capacity(standing_house: None, db: None) -> None:
    with pytest.raises(ProductionRefusedError):
        actions.state_capacity(
            lines=[], amount=Decimal(1), unit="台", scope="无", by=User.objects.get(username="datong"), at=AT
        )


def test_a_stranger_learns_nothing_of_a_line(standing_house: None, db: None, sign_in: SignIn) -> None:
    line = walk()[0]
    for stranger in ("zuoyun-officer", "enterprise", "operator", "auditor"):
        client = sign_in(stranger)
        may_read = stranger == "operator"
        assert client.get(reverse("production:line", args=[line.pk])).status_code == (200 if may_read else 404), stranger
        assert client.post(reverse("production:status", args=[line.pk]), {"status": "stopped"}).status_code == 404, stranger
    assert "18 万台/年" in sign_in("province-clerk").get(reverse("production:line", args=[line.pk])).content.decode()
