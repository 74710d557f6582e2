"""A release freezes what was said; the next one names old, new, why and who. Rounding is told by what is printed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from conftest import AT
from kaifaqu.core.engine.rounding import Rounding
from kaifaqu.core.engine.rounding_fit import Way, try_ways
from kaifaqu.core.engine.values import Node, Value
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.unit import parse_unit
from kaifaqu.foundation.journal.append_only import AppendOnlyError
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.statistics.indicators.actions import ReleaseRefusedError, issue_release
from kaifaqu.statistics.indicators.models import Release, RoundingRule
from kaifaqu.statistics.indicators.queries import compute_value, repeat_run
from kaifaqu.statistics.indicators.queries.printing import find_rounding_rule, print_value, read_pasted, rounding_of
from kaifaqu.statistics.indicators.queries.releases import list_revisions, shown_of
from kaifaqu.statistics.ledger.actions import accept_return
from kaifaqu.statistics.ledger.queries import Book
from kaifaqu.statistics.returns.actions import start_correction
from kaifaqu.statistics.returns.models import Return
from tests.walks import FIGURES, QUARTER, ZONE, book_quarter, declare, person, sign

pytestmark = pytest.mark.usefixtures("standing_house", "db")
LATER = AT + timedelta(days=30)


def release(at: Any = AT) -> Release:
    return issue_release(get_subject(ZONE), QUARTER, note="", by=person("zuoyun-signer"), at=at)


def correct() -> None:
    second = start_correction(Return.objects.get(version=1), "漏报一户", by=person("zuoyun-clerk"), at=LATER)
    declare(second, {"industrial_investment": "4.0"}, at=LATER)
    accept_return(sign(second, at=LATER), by=person("province"), at=LATER)


def test_a_revision_says_old_new_why_and_who() -> None:
    book_quarter()
    first = release()
    correct()
    second = release(LATER)
    rows = {row.name: row for row in list_revisions(shown_of(first), shown_of(second))}
    investment = rows["工业投资"]
    assert investment.old is not None
    assert investment.new is not None
    assert (investment.old.text, investment.new.text, investment.reason) == ("2.9 亿元", "4 亿元", "漏报一户")
    share = rows["转型项目投资占工业投资比重"]
    assert share.new is not None
    assert share.new.text == "67%"
    assert "工业投资" in share.reason
    assert (first.edition, second.edition) == (1, 2)
    assert all(row.agrees for one in (first, second) for row in repeat_run(one.run))


def test_nothing_and_nothing_new_are_not_released() -> None:
    with pytest.raises(ReleaseRefusedError, match="没有数"):
        release()
    book_quarter()
    release()
    with pytest.raises(ReleaseRefusedError, match="没有变动"):
        release(LATER)


def test_a_release_is_not_changed() -> None:
    book_quarter()
    one = release()
    one.note = "改"
    with pytest.raises(AppendOnlyError):
        one.save()


@pytest.mark.parametrize(
    ("username", "status"), [("zuoyun-signer", 200), ("datong", 200), ("zuoyun-clerk", 404), ("operator", 404)]
)
def test_who_prepares_and_who_learns_nothing(sign_in: Any, username: str, status: int) -> None:
    book_quarter()
    client = sign_in(username)
    assert client.get(f"/indicators/at/{ZONE}/release?period=2024Q1").status_code == status
    asked = client.post(f"/indicators/at/{ZONE}/release/issue", {"period": "2024Q1"})
    assert asked.status_code == (302 if status == 200 else 404)
    assert Release.objects.count() == (1 if status == 200 else 0)


def test_the_pages_open(sign_in: Any) -> None:
    book_quarter()
    one = release()
    correct()
    release(LATER)
    client = sign_in("zuoyun-signer")
    page = client.get(f"/indicators/release/{one.pk + 1}").content.decode()
    assert "漏报一户" in page
    assert "不是最新" in client.get(f"/indicators/release/{one.pk}").content.decode()
    assert client.get("/indicators/").status_code == 200
    assert "67" in client.get(f"/indicators/table?subject={ZONE}&indicator=transformation_share&period=2024Q1").content.decode()
    assert "2021年1—5月" in client.get("/indicators/growth").content.decode()


@pytest.mark.parametrize(
    ("text", "kind", "fitting"),
    [
        ("江门 129 270 47", "ratio", ["截尾"]),
        ("805.8 883 91.2\n58 68 85.2\n282 374 75.4", "ratio", ["截尾"]),
        ("97.158 100 10 13.8", "ahead", ["四舍五入", "四舍六入五成双", "截尾"]),
        ("74 100 8 7.33", "ahead", ["四舍五入", "四舍六入五成双", "截尾"]),
    ],
)
def test_a_published_column_tells_its_rounding(text: str, kind: str, fitting: list[str]) -> None:
    rows, faults = read_pasted(text, kind)
    assert faults == []
    plain = [fit.way.label for fit in try_ways(rows) if not fit.misfits and not fit.way.rounded_first]
    assert sorted(plain) == sorted(fitting)


def test_sides_rounded_first_are_told_apart() -> None:
    rows, _faults = read_pasted("某市 73.6 100 8 7.33", "ahead")
    assert [fit.way.rounded_first for fit in try_ways(rows) if not fit.misfits] == [True, True]
    assert rows[0].printed == Decimal("7.33")


def test_a_row_that_cannot_be_read_is_named() -> None:
    rows, faults = read_pasted("129 270 47\n甲 乙\n1 0 5", "ratio")
    assert len(rows) == 1
    assert ["第 2 行" in faults[0], "第 3 行" in faults[1]] == [True, True]


def test_an_office_prints_by_its_rule_and_so_does_what_is_below(sign_in: Any) -> None:
    book_quarter()
    sent = {"subject": "140200", "way": "truncate", "reason": "大同市月报印制说明"}
    assert sign_in("datong").post("/indicators/rounding/set", sent).status_code == 302
    rule = find_rounding_rule(get_subject(ZONE))
    assert rule is not None
    assert (rule.rounding, rule.subject.code) == ("truncate", "140200")
    assert "截尾" in sign_in("datong").get(f"/trace/value/transformation_share/{ZONE}/2024Q1").content.decode()
    sign_in("zuoyun-clerk").post("/indicators/rounding/set", {**sent, "subject": ZONE})
    assert RoundingRule.objects.count() == 1


def test_a_rule_for_one_form_holds_for_that_form_alone(sign_in: Any) -> None:
    sent = {"subject": ZONE, "way": "truncate", "reason": "表式说明", "form": "zone_quarter"}
    city = sign_in("datong")
    assert city.post("/indicators/rounding/set", {**sent, "form": "no_such_form"}).status_code == 404
    assert city.post("/indicators/rounding/set", sent).status_code == 302
    subject = get_subject(ZONE)
    ways = [rounding_of(subject, form).rounding for form in ("zone_quarter", "zone_month", "")]
    assert ways == [Rounding.TRUNCATE, Rounding.HALF_UP, Rounding.HALF_UP]
    assert "开发区经济运行季报</td><td>截尾" in city.get("/indicators/rounding").content.decode()


def test_the_table_opens_at_the_newest_period_that_has_figures(sign_in: Any) -> None:
    book_quarter()
    assert f'<option value="{QUARTER}" selected>' in sign_in("datong").get("/indicators/table").content.decode()


def test_a_difference_is_printed_as_the_office_prints_its_sides() -> None:
    points, percent = parse_unit("百分点"), parse_unit("%")
    sides = tuple(
        Node(name, "", Quantity(Decimal(value), percent)) for name, value in (("完成率", "73.996"), ("序时", "66.666666667"))
    )
    result = Quantity(Decimal("7.329333333"), points)
    value = Value("pace", ZONE, QUARTER, result, "", "", Node("超序时", "", result, children=sides))
    shown = [
        print_value(value, 2, Way(mode, first)) for mode in (Rounding.HALF_UP, Rounding.TRUNCATE) for first in (False, True)
    ]
    assert shown == ["7.33 百分点", "7.33 百分点", "7.32 百分点", "7.33 百分点"]


def test_cards_follow_the_rule_of_the_office(sign_in: Any) -> None:
    book_quarter({**FIGURES, "transformation_investment": "2.679"})
    sign_in("datong").post("/indicators/rounding/set", {"subject": "140200", "way": "truncate", "reason": "月报印制说明"})
    way = rounding_of(get_subject(ZONE))
    share = compute_value("transformation_share", ZONE, QUARTER, Book.now())
    page = sign_in("datong").get(f"{reverse('dashboards:subject', args=[ZONE])}?period=2024Q1").content.decode()
    assert (print_value(share, 1), print_value(share, 1, way)) == ("92.4%", "92.3%")
    assert "92.3%" in page
