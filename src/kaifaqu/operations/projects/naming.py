"""Names of projects as people write them: the same project under a longer or shorter name. Pure."""

from __future__ import annotations

import re

_IDLE = re.compile(r"[\s　()（）《》〈〉\[\]【】“”\"'·.,，。、—\-_/]")
_TAILS = re.compile(r"(?:建设项目|改扩建项目|项目|工程|一期|建设)$")
FEWEST = 4
"""Characters that a shorter name must have to be taken for part of a longer one."""


def fold_name(name: str) -> str:
    """The name as it is compared: without marks, brackets and the word 项目 at its end."""
    folded = _IDLE.sub("", name)
    shorter = _TAILS.sub("", folded)
    return shorter or folded


def is_like(one: str, other: str) -> bool:
    """True when the folded names are equal or one holds the other: 斯芬斯克…医药中间体项目 and 医药中间体项目."""
    a, b = sorted((fold_name(one), fold_name(other)), key=len)
    return a == b or (len(a) >= FEWEST and a in b)
