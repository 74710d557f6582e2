"""The functions of the formula language that compute with one subject's figures."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kaifaqu.core.engine.exact import HUNDRED
from kaifaqu.core.engine.formula import Apply, Formula, Read
from kaifaqu.core.engine.gap import note_gap
from kaifaqu.core.engine.reading import read
from kaifaqu.core.engine.scene import Compute, Outcome, Scene, absent, clashing_scopes, lacking, operand, present
from kaifaqu.core.engine.signature import PERCENT, POINTS
from kaifaqu.core.engine.words import words_of_change
from kaifaqu.core.figures.item import Item
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.statement import Role
from kaifaqu.core.figures.unit import Unit


def ratio(title: str, over: Outcome, under: Outcome, unit: Unit = PERCENT) -> Outcome:
    """over ÷ under × 100 in percent (or in points); a denominator of zero is not computable, one below zero likewise."""
    expression = f"{over.printed} ÷ {under.printed} × 100"
    gone = lacking(title, expression, unit, (over, under))
    if gone is not None:
        return gone
    if under.number <= 0:
        what = "为零" if under.number == 0 else "为负"
        reason = f"分母{what}：{under.node.label} = {under.printed}"
        return absent(title, expression, Missing.NOT_COMPUTABLE, reason, unit, (over, under))
    return present(title, expression, over.number / under.number * HUNDRED, unit, (over, under))


def combine(title: str, left: Outcome, right: Outcome, sign: int, unit: Unit, *, one_scope: bool = True) -> Outcome:
    """left ± right, of one scope unless the very difference of scopes is asked for."""
    expression = f"{left.printed} {'+' if sign > 0 else '−'} {operand(right)}"
    gone = lacking(title, expression, unit, (left, right))
    if gone is not None:
        return gone
    if one_scope and (reason := clashing_scopes((left, right))):
        return absent(title, expression, Missing.NOT_COMPUTABLE, reason, unit, (left, right))
    return present(title, expression, left.number + sign * right.number, unit, (left, right))


def change(title: str, now: Outcome, base: Outcome, vocabulary: str, marks: tuple[str, ...]) -> Outcome:
    """(now ÷ base − 1) × 100; a base of zero or below gives words and no rate (domain §2.2)."""
    expression = f"({now.printed} ÷ {base.printed} − 1) × 100"
    gone = lacking(title, expression, PERCENT, (now, base))
    if gone is not None:
        return gone
    if reason := clashing_scopes((now, base)):
        return absent(title, expression, Missing.NOT_COMPUTABLE, reason, PERCENT, (now, base))
    words = words_of_change(now.number, base.number, vocabulary)
    if base.number <= 0:
        reason = f"上年同期为 {base.printed}，不大于零，不计算增速：{words}"
        return absent(title, expression, Missing.NOT_COMPUTABLE, reason, PERCENT, (now, base), marks=marks, words=words)
    exact = (now.number / base.number - 1) * HUNDRED
    return present(title, expression, exact, PERCENT, (now, base), marks=marks, words=words)


def item_of(formula: Formula) -> Item:
    """The item that a formula reads. Raises TypeError for anything else; signatures see to it."""
    if not isinstance(formula, Read):
        raise TypeError(f"「{formula.title}」不是报表指标")
    return formula.item


def target_of(scene: Scene, apply: Apply, default: str = "period") -> Outcome:
    """The registered target of the period itself, or of the whole year (`of="year"`)."""
    item = item_of(apply.arguments[0])
    yearly = apply.option("of", default) == "year"
    return read(scene.at(Period.year(scene.period.bounded_end.year)) if yearly else scene, item, Role.TARGET)


def earlier(scene: Scene, years: int = 1) -> Scene:
    """The same period some years before."""
    for _ in range(years):
        scene = scene.at(scene.period.previous_year())
    return scene


def _published(scene: Scene, apply: Apply) -> Outcome:
    return scene.reckon(apply.arguments[0])


def _share(scene: Scene, apply: Apply) -> Outcome:
    part, whole = (scene.reckon(argument) for argument in apply.arguments)
    return ratio(apply.title, part, whole)


def _completion(scene: Scene, apply: Apply) -> Outcome:
    return ratio(apply.title, scene.reckon(apply.arguments[0]), target_of(scene, apply))


def _growth(scene: Scene, apply: Apply) -> Outcome:
    before = earlier(scene, int(apply.option("years", 1)))
    now, base = scene.reckon(apply.arguments[0]), before.reckon(apply.arguments[0])
    return change(apply.title, now, base, scene.vocabulary, ("nominal",))


def _growth_on(scene: Scene, apply: Apply) -> Outcome:
    now, base = (scene.reckon(argument) for argument in apply.arguments)
    return change(apply.title, now, base, scene.vocabulary, ("comparable",))


def _growth_at_prices(scene: Scene, apply: Apply) -> Outcome:
    """(1 + growth) ÷ (1 + price change) − 1 (domain §2.3)."""
    growth, prices = parts = [scene.reckon(argument) for argument in apply.arguments]
    expression = f"((100 + {growth.printed}) ÷ (100 + {prices.printed}) − 1) × 100"
    gone = lacking(apply.title, expression, PERCENT, parts)
    if gone is not None:
        return gone
    if prices.number == -HUNDRED:
        return absent(apply.title, expression, Missing.NOT_COMPUTABLE, "价格变动为 −100%，不能剔除", PERCENT, parts)
    exact = ((HUNDRED + growth.number) / (HUNDRED + prices.number) - 1) * HUNDRED
    return present(apply.title, expression, exact, PERCENT, parts, marks=("comparable",))


def _gap(scene: Scene, apply: Apply) -> Outcome:
    published, computed = (scene.reckon(argument) for argument in apply.arguments)
    outcome = combine(apply.title, published, computed, -1, POINTS, one_scope=False)
    return note_gap(scene, outcome, item_of(apply.arguments[0]), published, computed)


def _previous(scene: Scene, apply: Apply) -> Outcome:
    return earlier(scene, int(apply.option("years", 1))).reckon(apply.arguments[0])


def _month(scene: Scene, apply: Apply) -> Outcome:
    return _step(scene, apply, scene.period.last_step())


def _quarter(scene: Scene, apply: Apply) -> Outcome:
    end = scene.period.bounded_end
    whole = scene.period.is_cumulative and end.month % 3 == 0
    return _step(scene, apply, Period.quarter(end.year, end.month // 3) if whole else None)


def _step(scene: Scene, apply: Apply, period: Period | None) -> Outcome:
    if period is None:
        reason = f"{scene.period.chinese}的累计数分不出所求的当月或当季"
        return absent(apply.title, apply.title, Missing.NOT_COMPUTABLE, reason, apply.type.unit)
    return scene.at(period).reckon(apply.arguments[0])


def _plus(scene: Scene, apply: Apply) -> Outcome:
    left, right = (scene.reckon(argument) for argument in apply.arguments)
    return combine(apply.title, left, right, 1, apply.type.unit)


def _minus(scene: Scene, apply: Apply) -> Outcome:
    left, right = (scene.reckon(argument) for argument in apply.arguments)
    return combine(apply.title, left, right, -1, apply.type.unit)


def _average(scene: Scene, apply: Apply) -> Outcome:
    over, under = parts = [scene.reckon(argument) for argument in apply.arguments]
    expression = f"{over.printed} ÷ {under.printed}"
    gone = lacking(apply.title, expression, apply.type.unit, parts)
    if gone is not None:
        return gone
    if under.number == 0:
        reason = f"分母为零：{under.node.label}"
        return absent(apply.title, expression, Missing.NOT_COMPUTABLE, reason, apply.type.unit, parts)
    return present(apply.title, expression, over.number / under.number, apply.type.unit, parts)


def elapsed(scene: Scene) -> Outcome:
    """序时进度: months passed ÷ 12 (domain §2.5); only a cumulative has one."""
    if not scene.period.is_cumulative:
        reason = f"{scene.period.chinese}不是1月起的累计时期，没有序时进度"
        return absent("序时进度", "序时进度", Missing.NOT_APPLICABLE, reason, PERCENT)
    passed, months = scene.period.elapsed
    return present("序时进度", f"{passed} 个月 ÷ {months} 个月 × 100", Fraction(passed, months) * HUNDRED, PERCENT)


def _elapsed(scene: Scene, _: Apply) -> Outcome:
    return elapsed(scene)


def _issued(scene: Scene, apply: Apply) -> Outcome:
    """The target issued for the period ÷ the target of the year: where quarterly targets were issued (domain §2.5)."""
    item, year = item_of(apply.arguments[0]), Period.year(scene.period.bounded_end.year)
    return ratio("下达的进度", read(scene, item, Role.TARGET), read(scene.at(year), item, Role.TARGET))


def _as_last_year(scene: Scene, apply: Apply) -> Outcome:
    """Last year's cumulative ÷ last year's whole: who does not build in winter is not behind in spring."""
    before = earlier(scene)
    whole = before.at(Period.year(before.period.bounded_end.year))
    return ratio("上年同期进度", before.reckon(apply.arguments[0]), whole.reckon(apply.arguments[0]))


SCHEDULES: dict[str, Compute] = {"linear": _elapsed, "issued": _issued, "last_year": _as_last_year}
"""What a year's completion is measured against: m/12, the targets issued, or the shape of last year."""


def _pace(scene: Scene, apply: Apply) -> Outcome:
    if not scene.period.is_cumulative:
        return elapsed(scene)
    done = ratio("全年目标完成率", scene.reckon(apply.arguments[0]), target_of(scene, apply, "year"))
    due = SCHEDULES[str(apply.option("schedule", "linear"))](scene, apply)
    return combine(apply.title, done, due, -1, POINTS, one_scope=False)


def _needed_per_month(scene: Scene, apply: Apply) -> Outcome:
    target, done = parts = [target_of(scene, apply, "year"), scene.reckon(apply.arguments[0])]
    if not scene.period.is_cumulative:
        return elapsed(scene)
    passed, months = scene.period.elapsed
    expression = f"({target.printed} − {done.printed}) ÷ {months - passed} 个月"
    gone = lacking(apply.title, expression, apply.type.unit, parts)
    if gone is not None:
        return gone
    if done.number >= target.number:
        return present(apply.title, "已达全年目标，余数", Fraction(0), done.unit, parts, words="已完成全年目标")
    if passed == months:
        reason = f"全年已结束，还差 {target.printed} − {done.printed}"
        return absent(apply.title, expression, Missing.NOT_COMPUTABLE, reason, apply.type.unit, parts)
    return present(apply.title, expression, (target.number - done.number) / (months - passed), done.unit, parts)


def _both_years(scene: Scene, apply: Apply) -> list[tuple[Outcome, Outcome]]:
    return [(scene.reckon(argument), earlier(scene).reckon(argument)) for argument in apply.arguments]


def _share_change(scene: Scene, apply: Apply) -> Outcome:
    (part, part_before), (whole, whole_before) = _both_years(scene, apply)
    shares = ratio("本期占比", part, whole), ratio("上年同期占比", part_before, whole_before)
    return combine(apply.title, *shares, -1, POINTS)


def _increments(pairs: Sequence[tuple[Outcome, Outcome]]) -> list[Outcome]:
    return [combine(f"{now.node.label} 增量", now, before, -1, now.unit) for now, before in pairs]


def _contribution(scene: Scene, apply: Apply) -> Outcome:
    """Increment of the part ÷ increment of the whole: equals 拉动 ÷ 总增速 (domain §2.2)."""
    part, whole = _increments(_both_years(scene, apply))
    return ratio(apply.title, part, whole)


def _pull(scene: Scene, apply: Apply) -> Outcome:
    """Increment of the part ÷ last year's whole: equals 上年同期占比 × 该项增速 (domain §2.2)."""
    pairs = _both_years(scene, apply)
    return ratio(apply.title, _increments(pairs[:1])[0], pairs[1][1], POINTS)


def _pull_by_share(scene: Scene, apply: Apply) -> Outcome:
    """s·(1+G)/(1+g)·g from this year's share s, the part's growth g and the whole's growth G (domain §2.2)."""
    share, growth, total = parts = [scene.reckon(argument) for argument in apply.arguments]
    expression = f"{share.printed} × (100 + {total.printed}) ÷ (100 + {growth.printed}) × {growth.printed}"
    gone = lacking(apply.title, expression, POINTS, parts)
    if gone is not None:
        return gone
    if growth.number == -HUNDRED:
        return absent(apply.title, expression, Missing.NOT_COMPUTABLE, "该项本期为零，占比折算不出拉动", POINTS, parts)
    exact = share.number * (HUNDRED + total.number) / (HUNDRED + growth.number) * growth.number / HUNDRED
    return present(apply.title, expression, exact, POINTS, parts)


ARITHMETIC: dict[str, Compute] = {
    "published": _published,
    "share": _share,
    "completion": _completion,
    "target": target_of,
    "growth": _growth,
    "growth_on": _growth_on,
    "growth_at_prices": _growth_at_prices,
    "gap": _gap,
    "previous": _previous,
    "month": _month,
    "quarter": _quarter,
    "plus": _plus,
    "minus": _minus,
    "average": _average,
    "elapsed": _elapsed,
    "pace": _pace,
    "needed_per_month": _needed_per_month,
    "share_change": _share_change,
    "contribution": _contribution,
    "pull": _pull,
    "pull_by_share": _pull_by_share,
}
