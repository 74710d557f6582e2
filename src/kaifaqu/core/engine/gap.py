"""Published against computed growth: the gap is shown with its possible reasons and never closed (domain §2.3)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from kaifaqu.core.engine.exact import HUNDRED, fraction_of, round_half_up
from kaifaqu.core.engine.scene import Outcome, Scene
from kaifaqu.core.figures.item import Item
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Price

REASONS = {
    "rounding": "数据取整",
    "comparable_price": "公布增速按可比价，计算值按现价",
    "scope_switch": "两者口径不同",
    "sample_change": "统计样本变动",
    "base_corrected": "上年同期数已修订",
    "revision": "快报、年报等各版数据不同",
}

Interval = tuple[Fraction, Fraction]


def note_gap(scene: Scene, gap: Outcome, item: Item, published: Outcome, computed: Outcome) -> Outcome:
    """The gap with a note that names its possible reasons; a gap that rounding explains is only marked."""
    if isinstance(gap.exact, Missing) or gap.exact == 0:
        return gap
    reasons = reasons_for_gap(item, published, computed)
    marked = replace(gap, node=replace(gap.node, marks=(*gap.node.marks, *reasons)))
    if reasons == ("rounding",):
        return marked
    found = f"公布 {_shown(published)}%，账内计算 {_shown(computed)}%，相差 {round_half_up(gap.exact, 2)} 个百分点"
    expected = f"；可能的原因：{'、'.join(REASONS[reason] for reason in reasons)}"
    where = f"{scene.name} {scene.period.chinese} {item.name}"
    note = Problem("growth_gap", where, found, expected, "公布数照录不改，请登记差异原因。", Severity.NOTE, key=item.code)
    return replace(marked, problems=(*marked.problems, note))


def reasons_for_gap(item: Item, published: Outcome, computed: Outcome) -> tuple[str, ...]:
    """The codes of `REASONS` that can explain the gap; rounding, when it suffices, alone."""
    if _rounding_suffices(published, computed):
        return ("rounding",)
    is_growth = bool({"nominal", "comparable"} & set(computed.node.marks))
    comparable = ("comparable_price",) if item.price is Price.COMPARABLE and "nominal" in computed.node.marks else ()
    scopes = {statement.scope for node in (published.node, computed.node) for statement in node.statements()}
    switched = ("scope_switch",) if len(scopes) > 1 else ()
    return (*comparable, *switched, *(("sample_change", "base_corrected") if is_growth else ()), "revision")


def printed_interval(quantity: Quantity) -> Interval:
    """The values, in the canonical unit, that print as this quantity: half a unit of its last digit to either side."""
    step = Fraction(10) ** int(quantity.value.as_tuple().exponent) * Fraction(quantity.unit.factor) / 2
    middle = fraction_of(quantity)
    return middle - step, middle + step


def _rounding_suffices(published: Outcome, computed: Outcome) -> bool:
    """True when some pair of levels that print as these two gives a rate that prints as published (a growth is a ratio − 100)."""
    levels = [node.statement.quantity for node in computed.node.children if node.statement is not None]
    stated = published.node.statement
    if len(levels) != 2 or stated is None:
        return False
    quantities = [quantity for quantity in (*levels, stated.quantity) if isinstance(quantity, Quantity)]
    if len(quantities) != 3:
        return False
    over, under, shown = (printed_interval(quantity) for quantity in quantities)
    if under[0] <= 0 or over[0] < 0:
        return False
    shift = computed.number - fraction_of(quantities[0]) / fraction_of(quantities[1]) * HUNDRED
    lowest, highest = over[0] / under[1] * HUNDRED + shift, over[1] / under[0] * HUNDRED + shift
    return lowest <= shown[1] and shown[0] <= highest


def _shown(outcome: Outcome) -> str:
    return str(round_half_up(outcome.number, 2).normalize()) if outcome.number else "0"
