"""REST under /api/v1, schema at /api/openapi.json. Every operation's name stands in the permission table."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import NinjaAPI, Router
from ninja.errors import HttpError

from kaifaqu import __version__
from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period, PeriodError
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.core.reader.read import read_text
from kaifaqu.foundation.accounts.queries import may, reach_of
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.outputs.api.schemas import FactOut, FactsOut, NodeOut, ReadIn, Refusal, SubjectOut, TraceOut, ValueOut
from kaifaqu.outputs.trace.queries import Step, as_json, trace_fact, trace_value
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import RELATED, Book, position_now, standing_facts

LONGEST_TEXT = 200_000
"""Code points that one reading takes."""

api = NinjaAPI(title="开发区一本账", version=__version__, urls_namespace="api", docs_url=None, openapi_url="openapi.json")
v1 = Router()


@v1.get("/subjects", response=list[SubjectOut], url_name="subjects", summary="主体")
def list_subjects(request: HttpRequest) -> list[SubjectOut]:
    """The subjects within reach."""
    reach = reach_of(request.user, "api:subjects").select_related("parent")
    return [SubjectOut(code=s.code, kind=s.kind, name=s.name, parent=s.parent.code if s.parent else None) for s in reach]


@v1.get("/facts", response={200: FactsOut, 422: Refusal}, url_name="facts", summary="入账的数")
def list_facts(
    request: HttpRequest,
    subject: str | None = None,
    period: str | None = None,
    item: str | None = None,
    position: int | None = None,
) -> FactsOut:
    """The facts within reach that stand at a ledger position (now, if none is given)."""
    at = position_now() if position is None else position
    facts = standing_facts(at).filter(subject__in=reach_of(request.user, "api:facts"))
    for name, value in (("subject__code", subject), ("period", period), ("item", item)):
        facts = facts.filter(**{name: value}) if value is not None else facts
    return FactsOut(position=at, facts=[fact_out(fact) for fact in facts])


def fact_out(fact: Fact) -> FactOut:
    """One fact in the API's shape."""
    return FactOut(
        fact=fact.pk, item=fact.item, name=item_named(fact.item).name, subject=fact.subject.code, period=fact.period,
        role=fact.role, basis=fact.basis, price=fact.price, scope=fact.scope,
        value=None if fact.value is None else format(plain(fact.value), "f"), unit=fact.unit or None,
        missing=fact.missing or None, provenance=fact.provenance, recorded_at=fact.recorded_at.isoformat(),
    )  # fmt: skip


@v1.get("/facts/{fact}/trace", response={200: TraceOut, 404: Refusal}, url_name="trace", summary="溯源")
def show_trace(request: HttpRequest, fact: int) -> TraceOut:
    """From a fact to the cell, span, record or person where it stands written."""
    found = Fact.objects.select_related(*RELATED).filter(pk=fact).first()
    if found is None or not may(request.user, "api:trace", found.subject):
        raise HttpError(404, "没有这条数，或不在您的范围内。")
    return as_json(trace_fact(found))


@v1.get(
    "/values/{indicator}/{subject}/{path:period}", response={200: ValueOut, 404: Refusal, 422: Refusal}, url_name="value",
    summary="指标值",
)  # fmt: skip
def show_value(request: HttpRequest, indicator: str, subject: str, period: str) -> ValueOut:
    """A computed value with its explanation tree; each leaf names its fact."""
    found = Subject.objects.filter(code=subject).first()
    if found is None or not may(request.user, "api:value", found):
        raise HttpError(404, "没有这个主体，或不在您的范围内。")
    try:
        trace = trace_value(indicator, subject, Period.parse(period), Book.now())
    except PeriodError as error:
        raise HttpError(422, str(error)) from error
    except KeyError as error:
        raise HttpError(404, f"没有「{indicator}」这个指标。") from error
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


@v1.post("/read", response={200: TraceOut, 422: Refusal}, url_name="read", summary="读数并核对")
def read_bulletin(request: HttpRequest, body: ReadIn) -> TraceOut:
    """Reads and checks a text; nothing is kept."""
    if len(body.text) > LONGEST_TEXT:
        raise HttpError(422, f"文字有 {len(body.text)} 字，一次最多 {LONGEST_TEXT} 字。请分段。")
    try:
        published_on = date.fromisoformat(body.published_on) if body.published_on else None
    except ValueError as error:
        raise HttpError(422, f"「{body.published_on}」不是日期；应形如 2024-04-26。") from error
    return read_text(body.text, published_on=published_on).as_json()


api.add_router("/v1", v1)
