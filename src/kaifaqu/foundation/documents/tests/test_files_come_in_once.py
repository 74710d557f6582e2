"""A file comes in once: the same bytes are the same document, and a refused one leaves nothing behind."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from conftest import AT
from kaifaqu.core.reader.sources import SourceRefused
from kaifaqu.foundation.documents.actions import receive_document
from kaifaqu.foundation.documents.models import Document, Reading
from kaifaqu.foundation.documents.queries import read_bytes
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.foundation.journal.queries import list_acts
from kaifaqu.foundation.subjects.queries import get_subject
from tests.walks import ZONE, person

pytestmark = pytest.mark.usefixtures("standing_house", "db")
TEXT = "一季度，左云经开区完成工业投资2.9亿元，同比增长20.2%。".encode()


def receive(data: bytes, name: str = "通稿.txt") -> tuple[Document, bool]:
    return receive_document(data, name, subject=get_subject(ZONE), by=person("zuoyun-clerk"), at=AT, published_on=AT.date())


def test_a_file_is_kept_as_it_came_with_what_was_read() -> None:
    document, new = receive(TEXT)
    assert new
    assert read_bytes(document) == TEXT
    assert [reading.text for reading in document.readings.all()] == ["2.9亿元", "20.2%"]
    assert all(document.text[r.start : r.end] == r.text for r in document.readings.all())
    (act,) = list_acts(f"document:{document.pk}")
    assert act.new["readings"] == 2


def test_the_same_bytes_are_one_document_whatever_they_are_called() -> None:
    first, _new = receive(TEXT)
    second, new = receive(TEXT, "另存.txt")
    assert (second, new) == (first, False)
    assert Document.objects.count() == 1
    assert Reading.objects.count() == 2


def test_one_byte_more_is_another_document() -> None:
    receive(TEXT)
    _document, new = receive(TEXT + b"\n")
    assert new


REFUSED = [
    ("空.txt", b""), ("程序.exe", b"MZ\x90\x00\x03"), ("假的.pdf", "只是文字".encode()), ("坏的.docx", b"PK\x03\x04broken"),
    ("坏的.xlsx", b"PK\x03\x04broken"), ("无扩展名", TEXT),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data"), REFUSED)
def test_a_refused_file_leaves_nothing(name: str, data: bytes) -> None:
    acts, kept = Entry.objects.count(), list_kept()
    with pytest.raises(SourceRefused) as refused:
        receive(data, name)
    assert str(refused.value)
    assert not Document.objects.exists()
    assert Entry.objects.count() == acts
    assert list_kept() == kept


def list_kept() -> set[str]:
    """The documents that the storage holds."""
    return set(default_storage.listdir("documents")[1]) if default_storage.exists("documents") else set()


def upload(client: Any, **more: Any) -> Any:
    told = {"file": SimpleUploadedFile("通稿.txt", TEXT), "subject": ZONE, "published_on": "2024-04-26", "not_secret": "on"}
    return client.post("/documents/upload", {**told, **more})


def test_an_upload_opens_its_review(sign_in: Any) -> None:
    answer = upload(sign_in("zuoyun-clerk"))
    assert answer["Location"] == f"/documents/{Document.objects.get().pk}"


def test_a_second_upload_opens_the_first(sign_in: Any) -> None:
    client = sign_in("zuoyun-clerk")
    first = upload(client)["Location"]
    assert upload(client)["Location"] == first


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"not_secret": ""}, "不涉密"),
        ({"file": SimpleUploadedFile("程序.exe", b"MZ\x90\x00")}, "不能读取扩展名"),
        ({"subject": "Z140600-HR"}, "收文单位"),
        ({"published_on": "去年"}, "日期"),
    ],
)
def test_a_refused_upload_says_why_and_keeps_nothing(sign_in: Any, more: dict[str, Any], words: str) -> None:
    answer = upload(sign_in("zuoyun-clerk"), **more)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Document.objects.exists()


def test_a_file_beyond_the_limit_is_refused(sign_in: Any, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 10
    answer = upload(sign_in("zuoyun-clerk"))
    assert answer.status_code == 422
    assert "10" in answer.content.decode()
    assert not Document.objects.exists()


def test_a_download_gives_the_bytes_under_the_files_name(sign_in: Any) -> None:
    document, _new = receive(TEXT)
    answer = sign_in("zuoyun-clerk").get(f"/documents/{document.pk}/file")
    assert answer.content == TEXT
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
