"""The public reads what was published and nothing else: a visitor who follows every link finds no draft."""

from __future__ import annotations

from collections import deque
from typing import Any

import pytest
from lxml import html

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.outputs.briefs.actions import BriefRefusedError, compose_brief, issue_brief, publish_brief
from kaifaqu.outputs.briefs.models import Brief
from tests.walks import QUARTER, ZONE, person

pytestmark = pytest.mark.usefixtures("standing_demonstration", "db")


def compose(period: Period = QUARTER) -> Brief:
    return compose_brief("quarter", get_subject(ZONE), period, by=person("zuoyun-clerk"), at=AT)


def test_a_draft_and_an_unpublished_brief_are_as_if_they_were_not_there(client: Any) -> None:
    brief = compose()
    assert client.get(f"/briefs/public/{brief.pk}").status_code == 404
    brief = issue_brief(brief, by=person("zuoyun-signer"), at=AT)
    assert client.get(f"/briefs/public/{brief.pk}").status_code == 404
    publish_brief(brief, by=person("zuoyun-signer"), at=AT)
    assert client.get(f"/briefs/public/{brief.pk}").status_code == 200


def test_only_an_issued_brief_is_published_and_once() -> None:
    brief = compose()
    with pytest.raises(BriefRefusedError, match="还没有签发"):
        publish_brief(brief, by=person("zuoyun-signer"), at=AT)
    brief = publish_brief(issue_brief(brief, by=person("zuoyun-signer"), at=AT), by=person("zuoyun-signer"), at=AT)
    with pytest.raises(BriefRefusedError, match="已经公开"):
        publish_brief(brief, by=person("zuoyun-signer"), at=AT)


def test_a_visitor_takes_a_published_brief_away_as_pdf(client: Any) -> None:
    published, draft = Brief.objects.exclude(published_at=None).get(), compose()
    answer = client.get(f"/briefs/public/{published.pk}/pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert client.get(f"/briefs/public/{draft.pk}/pdf").status_code == 404


def test_every_number_names_its_source(client: Any) -> None:
    published = Brief.objects.exclude(published_at=None).get()
    page = client.get(f"/briefs/public/{published.pk}")
    cited = page.context["cited"]
    assert len(cited) >= 8
    assert all(row.what and row.source for row in cited)
    assert "左云经济技术开发区 报送" in page.content.decode()


def test_the_newest_published_edition_stands_in_the_list(client: Any) -> None:
    first = Brief.objects.exclude(published_at=None).get()
    signer = person("zuoyun-signer")
    second = publish_brief(issue_brief(compose(), by=signer, at=AT), by=signer, at=AT)
    assert [brief.pk for brief in client.get("/briefs/public").context["briefs"]] == [second.pk]
    assert client.get(f"/briefs/public/{first.pk}").status_code == 200


def test_a_person_without_the_right_does_not_publish(client: Any) -> None:
    brief = issue_brief(compose(), by=person("zuoyun-signer"), at=AT)
    for username in ("zuoyun-clerk", "huairen-officer"):
        client.force_login(person(username), backend="django.contrib.auth.backends.ModelBackend")
        assert client.post(f"/briefs/{brief.pk}/publish").status_code == 404


def test_a_visitor_who_follows_every_link_finds_no_draft(client: Any) -> None:
    draft = compose(Period.quarter(2023, 1))
    seen, waiting = set(), deque(["/", "/briefs/public"])
    while waiting:
        url = waiting.popleft().split("#")[0]
        if url in seen or not url.startswith("/") or url.startswith(("//", "/static/", "/api/")):
            continue
        seen.add(url)
        answer = client.get(url)
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            assert answer.status_code in (200, 302, 404), url
            continue
        text = answer.content.decode()
        assert draft.title not in text, url
        waiting.extend(html.fromstring(text).xpath("//a/@href"))
    assert "/briefs/public" in seen
