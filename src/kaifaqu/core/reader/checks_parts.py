"""Checks of a part against its whole: 其中, 签约项目中, 总数达, the same things counted more narrowly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kaifaqu.core.reader.checks_page import Mark, Page, Sentence, Standing, pairs_of
from kaifaqu.core.reader.checks_verdict import Finding, figures_of, written_numbers
from kaifaqu.core.reader.model import Verdict

MOST_PARTS = 12
MOST_EARLIER = 16
_OF_WHICH = re.compile(r"其中|在这其中|包括|包含|分为")

_SET = re.compile(r"(?P<set>[\u4e00-\u9fff]{2,12})(?:当中|里边|里|中),")
_TOTAL_SO_FAR = re.compile(r"(?:总数|总量|累计|总计)(?:已)?(?:达到?|为|有)*$")


def check_parts_of_which(page: Page) -> Iterator[Finding]:
    """收入3.92亿元,其中税收4.03亿元: no part exceeds its whole."""
    for sentence in page.sentences:
        cue = _OF_WHICH.search(sentence.text)
        if cue:
            yield from _parts_of_which(page, sentence, cue)


def check_parts_of_a_set(page: Page) -> Iterator[Finding]:
    """签约项目中,10亿元以上项目2个: a part of the set that was counted before."""
    for sentence in page.sentences:
        cue = _SET.search(sentence.text)
        if cue:
            inside = [m for m in sentence.marks if m.start >= sentence.start + cue.end() and m.is_level]
            wholes = [w for w in page.levels_up_to(sentence, cue.start()) if w.words & pairs_of(cue.group("set"))]
            for part in inside[:MOST_PARTS]:
                yield from _within_nearest(part, largest_first([w for w in wholes if w.standing is Standing.LEVEL]))


def check_named_parts(page: Page) -> Iterator[Finding]:
    """企业105家…产值过10亿元的企业3家: a narrower count of the same things in the same paragraph."""
    for sentence in page.sentences:
        for part in sentence.marks:
            if part.is_level and part.is_count and part.standing is Standing.LEVEL:
                start = min([s.start for s in page.before(sentence, 2)] + [sentence.start])
                near = page.levels_up_to(sentence, part.start - sentence.start)[:8]
                wholes = [w for w in near if w.is_count and w.start >= start and w.value > part.value and w.things & part.words]
                yield from _within_nearest(part, largest_first(wholes))


def check_parallel_parts(page: Page) -> Iterator[Finding]:
    """…投资179.9亿元,项目479个。其中,试点…投资95.6亿元,项目106个: each part under the figures of the same name."""
    for sentence in page.sentences:
        cue = _OF_WHICH.match(sentence.text.lstrip())
        for part in sentence.marks if cue else ():
            if part.is_level:
                wholes = [
                    w
                    for w in page.earlier_levels(sentence, MOST_EARLIER)
                    if w.measure == part.measure and part.is_named_like(w) and w.value >= part.value
                ]
                for whole in wholes[:2]:
                    yield from _within_nearest(part, [whole])


def check_totals_so_far(page: Page) -> Iterator[Finding]:
    """引进3家,总数达17家: what was added is no more than the total."""
    for sentence in page.sentences:
        for part, whole in zip(sentence.marks, sentence.marks[1:], strict=False):
            if part.is_level and whole.is_level and _TOTAL_SO_FAR.search(whole.clause):
                yield from _within_nearest(part, [whole])
        for whole in sentence.marks:
            if whole.is_level and "累计" in whole.clause:
                month = [m for m in sentence.levels_before(whole) if m.is_named_like(whole) and "累计" not in m.lead]
                yield from _within_nearest(month[0], [whole]) if month else ()


def _parts_of_which(page: Page, sentence: Sentence, cue: re.Match[str]) -> Iterator[Finding]:
    at = sentence.start + cue.start()
    inside = [m for m in sentence.marks if m.start >= at and m.is_level and m.standing is Standing.LEVEL]
    before = [w for w in page.levels_up_to(sentence, cue.start()) if w.standing is Standing.LEVEL]
    for measure in dict.fromkeys(m.measure for m in inside):
        parts = [m for m in inside if m.measure == measure][:MOST_PARTS]
        wholes = [w for w in before if w.measure == measure]
        own = [w for w in wholes if w.start >= sentence.start]
        if parts[0] is inside[0] and own and all(parts[0].values.lies_above(w.values) for w in own):
            yield from _exceeding(sentence, parts[0], own[0])
        for part in parts[:4]:
            yield from _within_nearest(part, [w for w in wholes if w.value >= part.value and _may_hold(w, part, own)][:1])


def _may_hold(whole: Mark, part: Mark, own: Sequence[Mark]) -> bool:
    """A whole in the same sentence needs no name in common; one further up does."""
    return whole in own or whole.is_named_like(part) or bool(whole.things & part.words)


def _exceeding(sentence: Sentence, part: Mark, whole: Mark) -> Iterator[Finding]:
    """An alarm only where nothing but verbs stands between 其中 and the part, and both are figures of a thing itself."""
    modifier = part.tail.startswith(("的", "以上", "以下")) or "总投资" in part.clause or "累计" in part.clause
    if modifier or part.is_approximate or whole.is_approximate or whole.start < sentence.start:
        return
    left, right = written_numbers([part, whole])
    says = f"「其中」的 {part.text} 大于总数 {whole.text},不能成立。请核对两数及其单位。"
    yield Finding("part<=whole", figures_of(part, whole), f"{left} > {right}", Verdict.FAILS, says, left, right)


def _within_nearest(part: Mark, wholes: Sequence[Mark]) -> Iterator[Finding]:
    """part ≤ whole, on the nearest whole of its measure that is no smaller."""
    whole = next((w for w in wholes if w is not part and w.measure == part.measure and w.value >= part.value), None)
    if whole and part.standing is whole.standing is Standing.LEVEL:
        left, right = written_numbers([part, whole])
        says = f"部分 {part.text} 不大于总数 {whole.text},相符。"
        yield Finding("part<=whole", figures_of(part, whole), f"{left} ≤ {right}", Verdict.HOLDS, says, left, right)


def largest_first(wholes: Sequence[Mark]) -> list[Mark]:
    """Of several figures that may be the whole, the largest: the others are its parts too."""
    return sorted(wholes, key=lambda mark: -mark.value)
