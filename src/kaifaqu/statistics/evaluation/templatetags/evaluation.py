"""What the pages of evaluation ask of their data: a key of a mapping, a number without its sign, the stages of a round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import template

from kaifaqu.core.figures.quantity import plain
from kaifaqu.statistics.evaluation.models import Round, Stage

register = template.Library()


@register.filter
def at(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """The entry under a key, or None."""
    return mapping.get(key) if mapping else None


@register.filter
def attribute(thing: Any, name: str) -> Any:
    """One of the public words of an entry: its name or unit."""
    return getattr(thing, name, "") if name in ("name", "unit") else ""


@register.filter
def plainly(value: Decimal) -> str:
    """The number without an exponent and without trailing zeros."""
    return f"{plain(value):f}"


@register.filter
def amount(shown: str) -> str:
    """A figure without its unit, for a column whose head names the unit: 420 of 420 万元."""
    return shown.partition(" ")[0]


@register.filter
def absolute(number: int) -> int:
    """How far, whichever way."""
    return abs(number)


@register.filter
def is_needed(field: str, needed: Sequence[tuple[str, str]]) -> bool:
    """True when a field of the trial page (`n.CRITERION.PARAMETER`) is a parameter that nobody has set."""
    return field in {f"n.{criterion}.{name}" for criterion, name in needed}


@register.filter
def stages(round_: Round) -> list[tuple[str, Any, str]]:
    """The stages of a round: (value, label, done | now | later). A round that went without notice shows none."""
    values = [
        stage for stage in Stage if stage != Stage.NOTICE or round_.notice_until or round_.stage in (Stage.DRY, Stage.NOTICE)
    ]
    now = values.index(Stage(round_.stage))
    return [(s.value, s.label, "done" if n < now else "now" if n == now else "later") for n, s in enumerate(values)]
