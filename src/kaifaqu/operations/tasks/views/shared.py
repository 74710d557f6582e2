"""What the pages of tasks share: whose turn, what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from kaifaqu.foundation.accounts.queries import may
from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.tasks.rules import TaskRefusedError


def demand(request: AccountRequest, act: str, subject: Subject) -> None:
    """Raises Http404 where the person may not do the act on the subject."""
    if not may(request.user, act, subject):
        raise Http404


def take(form: forms.Form, do: Callable[[dict[str, Any]], Any]) -> Any:
    """What the act gives, or None when the form has faults; the room's refusal becomes a fault of the form."""
    if not form.is_valid():
        return None
    try:
        return do(form.cleaned_data)
    except TaskRefusedError as error:
        form.add_error(None, str(error))
        return None


def do_and_return(request: AccountRequest, do: Callable[[], Any], to: str, *arguments: Any) -> HttpResponse:
    """Does an act that has no form, says why where it is refused, and goes back."""
    try:
        do()
    except TaskRefusedError as error:
        messages.error(request, str(error))
    return redirect(to, *arguments)


def narrow(request: AccountRequest, reach: Any) -> Any:
    """The reach, narrowed to `?code=` and everything below it."""
    code = request.GET.get("code", "")
    return reach.filter(path__contains=f"/{code}/") if code else reach
