"""The wheel is the whole program: catalogue, pages, front-end files and translations travel inside it, tests do not."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.order import PACKAGE, ROOT


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in a wheel that is built now."""
    target = tmp_path_factory.mktemp("wheel")
    program = Path(sys.executable).parent / "hatchling"
    subprocess.run([program, "build", "-t", "wheel", "-d", target], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = target.glob("kaifaqu-*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def below(folder: Path, pattern: str, name: str) -> set[str]:
    """The files of the tree that the wheel should hold, by their names in the wheel."""
    return {f"{name}/{file.relative_to(folder)}" for file in folder.rglob(pattern) if file.is_file()}


def test_the_catalogue_is_inside(content: set[str]) -> None:
    expected = below(ROOT / "catalogue", "*", "kaifaqu/catalogue")
    assert expected
    assert expected <= content


@pytest.mark.parametrize("pattern", ["*.py", "*.html", "*.css", "*.js", "*.svg", "*.txt", "*.typ", "*.mo"])
def test_everything_that_the_program_reads_is_inside(pattern: str, content: set[str]) -> None:
    expected = {name for name in below(PACKAGE, pattern, "kaifaqu") if "/tests/" not in name}
    assert expected <= content


def test_front_end_files_and_their_licences_are_inside(content: set[str]) -> None:
    vendored = {Path(name).name for name in content if name.startswith("kaifaqu/web/static/vendor/")}
    assert {"htmx.min.js", "htmx.LICENSE.txt"} <= vendored


def test_the_font_of_papers_and_its_licence_are_inside(content: set[str]) -> None:
    fonts = {Path(name).name for name in content if name.startswith("kaifaqu/foundation/fonts/")}
    assert {"NotoSansHans-Regular.otf", "NotoSansHans-Bold.otf", "NotoSansHans.LICENSE.txt"} <= fonts


def test_every_translation_is_compiled(content: set[str]) -> None:
    sources = below(PACKAGE, "*.po", "kaifaqu")
    assert {name.removesuffix(".po") + ".mo" for name in sources} <= content


def test_licence_and_notice_are_inside(content: set[str]) -> None:
    names = {name.split(".dist-info/")[-1] for name in content}
    assert {"licenses/LICENSE", "licenses/NOTICE"} <= names


def test_tests_are_not_inside(content: set[str]) -> None:
    assert [name for name in content if "/tests/" in name] == []
