"""Quota, coverage and sectors open the very firms and visits that they count; a period's counts open that period's records."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.enterprises.actions import register_enterprise, set_scale
from kaifaqu.foundation.enterprises.models import Enterprise, Scale
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.service.actions import make_visit
from kaifaqu.operations.service.coverage_queries import measure_coverage
from kaifaqu.operations.service.figures import state_figures

pytestmark = pytest.mark.usefixtures("standing_house", "db")
ZONE = "Z140200-ZY"
SignIn = Callable[[str], Any]


def clerk() -> User:
    return User.objects.get(username="zuoyun-clerk")


def visit(firm: Enterprise, on: date, *, led: bool) -> None:
    make_visit(
        enterprise=firm, office=get_subject(ZONE), kind="routine", on=on, by_principal=led, by=clerk(), at=AT, findings="满产"
    )


@pytest.fixture
def firms() -> list[Enterprise]:
    """Two firms above scale and one below it."""
    rows = [
        register_enterprise(name=f"{name}机械制造有限公司", parent=get_subject(ZONE), by=clerk(), at=AT)
        for name in ("甲", "乙", "丙")
    ]
    for row in rows[:2]:
        set_scale(row, Scale.ABOVE, since=date(2020, 1, 1), basis="名单", by=clerk(), at=AT)
    return rows


def test_both_readings_count_the_firms_of_the_quota(firms: list[Enterprise]) -> None:
    for day in (1, 8, 15, 22):
        visit(firms[0], date(2024, 2, day), led=True)
    visit(firms[2], date(2024, 2, 9), led=True)
    cover = measure_coverage(get_subject(ZONE), date(2024, 1, 1), date(2024, 2, 29))
    # all five count where two visits in all are due each month; one of the two firms above scale had its four
    assert (cover.by_principal, cover.needed_in_all, cover.needed_per_firm) == (5, 4, 8)
    assert (cover.firms, cover.firms_reached, cover.firms_visited, cover.firms_unvisited) == (2, 1, 1, 1)
    assert [row.firm.pk for row in cover.pick("unreached", "")] == [firms[1].pk]
    assert [(row.firms, row.visited) for row in cover.sectors] == [(3, 2)]


def test_every_number_of_the_page_opens_a_list_of_that_length(firms: list[Enterprise], sign_in: SignIn) -> None:
    client, today = sign_in("zuoyun-officer"), timezone.localdate()
    visit(firms[0], today, led=True)
    visit(firms[2], today, led=False)
    page = client.get(reverse("service:visits")).content.decode()
    table = page[page.index("两种理解") : page.index("计划</h2>")]
    links = re.findall(r'<a href="([^"]+)">(\d+) (?:家|次)</a>', table)
    assert len(links) == 7
    for url, shown in links:
        opened = client.get(
            unescape(url) if url.startswith("/") else reverse("service:visits") + unescape(url)
        ).content.decode()
        body = opened[opened.index("<tbody>", opened.index('id="made"') if 'id="made"' in opened else 0) :]
        assert body[: body.index("</tbody>")].count("<tr><td><a ") == int(shown), url
    answer = client.get(
        reverse("service:coverage", args=[ZONE]), {"during": f"{today.year}", "view": "unvisited"}
    ).content.decode()
    assert "乙机械" in answer
    assert "甲机械" not in answer
    for wrong in ({}, {"during": "x"}, {"during": "2024", "view": "x"}):
        assert client.get(reverse("service:coverage", args=[ZONE]), wrong).status_code == 404


def test_a_stated_count_opens_the_periods_records(firms: list[Enterprise], sign_in: SignIn) -> None:
    visit(firms[0], date(2024, 2, 1), led=False)
    visit(firms[1], date(2024, 4, 9), led=False)
    (stated,) = state_figures(get_subject(ZONE), Period.quarter(2024, 1))
    opened = sign_in("zuoyun-officer").get(stated.url).content.decode()
    made = opened[opened.index('id="made"') :]
    assert "甲机械" in made
    assert "乙机械" not in made


def test_a_stranger_finds_no_coverage(firms: list[Enterprise], sign_in: SignIn) -> None:
    url = reverse("service:coverage", args=[ZONE]) + "?during=2024"
    assert {person: sign_in(person).get(url).status_code for person in ("huairen-officer", "enterprise", "operator", "zuoyun-signer")} == {
        "huairen-officer": 404, "enterprise": 404, "operator": 404, "zuoyun-signer": 200,
    }  # fmt: skip
