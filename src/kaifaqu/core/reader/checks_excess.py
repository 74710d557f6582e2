"""Checks of lists of parts: disjoint parts never exceed their whole, and a closed list makes it exactly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from kaifaqu.core.reader.checks_names import are_disjoint, have_one_head, is_plain
from kaifaqu.core.reader.checks_page import PERCENT, SPAN, Mark, Page, Sentence
from kaifaqu.core.reader.checks_verdict import Finding, figures_of, recompute, sum_of
from kaifaqu.core.reader.intervals import Interval
from kaifaqu.core.reader.model import Verdict

MOST_EXCESS, MOST_EXCESS_OF_ONE_HEAD = Fraction(112, 100), Fraction(2)
"""Parts with different sorts of names that exceed their whole by more than this overlap, or belong elsewhere."""

LONGEST_NAME = 16
MOST_SENTENCES_UP = 3

_OF_WHICH = re.compile(r"其中|包括|包含|分为|涵盖|分别|由|[:：]")
_CLOSED = re.compile(r"^[^;。]{0,12}?(?:组成|构成)")
_IN_PARTS = re.compile(r"分为(?:[两二三四五六七八]|\d)(?:个?部分|类|大类|块|批|档|期)")
_YEAR_ALONE = re.compile(r"20\d\d年(?:完成|实现|引进|新增)?$")
_ALL_YEARS = re.compile(r"(?:来|间)?(?:累计|共|合计)")
_ENDS_LIST = re.compile(r"合计|共计|总计|总共|累计|总数|总量|此外|另外|另有|同时|其中|比|较|其余|剩余|到位|折合")
_MODIFIED = re.compile(r"总投资|累计")
_JOINT = re.compile(
    rf"^[\w()“”]{{0,8}}?[、,;和及与](?:以及|和|及)?[\w“”()]{{2,{LONGEST_NAME}}}$|^[和及与][\w“”]{{2,{LONGEST_NAME}}}$|^[、和及与]$"
)


def check_parts_in_excess(page: Page) -> Iterator[Finding]:
    """12个,其中工业项目9个、服务业项目4个: more than there are. 由甲区6平方公里和乙区12平方公里组成: exactly so many."""
    for sentence in page.sentences:
        for cue in _OF_WHICH.finditer(sentence.skeleton):
            parts = _parts_after(sentence, cue.end())
            whole = _whole_before(page, sentence, cue.start(), parts) if len(parts) > 1 else None
            if whole and not any(part is whole for part in parts):
                yield from _against_whole(sentence, cue, parts, whole)


def check_shares_in_excess(page: Page) -> Iterator[Finding]:
    """甲投资占62%,乙投资占25%,丙投资占23%: shares of one whole under names of one sort never make more than 100 %."""
    for sentence in page.sentences:
        run: list[Mark] = []
        for mark in [
            m
            for m in sentence.marks
            if m.sign == PERCENT and re.search(r"(?<![计共者])(?:占比?|比重)(?:为|达|达到)?$", m.clause)
        ]:
            run = [*run, mark] if run and mark.order == run[-1].order + 1 else [mark]
            if len(run) > 2 and have_one_head(run):
                yield from _beyond_hundred(run)


def _parts_after(sentence: Sentence, place: int) -> list[Mark]:
    """The figures of one measure that follow a cue one after another, each with a short name of its own."""
    inside = [mark for mark in sentence.marks if mark.place >= place]
    first = next(iter(inside), None)
    if first is None or not is_plain(first) or first.sign == PERCENT or len(first.lead) > 60:
        return []
    parts = [first]
    for mark in inside[1:]:
        if _ENDS_LIST.search(mark.lead) or (mark.measure == first.measure and not mark.is_level):
            break
        if mark.measure == first.measure and mark.is_level:
            if not _is_parallel(parts, mark):
                break
            parts.append(mark)
    return parts if is_plain(*parts) and not any(_MODIFIED.search(part.clause) for part in parts) else []


def _is_parallel(parts: Sequence[Mark], mark: Mark) -> bool:
    """True for a part right behind the last, or behind figures about the last, under a name of the same sort."""
    if mark.order == parts[-1].order + 1:
        return bool(_JOINT.match(mark.lead))
    return have_one_head([*parts, mark]) and bool(re.search("[;,、]", mark.lead))


def _whole_before(page: Page, sentence: Sentence, place: int, parts: Sequence[Mark]) -> Mark | None:
    """The figure right before the cue, of the parts' measure; of the sentence before, where the cue opens this one."""
    own = [m for m in reversed(sentence.marks) if m.place < place]
    if own:
        near = own[:2] if own[0].measure != parts[0].measure else own[:1]
        return next((m for m in near if m.measure == parts[0].measure and m.is_level and not m.is_approximate), None)
    return None if sentence.skeleton[:place].strip(" ,") else _whole_further_up(page, sentence, parts)


def _whole_further_up(page: Page, sentence: Sentence, parts: Sequence[Mark]) -> Mark | None:
    """The only figure of the measure in the sentence before; else the only one under the same head in the few before."""
    for earlier in page.before(sentence, MOST_SENTENCES_UP):
        same = [m for m in earlier.marks if m.measure == parts[0].measure and m.is_level and not m.is_approximate]
        named = [m for m in same if have_one_head([m, *parts])]
        if same:
            return same[0] if len(same) == 1 and (named or earlier.number == sentence.number - 1) else None
    return None


def _against_whole(sentence: Sentence, cue: re.Match[str], parts: Sequence[Mark], whole: Mark) -> Iterator[Finding]:
    total = sum_of("sum", len(parts)).on_intervals(parts)
    if _is_closed(sentence, cue, parts) and not total.meets(whole.values):
        yield recompute(sum_of("sum", len(parts)), parts, whole)
        return
    most = MOST_EXCESS_OF_ONE_HEAD if have_one_head(parts) else MOST_EXCESS
    fits = max(part.value for part in parts) <= whole.value and sum(part.value for part in parts) <= whole.value * most
    if total.lies_above(whole.values) and fits and are_disjoint(parts):
        yield recompute(sum_of("sum", len(parts)), parts, whole)


def _is_closed(sentence: Sentence, cue: re.Match[str], parts: Sequence[Mark]) -> bool:
    """True when the words say that these are all the parts: 由…组成, 分为两部分."""
    made_of = cue.group() == "由" and _CLOSED.match(parts[-1].tail)
    in_parts = _IN_PARTS.search(sentence.skeleton[: parts[0].place])
    others = len(parts) > 2 and parts[-1].clause.startswith(("其他", "其它")) and cue.group() != "由"
    return bool(made_of or in_parts or others) or _is_every_year(sentence, parts)


def _is_every_year(sentence: Sentence, parts: Sequence[Mark]) -> bool:
    """三年累计…,其中2021年…、2022年…、2023年…: a part for each of the years."""
    years = [part for part in parts if _YEAR_ALONE.search(part.clause)]
    told = [m for m in sentence.marks if m.place < parts[0].place and m.sign == SPAN and _ALL_YEARS.match(m.tail)]
    return len(told) == 1 and told[0].measure == "年" and len(years) == len(parts) == told[0].value


def _beyond_hundred(run: Sequence[Mark]) -> Iterator[Finding]:
    total = sum_of("sum", len(run)).on_intervals(run)
    if total.lies_above(Interval.exact(100)) and not any(mark.is_approximate for mark in run):
        numbers = " + ".join(mark.text for mark in run)
        says = "各部分占比合计超过 100%,同一总体不能如此。请核对各占比。"
        yield Finding("sum", figures_of(*run), f"{numbers} > 100%", Verdict.FAILS, f"{numbers}:{says}", None, "100%")
