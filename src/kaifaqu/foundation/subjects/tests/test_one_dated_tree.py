"""Everything that a figure can be about stands in one tree: names, subtrees, members on a day, and moves that take the branch along."""

from __future__ import annotations

from datetime import date

import pytest

from kaifaqu.foundation.subjects.actions import put_member, put_subject
from kaifaqu.foundation.subjects.models import Kind, Membership, Subject
from kaifaqu.foundation.subjects.queries import (
    find_by_code,
    find_subject,
    get_ancestor,
    get_subject,
    is_within,
    list_below,
    list_children,
    list_members,
    list_subtree,
    list_within,
)

pytestmark = pytest.mark.usefixtures("standing_house", "db")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("左云经济技术开发区", "Z140200-ZY"),
        ("左云经开区", "Z140200-ZY"),
        ("大同市", "140200"),
        ("没有这个区", None),
        ("", None),
    ],
)
def test_a_subject_is_found_by_either_of_its_names(name: str, code: str | None) -> None:
    found = find_subject(name)
    assert (found.code if found else None) == code


def test_a_name_that_two_bear_finds_nobody() -> None:
    put_subject(code="Z140300-X", kind=Kind.ZONE, name="甲开发区", short_name="左云经开区", parent="140300")
    assert find_subject("左云经开区") is None


def test_a_subtree_holds_itself_and_all_below() -> None:
    codes = set(list_subtree("Z140600-HR").values_list("code", flat=True))
    assert codes == {"Z140600-HR", "K140600-HR-YH", "P140600-HR-ZJT"}
    assert [row.code for row in list_below("140600", Kind.PARK)] == ["K140600-HR-YH"]
    assert [row.code for row in list_children("140200", Kind.ZONE)] == ["Z140200-ZY"]


def test_no_path_reaches_nothing() -> None:
    assert not list_within(()).exists()


@pytest.mark.parametrize(
    ("code", "ancestor", "within"),
    [
        ("Z140200-ZY", "140200", True), ("Z140200-ZY", "140000", True), ("Z140200-ZY", "Z140200-ZY", True),
        ("140200", "Z140200-ZY", False), ("Z140200-ZY", "140600", False), ("nobody", "140000", False),
    ],
)  # fmt: skip
def test_within_is_below_or_itself(code: str, ancestor: str, within: bool) -> None:
    assert is_within(code, ancestor) is within


def test_the_nearest_of_a_kind_is_found_on_the_way_up() -> None:
    project = get_subject("P141000-LF-ZGYZ")
    found = [get_ancestor(project, kind) for kind in (Kind.PARK, Kind.ZONE, Kind.CITY, Kind.EVENT)]
    assert [row.code if row else None for row in found] == ["K141000-LF-HD", "Z141000-LF", "141000", None]


def test_members_are_those_of_the_day() -> None:
    put_member(group="E20240425-BHB", member="Z140200-ZY", valid_from=date(2024, 5, 1))
    Membership.objects.filter(member__code="P140600-HR-ZJT").update(valid_to=date(2024, 5, 31))
    on = {
        day: [row.code for row in list_members("E20240425-BHB", day)]
        for day in (date(2024, 4, 30), date(2024, 5, 2), date(2024, 6, 1))
    }
    assert list(on.values()) == [["P140600-HR-ZJT"], ["Z140200-ZY", "P140600-HR-ZJT"], ["Z140200-ZY"]]
    assert len(list_members("E20240425-BHB")) == 2


def test_a_subject_is_put_once_however_often_it_is_said() -> None:
    before = Subject.objects.count()
    put_subject(code="Z140200-ZY", kind=Kind.ZONE, name="左云经济技术开发区", short_name="左云", parent="140200")
    assert Subject.objects.count() == before
    assert get_subject("Z140200-ZY").label == "左云"


def test_a_subject_that_moves_takes_its_branch_along() -> None:
    put_subject(code="Z140600-HR", kind=Kind.ZONE, name="怀仁经济技术开发区", parent="140200")
    assert is_within("K140600-HR-YH", "140200")
    assert not is_within("K140600-HR-YH", "140600")


def test_an_unknown_code_is_nobody() -> None:
    assert find_by_code("nobody") is None
    with pytest.raises(Subject.DoesNotExist):
        get_subject("nobody")
    with pytest.raises(Subject.DoesNotExist):
        put_subject(code="X", kind=Kind.ZONE, name="X", parent="nobody")
