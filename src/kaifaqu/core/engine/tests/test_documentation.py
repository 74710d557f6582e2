"""The README names what is there."""

from __future__ import annotations

import re
from pathlib import Path

import kaifaqu.core.engine as engine
from kaifaqu.core.engine.evaluate import FUNCTIONS
from kaifaqu.core.engine.formula import TITLES
from kaifaqu.core.engine.signature import SIGNATURES

FOLDER = Path(engine.__file__).parent
README = (FOLDER / "README.md").read_text(encoding="utf-8")
OPERATORS = {"plus", "minus", "average"}


def test_every_function_is_typed_titled_computed_and_documented() -> None:
    assert SIGNATURES.keys() == FUNCTIONS.keys() == TITLES.keys()
    language = README.split("## The language")[1].split("##")[0]
    assert set(re.findall(r"`([a-z_]+)\(", language)) == SIGNATURES.keys() - OPERATORS


def test_every_door_opens() -> None:
    doors = README.split("## Doors")[1].split("##")[0]
    for module, name in re.findall(r"`([a-z]+)\.([A-Za-z_]+)", doors):
        package = FOLDER / module / "__init__.py"
        file = package if package.exists() else FOLDER / f"{module}.py"
        text = file.read_text(encoding="utf-8") if module.islower() else ""
        assert re.search(rf"(def|class) {name}\b", text), (module, name)
