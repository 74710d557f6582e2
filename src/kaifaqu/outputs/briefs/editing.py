"""An editor's own words in a brief: words only. A number stands in a brief because the book has it, never because somebody typed it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kaifaqu.core.reader.numbers import find_numbers
from kaifaqu.outputs.briefs.segments import HEADS, Paragraph, paragraph

WORDS = "words"
"""The level of a paragraph that an editor wrote."""
LONGEST = 600
COUNTING = re.compile(
    "[一二三四五六七八九十]是|第一时间|第一责任人|双过半|百强|三农|四上|两会|“?十[三四五]五”?规划|(?<![第十百千万亿零])一(?![十百千万亿成半倍])"
)
"""一是…二是…, 一批, 双过半 and 十五五规划 count nothing."""


def find_numerals(text: str) -> list[str]:
    """The numerals in a text, digits and Chinese ones, as they stand there; 一是, 一批 and 第一时间 are words."""
    spared = COUNTING.sub(lambda found: "某" * len(found[0]), text)
    found = {(number.start, number.end) for number in find_numbers(spared)}
    found |= {match.span() for match in re.finditer(r"\d+", spared)}
    outermost = [one for one in found if not any(other != one and other[0] <= one[0] and one[1] <= other[1] for other in found)]
    return [text[start:end] for start, end in sorted(outermost)]


def insert_words(paragraphs: Sequence[Paragraph], text: str, after: int) -> list[Paragraph]:
    """The paragraphs with the words after the one of that number. Raises IndexError where there is none, or it is a table's row."""
    if not 0 <= after < len(paragraphs) or paragraphs[after].level == "row":
        raise IndexError(after)
    return [*paragraphs[: after + 1], paragraph(WORDS, text), *paragraphs[after + 1 :]]


def remove_words(paragraphs: Sequence[Paragraph], at: int) -> list[Paragraph]:
    """The paragraphs without the words that stand at that place. Raises IndexError where no editor's words stand there."""
    if not 0 <= at < len(paragraphs) or paragraphs[at].level != WORDS:
        raise IndexError(at)
    return [*paragraphs[:at], *paragraphs[at + 1 :]]


def carry_words(before: Sequence[Paragraph], now: Sequence[Paragraph]) -> list[Paragraph]:
    """The new edition's paragraphs with the words of the edition before, each under the heading that it stood under; those whose heading
    is gone stand at the end."""
    held: dict[str, list[Paragraph]] = {}
    heading = ""
    for one in before:
        heading = one.text if one.level in HEADS else heading
        if one.level == WORDS:
            held.setdefault(heading, []).append(one)
    found: list[Paragraph] = []
    for one in now:
        if one.level in HEADS:
            found += held.pop(_last_heading(found), [])
        found.append(one)
    found += held.pop(_last_heading(found), [])
    return [*found, *(words for rest in held.values() for words in rest)]


def _last_heading(paragraphs: Sequence[Paragraph]) -> str:
    return next((one.text for one in reversed(paragraphs) if one.level in HEADS), "")
