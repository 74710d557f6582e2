"""What a cell could take over: last period's states, the rooms' own counts; never by itself, and with its origin."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from conftest import AT
from kaifaqu.core.figures.locator import Row
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Statement
from kaifaqu.foundation.stated import Stated
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.statistics.returns import sources
from kaifaqu.statistics.returns.actions import declare_proposals, start_return
from kaifaqu.statistics.returns.models import Return
from kaifaqu.statistics.returns.proposals import Kind, list_proposed
from kaifaqu.statistics.returns.queries import get_form, keyed_lines
from kaifaqu.statistics.returns.sources import Source
from tests.walks import QUARTER, ZONE, file_quarter, person

pytestmark = pytest.mark.usefixtures("standing_house", "db")
FIRMS, STARTED = "enterprises_above_scale:actual", "projects_started:actual"


def half_year() -> Return:
    return start_return(get_form("zone_quarter"), get_subject(ZONE), Period.half(2024, 1), by=person("zuoyun-clerk"), at=AT)


def count_started(subject: Any, period: Period) -> list[Stated]:
    """A room that counts two started projects."""
    counted = Statement(
        "projects_started", subject.code, period, Quantity.of(2, "个"), locator=Row("projects", "started:2024H1")
    )
    return [Stated(counted, "/projects/?stage=started", "开工的项目")]


def test_a_state_is_offered_from_last_period_and_a_flow_never() -> None:
    before = file_quarter({"industrial_investment": "2.9", "enterprises_above_scale": "12"})
    return_ = half_year()
    (proposed,) = list_proposed(return_)[FIRMS]
    assert (proposed.kind, proposed.shown, proposed.url) == (Kind.CARRIED, "12 家", f"/returns/{before.pk}")
    assert "industrial_investment:actual" not in list_proposed(return_)
    assert FIRMS not in keyed_lines(return_)


def test_what_is_taken_over_keeps_its_origin() -> None:
    before = file_quarter({"enterprises_above_scale": "12"})
    return_ = half_year()
    (line,) = declare_proposals(return_, by=person("zuoyun-clerk"), at=AT, kinds=[Kind.CARRIED])
    source = keyed_lines(before)[FIRMS]
    assert (line.room, line.room_key, line.room_url) == ("returns", f"line:{source.pk}", f"/returns/{before.pk}")
    assert (line.value, line.entered_by, line.period) == (Decimal(12), None, str(return_.period))
    assert declare_proposals(return_, by=person("zuoyun-clerk"), at=AT, kinds=[Kind.CARRIED]) == []


def test_a_rooms_count_is_offered_and_opens_its_records(monkeypatch: Any, sign_in: Any) -> None:
    monkeypatch.setattr(sources, "SOURCES", (Source("projects", "项目", count_started),))
    return_ = half_year()
    client = sign_in("zuoyun-clerk")
    page = client.get(f"/returns/{return_.pk}").content.decode()
    assert "/projects/?stage=started" in page
    assert keyed_lines(return_) == {}
    assert client.post(f"/returns/{return_.pk}/propose", {"key": STARTED, "kind": "room"}).status_code == 302
    line = keyed_lines(return_)[STARTED]
    assert (line.value, line.room, line.room_key, line.room_url) == (
        Decimal(2), "projects", "started:2024H1", "/projects/?stage=started",
    )  # fmt: skip
    assert 'href="/projects/?stage=started"' in client.get(f"/returns/{return_.pk}").content.decode()


def test_nothing_to_take_over_is_said(sign_in: Any) -> None:
    return_ = file_quarter()
    answer = sign_in("zuoyun-clerk").post(f"/returns/{return_.pk}/propose", {"kind": "carried"})
    assert answer.status_code == 422
    assert "没有可带入的数" in answer.content.decode()


def test_the_first_act_is_last_months_excel(sign_in: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from kaifaqu.core.reader.sheets.tests.sheet_builder import workbook

    client = sign_in("zuoyun-clerk")
    page = client.get("/returns/").content.decode()
    assert "把上月用的 Excel 直接上传" in page
    data = workbook([["左云经济技术开发区2024年一季度主要指标"], ["指标名称", "1—3月累计"], ["工业投资（亿元）", 2.9]])
    asked = {"filer": ZONE, "form": "zone_quarter", "year": "2024", "span": "Q1"}
    answer = client.post(
        "/returns/start/from-file", {**asked, "file": SimpleUploadedFile("上月.xlsx", data), "not_secret": "on"}
    )
    assert answer.status_code == 302
    assert answer.url.startswith("/returns/imports/")
    assert client.get(answer.url).status_code == 200
    return_ = Return.objects.get()
    assert (return_.period, return_.lines.count()) == (str(QUARTER), 0)
    assert "把上月用的 Excel 直接上传" not in client.get("/returns/").content.decode()
    assert client.post("/returns/start/from-file", asked).url == "/returns/"
    assert sign_in("datong").post("/returns/start/from-file", asked).status_code in (403, 404)
