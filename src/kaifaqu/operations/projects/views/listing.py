"""项目: the list with its filters, and the same projects seen as a board, on a time line, in a funnel, on a map, as rates."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.core.figures.quantity import WIDE
from kaifaqu.foundation.accounts.queries import may_somewhere, reach_of
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.operations.projects.models import SavedFilter
from kaifaqu.operations.projects.queries import list_projects
from kaifaqu.operations.projects.queries.charts import (
    draw_funnel,
    draw_gantt,
    draw_map,
    lay_board,
    measure_spans,
    measure_stalls,
    stages_beneath,
)
from kaifaqu.operations.projects.queries.inbox import list_announced, list_waiting
from kaifaqu.operations.projects.queries.listing import (
    ListPage,
    filter_projects,
    list_page,
    list_saved,
    read_filters,
    write_filters,
)
from kaifaqu.operations.projects.queries.page import compare_pledges
from kaifaqu.operations.projects.queries.rates import compute_rates, list_cohorts, list_counted
from kaifaqu.operations.projects.rates import published_rates

VIEWS = (
    ("projects:list", gettext_lazy("表格")), ("projects:board", gettext_lazy("看板")), ("projects:gantt", gettext_lazy("时间线")), ("projects:funnel", gettext_lazy("漏斗与停滞")),
    ("projects:rates", gettext_lazy("各项率")), ("projects:map", gettext_lazy("位置")), ("projects:labour", gettext_lazy("用工对接")),
)  # fmt: skip
"""The ways of seeing the same projects: all keep the filters."""
EVERY = 100000


def _show(request: AccountRequest, template: str, page: ListPage, **more: Any) -> HttpResponse:
    """A way of seeing the list, with what all of them share."""
    context = {
        "page": page, "asked": page.asked, "views": [(name, label, reverse(name)) for name, label in VIEWS],
        "saved": list_saved(request.user), "inbox": len(list_waiting(request.user)) if may_somewhere(request.user, "projects:take") else 0,
        "may_open": may_somewhere(request.user, "projects:new"), "zones": _zones(request), "today": timezone.localdate(), **more,
    }  # fmt: skip
    return render(request, f"projects/{template}.html", context)


def _zones(request: AccountRequest) -> list[Any]:
    """The zones whose dispatch the user may see."""
    kinds = (Kind.ZONE, Kind.CITY, Kind.PROVINCE)
    return list(reach_of(request.user, "projects:dispatch").filter(kind__in=kinds)[:12])


def _page(request: AccountRequest, size: int = 50) -> ListPage:
    number = request.GET.get("page", "1")
    return list_page(
        request.user, read_filters(request.GET), int(number) if number.isdigit() else 1, timezone.localdate(), size=size
    )


@require_GET
def show_list(request: AccountRequest) -> HttpResponse:
    """The list: the most urgent first, every count a filter."""
    page = _page(request)
    announced = [row for row in list_announced(request.user) if row.gap] if page.number == 1 and not page.query else []
    return _show(request, "list", page, announced=announced, size=50)


@require_GET
def show_board(request: AccountRequest) -> HttpResponse:
    """The board: a column for each stage; a card moves by a dated fact."""
    page = _page(request, size=400)
    columns = lay_board(page.rows, dict(page.stages))
    return _show(request, "board", page, columns=columns)


@require_GET
def show_gantt(request: AccountRequest) -> HttpResponse:
    """The time line of one page of the list."""
    page = _page(request, size=60)
    return _show(request, "gantt", page, gantt=draw_gantt([row.project for row in page.rows], timezone.localdate()))


@require_GET
def show_map(request: AccountRequest) -> HttpResponse:
    """Where the projects lie; those without a place are listed."""
    page = _page(request, size=500)
    points, nowhere = draw_map(page.rows)
    return _show(request, "map", page, points=points, nowhere=nowhere)


@require_GET
def show_funnel(request: AccountRequest) -> HttpResponse:
    """How far a cohort has come, and where projects stand still."""
    page = _page(request, size=1)
    found = _found(request, page)
    cohort, on = request.GET.get("cohort", ""), timezone.localdate()
    members = [row.pk for row in list_counted(found, cohort, on)]
    return _show(
        request, "funnel", page, cohorts=list_cohorts(found), cohort=cohort, steps=draw_funnel(stages_beneath(found, members)),
        stalls=measure_stalls(found, on), spans=measure_spans(found),
    )  # fmt: skip


@require_GET
def show_rates(request: AccountRequest) -> HttpResponse:
    """Rates with their terms; each term opens its projects. Printed rates of elsewhere stand beside their recomputation."""
    asked = read_filters(request.GET)
    cohort = asked.pop("cohort", "")
    page = list_page(request.user, asked, 1, timezone.localdate(), size=1)
    found = _found(request, page)
    rates = compute_rates(found, cohort, timezone.localdate())
    pledges = [
        (kind, unit, promised, realised, WIDE.divide(realised * 100, promised) if promised else None)
        for kind, unit, promised, realised in compare_pledges(list(found.values_list("pk", flat=True)))
    ]
    own = {rate.rule.code: rate for rate in rates}
    compared = [(one, own[one.rule.code]) for one in published_rates()]
    return _show(
        request, "rates", page, cohorts=list_cohorts(found), cohort=cohort, rates=rates, published=compared, pledges=pledges
    )  # fmt: skip


def _found(request: AccountRequest, page: ListPage) -> Any:
    asked = {key: value for key, value in page.asked.items() if key not in ("cohort", "rate", "side")}
    return filter_projects(list_projects(request.user), asked, request.user, timezone.localdate())


@require_GET
def search(request: AccountRequest) -> HttpResponse:
    """Ten seconds in the car: some letters of a name, the project at once; one hit opens it."""
    query = request.GET.get("q", "").strip()
    page = list_page(request.user, {"q": query} if query else {}, 1, timezone.localdate(), size=12)
    if query and page.total == 1 and not request.headers.get("HX-Request"):
        return redirect("projects:project", page.rows[0].project.pk)
    template = "projects/search.html#hits" if request.headers.get("HX-Request") else "projects/search.html"
    return render(request, template, {"page": page, "query": query})


@require_POST
def save_filter(request: AccountRequest) -> HttpResponse:
    """Keeps the filters under a name, or takes a kept one away."""
    asked, name = read_filters(request.POST), request.POST.get("name", "").strip()[:40]
    if request.POST.get("remove", "").isdigit():
        SavedFilter.objects.filter(user=request.user, pk=request.POST["remove"]).delete()
        return redirect("projects:list")
    query = write_filters(asked)
    if not name or not query:
        messages.error(request, _("先选好条件，再起一个名称。"))
    else:
        try:
            with transaction.atomic():
                SavedFilter.objects.update_or_create(user=request.user, name=name, defaults={"query": query[:400]})
        except IntegrityError:
            messages.error(request, _("没有存上，请再试一次。"))
    return redirect(f"{reverse('projects:list')}?{query}")
