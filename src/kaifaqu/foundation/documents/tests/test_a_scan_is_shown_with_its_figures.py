"""A file with pages keeps their pictures and where each figure stands on them, and shows both to whoever may review it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image

from conftest import AT
from kaifaqu.core.reader.sources.tests.samples import pdf
from kaifaqu.foundation.accounts.actions import System, create_user, grant_role
from kaifaqu.foundation.accounts.models import Role
from kaifaqu.foundation.documents.actions import receive_document
from kaifaqu.foundation.documents.models import Document
from kaifaqu.foundation.documents.rules import join_boxes
from kaifaqu.foundation.subjects.queries import get_subject
from tests.walks import ZONE, person

pytestmark = pytest.mark.usefixtures("standing_house", "db")
SENTENCE = "一季度，左云经开区完成工业投资2.9亿元，同比增长20.2%。"


@pytest.fixture
def document() -> Document:
    data = pdf([[(72.0, 100.0, SENTENCE)]])
    return receive_document(
        data, "page.pdf", subject=get_subject(ZONE), by=person("zuoyun-clerk"), at=AT, published_on=AT.date()
    )[0]


def test_each_figure_has_its_rectangle_on_the_page(document: Document) -> None:
    ((width, height),) = document.pages
    readings = list(document.readings.all())
    assert [reading.text for reading in readings] == ["2.9亿元", "20.2%"]
    for reading in readings:
        assert reading.boxes
        for page, left, top, wide, high in reading.boxes:
            assert page == 1
            assert 0 < left < left + wide < width
            assert 0 < top < top + high < height


def test_the_review_shows_the_page_and_a_stranger_does_not_get_it(document: Document, sign_in: Callable[[str], Any]) -> None:
    url = reverse("documents:page", kwargs={"pk": document.pk, "page": 1})
    clerk = sign_in("zuoyun-clerk")
    review = clerk.get(reverse("documents:review", kwargs={"pk": document.pk})).content.decode()
    assert url in review
    assert 'data-box="f001"' in review
    answer = clerk.get(url)
    assert answer["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(answer.content)).format == "JPEG"
    assert clerk.get(reverse("documents:page", kwargs={"pk": document.pk, "page": 2})).status_code == 404
    stranger = create_user(username="huairen", name="怀仁", password=None, by=System(), at=AT)
    grant_role(stranger, Role.CLERK, get_subject("Z140600-HR"), by=System(), at=AT)
    assert sign_in("huairen").get(url).status_code == 404


def test_a_figure_recognised_in_pieces_is_one_rectangle_a_line() -> None:
    """2.9|亿元 beside one another are one; 2.6 at a line's end and 8亿元 on the next are two; another page is another rectangle."""
    joined = join_boxes([(1, 100, 50, 30, 20), (1, 130, 51, 40, 20)])
    assert joined == [(1, 97.5, 50, 75.0, 21)]
    assert len(join_boxes([(1, 300, 50, 30, 20), (1, 10, 80, 40, 20)])) == 2
    assert len(join_boxes([(1, 100, 50, 30, 20), (2, 130, 50, 30, 20)])) == 2
    assert join_boxes([]) == []
