"""A text without end is read in bounded pieces: no sentence, row of digits or group of names is compared with all the others."""

from __future__ import annotations

from datetime import date

from kaifaqu.core.reader.attribution import attribute
from kaifaqu.core.reader.checks_page import MOST_FIGURES, lay_out
from kaifaqu.core.reader.dates import find_dates
from kaifaqu.core.reader.figures import scan_figures
from kaifaqu.core.reader.layer import Layer
from kaifaqu.core.reader.model import Figure, Verdict
from kaifaqu.core.reader.read import read_text


def figures_of(text: str) -> tuple[Layer, tuple[Figure, ...]]:
    layer = Layer.of(text)
    dates = find_dates(layer.flat)
    return layer, attribute(layer, scan_figures(layer.flat, dates), dates, (), None)


def test_a_sentence_with_more_figures_than_a_reader_bears_is_cut_before_the_next_figure() -> None:
    layer, figures = figures_of("企业3家," * (2 * MOST_FIGURES + 1) + "完。")
    page = lay_out(layer, figures, (), (), None)
    assert [len(sentence.marks) for sentence in page.sentences] == [MOST_FIGURES, MOST_FIGURES, 1]
    assert "".join(sentence.text for sentence in page.sentences) == layer.flat
    assert {sentence.paragraph for sentence in page.sentences} == {0}


def test_a_sentence_as_long_as_a_reader_bears_stays_whole() -> None:
    layer, figures = figures_of("企业3家," * MOST_FIGURES + "完。项目2个。")
    page = lay_out(layer, figures, (), (), None)
    assert [len(sentence.marks) for sentence in page.sentences] == [MOST_FIGURES, 1]


def test_an_endless_row_of_digits_and_commas_is_looked_at_once() -> None:
    layer = Layer.of("1," * 100_000 + "3.5kW")
    assert [mark.unit for mark in scan_figures(layer.flat, [])] == ["kW"]


def test_a_whole_right_behind_its_cue_is_read() -> None:
    """Nothing stands between 完成 and the amount: an empty name is no third figure."""
    document = read_text("园区完成工业投资3亿元，完成6亿元的50%。", published_on=date(2024, 7, 15))
    assert [check.verdict for check in document.checks if check.kind == "ratio"] == [Verdict.HOLDS]


def test_a_product_of_units_is_a_unit() -> None:
    document = read_text("研发投入300人·年，劳动生产率35万元/人·年。")
    assert [(figure.value, figure.canonical_unit) for figure in document.figures] == [(300, "人·年"), (350000, "元/人·年")]


def test_a_space_that_ends_the_text_is_no_gap() -> None:
    assert [figure.text for figure in read_text("项目3个 \xad").figures] == ["3个"]
    assert read_text("0 \xad").figures == ()
