"""How the pages of operators write a number."""

from __future__ import annotations

from decimal import Decimal

from django import template

from kaifaqu.core.figures.quantity import plain

register = template.Library()


@register.filter
def plainly(value: Decimal) -> str:
    """The number without an exponent and without trailing zeros."""
    return f"{plain(value):f}"
