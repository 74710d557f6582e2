"""Writes about events: taken from an accepted announcement or planned, with guests and agenda."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.documents.models import Document, ReadEvent
from kaifaqu.foundation.provenance import Provenance
from kaifaqu.foundation.subjects.actions import put_subject
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import find_subject
from kaifaqu.operations.promotion.actions.recording import PromotionRefusedError, as_json, change, record
from kaifaqu.operations.promotion.models import Event, Guest, Prospect, Slot
from kaifaqu.operations.promotion.vocabulary import GuestState


@transaction.atomic
def register_event(
    host: Subject, *, name: str, held_on: date, by: User, at: datetime, place: str = "", purpose: str = "", short_name: str = "",
    read_event: ReadEvent | None = None, document: Document | None = None, provenance: Provenance = Provenance.OWN,
) -> Event:  # fmt: skip
    """Registers an event, taking up the subject that bears its name. Raises PromotionRefusedError when it is registered already."""
    known = find_subject(name)
    if known is not None and Event.objects.filter(subject=known).exists():
        raise PromotionRefusedError(_("「%(name)s」已经登记。请打开原来的活动。") % {"name": name})
    if known is None or known.kind != Kind.EVENT:
        number = Event.objects.filter(host=host, held_on=held_on).count() + 1
        code = f"E{held_on:%Y%m%d}-{host.code}-{number}"
        known = put_subject(code=code, kind=Kind.EVENT, name=name, short_name=short_name, parent=host.code)
    event = Event.objects.create(
        subject=known, host=host, held_on=held_on, place=place, purpose=purpose, read_event=read_event, document=document,
        provenance=provenance, by=by, at=at,
    )  # fmt: skip
    record("register_event", event, known, by, at, new={"name": name, "held_on": held_on.isoformat(), "place": place})
    return event


@transaction.atomic
def invite(event: Event, prospect: Prospect, *, words: str, by: User, at: datetime) -> Guest:
    """Asks a firm to an event; once."""
    guest, is_new = Guest.objects.get_or_create(event=event, prospect=prospect, defaults={"words": words})
    if is_new:
        record("invite", event, event.subject, by, at, new={"firm": prospect.name, "words": words})
    return guest


@transaction.atomic
def set_guest(guest: Guest, *, state: GuestState, words: str, by: User, at: datetime) -> Guest:
    """Notes what a guest answered, or that he came."""
    old = change(guest, {"state": state, "words": words or guest.words})
    record(
        "set_guest", guest.event, guest.event.subject, by, at, old=old, new=as_json({"guest": guest.pk, "state": str(state)})
    )
    return guest


@transaction.atomic
def add_slot(event: Event, *, words: str, zone: Subject | None, is_project: bool, by: User, at: datetime) -> Slot:
    """Adds a line to the agenda: a speech, or a zone's project on show."""
    slot = Slot.objects.create(event=event, position=event.slots.count() + 1, words=words, zone=zone, is_project=is_project)
    record("add_slot", event, event.subject, by, at, new={"words": words, "zone": zone.code if zone else None})
    return slot
