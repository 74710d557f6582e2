"""The page of a subject: zone, city, province, project, event — all the same panel, with what its kind has; its pictures as files."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.foundation.accounts.queries import may_look_at
from kaifaqu.foundation.csv_file import answer_csv, defuse
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import find_by_code, is_sample
from kaifaqu.outputs.dashboards.drawing import Drawing
from kaifaqu.outputs.dashboards.pictures import Pictures, draw_subject
from kaifaqu.outputs.dashboards.queries import build_panel, list_explained, newest_below
from kaifaqu.outputs.dashboards.queries.charts import NAMES
from kaifaqu.outputs.dashboards.queries.rooms import list_rooms
from kaifaqu.outputs.dashboards.queries.scopes import list_reporting
from kaifaqu.outputs.dashboards.queries.screen import build_screen
from kaifaqu.statistics.ledger.queries import Book, book_asked

RECENT = 6
"""Periods that a page offers at once; the earlier ones open on demand."""
VIEWS = {"map": ("ranking", "map"), "trend": ("trend", "growth")}
"""What the big screen shows at a time, large enough for the back of a room."""


@require_GET
def show_subject(request: HttpRequest, code: str) -> HttpResponse:
    """One subject's panel, for `?period=` or the newest."""
    subject, period, book = _asked(request, code)
    panel = build_panel(subject, period, book)
    pictures = _draw(request, subject, period, book)
    rooms = [] if is_sample(code) else list_rooms(subject, timezone.localdate())  # the sample holds figures and nothing else
    explained = list_explained(subject, panel.period, book)
    by_month = (
        subject.kind == Kind.ZONE and request.user.is_authenticated and may_look_at(request.user, "indicators:months", subject)
    )
    context = {
        "panel": panel, "rooms": rooms, "sample": is_sample(code), "by_month": by_month, "pictures": pictures,
        "reporting": list_reporting(pictures.field) if pictures.field else [],
        "explained": explained, "doubtful": len(panel.doubts) + len(explained), "recent": panel.periods[:RECENT], "earlier": panel.periods[RECENT:],
        "urgent": [(room.label, line) for room in rooms for line in room.lines if line.urgent],
    }  # fmt: skip
    return render(request, "dashboards/subject.html", context)


@require_GET
def show_screen(request: HttpRequest, code: str) -> HttpResponse:
    """The big screen of a city or province: `?view=map` ranks and lays out the zones, `?view=trend` shows the way until now."""
    subject, period, book = _asked(request, code)
    view = request.GET.get("view") or "map"
    if view not in VIEWS:
        raise Http404
    try:
        screen = build_screen(subject, period, request.GET.get("item", ""), book)
    except ValueError as error:
        raise Http404 from error
    drawings = _draw(request, subject, period, book, VIEWS[view]).drawings
    reporting = list_reporting(screen.field) if screen.field else []
    context = {"screen": screen, "sample": is_sample(code), "drawings": drawings, "view": view, "reporting": reporting}
    return render(request, "dashboards/screen.html", context)


@require_GET
def take_picture(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """One picture as a file: SVG with its own style, its day and its source; Word, WPS and browsers open it."""
    subject, period, book = _asked(request, code)
    drawing = _named(request, subject, period, book, name)
    context = {
        "drawing": drawing, "subject": subject, "style": _style(), "sample": is_sample(code), "position": book.position,
        "newest": newest_below(subject, book), "height": drawing.height + 84,
    }  # fmt: skip
    response = HttpResponse(render_to_string("dashboards/file.svg", context), content_type="image/svg+xml; charset=utf-8")
    response["Content-Disposition"] = _attached(f"{subject.label}-{drawing.title}.svg")
    return response


@require_GET
def take_table(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """The table behind a picture, for Excel."""
    subject, period, book = _asked(request, code)
    drawing = _named(request, subject, period, book, name)
    mark = ["示例（虚构）"] if is_sample(code) else []
    rows = ([*mark, *(defuse(cell.text) for cell in row)] for row in drawing.rows)
    return answer_csv(f"{subject.label}-{drawing.title}.csv", [*(["数据性质"] if mark else []), *drawing.headings], rows)


def _attached(name: str) -> str:
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


def _style() -> str:
    """The pictures' style sheet as it is on the pages."""
    return Path(str(finders.find("kaifaqu/charts.css"))).read_text(encoding="utf-8")


def _draw(request: HttpRequest, subject: Subject, period: Period | None, book: Book, only: Collection[str] = NAMES) -> Pictures:
    """The subject's pictures. Raises Http404 for an item of which it has no figures."""
    try:
        return draw_subject(subject, period, request.GET.get("item", ""), timezone.localdate(), book, only)
    except ValueError as error:
        raise Http404 from error


def _named(request: HttpRequest, subject: Subject, period: Period | None, book: Book, name: str) -> Drawing:
    try:
        return _draw(request, subject, period, book, {name}).named(name)
    except KeyError as error:
        raise Http404 from error


def _asked(request: HttpRequest, code: str) -> tuple[Subject, Period | None, Book]:
    subject = find_by_code(code)
    if subject is None or not may_look_at(request.user, "dashboards:subject", subject):
        raise Http404
    try:
        return subject, Period.parse(request.GET["period"]) if request.GET.get("period") else None, book_asked(request.GET)
    except (PeriodError, ValueError) as error:
        raise Http404 from error
