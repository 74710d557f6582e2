"""The texts of a table as one reads them: 北 京 is 北京, a heading broken over lines is one heading, its translation is left out."""

from __future__ import annotations

import re
from functools import lru_cache

CJK = r"[\u3400-\u9fff\uf900-\ufaff]"
_BLANKS_BETWEEN = re.compile(
    rf"(?<=[{CJK[1:-1]}\u3000-\u303f\uff00-\uffef、,。:()%])[ \t\u3000\xa0]+(?=[{CJK[1:-1]}\uff00-\uffef、(])"
)
_HAS_CJK = re.compile(CJK)
_TRANSLATION = re.compile(rf"(?<=[{CJK[1:-1]})）])\s*(?:/\s*)?[A-Za-z][A-Za-z\s.,&'’()\-]*$")
_FOOTNOTE = re.compile(rf"(?<=[{CJK[1:-1]})）])\s*(?:[①-⑳¹²³]|[*＊]|\[\d{{1,2}}\]|［\d{{1,2}}］)+$|(?<=\d)[*＊①-⑳]+$")
"""Marks of footnotes behind a name: 内蒙古①, 规上工业*."""

_LEADING = re.compile(r"^[\s\u3000\xa0]*")
_BLANK = re.compile(r"[\s\u3000\xa0\u200b\ufeff]+")
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {ord("﹪"): ord("%"), ord("−"): ord("-")}
"""Full-width forms only: NFKC would also turn 12① into 121 and 12² into 122."""

_NUMBERING = re.compile(r"^(?:其中|#|\*|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[、.](?!\d))*:?")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


@lru_cache(maxsize=65536)
def tidy_label(text: str) -> str:
    """One line without inner blanks between Chinese characters and without the English below or behind them."""
    lines = [line.strip("\u3000\xa0 \t") for line in text.replace("\r", "\n").split("\n")]
    lines = without_translation([line for line in lines if line])
    joined = lines[0] if lines else ""
    for line in lines[1:]:
        joined += line if _WIDE.match(line[0]) or _WIDE.match(joined[-1]) or line[0] in "(（" else f" {line}"
    joined = _FOOTNOTE.sub("", _BLANKS_BETWEEN.sub("", joined))
    shortened = _TRANSLATION.sub("", joined) if re.search(r"[a-z]{2}", joined) else joined
    return _BLANK.sub(" ", shortened if _HAS_CJK.search(shortened) else joined).strip()


def without_translation(lines: list[str]) -> list[str]:
    """Lines of Latin letters that follow a Chinese line are its translation; before it they belong to it (R&D / 经费)."""
    first = next((number for number, line in enumerate(lines) if _HAS_CJK.search(line)), None)
    if first is None:
        return lines
    return lines[: first + 1] + [
        line for line in lines[first + 1 :] if _HAS_CJK.search(line) or not re.search("[A-Za-z]{2}", line)
    ]


@lru_cache(maxsize=65536)
def squeeze(text: str) -> str:
    """Half-width without any blank: what patterns are matched against."""
    return _BLANK.sub("", text.translate(_HALF_WIDTH))


@lru_cache(maxsize=65536)
def fold_label(text: str) -> str:
    """The label as it is compared: half-width, lower case, without blanks, numbering, 其中 and punctuation at its ends."""
    folded = squeeze(tidy_label(text)).lower()
    return _NUMBERING.sub("", folded).strip(":、,;*")


def is_latin(text: str) -> bool:
    """True for a text in letters without a Chinese character: a translation, a code."""
    return bool(re.search("[A-Za-z]", text)) and not _HAS_CJK.search(text)


def has_chinese(text: str) -> bool:
    return bool(_HAS_CJK.search(text))


def has_inner_blank(text: str) -> bool:
    """True for a name that is spread out: 北　京."""
    return _BLANKS_BETWEEN.search(text.strip("\u3000\xa0 \t")) is not None


def indent_of(text: str) -> int:
    """Steps of indent: half-width blanks before the text; a full-width blank counts two."""
    leading = _LEADING.match(text.split("\n", 1)[0])
    blanks = leading[0] if leading else ""
    return sum(2 if blank == "\u3000" else 1 for blank in blanks)
