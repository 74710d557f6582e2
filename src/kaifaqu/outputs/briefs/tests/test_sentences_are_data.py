"""Sentences of the catalogue: braces are references, brackets are left out where a number is not there, clauses are joined."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from conftest import AT
from kaifaqu.core.figures.period import Period
from kaifaqu.foundation.subjects.queries import get_subject
from kaifaqu.outputs.briefs.actions import TEMPLATES
from kaifaqu.outputs.briefs.segments import Segment
from kaifaqu.outputs.briefs.sentences import compose_told, look_up, tell_section, write_sentence
from kaifaqu.outputs.briefs.source import Source
from kaifaqu.outputs.briefs.wording import brief_rule
from kaifaqu.statistics.ledger.queries import Book
from tests.walks import FIGURES, QUARTER, ZONE, book_quarter

HELD = {"a": "3个", "b": "5个"}


def look(asked: str) -> Sequence[str | Segment]:
    return [Segment(HELD[asked], {"fact": 1}, "1")] if asked in HELD else [Segment("未报")]


def written(template: str) -> str:
    return "".join(piece if isinstance(piece, str) else piece.text for piece in write_sentence(template, look))


@pytest.mark.parametrize(
    ("template", "text"),
    [("开工{a}。", "开工3个。"), ("开工{c}。", "开工未报。"), ("开工{a}[，续建{b}]。", "开工3个，续建5个。"), ("开工{a}[，续建{c}]。", "开工3个。"),
     ("[开工{c}，续建{b}。]", ""), ("[没有数的话]。", "没有数的话。")],
)  # fmt: skip
def test_a_bracket_is_left_out_where_a_number_is_not_there(template: str, text: str) -> None:
    assert written(template) == text


def source_of(period: Period = QUARTER) -> Source:
    return Source.of(get_subject(ZONE), period, Book.now(), AT.date(), TEMPLATES["quarter"].cited)


@pytest.mark.usefixtures("standing_house", "db")
def test_clauses_are_joined_and_their_absence_has_a_name() -> None:
    section = brief_rule("quarter")["sections"][2]
    assert _told(section) == ["三、项目建设", "项目数据未报。"]
    book_quarter({**FIGURES, "projects_started": "2", "projects_continued": "5"})
    assert _told(section) == ["三、项目建设", "2024年一季度，全区开工项目2个，续建项目5个。"]


def _told(section: dict[str, object]) -> list[str]:
    source = source_of()
    return [one.text for one in tell_section(section, source, look_up(source, brief_rule("quarter")))]


@pytest.mark.usefixtures("standing_house", "db")
def test_a_zone_that_reported_nothing_is_told_so_without_a_nought() -> None:
    paragraphs = compose_told("quarter", source_of(Period.quarter(2023, 3)))
    assert all(segment.address is None for one in paragraphs for segment in one.segments)
    assert "工业投资未报" in "".join(one.text for one in paragraphs)
