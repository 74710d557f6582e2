"""A day in a form, with the browser's own picker."""

from __future__ import annotations

from typing import Any

from django import forms


class DayInput(forms.DateInput):
    """A browser shows a day only as 2024-04-26: written in the language's own way it comes back empty, and the next save wipes it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def pick_day(label: Any, *, required: bool = True, **options: Any) -> forms.DateField:
    """A field for one day; `options` as of forms.DateField."""
    return forms.DateField(label=label, required=required, widget=DayInput(), **options)
