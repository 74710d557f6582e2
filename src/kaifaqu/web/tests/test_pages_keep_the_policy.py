"""Every page of the demonstration: no inline script, style or handler, the policy in its header, Chinese unless one chooses English."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kaifaqu.outputs.briefs.models import Brief
from tests.walks import ZONE

pytestmark = pytest.mark.usefixtures("standing_demonstration", "db")
PAGES = [
    ("zuoyun-signer", path)
    for path in ("/", "/documents/", "/returns/", "/ledger/claims", "/evaluation/", "/briefs/", f"/at/{ZONE}",
                 f"/trace/value/transformation_share/{ZONE}/2024Q1")
] + [("province", "/at/140000"), ("auditor", "/journal"), (None, "/"), (None, "/login"), (None, "/no-such-page")]  # fmt: skip
INLINE = {
    "script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.I),
    "style": re.compile(r"<style\b|<[^>]+\sstyle=", re.I),
    "handler": re.compile(r"<[a-z][^>]*\s(?:on[a-z]+|hx-on[:\w-]*)=", re.I),
    "elsewhere": re.compile(r"<(?:script|link|img)\b[^>]*(?:src|href)=[\"']?(?:https?:)?//", re.I),
}


def open_page(client: Any, sign_in: Any, username: str | None, path: str) -> Any:
    return (sign_in(username) if username else client).get(path)


@pytest.mark.parametrize(("username", "path"), PAGES)
def test_a_page_carries_the_policy_and_keeps_it(client: Any, sign_in: Any, username: str | None, path: str) -> None:
    answer = open_page(client, sign_in, username, path)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    page = answer.content.decode()
    assert {name: found for name, pattern in INLINE.items() if (found := pattern.findall(page))} == {}
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert answer["Referrer-Policy"] == "same-origin"


def test_every_document_return_and_brief_opens(sign_in: Any) -> None:
    brief = Brief.objects.get()
    client = sign_in("zuoyun-signer")
    for path in ("/documents/2", "/returns/1", f"/briefs/{brief.pk}"):
        found = re.search(
            r'href="(' + path.rsplit("/", 1)[0] + r'/\d+)"', client.get(path.rsplit("/", 1)[0] + "/").content.decode()
        )
        assert found is not None
        assert client.get(found[1]).status_code == 200


def test_the_interface_is_chinese_whatever_the_browser_prefers(client: Any) -> None:
    page = client.get("/login", headers={"accept-language": "en"}).content.decode()
    assert 'lang="zh-hans"' in page


def test_a_chosen_language_is_kept(client: Any) -> None:
    client.post("/language", {"language": "en"})
    assert 'lang="en"' in client.get("/login").content.decode()
    client.post("/language", {"language": "xx"})
    assert 'lang="en"' in client.get("/login").content.decode()


def test_a_page_that_is_not_there_says_so_in_chinese(client: Any) -> None:
    answer = client.get("/no-such-page")
    assert answer.status_code == 404
    assert "没有这一页" in answer.content.decode()


def test_health_answers_without_an_account(client: Any) -> None:
    assert client.get("/healthz").json()["status"] == "ok"


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "还没有文字"), ("甲" * 20_001, "20001"), ("一季度完成工业投资5亿元，占固定资产投资10亿元的60%。", "60%")],
)
def test_the_paste_box_reads_or_says_why_not(client: Any, text: str, words: str) -> None:
    from kaifaqu.foundation.documents.models import Document

    before = Document.objects.count()
    assert words in client.post("/read", {"text": text}).content.decode()
    assert Document.objects.count() == before


def test_pasted_markup_is_shown_as_text(client: Any) -> None:
    page = client.post("/read", {"text": "<script>alert(1)</script>完成投资5亿元"}).content.decode()
    assert "<script>alert" not in page


def test_an_act_without_the_forms_token_is_refused() -> None:
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post("/become/datong").status_code == 403
