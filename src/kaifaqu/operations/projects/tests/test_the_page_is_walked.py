"""The page's own projects: two started, five continued of which three are named, three nursed, one on two lists and counted once."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.projects.figures import state_figures
from kaifaqu.operations.projects.models import Project
from kaifaqu.operations.projects.queries import summarize
from kaifaqu.operations.projects.queries.inbox import list_announced, list_waiting
from kaifaqu.operations.projects.queries.page import read_page
from kaifaqu.operations.projects.tests.scene import AT
from kaifaqu.operations.projects.vocabulary import FactKind, ListKind, Stage

pytestmark = pytest.mark.usefixtures("standing_demonstration", "db")
ZONE = "Z140200-ZY"


def named(part: str) -> Project:
    return Project.objects.get(subject__name__contains=part)


def test_the_zone_has_seven_projects_on_eight_places() -> None:
    own = Project.objects.filter(subject__path__contains=ZONE)
    places = [(kind, own.filter(listings__kind=kind).count()) for kind in (ListKind.NEW, ListKind.CONTINUED, ListKind.NURSED)]
    assert [count for _kind, count in places] == [2, 3, 3]
    assert own.count() == 7
    assert {row.kind for row in named("鲁艺机械").listings.all()} == {ListKind.CONTINUED, ListKind.NURSED}


def test_two_continued_projects_are_published_and_not_named() -> None:
    officer = User.objects.get(username="zuoyun-officer")
    announced = {row.event.type: (row.published, len(row.registered), row.gap) for row in list_announced(officer)}
    assert announced == {"start": (2, 2, 0), "construction": (5, 3, 2), "planned": (3, 3, 0)}
    assert list_waiting(officer) == []


def test_the_quarter_is_stated_from_records() -> None:
    stated = {row.statement.item: row for row in state_figures(get_subject(ZONE), Period.quarter(2024, 1))}
    counts = {
        item: row.statement.quantity.value for item, row in stated.items() if isinstance(row.statement.quantity, Quantity)
    }
    assert counts == {"projects_started": 2, "projects_continued": 3, "projects_nursed": 3}


def test_each_count_opens_what_it_counts(sign_in: Callable[[str], Any]) -> None:
    client = sign_in("zuoyun-officer")
    for row in state_figures(get_subject(ZONE), Period.quarter(2024, 1)):
        assert isinstance(row.statement.quantity, Quantity)
        assert f"符合条件 {row.statement.quantity.value} 个" in client.get(row.url).content.decode()
    for line in summarize(get_subject(ZONE), AT.date()):
        assert f"符合条件 {line.shown} 个" in client.get(line.url).content.decode()


def test_a_start_known_by_its_quarter_asks_for_its_day() -> None:
    page = read_page(named("竹制品"), AT.date())
    assert page.project.stage == Stage.BUILDING
    assert page.todo.words == "补登开工日期"


def test_twenty_six_days_wait_for_their_first_day_and_are_then_computed(sign_in: Callable[[str], Any]) -> None:
    base = named("紫光云智")
    assert read_page(base, AT.date()).claims[0].verdict == "waits"
    client = sign_in("linfen-officer")
    assert "补登考察选址日期" in client.get(f"/projects/{base.pk}").content.decode()
    answer = client.post(f"/projects/{base.pk}/record/fact", {"kind": "inspected", "when": "2023-09-14", "note": "考察纪要"})
    assert answer.status_code == 302
    assert "按登记的日期计算，也是 26 天" in client.get(f"/projects/{base.pk}").content.decode()
    (stated,) = (row for row in state_figures(base.subject, Period.parse("D:2023-10-10")) if "days" in row.statement.item)
    assert stated.statement.quantity == Quantity.of("26", "天")


def test_the_launch_ceremony_is_no_start_and_three_lines_are_no_completion() -> None:
    base = named("紫光云智")
    kinds = {fact.kind for fact in base.facts.all()}
    assert kinds == {FactKind.REGISTERED, FactKind.LAUNCH, FactKind.PARTLY_PRODUCING}
    assert (base.stage, base.stage_since, base.total_investment) == (Stage.PRODUCING, None, Decimal(35000))


def test_what_was_promised_at_the_signing_stands_with_its_figure() -> None:
    project = named("医药中间体")
    assert project.builder == "山西省斯芬斯克药业有限公司"
    assert {(pledge.text, pledge.reading.text) for pledge in project.pledges.all() if pledge.reading} == {
        ("建成后产值达到3.4亿元", "3.4亿元"), ("解决就业100多人", "100多人"),
    }  # fmt: skip
