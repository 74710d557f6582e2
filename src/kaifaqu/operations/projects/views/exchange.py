"""OC4IDS: projects out as a package that its own checker passes, and in with a look first."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kaifaqu.foundation.accounts.queries import home_subject, reach_of
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.operations.projects.actions.exchange import take_package
from kaifaqu.operations.projects.actions.files import ProjectRefusedError
from kaifaqu.operations.projects.interchange import PackageRefusedError, dump, read_package, write_package
from kaifaqu.operations.projects.queries import list_projects
from kaifaqu.operations.projects.queries.listing import filter_projects, read_filters

LIMIT = 8 * 1024 * 1024


@require_GET
def write(request: AccountRequest) -> HttpResponse:
    """The projects that the filters leave, as a package."""
    found = filter_projects(list_projects(request.user), read_filters(request.GET), request.user, timezone.localdate())
    rows = found.prefetch_related("facts", "listings", "pledges")
    home = home_subject(request.user)
    package = write_package(
        rows, uri=request.build_absolute_uri(), publisher=home.name if home else request.user.name, at=timezone.localtime()
    )
    response = HttpResponse(dump(package), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="oc4ids.json"'
    return response


@require_http_methods(["GET", "POST"])
def read(request: AccountRequest) -> HttpResponse:
    """Takes a package in: every project that is not there yet, or none when one cannot be."""
    zones = reach_of(request.user, "projects:oc4ids_in").filter(kind__in=(Kind.ZONE, Kind.PARK))
    refusal: list[str] = []
    if request.method == "POST":
        file, under = request.FILES.get("file"), zones.filter(code=request.POST.get("under", "")).first()
        try:
            if file is None or under is None or (file.size or 0) > LIMIT:
                raise PackageRefusedError(_("请选择一个不超过 8 MB 的文件和所在开发区（园区）。"))
            taken, doubts = take_package(read_package(file.read()), under, by=request.user, at=timezone.now())
            for doubt in doubts:
                messages.info(request, doubt)
            messages.success(request, _("已建档 %(count)s 个项目。") % {"count": taken})
            return redirect("projects:list")
        except PackageRefusedError as error:
            refusal = [str(error)]
        except ProjectRefusedError as error:
            refusal = [str(error), *(problem.message for problem in error.problems)]
    context = {"zones": zones, "refusal": refusal}
    return render(request, "projects/exchange.html", context, status=422 if refusal else 200)
