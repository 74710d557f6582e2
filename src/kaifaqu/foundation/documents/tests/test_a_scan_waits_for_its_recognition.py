"""A scan is taken in at once and read later: nothing is half written, and what was cut short goes on waiting."""

from __future__ import annotations

import fcntl
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from conftest import AT
from kaifaqu.core.reader.sources import Source, SourceRefused
from kaifaqu.foundation.accounts.actions import System, create_user, grant_role
from kaifaqu.foundation.accounts.models import Role
from kaifaqu.foundation.documents import actions
from kaifaqu.foundation.documents.actions import MOST_ATTEMPTS, read_again, read_all_waiting, take_in
from kaifaqu.foundation.documents.models import Document, Reading, Standing
from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.foundation.subjects.queries import get_subject
from tests.walks import ZONE, person

pytestmark = pytest.mark.usefixtures("standing_house", "db")
SENTENCE = "一季度，左云经开区完成工业投资2.9亿元，同比增长20.2%。"


def picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(written, "PNG")
    return written.getvalue()


@pytest.fixture
def waiting() -> Document:
    return take_in(
        picture(), "扫描件.png", subject=get_subject(ZONE), by=person("zuoyun-clerk"), at=AT, published_on=AT.date()
    )[0]


@pytest.fixture
def recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the recognition library would say; it has tests of its own."""
    monkeypatch.setattr(actions, "load_source", lambda data, name: Source(SENTENCE, "image/png", "unused"))


def test_an_upload_of_a_scan_answers_at_once(sign_in: Callable[[str], Any]) -> None:
    clerk = sign_in("zuoyun-clerk")
    answer = clerk.post(
        "/documents/upload",
        {"file": SimpleUploadedFile("扫描件.png", picture()), "subject": ZONE, "not_secret": "on"},
        follow=True,
    )
    document = Document.objects.get()
    assert (document.standing, document.to_recognise, document.readings.count()) == (Standing.WAITING, 1, 0)
    assert "正在识别" in answer.content.decode()
    assert "正在识别" in clerk.get("/documents/").content.decode()
    assert [act.act for act in list_acts(f"document:{document.pk}")] == ["documents.take_in"]


@pytest.mark.usefixtures("recognised")
def test_the_duty_reads_what_waits(waiting: Document, sign_in: Callable[[str], Any]) -> None:
    clerk, url = sign_in("zuoyun-clerk"), reverse("documents:review", args=[waiting.pk])
    assert "HX-Redirect" not in clerk.get(url + "?waiting")
    assert list(read_all_waiting(AT)) == [f"识别《{SENTENCE}》：已读数。"]
    waiting.refresh_from_db()
    assert [reading.text for reading in waiting.readings.all()] == ["2.9亿元", "20.2%"]
    assert waiting.standing == Standing.READ
    assert clerk.get(url + "?waiting")["HX-Redirect"] == url
    assert "2.9亿元" in clerk.get(url).content.decode()
    assert list(read_all_waiting(AT)) == []


def test_what_is_cut_short_goes_on_waiting_but_not_for_ever(waiting: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_given: object) -> Source:
        raise KeyboardInterrupt

    monkeypatch.setattr(actions, "load_source", die)
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            list(read_all_waiting(AT))
        waiting.refresh_from_db()
        assert waiting.standing == Standing.WAITING
        assert not Reading.objects.exists()
    assert list(read_all_waiting(AT)) == ["识别《扫描件.png》：未能识别。"]


def test_a_refused_scan_says_why_and_can_be_tried_again(
    waiting: Document, monkeypatch: pytest.MonkeyPatch, sign_in: Callable[[str], Any]
) -> None:
    def refuse(*_given: object) -> Source:
        raise SourceRefused("图片里没有读到任何文字。")

    monkeypatch.setattr(actions, "load_source", refuse)
    list(read_all_waiting(AT))
    clerk, url = sign_in("zuoyun-clerk"), reverse("documents:review", args=[waiting.pk])
    assert "图片里没有读到任何文字。" in clerk.get(url).content.decode()
    assert "正在识别" in clerk.post(reverse("documents:read_again", args=[waiting.pk]), follow=True).content.decode()
    waiting.refresh_from_db()
    assert (waiting.standing, waiting.refusal, waiting.attempts) == (Standing.WAITING, "", 0)
    assert read_again(waiting, by=person("zuoyun-clerk"), at=AT).standing == Standing.WAITING


def test_a_stranger_cannot_ask_for_it_again(waiting: Document, sign_in: Callable[[str], Any]) -> None:
    stranger = create_user(username="huairen", name="怀仁", password=None, by=System(), at=AT)
    grant_role(stranger, Role.CLERK, get_subject("Z140600-HR"), by=System(), at=AT)
    assert sign_in("huairen").post(reverse("documents:read_again", args=[waiting.pk])).status_code == 404


@pytest.mark.usefixtures("recognised")
def test_only_one_process_recognises_at_a_time(waiting: Document) -> None:
    with (settings.HOME / "recognition.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert list(read_all_waiting(AT)) == []
    waiting.refresh_from_db()
    assert waiting.standing == Standing.WAITING
    assert len(list(read_all_waiting(AT))) == 1


def test_a_very_long_text_is_read_beside_the_server_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "LONGEST_AT_ONCE", 10)
    document, _new = take_in(SENTENCE.encode(), "年鉴.txt", subject=get_subject(ZONE), by=person("zuoyun-clerk"), at=AT)
    assert (document.standing, document.to_recognise) == (Standing.WAITING, 0)
    assert len(list(read_all_waiting(AT))) == 1
    assert document.readings.count() == 2


def test_a_picture_that_cannot_be_drawn_is_refused_before_anything_is_kept() -> None:
    with pytest.raises(SourceRefused):
        take_in(picture()[:60], "坏的.png", subject=get_subject(ZONE), by=person("zuoyun-clerk"), at=AT)
    assert not Document.objects.exists()
