"""What every page of every role weighs on the wire, scripts and styles included, and that it is shown whole without scripts."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

MOST = 300 * 1024
"""Bytes, compressed: a page of a county with a slow line."""

pytestmark = pytest.mark.long


def visit_everything(page: Page) -> Iterator[tuple[str, str]]:
    """(account, address) of every page of each role's navigation, and of the public's; the page stands there when it is given."""
    page.goto("/")
    accounts = [form.get_attribute("action") or "" for form in page.locator("nav.roles form").all()]
    for path in ("/", "/login", "/open/", "/open/space", "/open/policies"):
        page.goto(path)
        yield "", path
    for account in accounts:
        page.goto("/")
        page.locator(f'nav.roles form[action="{account}"] button').click()
        links = [link.get_attribute("href") or "" for link in page.locator("header nav a").all()]
        for path in dict.fromkeys(["/", *links, "/accounts/mine"]):
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200, (account, path)
            yield account.removeprefix("/become/"), path


def test_no_page_weighs_more_than_300_kilobytes(page: Page, capsys: pytest.CaptureFixture[str]) -> None:
    loaded: dict[str, int] = {}
    page.on("requestfinished", lambda request: loaded.update(weigh(request)))
    rows = []
    for account, path in visit_everything(page):
        page.wait_for_load_state("networkidle")
        parts = page.evaluate("performance.getEntriesByType('resource').map(part => part.name)")
        rows.append((sum(loaded.get(part, 0) for part in dict.fromkeys([page.url, *parts])), account, path))
    with capsys.disabled():
        sys.stdout.writelines(
            f"{size / 1024:7.1f} KB  {account:18} {path}\n" for size, account, path in sorted(rows, reverse=True)
        )
    assert len(rows) > 100
    assert max(rows)[0] <= MOST


def weigh(request: Any) -> dict[str, int]:
    """How many bytes an answer takes, compressed as a server in front would send it."""
    answer = request.response()
    try:
        return {request.url: len(gzip.compress(answer.body(), 6))} if answer and answer.status == 200 else {}
    except Exception:  # a redirect has no body
        return {}


def test_every_page_shows_the_same_without_scripts(browser: Browser, server: str) -> None:
    """Every heading and every number in a table that a page shows with scripts stands there without them."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=server, java_script_enabled=False)
    page, told = context.new_page(), 0
    for _account, _path in visit_everything(page):
        assert page.locator("main h1").count() == 1
        for picture in page.locator("figure.picture").all():
            assert picture.locator("details table tbody tr").count() > 0
            told += 1
    context.close()
    assert told > 5
