"""Projects as an OC4IDS 0.9 project package, out and in. What the standard has no place for stands under `kaifaqu` (README). Pure but for the rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from kaifaqu.core.figures.quantity import plain, round_display
from kaifaqu.foundation.exact import fits
from kaifaqu.operations.projects.models import DatedFact, Listing, Pledge, Project
from kaifaqu.operations.projects.vocabulary import FactKind, Nature, Stage

VERSION = "0.9"
"""Major and minor alone, as the package schema asks (its own release is 0.9.5)."""
PREFIX = "kaifaqu-"
"""Not a registered prefix: a publisher puts its own in place of it."""
YUAN = Decimal(10000)

STATUS: dict[str, str] = {
    Stage.UNKNOWN: "identification",
    Stage.LEAD: "identification", Stage.TALKS: "identification", Stage.SIGNED: "preparation", Stage.REGISTERED: "preparation",
    Stage.APPROVALS: "preparation", Stage.BUILDING: "implementation", Stage.COMPLETED: "completion", Stage.PRODUCING: "maintenance",
    Stage.AT_CAPACITY: "maintenance", Stage.ABOVE_SCALE: "maintenance", Stage.ENDED: "cancelled",
}  # fmt: skip
"""暂停 has no status of its own: it stands under `kaifaqu`."""
TYPES = {
    Nature.NEW: "construction",
    Nature.EXTENSION: "expansion",
    Nature.CONVERSION: "rehabilitation",
    Nature.UPGRADE: "replacement",
}
MILESTONE_TYPES = {
    FactKind.FILED: "approval", FactKind.LAND: "approval", FactKind.PLANNING: "approval", FactKind.PERMIT: "approval",
    FactKind.STARTED: "delivery", FactKind.COMPLETED: "delivery", FactKind.PRODUCING: "delivery", FactKind.PARTLY_PRODUCING: "delivery",
}  # fmt: skip


def write_package(projects: Iterable[Project], *, uri: str, publisher: str, at: datetime) -> dict[str, Any]:
    """The package of some projects with their facts, lists and promises prefetched (`facts`, `listings`, `pledges`)."""
    return {
        "uri": uri, "version": VERSION, "publishedDate": at.isoformat(), "publisher": {"name": publisher},
        "projects": [write_project(project, at) for project in projects],
    }  # fmt: skip


def write_project(project: Project, at: datetime) -> dict[str, Any]:
    """One project. A field that nobody has filled is left out: OC4IDS knows no empty value."""
    facts = [fact for fact in project.facts.all() if fact.voided_at is None]
    written = {
        "id": f"{PREFIX}{project.subject.code}", "updated": at.isoformat(), "title": project.subject.name,
        "description": project.content, "status": STATUS.get(project.stage), "type": TYPES.get(Nature(project.nature)),
        "identifiers": [{"id": project.project_code, "scheme": "CN-GBT40058"}] if project.project_code else None,
        "additionalClassifications": [{"scheme": "CN-GBT4754-2017", "id": project.industry}] if project.industry else None,
        "budget": _budget(project), "period": _period(project), "implementationPeriod": _implementation(facts),
        "parties": _parties(project), "locations": _locations(project), "milestones": [_milestone(fact) for fact in facts] or None,
        "completion": _completion(facts), "kaifaqu": _own(project),
    }  # fmt: skip
    return {name: value for name, value in written.items() if value}


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00+08:00"


def _value(amount: Decimal) -> dict[str, Any]:
    """万元 in whole 元: the standard's numbers are binary, so that only whole ones are sure to arrive."""
    return {"amount": int(round_display(amount * YUAN, 0)), "currency": "CNY"}


def _budget(project: Project) -> dict[str, Any] | None:
    return {"amount": _value(project.total_investment)} if project.total_investment is not None else None


def _period(project: Project) -> dict[str, str]:
    ends = {"startDate": project.planned_start, "endDate": project.planned_production or project.planned_completion}
    return {name: _moment(day) for name, day in ends.items() if day is not None}


def _days(facts: Iterable[DatedFact]) -> dict[str, date]:
    return {fact.kind: fact.date for fact in facts if fact.exact}


def _implementation(facts: Iterable[DatedFact]) -> dict[str, str]:
    days = _days(facts)
    ends = {"startDate": days.get(FactKind.STARTED), "endDate": days.get(FactKind.COMPLETED)}
    return {name: _moment(day) for name, day in ends.items() if day is not None}


def _completion(facts: Iterable[DatedFact]) -> dict[str, str] | None:
    day = _days(facts).get(FactKind.COMPLETED)
    return {"endDate": _moment(day)} if day else None


def _parties(project: Project) -> list[dict[str, Any]]:
    if not project.builder:
        return []
    party: dict[str, Any] = {"id": "builder", "name": project.builder, "roles": ["buyer"]}
    if project.credit_code:
        party["identifier"] = {"scheme": "CN-SOC", "id": project.credit_code, "legalName": project.builder}
    return [party]


def _locations(project: Project) -> list[dict[str, Any]]:
    place: dict[str, Any] = {"id": "site"}
    if project.longitude is not None and project.latitude is not None:
        place["geometry"] = {"type": "Point", "coordinates": [project.longitude, project.latitude]}
    if project.address:
        place["address"] = {"streetAddress": project.address, "countryName": "中国"}
    return [place] if len(place) > 1 else []


def _milestone(fact: DatedFact) -> dict[str, Any]:
    kind = FactKind(fact.kind)
    row: dict[str, Any] = {
        "id": str(fact.pk), "title": str(kind.label), "type": MILESTONE_TYPES.get(kind, "reporting"), "code": kind.value, "status": "met",
    }  # fmt: skip
    if fact.exact:
        row["dateMet"] = _moment(fact.date)
    else:
        row["description"] = fact.shown
    return row


def _own(project: Project) -> dict[str, Any]:
    """What the standard has no place for."""
    amounts = {"fixedInvestment": project.fixed_investment, "landArea": project.land_area}
    own: dict[str, Any] = {
        "stage": project.stage, "lists": [_listing(row) for row in project.listings.all() if row.removed_at is None],
        "pledges": [_pledge(row) for row in project.pledges.all()], "chain": project.chain, "commitment": project.commitment,
        "standardLand": project.standard_land, "fullAgency": project.full_agency,
    }  # fmt: skip
    own |= {name: f"{plain(value):f}" for name, value in amounts.items() if value is not None}
    return {name: value for name, value in own.items() if value not in (None, "", [])}


def _listing(row: Listing) -> dict[str, str]:
    # The standard's checker asks that what is empty is left out.
    return {"list": row.kind, "batch": row.batch} if row.batch else {"list": row.kind}


def _pledge(row: Pledge) -> dict[str, str]:
    known = {"promised": row.amount, "realised": row.realised}
    amounts = {name: f"{plain(value):f}" for name, value in known.items() if value is not None}
    return {"kind": row.kind, "text": row.text, "unit": row.unit, **amounts}


def dump(package: Any) -> str:
    """The package as JSON text; a Decimal (a coordinate) is written with its own digits, never through a binary float."""
    if isinstance(package, Mapping):
        return "{" + ",".join(f"{json.dumps(key)}:{dump(inner)}" for key, inner in package.items()) + "}"
    if isinstance(package, list | tuple):
        return "[" + ",".join(dump(inner) for inner in package) + "]"
    return f"{plain(package):f}" if isinstance(package, Decimal) else json.dumps(package, ensure_ascii=False)


# -- in -------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Incoming:
    """One project of a package: its name, the fields of a file, its dated milestones, and what was not understood."""

    name: str
    fields: dict[str, Any]
    facts: tuple[tuple[FactKind, date], ...]
    doubts: tuple[str, ...] = field(default=())


class PackageRefusedError(ValueError):
    """The file is no OC4IDS project package; the message says what was found and expected."""


def read_package(data: bytes) -> list[Incoming]:
    """The projects of a package. Raises PackageRefusedError."""
    try:
        content = json.loads(data.decode("utf-8-sig"), parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise PackageRefusedError(
            _("这不是 JSON 文件：%(error)s。请导出 OC4IDS 项目包（UTF-8）。") % {"error": error}
        ) from error
    projects = content.get("projects") if isinstance(content, dict) else None
    if not isinstance(projects, list):
        raise PackageRefusedError(_("文件里没有 projects 列表：OC4IDS 项目包应有 version、publisher、projects。"))
    return [read_incoming(row, number) for number, row in enumerate(projects, 1)]


def read_incoming(row: Any, number: int) -> Incoming:
    """One project; what is missing or strange is said, never guessed. Raises PackageRefusedError without a title."""
    if not isinstance(row, dict) or not _text(row.get("title") or "", 120):
        raise PackageRefusedError(_("第 %(number)s 个项目没有 title。每个项目都要有名称。") % {"number": number})
    doubts: list[str] = []
    fields: dict[str, Any] = {"content": _text(row.get("description") or "", 1000)}
    fields |= dict(_read_codes(row)) | dict(_read_money(row, doubts)) | dict(_read_place(row, doubts)) | dict(_read_days(row))
    party = next((party for party in _list_rows(row, "parties") if party.get("name")), None)
    if party is not None:
        fields["builder"] = _text(party["name"], 120)
    natures = [nature for nature, word in TYPES.items() if word == row.get("type")]
    if natures:
        fields["nature"] = natures[0]
    return Incoming(_text(row["title"], 120), fields, tuple(_read_milestones(row)), tuple(doubts))


def _list_rows(row: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of a list; what is no list holds none."""
    rows = row.get(name)
    return [one for one in rows if isinstance(one, dict)] if isinstance(rows, list) else []


def _text(value: Any, length: int) -> str:
    """What a database can hold of it: no zero byte, no half of a character."""
    return str(value).encode("utf-8", "replace").decode().replace("\x00", "").strip()[:length]


def _read_number(value: Any, name: str, doubts: list[str]) -> Decimal | None:
    """An amount that the register can hold; one that is none is told, and left out."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if number.is_finite() and fits(number):
        return number
    doubts.append(_("%(field)s“%(value)s”不是登记得下的数字") % {"field": name, "value": str(value)[:40]})
    return None


def _read_codes(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for one in _list_rows(row, "identifiers"):
        if one.get("scheme") == "CN-GBT40058":
            yield "project_code", _text(one.get("id", ""), 40)
    for one in _list_rows(row, "additionalClassifications"):
        if one.get("scheme") == "CN-GBT4754-2017":
            yield "industry", _text(one.get("id", ""), 40)
    for party in _list_rows(row, "parties"):
        identifier = party.get("identifier")
        if isinstance(identifier, dict) and identifier.get("scheme") == "CN-SOC":
            yield "credit_code", _text(identifier.get("id", ""), 40)


def _read_money(row: Mapping[str, Any], doubts: list[str]) -> Iterator[tuple[str, Decimal]]:
    budget = row.get("budget")
    amount = budget.get("amount") if isinstance(budget, dict) else None
    if isinstance(amount, dict) and amount.get("amount") is not None:
        if amount.get("currency", "CNY") != "CNY":
            doubts.append(_("总投资是 %(currency)s，没有换算，请手工登记人民币数") % {"currency": str(amount["currency"])[:40]})
        else:
            said = _read_number(amount["amount"], _("总投资"), doubts)
            if said is not None and fits(plain(said / YUAN)):
                yield "total_investment", plain(said / YUAN)
    own: dict[str, Any] = row["kaifaqu"] if isinstance(row.get("kaifaqu"), dict) else {}
    for theirs, ours in (("fixedInvestment", "fixed_investment"), ("landArea", "land_area")):
        said = _read_number(own[theirs], theirs, doubts) if theirs in own else None
        if said is not None:
            yield ours, said


def _read_place(row: Mapping[str, Any], doubts: list[str]) -> Iterator[tuple[str, Any]]:
    for place in _list_rows(row, "locations")[:1]:
        geometry, address = place.get("geometry"), place.get("address")
        point = geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == "Point" else None
        if isinstance(point, list) and len(point) == 2:
            both = [_read_number(one, "coordinates", doubts) for one in point]
            if None not in both:
                yield from zip(("longitude", "latitude"), both, strict=True)
        if isinstance(address, dict) and address.get("streetAddress"):
            yield "address", _text(address["streetAddress"], 200)


def _read_days(row: Mapping[str, Any]) -> Iterator[tuple[str, date]]:
    period = row.get("period") if isinstance(row.get("period"), dict) else {}
    for theirs, ours in (("startDate", "planned_start"), ("endDate", "planned_production")):
        day = _day((period or {}).get(theirs))
        if day is not None:
            yield ours, day


def _read_milestones(row: Mapping[str, Any]) -> Iterator[tuple[FactKind, date]]:
    for one in _list_rows(row, "milestones"):
        day = _day(one.get("dateMet"))
        if day is not None and one.get("code") in FactKind.values:
            yield FactKind(one["code"]), day


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10]) if text else None
    except ValueError:
        return None
