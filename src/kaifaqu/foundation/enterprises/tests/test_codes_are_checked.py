"""The 18-character code is checked to its last character, and industry codes against the sections of their edition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaifaqu.foundation.enterprises.codes import (
    ALPHABET,
    compute_check_character,
    find_credit_code_fault,
    find_industry_fault,
    find_organisation_doubt,
    tidy_code,
)

VALID = ("91350100M000100Y43", "91512081MA62K0260E", "91140226MA00001620", "91140226MA0000349Y", "91140226MA000004XU")
"""Two published codes, and one each for remainder 0, remainder 1 and an X in the organisation's check place."""


@pytest.mark.parametrize("code", VALID)
def test_a_valid_code_has_no_fault(code: str) -> None:
    assert find_credit_code_fault(code) == ""


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("91350100M000100Y4Z", "不该出现的字符 Z"),
        ("91310115MA1H8R7C6D", "应为 7"),
        ("9135010", "有 7 位"),
        ("00350100M000100Y43", "前两位 00"),
    ],
)
def test_a_false_code_is_told_why(code: str, said: str) -> None:
    assert said in find_credit_code_fault(code)


@pytest.mark.parametrize("kind", ["N1", "Y1", "A1"])
def test_codes_that_begin_with_a_letter_are_codes(kind: str) -> None:
    body = f"{kind}140226MA0000162"
    assert find_credit_code_fault(body + compute_check_character(body)) == ""


@given(st.text(alphabet=ALPHABET, min_size=15, max_size=15), st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_changed_character_is_always_found(tail: str, place: int, other: str) -> None:
    body = "91" + tail
    code = body + compute_check_character(body)
    changed = body[:place] + other + body[place + 1 :] + code[17]
    assert (changed == code) or find_credit_code_fault(changed) != ""


def test_the_organisation_part_is_only_doubted() -> None:
    assert find_organisation_doubt("91140226MA000004XU") == ""
    assert find_credit_code_fault("91140226MA00001620") == ""


def test_full_width_and_blanks_are_folded() -> None:
    assert tidy_code("９１３５０１００ m000100y43") == "91350100M000100Y43"


@pytest.mark.parametrize(("code", "edition"), [("C2710", "2017"), ("N79", "2017"), ("P82", "2011"), ("C27", "2011")])
def test_an_industry_stands_in_its_section(code: str, edition: str) -> None:
    assert find_industry_fault(code, edition) == ""


@pytest.mark.parametrize(("code", "edition"), [("N79", "2011"), ("C51", "2017"), ("2710", "2017"), ("P82", "2017")])
def test_a_code_of_another_section_or_edition_is_refused(code: str, edition: str) -> None:
    assert edition in find_industry_fault(code, edition)
