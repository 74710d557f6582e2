"""Are two written names the same company? Chinese names with their legal form anywhere, brackets, places, groups, abbreviations.

Pure. A name is taken apart (places · core · form · branch), then two are compared part by part. Two credit codes decide before any name does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache, lru_cache

from kaifaqu.core.reader.folding import fold
from kaifaqu.core.reader.names_lexicon import covers, section, words
from kaifaqu.core.reader.names_places import divisions, place_lexicon, short_name

FORMS = (
    ("cooperative", r"(?:农民)?专业合作社(?:联合社)?|合作社"),
    ("partnership", r"合伙企业|事务所"),
    ("company", r"股份有限责任公司|股份有限公司|有限责任公司|有限公司|股份公司|责任公司|总公司|公司|股份有限|股份$"),
)
"""Kinds of legal form. 股份 and 有限 are one kind: a company changes between them and stays itself."""
COLLOQUIAL = re.compile(r"(?<!有限)(?<!责任)(?<!股份)(?<!总)公司$|股份$")
"""A bare 公司 or 股份 is how people speak, not a registered form: 紫光计算机公司, 天药股份."""
BUREAU = re.compile(r"(?<=局)第?([一二三四五六七八九十]+)(?:工程)?$")
"""中铁十二局三公司 is 中铁十二局集团第三工程有限公司."""
BRANCH = re.compile(r"(分公司|分厂|分店|分行|支行|办事处|代表处|营业部|经营部|项目部|事业部)$")
NUMBERED = re.compile(r"第?[一二三四五六七八九十\d]+$")
FORMER = re.compile(r"^(?:原名|原|曾用名|更名前|前身|现名|现更名为|更名为|以下简称|简称|下称)[:为]?“?(.+?)”?$")
IDLE = re.compile(
    r"^(?:股份|有限|股份有限|筹|筹建|筹备|筹建中|拟|拟设立|暂定名?|暂名|存续|在业|开业|上市公司|国企|民企|央企|本部|总部|盖章|公章|签章|自然人独资|自然人投资或控股"
    r"|法人独资|国有独资|国有控股|外商独资|中外合资|中外合作|港资|台资|控股|母公司|投资方|甲方|乙方|股票代码.*|证券代码.*|[\d.:A-Z]*\d{4,}[\d.:A-Z]*)$"
)
ENGLISH = re.compile(r"(?:CO\.?,? ?LTD\.?|LIMITED|LTD\.?|INC\.?|CORP\.?|LLC|GMBH)$")
MARKS = re.compile(r"[\s·.,，、。\"'“”‘’《》〈〉\-—_/\\|*#:：;；\u200b]+")
TAIL = re.compile(r"(?:等(?:\d+|[一二三四五六七八九十]+)?[家个户]?(?:企业|公司)?)$")
ZONE = re.compile(
    r"^(?:(?:综合改革|综改)示范区|(?:高新技术|经济技术|经济|高新)?(?:产业)?开发区|经开区|高新区|综改区|工业园区?|产业园区|示范区)"
)
GROUP = re.compile(r"控股集团|集团控股|集团总?")
HOLDING = re.compile(r"控股$")
MEMBER = re.compile(r"\(集团\)(?!有限|股份|控股|责任|总?公司|$)")
"""阳泉煤业（集团）兆丰铝电: a member of the group, not the group."""
TOWNSHIP = re.compile(r"^([^镇乡]{2,3}[镇乡])(?=.{4})")
BRACKETS = re.compile(r"\(([^()]*)\)")
TRADES = frozenset(words(
    "医药 制药 药业 生物 化学 化工 化肥 科技 技术 高科技 工程 装备 制造 智能 机械 电子 信息 数据 软件 网络 通信 能源 新能源 电力 电气 热力 燃气 煤业",
    "煤化 煤化工 煤矿 煤炭 焦化 焦煤 钢铁 冶金 冶炼 有色 铝业 镁业 金属 材料 新材料 建材 水泥 陶瓷 玻璃 建设 建筑 置业 地产 房地产 物流 供应链 贸易 商贸",
    "实业 工业 产业 企业 发展 开发 投资 资本 控股 食品 饮料 酒业 乳业 农业 农牧 牧业 种业 粮油 纺织 服装 印刷 包装 塑料 橡胶 汽车 重工 重型 环保 环境",
    "环境科技 节能 水务 文化 旅游 传媒 教育 健康 医疗 器械 医疗器械 光伏 光电 风电 风力 发电 太阳能 半导体 微电子 机电 客车 精密 铸造 锻造 轴承 电机 电缆 线缆 电池",
    "锂业 股份 国际 服务 管理 咨询 运营 设备 仪器 自动化 机器人 航空 航天 船舶 铁路 交通 运输 路桥 矿业 矿山 石油 石化 天然气 煤层气 氢能 储能 双碳 废旧 机动车 回收 利用 和 与",
))  # fmt: skip
"""What a company does: words that an abbreviation leaves out after the name proper (字号)."""
SHORT_TRADES = {
    "风电": "风力发电",
    "煤电": "煤炭发电",
    "热电": "热力发电",
    "文旅": "文化旅游",
    "钢": "钢铁",
    "铝": "铝业",
    "药": "药业",
    "药业": "制药",
}
PARENTS = {
    "中石油": "中国石油天然气", "中石化": "中国石油化工", "中海油": "中国海洋石油", "国家电投": "国家电力投资", "国电投": "国家电力投资",
    "国网": "国家电网", "中移动": "中国移动通信", "中国移动": "中国移动通信", "中联通": "中国联通", "中电信": "中国电信",
}  # fmt: skip
"""National parents by the names that everybody uses."""
LANDSCAPE = frozenset("山河湖江滩海岭")
"""After these a place is part of a name: 五台山, 太原河."""
SHORTEST_CORE, SHORTEST_NAME = 2, 3
PREFECTURE, DISTRICT = 2, 3
CONTRACTED, LISTED = 2, 4
"""Characters of a contraction like 太钢: one of the place, one of the core; and the length from which a listed company's short name may end early (太钢不锈)."""


class Match(IntEnum):
    """DIFFERENT; LIKELY: a person should look; SAME."""

    DIFFERENT = 0
    LIKELY = 1
    SAME = 2


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A name taken apart. `places` are short names from the largest to the smallest; `is_full` says that a legal form was written;
    `marker` is what stands in brackets and tells sister companies apart (a place, a number); `own` is what follows 集团 inside the
    name (石药集团 · 欧意药业); `town` a township after the county;
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
    others: tuple[str, ...] = ()


@cache
def _lines() -> dict[str, frozenset[str]]:
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
def _counties() -> frozenset[str]:
    """Counties and districts by their short names, without those that a larger place shares."""
    ranks: dict[str, int] = {}
    for place in divisions():
        name = short_name(place.name)
        ranks[name] = min(ranks.get(name, place.rank), place.rank)
    return frozenset(name for name, rank in ranks.items() if rank >= DISTRICT)


@cache
def _districts() -> frozenset[str]:
    """Districts that are called by their short name (榆次, 潞城): of two letters, only one of that name, no everyday word."""
    shorts = [short_name(place.name) for place in divisions() if place.name.endswith("区") and place.rank == DISTRICT]
    everyday = frozenset(section("words_not_counties")) | frozenset(section("common_two")) | TRADES
    return frozenset(name for name, count in Counter(shorts).items() if count == 1 and len(name) == 2 and name not in everyday)


@lru_cache(maxsize=50_000)
def take_apart(name: str) -> CompanyName:
    """The parts of a written name; a name that is nothing but places keeps its last place as its core."""
    text = ENGLISH.sub("", fold(name).upper().strip())
    text = _write_parent_out(text)
    text, bracketed, others = _without_brackets(MEMBER.sub("集团", MARKS.sub("", text)))
    text = TAIL.sub("", text)
    text, branch = _without_branch(_without_seat(text))
    is_colloquial = bool(COLLOQUIAL.search(text))
    text, form = _without_form(text)
    text, is_group, own = _without_group(text)
    places, core = _without_places(text, is_member=bool(own))
    places, core, own = _without_inner_place(places, core, own)
    town = TOWNSHIP.match(core) if places and places[-1] != "中国" else None
    core = BUREAU.sub(r"\1", core[town.end() :] if town else core)
    partner = "partnership" if any("合伙" in word for word in bracketed) else ""
    marker = "".join(_short_place(word) for word in bracketed if "合伙" not in word and word != "集团")
    is_full = bool(partner or (form and not is_colloquial))
    return CompanyName(
        places, core, form or partner, (is_group and marker not in _lines()) or "集团" in bracketed, marker, branch, is_full, own,
        town[1] if town else "", tuple(others),
    )  # fmt: skip


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
    outside = BRACKETS.sub("", text) + branch
    return re.sub(r"[()]", "", outside), kept, others


def _short_place(word: str) -> str:
    hit = place_lexicon().at(word, 0)
    return short_name(hit.value.name) if hit is not None and hit.end == len(word) else word


def _without_branch(text: str) -> tuple[str, str]:
    """山西振东制药股份有限公司太原分公司 → the company, 太原分公司; without a form before it the last place goes with the branch."""
    kind = BRANCH.search(text)
    if kind is None:
        return text, ""
    stem = text[: kind.start()]
    whole = re.match(rf"(.+?(?:{'|'.join(pattern for _kind, pattern in FORMS)}))(.*)$", stem)
    if whole:
        return whole[1], _short_place(whole[2]) + kind[1]
    number = NUMBERED.search(stem)
    cut = (
        number.start() if number else max((hit.start for hit in place_lexicon().scan(stem) if hit.end == len(stem)), default=0)
    )
    return (stem[:cut] or stem), (_short_place(stem[cut:]) if cut else "") + kind[1]


def _without_form(text: str) -> tuple[str, str]:
    for kind, pattern in FORMS:
        shorter = re.sub(pattern, "", text)
        if shorter != text and shorter:
            return shorter, kind
    return text, ""


def _without_seat(text: str) -> str:
    """山西能科光伏科技有限公司左云: a place after the form says where, not who."""
    form = re.search(r"公司(?=[^公司]{2,8}$)", text)
    return text[: form.end()] if form and _short_place(text[form.end() :]) in _lines() else text


def _without_group(text: str) -> tuple[str, bool, str]:
    """The text without 集团, whether it is the group itself, and what a member of the group is called after it."""
    found = GROUP.search(text)
    own = text[found.end() :] if found else ""
    shorter = GROUP.sub("", text)
    held = HOLDING.sub("", shorter)
    return (held, not own, own) if held and held != text else (text, False, "")


def _without_places(text: str, *, is_member: bool) -> tuple[tuple[str, ...], str]:
    places: list[str] = []
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
    seat = _trailing_place(text) if is_member or places[:1] == ["中国"] else None
    return (tuple(places), text) if seat is None else ((*places, seat[0]), seat[1])


def _trailing_place(text: str) -> tuple[str, str] | None:
    """中国移动通信集团山西: a national company's own house in a province stands at the end."""
    hit = next((hit for hit in place_lexicon().scan(text) if hit.end == len(text) and hit.start >= SHORTEST_CORE), None)
    return None if hit is None else (short_name(hit.value.name), text[: hit.start])


def _leading_place(text: str, above: list[str]) -> tuple[str, str] | None:
    """The division at the head of the text; after a larger one also a district by its short name."""
    hit = place_lexicon().at(text, 0)
    name = short_name(hit.value.name) if hit is not None else ""
    fits = not above or above[-1] == "中国" or bool(_lines().get(name, frozenset()) & set(above))
    if hit is not None and fits and _is_division(name, hit.value.rank, text[hit.end :]):
        rest = text[hit.end :]
        is_renamed = hit.value.rank >= DISTRICT and rest[0] in "县市" and len(rest) > SHORTEST_NAME
        return name, rest[1:] if is_renamed else rest
    for length in (3, 2):
        district = text[:length]
        is_below = bool(above) and above[-1] in _lines().get(district, ())
        if (is_below or (not above and district in _districts())) and len(text) - length > SHORTEST_CORE:
            return district, text[length:]
    return None


def _is_division(name: str, rank: int, rest: str) -> bool:
    """A division with enough after it to be a name; a county before 山 or 河 is part of one. 晋中 is a region and a prefecture."""
    if len(rest) < SHORTEST_CORE or (rank == DISTRICT and rest[0] in LANDSCAPE):
        return False
    return rank >= 1 or name in _lines()


# -- two names -------------------------------------------------------------------------------------------------------------


def match_companies(name: str, other: str, code: str = "", other_code: str = "") -> Match:
    """Whether two companies are one. `code` are unified credit codes, "" where unknown: two codes decide alone."""
    if code and other_code:
        return Match.SAME if code.strip().upper() == other_code.strip().upper() else Match.DIFFERENT
    return match_names(name, other)


def match_names(name: str, other: str) -> Match:
    """Whether two written names mean one company; names given in brackets (原…, 简称…) count as well."""
    return max(compare(one, two) for one in _readings(name) for two in _readings(other))


def _readings(name: str) -> Iterator[CompanyName]:
    own = take_apart(name)
    for reading in (own, *map(take_apart, own.others)):
        yield reading
        yield from _with_place_inside(reading)


def _with_place_inside(name: CompanyName) -> Iterator[CompanyName]:
    """同仁堂健康药业, 常山生化药业: what looks like a county at the head may be part of the name."""
    if len(name.places) == 1 and name.places[0] in _counties() and not name.town:
        yield replace(name, places=(), core=name.places[0] + name.core)


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
    if not marked.is_full and bare.places and bare.places[-1] in _lines().get(marked.marker, ()):
        return Match.LIKELY
    return Match.DIFFERENT if bare.is_full else Match.LIKELY


def compare_groups(one: CompanyName, other: CompanyName) -> Match:
    """A group and a company of its name are two; an abbreviation may leave 集团 out, but adds none."""
    if one.is_group == other.is_group:
        return Match.SAME
    bare, group = (other, one) if one.is_group else (one, other)
    if bare.is_full or bare.form or (not group.is_full and bare.core != group.core):
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
    on_line = mine[-1] in _above(theirs) or theirs[-1] in _above(mine)
    return Match.LIKELY if on_line else Match.DIFFERENT


def _places_of(name: CompanyName) -> tuple[str, ...]:
    return name.places or ((name.marker,) if name.marker in _lines() else ())


def _above(places: tuple[str, ...]) -> frozenset[str]:
    return _lines().get(places[-1], frozenset()) | set(places[:-1]) | {"中国"}


def compare_cores(one: CompanyName, other: CompanyName) -> Match:
    """Equal, or one of them a shorter writing of the other; two full names are never abbreviations of each other."""
    if one.core == other.core or _inside(one, other) or _inside(other, one):
        return Match.SAME
    if abbreviates_group(one, other) or abbreviates_group(other, one):
        return Match.LIKELY
    if one.is_full and other.is_full:
        return Match.DIFFERENT
    short, long = sorted((one, other), key=lambda name: (len(name.core), name.is_full, name.places))
    if short.is_full:
        return Match.DIFFERENT
    rules = (leaves_trades_out, leaves_letters_out, is_contraction, keeps_place_in_core, leaves_group_out, ends_early)
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


def abbreviates_group(short: CompanyName, long: CompanyName) -> bool:
    """阳煤集团兆丰铝电 for 阳泉煤业集团兆丰铝电: the same member, its group by some letters of the group's name."""
    if not short.own or short.own != long.own:
        return False
    brief, full = ("".join(name.places[:1]) + name.core.removesuffix(name.own) for name in (short, long))
    letters = iter(full)
    return CONTRACTED <= len(brief) < len(full) and brief[0] == full[0] and all(letter in letters for letter in brief)


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


KEYS_EDITION = "6602e6011cb5"
"""Which edition of the rules below made the keys that stand in a home; a test asks for a new value when they change."""


def keys_of(name: str) -> frozenset[str]:
    """Short keys by which a name is looked up: two names that match share one. Kept beside a record, they spare comparing all with all."""
    found = set()
    for reading in _readings(name):
        written = "".join(reading.places) + reading.core
        found |= {
            reading.core[:2],
            written[:2],
            reading.own[:2],
            reading.town[:2],
            reading.core[:1] if len(reading.core) == 1 else "",
        }
        if reading.places:
            found |= {letter + reading.core[0] for letter in reading.places[-1]}
    return frozenset(found - {""})


def find_matches(name: str, candidates: Iterable[tuple[str, str]], code: str = "") -> list[tuple[int, Match]]:
    """The places of those candidates (name, code) that are this company, surest first."""
    judged = [(place, match_companies(name, other, code, theirs)) for place, (other, theirs) in enumerate(candidates)]
    return sorted(((place, match) for place, match in judged if match), key=lambda row: (-row[1], row[0]))


def core_of(name: str) -> str:
    """The name without place, form and group: what a person says. The whole name where nothing else is left."""
    parts = take_apart(name)
    return replace(parts).core or name.strip()
