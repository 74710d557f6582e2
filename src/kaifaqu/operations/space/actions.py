"""Writes of space. One act, one transaction, one journal row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.actions import System
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.enterprises.matching import Match
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.enterprises.queries import find_similar
from kaifaqu.foundation.journal.actions import Actor, record_act
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.space.catalogue_rules import indicators
from kaifaqu.operations.space.models import (
    ClockPause,
    LandFact,
    LandPromise,
    Parcel,
    ParcelState,
    Plant,
    Recognition,
    Supply,
    Tenancy,
)
from kaifaqu.operations.space.queries import list_lapsed

PARCEL_FIELDS = ("code", "place", "area", "use", "price", "utilities", "is_standard", "is_public", "outline")
PLANT_FIELDS = ("name", "area", "use", "rent", "load", "utilities", "is_public")


class SpaceRefusedError(ValueError):
    """The act is not possible; the message says what was found and what to do."""


def _record(act: str, target: Any, subject: Subject, by: Actor, at: datetime, *, old: Any = None, new: Any = None) -> None:
    name = f"{type(target).__name__.lower()}:{target.pk}"
    record_act(f"space.{act}", by=by, at=at, target=f"space:{name}", subject=subject.code, old=old, new=new)


def _registered(holder: str) -> Enterprise | None:
    """The registered enterprise that bears the name for sure."""
    return next((row.enterprise for row in find_similar(holder) if row.match is Match.SAME), None)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, str | bool | list | None) else str(value) for name, value in values.items()}


@transaction.atomic
def register_parcel(subject: Subject, *, by: User, at: datetime, is_ready: bool = False, **values: Any) -> Parcel:
    """Registers a parcel; `is_ready` says that it can be supplied at once. Raises SpaceRefusedError for a number already there."""
    if Parcel.objects.filter(subject=subject, code=values["code"]).exists():
        raise SpaceRefusedError(_("宗地号「%(code)s」在%(zone)s已经登记。请打开原来那一宗修改。") % {
            "code": values["code"], "zone": subject.label,
        })  # fmt: skip
    state = ParcelState.FREE if is_ready else ParcelState.PREPARING
    parcel = Parcel.objects.create(subject=subject, state=state, **values)
    _record("register_parcel", parcel, subject, by, at, new=_plain(values))
    return parcel


@transaction.atomic
def update_parcel(parcel: Parcel, *, by: User, at: datetime, is_ready: bool | None = None, **values: Any) -> Parcel:
    """Corrects what is known of a parcel, and whether it is ready; one that is reserved or supplied keeps its state."""
    old = _plain({name: getattr(parcel, name) for name in values})
    twin = Parcel.objects.filter(subject=parcel.subject, code=values.get("code", parcel.code)).exclude(pk=parcel.pk)
    if twin.exists():
        raise SpaceRefusedError(_("宗地号「%(code)s」已被另一宗占用。") % {"code": values["code"]})
    for name, value in values.items():
        setattr(parcel, name, value)
    if is_ready is not None and parcel.state in (ParcelState.PREPARING, ParcelState.FREE):
        parcel.state = ParcelState.FREE if is_ready else ParcelState.PREPARING
    parcel.save()
    _record("update_parcel", parcel, parcel.subject, by, at, old=old, new=_plain(values))
    return parcel


@transaction.atomic
def reserve_parcel(parcel: Parcel, *, words: str, source: str, url: str, until: date, by: User, at: datetime) -> Parcel:
    """Keeps a free parcel for somebody until a day. Raises SpaceRefusedError when it is not free."""
    fresh = Parcel.objects.select_for_update().select_related("subject").get(pk=parcel.pk)
    if fresh.state != ParcelState.FREE and fresh.reserved_source != source:
        reason = fresh.reserved_for or fresh.get_state_display()
        raise SpaceRefusedError(_("地块 %(code)s 不能预留：%(reason)s。请另选一宗。") % {"code": fresh.code, "reason": reason})
    fresh.state, fresh.reserved_for, fresh.reserved_source = ParcelState.RESERVED, words[:120], source
    fresh.reserved_url, fresh.reserved_until = url, until
    fresh.save()
    _record("reserve_parcel", fresh, fresh.subject, by, at, new={"for": words, "source": source, "until": until.isoformat()})
    return fresh


@transaction.atomic
def release_parcel(parcel: Parcel, *, reason: str, by: Actor, at: datetime) -> Parcel:
    """Frees a reserved parcel."""
    fresh = Parcel.objects.select_for_update().select_related("subject").get(pk=parcel.pk)
    if fresh.state != ParcelState.RESERVED:
        raise SpaceRefusedError(_("地块 %(code)s 没有预留，无需解除。") % {"code": fresh.code})
    old = {"for": fresh.reserved_for, "source": fresh.reserved_source}
    fresh.state, fresh.reserved_until = ParcelState.FREE, None
    fresh.reserved_for = fresh.reserved_source = fresh.reserved_url = ""
    fresh.save()
    _record("release_parcel", fresh, fresh.subject, by, at, old=old, new={"reason": reason})
    return fresh


@transaction.atomic
def supply_parcel(
    parcel: Parcel, *, holder: str, contract: str, contract_on: date, agreed_start: date, price: Decimal | None,
    handed_over_on: date | None, promises: Mapping[str, Decimal], by: User, at: datetime,
) -> Supply:  # fmt: skip
    """Notes the contract by which a parcel goes to a firm, with its 标准地 promises; the idle clock begins. Raises SpaceRefusedError."""
    fresh = Parcel.objects.select_for_update().select_related("subject").get(pk=parcel.pk)
    if fresh.state not in (ParcelState.FREE, ParcelState.RESERVED):
        raise SpaceRefusedError(
            _("地块 %(code)s 现为「%(state)s」，不能供应。") % {"code": fresh.code, "state": fresh.get_state_display()}
        )
    if agreed_start < contract_on:
        raise SpaceRefusedError(_("约定动工日 %(start)s 早于合同签订日 %(contract)s。请核对合同。") % {
            "start": agreed_start, "contract": contract_on,
        })  # fmt: skip
    if fresh.is_standard and not promises:
        raise SpaceRefusedError(_("这是标准地，供应时必须登记控制指标承诺。请至少填一项承诺值。"))
    known = _registered(holder)
    supply = Supply.objects.create(
        parcel=fresh, holder=holder, enterprise=known, contract=contract, contract_on=contract_on, agreed_start=agreed_start,
        price=price, handed_over_on=handed_over_on, by=by, at=at,
    )  # fmt: skip
    LandPromise.objects.bulk_create(
        LandPromise(supply=supply, indicator=code, promised=value) for code, value in promises.items()
    )
    fresh.state, fresh.reserved_until = ParcelState.SUPPLIED, None
    fresh.save()
    new = {"holder": holder, "contract": contract, "agreed_start": agreed_start.isoformat(), "promises": _plain(promises)}
    _record("supply_parcel", fresh, fresh.subject, by, at, new=new)
    return supply


@transaction.atomic
def note_start(supply: Supply, *, started_on: date, by: User, at: datetime) -> Supply:
    """Stops the idle clock: building has begun. Raises SpaceRefusedError for a day before the contract or in the future."""
    if started_on < supply.contract_on or started_on > timezone.localdate(at):
        raise SpaceRefusedError(_("动工日 %(day)s 应在合同签订日 %(contract)s 与今天之间。") % {
            "day": started_on, "contract": supply.contract_on,
        })  # fmt: skip
    supply.started_on = started_on
    supply.save(update_fields=["started_on"])
    _record("note_start", supply, supply.parcel.subject, by, at, new={"started_on": started_on.isoformat()})
    return supply


@transaction.atomic
def pause_clock(supply: Supply, *, first: date, last: date | None, reason: str, by: User, at: datetime) -> ClockPause:
    """Notes days that the government itself held the plot up. Raises SpaceRefusedError for a last day before the first."""
    if last is not None and last < first:
        raise SpaceRefusedError(_("停表止日 %(last)s 早于起日 %(first)s。") % {"last": last, "first": first})
    pause = ClockPause.objects.create(supply=supply, first=first, last=last, reason=reason, by=by)
    _record(
        "pause_clock", supply, supply.parcel.subject, by, at, new={"first": str(first), "last": str(last), "reason": reason}
    )
    return pause


@transaction.atomic
def recover_parcel(supply: Supply, *, ended_on: date, reason: str, by: User, at: datetime) -> Parcel:
    """Takes a parcel back: it can be prepared and offered again."""
    supply.ended_on, supply.end_reason = ended_on, reason
    supply.save(update_fields=["ended_on", "end_reason"])
    parcel = supply.parcel
    parcel.state = ParcelState.RECOVERED
    parcel.reserved_for = parcel.reserved_source = parcel.reserved_url = ""
    parcel.save()
    _record("recover_parcel", parcel, parcel.subject, by, at, old={"holder": supply.holder}, new={"reason": reason})
    return parcel


@transaction.atomic
def offer_again(parcel: Parcel, *, by: User, at: datetime) -> Parcel:
    """Puts a recovered parcel back among those that can be supplied."""
    if parcel.state != ParcelState.RECOVERED:
        raise SpaceRefusedError(_("只有已收回的地块可以重新供应。"))
    parcel.state = ParcelState.FREE
    parcel.save(update_fields=["state"])
    _record("offer_again", parcel, parcel.subject, by, at)
    return parcel


@transaction.atomic
def measure_promise(
    promise: LandPromise,
    *,
    stage: str,
    value: Decimal,
    measured_on: date,
    by: User,
    at: datetime,
    document: Document | None = None,
) -> LandFact:
    """Notes what was measured of a 标准地 promise at a stage."""
    fact = LandFact.objects.create(
        promise=promise, stage=stage, value=value, measured_on=measured_on, document=document, by=by, at=at
    )
    name = indicators()[promise.indicator].name
    new = {"indicator": name, "stage": stage, "promised": str(promise.promised), "value": str(value)}
    _record("measure_promise", promise.supply, promise.supply.parcel.subject, by, at, new=new)
    return fact


@transaction.atomic
def register_plant(subject: Subject, *, by: User, at: datetime, **values: Any) -> Plant:
    """Registers a standard plant. Raises SpaceRefusedError for a name already there."""
    if Plant.objects.filter(subject=subject, name=values["name"]).exists():
        raise SpaceRefusedError(_("厂房「%(name)s」已经登记。请打开原来那一处修改。") % {"name": values["name"]})
    plant = Plant.objects.create(subject=subject, **values)
    _record("register_plant", plant, subject, by, at, new=_plain(values))
    return plant


@transaction.atomic
def update_plant(plant: Plant, *, by: User, at: datetime, **values: Any) -> Plant:
    """Corrects what is known of a plant. Raises SpaceRefusedError when it would be smaller than what is let."""
    if values["area"] < plant.let_area:
        raise SpaceRefusedError(_("建筑面积不能小于已租出的 %(let)s ㎡。") % {"let": f"{plant.let_area.normalize():f}"})
    if Plant.objects.filter(subject=plant.subject, name=values["name"]).exclude(pk=plant.pk).exists():
        raise SpaceRefusedError(_("厂房名称「%(name)s」已被另一处占用。") % {"name": values["name"]})
    old = _plain({name: getattr(plant, name) for name in values})
    for name, value in values.items():
        setattr(plant, name, value)
    plant.save()
    _record("update_plant", plant, plant.subject, by, at, old=old, new=_plain(values))
    return plant


@transaction.atomic
def let_plant(
    plant: Plant, *, holder: str, area: Decimal, since: date, until: date | None, by: User, at: datetime,
    is_reservation: bool = False, source: str = "",
) -> Tenancy:  # fmt: skip
    """Lets or reserves a part of a plant. Raises SpaceRefusedError when less is free."""
    fresh = Plant.objects.select_for_update().select_related("subject").get(pk=plant.pk)
    if area > fresh.free_area:
        raise SpaceRefusedError(_("「%(name)s」只剩 %(free)s ㎡，不够 %(asked)s ㎡。请减少面积或另选厂房。") % {
            "name": fresh.name, "free": f"{fresh.free_area.normalize():f}", "asked": f"{area.normalize():f}",
        })  # fmt: skip
    known = _registered(holder)
    tenancy = Tenancy.objects.create(
        plant=fresh,
        holder=holder,
        enterprise=known,
        area=area,
        since=since,
        until=until,
        is_reservation=is_reservation,
        source=source,
    )
    _record("let_plant", fresh, fresh.subject, by, at, new={"holder": holder, "area": str(area), "reserved": is_reservation})
    return tenancy


@transaction.atomic
def end_tenancy(tenancy: Tenancy, *, ended_on: date, by: User, at: datetime) -> Tenancy:
    """Frees the room again."""
    if tenancy.ended_on is not None:
        raise SpaceRefusedError(_("这处租用已经退出。"))
    tenancy.ended_on = ended_on
    tenancy.save(update_fields=["ended_on"])
    _record(
        "end_tenancy", tenancy.plant, tenancy.plant.subject, by, at, old={"holder": tenancy.holder}, new={"on": str(ended_on)}
    )
    return tenancy


@transaction.atomic
def recognise_park(
    subject: Subject,
    *,
    number: str,
    recognised_on: date,
    valid_until: date | None,
    by: User,
    at: datetime,
    document: Document | None = None,
) -> Recognition:
    """Registers the paper by which a park is a recognised 化工园区. Raises SpaceRefusedError when it ends before it begins."""
    if valid_until is not None and valid_until < recognised_on:
        raise SpaceRefusedError(
            _("有效期 %(until)s 早于认定日 %(on)s。请核对文件。") % {"until": valid_until, "on": recognised_on}
        )
    row = Recognition.objects.create(
        subject=subject, number=number, recognised_on=recognised_on, valid_until=valid_until, document=document, by=by, at=at
    )
    _record("recognise_park", row, subject, by, at, new={"number": number, "on": str(recognised_on), "until": str(valid_until)})
    return row


@transaction.atomic
def remove_space(row: Parcel | Plant, *, by: User, at: datetime) -> None:
    """Takes back a parcel or plant that was entered by mistake. Raises SpaceRefusedError where anything rests on it."""
    name = f"{type(row).__name__.lower()}:{row.pk}"
    if isinstance(row, Parcel) and row.state in (ParcelState.RESERVED, ParcelState.RECOVERED):
        raise SpaceRefusedError(_("「%(row)s」现为「%(state)s」，没有撤回。") % {"row": row, "state": row.get_state_display()})
    try:
        row.delete()
    except ProtectedError as error:
        raise SpaceRefusedError(_("「%(row)s」已有供地、租用或资料包，没有撤回。") % {"row": row}) from error
    record_act("space.remove_space", by=by, at=at, target=f"space:{name}", subject=row.subject.code, old={"name": str(row)})


def release_lapsed(at: datetime) -> Iterator[str]:
    """Frees every parcel whose reservation has run out: a duty of the scheduler."""
    day = timezone.localdate(at)
    for parcel in list_lapsed(day):
        release_parcel(parcel, reason=_("预留到期"), by=System(), at=at)
        yield _("地块 %(code)s 预留到期，已释放。") % {"code": parcel.code}
