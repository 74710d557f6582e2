"""A real server on a home of its own, and a real Chromium. Skipped, with the reason, where there is no browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
QUIET = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = [item for item in items if Path(__file__).parent in item.path.parents]
    obstacle = find_obstacle() if here else ""
    for item in here:
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.xdist_group("browser"))
        if obstacle:
            item.add_marker(pytest.mark.skip(reason=obstacle))


def find_obstacle() -> str:
    """Why no browser can be driven here, or nothing."""
    if CHROMIUM is None:
        return "no Chromium on this machine: apt-get install chromium"
    driver = subprocess.run([sys.executable, "-m", "playwright", "--version"], capture_output=True, text=True, check=False)
    return f"Playwright's driver does not start: {driver.stderr.strip()}" if driver.returncode else ""


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a freshly loaded demonstration."""
    home = tmp_path_factory.mktemp("home")
    environment = {**os.environ, "KAIFAQU_HOME": str(home), "KAIFAQU_DEMO_PASSWORD": "demo-password"}
    environment.pop("KAIFAQU_DATABASE_URL", None)
    command = [sys.executable, "-m", "kaifaqu.web.cli"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([*command, "run", "--port", str(port)], env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/healthz", process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(url: str, process: subprocess.Popen[bytes], seconds: float = 120) -> None:
    """Waits until the server answers. Raises when it has ended or does not come up."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError(f"{url} did not answer within {seconds} s")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """A page of a fresh profile that fails the test on any script error or refused resource."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=server, locale="zh-CN")
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text) if is_fault(message) else None)
    yield opened
    context.close()
    assert faults == []


def is_fault(message: Any) -> bool:
    """Errors of the console, but not the 422 with which the program refuses bad input."""
    return message.type == "error" and "422" not in message.text


@pytest.fixture
def become(page: Page) -> Callable[[str], None]:
    """Takes on a demonstration account by the role switch, as a visitor would."""

    def take_on(username: str) -> None:
        page.goto("/")
        page.locator(f'nav.roles form[action="/become/{username}"] button').click()
        page.wait_for_load_state()

    return take_on


@pytest.fixture
def shoot(page: Page, request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Keeps a screenshot under KAIFAQU_SCREENSHOTS, when that folder is named."""

    def keep(name: str) -> None:
        folder = os.environ.get("KAIFAQU_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return keep
