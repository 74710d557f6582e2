"""Where a name begins: the search to the left from a word that names end with."""

from __future__ import annotations

import re
from functools import lru_cache

from kaifaqu.core.reader import names_words as vocabulary
from kaifaqu.core.reader.names_lexicon import covers
from kaifaqu.core.reader.names_marks import Cut, Marks

REACH = 36
"""No name is longer than this before its ending."""

_NAME_CHARACTER = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffffA-Za-z0-9·&+〇㎡-]")
_DECIMAL_POINT = re.compile(r"(?<=[\u4e00-\u9fff\d])\d\.(?=\d)")
_JOINERS = frozenset("和与及")


def left_edge(marks: Marks, end: int, *, soft: bool) -> int:
    """The offset where the stretch of name characters that ends at `end` begins.

    With `soft`, words that occur inside names of organs and projects do not cut.
    """
    flat, start, limit = marks.flat, end, max(0, end - REACH)
    while start > limit:
        # A jump over a kept phrase wins over a cut inside it.
        jump = _jump(marks, start, limit)
        if jump is not None:
            start = jump
        elif _DECIMAL_POINT.match(flat, start - 2):
            start -= 2
        elif _is_cut(marks, start, soft) or not _NAME_CHARACTER.match(flat, start - 1):
            break
        else:
            start -= 1
    return _after_first_word(marks, start, end)


def _after_first_word(marks: Marks, start: int, end: int) -> int:
    """Without a verb that the stretch begins with: 联合某某公司."""
    after = marks.break_from.get(start)
    if (
        after is None
        or after >= end - 1
        or marks.keep_from.get(start, 0) > after
        or start in marks.place_from
        or start in marks.fixed_from
    ):
        return start
    return after if marks.flat[start:after] in vocabulary.FIRST_VERBS else start


def _jump(marks: Marks, start: int, limit: int) -> int | None:
    """Over a kept phrase, a place or a short bracket that ends at `start`, to its beginning."""
    if start in marks.keep_to:
        return marks.keep_to[start]
    if start in marks.place_to:
        return marks.place_to[start].start
    if marks.flat.endswith("/年", limit, start) and marks.flat[start - 3] in "吨台套件辆只":
        return start - 2
    if marks.flat[start - 1] in ")”":
        return _bracket_start(marks.flat, start, limit)
    return None


def _bracket_start(flat: str, end: int, limit: int) -> int | None:
    """The offset of the bracket or quotation mark that opens what closes at `end`, when it holds a short name."""
    opener = "(" if flat[end - 1] == ")" else "“"
    start = flat.rfind(opener, max(limit, end - 14), end - 1)
    inside = flat[start + 1 : end - 1]
    if start < 0 or not inside or re.search(r"[,。;:、)”]", inside):
        return None
    if opener == "(" and (start == 0 or not _NAME_CHARACTER.match(flat, start - 1)):
        return None
    return start


def _is_cut(marks: Marks, start: int, soft: bool) -> bool:
    """True when a cutting word, a count or a stop character ends at `start`."""
    flat = marks.flat
    cut = marks.break_to.get(start, Cut.FIRST)
    if (cut is Cut.ALWAYS or (cut is Cut.NOT_ORGANS and not soft)) and not _is_head_office(marks, start):
        return True
    last, before = flat[start - 1], flat[start - 2 : start - 1]
    if last in (vocabulary.COUNT_WORDS if soft else vocabulary.MEASURES) and before in vocabulary.NUMERALS and before:
        return True
    if last not in vocabulary.STOPS or (soft and last in _JOINERS and flat[start - 3 : start - 1] in vocabulary.WORK_WORDS):
        return False
    lone = last in _JOINERS and before and _NAME_CHARACTER.match(before) and before not in vocabulary.STOPS
    return not (lone and (start < 3 or not _NAME_CHARACTER.match(flat, start - 3) or start - 2 in marks.break_to))


def _is_head_office(marks: Marks, start: int) -> bool:
    """True for 集团 in 某某集团山西有限公司: the branch's place follows."""
    return (start in marks.place_from or marks.flat[start : start + 1] == "(") and marks.flat.startswith(
        ("集团", "公司", "银行"), start - 2
    )


@lru_cache(maxsize=4096)
def names_nothing(text: str) -> bool:
    """True when the words say only what kind of thing it is: 国家级, 重点产业, 新建."""
    core = re.sub(r"[0-9“”()·+%-]", "", text)
    return not core or covers(vocabulary.GENERIC, core)


def holds_plain_words(text: str) -> bool:
    """True when a word stands in the text that no name contains."""
    return any(word in text for word in vocabulary.NOT_INSIDE)
