"""用工对接: what projects need, the schools that fit, and the schools themselves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaifaqu.foundation.accounts.queries import may, may_somewhere
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.operations.projects.actions.files import ProjectRefusedError
from kaifaqu.operations.projects.actions.labour import ask_school, put_school, settle_labour_offer
from kaifaqu.operations.projects.labour_forms import SchoolForm
from kaifaqu.operations.projects.models import LabourNeed, LabourOffer, School
from kaifaqu.operations.projects.queries.labour import describe_needs, list_areas, list_needs, list_schools
from kaifaqu.operations.projects.vocabulary import LabourState

ANSWERS = (LabourState.AGREED, LabourState.ARRIVED, LabourState.DECLINED)


@require_GET
def show_labour(request: AccountRequest) -> HttpResponse:
    """The needs of the projects within reach, the most urgent first, then the schools."""
    lines = describe_needs(list_needs(request.user), timezone.localdate())
    areas = {subject.pk for subject in list_areas(request.user)}
    context = {
        "open": [line for line in lines if line.need.closed_on is None], "closed": [line for line in lines if line.need.closed_on],
        "schools": [(school, school.area_id in areas) for school in list_schools(request.user)], "may_keep": bool(areas),
        "may_ask": may_somewhere(request.user, "projects:ask_school"), "day": timezone.localdate(),
    }  # fmt: skip
    return render(request, "projects/labour.html", context)


@require_http_methods(["GET", "POST"])
def school(request: AccountRequest, pk: int | None = None) -> HttpResponse:
    """Registers a school, or changes one; `pk` is the school's."""
    areas = list_areas(request.user)
    row = School.objects.filter(pk=pk, area__in=areas).first() if pk is not None else None
    if (pk is not None and row is None) or not areas.exists():
        raise Http404
    known = (
        {"area": row.area_id, "name": row.name, "kind": row.kind, "majors": "、".join(row.majors), "yearly": row.yearly, "source": row.source}
        if row
        else {"area": areas.first()}
    )  # fmt: skip
    form = SchoolForm(request.POST or None, areas=areas, initial=known)
    if request.method == "POST" and form.is_valid():
        data: dict[str, Any] = dict(form.cleaned_data)
        try:
            put_school(row, data.pop("area"), data, by=request.user, at=timezone.now())
            messages.success(request, _("已保存。"))
            return redirect("projects:labour")
        except ProjectRefusedError as error:
            form.add_error("name", str(error))
    return render(request, "projects/school.html", {"form": form, "school": row}, status=422 if form.is_bound else 200)


@require_POST
def ask(request: AccountRequest, pk: int) -> HttpResponse:
    """Asks a school for the people of a need; `pk` is the need's."""
    need = LabourNeed.objects.select_related("project__subject").filter(pk=pk).first()
    if need is None or not may(request.user, "projects:ask_school", need.project.subject):
        raise Http404
    chosen = request.POST.get("school", "")
    row = School.objects.select_related("area").filter(pk=chosen).first() if chosen.isdigit() else None
    try:
        if row is None:
            raise ProjectRefusedError(_("没有选院校。请选一所。"))
        ask_school(need, row, _people(request, "headcount") or need.headcount, by=request.user, at=timezone.now())
    except ProjectRefusedError as error:
        messages.error(request, str(error))
    return _back(need)


@require_POST
def settle(request: AccountRequest, pk: int) -> HttpResponse:
    """Says what came of asking a school; `pk` is the offer's."""
    offer = LabourOffer.objects.select_related("need__project__subject", "school").filter(pk=pk).first()
    if offer is None or not may(request.user, "projects:settle_labour", offer.need.project.subject):
        raise Http404
    state = request.POST.get("state", "")
    try:
        if state not in ANSWERS:
            raise ProjectRefusedError(_("没有选结果。请选已签订单、已到岗或未成。"))
        settle_labour_offer(
            offer, LabourState(state), arrived=_people(request, "arrived"), note=request.POST.get("note", "")[:200], by=request.user,
            at=timezone.now(),
        )  # fmt: skip
    except ProjectRefusedError as error:
        messages.error(request, str(error))
    return _back(offer.need)


def _people(request: AccountRequest, name: str) -> int | None:
    """A number of people as it was typed, None where nothing usable was. Raises ProjectRefusedError for words."""
    text = request.POST.get(name, "").strip()
    if not text:
        return None
    if not text.isdecimal() or not 0 < int(text) <= 100_000:
        raise ProjectRefusedError(_("“%(text)s”不是人数。请填 1 至 100000 的整数。") % {"text": text[:20]})
    return int(text)


def _back(need: LabourNeed) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('projects:project', args=[need.project_id])}#labour")
