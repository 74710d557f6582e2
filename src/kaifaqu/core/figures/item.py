"""What is measured: the items of the catalogue, with unit, nature and how they add up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from kaifaqu.core.figures.catalogue import CatalogueError, load_rules
from kaifaqu.core.figures.statement import Basis, Price
from kaifaqu.core.figures.unit import Unit, parse_unit


class Nature(StrEnum):
    """FLOW adds over months and is published cumulative; STOCK is a state; PUBLISHED is stored as printed, never recomputed over."""

    FLOW = "flow"
    STOCK = "stock"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that can be measured. `adds_over_subjects` is False for rates, ranks and whatever is counted twice when summed."""

    code: str
    name: str
    unit: Unit
    nature: Nature
    adds_over_subjects: bool
    price: Price = Price.NONE
    places: int = 2
    aliases: tuple[str, ...] = ()
    part_of: str | None = None
    growth_of: str | None = None
    rank_of: str | None = None
    registered_by: str = ""
    """What the registers hold of a published total: `count:KIND`, `sum:ITEM:KIND`, `parts:ITEM,ITEM` or `record:WHAT`."""
    carries: bool = False
    """True where last period's figure may be offered again: a state, or a plan that holds for the year."""
    reference: str = ""

    @property
    def basis(self) -> Basis:
        """The basis on which the item is reported."""
        return Basis.AS_OF if self.nature is Nature.STOCK else Basis.CUMULATIVE

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


@cache
def items() -> dict[str, Item]:
    """Every item of the catalogue by code. Raises CatalogueError naming file and field."""
    found: dict[str, Item] = {}
    for rule in load_rules("items"):
        for code, row in rule.content.items():
            try:
                item = Item(
                    code=code,
                    name=row["name"],
                    unit=parse_unit(row["unit"]),
                    nature=Nature(row["nature"]),
                    adds_over_subjects=row.get("adds_over_subjects", row["nature"] != "published"),
                    price=Price(row.get("price", "none")),
                    places=row.get("places", 2),
                    aliases=tuple(row.get("aliases", ())),
                    part_of=row.get("part_of"),
                    growth_of=row.get("growth_of"),
                    rank_of=row.get("rank_of"),
                    registered_by=row.get("registered_by", ""),
                    carries=row.get("carries", row["nature"] == "stock"),
                    reference=row.get("reference", ""),
                )
            except (KeyError, ValueError, TypeError) as error:
                raise CatalogueError(f"catalogue/items/{rule.code}.yaml 的「{code}」有误：{error}") from error
            if code in found:
                raise CatalogueError(f"指标代码「{code}」在 catalogue/items 中出现两次。请改名或合并。")
            found[code] = item
    for item in found.values():
        for other in (item.part_of, item.growth_of, item.rank_of):
            if other is not None and other not in found:
                raise CatalogueError(f"指标「{item.code}」引用了不存在的「{other}」。")
    return found


def item_named(code: str) -> Item:
    """The item with this code. Raises CatalogueError."""
    try:
        return items()[code]
    except KeyError as error:
        raise CatalogueError(f"指标代码「{code}」不在 catalogue/items 中。") from error
