"""Checks of lists: names listed against the printed count, one name in two lists, a rank within its set."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from kaifaqu.core.reader.checks_page import LEVEL, RANK, Mark, Page, Sentence
from kaifaqu.core.reader.checks_verdict import Finding, figures_of
from kaifaqu.core.reader.model import Verdict

_LIST_END = re.compile(r"(?P<list>[^,;:。!?()“”\n]*?[^,;:。!?()“”、\n])(?P<etc>等)?(?:共|这|共计|合计)?$")
_JOINER = re.compile(r"以及|及其|和|及|与")
_APPOSITION = re.compile(r"^(?:地|省|市|县|区)")
_ONE_CHARACTER_NAMES = re.compile(r"[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀黔贵滇云藏陕秦甘陇青宁新港澳台]{2,6}$")
_LIST_VERB = re.compile(
    r".*(?:推动|助推|督促|培育|签约了|签订了|实施了|包括|涉及|涵盖|覆盖|形成|形成了|打造|建设|聚焦|围绕|现有|引进|引进了|落地|开工|对|在|与|为|将|把|向|由|的)(?=[^、]{2,}$)"
)
_NOT_A_LIST = re.compile(r"[\ue000-\ue006]|增长|同比|完成|达到")
_AFTER = re.compile(r"^(?P<noun>[^,;:。()、]{0,14})(?P<open>[::]|\()(?P<list>[^;。)\n]{2,160})")


@dataclass(frozen=True, slots=True)
class Listing:
    """Names that stand before a count: between `fewest` and `most` of them, since 和 may stand inside a name; `names` as split by 、."""

    mark: Mark
    sentence: Sentence
    names: tuple[str, ...]
    fewest: int
    most: int
    is_open: bool


def check_enumerations(page: Page) -> Iterator[Finding]:
    """大同、朔州、阳泉3市: as many names as the count says; with 等, no more."""
    for listing in _listings(page):
        yield from _against_count(listing)


def check_overlaps(page: Page) -> Iterator[Finding]:
    """One project named in two lists: the counts of the two lists cannot simply be added."""
    seen: dict[tuple[int, str], list[Listing]] = defaultdict(list)
    for listing in _listings(page):
        for name in listing.names:
            if len(name) >= 4:
                seen[listing.sentence.article, name].append(listing)
    for (_, name), listings in seen.items():
        first, last = listings[0], listings[-1]
        if first.mark is not last.mark and set(first.names) != set(last.names):
            yield _named_twice(name, first, last)


def check_ranks(page: Page) -> Iterator[Finding]:
    """在全市5个开发区中排名第一: a rank never exceeds the size of its set."""
    for sentence in page.sentences:
        for size, rank in zip(sentence.marks, sentence.marks[1:], strict=False):
            if rank.sign == RANK and size.is_count and re.search(r"中|里|排|位|列|居", rank.lead) and len(rank.lead) <= 20:
                yield from _within(size, rank)


def _listings(page: Page) -> Iterator[Listing]:
    for sentence in page.sentences:
        for mark in sentence.marks:
            if mark.sign == LEVEL and mark.is_count and (listing := _listing(sentence, mark)):
                yield listing


def _listing(sentence: Sentence, mark: Mark) -> Listing | None:
    """The list right before a count, or None."""
    lead = mark.lead
    if _ONE_CHARACTER_NAMES.search(lead) and _APPOSITION.match(mark.figure.text[-1]):
        names = tuple(_ONE_CHARACTER_NAMES.search(lead).group())  # type: ignore[union-attr]
        return Listing(mark, sentence, names, len(names), len(names), False)
    found = _LIST_END.search(lead)
    if found is None or "、" not in found.group("list") or _NOT_A_LIST.search(found.group("list")):
        return None
    return _split(mark, sentence, found.group("list"), is_open=bool(found.group("etc")))


def _split(mark: Mark, sentence: Sentence, text: str, *, is_open: bool) -> Listing:
    first, *rest = text.split("、")
    items = [_LIST_VERB.sub("", first), *rest]
    *body, last = items
    joined = [part for part in _JOINER.split(last) if part]
    names = [*body, *joined] if len(joined) > 1 else items
    spread = sum(len([p for p in _JOINER.split(item) if p]) for item in items)
    return Listing(mark, sentence, tuple(dict.fromkeys([*items, *names])), len(items), spread, is_open)


def _against_count(listing: Listing) -> Iterator[Finding]:
    stated = int(listing.mark.figure.value or 0)
    text, counted = listing.mark.figure.text, _counted(listing)
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
    return Finding(
        "enumeration", figures_of(listing.mark), expression, verdict, sentence, _counted(listing), listing.mark.figure.text
    )


def _counted(listing: Listing) -> str:
    return str(listing.fewest) if listing.fewest == listing.most else f"{listing.fewest}—{listing.most}"


def _is_sure(listing: Listing) -> bool:
    """A list may be trusted to be one when its names are short and alike."""
    stated = int(listing.mark.figure.value or 0)
    lengths = [len(name) for name in listing.names]
    plain = max(lengths) <= 6 and min(lengths) >= 2 and max(lengths) - min(lengths) <= 2
    return plain and not listing.mark.is_approximate and abs(stated - listing.fewest) <= 2 and len(listing.names) >= 3


def _named_twice(name: str, first: Listing, last: Listing) -> Finding:
    both = f"{first.mark.figure.text}与{last.mark.figure.text}"
    says = f"「{name}」在两处名单({both})中都出现:两个数不能直接相加,合计应扣除重复。请确认是同一项目还是误列。"
    return Finding("overlap", figures_of(first.mark, last.mark), f"「{name}」重复列名", Verdict.UNVERIFIABLE, says)


def _within(size: Mark, rank: Mark) -> Iterator[Finding]:
    place, count = int(rank.figure.value or 0), int(size.figure.value or 0)
    fits = not rank.values.lies_above(size.values)
    text = f"第 {place} {'≤' if fits else '>'} {count}"
    says = (
        f"名次第 {place} 在 {size.figure.text} 之内,相符。"
        if fits
        else f"名次第 {place} 超出了 {size.figure.text} 的范围。请核对。"
    )
    yield Finding(
        "rank<=set", figures_of(size, rank), text, Verdict.HOLDS if fits else Verdict.FAILS, says, str(place), str(count)
    )
