"""A decimal column that is exact on every database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models


class ExactDecimalField(models.DecimalField):  # type: ignore[type-arg]
    """Up to 30 digits, 10 after the point, kept as written: 4.0 stays 4.0.

    SQLite would keep a decimal column as a float beyond 15 digits: there it is text. PostgreSQL would fill a column of fixed scale up
    with zeros: there it is `numeric` without one, and the forms see to the digits.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 30)
        kwargs.setdefault("decimal_places", 10)
        super().__init__(*args, **kwargs)

    def get_internal_type(self) -> str:
        """Not DecimalField: SQLite's own converter of those goes through a float."""
        return "ExactDecimalField"

    def db_type(self, connection: Any) -> str:
        return "text" if connection.vendor == "sqlite" else "numeric"

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Decimal | None:
        return None if value is None else Decimal(value)


WHOLE_DIGITS, PLACES = 20, 10


def fits(value: Decimal) -> bool:
    """True when the column holds the number exactly: at most 20 digits before the point and 10 after it."""
    if not value.is_finite() or value.adjusted() >= WHOLE_DIGITS:
        return False
    _sign, digits, exponent = value.as_tuple()
    trailing = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return not value or int(exponent) + trailing >= -PLACES
