"""Another system is told of events by signed messages that are tried again; nothing of the own network can be asked by it."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from conftest import AT
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.outputs.api.actions import WebhookRefusedError, end_webhook, make_webhook, tell_systems
from kaifaqu.outputs.api.models import Delivery, Webhook
from kaifaqu.outputs.api.outbound import AddressRefusedError, check_address, is_public
from kaifaqu.outputs.api.rules import AGAIN, EVENTS, sign, wait_after
from tests.walks import ZONE, book_quarter, person

needs_books = pytest.mark.usefixtures("standing_house", "db")
HEARD: list[tuple[dict[str, str], bytes]] = []
ANSWERS: list[int] = []


class Listener(BaseHTTPRequestHandler):
    """Another system: keeps what it hears and answers as it is told to."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        HEARD.append((dict(self.headers), body))
        self.send_response(ANSWERS.pop(0) if ANSWERS else 200)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *_told: Any) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def listener(settings: LazySettings) -> Iterator[str]:
    """An address on loopback that the operator opened."""
    settings.WEBHOOK_HOSTS = frozenset({"127.0.0.1"})
    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    HEARD.clear()
    ANSWERS.clear()
    yield f"http://127.0.0.1:{server.server_port}/hook?x=1"
    server.shutdown()
    server.server_close()


def tell(after: timedelta = timedelta()) -> None:
    list(tell_systems(AT + after))


@needs_books
def test_an_accepted_return_is_told_once_and_signed(listener: str) -> None:
    book_quarter()
    _hook, secret = make_webhook("统计平台", listener, ["figures.accepted"], by=person("datong"), at=AT)
    tell()
    assert HEARD == []  # what was before is not told
    entry = Entry.objects.get(act="ledger.accept_return")
    Webhook.objects.update(read_to=entry.pk - 1)
    tell()
    tell(timedelta(days=3))
    ((headers, body),) = HEARD
    assert json.loads(body) == {
        "id": entry.pk, "event": "figures.accepted", "subject": ZONE, "target": entry.target, "at": entry.at.isoformat(),
    }  # fmt: skip
    signed = f"{headers['X-Kaifaqu-Timestamp']}.".encode() + body
    assert headers["X-Kaifaqu-Signature"] == "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    assert secret not in Webhook.objects.get().secret
    assert Delivery.objects.get().told == "200"
    assert Entry.objects.filter(act="api.deliver_webhook").count() == 1


@needs_books
def test_a_failure_is_tried_again_later_and_given_up_at_last(listener: str, sign_in: Any) -> None:
    book_quarter()
    make_webhook("统计平台", listener, ["figures.accepted"], by=person("datong"), at=AT)
    Webhook.objects.update(read_to=0)
    ANSWERS.extend([500, 302] + [500] * len(AGAIN))
    moment = timedelta()
    for pause in (timedelta(), *AGAIN):
        tell(moment + pause - timedelta(seconds=1))
        moment += pause
        tell(moment)
    row = Delivery.objects.get()
    assert (row.attempts, row.is_given_up, len(HEARD)) == (len(AGAIN) + 1, True, len(AGAIN) + 1)
    assert Entry.objects.filter(act="api.give_up_webhook").count() == 1
    mine = sign_in("datong")
    assert "不再试" in mine.get("/webhooks/").content.decode()
    assert sign_in("province").post(f"/webhooks/deliveries/{row.pk}/retry").status_code == 404
    sign_in("datong").post(f"/webhooks/deliveries/{row.pk}/retry")
    ANSWERS.clear()
    tell(timedelta(days=9000))
    assert Delivery.objects.get().done_at is not None


@needs_books
def test_only_what_its_owner_may_read_is_told_and_nothing_after_the_end(listener: str) -> None:
    book_quarter()
    hook, _secret = make_webhook("别处", listener, list(EVENTS), by=person("tianjin-office"), at=AT)
    narrow, _secret = make_webhook(
        "只看一处", listener, list(EVENTS), by=person("province"), at=AT, within=get_subject("141000")
    )
    Webhook.objects.update(read_to=0)
    tell()
    assert HEARD == []
    end_webhook(narrow, by=person("province"), at=AT)
    end_webhook(hook, by=person("tianjin-office"), at=AT)
    with pytest.raises(WebhookRefusedError, match="停用"):
        end_webhook(hook, by=person("tianjin-office"), at=AT)
    with pytest.raises(WebhookRefusedError, match="范围"):
        make_webhook("越界", listener, list(EVENTS), by=person("datong"), at=AT, within=get_subject("141000"))


@needs_books
def test_what_is_wrong_comes_back_with_what_was_typed(sign_in: Any) -> None:
    typed = {"name": "统计平台", "url": "https://10.0.0.8/hook", "events": ["brief.issued"]}
    answer = sign_in("datong").post("/webhooks/make", typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert all(word in page for word in ("内网", "KAIFAQU_WEBHOOK_HOSTS", "https://10.0.0.8/hook", "统计平台"))
    assert sign_in("datong").post("/webhooks/make", {**typed, "within": "无此处"}).status_code == 422
    assert not Webhook.objects.exists()


@needs_books
def test_a_stranger_and_an_officer_have_no_such_page(client: Client, sign_in: Any) -> None:
    assert client.get("/webhooks/").status_code == 302
    assert sign_in("auditor").get("/webhooks/").status_code == 404


PRIVATE = (
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
    "::1", "::", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "198.18.0.1",
)  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_no_address_of_a_private_network_is_asked(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(AddressRefusedError, match="内网"):
        check_address("https://innocent.example/hook", find=lambda _host, _port: ["93.184.216.34", address])


@pytest.mark.parametrize(
    "url",
    ["", "ftp://example.org/", "https://", "https://user:word@example.org/", "https://a b/", "https://[::1/", "javascript:alert(1)", "https://x:99999/"],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(AddressRefusedError, match="不是网址"):
        check_address(url, find=lambda _host, _port: ["93.184.216.34"])


def test_the_checked_address_is_the_one_that_is_asked() -> None:
    target = check_address("https://Data.Example.org:8443/a?b=c", find=lambda _host, _port: ["93.184.216.34"])
    assert (target.host, target.port, target.path, target.address) == ("data.example.org", 8443, "/a?b=c", "93.184.216.34")
    with pytest.raises(AddressRefusedError, match="https"):
        check_address("http://example.org/", find=lambda _host, _port: ["93.184.216.34"])
    assert check_address("http://10.0.0.8/", allowed={"10.0.0.8"}, find=lambda host, _port: [host]).address == "10.0.0.8"


def test_the_signature_covers_moment_and_body() -> None:
    signed = {sign(b"k", moment, body) for moment in (1, 2) for body in (b"a", b"b")}
    assert len(signed) == 4
    assert [wait_after(n) for n in (1, len(AGAIN), len(AGAIN) + 1)] == [AGAIN[0], AGAIN[-1], None]
