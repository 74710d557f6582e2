"""Persons: a title and a name, lists of names after one title, bylines, speakers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaifaqu.core.reader import names_tables as tables
from kaifaqu.core.reader.names_lexicon import Lexicon
from kaifaqu.core.reader.names_marks import Marks
from kaifaqu.core.reader.names_organs import Found

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_EDGE = frozenset("\n []【】,。;:、!?“”‘’()《》…|/-")
_DOTTED = re.compile(r"[\u4e00-\u9fff]{1,7}(?:·[\u4e00-\u9fff]{1,7}){1,3}")
_BYLINE = re.compile(
    r"(?:(?<=[。!?”])|(?<=\n)|\A)\(?((?:[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff] [\u4e00-\u9fff])(?:[ 、/](?:文图|图文|[\u4e00-\u9fff]{2,4})){0,3})\)?(?=\n|\Z)"
)
_WIRE = re.compile(r"(?<=[电讯]) ?\(([\u4e00-\u9fff]{2,4}(?:[ 、][\u4e00-\u9fff]{2,4}){0,3})\)")
_LEADERS = re.compile(r"等[^,。;、]{0,10}领导")
_CAPTION = re.compile(r"([\u4e00-\u9fff]{2,4})(?= ?(?:摄|/摄|供图|/文|/图|文/图|记者|通讯员))")
_LABELLED = re.compile(
    r"(?:值班|记者|通讯员|作者|编辑|责编|审核|校对|摄影|撰稿|初审|复审|终审|编审|审签|文|图|文/图|图/文|摄)(?:[:/ ]{1,2})(?=[\u4e00-\u9fff]{2})"
)


def after_lexicon() -> Lexicon[None]:
    return Lexicon([(word, None) for word in (*tables.AFTER_NAMES, *tables.SPEECH) if len(word) > 1])


_AFTER_WORDS = after_lexicon()
_AFTER_LETTERS = frozenset(word for word in tables.AFTER_NAMES if len(word) == 1)
_COMPOUND = frozenset(tables.COMPOUND_SURNAMES)


def find_people(marks: Marks) -> Iterator[Found]:
    """Persons, with repetitions; the same span may come more than once."""
    yield from _after_titles(marks)
    yield from _speakers(marks)
    yield from _before_titles(marks)
    yield from _bylines(marks)
    yield from _before_leaders(marks)


# -- the shape of a name ------------------------------------------------------------------------------------------------


def name_end(marks: Marks, start: int, *, titled: bool) -> int | None:
    """The end of a person's name that begins at `start`, or None. The longest name that what follows allows."""
    flat = marks.flat
    dotted = _DOTTED.match(flat, start)
    if dotted:
        last = flat.rindex("·", start, dotted.end()) + 2
        return next((end for end in range(last, dotted.end() + 1) if may_follow(marks, end)), None)
    surname = 2 if flat[start : start + 2] in _COMPOUND else 1
    if surname == 1 and not _is_surname(flat[start : start + 1], titled):
        return None
    if flat[start : start + 2] in tables.COMMON_TWO and not (titled and surname == 2):
        return None
    return _longest(marks, start, surname, titled)


def _is_surname(letter: str, titled: bool) -> bool:
    return letter in tables.SURNAMES and (titled or letter not in tables.RARE_SURNAMES)


def _longest(marks: Marks, start: int, surname: int, titled: bool) -> int | None:
    fitting = [end for end in range(start + surname + 1, start + surname + 3) if _is_given(marks.flat, start + surname, end)]
    is_rare = marks.flat[start] in tables.RARE_SURNAMES and surname == 1
    for fits in (follows_surely,) if is_rare else (follows_surely, may_follow):
        for end in reversed(fitting):
            if fits(marks, end):
                return end
    return fitting[-1] if fitting and titled and _follows_a_strong_title(marks, start) else None


def _follows_a_strong_title(marks: Marks, start: int) -> bool:
    if any(at in table for table in (marks.title_from, marks.break_from, marks.place_from) for at in range(start, start + 3)):
        return False
    before = marks.title_to.get(start)
    return before is not None and marks.flat[before:start] not in tables.WEAK_TITLES


def _is_given(flat: str, start: int, end: int) -> bool:
    """True for one or two characters of a given name; a word that stands after names can only follow it."""
    given = flat[start:end]
    if len(given) != end - start or not all(_HAN.match(letter) for letter in given):
        return False
    return given[-1] not in tables.NOT_IN_GIVEN_NAMES and given[0] not in _NEVER


_NEVER = frozenset("的了是我你他们这不")


def may_follow(marks: Marks, end: int) -> bool:
    """True when a name can end here, by a mark, a word or a single character that follows names."""
    return follows_surely(marks, end) or marks.flat[end] in _AFTER_LETTERS


def follows_surely(marks: Marks, end: int) -> bool:
    """True when a mark or a whole word follows that stands after names."""
    flat = marks.flat
    if end >= len(flat) or flat[end] in _EDGE or end in marks.title_from:
        return True
    return _AFTER_WORDS.at(flat, end) is not None


# -- where names stand --------------------------------------------------------------------------------------------------


def _after_titles(marks: Marks) -> Iterator[Found]:
    flat = marks.flat
    for title_start, end in marks.title_from.items():
        start = end + 1 if flat[end : end + 1] in (" ", ":") and flat[end : end + 1] else end
        if marks.title_from.get(start) is not None or start in marks.place_from:
            continue
        word = flat[title_start:end]
        stop = name_end(marks, start, titled=word not in tables.WEAK_TITLES or _is_speaking(marks, start))
        if stop is not None:
            yield Found(start, stop, "person")
            yield from _listed(marks, stop)


def _is_speaking(marks: Marks, start: int) -> bool:
    """True when a speech word follows two or three characters on: 企业负责人成某某告诉记者."""
    return any(_SPEECH.at(marks.flat, start + length) is not None for length in (2, 3))


def _listed(marks: Marks, start: int) -> Iterator[Found]:
    """Further names after 、 that fill the whole space between two marks."""
    flat = marks.flat
    while start < len(flat) and flat[start] in "、 和及与":
        stop = name_end(marks, start + 1, titled=True) if start + 1 not in marks.title_from else None
        if stop is None or not _closes(flat, stop):
            return
        yield Found(start + 1, stop, "person")
        start = stop


def _closes(flat: str, end: int) -> bool:
    return (
        end >= len(flat)
        or flat[end] in _EDGE
        or flat.startswith(("等", "和", "及", "出席", "参加", "分别", "一行", "陪同", "与"), end)
    )


def _speakers(marks: Marks) -> Iterator[Found]:
    """张三介绍, at the beginning of a clause or after 据."""
    flat = marks.flat
    for hit in _SPEECH.scan(flat):
        for length in (3, 2, 4):
            start = hit.start - length
            if start < 0 or (start > 0 and flat[start - 1] not in _EDGE and flat[start - 1] not in "据跟"):
                continue
            if name_end(marks, start, titled=False) == hit.start:
                yield Found(start, hit.start, "person")
                break


_SPEECH = Lexicon([(word, None) for word in tables.SPEECH if len(word) > 1])
_AFTER_TITLES = Lexicon([(word, None) for word in tables.TITLES_AFTER])


def _before_titles(marks: Marks) -> Iterator[Found]:
    """郑某某局长带队: a name at the beginning of a clause, then a title."""
    flat = marks.flat
    for hit in _AFTER_TITLES.scan(flat):
        for length in (3, 2, 4):
            start = hit.start - length
            if start < 0 or (start > 0 and flat[start - 1] not in _EDGE) or marks.break_from.get(start):
                continue
            if name_end(marks, start, titled=False) == hit.start and start not in marks.place_from:
                yield Found(start, hit.start, "person")
                break


def _before_leaders(marks: Marks) -> Iterator[Found]:
    """张某、李某某等市领导: a list of names before 等…领导."""
    flat = marks.flat
    for head in _LEADERS.finditer(flat):
        end = head.start()
        while end > 0:
            start = max(flat.rfind(mark, max(0, end - 5), end) for mark in "、,。;:\n ") + 1
            if not _is_whole_name(marks, start, end):
                break
            yield Found(start, end, "person")
            if flat[start - 1 : start] != "、":
                break
            end = start - 1


def _bylines(marks: Marks) -> Iterator[Found]:
    flat = marks.flat
    for match in _BYLINE.finditer(flat):
        yield from _named(marks, match.start(1), match.end(1))
    for match in _CAPTION.finditer(flat):
        start = max(match.start(1), match.end(1) - 3)
        for begin in range(start, match.end(1) - 1):
            if (begin == 0 or flat[begin - 1] in _EDGE) and name_end(marks, begin, titled=True) == match.end(1):
                yield Found(begin, match.end(1), "person")
                break
    for match in _WIRE.finditer(flat):
        yield from _named(marks, match.start(1), match.end(1))
    for match in _LABELLED.finditer(flat):
        stop = name_end(marks, match.end(), titled=True)
        if stop is not None and _closes(flat, stop):
            yield Found(match.end(), stop, "person")
            yield from _listed(marks, stop)


def _named(marks: Marks, start: int, end: int) -> Iterator[Found]:
    """The names of a byline line; all of its words must be names."""
    spaced = re.fullmatch(r"([\u4e00-\u9fff]) ([\u4e00-\u9fff])", marks.flat[start:end])
    if spaced:
        if spaced[1] in tables.SURNAMES:
            yield Found(start, end, "person")
        return
    spans = [(start + part.start(), start + part.end()) for part in re.finditer(r"[^ 、/]+", marks.flat[start:end])]
    names = [span for span in spans if marks.flat[span[0] : span[1]] not in ("文", "图", "文图", "图文")]
    if all(_is_whole_name(marks, *span) for span in names):
        yield from (Found(*span, "person") for span in names)


def _is_whole_name(marks: Marks, start: int, end: int) -> bool:
    text = marks.flat[start:end]
    place = marks.place_from.get(start)
    if (place is not None and place.end == end) or text[:2] in tables.COMMON_TWO:
        return False
    surname = 2 if text[:2] in _COMPOUND else 1
    return (
        (surname == 2 or text[0] in tables.SURNAMES)
        and 1 <= len(text) - surname <= 2
        and _is_given(marks.flat, start + surname, end)
    )
