"""Checks of lists: names listed against the printed count, one name in two lists, a rank within its set."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from kaifaqu.core.reader.checks_page import LEVEL, RANK, Mark, Page, Sentence
from kaifaqu.core.reader.checks_verdict import Finding, figures_of
from kaifaqu.core.reader.model import Verdict

LONGEST_SET = 20
MOST_APART = 2
"""A list that differs from a count by more is a list of something else."""

_LIST_END = re.compile(
    r"(?P<list>[^,;:。!?()“”\n\ue000-\ue006]*?[^,;:。!?()“”、\n\ue000-\ue006])(?P<etc>等)?(?:这|共|共计|合计)?$"
)
_LIST_AFTER = re.compile(
    r"^[^,;。:(]{0,14}[,:]?(?:分别为|分别是|即|依次为|依次是|:)(?P<list>[^,;。:()\n]+?)(?P<etc>等)?(?=[,;。\n]|$)"
)
_ORDINALS = "一二三四五六七八九十"
_ORDINAL = re.compile(
    rf"(?:^|[,;:。!?])\s*(?:(?P<said>[{_ORDINALS}])(?:是|要|抓|看)|\((?P<bracketed>[{_ORDINALS}])\)|(?P<digit>[1-9])[.、)](?!\d))"
)
_COUNTED_OFF = re.compile(r"[^,;。:]{0,12}[:,。](?:即)?(?:一(?:是|要|抓|看)|\(一\)|1[.、)](?!\d))")
_JOINER = re.compile(r"和|及|与")
_APPOSITION = re.compile(r"(?:地|省|市|县|区)$")
_PROVINCE = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀黔贵滇云藏陕秦甘陇青宁新港澳台"
_ONE_CHARACTER_NAMES = re.compile(
    rf"(?<![\u4e00-\u9fff])(?:在|与|和|对|由|以|为|让|将|从|赴|至|推动|推进|促进|深化|加强|服务|融入)?(?P<names>江?[{_PROVINCE}]{{2,6}})$"
)
_IN_BRACKETS = r"(?:《[^《》\ue000-\ue006]+》|“[^“”\ue000-\ue006]+”)"
_BRACKETED = re.compile(
    rf"(?P<list>{_IN_BRACKETS}(?:(?:、|和|及|与|以及)?{_IN_BRACKETS})+)(?:[^,;:。、《》“”\ue000-\ue006]{{0,8}}(?P<etc>等))?(?:这|共|共计|合计)?$"
)
_LIST_VERB = re.compile(
    r"^[^、]*(?:其中|分别是|推动|助推|督促|培育|签约了|签订了|实施了|包括|涉及|涵盖|覆盖|形成了?|打造|建设|聚焦|围绕|现有|引进了?|落地|开工|分布在|集中在"
    r"|赴|对|在|与|为|将|把|向|由|的|拥有|了)(?=[^、]{2,}(?:、|$))"
)
_NOT_A_LIST = re.compile(r"[\ue000-\ue006]|增长|同比|完成|达到|第[一二三四五六七八九十]、")
_KIND_AT_END = re.compile(r"(?:有限公司|公司|集团|大学|学院|市|县|区|省|产业|园区|园)$")


@dataclass(frozen=True, slots=True)
class Listing:
    """Names that stand before a count: between `fewest` and `most` of them, since 和 may stand inside a name; `names` as split by 、;
    `is_certain` where brackets or single characters leave no doubt of what is a name."""

    mark: Mark
    sentence: Sentence
    names: tuple[str, ...]
    fewest: int
    most: int
    is_open: bool
    is_certain: bool = False


def check_enumerations(page: Page) -> Iterator[Finding]:
    """大同、朔州、阳泉3市: as many names as the count says; with 等, no more."""
    for listing in _listings(page):
        yield from _against_count(listing)


def check_ordinals(page: Page) -> Iterator[Finding]:
    """3项工作:一是…;二是…;三是…: as many as are counted off behind it."""
    for sentence in page.sentences:
        for mark in sentence.marks:
            if mark.sign == LEVEL and mark.is_count and 1 < mark.value <= len(_ORDINALS) and _COUNTED_OFF.match(mark.tail):
                yield from _counted_off(page, sentence, mark)


def _counted_off(page: Page, sentence: Sentence, mark: Mark) -> Iterator[Finding]:
    """The ordinals 一是, 二是 … to the paragraph's end, as far as none is left out."""
    text, following = sentence.text[mark.end - sentence.start :], page.after(sentence)
    while following is not None:
        text, following = text + following.text, page.after(following)
    said = [_ordinal(found) for found in _ORDINAL.finditer(text)]
    counted = next((i for i, (a, b) in enumerate(zip(said, _ORDINALS, strict=False)) if a != b), min(len(said), len(_ORDINALS)))
    listing = Listing(mark, sentence, tuple(said[:counted]), counted, counted, False, True)
    if counted > 1 and (counted == len(said) or counted == mark.value):
        yield from _against_count(listing)


def _ordinal(found: re.Match[str]) -> str:
    return found["said"] or found["bracketed"] or _ORDINALS[int(found["digit"]) - 1]


def check_overlaps(page: Page) -> Iterator[Finding]:
    """One project named in two lists: the counts of the two lists cannot simply be added."""
    seen: dict[tuple[int, str], list[Listing]] = defaultdict(list)
    for listing in _listings(page):
        for name in listing.names:
            if len(name) >= 4:
                seen[listing.sentence.article, name].append(listing)
    for (_, name), listings in seen.items():
        first, last = listings[0], listings[-1]
        if first.mark is not last.mark and not set(first.names) <= set(last.names) and not set(last.names) <= set(first.names):
            yield _named_twice(name, first, last)


def check_ranks(page: Page) -> Iterator[Finding]:
    """在全市5个开发区中排名第一: a rank never exceeds the size of its set."""
    for sentence in page.sentences:
        for size, rank in zip(sentence.marks, sentence.marks[1:], strict=False):
            if rank.sign == RANK and size.is_count and _in_set(size, rank):
                yield from _within(size, rank)


def _listings(page: Page) -> Iterator[Listing]:
    for sentence in page.sentences:
        for mark in sentence.marks:
            if mark.sign == LEVEL and mark.is_count and (listing := _listing(sentence, mark)):
                yield listing


def _listing(sentence: Sentence, mark: Mark) -> Listing | None:
    """The list right before a count, or right after it behind 分别为; None where there is none."""
    places = _ONE_CHARACTER_NAMES.search(mark.lead) if _APPOSITION.search(mark.text) else None
    if places:
        names = tuple(places["names"])
        return Listing(mark, sentence, names, len(names), len(names), False, True)
    bracketed = _BRACKETED.search(sentence.skeleton[: mark.place])
    if bracketed and not sentence.skeleton[: bracketed.start()].endswith("、"):
        names = tuple(re.findall(_IN_BRACKETS, bracketed["list"]))
        return Listing(mark, sentence, names, len(names), len(names), bool(bracketed["etc"]), True)
    before = _LIST_END.search(re.sub(r"\([^()]*\)", "", sentence.skeleton[: mark.place]))
    if (
        before
        and "、" in before.group("list")[1:]
        and not before.group("list").startswith("、")
        and not _NOT_A_LIST.search(before.group("list"))
    ):
        return _split(mark, sentence, _LIST_VERB.sub("", before.group("list")), is_open=bool(before.group("etc")))
    after = _LIST_AFTER.search(re.sub(r"\([^()]{1,4}\)", "", mark.tail, count=1))
    if after and re.search("、|和|及|与", after.group("list")) and not _NOT_A_LIST.search(after.group("list")):
        return _split(mark, sentence, after.group("list"), is_open=bool(after.group("etc")))
    return None


def _split(mark: Mark, sentence: Sentence, text: str, *, is_open: bool) -> Listing:
    """Names between 、 and 以及; a bare 和, 及 or 与 in the last of them may join two names or stand inside one."""
    items = [part for part in re.split(r"、|以及|及其", text) if part]
    joined = [part for part in _JOINER.split(items[-1]) if len(part) > 1]
    inside_first = len(_JOINER.findall(items[0])) if len(items) > 1 else 0
    spread = len(items) - 1 + max(1, len(joined)) + inside_first
    if len(joined) > 1 and _alike([*items[:-1], *joined]):
        items = [*items[:-1], *joined]
    return Listing(mark, sentence, tuple(dict.fromkeys(items)), len(items), max(spread, len(items)), is_open)


def _alike(names: list[str]) -> bool:
    """True when all names end in the same kind of thing: then 和 joins two of them."""
    kinds = {found.group() if (found := _KIND_AT_END.search(name)) else "" for name in names}
    return len(kinds) == 1 and "" not in kinds


def _against_count(listing: Listing) -> Iterator[Finding]:
    stated = int(listing.mark.value)
    text, counted = listing.mark.text, _counted(listing)
    fits = listing.fewest <= stated if listing.is_open else listing.fewest <= stated <= listing.most
    etc = "「等」前" if listing.is_open else ""
    if fits:
        says = f"{etc}列出 {counted} 个名称,与印出的 {text} 相符。"
        sign = "≤" if listing.is_open else "="
        yield _enumeration(listing, f"列出 {counted} {sign} {stated}", Verdict.HOLDS, says)
    elif _is_sure(listing):
        says = f"{etc}列出 {counted} 个名称,印出的却是 {text}。请核对名单和个数。"
        yield _enumeration(listing, f"列出 {counted} ≠ {stated}", Verdict.FAILS, says)


def _enumeration(listing: Listing, expression: str, verdict: Verdict, sentence: str) -> Finding:
    return Finding("enumeration", figures_of(listing.mark), expression, verdict, sentence, _counted(listing), listing.mark.text)


def _counted(listing: Listing) -> str:
    return str(listing.fewest) if listing.fewest == listing.most else f"{listing.fewest}—{listing.most}"


def _is_sure(listing: Listing) -> bool:
    """A list may be trusted when its names are all of one kind, or short and alike, and there are about as many as stated."""
    stated, names = int(listing.mark.value), list(listing.names)
    if listing.is_certain:
        return not listing.mark.is_approximate and abs(stated - len(names)) <= MOST_APART
    lengths = [len(name) for name in (names[1:] if len(names) > 2 else names)]
    short = min(lengths) >= 2 and max(lengths) <= 5 and max(lengths) - min(lengths) <= 2 and len(names) >= 3
    known = _alike(names) and (len(names) >= 3 or min(lengths) >= 6)
    return (
        (short or known)
        and listing.fewest == listing.most
        and not listing.mark.is_approximate
        and abs(stated - len(names)) <= MOST_APART
    )


def _in_set(size: Mark, rank: Mark) -> bool:
    """居全市6个开发区第7位, 在12个县区中排名第一: the set is named right before the rank, without a comma between."""
    if len(rank.lead) > LONGEST_SET:
        return False
    if re.match(r"[^,;、。]*[中里](?:[,]?[^,;]*)$", rank.lead):
        return True
    return re.search("[,;、]", rank.lead) is None and re.search("居|列|排|位|在", size.lead + rank.lead) is not None


def _named_twice(name: str, first: Listing, last: Listing) -> Finding:
    both = f"{first.mark.text}与{last.mark.text}"
    says = f"「{name}」在两处名单({both})中都出现:两个数不能直接相加,合计应扣除重复。请确认是同一项目还是误列。"
    return Finding("overlap", figures_of(first.mark, last.mark), f"「{name}」重复列名", Verdict.UNVERIFIABLE, says)


def _within(size: Mark, rank: Mark) -> Iterator[Finding]:
    place, count = int(rank.value), int(size.value)
    fits = not rank.values.lies_above(size.values)
    text = f"第 {place} {'≤' if fits else '>'} {count}"
    says = f"名次第 {place} 在 {size.text} 之内,相符。" if fits else f"名次第 {place} 超出了 {size.text} 的范围。请核对。"
    yield Finding(
        "rank<=set", figures_of(size, rank), text, Verdict.HOLDS if fits else Verdict.FAILS, says, str(place), str(count)
    )
