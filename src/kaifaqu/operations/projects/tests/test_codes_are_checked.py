"""Codes are checked for what the standards say; a message says what was found and what to do."""

from __future__ import annotations

import pytest

from kaifaqu.foundation.enterprises.codes import find_credit_code_fault, find_industry_fault
from kaifaqu.operations.projects.codes import find_project_code_fault, tidy_project_code


@pytest.mark.parametrize("code", ["2404-140226-89-01-123456", "2017-140226-30-03-000001"])
def test_a_project_code_of_the_new_or_the_old_rule_is_taken(code: str) -> None:
    assert find_project_code_fault(code) == ""


@pytest.mark.parametrize(
    "code",
    [
        "2404-140226-89-01-12345",
        "2413-140226-89-01-123456",
        "2404140226",
        "2404-140226-89-01-12345A",
        "2021-140226-89-01-123456",
    ],
)
def test_a_project_code_of_no_rule_is_refused_with_its_form(code: str) -> None:
    assert code in find_project_code_fault(code)


def test_a_project_code_is_tidied() -> None:
    assert tidy_project_code(" 2404—140226－89-01-123456 ") == "2404-140226-89-01-123456"
    assert tidy_project_code("24041402268901123456") == "2404-140226-89-01-123456"


@pytest.mark.parametrize(
    ("code", "fine"), [("C2041", True), ("C20", True), ("C204", True), ("D20", False), ("C2", False), ("X99", False)]
)
def test_an_industry_belongs_to_its_section(code: str, fine: bool) -> None:
    assert (find_industry_fault(code) == "") is fine


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91512081MA62K0260E", "91140226MA00001620", "91140226MA0000349Y"])
def test_a_right_credit_code_is_taken_remainder_nought_included(code: str) -> None:
    assert find_credit_code_fault(code) == ""


@pytest.mark.parametrize("code", ["91350100M000100Y4Z", "91310115MA1H8R7C6D", "123"])
def test_a_wrong_credit_code_is_refused(code: str) -> None:
    assert code in find_credit_code_fault(code)
