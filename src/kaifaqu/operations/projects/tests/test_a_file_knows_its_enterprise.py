"""A project's enterprise is chosen, found by code or name, or registered from the file; an import links it and its undoing unlinks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kaifaqu.foundation.enterprises.actions import register_enterprise
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.projects.actions.rows import open_from_row, remove_row, write_row
from kaifaqu.operations.projects.models import Project
from kaifaqu.operations.projects.tests.scene import AT, ZONE, make_project, person

pytestmark = pytest.mark.usefixtures("standing_house", "db")
Become = Callable[[str], Any]
CODE = "91140226MA00001620"
FILE = {"name": "样品厂", "nature": "unknown", "filing_way": "unknown"}


def register(name: str = "样品轴承有限公司", code: str = "") -> Enterprise:
    return register_enterprise(name=name, parent=get_subject(ZONE), credit_code=code, by=person(), at=AT)


def edit(client: Any, project: Project, **typed: str) -> Any:
    return client.post(f"/projects/{project.pk}/edit", {**FILE, **typed})


def test_an_enterprise_is_chosen_on_the_file(sign_in: Become) -> None:
    project, enterprise, client = make_project(), register(), sign_in("zuoyun-officer")
    assert edit(client, project, enterprise=str(enterprise.pk)).status_code == 302
    project.refresh_from_db()
    assert project.enterprise == enterprise
    assert enterprise.name in client.get(f"/projects/{project.pk}").content.decode()


def test_the_code_or_the_full_name_finds_it(sign_in: Become) -> None:
    enterprise, client = register(code=CODE), sign_in("zuoyun-officer")
    by_code, by_name = make_project("甲"), make_project("乙")
    edit(client, by_code, credit_code=CODE, builder="写得不一样")
    edit(client, by_name, builder=enterprise.name)
    by_code.refresh_from_db()
    by_name.refresh_from_db()
    assert (by_code.enterprise, by_name.enterprise) == (enterprise, enterprise)


def test_one_that_is_not_registered_is_registered_from_the_file(sign_in: Become) -> None:
    project, client = make_project(), sign_in("zuoyun-officer")
    refused = edit(client, project, register_builder="on")
    assert (refused.status_code, Enterprise.objects.count()) == (422, 0)
    edit(client, project, builder="远山新材料有限公司", credit_code=CODE, register_builder="on")
    project.refresh_from_db()
    assert project.enterprise is not None
    assert (project.enterprise.name, project.enterprise.credit_code) == ("远山新材料有限公司", CODE)


def test_an_imported_row_brings_its_enterprise_and_takes_it_back() -> None:
    zone = get_subject(ZONE)
    key = open_from_row(zone, {"name": "样品厂", "builder": "远山新材料有限公司", "credit_code": CODE}, (), by=person(), at=AT)
    assert Project.objects.get(pk=key).enterprise == Enterprise.objects.get(credit_code=CODE)
    remove_row(key, by=person(), at=AT)
    assert not Enterprise.objects.filter(credit_code=CODE).exists()


def test_a_bare_name_in_a_row_registers_nobody_and_undoing_unlinks() -> None:
    project, known = make_project(), register()
    write_row(str(project.pk), {"builder": "没有登记的公司"}, (), by=person(), at=AT)
    project.refresh_from_db()
    assert project.enterprise is None
    write_row(str(project.pk), {"builder": known.name}, (), by=person(), at=AT)
    project.refresh_from_db()
    assert project.enterprise == known
    write_row(str(project.pk), {"builder": None, "credit_code": None}, (), by=person(), at=AT)
    project.refresh_from_db()
    assert project.enterprise is None
