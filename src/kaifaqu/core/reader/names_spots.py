"""Places that stand for themselves, short names of companies before a title, books and documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kaifaqu.core.reader import names_tables as tables
from kaifaqu.core.reader.names_bounds import left_edge, names_nothing
from kaifaqu.core.reader.names_lexicon import Hit
from kaifaqu.core.reader.names_marks import Marks
from kaifaqu.core.reader.names_organs import Found, over_joiner
from kaifaqu.core.reader.names_people import may_follow
from kaifaqu.core.reader.names_places import Place
from kaifaqu.core.reader.names_words import SPOKEN_ORGANS

_LETTERS = "".join(letter for letter in tables.ABBREVIATIONS if letter not in "台深秦青蜀")
_PAIR = re.compile(
    rf"(?<![{_LETTERS}\u4e00-\u9fff])[{_LETTERS}]{{2,6}}(?=[两三四五六]|合作|[省市地]|[,、。”]|企业|协同|协作|产业|交界)|(?<=推动|促进|深化|加强)[{_LETTERS}]{{2,6}}(?=合作|协同)"
)
_GO = re.compile(
    rf"(?<=[{''.join(tables.GO_VERBS)}])[{_LETTERS}](?=[举召投开考招发兴创洽对,。、调走签推学拜交参展办建设成务活企])"
)
_TOWN = re.compile(r"[\u4e00-\u9fff]{1,4}?(?:镇|乡|街道|村)(?=[\u4e00-\u9fff,。、;:]|$)")
_DOCUMENT = re.compile(r"《[^《》\n]{2,80}》")


def find_documents(marks: Marks) -> Iterator[Found]:
    """《…》."""
    yield from (Found(match.start(), match.end(), "doc") for match in _DOCUMENT.finditer(marks.flat))


def find_places(marks: Marks) -> Iterator[Found]:
    """Divisions, regions, countries, towns after their county, and one-character places where the context is clear."""
    whole = {hit.value.name for hit in marks.places if not hit.value.is_short}
    previous = -1
    for hit in marks.places:
        if _is_place(marks, hit, whole, previous):
            previous = hit.end
            yield Found(hit.start, hit.end, "place")
            yield from _town(marks, hit)
    for match in _GO.finditer(marks.flat):
        yield Found(match.start(), match.end(), "place")
    for match in _PAIR.finditer(marks.flat):
        yield from (Found(at, at + 1, "place") for at in range(match.start(), match.end()))


def _is_place(marks: Marks, hit: Hit[Place], whole: set[str], previous: int) -> bool:
    flat, word = marks.flat, marks.flat[hit.start : hit.end]
    if any(flat.startswith(road, hit.end) for road in tables.ROAD_WORDS):
        return False
    if not hit.value.is_short:
        return len(word) > 2 or hit.value.rank < 3 or not word.endswith("区") or previous == hit.start
    if hit.value.rank < 3:
        return True
    return hit.value.name in whole or previous == hit.start or _is_listed_place(marks, hit)


def _is_listed_place(marks: Marks, hit: Hit[Place]) -> bool:
    """A county's short name between other places: 应县、山阴、浑源等县."""
    flat = marks.flat
    before = flat[hit.start - 1 : hit.start] == "、" and (hit.start - 1) in marks.place_to
    after = flat[hit.end : hit.end + 1] == "、" and (hit.end + 1) in marks.place_from
    return before or after


def _town(marks: Marks, hit: Hit[Place]) -> Iterator[Found]:
    """泽州县巴公镇: the town after a county."""
    if hit.value.rank != 3 or hit.value.is_short:
        return
    match = _TOWN.match(marks.flat, hit.end)
    if match and len(match.group()) >= 2 and not names_nothing(match.group()[:-1]):
        yield Found(match.start(), match.end(), "place")


def find_fixed(marks: Marks) -> Iterator[Found]:
    """Companies and national bodies known as they stand."""
    yield from (Found(hit.start, hit.end, "org") for hit in marks.fixed if _is_finished(marks, hit.end))


def _is_finished(marks: Marks, end: int) -> bool:
    """True when no longer name can begin with what ends here."""
    return may_follow(marks, end) or end in marks.title_from or end in marks.break_from


_BARE_ORGAN = r"[省市县区州盟旗镇乡本]{1,2}(?:" + "|".join(sorted(SPOKEN_ORGANS)) + ")"


_ZONE_DEPARTMENT = re.compile(
    r"[\u4e00-\u9fff]{2,8}?(?:局|(?<![主承协举督创兴开])办|服务中心|促进中心)(?=[、,。和及与联等有负党主副局统的“]|\Z)"
)
_DATELINE = re.compile(r"(?:(?<=\n)|\A)(?!本报|本网|本台|综合|通讯|快讯)([\u4e00-\u9fff]{2,8})讯(?=[ (])")
_DEPARTMENT = re.compile(r"(?<=[、和及,。\n])[\u4e00-\u9fff]{3,9}?(?:局|办|委|委员会|中心)(?=[、等及和相有负])")


def find_departments(marks: Marks) -> Iterator[Found]:
    """Departments in a row, by their last character: 行政服务局、应急生态局."""
    flat = marks.flat
    for match in _DEPARTMENT.finditer(flat):
        start, end = match.span()
        listed = flat[start - 1] == "、" or flat[end] == "、"
        if end in marks.title_to or match.group().endswith(("常委", *SPOKEN_ORGANS)):
            continue
        if (
            listed
            and left_edge(marks, end - 1, soft=True) <= start
            and (flat[end - 1] == "局" or not names_nothing(match.group()[:-1]))
        ):
            yield Found(start, end, "org")


_ADMIN_DEPARTMENT = re.compile(
    r"(?<=[、和及,。由从在与据\n])(?:省|市|县|区|自治区|州)[\u4e00-\u9fff]{2,9}?(?:厅|局|(?<![主承协举督创兴开])办|委)(?=[、,。和及与联等有负党主副局厅“]|\Z)"
)
_LOCAL_FIRM = re.compile(
    r"(?:移动|联通|电信|铁塔|邮政|烟草|燃气|交控|文旅|国投|城投|建投)(?:集团|公司|分公司)?(?=[、,。和与等及(]|\Z)"
)
_VISITED = re.compile(r"(?:走访|拜访|考察|参观|走进)了?(?=[\u4e00-\u9fff])")
_TRADE_NAME = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{2,6}?(?:科技|药业|制药|半导体|重工|股份|实业|电气|光电|生物|新材|机械|电子|医药|汽车|食品|软件|环保|能源|集团)(?=[、,。等和])"
)


def find_firms(marks: Marks) -> Iterator[Found]:
    """Short names of companies: 山西联通 after its place, and those that somebody visited."""
    flat = marks.flat
    for place in marks.places:
        match = _LOCAL_FIRM.match(flat, place.end)
        if match:
            yield Found(place.start, match.end(), "org")
    yield from (Found(match.start(1), match.end(1), "org") for match in _DATELINE.finditer(flat))
    for match in _ADMIN_DEPARTMENT.finditer(flat):
        if not match.group().endswith(("常委", *SPOKEN_ORGANS)) and match.end() not in marks.title_to:
            yield Found(match.start(), match.end(), "org")
    for verb in _VISITED.finditer(flat):
        start, item = verb.end(), _TRADE_NAME.match(flat, verb.end())
        while item and not names_nothing(item.group()) and left_edge(marks, item.end(), soft=False) <= start:
            yield Found(start, item.end(), "org")
            start = item.end() + 1
            item = _TRADE_NAME.match(flat, start) if flat[start - 1] in "、和" else None


def find_zone_departments(marks: Marks, found: Iterable[Found]) -> Iterator[Found]:
    """琼某湾临港经济区就业局: a department directly after its zone."""
    for name in found:
        match = _ZONE_DEPARTMENT.match(marks.flat, name.end) if name.type == "zone" else None
        if match:
            yield Found(name.start, match.end(), "org")


def find_employers(marks: Marks, people: list[Found]) -> Iterator[Found]:
    """阳川软件 in 阳川软件副总经理马某某: what stands between a mark and a person's title."""
    for person in people:
        title = marks.title_to.get(person.start)
        if title is None:
            continue
        edge = left_edge(marks, title, soft=True)
        if marks.flat[title - 1] in "局委办部心":
            edge = over_joiner(marks, edge)
        title = _first_title(marks, edge, title)
        if marks.flat.endswith(("党委", "党组", "纪委"), edge + 4, title) and marks.flat[title - 3] not in "镇乡":
            title -= 2
        if marks.flat[title - 1] in "原前":
            title -= 1
        if _is_employer(marks, edge, title):
            yield Found(edge, title, "place" if marks.flat[title - 1] in "镇乡" else "org")


def _first_title(marks: Marks, edge: int, title: int) -> int:
    """Over titles that stand directly before: 公司党委书记."""
    return next((start for start in range(edge + 1, title) if start in marks.title_from), title)


def _is_employer(marks: Marks, start: int, end: int) -> bool:
    text = marks.flat[start:end]
    if not 3 <= len(text) <= 14 or names_nothing(text) or marks.flat[start - 1 : start] not in ("", *"\n ,。;、和与及“及由"):
        return False
    if re.fullmatch(_BARE_ORGAN, text):
        return False
    place = marks.place_from.get(start)
    return place is None or (place.end < end and not names_nothing(text[place.end - start :]))
