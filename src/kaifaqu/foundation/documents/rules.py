"""Pure decisions about readings: which statement a reading stands for, and whether it may be accepted unseen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaifaqu.core.figures.item import Item, Nature
from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.core.figures.statement import Role
from kaifaqu.core.figures.unit import UnitError, parse_unit

ALARMS = frozenset({"fails", "conflict"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """The statement that a reading seems to stand for; an empty field is for a person to fill."""

    item: str = ""
    subject: str = ""
    period: str = ""
    role: str = ""
    value: Decimal | None = None
    unit: str = ""

    @property
    def is_complete(self) -> bool:
        """True when nothing is left to fill."""
        return bool(self.item and self.subject and self.period and self.role and self.unit) and self.value is not None

    @property
    def shown_value(self) -> str:
        """The value as a person edits it."""
        return "" if self.value is None else format(self.value, "f")


def propose_item(kind: str, indicator: str, role: str, unit: str, items: Mapping[str, Item]) -> str:
    """The code of the item that the words name, or "" when none or more than one does.

    A rate belongs to the published item of what grows; a rank to the published item of what is ranked.
    """
    found = [item for item in items.values() if _fits(item, kind, indicator) and _measures(item, unit)]
    exact = [item for item in found if item.name == indicator]
    found = exact or found
    return found[0].code if len(found) == 1 else ""


def _fits(item: Item, kind: str, indicator: str) -> bool:
    if kind in ("percent", "rank") and item.nature is not Nature.PUBLISHED:
        return False
    names = {_plain(name) for name in item.names}
    wanted = _plain(indicator)
    return wanted in names or (kind == "percent" and f"{wanted}增速" in names) or (kind == "rank" and f"{wanted}排名" in names)


def _measures(item: Item, unit: str) -> bool:
    try:
        return parse_unit(unit).same_measure(item.unit)
    except UnitError:
        return False


def _plain(name: str) -> str:
    return name.removesuffix("(公布)").replace("规模以上", "规上").removeprefix("同比")


def propose_role(role: str) -> str:
    """A threshold is nobody's figure; every other role of the reader is a role of statements."""
    return role if role in set(Role) else ""


def propose_period(period: str, item: Item | None) -> str:
    """The period as the item is reported: a stock is a state at the end of the months that the sentence names."""
    if not period or item is None or item.nature is not Nature.STOCK:
        return period
    try:
        read = Period.parse(period)
    except PeriodError:
        return ""
    return str(Period.as_of(read.bounded_end)) if read.is_span else period


def worst_verdict(verdicts: Iterable[str]) -> str:
    """The verdict that colours a figure: an alarm before a doubt before what holds; "" when no check rests on it."""
    found = set(verdicts)
    return next((verdict for verdict in ("fails", "conflict", "unverifiable", "rounds", "holds") if verdict in found), "")


PADDING = 0.12
"""How far a rectangle is drawn beyond its characters, as a share of its height: digits are narrower than the average of their line."""


def join_boxes(boxes: Iterable[Sequence[float]]) -> list[tuple[int, float, float, float, float]]:
    """One rectangle a line for a figure recognised in pieces (2.9|亿元), a little wider than its characters.

    Boxes come and go as (page, left, top, width, height), in reading order.
    """
    joined: list[list[float]] = []
    for page, left, top, width, height in boxes:
        if joined and joined[-1][0] == page and _is_same_line(joined[-1], left, top, height):
            last = joined[-1]
            right, bottom = max(last[1] + last[3], left + width), max(last[2] + last[4], top + height)
            last[1], last[2] = min(last[1], left), min(last[2], top)
            last[3], last[4] = right - last[1], bottom - last[2]
        else:
            joined.append([page, left, top, width, height])
    return [_padded(int(page), *rectangle) for page, *rectangle in joined]


def _is_same_line(last: Sequence[float], left: float, top: float, height: float) -> bool:
    """True when at least half of the lower one's height is shared, and no more than a character lies between."""
    shared = min(last[2] + last[4], top + height) - max(last[2], top)
    return shared >= min(last[4], height) / 2 and -height <= left - (last[1] + last[3]) <= height


def _padded(page: int, left: float, top: float, width: float, height: float) -> tuple[int, float, float, float, float]:
    reach = height * PADDING
    return page, round(left - reach, 1), top, round(width + 2 * reach, 1), height
