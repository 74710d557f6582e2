"""The sample province is switched on and off. It stands in a tree of its own; switched off, it is closed, and nothing real is touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.quantity import Quantity
from kaifaqu.core.figures.statement import Role
from kaifaqu.foundation.journal.actions import Actor, record_act
from kaifaqu.foundation.subjects.actions import close_subject, put_subject, reopen_subject
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import SAMPLE, find_by_code, list_below, list_subtree
from kaifaqu.foundation.zones.actions import lay_subjects, register_zone
from kaifaqu.foundation.zones.models import ZoneKind, ZoneLevel
from kaifaqu.statistics.ledger.actions import book_samples
from kaifaqu.statistics.returns.queries import get_form
from kaifaqu.statistics.returns.sample_actions import Sample, file_samples
from kaifaqu.web.sample.recipe import (
    MONTHS,
    figures_of,
    is_silent,
    list_places,
    read_recipe,
    target_of,
)

Tell = Callable[[str], None]


def is_on() -> bool:
    """True while the sample province can be entered."""
    top = find_by_code(SAMPLE)
    return top is not None and top.valid_to is None


@transaction.atomic
def switch_on(*, by: Actor, at: datetime, tell: Tell = lambda _line: None) -> None:
    """Opens the sample province; the first time, everything is laid and booked. Twice does nothing more."""
    if is_on():
        return
    loaded = find_by_code(SAMPLE) is not None
    put_subject(code=SAMPLE, kind=Kind.PROVINCE, name=f"{read_recipe()['name']}（虚构）", short_name=read_recipe()["name"])
    reopen_subject(SAMPLE)
    record_act("sample.switch_on", by=by, at=at, target="sample", subject=SAMPLE, new={"first": not loaded})
    if not loaded:
        lay_places(by, at)
        tell("示例省：93 个开发区已登记")
        booked = lay_figures(by, at)
        tell(f"示例省：{booked} 个示例数已入账")


@transaction.atomic
def switch_off(*, by: Actor, at: datetime) -> None:
    """Closes the sample province: no page shows it. Its rows stay where they are, since the ledger forgets nothing."""
    if is_on():
        close_subject(SAMPLE, timezone.localdate(at))
        record_act("sample.switch_off", by=by, at=at, target="sample", subject=SAMPLE)


def lay_places(by: Actor, at: datetime) -> None:
    """Cities and zones."""
    places = list(list_places(SAMPLE))
    rows = [{"code": p.code, "kind": Kind.ZONE if p.kind else Kind.CITY, "name": p.name, "parent": p.parent} for p in places]
    for place, subject in zip(places, lay_subjects(rows, by=by, at=at), strict=True):
        if place.kind:
            register_zone(subject, kind=ZoneKind(place.kind), level=ZoneLevel.PROVINCIAL, by=by, at=at)


def lay_figures(by: Actor, at: datetime) -> int:
    """Every return of every zone, and the year's targets; gives how many figures were booked."""
    zones = list(list_below(SAMPLE, Kind.ZONE).order_by("path"))
    monthly = file_samples(get_form("zone_month"), list(list_monthly(zones)), by=by, at=at)
    yearly = file_samples(get_form("targets_year"), list(list_targets()), by=by, at=at)
    return book_samples([*monthly, *yearly], by=by, at=at)


def list_monthly(zones: list[Subject]) -> Iterator[Sample]:
    """The monthly returns, those that were not filed left out."""
    for year in read_recipe()["years"]:
        for month in MONTHS:
            period = Period.to_month(year, month)
            for number, zone in enumerate(zones):
                if not is_silent(number, year, month):
                    figures = [(i, Role.ACTUAL, Quantity(v, item_named(i).unit)) for i, v in figures_of(zone.code, year, month)]
                    yield Sample(zone, period, figures, accepted(period, number))


def accepted(period: Period, number: int) -> datetime:
    """When the return counts as accepted: some days after the period's end, a few after the deadline."""
    day: date = period.bounded_end + timedelta(days=5 + number % 9)
    return datetime.combine(day, time(9), tzinfo=timezone.get_current_timezone())


def list_targets() -> Iterator[Sample]:
    """The year's targets of every zone, and of its city and the province as their sums."""
    below = {place.code: place for place in list_places(SAMPLE)}
    subjects = {subject.code: subject for subject in list_subtree(SAMPLE)}
    items = [item for item, row in read_recipe()["items"].items() if row.get("target")]
    for year in read_recipe()["years"]:
        period, start = Period.year(year), datetime(year, 1, 20, 9, tzinfo=timezone.get_current_timezone())
        for code, subject in subjects.items():
            zones = [zone for zone, place in below.items() if place.kind and (zone == code or zone.startswith(f"{code}-"))]
            figures = [
                (
                    item,
                    Role.TARGET,
                    Quantity(sum((target_of(zone, item, year) for zone in zones), Decimal()), item_named(item).unit),
                )
                for item in items
            ]
            yield Sample(subject, period, figures, start)
