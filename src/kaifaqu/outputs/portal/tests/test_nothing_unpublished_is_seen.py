"""A stranger follows every link from the public pages and sees what was laid open, and nothing else."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from conftest import AT
from kaifaqu.foundation.accounts.permissions import ANYONE, TABLE
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.operations.promotion.models import Policy, PolicyKind, Review
from kaifaqu.operations.space.models import Parcel, ParcelState, Plant, Use
from kaifaqu.outputs.portal.actions import OpeningRefusedError, open_release, withdraw_release
from kaifaqu.outputs.portal.queries import COLUMNS
from kaifaqu.statistics.indicators.actions import issue_release
from kaifaqu.statistics.indicators.models import Release
from kaifaqu.statistics.ledger.actions import accept_return
from kaifaqu.statistics.returns.actions import start_correction
from kaifaqu.statistics.returns.models import Return
from tests.walks import QUARTER, ZONE, book_quarter, declare, person, sign

pytestmark = pytest.mark.usefixtures("standing_house", "db")
LATER = AT + timedelta(days=30)
LINK = re.compile(r'(?:href|src)="(/[^"#]*)')
UNSEEN = ("4.56", "密地-77", "内部厂房", "内部扶持办法", "未过审办法", "第 2 版")
"""What is in the house and was not laid open."""


@pytest.fixture
def scene() -> Release:
    """One release laid open; a correction that is released and not open; space and policies of either kind."""
    book_quarter()
    first = issue_release(get_subject(ZONE), QUARTER, note="", by=person("zuoyun-signer"), at=AT)
    open_release(first, by=person("zuoyun-signer"), at=AT)
    second = start_correction(Return.objects.get(version=1), "漏报一户", by=person("zuoyun-clerk"), at=LATER)
    declare(second, {"industrial_investment": "4.56"}, at=LATER)
    accept_return(sign(second, at=LATER), by=person("province"), at=LATER)
    issue_release(get_subject(ZONE), QUARTER, note="", by=person("zuoyun-signer"), at=LATER)
    zone, clerk = get_subject(ZONE), person("zuoyun-clerk")
    for code, is_public in (("公地-1", True), ("密地-77", False)):
        Parcel.objects.create(
            subject=zone, code=code, area=Decimal(50), use=Use.INDUSTRY, state=ParcelState.FREE, is_public=is_public
        )
    for name, is_public in (("公开厂房", True), ("内部厂房", False)):
        Plant.objects.create(subject=zone, name=name, area=Decimal(3000), is_public=is_public)
    for title, is_public, review in (
        ("公开办法", True, Review.PASSED),
        ("内部扶持办法", False, Review.PASSED),
        ("未过审办法", True, Review.PENDING),
    ):
        Policy.objects.create(
            subject=zone, title=title, kind=PolicyKind.values[0], text="条款", valid_from=date(2024, 1, 1), review=review, is_public=is_public, by=clerk, at=AT,
        )  # fmt: skip
    return first


def follow_everything(stranger: Client) -> Iterator[tuple[str, Any]]:
    """Every page that a stranger comes to from the first screen and the portal, with its answer."""
    todo, seen = ["/", "/open/"], set()
    while todo:
        path = todo.pop()
        if path in seen or path.startswith("/static/"):
            continue
        seen.add(path)
        answer = stranger.get(path)
        yield path, answer
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            todo += [link.replace("&amp;", "&") for link in LINK.findall(answer.content.decode())]


def test_a_stranger_comes_to_nothing_else(scene: Release, client: Client) -> None:
    pages = dict(follow_everything(client))
    for path, answer in pages.items():
        name = resolve(path.split("?")[0]).view_name
        assert TABLE[name] == ANYONE, path
        assert answer.status_code == 200, path
        assert [word for word in UNSEEN if word in answer.content.decode()] == [], path
    everything = "".join(answer.content.decode() for answer in pages.values())
    assert all(word in everything for word in ("公地-1", "公开厂房", "公开办法", "2.9 亿元"))


def test_what_is_not_open_is_as_if_it_were_not_there(scene: Release, client: Client) -> None:
    hidden = Release.objects.exclude(pk=scene.pk).get()
    for path in (
        f"/open/figures/{hidden.pk}",
        f"/open/figures/{hidden.pk}.csv",
        f"/open/figures/{hidden.pk}.json",
        "/open/figures/999999",
    ):
        assert client.get(path).status_code == 404
    policy = Policy.objects.get(title="未过审办法")
    assert client.get(f"/open/policies/{policy.pk}").status_code == 404


def test_downloads_hold_exact_values_with_unit_and_source(scene: Release, client: Client) -> None:
    text = client.get(f"/open/figures/{scene.pk}.csv").content.decode()
    assert text.startswith("\ufeffsubject,")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert tuple(rows[0]) == COLUMNS
    found = next(row for row in rows if row["code"] == "industrial_investment" and row["role"] == "actual")
    assert (found["value"], found["unit"], found["period"]) == ("2.9", "亿元", "2024Q1")
    assert found["source"].startswith("ledger:")
    assert [row["value"] for row in client.get(f"/open/figures/{scene.pk}.json").json()["figures"]] == [
        row["value"] for row in rows
    ]


def test_no_text_becomes_a_formula_in_excel(scene: Release, client: Client) -> None:
    Subject.objects.filter(code=ZONE).update(name="=HYPERLINK(1)")
    text = client.get(f"/open/figures/{scene.pk}.csv").content.decode().removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["subject_name"] for row in rows} == {"'=HYPERLINK(1)"}
    assert "2.9" in {row["value"] for row in rows}
    told = client.get(f"/open/figures/{scene.pk}.json").json()["figures"]
    assert {row["subject_name"] for row in told} == {"=HYPERLINK(1)"}


def test_withdrawn_is_gone_and_its_reason_stays_with_the_next_edition(scene: Release, client: Client, sign_in: Any) -> None:
    signer = sign_in("zuoyun-signer")
    assert signer.post(f"/open/decisions/{scene.pk}/withdraw", {"reason": ""}).status_code == 302
    assert Client().get(f"/open/figures/{scene.pk}").status_code == 200
    signer.post(f"/open/decisions/{scene.pk}/withdraw", {"reason": "漏报一户"})
    assert Client().get(f"/open/figures/{scene.pk}").status_code == 404
    with pytest.raises(OpeningRefusedError, match="新的一版"):
        open_release(scene, by=person("zuoyun-signer"), at=LATER)
    newer = Release.objects.exclude(pk=scene.pk).get()
    signer.post(f"/open/decisions/{newer.pk}/open")
    assert "漏报一户" in Client().get(f"/open/figures/{newer.pk}").content.decode()
    assert set(Entry.objects.filter(act__startswith="portal.").values_list("act", flat=True)) == {
        "portal.open_release", "portal.withdraw_release",
    }  # fmt: skip


def test_only_those_who_sign_for_the_subject_decide(scene: Release, sign_in: Any) -> None:
    assert sign_in("zuoyun-clerk").get("/open/decisions").status_code == 404
    assert sign_in("zuoyun-clerk").post(f"/open/decisions/{scene.pk}/withdraw", {"reason": "x"}).status_code == 404
    with pytest.raises(OpeningRefusedError, match="原因"):
        withdraw_release(scene.opening, " ", by=person("zuoyun-signer"), at=LATER)
    assert "左云" in sign_in("province").get("/open/decisions").content.decode()
