"""Pages of tasks: what waits, one task and what may be done with it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from kaifaqu.foundation.accounts.queries import may, may_somewhere
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.operations.tasks import actions, forms
from kaifaqu.operations.tasks.models import Task, TaskState, Urging
from kaifaqu.operations.tasks.papers import write_urging
from kaifaqu.operations.tasks.queries import get_task, list_given, list_mine, list_seen
from kaifaqu.operations.tasks.views.shared import demand, do_and_return, take

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
VIEWS = ("mine", "given", "open", "late", "closed")


@require_GET
def show_list(request: AccountRequest) -> HttpResponse:
    """The tasks by whose turn it is."""
    return _show_list(request, forms.TaskForm(user=request.user))


@require_POST
def open_new(request: AccountRequest) -> HttpResponse:
    """Gives a task."""
    form = forms.TaskForm(request.POST, user=request.user)
    task = take(form, lambda typed: actions.open_task(**typed, by=request.user, at=timezone.now()))
    return redirect("tasks:task", task.pk) if task else _show_list(request, form)


def _show_list(request: AccountRequest, form: forms.TaskForm) -> HttpResponse:
    creates = may_somewhere(request.user, "tasks:open")
    context = {"form": form, "creates": creates, "today": timezone.localdate(), **_pick(request)}
    return render(request, "tasks/list.html", context, status=422 if form.is_bound else 200)


def _pick(request: AccountRequest) -> dict[str, Any]:
    """The rows of `?view=` and `?code=`: without a choice mine, where there is something of mine."""
    today, code = timezone.localdate(), request.GET.get("code", "")
    seen = list_seen(request.user)
    rows = {
        "mine": list_mine(request.user), "given": list_given(request.user), "open": seen.filter(state=TaskState.OPEN),
        "late": seen.filter(state=TaskState.OPEN, due_date__lt=today),
        "closed": seen.exclude(state=TaskState.OPEN).order_by("-closed_at"),
    }  # fmt: skip
    view = request.GET.get("view", "open" if code or not rows["mine"].exists() else "mine")
    if view not in VIEWS:
        raise Http404
    chosen = rows[view].filter(subject__path__contains=f"/{code}/") if code else rows[view]
    return {"rows": chosen.distinct()[:500], "view": view, "code": code}


def _get(request: AccountRequest, pk: int) -> Task:
    try:
        return get_task(pk, request.user)
    except Task.DoesNotExist as error:
        raise Http404 from error


@require_GET
def show_task(request: AccountRequest, pk: int) -> HttpResponse:
    """One task."""
    return _show(request, _get(request, pk))


def _show(request: AccountRequest, task: Task, **bound: Any) -> HttpResponse:
    mine = _may_close(request, task)
    context = {
        "task": task, "today": timezone.localdate(), "closes": mine and task.state == TaskState.OPEN,
        "urges": may(request.user, "tasks:urge", task.subject) and task.state == TaskState.OPEN,
        "extensions": task.extensions.select_related("by", "decided_by"), "urgings": task.urgings.select_related("by"),
        "grants": may(request.user, "tasks:decide_extension", task.subject) or task.opened_by_id == request.user.pk,
        "close": forms.CloseForm(user=request.user), "extend": forms.ExtensionForm(), "urge": forms.UrgeForm(user=request.user),
        "hand": forms.HandOverForm(user=request.user), **bound,
    }  # fmt: skip
    return render(request, "tasks/task.html", context, status=422 if bound else 200)


def _may_close(request: AccountRequest, task: Task) -> bool:
    """Its owner; for a task of an office or nobody, whoever acts for the office or the subject."""
    if task.owner_id is not None:
        return task.owner_id == request.user.pk or may(request.user, "tasks:urge", task.subject)
    return may(request.user, "tasks:close", task.office if task.office else task.subject)


@require_POST
def close(request: AccountRequest, pk: int) -> HttpResponse:
    """Closes a task with its result."""
    task, form = _get(request, pk), forms.CloseForm(request.POST, user=request.user)
    if not _may_close(request, task):
        raise Http404
    done = take(form, lambda typed: actions.close_task(
        task, result=typed["result"], evidence=typed["evidence"], by=request.user, at=timezone.now()
    ))  # fmt: skip
    return redirect("tasks:task", pk) if done else _show(request, task, close=form)


@require_POST
def extend(request: AccountRequest, pk: int) -> HttpResponse:
    """Asks for a later day."""
    task, form = _get(request, pk), forms.ExtensionForm(request.POST)
    if not _may_close(request, task):
        raise Http404
    done = take(form, lambda typed: actions.request_extension(task, **typed, by=request.user, at=timezone.now()))
    return redirect("tasks:task", pk) if done else _show(request, task, extend=form)


@require_POST
def decide_extension(request: AccountRequest, pk: int) -> HttpResponse:
    """Grants or refuses the request that waits."""
    task = _get(request, pk)
    asked = task.extensions.filter(granted=None).first()
    allowed = may(request.user, "tasks:decide_extension", task.subject) or task.opened_by_id == request.user.pk
    if asked is None or not allowed:
        raise Http404
    granted = request.POST.get("granted") == "1"
    return do_and_return(
        request, lambda: actions.decide_extension(asked, granted=granted, by=request.user, at=timezone.now()), "tasks:task", pk
    )


@require_POST
def hand_over(request: AccountRequest, pk: int) -> HttpResponse:
    """Gives the task to somebody else."""
    task, form = _get(request, pk), forms.HandOverForm(request.POST, user=request.user)
    if not _may_close(request, task):
        raise Http404
    done = take(form, lambda typed: actions.hand_over(task, **typed, by=request.user, at=timezone.now()))
    return redirect("tasks:task", pk) if done else _show(request, task, hand=form)


@require_POST
def urge(request: AccountRequest, pk: int) -> HttpResponse:
    """Urges the task."""
    task, form = _get(request, pk), forms.UrgeForm(request.POST, user=request.user)
    demand(request, "tasks:urge", task.subject)
    done = take(form, lambda typed: actions.urge_task(
        task, issuer=typed["unit"], words=typed["words"], answer_by=typed["answer_by"], by=request.user, at=timezone.now()
    ))  # fmt: skip
    return redirect("tasks:task", pk) if done else _show(request, task, urge=form)


@require_GET
def urging(request: AccountRequest, pk: int) -> HttpResponse:
    """A 督办 notice as Word."""
    row = Urging.objects.select_related("task__owner", "task__office", "issuer").filter(pk=pk).first()
    if row is None or not list_seen(request.user).filter(pk=row.task_id).exists():
        raise Http404
    reply = HttpResponse(write_urging(row, timezone.now()), content_type=WORD)
    reply["Content-Disposition"] = content_disposition_header(True, f"{row}.docx") or ""
    return reply
