"""Pure decisions about targets: tiers, the sum check of a decomposition, schedule curves, and the words of progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.core.figures.catalogue import CatalogueError, load_rules
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import plain, round_display
from kaifaqu.core.figures.statement import Role

HUNDRED = Fraction(100)


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier of a target: the field that holds it, the role that it has as a fact, and its name."""

    field: str
    role: Role
    label: str | Promise


TIERS = (
    Tier("must", Role.TARGET, gettext_lazy("必保")),
    Tier("strive", Role.AIM, gettext_lazy("力争")),
    Tier("stretch", Role.STRETCH, gettext_lazy("奋斗")),
)


def refuse_tiers(must: Decimal | None, strive: Decimal | None, stretch: Decimal | None) -> str | None:
    """Why the tiers do not stand, or None: 必保 is there and above zero, and none lies below the one before it."""
    if must is None or must <= 0:
        return _("必保目标没有填，或不大于 0。请填写必须完成的数。")
    told = [value for value in (must, strive, stretch) if value is not None]
    if any(later < earlier for earlier, later in pairwise(told)):
        return _("三档目标应当必保 ≤ 力争 ≤ 奋斗。请核对。")
    return None


def target_periods(year: int) -> tuple[Period, ...]:
    """The periods that a target is issued for: the year, and what must be done by the end of each quarter before."""
    return Period.year(year), *(Period.to_month(year, month) for month in (3, 6, 9))


@dataclass(frozen=True, slots=True)
class SumCheck:
    """A superior's target beside the sum of its parts: `gap` is what is not yet given out (below zero: given out beyond it)."""

    target: Decimal | None
    total: Decimal
    told: int
    without: int

    @property
    def gap(self) -> Decimal | None:
        return None if self.target is None else self.target - self.total

    @property
    def agrees(self) -> bool:
        return self.gap == 0 and not self.without

    @property
    def words(self) -> str:
        """The gap by its name."""
        if self.gap is None:
            return _("本级没有目标，无从核对")
        owing = _("（%(count)s 个单位没有目标）") % {"count": self.without} if self.without else ""
        if self.gap > 0:
            return _("还差 %(gap)s 未分解") % {"gap": show(self.gap)} + owing
        if self.gap < 0:
            return _("下级合计比本级多 %(gap)s") % {"gap": show(-self.gap)} + owing
        return _("下级合计与本级目标一致") + owing


def check_sum(target: Decimal | None, parts: Sequence[Decimal | None]) -> SumCheck:
    """The sum of the parts against the whole; a part without a target is counted, not taken for zero."""
    told = [part for part in parts if part is not None]
    return SumCheck(target, sum(told, Decimal(0)), len(told), len(parts) - len(told))


def show(value: Decimal) -> str:
    """A number without needless zeros or exponent."""
    return format(plain(value), "f")


@dataclass(frozen=True, slots=True)
class Curve:
    """A schedule curve of the catalogue: its weights by month, or () where the figures themselves give the shape."""

    code: str
    name: str
    weights: tuple[int, ...] = ()

    def due(self, month: int) -> Fraction | None:
        """Per cent of the year that should be done by the end of a month; None where the weights do not say."""
        return HUNDRED * sum(self.weights[:month]) / sum(self.weights) if self.weights else None


OF_FIGURES = {"issued": gettext_lazy("按下达的需完成数"), "last_year": gettext_lazy("按上年同期的形状")}


@cache
def curves() -> dict[str, Curve]:
    """Every curve by code. Raises CatalogueError."""
    rows = {code: row for rule in load_rules("schedules") for code, row in rule.content.get("curves", {}).items()}
    drawn = {code: Curve(code, row["name"], tuple(row["weights"])) for code, row in rows.items()}
    return drawn | {code: Curve(code, str(name)) for code, name in OF_FIGURES.items()}


@cache
def curve_of(item: str) -> Curve:
    """The curve by which an item is measured. Raises CatalogueError naming the file."""
    content = next(rule for rule in load_rules("schedules") if rule.code == "items").content
    code = content["items"].get(item, content["default"])
    if code not in curves():
        raise CatalogueError(
            f"catalogue/schedules/items.yaml 的「{item}」用了没有的曲线「{code}」，应为 {'、'.join(curves())}。"
        )
    return curves()[code]


def default_curve() -> Curve:
    """What stands in where a curve's figures are not registered."""
    return curves()["linear"]


@dataclass(frozen=True, slots=True)
class Pace:
    """How far one target is by the end of a month: all in per cent of the year's target, `done` and `target` in the item's unit."""

    curve: Curve
    month: int
    target: Decimal
    done: Decimal
    due: Fraction
    instead: bool = False
    """True when the item's own curve could not be drawn and the default one stands in."""

    @property
    def completion(self) -> Fraction:
        return HUNDRED * Fraction(self.done) / Fraction(self.target)

    @property
    def ahead(self) -> Fraction:
        """超(+) / 欠(−) 序时 in 百分点, unrounded."""
        return self.completion - self.due

    @property
    def is_behind(self) -> bool:
        return self.ahead < 0 and self.done < self.target

    @property
    def needed(self) -> Fraction | None:
        """What every remaining month must bring on average; 0 when done, None when no month is left."""
        if self.done >= self.target:
            return Fraction(0)
        return Fraction(self.target - self.done) / (12 - self.month) if self.month < 12 else None

    @property
    def needed_by_month(self) -> list[tuple[int, Fraction]]:
        """What each remaining month must bring if the rest follows the curve; a month without weight brings nothing."""
        weights = self.curve.weights or default_curve().weights
        left = sum(weights[self.month :])
        rest = max(Fraction(self.target - self.done), Fraction(0))
        return [(month, rest * weights[month - 1] / left) for month in range(self.month + 1, 13)] if left else []

    @property
    def words(self) -> str:
        """超序时 / 欠序时, or that the year is done."""
        if self.done >= self.target:
            return _("已完成全年目标")
        points = points_of(abs(self.ahead))
        if self.ahead == 0:
            return _("与序时持平")
        return (_("超序时 %(points)s 个百分点") if self.ahead > 0 else _("欠序时 %(points)s 个百分点")) % {"points": points}


def points_of(value: Fraction, places: int = 2) -> str:
    """A fraction printed half up with fixed places; rounded once."""
    exact = Decimal(value.numerator * 10**12 // value.denominator).scaleb(-12)
    return format(round_display(exact, places), f".{places}f")


def due_share(
    curve: Curve, month: int, target: Decimal, issued: Decimal | None, last: tuple[Decimal | None, Decimal | None]
) -> Fraction | None:
    """Per cent of the year due by a month: by weights, by the target issued for the month, or by last year's (part, whole)."""
    if curve.code == "issued":
        return HUNDRED * Fraction(issued) / Fraction(target) if issued is not None else None
    if curve.code == "last_year":
        part, whole = last
        return HUNDRED * Fraction(part) / Fraction(whole) if part is not None and whole else None
    return curve.due(month)


def measure_pace(
    curve: Curve,
    month: int,
    target: Decimal,
    done: Decimal,
    issued: Decimal | None = None,
    last: tuple[Decimal | None, Decimal | None] = (None, None),
) -> Pace:
    """The pace of a target; where the curve's figures are not registered, against the default curve, and it says so."""
    due = due_share(curve, month, target, issued, last)
    if due is not None:
        return Pace(curve, month, target, done, due)
    stand_in = default_curve()
    return Pace(stand_in, month, target, done, stand_in.due(month) or Fraction(0), instead=True)


@dataclass(frozen=True, slots=True)
class Milestone:
    """开门红, 双过半 or 满堂红 of one unit: reached, missed, or open because of what is not registered."""

    name: str | Promise
    reached: bool | None
    words: str


def opening_quarter(done: Decimal | None, issued: Decimal | None) -> Milestone:
    """开门红: the first quarter's target is met (domain §2.5)."""
    name = gettext_lazy("开门红")
    if issued is None:
        return Milestone(name, None, _("没有入账的一季度目标"))
    if done is None:
        return Milestone(name, None, _("一季度完成数未报"))
    return Milestone(name, done >= issued, f"{show(done)} / {show(issued)}")


def both_halves(done: Decimal | None, year: Decimal | None) -> Milestone:
    """双过半: at 30 June half of the time has passed, and half of the year's target is done (domain §2.5)."""
    name = gettext_lazy("双过半")
    if year is None:
        return Milestone(name, None, _("没有入账的全年目标"))
    if done is None:
        return Milestone(name, None, _("上半年完成数未报"))
    return Milestone(name, done * 2 >= year, f"{show(done)} / {show(year / 2)}")


def full_house(completed: Sequence[bool | None]) -> Milestone:
    """满堂红: every annual target is met (domain §2.5)."""
    name = gettext_lazy("满堂红")
    met, open_ = sum(done is True for done in completed), sum(done is None for done in completed)
    words = _("%(all)s 项全年目标完成 %(met)s 项") % {"all": len(completed), "met": met}
    if not completed or (open_ and met + open_ == len(completed)):
        return Milestone(name, None, words)
    return Milestone(name, met == len(completed), words)
