"""A figure as it stands printed, before it is known whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kaifaqu.core.reader.numerals import Numeral


@dataclass(frozen=True, slots=True)
class Mark:
    """A printed figure: [start, end) in the flat text, its numeral in the canonical unit, and its kind."""

    start: int
    end: int
    numeral: Numeral
    unit: str
    canonical: str
    kind: str
    high: Decimal | None = None
