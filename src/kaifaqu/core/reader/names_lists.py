"""Names without an ending that lists give away: 甲、乙等12个企业, 甲、乙以及丙3个项目."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaifaqu.core.reader.names_bounds import left_edge, names_nothing
from kaifaqu.core.reader.names_lexicon import covers
from kaifaqu.core.reader.names_marks import Marks
from kaifaqu.core.reader.names_organs import Found
from kaifaqu.core.reader.names_words import GENERIC

_COUNT = r"(?:\d+|[一二三四五六七八九十两几百]+)(?:多|余)?"
_HEAD = re.compile(
    rf"(?P<etc>等)?(?P<count>{_COUNT}[家个项户])?(?P<kind>[\u4e00-\u9fff、]{{0,14}}?)(?P<noun>项目|企业|公司|单位|集团|药企|车企|工厂|厂家|客商|院校|高校|机构)"
)
_SPLIT = re.compile(r"、|以及")
_CLAUSE = re.compile(r"[,。;:!?\n“”‘’…]")
_JOINED = re.compile(
    r"^(.{4,}?(?:项目|基地|加工|制造|利用|工程|材料|生产线|光伏|园|中心|平台|公司|集团|生产|建设|改造|扩建|系统|装备|设备))(?:和|及|与)(.{4,})$"
)
REACH = 400
"""How far back (code points) a list may begin."""


def find_listed(marks: Marks) -> Iterator[Found]:
    """The items of lists that end in 等…企业 or 等…个项目."""
    flat, start = marks.flat, 0
    for match in re.finditer(r"等|(?<=[\u4e00-\u9fff])(?=\d+[个家项]|[一二三四五六七八九十两][个家项])", flat):
        if match.start() < start:
            continue
        head = _HEAD.match(flat, match.start())
        if head is None or not (head["etc"] or head["count"]) or not _is_kind(head["kind"]):
            continue
        start = head.end()
        kind = "project" if head["noun"] == "项目" else "org"
        items = list(_items(marks, match.start(), kind))
        if head["etc"] or len(items) > 1:
            yield from items


def _is_kind(text: str) -> bool:
    return covers(GENERIC, text.replace("、", ""))


def _items(marks: Marks, end: int, kind: str) -> Iterator[Found]:
    """From the last item of the list back to the first; the first bad item ends the list."""
    flat = marks.flat
    low = max(0, end - REACH)
    cuts = [match.end() for match in _CLAUSE.finditer(flat, low, end)]
    clause = cuts[-1] if cuts else low
    pieces = [(match.start(), match.end()) for match in _SPLIT.finditer(flat, clause, end)]
    bounds = [clause, *(stop for _, stop in pieces)], [*(start for start, _ in pieces), end]
    spans = list(zip(*bounds, strict=True))
    for position, (start, stop) in enumerate(reversed(spans)):
        first = position == len(spans) - 1
        begin = left_edge(marks, stop, soft=True) if stop > start else stop
        if not first and flat[begin - 1] in "和及与":
            begin = start
        begin = max(begin, start)
        if not _is_item(marks, begin, stop, kind):
            return
        yield from _split_joined(flat, begin, stop, kind)
        if begin > start:
            return


def _split_joined(flat: str, start: int, end: int, kind: str) -> Iterator[Found]:
    """甲项目和乙: two names when both sides can stand alone."""
    match = _JOINED.match(flat[start:end])
    type_ = "project" if kind == "project" else "org"
    if match is None:
        yield Found(start, end, type_)
        return
    yield Found(start, start + match.end(1), type_)
    yield Found(start + match.start(2), end, type_)


def _is_item(marks: Marks, start: int, end: int, kind: str) -> bool:
    text = marks.flat[start:end]
    place = marks.place_from.get(start)
    rest = text[place.end - start :] if place else text
    if not 2 <= len(text) <= 30 or not rest or names_nothing(rest):
        return False
    if kind == "org":
        return len(text) <= 16 and start not in marks.title_from and end not in marks.title_to
    return len(text) >= 4
