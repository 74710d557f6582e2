"""The parts of a company's written name: places · core · form · group · branch, with what stands in brackets. Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache

from kaifaqu.core.reader.folding import fold
from kaifaqu.core.reader.names_lexicon import section
from kaifaqu.core.reader.names_places import divisions, place_lexicon, short_name
from kaifaqu.foundation.enterprises.name_words import PARENTS, TRADES, WITH_BRANCHES

FORMS = (
    ("cooperative", r"(?:农民)?专业合作社(?:联合社)?|合作社"),
    ("partnership", r"合伙企业|事务所"),
    ("company", r"股份有限责任公司|股份有限公司|有限责任公司|有限公司|股份公司|责任公司|总公司|公司|股份有限|股份$"),
)
"""Kinds of legal form. 股份 and 有限 are one kind: a company changes between them and stays itself."""
COLLOQUIAL = re.compile(r"(?<!有限)(?<!责任)(?<!股份)(?<!总)公司$|股份$|(?<!专业)合作社$")
"""A bare 公司, 股份 or 合作社 is how people speak, not a registered form: 紫光计算机公司, 天药股份."""
BUREAU = re.compile(r"(?<=局)第?([一二三四五六七八九十]+)(?:工程)?$")
"""中铁十二局三公司 is 中铁十二局集团第三工程有限公司."""
DIGIT = "[一二三四五六七八九十]+"
ORDINALS = (
    (re.compile(rf"第?({DIGIT})(?:研究|工程)(所|院|局)"), r"\1\2"),
    (re.compile(rf"第({DIGIT})医院"), r"\1院"),
    (re.compile(rf"(?<=中国)第({DIGIT})"), r"\1"),
    (re.compile(rf"第({DIGIT})([^第分]{{2,6}})厂$"), r"\2\1厂"),
)
"""One writing for numbered houses: 第二研究所 and 二所, 第八工程局 and 八局, 第一制药厂 and 制药一厂."""
LABEL = re.compile(
    r"^(?:\d{1,3}[.、)] *)?(?:(?:(?:投资|建设|项目|申报|承建|实施|承办|合作|意向)?(?:方|单位|主体|企业|业主)(?:名称|全称)?|(?:企业|公司|客户)(?:名称|全称)?|[甲乙]方) *[:：])?"
)
"""What a sheet writes before the name: 投资方：."""
LATIN = re.compile(r"^[A-Z0-9&]*[A-Z][A-Z0-9&]*(?=[\u3400-\u9fff]{2})")
"""A brand in Latin letters before a name that stands alone: BOE京东方; TCL科技 and ABB中国 need theirs."""
BRANCH = re.compile(r"(分公司|分厂|分店|分行|支行|办事处|代表处|营业部|经营部|项目部|事业部)$")
NUMBERED = re.compile(r"第?[一二三四五六七八九十\d]+$")
FORMER = re.compile(r"^(?:原名|原|曾用名|更名前|前身|现名|现更名为|更名为|以下简称|简称|下称)[:为]?“?(.+?)”?$")
IDLE = re.compile(
    r"^(?:股份|有限|股份有限|筹|筹建|筹备|筹建中|拟.{0,6}|已签约?|在谈|洽谈中?|签约|意向|待定|暂定名?|暂名|存续|在业|开业|上市公司|国企|民企|央企|本部|总部|盖章|公章|签章|自然人独资|自然人投资或控股"
    r"|法人独资|国有独资|国有控股|外商独资|中外合资|中外合作|港资|台资|控股|母公司|投资方|甲方|乙方|股票代码.*|证券代码.*|[\d.:A-Z]*\d{4,}[\d.:A-Z]*|[A-Z]{2,})$"
)
ENGLISH = re.compile(r"(?:CO\.?,? ?LTD\.?|LIMITED|LTD\.?|INC\.?|CORP\.?|LLC|GMBH)$")
MARKS = re.compile(r"[\s·.,，、。\"'“”‘’《》〈〉\-—_/\\|*#:：;；\u200b]+")
TAIL = re.compile(r"(?:等(?:\d+|[一二三四五六七八九十]+)?[家个户]?(?:企业|公司)?)$")
ZONE = re.compile(
    r"^(?:(?:转型)?(?:综合改革|综改)示范区|(?:高新技术|经济技术|经济|高新)?(?:产业)?开发区|经开区|高新区|综改区|工业园区?|产业园区|示范区)"
)
REFORM = re.compile(r"^转型(?:综合改革|综改)示范区(?=.{2})")
"""The only zone whose name needs no place before it."""
GROUP = re.compile(r"控股集团|集团控股|集团总?")
HOLDING = re.compile(r"控股$")
MEMBER = re.compile(r"\(集团\)(?!有限|股份|控股|责任|总?公司|$)")
"""阳泉煤业（集团）兆丰铝电: a member of the group, not the group."""
TOWNSHIP = re.compile(r"^([^镇乡]{2,3}[镇乡])(?=.{4})")
ARABIC = re.compile(r"(?<!\d)\d{1,3}(?=[局院所厂处]|研究[所院])")
"""中铁17局 is 中铁十七局."""
SPOKEN_BRANCH = re.compile(r"(.{4,}?公司)([^公司]{2,8})(?<!有限)(?<!责任)(?<!股份)(?<!分)(?<!总)公司$")
"""国网山西省电力公司大同供电公司: a company in a company is its branch."""
NOTE = re.compile(r"(?<=公司)\(([^()]+)\)$")
"""A place in brackets after the legal form says where, not who: no register writes it there."""
BRACKETS = re.compile(r"\(((?:[^()]|\([^()]*\))*)\)")
LANDSCAPE = frozenset("山河湖江滩海岭")
"""After these a place is part of a name: 五台山, 太原河."""
SHORTEST_CORE, SHORTEST_NAME = 2, 3
PREFECTURE, DISTRICT = 2, 3


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A name taken apart. `places` are short names from the largest to the smallest; `is_full` says that a legal form was written;
    `marker` is what stands in brackets and tells sister companies apart (a place, a number); `own` is what follows 集团 inside the
    name (石药集团 · 欧意药业); `town` a township after the county; `zone` what is called after the last place (经济开发区);
    `others` are names given beside it."""

    places: tuple[str, ...]
    core: str
    form: str
    is_group: bool = False
    marker: str = ""
    branch: str = ""
    is_full: bool = False
    own: str = ""
    town: str = ""
    zone: str = ""
    others: tuple[str, ...] = ()


@cache
def lines_above() -> dict[str, frozenset[str]]:
    """The short names of everything above each place, by its short name; a name that stands for several has all of theirs."""
    above: dict[str, frozenset[str]] = {}
    province = prefecture = ""
    for place in divisions():
        name = short_name(place.name)
        if place.rank == 1:
            province, prefecture = name, ""
        elif place.rank == PREFECTURE:
            prefecture = name
        own = {province, prefecture} - {name, ""}
        above[name] = above.get(name, frozenset()) | own
    return above


@cache
def counties() -> frozenset[str]:
    """Counties and districts by their short names, without those that a larger place shares."""
    ranks: dict[str, int] = {}
    for place in divisions():
        name = short_name(place.name)
        ranks[name] = min(ranks.get(name, place.rank), place.rank)
    return frozenset(name for name, rank in ranks.items() if rank >= DISTRICT)


@cache
def _districts() -> frozenset[str]:
    """Districts that are called by their short name (榆次, 潞城): only one of that name, no everyday word."""
    shorts = [short_name(place.name) for place in divisions() if place.name.endswith("区") and place.rank == DISTRICT]
    everyday = frozenset(section("words_not_counties")) | frozenset(section("common_two")) | TRADES
    return frozenset(
        name for name, count in Counter(shorts).items() if count == 1 and len(name) in (2, 3) and name not in everyday
    )


@lru_cache(maxsize=50_000)
def take_apart(name: str) -> CompanyName:
    """The parts of a written name; a name that is nothing but places keeps its last place as its core."""
    text = LABEL.sub("", fold(name).upper().strip())
    text = _write_parent_out(ENGLISH.sub("", text))
    text, bracketed, others = _without_brackets(MEMBER.sub("集团", MARKS.sub("", text)))
    text = _shorten_provinces(TAIL.sub("", text))
    text = ARABIC.sub(lambda found: _in_chinese(found[0]), text)
    for pattern, writing in ORDINALS:
        text = pattern.sub(writing, text)
    text, branch = _without_branch(_without_seat(text))
    is_colloquial = bool(COLLOQUIAL.search(text))
    text, form = _without_form(text)
    text, is_group, own = _without_group(text)
    places, zone, core = _without_places(text, is_member=bool(own))
    places, core, own = _without_inner_place(places, core, own)
    town = TOWNSHIP.match(core) if places and places[-1] != "中国" else None
    core = BUREAU.sub(r"\1", core[town.end() :] if town else core)
    partner = "partnership" if any("合伙" in word for word in bracketed) else ""
    marker = "".join(short_place(word) for word in bracketed if "合伙" not in word and word != "集团")
    is_full = bool(partner or (form and not is_colloquial))
    return CompanyName(
        places, core, form or partner, (is_group and marker not in lines_above()) or "集团" in bracketed, marker, branch, is_full, own,
        town[1] if town else "", zone, tuple(others),
    )  # fmt: skip


def _shorten_provinces(text: str) -> str:
    """国网山西省电力 as 国网山西电力: a province inside a name by its short name."""
    hits = [hit for hit in place_lexicon().scan(text) if hit.start and text[hit.end - 1] == "省" and len(text) > hit.end]
    for hit in reversed(hits):
        text = text[: hit.end - 1] + text[hit.end :]
    return text


def _in_chinese(written: str) -> str:
    """17 as 十七; three figures are a name and are read one by one: 718 as 七一八."""
    digits = "〇一二三四五六七八九"
    if len(written) > 2:
        return "".join(digits[int(letter)] for letter in written)
    tens, ones = divmod(int(written), 10)
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones else "")


def without_latin(name: str) -> str:
    """The name without a brand in Latin letters in front, as it is where there is none."""
    return LATIN.sub("", fold(name).upper().strip()) if LATIN.match(fold(name).upper().strip()) else name


def _write_parent_out(text: str) -> str:
    """中石油山西销售 as 中国石油天然气山西销售; what is written out already stays."""
    parent = next((brief for brief in PARENTS if text.startswith(brief) and not text.startswith(PARENTS[brief])), None)
    return text if parent is None else PARENTS[parent] + text[len(parent) :]


def _without_inner_place(places: tuple[str, ...], core: str, own: str) -> tuple[tuple[str, ...], str, str]:
    """国药集团大同威奇达药业: a place between the group and what its member is called."""
    found = _leading_place(own, list(places)) if len(own) > SHORTEST_NAME else None
    if found is None or not core.endswith(own):
        return places, core, own
    return (*places, found[0]), core.removesuffix(own) + found[1], found[1]


def _without_brackets(text: str) -> tuple[str, list[str], list[str]]:
    """The text outside brackets, what distinguishes inside them, and other names given inside them."""
    kept: list[str] = []
    others: list[str] = []
    for content in BRACKETS.findall(text):
        former = FORMER.match(content)
        if former:
            others.append(former[1])
        elif content and not IDLE.match(content):
            kept.append(content)
    branch = "".join(word for word in kept if BRANCH.search(word))
    kept = [word for word in kept if not BRANCH.search(word)]
    note = NOTE.search(text)
    if note and short_place(note[1]) in lines_above():
        kept.remove(note[1])
    outside = BRACKETS.sub("", text) + branch
    return re.sub(r"[()]", "", outside), kept, others


def short_place(word: str) -> str:
    hit = place_lexicon().at(word, 0)
    return short_name(hit.value.name) if hit is not None and hit.end == len(word) else word


def _without_branch(text: str) -> tuple[str, str]:
    """山西振东制药股份有限公司太原分公司 → the company, 太原分公司; without a form before it the last place goes with the branch."""
    text = _spoken_branch_out(text)
    kind = BRANCH.search(text)
    if kind is None:
        return text, ""
    stem = text[: kind.start()]
    whole = re.match(rf"(.+?(?:{'|'.join(pattern for _kind, pattern in FORMS)}))(.*)$", stem)
    if whole:
        return whole[1], short_place(whole[2]) + kind[1]
    number = NUMBERED.search(stem)
    places = [hit.start for hit in place_lexicon().scan(stem) if hit.end == len(stem) or (_parent_of(stem) and hit.start > 2)]
    cut = number.start() if number else max(places, default=0)
    return (stem[:cut] or stem), (short_place(stem[cut:]) if cut else "") + kind[1]


def _parent_of(text: str) -> str:
    """The national parent with branches that the text begins with, "" where none."""
    return next((parent for parent in WITH_BRANCHES if text.startswith(parent)), "")


def _spoken_branch_out(text: str) -> str:
    """中石油山西销售公司: a national company's branch in a province is called 公司 itself; 移动山西公司 is a company."""
    house = SPOKEN_BRANCH.match(text)
    if house:
        return f"{house[1]}{house[2]}分公司"
    parent, stem = _parent_of(text), text.removesuffix("公司")
    is_spoken = bool(parent) and stem != text and not stem.endswith(("有限", "责任", "股份", "总", "分"))
    places = [hit for hit in place_lexicon().scan(stem) if hit.start >= len(parent)] if is_spoken else []
    return stem + "分公司" if places and len(stem) - places[-1].end >= SHORTEST_CORE else text


def _without_form(text: str) -> tuple[str, str]:
    for kind, pattern in FORMS:
        shorter = re.sub(pattern, "", text)
        if shorter != text and shorter:
            return shorter, kind
    return text, ""


def _without_seat(text: str) -> str:
    """山西能科光伏科技有限公司左云: a place after the form says where, not who."""
    form = re.search(r"公司(?=[^公司]{2,8}$)", text)
    return text[: form.end()] if form and short_place(text[form.end() :]) in lines_above() else text


def _without_group(text: str) -> tuple[str, bool, str]:
    """The text without 集团, whether it is the group itself, and what a member of the group is called after it."""
    found = GROUP.search(text)
    own = text[found.end() :] if found else ""
    shorter = GROUP.sub("", text)
    held = HOLDING.sub("", shorter)
    return (held, not own, own) if held and held != text else (text, False, "")


def _without_places(text: str, *, is_member: bool) -> tuple[tuple[str, ...], str, str]:
    """The places at the head, what kind of zone stands after the last, and the rest."""
    places: list[str] = []
    zone = ""
    text = REFORM.sub("", text)
    while len(text) > SHORTEST_NAME:
        if text.startswith("中国") and not places:
            places, text = ["中国"], text[2:]
            continue
        found = _leading_place(text, places)
        if found is None:
            break
        name, rest = found
        places.append(name)
        text = ZONE.sub("", rest) or rest
        zone = rest.removesuffix(text)
    seat = _trailing_place(text) if is_member or places[:1] == ["中国"] else None
    return (tuple(places), zone, text) if seat is None else ((*places, seat[0]), zone, seat[1])


def _trailing_place(text: str) -> tuple[str, str] | None:
    """中国移动通信集团山西: a national company's own house in a province stands at the end."""
    hit = next((hit for hit in place_lexicon().scan(text) if hit.end == len(text) and hit.start >= SHORTEST_CORE), None)
    return None if hit is None else (short_name(hit.value.name), text[: hit.start])


def _leading_place(text: str, above: list[str]) -> tuple[str, str] | None:
    """The division at the head of the text; after a larger one also a district by its short name."""
    hit = place_lexicon().at(text, 0)
    name = short_name(hit.value.name) if hit is not None else ""
    fits = not above or above[-1] == "中国" or bool(lines_above().get(name, frozenset()) & set(above))
    if hit is not None and fits and _is_division(name, hit.value.rank, text[hit.end :]):
        rest = text[hit.end :]
        is_renamed = hit.value.rank >= DISTRICT and rest[0] in "县市" and len(rest) > SHORTEST_NAME
        return name, rest[1:] if is_renamed else rest
    for length in (3, 2):
        district = text[:length]
        is_below = bool(above) and above[-1] in lines_above().get(district, ())
        is_landscape = text[length : length + 1] in LANDSCAPE
        if (is_below or (not above and district in _districts())) and len(text) - length > SHORTEST_CORE and not is_landscape:
            return district, text[length:]
    return None


def _is_division(name: str, rank: int, rest: str) -> bool:
    """A division with enough after it to be a name; a county before 山 or 河 is part of one. 晋中 is a region and a prefecture."""
    if len(rest) < SHORTEST_CORE or (rank == DISTRICT and rest[0] in LANDSCAPE):
        return False
    return rank >= 1 or name in lines_above()
