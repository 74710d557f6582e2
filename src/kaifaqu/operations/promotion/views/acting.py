"""What the pages share: a record within reach or 404, one form on one page, one act and back, a paper to keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from kaifaqu.foundation.requests import AccountRequest
from kaifaqu.operations.promotion.actions import PromotionRefusedError

T = TypeVar("T")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Do = Callable[[dict[str, Any]], Any]


def reach(get: Callable[[], T]) -> T:
    """The record. Raises Http404, absent or out of reach."""
    try:
        return get()
    except ObjectDoesNotExist as error:
        raise Http404 from error


def allow(is_allowed: bool) -> None:
    """Raises Http404 for what this person may not do."""
    if not is_allowed:
        raise Http404


def edit(
    request: AccountRequest, form: Form, title: str, do: Do, done: Callable[[Any], HttpResponse], **more: Any
) -> HttpResponse:
    """A page with one form; what is refused comes back with what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            return done(do(dict(form.cleaned_data)))
        except PromotionRefusedError as error:
            form.add_error(None, str(error))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "promotion/edit.html", {"form": form, "title": title, **more}, status=status)


def act(form: Form, do: Do, show: Callable[[], HttpResponse], *back: Any) -> HttpResponse:
    """One act of a page; a refusal comes back on the page, in its form."""
    if form.is_valid():
        try:
            do(dict(form.cleaned_data))
            return redirect(*back)
        except PromotionRefusedError as error:
            form.add_error(None, str(error))
    return show()


def send_word(paper: bytes, name: str) -> HttpResponse:
    """A .docx to keep."""
    response = HttpResponse(paper, content_type=WORD)
    response["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    return response


def simply(request: AccountRequest, do: Callable[[], Any], *back: Any) -> HttpResponse:
    """One act without a form; a refusal is told above the page."""
    try:
        do()
    except PromotionRefusedError as error:
        messages.error(request, str(error))
    return redirect(*back)
