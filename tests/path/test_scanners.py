"""The program on loopback before wapiti, sqlmap and schemathesis, signed in as a clerk and as the auditor: no finding.

The scanners stand in an environment of their own (`make scanners`), named by KAIFAQU_SCANNERS.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).resolve().parents[2]
SCANNERS = Path(os.environ.get("KAIFAQU_SCANNERS", ROOT / ".venv-scan")) / "bin"
PORT = 8197
SITE = f"http://127.0.0.1:{PORT}"
MODULES = "exec,file,sql,xss,permanentxss,ssrf,xxe,redirect,crlf,csrf,methods,http_headers,cookieflags,csp,upload"
OTHERWISE = ("/logout", "/become/", "/language", "/accounts/mine")
"""Where a scanner would sign itself out or become somebody else."""
ON_LOOPBACK = {"Secure Flag cookie"}
"""What stands on plain http only: with KAIFAQU_HTTPS=1 the cookies are Secure."""
ADDRESSES = {
    "zuoyun-clerk": (
        "/enterprises/?q=1&code=Z140200-ZY", "/projects/?q=1&stage=1", "/documents/?q=1", "/tasks/?q=1", "/promotion/leads?q=1",
        "/trace/value/transformation_share/Z140200-ZY*/2024Q1", "/api/v1/facts?subject=Z140200-ZY&item=1",
    ),
    "auditor": ("/journal?actor=1&act=2&target=3&since=2024-01-01",),
}  # fmt: skip

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not (SCANNERS / "wapiti").exists(), reason="the scanners are not installed: make scanners"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demonstration home, served; scanners ask faster than people may."""
    kept = {name: value for name, value in os.environ.items() if name != "KAIFAQU_DATABASE_URL"}
    settings = {
        "KAIFAQU_HOME": str(tmp_path_factory.mktemp("scanned")), "KAIFAQU_DEMO_PASSWORD": "demo-password", "KAIFAQU_PACE": "off",
    }  # fmt: skip
    command = [sys.executable, "-m", "kaifaqu.web.cli"]
    for step in ("migrate", "demo"):
        subprocess.run([*command, step], env=kept | settings, cwd=ROOT, check=True, capture_output=True)
    server = subprocess.Popen([*command, "serve", "--port", str(PORT)], env=kept | settings, cwd=ROOT)
    try:
        wait_for_site()
        yield SITE
    finally:
        server.terminate()
        server.wait(20)


def wait_for_site() -> None:
    for _time in range(120):
        try:
            if requests.get(f"{SITE}/healthz", timeout=20).ok:
                return
        except requests.RequestException:
            time.sleep(1)
    raise AssertionError("the program did not answer within two minutes")


def sign_in(username: str) -> str:
    """The cookies of a demonstration account."""
    visitor = requests.Session()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', visitor.get(SITE).text)
    assert token is not None
    visitor.post(f"{SITE}/become/{username}", data={"csrfmiddlewaretoken": token[1]}, headers={"Referer": f"{SITE}/"})
    return "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())


def test_wapiti_finds_nothing(site: str, tmp_path: Path) -> None:
    report = tmp_path / "wapiti.json"
    subprocess.run(
        [
            SCANNERS / "wapiti", "-u", f"{site}/", "--scope", "folder", "-H", f"Cookie: {sign_in('zuoyun-clerk')}", "-m", MODULES,
            *(part for path in OTHERWISE for part in ("-x", f"{site}{path}*")), "-d", "3", "--max-links-per-page", "40",
            "--max-files-per-dir", "60", "--max-scan-time", "1200", "--max-attack-time", "120", "--flush-session", "--no-bugreport",
            "-f", "json", "-o", report,
        ],
        check=True, capture_output=True, timeout=1800, env=os.environ | {"HOME": str(tmp_path)},
    )  # fmt: skip
    found = json.loads(report.read_text())
    assert found["infos"]["crawled_pages_nbr"] > 50
    assert {kind for kind, rows in found["vulnerabilities"].items() if rows} <= ON_LOOPBACK
    assert {kind: rows for kind, rows in found["anomalies"].items() if rows} == {}


@pytest.mark.parametrize(("username", "path"), [(name, path) for name, paths in ADDRESSES.items() for path in paths])
def test_sqlmap_injects_nothing(site: str, tmp_path: Path, username: str, path: str) -> None:
    done = subprocess.run(
        [
            SCANNERS / "sqlmap", "-u", f"{site}{path}", "--cookie", sign_in(username), "--batch", "--level", "2", "--risk", "1",
            "--technique=BEU", "--flush-session", "--disable-coloring", f"--output-dir={tmp_path}",
        ],
        check=False, capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    assert "do not appear to be injectable" in done.stdout


@pytest.mark.parametrize("username", ["zuoyun-clerk", "province"])
def test_schemathesis_breaks_no_operation_of_the_api(site: str, username: str) -> None:
    cookies = sign_in(username)
    token = re.search(r"csrftoken=([^;]+)", cookies)
    assert token is not None
    done = subprocess.run(
        [
            SCANNERS / "schemathesis", "run", f"{site}/api/openapi.json", "--experimental=openapi-3.1", "-H", f"Cookie: {cookies}",
            "-H", f"X-CSRFToken: {token[1]}", "-H", f"Referer: {site}/", "--hypothesis-max-examples", "200", "--hypothesis-seed", "1", "--hypothesis-deadline", "None",
            "--checks", "not_a_server_error,content_type_conformance,response_schema_conformance", "--request-timeout", "20000",
        ],
        check=False, capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
