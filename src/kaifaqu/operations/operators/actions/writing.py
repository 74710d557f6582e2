"""How every act of this room is written down: one journal row with the fields as they were and as they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.exact import fits
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.subjects.models import Subject


class OperatorRefusedError(ValueError):
    """The act is not possible; the message says what was found and what to do."""


def describe(row: models.Model) -> dict[str, str]:
    """A row as the journal keeps it: every field that says something, as text."""
    values = {field.name: field.value_from_object(row) for field in row._meta.concrete_fields}
    return {name: str(value) for name, value in values.items() if value not in (None, "") and name != "id"}


def write_act(
    act: str, row: models.Model, subject: Subject, *, by: User, at: datetime, old: Any = None, more: Any = None
) -> None:
    """One row of the journal for one act on one record."""
    new = describe(row) | (more if more is not None else {})
    record_act(
        f"operators.{act}", by=by, at=at, target=f"{row._meta.model_name}:{row.pk}", subject=subject.code, old=old, new=new
    )


def assign(row: models.Model, values: Mapping[str, Any]) -> None:
    """Sets and saves these fields. Raises OperatorRefusedError for a number that no column holds exactly."""
    for name, value in values.items():
        if hasattr(value, "as_tuple") and not fits(value):
            raise OperatorRefusedError(f"「{row._meta.get_field(name).verbose_name}」的数太长，存不下。请核对单位。")  # type: ignore[union-attr]
        setattr(row, name, value)
    row.save()
