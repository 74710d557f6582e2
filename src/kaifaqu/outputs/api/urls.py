"""REST under /api/v1, schema at /api/openapi.json. Every operation's name stands in the permission table."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from ninja import NinjaAPI, Query, Router
from ninja.decorators import decorate_view
from ninja.errors import HttpError, ValidationError

import kaifaqu
from kaifaqu.core.engine.indicator import indicators
from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.quantity import plain
from kaifaqu.core.reader.read import read_text
from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.outputs.api.bulk import answer_csv, answer_parquet
from kaifaqu.outputs.api.schemas import (
    FactFilter,
    FactOut,
    FactsOut,
    IndicatorOut,
    IndicatorsOut,
    ReadIn,
    ReadOut,
    SubjectOut,
    SubjectsOut,
)
from kaifaqu.outputs.refusal import Refusal
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import position_now, standing_facts

LONGEST_TEXT = 200_000
"""Code points that one reading takes."""
PAGE = 1000
"""Rows in one answer at most."""
Position = Annotated[int, Query(ge=0, le=2**63 - 1)]
"""A place in the ledger; databases hold no greater number."""

api = NinjaAPI(
    title="开发区一本账", version=kaifaqu.__version__, urls_namespace="api", docs_url=None, openapi_url="openapi.json",
    openapi_extra={
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}}, "security": [{"token": []}],
    },
)  # fmt: skip
v1 = Router()


@v1.get("/subjects", response={200: SubjectsOut, 422: Refusal}, url_name="subjects", summary="主体")
@decorate_view(conditional_page)
def list_subjects(
    request: HttpRequest, kind: str | None = None, after: str = "", limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE
) -> SubjectsOut:
    """The subjects within reach, by code. The next page begins `after` what this one gives as `next`."""
    reach = reach_of(request.user, "api:subjects").filter(code__gt=after).select_related("parent").order_by("code")
    found = list((reach.filter(kind=kind) if kind is not None else reach)[: limit + 1])
    subjects = [
        SubjectOut(code=s.code, kind=s.kind, name=s.name, parent=s.parent.code if s.parent else None) for s in found[:limit]
    ]
    return SubjectsOut(subjects=subjects, next=found[limit - 1].code if len(found) > limit else None)


@v1.get("/indicators", response={200: IndicatorsOut, 422: Refusal}, url_name="indicators", summary="指标目录")
@decorate_view(conditional_page)
def list_catalogue(
    request: HttpRequest, on: date | None = None, after: str = "", limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE
) -> IndicatorsOut:
    """The indicators as they were defined on a day, today if none is given, by code."""
    defined = sorted((code, found) for code, found in indicators(on or timezone.localdate()).items() if code > after)
    shown = [
        IndicatorOut(code=code, name=one.name, unit=one.unit.symbol, places=one.places, rule=one.rule.digest)
        for code, one in defined[:limit]
    ]
    return IndicatorsOut(indicators=shown, next=defined[limit - 1][0] if len(defined) > limit else None)


def find_facts(request: HttpRequest, act: str, asked: FactFilter, position: int) -> QuerySet[Fact]:
    """The facts within reach that stood at a position and are asked for."""
    facts = standing_facts(position).filter(subject__in=reach_of(request.user, act))
    for name, value in (("subject__code", asked.subject), ("period", asked.period), ("item", asked.item)):
        facts = facts.filter(**{name: value}) if value is not None else facts
    return facts


@v1.get("/facts", response={200: FactsOut, 422: Refusal}, url_name="facts", summary="入账的数")
@decorate_view(conditional_page)
def list_facts(
    request: HttpRequest,
    asked: Query[FactFilter],
    position: Position | None = None,
    after: Position = 0,
    limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE,
) -> FactsOut:
    """The facts within reach that stand at a ledger position (now, if none is given), in the order of booking.

    The next page begins `after` what this one gives as `next`; ask it with this page's `position`, so that nothing moves between.
    """
    at = position_now() if position is None else position
    found = list(find_facts(request, "api:facts", asked, at).filter(pk__gt=after).order_by("pk")[: limit + 1])
    following = found[limit - 1].pk if len(found) > limit else None
    return FactsOut(position=at, facts=[fact_out(fact) for fact in found[:limit]], next=following)


def unchanged_since(request: HttpRequest, act: str, asked: FactFilter, position: int) -> tuple[str, HttpResponse | None]:
    """The ETag of a whole file, and the answer 304 where its asker has it already. The ledger is append-only: a position says all."""
    reach = hashlib.sha256(
        ",".join(reach_of(request.user, act).order_by("pk").values_list("code", flat=True)).encode()
    ).hexdigest()
    told = hashlib.sha256(f"{act} {position} {asked.model_dump_json()} {reach}".encode()).hexdigest()[:32]
    etag = f'"{told}"'
    held = request.headers.get("If-None-Match", "")
    return etag, HttpResponse(status=304, headers={"ETag": etag}) if etag in held else None


def file_of(media: str) -> dict[str, Any]:
    """What the schema says of an operation that answers a file."""
    return {"responses": {200: {"description": "OK", "content": {media: {"schema": {"type": "string", "format": "binary"}}}}}}


@v1.get("/facts.csv", url_name="bulk_csv", summary="整批下载（CSV）", openapi_extra=file_of("text/csv"))
def take_csv(request: HttpRequest, asked: Query[FactFilter], position: Position | None = None) -> HttpResponseBase:
    """All facts within reach as CSV with a byte order mark: Excel opens its Chinese, and takes no text for a formula."""
    return answer_file(request, "api:bulk_csv", asked, position, answer_csv)


@v1.get(
    "/facts.parquet",
    url_name="bulk_parquet",
    summary="整批下载（Parquet）",
    openapi_extra=file_of("application/vnd.apache.parquet"),
)
def take_parquet(request: HttpRequest, asked: Query[FactFilter], position: Position | None = None) -> HttpResponseBase:
    """All facts within reach as Parquet; values are exact decimals as text."""
    return answer_file(request, "api:bulk_parquet", asked, position, answer_parquet)


def answer_file(
    request: HttpRequest, act: str, asked: FactFilter, position: int | None, write: Callable[[QuerySet[Fact]], HttpResponseBase]
) -> HttpResponseBase:
    """The whole file, its ETag and the position that it was read at; or 304."""
    at = position_now() if position is None else position
    etag, unchanged = unchanged_since(request, act, asked, at)
    response = unchanged or write(find_facts(request, act, asked, at))
    response["ETag"], response["X-Kaifaqu-Position"] = etag, str(at)
    return response


def fact_out(fact: Fact) -> FactOut:
    """One fact in the API's shape."""
    return FactOut(
        fact=fact.pk, item=fact.item, name=item_named(fact.item).name, subject=fact.subject.code, period=fact.period,
        role=fact.role, basis=fact.basis, price=fact.price, scope=fact.scope,
        value=None if fact.value is None else format(plain(fact.value), "f"), unit=fact.unit or None,
        missing=fact.missing or None, provenance=fact.provenance, recorded_at=fact.recorded_at.isoformat(),
    )  # fmt: skip


@v1.post("/read", response={200: ReadOut, 422: Refusal}, url_name="read", summary="读数并核对")
def read_bulletin(request: HttpRequest, body: ReadIn) -> ReadOut:
    """Reads and checks a text; nothing is kept."""
    if len(body.text) > LONGEST_TEXT:
        refusal = _("文字有 %(found)s 字，一次最多 %(limit)s 字。请分段。") % {"found": len(body.text), "limit": LONGEST_TEXT}
        raise HttpError(422, refusal)
    try:
        published_on = date.fromisoformat(body.published_on) if body.published_on else None
    except ValueError as error:
        refusal = _("「%(text)s」不是日期；应形如 2024-04-26。") % {"text": body.published_on}
        raise HttpError(422, refusal) from error
    return read_text(body.text, published_on=published_on).as_json()


@api.exception_handler(ValidationError)
def refuse_arguments(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Every argument that is not what the operation takes, in one sentence, as all other refusals are."""
    told = "；".join(f"{'.'.join(map(str, fault['loc'][1:]))}：{fault['msg']}" for fault in error.errors)
    return api.create_response(
        request, {"detail": _("参数不对：%(told)s。请照 /api/openapi.json 改正。") % {"told": told}}, status=422
    )


api.add_router("/v1", v1)
