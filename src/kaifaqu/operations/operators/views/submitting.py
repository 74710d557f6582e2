"""One way for every form of the room: it is shown, it comes back with all its faults and what was typed, or its act is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kaifaqu.operations.operators.actions.writing import OperatorRefusedError

Do = Callable[[dict[str, Any]], Any]


def submit(
    request: HttpRequest, form: forms.Form, do: Do, *, title: Any, back: str, done: Any, about: Any = "", advice: Any = "",
    up: str = "", **more: Any,
) -> HttpResponse:  # fmt: skip
    """A page with one form. What is refused stands above it, each fault beside its field; `up` is where its link leads, `back` where it
    goes on when done."""
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data)
        except OperatorRefusedError as error:
            refusal = str(error)
        else:
            messages.success(request, done)
            return redirect(back)
    failed = bool(refusal) or (request.method == "POST" and not form.is_valid())
    context = {"form": form, "title": title, "back": up or back, "about": about, "advice": advice, "refusal": refusal} | more
    return render(request, "operators/form.html", context, status=422 if failed else 200)


def act(request: HttpRequest, do: Callable[[], Any], *, back: str, done: Any = "") -> HttpResponse:
    """A button: done and back, or back with the reason why not."""
    try:
        do()
    except OperatorRefusedError as error:
        messages.error(request, str(error))
    else:
        if done:
            messages.success(request, done)
    return redirect(back)
