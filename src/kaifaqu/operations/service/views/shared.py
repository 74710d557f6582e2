"""What the pages of service share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from kaifaqu.operations.service.rules import ServiceRefusedError


def take(form: forms.Form, do: Callable[[dict[str, Any]], Any]) -> Any:
    """What the act gives, or None when the form has faults; the room's refusal becomes a fault of the form."""
    if not form.is_valid():
        return None
    try:
        return do(form.cleaned_data)
    except ServiceRefusedError as error:
        form.add_error(None, str(error))
        return None
