"""Telephone numbers of people: lists and exports show enough to tell two apart, the whole number is asked for and that is written down."""

from __future__ import annotations

import re

_PHONE = re.compile(
    r"(?<![0-9A-Za-z*.])(?:(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}|0\d{2,3}[-—\s]?\d{7,8}|[2-8]\d{6,7})"
    r"(?![0-9A-Za-z万亿元]|\.\d)"
)
SHOWN_BEFORE, SHOWN_AFTER = 3, 4


def mask_phones(text: str) -> str:
    """The text with the middle of every telephone number starred: 138****5678, 035****1234. What is no number stays as it is."""
    return _PHONE.sub(lambda found: mask_number(found.group()), text)


def mask_number(number: str) -> str:
    """One number with its middle starred: the first three digits and the last four stay, of a short one the last two only."""
    digits = re.sub(r"\D", "", number).removeprefix("86") if len(number) > 12 else re.sub(r"\D", "", number)
    if len(digits) <= SHOWN_BEFORE + SHOWN_AFTER + 1:
        return "*" * (len(digits) - 2) + digits[-2:]
    return digits[:SHOWN_BEFORE] + "*" * (len(digits) - SHOWN_BEFORE - SHOWN_AFTER) + digits[-SHOWN_AFTER:]


def is_masked(text: str) -> bool:
    """True for what came out of a masking: to be taken in as "unchanged", never as a number."""
    return re.search(r"\d\*{2,}\d|\*{3,}\d\d", text) is not None
