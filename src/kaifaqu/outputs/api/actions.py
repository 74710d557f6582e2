"""Writes of the interface: addresses that are told of events, and the telling itself, by the clock."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime

import urllib3
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from kaifaqu.foundation.accounts.actions import System
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.accounts.sealing import SealError, seal, unseal
from kaifaqu.foundation.journal.actions import record_act
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.foundation.journal.queries import list_after, newest_position
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.outputs.api.models import Delivery, Webhook
from kaifaqu.outputs.api.outbound import AddressRefusedError, Target, check_address, send
from kaifaqu.outputs.api.rules import EVENT_OF, EVENTS, sign, wait_after

PURPOSE = "kaifaqu webhook"
MOST = 20
"""Addresses of one account."""
AT_ONCE = 200
"""Messages that one run of the clock sends; the rest waits for the next."""


class WebhookRefusedError(ValueError):
    """The act is not possible; the message says why and what to do."""


@transaction.atomic
def make_webhook(
    name: str, url: str, events: Sequence[str], *, by: User, at: datetime, within: Subject | None = None
) -> tuple[Webhook, str]:
    """A new address to be told from now on, and the secret by which its messages are signed. Raises WebhookRefusedError."""
    if not name.strip() or not set(events) or not set(events) <= set(EVENTS):
        raise WebhookRefusedError(_("请写明用途，并至少勾选一种事件。"))
    if Webhook.objects.filter(user=by, ended_at=None).count() >= MOST:
        raise WebhookRefusedError(_("每个账号最多 %(most)s 个推送地址。请先停用不用的。") % {"most": MOST})
    if within is not None and not reach_of(by, "api:facts").filter(pk=within.pk).exists():
        raise WebhookRefusedError(_("「%(name)s」不在您的范围内。请换一个，或留空。") % {"name": within.name})
    try:
        check_address(url, settings.WEBHOOK_HOSTS)
    except AddressRefusedError as error:
        raise WebhookRefusedError(str(error)) from error
    hook = Webhook.objects.create(
        user=by, name=name.strip()[:80], url=url, events=sorted(set(events)), within=within, read_to=newest_position(), made_at=at
    )  # fmt: skip
    secret = secrets.token_urlsafe(32)
    hook.secret = seal(secret.encode(), hook.pk, PURPOSE)
    hook.save(update_fields=["secret"])
    new = {"name": hook.name, "url": url, "events": hook.events, "within": within.code if within else ""}
    record_act("api.make_webhook", by=by, at=at, target=f"webhook:{hook.pk}", new=new)
    return hook, secret


@transaction.atomic
def end_webhook(hook: Webhook, *, by: User, at: datetime) -> None:
    """Tells the address nothing more; what waited is dropped. Raises WebhookRefusedError when it was ended already."""
    fresh = Webhook.objects.select_for_update().get(pk=hook.pk)
    if fresh.ended_at is not None:
        raise WebhookRefusedError(_("这个推送已经停用。"))
    fresh.ended_at = at
    fresh.save(update_fields=["ended_at"])
    fresh.deliveries.filter(done_at=None).update(due_at=None)
    record_act("api.end_webhook", by=by, at=at, target=f"webhook:{fresh.pk}", new={"name": fresh.name})


@transaction.atomic
def retry_delivery(delivery: Delivery, *, by: User, at: datetime) -> None:
    """Tries a message that was given up once more, with the next run of the clock."""
    fresh = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if not fresh.is_given_up or fresh.webhook.ended_at is not None:
        raise WebhookRefusedError(_("这条不需要重发。"))
    fresh.attempts, fresh.due_at = 0, at
    fresh.save(update_fields=["attempts", "due_at"])
    record_act("api.retry_delivery", by=by, at=at, target=f"webhook:{fresh.webhook_id}", new={"entry": fresh.entry})


def tell_systems(at: datetime) -> Iterator[str]:
    """Takes new events from the journal for every address, then sends what is due: a duty of the clock."""
    for hook in Webhook.objects.filter(ended_at=None, user__is_active=True).select_related("user", "within"):
        collect_events(hook, at)
    due = Delivery.objects.filter(done_at=None, due_at__lte=at, webhook__ended_at=None, webhook__user__is_active=True)
    sent = failed = 0
    for delivery in due.select_related("webhook").order_by("due_at", "pk")[:AT_ONCE]:
        if deliver(delivery, at):
            sent += 1
        else:
            failed += 1
    yield f"推送：送达 {sent} 条，未送达 {failed} 条。"


@transaction.atomic
def collect_events(hook: Webhook, at: datetime) -> None:
    """The events since the last time that lie within the reach of the address's owner, each once."""
    locked = Webhook.objects.select_for_update().get(pk=hook.pk)
    wanted = [EVENTS[event][0] for event in locked.events if event in EVENTS]
    newest = newest_position()
    entries = list(list_after(locked.read_to, wanted).filter(pk__lte=newest))
    reach = reach_of(hook.user, "api:facts").filter(code__in={entry.subject_code for entry in entries})
    if hook.within is not None:
        reach = reach.filter(path__startswith=hook.within.path)
    seen = set(reach.values_list("code", flat=True))
    Delivery.objects.bulk_create(
        Delivery(webhook=hook, entry=entry.pk, event=EVENT_OF[entry.act], body=body_of(entry), made_at=entry.at, due_at=at)
        for entry in entries
        if entry.subject_code in seen
    )
    locked.read_to = newest
    locked.save(update_fields=["read_to"])


def body_of(entry: Entry) -> str:
    """What is told of an event: that it happened, to what and when. No figure: those are asked from the API with a key."""
    told = {
        "id": entry.pk, "event": EVENT_OF[entry.act], "subject": entry.subject_code, "target": entry.target,
        "at": entry.at.isoformat(),
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def deliver(delivery: Delivery, at: datetime) -> bool:
    """Sends one message and notes how it went; the network is asked outside any transaction."""
    try:
        status, told = post(delivery, at)
        is_done, words = 200 <= status < 300, f"{status} {told}".strip()
    except (AddressRefusedError, SealError, OSError, urllib3.exceptions.HTTPError, ValueError) as error:
        is_done, words = False, str(error) or type(error).__name__
    note_attempt(delivery, at, is_done=is_done, words=words)
    return is_done


def post(delivery: Delivery, at: datetime) -> tuple[int, str]:
    """The signed request. The address is checked anew each time: a name may lead elsewhere by now."""
    hook, body = delivery.webhook, delivery.body.encode()
    target: Target = check_address(hook.url, settings.WEBHOOK_HOSTS)
    timestamp = int(at.timestamp())
    headers = {
        "Content-Type": "application/json; charset=utf-8", "User-Agent": "kaifaqu", "X-Kaifaqu-Event": delivery.event,
        "X-Kaifaqu-Delivery": str(delivery.pk), "X-Kaifaqu-Timestamp": str(timestamp),
        "X-Kaifaqu-Signature": sign(unseal(hook.secret, hook.pk, PURPOSE), timestamp, body),
    }  # fmt: skip
    return send(target, body, headers)


@transaction.atomic
def note_attempt(delivery: Delivery, at: datetime, *, is_done: bool, words: str) -> None:
    """Delivered, to be tried again after a pause, or given up; the first and the last stand in the journal."""
    fresh = Delivery.objects.select_for_update().get(pk=delivery.pk)
    fresh.attempts += 1
    pause = wait_after(fresh.attempts)
    fresh.done_at = at if is_done else None
    fresh.due_at = None if is_done or pause is None else at + pause
    fresh.told = words[:200]
    fresh.save(update_fields=["attempts", "done_at", "due_at", "told"])
    if fresh.due_at is None:
        act = "api.deliver_webhook" if is_done else "api.give_up_webhook"
        new = {"entry": fresh.entry, "event": fresh.event, "attempts": fresh.attempts, "told": fresh.told}
        record_act(act, by=System(), at=at, target=f"webhook:{fresh.webhook_id}", new=new)
