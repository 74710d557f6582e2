"""A picture shows the very figures of the ledger: places with their movement, absences named with who owes, derived told from booked."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest

from conftest import AT
from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.outputs.dashboards.drawing import shorten
from kaifaqu.outputs.dashboards.drawing.bars import Bar, draw_bars
from kaifaqu.outputs.dashboards.drawing.tiles import seats_in_rows, steps_of
from kaifaqu.outputs.dashboards.drawing.trends import EMPTY, Point, draw_columns
from kaifaqu.outputs.dashboards.pictures import draw_subject
from kaifaqu.outputs.dashboards.queries.scopes import Ranked, build_field, list_reporting, rank_zones
from kaifaqu.outputs.dashboards.queries.trends import fill_months
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import Book
from tests.walks import ZONE

books = pytest.mark.usefixtures("standing_demonstration", "db")
VALUE_ADDED = item_named("industrial_value_added")


def fact(subject: str, value: str) -> Fact:
    return Fact(pk=1, subject=Subject(code=subject, name=subject), value=Decimal(value), unit="亿元")


def test_places_are_won_lost_shared_and_new() -> None:
    zones = [Subject(code=code, path=f"/{code}/", name=code) for code in "abcd"]
    now = {code: fact(code, value) for code, value in (("a", "3"), ("b", "5"), ("c", "5"), ("d", "1"))}
    rows = rank_zones(zones, now, {"a": 1, "b": 2, "d": 4})
    assert [(row.zone.code, row.place, row.arrow, row.direction) for row in rows] == [
        ("b", 1, "▲ 1", "up"), ("c", 1, "新", ""), ("a", 3, "▼ 2", "down"), ("d", 4, "—", ""),
    ]  # fmt: skip


def test_a_figure_is_printed_with_every_signed_digit() -> None:
    zone = Subject(code="a", path="/a/", name="a")
    (row,) = rank_zones([zone], {"a": fact("a", "2.6850")}, {})
    assert isinstance(row, Ranked)
    assert row.shown == "2.685 亿元"


def test_steps_are_fifths_and_equals_stand_together() -> None:
    steps = steps_of({str(n): Decimal(n) for n in range(10)} | {"same": Decimal(9)})
    assert (steps["0"], steps["9"], steps["same"]) == (1, 5, 5)
    assert sorted(set(steps.values())) == [1, 2, 3, 4, 5]
    assert seats_in_rows(4, 3) == [(0, 0), (1, 0), (2, 0), (0, 1)]


def test_a_month_that_nobody_reported_stays_a_gap() -> None:
    reported = [Period.to_month(2024, month) for month in (2, 3, 5)]
    assert [period.bounded_end.month for period in fill_months(reported, Period.to_month(2024, 6))] == [2, 3, 4, 5, 6]
    quarters = [Period.quarter(2024, 1), Period.to_month(2024, 9)]
    assert fill_months(quarters, quarters[-1]) == quarters


def test_what_is_absent_or_partial_is_hatched_and_derived_is_hollow() -> None:
    told = Point(Period.to_month(2024, 2), Decimal(10), "10", "/a")
    points = [
        told, replace(told, period=Period.to_month(2024, 3), value=None, url="/owed"),
        replace(told, period=Period.to_month(2024, 4), value=None, partial=Decimal(5)),
        replace(told, period=Period.to_month(2024, 5), derived=True),
    ]  # fmt: skip
    bars = [shape for shape in draw_columns(points, ()) if shape.tag == "rect"]
    assert [bar.css for bar in bars] == ["booked", "absent", "absent", "derived"]
    assert (bars[1].height, bars[2].height * 2) == (EMPTY, bars[0].height)
    assert bars[1].linked().startswith('<a href="/owed"')


def test_words_are_escaped_and_long_names_shortened() -> None:
    shapes = list(draw_bars([Bar('<b>&"', Decimal(1), "1", "/x?a=1&b=2")]))
    drawn = "".join(shape.linked() for shape in shapes)
    assert "<b>" not in drawn
    ElementTree.fromstring(f"<svg>{drawn}</svg>")
    assert (shorten("左云经开区", 10), shorten("左云经济技术开发区", 10)) == ("左云经开区", "左云经济…")


@books
def test_who_has_not_reported_is_named_with_where_it_is_asked() -> None:
    field = build_field(get_subject("140000"), VALUE_ADDED, None, Book.now())
    assert field is not None
    assert field.period == Period.quarter(2024, 1)
    rows = {row.subject.code: row for row in list_reporting(field)}
    assert (rows["140200"].reported, rows["140200"].percent) == (1, 100)
    ((zone, url),) = rows["140600"].silent
    assert zone.label in url or f"at={zone.code}" in url
    drawn = draw_subject(get_subject("140000"), None, "", AT.date(), Book.now()).named("ranking")
    assert [cell.text for cell in drawn.rows[-1]][2] == "未报"


@books
def test_every_drawn_figure_opens_its_trace(sign_in: Any) -> None:
    client = sign_in("datong")
    page = client.get(f"/at/{ZONE}?period=2024Q1").content.decode()
    pictures = re.findall(r"<figure.*?</figure>", page, re.DOTALL)
    links = {link for picture in pictures for link in re.findall(r'<a href="(/trace/[^"]+)"', picture)}
    assert len(links) >= 4
    assert {client.get(link.replace("&amp;", "&")).status_code for link in links} == {200}


@books
def test_a_picture_is_taken_as_a_file_and_its_table_for_excel(sign_in: Any) -> None:
    client = sign_in("province")
    Subject.objects.filter(code=ZONE).update(short_name="=1+1")
    answer = client.get("/at/140000/ranking.svg?period=2024Q1")
    tree = ElementTree.fromstring(answer.content)
    words = "".join(tree.itertext())
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert all(word in words for word in ("山西省", "2024年一季度", "5.67 亿元", "数据截至"))
    assert [node for node in tree.iter() if node.tag.endswith("}a")] == []
    text = client.get("/at/140000/ranking.csv?period=2024Q1").content.decode()
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert text.startswith("\ufeff")
    assert rows[1][:3] == ["1", "'=1+1", "5.67 亿元"]


@books
@pytest.mark.parametrize(
    "path", ["/at/140000/none.svg", "/at/140000/ranking.svg?item=none", "/at/140000/screen?view=none", "/at/nobody/map.csv"]
)
def test_what_is_not_drawn_is_absent(sign_in: Any, path: str) -> None:
    assert sign_in("province").get(path).status_code == 404
    assert sign_in("operator").get("/at/140000/map.svg").status_code == 404


@books
def test_the_screen_says_its_day_and_asks_a_bounded_number_of_questions(
    sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    client = sign_in("province")
    with django_assert_max_num_queries(80):
        page = client.get("/at/140000/screen").content.decode()
    assert "数据截至" in page
    assert "2024年一季度" in page
