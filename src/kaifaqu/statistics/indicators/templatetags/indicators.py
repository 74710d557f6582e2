"""What templates of indicators ask."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from kaifaqu.statistics.indicators.queries import Repeated

register = template.Library()


@register.filter
def disagreeing(rows: Iterable[Repeated]) -> list[Repeated]:
    """The values that came out otherwise when a run was done again."""
    return [row for row in rows if not row.agrees]
