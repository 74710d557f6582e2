"""The core's own words — roles, scopes, absences, periods — in the language of the interface; the core knows Chinese only."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from django import template
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, gettext_noop

from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period, Shape
from kaifaqu.foundation.personal import mask_phones

register = template.Library()

TERMS = (
    gettext_noop("完成"), gettext_noop("目标"), gettext_noop("计划"), gettext_noop("预计"), gettext_noop("条件"),
    gettext_noop("部门口径"), gettext_noop("统计在地口径"), gettext_noop("考核口径"), gettext_noop("企业自报"),
    gettext_noop("公布口径"),
    gettext_noop("未报"), gettext_noop("不适用"), gettext_noop("保密"), gettext_noop("未到期"), gettext_noop("无法计算"),
)  # fmt: skip
"""Every word of the core that a page prints by itself."""


@register.filter
def term(word: str) -> str:
    """A word of the core in the interface's language; anything else, a figure for instance, as it is."""
    return gettext(str(word)) if str(word) in TERMS else str(word)


@register.filter
def absence(code: str) -> str:
    """Why a figure is absent, from its code."""
    return term(Missing(code).label)


@register.filter
def in_words(period: Period) -> str:
    """How the interface's language writes a period: 2024年一季度, 2024Q1; 2024年1—9月, January–September 2024."""
    if get_language() == settings.LANGUAGE_CODE:
        return period.chinese
    return WRITERS[period.shape](period)


@register.filter
def plain(amount: Decimal | None) -> str:
    """An exact number without idle noughts and never in powers of ten: 2000, 0.5; nothing for None."""
    return "" if amount is None else f"{amount.normalize():f}"


@register.filter
def masked(text: str) -> str:
    """A text in which telephone numbers are starred in the middle."""
    return mask_phones(str(text or ""))


def write_months(period: Period) -> str:
    """2024Q1, 2024, March 2024, January–September 2024, November 2023–March 2024."""
    start, end = period.bounded_start, period.bounded_end
    if "M" not in str(period):
        return str(period)
    last = date_format(end, "F Y")
    if (start.year, start.month) == (end.year, end.month):
        return last
    return f"{date_format(start, 'F' if start.year == end.year else 'F Y')}–{last}"


WRITERS: dict[Shape, Callable[[Period], str]] = {
    Shape.MONTHS: write_months,
    Shape.YEARS: lambda period: f"{period.bounded_start.year}–{period.bounded_end.year}",
    Shape.DAY: lambda period: date_format(period.bounded_end, "j F Y"),
    Shape.AS_OF_MONTH: lambda period: gettext("截至%(day)s") % {"day": date_format(period.bounded_end, "j F Y")},
    Shape.AS_OF_DAY: lambda period: gettext("截至%(day)s") % {"day": date_format(period.bounded_end, "j F Y")},
    Shape.AFTER_COMPLETION: lambda _period: gettext("建成后"),
}
