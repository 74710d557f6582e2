"""The catalogue as a whole: every file is a mapping, and every number in it is exact."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kaifaqu.core.figures.catalogue import parse_rule
from kaifaqu.core.figures.item import items
from tests.house.order import ROOT

FILES = sorted((ROOT / "catalogue").rglob("*.yaml"))


def find_floats(value: Any, path: str = "") -> Iterator[str]:
    """Where a YAML number became a binary float: `0.3` must be written '0.3' to stay exact."""
    if isinstance(value, float):
        yield path
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from find_floats(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from find_floats(inner, f"{path}[{number}]")


def test_the_catalogue_is_not_empty() -> None:
    assert FILES
    assert items()


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT / "catalogue")))
def test_a_file_is_valid_and_exact(file: Path) -> None:
    kind = file.relative_to(ROOT / "catalogue").parts[0]
    rule = parse_rule(kind, file.stem, file.read_text(encoding="utf-8"))
    assert list(find_floats(rule.content)) == []


def test_a_planted_float_is_found() -> None:
    assert list(find_floats({"weights": [{"share": 0.3}]})) == [".weights[0].share"]
