"""Documentation is tested: what it names exists, what it must list is listed, where it points there is something."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import re
from enum import Enum
from importlib import import_module
from pathlib import Path

import pytest

import kaifaqu.core.figures
from tests.house.order import PACKAGE, ROOT

DOCUMENTS = sorted(
    file
    for folder in (ROOT, ROOT / "docs", ROOT / "catalogue", PACKAGE)
    for file in folder.glob("*.md" if folder == ROOT else "**/*.md")
)
NAMED_CODE = re.compile(r"`([\w./-]+\.py):([A-Za-z_][\w.]*)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s#]+)[^)]*\)")
GLOSSARY = ROOT / "docs" / "glossary.md"


def find_file(name: str, document: Path) -> Path | None:
    """A named file: beside the document, at the root of the repository, or below src/kaifaqu."""
    return next((base / name for base in (document.parent, ROOT, PACKAGE) if (base / name).is_file()), None)


def defined_names(file: Path) -> set[str]:
    """Functions, classes, `Class.method`s and constants of a file."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}.{inner.name}" for inner in node.body if isinstance(inner, ast.FunctionDef)}
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return names


def find_wrong_names(text: str, document: Path) -> list[str]:
    """The `file.py:function` pairs of a text that do not exist."""
    pairs = [(name, function, find_file(name, document)) for name, function in NAMED_CODE.findall(text)]
    return [f"{name}:{function}" for name, function, file in pairs if file is None or function not in defined_names(file)]


def find_enumerations() -> list[type[Enum]]:
    """Every enumeration that core.figures defines."""
    package = kaifaqu.core.figures
    modules = [import_module(f"{package.__name__}.{module.name}") for module in pkgutil.iter_modules(package.__path__)]
    found = {item for module in modules for _, item in inspect.getmembers(module, inspect.isclass) if issubclass(item, Enum)}
    return sorted((item for item in found if item.__module__.startswith(package.__name__)), key=lambda item: item.__name__)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_code_that_a_document_names_exists(document: Path) -> None:
    assert find_wrong_names(document.read_text(encoding="utf-8"), document) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_links_of_a_document_lead_somewhere(document: Path) -> None:
    targets = [target for target in LINK.findall(document.read_text(encoding="utf-8")) if "://" not in target]
    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("enumeration", find_enumerations(), ids=lambda item: item.__name__)
def test_the_glossary_lists_every_enumeration(enumeration: type[Enum]) -> None:
    if not GLOSSARY.exists():
        pytest.skip("docs/glossary.md is not written yet")
    text = GLOSSARY.read_text(encoding="utf-8")
    missing = [str(member.value) for member in enumeration if not re.search(rf"`{re.escape(str(member.value))}`", text)]
    assert enumeration.__name__ in text
    assert missing == []


def test_a_planted_name_that_does_not_exist_is_found() -> None:
    text = "`core/figures/period.py:parse_nothing` and `core/figures/period.py:Period.quarter`"
    assert find_wrong_names(text, ROOT / "README.md") == ["core/figures/period.py:parse_nothing"]
