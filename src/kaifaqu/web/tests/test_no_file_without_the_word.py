"""No upload is taken before somebody has said that the file is no state secret."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import kaifaqu
from kaifaqu.foundation.documents.models import Document

PACKAGE = Path(kaifaqu.__file__).parent
BOX = re.compile(r"web/not_secret\.html|for field in form|projects/field\.html")
FORM = re.compile(r"<form[^>]*multipart.*?</form>", re.DOTALL)

pytestmark = pytest.mark.usefixtures("standing_house", "db")


def test_a_file_without_the_word_is_not_kept(sign_in: Callable[[str], Any]) -> None:
    client = sign_in("province")
    file = {"file": SimpleUploadedFile("名录.csv", "名称,代码\n甲,1\n".encode())}
    answer = client.post("/registers/zones/140000/start", file)
    assert answer.status_code == 422
    assert "没有勾选「我确认这份文件不涉密」" in answer.content.decode()
    assert "名录.csv" in answer.content.decode()
    assert not Document.objects.exists()


def test_every_form_that_sends_a_file_has_the_box() -> None:
    forms = [(path.name, form) for path in PACKAGE.rglob("*.html") for form in FORM.findall(path.read_text(encoding="utf-8"))]
    assert len(forms) >= 10
    assert [name for name, form in forms if not BOX.search(form)] == []
