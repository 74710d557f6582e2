"""Are two written names the same company? Chinese names with their legal form anywhere, brackets, places, groups, abbreviations.

Pure. Two names taken apart are compared part by part. Two credit codes decide before any name does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import IntEnum
from itertools import product

from kaifaqu.core.reader.names_lexicon import covers
from kaifaqu.core.reader.names_places import place_lexicon
from kaifaqu.foundation.enterprises.name_parts import (
    SHORTEST_CORE,
    CompanyName,
    counties,
    lines_above,
    take_apart,
    without_latin,
)
from kaifaqu.foundation.enterprises.name_words import FILLERS, HOUSES, SHORT_TRADES, TRADES

CONTRACTED, LISTED = 2, 4
"""Characters of a contraction like 太钢: one of the place, one of the core; and the length from which a listed company's short name may end early (太钢不锈)."""
HOUSE = 3
"""Letters of what a group is called in front of its members: 华润, 葛洲坝."""
HOUSE_ENDS = frozenset("所院局厂大站队社")
"""Last letters of houses that are no companies: 研究所, 医院, 大学."""


class Match(IntEnum):
    """DIFFERENT; LIKELY: a person should look; SAME."""

    DIFFERENT = 0
    LIKELY = 1
    SAME = 2


# -- two names -------------------------------------------------------------------------------------------------------------


def match_companies(name: str, other: str, code: str = "", other_code: str = "") -> Match:
    """Whether two companies are one. `code` are unified credit codes, "" where unknown: two codes decide alone."""
    if code and other_code:
        return Match.SAME if code.strip().upper() == other_code.strip().upper() else Match.DIFFERENT
    return match_names(name, other)


def match_names(name: str, other: str) -> Match:
    """Whether two written names mean one company; names given in brackets (原…, 简称…) count as well."""
    mine, theirs = list(_readings(name)), list(_readings(other))
    bare, their_bare = (_readings_without_latin(text) for text in (name, other))
    pairs = [*product(mine, theirs)]
    if not (bare and their_bare):
        pairs += [*product(bare, theirs), *product(mine, their_bare)]
    return max(compare(one, two) for one, two in pairs)


def _readings(name: str) -> Iterator[CompanyName]:
    own = take_apart(name)
    for reading in (own, *map(take_apart, own.others)):
        yield reading
        yield from _with_place_inside(reading)


def _readings_without_latin(name: str) -> list[CompanyName]:
    """BOE京东方 is 京东方; what is left of TCL科技 would be no name. Two names with Latin letters are told apart by them."""
    bare = without_latin(name)
    return (
        []
        if bare == name
        else [reading for reading in _readings(bare) if not covers(TRADES, reading.core) and reading.core != "中国"]
    )


def _with_place_inside(name: CompanyName) -> Iterator[CompanyName]:
    """同仁堂健康药业, 常山生化药业: what looks like a county at the head may be part of the name."""
    if len(name.places) == 1 and name.places[0] in counties() and not name.town:
        yield replace(name, places=(), core=name.places[0] + name.zone + name.core)


def compare(one: CompanyName, other: CompanyName) -> Match:
    """Part by part: what must not differ first, then places, then the core."""
    if one.town and other.town and one.town != other.town:
        return Match.DIFFERENT
    if one.branch != other.branch or (one.form and other.form and one.form != other.form):
        return Match.DIFFERENT
    return min(compare_markers(one, other), compare_groups(one, other), compare_places(one, other), compare_cores(one, other))


def compare_markers(one: CompanyName, other: CompanyName) -> Match:
    """Sister companies differ by what stands in brackets: X(临汾) is not X(大同), nor X. A place may stand in front instead."""
    if one.marker == other.marker:
        return Match.SAME
    marked, bare = (one, other) if one.marker else (other, one)
    if bare.marker:
        return Match.DIFFERENT
    if marked.marker in bare.places or _inside(marked, bare):
        return Match.SAME
    if not marked.is_full and bare.places and bare.places[-1] in lines_above().get(marked.marker, ()):
        return Match.LIKELY
    return Match.DIFFERENT if bare.is_full else Match.LIKELY


def compare_groups(one: CompanyName, other: CompanyName) -> Match:
    """A group and a company of its name are two; an abbreviation may leave 集团 out, but adds none."""
    if one.is_group == other.is_group:
        return Match.SAME
    bare, group = (other, one) if one.is_group else (one, other)
    if bare.is_full or (not group.is_full and bare.core != group.core):
        return Match.DIFFERENT
    return Match.SAME if group.is_full else Match.LIKELY


def compare_places(one: CompanyName, other: CompanyName) -> Match:
    """A place may be left out; two full names must begin with the same places (忻州 · 忻州忻府), others must lie on one line (山西 · 大同)."""
    mine, theirs = _places_of(one), _places_of(other)
    if not mine or not theirs or mine[-1] == theirs[-1]:
        return Match.SAME
    shared = min(len(mine), len(theirs))
    if one.is_full and other.is_full:
        return Match.LIKELY if mine[:shared] == theirs[:shared] else Match.DIFFERENT
    if covers(TRADES | HOUSES, one.core) and covers(TRADES | HOUSES, other.core):
        return Match.DIFFERENT  # no name proper: the place is what tells them apart
    on_line = mine[-1] in _above(theirs) or theirs[-1] in _above(mine)
    return Match.LIKELY if on_line else Match.DIFFERENT


def _places_of(name: CompanyName) -> tuple[str, ...]:
    return name.places or ((name.marker,) if name.marker in lines_above() else ())


def _above(places: tuple[str, ...]) -> frozenset[str]:
    return lines_above().get(places[-1], frozenset()) | set(places[:-1]) | {"中国"}


def compare_cores(one: CompanyName, other: CompanyName) -> Match:
    """Equal, or one of them a shorter writing of the other; two full names are never abbreviations of each other."""
    if one.core == other.core or _inside(one, other) or _inside(other, one):
        return Match.SAME
    pairs = ((one, other), (other, one))
    if any(abbreviates_group(*pair) or carries_place_inside(*pair) for pair in pairs):
        return Match.LIKELY
    if one.is_full and other.is_full:
        return Match.DIFFERENT
    short, long = sorted((one, other), key=lambda name: (len(name.core), name.is_full, name.places))
    if short.is_full:
        return Match.DIFFERENT
    rules = (
        leaves_trades_out,
        leaves_letters_out,
        is_contraction,
        keeps_place_in_core,
        leaves_group_out,
        leaves_house_out,
        ends_early,
        begins_it,
        shortens_trades,
        is_acronym,
    )
    return Match.LIKELY if any(rule(short, long) for rule in rules) else Match.DIFFERENT


def _inside(marked: CompanyName, bare: CompanyName) -> bool:
    """国电投（山西）铝业 and 国电投山西铝业: the word in brackets stands inside the other's core."""
    return bool(marked.marker) and marked.marker in bare.core and bare.core.replace(marked.marker, "", 1) == marked.core


def leaves_trades_out(short: CompanyName, long: CompanyName) -> bool:
    """振东 for 振东制药: what follows says only what the company does."""
    if short.is_group > long.is_group:
        return False
    cuts = range(SHORTEST_CORE, len(short.core) + 1)
    return any(_leaves_middle_out(short.core[:cut], short.core[cut:], long.core) for cut in cuts)


def _leaves_middle_out(head: str, tail: str, long: str) -> bool:
    """恒富·铸造 for 恒富·精密·铸造: head and tail stand in the long name, what is between them and the tail are trades."""
    if not long.startswith(head) or not long.endswith(tail) or len(head) + len(tail) >= len(long):
        return False
    middle = long[len(head) : len(long) - len(tail)]
    return covers(TRADES, middle) and (not tail or covers(TRADES, tail))


def leaves_letters_out(short: CompanyName, long: CompanyName) -> bool:
    """大唐左云风电 for 大唐左云风力发电: the written-out trade is the same."""
    return any(
        short.core.endswith(brief) and short.core.removesuffix(brief) + trade == long.core
        for brief, trade in SHORT_TRADES.items()
    )


def leaves_group_out(short: CompanyName, long: CompanyName) -> bool:
    """欧意药业 for 石药集团欧意药业."""
    return len(short.core) > SHORTEST_CORE and short.core == long.own


def leaves_house_out(short: CompanyName, long: CompanyName) -> bool:
    """三九医药 for 华润三九医药, 保变电气 for 天威保变电气: the name proper stays, what the group is called does not."""
    house = long.core.removesuffix(short.core)
    if house == long.core or len(house) > HOUSE or short.is_group > long.is_group or not _is_house(house):
        return False
    return (len(short.core) > SHORTEST_CORE or short.is_group) and not covers(TRADES, short.core)


def _is_house(word: str) -> bool:
    """What a group could be called: neither a place nor a trade."""
    is_place = word in lines_above() or word.endswith(("区", "县", "市", "镇", "乡"))
    return not is_place and not covers(TRADES, word)


def begins_it(short: CompanyName, long: CompanyName) -> bool:
    """东方雨虹 for 东方雨虹防水技术, 西安捷马 for 西安捷马再生资源: a name proper of three letters, or of two with its place, and then no more."""
    spoken = short.core + short.places[-1] if short.places else short.core
    begins = long.core.startswith(short.core) or bool(short.places and long.core.startswith(spoken))
    is_called = bool(short.form) and len(short.core) >= SHORTEST_CORE  # 嘉寓股份
    is_name = begins and (is_called or len(spoken) > SHORTEST_CORE) and not covers(TRADES, short.core)
    return is_name and bool(long.form) and not short.is_full and short.is_group <= long.is_group


def shortens_trades(short: CompanyName, long: CompanyName) -> bool:
    """兰花科创 for 兰花科技创业, 山西建投 for 山西建设投资: after the name proper each trade whole, by its first letter or not at all."""
    if not long.form or short.is_full or short.is_group > long.is_group:
        return False
    cores = (long.core, long.core + "控股") if long.is_group else (long.core,)
    return any(_shortens(short.core, core, has_place=bool(short.places)) for core in cores)


def _shortens(short: str, long: str, *, has_place: bool) -> bool:
    """Without a name proper two letters beside a place must do, and then no trade may be left out."""
    shared = next(
        (n for n, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), min(len(short), len(long))
    )
    heads = range(SHORTEST_CORE, shared + 1)
    if any(not covers(TRADES, short[:head]) and _trades_match(short[head:], long[head:]) for head in heads):
        return True
    return has_place and len(short) >= CONTRACTED and _trades_match(short, long, all_of_them=True)


def _trades_match(short: str, long: str, *, all_of_them: bool = False) -> bool:
    if not long:
        return not short
    trades = [long[:length] for length in range(2, 7) if long[:length] in TRADES]
    return any(
        _trades_match(short[len(written) :], long[len(trade) :], all_of_them=all_of_them)
        for trade in trades
        for written in (trade, trade[0], *(() if all_of_them and trade not in FILLERS else ("",)))
        if short.startswith(written)
    )


def is_acronym(short: CompanyName, long: CompanyName) -> bool:
    """山西煤化所 for 中国科学院山西煤炭化学研究所: letters of a house that is no company, in their order, the first and the last among them."""
    if short.form or long.form or short.is_group or long.is_group:
        return False
    brief, full = (("".join(name.places) + name.core).replace("大学", "大") for name in (short, long))
    if full in (brief, brief + "大"):
        return True
    if len(brief) <= CONTRACTED or len(brief) >= len(full) or brief[-1] != full[-1] or brief[-1] not in HOUSE_ENDS:
        return False
    if any(_is_other_word(word) for word in _left_out(brief, full)):
        return False  # a word between is left out whole: another house
    begin = full.find(short.places[-1]) if short.places and short.places[-1] in full else 0
    return _runs_through(brief, full[begin:])


def _left_out(brief: str, full: str) -> list[str]:
    """What stands between head and tail of the full name where the brief is nothing but the two."""
    length = len(full) - len(brief)
    return [full[cut : cut + length] for cut in range(len(brief)) if full[:cut] + full[cut + length :] == brief]


def _is_other_word(word: str) -> bool:
    return len(word) > HOUSE and not covers(TRADES | HOUSES, word)


def _runs_through(brief: str, full: str) -> bool:
    """Every letter of the brief stands in the full name in its order, beginning with the first."""
    letters = iter(full)
    return brief[0] == full[0] and all(letter in letters for letter in brief)


def abbreviates_group(short: CompanyName, long: CompanyName) -> bool:
    """阳煤集团兆丰铝电, 阳煤兆丰铝电 for 阳泉煤业集团兆丰铝电: the same member, its group by some letters of the group's name."""
    if not long.own or short.core == long.own or not short.core.endswith(long.own) or short.own not in ("", long.own):
        return False
    brief, full = ("".join(name.places[:1]) + name.core.removesuffix(long.own) for name in (short, long))
    if not CONTRACTED <= len(brief) < len(full):
        return False
    begin = full.find(brief[0]) if long.places and brief[0] in long.places[0] else 0
    return _runs_through(brief, full[begin:])


def carries_place_inside(one: CompanyName, other: CompanyName) -> bool:
    """晋能大同能源发展 and 大同晋能能源发展: the place of one stands inside the core of the other."""
    return any(place in other.core[1:] and other.core.replace(place, "", 1) == one.core for place in one.places)


def ends_early(short: CompanyName, long: CompanyName) -> bool:
    """太钢不锈 for 太钢不锈钢: the short name of a listed company drops the last letter."""
    return len(short.core) >= LISTED and long.core.startswith(short.core) and len(long.core) == len(short.core) + 1


def is_contraction(short: CompanyName, long: CompanyName) -> bool:
    """太钢 for 太原钢铁, 同煤 for 大同煤矿: one letter of the place, the first of the core."""
    written = "".join(short.places) + short.core
    return (
        len(written) == CONTRACTED and bool(long.places) and written[0] in long.places[-1] and written[1] == long.core[0]
    )  # fmt: skip


def keeps_place_in_core(short: CompanyName, long: CompanyName) -> bool:
    """The same letters although one of the two was cut after a place that is part of its name."""
    return "".join(short.places) + short.core == "".join(long.places) + long.core


# -- looking for a company among many ---------------------------------------------------------------------------------------


KEYS_EDITION = "7fbc8c8e8c37"
"""Which edition of the rules below made the keys that stand in a home; a test asks for a new value when they change."""


def keys_of(name: str) -> frozenset[str]:
    """Short keys by which a name is looked up: two names that match share one. Kept beside a record, they spare comparing all with all."""
    found = set()
    readings = list(_readings(name))
    for reading in [*readings, *_readings_without_latin(name)]:
        written = "".join(reading.places) + reading.core
        own_heads = [
            reading.core[start : start + 2] for start in range(1, HOUSE + 1) if len(reading.core) >= start + SHORTEST_CORE
        ]
        heads = own_heads if reading.form else [*own_heads, *_heads_of_places(written)]
        single = reading.core[:1] if len(reading.core) == 1 else ""
        found |= {reading.core[:2], written[:2], reading.own[:2], reading.town[:2], single, *heads}
        if reading.places:
            found |= {letter + reading.core[0] for letter in reading.places[-1]}
    return frozenset(found - {""})


def _heads_of_places(written: str) -> list[str]:
    """山西 in 中国科学院山西煤炭化学研究所: what the house is called where its parent is left out."""
    return [written[hit.start : hit.start + 2] for hit in place_lexicon().scan(written)]


def find_matches(name: str, candidates: Iterable[tuple[str, str]], code: str = "") -> list[tuple[int, Match]]:
    """The places of those candidates (name, code) that are this company, surest first."""
    judged = [(place, match_companies(name, other, code, theirs)) for place, (other, theirs) in enumerate(candidates)]
    return sorted(((place, match) for place, match in judged if match), key=lambda row: (-row[1], row[0]))


def core_of(name: str) -> str:
    """The name without place, form and group: what a person says. The whole name where nothing else is left."""
    parts = take_apart(name)
    return replace(parts).core or name.strip()
