"""Pure arithmetic of production."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

MONTHS = 12


class ProductionRefusedError(ValueError):
    """The act is not possible; the message says what was found and what to do."""


def compute_utilisation(real: Decimal, months: int, capacity: Decimal) -> Decimal | None:
    """产能利用率 in %, one place: real output of `months` months over the same months' share of a year's capacity. None without either."""
    if not months or not capacity:
        return None
    return (real * 100 * MONTHS / (capacity * months)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def compute_progress(output: Decimal, target: Decimal) -> Decimal | None:
    """How far a park has come, in %, one place; None for no target."""
    return (output * 100 / target).quantize(Decimal("0.1"), ROUND_HALF_UP) if target else None
