"""REST under /api/v1, schema at /api/openapi.json. Every operation's name stands in the permission table."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from ninja import NinjaAPI, Query, Router
from ninja.decorators import decorate_view
from ninja.errors import HttpError, ValidationError

import kaifaqu
from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.quantity import plain
from kaifaqu.core.reader.read import read_text
from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.outputs.api.schemas import FactOut, FactsOut, ReadIn, ReadOut, SubjectOut
from kaifaqu.outputs.refusal import Refusal
from kaifaqu.statistics.ledger.models import Fact
from kaifaqu.statistics.ledger.queries import position_now, standing_facts

LONGEST_TEXT = 200_000
"""Code points that one reading takes."""
PAGE = 1000
"""Facts in one answer at most."""
Position = Annotated[int, Query(ge=0, le=2**63 - 1)]
"""A place in the ledger; databases hold no greater number."""

api = NinjaAPI(
    title="开发区一本账", version=kaifaqu.__version__, urls_namespace="api", docs_url=None, openapi_url="openapi.json",
    openapi_extra={
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}}, "security": [{"token": []}],
    },
)  # fmt: skip
v1 = Router()


@v1.get("/subjects", response=list[SubjectOut], url_name="subjects", summary="主体")
@decorate_view(conditional_page)
def list_subjects(request: HttpRequest) -> list[SubjectOut]:
    """The subjects within reach."""
    reach = reach_of(request.user, "api:subjects").select_related("parent")
    return [SubjectOut(code=s.code, kind=s.kind, name=s.name, parent=s.parent.code if s.parent else None) for s in reach]


@v1.get("/facts", response={200: FactsOut, 422: Refusal}, url_name="facts", summary="入账的数")
@decorate_view(conditional_page)
def list_facts(
    request: HttpRequest,
    subject: str | None = None,
    period: str | None = None,
    item: str | None = None,
    position: Position | None = None,
    after: Position = 0,
    limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE,
) -> FactsOut:
    """The facts within reach that stand at a ledger position (now, if none is given), in the order of booking.

    The next page begins `after` what this one gives as `next`; ask it with this page's `position`, so that nothing moves between.
    """
    at = position_now() if position is None else position
    facts = standing_facts(at).filter(subject__in=reach_of(request.user, "api:facts"))
    for name, value in (("subject__code", subject), ("period", period), ("item", item)):
        facts = facts.filter(**{name: value}) if value is not None else facts
    found = list(facts.filter(pk__gt=after).order_by("pk")[: limit + 1])
    following = found[limit - 1].pk if len(found) > limit else None
    return FactsOut(position=at, facts=[fact_out(fact) for fact in found[:limit]], next=following)


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
