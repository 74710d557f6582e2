"""Schemes of evaluation: dated data with weights, formulas, vetoes, exemptions and classes, checked as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from itertools import combinations
from typing import Any

from kaifaqu.core.engine.indicator import indicators
from kaifaqu.core.engine.standardise import METHODS, Tier
from kaifaqu.core.figures.catalogue import MISWRITTEN, CatalogueError, Rule, load_rules
from kaifaqu.core.figures.item import items
from kaifaqu.core.figures.problem import Problem
from kaifaqu.core.figures.quantity import parse_decimal
from kaifaqu.core.figures.statement import Role
from kaifaqu.core.figures.unit import Unit, parse_unit


class Absent(StrEnum):
    """What a criterion does when its value is missing, or its denominator zero."""

    UNRANKED = "unranked"
    AVERAGE = "average"
    ZERO = "zero"


@dataclass(frozen=True, slots=True)
class Input:
    """One figure that a participant brings.

    It comes from a computed `indicator`, from an `item` of the book in a `role`, from the parcels that are held (`is_land`), or,
    where none of these is named, from whoever organises the round.
    """

    code: str
    name: str
    unit: Unit
    indicator: str = ""
    item: str = ""
    role: Role = Role.ACTUAL
    is_land: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a scheme. The value is an input, or the quotient of two (`over` ÷ `under`), in `unit`."""

    code: str
    name: str
    unit: Unit
    weight: Fraction
    method: str
    over: str
    under: str = ""
    numbers: Mapping[str, Fraction] = field(default_factory=dict)
    tiers: tuple[Tier, ...] = ()
    reverse: bool = False
    missing: Absent = Absent.UNRANKED
    zero_denominator: Absent | Fraction = Absent.UNRANKED
    negative_counts_as_zero: bool = False
    category: str = ""

    @property
    def inputs(self) -> tuple[str, ...]:
        return (self.over, self.under) if self.under else (self.over,)


@dataclass(frozen=True, slots=True)
class Override:
    """A fact that decides before any arithmetic: an input above zero vetoes (`grade`) or exempts (left out, called `grade`)."""

    input: str
    name: str
    grade: str
    exempts: bool


@dataclass(frozen=True, slots=True)
class Class:
    """One class, best first: the next `share` percent of the ranked, or everybody with at least so many points."""

    name: str
    share: Fraction | None = None
    at_least: Fraction | None = None


class Effect(StrEnum):
    """What a consequence does to whom it meets."""

    POLICY = "policy"
    PAYMENT = "payment"
    ACTION = "action"
    TERMINATION = "termination"


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows from a class: words, and for a payment how much of it is paid, in percent."""

    effect: Effect
    words: str
    percent: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme as data. `subjects` is the kind that it judges, `zone_kind` narrows zones, `counted_by` is the published count of the group;
    `side` says whose measure it is where one company answers to two. `template` is True where no authority has issued it; a page must say so."""

    code: str
    name: str
    criteria: tuple[Criterion, ...]
    inputs: Mapping[str, Input]
    classes: tuple[Class, ...]
    overrides: tuple[Override, ...]
    rule: Rule = field(hash=False)
    valid_from: date
    valid_to: date | None
    reference: str
    template: bool
    places: int = 4
    smallest_group: int = 1
    complete_group: bool = False
    ties_take_better: bool = True
    subjects: str = "zone"
    zone_kind: str = ""
    counted_by: str = ""
    side: str = ""
    consequences: Mapping[str, tuple[Consequence, ...]] = field(default_factory=dict, hash=False)

    @property
    def total_weight(self) -> Fraction:
        return sum((criterion.weight for criterion in self.criteria), Fraction(0))

    def with_weights(self, weights: Mapping[str, str]) -> Scheme:
        """The scheme with other weights, for a simulation. Raises SchemeError for a criterion that it has not."""
        return self._changed({code: {"weight": weight} for code, weight in weights.items()})

    def with_numbers(self, numbers: Mapping[str, Mapping[str, str]]) -> Scheme:
        """The scheme with other parameters — this year's baselines, a cap — per criterion. Raises SchemeError."""
        return self._changed(numbers)

    def _changed(self, changes: Mapping[str, Mapping[str, str]]) -> Scheme:
        unknown = sorted(changes.keys() - {criterion.code for criterion in self.criteria})
        if unknown:
            raise SchemeError(f"方案「{self.name}」没有指标 {'、'.join(unknown)}；请检查代码。")
        return replace(self, criteria=tuple(_with(criterion, changes.get(criterion.code, {})) for criterion in self.criteria))


class SchemeError(CatalogueError):
    """A scheme is not what it should be; the message says what was found and what is expected."""


def _with(criterion: Criterion, changes: Mapping[str, str]) -> Criterion:
    numbers = {name: Fraction(parse_decimal(value)) for name, value in changes.items()}
    weight = numbers.pop("weight", criterion.weight)
    allowed = METHODS[criterion.method].needs | METHODS[criterion.method].takes
    if extra := sorted(numbers.keys() - allowed):
        raise SchemeError(f"指标「{criterion.name}」不用参数 {'、'.join(extra)}；可用的是 {'、'.join(sorted(allowed))}。")
    return replace(criterion, weight=weight, numbers={**criterion.numbers, **numbers})


def read_scheme(rule: Rule) -> Scheme:
    """A scheme from its rule. Raises SchemeError with the first field that does not fit."""
    content = rule.content
    try:
        inputs = {code: _input(code, row) for code, row in content["inputs"].items()}
        return Scheme(
            code=str(content.get("code", rule.code)),
            name=content["name"],
            criteria=tuple(criterion for row in content["criteria"] for criterion in _criteria(row, inputs)),
            inputs=inputs,
            classes=tuple(Class(row["name"], _number(row.get("share")), _number(row.get("at_least"))) for row in content.get("classes", [])),
            overrides=tuple(_overrides(content)),
            rule=rule,
            valid_from=content["valid_from"],
            valid_to=content.get("valid_to"),
            reference=content["reference"],
            template=content["template"],
            places=content.get("places", 4),
            smallest_group=content.get("smallest_group", 1),
            complete_group=content.get("complete_group", False),
            ties_take_better=content.get("ties", "better") == "better",
            subjects=content.get("subjects", "zone"),
            zone_kind=content.get("zone_kind", ""),
            counted_by=content.get("counted_by", ""),
            side=content.get("side", ""),
            consequences={grade: tuple(map(_consequence, rows)) for grade, rows in content.get("consequences", {}).items()},
        )  # fmt: skip
    except MISWRITTEN as error:
        raise SchemeError(f"catalogue/schemes/{rule.code}.yaml 有误：{error!r}") from error


def _input(code: str, row: Mapping[str, Any]) -> Input:
    return Input(
        code, row["name"], parse_unit(row["unit"]), row.get("indicator", ""), row.get("item", ""),
        Role(row.get("role", "actual")), row.get("from") == "parcels",
    )  # fmt: skip


def _consequence(row: Mapping[str, Any]) -> Consequence:
    return Consequence(Effect(row.get("effect", "policy")), row["words"], _number(row.get("percent")))


def _number(value: Any) -> Fraction | None:
    return None if value is None else Fraction(parse_decimal(value))


def _criteria(row: Mapping[str, Any], inputs: Mapping[str, Input]) -> Iterator[Criterion]:
    """One line of the file: a criterion, or one that is split into parts by share of its weight (总量 60% + 增幅 40%)."""
    parts = row.get("parts")
    if parts is None:
        yield _criterion(row, Fraction(parse_decimal(row["weight"])), inputs)
        return
    for part in parts:
        share = Fraction(parse_decimal(part["share"])) / 100
        whole = {**part, "name": f"{row['name']}·{part['name']}", "category": row.get("category", "")}
        yield _criterion(whole, Fraction(parse_decimal(row["weight"])) * share, inputs)


def _criterion(row: Mapping[str, Any], weight: Fraction, inputs: Mapping[str, Input]) -> Criterion:
    value = row.get("value", row["code"])
    over, under = value if isinstance(value, list) else (value, "")
    method = METHODS[row["method"]]
    given = {name: Fraction(parse_decimal(number)) for name, number in row.get("numbers", {}).items()}
    zero = row.get("zero_denominator", "unranked")
    return Criterion(
        code=row["code"],
        name=row["name"],
        unit=parse_unit(row["unit"]) if "unit" in row else inputs[over].unit,
        weight=weight,
        method=row["method"],
        over=over,
        under=under,
        numbers={**(method.defaults or {}), **given},
        tiers=tuple(_tier(entry) for entry in row.get("tiers", [])),
        reverse=row.get("reverse", False),
        missing=Absent(row.get("missing", "unranked")),
        zero_denominator=Fraction(parse_decimal(zero["points"])) if isinstance(zero, dict) else Absent(zero),
        negative_counts_as_zero=row.get("negative", "keep") == "zero",
        category=row.get("category", ""),
    )


def _tier(entry: Mapping[str, str]) -> Tier:
    """`{at_least: "5", points: "6"}` or `{over: "10", points: "30"}`."""
    line = Fraction(parse_decimal(entry["over"] if "over" in entry else entry["at_least"]))
    return Tier(line, Fraction(parse_decimal(entry["points"])), "over" in entry)


def _overrides(content: Mapping[str, Any]) -> Iterator[Override]:
    for kind, exempts in (("vetoes", False), ("exemptions", True)):
        for row in content.get(kind, []):
            yield Override(row["input"], row["name"], row["grade"], exempts)


@cache
def schemes(on: date) -> dict[str, Scheme]:
    """The catalogue's schemes that are valid on a day, by code. Raises SchemeError."""
    return {scheme.code: scheme for scheme in (read_scheme(rule) for rule in load_rules("schemes") if rule.valid_on(on))}


def check_schemes(rules: Iterable[Rule] | None = None) -> list[Problem]:
    """Every fault of every scheme: unknown inputs, parameters a formula lacks or does not use, units, shares, overlapping versions."""
    given = tuple(load_rules("schemes") if rules is None else rules)
    found = [problem for rule in given for problem in _faults_of(rule)]
    return [*found, *_overlaps(given)]


def _fault(rule: Rule, found: str, expected: str) -> Problem:
    where = f"catalogue/schemes/{rule.code}.yaml"
    return Problem("scheme_rule", where, found, f"，{expected}", "请修改该文件。", key=rule.code)


def _faults_of(rule: Rule) -> Iterator[Problem]:
    try:
        scheme = read_scheme(rule)
    except SchemeError as error:
        yield _fault(rule, str(error), "各项应齐全且能读懂")
        return
    for found, expected in [
        *_input_faults(scheme),
        *_source_faults(scheme),
        *_parameter_faults(scheme),
        *_class_faults(scheme),
        *_consequence_faults(scheme),
    ]:
        yield _fault(rule, found, expected)


def _overlaps(rules: Iterable[Rule]) -> Iterator[Problem]:
    for one, other in combinations(rules, 2):
        same = one.content.get("code", one.code) == other.content.get("code", other.code)
        starts = [rule.content["valid_from"] for rule in (one, other) if rule.content.get("valid_from")]
        if same and starts and one.valid_on(max(starts)) and other.valid_on(max(starts)):
            yield _fault(one, f"与 {other.code}.yaml 的有效期重叠", "同一代码的各版本有效期不应重叠")


def _source_faults(scheme: Scheme) -> Iterator[tuple[str, str]]:
    known = indicators(scheme.valid_from)
    for entry in scheme.inputs.values():
        if entry.indicator and entry.indicator not in known:
            yield f"「{entry.name}」取自不存在的计算指标 {entry.indicator}", "应写 catalogue/indicators 中的代码"
        elif entry.indicator and not known[entry.indicator].unit.same_measure(entry.unit):
            yield f"「{entry.name}」的单位是 {entry.unit}，计算指标是 {known[entry.indicator].unit}", "两者应是同一种量"
        if entry.item and entry.item not in items():
            yield f"「{entry.name}」取自不存在的报表指标 {entry.item}", "应写 catalogue/items 中的代码"
        elif entry.item and not items()[entry.item].unit.same_measure(entry.unit):
            yield f"「{entry.name}」的单位是 {entry.unit}，报表指标是 {items()[entry.item].unit}", "两者应是同一种量"


def _input_faults(scheme: Scheme) -> Iterator[tuple[str, str]]:
    asked = [(criterion.name, code) for criterion in scheme.criteria for code in criterion.inputs]
    for name, code in [*asked, *((override.name, override.input) for override in scheme.overrides)]:
        if code not in scheme.inputs:
            yield f"「{name}」用到没有登记的 {code}", "应先写在 inputs 中"
    for criterion in scheme.criteria:
        known = [scheme.inputs[code].unit for code in criterion.inputs if code in scheme.inputs]
        if len(known) == 1 and not criterion.under and not known[0].same_measure(criterion.unit):
            yield f"「{criterion.name}」的单位是 {criterion.unit}，数据是 {known[0]}", "两者应是同一种量"
        if len(known) == 2 and quotient_unit(*known) not in (criterion.unit.canonical, None):
            yield f"「{criterion.name}」的单位是 {criterion.unit}，相除得 {known[0]}/{known[1]}", "两者应是同一种量"


def quotient_unit(over: Unit, under: Unit) -> str | None:
    """The canonical unit of a quotient; None for two of one measure, whose quotient is a pure number."""
    return None if over.same_measure(under) else f"{over.canonical}/{under.canonical}"


def _parameter_faults(scheme: Scheme) -> Iterator[tuple[str, str]]:
    codes = [criterion.code for criterion in scheme.criteria]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield f"代码 {code} 出现 {codes.count(code)} 次", "每个指标的代码应各不相同"
    for criterion in scheme.criteria:
        method = METHODS[criterion.method]
        for name in sorted(criterion.numbers.keys() - method.needs - method.takes):
            yield f"「{criterion.name}」的公式 {criterion.method} 不用参数 {name}", "应删去或改用别的公式"
        if criterion.numbers.get("baseline", Fraction(1)) <= 0:
            yield f"「{criterion.name}」的基准值不大于零", "基准值应大于零"
        if criterion.method == "tiers" and not criterion.tiers:
            yield f"「{criterion.name}」没有分档", "应写 tiers"


def _class_faults(scheme: Scheme) -> Iterator[tuple[str, str]]:
    shares = [entry.share for entry in scheme.classes if entry.share is not None]
    if shares and (len(shares) != len(scheme.classes) or sum(shares) != 100):
        yield f"各档比例合计 {sum(shares)}%", "各档都应写 share，且合计为 100%"
    floors = [entry.at_least for entry in scheme.classes if entry.at_least is not None]
    if floors != sorted(floors, reverse=True):
        yield "各档分数线不是从高到低", "应从高到低写"


def _consequence_faults(scheme: Scheme) -> Iterator[tuple[str, str]]:
    graded = {entry.name for entry in scheme.classes} | {override.grade for override in scheme.overrides}
    for grade, rows in scheme.consequences.items():
        if grade not in graded:
            yield f"后果写给了没有的等次「{grade}」", "应写 classes、vetoes 或 exemptions 中的等次"
        if any((row.percent is None) is (row.effect is Effect.PAYMENT) for row in rows):
            yield f"等次「{grade}」的支付后果没有写明比例，或别的后果写了比例", "payment 应写 percent，其余不写"
