"""The journal's page: what was done, by whom, when; searched and taken out by the audit officer, changed by nobody."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.foundation.csv_file import MARK, defuse
from kaifaqu.foundation.days import DayInput
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.foundation.journal.queries import newest_link, search_entries
from kaifaqu.foundation.requests import AccountRequest

ON_A_PAGE = 100


class JournalSearch(forms.Form):
    """What the auditor looks for; everything may stay empty."""

    actor = forms.CharField(label=gettext_lazy("操作人"), max_length=80, required=False)
    act = forms.CharField(label=gettext_lazy("行为"), max_length=60, required=False)
    target = forms.CharField(label=gettext_lazy("对象或单位代码"), max_length=80, required=False)
    since = forms.DateField(label=gettext_lazy("自"), required=False, widget=DayInput())
    until = forms.DateField(label=gettext_lazy("至"), required=False, widget=DayInput())


@require_GET
def show_journal(request: AccountRequest) -> HttpResponse:
    """The entries asked for, the newest first, and the newest link to be noted elsewhere."""
    form = JournalSearch(request.GET)
    found = search_entries(**form.cleaned_data) if form.is_valid() else Entry.objects.none()
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"form": form, "page": page, "query": query.urlencode(), "link": newest_link()}
    return render(request, "web/journal.html", context, status=200 if form.is_valid() else 422)


@require_POST
def export_journal(request: AccountRequest) -> HttpResponse | StreamingHttpResponse:
    """The same entries as CSV that Excel opens; who took them out, and when, stands in the first line and in the journal."""
    form = JournalSearch(request.POST)
    if not form.is_valid():
        return render(
            request, "web/journal.html", {"form": form, "page": Paginator(Entry.objects.none(), 1).get_page(1)}, status=422
        )
    asked = {name: str(value) for name, value in form.cleaned_data.items() if value}
    at = timezone.now()
    record_act("journal.export", by=request.user, at=at, target="journal", new=asked)
    mark = _("%(name)s 于 %(at)s 导出") % {"name": request.user.name, "at": date_format(timezone.localtime(at), "Y-m-d H:i:s")}
    lines = write_lines(mark, search_entries(**form.cleaned_data).iterator(chunk_size=2000))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="journal-{timezone.localdate():%Y%m%d}.csv"'
    return answer


class Line:
    """Gives csv.writer what it writes, line by line."""

    def write(self, line: str) -> str:
        return line


def write_lines(mark: str, entries: Iterable[Entry]) -> Iterator[str]:
    """CSV lines with a byte order mark: the watermark, the headings, one line per entry."""
    writer = csv.writer(Line())
    yield MARK + writer.writerow([mark])
    headings = ("#", _("时间"), _("操作人"), _("行为"), _("单位"), _("对象"), _("原值"), _("新值"), _("前一条散列"), _("散列"))
    yield writer.writerow(headings)
    for row in entries:
        cells: tuple[Any, ...] = (
            row.pk, f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S}", row.actor_name, row.act, row.subject_code, row.target,
            as_json(row.old), as_json(row.new), row.previous_hash, row.hash,
        )  # fmt: skip
        yield writer.writerow([defuse(cell) for cell in cells])


def as_json(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False)
