"""The checks of a return: all of them, at once, each problem with its cell. A new check is a function and its name in CHECKS."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kaifaqu.core.engine.doubts import imply_last_year, liken_target
from kaifaqu.core.engine.gap import REASONS
from kaifaqu.core.figures.item import Nature, item_named
from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.figures.quantity import WIDE, Quantity, round_display
from kaifaqu.core.figures.statement import Price, Role, Statement
from kaifaqu.core.figures.unit import Dimension
from kaifaqu.core.reader.intervals import Interval, printed_interval

if TYPE_CHECKING:  # a form names its checks and is read after them
    from kaifaqu.statistics.returns.form import Form

Earlier = Callable[[Statement], Statement | None]
"""Gives the accepted statement of the same item, subject and role for another period: the one filed before this one in the
same year, or the same one of last year."""
LIKE = Fraction(5)
"""Within how many percent a target is like last year's figure, its half or its double."""
COMPARABLE_REASONS = ("comparable_price", "sample_change", "base_corrected", "revision")
NOMINAL_REASONS = ("sample_change", "base_corrected", "scope_switch", "revision")


def know_nothing(_statement: Statement) -> None:
    """An `Earlier` where nothing was accepted before."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What a check looks at: the form, the lines by key, the name of each cell, and what was accepted before."""

    form: Form
    lines: Mapping[str, Statement]
    places: Mapping[str, str]
    earlier: Earlier
    last_year: Earlier = know_nothing

    def quantity(self, key: str) -> Quantity | None:
        """The line's quantity, or None when the line is not there or absent."""
        line = self.lines.get(key)
        return line.quantity if line and isinstance(line.quantity, Quantity) else None

    def place(self, key: str) -> str:
        """How a message names the cell."""
        return self.places.get(key, key)

    def measured(self) -> Iterator[tuple[str, Statement, Quantity]]:
        """Every line that carries a quantity."""
        for key, line in self.lines.items():
            if isinstance(line.quantity, Quantity):
                yield key, line, line.quantity


Check = Callable[[Declared, Mapping[str, Any], Severity], Iterable[Problem]]


def check_return(declared: Declared) -> list[Problem]:
    """Every problem of the return, in the form's order. Required lines are always checked."""
    problems = list(required_lines(declared))
    for check in declared.form.checks:
        problems += CHECKS[check.name](declared, check.parameters, check.severity)
    return problems


def required_lines(declared: Declared) -> Iterator[Problem]:
    """A line that the form asks for and that is neither filled nor named absent."""
    for line in declared.form.lines:
        if line.required and line.key not in declared.lines:
            yield Problem(
                "required_lines", declared.place(line.key), "未填", f"，本表要求填报「{line.label}」",
                "请填写数值，或选明原因（未报、不适用、保密、未到期）", Severity.HARD, line.key,
            )  # fmt: skip


def part_not_above_whole(declared: Declared, _parameters: Mapping[str, Any], severity: Severity) -> Iterator[Problem]:
    """其中 > 合计: an item that is part of another may not exceed it, role by role and subject by subject."""
    wholes = {(s.item, s.role, s.subject, s.period): (key, q) for key, s, q in declared.measured()}
    for key, line, part in declared.measured():
        item = item_named(line.item)
        found = wholes.get((item.part_of or "", line.role, line.subject, line.period))
        if found and part.canonical > found[1].canonical:
            whole = item_named(item.part_of or "")
            yield Problem(
                "part_not_above_whole", declared.place(key), f"「其中：{item.name}」{part} 大于合计「{whole.name}」{found[1]}",
                "，其中项应不大于合计", f"请核对本格与{declared.place(found[0])}（常见原因：小数点错位、万元与亿元混用）",
                severity, key,
            )  # fmt: skip


def not_negative(declared: Declared, _parameters: Mapping[str, Any], severity: Severity) -> Iterator[Problem]:
    """A flow or a count below zero; only growth and profit may be negative."""
    for key, line, quantity in declared.measured():
        item = item_named(line.item)
        allowed = item.nature is Nature.PUBLISHED or item.code == "industrial_profit"
        if quantity.value < 0 and not allowed:
            yield Problem(
                "not_negative", declared.place(key), f"数值 {quantity} 小于 0", "，本指标不应为负",
                "请核对；没有数据请选「未报」，不要填负数或 0", severity, key,
            )  # fmt: skip


def published_share_agrees(declared: Declared, parameters: Mapping[str, Any], severity: Severity) -> Iterator[Problem]:
    """The published share against the share of the two printed figures, in interval arithmetic on the printed digits."""
    part, whole, published = (declared.quantity(f"{parameters[name]}:actual") for name in ("part", "whole", "published"))
    if not (part and whole and published) or whole.canonical == 0:
        return
    possible = (_printed(part) / _printed(whole)).scaled(100)
    if not possible.meets(_printed(published)):
        key = f"{parameters['published']}:actual"
        computed = round_display(WIDE.divide(part.canonical * 100, whole.canonical), 2)
        yield Problem(
            "published_share_agrees", declared.place(key), f"公布比重 {published.value:f}{published.unit} 与 {part}÷{whole} = {computed}% 不符",
            f"，按印出的数位应在 {_bounds(possible)} 之间", "请核对三个数；公布数照录的，请写明原因", severity, key,
        )  # fmt: skip


def _bounds(interval: Interval) -> str:
    ends = (Decimal(end.numerator) / Decimal(end.denominator) for end in (interval.low, interval.high) if end is not None)
    return "—".join(f"{round_display(end, 2)}%" for end in ends)


def _printed(quantity: Quantity) -> Interval:
    """The interval that a printed number stands for, in canonical units."""
    return printed_interval(quantity.canonical, quantity.step)


def completion_plausible(declared: Declared, parameters: Mapping[str, Any], severity: Severity) -> Iterator[Problem]:
    """Completion beyond what a schedule explains: the doubt uses everything that is declared beside it."""
    code = parameters["item"]
    target, actual = declared.quantity(f"{code}:{Role.TARGET}"), declared.quantity(f"{code}:{Role.ACTUAL}")
    if not (target and actual) or target.canonical <= 0:
        return
    completion = WIDE.divide(actual.canonical * 100, target.canonical)
    if completion > Decimal(parameters["above"]):
        key = f"{code}:{Role.TARGET}"
        growth = declared.quantity(f"{parameters['growth']}:{Role.ACTUAL}")
        before, written = imply_last_year(actual, Fraction(growth.value) if growth else None)
        likeness = liken_target(target, before, written, LIKE) if before is not None and before > 0 else "目标与完成数相差过大"
        yield Problem(
            "completion_plausible", declared.place(key),
            f"完成率 {round_display(completion, 1)}%({actual.value}÷{target.value})高于 {parameters['above']}%", f"，{likeness}",
            "请与下达目标的文件核对：可能是目标数取错时期或年度，也可能是改稿残留；确认无误的，请写明原因", severity, key,
        )  # fmt: skip


def growth_beside_computed(declared: Declared, _parameters: Mapping[str, Any], severity: Severity) -> Iterator[Problem]:
    """The published growth beside the one that the two booked levels give. Both stand; the gap is named, nothing is altered.

    At comparable prices a gap is what one expects and is only shown; elsewhere the filer writes down the reason (domain §2.3).
    """
    for key, line, published in declared.measured():
        level = declared.lines.get(f"{item_named(line.item).growth_of}:{Role.ACTUAL}")
        before = declared.last_year(level) if level and line.role is Role.ACTUAL else None
        if level is None or before is None:
            continue
        now, then = level.quantity, before.quantity
        if not (isinstance(now, Quantity) and isinstance(then, Quantity)) or then.canonical <= 0 or now.canonical < 0:
            continue
        possible = (_printed(now) / _printed(then)).scaled(100)
        if possible.meets(_printed(Quantity(published.value + 100, published.unit))):
            continue
        computed = round_display(WIDE.divide(now.canonical * 100, then.canonical) - 100, 1)
        comparable = item_named(level.item).price is Price.COMPARABLE
        reasons = "、".join(REASONS[code] for code in (COMPARABLE_REASONS if comparable else NOMINAL_REASONS))
        yield Problem(
            "growth_beside_computed", declared.place(key), f"公布增速 {published.value:f}{published.unit}，按入账数直接计算为 {computed}%({now}÷{then}-1)",
            f"，公布数照录、不改；可能的原因：{reasons}", "请核对两年的数；属实的，请写明是哪一种原因",
            Severity.NOTE if comparable else severity, key,
        )  # fmt: skip


def cumulative_not_falling(declared: Declared, _parameters: Mapping[str, Any], severity: Severity) -> Iterator[Problem]:
    """A cumulative below the one accepted before it in the same year."""
    for key, line, quantity in declared.measured():
        before = declared.earlier(line)
        if item_named(line.item).nature is not Nature.FLOW or before is None or not isinstance(before.quantity, Quantity):
            continue
        if quantity.canonical < before.quantity.canonical:
            yield Problem(
                "cumulative_not_falling", declared.place(key), f"累计值 {quantity} 小于 {before.period.chinese}累计 {before.quantity}",
                "，累计值不应减少", "请核对，或填写更正说明", severity, key,
            )  # fmt: skip


def unit_slip(declared: Declared, parameters: Mapping[str, Any], severity: Severity) -> Iterator[Problem]:
    """A value a thousand times the one before, or a thousandth: 万元 taken for 亿元 (domain §6.3)."""
    ratio = Decimal(parameters["ratio"])
    for key, line, quantity in declared.measured():
        before = declared.earlier(line)
        if before is None or not isinstance(before.quantity, Quantity) or before.quantity.canonical <= 0:
            continue
        if quantity.unit.dimension is Dimension.AMOUNT and not (
            before.quantity.canonical / ratio < quantity.canonical < before.quantity.canonical * ratio
        ):
            yield Problem(
                "unit_slip", declared.place(key), f"数值 {quantity} 与 {before.period.chinese}的 {before.quantity} 相差千倍以上",
                "，疑为万元与亿元混用", "请核对单位；确认无误的，请写明原因", severity, key,
            )  # fmt: skip


def same_as_last_period(declared: Declared, _parameters: Mapping[str, Any], severity: Severity) -> Iterator[Problem]:
    """A cumulative that did not move by a digit: often last period's figure left standing."""
    for key, line, quantity in declared.measured():
        before = declared.earlier(line)
        if item_named(line.item).nature is Nature.FLOW and before and before.quantity == quantity and quantity.value != 0:
            yield Problem(
                "same_as_last_period", declared.place(key), f"累计值 {quantity} 与 {before.period.chinese}完全相同",
                "，通常应有变化", "请核对是否漏填本期数；确认无误的，请写明原因", severity, key,
            )  # fmt: skip


CHECKS: Mapping[str, Check] = {
    check.__name__: check
    for check in (
        part_not_above_whole,
        not_negative,
        published_share_agrees,
        growth_beside_computed,
        completion_plausible,
        cumulative_not_falling,
        unit_slip,
        same_as_last_period,
    )
}
