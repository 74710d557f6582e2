"""Projects as an OC4IDS package: valid against the standard's own schema, and read back as they were."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kaifaqu.operations.projects.actions.files import list_project
from kaifaqu.operations.projects.actions.work import make_pledge
from kaifaqu.operations.projects.interchange import PackageRefusedError, dump, read_package
from kaifaqu.operations.projects.models import Project
from kaifaqu.operations.projects.tests.scene import AT, ZONE, happen, make_project, person
from kaifaqu.operations.projects.vocabulary import FactKind, FilingWay, ListKind, Nature, PledgeKind, Stage

pytestmark = pytest.mark.usefixtures("standing_house", "db")
SHARED = Path(os.environ.get("KAIFAQU_SHARED", Path(__file__).resolve().parents[6] / "shared"))
SCHEMA = SHARED / "data" / "interop" / "oc4ids"
Become = Callable[[str], Any]


@pytest.fixture
def full() -> Project:
    project = make_project(
        "样品厂", project_code="2404-140226-89-01-123456", builder="样品公司", credit_code="91140226MA00001620", industry="C2041",
        nature=Nature.NEW, filing_way=FilingWay.RECORD, content="年产样品一万件", total_investment=Decimal("35000.5"),
        fixed_investment=Decimal(30000), planned_start=date(2024, 3, 1), planned_production=date(2025, 6, 30), address="样品路1号",
        longitude=Decimal("112.703128"), latitude=Decimal("40.012"),
    )  # fmt: skip
    happen(project, FactKind.SIGNED, "2024-01-05")
    happen(project, FactKind.STARTED, "2024-03-20")
    list_project(project, ListKind.TRANSFORMATION, "", by=person(), at=AT)
    make_pledge(project, PledgeKind.OUTPUT, "年产值3亿元", by=person(), at=AT, amount=Decimal(30000), unit="万元")
    return project


def test_a_package_passes_the_standards_own_schema(full: Project, sign_in: Become) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    if not SCHEMA.is_dir():
        pytest.skip(f"no OC4IDS schema at {SCHEMA}; set KAIFAQU_SHARED")
    make_project("只有名字的厂")
    package = json.loads(sign_in("zuoyun-officer").get("/projects/oc4ids.json").content)
    envelope = json.loads((SCHEMA / "project-package-schema.json").read_text(encoding="utf-8"))
    envelope["properties"]["projects"] = {"type": "array", "minItems": 1}
    one = json.loads((SCHEMA / "project-schema.json").read_text(encoding="utf-8"))
    checker = jsonschema.FormatChecker()
    faults = list(jsonschema.Draft4Validator(envelope, format_checker=checker).iter_errors(package))
    for project in package["projects"]:
        faults += jsonschema.Draft4Validator(one, format_checker=checker).iter_errors(project)
    assert [(list(fault.absolute_path), fault.message) for fault in faults] == []
    assert len(package["projects"]) == 2


def test_what_goes_out_comes_in_the_same(full: Project, sign_in: Become) -> None:
    client = sign_in("zuoyun-officer")
    data = client.get("/projects/oc4ids.json").content
    incoming = read_package(data)[0]
    assert incoming.name == "样品厂"
    names = (
        "project_code",
        "credit_code",
        "industry",
        "builder",
        "content",
        "total_investment",
        "fixed_investment",
        "planned_start",
        "planned_production",
        "address",
        "longitude",
        "latitude",
        "nature",
    )
    assert {name: incoming.fields[name] for name in names} == {name: getattr(full, name) for name in names}
    assert dict(incoming.facts) == {FactKind.SIGNED: date(2024, 1, 5), FactKind.STARTED: date(2024, 3, 20)}


def test_a_package_is_taken_in_by_the_page_whole_or_not_at_all(sign_in: Become) -> None:
    client = sign_in("zuoyun-officer")
    good = {"title": "来件一", "milestones": [{"id": "1", "code": "signed", "dateMet": "2024-01-05T00:00:00Z"}]}
    bad = {"title": "来件二", "milestones": [{"id": "1", "code": "signed", "dateMet": "2094-01-05T00:00:00Z"}]}
    assert send(client, [good, bad]).status_code == 422
    assert not Project.objects.exists()
    assert send(client, [good]).status_code == 302
    assert Project.objects.get().stage == Stage.SIGNED


def send(client: Any, projects: list[Any]) -> Any:
    file = SimpleUploadedFile("p.json", json.dumps({"version": "0.9", "projects": projects}).encode())
    return client.post("/projects/oc4ids", {"file": file, "under": ZONE, "not_secret": "on"})


@pytest.mark.parametrize("data", [b"\xff", b"[]", b'{"projects": 3}', b'{"projects": [{"title": " "}]}', b"[" * 100000])
def test_no_file_breaks_the_door(data: bytes) -> None:
    with pytest.raises(PackageRefusedError):
        read_package(data)


def test_a_strange_project_is_read_as_far_as_it_goes() -> None:
    row = {
        "title": "怪",
        "budget": {"amount": {"amount": 1, "currency": "USD"}},
        "parties": ["x", {}],
        "locations": [3],
        "period": 4,
        "milestones": [None, {"dateMet": "x"}],
    }
    (one,) = read_package(json.dumps({"projects": [row]}).encode())
    assert "USD" in one.doubts[0]
    assert one.facts == ()


def test_a_coordinate_keeps_its_digits() -> None:
    assert dump({"c": [Decimal("112.7031280")], "t": "年"}) == '{"c":[112.703128],"t":"年"}'
