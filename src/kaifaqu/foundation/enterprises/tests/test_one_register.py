"""One enterprise stands once: by its code, by its names, through merges that can be undone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from conftest import AT
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.enterprises import actions
from kaifaqu.foundation.enterprises.actions import EnterpriseRefusedError
from kaifaqu.foundation.enterprises.models import Enterprise, Merge, RevenueSide, Scale
from kaifaqu.foundation.enterprises.queries import (
    find_by_credit_code,
    find_similar,
    list_above_scale,
    list_enterprises_of,
    list_subjects_of,
    search_enterprises,
)
from kaifaqu.foundation.journal.append_only import AppendOnlyError
from kaifaqu.foundation.subjects.queries import get_subject

ZONE, CODE = "Z140200-ZY", "91140226MA00001620"


def clerk() -> User:
    return User.objects.get(username="zuoyun-clerk")


def register(name: str, **more: Any) -> Enterprise:
    return actions.register_enterprise(name=name, parent=get_subject(ZONE), by=clerk(), at=AT, **more)


def test_every_fault_comes_back_at_once(standing_house: None, db: None) -> None:
    with pytest.raises(EnterpriseRefusedError) as refused:
        register(" ", credit_code="123", industry_2017="C99", industry_2011="N79")
    assert set(refused.value.faults) == {"name", "credit_code", "industry_2017", "industry_2011"}


def test_a_code_is_taken_once(standing_house: None, db: None) -> None:
    first = register("甲制造有限公司", credit_code=CODE)
    assert find_by_credit_code("9114 0226MA00001620") == first
    with pytest.raises(EnterpriseRefusedError, match="已登记为"):
        register("乙制造有限公司", credit_code=CODE)


def test_a_former_name_finds_the_enterprise(standing_house: None, db: None) -> None:
    firm = register("左云县甲机械制造有限公司")
    actions.rename_enterprise(firm, name="左云县乙装备制造有限公司", since=date(2024, 3, 1), by=clerk(), at=AT)
    assert list(search_enterprises("甲机械")) == [firm]
    assert [row.valid_to for row in firm.names.all()] == [None, date(2024, 2, 29)]
    assert get_subject(firm.subject.code).name == "左云县乙装备制造有限公司"


def test_likeness_finds_the_written_form(standing_house: None, db: None) -> None:
    firm = register("山西鸿图新材料科技有限公司")
    assert [row.enterprise for row in find_similar("山西鸿图新材料科技有限公司（筹）")] == [firm]
    assert find_similar("山西远大新材料科技有限公司") == []


def test_a_merge_is_seen_everywhere_and_undone(standing_house: None, db: None) -> None:
    kept, double = register("甲光伏有限公司"), register("甲光伏", credit_code=CODE)
    merge = actions.merge_enterprises(kept, double, reason="执照同一家", by=clerk(), at=AT)
    assert find_by_credit_code(CODE) == kept
    assert list(list_enterprises_of(get_subject(ZONE))) == [kept]
    assert set(list_subjects_of(kept)) == {kept.subject, double.subject}
    actions.undo_merge(merge, by=clerk(), at=AT)
    assert find_by_credit_code(CODE) == double
    kept.refresh_from_db()
    assert kept.credit_code == ""
    with pytest.raises(EnterpriseRefusedError, match="已经撤销"):
        actions.undo_merge(Merge.objects.get(), by=clerk(), at=AT)


def test_two_codes_are_two_enterprises(standing_house: None, db: None) -> None:
    one, other = register("甲", credit_code=CODE), register("乙", credit_code="91140226MA0000349Y")
    with pytest.raises(EnterpriseRefusedError, match="不是同一家"):
        actions.merge_enterprises(one, other, reason="名字像", by=clerk(), at=AT)


def test_the_size_status_has_its_history(standing_house: None, db: None) -> None:
    firm, zone = register("甲机械有限公司"), get_subject(ZONE)
    actions.set_scale(firm, Scale.BELOW, since=date(2023, 1, 1), basis="名录库", by=clerk(), at=AT)
    actions.set_scale(firm, Scale.ABOVE, since=date(2024, 2, 1), basis="统计局批复", by=clerk(), at=AT)
    assert not list_above_scale(zone, date(2024, 1, 31))
    assert list(list_above_scale(zone, date(2024, 2, 1))) == [firm]
    with pytest.raises(EnterpriseRefusedError, match="不必重复"):
        actions.set_scale(firm, Scale.ABOVE, since=date(2024, 3, 1), basis="又一次", by=clerk(), at=AT)


def test_the_sides_of_a_revenue_stand_beside_each_other(standing_house: None, db: None) -> None:
    firm = register("甲机械有限公司")
    for side, amount in ((RevenueSide.ENTERPRISE, "210.5"), (RevenueSide.ZONE, "190")):
        row = actions.state_revenue(firm, date(2024, 3, 9), Decimal(amount), side=side, by=clerk(), at=AT)
    assert firm.revenues.count() == 2
    row.amount = Decimal(1)
    with pytest.raises(AppendOnlyError):
        row.save()
