"""From a participant's value to points: every scoring formula as one pure function, named from the scheme (domain §3.2).

Each takes the value, the weight, the parameters and the values of all who are scored, and gives exact points with the
arithmetic as a clerk writes it. Bounds (`cap`, `floor`, as multiples of the weight) are applied afterwards, by `bounded`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kaifaqu.core.engine.exact import PLACES, ended_decimal, round_half_up
from kaifaqu.core.figures.quantity import WIDE, plain

ONE_HUNDRED, SIXTY = Fraction(100), Fraction(60)


@dataclass(frozen=True, slots=True)
class Tier:
    """A line and the points of whoever reaches it — or, with `beyond`, of whoever is above it."""

    line: Fraction
    points: Fraction
    beyond: bool = False

    def reached_by(self, value: Fraction) -> bool:
        return value > self.line if self.beyond else value >= self.line


@dataclass(frozen=True, slots=True)
class Setting:
    """What a formula works with beside the value: weight, numeric parameters, tiers, and everybody's values."""

    weight: Fraction
    numbers: Mapping[str, Fraction]
    everybody: Sequence[Fraction] = ()
    tiers: Sequence[Tier] = ()
    reverse: bool = False

    def number(self, name: str, default: Fraction | int) -> Fraction:
        return self.numbers.get(name, Fraction(default))


@dataclass(frozen=True, slots=True)
class Marked:
    """Exact points and the arithmetic that gave them. `before` are the points before a bound that was applied, `bound` what it is called."""

    points: Fraction
    expression: str
    before: Fraction | None = None
    bound: str = ""


Formula = Callable[[Fraction, Setting], Marked]


def written(value: Fraction) -> str:
    """A number of an expression: exact where its decimals end within four digits, else rounded to four."""
    exact = ended_decimal(value)
    return str(plain(exact if exact is not None and -int(exact.as_tuple().exponent) <= 6 else round_half_up(value, 4)))


def to_baseline(value: Fraction, setting: Setting) -> Marked:
    """value ÷ baseline × weight."""
    baseline = setting.numbers["baseline"]
    expression = f"{written(value)} ÷ {written(baseline)} × {written(setting.weight)}"
    return Marked(value / baseline * setting.weight, expression)


def to_reverse_baseline(value: Fraction, setting: Setting) -> Marked:
    """(2 − value ÷ baseline) × weight; nothing from twice the baseline on."""
    baseline = setting.numbers["baseline"]
    if value >= 2 * baseline:
        return Marked(Fraction(0), f"{written(value)} 不低于基准值 {written(baseline)} 的 2 倍")
    expression = f"(2 − {written(value)} ÷ {written(baseline)}) × {written(setting.weight)}"
    return Marked((2 - value / baseline) * setting.weight, expression)


def to_best(value: Fraction, setting: Setting) -> Marked:
    """value ÷ the best value × weight; a best value of zero or below gives nothing to anybody."""
    best = max(setting.everybody)
    if best <= 0:
        return Marked(Fraction(0), f"最高值 {written(best)} 不大于零")
    return Marked(value / best * setting.weight, f"{written(value)} ÷ {written(best)} × {written(setting.weight)}")


def by_range(value: Fraction, setting: Setting) -> Marked:
    """weight × [base + (100 − base) × (value − min) ÷ (max − min)] ÷ 100; when all are equal, weight × `when_equal` ÷ 100."""
    low, high = min(setting.everybody), max(setting.everybody)
    base = setting.number("base", 20)
    if low == high:
        equal = setting.number("when_equal", 100)
        return Marked(
            setting.weight * equal / ONE_HUNDRED, f"最高与最低相等，按 {written(equal)}% 计：{written(setting.weight)}"
        )
    worst, best = (high, low) if setting.reverse else (low, high)
    position = (value - worst) / (best - worst)
    over, under = f"({written(value)} − {written(worst)})", f"({written(best)} − {written(worst)})"
    expression = f"{written(setting.weight)} × [{written(base)} + {written(ONE_HUNDRED - base)} × {over} ÷ {under}] ÷ 100"
    return Marked(setting.weight * (base + (ONE_HUNDRED - base) * position) / ONE_HUNDRED, expression)


def by_place(value: Fraction, setting: Setting) -> Marked:
    """weight × [100 − (100 − base) × (place − 1) ÷ (n − 1)] ÷ 100; ties share a place; one alone is first."""
    count, base = len(setting.everybody), setting.number("base", 50)
    place = 1 + sum(other < value if setting.reverse else other > value for other in setting.everybody)
    behind = Fraction(place - 1, count - 1) if count > 1 else Fraction(0)
    expression = (
        f"{count} 个中第 {place}：{written(setting.weight)} × [100 − {written(ONE_HUNDRED - base)} × {written(behind)}] ÷ 100"
    )
    return Marked(setting.weight * (ONE_HUNDRED - (ONE_HUNDRED - base) * behind) / ONE_HUNDRED, expression)


def by_efficacy(value: Fraction, setting: Setting) -> Marked:
    """功效系数: weight × [60 + 40 × (value − x_s) ÷ (x_h − x_s)] ÷ 100, kept within 60 and 100."""
    position, written_position = _efficacy(value, setting)
    score = min(max(SIXTY + 40 * position, SIXTY), ONE_HUNDRED)
    expression = f"{written(setting.weight)} × [60 + 40 × {written_position}] ÷ 100{_limit(position)}"
    return Marked(setting.weight * score / ONE_HUNDRED, expression)


def by_exponential_efficacy(value: Fraction, setting: Setting) -> Marked:
    """功效系数, exponential: weight × 60 × exp[(value − x_s) ÷ (x_h − x_s) × ln(100 ÷ 60)] ÷ 100, kept within 60 and 100."""
    position, written_position = _efficacy(value, setting)
    limit, position = _limit(position), min(max(position, Fraction(0)), Fraction(1))
    exponent = WIDE.divide(Decimal(position.numerator), Decimal(position.denominator))
    power = WIDE.exp(WIDE.multiply(exponent, WIDE.ln(WIDE.divide(Decimal(100), Decimal(60)))))
    score = round_half_up(Fraction(WIDE.multiply(Decimal(60), power)), PLACES)
    expression = f"{written(setting.weight)} × 60 × exp[{written_position} × ln(100 ÷ 60)] ÷ 100{limit}"
    return Marked(setting.weight * Fraction(score) / ONE_HUNDRED, expression)


def _limit(position: Fraction) -> str:
    """What the arithmetic does not say by itself: a value beyond the satisfactory one gives no more, one below the other no less."""
    return "，功效分以 100 为限" if position > 1 else "，功效分以 60 为底" if position < 0 else ""


def _efficacy(value: Fraction, setting: Setting) -> tuple[Fraction, str]:
    """(value − unacceptable) ÷ (satisfactory − unacceptable); the two bounds default to the worst and best present."""
    extremes = (max, min) if setting.reverse else (min, max)
    worst, best = (extreme(setting.everybody, default=value) for extreme in extremes)
    unacceptable, satisfactory = setting.numbers.get("unacceptable", worst), setting.numbers.get("satisfactory", best)
    if satisfactory == unacceptable:
        return Fraction(1), "1（满意值与不允许值相等）"
    over = f"({written(value)} − {written(unacceptable)})"
    return (value - unacceptable) / (
        satisfactory - unacceptable
    ), f"{over} ÷ ({written(satisfactory)} − {written(unacceptable)})"


def by_count(value: Fraction, setting: Setting) -> Marked:
    """`each` points a time, at most `times` times."""
    times = min(value, setting.numbers["times"]) if "times" in setting.numbers else value
    each = setting.numbers["each"]
    counted = written(times) if times == value else f"{written(times)}（共 {written(value)}，最多计 {written(times)}）"
    return Marked(times * each, f"{counted} × {written(each)}")


def by_tier(value: Fraction, setting: Setting) -> Marked:
    """The points of the highest tier that the value reaches; none below the lowest."""
    reached = [tier for tier in setting.tiers if tier.reached_by(value)]
    if not reached:
        return Marked(Fraction(0), f"{written(value)} 未达最低一档")
    tier = max(reached, key=lambda entry: entry.line)
    sign = ">" if tier.beyond else "≥"
    return Marked(tier.points, f"{written(value)} {sign} {written(tier.line)}，计 {written(tier.points)}")


def bounded(marked: Marked, setting: Setting) -> Marked:
    """Points kept between `floor` × weight and `cap` × weight, where the scheme sets them."""
    points, expression, bound = marked.points, marked.expression, ""
    if "cap" in setting.numbers and points > (top := setting.numbers["cap"] * setting.weight):
        points, expression, bound = top, f"{expression} = {written(points)}，封顶 {written(top)}", f"封顶 {written(top)}"
    if "floor" in setting.numbers and points < (bottom := setting.numbers["floor"] * setting.weight):
        points, expression, bound = (
            bottom,
            f"{expression} = {written(points)}，保底 {written(bottom)}",
            f"保底 {written(bottom)}",
        )
    return Marked(points, expression, marked.points, bound)


@dataclass(frozen=True, slots=True)
class Method:
    """A formula with the parameters that it needs, and those that it may take."""

    name: str
    formula: Formula
    needs: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset({"cap", "floor"})
    defaults: Mapping[str, Fraction] | None = None


_BOUNDS = frozenset({"cap", "floor"})
METHODS: dict[str, Method] = {
    "completion": Method("完成率", to_baseline, frozenset({"baseline"}), _BOUNDS, {"cap": Fraction(1)}),
    "baseline": Method("基准值", to_baseline, frozenset({"baseline"})),
    "reverse_baseline": Method("反向基准值", to_reverse_baseline, frozenset({"baseline"})),
    "best": Method("与最高值相比", to_best),
    "min_max": Method("极差", by_range, takes=_BOUNDS | {"base", "when_equal"}),
    "rank_spread": Method("名次", by_place, takes=_BOUNDS | {"base"}),
    "efficacy": Method("功效系数", by_efficacy, takes=_BOUNDS | {"satisfactory", "unacceptable"}),
    "efficacy_exponential": Method("指数功效系数", by_exponential_efficacy, takes=_BOUNDS | {"satisfactory", "unacceptable"}),
    "count": Method("按次计分", by_count, frozenset({"each"}), frozenset({"times"})),
    "tiers": Method("分档计分", by_tier, frozenset(), frozenset()),
}
"""Every formula that a scheme may name. `completion` is the baseline formula with a target for baseline, capped at the weight."""
