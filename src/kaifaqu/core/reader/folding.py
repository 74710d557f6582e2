"""Folding one to one: full width to half width, Traditional to Simplified, look-alike marks to one mark. Length never changes."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_THOUSANDS_LOOKALIKE = re.compile("(?<=[0-9\uff10-\uff19])\uff0c(?=[0-9\uff10-\uff19]{3})")
"""A full-width comma between digits ends a clause; folded to a half-width comma it would look like a separator of thousands."""

_POINT_LOOKALIKE = re.compile("(?<=[0-9\uff10-\uff19])[。·・•‧](?=[0-9\uff10-\uff19]{1,3}(?:[亿億万萬倍%％]|[个個]百分))")
"""57。6億元, 12·5%: a decimal point that a conversion or an old type-setter printed as another mark."""

_PROJECTS_ELSEWHERE = re.compile("專案(?!組|小組|人員)")
"""Converters to the usage of Taiwan write 專案 where the page said 項目: the same two characters long."""

_MARKS = {
    "｡": "。", "．": ".", "﹒": ".", "､": "、", "﹑": "、", "﹐": ",", "﹔": ";", "﹕": ":", "﹖": "?", "﹗": "!",
    "﹪": "%", "％": "%", "﹣": "-", "－": "-", "‐": "-", "‑": "-", "‒": "-", "−": "-", "―": "—", "─": "—", "━": "—",
    "～": "~", "∼": "~", "〜": "~", "﹙": "(", "﹚": ")", "〈": "《", "〉": "》", "「": "“", "」": "”", "『": "‘", "』": "’",
    "・": "·", "•": "·", "‧": "·", "\u3000": " ", "\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\u202f": " ",
    "\u0085": "\n", "\u2028": "\n", "\u2029": "\n", "\r": "\n", "○": "〇", "◯": "〇", "∶": ":",
}  # fmt: skip


@cache
def fold_table() -> dict[int, int]:
    """Code point → code point for every character that is read as another."""
    lines = Path(__file__).with_name("folding.txt").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if not line.startswith("#")]
    table = {ord(a): ord(b) for old, new in zip(rows[::2], rows[1::2], strict=True) for a, b in zip(old, new, strict=True)}
    table |= {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    table |= {ord(a): ord(b) for a, b in _MARKS.items() if a != b}
    return table


def fold(text: str) -> str:
    """`text` folded, the same length. CRLF becomes an invisible character and a line feed, a lone CR a line feed."""
    if "\r" in text:
        text = text.replace("\r\n", "\u200b\n")
    if "\uff0c" in text:
        text = _THOUSANDS_LOOKALIKE.sub("\uff1b", text)
    if "。" in text or "·" in text:
        text = _POINT_LOOKALIKE.sub(".", text)
    if "專案" in text:
        text = _PROJECTS_ELSEWHERE.sub("項目", text)
    return text.translate(fold_table())
