"""An enterprise's own value, the zone's note and the bureau's value: nobody writes in another's place; sums say whose they take."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Role
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.journal.append_only import AppendOnlyError
from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.statistics.returns.actions import (
    Origin,
    ReturnRefusedError,
    declare_lines,
    sign_step,
    start_return,
    statement_for,
)
from kaifaqu.statistics.returns.models import Return, SideRecord
from kaifaqu.statistics.returns.queries import get_form
from kaifaqu.statistics.returns.record_actions import RecordRefusedError, note_figure, record_bureau_value
from kaifaqu.statistics.returns.record_queries import Choice, list_beside, sum_over_enterprises
from tests.walks import ZONE, person

pytestmark = pytest.mark.usefixtures("standing_house", "db")
FIRM, MAY = "C140200-ZY-YCZN", Period.to_month(2024, 5)


def enter(return_: Return, revenue: str, by: User) -> None:
    stated = [
        statement_for(return_, item, Role.ACTUAL, Quantity.of(value, "万元"))
        for item, value in (("enterprise_output", "2900"), ("enterprise_revenue", revenue))
    ]
    declare_lines(return_, [(one, Origin(entered_by=by)) for one in stated], by=by, at=AT)


@pytest.fixture
def month() -> Return:
    """The enterprise's month, filed by itself."""
    firm = person("enterprise")
    return_ = start_return(get_form("enterprise_month"), get_subject(FIRM), MAY, by=firm, at=AT)
    enter(return_, "2650", firm)
    return sign_step(return_, by=firm, at=AT)


def beside(return_: Return, item: str = "enterprise_revenue") -> Any:
    return next(row for row in list_beside(return_, get_form("enterprise_month")) if row.item.code == item)


def test_nobody_fills_in_what_an_enterprise_reports() -> None:
    firm = person("enterprise")
    return_ = start_return(get_form("enterprise_month"), get_subject(FIRM), MAY, by=firm, at=AT)
    for username in ("zuoyun-clerk", "zuoyun-signer", "province-clerk", "province"):
        with pytest.raises(ReturnRefusedError, match="他人不能代填或改数"):
            enter(return_, "9999", person(username))
    assert not return_.lines.exists()


def test_note_and_bureau_value_leave_the_enterprises_value_alone(month: Return) -> None:
    note_figure(month, "enterprise_revenue", "查阅开票数，相符", by=person("zuoyun-clerk"), at=AT)
    record_bureau_value(
        month, "enterprise_revenue", Decimal("2600"), "县统计局 6 月 12 日反馈表", by=person("zuoyun-clerk"), at=AT
    )
    row = beside(month)
    assert (row.reported, row.note.text, row.bureau_value, row.gap) == (2650, "查阅开票数，相符", 2600, 50)
    assert beside(month, "enterprise_output").gap is None
    assert list_acts(f"return:{month.pk}").filter(act="returns.write_side_record").count() == 2


def test_a_later_record_supersedes_and_the_earlier_stays(month: Return) -> None:
    for value in ("2600", "2610"):
        record_bureau_value(month, "enterprise_revenue", Decimal(value), "统计局", by=person("zuoyun-clerk"), at=AT)
    assert beside(month).bureau_value == 2610
    assert SideRecord.objects.count() == 2
    with pytest.raises(AppendOnlyError):
        SideRecord.objects.all().delete()


def test_a_record_says_something_and_names_its_source(month: Return) -> None:
    with pytest.raises(RecordRefusedError, match="来源"):
        record_bureau_value(month, "enterprise_revenue", Decimal(1), " ", by=person("zuoyun-clerk"), at=AT)
    with pytest.raises(RecordRefusedError, match="核实意见是空的"):
        note_figure(month, "enterprise_revenue", "", by=person("zuoyun-clerk"), at=AT)
    with pytest.raises(RecordRefusedError, match="企业自报的数旁边"):
        note_figure(month, "industrial_investment", "x", by=person("zuoyun-clerk"), at=AT)


def test_a_sum_says_whose_values_it_takes_and_who_is_not_in_it(month: Return) -> None:
    record_bureau_value(month, "enterprise_revenue", Decimal("2600"), "统计局", by=person("zuoyun-clerk"), at=AT)
    form, zone = get_form("enterprise_month"), get_subject(ZONE)
    summed = sum_over_enterprises(zone, form, MAY, "enterprise_revenue", Choice.ENTERPRISE)
    assert (summed.total, [firm.code for firm in summed.owing]) == (2650, ["C140200-ZY-YBHJ"])
    assert [(choice, total, count) for choice, total, count in summed.totals] == [
        (Choice.ENTERPRISE, 2650, 1), (Choice.BUREAU, 2600, 1), (Choice.BUREAU_FIRST, 2600, 1),
    ]  # fmt: skip
    output = sum_over_enterprises(zone, form, MAY, "enterprise_output", Choice.BUREAU)
    assert (output.total, len(output.owing)) == (None, 2)


def test_an_unsigned_month_is_in_no_sum() -> None:
    firm = person("enterprise")
    return_ = start_return(get_form("enterprise_month"), get_subject(FIRM), MAY, by=firm, at=AT)
    enter(return_, "2650", firm)
    summed = sum_over_enterprises(get_subject(ZONE), get_form("enterprise_month"), MAY, "enterprise_revenue", Choice.ENTERPRISE)
    assert summed.total is None


def test_the_enterprise_finds_opens_fills_and_signs_its_own(sign_in: Callable[[str], Any]) -> None:
    client = sign_in("enterprise")
    page = client.get("/returns/").content.decode()
    assert "企业月报" in page
    assert "开发区经济运行月报" not in page
    client.post("/returns/start", {"filer": FIRM, "form": "enterprise_month", "period": "2024M1-5"})
    return_ = Return.objects.get(filer__code=FIRM)
    assert client.get(f"/returns/{return_.pk}").status_code == 200
    for item in ("enterprise_output", "enterprise_revenue"):
        client.post(f"/returns/{return_.pk}/declare", {"key": f"{item}:actual", "value": "2650"})
    client.post(f"/returns/{return_.pk}/sign")
    assert Return.objects.get(pk=return_.pk).position == 1


def test_the_zone_sees_notes_and_cannot_alter(month: Return, sign_in: Callable[[str], Any]) -> None:
    client = sign_in("zuoyun-clerk")
    assert client.post(f"/returns/{month.pk}/declare", {"key": "enterprise_revenue:actual", "value": "1"}).status_code == 404
    url = f"/returns/{month.pk}/records"
    answer = client.post(f"{url}/bureau", {"item": "enterprise_revenue", "value": "两千", "source": "统计局"})
    assert answer.status_code == 422
    client.post(f"{url}/bureau", {"item": "enterprise_revenue", "value": "2600", "source": "统计局反馈表"})
    client.post(f"{url}/note", {"item": "enterprise_revenue", "text": "相符"})
    page = client.get(url).content.decode()
    assert ">2650<" in page
    assert "统计局反馈表" in page
    assert "一律按企业自报值" in client.get(f"/returns/enterprises?at={ZONE}").content.decode()


def test_strangers_and_neighbours_learn_nothing(month: Return, sign_in: Callable[[str], Any]) -> None:
    for username in ("operator", "huairen-officer", "tianjin-office"):
        client = sign_in(username)
        assert client.get(f"/returns/{month.pk}/records").status_code == 404
        assert client.post(f"/returns/{month.pk}/records/note", {"text": "x"}).status_code == 404
        assert client.get(f"/returns/enterprises?at={ZONE}").status_code == 404
    firm = sign_in("enterprise")
    assert firm.get(f"/returns/{month.pk}/records").status_code == 200
    assert firm.post(f"/returns/{month.pk}/records/note", {"item": "enterprise_revenue", "text": "x"}).status_code == 404


def test_an_operating_company_files_only_its_own(sign_in: Callable[[str], Any]) -> None:
    from kaifaqu.foundation.subjects.actions import put_subject
    from kaifaqu.foundation.subjects.models import Kind

    put_subject(code="C141000-LF-YY", kind=Kind.OPERATING_COMPANY, name="临汾运营公司", parent="Z141000-LF")
    client = sign_in("operator")
    page = client.get("/returns/").content.decode()
    assert "运营公司季报" in page
    assert "开发区经济运行季报" not in page
    client.post("/returns/start", {"filer": "C141000-LF-YY", "form": "operator_quarter", "period": "2024Q1"})
    return_ = Return.objects.get(filer__code="C141000-LF-YY")
    assert return_.chain[0] == "company"
    assert client.post("/returns/start", {"filer": "Z141000-LF", "form": "zone_quarter", "period": "2024Q1"}).status_code == 404
