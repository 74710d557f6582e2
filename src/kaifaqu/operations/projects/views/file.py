"""One project's page and every entry on it."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaifaqu.foundation.accounts.queries import may
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.enterprises.queries import list_enterprises
from kaifaqu.foundation.personal import mask_phones
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import get_ancestor
from kaifaqu.operations.operators.queries import list_companies_within
from kaifaqu.operations.operators.queries.books import describe_funds, list_funds, list_needs_of
from kaifaqu.operations.projects.actions.builder import find_builder, put_builder
from kaifaqu.operations.projects.actions.files import FIELDS, ProjectRefusedError, change_project, note_reveal, open_project
from kaifaqu.operations.projects.actions.work import decide_exemption
from kaifaqu.operations.projects.forms import FileForm, OpenForm, RecordForm
from kaifaqu.operations.projects.models import Exemption, Photo, Project
from kaifaqu.operations.projects.photographs import PhotoRefusedError
from kaifaqu.operations.projects.queries import get_project, list_projects
from kaifaqu.operations.projects.queries.labour import describe_needs, measure_gap
from kaifaqu.operations.projects.queries.listing import list_page, read_filters
from kaifaqu.operations.projects.queries.page import ApprovalLine, ProjectPage, is_near_completion, may_complete, read_page
from kaifaqu.operations.projects.records import RECORDS
from kaifaqu.operations.projects.vocabulary import ExemptionState

FORMS_OF_PAGE = (
    "fact", "plan", "progress", "problem", "pledge", "promise", "readiness", "labour", "photo", "list", "exemption",
)  # fmt: skip
"""The forms that stand once on a page; the others belong to a row."""


def get_or_404(request: AccountRequest, pk: int, act: str = "projects:list") -> Project:
    """The project, or the same answer for absent and out of reach."""
    try:
        return get_project(pk, request.user, act)
    except Project.DoesNotExist as error:
        raise Http404 from error


@require_GET
def show(request: AccountRequest, pk: int) -> HttpResponse:
    """One project's page."""
    return _show(request, get_or_404(request, pk))


def _show(request: AccountRequest, project: Project, **more: Any) -> HttpResponse:
    on = timezone.localdate()
    page = read_page(project, on)
    may_record = may(request.user, "projects:record", project.subject)
    asked = read_filters(request.GET)
    context = {
        "page": page, "project": project, "may_record": may_record, "neighbours": _neighbours(request, project, asked),
        "may_see_enterprise": project.enterprise is not None and may(request.user, "enterprises:enterprise", project.enterprise.subject),
        "may_decide": may(request.user, "projects:decide", project.subject), "near_completion": is_near_completion(page),
        "ready": may_complete(page.readiness), "forms": _forms(request, page, may_record) | more.pop("bound", {}),
        "approval_forms": _approval_forms(request, page) if may_record else [],
        **_wants(request, project, page),
        "contact_masked": mask_phones(project.contact) != project.contact,
        "may_reveal": may(request.user, "projects:reveal_contact", project.subject), **more,
    }  # fmt: skip
    return render(request, "projects/project.html", context, status=422 if "refusal" in more else 200)


def _wants(request: AccountRequest, project: Project, page: ProjectPage) -> dict[str, Any]:
    """Whom and what money the project lacks, with who could help."""
    funded = page.months[0].progress.funds_total if page.months else None
    may_fund = may(request.user, "operators:offer", project.subject)
    return {
        "labour": describe_needs(project.labour_needs.all(), page.day), "gap": measure_gap(project, funded), "funded": funded,
        "needs": list_needs_of(project.subject, describe_funds(list_funds(request.user))) if may_fund else (),
        "may_fund": may_fund, "zone": get_ancestor(project.subject, Kind.ZONE) if may_fund else None,
        "may_ask": may(request.user, "projects:ask_school", project.subject),
        "may_settle": may(request.user, "projects:settle_labour", project.subject),
    }  # fmt: skip


def _forms(request: AccountRequest, page: ProjectPage, may_record: bool) -> dict[str, RecordForm]:
    """The empty forms of the page, with what is known filled in."""
    if not may_record:
        return {}
    last = page.months[0].progress if page.months else None
    plan = next((row for row in page.plans if row.year == page.day.year), None)
    initial: dict[str, dict[str, Any]] = {
        "fact": {"kind": _asked_fact(page)},
        "progress": {"month": f"{page.day:%Y-%m}"}
        | ({"done_total": last.done_total, "funds_total": last.funds_total} if last else {}),
        "plan": {"year": page.day.year, "amount": plan.amount, "funds": plan.funds, "curve": plan.curve}
        if plan
        else {"year": page.day.year},
        "problem": {"raised_on": page.day},
    }
    return {
        code: RECORDS[code].form(project=page.project, user=request.user, initial=initial.get(code), auto_id=f"{code}_%s")
        for code in FORMS_OF_PAGE
    }


def _asked_fact(page: ProjectPage) -> str:
    """The fact that the page asks for: a published duration waits for it, or the stage presupposes it."""
    waiting = [kind for line in page.claims for kind in line.span.lacking]
    kinds = [*waiting, *page.missing, *(m.kind for m in page.milestones if m.state == "next")]
    return kinds[0].value if kinds else ""


def _approval_forms(request: AccountRequest, page: ProjectPage) -> list[tuple[ApprovalLine, RecordForm]]:
    """Each approval item with its form."""
    form = RECORDS["approval"].form
    names = (
        "needed",
        "authority",
        "agent",
        "standard_days",
        "promised_days",
        "accepted_on",
        "settled_on",
        "number",
        "expected_on",
    )
    found = []
    for number, line in enumerate(page.approvals):
        row = line.approval
        initial = (
            {name: getattr(row, name) for name in names} if row else {"authority": line.authority, "standard_days": line.days}
        )
        initial |= {"item": line.item, "needed": "1" if row is None or row.needed else "0"}
        found.append((line, form(project=page.project, user=request.user, initial=initial, auto_id=f"approval{number}_%s")))
    return found


def _neighbours(request: AccountRequest, project: Project, asked: dict[str, str]) -> dict[str, str]:
    """Where the list goes on from here: the addresses of the one before and after, with the list's own filters."""
    if not asked and not request.GET.get("from"):
        return {"list": reverse("projects:list")}
    page = list_page(request.user, asked, 1, timezone.localdate(), size=5000)
    order = [row.project.pk for row in page.rows]
    source = "dispatch" if request.GET.get("from") == "dispatch" and asked.get("under") else "list"
    tail = f"?{page.query}&from={source}" if page.query else f"?from={source}"
    month = request.GET.get("month", "")
    if source == "dispatch":
        tail += f"&{urlencode({'month': month})}"
    at = order.index(project.pk) if project.pk in order else -1
    found = {"list": f"{reverse('projects:list')}?{page.query}", "place": f"{at + 1} / {len(order)}" if at >= 0 else ""}
    if source == "dispatch":
        found["list"] = f"{reverse('projects:dispatch', args=[asked['under']])}?{urlencode({'month': month})}"
    if at > 0:
        found["before"] = reverse("projects:project", args=[order[at - 1]]) + tail
    if 0 <= at < len(order) - 1:
        found["after"] = reverse("projects:project", args=[order[at + 1]]) + tail
    return found


@require_POST
def record(request: AccountRequest, pk: int, code: str) -> HttpResponse:
    """Takes one entry; a refused one comes back in its place with every reason and what was typed."""
    project = get_or_404(request, pk, "projects:record")
    entry = RECORDS.get(code)
    if entry is None:
        raise Http404
    form = entry.form(request.POST, request.FILES, project=project, user=request.user, auto_id=f"{code}_%s")
    if form.is_valid():
        try:
            entry.do(project, dict(form.cleaned_data), request.user, timezone.now())
            return _after(request, project, entry.anchor)
        except (ProjectRefusedError, PhotoRefusedError) as error:
            form.add_error(None, str(error))
            for problem in getattr(error, "problems", ()):
                form.add_error(None, problem.message)
    project.refresh_from_db()
    return _show(request, project, bound={code: form}, refusal=list(_faults(form)), refused=code, refused_at=entry.anchor)


def _faults(form: Any) -> Any:
    """Every fault of a form, each with the field that it is about."""
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        for error in errors:
            yield f"{label}：{error}" if label else error


def _after(request: AccountRequest, project: Project, anchor: str) -> HttpResponse:
    back = request.POST.get("back", "")
    if back == "board":
        return redirect("projects:board")
    return HttpResponseRedirect(f"{reverse('projects:project', args=[project.pk])}#{anchor}")


@require_http_methods(["GET", "POST"])
def open_file(request: AccountRequest) -> HttpResponse:
    """Opens a file."""
    form = OpenForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            with transaction.atomic():
                data["enterprise"] = _enterprise(data, data["under"], request)
                project = open_project(
                    name=data.pop("name"),
                    under=data.pop("under"),
                    by=request.user,
                    at=timezone.now(),
                    officer=request.user,
                    **data,
                )
            return redirect("projects:project", project.pk)
        except ProjectRefusedError as error:
            form.add_error(None, str(error))
    return render(request, "projects/edit.html", {"form": form}, status=422 if form.is_bound else 200)


def _enterprise(data: dict[str, Any], under: Subject, request: AccountRequest) -> Enterprise | None:
    """The enterprise that was chosen, or that the builder is; registered where the user said so."""
    register, chosen = data.pop("register_builder"), data.get("enterprise")
    if chosen is not None:
        return cast("Enterprise", chosen)
    if register:
        return put_builder(data["builder"], data["credit_code"], under, by=request.user, at=timezone.now())
    return find_builder(data["builder"], data["credit_code"], under)


@require_http_methods(["GET", "POST"])
def edit(request: AccountRequest, pk: int) -> HttpResponse:
    """Changes the file's own fields."""
    project = get_or_404(request, pk, "projects:edit")
    known = {name: getattr(project, name) for name in FIELDS if name != "officer"}
    known["contact"] = mask_phones(project.contact)
    above = get_ancestor(project.subject, Kind.ZONE) or project.subject
    companies = list_companies_within(above)
    enterprises = list_enterprises().filter(Q(subject__path__startswith=above.path) | Q(pk=project.enterprise_id))
    form = FileForm(
        request.POST or None, initial={"name": project.subject.name, **known}, companies=companies, enterprises=enterprises
    )
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        if data["contact"] == known["contact"]:
            data["contact"] = project.contact  # shown masked and sent back as it was
        try:
            with transaction.atomic():
                data["enterprise"] = _enterprise(data, project.subject, request)
                if change_project(project, data, by=request.user, at=timezone.now(), name=data.pop("name")):
                    messages.success(request, _("已保存。"))
            return redirect("projects:project", project.pk)
        except ProjectRefusedError as error:
            form.add_error(None, str(error))
    return render(request, "projects/edit.html", {"form": form, "project": project}, status=422 if form.is_bound else 200)


@require_POST
def reveal_contact(request: AccountRequest, pk: int) -> HttpResponse:
    """Shows the whole telephone number once; that it was looked at is written down."""
    project = get_or_404(request, pk, "projects:reveal_contact")
    note_reveal(project, by=request.user, at=timezone.now())
    return _show(request, project, contact=project.contact)


@require_POST
def decide(request: AccountRequest, pk: int) -> HttpResponse:
    """A leader grants or refuses an exemption; `pk` is the exemption's."""
    exemption = Exemption.objects.select_related("project__subject").filter(pk=pk).first()
    state = request.POST.get("state", "")
    if exemption is None or not may(request.user, "projects:decide", exemption.project.subject):
        raise Http404
    if state not in (ExemptionState.GRANTED, ExemptionState.REFUSED):
        raise Http404
    try:
        decide_exemption(exemption, ExemptionState(state), by=request.user, at=timezone.now())
    except ProjectRefusedError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(f"{reverse('projects:project', args=[exemption.project_id])}#alarms")


@require_GET
def photo(request: AccountRequest, pk: int) -> HttpResponse:
    """The picture as it was taken."""
    row = Photo.objects.filter(pk=pk, project__in=list_projects(request.user)).first()
    if row is None:
        raise Http404
    with default_storage.open(f"photos/{row.sha256}") as handle:
        return HttpResponse(handle.read(), content_type=row.media_type)
