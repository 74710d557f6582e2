"""Administrative divisions and regions by name: full, short (大同 for 大同市) and by one character (津, 晋)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kaifaqu.core.reader.names_lexicon import Lexicon
from kaifaqu.core.reader.names_tables import ABBREVIATIONS, COUNTRIES, DIRECTIONS, REGIONS, WORDS_NOT_COUNTIES

PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|"
    "撒拉|毛南|仡佬|锡伯|塔吉克|普米|怒|俄罗斯|鄂温克|保安|裕固|独龙|鄂伦春|各"
)
_PEOPLES_TAIL = re.compile(f"(?:(?:{PEOPLES})族|蒙古|哈萨克|柯尔克孜|维吾尔)+$")
_KIND_TAIL = re.compile("(?:特别行政区|自治区|自治州|自治县|自治旗|林区|矿区|地区|省|市|盟|县|区|旗)$")


@dataclass(frozen=True, slots=True)
class Place:
    """A division, region or country. `rank`: 0 country or region, 1 province, 2 prefecture, 3 county."""

    name: str
    rank: int
    is_short: bool = False


def short_name(name: str) -> str:
    """大同市 → 大同, 延边朝鲜族自治州 → 延边; a name that would lose too much stays whole (郊区)."""
    stem = _KIND_TAIL.sub("", name)
    if stem != name and "自治" in name:
        bare = _PEOPLES_TAIL.sub("", stem)
        stem = bare if len(bare) >= 2 else stem
    return stem if len(stem) >= 2 else name


@cache
def divisions() -> tuple[Place, ...]:
    """Every province, prefecture and county of the table."""
    text = (files(__package__) / "tables" / "divisions.txt").read_text(encoding="utf-8")
    return tuple(_parse_divisions(text))


def _parse_divisions(text: str) -> Iterator[Place]:
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        prefecture, colon, counties = line.partition(":")
        if prefecture:
            yield Place(prefecture, 2 if colon else 1)
        yield from (Place(county, 3) for county in counties.split())


def _regions() -> Iterator[Place]:
    yield from (Place(name, 0) for name in (*REGIONS, *COUNTRIES))
    yield from (Place(letter + direction, 0) for letter in ABBREVIATIONS for direction in DIRECTIONS)


def _has_short_name(place: Place) -> bool:
    """Districts are not called by their short name, and some counties' short names are everyday words (合作, 会同)."""
    return place.rank < 3 or (not place.name.endswith("区") and short_name(place.name) not in WORDS_NOT_COUNTIES)


@cache
def place_lexicon() -> Lexicon[Place]:
    """Full names before short ones, larger divisions before smaller: the first meaning of a word is kept."""
    full = sorted(divisions(), key=lambda place: place.rank)
    short = ((short_name(place.name), Place(place.name, place.rank, True)) for place in full if _has_short_name(place))
    plain = ((short_name(place.name) + place.name[-1], place) for place in full if "自治" in place.name and place.rank > 1)
    named = [(place.name, place) for place in (*full, *_regions())]
    return Lexicon([*named, *plain, *short])
