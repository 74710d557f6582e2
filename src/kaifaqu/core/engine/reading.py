"""Reading a figure from the book: as it stands there, or as the difference of two published cumulatives."""

from __future__ import annotations

from collections.abc import Iterator

from kaifaqu.core.engine.exact import fraction_of
from kaifaqu.core.engine.scene import Outcome, Scene, absent, clashing_scopes, lacking, present
from kaifaqu.core.engine.values import Node
from kaifaqu.core.figures.item import Item, Nature
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period, month_end
from kaifaqu.core.figures.statement import Role, Statement

TITLES_OF_ROLE = {
    Role.ACTUAL: "",
    Role.TARGET: "目标",
    Role.AIM: "力争目标",
    Role.STRETCH: "奋斗目标",
    Role.PLANNED: "计划",
    Role.EXPECTED: "预计",
}


def read(scene: Scene, item: Item, role: Role = Role.ACTUAL) -> Outcome:
    """The item of the scene's subject and period. A flow of single months comes from the cumulatives, marked `derived`."""
    label = label_of(scene, item, role)
    for period in periods_to_ask(item, scene.period):
        statement = scene.book.find(item.code, scene.subject, period, role=role)
        if statement is not None:
            return _stated(label, item, statement)
    if item.nature is Nature.FLOW and role is Role.ACTUAL and scene.period.is_span:
        if scene.period.cumulatives_apart() is None:
            reason = f"{scene.period.chinese}没有单独的数：1—2月一并公布，不能从累计数中拆出"
            return absent(label, label, Missing.NOT_COMPUTABLE, reason, item.unit)
        if not scene.period.is_cumulative:
            return derive(scene, item)
    owed = "没有登记" if role is Role.TARGET else "未报"
    return absent(
        label, label, Missing.NOT_REPORTED, f"{scene.name}{owed}{scene.period.chinese}{item.name}{_role(role)}", item.unit
    )


def label_of(scene: Scene, item: Item, role: Role = Role.ACTUAL) -> str:
    """`左云经开区 2024年一季度 工业投资`."""
    return f"{scene.name} {scene.period.chinese} {item.name}{_role(role)}"


def periods_to_ask(item: Item, period: Period) -> Iterator[Period]:
    """The ways in which a book may have dated the same figure: a state at the end of March, on 31 March, or of 1–3月."""
    yield period
    if item.nature is not Nature.STOCK or period.end is None:
        return
    end = period.end
    ends_month = end == month_end(end.year, end.month)
    for other in ((Period.as_of_month(end.year, end.month),) if ends_month else ()) + (Period.as_of(end),):
        if other != period:
            yield other


def derive(scene: Scene, item: Item) -> Outcome:
    """Single months of a flow as the difference of two published cumulatives of one scope (domain §2.2)."""
    label = label_of(scene, item)
    apart = scene.period.cumulatives_apart()
    if apart is None or apart[1] is None:
        return read(scene, item)
    parts = [read(scene.at(period), item) for period in apart if period is not None]
    expression = f"{parts[0].printed} − {parts[1].printed}"
    gone = lacking(label, expression, item.unit, parts)
    if gone is not None:
        return gone
    if reason := clashing_scopes(parts):
        return absent(label, expression, Missing.NOT_COMPUTABLE, reason, item.unit, parts)
    return present(label, expression, parts[0].number - parts[1].number, parts[0].unit, parts, marks=("derived",))


def _stated(label: str, item: Item, statement: Statement) -> Outcome:
    marks = ("published",) if item.nature is Nature.PUBLISHED else ("target",) if statement.role is Role.TARGET else ()
    quantity = statement.quantity
    if isinstance(quantity, Missing):
        node = Node(label, label, quantity, f"{label}：{quantity.label}", (), statement, marks)
        return Outcome(quantity, item.unit, node)
    if not quantity.unit.same_measure(item.unit):
        reason = f"{label}的单位是 {quantity.unit}，应为 {item.unit}"
        return Outcome(
            Missing.NOT_COMPUTABLE, item.unit, Node(label, label, Missing.NOT_COMPUTABLE, reason, (), statement, marks)
        )
    node = Node(label, str(quantity), quantity, "", (), statement, marks)
    return Outcome(fraction_of(quantity), quantity.unit, node)


def _role(role: Role) -> str:
    return TITLES_OF_ROLE[role]
