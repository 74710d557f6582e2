"""The room's own navigation: only the pages that the permission table opens."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaifaqu.core.figures.item import item_named
from kaifaqu.foundation.accounts.queries import open_acts
from kaifaqu.statistics.returns.form import current_forms
from kaifaqu.statistics.returns.target_rules import show

register = template.Library()
PAGES = (
    ("returns:list", _("填报")),
    ("returns:deadlines", _("报送进度")),
    ("returns:league", _("准时榜")),
    ("returns:targets", _("目标下达与分解")),
    ("returns:my_targets", _("目标进度")),
    ("returns:enterprise_sum", _("企业数并列")),
    ("returns:deputies", _("AB 角")),
)


@register.inclusion_tag("returns/tabs.html", takes_context=True)
def returns_tabs(context: dict[str, Any]) -> dict[str, Any]:
    """The links of the room, the present page marked."""
    request = context["request"]
    opened = open_acts(request.user, [name for name, _label in PAGES])
    links = [(label, reverse(name)) for name, label in PAGES if name in opened]
    here = max(
        (url for _label, url in links if request.path.startswith(url)), key=len, default=""
    )  # a refusal stays on its page
    return {"links": [(label, url, url == here) for label, url in links]}


@register.filter
def form_name(code: str) -> str:
    """The name of a form."""
    return current_forms()[code].name


@register.filter
def item_name(code: str) -> str:
    """The name of an item."""
    return item_named(code).name


@register.filter
def number(value: Decimal | None) -> str:
    """A number in full, without needless zeros or exponent."""
    return "" if value is None else show(value)
