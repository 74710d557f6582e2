"""Where a cell's figure comes from, as a line of markup: asked for every cell of a page and of every answer to one that saves."""

from __future__ import annotations

from urllib.parse import quote

from django.template.defaultfilters import date as format_moment
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kaifaqu.statistics.returns.models import Line
from kaifaqu.statistics.returns.reach import TARGETS
from kaifaqu.statistics.returns.sources import label_of

LINK = '<a href="{}">{}</a>'


def mark_origin(return_: int, key: str, label: str, line: Line | None) -> SafeString:
    """The origin of the line, opening what it was taken from, and the way to the cell's older values; nothing for an empty cell."""
    if line is None:
        return SafeString("")
    past = f"{reverse('returns:cell', args=[return_])}?key={quote(key)}"
    named = _("%(name)s的旧值") % {"name": label}
    return format_html('{} <a class="past" data-past href="{}" aria-label="{}">{}</a>', _words_of(line), past, named, _("旧值"))


def _words_of(line: Line) -> SafeString | str:
    if line.reading is not None:
        place = f"{reverse('documents:review', args=[line.reading.document_id])}#f-{line.reading.number}"
        return format_html(LINK, place, f"{_('读数')} {line.reading.text}")
    if line.workbook_id:
        return f"{_('工作簿')} {line.cell}"
    if line.room == "returns":
        return format_html(LINK, line.room_url, _("沿用上期"))
    if line.room == TARGETS:
        return format_html(LINK, _place_of_target(line), _("上级下达的目标"))
    if line.room:
        room = label_of(line.room)
        return format_html(LINK, line.room_url, room + _("登记")) if line.room_url else f"{room} {line.room_key}"
    if line.entered_by is not None:
        return f"{line.entered_by.name} {format_moment(localtime(line.declared_at), 'm-d H:i')}"
    return ""


def _place_of_target(line: Line) -> str:
    """The page on which the unit's targets of the year stand."""
    return f"{reverse('returns:my_targets')}?at={quote(line.subject.code)}&year={line.period[:4]}#{line.item}"
