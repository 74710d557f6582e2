"""The catalogue: dated, referenced data that people change who do not program. Found beside the package or inside the wheel."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class CatalogueError(ValueError):
    """A catalogue file is not what its kind asks for; the message names the file, what was found and what is expected."""


MISWRITTEN = (KeyError, ValueError, TypeError, AttributeError, IndexError, ArithmeticError, RecursionError)
"""What comes of a file that is YAML and not of its kind's shape: whoever parses a rule tells it with the file's name."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One YAML file of the catalogue: its kind (folder), code (file name), text, digest and parsed content."""

    kind: str
    code: str
    text: str
    content: dict[str, Any]

    @property
    def digest(self) -> str:
        """sha-256 of the text: the name under which a run, a return or a score remembers this very rule."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def valid_on(self, day: date) -> bool:
        """True when `valid_from` ≤ day ≤ `valid_to`; an end that is not given is open."""
        start, end = self.content.get("valid_from"), self.content.get("valid_to")
        return (start is None or start <= day) and (end is None or day <= end)


@cache
def catalogue_folder() -> Path:
    """The catalogue's folder: inside the installed package, or at the root of a source tree."""
    package = Path(__file__).resolve().parents[2]
    for folder in (package / "catalogue", package.parents[1] / "catalogue"):
        if (folder / "items").is_dir():
            return folder
    raise CatalogueError(f"没有找到目录(catalogue):{package / 'catalogue'} 与源码根目录下都没有。请重新安装。")


def parse_rule(kind: str, code: str, text: str) -> Rule:
    """A rule from its text. Raises CatalogueError when it is not a YAML mapping."""
    try:
        content = yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader, chosen above
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise CatalogueError(f"catalogue/{kind}/{code}.yaml 不是有效的 YAML:{error}") from error
    if not isinstance(content, dict):
        raise CatalogueError(f"catalogue/{kind}/{code}.yaml 应是一个映射（键: 值），实际是 {type(content).__name__}。")
    for end in ("valid_from", "valid_to"):
        if type(content.get(end)) not in (date, NoneType):
            raise CatalogueError(
                f"catalogue/{kind}/{code}.yaml 的 {end} 是「{content[end]}」，应为不加引号的日期，如 2024-01-01。"
            )
    return Rule(kind, code, text, content)


@cache
def load_rules(kind: str) -> tuple[Rule, ...]:
    """Every rule of one kind (`items`, `forms`, `indicators`, `schemes`, `lights`, `cases`), by file name."""
    files = sorted((catalogue_folder() / kind).glob("*.yaml"))
    return tuple(parse_rule(kind, file.stem, file.read_text(encoding="utf-8")) for file in files)
