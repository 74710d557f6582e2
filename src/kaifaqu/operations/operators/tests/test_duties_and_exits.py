"""A duty claimed by two and one held by none are both found, settled, and found again when a company goes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from conftest import AT
from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.operations.operators.actions.books import put_asset
from kaifaqu.operations.operators.actions.companies import check_credit_code, register_company, remove_company
from kaifaqu.operations.operators.actions.exits import begin_exit, finish_exit, hand_back
from kaifaqu.operations.operators.actions.mandates import claim_duty, drop_duty, settle_duty
from kaifaqu.operations.operators.actions.reminders import remind_ending_mandates
from kaifaqu.operations.operators.actions.writing import OperatorRefusedError
from kaifaqu.operations.operators.models import AssetKind, DutyClaim, ExitKind, Nature, Share
from kaifaqu.operations.operators.queries import count_faults, count_registered, list_zone_rows, matrix_of
from kaifaqu.operations.operators.rules import COMMITTEE, Claim, Verdict, build_matrix
from kaifaqu.operations.operators.tests.scenes import END, LEADER, company, mandate, zone
from kaifaqu.operations.tasks.queries import find_open
from tests.walks import person

pytestmark = pytest.mark.usefixtures("standing_house", "db")


def verdicts(code: str) -> Verdict:
    return next(row.verdict for row in matrix_of(zone()) if row.duty.code == code)


def test_the_matrix_finds_what_two_lead_what_nobody_leads_and_what_the_other_side_leads() -> None:
    claims = [
        Claim("attraction", COMMITTEE, True), Claim("attraction", "Y1", True), Claim("approval", "Y1", True),
        Claim("assets", "Y1", True), Claim("assets", COMMITTEE, False), Claim("fund", COMMITTEE, False), Claim("飞地园区", "Y1", True),
    ]  # fmt: skip
    found = {row.duty.code: row.verdict for row in build_matrix(claims)}
    assert [found[code] for code in ("attraction", "approval", "assets", "fund", "planning", "飞地园区")] == [
        Verdict.OVERLAP, Verdict.UNUSUAL, Verdict.CLEAR, Verdict.GAP, Verdict.GAP, Verdict.CLEAR,
    ]  # fmt: skip


def test_an_overlap_becomes_a_task_and_is_closed_with_its_settling() -> None:
    held = company()
    claim_duty(zone(), "attraction", None, Share.LEAD, "三定方案", by=person(LEADER), at=AT)
    mandate(held, "attraction", "assets")
    assert verdicts("attraction") is Verdict.OVERLAP
    source = f"operators:duty:{zone().code}:attraction"
    task = find_open(source)
    assert task is not None
    assert "招商引资" in task.title
    settle_duty(zone(), "attraction", held, "职责清单〔2024〕3号", by=person(LEADER), at=AT)
    assert verdicts("attraction") is Verdict.CLEAR
    assert find_open(source) is None
    assert DutyClaim.objects.get(zone=zone(), duty="attraction", company=None).share == Share.SUPPORT


def test_a_settling_without_its_paper_is_refused() -> None:
    with pytest.raises(OperatorRefusedError, match="文号"):
        settle_duty(zone(), "attraction", None, " ", by=person(LEADER), at=AT)


def test_a_dropped_duty_is_a_gap_again() -> None:
    claim = claim_duty(zone(), "planning", None, Share.LEAD, "三定方案", by=person(LEADER), at=AT)
    assert verdicts("planning") is Verdict.CLEAR
    drop_duty(claim, by=person(LEADER), at=AT)
    assert verdicts("planning") is Verdict.GAP
    with pytest.raises(OperatorRefusedError, match="已经撤销"):
        drop_duty(claim, by=person(LEADER), at=AT)


def test_an_exit_hands_everything_back_before_it_is_finished_and_leaves_its_duties_open() -> None:
    held = company()
    charged = mandate(held, "attraction", "assets")
    asset = put_asset(
        held, None, by=person(LEADER), at=AT, name="一号厂房", kind=AssetKind.PLANT, area=Decimal(9000), entrusted=True
    )
    begin_exit(charged, ExitKind.GRADE, "季度考核不合格", AT.date(), by=person(LEADER), at=AT)
    listed = list(charged.hand_backs.values_list("words", flat=True))
    assert listed[:3] == ["资产：一号厂房", "职责：招商引资", "职责：资产运营与厂房租赁"]
    assert find_open(f"operators:exit:{charged.pk}") is not None
    with pytest.raises(OperatorRefusedError, match=f"还有 {len(listed)} 项没有移交"):
        finish_exit(charged, AT.date(), by=person(LEADER), at=AT)
    for row in charged.hand_backs.all():
        hand_back(row, AT.date(), "管委会资产科", "", by=person(LEADER), at=AT)
    finish_exit(charged, AT.date(), by=person(LEADER), at=AT)
    asset.refresh_from_db()
    assert asset.handed_back_on == AT.date()
    assert verdicts("attraction") is Verdict.GAP
    assert find_open(f"operators:exit:{charged.pk}") is None
    assert find_open(f"operators:duty:{zone().code}:attraction") is not None
    assert [act.act for act in list_acts(f"mandate:{charged.pk}")] == [
        "operators.grant_mandate", "operators.begin_exit", "operators.finish_exit",
    ]  # fmt: skip


def test_the_clock_tells_of_a_mandate_that_ends_once() -> None:
    charged = mandate(company(), end=date(2024, 6, 1))
    assert list(remind_ending_mandates(AT)) == ["运营公司：到期提醒 1 项。"]
    list(remind_ending_mandates(AT + timedelta(days=1)))
    task = find_open(f"operators:ending:{charged.pk}:2024-06-01")
    assert task is not None
    assert task.due_date == date(2024, 6, 1)


@pytest.mark.parametrize("code", ["91140000MA0GX00000", "12345", "91140000MA0GX0000O"])
def test_a_wrong_code_is_refused(code: str) -> None:
    with pytest.raises(OperatorRefusedError, match="统一社会信用代码"):
        check_credit_code(code)


def test_a_company_stands_once_and_leaves_only_while_nothing_rests_on_it() -> None:
    held = company()
    with pytest.raises(OperatorRefusedError, match="已登记"):
        register_company(zone(), "测试运营公司", Nature.PLATFORM, by=person(LEADER), at=AT)
    charged = mandate(held)
    with pytest.raises(OperatorRefusedError, match="已有委托"):
        remove_company(held, by=person(LEADER), at=AT)
    assert charged.end == END


def test_the_register_counts_by_nature() -> None:
    company("甲公司")
    company("乙公司", Nature.THIRD_PARTY)
    counted = count_registered(zone().parent)
    assert [counted[code].count for code in ("operating_companies", "operating_companies_platform", "operating_companies_third_party")] == [
        2, 1, 1,
    ]  # fmt: skip
    (row,) = list_zone_rows([zone()], AT.date())
    assert (len(row.companies), row.has_matrix, count_faults(matrix_of(zone()))[1]) == (2, False, 0)
