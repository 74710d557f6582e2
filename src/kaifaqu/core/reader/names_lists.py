"""Names without an ending that lists give away: 甲、乙等12个企业, 甲、乙以及丙3个项目."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kaifaqu.core.reader import names_words as vocabulary
from kaifaqu.core.reader.names_bounds import left_edge, names_nothing
from kaifaqu.core.reader.names_lexicon import covers
from kaifaqu.core.reader.names_marks import Marks
from kaifaqu.core.reader.names_organs import Found

_COUNT = r"(?:\d+|[一二三四五六七八九十两几百]+)(?:多|余)?"
_HEAD = re.compile(
    rf"(?P<etc>等)?(?P<count>{_COUNT}[家个项户])?(?P<kind>[\u4e00-\u9fff、]{{0,14}}?)(?P<noun>项目|企业|公司|单位|集团|药企|车企|工厂|厂家|客商|院校|高校|机构)"
)
_SPLIT = re.compile(r"、|以及")
_CLAUSE = re.compile(r"[,。;:!?\n“”‘’…]")
_JOINED = re.compile(
    r"^(.{4,}?(?:项目|基地|加工|制造|利用|工程|材料|生产线|光伏|园|中心|平台|公司|集团|生产|建设|改造|扩建|系统|装备|设备))(?:和|及|与)(.{4,})$"
)
_OPENING = re.compile(r"项目(?:\d+个)?,?(?:分别|主要|具体)?(?:为|是|包括|包含|有):?")
_SENTENCE = re.compile(r"[。;,\n等]")
_INVESTED = re.compile(r"投资[^、]{1,16}元的$")
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
    for match in _OPENING.finditer(flat):
        yield from _following(marks, match.end())


def _following(marks: Marks, start: int) -> Iterator[Found]:
    """项目分别为甲、乙、丙项目: the items up to the end of the sentence."""
    end = _SENTENCE.search(marks.flat, start, start + REACH)
    stop = end.start() if end else min(len(marks.flat), start + REACH)
    if marks.flat.count("、", start, stop) == 0:
        return
    for piece in re.finditer(r"[^、]+", marks.flat[start:stop]):
        low, high = start + piece.start(), start + piece.end()
        begin = _over_joiners(marks, low, left_edge(marks, high, soft=True))
        if begin > low or not _is_item(marks, low, high, "project"):
            return
        yield Found(low, high, "project")


def _is_kind(text: str) -> bool:
    return covers(vocabulary.GENERIC, text.replace("、", ""))


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
        whole = _over_joiners(marks, start, begin)
        if not first or (kind == "project" and whole == start):
            begin = whole
        begin = max(begin, start)
        if not _is_item(marks, begin, stop, kind):
            return
        yield from _split_joined(flat, begin, stop, kind)
        if begin > start and not _INVESTED.search(flat[start:begin]):
            return


def _over_joiners(marks: Marks, start: int, begin: int) -> int:
    """远和陶瓷及复合膜材料: 及 does not cut an item that nothing else cuts."""
    while begin > start and marks.flat[begin - 1] in "和及与":
        before = left_edge(marks, begin - 1, soft=True)
        if before == begin - 1:
            return begin
        begin = before
    return begin if begin <= start or marks.flat[begin - 1] not in vocabulary.MEASURES else start


def _split_joined(flat: str, start: int, end: int, kind: str) -> Iterator[Found]:
    """甲项目和乙: two names when both sides can stand alone."""
    match = _JOINED.match(flat[start:end])
    type_ = "project" if kind == "project" else "org"
    if match is None or names_nothing(match[2]):
        yield Found(start, end, type_)
        return
    yield Found(start, start + match.end(1), type_)
    yield Found(start + match.start(2), end, type_)


def _is_item(marks: Marks, start: int, end: int, kind: str) -> bool:
    text = marks.flat[start:end]
    place = marks.place_from.get(start)
    rest = text[place.end - start :] if place and place.value.rank < 3 else text
    if len(text) >= 5 and re.search(r"[一二三四五六1-6]期$", text) and kind == "project":
        return True
    if not 2 <= len(text) <= 30 or not rest or names_nothing(rest):
        return False
    if kind == "org":
        return (
            (len(text) <= 16 or text.endswith(("公司", "集团"))) and start not in marks.title_from and end not in marks.title_to
        )
    return len(text) >= 4


_FIRM = ("公司", "集团", "银行", "股份")
_ITEM = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{3,10}")


def complete_lists(marks: Marks, found: Sequence[Found]) -> Iterator[Found]:
    """Short names beside companies in a row: 甲公司、宝某能源、乙公司."""
    flat = marks.flat
    for name in found:
        if name.type != "org" or not flat.endswith(_FIRM, name.start, name.end):
            continue
        if flat[name.end : name.end + 1] == "、":
            yield from _neighbour(marks, name.end + 1, _edge_after(flat, name.end + 1))
        if flat[name.start - 1 : name.start] == "、":
            yield from _neighbour(marks, left_edge(marks, name.start - 1, soft=False), name.start - 1)


def _edge_after(flat: str, start: int) -> int:
    """The end of an item: the next mark, 等 or 和."""
    item = _ITEM_END.search(flat, start, start + 12)
    return item.start() if item else start


_ITEM_END = re.compile(r"[、,。;等和与及(]|签署|签订|签约|代表|负责|参加|出席|相关|有关|达成|\n")


def _neighbour(marks: Marks, start: int, end: int) -> Iterator[Found]:
    flat = marks.flat
    if (
        flat.endswith(("湿地", "公园", "广场", "景区", "农场", "展馆"), start, end)
        or not _ITEM.fullmatch(flat, start, end)
        or flat[start - 1 : start]
        not in (
            "、",
            ",",
            "。",
            "\n",
            "”",
            "由",
            "与",
            "和",
            "",
        )
    ):
        return
    if left_edge(marks, end, soft=False) == start and _is_item(marks, start, end, "org"):
        yield Found(start, end, "org")
