"""Some letters find a project: part of a name, pinyin initials or syllables, a code, the enterprise by a former name."""

from __future__ import annotations

import time

import pytest
from django.test import Client

from kaifaqu.foundation.enterprises.actions import register_enterprise, rename_enterprise
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.projects.actions.files import change_project
from kaifaqu.operations.projects.queries.listing import list_page
from kaifaqu.operations.projects.spelling import is_spelt, pick_spelt
from kaifaqu.operations.projects.tests.scene import AT, ZONE, make_project, person

NAME = "云海净水滤芯"


@pytest.mark.parametrize("letters", ["yh", "yhjslx", "jslx", "JSLX", "yunhai", "jingshui", "lvxin", "yunhaijing"])
def test_initials_and_syllables_mean_the_name(letters: str) -> None:
    assert is_spelt(letters, NAME)


@pytest.mark.parametrize("letters", ["hy", "unhai", "yhlx", "zz"])
def test_letters_inside_a_syllable_or_out_of_order_do_not(letters: str) -> None:
    assert not is_spelt(letters, NAME)


def test_latin_parts_of_a_name_stand_as_they_are() -> None:
    assert is_spelt("led", "样品LED灯具")
    assert is_spelt("ypled", "样品LED灯具") is False
    assert is_spelt("ypl", "样品LED灯具")
    assert is_spelt("yp257h", "样品257号技改")
    assert is_spelt("yp258", "样品257号技改") is False


def test_five_thousand_names_are_searched_while_one_types() -> None:
    names = [(number, f"样品{number}新材料有限公司年产机械配件项目") for number in range(5000)]
    assert len(pick_spelt("jxpj", names)) == 5000
    began = time.perf_counter()
    assert pick_spelt("qqq", names) == []
    assert time.perf_counter() - began < 1


def _find(query: str) -> list[str]:
    return [row.project.subject.name for row in list_page(person(), {"q": query}, 1, AT.date()).rows]


@pytest.mark.usefixtures("standing_house", "db")
def test_every_way_of_naming_finds_it() -> None:
    project = make_project("样品轴承厂", builder="左近机械公司")
    enterprise = register_enterprise(name="远山轴承有限公司", parent=get_subject(ZONE), by=person(), at=AT)
    rename_enterprise(enterprise, name="近山轴承有限公司", since=None, by=person(), at=AT)
    change_project(project, {"enterprise": enterprise, "project_code": "2404-140226-89-01-123456"}, by=person(), at=AT)
    change_project(project, {"project_code": "2405-140226-89-01-654321"}, by=person(), at=AT)
    for query in ("轴承", "ypzcc", "zhoucheng", "zjjx", "左近", "140226-89-01-65", "2404-140226", "远山", "近山 zc"):
        assert _find(query) == ["样品轴承厂"], query
    assert _find("qqqq") == []


@pytest.mark.usefixtures("standing_house", "db")
def test_one_hit_opens_the_project_and_strangers_find_nothing(client: Client) -> None:
    project = make_project("样品轴承厂")
    client.force_login(person())
    assert client.get("/projects/search", {"q": "ypzc"}).headers["Location"] == f"/projects/{project.pk}"
    client.force_login(person("huairen-officer"))
    assert "样品轴承厂" not in client.get("/projects/search", {"q": "ypzc"}).content.decode()
