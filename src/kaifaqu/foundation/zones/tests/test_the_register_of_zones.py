"""The register of zones: entered by hand or from Excel under one's own cities, changed with its history, closed without losing any."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conftest import AT
from kaifaqu.core.reader.registers.write import Row, standard_layout, write_register
from kaifaqu.foundation.accounts.actions import System, grant_role
from kaifaqu.foundation.accounts.models import Role, User
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.foundation.registers.models import Upload
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.foundation.zones.actions import lay_subjects
from kaifaqu.foundation.zones.models import Zone
from kaifaqu.foundation.zones.registers import ZonesRegister

pytestmark = pytest.mark.usefixtures("standing_house", "db")
FIELDS = {
    "name": "示例高新区",
    "short_name": "",
    "city": "140300",
    "kind": "industrial",
    "level": "provincial",
    "approved_on": "2012-03-01",
    "approved_area": "812.5",
    "industries": "装备",
}


@pytest.fixture
def province(sign_in: Callable[[str], Any]) -> Any:
    return sign_in("province")


def test_a_zone_is_registered_under_its_city_with_a_code_of_the_house(province: Any) -> None:
    answer = province.post("/zones/register", FIELDS)
    zone = Zone.objects.get(subject__name="示例高新区")
    assert answer["Location"] == f"/zones/{zone.subject.code}"
    assert zone.subject.code == "Z140300-001"
    assert zone.subject.path == "/000000/140000/140300/Z140300-001/"
    assert (zone.approved_on, zone.approved_area) == (date(2012, 3, 1), Decimal("812.5"))
    province.post("/zones/register", {**FIELDS, "name": "示例经开区"})
    assert Zone.objects.get(subject__name="示例经开区").subject.code == "Z140300-002"


def test_a_tree_is_laid_as_one_act_with_one_row() -> None:
    before = Entry.objects.count()
    rows = [
        {"code": "C9", "kind": "city", "name": "示例市", "parent": "140000"},
        {"code": "Z9", "kind": "zone", "name": "示例开发区", "parent": "C9"},
    ]
    assert [subject.path for subject in lay_subjects(rows, by=System(), at=AT)][-1] == "/000000/140000/C9/Z9/"
    row = Entry.objects.latest("pk")
    assert Entry.objects.count() == before + 1
    assert (row.act, row.new) == ("zones.lay_subjects", {"C9": "示例市", "Z9": "示例开发区"})


def test_the_trees_of_the_demonstration_stand_in_the_journal() -> None:
    assert "140200" in Entry.objects.get(act="zones.lay_subjects").new


def test_a_change_keeps_the_code_and_is_journalled_old_and_new(province: Any) -> None:
    province.post("/zones/register", FIELDS)
    province.post("/zones/Z140300-001", {**FIELDS, "name": "示例高新技术产业开发区", "city": "140400", "level": "national"})
    zone = Zone.objects.get(subject__code="Z140300-001")
    assert zone.subject.path == "/000000/140000/140400/Z140300-001/"
    renamed = Entry.objects.get(act="zones.rename_zone")
    assert (renamed.old["city"], renamed.new["city"]) == ("140300", "140400")
    changed = Entry.objects.filter(act="zones.register_zone", target="zone:Z140300-001").latest("pk")
    assert (changed.old["level"], changed.new["level"]) == ("provincial", "national")


def test_a_closed_zone_keeps_its_history_and_is_not_counted(province: Any) -> None:
    province.post("/zones/register", FIELDS)
    province.post("/zones/Z140300-001/close", {"on": "2024-01-01", "into": "Z140200-ZY", "reason": "整合"})
    assert Zone.objects.get(subject__code="Z140300-001").is_closed
    page = province.get("/zones/").content.decode()
    assert "已撤并" in page
    assert province.get("/zones/").context["total"] == 3


def test_faults_come_back_at_once_with_what_was_typed(province: Any) -> None:
    page = province.post("/zones/register", {**FIELDS, "name": "", "approved_on": "昨天", "approved_area": "-1"})
    assert page.status_code == 422
    assert page.content.decode().count('role="alert"') == 3
    assert province.post("/zones/Z140200-ZY/close", {"on": "", "into": "无", "reason": ""}).status_code == 422


def test_a_city_registers_only_under_itself(sign_in: Callable[[str], Any]) -> None:
    client = sign_in("datong")
    assert client.post("/zones/register", FIELDS).status_code == 422
    assert client.post("/zones/register", {**FIELDS, "city": "140200"}).status_code == 302
    assert client.get("/zones/Z140600-HR").status_code == 404


def test_a_zones_clerk_reads_its_own_entry_and_changes_nothing(sign_in: Callable[[str], Any]) -> None:
    client = sign_in("zuoyun-clerk")
    assert client.get("/zones/Z140200-ZY").status_code == 200
    assert client.post("/zones/Z140200-ZY", FIELDS).status_code == 404
    assert client.post("/zones/Z140200-ZY/close", {"on": "2024-01-01", "reason": "x"}).status_code == 404
    assert "登记开发区" not in client.get("/zones/").content.decode()


def sheet(*rows: dict[str, Any]) -> SimpleUploadedFile:
    register = ZonesRegister()
    layout = standard_layout("名录", "山西省", date(2024, 4, 1), register.columns)
    return SimpleUploadedFile("名录.xlsx", write_register(layout, register.columns, [Row(row) for row in rows]))


def test_the_provinces_list_comes_from_excel_and_is_taken_back_whole(province: Any) -> None:
    rows = [{"name": f"示例{n}区", "city": "阳泉市", "kind": "agricultural"} for n in range(30)]
    known = {"name": "左云经济技术开发区", "level": "provincial"}
    province.post("/registers/zones/140000/start", {"file": sheet(*rows, known), "not_secret": "on"})
    upload = Upload.objects.latest("pk")
    province.post(f"/registers/uploads/{upload.pk}/apply")
    assert Zone.objects.count() == 33
    zuoyun = Zone.objects.get(subject__code="Z140200-ZY")
    assert (zuoyun.level, zuoyun.kind, zuoyun.subject.short_name) == ("provincial", "industrial", "左云经开区")
    grant_role(User.objects.get(username="enterprise"), Role.READER, get_subject("Z140300-001"), by=System(), at=AT)
    page = province.post(f"/registers/uploads/{upload.pk}/undo", follow=True).content.decode()
    assert "示例0区：名下已有报表、项目或授权，没有撤回。" in page
    assert Zone.objects.count() == 4
    assert Zone.objects.get(subject__code="Z140200-ZY").level == "unknown"


def test_a_city_that_is_none_is_told_beside_its_row(province: Any) -> None:
    province.post("/registers/zones/140000/start", {"file": sheet({"name": "示例区", "city": "某市"}), "not_secret": "on"})
    page = province.post(f"/registers/uploads/{Upload.objects.latest('pk').pk}/apply").content.decode()
    assert "所在市是“某市”，应为山西的一个市" in page
    assert Zone.objects.count() == 3
