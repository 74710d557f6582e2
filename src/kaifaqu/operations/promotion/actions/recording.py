"""What every act of promotion shares: its refusal, and its row of the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kaifaqu.foundation.journal.actions import Actor, record_act
from kaifaqu.foundation.subjects.models import Subject


class PromotionRefusedError(ValueError):
    """The act is not possible; the message says what was found and what to do."""


def record(act: str, target: Any, subject: Subject, by: Actor, at: datetime, *, old: Any = None, new: Any = None) -> None:
    """One row of the journal about one record of the room."""
    name = f"promotion:{type(target).__name__.lower()}:{target.pk}"
    record_act(f"promotion.{act}", by=by, at=at, target=name, subject=subject.code, old=old, new=new)


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the journal keeps them."""
    return {name: value if isinstance(value, str | bool | int | list | None) else str(value) for name, value in values.items()}


def change(target: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Sets the fields that differ and saves; gives what stood there."""
    old = {name: getattr(target, name) for name, value in values.items() if getattr(target, name) != value}
    for name in old:
        setattr(target, name, values[name])
    if old:
        target.save(update_fields=sorted(old))
    return as_json(old)
