"""A brief's numbers are references: re-read before it is issued, refused when one reads otherwise, frozen afterwards, and Word."""

from __future__ import annotations

import copy
import io
from decimal import Decimal
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.outputs.briefs.actions import BriefRefusedError, compose_brief, issue_brief
from kaifaqu.outputs.briefs.models import Brief
from kaifaqu.outputs.briefs.queries import paragraphs_of
from kaifaqu.outputs.briefs.reread import reread_brief
from kaifaqu.outputs.briefs.segments import full_text, parse_paragraphs
from kaifaqu.outputs.briefs.word import write_word
from kaifaqu.statistics.ledger.queries import position_now
from tests.walks import QUARTER, ZONE, person

pytestmark = pytest.mark.usefixtures("standing_demonstration", "db")


def compose(period: Period = QUARTER) -> Brief:
    return compose_brief("quarter", get_subject(ZONE), period, by=person("zuoyun-clerk"), at=AT)


def issue(brief: Brief) -> Brief:
    return issue_brief(brief, by=person("zuoyun-signer"), at=AT)


def test_every_number_reads_as_it_was_meant() -> None:
    brief = compose()
    assert len(brief.reread) >= 8
    assert all(row["agrees"] for row in brief.reread)


def test_every_number_has_its_address() -> None:
    numbers = [segment for row in paragraphs_of(compose()) for segment in row.segments if segment.value is not None]
    assert all(segment.address for segment in numbers)


def test_a_brief_remembers_what_it_was_composed_from() -> None:
    brief = compose()
    assert brief.position == position_now()
    assert set(brief.rules) >= {"transformation_share"}


def test_a_changed_numeral_is_found_by_the_re_reading() -> None:
    rows = copy.deepcopy(compose().segments)
    segment = next(s for row in rows for s in row["segments"] if s["text"] == "2.68亿元")
    segment["text"] = "2.86亿元"
    wrong = [row for row in reread_brief(parse_paragraphs(rows), AT.date()) if not row.agrees]
    assert [(row.text, Decimal(row.meant), Decimal(row.found or 0)) for row in wrong] == [
        ("2.86亿元", 268_000_000, 286_000_000)
    ]


def test_a_text_that_was_changed_after_composing_is_not_issued() -> None:
    brief = compose()
    segment = next(s for row in brief.segments for s in row["segments"] if s["text"] == "2.68亿元")
    segment["text"] = "2.86亿元"
    brief.save()
    with pytest.raises(BriefRefusedError, match=r"2\.86亿元"):
        issue(Brief.objects.get(pk=brief.pk))


def test_an_issued_brief_is_not_issued_again() -> None:
    brief = issue(compose())
    with pytest.raises(BriefRefusedError, match="已签发"):
        issue(Brief.objects.get(pk=brief.pk))


def test_the_next_edition_is_a_row_of_its_own() -> None:
    first, second = compose(), compose()
    assert second.edition == first.edition + 1


def test_a_quarter_without_figures_says_so() -> None:
    text = full_text(paragraphs_of(compose(Period.half(2024, 1))))
    assert "未报" in text
    assert "0亿元" not in text


def set_as(word: Any, text: str) -> tuple[str | None, Any]:
    """The East Asian font and the size of the paragraph with this text."""
    run = next(paragraph.runs[0] for paragraph in word.paragraphs if paragraph.text == text)
    return run._r.rPr.rFonts.get(qn("w:eastAsia")), run.font.size


def test_word_is_laid_out_as_the_standard_says() -> None:
    brief = issue(compose())
    word = docx.Document(io.BytesIO(write_word(brief)))
    page = word.sections[0]
    found = [page.page_width, page.page_height, page.top_margin, page.left_margin]
    assert [round(length / 36000) for length in found if length] == [210, 297, 37, 28]
    assert round((page.page_width - page.left_margin - page.right_margin) / Mm(1)) == 156
    assert round((page.page_height - page.top_margin - page.bottom_margin) / Mm(1)) == 225
    assert set_as(word, brief.title) == ("方正小标宋简体", Pt(22))
    assert set_as(word, "一、工业投资") == ("黑体", Pt(16))
    assert set_as(word, word.paragraphs[2].text) == ("仿宋_GB2312", Pt(16))
    assert word.paragraphs[-1].text == "2024年4月26日"
    assert full_text(paragraphs_of(brief)) in "\n".join(p.text for p in word.paragraphs)


def test_only_the_signer_issues(sign_in: Any) -> None:
    brief = compose()
    assert sign_in("zuoyun-clerk").post(f"/briefs/{brief.pk}/issue").status_code == 404
    assert sign_in("zuoyun-signer").post(f"/briefs/{brief.pk}/issue").status_code == 302
    assert sign_in("zuoyun-signer").post(f"/briefs/{brief.pk}/issue").status_code == 422
