"""Layout repair: which stretches of a folded text to read, and in which order. Text is never edited, only skipped or moved.

Four faults of printed pages are repaired: words broken across lines, captions set in mid-sentence, spaces that OCR puts
inside words and numbers, and what conversions of the script leave (readings behind characters, doubled commas). Whatever is
doubtful stays as it is: a heading joined to a paragraph costs more than a broken word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

Piece = tuple[int, int]

_BLANKS = " \t\u200b\u200c\u200d\ufeff"
_END = "。!?;:…"
_CLOSERS = ",。、;:)”’》%!?"
_OPENERS = ",、(“‘《"
_QUOTES = "”’》)"
_LIST_MARK = re.compile(
    r"#|[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、](?!\d)|第[一二三四五六七八九十\d]{1,3}[章节条部]"
    r"|[【▲△■□●○◆◇★☆▶*|·]|[-—]{1,2}\s|附件|表\d|图\d|责任?编辑?[:]|编辑[:]|作者[:]|来源[:]|记者[:]|注[:]|(?:本报|科学导报|新华社)?.{0,6}(?:讯|电)[ (]"
)
_CAPTION = re.compile(r"图为|图[:：]|[▲△▼]|上图|下图|左图|右图|.{0,40}摄[)]?。?$")
_DATED = re.compile(r"\d{1,4}[年月]|近日|日前|今年")
_BYLINE = re.compile(r"[。!?]”?(?:\([^()]{2,30}\)|[\u4e00-\u9fff]{2,3}|[\u4e00-\u9fff] [\u4e00-\u9fff]{1,2})$")
_HALF_NUMBER = re.compile(r"\d[.万亿千百]{0,2}$")
_NUMBER_REST = re.compile(r"\d|[万亿]|元|%|个百分点|[家个项]")
_WINDOW = 4000
"""How far (code points, either side) another occurrence of a broken word is looked for."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its outer blanks: [start, end), how far it is indented, and the widest line of its block."""

    start: int
    end: int
    indent: int
    width: int
    block: int


def read_order(text: str) -> Iterator[Piece]:
    """The stretches [start, end) of a folded text to read, in reading order. Linear in the text."""
    lines = list(_lines(text))
    gaps = _GAP_OR_DAMAGE if _DAMAGE.search(text) else _GAP
    index = 0
    while index < len(lines):
        yield from _pieces(text, lines[index], gaps)
        caption = _caption_between(text, lines, index)
        if caption is not None:
            yield from _pieces(text, caption[1], gaps)
            yield _break_after(text, lines[index])
            yield from _pieces(text, caption[0], gaps)
            yield _break_after(text, caption[0])
            index += 3
            continue
        if index + 1 < len(lines) and not _is_broken(text, lines[index], lines[index + 1]):
            yield _break_after(text, lines[index], lines[index + 1])
        index += 1


def _lines(text: str) -> Iterator[Line]:
    """The lines with text in them; `width` is filled block by block (a block ends at a blank line)."""
    block: list[tuple[int, int, int]] = []
    number = start = 0
    for raw in text.split("\n"):
        body = raw.strip(_BLANKS)
        if body:
            indent = len(raw) - len(raw.lstrip(_BLANKS))
            block.append((start + indent, start + indent + len(body), indent))
        elif block:
            yield from _close_block(block, number)
            block, number = [], number + 1
        start += len(raw) + 1
    yield from _close_block(block, number)


def _close_block(block: list[tuple[int, int, int]], number: int) -> Iterator[Line]:
    width = max((end - start + min(indent, 2) for start, end, indent in block), default=0)
    return (Line(start, end, indent, width, number) for start, end, indent in block)


def _break_after(text: str, line: Line, following: Line | None = None) -> Piece:
    """The line feeds after a line: two where a blank line stood, one otherwise."""
    place = text.find("\n", line.end)
    if place < 0:
        return line.end, line.end
    blank = following is not None and following.block != line.block
    return place, place + (2 if blank and text[place + 1 : place + 2] == "\n" else 1)


def _is_broken(text: str, line: Line, following: Line) -> bool:
    """True when `following` goes on in the middle of the sentence that `line` breaks off."""
    first, last = text[following.start], text[line.end - 1]
    head = text[following.start : following.start + 16]
    if text[line.start] == "#" or _LIST_MARK.match(head):
        return False
    same_block = line.block == following.block
    if first in _CLOSERS or (last in _OPENERS and (same_block or _is_prose(text, line))):
        return True
    if _is_ended(text, line) or (same_block and following.indent > max(1, line.indent)):
        return False
    return _goes_on_in_block(text, line, following) if same_block else _goes_on_after_blank(text, line, following)


def _goes_on_in_block(text: str, line: Line, following: Line) -> bool:
    """A hard-wrapped line is as wide as its block; a break inside a number needs no such proof."""
    if line.width >= 14 and line.end - line.start + min(line.indent, 2) >= min(line.width - 3, line.width * 4 // 5):
        return _has_sentence(text, line) or _has_sentence(text, following) or line.width >= 30
    rest = _NUMBER_REST.match(text, following.start)
    if rest and _HALF_NUMBER.search(text, max(line.start, line.end - 4), line.end):
        return not rest.group().isdigit() or _has_sentence(text, line)
    return (
        _is_prose(text, line)
        and _has_sentence(text, following)
        and not _BYLINE.search(text, max(line.start, line.end - 34), line.end)
    )


def _goes_on_after_blank(text: str, line: Line, following: Line) -> bool:
    if not _is_prose(text, line) or _BYLINE.search(text, max(line.start, line.end - 34), line.end):
        return False
    return _has_sentence(text, following) or _is_word_elsewhere(text, line, following)


def _caption_between(text: str, lines: list[Line], index: int) -> tuple[Line, Line] | None:
    """(caption, continuation) when the line after `index` is a caption set into a broken sentence."""
    if index + 2 >= len(lines):
        return None
    line, caption, rest = lines[index : index + 3]
    if caption.block == line.block or rest.block == caption.block or caption.end - caption.start > 90:
        return None
    if not _is_prose(text, line) or _is_ended(text, line) or _LIST_MARK.match(text[rest.start : rest.start + 16]):
        return None
    if _CAPTION.match(text[caption.start : caption.end]):
        return caption, rest
    dated = _DATED.match(text, caption.start) is not None and _is_ended(text, caption)
    if dated and _is_word_elsewhere(text, line, rest) and not _is_word_elsewhere(text, line, caption):
        return caption, rest
    return None


def _is_ended(text: str, line: Line) -> bool:
    """True when the line ends a sentence, a quotation of one, or a bracket after one."""
    last = text[line.end - 1]
    if last in _QUOTES:
        return (
            text[line.end - 2 : line.end - 1] in _END
            or _BYLINE.search(text, max(line.start, line.end - 34), line.end) is not None
        )
    return last in _END


def _is_prose(text: str, line: Line) -> bool:
    """True for a line of running text: a full sentence stands in it, or it is far longer than a heading."""
    length = line.end - line.start
    return length >= 8 and (
        text.find("。", line.start, line.end - 1) >= 0 or (length >= 40 and text.find(",", line.start, line.end) >= 0)
    )


def _has_sentence(text: str, line: Line) -> bool:
    return any(text.find(mark, line.start, line.end) >= 0 for mark in "。,;")


def _is_word_elsewhere(text: str, line: Line, following: Line) -> bool:
    """True when the word made by joining the two lines stands elsewhere nearby."""
    low, high = max(0, line.start - _WINDOW), following.end + _WINDOW
    before, after = text[max(line.start, line.end - 2) : line.end], text[following.start : following.start + 3]
    return any(
        len(word) >= 2 and (text.find(word, low, line.end) >= 0 or text.find(word, following.start, high) >= 0)
        for word in (before + after[:1], before[-1:] + after[:2])
    )


# -- spaces -----------------------------------------------------------------------------------------------------------

_HAN = "[\u4e00-\u9fff]"
_BLANK = r"[ \t\u200b-\u200f\u2060\ufeff\u00ad]+"
_GAP = re.compile(_BLANK)
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_READING = rf"(?<={_HAN})\((?:[a-zü]{{0,4}}[{_TONED}][a-zü]{{0,4}}|de|le)\)"
_SPARE = ",(?=[,、。;:])"
_DAMAGE = re.compile(f"{_READING}|{_SPARE}")
"""What machines leave in converted pages: the reading behind a character (產(chǎn)), and a comma before another mark (,,)."""
_GAP_OR_DAMAGE = re.compile(f"{_BLANK}|{_READING}|{_SPARE}")
_SPACED = re.compile(f"{_HAN} +{_HAN}")
_UNIT_STARTS = frozenset("亿万千百元个家项条人户台吨亩米月日年次倍位成名公平立余多")
_DATELINE = re.compile(r"^.{0,24}?(?:讯|电|\))$")


def _pieces(text: str, line: Line, gaps: re.Pattern[str]) -> Iterator[Piece]:
    """The stretches of one line: spaces that mean nothing, invisible characters and what conversion left are left out."""
    start, prose = line.start, _is_running(text, line)
    for gap in gaps.finditer(text, line.start, line.end):
        if _is_noise(text, gap, line, prose):
            yield start, gap.start()
            start = gap.end()
    yield start, line.end


def _is_running(text: str, line: Line) -> bool:
    """True where a space separates nothing: a line with clauses. Tables and headings keep their spaces."""
    return _has_sentence(text, line) or line.end - line.start >= line.width >= 30


def _is_noise(text: str, gap: re.Match[str], line: Line, prose: bool) -> bool:
    if " " not in gap.group() and "\t" not in gap.group():
        return True  # invisible, or left by a conversion
    if "\t" in gap.group() or len(gap.group()) > 3:
        return False
    if gap.end() == len(text):
        return True
    before, after = text[gap.start() - 1], text[gap.end()]
    if before in _CLOSERS or after in _CLOSERS or before in "(“‘《":
        return True
    if before.isdigit() and after.isdigit():
        return prose and _is_one_number(text, gap, line)
    if before == "." and after.isdigit():
        return (
            text[max(line.start, gap.start() - 6) : gap.start() - 1].rstrip()[-1:].isdigit()
            and gap.start() - 2 > line.start + 1
        )
    if before.isascii() and after.isascii():
        return before.isdigit() and after == "."
    if before.isascii():
        return prose or (before.isdigit() and after in _UNIT_STARTS)
    if after.isascii():
        return (prose or after.isdigit()) and before not in "讯电"
    return prose and not _separates(text, gap, line)


def _is_one_number(text: str, gap: re.Match[str], line: Line) -> bool:
    """1 234.5 and 2 9.5亿元, but not the columns of a table nor a clock time after a date."""
    return text[gap.end() : gap.end() + 6].count(":") == 0 and line.end - line.start >= 8


def _separates(text: str, gap: re.Match[str], line: Line) -> bool:
    """True for the space after a dateline or between bylines, when words of the line are not all set apart."""
    if _SPACED.search(text, max(line.start, gap.start() - 4), min(line.end, gap.start())):
        return False
    return _DATELINE.match(text[line.start : min(gap.start(), line.start + 30)]) is not None and gap.start() - line.start <= 30
