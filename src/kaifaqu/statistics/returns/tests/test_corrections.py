"""A correction is the next version of a booked return, for a stated reason; its facts supersede and the old ones stay."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from conftest import AT
from kaifaqu.statistics.ledger.actions import accept_return
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import find_broken_fact, standing_facts, versions_of
from kaifaqu.statistics.returns.actions import ReturnRefusedError, start_correction
from kaifaqu.statistics.returns.models import Return
from kaifaqu.statistics.returns.queries import latest_return
from tests.walks import FIGURES, QUARTER, ZONE, book_quarter, declare, file_quarter, person, sign

pytestmark = pytest.mark.usefixtures("standing_house", "db")
LATER = AT + timedelta(days=30)


@pytest.fixture
def booked() -> Return:
    book_quarter()
    return Return.objects.get()


def correct(booked: Return, reason: str = "台账补录一笔") -> Return:
    return start_correction(booked, reason, by=person("zuoyun-clerk"), at=LATER)


def test_a_correction_is_the_next_version_with_the_same_lines(booked: Return) -> None:
    second = correct(booked)
    assert (second.version, second.reason, second.position, second.accepted_at) == (2, "台账补录一笔", 0, None)
    assert set(second.lines.values_list("item", "value")) == set(booked.lines.values_list("item", "value"))
    assert booked.lines.count() == len(FIGURES)
    assert latest_return("zone_quarter", booked.filer, str(QUARTER)) == second


def test_a_correction_without_a_reason_is_refused(booked: Return) -> None:
    with pytest.raises(ReturnRefusedError, match="必须写明原因"):
        correct(booked, "  ")


def test_an_unbooked_return_needs_no_correction() -> None:
    with pytest.raises(ReturnRefusedError, match="直接修改"):
        correct(file_quarter())


def test_one_correction_at_a_time(booked: Return) -> None:
    correct(booked)
    with pytest.raises(ReturnRefusedError, match=r"已有第 ?2 ?版"):
        correct(booked)


def test_its_facts_supersede_and_the_old_ones_stay(booked: Return) -> None:
    old = Fact.objects.get(item="industrial_investment")
    second = correct(booked)
    declare(second, {"industrial_investment": "2.95"}, at=LATER)
    accept_return(sign(second, at=LATER), by=person("province"), at=LATER)
    new = standing_facts().get(item="industrial_investment", subject__code=ZONE)
    assert (new.value, new.supersedes) == (Decimal("2.95"), old)
    assert versions_of(old) == versions_of(new) == [old, new]
    assert Fact.objects.get(pk=old.pk).value == Decimal("2.9")
    assert Fact.objects.count() == 2 * len(FIGURES)
    assert find_broken_fact() is None


def test_until_it_is_booked_the_old_figures_stand(booked: Return) -> None:
    declare(correct(booked), {"industrial_investment": "9"}, at=LATER)
    assert standing_facts().get(item="industrial_investment").value == Decimal("2.9")
