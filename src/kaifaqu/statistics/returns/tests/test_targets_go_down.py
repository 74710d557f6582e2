"""Targets: drafted, divided, issued, signed for, booked as facts of their tiers; changed by a new version with its reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.actions import System, create_user, grant_role
from kaifaqu.foundation.accounts.models import Role
from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.foundation.subjects.actions import put_subject
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.tasks.queries import find_open
from kaifaqu.statistics.ledger.actions import accept_return
from kaifaqu.statistics.ledger.queries import standing_facts
from kaifaqu.statistics.returns.actions import Origin, ReturnRefusedError, declare_lines, statement_for
from kaifaqu.statistics.returns.models import Return, Target
from kaifaqu.statistics.returns.target_actions import (
    Aims,
    acknowledge_targets,
    draft_target,
    issue_targets,
    object_to_targets,
)
from kaifaqu.statistics.returns.target_queries import list_decompositions, list_progress
from tests.walks import ZONE, book_quarter, person

pytestmark = pytest.mark.usefixtures("standing_house", "db")
ITEM, YEAR, CITY = "industrial_investment", Period.year(2024), "140200"


def aims(must: str, strive: str | None = None, stretch: str | None = None) -> Aims:
    return Aims(Decimal(must), *(Decimal(text) if text else None for text in (strive, stretch)), owner_name="分管领导")


def draft(must: Aims, period: Period = YEAR, reason: str = "", item: str = ITEM) -> Target:
    return draft_target(get_subject(CITY), get_subject(ZONE), item, period, must, by=person("datong"), at=AT, reason=reason)


def issue() -> Return:
    return issue_targets(get_subject(CITY), get_subject(ZONE), 2024, by=person("datong"), at=AT)


def book(return_: Return) -> None:
    signed = acknowledge_targets(return_, by=person("zuoyun-signer"), at=AT)
    accept_return(signed, by=person("province"), at=AT)


def facts() -> dict[tuple[str, str], str]:
    rows = standing_facts().filter(subject__code=ZONE).exclude(role="actual")
    return {(row.role, row.period): f"{row.value.normalize():f}" for row in rows}


def test_a_target_becomes_a_fact_of_each_tier() -> None:
    draft(aims("18", "19", "20"))
    draft(aims("2.5"), Period.quarter(2024, 1))
    return_ = issue()
    assert facts() == {}
    assert find_open(f"returns:targets:{ZONE}:2024") is not None
    book(return_)
    assert facts() == {
        ("target", "2024"): "18", ("aim", "2024"): "19", ("stretch", "2024"): "20", ("target", "2024Q1"): "2.5",
    }  # fmt: skip
    assert find_open(f"returns:targets:{ZONE}:2024") is None


def test_a_change_is_a_new_version_with_its_reason() -> None:
    draft(aims("18"))
    book(issue())
    with pytest.raises(ReturnRefusedError, match="写明原因"):
        draft(aims("17"))
    draft(aims("17"), reason="省里调减")
    return_ = issue()
    assert (return_.version, return_.reason) == (2, "省里调减")
    assert facts()[("target", "2024")] == "18"
    book(return_)
    assert facts()[("target", "2024")] == "17"
    assert list(Target.objects.order_by("version").values_list("version", "must")) == [(1, Decimal(18)), (2, Decimal(17))]


def test_the_receiver_cannot_write_its_own_target() -> None:
    draft(aims("18"))
    return_ = issue()
    clerk = person("zuoyun-clerk")
    from kaifaqu.core.figures.quantity import Quantity
    from kaifaqu.core.figures.statement import Role as Kept

    stated = statement_for(return_, ITEM, Kept.TARGET, Quantity.of("1", "亿元"))
    with pytest.raises(ReturnRefusedError, match="由上级下达"):
        declare_lines(return_, [(stated, Origin(entered_by=clerk))], by=clerk, at=AT)


def test_an_objection_reaches_the_issuer_and_is_answered_by_a_new_version() -> None:
    draft(aims("18"))
    return_ = issue()
    with pytest.raises(ReturnRefusedError, match="异议是空的"):
        object_to_targets(return_, " ", by=person("zuoyun-signer"), at=AT)
    object_to_targets(return_, "基数含已关停企业，建议 16", by=person("zuoyun-signer"), at=AT)
    task = find_open(f"returns:targets:{ZONE}:2024:objection")
    assert task is not None
    assert task.office == get_subject(CITY)
    draft(aims("16"), reason="采纳左云意见")
    again = issue()
    assert again.pk == return_.pk
    book(again)
    assert facts() == {("target", "2024"): "16"}
    assert find_open(f"returns:targets:{ZONE}:2024:objection") is None


@pytest.mark.parametrize(
    ("issuer", "receiver", "who"),
    [
        (CITY, ZONE, "province"), (CITY, ZONE, "zuoyun-signer"), ("140000", ZONE, "province"), (CITY, CITY, "datong"),
        (CITY, "Z140600-HR", "datong"), (ZONE, ZONE, "zuoyun-signer"),
    ],
)  # fmt: skip
def test_targets_go_down_step_by_step_from_who_may(issuer: str, receiver: str, who: str) -> None:
    with pytest.raises(ReturnRefusedError, match="逐级下达"):
        draft_target(get_subject(issuer), get_subject(receiver), ITEM, YEAR, aims("1"), by=person(who), at=AT)


@pytest.mark.parametrize(
    ("item", "period", "words"),
    [("tax_revenue", Period.to_month(2024, 4), "不下达"), ("projects_nursed", YEAR, "不是可以下达目标")],
)
def test_what_cannot_be_a_target_is_refused(item: str, period: Period, words: str) -> None:
    with pytest.raises(ReturnRefusedError, match=words):
        draft(aims("1"), period, item=item)


def test_the_whole_way_from_the_province_to_a_company() -> None:
    put_subject(code="C140200-ZY-YY", kind=Kind.OPERATING_COMPANY, name="左云运营公司", parent=ZONE)
    operator = create_user(username="zy-operator", name="左云运营公司", password=None, by=System(), at=AT)
    grant_role(operator, Role.OPERATOR, get_subject("C140200-ZY-YY"), by=System(), at=AT)
    province, item = person("province"), "operator_infrastructure_investment"

    def give(issuer: str, receiver: str, by: Any, signer: Any) -> None:
        draft_target(get_subject(issuer), get_subject(receiver), item, YEAR, aims("1000"), by=by, at=AT)
        return_ = issue_targets(get_subject(issuer), get_subject(receiver), 2024, by=by, at=AT)
        signed = acknowledge_targets(return_, by=signer, at=AT) if signer else return_
        accept_return(signed, by=province, at=AT)

    give("140000", "140000", province, None)
    give("140000", CITY, province, person("datong"))
    give(CITY, ZONE, person("datong"), person("zuoyun-signer"))
    give(ZONE, "C140200-ZY-YY", person("zuoyun-signer"), operator)
    assert set(standing_facts().filter(role="target").values_list("subject__code", flat=True)) == {
        "140000", CITY, ZONE, "C140200-ZY-YY",
    }  # fmt: skip
    (top,) = list_decompositions(get_subject("140000"), 2024)
    assert top.sums[0].words.startswith("下级合计与本级目标一致（10 个单位没有目标）")


def test_progress_stands_on_booked_figures() -> None:
    draft(aims("18", "20"))
    draft(aims("2.5"), Period.quarter(2024, 1))
    book(issue())
    book_quarter(at=AT + timedelta(days=1))
    (row,) = list_progress(get_subject(ZONE), 2024)
    assert row.actual is not None
    assert row.actual.value == Decimal("2.9")
    assert [pace.words for _label, pace in row.paces] == ["超序时 5.00 个百分点", "超序时 3.39 个百分点"]
    assert [mark.reached for mark in row.milestones] == [True, None]


def test_a_citys_progress_names_the_zones_that_owe() -> None:
    put_subject(code="Z140200-N", kind=Kind.ZONE, name="新区", parent=CITY)
    province = person("province")
    draft_target(get_subject("140000"), get_subject(CITY), ITEM, YEAR, aims("30"), by=province, at=AT)
    return_ = issue_targets(get_subject("140000"), get_subject(CITY), 2024, by=province, at=AT)
    accept_return(acknowledge_targets(return_, by=person("datong"), at=AT), by=province, at=AT)
    book_quarter()
    (row,) = list_progress(get_subject(CITY), 2024)
    assert row.actual is not None
    assert (row.actual.value, row.actual.owing) == (Decimal("2.9"), ("新区",))


def test_the_pages_divide_issue_and_sign(sign_in: Callable[[str], Any]) -> None:
    put_subject(code="Z140200-N", kind=Kind.ZONE, name="新区", parent=CITY)
    city = sign_in("datong")
    head = {"at": CITY, "year": "2024", "item": ITEM, "period": "2024"}
    refused = city.post("/returns/targets/save", {**head, f"{ZONE}:must": "18", f"{ZONE}:strive": "17", "Z140200-N:must": "x"})
    assert refused.status_code == 422
    assert "新区：" in refused.content.decode()
    assert 'value="18"' in refused.content.decode()
    assert 'href="/returns/targets" aria-current="page"' in refused.content.decode()
    assert not Target.objects.exists()
    page = city.post(
        "/returns/targets/save", {**head, f"{ZONE}:must": "18", "Z140200-N:must": "4"}, follow=True
    ).content.decode()
    assert "已保存 2 家的目标" in page
    assert "下达已保存的目标（2 家）" in page
    assert "本级没有目标，无从核对" in page
    assert "已下达 2 家" in city.post("/returns/targets/issue", head, follow=True).content.decode()
    zone = sign_in("zuoyun-signer")
    mine = zone.get(f"/returns/my-targets?at={ZONE}").content.decode()
    assert "· 2024</small>" in mine  # the newest year with a target, not an empty page of this year
    assert "待签收的目标" in mine
    pk = Return.objects.get(filer__code=ZONE).pk
    signed = zone.post(f"/returns/my-targets/{pk}/acknowledge", follow=True).content.decode()
    assert "已签收，待核准：工业投资 2024年 18 亿元" in signed
    assert (
        f'/returns/my-targets?at={ZONE}&amp;year=2024#{ITEM}">上级下达的目标</a>' in zone.get(f"/returns/{pk}").content.decode()
    )
    assert list_acts(f"return:{pk}").filter(act="returns.issue_targets").exists()


def test_a_stranger_learns_nothing_of_targets(sign_in: Callable[[str], Any]) -> None:
    draft(aims("18"))
    return_ = issue()
    stranger = sign_in("operator")
    assert stranger.get(f"/returns/my-targets?at={ZONE}").status_code == 404
    assert stranger.get(f"/returns/targets?at={CITY}").status_code == 404
    assert stranger.post(f"/returns/my-targets/{return_.pk}/acknowledge").status_code == 404
    assert stranger.post("/returns/targets/save", {"at": CITY, "item": ITEM}).status_code == 404
    clerk = sign_in("zuoyun-clerk")
    assert clerk.get(f"/returns/my-targets?at={ZONE}&year=2024").status_code == 200
    assert clerk.post(f"/returns/my-targets/{return_.pk}/acknowledge").status_code == 404
    reviewer = sign_in("zuoyun-signer")
    assert reviewer.post("/returns/targets/issue", {"at": CITY, "year": "2024"}).status_code == 404
