"""Doubts: a value that arithmetic allows and sense does not. A doubt uses all that is printed and corrects nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kaifaqu.core.engine.exact import HUNDRED, fraction_of, quantity_of, round_half_up
from kaifaqu.core.engine.reading import read
from kaifaqu.core.engine.scene import Outcome, Scene
from kaifaqu.core.figures.item import Item, items
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.figures.quantity import Quantity, parse_decimal, plain
from kaifaqu.core.figures.statement import Role, Statement

LIKENESSES = ((Fraction(1), "上年同期{}"), (Fraction(1, 2), "上年同期{}的一半"), (Fraction(2), "上年同期{}的两倍"))
"""What a mistaken target is likely to be: last year's figure itself, its half, its double."""

Doubt = Callable[[Scene, Outcome, str, Mapping[str, Any]], list[Problem]]


def doubt_plausible(scene: Scene, outcome: Outcome, name: str, limits: Mapping[str, Any]) -> list[Problem]:
    """A completion at or over `below` percent. Compares the target with last year's actual — reported, or implied by the
    published growth as actual ÷ (1 + growth) — within `within` percent of it, of its half, of its double."""
    below = Fraction(parse_decimal(limits["below"]))
    if isinstance(outcome.exact, Missing) or outcome.exact < below:
        return []
    actual, target = (_first(outcome, role) for role in (Role.ACTUAL, Role.TARGET))
    where = f"{scene.name} {scene.period.chinese} {name}"
    found = f"完成率 {round_half_up(outcome.exact, 1)}%"
    if actual is not None and target is not None:
        found += f"（完成 {actual.quantity} ÷ 目标 {target.quantity}）"
        found += _likeness(scene, items()[actual.item], actual, target, Fraction(parse_decimal(limits.get("within", 5))))
    expected = f"；通常应低于 {plain(round_half_up(below, 1))}%"
    action = "请核对目标的时期、口径或单位；核对前两数均照录。"
    return [Problem("implausible_completion", where, found, expected, action, Severity.SOFT, key=target.item if target else "")]


def _first(outcome: Outcome, role: Role) -> Statement | None:
    found = (statement for statement in outcome.node.statements() if statement.role is role)
    return next((statement for statement in found if isinstance(statement.quantity, Quantity)), None)


def _likeness(scene: Scene, item: Item, actual: Statement, target: Statement, within: Fraction) -> str:
    before, written = last_year(scene, item, actual)
    if before is None or before <= 0 or not isinstance(target.quantity, Quantity):
        return ""
    return "；" + liken_target(target.quantity, before, written, within)


def liken_target(target: Quantity, before: Fraction, written: str, within: Fraction) -> str:
    """`2.17 约为上年同期 5.67÷1.295=4.38 的一半`, or what last year's figure was when the target is like nothing.

    `before` is last year's figure in the canonical unit, above 0; `written` is how it is told; `within` is in percent.
    """
    compared = fraction_of(target) / before
    for times, phrase in LIKENESSES:
        if abs(compared / times - 1) * HUNDRED <= within:
            return f"{plain(target.value)} 约为{phrase.format(f' {written} ')}"
    return f"上年同期为 {written}，目标是它的 {round_half_up(compared * HUNDRED, 1)}%"


def last_year(scene: Scene, item: Item, actual: Statement) -> tuple[Fraction | None, str]:
    """Last year's figure in the canonical unit and how it is written: as reported, else implied by the published growth."""
    quantity = actual.quantity
    if not isinstance(quantity, Quantity):
        return None, ""
    reported = read(scene.at(scene.period.previous_year()), item)
    if not isinstance(reported.exact, Missing):
        return reported.exact, reported.printed
    return imply_last_year(quantity, published_growth(scene, item))


def imply_last_year(actual: Quantity, growth: Fraction | None) -> tuple[Fraction | None, str]:
    """Last year's figure that a published growth (in percent) implies, actual ÷ (1 + growth), and how that is written."""
    if growth is None or growth <= -HUNDRED:
        return None, ""
    times = 1 + growth / HUNDRED
    implied = fraction_of(actual) / times
    shown = round_half_up(Fraction(quantity_of(implied, actual.unit).value), 2)
    return implied, f"{plain(actual.value)}÷{plain(round_half_up(times, 4))}={shown}"


def published_growth(scene: Scene, item: Item) -> Fraction | None:
    """The published growth of an item in percent, from the published item whose `growth_of` it is."""
    for other in items().values():
        if other.growth_of == item.code:
            outcome = read(scene, other)
            if not isinstance(outcome.exact, Missing):
                return outcome.exact
    return None


def doubt_share(scene: Scene, outcome: Outcome, name: str, limits: Mapping[str, Any]) -> list[Problem]:
    """A part that is greater than its whole: a share above `at_most` percent."""
    at_most = parse_decimal(limits.get("at_most", Decimal(100)))
    if isinstance(outcome.exact, Missing) or outcome.exact <= Fraction(at_most):
        return []
    where = f"{scene.name} {scene.period.chinese} {name}"
    found, expected = f"占比 {round_half_up(outcome.exact, 1)}%", f"，「其中」项不应大于合计（不超过 {at_most}%）"
    return [Problem("part_over_whole", where, found, expected, "请核对分子、分母的口径和单位。", Severity.SOFT)]


DOUBTS: dict[str, Doubt] = {"plausible": doubt_plausible, "part_of_whole": doubt_share}
