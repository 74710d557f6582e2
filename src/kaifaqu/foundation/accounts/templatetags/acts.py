"""Which of some acts a page's reader may take: a link to the others would lead nowhere."""

from __future__ import annotations

from typing import Any

from django import template

from kaifaqu.foundation.accounts.queries import open_acts

register = template.Library()


@register.simple_tag(takes_context=True)
def opened(context: dict[str, Any], *acts: str) -> frozenset[str]:
    """Those of the acts that the table opens to the reader on at least one subject."""
    return frozenset(open_acts(context["request"].user, acts))
