"""Reads of space: what is there, what is free, what is promised, what stands idle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.stated import Summary
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import list_subtree
from kaifaqu.operations.space.catalogue_rules import Indicator, indicators, rule_on, stages
from kaifaqu.operations.space.models import (
    LandFact,
    LandPromise,
    Parcel,
    ParcelState,
    Plant,
    Recognition,
    Supply,
    Tenancy,
    Utility,
)
from kaifaqu.operations.space.rules import ClockStep, Fit, Kept, Need, judge_offer, judge_promise, order_fits, read_clock

STANDING = Prefetch("supplies", Supply.objects.filter(ended_on=None).prefetch_related("pauses"), to_attr="standing")
"""The supply that holds, as a list of none or one."""


def list_parcels(reach: QuerySet[Subject]) -> QuerySet[Parcel]:
    """Parcels within reach, each with its `standing` supply."""
    return Parcel.objects.filter(subject__in=reach).select_related("subject").prefetch_related(STANDING)


def get_parcel(pk: int, reach: QuerySet[Subject]) -> Parcel:
    """One parcel within reach. Raises Parcel.DoesNotExist."""
    return list_parcels(reach).get(pk=pk)


def list_plants(reach: QuerySet[Subject]) -> QuerySet[Plant]:
    """Plants within reach, with their tenancies."""
    return Plant.objects.filter(subject__in=reach).select_related("subject").prefetch_related("tenancies")


def get_plant(pk: int, reach: QuerySet[Subject]) -> Plant:
    """One plant within reach. Raises Plant.DoesNotExist."""
    return list_plants(reach).get(pk=pk)


def get_supply(pk: int, reach: QuerySet[Subject]) -> Supply:
    """One supply within reach. Raises Supply.DoesNotExist."""
    return Supply.objects.select_related("parcel__subject").get(pk=pk, parcel__subject__in=reach)


def get_promise(pk: int, reach: QuerySet[Subject]) -> LandPromise:
    """One promise within reach. Raises LandPromise.DoesNotExist."""
    return LandPromise.objects.select_related("supply__parcel__subject").get(pk=pk, supply__parcel__subject__in=reach)


def get_tenancy(pk: int, reach: QuerySet[Subject]) -> Tenancy:
    """One tenancy within reach. Raises Tenancy.DoesNotExist."""
    return Tenancy.objects.select_related("plant__subject").get(pk=pk, plant__subject__in=reach)


def find_recognition(subject: Subject, on: date) -> Recognition | None:
    """The recognition as a chemical park that holds on a day for the subject, for what it lies in, or for a park below it."""
    codes = subject.path.strip("/").split("/")
    near = Q(subject__code__in=codes) | Q(subject__path__startswith=subject.path)
    held = Recognition.objects.filter(near, Q(valid_until=None) | Q(valid_until__gte=on), recognised_on__lte=on)
    return held.select_related("subject").first()


def list_recognitions(reach: QuerySet[Subject]) -> QuerySet[Recognition]:
    """Recognitions within reach, the newest first."""
    return Recognition.objects.filter(subject__in=reach).select_related("subject")


# -- the clock of idle land -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ticking:
    """A supplied parcel with the step of its idle-land clock."""

    supply: Supply
    step: ClockStep


def clock_of(supply: Supply, on: date) -> ClockStep | None:
    """The step of one standing supply on a day; its pauses are asked unless at hand."""
    pauses = [(row.first, row.last) for row in supply.pauses.all()]
    rule = rule_on("idle_land", on)
    return read_clock(rule, supply.agreed_start, supply.started_on, pauses, supply.price, on)


def list_ticking(reach: QuerySet[Subject], on: date) -> list[Ticking]:
    """Every supplied parcel whose clock says something on a day, the longest overdue first."""
    standing = Supply.objects.filter(parcel__subject__in=reach, ended_on=None).order_by("agreed_start")
    supplies = standing.select_related("parcel__subject").prefetch_related("pauses")
    return [Ticking(supply, step) for supply in supplies if (step := clock_of(supply, on)) is not None]


# -- standard land ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PromiseView:
    """A promise with what was measured at each stage and how the newest measuring stands to it."""

    promise: LandPromise
    indicator: Indicator
    facts: Sequence[tuple[str, LandFact]]
    kept: Kept


def list_promises(supply: Supply) -> list[PromiseView]:
    """The promises of one supply in the order of the catalogue."""
    known = indicators()
    rows = {row.indicator: row for row in supply.promises.prefetch_related("facts")}
    return [_view_promise(rows[code], known[code]) for code in known if code in rows]


def _view_promise(promise: LandPromise, indicator: Indicator) -> PromiseView:
    facts = list(promise.facts.all())
    newest = facts[-1].value if facts else None
    shown = [(stages().get(fact.stage, fact.stage), fact) for fact in facts]
    return PromiseView(promise, indicator, shown, judge_promise(indicator.better, promise.promised, newest, indicator.unit))


def list_broken_promises(reach: QuerySet[Subject]) -> list[PromiseView]:
    """Promises whose newest measuring stays behind them."""
    rows = LandPromise.objects.filter(supply__parcel__subject__in=reach, supply__ended_on=None)
    known = indicators()
    asked = rows.select_related("supply__parcel__subject").prefetch_related("facts")
    views = [_view_promise(row, known[row.indicator]) for row in asked if row.indicator in known]
    return [view for view in views if view.kept.met is False]


# -- what is free, and for whom ---------------------------------------------------------------------------------------------


def find_space_for(
    within: Iterable[Subject], *, land: Decimal | None, plant: Decimal | None, use: str, utilities: Sequence[str]
) -> tuple[list[Fit], list[Fit]]:
    """What a project needs (亩, ㎡, use, utilities by code) beside what the subjects have: parcels and plants, the best first."""
    return find_space(Need(land, plant, use, utilities), within)


def find_space(need: Need, within: Iterable[Subject]) -> tuple[list[Fit], list[Fit]]:
    """Free parcels and plants of the subjects beside a need, the best first, each with reasons for and against."""
    subjects = list(within)
    labels = {code: str(label) for code, label in Utility.choices}
    parcels: list[Fit] = []
    plants: list[Fit] = []
    if need.land is not None:
        free = Parcel.objects.filter(subject__in=subjects, state=ParcelState.FREE).select_related("subject")
        parcels = [judge_offer(row, row.area, need.land, need, labels, "亩", row.price) for row in free]
    if need.plant is not None:
        rows = Plant.objects.filter(subject__in=subjects).select_related("subject").prefetch_related("tenancies")
        plants = [judge_offer(row, row.free_area, need.plant, need, labels, "㎡", row.rent) for row in rows]
    return order_fits(parcels), order_fits(plants)


def list_public() -> tuple[list[Parcel], list[Plant]]:
    """What the portal may show: free parcels and plants with room that their zone has made public."""
    parcels = Parcel.objects.filter(is_public=True, state=ParcelState.FREE).select_related("subject")
    plants = Plant.objects.filter(is_public=True).select_related("subject").prefetch_related("tenancies")
    return list(parcels), [plant for plant in plants if plant.free_area > 0]


def find_parcel_of(source: str) -> Parcel | None:
    """The parcel that is reserved under a source (`promotion:lead:3`), or None."""
    return Parcel.objects.select_related("subject").filter(reserved_source=source).first() if source else None


def find_tenancy_of(source: str) -> Tenancy | None:
    """The room in a plant that is reserved under a source, or None."""
    held = Tenancy.objects.select_related("plant__subject").filter(source=source, ended_on=None)
    return held.first() if source else None


def list_supplies_to(enterprise: Enterprise) -> QuerySet[Supply]:
    """The land that a firm was given, what it gave back too, the newest contract first."""
    return Supply.objects.filter(enterprise=enterprise).select_related("parcel__subject").order_by("-contract_on", "-pk")


def list_tenancies_of(enterprise: Enterprise) -> QuerySet[Tenancy]:
    """The rooms in plants that a firm rents or rented, those that run first."""
    return Tenancy.objects.filter(enterprise=enterprise, is_reservation=False).select_related("plant__subject")


def list_lapsed(on: date) -> QuerySet[Parcel]:
    """Reserved parcels whose time is over."""
    return Parcel.objects.filter(state=ParcelState.RESERVED, reserved_until__lt=on).select_related("subject")


@dataclass(frozen=True, slots=True)
class Totals:
    """亩 by state and ㎡ of plants, of the same records that a list shows."""

    free: Decimal
    reserved: Decimal
    supplied: Decimal
    plant_area: Decimal
    plant_free: Decimal


def sum_space(parcels: Iterable[Parcel], plants: Iterable[Plant]) -> Totals:
    """Areas by state."""
    by_state = {state: Decimal(0) for state in ParcelState.values}
    for parcel in parcels:
        by_state[parcel.state] += parcel.area
    rows = list(plants)
    return Totals(
        by_state[ParcelState.FREE], by_state[ParcelState.RESERVED], by_state[ParcelState.SUPPLIED],
        sum((row.area for row in rows), Decimal(0)), sum((row.free_area for row in rows), Decimal(0)),
    )  # fmt: skip


def summarize(subject: Subject, on: date) -> list[Summary]:
    """The room's lines on a subject's page; none where it keeps nothing there."""
    within = list_subtree(subject.code)
    parcels, plants = list(list_parcels(within)), list(list_plants(within))
    url = f"{reverse('space:list')}?within={subject.code}"
    lines = []
    if parcels:
        free = [row for row in parcels if row.state == ParcelState.FREE]
        area = sum((row.area for row in free), Decimal(0))
        shown = _("%(count)s 宗 %(area)s 亩") % {"count": len(free), "area": f"{area.normalize():f}"}
        lines.append(Summary(_("可供应地块"), shown, f"{url}&state=free"))
    if plants:
        vacant = sum((row.free_area for row in plants), Decimal(0))
        lines.append(Summary(_("标准厂房空置"), f"{vacant.normalize():f} ㎡", f"{url}#plants"))
    idle = [row for row in list_ticking(within, on) if row.step.is_urgent]
    if idle:
        lines.append(Summary(_("闲置土地"), _("%(count)s 宗") % {"count": len(idle)}, f"{url}#clock", urgent=True))
    return lines
