"""Reads of evaluation: schemes, the participants' figures, rounds."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from kaifaqu.core.engine.scheme import Scheme, schemes
from kaifaqu.core.engine.scoring import Figures
from kaifaqu.core.engine.values import Node, Value
from kaifaqu.core.figures.missing import Missing
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.zones.models import ZoneKind
from kaifaqu.foundation.zones.queries import list_zones
from kaifaqu.statistics.evaluation.models import Round, Stage
from kaifaqu.statistics.indicators.queries import Book, compute_value, count_published


def get_scheme(code: str, period: Period) -> Scheme:
    """The scheme as it stood at the period's end. Raises KeyError."""
    return schemes(period.bounded_end)[code]


def list_rounds(user: Any) -> QuerySet[Round]:
    """The rounds within the user's reach, and those that are published."""
    rounds = Round.objects.select_related("owner", "run")
    return rounds.filter(owner__in=reach_of(user, "evaluation:list")) | rounds.filter(stage=Stage.PUBLISHED)


def list_participants(owner: Subject) -> list[Subject]:
    """The registered industrial zones of the owner's area: the group that a quarter's round compares."""
    return [zone.subject for zone in list_zones(owner, ZoneKind.INDUSTRIAL)]


def collect_values(scheme: Scheme, participants: list[Subject], period: Period, book: Book) -> dict[str, dict[str, Value]]:
    """Every input of the scheme that an indicator gives, per participant."""
    wanted = {code: item.indicator for code, item in scheme.inputs.items() if item.indicator}
    return {
        subject.code: {code: compute_value(name, subject.code, period, book) for code, name in wanted.items()}
        for subject in participants
    }


def figures_of(scheme: Scheme, values: Mapping[str, Value]) -> Figures:
    """A participant's figures: computed results, and a count of 0 events nowhere: what nobody keeps is not reported."""
    computed = {code: value.result for code, value in values.items()}
    return {code: computed.get(code, Missing.NOT_REPORTED) for code in scheme.inputs}


def expected_count(owner: Subject, period: Period, book: Book) -> int | None:
    """How many zones the area has by the published count, or None when nobody published one."""
    return count_published("zones_industrial", owner.code, period, book)


def node_json(node: Node) -> dict[str, Any]:
    """A score's explanation as it is kept."""
    result = node.result
    return {
        "label": node.label,
        "expression": node.expression,
        "result": str(result) if isinstance(result, Quantity) else result.label,
        "reason": node.reason,
        "children": [node_json(child) for child in node.children],
    }


def points_of(total: Decimal | Missing) -> Decimal | None:
    """A total as a column keeps it."""
    return None if isinstance(total, Missing) else total
