"""Pieces of lines on a page are put into the order in which a person reads them."""

from __future__ import annotations

import pytest

from kaifaqu.core.reader.sources.layout import Column, Glyph, Piece, columns_of, continues, joint, lines_of

SIZE = 10.0


def piece(text: str, left: float, top: float) -> Piece:
    """A line of full-width characters from its top left corner."""
    return Piece.of([Glyph(one, left + SIZE * at, top, left + SIZE * (at + 1), top + SIZE) for at, one in enumerate(text)])


def block(name: str, left: float, top: float, lines: int, across: int) -> list[Piece]:
    return [piece(f"{name}{number}".ljust(across, "字"), left, top + 15 * number) for number in range(lines)]


def order(pieces: list[Piece]) -> list[str]:
    """The first character of each line, repeated ones once."""
    names = [line[0].text[0] for column in columns_of(pieces) for line in column.lines]
    return [name for at, name in enumerate(names) if at == 0 or names[at - 1] != name]


def test_a_headline_over_two_of_three_columns_stands_before_them() -> None:
    page = [
        *block("甲", 0, 0, 20, 12),
        piece("乙标题横跨右边两栏而且足够长所以盖住中缝", 140, 4),
        *block("丙", 140, 33, 12, 11),
        *block("丁", 270, 37, 12, 11),
        piece("戊" * 38, 0, 330),
    ]
    assert order(page) == ["甲", "乙", "丙", "丁", "戊"]


def test_columns_whose_lines_do_not_stand_level_are_still_told_apart() -> None:
    assert order([*block("甲", 0, 0, 10, 12), *block("乙", 130, 7, 10, 12)]) == ["甲", "乙"]


def test_short_texts_beside_one_another_are_rows_of_a_table() -> None:
    page = [piece(text, x, 20.0 * row) for row in range(4) for x, text in ((0, "指标"), (120, "亿元"), (200, "数"))]
    (column,) = columns_of(page)
    assert [[one.text for one in line] for line in column.lines] == [["指标", "亿元", "数"]] * 4


def test_pieces_of_one_line_are_ordered_from_left_to_right() -> None:
    assert [[p.text for p in line] for line in lines_of([piece("乙", 50, 1), piece("甲", 0, 0), piece("丙", 0, 20)])] == [
        ["甲", "乙"],
        ["丙"],
    ]


@pytest.mark.parametrize(
    ("above", "below", "goes_on"),
    [
        ("完成工业投资完成工业投资完成工业投资", "同比增长", True),
        ("完成工业投资。", "同比增长", False),
        ("完成工业投资完成工业投资完成工业投资", "\u3000\u3000下一段", False),
        ("完成工业投资完成工业投资完成工业投。", "(二)下一段", False),
        ("完成工业投资完成工业投资完成工业投。", "同比增长", True),
    ],
)
def test_a_paragraph_goes_on_until_a_short_line_an_indent_or_a_numbered_line(above: str, below: str, goes_on: bool) -> None:
    indent = len(below) - len(below.lstrip())
    lines = (piece(above, 0, 0),), (piece(below.strip(), SIZE * indent, 15),)
    column = Column(lines, 0, 180)
    assert continues(column, lines[0], column, lines[1]) is goes_on


@pytest.mark.parametrize(
    ("left", "right", "between"), [("投", "资", ""), ("P", "g", " "), ("5", "亿", ""), ("2", "3", ""), (",", "a", " ")]
)
def test_only_latin_words_are_parted_by_a_space(left: str, right: str, between: str) -> None:
    assert joint(left, right) == between
