"""Pure decisions about space: the clock of idle land, promises against what was measured, a need against what is free."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

ONE_DAY = timedelta(days=1)
Days = tuple[date, date | None]
"""First and last day of a pause; None while it lasts."""


@dataclass(frozen=True, slots=True)
class ClockStep:
    """Where the clock of idle land stands. `next_on` is the day on which the next step falls due; `fee` in 万元."""

    code: str
    words: str
    action: str
    since: date | None
    next_on: date | None
    fee: Decimal | None = None

    @property
    def is_urgent(self) -> bool:
        return self.code in ("idle", "recover")


def add_months(day: date, months: int) -> date:
    """The same day some months later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def read_clock(
    rule: Mapping[str, Any],
    agreed_start: date,
    started_on: date | None,
    pauses: Sequence[Days],
    price: Decimal | None,
    on: date,
) -> ClockStep | None:
    """The step that holds on a day, or None: started, or longer than `warn_days_before` before the agreed start.

    Source: 《闲置土地处置办法》第二条、第十四条; days of a pause push every step back.
    """
    if started_on is not None and started_on <= on:
        return None
    stood = count_paused(pauses, on)
    dates = [(step, add_months(agreed_start, step["after_months"]) + timedelta(days=stood)) for step in rule["steps"]]
    past = [(step, day) for step, day in dates if on > day]
    ahead = next((day for _step, day in dates if on <= day), None)
    if past:
        step, since = past[-1]
        return ClockStep(step["code"], step["words"], step["action"], since, ahead, fee_of(rule, past, price))
    if ahead is not None and (ahead - on).days <= rule["warn_days_before"]:
        words = _("距约定动工日还有 %(days)s 天") % {"days": (ahead - on).days}
        return ClockStep("soon", words, _("提醒受让人办妥开工前手续"), None, ahead)
    return None


def fee_of(rule: Mapping[str, Any], past: Sequence[tuple[Mapping[str, Any], date]], price: Decimal | None) -> Decimal | None:
    """The fee that has fallen due: a share of the land price; None where no step asks for one or the price is unknown."""
    share = next((Fraction(step["fee_share"]) for step, _day in past if "fee_share" in step), None)
    return None if share is None or price is None else price * share.numerator / share.denominator


def count_paused(pauses: Iterable[Days], on: date) -> int:
    """Days of pauses up to `on`; overlapping days count once."""
    days = {
        first + timedelta(days=offset)
        for first, last in pauses
        for offset in range(max(0, (min(last or on, on) - first).days + 1))
    }
    return len(days)


# -- promises on standard land ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """A promise judged: `met` is None while nothing was measured."""

    met: bool | None
    words: str


def judge_promise(better: str, promised: Decimal, measured: Decimal | None, unit: str) -> Kept:
    """Whether what was measured keeps the promise; `better` says which side is good."""
    if measured is None:
        return Kept(None, _("尚未核验"))
    met = measured >= promised if better == "higher" else measured <= promised
    gap = abs(measured - promised)
    words = _("达到承诺") if met else _("差 %(gap)s%(unit)s") % {"gap": f"{gap.normalize():f}", "unit": unit}
    return Kept(met, words)


# -- a need against what is free ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Need:
    """What a project asks for: land in 亩 or plant in ㎡ (None where not asked), the use, and what must reach it."""

    land: Decimal | None = None
    plant: Decimal | None = None
    use: str = ""
    utilities: Sequence[str] = ()
    price_ceiling: Decimal | None = None


@dataclass(slots=True)
class Fit:
    """An offer judged: why it fits, and what stands against it. One that is too small is no offer at all."""

    offer: Any
    reasons: list[str] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)
    waste: Decimal = Decimal(0)

    @property
    def fits(self) -> bool:
        return not self.obstacles


USES_THAT_TAKE = {"industry": {"industry", "chemical"}, "chemical": {"chemical"}}
"""Which parcels a use may stand on: ordinary industry also on chemical land, chemistry on chemical land only."""


def judge_offer(
    offer: Any, free: Decimal, asked: Decimal, need: Need, labels: Mapping[str, str], unit: str, price: Decimal | None
) -> Fit:
    """One offer (its `use` and `utilities`) beside the need, with every reason."""
    fit = Fit(offer, waste=free - asked)
    shown = {"free": f"{free.normalize():f}{unit}", "asked": f"{asked.normalize():f}{unit}"}
    if free >= asked:
        fit.reasons.append(_("面积够：%(free)s，需要 %(asked)s") % shown)
    else:
        fit.obstacles.append(_("面积不够：%(free)s，需要 %(asked)s") % shown)
    if need.use and offer.use not in USES_THAT_TAKE.get(need.use, {need.use}):
        fit.obstacles.append(_("用途不符：该处为%(use)s") % {"use": offer.get_use_display()})
    missing = [labels[code] for code in need.utilities if code not in offer.utilities]
    if missing:
        fit.obstacles.append(_("缺配套：%(missing)s") % {"missing": "、".join(missing)})
    elif need.utilities:
        fit.reasons.append(_("所需配套齐全"))
    if need.price_ceiling is not None and price is not None and price > need.price_ceiling:
        fit.obstacles.append(_("价格 %(price)s 高于上限 %(ceiling)s") % {
            "price": f"{price.normalize():f}", "ceiling": f"{need.price_ceiling.normalize():f}",
        })  # fmt: skip
    return fit


def order_fits(fits: Iterable[Fit]) -> list[Fit]:
    """Those that fit first, the closest in size first; then by how little stands against them."""
    return sorted(fits, key=lambda fit: (len(fit.obstacles), abs(fit.waste)))


# -- the map ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shape:
    """One outline on the drawing: points as SVG takes them, and where its label stands."""

    record: Any
    points: str
    x: str
    y: str


WIDTH, HEIGHT, MARGIN = Decimal(800), Decimal(420), Decimal(20)


def draw_map(records: Sequence[Any]) -> list[Shape]:
    """The outlines of records (`outline`: [[x, y], …] in any one plane or degrees) fitted into the drawing, north up."""
    outlined = [
        (record, [(Decimal(str(x)), Decimal(str(y))) for x, y in record.outline]) for record in records if record.outline
    ]
    if not outlined:
        return []
    xs = [x for _record, points in outlined for x, _y in points]
    ys = [y for _record, points in outlined for _x, y in points]
    wide, high = max(xs) - min(xs) or Decimal(1), max(ys) - min(ys) or Decimal(1)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    shapes = []
    for record, points in outlined:
        drawn = [(MARGIN + (x - min(xs)) * scale, HEIGHT - MARGIN - (y - min(ys)) * scale) for x, y in points]
        middle = [sum(side) / len(drawn) for side in zip(*drawn, strict=True)]
        shapes.append(Shape(record, " ".join(f"{x:.1f},{y:.1f}" for x, y in drawn), f"{middle[0]:.1f}", f"{middle[1]:.1f}"))
    return shapes


FEWEST_CORNERS = 3


def parse_outline(text: str) -> list[list[str]]:
    """Corners as typed, one `x,y` a line. Raises ValueError with what to mend."""
    corners = []
    for number, line in enumerate((line.strip() for line in text.splitlines() if line.strip()), 1):
        parts = line.replace("，", ",").split(",")
        try:
            x, y = (Decimal(part.strip()) for part in parts)
        except (ValueError, ArithmeticError) as error:
            raise ValueError(
                _("边界第 %(number)s 行“%(line)s”不是“经度,纬度”。请每行写一个点。") % {"number": number, "line": line}
            ) from error
        if not (x.is_finite() and y.is_finite()):
            raise ValueError(_("边界第 %(number)s 行不是有限的数。") % {"number": number})
        corners.append([str(x), str(y)])
    if corners and len(corners) < FEWEST_CORNERS:
        raise ValueError(_("边界至少要三个点，现有 %(count)s 个。") % {"count": len(corners)})
    return corners
