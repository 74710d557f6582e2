"""The sample province's figures from its recipe: the same version gives the same digits, whoever loads it. Pure; no database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from kaifaqu.core.figures.catalogue import load_rules
from kaifaqu.core.figures.item import item_named

MONTHS = range(2, 13)
"""The months that are published: January is not, it comes with February."""


@dataclass(frozen=True, slots=True)
class Place:
    """A city or zone of the sample province."""

    code: str
    name: str
    parent: str
    kind: str = ""
    """A zone's assessment group; empty for a city."""


@cache
def read_recipe() -> Mapping[str, Any]:
    """The recipe of the catalogue."""
    (rule,) = load_rules("sample")
    return rule.content


def list_places(top: str) -> Iterator[Place]:
    """The cities and their zones; the assessment groups go round, so that every city has industrial zones."""
    recipe = read_recipe()
    kinds = spread_kinds(recipe["kinds"])
    at = 0
    for number, (city, count) in enumerate(recipe["cities"].items(), 1):
        code = f"{top}-{number:02d}"
        yield Place(code, city, top)
        for zone in range(1, count + 1):
            yield Place(f"{code}-{zone:02d}", f"{city}第{zone}开发区", code, kinds[at])
            at += 1


def spread_kinds(counts: Mapping[str, int]) -> list[str]:
    """Each group as often as asked, the small ones laid evenly among the large."""
    total = sum(counts.values())
    places = [((number * 2 + 1) * total, count, kind) for kind, count in counts.items() for number in range(count)]
    return [kind for _place, _count, kind in sorted(places, key=lambda row: Decimal(row[0]) / row[1])]


def draw(low: int, high: int, *key: object) -> Decimal:
    """A number between two whole ones, to three places, decided by the key alone."""
    digest = hashlib.sha256(":".join(str(part) for part in key).encode()).digest()
    steps = (high - low) * 1000
    return low + Decimal(int.from_bytes(digest[:6], "big") % (steps + 1)) / 1000


def round_at(value: Decimal, places: int) -> Decimal:
    """Half up, once."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@cache
def level_of(zone: str, item: str, year: int) -> Decimal:
    """The year's unrounded amount of an item of its own: the zone's size, grown year by year."""
    row = read_recipe()["items"][item]
    size: Decimal = Decimal(row["year"]) * draw(100, 100 * row["spread"], zone, item, "size") / (50 * row["spread"])
    for grown in range(read_recipe()["years"][0], year + 1):
        size *= Decimal(1) + draw(-12, 26, zone, item, grown) / 100
    return size


@cache
def amount_of(zone: str, item: str, year: int, month: int) -> Decimal:
    """The cumulative of January to `month`, rounded as it would be filed."""
    row = read_recipe()["items"][item]
    if "shape" in row:
        weights = [w * draw(85, 115, zone, item, year, m) for m, w in enumerate(read_recipe()["shapes"][row["shape"]], 1)]
        return round_at(level_of(zone, item, year) * sum(weights[:month], Decimal()) / sum(weights, Decimal()), row["places"])
    whole = row.get("within") or row["over"]
    share = draw(*row["share"], zone, item, year)
    units = item_named(whole).unit.factor / item_named(item).unit.factor
    return round_at(amount_of(zone, whole, year, month) * units * share / 100, row["places"])


def growth_of(zone: str, item: str, year: int, month: int) -> Decimal:
    """The published rate in percent: on a comparable base, so up to three tenths beside the rate on levels."""
    drift = draw(-300, 300, zone, item, year, month, "base") / 1000
    if year == read_recipe()["years"][0]:
        return round_at(draw(-8, 22, zone, item, month, "published") + drift, 1)
    before = amount_of(zone, item, year - 1, month)
    return round_at((amount_of(zone, item, year, month) / before - 1) * 100 + drift, 1)


def target_of(zone: str, item: str, year: int) -> Decimal:
    """The year's target: last digits round, a little above or below what was reached."""
    return round_at(amount_of(zone, item, year, 12) * draw(92, 118, zone, item, year, "target") / 100, 1)


def figures_of(zone: str, year: int, month: int) -> Iterator[tuple[str, Decimal]]:
    """What the zone files for January to `month`: (item, value in the item's own unit)."""
    for item, row in read_recipe()["items"].items():
        yield item, amount_of(zone, item, year, month)
        if "growth" in row:
            yield row["growth"], growth_of(zone, item, year, month)


def is_silent(number: int, year: int, month: int) -> bool:
    """True where the n-th zone did not file: some the last month, some one month in between."""
    recipe = read_recipe()
    last = (recipe["years"][-1], MONTHS[-1])
    if (year, month) == last:
        return number % int(recipe["silent_last"]) == int(recipe["silent_last"]) - 1
    return number % int(recipe["silent_once"]) == 3 and (year, month) == (last[0], 3 + number % 8)
