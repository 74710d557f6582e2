"""The same thing under several forms: short forms found again, and mentions gathered under one name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kaifaqu.core.reader import names_words as vocabulary
from kaifaqu.core.reader.model import Range
from kaifaqu.core.reader.names_bounds import names_nothing
from kaifaqu.core.reader.names_lexicon import Lexicon
from kaifaqu.core.reader.names_marks import Marks
from kaifaqu.core.reader.names_organs import Found, is_shared
from kaifaqu.core.reader.names_people import may_follow
from kaifaqu.core.reader.names_places import place_lexicon, short_name
from kaifaqu.core.reader.names_tables import ABBREVIATIONS

_LEGAL = re.compile(r"(?:集团|控股|投资)?(?:股份|有限|责任)*(?:有限责任公司|有限公司|股份公司|公司)$|(?:控股)?集团$")
_TRADES = re.compile(
    r"(?:科技|技术|信息|信息技术|医药|药业|制药|生物|电子|机械|机电|环保|环境|能源|新能源|材料|新材料|智能|实业|工业|重工|汽车|化工|食品|集团|控股|股份|发展|投资|建设|建筑|工程|装备|制造|电气|电力|光电|半导体|软件|网络|数据|数字|物流|贸易|农业|农牧|钢铁|矿业|煤业|燃气|水务|文化|旅游|传媒|产业|计算机|锂业|铝业|铜业|纸业|乳业|酒业|茶业|建材|服务|管理|运营|开发)+$"
)
_GIVEN_NAME = re.compile(r"\((?:以下|下|又|后)?(?:统|合)?(?:简称|称)(?:为)?[:“]*([^()“”]{2,12})”?\)")
_ZONE_TAIL = (
    (re.compile(r"(?:国家级|省级)?经济(?:技术)?开发区$"), "经开区"),
    (re.compile(r"高新(?:技术)?产业(?:开发|示范|园)区$|高新技术开发区$"), "高新区"),
    (re.compile(r"(?:转型)?综合改革示范区$"), "综改区"),
    (re.compile(r"综合保税区$"), "综保区"),
    (re.compile(r"自由贸易试验区$|自贸试验区$"), "自贸区"),
)


_MODIFIERS = frozenset("该各级省市县国家个类型业本某两些批座片新内此术")
"""Characters before 高新区 that say that no certain zone is meant."""

LONGEST_TITLE = 80
"""How far before a name (code points) its title may begin."""


@dataclass(slots=True)
class Named:
    """One thing: its fullest name, its mentions as flat spans, and a person's title as it is printed."""

    type: str
    name: str
    mentions: list[Range]
    title: str | None = None


def find_again(marks: Marks, found: Sequence[Found]) -> Iterator[Found]:
    """Further mentions of names that were found once, and of the short forms of companies and projects."""
    forms = {marks.flat[name.start : name.end]: name.type for name in found if name.type not in ("doc", "place")}
    lexicon = Lexicon([*forms.items(), *_short_forms(marks, found)])
    for hit in lexicon.scan(marks.flat, marks.heads):
        quoted = marks.flat[hit.end : hit.end + 1] == "”" and hit.value == "org"
        if hit.value == "org" and is_shared(marks.flat, hit.start, hit.end):
            continue
        if hit.value == "zone" and marks.flat[hit.start - 1 : hit.start] in _MODIFIERS:
            continue
        if not quoted and (hit.value != "person" or hit.end - hit.start > 2 or may_follow(marks, hit.end)):
            yield Found(hit.start, hit.end, hit.value)


def _short_forms(marks: Marks, found: Sequence[Found]) -> Iterator[tuple[str, str]]:
    for name in found:
        text = marks.flat[name.start : name.end]
        if name.type == "org":
            yield from ((form, "org") for form in _company_forms(text))
            given = _GIVEN_NAME.match(marks.flat, name.end)
            if given:
                yield given[1], "org"
        elif name.type == "zone":
            yield from ((ending, "zone") for ending in vocabulary.ZONE_ENDINGS if len(ending) >= 4 and text.endswith(ending))
        elif name.type == "project":
            stem = text.removesuffix("项目")
            if stem != text and stem.endswith(vocabulary.BASE_ENDINGS + vocabulary.PARK_ENDINGS):
                yield stem, "project"
            yield from ((form, "org") for form in _owner_forms(text))


def _company_forms(text: str) -> Iterator[str]:
    """凌河川医药集团股份有限公司 → 凌河川医药集团, 凌河川医药, 凌河川; nothing shorter than three characters."""
    stem = _LEGAL.sub("", text)
    if stem == text:
        return
    forms = {stem, _without_place(stem)}
    forms |= {_TRADES.sub("", form) for form in forms}
    yield from (form for form in forms if len(form) >= 3 and not names_nothing(form) and not _is_place(form))


def _owner_forms(text: str) -> Iterator[str]:
    """星云海川智能制造(滨江)基地 → 星云海川: the words before those that say only what is built."""
    stem = re.sub(r"\([^()]*\)|(?:生产|产业)?(?:基地|项目|产业园|工厂)$", "", text)
    cut = next((cut for cut in range(3, 7) if cut < len(stem) and names_nothing(stem[cut:])), None)
    if cut is not None and not _is_place(stem[:cut]):
        yield stem[:cut]


def _without_place(text: str) -> str:
    hit = place_lexicon().at(text, 0)
    return text[hit.end :].lstrip("省市县区") if hit is not None else text


def _is_place(text: str) -> bool:
    hit = place_lexicon().at(text, 0)
    return hit is not None and hit.end == len(text)


# -- one thing, several forms -------------------------------------------------------------------------------------------


def merge(marks: Marks, found: Sequence[Found]) -> list[Named]:
    """Mentions gathered by what they name. Only sure forms are one: 滨江经开区 and 滨江经济技术开发区, 山西 and 山西省."""
    things: dict[tuple[str, str], Named] = {}
    owners = {name.end: name.start for name in found if name.type in ("org", "zone", "place")}
    shared: dict[int, str] = {}  # where a name after 市领导 ends: the next name in the list has the title too
    for name in found:
        text = marks.flat[name.start : name.end]
        thing = things.setdefault((name.type, _key(name.type, text)), Named(name.type, text, []))
        thing.mentions.append((name.start, name.end))
        if len(text) > len(thing.name):
            thing.name = text
        if name.type == "person" and thing.title is None:
            thing.title = _title(marks, owners, name) or shared.get(name.start - 1)
            if thing.title and thing.title.endswith("领导"):
                shared[name.end] = thing.title
    return list(things.values())


def _key(type_: str, text: str) -> str:
    if type_ == "zone":
        for pattern, tail in _ZONE_TAIL:
            text = pattern.sub(tail, text)
        return _without_province(text)
    if type_ == "place":
        hit = place_lexicon().at(text, 0)
        name = ABBREVIATIONS.get(text, hit.value.name if hit is not None and hit.end == len(text) else text)
        return short_name(name)
    return text.removesuffix("项目") if type_ == "project" else text


def _without_province(text: str) -> str:
    hit = place_lexicon().at(text, 0)
    inner = place_lexicon().at(text, hit.end) if hit is not None else None
    return (
        _without_province(text[hit.end :])
        if hit is not None and inner is not None and hit.value.rank < inner.value.rank
        else text
    )


def _title(marks: Marks, owners: Mapping[int, int], person: Found) -> str | None:
    """The title as printed before the name, with the organisations in it (`owners`: their end → start)."""
    start = person.start
    while start > person.start - LONGEST_TITLE:
        step = marks.title_to.get(start, owners.get(start))
        if step is None and start < person.start and marks.flat[start - 1 : start] in ("、", ",", "兼"):
            step = start - 1 if (start - 1) in marks.title_to else None
        if step is None:
            break
        start = step
    return marks.flat[start : person.start].strip() or None
