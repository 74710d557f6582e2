"""Checks of wholes and their parts: 其中, 包括, 分别, 合计, part ≤ whole, shares of one whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kaifaqu.core.reader.checks_page import LEVEL, PERCENT, Mark, Page, Sentence, label_before, thing_after
from kaifaqu.core.reader.checks_verdict import Finding, figures_of, recompute, settle, sum_of, written_numbers
from kaifaqu.core.reader.intervals import Interval
from kaifaqu.core.reader.model import Verdict

_OF_WHICH = re.compile(r"其中|包括|包含|分别|分为|即|由|含|涉及|分产业看|分行业看|从产业看|:|\(")
_TOTAL = re.compile(r"(?:合计|总计|共计|总共|累计共|两项合计|三项合计)[^,;、]{0,8}$")
_SHARES_APART = re.compile(r"(?:分别占|占比分别|比重分别|分别为|占比|占|比重)")
_NOT_A_PART = re.compile(r"增长|增加|净增|同比|比上年|较上年|去年|上年|减少|下降|均|目标|计划|面积|超过|拉动|贡献")
MOST_PARTS = 12


def check_parts_of_a_whole(page: Page) -> Iterator[Finding]:
    """158家,其中124家…,34家…: the parts that follow add up to the whole, or at least none exceeds it."""
    for sentence in page.sentences:
        for whole in sentence.marks:
            if whole.sign == LEVEL and (cue := _of_which_after(page, sentence, whole)):
                yield from _parts(whole, *cue)


def check_totals(page: Page) -> Iterator[Finding]:
    """A 10个、B 20个,合计31个: the total that follows is the sum."""
    for sentence in page.sentences:
        for total in sentence.marks:
            if total.sign == LEVEL and _TOTAL.search(total.lead):
                yield from _total(sentence, total)


def check_parallel_parts(page: Page) -> Iterator[Finding]:
    """…投资179.9亿元,项目479个。其中,试点…投资95.6亿元,项目106个: each part under the figure of the same name."""
    for sentence in page.sentences:
        earlier = page.before(sentence)
        if earlier and sentence.text.lstrip().startswith("其中"):
            for part in sentence.marks:
                yield from _parallel(part, earlier[-1])


def check_shares_of_one_whole(page: Page) -> Iterator[Finding]:
    """分别占a%、b%、c%: shares of one whole never exceed 100 %."""
    for sentence in page.sentences:
        for run in _runs_of_shares(sentence):
            yield from _shares_in_all(sentence, run)


def _of_which_after(page: Page, sentence: Sentence, whole: Mark) -> tuple[str, list[Mark]] | None:
    """The cue after a whole and the marks behind it of the same measure: in the sentence, or in the next one that starts with 其中."""
    rest = sentence.text[whole.end - sentence.start :]
    cue = _OF_WHICH.search(rest)
    following = [mark for mark in sentence.marks if mark.place > whole.place]
    if cue and not _another_whole(whole, following, whole.end + cue.start()):
        behind = [m for m in following if m.start >= whole.end + cue.start()]
        return cue.group(), _same_measure(whole, behind)
    return None


def _another_whole(whole: Mark, following: Sequence[Mark], cue_at: int) -> bool:
    """True when a figure of the same measure stands between the whole and the cue: then that one is the whole."""
    return any(mark.start < cue_at and mark.measure == whole.measure for mark in following)


def _same_measure(whole: Mark, marks: Sequence[Mark]) -> list[Mark]:
    return [m for m in marks if m.sign == LEVEL and m.measure == whole.measure and not _NOT_A_PART.search(m.lead[-10:])][
        :MOST_PARTS
    ]


def _parts(whole: Mark, cue: str, parts: list[Mark]) -> Iterator[Finding]:
    for count in range(len(parts), 1, -1):
        found = recompute(sum_of("sum", count), parts[:count], whole)
        if found.verdict is Verdict.HOLDS:
            yield found
            return
    if parts:
        yield from _at_most(parts[0], whole, sure=cue == "其中")
    for part in parts[1:4]:
        yield from _at_most(part, whole, sure=False)


def _at_most(part: Mark, whole: Mark, *, sure: bool) -> Iterator[Finding]:
    """part ≤ whole, silent about a part that exceeds it unless the binding is sure."""
    exceeds = part.values.lies_above(whole.values)
    if exceeds and not sure:
        return
    left, right = written_numbers([part.figure, whole.figure])
    sign = ">" if exceeds else "≤"
    verdict = Verdict.FAILS if exceeds else Verdict.HOLDS
    says = (
        f"「其中」的 {part.figure.text} 大于总数 {whole.figure.text},不能成立。请核对两数及其单位。"
        if exceeds
        else f"部分 {part.figure.text} 不大于总数 {whole.figure.text},相符。"
    )
    yield Finding("part<=whole", figures_of(part, whole), f"{left} {sign} {right}", verdict, says, left, right)


def _total(sentence: Sentence, total: Mark) -> Iterator[Finding]:
    before = [m for m in sentence.marks if m.place < total.place and m.sign == LEVEL]
    parts = [m for m in before if m.measure == total.measure][-MOST_PARTS:]
    if len(parts) < 2:
        return
    sure = parts if len(parts) == len(before) and not any(_NOT_A_PART.search(m.lead[-10:]) for m in parts) else None
    tails = [parts[-count:] for count in range(len(parts), 1, -1)]
    for terms in [sure, *tails] if sure else tails:
        if terms:
            found = list(settle(sum_of("sum", len(terms)), None, [terms], total))
            if found:
                yield found[0]
                return
    if sure:
        yield recompute(sum_of("sum", len(sure)), sure, total)


def _parallel(part: Mark, earlier: Sentence) -> Iterator[Finding]:
    if part.sign != LEVEL:
        return
    for whole in reversed(earlier.marks):
        if whole.sign == LEVEL and whole.measure == part.measure and _same_name(part, whole):
            yield from _at_most(part, whole, sure=False)
            return
    for whole in earlier.marks:
        if whole.sign == LEVEL and whole.is_count and whole.measure == part.measure and _same_noun(part, whole):
            yield from _at_most(part, whole, sure=False)
            return


def _same_name(part: Mark, whole: Mark) -> bool:
    """The words before the figures end alike: 招商引资项目479个, 招商引资项目106个."""
    a, b = label_before(part.lead), label_before(whole.lead)
    return len(a) >= 2 and len(b) >= 2 and (a.endswith(b) or b.endswith(a))


def _same_noun(part: Mark, whole: Mark) -> bool:
    """The things counted are alike: 11个试点开发区, 93个开发区."""
    noun = thing_after(whole.tail)[:3]
    return len(noun) == 3 and noun in thing_after(part.tail)


def _runs_of_shares(sentence: Sentence) -> Iterator[list[Mark]]:
    """Lists of percentages of which each is called a share, or of which the first is 分别占."""
    run: list[Mark] = []
    for mark in sentence.marks:
        is_share = mark.sign == PERCENT and bool(_SHARES_APART.search(mark.lead))
        continues = mark.sign == PERCENT and bool(run) and re.fullmatch(r"[、,和及与]+", mark.lead) is not None
        if is_share and "分别" in mark.lead:
            if len(run) > 1:
                yield run
            run = [mark]
        elif continues or (is_share and re.search("占|比重", mark.lead)):
            run.append(mark)
        elif mark.sign == PERCENT:
            if len(run) > 1:
                yield run
            run = []
    if len(run) > 1:
        yield run


def _shares_in_all(sentence: Sentence, run: list[Mark]) -> Iterator[Finding]:
    if "占" not in run[0].lead and "比重" not in run[0].lead and "结构" not in run[0].lead:
        return
    total = Interval.exact(0)
    for mark in run:
        total = total + mark.values
    numbers = [mark.figure.text for mark in run]
    hundred = Interval.exact(100)
    adds_up, exceeds = total.meets(hundred), total.lies_above(hundred)
    one_whole = "分别" in run[0].lead and len(run) > 2
    if not adds_up and not (exceeds and one_whole):
        return
    verdict = Verdict.HOLDS if adds_up else Verdict.FAILS
    says = "合计 100%,相符。" if adds_up else "合计超过 100%,同一总体的各部分占比不能如此。请核对各占比。"
    yield Finding(
        "sum", figures_of(*run), " + ".join(numbers) + (" = 100%" if adds_up else " > 100%"), verdict, says, None, "100%"
    )
