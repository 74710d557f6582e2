"""What a contract may pay and pays; what a fund may be and holds; what a plant lets."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.problem import Severity
from kaifaqu.operations.operators.actions.books import (
    decide_offer,
    drop_receipt,
    exit_investment,
    invest,
    make_offer,
    put_asset,
    put_commitment,
    put_fund,
    put_lease,
    put_receipt,
    raise_need,
)
from kaifaqu.operations.operators.actions.mandates import Graded, add_fee_term, record_payment, settle_fee
from kaifaqu.operations.operators.actions.writing import OperatorRefusedError
from kaifaqu.operations.operators.figures import state_figures
from kaifaqu.operations.operators.models import Asset, AssetKind, Fund, Lease, OfferState
from kaifaqu.operations.operators.queries.books import (
    describe_funds,
    list_assets,
    list_needs,
    list_receipts,
    money_of,
    problems_of,
)
from kaifaqu.operations.operators.rules import Base, Money, Terms, check_fund, judge_term
from kaifaqu.operations.operators.tests.scenes import END, LEADER, START, company, mandate, zone
from tests.walks import person

pytestmark = pytest.mark.usefixtures("standing_house", "db")
FIRST = Period.quarter(2024, 1)


@pytest.mark.parametrize(
    ("words", "firm", "paper", "verdict"),
    [
        ("每年固定服务费", "", "", None),
        ("按到位固定资产投资的1%", "", "", None),
        ("将企业缴纳税收地方留成的三成返还", "甲公司", "", "stop"),
        ("按甲公司新增税收的5%奖励", "甲公司", "", "stop"),
        ("按甲公司新增税收的5%奖励", "甲公司", "审查〔2024〕1号", "stop"),
        ("按全区新增税收的1%", "", "", "review"),
        ("按全区新增税收的1%", "", "审查〔2024〕1号", None),
        ("引进甲公司落地奖励", "甲公司", "", "review"),
        ("实行税收返还", "", "", "stop"),
    ],
)
def test_a_term_stands_or_crosses_a_red_line(words: str, firm: str, paper: str, verdict: str | None) -> None:
    found = judge_term(words, firm, paper)
    assert (found.verdict if found else None) == verdict


def test_a_tax_linked_reward_to_a_named_firm_is_stopped_with_the_rule_it_breaks() -> None:
    charged = mandate(company())
    with pytest.raises(OperatorRefusedError, match="不得对指名企业实行与税收挂钩"):
        add_fee_term(charged, "in_place", "按甲公司纳税额的2%", Decimal(2), named_firm="甲公司", by=person(LEADER), at=AT)
    assert not charged.fee_terms.exists()


def graded(percent: str = "90", source: str = "evaluation:1:1") -> Graded:
    return Graded(source, "季度考核，良好", "良好", Decimal(percent))


def test_a_settlement_pays_each_term_and_then_the_share_of_the_grade() -> None:
    charged = mandate(company())
    add_fee_term(charged, "fixed", "固定服务费", Decimal("120"), by=person(LEADER), at=AT)
    share = add_fee_term(charged, "in_place", "到位投资的1%", Decimal(1), cap=Decimal(200), by=person(LEADER), at=AT)
    rent = add_fee_term(charged, "rent_share", "实收租金的10%", Decimal(10), by=person(LEADER), at=AT)
    bases = {share.pk: Base(Decimal(30000), "甲项目 30000", "/projects/"), rent.pk: Base(Decimal("88.5"), "甲厂 88.5")}
    settled = settle_fee(charged, FIRST, bases, graded(), by=person(LEADER), at=AT)
    assert [line["amount"] for line in settled.lines] == ["120", "200", "8.85"]
    assert "封顶 200" in settled.lines[1]["expression"]
    assert settled.lines[1]["base"] == "甲项目 30000"
    assert (settled.gross, settled.payable) == (Decimal("328.85"), Decimal("295.965"))
    record_payment(settled, AT.date(), "凭证12", by=person(LEADER), at=AT)
    assert settled.paid_on == AT.date()


def test_a_consequence_is_settled_once_and_a_day_is_paid_once() -> None:
    charged = mandate(company())
    add_fee_term(charged, "in_place", "到位投资的1%", Decimal(1), by=person(LEADER), at=AT)
    bases = {term.pk: Base(Decimal(100), "甲") for term in charged.fee_terms.all()}
    settle_fee(charged, FIRST, bases, graded(), by=person(LEADER), at=AT)
    for period, source in ((FIRST, "evaluation:2:1"), (Period.half(2024, 1), "evaluation:1:1")):
        with pytest.raises(OperatorRefusedError, match="已经结算"):
            settle_fee(charged, period, bases, graded(source=source), by=person(LEADER), at=AT)
    with pytest.raises(OperatorRefusedError, match="到位固定资产投资"):
        settle_fee(charged, Period.half(2024, 1), {}, graded(source="evaluation:3:1"), by=person(LEADER), at=AT)
    half = settle_fee(charged, Period.half(2024, 1), bases, graded(source="evaluation:3:1"), by=person(LEADER), at=AT)
    assert (half.first, half.last) == (date(2024, 4, 1), date(2024, 6, 30))


def test_rent_comes_in_once_for_a_voucher_and_stays_once_it_is_settled() -> None:
    held = company()
    charged, asset = mandate(held), put_asset(held, None, name="厂房", kind=AssetKind.PLANT, by=person(LEADER), at=AT)
    told = {"tenant": "甲厂", "area": Decimal(10), "rent": Decimal(5), "start": START, "end": END}
    lease = put_lease(asset, None, by=person(LEADER), at=AT, **told)
    paid = put_receipt(lease, on=date(2024, 3, 31), amount=Decimal("2.5"), voucher="收1", by=person(LEADER), at=AT)
    with pytest.raises(OperatorRefusedError, match="已经登记过"):
        put_receipt(lease, on=date(2024, 4, 1), amount=Decimal(1), voucher="收1", by=person(LEADER), at=AT)
    with pytest.raises(OperatorRefusedError, match="晚于今天"):
        put_receipt(lease, on=date(2030, 4, 1), amount=Decimal(1), voucher="收2", by=person(LEADER), at=AT)
    assert [row.amount for row in list_receipts(held, date(2024, 1, 1), date(2024, 3, 31))] == [Decimal("2.5")]
    assert list_assets(held, AT.date())[0].received == Decimal("2.5")
    add_fee_term(charged, "fixed", "服务费", Decimal(1), by=person(LEADER), at=AT)
    settle_fee(charged, FIRST, {}, graded(), by=person(LEADER), at=AT)
    with pytest.raises(OperatorRefusedError, match="已经结算"):
        drop_receipt(paid, by=person(LEADER), at=AT)


# -- funds -----------------------------------------------------------------------------------------------------------------

CLEAN = Money(Decimal(120), Decimal(120), Decimal(60), Decimal(24), Decimal(50), Decimal(5), False)


def terms(**told: Any) -> Terms:
    base = {"name": "基金", "founded_on": date(2025, 6, 1), "for_attraction": False, "county_level": False, "approved_paper": "",
            "reinvestment": None, "tolerance": True}  # fmt: skip
    return Terms(**(base | told))


def test_leverage_is_size_over_fiscal_money_as_in_the_published_example() -> None:
    assert CLEAN.leverage == 5
    assert CLEAN.available == 15


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({}, []),
        ({"for_attraction": True}, ["fund_for_attraction"]),
        ({"county_level": True}, ["fund_county_level"]),
        ({"county_level": True, "approved_paper": "晋政函〔2025〕1号"}, []),
        ({"reinvestment": Decimal("1.5")}, ["fund_reinvestment"]),
        ({"reinvestment": Decimal(0)}, []),
        ({"tolerance": False}, ["fund_tolerance"]),
    ],
)
def test_a_fund_is_judged_by_the_rules_of_its_day(told: dict[str, Any], found: list[str]) -> None:
    assert [problem.rule for problem in check_fund(terms(**told), CLEAN)] == found


def test_what_was_agreed_before_the_rule_is_only_noted() -> None:
    (problem,) = check_fund(terms(founded_on=date(2020, 1, 1), reinvestment=Decimal("1.5")), CLEAN)
    assert problem.severity is Severity.NOTE
    assert "存量条款" in problem.message


def fund(**told: Any) -> Fund:
    details = {"name": "产业基金", "size": Decimal(12000), "founded_on": date(2025, 6, 1), "tolerance": True} | told
    row = put_fund(zone(), None, by=person(LEADER), at=AT, **details)
    put_commitment(row, by=person(LEADER), at=AT, party="财政局", source="fiscal", committed=Decimal(2400), paid=Decimal(2400))
    put_commitment(
        row, by=person(LEADER), at=AT, party="社会资本", source="social", committed=Decimal(9600), paid=Decimal(3600)
    )
    return Fund.objects.get(pk=row.pk)


def test_a_fund_invests_what_it_holds_and_gets_back_what_it_sold() -> None:
    held = fund()
    with pytest.raises(OperatorRefusedError, match="可投 6000 万元"):
        invest(held, by=person(LEADER), at=AT, target="甲项目", amount=Decimal(7000), invested_on=AT.date())
    row = invest(held, by=person(LEADER), at=AT, target="甲项目", amount=Decimal(5000), invested_on=AT.date())
    exit_investment(row, date(2026, 1, 1), Decimal(6200), "回购", by=person(LEADER), at=AT)
    money = money_of(Fund.objects.get(pk=held.pk))
    assert (money.available, money.leverage) == (Decimal(7200), Decimal(5))
    assert problems_of(held) == []


def test_a_gap_is_matched_to_the_fund_that_covers_it_and_closed_once_it_is_covered() -> None:
    small, large = fund(name="小基金", size=Decimal(12000)), fund(name="大基金")
    put_commitment(
        large, by=person(LEADER), at=AT, party="社会资本", source="social", committed=Decimal(9600), paid=Decimal(9600)
    )
    need = raise_need(zone(), by=person(LEADER), at=AT, name="甲项目", amount=Decimal(8000), purpose="设备")
    rows = describe_funds(Fund.objects.filter(pk__in=(small.pk, large.pk)))
    (matched,) = list_needs([zone()], rows)
    assert all(short == max(Decimal(8000) - row.money.available, Decimal(0)) for row, short in matched.reasoned)
    assert [row.fund.name for row in matched.candidates] == ["大基金", "小基金"]
    with pytest.raises(OperatorRefusedError, match="可投"):
        make_offer(need, fund=small, bank="", amount=Decimal(9000), by=person(LEADER), at=AT)
    with pytest.raises(OperatorRefusedError, match="选一样"):
        make_offer(need, fund=small, bank="某银行", amount=Decimal(1), by=person(LEADER), at=AT)
    first = make_offer(need, fund=large, bank="", amount=Decimal(5000), by=person(LEADER), at=AT)
    second = make_offer(need, fund=None, bank="某银行", amount=Decimal(3000), by=person(LEADER), at=AT)
    decide_offer(first, OfferState.AGREED, "", AT.date(), by=person(LEADER), at=AT)
    need.refresh_from_db()
    assert need.closed_on is None
    decide_offer(second, OfferState.AGREED, "", AT.date(), by=person(LEADER), at=AT)
    need.refresh_from_db()
    assert need.closed_on == AT.date()


# -- plants ----------------------------------------------------------------------------------------------------------------


def lease(asset: Asset, area: str, **told: Any) -> Lease:
    details = {
        "tenant": "甲厂",
        "area": Decimal(area),
        "rent": Decimal(10),
        "start": date(2024, 1, 1),
        "end": date(2024, 12, 31),
    } | told
    return put_lease(asset, None, by=person(LEADER), at=AT, **details)


def test_plants_are_stated_for_the_return_and_never_let_twice() -> None:
    held = company()
    asset = put_asset(held, None, by=person(LEADER), at=AT, name="一号厂房", kind=AssetKind.PLANT, area=Decimal(10000))
    lease(asset, "6000")
    with pytest.raises(OperatorRefusedError, match="已租出 6000"):
        lease(asset, "5000", tenant="乙厂")
    lease(asset, "5000", tenant="乙厂", start=date(2025, 1, 1), end=date(2025, 12, 31))
    stated = {row.statement.item: str(row.statement.quantity) for row in state_figures(held.subject, Period.quarter(2024, 1))}
    assert stated == {"operator_plants_built": "1 万平方米", "operator_plants_let": "0.6 万平方米"}


def test_an_empty_book_states_nothing() -> None:
    assert state_figures(company().subject, Period.quarter(2024, 1)) == []
    assert state_figures(zone(), Period.quarter(2024, 1)) == []
