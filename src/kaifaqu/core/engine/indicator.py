"""Indicators: dated rules of the catalogue, their formulas parsed and checked as a whole before anything runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from kaifaqu.core.engine.doubts import DOUBTS
from kaifaqu.core.engine.formula import Formula, Type, Use, items_read, walk
from kaifaqu.core.engine.parse import Parser
from kaifaqu.core.engine.words import VOCABULARIES
from kaifaqu.core.figures.catalogue import MISWRITTEN, CatalogueError, Rule, load_rules
from kaifaqu.core.figures.item import Item, items
from kaifaqu.core.figures.problem import Problem
from kaifaqu.core.figures.unit import Dimension, Unit, UnitError, parse_unit


class Kind(StrEnum):
    """What an indicator's result is."""

    AMOUNT = "amount"
    RATE = "rate"
    POINTS = "points"
    RANK = "rank"


KINDS = {Dimension.PERCENT: Kind.RATE, Dimension.PP: Kind.POINTS, Dimension.RANK: Kind.RANK}
FIELDS = frozenset("code name unit places formula valid_from valid_to reference doubts vocabulary".split())
REQUIRED = ("name", "unit", "formula", "valid_from", "reference")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One computed indicator as it is valid between two days. `rule.digest` names the very text it was made from."""

    code: str
    name: str
    unit: Unit
    places: int
    formula: Formula
    rule: Rule = field(hash=False)
    valid_from: date
    valid_to: date | None
    reference: str
    kind: Kind
    doubts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, compare=False)
    vocabulary: str = "plain"
    used: tuple[Rule, ...] = field(default=(), hash=False)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that the result depends on: its own first, then those of the indicators it uses."""
        return (self.rule, *self.used)

    @property
    def items(self) -> tuple[Item, ...]:
        """The items that the result rests on."""
        return items_read(self.formula)


class Builder:
    """Builds the indicators of a set of rules valid on one day; `problems` holds all faults of all of them."""

    def __init__(self, rules: Iterable[Rule], known_items: Mapping[str, Item]) -> None:
        self.items = known_items
        self.problems: list[Problem] = []
        self.built: dict[str, Indicator | None] = {}
        self._rules: dict[str, Rule] = {}
        self._open: list[str] = []
        for rule in rules:
            self._admit(rule)

    def build(self) -> dict[str, Indicator]:
        """Every indicator without a fault, by code."""
        for code in self._rules:
            self._build(code)
        return {code: indicator for code, indicator in self.built.items() if indicator is not None}

    def _admit(self, rule: Rule) -> None:
        code = code_of(rule)
        if code in self._rules:
            self._fault(self._rules[code], f"与 {rule.code}.yaml 在同一天都有效", "同一代码的各版本有效期不应重叠")
        elif code in self.items:
            self._fault(rule, f"代码「{code}」已是报表指标", "计算指标应另取代码")
        else:
            self._rules[code] = rule

    def _fault(self, rule: Rule, found: str, expected: str) -> None:
        where = f"catalogue/indicators/{rule.code}.yaml"
        action = "请修改该文件后重新检查。"
        self.problems.append(Problem("indicator_rule", where, found, f"，{expected}", action, key=code_of(rule)))

    def _build(self, code: str) -> Indicator | None:
        if code not in self.built:
            self._open.append(code)
            try:
                self.built[code] = self._made(code, self._rules[code])
            except MISWRITTEN as error:
                self.built[code] = None
                self._fault(self._rules[code], f"读不懂：{error!r}", "各项应齐全，且是这里该有的写法")
            self._open.pop()
        return self.built[code]

    def _use(self, code: str) -> Formula | str | None:
        """What another formula gets under this code: its formula, a fault, or None when there is no such indicator."""
        if code not in self._rules:
            return None
        if code in self._open:
            return f"循环引用：{' → '.join([*self._open[self._open.index(code) :], code])}"
        indicator = self._build(code)
        return f"引用的指标「{code}」本身有误" if indicator is None else Use(code, indicator.name, indicator.formula)

    def _made(self, code: str, rule: Rule) -> Indicator | None:
        content = rule.content
        missing = [name for name in REQUIRED if not content.get(name)]
        for name in missing:
            self._fault(rule, f"缺少 {name}", f"必填的是 {'、'.join(REQUIRED)}")
        for name in sorted(content.keys() - FIELDS):
            self._fault(rule, f"有不认识的 {name}", f"可填的是 {'、'.join(sorted(FIELDS))}")
        if missing:
            return None
        parser = Parser(self.items, self._use)
        formula = parser.parse(str(content["formula"]))
        for fault in parser.faults:
            self._fault(rule, fault, "公式须逐项可算")
        unit = self._unit(rule, formula.type if formula else None)
        self._check_words(rule)
        return self._finished(code, rule, formula, unit) if formula and unit else None

    def _unit(self, rule: Rule, found: Type | None) -> Unit | None:
        try:
            unit = parse_unit(str(rule.content["unit"]))
        except UnitError as error:
            self._fault(rule, str(error), "单位须在单位表中")
            return None
        if found is not None and not unit.same_measure(found.unit):
            self._fault(rule, f"写明的单位是 {unit}，公式得出的是 {found.unit}", "两者应是同一种量")
            return None
        return unit

    def _check_words(self, rule: Rule) -> None:
        for name in rule.content.get("doubts", {}):
            if name not in DOUBTS:
                self._fault(rule, f"没有名为 {name} 的疑点规则", f"可用的是 {'、'.join(DOUBTS)}")
        if rule.content.get("vocabulary", "plain") not in VOCABULARIES:
            self._fault(rule, f"没有名为 {rule.content['vocabulary']} 的用词", f"可用的是 {'、'.join(VOCABULARIES)}")

    def _finished(self, code: str, rule: Rule, formula: Formula, unit: Unit) -> Indicator:
        content = rule.content
        used = dict.fromkeys(part.code for part in walk(formula) if isinstance(part, Use))
        return Indicator(
            code=code,
            name=content["name"],
            unit=unit,
            places=content.get("places", 1),
            formula=formula,
            rule=rule,
            valid_from=content["valid_from"],
            valid_to=content.get("valid_to"),
            reference=content["reference"],
            kind=KINDS.get(unit.dimension, Kind.AMOUNT),
            doubts=content.get("doubts", {}),
            vocabulary=content.get("vocabulary", "plain"),
            used=tuple(self._rules[other] for other in used),
        )


def code_of(rule: Rule) -> str:
    """An indicator's code: `code` in the file, else the file's name. Versions of one indicator share it."""
    return str(rule.content.get("code", rule.code))


def indicators_from(rules: Iterable[Rule], on: date, known_items: Mapping[str, Item] | None = None) -> dict[str, Indicator]:
    """The indicators of these rules that are valid on a day. Raises CatalogueError with every fault."""
    builder = Builder([rule for rule in rules if rule.valid_on(on)], known_items or items())
    built = builder.build()
    if builder.problems:
        raise CatalogueError("\n".join(problem.message for problem in builder.problems))
    return built


@cache
def indicators(on: date) -> dict[str, Indicator]:
    """The catalogue's indicators that are valid on a day, by code. Raises CatalogueError with every fault."""
    return indicators_from(load_rules("indicators"), on)


def check_indicators(rules: Iterable[Rule] | None = None, known_items: Mapping[str, Item] | None = None) -> list[Problem]:
    """Every fault of the indicators — units, bases, names, cycles, overlapping versions — on each day that a version begins."""
    given = tuple(load_rules("indicators") if rules is None else rules)
    found: dict[Problem, None] = {}
    for day in sorted({rule.content["valid_from"] for rule in given if rule.content.get("valid_from")}) or [date.min]:
        builder = Builder([rule for rule in given if rule.valid_on(day)], known_items or items())
        builder.build()
        found |= dict.fromkeys(builder.problems)
    return list(found)
