"""The functions of the formula language: what each accepts and what it gives. Checked before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from kaifaqu.core.engine.book import PEER_GROUPS
from kaifaqu.core.engine.formula import Formula, Read, Type
from kaifaqu.core.figures.item import Nature
from kaifaqu.core.figures.statement import Basis
from kaifaqu.core.figures.unit import UnitError, parse_unit

PERCENT, POINTS, PLACE, MONTHS = (parse_unit(symbol) for symbol in ("%", "百分点", "位", "个月"))


class FormulaError(ValueError):
    """The arguments do not fit; the message says what was found and what the function takes."""


Options = Mapping[str, str | int]
Typing = Callable[[tuple[Formula, ...], Options], Type]


@dataclass(frozen=True, slots=True)
class Signature:
    """Parameter kinds in order, the values that each option may take, and the type of the result."""

    parameters: tuple[str, ...]
    gives: Typing
    options: Mapping[str, frozenset[str] | type[int]] = field(default_factory=dict)
    required: frozenset[str] = frozenset()


ACCEPTS: dict[str, tuple[str, Callable[[Formula], bool]]] = {
    "any": ("任何指标", lambda f: True),
    "item": ("报表指标（目录 items 中的代码）", lambda f: isinstance(f, Read)),
    "amount": ("水平数（金额、数量、面积等）", lambda f: f.type.is_amount),
    "level": ("有目标的水平数（报表指标，不是公布的比率）", lambda f: isinstance(f, Read) and f.type.is_amount),
    "flow": ("按月累计的流量指标", lambda f: f.type.nature is Nature.FLOW),
    "rate": ("百分数", lambda f: f.type.is_rate),
    "published": ("公布数（nature: published）", lambda f: isinstance(f, Read) and f.type.nature is Nature.PUBLISHED),
    "additive": ("可以逐级相加的指标", lambda f: f.type.adds),
}


def same_measure(left: Formula, right: Formula) -> None:
    """Raises FormulaError unless the two are of one measure."""
    if not left.type.unit.same_measure(right.type.unit):
        raise FormulaError(f"「{left.title}」的单位是 {left.type.unit}，「{right.title}」是 {right.type.unit}，不是同一种量")


def same_basis(left: Formula, right: Formula) -> None:
    """Raises FormulaError unless the two are both cumulative, both of the month, or both a state."""
    if left.type.basis is not right.type.basis:
        raise FormulaError(f"「{left.title}」与「{right.title}」的基准不同（{left.type.basis} 与 {right.type.basis}）")


def _alike(arguments: tuple[Formula, ...]) -> None:
    same_measure(*arguments)
    same_basis(*arguments)


def _share(arguments: tuple[Formula, ...], _: Options) -> Type:
    _alike(arguments)
    return Type(PERCENT, arguments[0].type.basis)


def _pull(arguments: tuple[Formula, ...], _: Options) -> Type:
    _alike(arguments)
    return Type(POINTS, arguments[0].type.basis)


def _sum(arguments: tuple[Formula, ...], _: Options) -> Type:
    _alike(arguments)
    left, right = (a.type for a in arguments)
    return replace(left, adds=left.adds and right.adds, nature=left.nature if left.nature is right.nature else None)


def _difference(arguments: tuple[Formula, ...], options: Options) -> Type:
    result = _sum(arguments, options)
    return replace(result, unit=POINTS, nature=None) if result.is_rate else result


def _average(arguments: tuple[Formula, ...], _: Options) -> Type:
    over, under = (a.type for a in arguments)
    try:
        return Type(parse_unit(f"{over.unit}/{under.unit}"), over.basis)
    except UnitError as error:
        raise FormulaError(f"「{over.unit}」除以「{under.unit}」没有可用的单位：{error}") from error


def _same(arguments: tuple[Formula, ...], _: Options) -> Type:
    return arguments[0].type


def _of_the_month(arguments: tuple[Formula, ...], _: Options) -> Type:
    if arguments[0].type.basis is not Basis.CUMULATIVE:
        raise FormulaError(f"「{arguments[0].title}」不是累计数，不能再分出当月或当季")
    return replace(arguments[0].type, basis=Basis.CURRENT)


def _rated(unit_of: Type) -> Typing:
    return lambda arguments, _: replace(unit_of, basis=arguments[0].type.basis if arguments else unit_of.basis)


RATE, POINT, RANK = (_rated(Type(unit, Basis.CUMULATIVE)) for unit in (PERCENT, POINTS, PLACE))
_AMONG: Mapping[str, frozenset[str] | type[int]] = {
    "among": frozenset(PEER_GROUPS),
    "order": frozenset({"descending", "ascending"}),
}
_OF = {"of": frozenset({"period", "year"})}

SIGNATURES: dict[str, Signature] = {
    "published": Signature(("published",), _same),
    "share": Signature(("amount", "amount"), _share),
    "completion": Signature(("level",), RATE, _OF),
    "target": Signature(("level",), _same, _OF),
    "growth": Signature(("amount",), RATE, {"years": int}),
    "growth_on": Signature(("amount", "amount"), _share),
    "growth_at_prices": Signature(("rate", "rate"), RATE),
    "gap": Signature(("published", "rate"), POINT),
    "previous": Signature(("any",), _same, {"years": int}),
    "month": Signature(("flow",), _of_the_month),
    "quarter": Signature(("flow",), _of_the_month),
    "plus": Signature(("amount", "amount"), _sum),
    "minus": Signature(("any", "any"), _difference),
    "average": Signature(("amount", "amount"), _average),
    "rank": Signature(("any",), RANK, _AMONG, frozenset({"among"})),
    "movement": Signature(
        ("any",), RANK, {**_AMONG, "step": frozenset({"month", "quarter", "year"})}, frozenset({"among", "step"})
    ),
    "rollup": Signature(("additive",), _same),
    "elapsed": Signature((), RATE),
    "needed_per_month": Signature(("level",), _same),
    "pace": Signature(("level",), POINT, {"schedule": frozenset({"linear", "issued", "last_year"})}),
    "share_change": Signature(("amount", "amount"), _pull),
    "contribution": Signature(("amount", "amount"), _share),
    "pull": Signature(("amount", "amount"), _pull),
    "pull_by_share": Signature(("rate", "rate", "rate"), POINT),
}


def type_of(function: str, arguments: tuple[Formula, ...], options: Options) -> Type:
    """The type of an application. Raises FormulaError with the first thing that does not fit."""
    signature = SIGNATURES[function]
    if len(arguments) != len(signature.parameters):
        raise FormulaError(f"{function}() 有 {len(arguments)} 个参数，应为 {len(signature.parameters)} 个")
    for kind, argument in zip(signature.parameters, arguments, strict=True):
        expected, accepts = ACCEPTS[kind]
        if not accepts(argument):
            raise FormulaError(f"{function}() 的参数「{argument.title}」（{argument.type.unit}）不合适，应为{expected}")
    _check_options(function, signature, options)
    return signature.gives(arguments, options)


def _check_options(function: str, signature: Signature, options: Options) -> None:
    for name, value in options.items():
        allowed = signature.options.get(name)
        if allowed is None:
            raise FormulaError(f"{function}() 没有选项 {name}，可用的是 {'、'.join(signature.options) or '无'}")
        if allowed is int and (not isinstance(value, int) or value < 1):
            raise FormulaError(f"{function}() 的 {name}={value!r} 应是不小于 1 的整数")
        if isinstance(allowed, frozenset) and value not in allowed:
            raise FormulaError(f"{function}() 的 {name}={value!r} 不认识，应为 {'、'.join(sorted(allowed))}")
    for name in sorted(signature.required - options.keys()):
        raise FormulaError(f"{function}() 缺少选项 {name}")
