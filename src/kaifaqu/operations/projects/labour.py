"""Which schools can give the people that a project needs, with the reasons. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

IDLE = re.compile("技术|工程|管理|应用|操作|人员|专业|生产|高级|中级|初级|学徒|普通|方向|与|及|和|[工员师类]$|[（(].*?[)）]")
"""What many trades have in their names: it says nothing of which."""
SHARED = 2
"""Letters that a trade and a major must have in common."""


@dataclass(frozen=True, slots=True)
class Offering:
    """What a school has: its majors, how many leave it each year, how far above the project it is kept (0: its own zone)."""

    school: int
    majors: tuple[str, ...]
    yearly: int | None
    distance: int


@dataclass(frozen=True, slots=True)
class Fit:
    """A school for a need: the majors that fit, and how many people its year does not cover (None: not known)."""

    school: int
    majors: tuple[str, ...]
    short: int | None
    distance: int


def find_fits(trade: str, headcount: int, offerings: Iterable[Offering]) -> list[Fit]:
    """The schools with a major for the trade: those whose year covers the need first, then the nearer ones."""
    fits = [
        Fit(one.school, majors, None if one.yearly is None else max(headcount - one.yearly, 0), one.distance)
        for one in offerings
        if (majors := tuple(major for major in one.majors if trains_for(major, trade)))
    ]
    return sorted(fits, key=lambda fit: (fit.short is None, fit.short != 0, fit.distance, fit.school))


def trains_for(major: str, trade: str) -> bool:
    """数控技术 trains for 数控车工: beside the words that every trade has, two letters in a row are the same; a single one begins both (焊工)."""
    one, other = (IDLE.sub("", text.strip()) for text in (major, trade))
    if not one or not other:
        return major.strip() == trade.strip()
    if min(len(one), len(other)) < SHARED:
        return one.startswith(other) or other.startswith(one)
    return bool(_pairs(one) & _pairs(other))


def _pairs(text: str) -> set[str]:
    return {text[at : at + SHARED] for at in range(len(text) - SHARED + 1)}


def split_majors(text: str) -> list[str]:
    """The majors of a line: 数控技术、护理；化工工艺."""
    return list(dict.fromkeys(word.strip() for word in re.split(r"[、，,;；\n]+", text) if word.strip()))


def count_open(headcount: int, arrived: Sequence[int]) -> int:
    """How many people are still missing."""
    return max(headcount - sum(arrived), 0)
