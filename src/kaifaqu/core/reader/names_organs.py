"""Zones, parks, companies, organs, schools, bases and projects: names found by the word that they end with."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from kaifaqu.core.reader import names_words as vocabulary
from kaifaqu.core.reader.names_bounds import holds_plain_words, left_edge, names_nothing
from kaifaqu.core.reader.names_lexicon import Hit
from kaifaqu.core.reader.names_marks import Marks
from kaifaqu.core.reader.names_places import Place


@dataclass(frozen=True, slots=True)
class Found:
    """A name at [start, end) of the flat text. `core` is the length without the ending."""

    start: int
    end: int
    type: str


TYPES = {
    "zone": "zone",
    "park": "park",
    "company": "org",
    "organ": "org",
    "body": "org",
    "base": "project",
    "project": "project",
}
_YEAR = re.compile("[0-9]{4}(?=[\u4e00-\u9fff])")
_SOFT = frozenset(("organ", "body", "base", "project"))
_ADMIN = re.compile(r"(?:省|自治区|市|州|盟|县|区|旗|镇|乡)(?!场)")
_SHARED_ORGAN = re.compile(r"(?:[\u4e00-\u9fff]{0,9})、(?:管委会|管理委员会|党工委|工委|纪工委|人大工委)")
_LEGAL_FORM = re.compile(r"(?:有限|股份|责任)公司$|集团公司$|分公司$|合伙企业$")


def find_by_ending(marks: Marks) -> Iterator[Found]:
    """Candidates, one or none for each ending; they may lie inside one another."""
    starts = [place.start for place in marks.places]
    for ending in marks.endings:
        found = _name_of(marks, ending, starts)
        if found is not None:
            yield found


def _name_of(marks: Marks, ending: Hit[str], place_starts: list[int]) -> Found | None:
    edge = left_edge(marks, ending.start, soft=ending.value in _SOFT)
    if ending.value == "organ":
        edge = over_joiner(marks, edge)
    places = [marks.places[i] for i in range(bisect_left(place_starts, edge), bisect_left(place_starts, ending.end))]
    start = _trim(marks, _anchor(marks, ending, edge, places), ending)
    if start is None or not _is_name(marks, ending, start):
        return None
    return _share(marks, Found(start, ending.end, TYPES[ending.value]), ending)


def over_joiner(marks: Marks, edge: int) -> int:
    """成都高新区科技和人才工作局: 和 stands inside the organ's own name when no other name ends before it."""
    if edge < 3 or marks.flat[edge - 1] not in "和与及" or edge - 1 in marks.ending_to:
        return edge
    before = left_edge(marks, edge - 1, soft=True)
    stretch = marks.flat[before : edge - 1]
    owner = _OWNER.match(stretch)
    return before if owner and 2 <= len(stretch) - owner.end() <= 4 else edge


_OWNER = re.compile(r".{0,12}?(?:[发技新改范园综]区|省|市|县|区|州)(?!场)")


def _anchor(marks: Marks, ending: Hit[str], edge: int, places: list[Hit[Place]]) -> int:
    """The place that the name begins with, if one stands in the stretch; a place before a branch word does not count."""
    for place in places:
        if place.start > ending.start:
            break
        if place.start == edge:
            return edge
        if _is_bracketed(marks.flat, place) or _is_branch(marks, place) or _is_part_of_zone(marks, place, ending):
            continue
        if any(_fixed_starts(marks, edge, place.start)):
            break
        if not _is_inner_place(marks.flat, edge, place):
            return place.start
    for start in _fixed_starts(marks, edge + 4, ending.start):
        return start
    return edge


def _fixed_starts(marks: Marks, edge: int, end: int) -> Iterator[int]:
    return (start for start in range(edge, end) if start in marks.fixed_from)


def _is_bracketed(flat: str, place: Hit[Place]) -> bool:
    return flat[place.start - 1 : place.start] in ("(", "·", "“")


def _is_branch(marks: Marks, place: Hit[Place]) -> bool:
    """True for 山西 in 某某集团山西有限公司, and for the first of two places before such a word."""
    following = marks.place_from.get(place.end, place)
    return any(marks.flat.startswith(word, following.end) for word in vocabulary.BRANCHES)


def _is_part_of_zone(marks: Marks, place: Hit[Place], ending: Hit[str]) -> bool:
    """True for 川南 in 中国(四川)自由贸易试验区川南临港片区."""
    return ending.value in ("zone", "organ") and place.start in marks.ending_to


def _is_inner_place(flat: str, edge: int, place: Hit[Place]) -> bool:
    """True for 天津 in 省政府驻天津办事处 and for counties' short names that are parts of everyday words."""
    if flat[place.start - 1] == "驻" or flat.endswith(("集团", "大学"), edge, place.start):
        return True
    return place.value.is_short and place.value.rank == 3 and place.start > edge


def _trim(marks: Marks, start: int, ending: Hit[str]) -> int | None:
    """Cut what cannot begin a name: a lone bracket, a bare 的, digits before a company."""
    flat = marks.flat
    while start < ending.start and flat[start] in "·-+&据":
        start += 1
    year = _YEAR.match(flat, start, ending.start)
    if year and ending.value != "project":
        start = year.end()
    if ending.value == "organ":
        return _organ_start(marks, start, ending)
    return start


def _organ_start(marks: Marks, start: int, ending: Hit[str]) -> int:
    """An organ begins with a place, a zone, or 省 市 县 区."""
    if start in marks.place_from or ending.start == start:
        return start
    stretch = marks.flat[start : ending.start + 1]
    admin = [match.start() + start for match in _ADMIN.finditer(stretch)]
    if admin and admin[0] > start and not _is_zone_like(stretch):
        return admin[0]
    return start


def _is_zone_like(stretch: str) -> bool:
    return re.search(r"[发技开新范园改税验作聚港济假中]区|新城|委员会|集团|公司|协会|商会|大学|学院|基地", stretch) is not None


def _is_name(marks: Marks, ending: Hit[str], start: int) -> bool:
    flat = marks.flat
    core, word = flat[start : ending.start], flat[ending.start : ending.end]
    if holds_plain_words(core):
        return False
    return _JUDGES[ending.value](marks, start, core, word)


def _judge_zone(marks: Marks, start: int, core: str, word: str) -> bool:
    if not core:
        return word in vocabulary.BARE_ZONES and stands_alone(marks.flat, start)
    if core in _OWN_PLACE:
        return stands_alone(marks.flat, start) and (word in vocabulary.BARE_ZONES or len(word) >= 5)
    if start in marks.place_from or start in marks.fixed_from:
        return not (len(word) <= 2 and names_nothing(core))
    return 2 <= len(core) <= 24 and not names_nothing(core)


_OWN_PLACE = frozenset("市县区州")
"""县经开区: the zone of the county that the bulletin is of."""


def stands_alone(flat: str, start: int) -> bool:
    """True when nothing before says which or how many zones are meant."""
    return flat[start - 1 : start] in ("", *"\n ,。;:、“(在赴到对由为和与及的了让")


def _judge_park(marks: Marks, start: int, core: str, word: str) -> bool:
    if len(core) < 2 or names_nothing(core) or (word == "园区" and core[0] == "“"):
        return False
    return word != "园区" or _has_zone(core) or not _is_only_kind(marks, start, core)


def _judge_company(marks: Marks, start: int, core: str, word: str) -> bool:
    if len(core) < 2 or names_nothing(core):
        return False
    return _LEGAL_FORM.search(word) is not None or len(core) <= 16


def _judge_organ(marks: Marks, start: int, core: str, word: str) -> bool:
    if not core:
        return (
            word not in vocabulary.SPOKEN_ORGANS and len(word) >= 3 and stands_alone(marks.flat, start) and word in _BARE_BODIES
        )
    if word in vocabulary.SPOKEN_ORGANS and re.fullmatch(r"[省市县区州盟旗镇乡本]+", core):
        return False
    if start in marks.place_from:
        return True
    if core in vocabulary.BARE_ZONES and not stands_alone(marks.flat, start):
        return False
    return (_ADMIN.match(core) is not None or not names_nothing(core)) and len(core) >= 1


_BARE_BODIES = frozenset(word for word in vocabulary.ORGAN_ENDINGS if word.endswith("局"))


def _judge_body(marks: Marks, start: int, core: str, word: str) -> bool:
    return len(core) >= 2 and not names_nothing(core)


_NAMED_BASES = ("产业基地", "示范基地", "产业化基地", "化工基地")
_AIMS = ("打造", "建设", "建成", "成为", "作为", "创建")


def _judge_base(marks: Marks, start: int, core: str, word: str) -> bool:
    is_placed = start in marks.place_from and len(core) >= 4 and marks.flat[start - 2 : start] not in _AIMS
    if word == "工程" and not (is_placed or start in marks.fixed_from or re.search(r"公司|集团|[一二三四五]期$", core)):
        return False
    if is_placed and (core + word).endswith(_NAMED_BASES):
        return True
    return len(core) >= 4 and not core[0].isdigit() and not _is_only_kind(marks, start, core)


def _judge_project(marks: Marks, start: int, core: str, word: str) -> bool:
    rest = _ZONE_ONLY.split(core)[-1]
    return len(core) >= 3 and not names_nothing(rest) and not _is_only_kind(marks, start, core)


_ZONE_ONLY = re.compile(r"开发区|高新区|经开区|综改区|示范区|综保区|保税区")
_ZONE_WORD = re.compile(_ZONE_ONLY.pattern + "|产业园|工业园")


def _has_zone(text: str) -> bool:
    return _ZONE_WORD.search(text) is not None


def _is_only_kind(marks: Marks, start: int, core: str) -> bool:
    """True for 山西煤炭基地 and 生物医药项目: without the place nothing is named."""
    place = marks.place_from.get(start)
    rest = core[place.end - start :] if place is not None else core
    return names_nothing(rest)


_JUDGES = {
    "zone": _judge_zone,
    "park": _judge_park,
    "company": _judge_company,
    "organ": _judge_organ,
    "body": _judge_body,
    "base": _judge_base,
    "project": _judge_project,
}


def _is_zone(text: str) -> bool:
    return text.endswith(vocabulary.ZONE_ENDINGS) and (text in vocabulary.BARE_ZONES or not names_nothing(text))


def is_shared(flat: str, start: int, end: int) -> bool:
    """某某经开区党工委书记、管委会主任: two organs share the zone's name, so the zone is named."""
    organ = next((word for word in vocabulary.ZONE_ORGANS if flat.endswith(word, start, end)), None)
    return organ is not None and _SHARED_ORGAN.match(flat, end) is not None and _is_zone(flat[start : end - len(organ)])


def _share(marks: Marks, found: Found, ending: Hit[str]) -> Found:
    return Found(found.start, ending.start, "zone") if is_shared(marks.flat, found.start, found.end) else found
