"""What a room is called beside a figure that came from it."""

from __future__ import annotations

from django import template

from kaifaqu.statistics.returns.sources import label_of

register = template.Library()


@register.filter
def room_label(room: str) -> str:
    """招商, 项目 …; the room's code where it is none of the returns' sources."""
    return label_of(room)
