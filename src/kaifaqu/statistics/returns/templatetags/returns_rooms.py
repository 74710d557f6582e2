"""Where a figure came from, beside it."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from kaifaqu.statistics.returns.grid import GridRow
from kaifaqu.statistics.returns.markup import mark_origin
from kaifaqu.statistics.returns.models import Return
from kaifaqu.statistics.returns.sources import label_of

register = template.Library()


@register.filter
def room_label(room: str) -> str:
    """招商, 项目 …; the room's code where it is none of the returns' sources."""
    return label_of(room)


@register.simple_tag
def origin_of(return_: Return, row: GridRow) -> SafeString:
    """The origin of what stands in a row's cell, with the way to its older values."""
    return mark_origin(return_.pk, row.key, row.label, row.line)
