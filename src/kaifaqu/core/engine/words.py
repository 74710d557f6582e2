"""The words of official prose that stand where a rate would mislead: a base of zero or below (domain §2.2)."""

from __future__ import annotations

from fractions import Fraction

VOCABULARIES: dict[str, dict[str, str]] = {
    "profit": {"turned": "扭亏为盈", "level": "止亏", "less": "减亏", "more": "增亏", "same": "亏损持平", "fell": "由盈转亏"},
    "plain": {
        "turned": "由负转正",
        "level": "由负转零",
        "less": "负值收窄",
        "more": "负值扩大",
        "same": "持平",
        "fell": "由正转负",
    },
}
"""Per vocabulary: base below zero and now above, at zero, less negative, more negative, the same; base above zero and now below."""

NET_INCREASE, NOTHING = "净增", "—"


def words_of_change(now: Fraction, base: Fraction, vocabulary: str) -> str:
    """The words for a change; empty when a rate says it properly (a base above zero that stays there)."""
    words = VOCABULARIES[vocabulary]
    if base == 0:
        return NET_INCREASE if now > 0 else words["fell"] if now < 0 else NOTHING
    if base > 0:
        return words["fell"] if now < 0 else ""
    if now >= 0:
        return words["turned"] if now > 0 else words["level"]
    return words["same"] if now == base else words["less"] if now > base else words["more"]
