"""Checks of sums: rows that add up, 其余, known partitions, shares of one whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kaifaqu.core.reader.checks_names import is_plain
from kaifaqu.core.reader.checks_page import PERCENT, Mark, Page, Sentence, Standing, pairs_of, thing_after
from kaifaqu.core.reader.checks_verdict import Finding, agrees, figures_of, recompute, sum_of
from kaifaqu.core.reader.intervals import Interval
from kaifaqu.core.reader.model import Verdict

MOST_PARTS = 12
MOST_EARLIER = 16
MOST_IN_A_CLAUSE = 4

PARTITIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("进出口", ("(?<!进)出口(?:总?额|总?值)?(?:完成|为|达|达到)?$", "进口(?:总?额|总?值)?(?:完成|为|达|达到)?$")),
    (
        "生产总值|GDP",
        ("第一产业(?:增加值)?(?:完成|为|达)?$", "第二产业(?:增加值)?(?:完成|为|达)?$", "第三产业(?:增加值)?(?:完成|为|达)?$"),
    ),
    ("财政总收入|预算收入|财政收入", ("(?<!非)税收(?:收入)?(?:完成|为|达)?$", "非税(?:收入)?(?:完成|为|达)?$")),
)
"""Wholes that consist of exactly these parts, by name."""

_OF_WHICH = re.compile(r"其中|在这其中|包括|包含|分为")
_REST = re.compile(r"(?:其余|剩余|尚有|余下|剩下|还剩|另有)[^,;、。]{0,8}$")
_DONE = re.compile(r"^(?:其中|目前|现)?(?:已经?|现已)")
_COMMON = frozenset(["个", "家", "人", "元", "亩", "平方米"])
"""Units of so many things that the figures beside a remainder need not be of the same."""
_GRAND = re.compile(r"总(?:面积|数|量|额|投资|规模|计|人数|户数)|共|合计")
_TOTAL_SHARE = re.compile(r"(?:合计|三者|两者|共计|总共|共)占?(?:比|比重)?(?:为|达|达到)?$")
_SHARE_CUE = re.compile(r"占|比重|结构")


def check_sums_of_runs(page: Page) -> Iterator[Finding]:
    """158家,其中124家…,34家…: figures in a row that add up to one before them."""
    for sentence in page.sentences:
        for run in runs_of(sentence):
            yield from _sum_of_run(page, sentence, run)


FEWEST_CLASSES = 3
_CLASS = re.compile("(?P<which>[A-E])类(?:企业|主体)?(?:共|为|有)?$")


def check_known_partitions(page: Page) -> Iterator[Finding]:
    """进出口 is 出口 and 进口, 生产总值 the three sectors: these parts make the whole whatever the text says."""
    for sentence in page.sentences:
        for whole_name, part_names in PARTITIONS:
            parts = [_called(sentence.marks, name) for name in part_names]
            known = [part for part in parts if part is not None]
            if len(known) == len(part_names) and len({part.measure for part in known}) == 1:
                yield from _partition(page, sentence, re.compile(whole_name), known)


def check_classes(page: Page) -> Iterator[Finding]:
    """参评企业39家,A类11家、B类21家、C类7家: classes from A on make all that were classed, whatever the text says."""
    for sentence in page.sentences:
        run: list[Mark] = []
        for mark in sentence.marks:
            named = _CLASS.search(mark.lead) if mark.is_count else None
            if named is None:
                continue
            if "ABCDE".index(named["which"]) != len(run):
                run = [mark] if named["which"] == "A" else []
            else:
                run.append(mark)
            if len(run) >= FEWEST_CLASSES and not _next_is_class(sentence, mark, len(run)):
                yield from _classes(page, sentence, run)


def _next_is_class(sentence: Sentence, mark: Mark, count: int) -> bool:
    following = [m for m in sentence.marks if m.order > mark.order and m.is_count][:1]
    named = _CLASS.search(following[0].lead) if following else None
    return named is not None and "ABCDE".index(named["which"]) == count


def _classes(page: Page, sentence: Sentence, run: list[Mark]) -> Iterator[Finding]:
    """Against the one plain count of the same thing before them: in their sentence, else in the one before."""
    own = [m for m in sentence.levels_before(run[0]) if m.is_count and m.measure == run[0].measure]
    earlier = [m for s in page.before(sentence, 1) for m in s.levels if m.is_count and m.measure == run[0].measure]
    wholes = own or earlier
    if len(wholes) == 1 and is_plain(wholes[0], *run):
        yield recompute(sum_of("sum", len(run)), run, wholes[0])


def check_parallel_sums(page: Page) -> Iterator[Finding]:
    """项目8个,总投资52亿元;项目4个,总投资16亿元: where the counts add up, the amounts of the same clauses must."""
    for sentence in page.sentences:
        for stretch in _cut(sentence.marks, "其中"):
            clauses = _cut(stretch, ";")
            if len(clauses) > 1:
                yield from _parallel_sums(page, sentence, clauses)


def check_remainders(page: Page) -> Iterator[Finding]:
    """28个中已开工17个,尚有11个: what is left and what is done make the whole."""
    for sentence in page.sentences:
        for rest in sentence.marks:
            if rest.is_level and _REST.search(rest.clause):
                yield from _remainder(page, sentence, rest)


def check_shares_of_one_whole(page: Page) -> Iterator[Finding]:
    """分别占a%、b%、c%: shares of one whole make 100 %, and never more."""
    for sentence in page.sentences:
        run: list[Mark] = []
        for mark in sentence.marks:
            if mark.sign == PERCENT and _SHARE_CUE.search(mark.clause) and not _TOTAL_SHARE.search(mark.clause):
                run = [*run, mark] if run and not re.search("分别|依次", mark.clause) else [mark]
            elif mark.sign == PERCENT and run and _TOTAL_SHARE.search(mark.clause):
                yield recompute(sum_of("sum", len(run)), run, mark)
                run = []
            elif mark.sign == PERCENT and run and re.fullmatch(r"[、,和及与]*", mark.lead):
                run.append(mark)
            elif mark.sign == PERCENT:
                yield from _shares_in_all(run)
                run = []
        yield from _shares_in_all(run)


def runs_of(sentence: Sentence) -> Iterator[list[Mark]]:
    """Levels of one measure in a row: in each clause between semicolons, and in the whole stretch from one 其中 to the next."""
    stretches = _cut(sentence.marks, "其中")
    for piece in [part for stretch in stretches for part in (*_cut(stretch, ";"), stretch)]:
        levels = [mark for mark in piece if mark.is_level and mark.standing is Standing.LEVEL and mark.figure.high is None]
        for measure in dict.fromkeys(mark.measure for mark in levels):
            run = [mark for mark in levels if mark.measure == measure]
            if len(run) > 1:
                yield run


def _cut(marks: Sequence[Mark], cue: str) -> list[list[Mark]]:
    """The marks, cut before each that has the cue in its lead."""
    pieces: list[list[Mark]] = [[]]
    for mark in marks:
        if cue in mark.lead and pieces[-1]:
            pieces.append([])
        pieces[-1].append(mark)
    return pieces


def _called(marks: Sequence[Mark], name: str) -> Mark | None:
    found = [m for m in marks if m.is_level and m.standing is Standing.LEVEL and re.search(name, m.clause)]
    return found[0] if len(found) == 1 and not found[0].is_approximate else None


def _partition(page: Page, sentence: Sentence, whole_name: re.Pattern[str], parts: list[Mark]) -> Iterator[Finding]:
    first = min(parts, key=lambda mark: mark.order)
    start = min([s.start for s in page.before(sentence)] + [sentence.start])
    before = [w for w in page.levels_up_to(sentence, first.start - sentence.start) if w.start >= start]
    named = [w for w in before if whole_name.search(w.clause) and w.measure == first.measure and w.standing is Standing.LEVEL]
    if len(named) == 1 and not named[0].is_approximate:
        yield recompute(sum_of("sum", len(parts)), sorted(parts, key=lambda mark: mark.order), named[0])


def _parallel_sums(page: Page, sentence: Sentence, clauses: list[list[Mark]]) -> Iterator[Finding]:
    """Where one measure adds up clause by clause to a figure, the others are held against the figures beside that one."""
    firsts = [_first_of_each_measure(clause) for clause in clauses]
    shared = set(firsts[0]).intersection(*firsts[1:])
    for measure in sorted(shared):
        terms, formula = [first[measure] for first in firsts], sum_of("sum", len(firsts))
        wholes = [w for w in page.levels_up_to(sentence, terms[0].start - sentence.start) if w.measure == measure]
        whole = next((w for w in wholes if agrees(formula, terms, w)), None)
        others = [m for m in sorted(shared) if m != measure]
        if whole and len(others) == 1 and all(len(clause) <= MOST_IN_A_CLAUSE for clause in clauses):
            parts = [first[others[0]] for first in firsts]
            near = [m for m in _neighbours(page, whole) if m.measure == others[0] and abs(m.order - whole.order) <= 1]
            beside = [m for m in near if not any(m is part for part in parts)]
            if len(beside) == 1 and not any(m.is_approximate for m in (*parts, *beside)):
                yield recompute(formula, parts, beside[0])


def _first_of_each_measure(clause: Sequence[Mark]) -> dict[str, Mark]:
    found: dict[str, Mark] = {}
    for mark in clause:
        if mark.is_level and mark.standing is Standing.LEVEL:
            found.setdefault(mark.measure, mark)
    return found


def _neighbours(page: Page, mark: Mark) -> list[Mark]:
    return [m for m in page.sentence_of(mark).marks if m is not mark and m.is_level and m.standing is Standing.LEVEL]


def _sum_of_run(page: Page, sentence: Sentence, run: list[Mark]) -> Iterator[Finding]:
    """Tries the run from each of its first four figures, the longest row first, against figures before it."""
    for first in range(min(4, len(run) - 1)):
        parts = run[first : first + MOST_PARTS]
        wholes = [w for w in page.levels_up_to(sentence, parts[0].start - sentence.start) if w.measure == parts[0].measure]
        for count in range(len(parts), 1, -1):
            terms = parts[:count]
            whole = next(
                (w for w in wholes if _may_be_sum(sentence, terms, w) and agrees(sum_of("sum", count), terms, w)), None
            )
            if whole:
                yield recompute(sum_of("sum", count), terms, whole)
                return


def _may_be_sum(sentence: Sentence, terms: Sequence[Mark], whole: Mark) -> bool:
    """Two small counts add up to a third too easily: they need a cue between them or a common name."""
    if whole.value <= max(term.value for term in terms):
        return False
    cue = _OF_WHICH.search(sentence.text[max(0, whole.end - sentence.start) : terms[-1].start - sentence.start])
    common = all(term.words & whole.words for term in terms)
    digits = len(re.sub(r"\D", "", whole.text).strip("0"))
    return (
        bool(cue)
        or common
        or (digits >= 3 and len(terms) > 1)
        or (digits >= 2 and len(terms) > 2)
        or whole.order == terms[0].order - 1
    )


def _remainder(page: Page, sentence: Sentence, rest: Mark) -> Iterator[Finding]:
    levels = [m for m in sentence.marks if m.is_level and m.measure == rest.measure and m is not rest]
    own = [m for m in reversed(levels) if m.place < rest.place]
    after = [m for m in levels if m.place > rest.place and _GRAND.search(m.clause)]
    earlier = [m for m in page.earlier_levels(sentence, 8) if m.measure == rest.measure]
    formula = sum_of("sum", 2)
    for done in [*own, *earlier][:5]:
        whole = next((w for w in [*after, *own, *earlier] if w is not done and agrees(formula, (done, rest), w)), None)
        if whole:
            yield recompute(formula, (done, rest), whole)
            return
    parts = _parts_before_rest(sentence, rest, own)
    if parts:
        yield recompute(sum_of("sum", len(parts)), [*parts[:-1], rest], parts[-1])
    elif found := _done_and_whole(page, sentence, rest, own, after):
        yield recompute(formula, (found[0], rest), found[1])


def _done_and_whole(
    page: Page, sentence: Sentence, rest: Mark, own: Sequence[Mark], after: Sequence[Mark]
) -> tuple[Mark, Mark] | None:
    """What is done and what there is in all, where the words leave no other choice."""
    here = [m for m in own if ";" not in sentence.between(m, rest)]
    if len(here) > 1 and is_plain(rest, *here[:2]) and _is_divided(sentence, here[1], here[0]):
        return here[0], here[1]
    if len(own) == 1 and not after and _DONE.search(own[0].clause) and rest.measure not in _COMMON and is_plain(rest, own[0]):
        further = [m for s in page.before(sentence, 3) for m in s.levels if m.measure == rest.measure]
        return (own[0], further[0]) if len(further) == 1 and is_plain(further[0]) else None
    if own and len(own) + len(after) == 2:
        done, whole = own[0], [*own, *after][1]
        return (done, whole) if _is_set_of_three(done, whole, rest) else None
    return None


def _is_divided(sentence: Sentence, whole: Mark, done: Mark) -> bool:
    """28个项目中,已开工17个; 收集诉求587件,已办结551件: the second is of the first."""
    between = sentence.between(whole, done)
    return re.search(r"中,?(?:有|已|目前)?", between) is not None or (
        whole.order == done.order - 1 and _DONE.search(done.clause) is not None
    )


def _parts_before_rest(sentence: Sentence, rest: Mark, own: Sequence[Mark]) -> list[Mark]:
    """5.2亿元,其中上级资金1.4亿元,其余3.8亿元: the parts between 其中 and 其余 in order, then the whole right before 其中; else none."""
    cut = sentence.skeleton.rfind("其中", 0, rest.place)
    parts = [m for m in reversed(own) if m.place > cut]
    whole = next((m for m in own if m.place < cut), None)
    fits = cut >= 0 and parts and whole and whole.order == parts[0].order - 1 and "其余" in rest.clause
    return [*parts, whole] if fits and whole and is_plain(rest, *parts) and not whole.is_approximate else []


def _is_set_of_three(done: Mark, whole: Mark, rest: Mark) -> bool:
    plain = not any(m.is_approximate for m in (done, whole, rest))
    return plain and whole.value > done.value and _one_set(done, whole, rest)


def _one_set(done: Mark, whole: Mark, rest: Mark) -> bool:
    """True when the three are counts or measures of the same things: they share a name, or the smaller two have none."""
    return bool(done.words & whole.words) or not done.words or not (pairs_of(thing_after(rest.tail)) | rest.words) - whole.words


def _shares_in_all(run: Sequence[Mark]) -> Iterator[Finding]:
    if len(run) < 2:
        return
    total = sum_of("sum", len(run)).on_intervals(run)
    hundred = Interval.exact(100)
    adds_up = total.meets(hundred) and not any(mark.is_approximate for mark in run)
    exceeds = total.lies_above(hundred) and len(run) > 2 and re.search("分别|依次", run[0].clause)
    if not adds_up and not exceeds:
        return
    numbers = " + ".join(mark.text for mark in run)
    verdict = Verdict.HOLDS if adds_up else Verdict.FAILS
    says = "各部分占比合计 100%,相符。" if adds_up else "各部分占比合计超过 100%,同一总体不能如此。请核对各占比。"
    yield Finding("sum", figures_of(*run), numbers + (" = 100%" if adds_up else " > 100%"), verdict, says, None, "100%")
