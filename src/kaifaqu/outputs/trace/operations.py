"""The trace's own operations of the API: a fact back to its place, a value with its explanation. `web` puts them into it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from ninja import Router, Schema
from ninja.decorators import decorate_view
from ninja.errors import HttpError

from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.foundation.accounts.queries import may
from kaifaqu.foundation.subjects.queries import find_by_code
from kaifaqu.outputs.refusal import Refusal
from kaifaqu.outputs.trace.queries import Step, as_json, trace_fact, trace_value
from kaifaqu.statistics.ledger.queries import Book, find_booked

operations = Router()
"""The operations, to be added under /api/v1."""


class NodeOut(Schema):
    """One node of an explanation; a leaf names the fact that it was read from."""

    label: str
    expression: str
    result: str
    reason: str
    fact: int | None
    children: list[NodeOut]


class ValueOut(Schema):
    """A computed value: a plain decimal string, or the name of its absence."""

    indicator: str
    name: str
    subject: str
    period: str
    value: str | None
    unit: str | None
    missing: str | None
    reason: str
    words: str
    doubts: list[str]
    position: int
    rule: str
    explanation: NodeOut


@operations.get("/facts/{fact}/trace", response={200: dict[str, Any], 404: Refusal}, url_name="trace", summary="溯源")
@decorate_view(conditional_page)
def show_trace(request: HttpRequest, fact: int) -> dict[str, Any]:
    """From a fact to the cell, span, record or person where it stands written."""
    found = find_booked(fact)
    if found is None or not may(request.user, "api:trace", found.subject):
        raise HttpError(404, _("没有这条数，或不在您的范围内。"))
    return as_json(trace_fact(found))


@operations.get(
    "/values/{indicator}/{subject}/{path:period}", response={200: ValueOut, 404: Refusal, 422: Refusal}, url_name="value",
    summary="指标值",
)  # fmt: skip
@decorate_view(conditional_page)
def show_value(request: HttpRequest, indicator: str, subject: str, period: str) -> ValueOut:
    """A computed value with its explanation tree; each leaf names its fact."""
    found = find_by_code(subject)
    if found is None or not may(request.user, "api:value", found):
        raise HttpError(404, _("没有这个主体，或不在您的范围内。"))
    try:
        trace = trace_value(indicator, subject, Period.parse(period), Book.now())
    except PeriodError as error:
        raise HttpError(422, str(error)) from error
    except KeyError as error:
        raise HttpError(404, _("没有「%(code)s」这个指标。") % {"code": indicator}) from error
    value, result = trace.value, trace.value.result
    return ValueOut(
        indicator=indicator, name=trace.name, subject=subject, period=str(value.period),
        value=format(plain(result.value), "f") if isinstance(result, Quantity) else None,
        unit=result.unit.symbol if isinstance(result, Quantity) else None,
        missing=None if isinstance(result, Quantity) else result.value, reason=value.reason, words=value.words,
        doubts=[problem.message for problem in value.problems], position=trace.position, rule=trace.digest,
        explanation=node_out(trace.root),
    )  # fmt: skip


def node_out(step: Step) -> NodeOut:
    """One node of the explanation."""
    return NodeOut(
        label=step.node.label, expression=step.node.expression, result=step.shown, reason=step.node.reason,
        fact=step.fact.pk if step.fact else None, children=[node_out(child) for child in step.children],
    )  # fmt: skip
