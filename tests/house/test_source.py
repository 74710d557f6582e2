"""The source keeps the rules of the house; each rule is seen to find a planted fault."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.order import PACKAGE, ROOT
from tests.house.source_rules import RULES, Rule, find_foreign_managers

LONGEST_FILE = 500
WORDS_THAT_SAY_NOTHING = {"utils", "helpers", "common", "misc", "util", "helper"}
WRITTEN_BY_HAND = ("*.py", "*.html", "*.css", "*.js")


def source_files(*patterns: str) -> list[Path]:
    """Files of the package that match, without tests, migrations and what was copied in."""
    found = {file for pattern in patterns for file in PACKAGE.glob(pattern)}
    return sorted(file for file in found if not {"tests", "migrations", "vendor"} & set(file.relative_to(PACKAGE).parts))


def parse(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


@pytest.mark.parametrize("name", RULES)
def test_the_source_keeps_the_rule(name: str) -> None:
    rule: Rule = RULES[name]
    faults = [
        f"{file.relative_to(ROOT)}:{line}: {fault}"
        for file in source_files(*rule.where)
        for line, fault in rule.find(parse(file))
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", RULES)
def test_a_planted_fault_is_found(name: str) -> None:
    assert list(RULES[name].find(ast.parse(RULES[name].planted)))


def test_rooms_ask_only_their_own_tables() -> None:
    faults = []
    for file in source_files(*(f"{floor}/*/**/*.py" for floor in ("foundation", "operations", "statistics", "outputs"))):
        room = ".".join(("kaifaqu", *file.relative_to(PACKAGE).parts[:2]))
        faults += [f"{file.relative_to(ROOT)}:{line}: {fault}" for line, fault in find_foreign_managers(parse(file), room)]
    assert not faults, "\n".join(faults)


def test_a_question_to_another_rooms_table_is_found() -> None:
    planted = "from kaifaqu.foundation.subjects.models import Subject\nSubject.objects.all()\n"
    assert list(find_foreign_managers(ast.parse(planted), "kaifaqu.statistics.returns"))
    assert not list(find_foreign_managers(ast.parse(planted), "kaifaqu.foundation.subjects"))


def test_files_stay_short() -> None:
    lengths = {
        file: len(file.read_text(encoding="utf-8").splitlines())
        for pattern in WRITTEN_BY_HAND
        for file in source_files(f"**/{pattern}")
    }
    assert {str(file.relative_to(ROOT)): length for file, length in lengths.items() if length > LONGEST_FILE} == {}


def test_files_have_names_that_say_something() -> None:
    assert [str(file) for file in source_files("**/*.py") if file.stem in WORDS_THAT_SAY_NOTHING] == []
