"""The functions that look beyond one subject: ranks in a named group, and the sum of a subject's parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from kaifaqu.core.engine.arithmetic import item_of
from kaifaqu.core.engine.book import PEER_GROUPS
from kaifaqu.core.engine.exact import quantity_of
from kaifaqu.core.engine.formula import Apply, Formula, Read
from kaifaqu.core.engine.reading import read
from kaifaqu.core.engine.scene import Compute, Outcome, Scene, absence, absent, clashing_scopes, lacking, present
from kaifaqu.core.engine.signature import PLACE
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.core.figures.problem import Problem, Severity

STEPS = {"month": 1, "quarter": 3, "year": 12}


def place(own: Fraction, all_values: list[Fraction], order: str) -> int:
    """1 + how many are strictly better: ties share a place and the next place skips (1,2,2,4; domain §2.5)."""
    return 1 + sum(value > own if order == "descending" else value < own for value in all_values)


def rank(scene: Scene, apply: Apply) -> Outcome:
    """The subject's place by exact comparison. A member that owes its figure leaves the rank open, named."""
    group, order = str(apply.option("among", "")), str(apply.option("order", "descending"))
    members = scene.book.group(group, scene.subject, scene.period.bounded_end)
    if scene.subject not in members:
        reason = f"{scene.name}不在「{PEER_GROUPS[group]}」之列"
        return absent(apply.title, apply.title, Missing.NOT_APPLICABLE, reason, PLACE)
    outcomes = {member: _named(scene.of(member), apply.arguments[0]) for member in members}
    own = outcomes[scene.subject]
    parts = [own, *(outcome for member, outcome in outcomes.items() if member != scene.subject)]
    if isinstance(own.exact, Missing):
        return absent(apply.title, apply.title, own.exact, own.node.reason, PLACE, parts)
    return _placed(scene, apply, own.exact, outcomes, parts, order)


def _placed(
    scene: Scene, apply: Apply, own: Fraction, outcomes: dict[str, Outcome], parts: list[Outcome], order: str
) -> Outcome:
    values = [outcome.exact for outcome in outcomes.values() if not isinstance(outcome.exact, Missing)]
    standing = place(own, values, order)
    owing = [m for m, o in outcomes.items() if isinstance(o.exact, Missing) and o.exact is not Missing.NOT_APPLICABLE]
    if owing:
        names = _counted(f"{scene.book.name_of(m)}（{outcomes[m].printed}）" for m in owing)
        reason = f"{len(outcomes)} 个中 {len(owing)} 个缺数，不能排名：{names}；在有数的 {len(values)} 个中暂列第 {standing}"
        return absent(apply.title, apply.title, Missing.NOT_COMPUTABLE, reason, PLACE, parts, marks=("incomplete",))
    tied = sum(value == own for value in values)
    expression = f"{len(values)} 个比较" + (f"，{tied} 个并列" if tied > 1 else "")
    return present(apply.title, expression, Fraction(standing), PLACE, parts)


def _counted(names: Iterable[str]) -> str:
    """The names in their order; a name that several bear is told once, with how many: members counted in print have no other."""
    return "、".join(name if count == 1 else f"{count} 个{name}" for name, count in Counter(names).items())


def _named(scene: Scene, formula: Formula) -> Outcome:
    """A member's outcome with the member's name on its node: labels of functions may not carry it."""
    outcome = scene.reckon(formula)
    if isinstance(formula, Read) or outcome.node.label.startswith(scene.name):
        return outcome
    return replace(outcome, node=replace(outcome.node, label=f"{scene.name} {outcome.node.label}"))


def movement(scene: Scene, apply: Apply) -> Outcome:
    """Places gained since the cumulative one step before (month, quarter or year): before − now, above zero is a rise."""
    now = rank(scene, apply)
    try:
        before = rank(scene.at(step_before(scene.period, str(apply.option("step", "month")))), apply)
    except PeriodError as error:
        return absent(apply.title, apply.title, Missing.NOT_COMPUTABLE, str(error), PLACE, [now])
    expression = f"{before.printed} − {now.printed}"
    gone = lacking(apply.title, expression, PLACE, (before, now))
    return gone or present(apply.title, expression, before.number - now.number, PLACE, (before, now))


def step_before(period: Period, step: str) -> Period:
    """The published cumulative one month, quarter or year before. Raises PeriodError where the year has none before."""
    if step == "year":
        return period.previous_year()
    month = period.bounded_end.month - STEPS[step]
    if not period.is_cumulative or month < min(2, STEPS[step]) or month < 2:
        raise PeriodError(f"{period.chinese}之前，本年没有可比的上一期累计数")
    return Period.to_month(period.bounded_end.year, month)


def rollup(scene: Scene, apply: Apply) -> Outcome:
    """The sum over the lowest parts; a part that owes its figure is named and leaves the sum open."""
    formula = apply.arguments[0]
    parts = scene.book.parts(scene.subject, scene.period.bounded_end)
    if not parts:
        return _named(scene, formula)
    outcomes = [rollup(scene.of(part), apply) for part in parts]
    label = f"{scene.name} {scene.period.chinese} {apply.title}"
    counted = [outcome for outcome in outcomes if outcome.exact is not Missing.NOT_APPLICABLE]
    expression = " + ".join(outcome.printed for outcome in counted) or "没有适用的下级"
    gone = absence(counted)
    if gone is not None:
        return _open_sum(label, expression, apply, counted, gone)
    if not counted:
        reason = f"{scene.name}的下级均不适用"
        return absent(label, expression, Missing.NOT_APPLICABLE, reason, apply.type.unit, outcomes)
    if reason := clashing_scopes(counted):
        return absent(label, expression, Missing.NOT_COMPUTABLE, reason, apply.type.unit, outcomes)
    total = sum((outcome.number for outcome in counted), Fraction(0))
    summed = present(label, expression, total, apply.type.unit, outcomes, marks=("rollup",))
    return _against_reported(scene, formula, summed)


def _open_sum(label: str, expression: str, apply: Apply, outcomes: list[Outcome], gone: tuple[Missing, str]) -> Outcome:
    there = [outcome.number for outcome in outcomes if not isinstance(outcome.exact, Missing)]
    so_far = quantity_of(sum(there, Fraction(0)), apply.type.unit) if there else "无"
    owing = len(outcomes) - len(there)
    reason = f"{len(outcomes)} 个下级缺 {owing} 个：{gone[1]}（已报 {len(there)} 个合计 {so_far}）"
    return absent(label, expression, gone[0], reason, apply.type.unit, outcomes, marks=("incomplete",))


def _against_reported(scene: Scene, formula: Formula, summed: Outcome) -> Outcome:
    """The sum beside what the subject itself reported or published: a gap is a problem, never patched."""
    if not isinstance(formula, Read):
        return summed
    own = read(scene, item_of(formula))
    if isinstance(own.exact, Missing) or own.exact == summed.exact:
        return summed
    found = f"下级合计 {summed.printed}，{scene.name}自身填报（公布） {own.printed}"
    where = f"{scene.name} {scene.period.chinese} {formula.title}"
    problem = Problem(
        "rollup_gap", where, found, "，两者应一致", "请核对漏报、重复或口径。", Severity.SOFT, key=formula.item.code
    )
    return replace(summed, problems=(*summed.problems, problem))


PEERS: dict[str, Compute] = {"rank": rank, "movement": movement, "rollup": rollup}
