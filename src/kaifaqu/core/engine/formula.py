"""A formula as a typed tree: reads of items, uses of other indicators, applied functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kaifaqu.core.engine.book import PEER_GROUPS
from kaifaqu.core.figures.item import Item, Nature
from kaifaqu.core.figures.statement import Basis
from kaifaqu.core.figures.unit import Dimension, Unit


@dataclass(frozen=True, slots=True)
class Type:
    """What a formula gives: its unit, its basis, and whether it adds up over subjects. `nature` is None once computed."""

    unit: Unit
    basis: Basis
    nature: Nature | None = None
    adds: bool = False

    @property
    def is_rate(self) -> bool:
        return self.unit.dimension is Dimension.PERCENT

    @property
    def is_amount(self) -> bool:
        """True for what has a level: money, counts, areas — not rates, points or ranks."""
        return self.unit.dimension not in (Dimension.PERCENT, Dimension.PP, Dimension.RANK)


@dataclass(frozen=True, slots=True)
class Read:
    """The figure of an item, for the subject and period that are asked for."""

    item: Item

    @property
    def type(self) -> Type:
        return Type(self.item.unit, self.item.basis, self.item.nature, self.item.adds_over_subjects)

    @property
    def title(self) -> str:
        return self.item.name


@dataclass(frozen=True, slots=True)
class Use:
    """Another indicator of the catalogue, in place of its formula."""

    code: str
    name: str
    formula: Formula

    @property
    def type(self) -> Type:
        return self.formula.type

    @property
    def title(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Apply:
    """A named function applied to formulas; `options` are its keyword words and numbers."""

    function: str
    arguments: tuple[Formula, ...]
    options: tuple[tuple[str, str | int], ...]
    type: Type

    @property
    def title(self) -> str:
        return TITLES[self.function].format(*(a.title for a in self.arguments), **self._option_words())

    def option(self, name: str, default: str | int) -> str | int:
        return dict(self.options).get(name, default)

    def _option_words(self) -> dict[str, str]:
        given = dict(self.options)
        return {
            "among": PEER_GROUPS.get(str(given.get("among", "")), ""),
            "of": "全年" if given.get("of") == "year" else "",
            "years": "上年" if given.get("years", 1) == 1 else f"{given.get('years')}年前",
        }


Formula = Read | Use | Apply

TITLES = {
    "published": "{0}",
    "share": "{0}占{1}比重",
    "completion": "{0}{of}目标完成率",
    "target": "{0}{of}目标",
    "growth": "{0}同比增速（按公布水平计算）",
    "growth_on": "{0}同比增速（按可比基数计算）",
    "growth_at_prices": "剔除价格后的{0}",
    "gap": "{0}与计算值之差",
    "previous": "{0}（{years}同期）",
    "month": "{0}（当月）",
    "quarter": "{0}（当季）",
    "plus": "{0} + {1}",
    "minus": "{0} − {1}",
    "average": "{0}÷{1}",
    "rank": "{0}在{among}中的位次",
    "movement": "{0}在{among}中的位次变动",
    "rollup": "{0}（汇总）",
    "elapsed": "序时进度",
    "needed_per_month": "{0}完成全年目标每月还需",
    "pace": "{0}超（欠）序时进度",
    "share_change": "{0}占{1}比重的变化",
    "contribution": "{0}对{1}增长的贡献率",
    "pull": "{0}拉动{1}增长",
    "pull_by_share": "按占比{0}、增速{1}、总增速{2}折算的拉动",
}


def walk(formula: Formula) -> Iterator[Formula]:
    """The formula and all below it, parents first."""
    yield formula
    below = formula.arguments if isinstance(formula, Apply) else (formula.formula,) if isinstance(formula, Use) else ()
    for part in below:
        yield from walk(part)


def items_read(formula: Formula) -> tuple[Item, ...]:
    """The items that the formula rests on, each once."""
    return tuple(dict.fromkeys(part.item for part in walk(formula) if isinstance(part, Read)))
